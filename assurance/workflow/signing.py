"""Finishing the review, and reopening it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from assurance.models import Assessment, ReviewCycle, SignedContent, SignOff, SignOffVoid
from assurance.reviewers import members_with
from assurance.signed_content import as_json, build, digest_of
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership, Post
from governance.permissions import Permission
from governance.roles import Role
from governance.workflow.errors import WorkflowError

FINISHED = "assurance.cycle.finished"
REOPENED = "assurance.cycle.reopened"
FEW = 10  # references named in a refusal


def declaration_for(cycle: ReviewCycle) -> str:
    """What the office declares by finishing the review."""
    return (
        f"I have satisfied myself that the {cycle} is complete. Every requirement was scored or found not to"
        " apply, with its evidence, and was agreed by someone other than the person who scored it."
    )


@transaction.atomic
def finish_review(*, cycle: ReviewCycle, by: Membership, declaration: str, at: datetime) -> SignOff:
    """Freeze and sign the review; its rows are read-only from now on. Once, however often it is asked for."""
    cycle = lock_cycle(cycle)
    if Permission.FINISH not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the monitoring officer or a deputy can finish the review.")
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is finished already.")
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open yet.")
    _refuse_unagreed(cycle)
    if not declaration.strip():
        raise WorkflowError("Tick the declaration to finish the review.")
    text = as_json(build(cycle))
    content = SignedContent.objects.create(
        council=cycle.council, cycle=cycle, content=text, digest=digest_of(text), created_at=at
    )
    office, title = office_of(by, cycle)
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
    cycle.stage = ReviewCycle.Stage.SIGNED_OFF
    cycle.save(update_fields=["stage"])
    audit.record(
        FINISHED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        digest=content.digest,
        office=title,
    )
    _tell_all(cycle, by=by, action=FINISHED, text=f"{by.name} finished the {cycle}.")
    return sign_off


def _refuse_unagreed(cycle: ReviewCycle) -> None:
    rows = Assessment.objects.filter(cycle=cycle)
    unagreed = list(
        rows.exclude(status=Assessment.Status.AGREED).in_order().values_list("requirement__ref", flat=True)
    )
    if unagreed:
        more = f" and {len(unagreed) - FEW} more" if len(unagreed) > FEW else ""
        count = "1 row is" if len(unagreed) == 1 else f"{len(unagreed)} rows are"
        raise WorkflowError(f"{count} not agreed yet: {', '.join(unagreed[:FEW])}{more}.")
    if not rows.exists():
        raise WorkflowError(f"The {cycle} has no rows.")


def office_of(member: Membership, cycle: ReviewCycle) -> tuple[str, str]:
    """The member's own office and its title: their statutory post, else the role by which they finish."""
    office = Post.StatutoryOffice.MONITORING_OFFICER
    posts = Post.objects.for_council(cycle.council).current().filter(statutory_office=office)
    post = posts.filter(Q(holder=member) | Q(deputy=member)).first()
    if post and post.holder_id == member.pk:
        return office.value, f"Acting {post.title}" if post.is_acting else post.title
    if post:
        return Role.DEPUTY_MONITORING_OFFICER.value, f"Deputy {post.title}"
    roles = member.roles(year=cycle.year)
    role = next(
        (role for role in (Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER) if role in roles), None
    )
    if role is None:
        raise WorkflowError("Only the monitoring officer or a deputy can finish the review.")
    return role.value, role.label


@transaction.atomic
def reopen_review(*, cycle: ReviewCycle, reason: str, by: Membership, at: datetime) -> ReviewCycle:
    """Take a finished review up again. Every signature over it becomes void, and stays to be seen as void."""
    cycle = lock_cycle(cycle)
    if Permission.FINISH not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the monitoring officer or a deputy can reopen the review.")
    if cycle.is_past_record or cycle.stage != ReviewCycle.Stage.SIGNED_OFF:
        raise WorkflowError(f"The {cycle} is not finished, so there is nothing to reopen.")
    reason = reason.strip()
    if not reason:
        raise WorkflowError("Say why the review is reopened. The reason stays beside the void signature.")
    standing = list(SignedContent.objects.filter(cycle=cycle, void=None))
    for content in standing:
        SignOffVoid.objects.create(council=cycle.council, signed_content=content, reason=reason, by=by, at=at)
    cycle.stage = ReviewCycle.Stage.IN_REVIEW
    cycle.save(update_fields=["stage"])
    audit.record(
        REOPENED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        reason=reason,
        void=[content.digest for content in standing],
    )
    _tell_all(cycle, by=by, action=REOPENED, text=f"{by.name} reopened the {cycle}: {reason}")
    return cycle


def _tell_all(cycle: ReviewCycle, *, by: Membership, action: str, text: str) -> None:
    tell(
        [*members_with(Permission.AGREE, cycle), *members_with(Permission.MANAGE_REVIEW, cycle)],
        by=by,
        action=action,
        text=text,
        url=reverse("assurance:sign-off", args=[cycle.council.slug, cycle.year]),
    )
