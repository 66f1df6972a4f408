"""Published documents as data: what the pages print, and nothing internal."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.utils import timezone

from assurance.models import Assessment, Comment
from governance.roles import Role
from reports.models import DocumentKind
from reports.public.data import SHAPES, public_content
from reports.public.reading import NAMES
from tests.builders import make_member, row
from tests.reports.public_documents import made_public, path_of
from tests.reports.reviews import evidence_on, owned_promise, scored_review

pytestmark = pytest.mark.django_db
ADDRESSES = {
    DocumentKind.AGS: "annual-governance-statement/2024-25",
    DocumentKind.LOCAL_CODE: "local-code",
    DocumentKind.ACTION_PLAN: "action-plan/2024-25",
    DocumentKind.MONITORING_REPORT: "action-monitoring-report/2024-25",
}
INSIDE = "must stay inside"
CONTACT = "governance@example.test"


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    """A review with something internal in every place that could leak, and an action that looks a formula."""
    cycle = scored_review()
    council = cycle.council
    council.settings.create(key="contact_email", value=CONTACT)
    officer = make_member(council, Role.SERVICE_OFFICER, name="Jacinta Wetherby")
    Assessment.objects.filter(cycle=cycle).update(scored_by=officer, private_note=f"A note that {INSIDE}")
    assessment = row(cycle, "A1.1")
    Comment.objects.create(
        council=council, assessment=assessment, author=officer, text=f"Words that {INSIDE}", at=timezone.now()
    )
    evidence_on(cycle, "A1.1", f"A paper that {INSIDE}", is_public=False, link="https://intranet.test/inside")
    owned_promise(cycle, "A1.1", "=2+5 to do")
    owned_promise(cycle, "B2.3", "Write to jacinta.wetherby@example.test", expected_outcome="Done")
    return cycle


def content_of(client, cycle, kind, form):
    response = client.get(path_of(cycle, f"{ADDRESSES[kind]}.{form}"))
    assert response.status_code == 200
    return response.content.decode("utf-8-sig")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def keys_in(value):
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


def test_no_form_of_any_document_holds_what_is_internal(client, cycle):
    for kind in ADDRESSES:
        publication = made_public(cycle, kind)
        for form in ("json", "csv"):
            text = content_of(client, cycle, kind, form)
            for secret in (INSIDE, "Wetherby", "intranet.test", "jacinta", "own_score", "private_note"):
                assert secret not in text, (kind, form)
            addresses = text.replace(CONTACT, "").count("@")
            assert addresses == 0, (kind, form)
        page = client.get(path_of(cycle, f"{ADDRESSES[kind]}/")).content.decode()
        for secret in (INSIDE, "Jacinta Wetherby", "intranet.test"):
            assert secret not in page, kind
        assert publication.check_code in page


def test_every_public_document_has_its_list_of_what_is_public():
    assert set(SHAPES) == set(NAMES.values())


def test_a_part_that_is_not_listed_stays_inside(client, cycle):
    publication = made_public(cycle)
    document = json.loads(publication.content)
    document["drafts"] = [{"text": INSIDE}]
    document["plan"]["actions"][0]["private"] = INSIDE
    document["control"]["person"] = {"name": INSIDE}

    taken = public_content(DocumentKind.AGS, json.dumps(document))

    assert INSIDE not in json.dumps(taken)
    assert not {"key", "colour", "chart", "long", "mark", "unsettled"} & keys_in(
        taken["plan"] | taken["control"]
    )


def test_the_data_say_which_document_they_are_and_hold_its_text(client, cycle):
    publication = made_public(cycle)

    data = json.loads(content_of(client, cycle, DocumentKind.AGS, "json"))

    assert data["about"] == {
        "council": cycle.council.name,
        "document": "Annual Governance Statement 2024/25",
        "version": 1,
        "state": "final",
        "published_on": timezone.localdate().isoformat(),
        "check_code": publication.check_code,
        "address": f"http://localhost:8000{path_of(cycle)}v1/",
    }
    document = data["document"]
    assert len(document["parts"]) == 12
    assert document["figures"]["total"] == 91
    assert document["control"]["contact_email"] == CONTACT
    assert "(e-mail address left out)" in document["plan"]["actions"][1]["text"]


def test_the_table_of_a_statement_has_figures_by_principle_and_the_action_plan(client, cycle):
    made_public(cycle)

    rows = rows_of(content_of(client, cycle, DocumentKind.AGS, "csv"))

    principles = [one for one in rows if one["Table"] == "Principle"]
    assert [one["Ref"] for one in principles] == list("ABCDEFG")
    assert sum(int(one["Requirements"]) for one in principles) == 91
    assert principles[0]["Strong"] == "13"
    actions = [one for one in rows if one["Table"] == "Action"]
    assert [one["Title"] for one in actions][0] == "'=2+5 to do"
    assert actions[0]["Owner"]
    assert actions[0]["For requirements"].startswith("A1.1")


def test_the_table_of_a_local_code_has_its_items(client, cycle):
    made_public(cycle, DocumentKind.LOCAL_CODE)

    rows = rows_of(content_of(client, cycle, DocumentKind.LOCAL_CODE, "csv"))

    requirements = [one["Requirement"] for one in rows if one["Kind"] == "Requirement"]
    assert len(requirements) == 91
    assert (requirements[0], requirements[-1]) == ("A1.1", "G3.5")


def test_the_table_of_an_action_plan_has_its_actions(client, cycle):
    made_public(cycle, DocumentKind.ACTION_PLAN)

    rows = rows_of(content_of(client, cycle, DocumentKind.ACTION_PLAN, "csv"))

    assert [one["Ref"] for one in rows] == ["24/25-1", "24/25-2"]
    assert rows[0]["Action"] == "'=2+5 to do"
