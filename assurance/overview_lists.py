"""What the table of a review's rows can be narrowed to. Each figure of the overview is the length of one
of these lists, and leads to it: the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from assurance import progress
from assurance.assignees import directorates_of, lead_of
from assurance.models import Assessment
from assurance.overview import LOW, Cell, Overview
from assurance.repeats import third_time_rows
from assurance.scores import BAND_OF_SCORE
from governance.models import Membership
from governance.posted_text import whole_number

NOBODY = "nobody"  # in place of a person: rows without a lead
NO_SCORE = "none"  # in place of a score
Status = Assessment.Status


@dataclass(frozen=True)
class Part:
    """Rows of a review that a figure counts; `words` follow their number: "22 rows below 9 (Strong)"."""

    words: str
    rows: list[Assessment]


@dataclass(frozen=True)
class Figure:
    """A number that leads to its rows; "3 of 13" where a `total` is given."""

    number: int
    words: str
    query: str
    total: int = 0


def query_for(show: str = "all", **narrower: object) -> str:
    """The address of a list within the overview: ?show=agreed&principle=A#rows."""
    return f"?{urlencode({'show': show} | narrower)}#rows"


class Lists:
    """The lists of one overview."""

    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        self.directorates = directorates_of(overview.rows)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """By the value of ?show= in the address."""
        overview, rows = self.overview, self.overview.rows
        moved = overview.all_moved
        reason_from = overview.cycle.council.setting("change_asking_reason")
        a_lot = progress.moved_a_lot(moved, reason_from=reason_from)
        return {
            "not-started": Part("not started", self._with(Status.NOT_STARTED)),
            "in-progress": Part("in progress", self._with(Status.IN_PROGRESS)),
            "submitted": Part("submitted", self._with(Status.SUBMITTED)),
            "sent-back": Part("sent back", self._with(Status.SENT_BACK)),
            "agreed": Part("agreed", self._with(Status.AGREED)),
            "done": Part("with the reviewer or agreed", self._with(Status.SUBMITTED, Status.AGREED)),
            "to-do": Part("not with the reviewer yet", progress.to_do(rows)),
            "not-confirmed": Part("not confirmed since last year", progress.not_confirmed(rows)),
            "without-lead": Part("without a lead", [row for row in rows if lead_of(row) is None]),
            "overdue": Part("overdue", overview.overdue),
            "unsent": Part("not sent in time", progress.unsent(rows, overview.overdue)),
            "moved": Part("with another score than last year", [each.row for each in moved]),
            "moved-a-lot": Part(f"moved by {reason_from} or more", [each.row for each in a_lot]),
            "low": Part(self.below, overview.all_low),
            "third-year": Part("the same for the third year", self._third_year()),
        }

    def _with(self, *statuses: str) -> list[Assessment]:
        return [row for row in self.overview.rows if row.status in statuses]

    def _third_year(self) -> list[Assessment]:
        """Same score, same text, of which the reader may see the score."""
        repeated = {row.pk for row in third_time_rows(self.overview.cycle)}
        rows = [row for row in self.overview.rows if row.pk in repeated]
        return [row for row in rows if self.overview.score_of(row) is not None]

    @property
    def below(self) -> str:
        """The threshold in the council's words: "below 9 (Strong)"."""
        return f"below {LOW} ({self.overview.words[BAND_OF_SCORE[LOW].value].word})"

    @cached_property
    def leads(self) -> dict[int, Membership]:
        return {lead.pk: lead for row in self.overview.rows if (lead := lead_of(row))}

    def figure(self, show: str, words: str) -> Figure:
        return Figure(len(self.parts[show].rows), words, query_for(show))

    @property
    def counts(self) -> list[Figure]:
        """What needs looking at, of the rows themselves."""
        return [
            self.figure("not-started", "not started"),
            self.figure("not-confirmed", "not confirmed since last year"),
            self.figure("third-year", "the same for the third year"),
            self.figure("moved-a-lot", self.parts["moved-a-lot"].words),
            self.figure("low", f"score {self.below}"),
            self.figure("without-lead", "without a lead"),
        ]

    @property
    def by_principle(self) -> list[ProgressLine]:
        """One line for each principle, then one for all."""
        overview = self.overview
        lines = [
            ProgressLine(
                f"{each.principle.letter} {each.principle.short_title}",
                each.principle.letter,
                each.shares,
                cells_of(each.figures, principle=each.principle.letter),
            )
            for each in overview.principles
        ]
        return [*lines, ProgressLine("All principles", "", overview.shares, cells_of(overview.figures))]

    @cached_property
    def behind(self) -> list[DirectorateBehind]:
        """Directorates with rows still to send and, within each, the people: those most behind first."""
        groups: dict[str | None, list[Assessment]] = {}
        for row in self.overview.rows:
            groups.setdefault(self._directorate_of(lead_of(row)), []).append(row)
        return [
            DirectorateBehind(each, self._people_behind(groups[each.who]))
            for each in progress.behind(groups, self.overview.overdue)
        ]

    def _directorate_of(self, lead: Membership | None) -> str | None:
        """Empty for somebody without one; None where nobody leads."""
        return self.directorates.get(lead.pk, "") if lead else None

    def _people_behind(self, rows: list[Assessment]) -> list[progress.Behind[Membership]]:
        groups: dict[Membership, list[Assessment]] = {}
        for row in rows:
            if lead := lead_of(row):
                groups.setdefault(lead, []).append(row)
        return progress.behind(groups, self.overview.overdue)

    def narrowed(self, asked: QueryDict) -> Narrowed:
        """The table that an address asks for; unknown values narrow nothing."""
        tests: list[Callable[[Assessment], bool]] = []
        words: list[str] = []
        part = self.parts.get(asked.get("show", ""))
        if part:
            keys = {row.pk for row in part.rows}
            tests.append(lambda row: row.pk in keys)
            words.append(part.words)
        for narrow in (self._by_principle, self._by_person, self._by_directorate, self._by_score):
            if found := narrow(asked):
                tests.append(found[0])
                words.append(found[1])
        cells = [cell for cell in self.overview.cells if all(test(cell.row) for test in tests)]
        return Narrowed(cells, ", ".join(words), is_open=bool(words) or asked.get("show") == "all")

    def _by_principle(self, asked: QueryDict) -> Narrower | None:
        letter = asked.get("principle", "")
        names = {each.principle.letter: each.principle.short_title for each in self.overview.principles}
        if letter not in names:
            return None
        return (
            lambda row: row.requirement.sub_principle.principle.letter == letter,
            f"in {letter} {names[letter]}",
        )

    def _by_person(self, asked: QueryDict) -> Narrower | None:
        value = asked.get("person", "")
        if value == NOBODY:
            return lambda row: lead_of(row) is None, "without a lead"
        lead = self.leads.get(whole_number(value) or 0)
        return (lambda row: lead_of(row) == lead, f"that {lead.name} leads") if lead else None

    def _by_directorate(self, asked: QueryDict) -> Narrower | None:
        name = asked.get("directorate")
        if name is None or not any(name == each.name for each in self.behind):
            return None
        return lambda row: self._directorate_of(lead_of(row)) == name, f"of {name or 'no directorate'}"

    def _by_score(self, asked: QueryDict) -> Narrower | None:
        value = asked.get("score", "")
        if value == NO_SCORE:
            return lambda row: self.overview.score_of(row) is None, "without a score"
        score = whole_number(value)
        if score not in BAND_OF_SCORE:
            return None
        return lambda row: self.overview.score_of(row) == score, f"with the score {score}"


