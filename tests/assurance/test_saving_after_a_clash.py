"""What colleagues saved meanwhile stands, also when somebody who was shown a clash saves the page again."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from assurance.models import ActionLink, ImprovementAction
from assurance.workflow.actions import edit_action
from assurance.workflow.answering import confirm_last_year, save_answer
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import (
    NOW,
    contribute,
    fill,
    give_rows,
    make_council,
    make_cycle,
    make_member,
    make_post,
    row,
)


class Controls(HTMLParser):
    """What a browser without scripts would send of each form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = [{}]
        self._text = self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.forms[-1][name] = given.get("value", "on")
        elif tag == "textarea":
            self._text, self.forms[-1][name] = name, ""
        elif tag == "select":
            self._choice, self.forms[-1][name] = name, ""
        elif tag == "option" and "selected" in given:
            self.forms[-1][self._choice] = given["value"]

    def handle_data(self, data):
        if self._text:
            self.forms[-1][self._text] += data.removeprefix("\n") if not self.forms[-1][self._text] else data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._text = ""


def controls(response, name):
    """The form that holds the control of the name."""
    return next(form for form in Controls(response.content.decode()).forms if name in form)


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    last = make_cycle(council, 2023)
    fill(row(last, "A1.1"), by=make_member(council, Role.SERVICE_OFFICER), score=7)
    return last, make_cycle(council)


@pytest.fixture
def reviews(made, db):
    return deepcopy(made)


@pytest.fixture
def last(reviews):
    return reviews[0]


@pytest.fixture
def cycle(reviews):
    return reviews[1]


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council, cycle, client):
    member = make_member(council, Role.SERVICE_OFFICER, Role.COORDINATOR, name="Priya Anand")
    client.force_login(member.user)
    give_rows(cycle, member, "A1.1")
    return member


