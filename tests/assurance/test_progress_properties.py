"""What holds of the figures for any rows in any states."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assurance import progress
from assurance.models import Assessment
from assurance.scores import Band, mean
from framework.models import Principle, Requirement, SubPrinciple

Status = Assessment.Status
SCORES = st.none() | st.integers(1, 10)
SUBS = [SubPrinciple(principle=Principle(letter=letter), number=1) for letter in "ABCDEFG"]
TODAY = date(2025, 6, 20)
DATES = st.none() | st.dates(date(2025, 6, 15), date(2025, 6, 25))


@st.composite
def row(draw, pk=0, *, previous=None):
    """A row as the tables allow it, on any path to it: stored nowhere."""
    return Assessment(
        pk=pk,
        requirement=Requirement(sub_principle=draw(st.sampled_from(SUBS))),
        status=draw(st.sampled_from(Status.values)),
        own_score=draw(SCORES),
        agreed_score=draw(SCORES),
        not_applicable=draw(st.booleans()),
        previous=previous,
    )


@st.composite
def reviews(draw):
    """Rows of a review, each with or without a row of last year."""
    found = []
    for pk in range(1, draw(st.integers(0, 14)) + 1):
        previous = draw(st.none() | row(pk + 1000))
        found.append(draw(row(pk, previous=previous)))
    return found


score_of = st.sampled_from([progress.counted_score, progress.settled_score])


@given(reviews(), score_of)
def test_the_parts_add_up_to_the_rows(rows, seen):
    found = progress.figures(rows, seen)
    assert found.done + found.to_do == found.total == len(rows)
    assert found.submitted + found.agreed == found.done
    assert found.not_started + found.in_progress + found.sent_back == found.to_do
    assert min(found.done, found.to_do, found.in_progress, found.unscored) >= 0
    assert found.scored + found.unscored == found.total


@given(reviews(), score_of)
def test_scores_bands_and_points_are_one_count(rows, seen):
    found = progress.figures(rows, seen)
    assert sum(found.bands.values()) == sum(found.distribution.values()) == found.scored
    assert sum(score * count for score, count in found.distribution.items()) == found.points
    assert list(found.bands) == list(Band)


@given(reviews(), score_of)
def test_the_principles_add_up_to_the_review(rows, seen):
    whole, parts = progress.figures(rows, seen), progress.by_principle(rows, seen).values()
    for name in ("total", "done", "agreed", "submitted", "sent_back", "not_started", "not_applicable"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
    for name in ("scored", "unscored", "points", "in_progress", "to_do"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
    for score in range(1, 11):
        assert sum(part.distribution[score] for part in parts) == whole.distribution[score]


@given(reviews(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = progress.figures(rows), progress.figures(mixed)
    assert sorted(one.scores) == sorted(other.scores)
    assert (one.mean, one.bands, one.typical_band) == (other.mean, other.bands, other.typical_band)
    assert (one.done, one.agreed, one.not_applicable) == (other.done, other.agreed, other.not_applicable)
    assert {key: each.done for key, each in progress.by_principle(rows).items()} == {
        key: each.done for key, each in progress.by_principle(mixed).items()
    }
    for find in (progress.not_confirmed, progress.to_do, lambda rows: progress.lowest(rows, below=9)):
        assert {row.pk for row in find(rows)} == {row.pk for row in find(mixed)}
    assert {each.row.pk for each in progress.moved(rows)} == {each.row.pk for each in progress.moved(mixed)}


@given(reviews(), score_of)
def test_what_moved_and_what_is_low_has_a_score(rows, seen):
    scored = {row.pk for row in rows if seen(row) is not None}
    moves = progress.moved(rows, seen)
    assert {each.row.pk for each in moves} <= scored
    assert all(each.points for each in moves)
    assert [abs(each.points) for each in moves] == sorted((abs(each.points) for each in moves), reverse=True)
    a_lot = progress.moved_a_lot(moves, reason_from=2)
    assert a_lot == moves[: len(a_lot)]
    low = progress.lowest(rows, below=9, score_of=seen)
    assert {row.pk for row in low} <= scored
    below = progress.figures(rows, seen).distribution
    assert len(low) == sum(below[score] for score in range(1, 9))
    assert progress.lowest(rows, below=1, score_of=seen) == []


@given(reviews())
def test_nothing_that_is_not_assessed_counts_as_done(rows):
    waiting = progress.not_confirmed(rows)
    assert all(row.status == Status.NOT_STARTED and not row.is_done for row in waiting)
    assert len(waiting) <= progress.figures(rows).not_started
    assert progress.figures(waiting).done == 0
    assert {row.pk for row in waiting} <= {row.pk for row in progress.to_do(rows)}
    not_started = [row for row in rows if row.status == Status.NOT_STARTED]
    assert progress.answered(not_started, evidenced={row.pk for row in rows}, reason_from=2) == 0


@given(reviews())
def test_a_whole_is_reached_only_by_all(rows):
    found = progress.figures(rows)
    assert (progress.percent(found.done, found.total) == 100) == (found.total > 0 and found.to_do == 0)
    assert found.all_agreed == (found.total > 0 and all(row.status == Status.AGREED for row in rows))
    assert len(progress.to_do(rows)) == found.to_do
    shares = [
        progress.percent(part, found.total)
        for part in (found.agreed, found.submitted, found.in_progress + found.sent_back)
    ]
    assert sum(shares) <= 100


@given(reviews(), score_of)
def test_not_applicable_rows_stand_in_no_mean_and_no_band(rows, seen):
    applies = [row for row in rows if not row.not_applicable]
    assert progress.figures(rows, seen).mean == progress.figures(applies, seen).mean
    assert progress.figures(rows, seen).bands == progress.figures(applies, seen).bands


@given(st.lists(st.integers(1, 10), min_size=1, max_size=200))
def test_the_mean_is_rounded_half_up_to_two_places(scores):
    found = mean(scores)
    assert found is not None
    exact = Fraction(sum(scores), len(scores))
    assert Fraction(found) - Fraction(1, 200) <= exact < Fraction(found) + Fraction(1, 200)
    assert min(scores) <= found <= max(scores)


def test_a_half_goes_up():
    assert mean([7] * 7 + [8]) == Decimal("7.13")  # 7.125
    assert mean([]) is None


@given(reviews(), DATES, DATES)
def test_what_is_late_is_late_by_somebody(rows, scores_due, agreed_by):
    late = progress.overdue(rows, scores_due=scores_due, agreed_by=agreed_by, at=TODAY)
    assert all(row.status != Status.AGREED for row in late)
    unsent = progress.unsent(rows, late)
    assert {row.pk for row in unsent} == {row.pk for row in late if not row.is_done}
    if scores_due is None and agreed_by is None:
        assert late == []
    if scores_due is not None and scores_due < TODAY:
        assert len(unsent) == progress.figures(rows).to_do


@given(reviews(), DATES)
def test_those_behind_have_all_that_is_still_to_send(rows, scores_due):
    late = progress.overdue(rows, scores_due=scores_due, agreed_by=None, at=TODAY)
    groups: dict[int, list[Assessment]] = {}
    for each in rows:
        groups.setdefault(each.pk % 4, []).append(each)
    found = progress.behind(groups, late)
    assert sum(each.figures.to_do for each in found) == progress.figures(rows).to_do
    assert sum(each.unsent for each in found) == len(progress.unsent(rows, late))
    assert all(each.figures.to_do >= max(each.unsent, 1) for each in found)
    order = [(each.unsent, each.figures.to_do) for each in found]
    assert order == sorted(order, reverse=True)
