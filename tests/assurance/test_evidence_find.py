"""Attaching evidence to a row: suggestions while typing, and the page that works without scripts."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.urls import reverse

from assurance.models import Evidence, EvidenceUse
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

TITLES = ["Code of conduct", "Conduct of meetings code", "Pay policy", "Éire trade note"]


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    for title in TITLES:
        Evidence.objects.create(council=council, title=title)
    Evidence.objects.create(council=council, title="Old code of conduct", retired_at=NOW)
    Evidence.objects.create(council=make_council(), title="Code of conduct of others")
    return make_cycle(council)


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council, cycle, client):
    member = make_member(council, Role.SERVICE_OFFICER)
    give_rows(cycle, member, "A1.1")
    client.force_login(member.user)
    return member


def suggested(client, council, text):
    response = client.get(reverse("assurance:evidence-suggest", args=[council.slug]), {"q": text})
    assert response.status_code == 200
    return response.json()["titles"]


def page_for(cycle, ref="A1.1"):
    return reverse("assurance:evidence-find", args=[cycle.council.slug, cycle.year, ref])


def shown_on(cycle, ref="A1.1"):
    uses = EvidenceUse.objects.filter(assessment=row(cycle, ref), removed_at=None)
    return [use.evidence.title for use in uses]


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("code", ["Code of conduct", "Conduct of meetings code"]),
        ("CONDUCT cod", ["Code of conduct", "Conduct of meetings code"]),
        ("conduct", ["Conduct of meetings code", "Code of conduct"]),
        ("pol", ["Pay policy"]),
        ("Éire", ["Éire trade note"]),
        ("old", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("\x00", []),
        ("x" * 5000, []),
    ],
)
def test_titles_are_suggested_by_their_words_in_any_order(client, council, officer, text, titles):
    assert suggested(client, council, text) == titles


def test_at_most_ten_titles_are_suggested(client, council, officer, django_assert_max_num_queries):
    Evidence.objects.bulk_create(Evidence(council=council, title=f"Report {number}") for number in range(500))
    with django_assert_max_num_queries(6):
        assert len(suggested(client, council, "report")) == 10


def test_suggestions_are_for_those_who_score(client, council, officer):
    where = reverse("assurance:evidence-suggest", args=[council.slug])
    client.force_login(make_member(council, Role.MONITORING_OFFICER).user)
    assert client.get(where).status_code == 403
    client.force_login(make_member(make_council(), Role.SERVICE_OFFICER).user)
    assert client.get(where).status_code == 404


def test_the_page_of_a_row_holds_no_list_of_titles(client, council, cycle, officer):
    address = reverse("assurance:my-rows", args=[council.slug, cycle.year])
    page = text_of(client.get(address))
    assert "Pay policy" not in page
    assert reverse("assurance:evidence-suggest", args=[council.slug]) in page
    assert page_for(cycle) in page


def test_a_title_is_enough(client, council, cycle, officer):
    address = reverse("assurance:assessment", args=[council.slug, cycle.year, "A1.1"])
    version = row(cycle, "A1.1").version
    client.post(address, {"A1.1-version": version, "A1.1-evidence-title": "Pay POLICY", "save": "A1.1"})
    assert shown_on(cycle) == ["Pay policy"]
    assert Evidence.objects.filter(council=council, title__iexact="pay policy").count() == 1


def test_an_item_is_found_and_shown_for_the_row(client, council, cycle, officer):
    response = client.get(page_for(cycle), {"q": "conduct"})
    page = text_of(response)
    assert [item.title for item in response.context["items"]] == [
        "Conduct of meetings code",
        "Code of conduct",
    ]
    assert "Pay policy" not in page
    item = Evidence.objects.get(title="Code of conduct")
    page = text_of(client.post(page_for(cycle), {"show": item.pk}, follow=True))
    assert "A1.1 shows “Code of conduct” now." in page
    assert shown_on(cycle) == ["Code of conduct"]
    assert "Shown already" in text_of(client.get(page_for(cycle)))


def test_several_are_ticked_and_a_new_one_added_at_once(client, council, cycle, officer):
    keys = Evidence.objects.filter(council=council, title__in=["Code of conduct", "Pay policy"])
    data = {
        "item": [item.pk for item in keys],
        "A1.1-evidence-title": "New note",
        "A1.1-evidence-note": "Page 3",
    }
    client.post(page_for(cycle), data)
    assert sorted(shown_on(cycle)) == ["Code of conduct", "New note", "Pay policy"]
    assert EvidenceUse.objects.get(evidence__title="New note").note == "Page 3"


def test_nothing_ticked_and_nothing_typed_is_said(client, council, cycle, officer):
    response = client.post(page_for(cycle), {})
    assert response.status_code == 422
    assert text_of(response).count("Tick an item of the register, or give a new one a title") == 2


def test_what_was_typed_stays_after_a_wrong_link(client, council, cycle, officer):
    data = {"A1.1-evidence-title": "New note", "A1.1-evidence-link": "javascript:alert(1)"}
    response = client.post(page_for(cycle), data)
    assert response.status_code == 422
    assert 'value="New note"' in text_of(response)
    assert shown_on(cycle) == []


def test_items_of_others_or_no_longer_used_cannot_be_shown(client, council, cycle, officer):
    keys = [*Evidence.objects.exclude(council=council), Evidence.objects.get(title="Old code of conduct")]
    response = client.post(page_for(cycle), {"item": [item.pk for item in keys]})
    assert response.status_code == 422
    assert shown_on(cycle) == []


@pytest.mark.parametrize("value", ["", "nonsense", "-1", "9" * 40, "²"])
def test_a_malformed_item_is_no_item(client, council, cycle, officer, value):
    assert client.post(page_for(cycle), {"show": value}).status_code == 422


def test_rows_of_colleagues_and_rows_handed_in_are_not_found(client, council, cycle, officer):
    assert client.get(page_for(cycle, "B1.1")).status_code == 404
    fill(row(cycle, "A1.1"), by=officer, status="submitted")
    assert client.get(page_for(cycle)).status_code == 404
    item = Evidence.objects.get(title="Pay policy")
    assert client.post(page_for(cycle), {"show": item.pk}).status_code == 404
    assert shown_on(cycle) == []


def test_typing_the_title_of_an_item_that_was_merged_finds_the_one_that_stayed(
    client, council, cycle, officer
):
    keep = Evidence.objects.get(title="Code of conduct", council=council)
    Evidence.objects.filter(title="Conduct of meetings code").update(merged_into=keep)
    client.post(page_for(cycle), {"A1.1-evidence-title": "conduct of MEETINGS code"})
    assert shown_on(cycle) == ["Code of conduct"]
