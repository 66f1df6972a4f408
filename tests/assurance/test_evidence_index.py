"""The index of a review's evidence: on a page, as a CSV file, as a ZIP with the files."""

from __future__ import annotations

import csv
import io
import zipfile
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assurance import evidence_index, file_store
from assurance.evidence_index import free_path, read_index, safe_name
from assurance.models import Evidence, EvidenceFile, EvidenceUse, FileVersion, ReviewCycle
from assurance.workflow.merging import merge_evidence
from governance.models import AuditEntry, Membership
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(settings, tmp_path) -> ReviewCycle:
    settings.MEDIA_ROOT = tmp_path
    return make_cycle(make_council("exampleshire"))


@pytest.fixture
def auditor(cycle) -> Membership:
    return make_member(cycle.council, Role.EXTERNAL_AUDITOR, name="Mei Lawson")


@pytest.fixture
def client(client: Client, auditor) -> Client:
    client.force_login(auditor.user)
    return client


def show(cycle: ReviewCycle, title: str, *refs: str, note: str = "", **fields: Any) -> Evidence:
    item = Evidence.objects.create(council=cycle.council, title=title, **fields)
    for ref in refs:
        EvidenceUse.objects.create(
            council=cycle.council, assessment=row(cycle, ref), evidence=item, note=note
        )
    return item


def keep(item: Evidence, name: str, content: bytes, *, number: int = 1, file: Any = None) -> FileVersion:
    officer = make_member(item.council)
    stored = file_store.write([content], council=item.council)
    file = file or EvidenceFile.objects.create(
        council=item.council, evidence=item, added_by=officer, added_at=NOW
    )
    return FileVersion.objects.create(
        council=item.council,
        file=file,
        number=number,
        name=name,
        stored_as=stored.stored_as,
        size=stored.size,
        media_type="application/pdf",
        sha256=stored.sha256,
        added_by=officer,
        added_at=NOW,
    )


def address(cycle: ReviewCycle, suffix: str = "") -> str:
    if not suffix:
        return reverse("assurance:evidence-index", args=[cycle.council.slug, cycle.year])
    return reverse("assurance:evidence-index-download", args=[cycle.council.slug, cycle.year, suffix])


def unpacked(client: Client, cycle: ReviewCycle) -> dict[str, bytes]:
    response = client.get(address(cycle, "zip"))
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_page_tells_what_is_shown_and_who_checked_it(client, cycle):
    post = make_post(cycle.council, "Head of legal")
    item = show(cycle, "Code of conduct", "A1.1", note="Page 4", owner_post=post, checked_by="independent")
    version = keep(item, "Code.pdf", b"x" * 2048)
    page = client.get(address(cycle)).content.decode()
    for words in ("A1.1", "Code of conduct", "Page 4", "Head of legal", "someone independent", "2 KB"):
        assert words in page
    assert f"{version.sha256[:4]} {version.sha256[4:8]} {version.sha256[8:12]}" in page


def test_nothing_shown_yet_says_so(client, cycle):
    assert "No evidence is shown on the rows" in client.get(address(cycle)).content.decode()


def test_the_csv_file_has_the_whole_check_code_and_no_formula(client, cycle):
    item = show(cycle, "=Sum of it", "A1.1", "B1.1", note="+1")
    version = keep(item, "Code.pdf", b"one")
    show(cycle, "Without a file", "A1.2")
    found = lines(client.get(address(cycle, "csv")).content)
    assert [line["Reference"] for line in found] == ["A1.1", "A1.2", "B1.1"]
    assert (found[0]["Evidence"], found[0]["Note"]) == ("'=Sum of it", "'+1")
    assert found[0]["Check code"] == version.sha256
    assert found[2]["All references of the file"] == "A1.1, B1.1"
    assert found[1]["File"] == ""


def test_the_zip_holds_each_file_once_with_the_bytes_of_its_newest_version(client, cycle):
    item = show(cycle, "Code of conduct", "A1.1", "A1.2")
    old = keep(item, "Code.pdf", b"old")
    keep(item, "Code.pdf", b"new", number=2, file=old.file)
    other = show(cycle, "Another", "A1.1")
    keep(other, "code.PDF", b"other")
    files = unpacked(client, cycle)
    assert set(files) == {"A1.1/Code.pdf", "A1.1/code (2).PDF", "index.csv"}
    assert files["A1.1/Code.pdf"] == b"new"
    for line in lines(files["index.csv"]):
        assert sha256(files[line["Place in the ZIP"]]).hexdigest() == line["Check code"]


