"""PDFs made once, by the worker, whole or not at all; the web process never loads the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports import rendering
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, Rendering
from reports.paper import for_paper
from reports.pdf import engine
from reports.tasks import render_pdf
from tests.builders import TODAY, make_council
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.reviews import promise, scored_review

pytestmark = pytest.mark.django_db

PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>A page</title></head>'
    "<body><h1>A page</h1><p>{}</p></body></html>"
)


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(council, text="Words", **fields):
    return rendering.request_rendering(PAGE.format(text), council, file_name="a-page.pdf", **fields)


def files(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_the_same_page_is_asked_of_the_worker_once(django_capture_on_commit_callbacks):
    council = make_council()

    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(council), ask(council)

    assert first == second
    assert first.state == Rendering.State.QUEUED
    assert DBTaskResult.objects.count() == 1


def test_another_page_or_council_has_its_own_rendering():
    council = make_council()

    assert len({ask(council).pk, ask(council, "Other words").pk, ask(make_council()).pk}) == 3


def test_the_worker_stores_the_file_with_pages_size_and_digest(settings):
    row = ask(make_council())

    render_pdf.call(rendering_id=row.pk)

    row.refresh_from_db()
    content = rendering.stored_file(row).read_bytes()
    assert (row.state, row.pages, row.size, row.html) == ("done", 1, len(content), "")
    assert content.startswith(b"%PDF-")
    assert rendering.is_ready(row)
    assert [path.suffix for path in files(settings.MEDIA_ROOT)] == [".pdf"]


def test_a_rendering_under_way_is_left_to_its_worker(monkeypatch):
    row = ask(make_council())
    assert rendering.claim(row.pk, at=timezone.now()) is not None
    monkeypatch.setattr(engine, "render", lambda html, **_: pytest.fail("made twice"))

    render_pdf.call(rendering_id=row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (Rendering.State.RENDERING, 1)


def test_an_abandoned_rendering_may_be_taken_again():
    row = ask(make_council())
    rendering.claim(row.pk, at=timezone.now() - timedelta(hours=1))

    assert rendering.claim(row.pk, at=timezone.now()) is not None


def test_a_failing_rendering_is_tried_three_times_and_says_why(monkeypatch):
    row = ask(make_council())
    monkeypatch.setattr(engine, "render", lambda html, **_: (_ for _ in ()).throw(MemoryError("too big")))

    states = []
    for _ in range(4):
        render_pdf.call(rendering_id=row.pk)
        row.refresh_from_db()
        states.append(row.state)

    assert states == ["queued", "queued", "failed", "failed"]
    assert row.attempts == 3
    assert "too big" in row.error


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(monkeypatch, settings):
    row = ask(make_council())
    monkeypatch.setattr(os, "replace", lambda *names: (_ for _ in ()).throw(OSError("disk full")))

    render_pdf.call(rendering_id=row.pk)

    row.refresh_from_db()
    assert row.state == Rendering.State.QUEUED
    assert files(settings.MEDIA_ROOT) == []


def test_asking_again_after_a_failure_or_a_lost_file_starts_afresh():
    council = make_council()
    row = ask(council)
    render_pdf.call(rendering_id=row.pk)
    rendering.stored_file(Rendering.objects.get(pk=row.pk)).unlink()

    again = ask(council)

    assert (again.pk, again.state, again.attempts) == (row.pk, Rendering.State.QUEUED, 0)
    assert again.html


def test_the_key_changes_with_the_style_sheet(monkeypatch):
    council = make_council()
    before = rendering.rendering_key("page", council)
    monkeypatch.setattr(rendering, "style_digest", lambda: "another")

    assert rendering.rendering_key("page", council) != before


def test_the_web_process_never_loads_the_engine():
    code = (
        "import django; django.setup(); import governance.urls, reports.urls, reports.tasks, sys; "
        "from django.urls import reverse; reverse('reports:documents', args=['x']); "
        "assert 'weasyprint' not in sys.modules and 'reports.pdf.engine' not in sys.modules"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def expected_headings():
    return {
        DocumentKind.ASSURANCE_REVIEW: ["How to read this review", "Annex: the scores in figures"],
        DocumentKind.LOCAL_CODE: ["How the seven principles fit together", "Who does what"],
        DocumentKind.AGS: ["1 About this statement", "12 Conclusion and certification"],
        DocumentKind.ACTION_PLAN: ["What we will do"],
        DocumentKind.MONITORING_REPORT: ["In short", "Late", "At risk", "No update yet"],
        DocumentKind.COMMITTEE_SUMMARY: ["What the Council says of its year", "The seven principles"],
    }


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_document_reads_back_from_its_pdf(kind, expected_headings):
    cycle = scored_review()
    promise(cycle, "A1.1", "Train depot staff in person")
    html = for_paper(draft_page(freeze(kind, cycle, on=TODAY), cycle))

    pdf = TaggedPdf(engine.render(html).content)

    assert (pdf.language, pdf.shows_title) == ("en-GB", True)
    assert pdf.title.startswith(f"{kind.label} 2024/25 – {cycle.council.name}")
    levels, headings = zip(*pdf.headings(), strict=True)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert headings[0].startswith(kind.label)
    assert set(expected_headings[kind]) <= set(headings)
    wanted = counts_in_html(html)
    assert {cell.scope for cell in pdf.cells("TH")} == ({"Column", "Row"} if wanted["TH"] else set())
    assert {name: pdf.counts[name] for name in ("Table", "TR", "TH", "Figure")} == {
        name: wanted[name] for name in ("Table", "TR", "TH", "Figure")
    }
    words = pdf.document.text + " ".join(tag.text for tag in pdf.tags)
    has_means = not kind.is_about_actions and kind != DocumentKind.COMMITTEE_SUMMARY
    assert ("8.99" in words) == has_means
    assert pdf.faults() == []
