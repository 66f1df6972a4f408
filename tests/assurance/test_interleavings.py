"""Nothing is lost in whatever order people save, submit, agree, send back, reopen and start the next year."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.builders import fill, give_rows, make_council, make_cycle, row
from tests.desk import (
    ANSWER,
    COORDINATOR,
    OFFICERS,
    REVIEWERS,
    Desk,
    Step,
    illegal_moves,
    lost,
    people_of,
    problems,
    problems_of_next_year,
)

SCORES = tuple(range(1, 11))
TEXTS = tuple(f"What we found in week {week}." for week in SCORES)
CHOICES = {"own_score": SCORES, "narrative": TEXTS, "private_note": TEXTS, "change_reason": TEXTS}
TIMES = 200 if connection.vendor == "sqlite" else 50

OFFICERS_VERBS = ["confirm", "show", "promise", "submit", "take back"]
ANSWERED = Step("save", 0, values=(("narrative", "Tested in May."), ("own_score", 9)))
SENT = (ANSWERED, Step("submit", 0))
# Where an order begins: chance alone would seldom come as far as an agreed row.
STARTS = ((), SENT, (*SENT, Step("agree", 2)), (*SENT, Step("send back", 2)))

# Seldom, since the whole year comes over: before which steps the coordinator starts the next one.
CARRIED = st.sets(st.integers(2, 15), max_size=2)


def steps() -> st.SearchStrategy[Step]:
    officer, reviewer = st.sampled_from(OFFICERS), st.sampled_from(REVIEWERS)
    fresh = st.booleans()
    typed = st.dictionaries(st.sampled_from(ANSWER), st.integers(0, 9), min_size=1, max_size=3).map(
        lambda chosen: tuple((name, CHOICES[name][place]) for name, place in sorted(chosen.items()))
    )
    agreed = st.one_of(st.none(), st.sampled_from(SCORES))
    return st.one_of(
        st.builds(Step, st.just("save"), officer, fresh, typed),
        st.builds(Step, st.sampled_from(OFFICERS_VERBS), officer, fresh),
        st.builds(Step, st.sampled_from(["open", "send back", "reopen"]), reviewer, fresh),
        st.builds(Step, st.just("agree"), reviewer, fresh, st.just(()), agreed),
    )


def interrupted(pressed: list[Step], places: set[int]) -> Iterator[Step]:
    """The steps, with the coordinator starting the next year before those at the places."""
    for place, step in enumerate(pressed):
        if place in places:
            yield Step("carry", COORDINATOR)
        yield step


class EveryOrderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        council = make_council()
        cls.people = people_of(council)
        last = make_cycle(council, 2023)
        fill(row(last, "A1.1"), by=cls.people[0], status="submitted")
        cycle = make_cycle(council, 2024)
        cls.following = make_cycle(council, 2025, opened=False)
        [cls.row] = give_rows(cycle, cls.people[0], "A1.1")
        cls.row.assignments.create(council=council, member=cls.people[1], kind="contributor")

    @settings(max_examples=TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(STARTS), st.lists(steps(), min_size=3, max_size=9), CARRIED)
    def test_in_every_order(self, start: tuple[Step, ...], pressed: list[Step], carried: set[int]) -> None:
        desk = Desk(self.row, self.people, self.following)
        before = desk.look()
        for step in interrupted([*start, *pressed], carried):
            changed = desk.press(step)
            now = desk.look()
            assert list(problems(now)) == [], f"after {step}"
            if not changed or step.verb == "carry":
                assert vars_of(now) == vars_of(before), f"{step} changed the row"
            before = now
        assert list(problems_of_next_year(self.following, self.row.ref)) == []
        assert lost(before, desk.written) == []
        assert illegal_moves(before) == []


def vars_of(assessment) -> dict[str, object]:
    return {each.attname: getattr(assessment, each.attname) for each in assessment._meta.concrete_fields}
