"""PDFs made once, by the worker, and served as stored bytes. Never imports the engine.

A rendering's key is the digest of all that decides its bytes: page, style sheet, watermark, fonts, engine.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from governance.models import Council
from reports.copies.making import copy_of
from reports.models import Publication, Rendering
from reports.paper import for_paper, static_file
from reports.pdf.version import engine_version
from reports.recipes import digest_of

ATTEMPTS = 3
# Twenty times what a whole assurance review takes on a small machine.
TIME_LIMIT = timedelta(minutes=4)
# A worker that was killed leaves its row "being made"; after this long another may take it.
LONGEST_RENDERING = timedelta(minutes=5)
STYLE_FILES = (
    "css/document.css",
    "css/watermark-draft.svg",
    "fonts/source-sans-3-regular.ttf",
    "fonts/source-sans-3-italic.ttf",
    "fonts/source-sans-3-semibold.ttf",
    "fonts/source-sans-3-bold.ttf",
)


@cache
def style_digest() -> str:
    """SHA-256 of style sheet, watermark and fonts; read once a process: they change with the code."""
    return digest_of(map(static_file, STYLE_FILES))


def rendering_key(html: str, council: Council) -> str:
    parts = (str(council.pk), html, style_digest(), engine_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def stored_file(rendering: Rendering) -> Path:
    return Path(settings.MEDIA_ROOT) / rendering.path


def is_ready(rendering: Rendering) -> bool:
    """Made, and its file is there."""
    return rendering.state == Rendering.State.DONE and stored_file(rendering).is_file()


@transaction.atomic
def request_rendering(
    html: str,
    council: Council,
    *,
    file_name: str,
    publication: Publication | None = None,
    variant: str = Rendering.Variant.STANDARD,
) -> Rendering:
    """The one rendering of this copy of a page, asked of the worker if it is not made or under way.

    However many ask at once, there is one row and one file. A failed or abandoned one is tried again.
    """
    paper = for_paper(copy_of(html, variant))
    key = rendering_key(paper, council)
    rendering, created = Rendering.objects.get_or_create(
        key=key,
        defaults={
            "council": council,
            "html": paper,
            "file_name": file_name,
            "publication": publication,
            "variant": variant,
        },
    )
    if not created and needs_another_try(rendering):
        rendering.html = paper
        rendering.state = Rendering.State.QUEUED
        rendering.attempts = 0
        rendering.error = ""
        rendering.requested_at = timezone.now()
        rendering.started_at = None
        rendering.save(update_fields=["html", "state", "attempts", "error", "requested_at", "started_at"])
        created = True
    if created:
        transaction.on_commit(lambda: enqueue(rendering.pk))
    return rendering


def needs_another_try(rendering: Rendering) -> bool:
    if rendering.state == Rendering.State.FAILED:
        return True
    if rendering.state == Rendering.State.DONE:
        return not stored_file(rendering).is_file()
    return is_stuck(rendering, at=timezone.now())


def is_stuck(rendering: Rendering, *, at: datetime) -> bool:
    """Waiting or under way for so long that its worker must have ended, or that none runs."""
    return (rendering.started_at or rendering.requested_at) < at - LONGEST_RENDERING


def enqueue(rendering_id: int) -> None:
    from reports.tasks import render_pdf

    render_pdf.enqueue(rendering_id=rendering_id)


def claim(rendering_id: int, *, at: datetime) -> Rendering | None:
    """Take a rendering to make it, or None when it is made or someone else is at it."""
    abandoned = Q(state=Rendering.State.RENDERING, started_at__lt=at - LONGEST_RENDERING)
    taken = (
        Rendering.objects.filter(pk=rendering_id)
        .filter(Q(state=Rendering.State.QUEUED) | abandoned)
        .update(state=Rendering.State.RENDERING, started_at=at, attempts=F("attempts") + 1)
    )
    return Rendering.objects.get(pk=rendering_id) if taken else None


def store(rendering: Rendering, content: bytes, *, pages: int, at: datetime) -> None:
    """Keep the file: written aside and renamed, so that there is never half of one."""
    rendering.path = f"pdf/{rendering.key[:2]}/{rendering.key}.pdf"
    target = stored_file(rendering)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    rendering.state = Rendering.State.DONE
    rendering.size = len(content)
    rendering.sha256 = hashlib.sha256(content).hexdigest()
    rendering.pages = pages
    rendering.html = ""
    rendering.error = ""
    rendering.finished_at = at
    rendering.save(update_fields=["path", "state", "size", "sha256", "pages", "html", "error", "finished_at"])


def fail(rendering: Rendering, error: Exception, *, at: datetime) -> None:
    """Say what went wrong; the worker tries again until the attempts are used up."""
    again = rendering.attempts < ATTEMPTS
    rendering.state = Rendering.State.QUEUED if again else Rendering.State.FAILED
    rendering.error = f"{type(error).__name__}: {error}"[:2000]
    rendering.finished_at = None if again else at
    rendering.save(update_fields=["state", "error", "finished_at"])
    if again:
        enqueue(rendering.pk)
