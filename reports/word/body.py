"""The blocks of a page as WordprocessingML: headings, paragraphs, lists, tables, sections.

A `Place` says where a block stands, which decides its style; `Body` writes them one after another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from reports.copies.tree import classes, words
from reports.word.runs import FORBIDDEN, Look, Piece, is_printed, look_of, pieces, runs, squeezed

# Elements that are one paragraph each. A document has one h1, its title, which counts as the first level.
WHOLE = {"h1": "Title", "h2": "Heading2", "h3": "Heading3", "h4": "Heading4", "figcaption": "Caption"}
CONTAINERS = {"div", "section", "header", "main", "nav", "figure", "body", "article", "aside"}
LISTS = {"ul", "ol"}
BLOCKS = {*WHOLE, *CONTAINERS, *LISTS, "p", "table", "blockquote"}
# What a class on a paragraph, or on the block around it, makes of the style.
STYLES = {
    "para": "NumberedParagraph",
    "lead": "Lead",
    "answer": "Lead",
    "lead-in": "LeadIn",
    "agenda-label": "AgendaLabel",
    "council": "Council",
    "year": "Subtitle",
    "line": "SignatureLine",
}
FRAMES = {"notice": "Notice", "verdict": "Opinion", "sign": "SignatureBox", "rationale": "Rationale"}
NOT_IN_WORD = {"script", "style", "template", "svg"}
DEEPEST_LIST = 3
PORTRAIT, LANDSCAPE = 9411, 15137  # twips between the margins


@dataclass(frozen=True)
class Place:
    """`style` is that of a plain paragraph here, `bullet` that of a list's items; `depth` counts lists."""

    style: str = "Normal"
    bullet: str = "ListBullet"
    number: str = "ListNumber"
    depth: int = 0
    look: Look = Look()
    width: int = PORTRAIT


class Body:
    """What is written so far.

    `relation` gives the id of a link to an address, `restart` that of a list, `picture` an `img` as a run.
    """

    def __init__(
        self,
        *,
        relation: Callable[[str], str],
        restart: Callable[[int], int],
        section: Callable[[bool], str],
        picture: Callable[[Element], str],
        targets: set[str],
    ) -> None:
        self.parts: list[str] = []
        self.relation = relation
        self.restart = restart
        self.section = section
        self.picture = picture
        self.targets = targets
        self.waiting: list[str] = []
        self.bookmarks = 0
        self.breaks = False

    def write(self, element: Element, place: Place) -> None:
        """What is in an element: blocks as they come, loose words between them as paragraphs."""
        loose = [Piece(element.text or "", place.look)]
        for child in element:
            if child.tag in BLOCKS:
                self.paragraph(loose, place)
                loose = []
                if is_printed(child):
                    self.block(child, replace(place, look=look_of(child, place.look)))
            elif child.tag == "img" and (drawn := self.picture(child)):
                self.parts.append(f"<w:p>{drawn}</w:p>")
            elif is_printed(child) and child.tag not in NOT_IN_WORD:
                loose += pieces(child, look_of(child, place.look))
            elif child.tag == "svg" and is_printed(child):
                self.paragraph([*pieces(child, place.look)], replace(place, style="FigureText"))
            loose.append(Piece(child.tail or "", place.look))
        self.paragraph(loose, place)

    def block(self, element: Element, place: Place) -> None:
        if name := element.get("id", ""):
            self.waiting += [name] if name in self.targets else []
        named = classes(element)
        if "new-page" in named:
            self.breaks = True
        if element.tag in WHOLE:
            self.paragraph([*pieces(element, Look())], replace(place, style=WHOLE[element.tag]))
        elif element.tag in LISTS:
            self.items(element, place)
        elif element.tag == "table":
            self.table(element, place)
        elif element.tag == "p":
            self.write(element, replace(place, style=_style(named, place)))
        elif element.tag == "blockquote":
            self.write(element, replace(place, style="Quote"))
        elif "line" in named:
            self.paragraph([], replace(place, style="SignatureLine"), keep_empty=True)
        elif "matrix" in named:
            self.matrix(element, place)
        else:
            self.container(element, named, place)

    def container(self, element: Element, named: set[str], place: Place) -> None:
        frame = next((FRAMES[one] for one in named if one in FRAMES), place.style)
        self.write(element, replace(place, style=frame))
        if "cover" in named:
            self.breaks = True

    def matrix(self, element: Element, place: Place) -> None:
        """A part on landscape pages, in 11 point."""
        self.breaks = False
        if self.parts:
            self.parts.append(f"<w:p><w:pPr>{self.section(False)}</w:pPr></w:p>")
        self.write(
            element,
            replace(place, style="MatrixText", bullet="MatrixBullet", number="MatrixNumber", width=LANDSCAPE),
        )

    def items(self, element: Element, place: Place) -> None:
        """Items in the style of their depth; further blocks of an item stand indented under it."""
        depth = min(place.depth + 1, DEEPEST_LIST)
        ordered = element.tag == "ol"
        base = place.number if ordered else place.bullet
        style = base if depth == 1 else f"{base}{depth}"
        number = self.restart(int(element.get("start", "1") or 1)) if ordered else 0
        for item in element:
            if item.tag != "li" or not is_printed(item):
                continue
            inner = Body(
                relation=self.relation,
                restart=self.restart,
                section=self.section,
                picture=self.picture,
                targets=self.targets,
            )
            inner.waiting, inner.bookmarks, inner.breaks = self.waiting, self.bookmarks, self.breaks
            inside = replace(place, style=style, depth=depth, look=look_of(item, place.look))
            if "tiles" in classes(element):
                inner.paragraph(_as_sentence(item), inside)
            else:
                inner.write(item, inside)
            self.waiting, self.bookmarks, self.breaks = inner.waiting, inner.bookmarks, inner.breaks
            self.parts += _as_item(inner.parts, style, depth, number)

    def paragraph(self, found: list[Piece], place: Place, *, keep_empty: bool = False) -> None:
        """One paragraph, or none where there are no words."""
        kept = squeezed(found)
        if not kept and not keep_empty:
            return
        before = "<w:pageBreakBefore/>" if self.breaks else ""
        self.breaks = False
        self.parts.append(
            f'<w:p><w:pPr><w:pStyle w:val="{place.style}"/>{before}</w:pPr>'
            f"{self.marks()}{runs(kept, self.relation, bookmark)}</w:p>"
        )

    def marks(self) -> str:
        """The places that links lead to, at the next words."""
        made = []
        for name in self.waiting:
            self.bookmarks += 1
            made.append(
                f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{bookmark(name)}"/>'
                f'<w:bookmarkEnd w:id="{self.bookmarks}"/>'
            )
        self.waiting = []
        return "".join(made)

    def table(self, element: Element, place: Place) -> None:
        """A caption, then the rows: head rows repeat, rows stay whole save those marked long."""
        caption = element.find("caption")
        said = ""
        if caption is not None:
            said = FORBIDDEN.sub("", words(caption))
            self.paragraph([*pieces(caption, Look())], replace(place, style="Caption"))
        rows = [*element.iter("tr")]
        heads = {id(row) for head in element.iter("thead") for row in head.iter("tr")}
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return
        widths = _widths(element, columns, place.width)
        self.parts.append(
            '<w:tbl><w:tblPr><w:tblStyle w:val="GovernanceTable"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{"00A0" if heads else "0080"}" w:firstRow="{int(bool(heads))}" w:lastRow="0" '
            'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(said)}/></w:tblPr><w:tblGrid>"
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
            + "</w:tblGrid>"
        )
        for row in rows:
            self.row(row, widths, place, is_head=id(row) in heads)
        self.parts.append('</w:tbl><w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>')

    def row(self, row: Element, widths: list[int], place: Place, *, is_head: bool) -> None:
        properties = "" if "long" in classes(row) else "<w:cantSplit/>"
        properties += "<w:tblHeader/>" if is_head else ""
        self.parts.append(f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}")
        in_matrix = place.style == "MatrixText"
        for width, cell in zip(widths, row, strict=False):
            self.parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
            before = len(self.parts)
            style = "TableHead" if is_head else "MatrixCell" if in_matrix else "TableText"
            bullet = "MatrixBullet" if in_matrix else "ListBullet"
            inner = Place(style=style, bullet=bullet, width=width, look=_cell_look(cell, is_head=is_head))
            if name := cell.get("id", ""):
                self.waiting += [name] if name in self.targets else []
            self.write(cell, inner)
            if len(self.parts) == before or self.parts[-1].startswith("</w:tbl>"):
                self.paragraph([], inner, keep_empty=True)
            self.parts.append("</w:tc>")
        self.parts.append("</w:tr>")