def test_what_is_taken_off_or_of_another_review_stays_out(client, cycle):
    taken_off = keep(show(cycle, "Taken off", "A1.1"), "Off.pdf", b"off")
    EvidenceFile.objects.filter(pk=taken_off.file_id).update(
        removed_at=NOW, removed_by=make_member(cycle.council)
    )
    keep(show(make_cycle(cycle.council, 2025), "Next year", "A1.1"), "Next.pdf", b"next")
    gone = show(cycle, "No longer shown", "A1.2")
    EvidenceUse.objects.filter(evidence=gone).update(removed_at=NOW)
    files = unpacked(client, cycle)
    assert set(files) == {"index.csv"}
    assert [line["Evidence"] for line in lines(files["index.csv"])] == ["Taken off"]


def test_what_is_erased_or_lost_is_said(client, cycle):
    item = show(cycle, "Code of conduct", "A1.1")
    erased, lost = keep(item, "Erased.pdf", b"1"), keep(item, "Lost.pdf", b"2")
    file_store.remove(lost.stored_as)
    FileVersion.objects.filter(pk=erased.pk).update(
        stored_as="", erased_at=NOW, erased_by=erased.added_by, erased_reason="Names of pupils"
    )
    files = unpacked(client, cycle)
    assert set(files) == {"index.csv"}
    places = [line["Place in the ZIP"] for line in lines(files["index.csv"])]
    assert places == [
        "not here: erased on 19 May 2025. Reason: Names of pupils",
        "not here: its content is missing in the store",
    ]
    assert "erased on 19 May 2025" in client.get(address(cycle)).content.decode()


def test_too_much_for_one_zip_is_said_before_and_after(client, cycle, monkeypatch):
    keep(show(cycle, "Code of conduct", "A1.1"), "Code.pdf", b"12345")
    monkeypatch.setattr(evidence_index, "MOST_BYTES", 4)
    assert "fit into one ZIP" in client.get(address(cycle)).content.decode()
    answer = client.get(address(cycle, "zip"), follow=True)
    assert answer.redirect_chain == [(address(cycle), 302)]
    assert "Nothing was made" in answer.content.decode()


def test_taking_it_away_is_recorded(client, cycle, auditor):
    keep(show(cycle, "Code of conduct", "A1.1"), "Code.pdf", b"12345")
    client.get(address(cycle, "zip"))
    entry = AuditEntry.objects.get(action="assurance.evidence_index.taken")
    assert (entry.actor, entry.review_year) == (auditor.user, cycle.year)
    assert entry.data == {"form": "ZIP", "with_files": " with 1 file"}


def test_other_endings_are_not_found(client, cycle):
    assert client.get(address(cycle, "exe")).status_code == 404


def test_the_number_of_queries_does_not_grow(client, cycle, django_assert_max_num_queries):
    for number, ref in enumerate(("A1.1", "A1.2", "A1.3", "A1.4", "A2.1", "A2.2")):
        keep(show(cycle, f"Item {number}", ref), "Code.pdf", b"1")
    with django_assert_max_num_queries(3):
        assert len(read_index(cycle).files) == 6


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Code.pdf", "Code.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\x\\y.docx", "C_x_y.docx"),
        ("  .hidden", "hidden"),
        ("CON.txt", "_CON.txt"),
        ("???", "_"),
        ("", "file"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
        ("Cód y Ŵyn.pdf", "Cód y Ŵyn.pdf"),
    ],
)
def test_names_are_safe_on_any_system(name, safe):
    assert safe_name(name) == safe


def test_no_two_files_have_one_place():
    taken: set[str] = set()
    assert [free_path("A1.1", name, taken) for name in ("a.pdf", "A.PDF", "a.pdf", "a")] == [
        "A1.1/a.pdf",
        "A1.1/A (2).PDF",
        "A1.1/a (3).pdf",
        "A1.1/a",
    ]


def test_an_item_joined_with_another_since_keeps_its_files(client, cycle):
    signed = show(cycle, "Whistleblowing policy", "A1.4")
    keep(signed, "Policy 2023.pdf", b"policy")
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    stays = Evidence.objects.create(council=cycle.council, title="Speaking up")
    merge_evidence(keep=stays, others=[signed], by=officer, at=NOW)
    [entry] = read_index(cycle).entries
    assert entry.use.evidence == signed
    assert [file.version.name for file in entry.files] == ["Policy 2023.pdf"]
