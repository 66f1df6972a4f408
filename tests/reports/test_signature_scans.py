"""The scan of a signature on paper: taken with it, kept internal, each copy on record."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assurance.workflow.files import CheckedFile
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.models import Signature
from reports.workflow import guards
from reports.workflow.signatures import PaperSignature, record_signature
from tests.assurance.evidence_files import PDF, PNG, office
from tests.builders import make_member
from tests.reports.statement_cast import Ready, day_parts, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(guards, "Readiness", Ready)
    made = make_cast()
    made.take_to("approved")
    return made


def kept_scans() -> list[str]:
    try:
        folders, _ = default_storage.listdir("signatures")
    except FileNotFoundError:
        return []
    return [name for folder in folders for name in default_storage.listdir(f"signatures/{folder}")[1]]


def record(client, cast, name, content, **changed):
    client.force_login(cast.officer.user)
    data = {
        "paper-office": "chief_executive",
        "paper-name": "Bo Lund",
        "paper-post_title": "Chief Executive",
        "paper-scan": SimpleUploadedFile(name, content),
    }
    url = reverse("reports:steps-record-signature", args=[cast.cycle.council.slug, cast.cycle.year, "ags"])
    return client.post(url, data | day_parts("paper-signed_on", cast.today) | changed)


def test_a_scan_is_kept_with_its_signature_and_each_copy_is_on_record(client, cast):
    assert record(client, cast, "../Signed page.pdf", PDF).status_code == 302

    signature = Signature.objects.get()
    assert (signature.scan_name, signature.scan_sha256) == (
        "Signed page.pdf",
        hashlib.sha256(PDF).hexdigest(),
    )
    council = cast.cycle.council
    steps = client.get(reverse("reports:steps", args=[council.slug, cast.cycle.year, "ags"])).content.decode()
    scan = reverse("reports:steps-scan", args=[council.slug, cast.cycle.year, "ags", signature.pk])
    assert scan in steps

    answer = client.get(scan)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="Signed page.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    entry = AuditEntry.objects.get(action="reports.signature.scan_downloaded")
    assert (entry.actor, entry.review_year) == (cast.officer.user, cast.cycle.year)

    for role in (Role.COMMITTEE_MEMBER, Role.LEADER, Role.COORDINATOR, Role.HEAD_OF_INTERNAL_AUDIT):
        client.force_login(make_member(council, role).user)
        assert client.get(scan).status_code == 403
    page = client.get(reverse("reports:steps", args=[council.slug, cast.cycle.year, "ags"])).content.decode()
    assert "Signed page.pdf" not in page
    assert scan not in page


def test_nothing_but_a_pdf_or_a_picture_is_taken_and_what_was_typed_is_kept(client, cast, settings):
    settings.FILE_LIMIT_BYTES = 4096
    cases = (
        ("page.docx", office("docx"), "Choose a PDF, PNG or JPEG"),
        ("page.pdf", PNG, "its content is something else"),
        ("page.pdf", b"", "The file is empty"),
        ("page.png", PNG + b"0" * 5000, "larger than"),
    )
    for name, content, said in cases:
        answer = record(client, cast, name, content)
        assert (answer.status_code, name) == (422, name)
        assert said in answer.content.decode()
        assert 'value="Bo Lund"' in answer.content.decode()
    answer = record(client, cast, "page.png", PNG, **{"paper-name": ""})
    assert "Choose the scan again" in answer.content.decode()
    assert not Signature.objects.exists()
    assert kept_scans() == []


def test_a_signature_that_is_refused_leaves_no_file(cast):
    cast.sign(cast.chief)
    paper = PaperSignature("chief_executive", "Bo Lund", "Chief Executive", cast.today)
    scan = CheckedFile("page.pdf", "application/pdf", [PDF])
    with pytest.raises(WorkflowError, match="already"):
        record_signature(cycle=cast.cycle, paper=paper, scan=scan, by=cast.officer, at=cast.now)
    assert kept_scans() == []
