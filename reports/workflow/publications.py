"""Releasing a document to members, and withdrawing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.audit import canonical_json
from governance.models import Council, Membership
from governance.workflow.errors import WorkflowError
from reports.content.control import Release
from reports.copies.naming import in_file_name
from reports.documents import absolute, file_name, freeze, page, publication_path, sha256, text_digest_of
from reports.models import DocumentKind, LocalCodeEdition, Publication, Rendering
from reports.rendering import request_rendering
from reports.standing import WITH_STEPS, is_locked_by_release, standing_of
from reports.workflow.amendments import keep_amendments

State = Publication.State
SUFFIXES = {
    State.MEMBERS: "",
    State.UNAUDITED: "-unaudited",
    State.APPROVED: "-approved",
    State.FINAL: "-final",
}


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
    agenda_label: str = "",
) -> Publication:
    """Freeze a document and show it to members from a day on; its PDF is asked of the worker.

    Its text is fixed from now on: another version of a document that goes through steps needs Amend first.
    `seen` is the body digest of the pages that the person read: what changed since is not released unread.
    """
    cycle = lock_cycle(cycle)
    today = timezone.localdate(at)
    if visible_from < today:
        raise WorkflowError("Members can see it from today on, or from a later day.")
    edition = edition_to_release(cycle) if kind == DocumentKind.LOCAL_CODE else None
    if kind in WITH_STEPS and is_locked_by_release(cycle, kind):
        raise WorkflowError(
            f"A version of the {kind.label} {cycle.label} has been released already. "
            "Amend it before you release another."
        )
    before = standing_of(cycle, kind) if kind in WITH_STEPS else None
    earlier = Publication.objects.filter(cycle=cycle, kind=kind)
    version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
    frozen = freeze(kind, cycle, on=today, release=Release(version, meeting, meeting_on))
    if frozen.body_digest != seen:
        raise WorkflowError(
            "The document has changed since you opened this page. Read its pages again, then release it."
        )
    publication = give_out(
        Publication(
            council=cycle.council,
            cycle=cycle,
            kind=kind,
            edition=edition,
            version=version,
            text_digest=frozen.body_digest,
            content=frozen.content,
            digest=frozen.digest,
            meeting=meeting,
            meeting_on=meeting_on,
            agenda_label=agenda_label,
            visible_from=visible_from,
        ),
        by=by,
        at=at,
    )
    if edition is not None:
        edition.state = LocalCodeEdition.State.RELEASED
        edition.save(update_fields=["state"])
    audit.record(
        "reports.publication.released",
        council=cycle.council,
        by=by.user,
        about=publication,
        at=at,
        digest=frozen.digest,
        visible_from=visible_from,
    )
    if before is not None and before.approval is not None and before.is_under_amendment:
        keep_amendments(before, before.approval, publication, by=by, at=at)
    return publication


def edition_to_release(cycle: ReviewCycle) -> LocalCodeEdition | None:
    """The newest version of the Code, locked; None where the Code is only what the framework gives."""
    lock_council(cycle)
    edition = LocalCodeEdition.objects.for_council(cycle.council).order_by("-number").first()
    if edition is not None and edition.state != LocalCodeEdition.State.DRAFTING:
        raise WorkflowError(
            f"Version {edition.number} of the Local Code has been released already. "
            "Amend it, or start the next version, before you release another."
        )
    return edition


def lock_council(cycle: ReviewCycle) -> None:
    """The Code belongs to the council, not to one review: its versions are counted under this lock."""
    Council.objects.select_for_update(no_key=True).only("pk").get(pk=cycle.council_id)


def give_out(publication: Publication, *, by: Membership, at: datetime) -> Publication:
    """Save what is given out under the next number, with its page; its PDF is asked of the worker.

    What the public will read is made in large print too, so that nobody has to wait for it.

    Call it under the lock of the review: numbers are counted there.
    """
    earlier = Publication.objects.filter(cycle=publication.cycle, kind=publication.kind)
    publication.number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    publication.released_by = by
    publication.released_at = at
    publication.save()
    # The page prints its own address, which is known only now.
    publication.html = page(
        DocumentKind(publication.kind),
        publication.content,
        digest=publication.digest,
        address=absolute(publication_path(publication)),
        council_slug=publication.council.slug,
        label=publication.agenda_label,
    )
    publication.save(update_fields=["html"])
    request_publication_pdf(publication)
    if publication.kind in WITH_STEPS:
        request_publication_pdf(publication, Rendering.Variant.LARGE_PRINT)
    return publication


def restate(
    earlier: Publication,
    *,
    state: str,
    control: Callable[[dict[str, Any]], dict[str, Any]],
    by: Membership,
    at: datetime,
    public_from: date | None = None,
) -> Publication:
    """Give the same text out in another state: only the control block is made anew, by `control`.

    What an agenda called it stays with the version that was on that agenda.

    Made from the frozen content, never from live rows, so that the check code stays.
    """
    content = json.loads(Publication.objects.values_list("content", flat=True).get(pk=earlier.pk))
    content["control"] = control(content["control"])
    frozen = canonical_json(content)
    return give_out(
        Publication(
            council=earlier.council,
            cycle=earlier.cycle,
            kind=earlier.kind,
            edition=earlier.edition,
            version=earlier.version,
            state=state,
            text_digest=text_digest_of(content),
            public_from=public_from,
            content=frozen,
            digest=sha256(frozen),
            meeting=earlier.meeting,
            meeting_on=earlier.meeting_on,
            visible_from=timezone.localdate(at),
        ),
        by=by,
        at=at,
    )


def request_publication_pdf(publication: Publication, variant: str = Rendering.Variant.STANDARD) -> Rendering:
    """The one PDF of a released document, or of a copy of it."""
    name = file_name(
        publication.council,
        publication.cycle,
        publication.kind,
        f"version-{publication.version}{SUFFIXES[Publication.State(publication.state)]}{in_file_name(variant)}",
    )
    return request_rendering(
        publication.html, publication.council, file_name=name, publication=publication, variant=variant
    )


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
