"""What directors confirmed for their services, as the Annual Governance Statement prints it."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from assurance.director_returns import ReturnFigures
from assurance.models import AssuranceSource, DirectorReturn, ReviewCycle
from reports.content.sources import SourceLine

KEY = "directors"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def returns_sentence(figures: ReturnFigures) -> str:
    """ "All 6 directors confirmed … and named three exceptions, each dealt with."; empty when none is in."""
    if not figures.sent:
        return ""
    who = _who(figures)
    return f"{who} sent an assurance return for their services and named {_exceptions(figures)}."


def returns_line(cycle: ReviewCycle, figures: ReturnFigures) -> tuple[SourceLine, ...]:
    """The returns as one source of assurance, by the services; none when none is in. One query at most."""
    if not figures.sent:
        return ()
    newest = DirectorReturn.objects.filter(cycle=cycle, withdrawn_at=None).aggregate(at=Max("sent_at"))["at"]
    named = _exceptions(figures)
    return (
        SourceLine(
            key=KEY,
            checked_by=AssuranceSource.Line.SERVICE.label,
            provider="Directors’ assurance returns",
            kind="What each director confirms for their services",
            level="",
            opinion=f"{figures.sent} of {figures.asked} sent, with {named}.",
            summary="",
            conformance="",
            dated_on=timezone.localdate(newest).isoformat(),
            is_serious=False,
        ),
    )


def _who(figures: ReturnFigures) -> str:
    if figures.missing:
        return f"{figures.sent} of {figures.asked} directors"
    return "The director asked" if figures.asked == 1 else f"All {figures.asked} directors asked"


def _exceptions(figures: ReturnFigures) -> str:
    """ "three exceptions, of which one is still open"."""
    count, left = figures.exceptions, figures.open_exceptions
    said = f"{_number(count)} {'exception' if count == 1 else 'exceptions'}"
    if not count:
        return said
    if not left:
        return f"{said}, which {'was' if count == 1 else 'were'} dealt with"
    if left == count:
        return f"{said}, not dealt with yet"
    return f"{said}, of which {_number(left)} {'is' if left == 1 else 'are'} not dealt with yet"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
