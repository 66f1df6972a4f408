"""A draft of each text of the statement, with the digest of the facts that it is written from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

from assurance.models import ReviewCycle
from governance.audit import canonical_json
from reports.drafting import disclosures, ending, method, principles, progress, summary
from reports.drafting.material import Material, read_material
from reports.layouts import LETTERS, principle_key
from reports.models import GovernanceStatement


@dataclass(frozen=True)
class Draft:
    """A text in Markdown, empty where the review has nothing to say; `facts` is a SHA-256 in hex."""

    text: str
    facts: str


# By key: what a text is written from, and how. A key without a line has no draft.
Drafter = tuple[Callable[..., Any], Callable[[Any], str]]
SECTIONS: dict[str, Drafter] = {
    "summary": (summary.summary_facts, summary.write_summary),
    "responsibility": (method.responsibility_facts, method.write_responsibility),
    "framework": (method.framework_facts, method.write_framework),
    "review": (method.review_facts, method.write_review),
    "disclosures": (disclosures.disclosure_facts, disclosures.write_disclosures),
    "promises": (progress.promises_facts, progress.write_promises),
    "issues": (progress.issues_facts, progress.write_issues),
    "plan": (progress.plan_facts, progress.write_plan),
    "events": (ending.events_facts, ending.write_events),
    "certification": (ending.certification_facts, ending.write_certification),
}
PRINCIPLES: dict[str, Drafter] = {
    principle_key(letter): (
        partial(principles.principle_facts, letter=letter),
        principles.write_principle,
    )
    for letter in LETTERS
}


def write_drafts(cycle: ReviewCycle, statement: GovernanceStatement | None, *, on: date) -> dict[str, Draft]:
    """Every draft by key, from the review as it stands on a day."""
    material = read_material(cycle, statement, on=on)
    return {key: _write(material, drafter) for key, drafter in (SECTIONS | PRINCIPLES).items()}


def _write(material: Material, drafter: Drafter) -> Draft:
    gather, write = drafter
    facts = gather(material)
    return Draft(write(facts), hashlib.sha256(canonical_json(asdict(facts)).encode()).hexdigest())
