"""A member's first page: how each document stands, the next meeting, what changed since it was opened."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import AuditEntry
from governance.roles import Role
from reports.models import Amendment, Approval, DocumentKind, Publication, PublicationReading, Rendering
from reports.state_words import in_short, statement_words
from tests.builders import NOW, make_council, make_cycle, make_member
from tests.reports.given_out import give, page, section

pytestmark = pytest.mark.django_db
State = Publication.State
A_DAY = timedelta(days=1)
APPROVAL = {"body": "Audit Committee", "on": "2025-07-22", "minute": "31", "amended": False}


@pytest.fixture
def cycle():
    return make_cycle(make_council(), 2024)


@pytest.fixture
def councillor(cycle, client):
    member = make_member(cycle.council, Role.COMMITTEE_MEMBER)
    client.force_login(member.user)
    return member


def address(cycle, name, *parts):
    return reverse(f"reports:{name}", args=[cycle.council.slug, *parts])


def documents(client, cycle):
    response = client.get(address(cycle, "documents"))
    return " ".join(response.content.decode().split())


def open_page(client, publication):
    return client.get(address(publication.cycle, "publication", publication.pk))


def test_a_statement_says_how_it_stands_in_each_state(cycle):
    today = timezone.localdate()
    found = give(cycle, 2, "All is well.", public_from=today)
    states = {
        State.MEMBERS: ("Draft for members", "yellow", "Not approved yet."),
        State.UNAUDITED: ("Unaudited draft", "yellow", "Published"),
        State.APPROVED: ("Approved", "green", "By Audit Committee on 22 July 2025, minute 31. It waits"),
        State.FINAL: ("Approved and signed", "green", "Approved by Audit Committee on 22 July 2025"),
    }
    for state, (tag, colour, beginning) in states.items():
        found.state = state
        words = statement_words(found, {"approval": APPROVAL}, at=today)
        assert (words.tag, words.colour) == (tag, colour)
        assert words.sentence.startswith(beginning)
    found.amend_reason = "A figure was wrong"
    said = statement_words(found, {"approval": APPROVAL}, at=today - A_DAY).sentence
    assert "The public can read it from" in said
    assert "The next version is being written." in said

    officer = found.released_by
    approval = Approval.objects.create(
        council=cycle.council, cycle=cycle, kind=DocumentKind.AGS, version=1, text_digest="0" * 64,
        body="Audit Committee", approved_on=today, minute="31", recorded_by=officer, recorded_at=NOW,
    )  # fmt: skip
    Amendment.objects.create(
        council=cycle.council, approval=approval, section="Summary", reason="Asked for", by=officer, at=NOW
    )
    found.state = State.MEMBERS
    assert statement_words(found, {}, at=today).tag == "Amended"

    found.kind, found.state = DocumentKind.LOCAL_CODE, State.APPROVED
    assert in_short(found) == "version 2, adopted, not published yet"
    found.kind, found.state = DocumentKind.ACTION_PLAN, State.MEMBERS
    assert in_short(found).startswith("version 2, released ")


def test_the_page_has_the_meeting_the_summary_first_and_no_officers_name(
    client, cycle, councillor, django_assert_num_queries
):
    meeting_on = timezone.localdate() + timedelta(days=9)
    statement = give(
        cycle,
        2,
        "All is well.",
        content=json.dumps({"control": {"as_at": "2025-05-16"}, "opinion": "Reasonable assurance"}),
        meeting="Audit Committee",
        meeting_on=meeting_on,
        agenda_label="Appendix A",
    )
    give(cycle, 1, "In short.", kind=DocumentKind.COMMITTEE_SUMMARY)
    give(cycle, 1, "What we do.", kind=DocumentKind.LOCAL_CODE, state=State.APPROVED)
    Rendering.objects.create(
        council=cycle.council, publication=statement, key="1" * 64, file_name="a.pdf",
        state=Rendering.State.DONE, pages=14, size=480_000,
    )  # fmt: skip
    with django_assert_num_queries(10):
        shown = documents(client, cycle)
    for words in (
        "in 9 days",
        "Appendix A",
        "14 pages, about 25 minutes",
        "Version 2, as at 16 May 2025",
        "version 1, adopted, not published yet",
        "Only you see it",
    ):
        assert words in shown
    assert shown.index("Read the summary") < shown.index("Read on screen")
    assert statement.released_by.name not in shown
    assert "What changed since you opened it" not in shown


def test_who_opened_a_former_version_is_told_what_changed_until_the_new_one_is_opened(
    client, cycle, councillor
):
    first = give(cycle, 1, "All is quite well.")
    open_page(client, first)
    assert "since you opened it" not in documents(client, cycle)
    after = section(1, "Summary", "<p>All is quite well.</p>") + section(2, "Events", "<p>An election.</p>")
    second = give(cycle, 2, "All is quite well.", html=page(after))

    shown = documents(client, cycle)
    assert "You opened version 1 on" in shown
    link = f"{address(cycle, 'differences', cycle.year, 'ags')}?from=1&amp;to=2#part-2"
    assert f'href="{link}">2 Events</a>: new' in shown
    another = make_member(cycle.council, Role.MONITORING_OFFICER)
    client.force_login(another.user)
    assert "since you opened it" not in documents(client, cycle)

    client.force_login(councillor.user)
    open_page(client, second)
    assert "since you opened it" not in documents(client, cycle)
    give(cycle, 3, "All is quite well.", version=2, state=State.UNAUDITED, public_from=timezone.localdate())
    assert "Its text is the same, word for word" in documents(client, cycle)


def test_opening_is_written_down_once_a_minute_and_for_nobody_else(
    client, cycle, councillor, django_assert_num_queries
):
    publication = give(cycle, 1, "All is well.")
    client.head(address(cycle, "publication", publication.pk))
    client.get(address(cycle, "publication-pdf", publication.pk))
    assert not PublicationReading.objects.exists()
    open_page(client, publication)
    with django_assert_num_queries(6):
        open_page(client, publication)
    [reading] = PublicationReading.objects.all()
    assert (reading.member, reading.council) == (councillor, cycle.council)
    earlier = reading.first_at - timedelta(minutes=2)
    PublicationReading.objects.update(first_at=earlier, last_at=earlier)
    client.get(address(cycle, "publication-word", publication.pk))
    reading.refresh_from_db()
    assert reading.first_at == earlier < reading.last_at
    assert not AuditEntry.objects.filter(actor=councillor.user).exists()

    Publication.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="A wrong figure")
    PublicationReading.objects.all().delete()
    open_page(client, publication)
    assert not PublicationReading.objects.exists()
