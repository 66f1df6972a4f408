"""The sources of assurance of a review as its pages list them: who checked what, what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Prefetch
from django.utils import timezone

from assurance.models import (
    AssuranceSource,
    Evidence,
    EvidenceUse,
    GovernanceIssue,
    IssueSource,
    ReviewCycle,
    SourceEvidence,
    SourcePrinciple,
)
from assurance.source_kinds import KINDS, OWN_OPINION, KindOfSource, short_name
from framework.models import Principle
from governance.models import AuditEntry, Membership
from governance.permissions import Permission, roles_with

Kind, Line = AssuranceSource.Kind, AssuranceSource.Line
ALL_SEVEN = 7
REMINDED = "assurance.source.reminded"
# Kinds that one body alone gives: a new name of it still is the same body.
ONE_ONLY = frozenset(
    {Kind.HEAD_OF_INTERNAL_AUDIT, Kind.EXTERNAL_AUDITOR, Kind.OMBUDSMAN, Kind.INFORMATION_COMMISSIONER}
)
# Best first, in the shapes of the score bands: never told by colour alone.
SHAPES = {"substantial": "strong", "reasonable": "good", "limited": "weak", "none": "failing"}


@dataclass(frozen=True)
class ListedSource:
    """A source and what is beside it. `last`: last year's, if any; `flags`: sentences."""

    source: AssuranceSource
    principles: list[Principle]
    evidence: list[Evidence]
    issues: list[GovernanceIssue]
    last: AssuranceSource | None
    flags: list[str]

    @property
    def shape(self) -> str:
        return SHAPES.get(self.source.opinion_level, "")

    @property
    def is_as_last_year(self) -> bool:
        return self.last is not None and self.last.opinion_level == self.source.opinion_level

    @property
    def has_other_period(self) -> bool:
        """Whether it speaks about another time than the review's year."""
        cycle = self.source.cycle
        return (self.source.period_from, self.source.period_to) != (cycle.starts_on, cycle.ends_on)

    @property
    def letters(self) -> str:
        """ "A, D", or words where it names all seven or none."""
        if len(self.principles) == ALL_SEVEN:
            return "All seven"
        return ", ".join(principle.letter for principle in self.principles) or "None named"


@dataclass(frozen=True)
class LineGroup:
    """The sources that one line of assurance has given."""

    label: str
    listed: list[ListedSource]


@dataclass(frozen=True)
class MissingSource:
    """A kind that the council requires and the review has none of. `asked`: whose it is to give, by name."""

    kind: KindOfSource
    asked: list[Membership]
    reminded_at: datetime | None
    was_reminded_today: bool

    @property
    def is_own_opinion(self) -> bool:
        return self.kind.kind == OWN_OPINION


@dataclass(frozen=True)
class Cell:
    """Who of one line speaks about a principle, and how many items of its evidence that line has checked."""

    line: AssuranceSource.Line
    checked: str
    sources: list[AssuranceSource]
    names: list[str]
    items: int

    @property
    def is_empty(self) -> bool:
        return not (self.sources or self.items)


@dataclass(frozen=True)
class MapRow:
    """A principle, its three cells (independent first), and how much of its evidence nobody has checked."""

    principle: Principle
    cells: list[Cell]
    unchecked: int


@dataclass(frozen=True)
class SourcesPage:
    groups: list[LineGroup]
    missing: list[MissingSource]
    map: list[MapRow]
    withdrawn: list[AssuranceSource]

    @property
    def count(self) -> int:
        return sum(len(group.listed) for group in self.groups)

    @property
    def without_independent(self) -> list[Principle]:
        """Principles of which no independent source speaks."""
        return [row.principle for row in self.map if not row.cells[0].sources]


def fetched(cycle: ReviewCycle) -> list[AssuranceSource]:
    """Sources of a review, withdrawn ones too, the independent first, with all that stands beside them."""
    rows = AssuranceSource.objects.filter(cycle=cycle).select_related(
        "recorded_by__user", "withdrawn_by__user"
    )
    sources = list(rows.prefetch_related(*LINKS))
    for source in sources:
        source.cycle, source.council = cycle, cycle.council
    return sources


