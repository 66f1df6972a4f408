"""A document's page as a .docx file: the same page gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from reports.copies import tree
from reports.copies.tree import classes, first_of_class, meta, read, words
from reports.recipes import digest_of
from reports.word.body import Body, Place
from reports.word.pictures import picture_writer
from reports.word.runs import FORBIDDEN
from reports.word.styles import set_styles

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A zip file knows no earlier day; the time of making would make each file another.
NO_TIME = (1980, 1, 1, 0, 0, 0)
DEFAULT_COLOUR = "#0b3c5d"
# Width, height and margins in twips: A4, as the PDFs have it.
PORTRAIT = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1247" w:bottom="1304" w:left="1247" '
)
LANDSCAPE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1077" w:left="850" '
)
REST_OF_MARGINS = 'w:header="567" w:footer="567" w:gutter="0"/>'


@cache
def recipe_digest() -> str:
    """SHA-256 of the code that writes a file: with the page's, it decides its bytes."""
    return digest_of(sorted([*Path(__file__).parent.glob("*.py"), Path(tree.__file__)]))


def word_tag(html: str) -> str:
    """What names the bytes that `word_file` makes of the same, without making them."""
    return hashlib.sha256("\0".join((html, recipe_digest())).encode()).hexdigest()


def word_file(html: str) -> bytes:
    """The page as a .docx file."""
    page = read(html)
    document = Document(io.BytesIO(_empty_file(_colour(page))))
    _set_properties(document, page)
    rest = _furniture(document, page)
    _write(document, page, rest)
    return _packed(document)


@lru_cache(maxsize=32)
def _empty_file(colour: str) -> bytes:
    """A file with the styles and without words; setting the styles takes longer than writing a document."""
    document = Document()
    set_styles(document, colour)
    package = document.part.package
    for key, one in list(package.rels.items()):
        if one.reltype.endswith("/thumbnail"):
            del package.rels[key]
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _colour(page: Element) -> str:
    found = page.find("head/link[@data-colour]")
    return found.get("data-colour", "") if found is not None else DEFAULT_COLOUR


def _set_properties(document: WordDocument, page: Element) -> None:
    properties = document.core_properties
    title = page.find("head/title")
    properties.title = _short(words(title) if title is not None else "")
    properties.author = _short(meta(page, "author"))
    properties.subject = _short(meta(page, "description"))
    properties.last_modified_by = properties.author
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.language = "en-GB"
    made = datetime.combine(date.fromisoformat(meta(page, "dcterms.created")), datetime.min.time())
    properties.created, properties.modified = made, made


def _short(text: str) -> str:
    """As long as a property may be."""
    return FORBIDDEN.sub("", text)[:255]


def _furniture(document: WordDocument, page: Element) -> str:
    """Head and foot of every page; returns how sections refer to them."""
    head = page.find("body/header")
    name = " ".join((head.get("data-doc", "") if head is not None else "").replace("\u00a0", " ").split())
    status_of = first_of_class(page, "status")
    status = words(status_of) if status_of is not None else ""
    body = page.find("body")
    if body is not None and "draft" in classes(body) and "draft" not in status.lower():
        status = f"Draft. {status}".strip()
    made, *code = name.rsplit(" · check code ", 1)
    _line(document.sections[0].header, made, status)
    _line(
        document.sections[0].footer,
        f"Document check code {code[0]}" if code else made,
        "Page ",
        after=_field("PAGE") + _text(" of ") + _field("NUMPAGES"),
    )
    return "".join(
        f'<w:{kind}Reference w:type="default" r:id="{found.get(qn("r:id"))}"/>'
        for kind in ("header", "footer")
        for found in document.element.body.sectPr.findall(qn(f"w:{kind}Reference"))
    )


def _line(part: object, left: str, right: str, after: str = "") -> None:
    """One line of head or foot: words at the left, words at the right margin whatever the page's width."""
    paragraph = part.paragraphs[0]._p  # type: ignore[attr-defined]  # noqa: SLF001
    tab = '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'
    for run in parse_xml(f"<w:p {nsdecls('w')}>{_text(left)}{tab}{_text(right)}{after}</w:p>"):
        paragraph.append(run)


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(FORBIDDEN.sub("", text))}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _write(document: WordDocument, page: Element, references: str) -> None:
    body = page.find("body")
    if body is None:
        raise ValueError("The page has no body")
    known: dict[str, str] = {}

    def relation(address: str) -> str:
        address = FORBIDDEN.sub("", address)
        if address not in known:
            known[address] = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return known[address]

    def section(landscape: bool) -> str:
        size = LANDSCAPE if landscape else PORTRAIT
        return f'<w:sectPr>{references}<w:type w:val="nextPage"/>{size}{REST_OF_MARGINS}</w:sectPr>'

    links = [one.get("href", "") for one in page.iter("a")]
    made = Body(
        relation=relation,
        restart=_restarter(document),
        section=section,
        picture=picture_writer(document),
        targets={one[1:] for one in links if one.startswith("#")},
    )
    made.write(body, Place())
    is_wide = first_of_class(page, "matrix") is not None
    parsed = parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(made.parts)}{section(is_wide)}</w:body>")
    document.element.replace(document.element.body, parsed)


def _restarter(document: WordDocument) -> Callable[[int], int]:
    """Gives each numbered list a count of its own."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    of_style = style.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(of_style).abstractNumId.val

    def restart(start: int) -> int:
        number = numbering.add_num(abstract)
        number.add_lvlOverride(0).add_startOverride(start)
        return int(number.numId)

    return restart


def _packed(document: WordDocument) -> bytes:
    """The file without the time of making."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, parts.read(name))
    return fixed.getvalue()
