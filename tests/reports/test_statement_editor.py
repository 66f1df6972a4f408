"""Writing the statement: everything typed is kept, nobody's text is overwritten unseen."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from governance.models import AuditEntry
from governance.roles import Role
from reports.layouts import prose_keys
from reports.models import GovernanceStatement, StatementSection
from tests.builders import make_council, make_cycle, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_cycle(make_council())


@pytest.fixture
def url(cycle):
    return reverse("reports:statement", args=[cycle.council.slug, cycle.year])


@pytest.fixture
def writer(cycle, client):
    member = make_member(cycle.council, Role.COORDINATOR, name="Owen Castell")
    client.force_login(member.user)
    return member


def posted(page, **changes):
    """The form as a browser would send it back, with some boxes changed."""
    data: dict[str, str] = {}
    for field in page.context["form"]:
        if field.name == "as_at":
            data |= {"as_at_day": "", "as_at_month": "", "as_at_year": ""}
        else:
            data[field.html_name] = field.value() or ("0" if field.name.startswith("version") else "")
    return data | changes


def texts():
    return dict(StatementSection.objects.exclude(text="").values_list("key", "text"))


def test_every_section_stands_on_one_page(client, writer, url):
    page = client.get(url).content.decode()

    for key in prose_keys():
        assert f'name="text_{key}"' in page


def test_saving_keeps_opinion_and_texts_and_is_recorded(client, writer, url):
    page = client.get(url)

    answer = client.post(
        url,
        posted(
            page, opinion="reasonable", opinion_sentence="Well run.", text_issues="None.\r\n\r\nWe looked."
        ),
    )

    assert answer.status_code == 302
    statement = GovernanceStatement.objects.get()
    assert (statement.opinion, statement.opinion_sentence, statement.version) == (
        "reasonable",
        "Well run.",
        2,
    )
    assert texts() == {"issues": "None.\n\nWe looked."}
    section = StatementSection.objects.get(key="issues")
    assert (section.edited_by, section.version, section.history.count()) == (writer, 1, 1)
    assert AuditEntry.objects.get(action="reports.statement.saved").data["sections"] == ["issues"]


def test_saving_nothing_changes_nothing(client, writer, url):
    client.post(url, posted(client.get(url)))

    assert texts() == {}
    assert not AuditEntry.objects.filter(action="reports.statement.saved").exists()


def test_two_people_in_different_sections_both_keep_their_text(client, writer, url):
    mine, theirs = client.get(url), client.get(url)

    client.post(url, posted(theirs, text_issues="Theirs"))
    answer = client.post(url, posted(mine, text_events="Mine"))

    assert answer.status_code == 302
    assert texts() == {"issues": "Theirs", "events": "Mine"}


def test_the_same_section_changed_twice_shows_both_texts_and_saves_the_rest(client, writer, url):
    client.post(url, posted(client.get(url), text_issues="First"))
    mine, theirs = client.get(url), client.get(url)
    client.post(url, posted(theirs, text_issues="Their text"))

    answer = client.post(url, posted(mine, text_issues="My text", text_events="Mine too"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Their text" in page
    assert "My text" in page
    assert "Owen Castell changed this text" in page
    assert texts() == {"issues": "Their text", "events": "Mine too"}

    done = client.post(url, posted(answer, text_issues="One from both"))
    assert done.status_code == 302
    assert texts()["issues"] == "One from both"


def test_an_opinion_changed_twice_is_not_overwritten(client, writer, url):
    mine, theirs = client.get(url), client.get(url)
    client.post(url, posted(theirs, opinion="limited"))

    answer = client.post(url, posted(mine, opinion="substantial"))

    assert answer.status_code == 409
    assert GovernanceStatement.objects.get().opinion == "limited"
    assert "Saved meanwhile" in answer.content.decode()


def test_a_text_over_the_limit_is_answered_at_its_field_and_nothing_typed_is_lost(client, writer, url):
    page = client.get(url)

    answer = client.post(url, posted(page, text_issues="x" * 20_001, text_events="Kept on the page"))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "20,001 characters" in shown
    assert 'href="#id_text_issues"' in shown
    assert "Kept on the page" in shown
    assert "x" * 20_001 in shown
    assert re.search(r"<textarea[^>]* maxlength=", shown) is None


def test_a_text_of_exactly_the_limit_counts_a_line_end_once(client, writer, url):
    answer = client.post(url, posted(client.get(url), text_issues="x" * 19_998 + "\r\n" + "y"))

    assert answer.status_code == 302
    assert len(texts()["issues"]) == 20_000


def test_a_wrong_date_is_answered_at_its_field(client, writer, url):
    data = posted(client.get(url)) | {"as_at_day": "31", "as_at_month": "2", "as_at_year": "2026"}

    answer = client.post(url, data)

    assert answer.status_code == 422
    assert "31 February 2026 is not a real date" in answer.content.decode()


def test_a_closed_review_is_not_written(client, writer, url, cycle):
    data = posted(client.get(url), text_issues="Late")
    cycle.stage = cycle.Stage.CLOSED
    cycle.save()

    answer = client.post(url, data)

    assert answer.status_code == 422
    assert texts() == {}


def test_those_who_do_not_write_documents_are_refused(client, cycle, url):
    client.force_login(make_member(cycle.council, Role.SERVICE_OFFICER).user)

    assert client.get(url).status_code == 403
