"""What a draft is to the text that stands: may it be written, is it as drafted, did its facts change?"""

from __future__ import annotations

from dataclasses import dataclass

from assurance.differences import Segment, segments
from reports.drafting.writing import Draft
from reports.models import StatementSection


def is_as_drafted(row: StatementSection) -> bool:
    """Nobody has changed a word since it was written from the review."""
    return bool(row.text) and row.text == row.drafted_text


@dataclass(frozen=True)
class DraftState:
    """A text beside its draft. `before` is what the draft said when the text was written or last checked."""

    draft: Draft
    before: str
    is_empty: bool
    is_as_drafted: bool
    has_changed: bool

    @property
    def can_be_written(self) -> bool:
        """Nothing stands there, and the review has something to say."""
        return self.is_empty and bool(self.draft.text)

    @property
    def can_be_written_again(self) -> bool:
        """The text is the old draft, word for word, and the review says something else now."""
        return self.is_as_drafted and self.has_changed

    @property
    def is_flagged(self) -> bool:
        """People wrote the text, and the review changed since they last looked."""
        return self.has_changed and not self.is_empty and not self.is_as_drafted

    @property
    def says_the_same(self) -> bool:
        """Only figures that are printed beside the text changed, not what a draft would say."""
        return self.before == self.draft.text

    @property
    def segments(self) -> list[Segment]:
        """What the draft says now beside what it said then, word by word."""
        return segments(self.before, self.draft.text)


def state_of(row: StatementSection | None, draft: Draft) -> DraftState:
    """A text from before facts were kept, or of a section without a row, has changed in nothing."""
    if row is None:
        return DraftState(draft, "", is_empty=True, is_as_drafted=False, has_changed=False)
    return DraftState(
        draft=draft,
        before=row.drafted_text,
        is_empty=not row.text.strip(),
        is_as_drafted=is_as_drafted(row),
        has_changed=row.drafted_from not in {"", draft.facts},
    )
