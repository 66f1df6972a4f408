"""Files of the evidence register: what is taken, kept in versions, downloaded, taken off and erased."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance import file_store
from assurance.evidence_files import size_in_words
from assurance.file_checks import FileRefused, check_file, clean_name
from assurance.models import Evidence, EvidenceFile, FileVersion
from assurance.workflow.files import CheckedFile, erase_version, put_in_file
from governance import audit
from governance.models import AuditEntry
from governance.roles import Role
from tests.assurance.evidence_files import (
    BAD,
    GOOD,
    PDF,
    bomb,
    bombs_inside,
    crowd,
    forged_bomb,
    lying_bomb,
)
from tests.builders import NOW, make_council, make_member

LIMIT = 20 * 1024 * 1024


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def officer(council, client):
    member = make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")
    client.force_login(member.user)
    return member


@pytest.fixture
def item(council):
    return Evidence.objects.create(council=council, title="Code of conduct")


def address(name, row):
    return reverse(f"assurance:{name}", args=[row.council.slug, row.pk])


def send(client, where, name="Code.pdf", content=PDF):
    return client.post(where, {"file": SimpleUploadedFile(name, content)})


def put_in(item, member, content=PDF, name="Code.pdf") -> FileVersion:
    chosen = CheckedFile(name, "application/pdf", [content])
    return put_in_file(item=item, chosen=chosen, by=member, at=NOW)


def kept(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def text_of(response):
    return " ".join(response.content.decode().split())


def check(name: str, content: bytes) -> str:
    return check_file(name, io.BytesIO(content), size=len(content), limit=LIMIT)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_taken(name):
    assert check(name, GOOD[name])


@pytest.mark.parametrize(("name", "content"), BAD, ids=[name for name, _ in BAD])
def test_a_file_that_is_not_is_refused_with_its_reason(name, content):
    with pytest.raises(FileRefused, match=BAD[name, content]):
        check(name, content)


@pytest.mark.parametrize("make", [bomb, forged_bomb, crowd, bombs_inside])
def test_a_file_that_would_be_huge_when_opened_is_refused(make):
    with pytest.raises(FileRefused, match="far too large when opened"):
        check("Bomb.docx", make())


def test_a_file_that_unpacks_to_more_than_it_declares_is_refused():
    with pytest.raises(FileRefused, match="content is something else"):
        check("Bomb.docx", lying_bomb())


def test_a_text_of_many_comments_is_looked_at_once():
    assert check("Comments.csv", b"<!---->" * 5_000)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(FileRefused, match="larger than 20 MB"):
        check_file("Code.pdf", io.BytesIO(PDF), size=LIMIT + 1, limit=LIMIT)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Code.pdf", "Code.pdf"),
        ("Code\u202efdp.exe", "Codefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "file"),
        ("\x00", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_hides_it(name, clean):
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 byte"), (900, "900 bytes"), (491_520, "480 KB"), (2_202_010, "2.1 MB")]
)
def test_a_size_is_said_in_words(size, words):
    assert size_in_words(size) == words


def test_a_file_is_put_in_under_a_name_of_our_own(client, item, officer, store):
    response = send(client, address("evidence-put-in", item))
    assert response.status_code == 302
    version = FileVersion.objects.get()
    digest = hashlib.sha256(PDF).hexdigest()
    assert (version.name, version.number, version.size) == ("Code.pdf", 1, len(PDF))
    assert (version.sha256, version.media_type) == (digest, "application/pdf")
    [path] = kept(store)
    assert path.read_bytes() == PDF
    assert "Code" not in str(path.relative_to(store))
    page = text_of(client.get(reverse("assurance:evidence-item", args=[item.council.slug, item.pk])))
    assert "Code.pdf" in page
    assert f"{digest[:4]} {digest[4:8]} {digest[8:12]}" in page
    assert digest in page
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.object_label) == ("assurance.file.put_in", "Code.pdf")


def test_a_newer_version_stands_before_the_ones_it_follows(client, item, officer, store):
    first = put_in(item, officer)
    response = send(client, address("file-new-version", first.file), "Code 2.pdf", PDF + b"\n")
    assert response.status_code == 302
    assert [(each.number, each.name) for each in first.file.versions.all()] == [
        (2, "Code 2.pdf"),
        (1, "Code.pdf"),
    ]
    assert len(kept(store)) == 2
    assert client.get(address("version-download", first)).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("Page.pdf", b"<html></html>", "content is something else"),
        ("Bomb.docx", bomb(), "far too large when opened"),
        ("Big.pdf", PDF + b" " * (30 * 1024 * 1024), "larger than 20 MB"),
        ("Empty.pdf", b"", "The file is empty"),
        ("Program.exe", b"MZ", "Files of this kind are not taken"),
    ],
    ids=["html", "bomb", "30 MB", "empty", "program"],
)
def test_a_refused_file_is_not_kept(client, item, officer, store, name, content, message):
    response = send(client, address("evidence-put-in", item), name, content)
    assert response.status_code == 422
    assert text_of(response).count(message) == 2
    assert FileVersion.objects.count() == 0
    assert kept(store) == []


def test_a_file_that_is_too_large_does_not_take_the_rest_of_the_form_with_it(client, item, officer, settings):
    settings.FILE_LIMIT_BYTES = 1024 * 1024
    big = SimpleUploadedFile("Big.pdf", PDF + b" " * 1024 * 1024)
    response = client.post(address("evidence-put-in", item), {"file": big, "after": "typed"})
    assert response.status_code == 422
    assert response.wsgi_request.POST["after"] == "typed"
    assert "larger than 1 MB" in text_of(response)


def test_the_limit_holds_for_all_files_of_a_form_together(client, item, officer, settings):
    settings.FILE_LIMIT_BYTES = 1024 * 1024
    halves = [SimpleUploadedFile(f"{name}.pdf", PDF + b" " * 700 * 1024) for name in ("One", "Two")]
    response = client.post(address("evidence-put-in", item), {"more": halves[0], "file": halves[1]})
    assert set(response.wsgi_request.FILES) == {"more"}
    assert "larger than 1 MB" in text_of(response)


def test_a_hopelessly_large_body_is_cut_off(client, item, officer, settings, store):
    settings.FILE_LIMIT_BYTES = 64 * 1024
    big = SimpleUploadedFile("Big.pdf", PDF + b" " * 1024 * 1024)
    assert client.post(address("evidence-put-in", item), {"file": big}).status_code == 422
    assert kept(store) == []


def test_nothing_chosen_is_said(client, item, officer):
    response = client.post(address("evidence-put-in", item))
    assert response.status_code == 422
    assert "Choose a file" in text_of(response)


def test_the_same_bytes_again_are_said_to_be_there(client, item, officer, store):
    version = put_in(item, officer)
    for where in (address("evidence-put-in", item), address("file-new-version", version.file)):
        response = send(client, where, "Other name.pdf")
        assert response.status_code == 422
        assert "This is the same file as “Code.pdf”, version 1" in text_of(response)
    client.post(address("file-take-off", version.file))
    assert "Put that back instead" in text_of(send(client, address("evidence-put-in", item)))
    assert len(kept(store)) == 1


def test_another_item_may_have_the_same_bytes(client, item, officer):
    put_in(item, officer)
    other = Evidence.objects.create(council=item.council, title="Constitution")
    assert send(client, address("evidence-put-in", other)).status_code == 302


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.MONITORING_OFFICER, Role.EXTERNAL_AUDITOR])
def test_readers_of_the_review_download_it_and_never_see_it_in_the_browser(client, item, officer, role):
    version = put_in(item, officer, name='Cöde "1".pdf')
    client.force_login(make_member(item.council, role).user)
    response = client.get(address("version-download", version))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Type"] == "application/pdf"
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.LEADER, Role.ADMINISTRATOR])
def test_others_of_the_council_do_not_download_it(client, item, officer, role):
    version = put_in(item, officer)
    client.force_login(make_member(item.council, role).user)
    assert client.get(address("version-download", version)).status_code == 403


def test_another_councils_file_is_not_found(client, item, officer):
    version = put_in(item, officer)
    stranger = make_member(make_council(), *Role)
    client.force_login(stranger.user)
    for name, row in (
        ("version-download", version),
        ("version-erase", version),
        ("file-take-off", version.file),
    ):
        for slug in (item.council.slug, stranger.council.slug):
            where = reverse(f"assurance:{name}", args=[slug, row.pk])
            assert client.get(where).status_code in {404, 405}
            assert client.post(where).status_code in {404, 405}


def test_a_file_taken_off_is_kept_and_can_be_put_back(client, item, officer, store):
    version = put_in(item, officer)
    page = text_of(client.post(address("file-take-off", version.file), follow=True))
    assert "taken off on" in page
    assert len(kept(store)) == 1
    assert client.get(address("version-download", version)).status_code == 200
    assert send(client, address("file-new-version", version.file), content=PDF + b"\n").status_code == 422
    client.post(address("file-put-back", version.file))
    assert EvidenceFile.objects.get().removed_at is None
    codes = AuditEntry.objects.order_by("-pk").values_list("action", flat=True)[:3]
    assert list(codes) == [
        "assurance.file.put_back",
        "assurance.file.downloaded",
        "assurance.file.taken_off",
    ]


def test_taking_off_twice_is_refused_in_words(client, item, officer):
    version = put_in(item, officer)
    client.post(address("file-take-off", version.file))
    assert "taken off already" in text_of(client.post(address("file-take-off", version.file), follow=True))


def test_the_administrator_erases_the_bytes_and_the_rest_stays(client, item, officer, store):
    version = put_in(item, officer)
    administrator = make_member(item.council, Role.ADMINISTRATOR)
    client.force_login(administrator.user)
    files = reverse("assurance:files", args=[item.council.slug])
    assert "Code.pdf" in text_of(client.get(files))
    assert client.post(address("version-erase", version), {"reason": " "}).status_code == 422
    page = text_of(client.post(address("version-erase", version), {"reason": "A home address"}, follow=True))
    assert "A home address" in page
    assert kept(store) == []
    version.refresh_from_db()
    assert (version.name, version.stored_as, version.erased_reason) == ("Code.pdf", "", "A home address")
    assert version.sha256 == hashlib.sha256(PDF).hexdigest()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.data["reason"]) == ("assurance.file.erased", "A home address")
    assert "erased already" in text_of(client.post(address("version-erase", version), {"reason": "Again"}))

    client.force_login(officer.user)
    assert client.get(address("version-download", version)).status_code == 404
    assert "A home address" in text_of(client.get(address("evidence-item", item)))
    assert send(client, address("evidence-put-in", item)).status_code == 302


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.COORDINATOR, Role.MONITORING_OFFICER])
def test_only_the_administrator_erases(client, item, officer, role, store):
    version = put_in(item, officer)
    client.force_login(make_member(item.council, role).user)
    assert client.post(address("version-erase", version), {"reason": "No"}).status_code == 403
    assert len(kept(store)) == 1


def test_erasing_needs_a_reason_in_the_database_too(item, officer):
    version = put_in(item, officer)
    with pytest.raises(IntegrityError):
        FileVersion.objects.filter(pk=version.pk).update(erased_at=NOW)


def test_bytes_that_cannot_be_removed_are_not_said_to_be(item, officer, monkeypatch):
    version = put_in(item, officer)

    def fail(stored_as):
        raise PermissionError(stored_as)

    monkeypatch.setattr(file_store, "remove", fail)
    with pytest.raises(PermissionError):
        erase_version(version=version, reason="A name", by=officer, at=NOW)
    version.refresh_from_db()
    assert version.erased_at is None


def test_nothing_is_left_of_a_file_when_it_cannot_be_recorded(item, officer, store, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        put_in(item, officer)
    assert kept(store) == []
    assert FileVersion.objects.count() == 0


def test_nothing_is_left_of_a_file_that_breaks_off(item, officer, store):
    def chunks():
        yield b"%PDF-"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        put_in_file(item=item, chosen=CheckedFile("a.pdf", "application/pdf", chunks()), by=officer, at=NOW)
    assert kept(store) == []


def test_a_file_whose_bytes_are_missing_is_not_found(client, item, officer, store):
    version = put_in(item, officer)
    file_store.remove(version.stored_as)
    assert client.get(address("version-download", version)).status_code == 404


def test_the_list_of_files_asks_no_query_for_each(client, item, officer):
    client.force_login(make_member(item.council, Role.ADMINISTRATOR).user)
    files = reverse("assurance:files", args=[item.council.slug])
    counted = set()
    for number in range(4):
        put_in(item, officer, PDF + bytes([number]))
        with CaptureQueriesContext(connection) as queries:
            client.get(files)
        counted.add(len(queries))
    assert len(counted) == 1