LINKS = (
    Prefetch(
        "principle_links",
        SourcePrinciple.objects.filter(ended_at=None)
        .select_related("principle")
        .order_by("principle__letter"),
        to_attr="live_principles",
    ),
    Prefetch(
        "evidence_links",
        SourceEvidence.objects.filter(ended_at=None).select_related("evidence__merged_into"),
        to_attr="live_evidence",
    ),
    Prefetch(
        "issue_links",
        IssueSource.objects.filter(ended_at=None).select_related("issue__council"),
        to_attr="live_issues",
    ),
)


def principles_of(source: AssuranceSource) -> list[Principle]:
    """As fetched with LINKS, by letter."""
    return [link.principle for link in source.live_principles]  # type: ignore[attr-defined]


def evidence_of(source: AssuranceSource) -> list[Evidence]:
    """As fetched with LINKS; an item that was merged gives the one that stayed."""
    found = [link.evidence.merged_into or link.evidence for link in source.live_evidence]  # type: ignore[attr-defined]
    return list(dict.fromkeys(found))


def issues_of(source: AssuranceSource) -> list[GovernanceIssue]:
    """As fetched with LINKS: the issues that were raised from it."""
    return [link.issue for link in source.live_issues]  # type: ignore[attr-defined]


def sources_page(cycle: ReviewCycle, *, at: date, reads_last_year: bool = True) -> SourcesPage:
    """All that the page of sources shows; last year's beside them only to who reads that year."""
    sources = fetched(cycle)
    standing = [source for source in sources if source.withdrawn_at is None]
    last = last_years(cycle) if reads_last_year else []
    listed = [listed_source(source, last) for source in standing]
    groups = [
        LineGroup(str(line.label), [one for one in listed if one.source.line == line])
        for line in reversed(Line)
    ]
    return SourcesPage(
        groups=[group for group in groups if group.listed],
        missing=missing_sources(cycle, standing, at=at),
        map=assurance_map(cycle, standing),
        withdrawn=[source for source in sources if source.withdrawn_at is not None],
    )


def listed_source(source: AssuranceSource, last: list[AssuranceSource]) -> ListedSource:
    return ListedSource(
        source=source,
        principles=principles_of(source),
        evidence=evidence_of(source),
        issues=issues_of(source),
        last=same_last_year(source, last),
        flags=flags_of(source),
    )


def last_years(cycle: ReviewCycle) -> list[AssuranceSource]:
    """What stands in the council's review of the year before."""
    standing = AssuranceSource.objects.for_council(cycle.council).standing()
    return list(standing.filter(cycle__starts_on__year=cycle.year - 1).order_by("pk"))


def same_last_year(source: AssuranceSource, last: list[AssuranceSource]) -> AssuranceSource | None:
    """That of the same provider, or else, for those of whom there is one only, that of the same kind."""
    same_kind = [one for one in last if one.kind == source.kind]
    same = [one for one in same_kind if one.provider.casefold() == source.provider.casefold()]
    return next(iter(same or (same_kind if source.kind in ONE_ONLY else [])), None)


def in_words(source: AssuranceSource) -> str:
    """The level in a word, or what the opinion says where it has no level."""
    return source.get_opinion_level_display() if source.opinion_level else source.opinion


def flags_of(source: AssuranceSource) -> list[str]:
    """What does not fit about its dates; the review's year runs to 31 March. Reads the source's `cycle`."""
    cycle = source.cycle
    if source.dated_on is None:
        return ["No date yet"]
    if is_outside_period(source):
        return [f"It does not speak about {cycle.label}"]
    return []


def is_outside_period(source: AssuranceSource) -> bool:
    """Whether its period leaves out the review's year; without a period, its date is before it."""
    cycle = source.cycle
    begins, ends = source.period_from or source.period_to, source.period_to or source.period_from
    if begins and ends:
        return ends < cycle.starts_on or begins > cycle.ends_on
    return source.dated_on is not None and source.dated_on < cycle.starts_on


