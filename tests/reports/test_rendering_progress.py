"""What somebody who waits for a PDF is told; a document that takes too long or fails."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Notice
from governance.roles import Role
from reports import rendering
from reports.models import Publication, Rendering
from reports.pdf import engine
from reports.pdf.errors import RenderTimeout
from reports.pdf.time_limit import time_limit
from reports.rendering_progress import progress_of
from reports.tasks import render_pdf
from tests.builders import TODAY, make_council, make_cycle, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(council, text):
    html = f'<!DOCTYPE html><html lang="en-GB"><head><title>A</title></head><body>{text}</body></html>'
    return rendering.request_rendering(html, council, file_name="a.pdf")


def lay_out_for_ever(html, **_):
    while True:
        time.monotonic()


def said(row, **later):
    row.refresh_from_db()
    return progress_of(row, at=timezone.now() + timedelta(**later))


def test_the_words_follow_a_pdf_through_queue_and_making():
    council = make_council()
    first, second = ask(council, "<p>One"), ask(council, "<p>Two")

    assert said(first).words == "It is next."
    assert said(second).words == "It waits its turn: 1 other PDF is made first."
    rendering.claim(first.pk, at=timezone.now())
    assert said(first).words == "It is being laid out now."
    assert said(second).is_under_way
    rendering.store(Rendering.objects.get(pk=first.pk), b"%PDF-", pages=1, at=timezone.now())
    assert said(first).is_ready


def test_a_worker_that_does_not_run_or_has_stopped_is_said_and_can_be_asked_again():
    row = ask(make_council(), "<p>One")

    assert "the background worker may not be running" in said(row, minutes=3).words
    assert not said(row, minutes=3).may_ask
    assert said(row, minutes=6).may_ask
    rendering.claim(row.pk, at=timezone.now())
    assert not said(row, minutes=4).may_ask
    assert said(row, minutes=6).words == "The worker that made it has stopped."
    assert said(row, minutes=6).may_ask


def test_asking_again_counts_from_now():
    council = make_council()
    row = ask(council, "<p>One")
    long_ago = timezone.now() - timedelta(hours=1)
    Rendering.objects.update(requested_at=long_ago, started_at=long_ago, state=Rendering.State.RENDERING)

    assert ask(council, "<p>One").pk == row.pk

    assert said(row).words == "It is next."


def test_a_document_that_takes_too_long_is_stopped_and_tried_again(monkeypatch):
    row = ask(make_council(), "<p>One")
    monkeypatch.setattr(rendering, "TIME_LIMIT", timedelta(milliseconds=20))
    monkeypatch.setattr(engine, "render", lay_out_for_ever)

    render_pdf.call(rendering_id=row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (Rendering.State.QUEUED, 1)
    assert "RenderTimeout" in row.error


def test_an_end_that_is_swallowed_comes_again(monkeypatch):
    monkeypatch.setattr("reports.pdf.time_limit.AGAIN_AFTER", 0.02)
    swallowed = 0

    with time_limit(0.02):
        while swallowed < 2:
            try:
                lay_out_for_ever("")
            except RenderTimeout:
                swallowed += 1

    assert swallowed == 2


def test_whoever_releases_is_told_once_of_a_document_without_a_pdf(monkeypatch):
    cycle = make_cycle(make_council())
    officer = make_member(cycle.council, Role.MONITORING_OFFICER)
    make_member(cycle.council, Role.SERVICE_OFFICER)
    publication = Publication.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind="ags",
        number=1,
        content="{}",
        digest="0" * 64,
        html="",
        visible_from=TODAY,
        released_by=officer,
        released_at=timezone.now(),
    )
    row = ask(cycle.council, "<p>One")
    Rendering.objects.update(publication=publication)
    monkeypatch.setattr(engine, "render", lambda html, **_: (_ for _ in ()).throw(MemoryError("too big")))

    for _ in range(rendering.ATTEMPTS + 1):
        render_pdf.call(rendering_id=row.pk)

    told = Notice.objects.get(action="reports.rendering.failed")
    assert told.recipient == officer
    assert told.url.endswith(f"/documents/{publication.pk}.pdf")
    assert said(row).words == "It could not be made in 3 tries."
