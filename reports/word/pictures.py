"""A logo in a Word file: its bytes in the file, its words for those who cannot see it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from reports.pictures import stored_logo

HIGHEST, WIDEST = Mm(16), Mm(80)
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def picture_writer(document: Document) -> Callable[[Element], str]:
    """Gives an `img` of a page as a run of this file; nothing where it is no logo of ours."""

    def picture(element: Element) -> str:
        stored = stored_logo(element.get("src", ""))
        if stored is None:
            return ""
        is_drawing = stored.media_type == "image/svg+xml"
        content = one_clear_dot() if is_drawing else stored.content
        inline = document.part.new_pic_inline(io.BytesIO(content), None, HIGHEST)
        if is_drawing:
            add_drawing(document, inline, stored.content)
        fit(inline)
        inline.docPr.set("name", "Logo")
        inline.docPr.set("descr", element.get("alt", ""))
        return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"

    return picture


def add_drawing(document: Document, inline: etree.ElementBase, content: bytes) -> None:
    """An SVG stands beside the PNG that older programs show in its place: here one clear dot."""
    root = fromstring(content)  # noqa: S314 (written anew by governance.svg)
    width, height = float(root.get("width", "1")), float(root.get("height", "1"))
    inline.extent.cx = int(inline.extent.cy * width / height)
    part = Part(PackURI("/word/media/logo.svg"), "image/svg+xml", content, document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    inline.graphic.graphicData.pic.blipFill.blip.append(
        parse_xml(
            f"<a:extLst {nsdecls('a')}><a:ext uri={quoteattr(SVG_EXTENSION)}>"
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'{nsdecls("r")} r:embed="{relation}"/></a:ext></a:extLst>'
        )
    )


def fit(inline: etree.ElementBase) -> None:
    """Make a wide picture lower, so that it keeps its shape within the widest."""
    width, height = inline.extent.cx, inline.extent.cy
    if width > WIDEST:
        width, height = WIDEST, int(height * WIDEST / width)
    for size in (inline.extent, inline.find(f".//{qn('a:xfrm')}/{qn('a:ext')}")):
        size.set("cx", str(width))
        size.set("cy", str(height))


def one_clear_dot() -> bytes:
    """A PNG of one transparent pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 5))
        + chunk(b"IEND", b"")
    )
