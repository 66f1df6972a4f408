"""A review at a glance, for one member's eyes: who may not see officers' scores sees agreed ones only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from assurance import policies, progress
from assurance.assignees import contributors_of, lead_of, rows_with_people
from assurance.milestones import Step, dates_of, headline, steps
from assurance.models import ActionLink, Assessment, ImprovementAction, Milestone, ReviewCycle
from assurance.rows import STATUS_KEYS, Score, in_words, keep_readable_year, words_of
from assurance.scores import BandWords
from assurance.spread import Panel, panel
from framework.models import Principle
from governance.models import Membership

MOST_MOVED = 9  # rows shown; the table of all rows has the rest
LOWEST_SHOWN = 6
LOW = 9  # rows that score less are listed as the lowest

REPLACED = ImprovementAction.Status.SUPERSEDED


def overview_rows(cycle: ReviewCycle) -> QuerySet[Assessment]:
    """The review's rows without their texts, with people and actions: three queries."""
    links = ActionLink.objects.filter(ended_at=None).select_related("action")
    return rows_with_people(cycle).prefetch_related(Prefetch("action_links", queryset=links))


@dataclass(frozen=True)
class Cell:
    """One row on the map and in its table."""

    row: Assessment
    score: Score
    last: Score
    lead: str
    contributors: str
    is_overdue: bool

    @property
    def is_agreed(self) -> bool:
        return self.row.status == Assessment.Status.AGREED

    @property
    def status_key(self) -> str:
        status = Assessment.Status(self.row.status)
        return STATUS_KEYS.get(status, status.value)

    @property
    def label(self) -> str:
        """The cell in full: "A1.1 Integrity led from the top: 9 Strong, agreed"."""
        number = f"{self.score.number} " if self.score.number else ""
        words = f"{number}{self.score.word}, {self.row.get_status_display().lower()}"
        return f"{self.row.requirement}: {words}"


@dataclass(frozen=True)
class Low:
    """A row among the lowest with what is promised on it; `needs_action`: none is open and the score asks."""

    row: Assessment
    score: Score
    actions: list[ImprovementAction]
    needs_action: bool


@dataclass(frozen=True)
class Mover:
    row: Assessment
    last: int
    score: Score
    points: int


@dataclass(frozen=True)
class PrincipleProgress:
    principle: Principle
    figures: progress.Figures

    @property
    def shares(self) -> dict[str, int]:
        return shares_of(self.figures)


def shares_of(figures: progress.Figures) -> dict[str, int]:
    """Whole per cent of the rows, rounded down so that the bar never overflows."""
    working = figures.in_progress + figures.sent_back
    counts = {"agreed": figures.agreed, "submitted": figures.submitted, "working": working}
    return {name: progress.percent(count, figures.total) for name, count in counts.items()}


