"""State rules: may this member do this to this row now? Roles stand in governance/permissions.py."""

from __future__ import annotations

from assurance.models import Assessment, Assignment, ReviewCycle
from governance.models import Membership
from governance.permissions import Permission

Rights = frozenset[Permission]


def is_assigned(membership: Membership, assessment: Assessment) -> bool:
    """Leads or contributes to the row. Reads `assignments` as fetched (AssessmentQuerySet.with_people)."""
    return any(
        assignment.member_id == membership.pk and assignment.ended_at is None
        for assignment in assessment.assignments.all()
    )


def can_edit(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """Assignees score and write their own rows while the review is open and the row is with them."""
    return Permission.SCORE in rights and assessment.is_editable and is_assigned(membership, assessment)


def can_see_own_score(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """Officer's scores and reasons for sending back: assignee, coordinator, reviewers and auditors only."""
    return Permission.VIEW_ALL_SCORES in rights or is_assigned(membership, assessment)


def can_read_year_before(membership: Membership, rights: Rights, cycle: ReviewCycle) -> bool:
    """What stands of last year beside this year's: a role limited to this year shows it to whoever reviews
    or runs the review, since they work from it, and to nobody else.
    """
    works_from_it = Permission.AGREE in rights or Permission.MANAGE_REVIEW in rights
    return works_from_it or Permission.VIEW_REVIEW in membership.permissions(year=cycle.year - 1)


def can_read_last_year(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """Last year's answer to the row: also those who answer it now."""
    return can_read_year_before(membership, rights, assessment.cycle) or is_assigned(membership, assessment)


def can_read_private_note(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """The note to the reviewer: the assignee, the coordinator and the reviewers; never auditors."""
    return (
        Permission.AGREE in rights
        or Permission.MANAGE_REVIEW in rights
        or is_assigned(membership, assessment)
    )


def speaks_for(membership: Membership, assessment: Assessment) -> bool:
    """The lead; where nobody leads the row, whoever contributes to it. Reads `assignments` as fetched."""
    live = [assignment for assignment in assessment.assignments.all() if assignment.ended_at is None]
    leads = [assignment for assignment in live if assignment.kind == Assignment.Kind.LEAD]
    return any(assignment.member_id == membership.pk for assignment in leads or live)


def can_read_comments(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """Comments speak of officers' scores: whoever may see those reads them."""
    return can_see_own_score(membership, rights, assessment)


def can_comment(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """At any stage, also of a finished review: comments are no part of what is signed. Past records are."""
    return (
        Permission.COMMENT in rights
        and not assessment.cycle.is_past_record
        and can_read_comments(membership, rights, assessment)
    )


def can_submit(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """The lead sends the row, contributors write it; what it still lacks stands in assurance/rules.py."""
    return can_edit(membership, rights, assessment) and speaks_for(membership, assessment)


def can_take_back(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """Until a reviewer opens it."""
    return (
        Permission.SCORE in rights
        and assessment.cycle.is_being_scored
        and assessment.status == Assessment.Status.SUBMITTED
        and assessment.review_opened_at is None
        and speaks_for(membership, assessment)
    )


def may_agree(membership: Membership, assessment: Assessment) -> bool:
    """Segregation: nobody agrees a score that they typed, confirmed or submitted."""
    return membership.pk not in {
        assessment.scored_by_id,
        assessment.submitted_by_id,
        assessment.confirmed_by_id,
    }


def can_agree(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    return (
        Permission.AGREE in rights
        and assessment.cycle.is_being_scored
        and assessment.status == Assessment.Status.SUBMITTED
        and may_agree(membership, assessment)
    )


def can_send_back(rights: Rights, assessment: Assessment) -> bool:
    return (
        Permission.AGREE in rights
        and assessment.cycle.is_being_scored
        and assessment.status == Assessment.Status.SUBMITTED
    )


def can_reopen_row(rights: Rights, assessment: Assessment) -> bool:
    """An agreed row, by those who finish the review, while it is not finished."""
    return (
        Permission.FINISH in rights
        and assessment.cycle.is_being_scored
        and assessment.status == Assessment.Status.AGREED
    )


def was_agreed_otherwise(assessment: Assessment) -> bool:
    """Agreed with another score than the officer's."""
    return assessment.agreed_score is not None and assessment.agreed_score != assessment.own_score


def can_reply(membership: Membership, rights: Rights, assessment: Assessment) -> bool:
    """To a changed score: whoever speaks for the row, while the review is being scored.

    That each agreement has one reply stands in workflow/replying.py.
    """
    return (
        Permission.SCORE in rights
        and assessment.cycle.is_being_scored
        and assessment.status == Assessment.Status.AGREED
        and was_agreed_otherwise(assessment)
        and speaks_for(membership, assessment)
    )


def can_set_up(rights: Rights, cycle: ReviewCycle) -> bool:
    return Permission.MANAGE_REVIEW in rights and not cycle.is_locked
