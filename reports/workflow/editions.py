"""Beginning a version of the Local Code, writing it, adopting it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assurance.models import ReviewCycle
from framework.models import Framework
from governance import audit
from governance.models import AuditEntry, Council, Membership
from governance.workflow.errors import WorkflowError
from reports.editions.reading import text_of
from reports.editions.starting import first_text, with_evidence_of
from reports.editions.texts import CodeText
from reports.editions.writing import write_edition
from reports.models import LocalCodeEdition

STARTED = "reports.local_code.started"
BROUGHT_IN = "reports.local_code.brought_in"
BEING_WRITTEN = LocalCodeEdition.State.DRAFTING


def _last_edition(council: Council) -> LocalCodeEdition | None:
    """The newest edition, locked with its council: two starts at once make one."""
    Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
    last = LocalCodeEdition.objects.for_council(council).order_by("-number").first()
    if last is not None and last.state == BEING_WRITTEN:
        raise WorkflowError(f"Version {last.number} is being written. Finish it before you start another.")
    return last


@transaction.atomic
def start_edition(*, cycle: ReviewCycle, style: str, by: Membership, at: datetime) -> LocalCodeEdition:
    """The next version: the last one with this review's public evidence, or the first from the framework.

    `style` counts for the first one only; later it is changed in the version itself.
    """
    last = _last_edition(cycle.council)
    text = with_evidence_of(text_of(last), cycle) if last else first_text(cycle, style)
    edition = write_edition(
        text,
        council=cycle.council,
        framework=cycle.framework,
        number=last.number + 1 if last else 1,
        cycle=cycle,
        based_on=last,
        by=by,
        at=at,
    )
    audit.record(STARTED, council=cycle.council, by=by.user, about=edition, at=at, review=str(cycle))
    return edition


@transaction.atomic
def bring_in_edition(
    *,
    council: Council,
    framework: Framework,
    text: CodeText,
    file: str,
    by: Membership | None,
    at: datetime,
    remarks: Sequence[str] = (),
) -> LocalCodeEdition:
    """A version from a file; it stands as being written until somebody has read it.

    `remarks` are what its reader should know; they stay with the entry in the record of changes.
    """
    last = _last_edition(council)
    edition = write_edition(
        text,
        council=council,
        framework=framework,
        number=last.number + 1 if last else 1,
        cycle=ReviewCycle.objects.for_council(council).newest_first().first(),
        based_on=last,
        by=by,
        at=at,
    )
    audit.record(
        BROUGHT_IN,
        council=council,
        by=by.user if by else None,
        about=edition,
        at=at,
        file=file,
        remarks=list(remarks),
    )
    return edition


def remarks_on(edition: LocalCodeEdition) -> list[str]:
    """What the reader of a version that came from a file should know; empty for any other. One query."""
    entry = (
        AuditEntry.objects.filter(
            council=edition.council,
            action=BROUGHT_IN,
            object_type=edition._meta.label_lower,
            object_id=str(edition.pk),
        )
        .only("data")
        .first()
    )
    return list(entry.data.get("remarks", [])) if entry else []