@dataclass
class Overview:
    """Everything the overview says about a review, on a day."""

    cycle: ReviewCycle
    membership: Membership
    rights: policies.Rights
    at: date
    rows: list[Assessment] = field(init=False)
    milestones: list[Milestone] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = list(overview_rows(self.cycle))
        for row in self.rows:
            row.cycle = self.cycle
            keep_readable_year(row, membership=self.membership, rights=self.rights)
        self.milestones = list(self.cycle.milestones.all())

    def _sees(self, row: Assessment) -> bool:
        return policies.can_see_own_score(self.membership, self.rights, row)

    def score_of(self, row: Assessment) -> int | None:
        return row.score if self._sees(row) else progress.settled_score(row)

    @cached_property
    def _last_seen(self) -> dict[int, int | None]:
        """Last year's scores as this reader may see them, by the key of last year's row."""
        return {
            row.previous.pk: row.previous.score if self._sees(row) else progress.settled_score(row.previous)
            for row in self.rows
            if row.previous
        }

    def last_of(self, previous: Assessment) -> int | None:
        return self._last_seen.get(previous.pk)

    @cached_property
    def words(self) -> dict[str, BandWords]:
        return words_of(self.cycle.council)

    @cached_property
    def figures(self) -> progress.Figures:
        return progress.figures(self.rows, self.score_of)

    @cached_property
    def has_last_year(self) -> bool:
        return any(row.previous for row in self.rows)

    @cached_property
    def overdue(self) -> list[Assessment]:
        if not self.cycle.is_being_scored:
            return []
        dates = dates_of(self.milestones)
        return progress.overdue(
            self.rows,
            scores_due=dates.get(Milestone.Kind.SCORING),
            agreed_by=dates.get(Milestone.Kind.AGREEING),
            at=self.at,
        )

    @property
    def title(self) -> str:
        return headline(
            self.cycle,
            self.figures,
            self.milestones,
            assigned=sum(lead_of(row) is not None for row in self.rows),
            overdue=len(self.overdue),
            at=self.at,
        )

    @property
    def steps(self) -> list[Step]:
        body = self.cycle.council.setting("approving_body")
        return steps(self.cycle, self.milestones, self.figures, approving_body=body, at=self.at)

    @cached_property
    def principles(self) -> list[PrincipleProgress]:
        found = {row.requirement.sub_principle.principle.letter: row for row in self.rows}
        return [
            PrincipleProgress(found[letter].requirement.sub_principle.principle, figures)
            for letter, figures in progress.by_principle(self.rows, self.score_of).items()
        ]

    @property
    def shares(self) -> dict[str, int]:
        return shares_of(self.figures)

    @cached_property
    def cells(self) -> list[Cell]:
        overdue = {row.pk for row in self.overdue}
        return [
            Cell(
                row=row,
                score=self._shown(row),
                last=in_words(self.last_of(row.previous) if row.previous else None, self.words),
                lead=lead.name if (lead := lead_of(row)) else "",
                contributors=", ".join(member.name for member in contributors_of(row)),
                is_overdue=row.pk in overdue,
            )
            for row in self.rows
        ]

    def _shown(self, row: Assessment) -> Score:
        """The score in words, or why there is none."""
        score = in_words(self.score_of(row), self.words)
        if score.number is not None:
            return score
        if not self._sees(row) and row.status != Assessment.Status.AGREED:
            return Score(None, "Not agreed yet", "none")
        return Score(None, "Not applicable" if row.not_applicable else "Not assessed", "none")

    @property
    def map(self) -> list[tuple[Principle, list[list[Cell]]]]:
        """The cells by principle and, within it, by sub-principle."""
        grouped = []
        for principle, cells in groupby(
            self.cells, key=lambda cell: cell.row.requirement.sub_principle.principle
        ):
            subs = groupby(cells, key=lambda cell: cell.row.requirement.sub_principle_id)
            grouped.append((principle, [list(group) for _, group in subs]))
        return grouped

    @property
    def panels(self) -> list[Panel]:
        """How the scores spread: all rows, then each principle, with last year where there is one."""
        before: dict[str, progress.Figures] = {}
        everything = None
        if self.has_last_year:
            lasts = _last_years(self.rows)
            before = progress.by_principle(lasts, self.last_of)
            everything = progress.figures(lasts, self.last_of)
        return [
            panel(f"All {self.figures.total} rows", "", self.figures, everything),
            *(
                panel(
                    f"{each.principle.letter} {each.principle.short_title}",
                    each.principle.letter,
                    each.figures,
                    before.get(each.principle.letter),
                )
                for each in self.principles
            ),
        ]

    @cached_property
    def all_moved(self) -> list[progress.Moved]:
        return progress.moved(self.rows, self.score_of, self.last_of)

    @property
    def movers(self) -> list[Mover]:
        """The rows that moved most."""
        return [
            Mover(each.row, each.last, in_words(each.now, self.words), each.points)
            for each in self.all_moved[:MOST_MOVED]
        ]

    @cached_property
    def all_low(self) -> list[Assessment]:
        return progress.lowest(self.rows, below=LOW, score_of=self.score_of)

    @property
    def lowest(self) -> list[Low]:
        """The lowest rows with their actions; a finished review asks for none any more."""
        threshold = self.cycle.council.setting("low_score_threshold")
        listed = []
        for row in self.all_low[:LOWEST_SHOWN]:
            score = self.score_of(row)
            actions = [link.action for link in row.action_links.all() if link.action.status != REPLACED]
            open_ones = [action for action in actions if action.is_open]
            asks = score is not None and score <= threshold and not self.cycle.is_locked
            needed = asks and not open_ones
            listed.append(Low(row, in_words(score, self.words), actions, needed))
        return listed


def _last_years(rows: Iterable[Assessment]) -> list[Assessment]:
    """Last year's rows, each filed under this year's requirement: by reference, also across revisions."""
    lasts = []
    for row in rows:
        if row.previous:
            row.previous.requirement = row.requirement
            lasts.append(row.previous)
    return lasts
