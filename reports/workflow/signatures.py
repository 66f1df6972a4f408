"""Signing the approved statement: the leading member and the chief executive, in the app or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assurance import file_store
from assurance.file_store import Stored
from assurance.finishing import title_held
from assurance.models import ReviewCycle
from assurance.workflow.files import CheckedFile
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.models import Approval, DocumentKind, Signature
from reports.standing import Standing
from reports.workflow.guards import demand, given, not_after_today, released_version, tell_holders

SIGNED = "reports.statement.signed"
RECORDED = "reports.statement.signature_recorded"
SCAN_DOWNLOADED = "reports.signature.scan_downloaded"
SCANS = "signatures"  # folder of the file store
Office = Signature.Office
# Who signs in the app for which office.
ROLES = {Office.LEADING_MEMBER: Role.LEADER, Office.CHIEF_EXECUTIVE: Role.HEAD_OF_PAID_SERVICE}


@dataclass(frozen=True)
class PaperSignature:
    """A signature given on paper, as the person who records it reads it there."""

    office: str
    name: str
    post_title: str
    signed_on: date


def offices_of(member: Membership, cycle: ReviewCycle) -> list[Office]:
    """The offices for which the member may sign the statement of a review."""
    if Permission.CERTIFY not in member.permissions(year=cycle.year):
        return []
    roles = member.roles(year=cycle.year)
    return [office for office, role in ROLES.items() if role in roles]


def office_to_sign(member: Membership, cycle: ReviewCycle, standing: Standing | None) -> Office | None:
    """The office for which the member may sign now. Nobody signs for two."""
    if standing is None or standing.approval is None or standing.is_amended or standing.final:
        return None
    if any(each.signed_by_id == member.pk for each in standing.signatures.values()):
        return None
    missing = standing.offices_missing
    return next((office for office in offices_of(member, cycle) if office in missing), None)


@transaction.atomic
def sign(*, cycle: ReviewCycle, version: int, by: Membership, at: datetime) -> Signature:
    """Sign for one's own office. `version` is the one that the person read: no other is signed unread."""
    cycle = lock_cycle(cycle)
    demand(Permission.CERTIFY, by, cycle)
    standing, approval = _approved(cycle)
    if version != standing.version:
        raise WorkflowError(f"There is a newer version: {standing.version}. Read it before you sign it.")
    office = office_to_sign(by, cycle, standing)
    if office is None:
        mine = [standing.signatures[each] for each in offices_of(by, cycle) if each in standing.signatures]
        if mine:
            raise WorkflowError(f"It has been signed already by {mine[0]}.")
        raise WorkflowError("Your office does not sign the statement.")
    if office == Office.CHIEF_EXECUTIVE:
        title = title_held(by, Role.HEAD_OF_PAID_SERVICE.value, cycle)
    else:
        title = str(cycle.council.setting("leading_member_title"))
    signature = _keep(
        standing,
        PaperSignature(office, by.name, title, timezone.localdate(at)),
        approval,
        signed_by=by,
        by=by,
        at=at,
    )
    _on_record(SIGNED, signature, standing, by=by, at=at)
    return signature


def record_signature(
    *,
    cycle: ReviewCycle,
    paper: PaperSignature,
    by: Membership,
    at: datetime,
    scan: CheckedFile | None = None,
) -> Signature:
    """Record a signature that was given on paper: who, as what, when. Its `scan` is kept, never published."""
    if scan is None:
        return _record_paper(cycle, paper, by=by, at=at)
    stored = file_store.write(scan.chunks, council=cycle.council, folder=SCANS)
    try:
        return _record_paper(cycle, paper, by=by, at=at, scan_name=scan.name, stored=stored)
    except BaseException:
        file_store.remove(stored.stored_as)
        raise


@transaction.atomic
def _record_paper(
    cycle: ReviewCycle,
    paper: PaperSignature,
    *,
    by: Membership,
    at: datetime,
    scan_name: str = "",
    stored: Stored | None = None,
) -> Signature:
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing, approval = _approved(cycle)
    given(paper.name, "Give the name under the signature.")
    given(paper.post_title, "Give the post of the person who signed.")
    if paper.office not in Office.values:
        raise WorkflowError("Choose whose signature it is.")
    if paper.office in standing.signatures:
        raise WorkflowError(f"It has been signed already by {standing.signatures[paper.office]}.")
    not_after_today(paper.signed_on, "The date of the signature", at=at)
    if paper.signed_on < approval.approved_on:
        raise WorkflowError("It was signed before it was approved: check the date of the signature.")
    signature = _keep(
        standing, paper, approval, signed_by=None, by=by, at=at, scan_name=scan_name, stored=stored
    )
    _on_record(RECORDED, signature, standing, by=by, at=at)
    return signature


def record_scan_download(*, signature: Signature, by: Membership, at: datetime) -> None:
    """Say in the record of changes who took a copy of a scan."""
    audit.record(
        SCAN_DOWNLOADED,
        council=signature.council,
        by=by.user,
        about=signature,
        at=at,
        version=str(signature.version),
        sha256=signature.scan_sha256,
    )


def _approved(cycle: ReviewCycle) -> tuple[Standing, Approval]:
    standing = released_version(cycle, DocumentKind.AGS)
    if standing.approval is None:
        raise WorkflowError(f"Version {standing.version} is not approved yet: it is signed after that.")
    if standing.final is not None:
        raise WorkflowError(f"Version {standing.version} is signed and published already.")
    return standing, standing.approval


def _keep(
    standing: Standing,
    paper: PaperSignature,
    approval: Approval,
    *,
    signed_by: Membership | None,
    by: Membership,
    at: datetime,
    scan_name: str = "",
    stored: Stored | None = None,
) -> Signature:
    return Signature.objects.create(
        council=approval.council,
        cycle=approval.cycle,
        kind=DocumentKind.AGS,
        version=standing.version,
        text_digest=approval.text_digest,
        office=paper.office,
        name=paper.name.strip(),
        post_title=paper.post_title.strip(),
        signed_on=paper.signed_on,
        signed_by=signed_by,
        is_on_paper=signed_by is None,
        scan_name=scan_name,
        scan_stored_as=stored.stored_as if stored else "",
        scan_sha256=stored.sha256 if stored else "",
        recorded_by=by,
        recorded_at=at,
    )


def _on_record(
    action: str, signature: Signature, standing: Standing, *, by: Membership, at: datetime
) -> None:
    audit.record(
        action,
        council=signature.council,
        by=by.user,
        about=standing.latest,
        at=at,
        name=signature.name,
        office=signature.post_title,
        on=signature.signed_on,
        text_digest=signature.text_digest,
    )
    said = f"{signature.name}, {signature.post_title}, signed {standing.latest}."
    left = len(Office.values) - len(standing.signatures) - 1
    text = f"{said} {'The other signature is still missing.' if left else 'It can be published.'}"
    tell_holders(Permission.RELEASE, signature.cycle, DocumentKind.AGS, by=by, action=action, text=text)
