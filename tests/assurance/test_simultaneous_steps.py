"""Five people at one row, each on their way at the same time: nothing is lost, and no state is illegal."""

from __future__ import annotations

import random
from functools import partial

import pytest
from django.db import connection

from tests.builders import give_rows, make_council, make_cycle, row
from tests.desk import (
    COORDINATOR,
    OFFICERS,
    Desk,
    Step,
    illegal_moves,
    lost,
    people_of,
    problems,
    problems_of_next_year,
)
from tests.threads import at_once

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]

ROUNDS = 50
STEPS_EACH = 4
ANSWERED = Step("save", 0, values=(("narrative", "Tested in May."), ("own_score", 9)))
SENT = Step("submit", 0)


def path_of(who: int, chance: random.Random) -> list[Step]:
    """What one person presses, one after the other; every text is theirs alone."""
    verbs = ["agree", "send back", "reopen"]
    if who in OFFICERS:
        verbs = ["save", "save", "show", "promise", "submit", "take back", "reply"]
    if who == COORDINATOR:
        verbs = ["carry"]
    return [
        Step(
            verb := chance.choice(verbs),
            who,
            fresh=chance.random() < 0.7,
            values=typed(who, number, chance) if verb == "save" else (),
            score=chance.choice([None, 6]) if verb == "agree" else None,
        )
        for number in range(1 if who == COORDINATOR else STEPS_EACH)
    ]


def typed(who: int, number: int, chance: random.Random) -> tuple[tuple[str, object], ...]:
    text = f"Text {number} of person {who}"
    return (
        (chance.choice(["narrative", "private_note"]), text),
        ("own_score", chance.randint(1, 10)),
        ("change_reason", f"Because of {number}, says {who}"),
    )


def walk(desk: Desk, path: list[Step]) -> None:
    for step in path:
        desk.press(step)


def test_steps_at_the_same_time():
    council = make_council()
    people = people_of(council)
    cycle = make_cycle(council)
    following = make_cycle(council, 2025, opened=False)
    refs = list(cycle.assessments.in_order().values_list("requirement__ref", flat=True)[:ROUNDS])
    reached = set()
    for number, one in enumerate(give_rows(cycle, people[0], *refs)):
        one.assignments.create(council=council, member=people[1], kind="contributor")
        walk(Desk(one, people, following), [ANSWERED, SENT][: 1 + number % 2])
        chance = random.Random(number)
        # The coordinator brings the whole year over, so not in each round.
        there = people if number % 5 == 0 else people[:COORDINATOR]
        desks = [Desk(row(cycle, one.ref), people, following) for _ in there]
        results = at_once(*(partial(walk, desk, path_of(who, chance)) for who, desk in enumerate(desks)))
        assert [result for result in results if result is not None] == []
        now = row(cycle, one.ref)
        assert list(problems(now)) == []
        assert list(problems_of_next_year(following, now.ref)) == []
        assert lost(now, [pair for desk in desks for pair in desk.written]) == []
        assert illegal_moves(now) == []
        versions = list(now.history.order_by("version").values_list("version", flat=True))
        assert sorted(set(versions)) == list(range(1, now.version + 1))
        reached.add(now.status)
    assert reached == {"in_progress", "submitted", "sent_back", "agreed"}
