"""What people type or paste cannot make the engine load, embed or mis-tag anything."""

import pikepdf
import pytest

from reports.pdf import engine, fetching
from reports.pictures import StoredImage
from tests.reports.pdf_reading import TaggedPdf
from tests.reports.pdf_samples import FACES, HOSTILE, page

# The style sheet and its faces, where they were not loaded before.
OWN = tuple(fetching.static_address() + folder for folder in ("css/document", "fonts/source-sans-3-"))


def loading(html, **options):
    """The document, and every address that it was given something for."""
    loaded: list[str] = []
    original = fetching.DocumentFetcher.fetch

    def fetch(self, url, headers=None):
        response = original(self, url, headers)
        loaded.append(url)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching.DocumentFetcher, "fetch", fetch)
        content = engine.render(html, **options).content
    return TaggedPdf(content), [url for url in loaded if not url.startswith(OWN)]


@pytest.fixture(scope="module")
def hostile():
    return loading(page(HOSTILE))


def test_hostile_addresses_load_nothing(hostile):
    document, loaded = hostile
    assert loaded == []
    assert "/EmbeddedFiles" not in document.pdf.Root.get("/Names", pikepdf.Dictionary())
    assert document.fonts <= FACES


def test_hostile_text_is_set_and_tagged(hostile):
    document, _ = hostile
    assert document.faults() == []
    words = "".join(tag.text for tag in document.of_kind("P"))
    assert words.replace(" ", "").count("w" * 1000) >= 9
    assert "(grinning face)" in words
    assert "Done (check mark)" in words
    assert "->, at least 5 kg, 10 000 m, x-ray, fine, 1 !?" in words
    assert "[Arabic text]" in words
    assert "[Hebrew text]" in words


def test_only_links_that_lead_somewhere_stay_links(hostile):
    document, _ = hostile
    assert [(link.text, link.target) for link in document.links()] == [
        ("home", "http://localhost:8000/councils/saltmere/")
    ]


def test_no_empty_box_is_painted_for_a_missing_character(hostile):
    document, _ = hostile
    for run_text in (text for painted in document._pages for text in painted.texts.values()):
        assert "\x00" not in run_text


def test_a_stored_picture_comes_from_the_caller():
    asked = []

    def stored(address):
        asked.append(address)
        return StoredImage(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "image/svg+xml")

    html = page('<h1>Seal</h1><img src="/files/seal.svg" alt="The seal" width="50">')
    document = TaggedPdf(engine.render(html, stored_images=stored).content)
    assert asked == ["/files/seal.svg"]
    assert document.counts["Figure"] == 1


def test_a_stored_drawing_loads_nothing_and_does_nothing():
    drawing = b"""<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" onload="alert(1)">
    <style>@import url(http://elsewhere.example/x.css); path { fill: url(file:///etc/passwd#a) }</style>
    <script>alert(1)</script><image href="http://elsewhere.example/x.png" width="9" height="9"/>
    <use href="file:///etc/passwd#a"/><path d="M0 0h9v9z"/></svg>"""
    html = page('<h1>Seal</h1><img src="/files/seal.svg" alt="The seal" width="50">')

    document, loaded = loading(html, stored_images=lambda _: StoredImage(drawing, "image/svg+xml"))

    assert loaded == ["https://document.invalid/files/seal.svg"]
    assert "The seal" in document.document.text  # its words stand for what could not be drawn
    assert "/JavaScript" not in document.pdf.Root.get("/Names", pikepdf.Dictionary())
