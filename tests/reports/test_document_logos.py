"""The council's logo on its documents: page, PDF, Word; each keeps the one it was given out with."""

from __future__ import annotations

import base64
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from governance.logos import checked_logo, keep
from governance.models import Council
from reports.copies.making import copy_of
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, Rendering
from reports.paper import for_paper
from reports.pdf import engine
from reports.pictures import stored_logo
from reports.public.verifying import broken
from reports.word.files import word_file
from tests.governance.logo_samples import DRAWING, picture
from tests.reports.pdf_reading import TaggedPdf
from tests.reports.public_documents import made_public, path_of
from tests.reports.reviews import released, scored_review
from tests.reports.word_reading import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    return scored_review()


def give_logo(council, content):
    council.logo = keep(checked_logo(content), slug=council.slug)
    council.logo_alt = "Three towers & the sea"
    council.save()
    return council.logo_address


def page_of(cycle, kind):
    return draft_page(freeze(kind, cycle, on=timezone.localdate()), cycle)


def test_a_document_keeps_the_logo_it_was_given_out_with(client, cycle):
    without = freeze(DocumentKind.AGS, cycle, on=timezone.localdate()).body_digest
    first = give_logo(cycle.council, DRAWING)
    publication = made_public(cycle)
    assert publication.text_digest == without

    second = give_logo(cycle.council, picture())

    shown = client.get(path_of(cycle)).content.decode()
    assert f'<img class="logo" src="{first}" alt="Three towers &amp; the sea">' in shown
    assert second not in shown
    assert client.get(first).status_code == 200
    assert broken(publication) == ""
    assert second in released(cycle, DocumentKind.COMMITTEE_SUMMARY).html
    assert second in client.get(path_of(cycle, "")).content.decode()
    Council.objects.update(logo="", logo_alt="")
    assert "ga-header__logo" not in client.get(path_of(cycle, "")).content.decode()


@pytest.mark.parametrize("content", [DRAWING, picture()], ids=["drawing", "picture"])
def test_the_file_has_it_with_its_words_and_loads_nothing_else(cycle, content):
    address = give_logo(cycle.council, content)
    asked = []

    def stored(named):
        asked.append(named)
        return stored_logo(named)

    html = page_of(cycle, DocumentKind.COMMITTEE_SUMMARY)
    made = engine.render(for_paper(html), stored_images=stored)

    document = TaggedPdf(made.content)
    assert asked == [address]
    [figure] = document.of_kind("Figure")
    assert str(figure.entry.Alt) == "Three towers & the sea"
    assert document.faults() == []
    assert made.pages == 2


@pytest.mark.parametrize("content", [DRAWING, picture((1200, 60))], ids=["drawing", "picture"])
def test_the_word_file_has_it_with_its_words_and_the_copy_without_cover_has_none(cycle, content):
    give_logo(cycle.council, content)
    html = page_of(cycle, DocumentKind.AGS)

    document = opened(word_file(html))

    [shape] = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Three towers & the sea"
    assert shape.width.mm <= 80.1
    assert shape.height.mm <= 16.1
    media = [one for one in document.part.package.iter_parts() if "/media/" in str(one.partname)]
    assert checked_logo(content).content in [one.blob for one in media]
    assert word_file(html) == word_file(html)
    bare = opened(word_file(copy_of(html, Rendering.Variant.WITHOUT_COVER)))
    assert list(bare.inline_shapes) == []


def test_a_page_on_its_own_holds_its_logo(cycle, tmp_path):
    give_logo(cycle.council, DRAWING)
    output = tmp_path / "out.html"

    call_command("render_document", "ags", council=cycle.council.slug, output=output, stdout=StringIO())

    held = base64.b64encode(checked_logo(DRAWING).content).decode()
    assert f'src="data:image/svg+xml;base64,{held}"' in output.read_text()


def test_a_picture_is_only_found_under_the_address_of_a_logo(cycle):
    address = give_logo(cycle.council, DRAWING)

    assert stored_logo(address)
    for other in (
        f"http://elsewhere.example{address}",
        f"{address}?x",
        "/logos/../db.sqlite3",
        "/static/x.png",
    ):
        assert stored_logo(other) is None
    assert stored_logo(reverse("governance:logo", args=["othershire", cycle.council.logo_name])) is None
