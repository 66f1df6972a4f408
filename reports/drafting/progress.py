"""What became of last year's actions; significant issues; the plan for the coming year."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content.actions import KeptPromise
from reports.content.sentences import counted, has_have
from reports.drafting.material import Material, Promise, as_promise
from reports.drafting.wording import bullets, ended, paragraphs, plain, spaced, who_and_when

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
        bullets("Not kept by the day we gave:", (_promise(one, asks=True) for one in missed)),
        bullets("Still going on:", map(_promise, going_on)),
    )


def _promise(one: KeptPromise, *, asks: bool = False) -> str:
    why = plain(one.explanation) or ("[Add why, and what happens now.]" if asks else "")
    told = spaced(
        f"{one.number} {plain(one.text).rstrip('.')}", who_and_when(one.owner, one.due, by="promised for")
    )
    return spaced(ended(told), ended(why))


@dataclass(frozen=True)
class IssueFacts:
    """A significant issue as the draft names it; `closed` says by which minute, empty while it is open."""

    title: str
    carried: str
    response: str
    closed: str
    outcome: str


@dataclass(frozen=True)
class IssuesFacts:
    is_decided: bool
    issues: tuple[IssueFacts, ...]


def issues_facts(material: Material) -> IssuesFacts:
    found = material.issues
    return IssuesFacts(
        bool(found.issues or found.none),
        tuple(
            IssueFacts(one.title, one.carried, one.response, one.closed, one.outcome) for one in found.issues
        ),
    )


def write_issues(facts: IssuesFacts) -> str:
    if not facts.is_decided:
        return "[To follow: whether there are significant governance issues.]"
    return paragraphs(
        bullets("What we are doing:", (_open(one) for one in facts.issues if not one.closed)),
        bullets("What was put right:", (_closed(one) for one in facts.issues if one.closed)),
    )


def _open(one: IssueFacts) -> str:
    since = f" {ended(one.carried)}" if one.carried else " New this year."
    response = ended(plain(one.response)) or "[Add what is being done about it.]"
    return f"**{ended(plain(one.title))}**{since} {response}"


def _closed(one: IssueFacts) -> str:
    return spaced(f"**{ended(plain(one.title))}**", ended(plain(one.closed)), ended(plain(one.outcome)))


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
            (
                ended(spaced(plain(one.text).rstrip("."), who_and_when(one.owner, one.due)))
                for one in facts.urgent[:MOST_URGENT]
            ),
        ),
    )
