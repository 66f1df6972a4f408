"""The layout of the Annual Governance Statement, held as data: its twelve sections in order (DOMAIN.md §3).

`generated` names the parts that the data fills (templates/reports/documents/ags/_<part>.html); `prose` says
whether people write text of their own, under `key` and, for the principles, under a key for each letter.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One section. `help` is shown beside the text box, in the words of those who write it."""

    key: str
    number: int
    heading: str
    help: str
    generated: tuple[str, ...] = ()
    prose: bool = True


LETTERS = "ABCDEFG"

AGS: tuple[Section, ...] = (
    Section(
        "control",
        1,
        "About this statement",
        "Filled from the settings: council, year, status, date of the facts, contact, check code.",
        generated=("control",),
        prose=False,
    ),
    Section(
        "summary",
        2,
        "Summary and opinion",
        "One page. Say what others concluded (head of internal audit, external auditor), what got better, "
        "what did not, and what happens next. The opinion and the figures are printed above your text.",
        generated=("summary",),
    ),
    Section(
        "responsibility",
        3,
        "What we are responsible for",
        "Acknowledge that the Council is responsible for a sound system of governance. Name the Local Code, "
        "and when and by which body it was approved.",
        generated=("responsibility",),
    ),
    Section(
        "framework",
        4,
        "How the Council is governed",
        "Keep it short and point to the Local Code. Say what changed in the year, and name companies and "
        "partnerships that matter. The table of key roles is printed under your text.",
        generated=("roles",),
    ),
    Section(
        "review",
        5,
        "How we reviewed our governance",
        "Who led the review and how scores were tested. The scale is printed under your text, and the table "
        "of the sources of assurance: who gave each, its opinion, its date.",
        generated=("review", "sources"),
    ),
    Section(
        "principles",
        6,
        "How well each principle is met",
        "An introduction to the chart, if it needs one. Each principle has a box of its own below: one "
        "sentence of conclusion, what worked, what did not.",
        generated=("chart", "principles"),
    ),
    Section(
        "disclosures",
        7,
        "What we have to disclose",
        "Head of internal audit's opinion and conformance with the standards, and the external auditor's "
        "report, are printed above your text once they are recorded as sources. Then: value for money; "
        "CIPFA Financial Management Code; roles of the chief finance officer and head of internal audit; "
        "Best Value themes; reports under section 5 or section 114 (yes or none); fraud; Ombudsman; "
        "Information Commissioner; inspections; peer challenge.",
    ),
    Section(
        "promises",
        8,
        "What became of last year's actions",
        "Anything to add to last year's actions and significant issues, which are printed under your text.",
        generated=("promises", "former_issues"),
    ),
    Section(
        "issues",
        9,
        "Significant governance issues",
        "Anything to add. The definition, each significant issue with its post, date and committee, or why "
        "there are none, are printed with your text: they are kept under Issues.",
        generated=("issues",),
    ),
    Section(
        "plan",
        10,
        "Action plan for next year",
        "How the actions will be watched and reported. The plan is printed under your text.",
        generated=("plan",),
    ),
    Section(
        "events",
        11,
        "Looking ahead, and events since the year end",
        "What is coming. Then each event since 31 March that matters to this statement, with its date, up to "
        "the day of signing; or “None”.",
    ),
    Section(
        "certification",
        12,
        "Conclusion and certification",
        "Your commitment to carry out the plan and to report on it. The lines for the signatures are "
        "printed under your text.",
        generated=("certification",),
    ),
)


def principle_key(letter: str) -> str:
    """The key under which a principle's own text is kept."""
    return f"principle-{letter}"


def prose_keys() -> list[str]:
    """Every key that people write text under, in the order of the document."""
    keys: list[str] = []
    for section in AGS:
        if section.prose:
            keys.append(section.key)
        if section.key == "principles":
            keys.extend(principle_key(letter) for letter in LETTERS)
    return keys
