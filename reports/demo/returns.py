"""Directors' assurance returns at the demo councils: asked when the review opens, answered while it runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assurance.models import DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.workflow.exceptions import note_exception
from assurance.workflow.returns import Given, ask_for_returns, mark_of, save_answers, send_return
from governance.models import AuditEntry, Membership, Notice
from reports.demo.dates import ReviewDates, working_day
from reports.demo.people import Cast
from reports.demo.reading import Source

DAYS_LATE = 3  # of a return of this year that is not begun
DAYS_LEFT = 6  # of one that was asked for later
YES = ReturnAnswer.Answer.YES


def ask_directors(cycle: ReviewCycle, sources: list[Source], *, cast: Cast, dates: ReviewDates) -> None:
    """By the coordinator: most when the review opens, some later."""
    for later in (False, True):
        posts = [cast.posts[each["post"]] for each in sources if each.get("asked_later", False) == later]
        if posts:
            ask_for_returns(
                cycle=cycle,
                posts=posts,
                due_on=_due_on(dates, sources, later=later),
                by=cast.coordinator,
                at=_not_before_the_record(cycle, dates.opened),
            )
    _date_notices(cycle, dates.opened)


def _due_on(dates: ReviewDates, sources: list[Source], *, later: bool) -> date:
    """Of a running year about today, so that one is late; else a week before scores are agreed."""
    if all(each.get("sent") for each in sources):
        return working_day(dates.due["agreeing"] - timedelta(days=7))
    return working_day(dates.today + timedelta(days=DAYS_LEFT if later else -DAYS_LATE))


def answer_returns(cycle: ReviewCycle, sources: list[Source], *, cast: Cast, dates: ReviewDates) -> None:
    """What each director says, and what became of the exceptions."""
    for number, source in enumerate(sources):
        post = cast.posts[source["post"]]
        director = post.holder
        if director is None or not (source.get("sent") or source.get("begun")):
            continue
        asked = DirectorReturn.objects.get(cycle=cycle, post=post)
        at = dates.submitted(number)
        on_record = _not_before_the_record(cycle, at)
        _say(asked, source, by=director, at=on_record)
        if not source.get("sent"):
            continue
        asked.refresh_from_db()
        sent = send_return(director_return=asked, version=asked.version, by=director, at=on_record)
        DirectorReturn.objects.filter(pk=sent.pk).update(sent_at=at)
        for key, said in source["answers"].items():
            if reason := said.get("noted"):
                answer = sent.answers.get(number=int(key))
                note_exception(answer=answer, reason=reason, by=cast.coordinator, at=on_record)
    _date_notices(cycle, dates.sent_back)


def _say(asked: DirectorReturn, source: Source, *, by: Membership, at: datetime) -> None:
    """The answers of the file; of a return that is sent, "Yes" to all others."""
    given = []
    for answer in asked.answers.all():
        said = source["answers"].get(str(answer.number))
        if said is None and not source.get("sent"):
            continue
        choice, text = (said["answer"], said["text"]) if said else (YES, "")
        given.append(Given(answer.number, choice, text, mark_of(answer)))
    save_answers(director_return=asked, given=given, by=by, at=at)


def _not_before_the_record(cycle: ReviewCycle, at: datetime) -> datetime:
    """The record of changes goes in the order of time."""
    return max(at, AuditEntry.objects.for_council(cycle.council).latest("sequence").at)


def _date_notices(cycle: ReviewCycle, at: datetime) -> None:
    """The column takes the time of writing by itself."""
    addresses = [
        each.get_absolute_url() for each in cycle.director_returns.select_related("council", "cycle")
    ]
    now_told = Notice.objects.filter(url__in=addresses, created_at__gt=at, read_at=None)
    now_told.update(created_at=at)
