"""Who took a copy of a document that is not released."""

from __future__ import annotations

from datetime import datetime

from assurance.models import ReviewCycle
from governance import audit
from governance.models import Membership
from reports.models import DocumentKind


def record_download(
    *, kind: DocumentKind, cycle: ReviewCycle, form: str, by: Membership, at: datetime
) -> None:
    """Say so in the record of changes; `form` in words: "a PDF", "a spreadsheet"."""
    audit.record(
        "reports.draft.downloaded",
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        document=kind.label,
        form=form,
    )
