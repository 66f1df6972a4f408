"""Releasing a document to members, and withdrawing it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assurance.models import ReviewCycle
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.content.control import Release
from reports.documents import absolute, file_name, freeze, page, publication_path
from reports.models import DocumentKind, Publication, Rendering
from reports.rendering import request_rendering


@transaction.atomic
def release(
    *,
    kind: DocumentKind,
    cycle: ReviewCycle,
    seen: str,
    visible_from: date,
    meeting: str,
    meeting_on: date | None,
    by: Membership,
    at: datetime,
) -> Publication:
    """Freeze a document and show it to members from a day on; its PDF is asked of the worker.

    `seen` is the body digest of the pages that the person read: what changed since is not released unread.
    """
    ReviewCycle.objects.select_for_update().get(pk=cycle.pk)
    today = timezone.localdate(at)
    if visible_from < today:
        raise WorkflowError("Members can see it from today on, or from a later day.")
    earlier = Publication.objects.filter(council=cycle.council, cycle=cycle, kind=kind)
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    frozen = freeze(kind, cycle, on=today, release=Release(number, meeting, meeting_on))
    if frozen.body_digest != seen:
        raise WorkflowError(
            "The document has changed since you opened this page. Read its pages again, then release it."
        )
    publication = Publication.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=kind,
        number=number,
        version=number,
        text_digest=frozen.body_digest,
        content=frozen.content,
        digest=frozen.digest,
        meeting=meeting,
        meeting_on=meeting_on,
        visible_from=visible_from,
        released_by=by,
        released_at=at,
    )
    # The page prints its own address, which is known only now.
    publication.html = page(
        kind,
        frozen.content,
        digest=frozen.digest,
        address=absolute(publication_path(publication)),
        council_slug=cycle.council.slug,
    )
    publication.save(update_fields=["html"])
    request_publication_pdf(publication)
    audit.record(
        "reports.publication.released",
        council=cycle.council,
        by=by.user,
        about=publication,
        at=at,
        digest=frozen.digest,
        visible_from=visible_from,
    )
    return publication


def request_publication_pdf(publication: Publication) -> Rendering:
    """The one PDF of a released document."""
    name = file_name(
        publication.council, publication.cycle, publication.kind, f"version-{publication.number}"
    )
    return request_rendering(publication.html, publication.council, file_name=name, publication=publication)


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: Membership, at: datetime) -> Publication:
    """Take a released document back; a notice stays at its address."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if not reason.strip():
        raise WorkflowError("Say why the document is withdrawn.")
    if locked.is_withdrawn:
        raise WorkflowError("This document has been withdrawn already.")
    locked.withdrawn_at = at
    locked.withdrawn_by = by
    locked.withdrawn_reason = reason.strip()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        "reports.publication.withdrawn",
        council=locked.council,
        by=by.user,
        about=locked,
        at=at,
        reason=reason.strip(),
    )
    return locked
