"""Components: the words beside the shapes, and the picker's ten radios."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from governance.templatetags import ga

BANDS = [
    SimpleNamespace(key=key, word=key.capitalize(), anchor=f"Anchor of {key}", scores=scores)
    for key, scores in (
        ("failing", (1, 2)),
        ("weak", (3, 4)),
        ("partial", (5, 6)),
        ("good", (7, 8)),
        ("strong", (9, 10)),
    )
]


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


def picker(**variables: object) -> str:
    usual = {"name": "score-A1.1", "id_prefix": "score-A1-1", "bands": BANDS}
    return render_to_string("components/picker.html", usual | variables)


def test_a_score_is_shape_number_and_word() -> None:
    html = render_to_string("components/score.html", {"score": 9, "word": "Strong", "band": "strong"})
    assert words(html) == "9 Strong"
    assert 'href="#ga-strong"' in html


def test_a_requirement_without_a_score_says_so() -> None:
    html = render_to_string("components/score.html", {})
    assert words(html) == "Not assessed"
    assert 'href="#ga-none"' in html


def test_a_change_is_spoken() -> None:
    html = render_to_string(
        "components/score_change.html", {"last": 7, "score": 9, "word": "Strong", "band": "strong"}
    )
    assert words(html) == "was 7 → , now 9 Strong"


@pytest.mark.parametrize("value", [8, "8"])
def test_the_picker_chooses_the_score_that_was_stored_or_posted(value: object) -> None:
    html = picker(value=value, last=7)
    assert re.findall(r'value="(\d+)" checked', html) == ["8"]
    assert html.count('type="radio"') == 10


def test_the_picker_marks_last_years_number_and_chooses_nothing_by_itself() -> None:
    html = picker(value=None, last=7)
    assert "checked" not in html
    assert re.search(r'for="score-A1-1-7">.*?last year', html, re.DOTALL)
    assert html.count("last year") == 1


def test_the_pickers_error_describes_its_group_and_its_first_number_can_be_linked() -> None:
    html = picker(error="Choose a score")
    assert 'aria-describedby="score-A1-1-error"' in html
    assert 'id="score-A1-1-error"' in html
    assert 'id="score-A1-1-1"' in html


def test_a_date_of_a_page_that_builds_its_own_form_marks_the_wrong_box() -> None:
    variables = {"name": "due-7", "id_prefix": "due-7", "legend": "By when?", "value": ("31", "2", "2026")}
    html = render_to_string(
        "components/date_input.html", variables | {"error": "Not a real date", "wrong": "day"}
    )
    assert html.count("govuk-input--error") == 1
    assert 'name="due-7_day"' in html
    assert 'aria-describedby="due-7-error"' in html


def test_the_server_error_page_needs_no_context() -> None:
    assert "Something went wrong" in get_template("500.html").render()


def test_dates_and_times_read_as_people_write_them() -> None:
    moment = datetime.datetime(2025, 5, 23, 13, 2, tzinfo=datetime.UTC)
    assert ga.govdate(moment) == "23 May 2025"
    assert ga.govdate(moment.date(), "weekday") == "Friday 23 May"
    assert ga.govtime(moment) == "14:02"
    assert ga.govdate(None) == ga.govtime(None) == ""


def test_what_happened_in_another_year_says_its_year():
    today = timezone.localdate()
    before = today.replace(year=today.year - 1, day=1)
    assert not ga.govdate(today, "past").endswith(str(today.year))
    assert ga.govdate(before, "past").endswith(f" {before.year}")
    assert ga.govdate(before, "past-short") == ga.govdate(before)


@pytest.mark.parametrize(
    ("now", "last", "says"), [(9, 7, "up 2"), (6, 7, "down 1"), (7, 7, "same"), (7, None, "")]
)
def test_movement_is_a_word(now: int, last: int | None, says: str) -> None:
    assert ga.movement(now, last) == says
