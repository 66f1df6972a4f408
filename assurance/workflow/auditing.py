"""Who took the index of a review's evidence away."""

from __future__ import annotations

from datetime import datetime

from assurance.models import ReviewCycle
from governance import audit
from governance.models import Membership


def record_index_taken(*, cycle: ReviewCycle, files: int, form: str, by: Membership, at: datetime) -> None:
    """Say so in the record of changes. `form`: "csv" for the index alone, "zip" with its files."""
    with_files = f" with {files} file{'' if files == 1 else 's'}" if form == "zip" else ""
    audit.record(
        "assurance.evidence_index.taken",
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        form=form.upper(),
        with_files=with_files,
    )
