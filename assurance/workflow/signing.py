"""Finishing the review: the monitoring officer first, then the other offices of the chain; reopening it.

The monitoring officer declares the review complete, which keeps its content and locks its rows. Offices that
the council has chosen confirm the same content, in any order; the last of them makes the review finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assurance.checks import Gate
from assurance.difference_words import name_of
from assurance.finishing import (
    MONITORING_OFFICER,
    SENT_BACK,
    chain_of,
    holders_of,
    links_of,
    may_sign_for,
    office_name,
    office_waiting_for,
    title_held,
)
from assurance.models import ReviewCycle, SignedContent, SignOff, SignOffVoid
from assurance.readiness import Group, Readiness
from assurance.reviewers import members_with
from assurance.seal import seal_of, standing_content
from assurance.signed_content import as_json, build, digest_of, reasons_given
from assurance.workflow.locking import hold_content, lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

DECLARED = "assurance.cycle.declared_complete"
CONFIRMED = "assurance.cycle.confirmed"
FINISHED = "assurance.cycle.finished"
REOPENED = "assurance.cycle.reopened"
FEW = 10  # references named in a refusal
DECLARATIONS = {
    MONITORING_OFFICER: (
        "I have satisfied myself that the {cycle} is complete: every requirement was scored or found not to"
        " apply, with its evidence, and was agreed by someone other than the person who scored it."
    ),
    "section_151": (
        "I have read the {cycle}, and what it says of money, internal control and risks agrees"
        " with what I know as the officer responsible for our finances."
    ),
    "head_of_paid_service": (
        "I have read the {cycle}, and it gives a fair picture of how we were governed in the year."
    ),
}


def declaration_for(cycle: ReviewCycle, office: str = MONITORING_OFFICER) -> str:
    """What the office declares."""
    return DECLARATIONS[office].format(cycle=cycle)


class NotReady(WorkflowError):
    """What must be put right first; `keys` are the rules, in the order of the messages."""

    def __init__(self, groups: list[Group]) -> None:
        super().__init__(*(_counted(group) for group in groups))
        self.keys = [group.rule.key for group in groups]


def _counted(group: Group) -> str:
    refs = sorted({finding.ref for finding in group.open if finding.ref})
    more = f" and {len(refs) - FEW} more" if len(refs) > FEW else ""
    named = f" ({', '.join(refs[:FEW])}{more})" if refs else ""
    return f"{group.rule.name}: {len(group.open)}{named}"


@transaction.atomic
def finish_review(*, cycle: ReviewCycle, by: Membership, declaration: str, at: datetime) -> SignOff:
    """Declare the review complete: its content is kept and its rows are read-only from now on.

    Once, however often it is asked for. Where the monitoring officer is the whole chain, it is finished.
    """
    cycle = lock_cycle(cycle)
    if not may_sign_for(by, MONITORING_OFFICER, cycle):
        raise WorkflowError("Only the monitoring officer or a deputy can finish the review.")
    if cycle.is_being_signed:
        raise WorkflowError(f"The {cycle} was declared complete already; other offices confirm it now.")
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is finished already.")
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open yet.")
    hold_content(cycle)
    offices = chain_of(cycle.council)
    # Built before it is checked: what is added meanwhile is seen by the check, or came after both.
    built = build(cycle, offices=offices)
    reasons = _reasons_of_what_is_ready(cycle, at)
    if not declaration.strip():
        raise WorkflowError("Tick the declaration to finish the review.")
    text = as_json(replace(built, reasons=reasons_given(reasons)))
    content = SignedContent.objects.create(
        council=cycle.council,
        cycle=cycle,
        content=text,
        digest=digest_of(text),
        offices=",".join(offices),
        created_at=at,
    )
    cycle.locked_at = at
    cycle.stage = ReviewCycle.Stage.IN_REVIEW
    return _sign(cycle, content, MONITORING_OFFICER, by=by, declaration=declaration, at=at)


def _reasons_of_what_is_ready(cycle: ReviewCycle, at: datetime) -> list[int]:
    """Keys of the reasons that stand; refused while something must be put right and was not passed."""
    readiness = Readiness(cycle, timezone.localdate(at), Gate.REVIEW)
    if not readiness.review.rows:
        raise WorkflowError(f"The {cycle} has no rows.")
    if readiness.stopping:
        raise NotReady(readiness.stopping)
    return [accepted.pk for group in readiness.groups for accepted in group.accepted]


@transaction.atomic
def confirm_review(*, cycle: ReviewCycle, by: Membership, declaration: str, at: datetime) -> SignOff:
    """Sign what the monitoring officer declared complete, for another office of the chain.

    Refused when the review is not what was signed any more. The last office makes it finished.
    """
    cycle = lock_cycle(cycle)
    content, office = _their_turn(cycle, by)
    if not declaration.strip():
        raise WorkflowError("Tick the declaration to confirm the review.")
    hold_content(cycle)
    seal = seal_of(content, cycle)
    if seal.altered:
        raise WorkflowError(seal.altered)
    if seal.wrong:
        names = [name_of(each) for each in seal.wrong]
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        raise WorkflowError(
            f"The {cycle} is not what was signed any more: {'; '.join(names[:FEW])}{more}. The monitoring"
            " officer has to reopen it, or to put back what was signed."
        )
    return _sign(cycle, content, office, by=by, declaration=declaration, at=at)


def _their_turn(cycle: ReviewCycle, by: Membership) -> tuple[SignedContent, str]:
    """What the member may confirm now, and for which office; refused with the reason otherwise."""
    if Permission.CONFIRM not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the offices that the council has chosen can confirm the review.")
    if cycle.is_finished:
        raise WorkflowError(f"The {cycle} is finished already.")
    content = standing_content(cycle)
    if not cycle.is_being_signed or content is None:
        raise WorkflowError(f"The monitoring officer has not declared the {cycle} complete yet.")
    links = links_of(cycle, content)
    office = office_waiting_for(by, links)
    if office:
        return content, office
    if any(link.signature and link.signature.holder_id == by.pk for link in links):
        raise WorkflowError(f"You have confirmed the {cycle} already.")
    for link in links:
        if link.signature and link.office != MONITORING_OFFICER and may_sign_for(by, link.office, cycle):
            raise WorkflowError(f"{link.signature.holder_name} has confirmed it as {link.title} already.")
    raise WorkflowError(f"Your office does not confirm the {cycle}.")


def _sign(
    cycle: ReviewCycle,
    content: SignedContent,
    office: str,
    *,
    by: Membership,
    declaration: str,
    at: datetime,
) -> SignOff:
    """Add the signature; the last of the chain finishes the review. Whoever is next is told so."""
    title = title_held(by, office, cycle)
    sign_off = SignOff.objects.create(
        council=cycle.council,
        signed_content=content,
        office=office,
        office_title=title,
        holder=by,
        holder_name=by.name,
        declaration=declaration,
        at=at,
    )
    still = [link for link in links_of(cycle, content) if link.signature is None]
    if not still:
        cycle.stage = ReviewCycle.Stage.SIGNED_OFF
    cycle.save(update_fields=["stage", "locked_at"])
    action = FINISHED if not still else DECLARED if office == MONITORING_OFFICER else CONFIRMED
    audit.record(
        action, council=cycle.council, by=by.user, about=cycle, at=at, digest=content.digest, office=title
    )
    said = "declared the {} complete" if office == MONITORING_OFFICER else "confirmed the {}"
    named = ", ".join(office_name(link.office) for link in still)
    done = f"{by.name}, {title}, {said.format(cycle)}"
    text = f"{done}. It is finished." if not still else f"{done}. Still to confirm it: {named}."
    turn = []
    if office == MONITORING_OFFICER:
        turn = [member for link in still for member in link.waits_for]
        _tell(turn, cycle, by=by, action=action, text=f"{done}. It waits for you to confirm it.")
    taken = {member.pk for member in turn}
    _tell([each for each in _all(cycle) if each.pk not in taken], cycle, by=by, action=action, text=text)
    return sign_off


@transaction.atomic
def send_to_monitoring_officer(*, cycle: ReviewCycle, reason: str, by: Membership, at: datetime) -> None:
    """Say why an office does not confirm. The monitoring officer is told, and reopens the review or not."""
    cycle = lock_cycle(cycle)
    content, office = _their_turn(cycle, by)
    reason = reason.strip()
    if not reason:
        raise WorkflowError("Say why you do not confirm the review. The monitoring officer reads it.")
    title = title_held(by, office, cycle)
    audit.record(
        SENT_BACK,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        office=title,
        for_office=office,
        content=content.pk,
        reason=reason,
    )
    text = f"{by.name}, {title}, does not confirm the {cycle}: {reason}"
    _tell(holders_of(MONITORING_OFFICER, cycle), cycle, by=by, action=SENT_BACK, text=text)


@transaction.atomic
def reopen_review(*, cycle: ReviewCycle, reason: str, by: Membership, at: datetime) -> ReviewCycle:
    """Take up again a review that is signed, by one office or by all.

    Every signature over it becomes void, and stays to be seen as void.
    """
    cycle = lock_cycle(cycle)
    if Permission.FINISH not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the monitoring officer or a deputy can reopen the review.")
    if cycle.is_past_record or not (cycle.is_being_signed or cycle.stage == ReviewCycle.Stage.SIGNED_OFF):
        raise WorkflowError(f"The {cycle} is not finished, so there is nothing to reopen.")
    reason = reason.strip()
    if not reason:
        raise WorkflowError("Say why the review is reopened. The reason stays beside the void signature.")
    standing = list(
        SignedContent.objects.filter(cycle=cycle, void=None).prefetch_related("sign_offs__holder")
    )
    for content in standing:
        SignOffVoid.objects.create(council=cycle.council, signed_content=content, reason=reason, by=by, at=at)
    cycle.stage = ReviewCycle.Stage.IN_REVIEW
    cycle.locked_at = None
    cycle.save(update_fields=["stage", "locked_at"])
    audit.record(
        REOPENED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        reason=reason,
        void=[content.digest for content in standing],
    )
    signed = [each.holder for content in standing for each in content.sign_offs.all()]
    waited = [
        member
        for content in standing
        for office in content.chain
        if office != MONITORING_OFFICER
        for member in holders_of(office, cycle)
    ]
    text = f"{by.name} reopened the {cycle}: {reason}"
    _tell([*_all(cycle), *signed, *waited], cycle, by=by, action=REOPENED, text=text)
    return cycle


def _all(cycle: ReviewCycle) -> list[Membership]:
    """Those who review, finish and run the review."""
    return [*members_with(Permission.AGREE, cycle), *members_with(Permission.MANAGE_REVIEW, cycle)]


def _tell(
    recipients: Iterable[Membership], cycle: ReviewCycle, *, by: Membership, action: str, text: str
) -> None:
    url = reverse("assurance:sign-off", args=[cycle.council.slug, cycle.year])
    tell(recipients, by=by, action=action, text=text, url=url)