def bookmark(name: str) -> str:
    """A place's name as Word allows it: letters, figures and low lines, 40 at most."""
    return re.sub(r"\W", "_", f"to_{name}", flags=re.ASCII)[:40]


def _style(named: set[str], place: Place) -> str:
    return next((STYLES[one] for one in sorted(named) if one in STYLES), place.style)


def _cell_look(cell: Element, *, is_head: bool) -> Look:
    """Headings of rows are bold; of columns, the style is."""
    return look_of(cell, Look(bold=cell.tag == "th" and not is_head))


def _widths(table: Element, columns: int, width: int) -> list[int]:
    """The columns in twips, after their classes ("w34" is 34 per cent); alike where there are none."""
    shares = []
    for column in table.iter("col"):
        found = [int(one[1:]) for one in classes(column) if re.fullmatch(r"w\d+", one)]
        shares.append(found[0] if found else 0)
    if len(shares) != columns or not all(shares):
        shares = [100] * columns
    return [width * share // sum(shares) for share in shares]


def _as_sentence(tile: Element) -> list[Piece]:
    """The lines of a tile as one: "A Integrity and the law: Strong. Same as last year." """
    said: list[Piece] = []
    for count, line in enumerate(tile):
        if count:
            ends = words(tile[count - 1]).endswith((".", ":"))
            said.append(Piece(": " if count == 1 else " " if ends else ". ", Look()))
        said += pieces(line, look_of(line, Look()))
    return said


def _as_item(parts: list[str], style: str, depth: int, number: int) -> list[str]:
    """The first paragraph has the bullet or number; later ones in the same style stand indented under it."""
    opening = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
    made, is_first = [], True
    for part in parts:
        if part.startswith(opening):
            if not is_first:
                rest = "" if depth == 1 else str(depth)
                part = part.replace(style, f"ListContinue{rest}", 1)
            elif number:
                part = part.replace(
                    opening, f'{opening}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>', 1
                )
            is_first = False
        made.append(part)
    return made
