"""What became of last year's actions; significant issues; the plan for the coming year."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content.actions import KeptPromise
from reports.content.sentences import counted, has_have
from reports.drafting.material import Material, Promise, as_promise
from reports.drafting.wording import bullets, ended, paragraphs, plain, promised, spaced

MOST_URGENT = 5


@dataclass(frozen=True)
class PromisesFacts:
    """Last year's actions that were not simply kept; the table of the section lists all."""

    year: str
    others: tuple[KeptPromise, ...]


def promises_facts(material: Material) -> PromisesFacts:
    found = material.promises
    return PromisesFacts(found.year, tuple(one for one in found.actions if one.mark != "done"))


def write_promises(facts: PromisesFacts) -> str:
    late = [one for one in facts.others if one.mark == "late"]
    missed = [one for one in facts.others if one.result.startswith("Not kept")]
    going_on = [one for one in facts.others if one not in late and one not in missed]
    return paragraphs(
        bullets("Kept, but late:", map(_promise, late)),
        bullets("Not kept by the day we gave:", map(_promise, missed)),
        bullets("Still going on:", map(_promise, going_on)),
    )


def _promise(one: KeptPromise) -> str:
    """Its number and words; the table says who, by when and why, as far as it is recorded."""
    blank = "" if one.explanation else "[Add why, and what happens now.]"
    return spaced(f"{one.number} {ended(plain(one.text))}", blank if one.mark == "open" else "")


@dataclass(frozen=True)
class IssueFacts:
    """A significant issue as the draft names it; `closed` says by which minute, empty while it is open.

    What is done about it, and how it ended, is printed below the text.
    """

    title: str
    carried: str
    has_response: bool
    closed: str


@dataclass(frozen=True)
class IssuesFacts:
    is_decided: bool
    issues: tuple[IssueFacts, ...]


def issues_facts(material: Material) -> IssuesFacts:
    found = material.issues
    return IssuesFacts(
        bool(found.issues or found.none),
        tuple(IssueFacts(one.title, one.carried, bool(one.response), one.closed) for one in found.issues),
    )


def write_issues(facts: IssuesFacts) -> str:
    if not facts.is_decided:
        return "[To follow: whether there are significant governance issues.]"
    return paragraphs(
        bullets("Open, and set out below:", (_open(one) for one in facts.issues if not one.closed)),
        bullets("Put right, and closed:", (_closed(one) for one in facts.issues if one.closed)),
    )


def _open(one: IssueFacts) -> str:
    blank = "" if one.has_response else "[Add what is being done about it.]"
    return spaced(f"**{ended(plain(one.title))}**", ended(one.carried) or "New this year.", blank)


def _closed(one: IssueFacts) -> str:
    return spaced(f"**{ended(plain(one.title))}**", ended(plain(one.closed)))


@dataclass(frozen=True)
class PlanFacts:
    body: str
    count: int
    urgent: tuple[Promise, ...]


def plan_facts(material: Material) -> PlanFacts:
    urgent = (as_promise(action) for action in material.plan if action.priority == "High")
    body = material.cycle.council.setting("approving_body")
    return PlanFacts(body, len(material.plan), tuple(urgent))


def write_plan(facts: PlanFacts) -> str:
    if not facts.count:
        return "[Add why no action is needed.]"
    urgent = len(facts.urgent)
    lead = f"{counted(urgent, 'action')} {has_have(urgent)} high priority:"
    return paragraphs(
        f"How the actions go is reported to the {plain(facts.body)} during the year.",
        bullets(
            lead,
            (promised(one.text, one.owner, one.due) for one in facts.urgent[:MOST_URGENT]),
        ),
    )
