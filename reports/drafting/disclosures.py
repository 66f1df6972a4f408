"""What has to be disclosed: each known source in a point of its own, an honest blank where none is recorded.

The words of the head of internal audit's opinion and of the external auditor are printed above the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import AssuranceSource
from governance.models import Council
from reports.content.control import long_date
from reports.content.sources import SourceLine, of_kind
from reports.drafting.material import Material
from reports.drafting.wording import bullets, ended, plain, spaced

Kind = AssuranceSource.Kind
Level = AssuranceSource.OpinionLevel

# What stands in place of a source that is not recorded. Those of the first two are printed above the text.
ABOVE = (
    (Kind.HEAD_OF_INTERNAL_AUDIT, "Internal audit", "the head of internal audit’s opinion"),
    (Kind.EXTERNAL_AUDITOR, "External audit", "the external auditor’s report, value for money included"),
)
TOLD = (
    (
        Kind.STATUTORY_REPORT,
        "Statutory reports",
        "each report under section 5 or section 114, or that none was made",
    ),
    (Kind.OMBUDSMAN, "Ombudsman", "the Ombudsman’s yearly letter, or that there was none"),
    (Kind.INFORMATION_COMMISSIONER, "Information Commissioner", "reports to the regulator, or none"),
    (Kind.INSPECTION, "Inspections", "inspections of the year, or that there was none"),
    (Kind.PEER_CHALLENGE, "Peer challenge", "the last peer challenge and what followed from it"),
)
ASKED = (
    ("Financial management", "how far we keep to the CIPFA Financial Management Code"),
    (
        "Chief finance officer and head of internal audit",
        "whether both roles are as CIPFA’s statements on them expect",
    ),
    ("Fraud", "cases of fraud and what was done, or that there was none"),
)
BEST_VALUE = ("Best Value", "how the themes of the statutory guidance were considered")


@dataclass(frozen=True)
class DisclosureFacts:
    nation: str
    sources: tuple[SourceLine, ...]


def disclosure_facts(material: Material) -> DisclosureFacts:
    return DisclosureFacts(material.cycle.council.nation, material.sources)


def write_disclosures(facts: DisclosureFacts) -> str:
    points = [
        *(point for kind, name, blank in ABOVE for point in _above(facts, kind, name, blank)),
        *(_blank(name, blank) for name, blank in ASKED),
        *([_blank(*BEST_VALUE)] if facts.nation == Council.Nation.ENGLAND else []),
        *(point for kind, name, blank in TOLD for point in _told(facts, kind, name, blank)),
        *(_point(line.kind, line) for line in of_kind(facts.sources, Kind.COMPANY)),
    ]
    return bullets("Beside the opinions above, we disclose:", points)


def _above(facts: DisclosureFacts, kind: str, name: str, blank: str) -> list[str]:
    """Only what is missing above the text, or what it leaves to be answered."""
    found = of_kind(facts.sources, kind)
    if not found:
        return [_blank(name, blank)]
    return [
        f"**{name}.** {_unfavourable(line)}: [add what is done about it]."
        for line in found
        if _unfavourable(line)
    ]


def _told(facts: DisclosureFacts, kind: str, name: str, blank: str) -> list[str]:
    found = of_kind(facts.sources, kind)
    return [_point(name, line) for line in found] or [_blank(name, blank)]


def _point(name: str, line: SourceLine) -> str:
    dated = f", {long_date(line.dated_on)}" if line.dated_on else ""
    said = spaced(ended(plain(line.opinion_words)), ended(plain(line.summary)))
    answer = "[Add what is done about it.]" if _unfavourable(line) else ""
    return f"**{name}.** {spaced(f'{plain(line.provider)}{dated}:', said or '[add what it found].', answer)}"


def _blank(name: str, what: str) -> str:
    return f"**{name}.** [Add {what}.]"


def _unfavourable(line: SourceLine) -> str:
    """What the statement has to answer in it; empty where there is nothing."""
    if line.level in {f"{Level.LIMITED.label} assurance", str(Level.NONE.label)}:
        return f"{line.level} was given"
    return "A serious finding was reported" if line.is_serious else ""
