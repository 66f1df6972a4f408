"""The layouts of the Annual Governance Statement, held as data (DOMAIN.md §3).

`CATALOGUE` holds every section that a statement can have; `LAYOUTS` the orders in which they are offered. A
council may keep an order of its own (`own_layout`), with sections that only it has: prose under keys `own-1`
and on. What one statement makes of its layout is in reports/arrangement.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

LETTERS = "ABCDEFG"
OWN = "own"  # the layout that a council keeps as its own
OWN_PREFIX = "own-"
FIRST, LAST = "control", "certification"
ADDENDUM_FROM = date(2025, 4, 1)  # reviews that start on this day or later take the 2025/26 layout


@dataclass(frozen=True)
class Section:
    """One section. `help` is shown beside the text box, in the words of those who write it.

    `generated` names the parts that the data fills (templates/reports/documents/ags/_<part>.html); `prose`:
    people write text of their own, under `key` and, for the principles, under a key for each letter.
    `always`: without it there is no statement, so it cannot be hidden. `expected`: the regulations and their
    guidance ask for what it holds, so hiding it is worth a look.
    """

    key: str
    heading: str
    help: str
    generated: tuple[str, ...] = ()
    prose: bool = True
    always: bool = False
    expected: bool = True


@dataclass(frozen=True)
class Line:
    """One section's place in a layout, under a heading."""

    key: str
    heading: str
    is_shown: bool = True


@dataclass(frozen=True)
class Layout:
    """Sections in order. `about` tells those who choose what is special to it."""

    key: str
    name: str
    about: str
    lines: tuple[Line, ...]


_SECTIONS = (
    Section(
        "control",
        "About this statement",
        "Filled from the settings: council, year, status, date of the facts, contact, check code.",
        generated=("control",),
        prose=False,
        always=True,
    ),
    Section(
        "summary",
        "Summary and opinion",
        "One page. Say what others concluded (head of internal audit, external auditor), what got better, "
        "what did not, and what happens next. The opinion and the figures are printed above your text.",
        generated=("summary",),
        always=True,
    ),
    Section(
        "responsibility",
        "What we are responsible for",
        "Acknowledge that the Council is responsible for a sound system of governance. Name the Local Code, "
        "and when and by which body it was approved.",
        generated=("responsibility",),
    ),
    Section(
        "framework",
        "How the Council is governed",
        "Keep it short and point to the Local Code. Say what changed in the year, and name companies and "
        "partnerships that matter. The table of key roles is printed under your text.",
        generated=("roles",),
    ),
    Section(
        "review",
        "How we reviewed our governance",
        "Who led the review and how scores were tested. The scale is printed under your text, and the table "
        "of the sources of assurance: who gave each, its opinion, its date.",
        generated=("review", "sources"),
    ),
    Section(
        "principles",
        "How well each principle is met",
        "An introduction to the chart, if it needs one. Each principle has a box of its own below: one "
        "sentence of conclusion, what worked, what did not.",
        generated=("chart", "principles"),
    ),
    Section(
        "disclosures",
        "What we have to disclose",
        "Head of internal audit's opinion and conformance with the standards, and the external auditor's "
        "report, are printed above your text once they are recorded as sources. Then: value for money; "
        "CIPFA Financial Management Code; roles of the chief finance officer and head of internal audit; "
        "Best Value themes; reports under section 5 or section 114 (yes or none); fraud; Ombudsman; "
        "Information Commissioner; inspections; peer challenge.",
        expected=False,
    ),
    Section(
        "promises",
        "What became of last year's actions",
        "Anything to add to last year's actions and significant issues, which are printed under your text.",
        generated=("promises", "former_issues"),
    ),
    Section(
        "issues",
        "Significant governance issues",
        "Anything to add. The definition, each significant issue with its post, date and committee, or why "
        "there are none, are printed with your text: they are kept under Issues.",
        generated=("issues",),
    ),
    Section(
        "plan",
        "Action plan for next year",
        "How the actions will be watched and reported. The plan is printed under your text.",
        generated=("plan",),
    ),
    Section(
        "events",
        "Looking ahead, and events since the year end",
        "What is coming. Then each event since 31 March that matters to this statement, with its date, up to "
        "the day of signing; or “None”.",
    ),
    Section(
        "certification",
        "Conclusion and certification",
        "Your commitment to carry out the plan and to report on it. The lines for the signatures are "
        "printed under your text.",
        generated=("certification",),
        always=True,
    ),
)


CATALOGUE = {section.key: section for section in _SECTIONS}


def _ordered(keys: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(key, CATALOGUE[key].heading) for key in keys)


LAYOUTS = {
    layout.key: layout
    for layout in (
        Layout(
            "2016",
            "2016 framework",
            "From what the Council is responsible for, through its review, to issues and action plan.",
            _ordered(CATALOGUE),
        ),
        Layout(
            "2025",
            "2025/26, after the 2025 addendum",
            "The same content; significant issues, the action plan and last year’s actions follow the "
            "opinion at once. Compare the order with your own copy of the addendum.",
            _ordered(
                [
                    "control",
                    "summary",
                    "issues",
                    "plan",
                    "promises",
                    "responsibility",
                    "framework",
                    "review",
                    "principles",
                    "disclosures",
                    "events",
                    "certification",
                ]
            ),
        ),
    )
}


def default_layout(starts_on: date) -> Layout:
    """The layout of a review that starts on a day, for a council without one of its own."""
    return LAYOUTS["2025" if starts_on >= ADDENDUM_FROM else "2016"]


def own_layout(kept: list[dict[str, Any]]) -> Layout | None:
    """The council's own layout from its setting `statement_layout`; None when it keeps none.

    Sections that came to the catalogue since it was kept stand before its last one.
    """
    if not kept:
        return None
    lines = [Line(each["key"], each["heading"], each["shown"]) for each in kept if is_known(each["key"])]
    missing = _ordered(key for key in CATALOGUE if key not in {line.key for line in lines})
    about = "The sections that your council kept from an earlier statement: order, headings, what is shown."
    return Layout(OWN, "The council’s own", about, (*lines[:-1], *missing, *lines[-1:]))


def kept_layout(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The value of the setting `statement_layout` for these sections."""
    return [{"key": line.key, "heading": line.heading, "shown": line.is_shown} for line in lines]


def section_called(key: str, heading: str = "") -> Section:
    """A section of the catalogue, or one that a council added under a heading."""
    return CATALOGUE.get(key) or Section(
        key, heading, "A section of your own. Nothing is printed under your text.", expected=False
    )


def is_own(key: str) -> bool:
    """The key of a section that a council added."""
    return key.startswith(OWN_PREFIX) and key.removeprefix(OWN_PREFIX).isdigit()


def is_known(key: str) -> bool:
    return key in CATALOGUE or is_own(key)


def free_key(taken: Iterable[str]) -> str:
    """The key of the next section that a council adds: "own-1" for the first."""
    numbers = [int(key.removeprefix(OWN_PREFIX)) for key in taken if is_own(key)]
    return f"{OWN_PREFIX}{max(numbers, default=0) + 1}"


def principle_key(letter: str) -> str:
    """The key under which a principle's own text is kept."""
    return f"principle-{letter}"


def keys_of(section: Section) -> list[str]:
    """The keys that people write a section's text under; principles follow their introduction."""
    own = [section.key] if section.prose else []
    return own + [principle_key(letter) for letter in LETTERS] if section.key == "principles" else own


def prose_keys() -> list[str]:
    """Every key of the catalogue that people write text under."""
    return [key for section in CATALOGUE.values() for key in keys_of(section)]
