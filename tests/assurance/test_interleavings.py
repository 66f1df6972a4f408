"""Whatever the order in which people save, submit, agree, send back and reopen: nothing is lost."""

from __future__ import annotations

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import fill, give_rows, make_council, make_cycle, make_member, row
from tests.desk import ANSWER, Desk, Step, illegal_moves, lost, problems

ROLES = (Role.SERVICE_OFFICER, Role.SERVICE_OFFICER, Role.MONITORING_OFFICER, Role.REVIEWER)
OFFICERS, REVIEWERS = (0, 1), (2, 3)
SCORES = tuple(range(1, 11))
TEXTS = tuple(f"What we found in week {week}." for week in SCORES)
CHOICES = {"own_score": SCORES, "narrative": TEXTS, "private_note": TEXTS, "change_reason": TEXTS}
TIMES = 500 if connection.vendor == "sqlite" else 50

ANSWERED = Step("save", 0, values=(("narrative", "Tested in May."), ("own_score", 9)))
SENT = (ANSWERED, Step("submit", 0))
# Where an order begins: chance alone would seldom come as far as an agreed row.
STARTS = ((), SENT, (*SENT, Step("agree", 2)), (*SENT, Step("send back", 2)))


def steps() -> st.SearchStrategy[Step]:
    officer, reviewer = st.sampled_from(OFFICERS), st.sampled_from(REVIEWERS)
    fresh = st.booleans()
    typed = st.dictionaries(st.sampled_from(ANSWER), st.integers(0, 9), min_size=1, max_size=3).map(
        lambda chosen: tuple((name, CHOICES[name][place]) for name, place in sorted(chosen.items()))
    )
    agreed = st.one_of(st.none(), st.sampled_from(SCORES))
    return st.one_of(
        st.builds(Step, st.just("save"), officer, fresh, typed),
        st.builds(Step, st.sampled_from(["confirm", "submit", "take back"]), officer, fresh),
        st.builds(Step, st.sampled_from(["open", "send back", "reopen"]), reviewer, fresh),
        st.builds(Step, st.just("agree"), reviewer, fresh, st.just(()), agreed),
    )


def people_of(council: Council) -> list[Membership]:
    return [make_member(council, role) for role in ROLES]


class EveryOrderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        council = make_council()
        cls.people = people_of(council)
        last = make_cycle(council, 2023)
        fill(row(last, "A1.1"), by=cls.people[0], status="submitted")
        cls.cycle = make_cycle(council, 2024)
        [cls.row] = give_rows(cls.cycle, cls.people[0], "A1.1")
        cls.row.assignments.create(council=council, member=cls.people[1], kind="contributor")

    @settings(max_examples=TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(STARTS), st.lists(steps(), min_size=3, max_size=9))
    def test_in_every_order(self, start: tuple[Step, ...], pressed: list[Step]) -> None:
        desk = Desk(self.row, self.people)
        for step in (*start, *pressed):
            before = desk.read()
            changed = desk.press(step)
            now = desk.read()
            assert list(problems(now)) == [], f"after {step}"
            if not changed:
                assert vars_of(now) == vars_of(before), f"{step} was refused and changed the row"
        now = desk.read()
        assert lost(now, desk.written) == []
        assert illegal_moves(now) == []


def vars_of(assessment) -> dict[str, object]:
    return {each.attname: getattr(assessment, each.attname) for each in assessment._meta.concrete_fields}
