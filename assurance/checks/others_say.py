"""Check 9: what others say of the council's governance is there, about this year, and dealt with."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.models import AssuranceSource, ReturnAnswer
from governance.permissions import Permission
from governance.templatetags.ga import govdate

APPROVAL = frozenset({Gate.APPROVAL})

REQUIRED = Rule(
    "sources-there",
    9,
    "An opinion of others that is missing",
    "Members weigh the Council’s own view against what those say who have looked for themselves.",
    APPROVAL,
)
FITTING = Rule(
    "sources-fitting",
    9,
    "An opinion of others that says little about this year",
    "An opinion of another year, or a report without an opinion, leaves the year itself unchecked.",
    APPROVAL,
    must=False,
)
RETURNS = Rule(
    "returns-sent",
    9,
    "Directors’ returns that are not in",
    "Whoever was asked and did not answer leaves their services out of the statement.",
    APPROVAL,
)
EXCEPTIONS = Rule(
    "exceptions-dealt-with",
    9,
    "Exceptions that nobody dealt with",
    "A director said that something is not right. It becomes an issue or an action, or a reason is given.",
    APPROVAL,
)


def _kinds(review: CheckedReview) -> Iterator[tuple[str, list[AssuranceSource]]]:
    """Each kind that the council asks for, with what is recorded of it."""
    for key in review.setting("required_sources"):
        yield key, [source for source in review.sources if source.kind == key]


def _finding(review: CheckedReview, kind: str, what: str, fix: Fix) -> Finding:
    return Finding(
        what=what,
        fix=fix,
        place=fix.url,
        title=str(AssuranceSource.Kind(kind).label),
        subject=kind,
    )


@check(REQUIRED)
def sources_there(review: CheckedReview) -> Iterator[Finding]:
    register = review.address("assurance:sources")
    for kind, recorded in _kinds(review):
        if not recorded:
            is_audit = kind == AssuranceSource.Kind.HEAD_OF_INTERNAL_AUDIT
            label = "Ask for it" if is_audit else "Record it"
            fix = Fix(label, register, Permission.RECORD_SOURCES)
            yield _finding(review, kind, "Nothing is recorded for this year", fix)
        elif all(source.dated_on is None for source in recorded):
            fix = Fix("Give the date", review.address("assurance:source", recorded[0].pk))
            yield _finding(review, kind, f"{recorded[0].provider}: without a date", fix)


@check(FITTING)
def sources_fitting(review: CheckedReview) -> Iterator[Finding]:
    """Of several of one kind, one that fits is enough; else what is wrong with the newest."""
    for kind, recorded in _kinds(review):
        dated = sorted(
            (source for source in recorded if source.dated_on), key=lambda each: str(each.dated_on)
        )
        if dated and all(_lacking(review, source) for source in dated):
            newest = dated[-1]
            what = f"{newest.provider}: {', '.join(_lacking(review, newest))}"
            fix = Fix("Open it", review.address("assurance:source", newest.pk))
            yield _finding(review, kind, what, fix)


def _lacking(review: CheckedReview, source: AssuranceSource) -> list[str]:
    """A period that overlaps the year will do; where there is none, a date after the year began."""
    lacking = []
    begins, ends = source.period_from or source.period_to, source.period_to or source.period_from
    if begins and ends:
        if ends < review.cycle.starts_on or begins > review.cycle.ends_on:
            lacking.append(f"its period, {govdate(begins)} to {govdate(ends)}, is of another year")
    elif source.dated_on and source.dated_on < review.cycle.starts_on:
        lacking.append(f"dated {govdate(source.dated_on)}, before the year began")
    if not (source.opinion_level or source.opinion.strip()):
        lacking.append("no opinion is recorded")
    return lacking


@check(RETURNS)
def returns_sent(review: CheckedReview) -> Iterator[Finding]:
    for each in review.returns:
        if not each.is_sent:
            due = f", due {govdate(each.due_on)}" if each.due_on else ""
            yield Finding(
                what=f"Asked {govdate(each.asked_at)}{due}, not sent",
                fix=Fix("Remind", review.address("assurance:returns-remind"), Permission.RECORD_SOURCES),
                place=review.address("assurance:sources"),
                title=each.post.title,
                subject=f"return {each.pk}",
            )


@check(EXCEPTIONS)
def exceptions_dealt_with(review: CheckedReview) -> Iterator[Finding]:
    for each in review.returns:
        for answer in each.answers.all() if each.is_sent else ():
            if not _is_dealt_with(answer):
                yield Finding(
                    what=f"{quoted(answer.statement)}: {quoted(answer.text)}",
                    fix=Fix(
                        "Deal with it",
                        review.address("assurance:return", each.pk),
                        Permission.RECORD_SOURCES,
                    ),
                    place=review.address("assurance:sources"),
                    title=each.post.title,
                    subject=f"answer {answer.pk}",
                )


def _is_dealt_with(answer: ReturnAnswer) -> bool:
    return bool(answer.issue_id or answer.action_id or answer.noted_reason.strip())
