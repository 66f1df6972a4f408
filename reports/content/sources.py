"""Who checked, besides those who scored, as the Annual Governance Statement prints it."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import AssuranceSource, ReviewCycle
from assurance.source_kinds import OWN_OPINION
from reports.content.control import long_date

EXTERNAL_AUDITOR = AssuranceSource.Kind.EXTERNAL_AUDITOR


@dataclass(frozen=True)
class SourceLine:
    """A source, in words: who checked, its kind, the level, the opinion as given. `dated_on`: an ISO date."""

    key: str
    checked_by: str
    provider: str
    kind: str
    level: str
    opinion: str
    summary: str
    conformance: str
    dated_on: str
    is_serious: bool

    @property
    def opinion_words(self) -> str:
        """The level before the words, as far as each is given."""
        level = f"{self.level}." if self.level and self.opinion else self.level
        return " ".join(part for part in (level, self.opinion) if part)


def read_sources(cycle: ReviewCycle) -> tuple[SourceLine, ...]:
    """Standing sources of the review, the independent first: one query."""
    standing = AssuranceSource.objects.filter(cycle=cycle).standing()
    return tuple(_line(source) for source in standing.order_by("-line", "kind", "dated_on", "pk"))


def _line(source: AssuranceSource) -> SourceLine:
    return SourceLine(
        key=source.kind,
        checked_by=source.get_line_display(),
        provider=source.provider,
        kind=source.get_kind_display(),
        level=_level(source),
        opinion=source.opinion,
        summary=source.summary,
        conformance=source.conformance,
        dated_on=source.dated_on.isoformat() if source.dated_on else "",
        is_serious=source.is_serious,
    )


def _level(source: AssuranceSource) -> str:
    """ "Reasonable assurance"; "No assurance" says so already."""
    word = source.get_opinion_level_display() if source.opinion_level else ""
    is_whole = source.opinion_level in {"", AssuranceSource.OpinionLevel.NONE}
    return word if is_whole else f"{word} assurance"


def sources_sentence(sources: tuple[SourceLine, ...]) -> str:
    """ "7 sources besides the scores say how well …"; empty where there is none."""
    if not sources:
        return ""
    count = len(sources)
    noun = "source of assurance is" if count == 1 else "sources of assurance are"
    return f"{count} {noun} listed below, with who checked."


def headlines(sources: tuple[SourceLine, ...]) -> tuple[str, ...]:
    """For the summary: internal audit's opinion and what the external auditor said, in a sentence each."""
    said = []
    for line in of_kind(sources, OWN_OPINION):
        dated = f", in the opinion of {long_date(line.dated_on)}" if line.dated_on else ""
        said.append(f"The head of internal audit gave {line.level[:1].lower()}{line.level[1:]}{dated}.")
    for line in of_kind(sources, EXTERNAL_AUDITOR):
        dated = f" ({long_date(line.dated_on)})" if line.dated_on else ""
        if line.opinion_words:
            said.append(f"The external auditor{dated}: {line.opinion_words}".rstrip(".") + ".")
    return tuple(said)


def disclosed(sources: tuple[SourceLine, ...]) -> tuple[str, ...]:
    """For the disclosures: the words of internal audit's opinion, its conformance, the external auditor."""
    said = []
    for line in of_kind(sources, OWN_OPINION):
        dated = f", {long_date(line.dated_on)}" if line.dated_on else ""
        said.append(f"Head of internal audit’s opinion{dated}: {line.opinion_words}".rstrip(".") + ".")
        if line.conformance:
            said.append(
                "Conformance with the Global Internal Audit Standards in the UK public sector: "
                f"{' '.join(line.conformance.split())}"
            )
    for line in of_kind(sources, EXTERNAL_AUDITOR):
        dated = f", {long_date(line.dated_on)}" if line.dated_on else ""
        words = " ".join(part for part in (_ended(line.opinion_words), line.summary) if part)
        said.append(f"{line.provider}{dated}: {' '.join(words.split())}")
    return tuple(said)


def of_kind(sources: tuple[SourceLine, ...], kind: str) -> list[SourceLine]:
    return [line for line in sources if line.key == kind]


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".!?" else f"{sentence}."
