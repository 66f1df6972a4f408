"""Each figure about a review, by its one definition."""

from datetime import date

import pytest

from assurance import progress
from assurance.models import Assessment
from tests.builders import fill, make_council, make_cycle, make_member, row

TODAY = date(2025, 6, 20)


@pytest.fixture
def cycle(db):
    council = make_council()
    make_cycle(council, year=2023)
    return make_cycle(council)


@pytest.fixture
def officer(cycle):
    return make_member(cycle.council)


def rows_of(cycle):
    return list(Assessment.objects.filter(cycle=cycle).with_reference().in_order())


def last_year(assessment):
    assert assessment.previous is not None
    return assessment.previous


def agreed(assessment, *, by, score):
    fill(assessment, by=by, score=5, status="agreed")
    assessment.agreed_score = score
    assessment.save()
    return assessment


def test_counts_by_status_add_up_to_the_rows(cycle, officer):
    for ref, status in [
        ("A1.1", "in_progress"),
        ("A1.2", "submitted"),
        ("A1.3", "sent_back"),
        ("A1.4", "agreed"),
    ]:
        fill(row(cycle, ref), by=officer, status=status)
    found = progress.figures(rows_of(cycle))
    parts = (found.not_started, found.in_progress, found.sent_back, found.submitted, found.agreed)
    assert parts == (87, 1, 1, 1, 1)
    assert sum(parts) == found.total == 91
    assert (found.done, found.to_do, found.all_agreed) == (2, 89, False)


def test_the_agreed_score_counts_before_the_officers(cycle, officer):
    agreed(row(cycle, "A1.1"), by=officer, score=7)
    fill(row(cycle, "A1.2"), by=officer, score=9)
    found = progress.figures(rows_of(cycle))
    assert sorted(found.scores) == [7, 9]
    assert progress.figures(rows_of(cycle), progress.settled_score).scores == [7]


def test_not_applicable_rows_are_done_but_stand_in_no_band(cycle, officer):
    assessment = fill(row(cycle, "A1.1"), by=officer, status="submitted")
    assessment.not_applicable = True
    assessment.save()
    found = progress.figures(rows_of(cycle))
    assert (found.done, found.scored, found.not_applicable, sum(found.bands.values())) == (1, 0, 1, 0)


def test_the_figures_of_the_principles_add_up_to_the_review(cycle, officer):
    fill(row(cycle, "C1.1"), by=officer, score=8)
    found = progress.by_principle(rows_of(cycle))
    assert [figures.total for figures in found.values()] == [13, 13, 9, 14, 12, 18, 12]
    assert found["C"].distribution[8] == 1
    assert "".join(found) == "ABCDEFG"


def test_progress_of_many_reviews_is_one_query_and_agrees_with_the_rows(
    cycle, officer, django_assert_num_queries
):
    fill(row(cycle, "A1.1"), by=officer, status="submitted")
    agreed(row(cycle, "A1.2"), by=officer, score=9)
    cycles = list(cycle.council.cycles.all())
    with django_assert_num_queries(1):
        counted = progress.status_counts(cycles)
    for each in cycles:
        found = progress.figures(rows_of(each))
        assert counted[each.pk] == progress.StatusCounts(found.total, found.done, found.agreed)


def test_rows_that_moved_come_with_the_largest_move_first(cycle, officer):
    for ref, last, now in [("A1.1", 7, 8), ("B1.1", 9, 6), ("C1.1", 8, 8), ("D1.1", 5, 7)]:
        this_year = row(cycle, ref)
        fill(last_year(this_year), by=officer, score=last, status="agreed")
        fill(this_year, by=officer, score=now)
    fill(row(cycle, "E1.1"), by=officer, score=4)
    found = progress.moved(rows_of(cycle))
    assert [(each.row.ref, each.last, each.now, each.points) for each in found] == [
        ("B1.1", 9, 6, -3),
        ("D1.1", 5, 7, 2),
        ("A1.1", 7, 8, 1),
    ]


def test_a_score_that_the_reader_may_not_see_moves_nothing(cycle, officer):
    this_year = row(cycle, "A1.1")
    fill(last_year(this_year), by=officer, score=5, status="agreed")
    fill(this_year, by=officer, score=9)
    assert progress.moved(rows_of(cycle), progress.settled_score) == []


def test_the_lowest_rows_come_first_and_rows_without_a_score_never(cycle, officer):
    for ref, score in [("A1.1", 8), ("A1.2", 9), ("B1.1", 4), ("C1.1", 8)]:
        fill(row(cycle, ref), by=officer, score=score)
    assert [each.ref for each in progress.lowest(rows_of(cycle), below=9)] == ["B1.1", "A1.1", "C1.1"]


@pytest.mark.parametrize(
    ("scores_due", "agreed_by", "late"),
    [
        (None, None, []),
        (date(2025, 6, 20), date(2025, 6, 20), []),
        (date(2025, 6, 19), date(2025, 6, 27), ["A1.1"]),
        (date(2025, 5, 23), date(2025, 6, 19), ["A1.1", "A1.2"]),
    ],
)
def test_a_row_is_overdue_after_the_date_of_the_step_it_waits_for(
    cycle, officer, scores_due, agreed_by, late
):
    fill(row(cycle, "A1.2"), by=officer, status="submitted")
    agreed(row(cycle, "A1.3"), by=officer, score=9)
    rows = [each for each in rows_of(cycle) if each.ref in {"A1.1", "A1.2", "A1.3"}]
    found = progress.overdue(rows, scores_due=scores_due, agreed_by=agreed_by, at=TODAY)
    assert [each.ref for each in found] == late
