"""The styles of a Word file: people change the look of a whole document by changing one of these.

Sizes in points. Calibri stands wherever Word does; the face of our PDFs does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

FONT = "Calibri"
INK, QUIET, LINK = "1A1D21", "444B54", "0B4F8A"


@dataclass(frozen=True)
class Style:
    """`before` and `after` in points, indents in millimetres; `hanging` sets the first line back."""

    name: str
    size: float = 12
    bold: bool = False
    base: str = "Normal"
    before: float = 0
    after: float = 6
    indent: float = 0
    hanging: float = 0
    keep_next: bool = False
    colour: str = INK
    brand: bool = False


STYLES = (
    Style("Normal", base=""),
    Style("Heading 1", 28, True, after=6, keep_next=True),
    Style("Heading 2", 20, True, before=18, after=6, keep_next=True, brand=True),
    Style("Heading 3", 15, True, before=12, after=4, keep_next=True),
    Style("Heading 4", 12, True, before=8, after=2, keep_next=True),
    Style("Title", 28, True, base="Heading 1", after=4, keep_next=True, brand=True),
    Style("Subtitle", 18, after=10),
    Style("Council", 15, True, after=6),
    Style("Agenda Label", 15, True, after=10),
    Style("Lead", 15, after=8),
    Style("Lead In", bold=True, after=3, keep_next=True),
    Style("Caption", bold=True, before=8, after=4, keep_next=True),
    Style("Figure Text", colour=QUIET),
    Style("Numbered Paragraph", indent=14, hanging=14),
    Style("Quote", indent=8),
    Style("List Bullet", indent=6, hanging=6, after=3),
    Style("List Bullet 2", indent=12, hanging=6, after=3),
    Style("List Bullet 3", indent=18, hanging=6, after=3),
    Style("List Number", indent=8, hanging=8, after=3),
    Style("List Number 2", indent=16, hanging=8, after=3),
    Style("List Number 3", indent=24, hanging=8, after=3),
    Style("List Continue", indent=6, after=3),
    Style("List Continue 2", indent=12, after=3),
    Style("List Continue 3", indent=18, after=3),
    Style("Table Text", after=3),
    Style("Table Head", bold=True, after=2, keep_next=True, colour="FFFFFF"),
    Style("After Table", 4, after=2),
    Style("Matrix Text", 11),
    Style("Matrix Cell", 11, base="Table Text", after=3),
    Style("Matrix Bullet", 11, base="List Bullet", indent=5, hanging=5, after=2),
    Style("Matrix Bullet 2", 11, base="List Bullet 2", indent=10, hanging=5, after=2),
    Style("Matrix Bullet 3", 11, base="List Bullet 3", indent=15, hanging=5, after=2),
    Style("Matrix Number", 11, base="List Number", indent=7, hanging=7, after=2),
    Style("Matrix Number 2", 11, base="List Number 2", indent=14, hanging=7, after=2),
    Style("Matrix Number 3", 11, base="List Number 3", indent=21, hanging=7, after=2),
    Style("Notice", before=4, after=8),
    Style("Opinion", after=4),
    Style("Rationale"),
    Style("Signature Box", after=4),
    Style("Signature Line", 24, after=4),
    Style("Header", 10, after=0, colour=QUIET),
    Style("Footer", 10, after=0, colour=QUIET),
)
ALL_SIDES = ("top", "left", "bottom", "right")
BORDERS = {
    "Notice": (ALL_SIDES, "6B4200"),
    "Opinion": (("left",), "brand"),
    "Rationale": (("left",), "brand"),
    "Signature Box": (ALL_SIDES, INK),
    "Signature Line": (("bottom",), INK),
}


def set_styles(document: Document, colour: str) -> None:
    """Every style of the file, in the council's colour ("#0b3c5d") where it is used."""
    brand = colour.lstrip("#").upper()
    _leave_out_table_styles(document)
    known = {one.name for one in document.styles}
    for style in STYLES:
        if style.name not in known:
            document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        _set(document, style, brand)
    _hyperlink(document)
    _table(document, brand)
    _language(document)


def _set(document: Document, style: Style, brand: str) -> None:
    found = document.styles[style.name]
    assert isinstance(found, ParagraphStyle)  # noqa: S101  (tells the type checker)
    if style.base:
        found.base_style = document.styles[style.base]
    if style.name not in ("Header", "Footer"):
        found.quick_style = True
    _letters(found, style, brand)
    shape = found.paragraph_format
    shape.space_before, shape.space_after = Pt(style.before), Pt(style.after)
    shape.line_spacing = 1.15
    shape.left_indent = Mm(style.indent)
    shape.first_line_indent = Mm(-style.hanging)
    shape.keep_with_next = style.keep_next
    _borders(found, style.name, brand)


def _letters(found: ParagraphStyle, style: Style, brand: str) -> None:
    found.font.size, found.font.bold, found.font.italic = Pt(style.size), style.bold, False
    found.font.color.rgb = RGBColor.from_string(brand if style.brand else style.colour)
    found.font.name = FONT
    properties = found.element.get_or_add_rPr()
    for one in properties.findall(qn("w:spacing")) + properties.findall(qn("w:kern")):
        properties.remove(one)
    fonts = properties.find(qn("w:rFonts"))
    for name in [one for one in fonts.attrib if "heme" in one]:
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _borders(found: ParagraphStyle, name: str, brand: str) -> None:
    """The lines around a paragraph; none where the file's template had drawn one."""
    properties = found.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if name not in BORDERS:
        return
    sides, colour = BORDERS[name]
    drawn = brand if colour == "brand" else colour
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{24 if len(sides) == 1 and side == "left" else 8}" w:space="6" '
        f'w:color="{drawn}"/>'
        for side in sides
    )
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"),
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
        "w:outlineLvl",
    )  # fmt: skip


def _leave_out_table_styles(document: Document) -> None:
    """The hundred designs of tables that come with the library; ours is the only one."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)


def _hyperlink(document: Document) -> None:
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    assert isinstance(link, CharacterStyle)  # noqa: S101  (tells the type checker)
    link.font.color.rgb = RGBColor.from_string(LINK)
    link.font.underline = True


def _table(document: Document, brand: str) -> None:
    """Horizontal rules only, a head band in the council's colour, room within the cells."""
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="GovernanceTable">'
            '<w:name w:val="Governance Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
            '<w:qFormat/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:color="B4BCC4"/>'
            '<w:bottom w:val="single" w:sz="4" w:color="B4BCC4"/>'
            '<w:insideH w:val="single" w:sz="4" w:color="B4BCC4"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
            '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" '
            f'w:fill="{brand}"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )


def _language(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "en-GB")