Narrower = tuple[Callable[[Assessment], bool], str]


@dataclass(frozen=True)
class Narrowed:
    """The table of rows; `words` say what it was narrowed to, or nothing."""

    cells: list[Cell]
    words: str
    is_open: bool


@dataclass(frozen=True)
class ProgressLine:
    """Progress of a principle, or of all (`letter` empty): widths of its bar, then its figures."""

    name: str
    letter: str
    shares: dict[str, int]
    figures: list[Figure]


def cells_of(figures: progress.Figures, **narrower: object) -> list[Figure]:
    counted = {
        "agreed": ("Agreed", figures.agreed),
        "submitted": ("Submitted", figures.submitted),
        "in-progress": ("In progress", figures.in_progress),
        "sent-back": ("Sent back", figures.sent_back),
        "not-started": ("Not started", figures.not_started),
    }
    listed = [Figure(number, words, query_for(show, **narrower)) for show, (words, number) in counted.items()]
    return [replace(listed[0], total=figures.total), *listed[1:]]


@dataclass(frozen=True)
class DirectorateBehind:
    """`standing.who` is the directorate: empty for people without one, None for rows that nobody leads."""

    standing: progress.Behind[str | None]
    people: list[progress.Behind[Membership]]

    @property
    def name(self) -> str | None:
        return self.standing.who

    @property
    def title(self) -> str:
        return "No lead" if self.name is None else self.name or "No directorate"

    @property
    def figures(self) -> list[Figure]:
        narrower = {"person": NOBODY} if self.name is None else {"directorate": self.name}
        counted = {
            "all": ("Rows", self.standing.figures.total),
            "done": ("Sent", self.standing.figures.done),
            "to-do": ("To do", self.standing.figures.to_do),
            "unsent": ("Late", self.standing.unsent),
        }
        return [
            Figure(number, words, query_for(show, **narrower)) for show, (words, number) in counted.items()
        ]

    @property
    def lines(self) -> list[Figure]:
        """What each person has still to send."""
        return [
            Figure(each.figures.to_do, each.who.name, query_for("to-do", person=each.who.pk))
            for each in self.people
        ]
