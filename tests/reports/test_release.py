"""Releasing to members, reading, downloading, withdrawing: who may, and what each person sees."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.models import Assessment
from governance.models import AuditEntry
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.models import DocumentKind, GovernanceStatement, Publication, Rendering
from reports.tasks import render_pdf
from reports.workflow.publications import release, withdraw
from tests.builders import make_council, make_member
from tests.reports.reviews import monitoring_officer, owned_promise, released, scored_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return scored_review()


@pytest.fixture
def cycle(made):
    return deepcopy(made)


@pytest.fixture
def councillor(cycle):
    return make_member(cycle.council, Role.COMMITTEE_MEMBER)


@pytest.fixture
def officer(cycle):
    return monitoring_officer(cycle)


def address(name, cycle, *parts):
    return reverse(f"reports:{name}", args=[cycle.council.slug, *parts])


def sign_in(client, member):
    client.force_login(member.user)
    return client


def form(day, **fields):
    return {
        "visible_from_day": day.day,
        "visible_from_month": day.month,
        "visible_from_year": day.year,
        "meeting": "",
        "meeting_on_day": "",
        "meeting_on_month": "",
        "meeting_on_year": "",
    } | fields


def seen_on(page):
    return page.context["form"].initial["seen"]


def test_a_release_freezes_content_and_page_and_is_recorded(cycle, officer):
    publication = released(cycle, by=officer)
    Assessment.objects.filter(cycle=cycle).update(own_score=1, narrative="Changed afterwards")

    publication.refresh_from_db()
    assert json.loads(publication.content)["figures"]["mean"] == "8.99"
    assert "Changed afterwards" not in publication.html
    assert publication.check_code in publication.html
    assert reverse("published:short", args=[publication.digest[:12]]) in publication.html
    entry = AuditEntry.objects.get(action="reports.publication.released")
    assert (entry.actor, entry.data["digest"]) == (officer.user, publication.digest)


def test_versions_are_numbered_within_review_and_kind(cycle):
    numbers = [
        released(cycle).number,
        released(cycle).number,
        released(cycle, DocumentKind.LOCAL_CODE).number,
    ]

    assert numbers == [1, 2, 1]


def test_what_changed_since_it_was_read_is_not_released(cycle, officer):
    with pytest.raises(WorkflowError, match="changed since you opened"):
        release(
            kind=DocumentKind.AGS,
            cycle=cycle,
            seen="0" * 64,
            visible_from=timezone.localdate(),
            meeting="",
            meeting_on=None,
            by=officer,
            at=timezone.now(),
        )

    assert not Publication.objects.exists()


def test_releasing_asks_for_a_date_then_shows_who_sees_it_then_releases(client, cycle, officer, councillor):
    url = address("release", cycle, 2024, "ags")
    first = sign_in(client, officer).get(url)
    day = timezone.localdate() + timedelta(days=3)
    data = form(day, seen=seen_on(first), meeting="Audit Committee")

    check = client.post(url, data)
    assert check.status_code == 200
    assert "committee member 1" in check.content.decode()
    assert not Publication.objects.exists()

    done = client.post(url, data | {"confirmed": "yes"})
    assert done.status_code == 302
    publication = Publication.objects.get()
    assert (publication.visible_from, publication.meeting) == (day, "Audit Committee")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"visible_from_day": "", "visible_from_month": "", "visible_from_year": ""}, "Enter a date"),
        ({"visible_from_day": "31", "visible_from_month": "2"}, "is not a real date"),
        ({"meeting_on_day": "1", "meeting_on_month": "9", "meeting_on_year": "2030"}, "Name the meeting"),
    ],
)
def test_a_wrong_date_is_answered_at_its_field(client, cycle, officer, fields, message):
    url = address("release", cycle, 2024, "ags")
    page = sign_in(client, officer).get(url)

    answer = client.post(url, form(timezone.localdate(), seen=seen_on(page)) | fields)

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_day_that_has_passed_is_refused(client, cycle, officer):
    url = address("release", cycle, 2024, "ags")
    page = sign_in(client, officer).get(url)
    past = timezone.localdate() - timedelta(days=1)

    answer = client.post(url, form(past, seen=seen_on(page), confirmed="yes"))

    assert answer.status_code == 422
    assert "from today on" in answer.content.decode()


def test_members_read_what_is_released_and_nothing_else(client, cycle, councillor):
    publication = released(cycle, meeting="Audit Committee", meeting_on=timezone.localdate())
    sign_in(client, councillor)

    page = client.get(address("documents", cycle)).content.decode()
    assert "Documents for your next meeting" in page
    assert "Read on screen" in page
    assert "Drafts" not in page
    shown = client.get(address("publication", cycle, publication.pk))
    assert shown.status_code == 200
    assert "Draft 1 for members – not approved" in shown.content.decode()
    assert client.get(address("draft", cycle, 2024, "ags")).status_code == 403
    assert client.get(address("release", cycle, 2024, "ags")).status_code == 403


def test_the_documents_page_tells_last_years_promises_from_the_frozen_statement(client, councillor, cycle):
    last_year = scored_review(cycle.council, 2023)
    owned_promise(
        last_year, "A1.1", "Test recovery", timezone.localdate(), status="complete",
        completed_on=timezone.localdate(),
    )  # fmt: skip
    GovernanceStatement.objects.create(
        council=cycle.council,
        cycle=cycle,
        opinion="reasonable",
        opinion_sentence="Well run, with one exception.",
    )
    released(cycle)

    page = sign_in(client, councillor).get(address("documents", cycle)).content.decode()

    assert "1 of 1 kept" in page
    assert "Well run, with one exception." in page


def test_a_later_day_hides_the_document_from_members_until_then(client, cycle, councillor, officer):
    publication = released(cycle, visible_from=timezone.localdate() + timedelta(days=1))

    sign_in(client, councillor)
    assert client.get(address("publication", cycle, publication.pk)).status_code == 404
    assert client.get(address("publication-pdf", cycle, publication.pk)).status_code == 404
    assert "Read on screen" not in client.get(address("documents", cycle)).content.decode()
    sign_in(client, officer)
    assert client.get(address("publication", cycle, publication.pk)).status_code == 200
    assert "not shown to members yet" in client.get(address("documents", cycle)).content.decode()


def test_a_version_not_shown_yet_does_not_hide_the_one_before(client, cycle, councillor):
    first = released(cycle)
    released(cycle, visible_from=timezone.localdate() + timedelta(days=1))

    page = sign_in(client, councillor).get(address("documents", cycle)).content.decode()

    assert address("publication", cycle, first.pk) in page


def test_withdrawing_needs_a_reason_and_leaves_a_notice(client, cycle, councillor, officer):
    publication = released(cycle)
    sign_in(client, officer)
    url = address("publication-withdraw", cycle, publication.pk)

    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "A figure was wrong"}).status_code == 302
    assert "Withdrawn" in client.get(address("documents", cycle)).content.decode()

    notice = sign_in(client, councillor).get(address("publication", cycle, publication.pk))
    assert notice.status_code == 410
    assert "A figure was wrong" in notice.content.decode()
    assert client.get(address("publication-pdf", cycle, publication.pk)).status_code == 410
    assert "Read on screen" not in client.get(address("documents", cycle)).content.decode()
    assert "8.99" not in client.get(address("publication", cycle, publication.pk) + "?text").content.decode()
    assert AuditEntry.objects.filter(action="reports.publication.withdrawn").count() == 1


def test_a_document_is_withdrawn_once(cycle, officer):
    publication = released(cycle)
    withdraw(publication=publication, reason="Wrong", by=officer, at=timezone.now())

    with pytest.raises(WorkflowError, match="already"):
        withdraw(publication=publication, reason="Again", by=officer, at=timezone.now())


def test_a_stranger_finds_nothing_at_any_address(client, cycle):
    publication = released(cycle)
    stranger = make_member(make_council(), Role.MONITORING_OFFICER)
    sign_in(client, stranger)

    for name, parts in (
        ("documents", []),
        ("publication", [publication.pk]),
        ("publication-pdf", [publication.pk]),
        ("draft", [2024, "ags"]),
    ):
        assert client.get(address(name, cycle, *parts)).status_code == 404
    own = reverse("reports:publication", args=[stranger.council.slug, publication.pk])
    assert client.get(own).status_code == 404


def test_the_pdf_is_served_as_stored_and_not_sent_twice(client, cycle, councillor):
    publication = released(cycle)
    url = address("publication-pdf", cycle, publication.pk)
    sign_in(client, councillor)

    waiting = client.get(url)
    assert waiting.status_code == 202
    assert "being made" in waiting.content.decode()

    render_pdf.call(rendering_id=publication.renderings.get(variant="standard").pk)
    answer = client.get(url)
    content = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-cache")
    assert answer["Content-Disposition"].startswith('inline; filename="')
    assert content.startswith(b"%PDF-")
    assert len(content) == int(answer["Content-Length"])
    again = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    page = client.get(address("documents", cycle)).content.decode()
    assert "pages, about" in page


def test_a_draft_is_made_into_a_pdf_and_downloaded(client, cycle, officer):
    sign_in(client, officer)
    page = client.get(address("draft", cycle, 2024, "local-code"))
    assert page.status_code == 200
    assert 'class=" draft"' in page.content.decode()
    assert "Draft – not released" in page.content.decode()

    asked = client.post(address("draft-make-pdf", cycle, 2024, "local-code"), follow=True)
    assert "The PDF is being made" in asked.content.decode()

    render_pdf.call(rendering_id=Rendering.objects.get().pk)
    ready = client.get(asked.wsgi_request.path)
    assert "The PDF is ready" in ready.content.decode()
    assert client.get(asked.wsgi_request.path + "?file")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("kind", ["minutes", "ags2"])
def test_an_unknown_document_is_not_found(client, cycle, officer, kind):
    assert sign_in(client, officer).get(address("draft", cycle, 2024, kind)).status_code == 404


def test_the_documents_page_takes_the_same_queries_however_many_there_are(
    client, cycle, officer, django_assert_max_num_queries
):
    for _ in range(3):
        released(cycle)
        released(cycle, DocumentKind.LOCAL_CODE)
    scored_review(cycle.council, 2023)
    sign_in(client, officer)

    with django_assert_max_num_queries(14):
        client.get(address("documents", cycle))


def test_the_record_of_changes_says_it_in_words(cycle, officer):
    publication = released(cycle, by=officer)
    withdraw(publication=publication, reason="A figure was wrong", by=officer, at=timezone.now())

    said = [
        describe(entry, rights=frozenset())
        for entry in AuditEntry.objects.filter(action__startswith="reports.").order_by("sequence")
    ]

    assert said[0].startswith(f"Released {publication} to members from ")
    assert said[1] == f"Withdrew {publication}. Reason: A figure was wrong"
