"""The report that goes before the statement to the committee: its own words to begin with, edited in Word.

It is not released and has no check code: people change it before they send it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from assurance.models import AcceptedWarning, ReviewCycle
from assurance.readiness import Readiness
from governance.models import Council, Post
from reports.content import ags
from reports.content.control import Control, control, long_date
from reports.models import DocumentKind, Publication

Part = dict[str, Any]


@dataclass(frozen=True)
class PassedFinding:
    """What the checks found and somebody passed or accepted with a reason. `by` is a post's title."""

    rule: str
    refs: tuple[str, ...]
    reason: str
    by: str


@dataclass(frozen=True)
class CoverReport:
    """`changes` are the sections that differ from `since`, the version last given out, if any."""

    control: Control
    purpose: str
    recommendations: tuple[str, ...]
    figures: tuple[str, ...]
    passed: tuple[PassedFinding, ...]
    since: str
    changes: tuple[str, ...]
    background: tuple[str, ...]


def build(cycle: ReviewCycle, *, on: date) -> CoverReport:
    """The report as it can be begun on a day."""
    statement = ags.build(cycle, on=on)
    body = statement.control.approving_body
    council = cycle.council.name
    last = (
        Publication.objects.filter(cycle=cycle, kind=DocumentKind.AGS, withdrawn_at=None)
        .order_by("-number")
        .first()
    )
    summary = next((part for part in statement.parts if part.key == "summary"), None)
    return CoverReport(
        control=replace(
            control(DocumentKind.AGS, cycle, on=on),
            title="Review of governance and Annual Governance Statement",
            draft=False,
            notice="",
        ),
        purpose=(
            f"To present to the {body} how well {council} was governed in {cycle.label}, and the Annual "
            "Governance Statement that follows from it."
        ),
        recommendations=(
            f"note the review of governance for {cycle.label}",
            f"approve the Annual Governance Statement {cycle.label}",
            f"agree the action plan for {statement.plan.year}",
        ),
        figures=summary.sentences[1:] if summary else (),
        passed=passed_findings(cycle, on=on),
        since=f"version {last.version} of {long_date(last.visible_from.isoformat())}" if last else "",
        changes=changed_sections(last, statement) if last else (),
        background=(
            f"Assurance review {cycle.label}",
            "Local Code of corporate governance",
            f"Action plan {statement.plan.year}",
            f"{cycle.framework}, by CIPFA and Solace",
        ),
    )


def passed_findings(cycle: ReviewCycle, *, on: date) -> tuple[PassedFinding, ...]:
    """The reasons that still stand for what the checks find today, each once with its requirements."""
    posts = posts_of(cycle.council)
    made = []
    for group in Readiness(cycle, on).groups:
        refs = {finding.digest(group.rule): finding.ref for finding in group.findings}
        accepted = sorted(group.accepted, key=given_together)
        for _, each in groupby(accepted, key=given_together):
            reasons = list(each)
            made.append(
                PassedFinding(
                    rule=group.rule.name,
                    refs=tuple(sorted({refs[one.digest] for one in reasons} - {""})),
                    reason=reasons[0].reason,
                    by=posts.get(reasons[0].by_id, "An officer of the Council"),
                )
            )
    return tuple(made)


def given_together(one: AcceptedWarning) -> tuple[str, int]:
    return one.reason, one.by_id


def posts_of(council: Council) -> dict[int, str]:
    """The post that each person holds now, by membership; statutory offices before others."""
    held = Post.objects.for_council(council).current().exclude(holder=None)
    return {
        post.holder_id: post.title
        for post in held.order_by("statutory_office", "pk")
        if post.holder_id is not None
    }


def changed_sections(last: Publication, now: ags.Ags) -> tuple[str, ...]:
    """The headings of the statement's sections that read otherwise than in the version members saw last.

    What an earlier form of the statement did not hold yet counts as empty.
    """
    then = json.loads(last.content)
    texts = {part["key"]: said_in(part) for part in then.get("parts", [])}
    changed = [
        part.heading
        for part in now.parts
        if texts.get(part.key) != ([*part.sentences], part.text) and part.key != "control"
    ]
    if (then.get("opinion"), then.get("opinion_sentence")) != (now.opinion, now.opinion_sentence):
        changed.insert(0, "The opinion")
    return tuple(changed)


def said_in(part: Part) -> tuple[list[str], str]:
    return list(part.get("sentences", [])), str(part["text"])
