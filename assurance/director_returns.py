"""Reads of the directors' assurance returns of a review: how many are in, what they say, what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from assurance.due import Due
from assurance.models import DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.models.returns import DirectorReturnQuerySet
from assurance.return_policies import who_answers
from governance.models import AuditEntry, Membership

REMINDED = "assurance.returns.reminded"
SENT = "assurance.return.sent"
EXCEPTIONS = (ReturnAnswer.Answer.WITH_EXCEPTIONS, ReturnAnswer.Answer.NO)


@dataclass(frozen=True)
class ReturnFigures:
    """Of the returns not withdrawn: asked, in, exceptions in those that are in, of these dealt with."""

    asked: int
    sent: int
    exceptions: int
    dealt_with: int

    @property
    def missing(self) -> int:
        return self.asked - self.sent

    @property
    def open_exceptions(self) -> int:
        return self.exceptions - self.dealt_with


def figures_of(cycle: ReviewCycle) -> ReturnFigures:
    """One query."""
    is_sent = Q(sent_at__isnull=False)
    is_exception = is_sent & Q(answers__answer__in=EXCEPTIONS)
    found = DirectorReturn.objects.filter(cycle=cycle, withdrawn_at=None).aggregate(
        asked=Count("pk", distinct=True),
        sent=Count("pk", filter=is_sent, distinct=True),
        exceptions=Count("answers", filter=is_exception),
        dealt_with=Count("answers", filter=is_exception & Q(answers__dealt_with_at__isnull=False)),
    )
    return ReturnFigures(**found)


def in_words(figures: ReturnFigures) -> str:
    """ "4 of 6 returns are in; 3 exceptions are not dealt with"."""
    if not figures.asked:
        return "No director has been asked yet"
    if figures.missing:
        said = f"{figures.sent} of {figures.asked} returns {'is' if figures.sent == 1 else 'are'} in"
    else:
        said = "The return is in" if figures.asked == 1 else f"All {figures.asked} returns are in"
    if number := figures.open_exceptions:
        said += f"; {number} {'exception is' if number == 1 else 'exceptions are'} not dealt with"
    elif figures.exceptions:
        said += "; every exception is dealt with"
    return said


@dataclass(frozen=True)
class ListedReturn:
    """A return as lists show it. `member`: who answers at present; `reminded_at`: the last time."""

    row: DirectorReturn
    answers: list[ReturnAnswer]
    member: Membership | None
    due: Due
    reminded_at: datetime | None = None

    @property
    def answered(self) -> int:
        return sum(bool(answer.answer) for answer in self.answers)

    @property
    def exceptions(self) -> list[ReturnAnswer]:
        """Of a return that is in; what is not sent yet is its director's own."""
        return [answer for answer in self.answers if answer.is_exception] if self.row.is_sent else []

    @property
    def open_exceptions(self) -> list[ReturnAnswer]:
        return [answer for answer in self.exceptions if answer.dealt_with_at is None]

    @property
    def directorate(self) -> str:
        return self.row.post.directorate or "No directorate"

    @property
    def was_reminded_today(self) -> bool:
        return self.reminded_at is not None and timezone.localdate(self.reminded_at) == self.due.at


def with_people(returns: DirectorReturnQuerySet) -> DirectorReturnQuerySet:
    """With post, who answers for it and their roles, and who sent it."""
    return returns.select_related(
        "council", "cycle", "post__holder__user", "post__deputy__user", "sent_by__user", "asked_by__user"
    ).prefetch_related("post__holder__grants", "post__deputy__grants")


def returns_of(cycle: ReviewCycle, *, at: date) -> list[ListedReturn]:
    """Those of a review that are not withdrawn, by directorate and post: a fixed number of queries."""
    answers = ReturnAnswer.objects.select_related("issue", "action", "dealt_with_by__user")
    found = (
        with_people(DirectorReturn.objects.filter(cycle=cycle, withdrawn_at=None))
        .prefetch_related(Prefetch("answers", queryset=answers))
        .order_by("post__directorate", "post__title", "pk")
    )
    reminded = last_reminded(cycle)
    return [
        ListedReturn(
            row=each,
            answers=list(each.answers.all()),
            member=who_answers(each.post),
            due=Due(None if each.is_sent else each.due_on, at),
            reminded_at=reminded.get(each.pk),
        )
        for each in found
    ]


def last_reminded(cycle: ReviewCycle) -> dict[int, datetime]:
    """When each return was last asked after, by key: the record of changes knows."""
    entries = AuditEntry.objects.filter(
        council=cycle.council_id,
        action=REMINDED,
        object_type=cycle._meta.label_lower,
        object_id=str(cycle.pk),
    ).order_by("sequence")
    return {key: entry.at for entry in entries for key in entry.data["returns"]}


@dataclass
class MatrixLine:
    """A statement and what each return says to it, in their order; None: not in, or not asked."""

    statement: str
    cells: list[tuple[str, ReturnAnswer | None]] = field(default_factory=list)


def matrix(listed: Iterable[ListedReturn]) -> tuple[list[str], list[MatrixLine]]:
    """The headings, one for each return, and a line for each statement that a director was asked."""
    returns = list(listed)
    directorates = [each.directorate for each in returns]
    headings = [
        each.directorate
        if each.row.post.directorate and directorates.count(each.directorate) == 1
        # Several posts of a directorate answer: then the post says which.
        else each.row.post.title
        for each in returns
    ]
    statements = list(dict.fromkeys(answer.statement for each in returns for answer in each.answers))
    lines = []
    for statement in statements:
        said = [
            next((one for one in each.answers if one.statement == statement), None)
            if each.row.is_sent
            else None
            for each in returns
        ]
        lines.append(MatrixLine(statement, list(zip(headings, said, strict=True))))
    return headings, lines


def last_years_answers(
    director_return: DirectorReturn, answers: list[ReturnAnswer]
) -> dict[int, ReturnAnswer]:
    """What the same post said a year before, by the number of this year's statement.

    Statements are matched by their words, else by their number: a council may have changed the words.
    """
    last = (
        DirectorReturn.objects.filter(
            council=director_return.council_id,
            post=director_return.post_id,
            cycle__starts_on__year=director_return.cycle.year - 1,
            withdrawn_at=None,
        )
        .exclude(sent_at=None)
        .first()
    )
    if last is None:
        return {}
    said = list(last.answers.all())
    by_words = {one.statement: one for one in said}
    now = {answer.statement for answer in answers}
    by_number = {one.number: one for one in said if one.statement not in now}
    found = {
        answer.number: by_words.get(answer.statement) or by_number.get(answer.number) for answer in answers
    }
    return {number: one for number, one in found.items() if one is not None}


def sent_before(director_return: DirectorReturn) -> list[AuditEntry]:
    """Each time that it was sent, newest first, with the answers as they were: the record knows."""
    entries = AuditEntry.objects.filter(
        council=director_return.council_id,
        action=SENT,
        object_type=director_return._meta.label_lower,
        object_id=str(director_return.pk),
    )
    return list(entries.select_related("actor").order_by("-sequence"))
