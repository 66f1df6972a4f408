"""The review queue and the page of one row."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assurance.models import ActionLink, ImprovementAction
from assurance.workflow.reviewing import agree
from governance.roles import Role
from tests.assurance.review_rows import address, sent, text_of
from tests.builders import NOW, make_council, make_cycle, make_member, row

LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    make_cycle(council, year=2023)
    return make_cycle(council)


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")


@pytest.fixture
def reviewer(council, client):
    member = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    client.force_login(member.user)
    return member


def test_rows_are_split_by_attention_with_their_reason(client, cycle, officer, reviewer):
    sent(cycle, officer, "A1.1")
    sent(cycle, officer, "A1.2", last=9, score=7, change_reason="Audit.")
    sent(cycle, officer, "A1.3", last=6, score=6)
    response = client.get(address("review-queue", cycle))
    queue = response.context["queue"]
    assert [desk.ref for desk in queue.first] == ["A1.2", "A1.3"]
    assert [desk.ref for desk in queue.rest] == ["A1.1"]
    page = text_of(response)
    assert "3 rows wait for you." in page
    assert "Fell by 2" in page
    assert "Score 6 and no action" in page
    assert "Nothing stands out" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"last": 6, "score": 9, "change_reason": "x"}, "Rose by 3"),
        ({"last": 9, "score": 8}, "Fell by 1, and no reason is given"),
        ({"last": 7, "score": 7}, "Score 7 and no action"),
        ({"not_applicable": True, "not_applicable_reason": "We own none."}, "Said not to apply"),
    ],
)
def test_what_stands_out(client, cycle, officer, reviewer, fields, words):
    sent(cycle, officer, "A1.1", **fields)
    assert words in text_of(client.get(address("review-queue", cycle)))


def test_thin_evidence_and_an_open_action_stand_out(client, cycle, officer, reviewer):
    thin = sent(cycle, officer, "A1.1")
    thin.narrative = "We do."
    thin.save()
    perfect = sent(cycle, officer, "A1.2", last=10, score=10)
    action = ImprovementAction.objects.create(council=cycle.council, text="Test it.")
    ActionLink.objects.create(council=cycle.council, action=action, assessment=perfect)
    page = text_of(client.get(address("review-queue", cycle)))
    assert "Score 9 on 6 characters of text" in page
    assert "Score 10, yet an action is open" in page


def test_what_the_reader_scored_names_who_can_agree_it(client, cycle, officer, reviewer, council):
    make_member(council, Role.REVIEWER, name="Ruth Adeyemi")
    mine = sent(cycle, officer, "E1.2")
    mine.scored_by = reviewer
    mine.save()
    response = client.get(address("review-queue", cycle))
    assert [desk.ref for desk in response.context["queue"].for_others] == ["E1.2"]
    assert "Ruth Adeyemi" in text_of(response)
    page = text_of(client.get(address("review-row", cycle, "E1.2")))
    assert "Ruth Adeyemi can." in page
    assert "Send back" in page
    assert 'value="agree"' not in page


def test_ticks_start_empty_and_agree_together(client, cycle, officer, reviewer):
    rows = [sent(cycle, officer, ref) for ref in ("A1.1", "A1.2", "A1.4")]
    page = text_of(client.get(address("review-queue", cycle)))
    assert f'value="A1.1:{rows[0].version}" id="tick-A1.1" >' in page
    ticks = [f"{each.ref}:{each.version}" for each in rows[:2]]
    response = client.post(address("review-agree", cycle), {"row": ticks}, follow=True)
    assert "2 rows were agreed: A1.1, A1.2." in text_of(response)
    assert [row(cycle, ref).status for ref in ("A1.1", "A1.2", "A1.4")] == ["agreed", "agreed", "submitted"]


def test_a_row_that_changed_keeps_the_ticks_and_agrees_nothing(client, cycle, officer, reviewer):
    rows = [sent(cycle, officer, ref) for ref in ("A1.1", "A1.2")]
    ticks = [f"A1.1:{rows[0].version}", "A1.2:1"]
    response = client.post(address("review-agree", cycle), {"row": ticks})
    assert response.status_code == 422
    assert "A1.2 changed since you opened it" in text_of(response)
    assert f'value="A1.1:{rows[0].version}" id="tick-A1.1" checked' in text_of(response)
    assert row(cycle, "A1.1").status == "submitted"


@pytest.mark.parametrize("ticks", [[], ["A1.1"], ["A1.1:x"], ["nonsense:1"]])
def test_no_row_ticked(client, cycle, officer, reviewer, ticks):
    response = client.post(address("review-agree", cycle), {"row": ticks})
    assert response.status_code == 422
    assert "Tick at least one row" in text_of(response)


def test_opening_a_row_is_noted_once(client, cycle, officer, reviewer):
    sent(cycle, officer, "A1.1", private_note="The director knows.")
    client.head(address("review-row", cycle, "A1.1"))
    assert row(cycle, "A1.1").review_opened_at is None
    page = text_of(client.get(address("review-row", cycle, "A1.1")))
    first = row(cycle, "A1.1").review_opened_at
    assert first is not None
    assert "The director knows." in page
    assert "Last year, 2023/24" in page
    client.get(address("review-row", cycle, "A1.1"))
    assert row(cycle, "A1.1").review_opened_at == first


def test_the_queue_opens_nothing(client, cycle, officer, reviewer):
    sent(cycle, officer, "A1.1", last=5)
    client.get(address("review-queue", cycle))
    assert row(cycle, "A1.1").review_opened_at is None


def decide(client, each, cycle, **data):
    data = {"version": each.version} | data
    return client.post(address("review-decide", cycle, each.ref), data)


def test_agreeing_opens_the_next_row(client, cycle, officer, reviewer):
    first, second = (sent(cycle, officer, ref) for ref in ("A1.1", "A1.2"))
    response = decide(client, first, cycle, decision="agree")
    assert response.headers["Location"] == address("review-row", cycle, "A1.2")
    assert row(cycle, "A1.1").status == "agreed"
    response = decide(client, second, cycle, decision="agree")
    assert response.headers["Location"] == address("review-queue", cycle)


def test_another_score_is_agreed_with_its_reason(client, cycle, officer, reviewer):
    each = sent(cycle, officer, "A1.1")
    decide(client, each, cycle, decision="other", score="6", reason="Not tested.")
    agreed = row(cycle, "A1.1")
    assert (agreed.own_score, agreed.agreed_score, agreed.agreed_reason) == (9, 6, "Not tested.")
    page = text_of(client.get(address("review-row", cycle, "A1.1")))
    assert "Why not 9:" in page


def test_sending_back_needs_its_reason(client, cycle, officer, reviewer):
    each = sent(cycle, officer, "A1.1")
    response = decide(client, each, cycle, decision="back")
    assert response.status_code == 422
    assert 'href="#decide-A1.1-back_reason"' in text_of(response)
    decide(client, each, cycle, decision="back", back_reason="Which audit?")
    assert row(cycle, "A1.1").status == "sent_back"


@pytest.mark.parametrize(
    ("data", "words", "target"),
    [
        ({}, "Choose what to do with this row", "decide-A1.1-decision-agree"),
        ({"decision": "nonsense"}, "Choose what to do with this row", "decide-A1.1-decision-agree"),
        ({"decision": "other", "reason": "x"}, "Choose the agreed score", "decide-A1.1-score-1"),
        ({"decision": "other", "score": "11", "reason": "x"}, "whole number", "decide-A1.1-score-1"),
        ({"decision": "other", "score": "9", "reason": "x"}, "officer&#x27;s score", "decide-A1.1-score-1"),
        ({"decision": "other", "score": "6"}, "Say why", "decide-A1.1-reason"),
        (
            {"decision": "other", "score": "6", "reason": "x" * 501},
            "Shorten the text by 1 character",
            "decide-A1.1-reason",
        ),
    ],
)
def test_a_wrong_decision_is_said_at_its_field(client, cycle, officer, reviewer, data, words, target):
    each = sent(cycle, officer, "A1.1")
    response = decide(client, each, cycle, **data)
    page = text_of(response)
    assert response.status_code == 422
    assert words in page
    assert f'href="#{target}"' in page
    assert f'id="{target}"' in page
    if data.get("reason"):
        assert data["reason"] in page
    assert row(cycle, "A1.1").status == "submitted"


def test_a_row_that_changed_shows_what_changed_and_keeps_the_words(client, cycle, officer, reviewer):
    each = sent(cycle, officer, "A1.1")
    read = each.version
    each.own_score, each.version = 7, read + 1
    each.save()
    response = decide(client, each, cycle, version=read, decision="other", score="6", reason="My words.")
    page = text_of(response)
    assert response.status_code == 422
    assert "the score went from 9 to 7" in page
    assert "My words." in page
    assert f'name="version" value="{read + 1}"' in page


def test_an_agreed_row_is_reopened_with_a_reason(client, cycle, officer, reviewer):
    each = sent(cycle, officer, "A1.1")
    other = make_member(cycle.council, Role.REVIEWER)
    agree(row=each, score=None, reason="", by=other, at=LATER, version=each.version)
    refused = client.post(address("review-reopen", cycle, "A1.1"), {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in text_of(refused)
    client.post(address("review-reopen", cycle, "A1.1"), {"reason": "New report."})
    assert row(cycle, "A1.1").status == "sent_back"
    assert "New report." in text_of(client.get(address("review-row", cycle, "A1.1")))


def test_a_named_reviewer_does_not_see_reopening(client, cycle, officer, council):
    each = sent(cycle, officer, "A1.1")
    named = make_member(council, Role.REVIEWER)
    agree(row=each, score=None, reason="", by=named, at=LATER, version=each.version)
    client.force_login(named.user)
    assert "Reopen A1.1" not in text_of(client.get(address("review-row", cycle, "A1.1")))
    assert client.post(address("review-reopen", cycle, "A1.1"), {"reason": "x"}).status_code == 403


def test_empty_queue(client, cycle, reviewer):
    page = text_of(client.get(address("review-queue", cycle)))
    assert "Nothing waits for you. 91 rows are still with officers, due Friday 23 May." in page


@pytest.mark.parametrize("name", ["review-queue", "review-row"])
def test_officers_do_not_review(client, cycle, officer, name):
    client.force_login(officer.user)
    more = [] if name == "review-queue" else ["A1.1"]
    assert client.get(address(name, cycle, *more)).status_code == 403


def test_a_row_of_another_council_is_not_there(client, cycle, reviewer):
    assert client.get(address("review-row", cycle, "G9.9")).status_code == 404
    elsewhere = make_cycle(make_council())
    assert client.get(address("review-row", elsewhere, "A1.1")).status_code == 404


@pytest.mark.parametrize("state", ["waiting", "all"])
def test_queries_do_not_grow_with_rows_councils_or_years(
    client, cycle, officer, reviewer, state, django_assert_num_queries
):
    sent(cycle, officer, "A1.1")
    sent(cycle, officer, "A1.2", last=6)
    queue = address("review-queue", cycle)
    client.get(queue, {"state": state})
    with CaptureQueriesContext(connection) as before:
        client.get(queue, {"state": state})
    for ref in ("B1.1", "B1.2", "C1.1", "C1.2"):
        sent(cycle, officer, ref)
        sent(cycle, officer, ref.replace("1.", "2."), last=5)
    make_cycle(cycle.council, year=2025)
    make_cycle(make_council())
    assert len(before) <= 30
    with django_assert_num_queries(len(before)):
        client.get(queue, {"state": state})
