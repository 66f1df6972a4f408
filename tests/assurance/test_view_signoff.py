"""Finishing and reopening the review in the browser."""

import pytest
from django.urls import reverse

from assurance.models import Assessment, ReviewCycle, SignOff
from assurance.signed_content import check_code
from assurance.workflow.signing import declaration_for, finish_review
from governance.roles import Role
from tests.builders import NOW, agree_all, make_council, make_cycle, make_member


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def cycle(council):
    cycle = make_cycle(council)
    scorer, reviewer = make_member(council, Role.SERVICE_OFFICER), make_member(council, Role.REVIEWER)
    agree_all(cycle, scored_by=scorer, agreed_by=reviewer)
    return cycle


@pytest.fixture
def monitoring_officer(council, client):
    member = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    client.force_login(member.user)
    return member


def address(name, cycle):
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_rows_that_are_left_are_named_and_linked(client, cycle, monitoring_officer):
    Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(status="submitted")
    page = text_of(client.get(address("sign-off", cycle)))
    assert "90 of 91 rows are agreed." in page
    assert reverse("assurance:assessment", args=[cycle.council.slug, 2024, "B1.1"]) in page
    assert "Your declaration" not in page
    response = client.post(address("sign-off-finish", cycle), {"declared": "on"})
    assert response.status_code == 422
    assert '<a href="#left-agreed">Not yet agreed: 1 (B1.1)</a>' in text_of(response)
    assert f'{address("readiness", cycle)}#agreed' in page


def test_finishing_needs_the_tick(client, cycle, monitoring_officer):
    page = text_of(client.get(address("sign-off", cycle)))
    assert "<b>Nothing is left.</b> All 91 rows are agreed, and nothing must be put right." in page
    assert "worth a look" in page
    assert "You finish the review as Monitoring officer." in page
    response = client.post(address("sign-off-finish", cycle))
    assert response.status_code == 422
    assert 'href="#id_declared"' in text_of(response)
    assert 'id="id_declared"' in text_of(response)
    assert not SignOff.objects.exists()


def test_the_signature_is_shown_with_its_check_code(client, cycle, monitoring_officer):
    response = client.post(address("sign-off-finish", cycle), {"declared": "on"}, follow=True)
    page = text_of(response)
    signature = SignOff.objects.get()
    assert "The review is finished" in page
    for words in ("Helen Marsh", "Monitoring officer", signature.declaration):
        assert words in page
    assert check_code(signature.signed_content.digest) in page
    assert client.post(address("sign-off-finish", cycle), {"declared": "on"}).status_code == 422


def test_reopening_shows_the_signature_as_void(client, cycle, monitoring_officer):
    client.post(address("sign-off-finish", cycle), {"declared": "on"})
    refused = client.post(address("sign-off-reopen", cycle), {"reason": ""})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in text_of(refused)
    response = client.post(address("sign-off-reopen", cycle), {"reason": "A late report."}, follow=True)
    page = text_of(response)
    assert "Void: finished" in page
    assert "A late report." in page
    assert "<s>Helen Marsh," in page
    cycle.refresh_from_db()
    assert cycle.stage == ReviewCycle.Stage.IN_REVIEW


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.COORDINATOR, Role.REVIEWER])
def test_others_read_who_can_finish(client, cycle, council, monitoring_officer, role):
    client.force_login(make_member(council, role).user)
    page = text_of(client.get(address("sign-off", cycle)))
    assert "Helen Marsh can finish the review." in page
    assert "Your declaration" not in page
    for name in ("sign-off-finish", "sign-off-reopen"):
        assert client.post(address(name, cycle), {"declared": "on", "reason": "x"}).status_code == 403


def test_a_past_year_has_nothing_to_finish(client, cycle, monitoring_officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(is_past_record=True, stage="closed")
    page = text_of(client.get(address("sign-off", cycle)))
    assert "This year was finished elsewhere" in page
    assert "Reopen" not in page


def test_the_page_says_no_forbidden_word(client, cycle, monitoring_officer):
    finish_review(cycle=cycle, by=monitoring_officer, declaration=declaration_for(cycle), at=NOW)
    page = text_of(client.get(address("sign-off", cycle))).lower()
    for word in ("digest", "sha-256", "signed off", "sign-off of", "audit log"):
        assert word not in page
