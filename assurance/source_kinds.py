"""What each kind of source of assurance is, and who has checked by it unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import AssuranceSource

Kind = AssuranceSource.Kind
Line = AssuranceSource.Line

OWN_OPINION = Kind.HEAD_OF_INTERNAL_AUDIT


@dataclass(frozen=True)
class KindOfSource:
    """`line`: who checked, None where only the person who records it can say; `example`: what it may be."""

    kind: AssuranceSource.Kind
    line: AssuranceSource.Line | None
    example: str
    short: str

    @property
    def label(self) -> str:
        return str(self.kind.label)


KINDS: dict[str, KindOfSource] = {
    each.kind.value: each
    for each in (
        KindOfSource(
            Kind.HEAD_OF_INTERNAL_AUDIT,
            Line.INDEPENDENT,
            "Once a year, on governance, risk and control as a whole.",
            "Internal audit",
        ),
        KindOfSource(
            Kind.EXTERNAL_AUDITOR,
            Line.INDEPENDENT,
            "Their report on value for money, or on the accounts.",
            "External auditor",
        ),
        KindOfSource(
            Kind.INSPECTION,
            Line.INDEPENDENT,
            "Of housing, care, schools, fire safety, food hygiene and so on.",
            "Inspection",
        ),
        KindOfSource(Kind.OMBUDSMAN, Line.INDEPENDENT, "The yearly letter, or one finding.", "Ombudsman"),
        KindOfSource(
            Kind.INFORMATION_COMMISSIONER,
            Line.INDEPENDENT,
            "An audit, or a decision about a breach.",
            "Information Commissioner",
        ),
        KindOfSource(
            Kind.PEER_CHALLENGE,
            Line.INDEPENDENT,
            "Colleagues of other councils who came to look.",
            "Peer challenge",
        ),
        KindOfSource(
            Kind.STATUTORY_REPORT,
            Line.OTHER_TEAM,
            "Only where one was made. That there was none is said in the statement, section 7.",
            "Statutory officer",
        ),
        KindOfSource(
            Kind.COMPANY,
            Line.SERVICE,
            "What a company or a partnership of the council says of its own governance.",
            "Company or partnership",
        ),
        KindOfSource(
            Kind.OTHER_TEAM,
            Line.OTHER_TEAM,
            "Spot checks by finance, legal, risk, health and safety, or another team.",
            "Another team",
        ),
        KindOfSource(Kind.OTHER, None, "Anything else that says how good governance is.", "Other"),
    )
}


def line_of(kind: str) -> AssuranceSource.Line | None:
    """Who checked, by the kind; None where the kind does not tell."""
    return KINDS[kind].line


def short_name(kind: str) -> str:
    """A word or two for a narrow cell."""
    return KINDS[kind].short
