"""Check your answers, submitting from the browser, and the copy of what was sent."""

import re
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.workflow.answering import save_answer
from assurance.workflow.submitting import submit
from governance.roles import Role
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council())


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council, client):
    member = make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")
    client.force_login(member.user)
    return member


@pytest.fixture
def reviewer(council):
    return make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")


@pytest.fixture
def rows(cycle, officer):
    rows = give_rows(cycle, officer, "A1.1", "A1.2", "A1.3")
    fill(rows[0], by=officer)
    fill(rows[1], by=officer)
    rows[0].private_note = "Housing may see this differently."
    rows[0].save()
    return rows


def address(name, cycle, *more):
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year, *more])


def shown_rows(client, cycle):
    """Each row with its version, as the page that is read before submitting sends them."""
    page = client.get(address("check-answers", cycle)).content.decode()
    return {"row": re.findall(r'name="row" value="([^"]+)"', page)}


def press_submit(client, cycle, **options):
    return client.post(address("submit", cycle), shown_rows(client, cycle), **options)


def test_the_page_shows_answers_gaps_and_who_gets_them(client, cycle, rows, reviewer):
    response = client.get(address("check-answers", cycle))
    page = response.content.decode()
    assert response.status_code == 200
    assert "2 of your 3 rows are complete and can go to Helen Marsh." in " ".join(page.split())
    assert "Submit 2 rows" in " ".join(page.split())
    assert "Housing may see this differently." in page
    assert "Choose a score" in page
    assert f"{address('my-rows', cycle)}?open=A1.3#row-A1.3" in page


def test_looking_changes_nothing(client, cycle, rows):
    client.get(address("check-answers", cycle))
    assert row(cycle, "A1.1").status == "in_progress"


def test_submitting_sends_all_complete_rows(client, cycle, rows, reviewer):
    response = press_submit(client, cycle, follow=True)
    assert response.redirect_chain == [(address("sent", cycle), 302)]
    page = " ".join(response.content.decode().split())
    assert "Thank you. Helen Marsh has 2 of your rows." in page
    assert [row(cycle, ref).status for ref in ("A1.1", "A1.2", "A1.3")] == [
        "submitted",
        "submitted",
        "not_started",
    ]


def test_a_text_that_a_colleague_changed_since_it_was_read_is_not_sent_unseen(client, cycle, council, rows):
    colleague = make_member(council, Role.SERVICE_OFFICER)
    contribute(cycle, colleague, "A1.1")
    read = shown_rows(client, cycle)
    theirs = {"narrative": "Something else."}
    save_answer(row=row(cycle, "A1.1"), version=rows[0].version, values=theirs, by=colleague, at=NOW)
    response = client.post(address("submit", cycle), read)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert "A1.1 changed since you checked it: the text was changed." in page
    assert "Something else." in page
    assert [row(cycle, ref).status for ref in ("A1.1", "A1.2")] == ["in_progress", "in_progress"]
    press_submit(client, cycle)
    assert [row(cycle, ref).status for ref in ("A1.1", "A1.2")] == ["submitted", "submitted"]


def test_a_row_that_was_complete_only_after_the_page_was_read_stays(client, cycle, rows, officer):
    read = shown_rows(client, cycle)
    fill(rows[2], by=officer)
    client.post(address("submit", cycle), read)
    assert [row(cycle, ref).status for ref in ("A1.2", "A1.3")] == ["submitted", "in_progress"]


@pytest.mark.parametrize("named", [[], ["A1.1"], ["A1.1:x"], ["Z9.9:1"], [":"]])
def test_rows_that_nobody_read_are_not_sent(client, cycle, rows, named):
    assert client.post(address("submit", cycle), {"row": named}).status_code == 422
    assert row(cycle, "A1.1").status == "in_progress"


def test_when_nothing_is_left_the_page_says_so(client, cycle, rows, officer, reviewer):
    fill(rows[2], by=officer)
    response = press_submit(client, cycle, follow=True)
    assert "That is all. Thank you. Helen Marsh has your 3 rows." in response.content.decode()


def test_nothing_complete_is_said_above_the_page(client, cycle, officer):
    give_rows(cycle, officer, "A1.1")
    response = client.post(address("submit", cycle), {"row": "A1.1:1"})
    assert response.status_code == 422
    assert "A1.1: Choose a score" in response.content.decode()


def test_the_copy_stays_as_it_was_sent(client, cycle, rows, officer, reviewer):
    press_submit(client, cycle)
    client.post(address("assessment-take-back", cycle, "A1.1"))
    changed = row(cycle, "A1.1")
    changed.narrative = "Written afterwards."
    changed.version += 1
    changed.save()
    page = client.get(address("sent", cycle)).content.decode()
    assert "We do A1.1 well" in page
    assert "Written afterwards." not in page
    text = client.get(address("sent-download", cycle))
    assert text["Content-Disposition"].endswith('2024-25-what-i-sent.txt"')
    assert "A1.1 Integrity led from the top" in text.content.decode()
    assert "Score: 9 Strong" in text.content.decode()
    assert "Housing may see this differently." in text.content.decode()


def test_the_copy_of_another_is_not_shown(client, cycle, council, rows):
    press_submit(client, cycle)
    client.force_login(make_member(council, Role.SERVICE_OFFICER).user)
    assert "You have sent nothing yet" in client.get(address("sent", cycle)).content.decode()


def test_one_row_is_submitted_and_taken_back(client, cycle, rows, reviewer):
    response = client.post(address("assessment-submit", cycle, "A1.1"))
    assert response.headers["Location"] == f"{address('my-rows', cycle)}?open=A1.1#row-A1.1"
    assert row(cycle, "A1.1").status == "submitted"
    assert row(cycle, "A1.2").status == "in_progress"
    client.post(address("assessment-take-back", cycle, "A1.1"))
    assert row(cycle, "A1.1").status == "in_progress"


def test_a_row_that_a_reviewer_opened_stays(client, cycle, rows, officer):
    submit(rows=[rows[0]], by=officer, at=NOW)
    opened = row(cycle, "A1.1")
    opened.review_opened_at = NOW
    opened.save()
    response = client.post(address("assessment-take-back", cycle, "A1.1"))
    assert response.status_code == 422
    assert "a reviewer has opened it" in response.content.decode()
    assert "/take-back/" not in client.get(address("check-answers", cycle)).content.decode()


@pytest.mark.parametrize("name", ["submit", "assessment-submit", "assessment-take-back"])
def test_verbs_are_posted(client, cycle, officer, name):
    more = [] if name == "submit" else ["A1.1"]
    assert client.get(address(name, cycle, *more)).status_code == 405


def test_a_reviewer_without_rows_has_no_answers_to_check(client, cycle, reviewer):
    client.force_login(reviewer.user)
    assert client.get(address("check-answers", cycle)).status_code == 403


def test_empty_state(client, cycle, officer):
    assert "No rows are yours in 2024/25" in client.get(address("check-answers", cycle)).content.decode()


def test_queries_do_not_grow_with_councils_or_rows(
    client, cycle, officer, rows, reviewer, django_assert_num_queries
):
    client.get(address("check-answers", cycle))
    with CaptureQueriesContext(connection) as before:
        client.get(address("check-answers", cycle))
    for each in give_rows(cycle, officer, "B1.1", "B1.2", "B1.3"):
        fill(each, by=officer)
    make_cycle(make_council())
    with django_assert_num_queries(len(before)):
        client.get(address("check-answers", cycle))
