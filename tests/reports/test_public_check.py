"""Is a copy the published one? What a code and a file are answered with, and what is never revealed."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports.documents import absolute
from reports.models import Publication
from reports.pdf import engine
from reports.public.codes import code_in
from reports.views import check
from reports.workflow.publications import withdraw
from tests.reports.public_documents import made_public, path_of
from tests.reports.reviews import monitoring_officer, released, scored_review

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.7 the file"


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return scored_review()


@pytest.fixture
def cycle(made):
    return deepcopy(made)


def answer_to_code(client, typed):
    return client.get("/check/", {"code": typed})


def answer_to_file(client, content, name="copy.pdf"):
    return client.post("/check/", {"file": SimpleUploadedFile(name, content)})


def text_of(response):
    return " ".join(response.content.decode().split())


def carrying(code):
    """A PDF with other bytes than the one given out, that carries its code."""
    page = f'<meta name="document-check-code" content="{code}">'
    html = f'<html lang="en"><head><title>A copy</title>{page}</head><body><p>Changed</p></body></html>'
    return engine.render(html).content


def test_a_code_is_answered_with_document_version_and_standing(client, cycle):
    publication = made_public(cycle)
    code = publication.check_code

    for typed in (code, code.replace(" ", ""), code.replace(" ", "-").upper(), f" {code} "):
        page = text_of(answer_to_code(client, typed))
        assert "A published document has this code" in page
        assert cycle.council.name in page
        assert "Annual Governance Statement 2024/25, version 1, final" in page
        assert "It is the current version." in page
        assert f'href="{path_of(cycle)}"' in page


def test_a_code_of_a_text_that_was_replaced_or_withdrawn_says_so(client, cycle):
    old = made_public(cycle)
    cycle.council.settings.create(key="contact_email", value="governance@example.test")
    newer = made_public(cycle)
    Publication.objects.filter(pk=newer.pk).update(text_digest="f" * 64)

    replaced = text_of(answer_to_code(client, old.check_code))
    assert "It has been replaced by" in replaced
    assert "version 2, final" in replaced

    withdraw(publication=old, reason="Wrong", by=monitoring_officer(cycle), at=timezone.now())
    assert "It was withdrawn on" in text_of(answer_to_code(client, old.check_code))


def test_what_is_not_public_is_not_known_here(client, cycle):
    released_only = released(cycle)
    later = made_public(scored_review(cycle.council, 2025), day=timezone.localdate() + timedelta(days=1))

    for code in (released_only.check_code, later.check_code, "0123 4567 89ab"):
        page = text_of(answer_to_code(client, code))
        assert "Not known here" in page
        assert cycle.council.name not in page


@pytest.mark.parametrize("typed", ["", "7f3a 91c2", "zzzz zzzz zzzz", "7f3a 91c2 e04b 1"])
def test_what_cannot_be_a_code_is_answered_at_its_field(client, typed):
    response = answer_to_code(client, typed)

    assert response.status_code == 422
    assert 'href="#code"' in text_of(response)
    assert f'value="{typed}"' in text_of(response)


def test_the_very_file_that_was_published_is_known(client, cycle):
    made_public(cycle, pdf=FILE)

    page = text_of(answer_to_file(client, FILE))

    assert "This is the published file" in page
    assert f"This is exactly the file that {cycle.council.name} published as" in page


def test_a_file_that_only_carries_the_code_is_told_from_the_published_one(client, cycle):
    publication = made_public(cycle, pdf=FILE)
    copy = carrying(publication.text_digest)
    assert code_in(copy) == publication.text_digest

    page = text_of(answer_to_file(client, copy))

    assert "This is not the published file" in page
    assert "but it is not the file that was given out" in page
    assert "exactly the file" not in page


def test_the_file_of_a_release_to_members_is_not_known_here(client, cycle):
    publication = made_public(cycle, pdf=FILE)
    Publication.objects.filter(pk=publication.pk).update(public_from=None)

    for content in (FILE, carrying(publication.text_digest)):
        page = text_of(answer_to_file(client, content))
        assert "Not known here" in page
        assert cycle.council.name not in page


def test_a_file_that_cannot_be_one_is_answered_at_its_field(client, settings):
    settings.FILE_LIMIT_BYTES = 100

    answers = [
        answer_to_file(client, b"PK a spreadsheet"),
        answer_to_file(client, b"%PDF-" + b"x" * 200),
        client.post("/check/"),
    ]

    assert [each.status_code for each in answers] == [422] * 3
    words = ("must be a PDF", "too large", "Choose the PDF")
    for response, expected in zip(answers, words, strict=True):
        assert expected in text_of(response)
        assert 'href="#file"' in text_of(response)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 /Type /ObjStm /Length 4 >> stream\nnot packed",
        b"%PDF-1.7" + b"/ObjStm>>stream\n" * 1000,
        b"%PDF-1.7 /documentcheckcode (zz)",
    ],
)
def test_a_broken_file_is_a_file_without_a_code(client, content):
    assert code_in(content) == ""
    assert "Not known here" in text_of(answer_to_file(client, content))


def test_nothing_that_was_sent_is_kept_and_no_answer_is_stored_on_the_way(client, cycle, tmp_path):
    made_public(cycle, pdf=FILE)
    before = sorted(tmp_path.rglob("*"))

    response = answer_to_file(client, FILE + b" ")

    assert sorted(tmp_path.rglob("*")) == before
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_many_files_from_one_place_are_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(check, "MOST_FILES", 2)
    place = {"REMOTE_ADDR": "203.0.113.9"}

    answers = [client.post("/check/", **place) for _ in range(3)]

    assert [each.status_code for each in answers] == [422, 422, 429]
    assert "Try again in five minutes" in text_of(answers[-1])
    assert client.get("/check/", **place).status_code == 200


@pytest.fixture
def given_out(cycle):
    """A published statement with a true PDF of its page."""
    publication = made_public(cycle)
    return made_file(publication)


def made_file(publication):
    from reports.rendering import store

    content = carrying(publication.text_digest)
    store(publication.renderings.get(variant="standard"), content, pages=1, at=timezone.now())
    return publication, content


def verified(tmp_path, content):
    path = tmp_path / "copy.pdf"
    path.write_bytes(content)
    said = io.StringIO()
    call_command("verify_publication", str(path), stdout=said)
    return said.getvalue()


def test_the_command_computes_everything_anew(given_out, tmp_path):
    publication, content = given_out

    line = verified(tmp_path, content)

    assert f"genuine: Annual Governance Statement 2024/25, version 1, {publication.council.name}" in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"content": '{"control":{}}'}, "its stored content is not the content that was given out"),
        ({"html": "<p>Another page</p>"}, "its stored page cannot be made again"),
        ({"text_digest": "0" * 64}, "its stored text is not the one"),
    ],
)
def test_the_command_finds_what_was_changed_in_the_record(given_out, tmp_path, changes, line):
    publication, content = given_out
    Publication.objects.filter(pk=publication.pk).update(**changes)

    with pytest.raises(CommandError, match=line):
        verified(tmp_path, content)


def test_the_command_says_in_a_line_what_else_a_file_is(given_out, tmp_path):
    publication, content = given_out

    with pytest.raises(CommandError, match="it carries the code of .* but it is not the file"):
        verified(tmp_path, content + b"\n")
    with pytest.raises(CommandError, match="not known here"):
        verified(tmp_path, FILE)
    with pytest.raises(CommandError, match="this is not a PDF"):
        verified(tmp_path, b"PK")
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_publication", str(tmp_path / "nothing.pdf"))
    assert absolute("/d/") in publication.html