def missing_sources(cycle: ReviewCycle, standing: list[AssuranceSource], *, at: date) -> list[MissingSource]:
    """Kinds that the council requires (a setting) and of which none stands; none of a past year's record."""
    if cycle.is_past_record:
        return []
    there = {source.kind for source in standing}
    kinds = [KINDS[name] for name in cycle.council.setting("required_sources") if name in KINDS]
    return [_missing(cycle, each, at=at) for each in kinds if each.kind not in there]


def _missing(cycle: ReviewCycle, kind: KindOfSource, *, at: date) -> MissingSource:
    if kind.kind != OWN_OPINION:
        return MissingSource(kind, [], None, was_reminded_today=False)
    last = last_reminded(cycle)
    today = last is not None and timezone.localdate(last) == at
    return MissingSource(kind, who_gives_the_opinion(cycle), last, was_reminded_today=today)


def who_gives_the_opinion(cycle: ReviewCycle) -> list[Membership]:
    """Whoever may record the head of internal audit's opinion in this review."""
    holders = Membership.objects.for_council(cycle.council).holding(
        *roles_with(Permission.RECORD_AUDIT_OPINION)
    )
    return [
        member
        for member in holders.with_roles().order_by("pk")
        if Permission.RECORD_AUDIT_OPINION in member.permissions(year=cycle.year)
    ]


def last_reminded(cycle: ReviewCycle) -> datetime | None:
    """When the opinion was last asked for: the record of changes knows."""
    entries = AuditEntry.objects.filter(
        council=cycle.council_id,
        action=REMINDED,
        object_type=cycle._meta.label_lower,
        object_id=str(cycle.pk),
    )
    return entries.order_by("-sequence").values_list("at", flat=True).first()


def assurance_map(cycle: ReviewCycle, standing: list[AssuranceSource]) -> list[MapRow]:
    """Principle by who checked, from the standing sources and the evidence on the principle's rows."""
    speaking: dict[tuple[int, int], list[AssuranceSource]] = defaultdict(list)
    for source in standing:
        for principle in principles_of(source):
            speaking[principle.pk, source.line].append(source)
    items = checked_items(cycle)
    rows = []
    for principle in Principle.objects.filter(framework=cycle.framework_id).order_by("letter"):
        cells = [
            _cell(line, speaking[principle.pk, line], items.get((principle.pk, CHECKED[line]), 0))
            for line in reversed(Line)
        ]
        rows.append(MapRow(principle, cells, items.get((principle.pk, ""), 0)))
    return rows


def _name_on_map(source: AssuranceSource) -> str:
    """The kind in a word or two; where that says little, who it is."""
    says_little = source.kind in {Kind.OTHER, Kind.OTHER_TEAM}
    return source.provider if says_little else short_name(source.kind)


CHECKED = {
    Line.SERVICE: Evidence.CheckedBy.SERVICE.value,
    Line.OTHER_TEAM: Evidence.CheckedBy.ANOTHER_TEAM.value,
    Line.INDEPENDENT: Evidence.CheckedBy.INDEPENDENT.value,
}


def _cell(line: AssuranceSource.Line, sources: list[AssuranceSource], items: int) -> Cell:
    names = list(dict.fromkeys(_name_on_map(source) for source in sources))
    return Cell(line, CHECKED[line], sources, names, items)


def checked_items(cycle: ReviewCycle) -> dict[tuple[int, str], int]:
    """How many items of evidence rows of a principle show, by the principle's key and who checked them."""
    uses = EvidenceUse.objects.filter(assessment__cycle=cycle, removed_at=None)
    counted = (
        uses.order_by()
        .values(
            principle=F("assessment__requirement__sub_principle__principle"),
            checked=F("evidence__checked_by"),
        )
        .annotate(items=Count("evidence", distinct=True))
    )
    return {(row["principle"], row["checked"]): row["items"] for row in counted}
