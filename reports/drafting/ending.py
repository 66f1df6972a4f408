"""What is coming and what happened since the year end; the conclusion above the signatures."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import AssuranceSource
from reports.content.control import long_date
from reports.content.sentences import counted
from reports.drafting.material import Material
from reports.drafting.wording import ended, paragraphs, plain, spaced
from reports.models import GovernanceStatement

Kind = AssuranceSource.Kind
EVENTS = frozenset(
    (
        Kind.STATUTORY_REPORT,
        Kind.INSPECTION,
        Kind.PEER_CHALLENGE,
        Kind.OMBUDSMAN,
        Kind.INFORMATION_COMMISSIONER,
    )
)


@dataclass(frozen=True)
class Event:
    """Something on record that happened after the year; `on` is an ISO date."""

    on: str
    text: str


@dataclass(frozen=True)
class EventsFacts:
    year_end: str
    events: tuple[Event, ...]


def events_facts(material: Material) -> EventsFacts:
    """Reports from outside that came after the year, and an approval of the Local Code.

    Yearly opinions always come then: they are no events.
    """
    year_end = material.cycle.ends_on.isoformat()
    found = [
        Event(line.dated_on, spaced(f"{ended(line.provider)}", ended(line.opinion_words)))
        for line in material.sources
        if line.key in EVENTS and line.dated_on > year_end
    ]
    if material.code and material.code.on > year_end:
        found.append(Event(material.code.on, f"The Local Code was approved by {material.code.body}."))
    return EventsFacts(year_end, tuple(sorted(found, key=lambda event: event.on)))


def write_events(facts: EventsFacts) -> str:
    since = long_date(facts.year_end)
    return paragraphs(
        *(f"**{long_date(event.on)}.** {plain(event.text)}" for event in facts.events),
        f"[Add every other event since {since} that matters to this statement, with its date; or “None”.]",
        "**The year ahead.** [Add what is coming that may change how the Council is governed.]",
    )


@dataclass(frozen=True)
class CertificationFacts:
    year: str
    opinion: str
    actions: int
    open_issues: int


def certification_facts(material: Material) -> CertificationFacts:
    return CertificationFacts(
        year=material.cycle.label,
        opinion=material.opinion,
        actions=len(material.plan),
        open_issues=material.issues.open_count,
    )


def write_certification(facts: CertificationFacts) -> str:
    return paragraphs(_conclusion(facts), _commitment(facts))


def _conclusion(facts: CertificationFacts) -> str:
    if not facts.opinion:
        return "[To follow: the conclusion, once the opinion is chosen.]"
    level = GovernanceStatement.Opinion(facts.opinion)
    words = "no assurance" if level == level.NONE else f"{level.label.lower()} assurance"
    return f"Taken together, our arrangements gave {words} in {facts.year}."


def _commitment(facts: CertificationFacts) -> str:
    tasks = [counted(facts.actions, "action")] if facts.actions else []
    tasks += [counted(facts.open_issues, "open significant issue")] if facts.open_issues else []
    if not tasks:
        return "We will keep our arrangements under review, and report on them again next year."
    return (
        f"We commit ourselves to dealing with the {' and '.join(tasks)} named in this statement. Next year’s "
        "statement will say what became of each."
    )
