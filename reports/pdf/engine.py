"""HTML to tagged PDF (PDF/UA-1) with WeasyPrint, its tag tree replaced by ours."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import weasyprint
import weasyprint.pdf
from django.conf import settings

from reports.pdf import fonts, tags
from reports.pdf.errors import RenderError
from reports.pdf.fetching import (
    BASE_URL,
    STYLE_SHEET,
    DocumentFetcher,
    static_address,
    static_bytes,
)
from reports.pdf.version import engine_version
from reports.pictures import StoredImages

__all__ = ["RenderError", "RenderedPdf", "engine_version", "render"]

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# WeasyPrint 70 has no hook for the tag tree; its own cuts what runs over a page into several elements.
weasyprint.pdf.add_tags = tags.add_tags


@dataclass(frozen=True)
class RenderedPdf:
    """A finished file and its number of pages."""

    content: bytes
    pages: int


def render(html: str, *, stored_images: StoredImages | None = None) -> RenderedPdf:
    """Return the document as tagged PDF; the same HTML gives the same bytes in every process.

    Raises RenderError where the HTML lacks a title or language or holds what cannot be made accessible.
    """
    try:
        return _render(html, stored_images)
    except RenderError:
        raise
    except Exception as error:
        raise RenderError(f"The document could not be laid out: {type(error).__name__}: {error}") from error


def _render(html: str, stored_images: StoredImages | None) -> RenderedPdf:
    source = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=DocumentFetcher(stored_images))
    _check_head(source.etree_element)
    _settle_links(source.etree_element)
    fonts.make_drawable(source.etree_element)
    document = source.render(
        font_config=fonts.font_configuration(),
        stylesheets=[_style_sheet()],
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
    )
    # With the metadata of our own: a copy is known by the check code that it carries.
    content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=True)
    return RenderedPdf(content=content, pages=len(document.pages))


@cache
def _style_sheet() -> Any:
    return weasyprint.CSS(
        string=static_bytes(STYLE_SHEET).decode(),
        base_url=static_address() + STYLE_SHEET,
        url_fetcher=DocumentFetcher(),
        font_config=fonts.font_configuration(),
    )


def _check_head(root: Element) -> None:
    if not root.get("lang", "").strip():
        raise RenderError("The document does not say its language: give <html> a lang attribute.")
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        raise RenderError("The document has no title: give its head a <title>.")


def _settle_links(root: Element) -> None:
    """Make addresses absolute, for paper has no site; of links to scripts or files leave only the words."""
    for anchor in root.iter("a"):
        address = anchor.get("href", "").strip()
        if len(address) > 1 and address.startswith("#"):
            continue
        try:
            address = urljoin(f"{settings.SITE_URL}/", address) if address else ""
            allowed = urlsplit(address).scheme in LINK_SCHEMES
        except ValueError:
            allowed = False
        if allowed:
            anchor.set("href", address)
        else:
            anchor.attrib.pop("href", None)
