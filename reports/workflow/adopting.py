"""The steps of the Local Code after its release: adopting it, publishing it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.content.restated import as_adopted
from reports.models import DocumentKind, LocalCodeEdition, Publication
from reports.standing import Standing, State
from reports.workflow.guards import demand, given, not_after_today, released_version, tell_holders
from reports.workflow.publications import lock_council, restate

ADOPTED = "reports.local_code.adopted"
PUBLISHED = "reports.local_code.published"
CODE = DocumentKind.LOCAL_CODE
EditionState = LocalCodeEdition.State


def _edition_in(state: str, cycle: ReviewCycle, problem: str) -> tuple[Standing, LocalCodeEdition]:
    """The released version and its edition, locked with the council's others."""
    lock_council(cycle)
    standing = released_version(cycle, CODE)
    if standing.latest.edition_id is None:
        raise WorkflowError(
            "It has no text of its own yet: start a version of the Local Code, and release it."
        )
    edition = LocalCodeEdition.objects.get(pk=standing.latest.edition_id)
    if edition.state != state:
        raise WorkflowError(problem.format(edition.number))
    return standing, edition


@transaction.atomic
def adopt(
    *, cycle: ReviewCycle, body: str, on: date, minute: str, by: Membership, at: datetime
) -> Publication:
    """Record that a body adopted the released Code: the text that it has now."""
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing, edition = _edition_in(EditionState.RELEASED, cycle, "Version {} is adopted already.")
    edition.adopted_body = given(body, "Say who adopted it.")
    edition.adopted_minute = given(minute, "Give the minute.")
    not_after_today(on, "The date", at=at)
    edition.adopted_on = on
    edition.state = EditionState.ADOPTED
    edition.save(update_fields=["adopted_body", "adopted_on", "adopted_minute", "state"])
    publication = restate(
        standing.latest,
        state=State.APPROVED,
        control=lambda block: as_adopted(block, edition),
        by=by,
        at=at,
    )
    audit.record(
        ADOPTED,
        council=cycle.council,
        by=by.user,
        about=publication,
        at=at,
        body=edition.adopted_body,
        on=on,
        minute=edition.adopted_minute,
        digest=publication.digest,
    )
    return publication


@transaction.atomic
def publish_code(*, cycle: ReviewCycle, public_from: date, by: Membership, at: datetime) -> Publication:
    """Let the public read the adopted Code, from a day on; the one before it is replaced."""
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing, edition = _edition_in(
        EditionState.ADOPTED, cycle, "Version {} is not adopted yet, or is published already."
    )
    if public_from < timezone.localdate(at):
        raise WorkflowError("The public can read it from today on, or from a later day.")
    older = LocalCodeEdition.objects.for_council(cycle.council).filter(state=EditionState.PUBLISHED)
    for each in older.order_by("pk"):
        each.state = EditionState.SUPERSEDED
        each.save(update_fields=["state"])
    edition.state = EditionState.PUBLISHED
    edition.save(update_fields=["state"])
    publication = restate(
        standing.latest,
        state=State.FINAL,
        control=lambda block: as_adopted(block, edition),
        public_from=public_from,
        by=by,
        at=at,
    )
    audit.record(
        PUBLISHED,
        council=cycle.council,
        by=by.user,
        about=publication,
        at=at,
        public_from=public_from,
        digest=publication.digest,
    )
    text = f"The {publication} is published."
    tell_holders(Permission.EDIT_DOCUMENTS, cycle, CODE, by=by, action=PUBLISHED, text=text)
    return publication