@pytest.fixture
def colleague(council, cycle):
    member = make_member(council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    contribute(cycle, member, "A1.1")
    return member


@pytest.fixture
def posts(council):
    return [make_post(council, title) for title in ("Head of law", "Head of housing")]


@pytest.fixture
def action(council, cycle, officer, posts):
    made = ImprovementAction.objects.create(
        council=council, text="Train members", owner_post=posts[0], due_on=date(2025, 9, 30)
    )
    ActionLink.objects.create(council=council, action=made, assessment=row(cycle, "A1.1"))
    return made


@pytest.fixture
def mine(cycle):
    return reverse("assurance:my-rows", args=[cycle.council.slug, cycle.year])


def test_a_colleagues_score_outlives_a_clash_about_the_text(client, cycle, officer, colleague, mine):
    fill(row(cycle, "A1.1"), by=colleague, score=6)
    typed = controls(client.get(mine), "A1.1-version") | {"A1.1-narrative": "Mine"}
    theirs = {"own_score": 8, "narrative": "Theirs"}
    save_answer(row=row(cycle, "A1.1"), version=2, values=theirs, by=colleague, at=NOW)
    clash = client.post(mine, typed)
    assert clash.status_code == 422
    client.post(mine, controls(clash, "A1.1-version") | {"A1.1-keep-narrative": "mine"})
    saved = row(cycle, "A1.1")
    assert (saved.narrative, saved.own_score, saved.scored_by) == ("Mine", 8, colleague)


def test_what_was_saved_beside_the_clash_is_shown_and_saved_once(client, cycle, officer, colleague, mine):
    typed = controls(client.get(mine), "A1.1-version") | {
        "A1.1-narrative": "Mine",
        "A1.1-private_note": "A note",
    }
    save_answer(row=row(cycle, "A1.1"), version=1, values={"narrative": "Theirs"}, by=colleague, at=NOW)
    shown = controls(client.post(mine, typed), "A1.1-version")
    assert (shown["A1.1-private_note"], shown["A1.1-version"]) == ("A note", "3")


def test_without_a_choice_both_texts_are_shown_again(client, cycle, officer, colleague, mine):
    typed = controls(client.get(mine), "A1.1-version") | {"A1.1-narrative": "Mine"}
    save_answer(row=row(cycle, "A1.1"), version=1, values={"narrative": "Theirs"}, by=colleague, at=NOW)
    clash = client.post(mine, typed)
    again = client.post(mine, controls(clash, "A1.1-version"))
    assert "Two people changed" in again.content.decode()
    client.post(mine, controls(again, "A1.1-version") | {"A1.1-keep-narrative": "theirs"})
    assert row(cycle, "A1.1").narrative == "Theirs"


def test_a_text_written_from_both_outlives_an_error_beside_it(client, cycle, officer, colleague, mine):
    typed = controls(client.get(mine), "A1.1-version") | {"A1.1-narrative": "Mine"}
    save_answer(row=row(cycle, "A1.1"), version=1, values={"narrative": "Theirs"}, by=colleague, at=NOW)
    choice = {"A1.1-keep-narrative": "both", "A1.1-both-narrative": "From both", "A1.1-score": "2"}
    refused = client.post(mine, controls(client.post(mine, typed), "A1.1-version") | choice)
    assert refused.status_code == 422
    reason = {"A1.1-change_reason": "A service was closed"}
    client.post(mine, controls(refused, "A1.1-version") | reason)
    now = row(cycle, "A1.1")
    assert (now.narrative, now.own_score) == ("From both", 2)


def test_a_colleagues_owner_outlives_a_clash_about_the_words_of_an_action(
    client, officer, colleague, action, posts, mine
):
    typed = controls(client.get(mine), "A1.1-version")
    theirs = {"text": "Theirs", "owner_post_id": posts[1].pk}
    edit_action(action=action, version=1, values=theirs, by=colleague)
    clash = client.post(mine, typed | {f"A1.1-action-{action.pk}-text": "Mine"})
    assert clash.status_code == 422
    client.post(mine, controls(clash, "A1.1-version"))
    action.refresh_from_db()
    assert (action.text, action.owner_post) == ("Mine", posts[1])


def test_the_same_on_the_page_of_the_action(client, council, officer, colleague, action, posts):
    address = reverse("assurance:action-change", args=[council.slug, action.pk])
    version = f"action-{action.pk}-version"
    typed = controls(client.get(address), version)
    theirs = {"text": "Theirs", "owner_post_id": posts[1].pk, "due_on": date(2025, 12, 1)}
    edit_action(action=action, version=1, values=theirs, by=colleague)
    clash = client.post(address, typed | {f"action-{action.pk}-text": "Mine"})
    assert clash.status_code == 422
    client.post(address, controls(clash, version))
    action.refresh_from_db()
    assert (action.text, action.owner_post, action.due_on) == ("Mine", posts[1], date(2025, 12, 1))


def test_a_post_that_has_ended_stays_the_owner(client, officer, action, posts, mine):
    posts[0].ends_on = date(2025, 1, 1)
    posts[0].save()
    client.post(mine, controls(client.get(mine), "A1.1-version") | {"A1.1-narrative": "Mine"})
    action.refresh_from_db()
    assert (action.owner_post, action.version) == (posts[0], 1)


def test_a_new_action_beside_a_clash_is_made_once_and_shown(client, officer, colleague, action, mine):
    typed = controls(client.get(mine), "A1.1-version")
    edit_action(action=action, version=1, values={"text": "Theirs"}, by=colleague)
    new = {f"A1.1-action-{action.pk}-text": "Mine", "A1.1-action-new-text": "Ask the auditor"}
    clash = client.post(mine, typed | new)
    made = ImprovementAction.objects.get(text="Ask the auditor")
    shown = controls(clash, "A1.1-version")
    assert shown[f"A1.1-action-{made.pk}-text"] == "Ask the auditor"
    client.post(mine, shown)
    assert ImprovementAction.objects.filter(text="Ask the auditor").count() == 1


def test_a_row_that_a_colleague_has_begun_is_not_confirmed(cycle, officer, colleague):
    seen = row(cycle, "A1.1")
    save_answer(row=row(cycle, "A1.1"), version=1, values={"narrative": "Theirs"}, by=colleague, at=NOW)
    with pytest.raises(WorkflowError, match="a colleague has begun to answer it"):
        confirm_last_year(row=seen, version=1, by=officer, at=NOW)
    now = row(cycle, "A1.1")
    assert (now.narrative, now.own_score, now.confirmed_by) == ("Theirs", None, None)


def test_a_note_typed_beside_still_true_is_saved_with_it(client, cycle, officer, mine):
    typed = controls(client.get(mine), "A1.1-version") | {"A1.1-private_note": "See the log"}
    client.post(mine, typed | {"A1.1-narrative": "Begun", "A1.1-still-true": "1"})
    now = row(cycle, "A1.1")
    assert (now.private_note, now.own_score, now.confirmed_by) == ("See the log", 7, officer)
    assert "Begun" in now.history.values_list("narrative", flat=True)


def test_a_text_typed_before_last_years_is_used_stays_in_the_history(client, last, cycle, officer, mine):
    typed = controls(client.get(mine), "A1.1-version") | {"A1.1-narrative": "Begun"}
    client.post(mine, typed | {"A1.1-use-last": "1"})
    now = row(cycle, "A1.1")
    assert now.narrative == row(last, "A1.1").narrative
    assert "Begun" in now.history.values_list("narrative", flat=True)


@pytest.mark.parametrize("score", ["99", "x"])
def test_giving_up_what_is_no_score_breaks_nothing(client, cycle, officer, score):
    address = reverse("assurance:assessment", args=[cycle.council.slug, cycle.year, "A1.1"])
    data = {"A1.1-version": "1", "A1.1-score": score, "A1.1-clash": "score", "A1.1-keep-score": "theirs"}
    answer = client.post(address, data | {"autosave": "1"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
