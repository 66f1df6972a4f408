"""How long the rest will take, from the person's own pace."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.models import Assessment
from assurance.pace import LONGEST_PAUSE, in_words, minutes_a_row, time_left
from governance.models import Membership
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member

ME, SOMEBODY = Membership(pk=1), Membership(pk=2)
moments = st.lists(st.datetimes(min_value=datetime(2025, 5, 1), max_value=datetime(2025, 5, 3)), max_size=30)


def rows(*minutes: float, by: Membership = ME, previous: list[Assessment] | None = None) -> list[Assessment]:
    """Rows saved so many minutes after NOW."""
    lasts: list[Assessment | None] = [*previous] if previous else [None] * len(minutes)
    return [
        Assessment(saved_by=by, saved_at=NOW + timedelta(minutes=each), previous=last)
        for each, last in zip(minutes, lasts, strict=True)
    ]


def pace_of(saved: list[Assessment]) -> float | None:
    return minutes_a_row(row.saved_at for row in saved if row.saved_at)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.1, "About a minute"),
        (1.4, "About a minute"),
        (5, "About 5 minutes"),
        (12.2, "About 12 minutes"),
        (18, "About 20 minutes"),
        (51, "About 50 minutes"),
        (58, "About an hour"),
        (88, "About an hour and a half"),
        (125, "About 2 hours"),
    ],
)
def test_it_is_said_as_people_say_it(minutes: float, words: str):
    assert in_words(minutes) == words


def in_minutes(words: str) -> float:
    """What the words amount to."""
    named = {"About a minute": 1, "About an hour": 60, "About an hour and a half": 90}
    if words in named:
        return named[words]
    _, number, unit = words.split()
    return int(number) * (60 if unit == "hours" else 1)


@given(st.floats(min_value=0, max_value=5_000), st.floats(min_value=0, max_value=5_000))
def test_more_work_is_never_said_to_be_less(one: float, other: float):
    less, more = sorted([one, other])
    assert in_minutes(in_words(less)) <= in_minutes(in_words(more))


@given(st.floats(min_value=2, max_value=5_000))
def test_the_words_are_never_far_off(minutes: float):
    assert abs(in_minutes(in_words(minutes)) - minutes) <= max(0.5, minutes * 0.34)


@given(moments)
def test_a_pace_lies_between_nothing_and_the_longest_pause(saved: list[datetime]):
    pace = minutes_a_row(saved)
    assert pace is None or 0 < pace <= LONGEST_PAUSE / timedelta(minutes=1)


@given(moments, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(saved, random):
    shuffled = list(saved)
    random.shuffle(shuffled)
    assert minutes_a_row(shuffled) == minutes_a_row(saved)


@given(moments, st.integers(min_value=1, max_value=60))
def test_a_long_pause_more_changes_nothing(saved, hours):
    """The same again after some hours away: the pace stays."""
    pace = minutes_a_row(saved)
    if pace is None:
        return
    later = max(saved) - min(saved) + timedelta(hours=hours)
    again = minutes_a_row([*saved, *(moment + later for moment in saved)])
    assert again == pytest.approx(pace)


def test_pauses_are_left_out():
    assert pace_of(rows(0, 2, 4, 200, 202)) == 2


def test_rows_saved_together_share_the_time_before_them():
    assert pace_of(rows(0, 12, 12, 12)) == 4


def test_rows_saved_at_one_moment_tell_nothing():
    assert pace_of(rows(0, 0, 0, 0)) is None


def test_it_is_the_pace_times_what_is_left():
    assert time_left(rows(0, 2, 4), left=6, by=ME) == "About 12 minutes"


def test_nothing_is_said_when_nothing_is_left_or_too_little_is_known():
    assert time_left(rows(0, 2, 4), left=0, by=ME) == ""
    assert time_left(rows(0, 2), left=6, by=ME) == ""
    assert time_left([], left=6, by=ME) == ""


def test_what_others_saved_does_not_count():
    assert time_left(rows(0, 2, by=SOMEBODY) + rows(4, 6), left=6, by=ME) == ""


def test_last_years_pace_helps_at_the_beginning():
    begun = [Assessment(previous=last) for last in rows(0, 4, 8, 12)]
    assert time_left(begun, left=3, by=ME) == "About 12 minutes"
    assert time_left(begun, left=3, by=SOMEBODY) == ""


@pytest.mark.django_db
def test_my_rows_and_the_check_page_say_it(client):
    cycle = make_cycle(make_council("merrow"))
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    assigned = give_rows(cycle, officer, "A1.1", "A1.2", "A1.3", "A1.4")
    client.force_login(officer.user)
    mine = "/councils/merrow/cycles/2024-25/mine/"
    assert "left at your pace" not in client.get(mine).content.decode()
    for number, assessment in enumerate(assigned[:3]):
        fill(assessment, by=officer)
        assessment.saved_at = NOW + timedelta(minutes=5 * number)
        assessment.save()
    for page in (mine, f"{mine}check/"):
        assert "About 5 minutes left at your pace." in client.get(page).content.decode()
