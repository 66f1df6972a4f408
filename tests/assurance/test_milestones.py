"""The title and the steps of a review, on a day."""

from datetime import date

import pytest

from assurance.milestones import headline, steps
from assurance.models import Milestone
from assurance.progress import Figures
from tests.builders import make_council, make_cycle

SCORING, AGREEING = Milestone.Kind.SCORING, Milestone.Kind.AGREEING


@pytest.fixture
def cycle(db):
    return make_cycle(make_council())


def figures(*, agreed=0, submitted=0, total=91):
    return Figures(
        total=total,
        done=agreed + submitted,
        agreed=agreed,
        submitted=submitted,
        sent_back=0,
        not_started=total - agreed - submitted,
        not_applicable=0,
        scores=[],
    )


def title(cycle, counted, *, overdue=0, at=date(2025, 5, 19)):
    return headline(cycle, counted, cycle.milestones.all(), assigned=20, overdue=overdue, at=at)


def test_the_title_says_how_many_are_agreed_and_how_many_overdue(cycle):
    assert title(cycle, figures(agreed=41), overdue=12) == "41 of 91 rows are agreed; 12 are overdue"
    assert title(cycle, figures(agreed=1), overdue=1) == "1 of 91 rows is agreed; 1 is overdue"


def test_without_anything_overdue_the_title_says_what_comes_next(cycle):
    assert title(cycle, figures(agreed=53)) == "53 of 91 rows are agreed; 4 days to the scoring date"
    on_the_day = title(cycle, figures(), at=date(2025, 5, 23))
    assert on_the_day == "0 of 91 rows are agreed; today is the scoring date"
    waiting = title(cycle, figures(agreed=53, submitted=38), at=date(2025, 6, 12))
    assert waiting == "53 of 91 rows are agreed; 1 day to the date for agreeing"
    assert title(cycle, figures(agreed=91)) == "All 91 rows are agreed"


def test_without_dates_the_title_counts_only(cycle):
    cycle.milestones.update(due_on=None)
    assert title(cycle, figures(agreed=3)) == "3 of 91 rows are agreed"


def test_the_title_names_the_stage_before_and_after_the_work(cycle):
    cycle.stage = "setup"
    assert title(cycle, figures()) == "Being set up: 20 of 91 rows have a lead"
    cycle.stage = "signed_off"
    assert title(cycle, figures(agreed=91)) == "The 2024/25 review is finished"
    cycle.is_past_record = True
    assert title(cycle, figures(agreed=91)) == "2024/25 was signed off elsewhere"


def shown(cycle, counted, at):
    found = steps(cycle, cycle.milestones.all(), counted, approving_body="Audit Committee", at=at)
    return {step.name: (step.is_done, step.is_now, step.left) for step in found}


def test_the_first_step_that_is_not_done_is_where_we_are(cycle):
    found = shown(cycle, figures(agreed=53), date(2025, 5, 19))
    assert found["Opened"] == (True, False, "")
    assert found["Evidence and scores in"] == (False, True, "4 days left")
    assert found["Scores agreed"] == (False, False, "25 days left")
    assert "Audit Committee" in found


def test_a_step_past_its_date_is_late_only_where_the_review_knows_that_it_is_not_done(cycle):
    found = shown(cycle, figures(agreed=53, submitted=38), date(2025, 10, 1))
    assert found["Evidence and scores in"] == (True, False, "")
    assert found["Scores agreed"] == (False, True, "110 days late")
    assert found["Draft statement published"] == (False, False, "")


def test_a_review_that_is_not_open_waits_for_opening(cycle):
    cycle.opened_at = None
    assert shown(cycle, figures(), date(2025, 5, 23))["To be opened"] == (False, True, "")
