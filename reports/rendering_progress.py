"""How far a PDF is, in words for the page where somebody waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.models import Rendering
from reports.rendering import ATTEMPTS, is_ready, is_stuck

State = Rendering.State
# Nobody has begun for so long although nothing else is under way: the worker does not run.
NOBODY_BEGINS = timedelta(minutes=2)


@dataclass(frozen=True)
class Progress:
    """`words` say where it stands. `may_ask`: asking again helps, for nobody is at it any more."""

    words: str
    is_ready: bool = False
    has_failed: bool = False
    may_ask: bool = False

    @property
    def is_under_way(self) -> bool:
        return not self.is_ready and not self.has_failed


def progress_of(rendering: Rendering | None, *, at: datetime) -> Progress:
    """Where a rendering stands at a moment; None: it was never asked for. At most two queries."""
    if rendering is None:
        return Progress("It was not asked for yet.", has_failed=True, may_ask=True)
    if is_ready(rendering):
        return Progress("It is ready.", is_ready=True)
    if rendering.state == State.FAILED:
        return Progress(f"It could not be made in {ATTEMPTS} tries.", has_failed=True, may_ask=True)
    if rendering.state == State.DONE:
        return Progress("Its file is gone from the file store.", has_failed=True, may_ask=True)
    if rendering.state == State.RENDERING:
        return under_way(rendering, at=at)
    return waiting(rendering, at=at)


def under_way(rendering: Rendering, *, at: datetime) -> Progress:
    if is_stuck(rendering, at=at):
        return Progress("The worker that made it has stopped.", may_ask=True)
    again = f" This is try {rendering.attempts} of {ATTEMPTS}." if rendering.attempts > 1 else ""
    return Progress(f"It is being laid out now.{again}")


def waiting(rendering: Rendering, *, at: datetime) -> Progress:
    """Its place among those that wait, for one worker takes one after the other."""
    before = Rendering.objects.filter(state=State.QUEUED, pk__lt=rendering.pk).count()
    if not before and rendering.requested_at < at - NOBODY_BEGINS:
        busy = Rendering.objects.filter(state=State.RENDERING).exists()
        if not busy:
            return Progress(
                "Nobody has begun with it. If this does not change, tell whoever runs this service: "
                "the background worker may not be running.",
                may_ask=is_stuck(rendering, at=at),
            )
    if before:
        others = "1 other PDF is" if before == 1 else f"{before} other PDFs are"
        return Progress(f"It waits its turn: {others} made first.")
    return Progress("It is next.")
