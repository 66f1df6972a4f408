"""Directors' assurance returns: who may answer, read and ask, and until when."""

from __future__ import annotations

from django.utils import timezone

from assurance.models import DirectorReturn, ReviewCycle
from assurance.policies import Rights
from governance.models import Membership, Post
from governance.permissions import Permission
from governance.roles import INDEPENDENT_ROLES


def is_independent(member: Membership) -> bool:
    """Those who audit, of whatever year, say nothing for a service: they judge what services say.

    Reads `grants` as fetched.
    """
    return any(grant.role in INDEPENDENT_ROLES for grant in member.grants_on())


def may_be_asked(post: Post) -> bool:
    """Every post but the one that audits."""
    return post.statutory_office != Post.StatutoryOffice.HEAD_OF_INTERNAL_AUDIT


def who_answers(post: Post) -> Membership | None:
    """Whom to ask: the holder, else the deputy; those who left or who audit do not answer."""
    if not may_be_asked(post):
        return None
    at_work = [one for one in (post.holder, post.deputy) if one and one.ended_at is None]
    return next((one for one in at_work if not is_independent(one)), None)


def answers_for(member: Membership, director_return: DirectorReturn) -> bool:
    """Holds the post, deputises or acts, and does not audit."""
    post = director_return.post
    has_ended = post.ends_on is not None and post.ends_on < timezone.localdate()
    return (
        not has_ended
        and member.pk in {post.holder_id, post.deputy_id}
        and may_be_asked(post)
        and not is_independent(member)
    )


def can_read(member: Membership, rights: Rights, director_return: DirectorReturn) -> bool:
    """Readers of the list, whoever answers, and whoever sent it, also after they have left the post."""
    return (
        Permission.VIEW_ALL_SCORES in rights
        or answers_for(member, director_return)
        or director_return.sent_by_id == member.pk
    )


def can_answer(member: Membership, director_return: DirectorReturn) -> bool:
    """Until it is sent, and until the review is signed."""
    return (
        answers_for(member, director_return)
        and not director_return.is_sent
        and director_return.withdrawn_at is None
        and not why_closed_to_returns(director_return.cycle)
    )


def why_closed_to_returns(cycle: ReviewCycle) -> str:
    """Why no return can be asked for, sent or opened again; empty while they can.

    They are part of what is signed: the first signature ends it, as it does for the rows.
    """
    if cycle.is_past_record:
        return f"The {cycle} was signed off elsewhere: it has no returns."
    if cycle.stage == ReviewCycle.Stage.CLOSED:
        return f"The {cycle} is closed: its returns stay as they were signed."
    if cycle.is_locked:
        return (
            f"The {cycle} is finished, and its returns are part of what was signed."
            " The monitoring officer can reopen the review."
        )
    return ""


def why_closed_to_exceptions(cycle: ReviewCycle) -> str:
    """Why exceptions are not dealt with any more; empty while they are: until the review is closed."""
    if cycle.is_past_record or cycle.stage == ReviewCycle.Stage.CLOSED:
        return f"The {cycle} is closed: what is still open belongs to a later review."
    return ""
