"""Reads back what a screen reader is given by a tagged PDF: the tree, its words, its links and its fonts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO, StringIO
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
import tinyhtml5

SVG = "{http://www.w3.org/2000/svg}svg"
COUNTED = {
    "table": "Table",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "img": "Figure",
    SVG: "Figure",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}


def counts_in_html(html: str) -> Counter[str]:
    """Return how many tags of each kind the HTML asks for; what is hidden from screen readers is left out."""
    counts: Counter[str] = Counter()

    def count(element: Element) -> None:
        if element.get("aria-hidden") == "true" or element.get("alt") == "":
            return
        if element.tag in COUNTED:
            counts[COUNTED[element.tag]] += 1
        if element.tag == "a" and element.get("href"):
            counts["Link"] += 1
        for child in element:
            count(child)

    count(tinyhtml5.parse(StringIO(html), namespace_html_elements=False))
    return counts


@dataclass
class Tag:
    """A structure element: its words are those painted in it, in reading order."""

    kind: str
    entry: Any
    kids: list["Tag"] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    areas: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def walk(self) -> Iterator["Tag"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def attribute(self, name: str) -> str | None:
        value = self.entry.get("/A", pikepdf.Dictionary()).get(name)
        return None if value is None else str(value).removeprefix("/")


@dataclass(frozen=True)
class ReadLink:
    """A link: the words painted, the words spoken, where it leads, how many areas it has."""

    text: str
    contents: str
    target: str
    areas: int


@dataclass(frozen=True)
class ReadCell:
    """A table cell with the texts of the headers that name it."""

    text: str
    scope: str | None
    headers: tuple[str, ...]


class TaggedPdf:
    """A PDF file read for its accessibility."""

    def __init__(self, content: bytes) -> None:
        self.pdf: Any = pikepdf.open(BytesIO(content))
        self.page_numbers = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.structure = self.pdf.Root.StructTreeRoot
        self._pages = [_painted(page) for page in self.pdf.pages]
        self.document = self._tag(self.structure.K, None)

    @property
    def title(self) -> str:
        return str(self.pdf.docinfo.Title)

    @property
    def language(self) -> str:
        return str(self.pdf.Root.Lang)

    @property
    def shows_title(self) -> bool:
        return bool(self.pdf.Root.ViewerPreferences.DisplayDocTitle) and bool(self.pdf.Root.MarkInfo.Marked)

    @cached_property
    def tags(self) -> list[Tag]:
        return list(self.document.walk())

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(tag.kind for tag in self.tags)

    @property
    def fonts(self) -> set[str]:
        """Return the names of all fonts, embedded or not, without the subset's prefix."""
        names = (
            str(item.BaseFont) for item in self.pdf.objects if _is_a(item, "/Font") and "/BaseFont" in item
        )
        return {re.sub(r"^/[A-Z]{6}\+", "", name) for name in names}

    @property
    def sizes(self) -> set[float]:
        """Return the sizes of all letters in points; the engine counts in pixels of 0.75 points."""
        instructions: list[Any] = [
            one for page in self.pdf.pages for one in pikepdf.parse_content_stream(page)
        ]
        return {round(float(one.operands[1]) * 0.75, 1) for one in instructions if str(one.operator) == "Tf"}

    def of_kind(self, *kinds: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.kind in kinds]

    def headings(self) -> list[tuple[int, str]]:
        return [(int(tag.kind[1]), tag.text) for tag in self.tags if re.fullmatch("H[1-6]", tag.kind)]

    def links(self) -> list[ReadLink]:
        return [
            ReadLink(tag.text, str(tag.areas[0].Contents), _target(tag.areas[0]), len(tag.areas))
            for tag in self.of_kind("Link")
        ]

    def cells(self, *kinds: str) -> list[ReadCell]:
        """Return the cells in reading order. Raises KeyError where a header's identifier leads nowhere."""
        names = self.structure.get("/IDTree", pikepdf.Dictionary(Names=pikepdf.Array())).Names
        known = {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}
        texts = {tag.entry.objgen: tag.text for tag in self.of_kind("TH")}
        return [
            ReadCell(
                tag.text,
                tag.attribute("/Scope"),
                tuple(texts[known[str(head)].objgen] for head in tag.entry.get("/A", {}).get("/Headers", [])),
            )
            for tag in self.of_kind(*(kinds or ("TH", "TD")))
        ]

    def row_lengths(self) -> list[list[int]]:
        """Return for each table the number of cells in each of its rows; nested tables on their own."""
        return [
            [len(row.kids) for group in table.kids if group.kind != "Caption" for row in group.kids]
            for table in self.of_kind("Table")
        ]

    def artifacts(self, page: int) -> list[tuple[str, str]]:
        """Return kind ("Pagination/Header", "Pagination", "Layout") and words of what is not read out."""
        return self._pages[page].artifacts

    def faults(self) -> list[str]:
        """Return what breaks the bond between pages and tree; empty in a sound file."""
        faults = []
        parent_tree = self.structure.ParentTree.Nums
        parents = {int(parent_tree[place]): parent_tree[place + 1] for place in range(0, len(parent_tree), 2)}
        owners = {run: tag for tag in self.tags for run in tag.runs}
        for number, page in enumerate(self.pdf.pages):
            entries = parents[int(page.obj.StructParents)]
            painted = sorted(self._pages[number].texts)
            if painted != list(range(len(entries))):
                faults.append(f"page {number + 1}: runs {painted} and {len(entries)} parents")
            for run in painted:
                tag = owners.get((number, run))
                if tag is None:
                    faults.append(f"page {number + 1}: run {run} is in no element")
                elif entries[run].objgen != tag.entry.objgen:
                    faults.append(f"page {number + 1}: run {run} has another parent in the tree")
            annotations = page.obj.get("/Annots", [])
            tied = {area.objgen: tag for tag in self.tags for area in tag.areas}
            for annotation in annotations:
                tag = tied.get(annotation.objgen)
                if tag is None or parents[int(annotation.StructParent)].objgen != tag.entry.objgen:
                    faults.append(f"page {number + 1}: a link's area is in no element")
                if not int(annotation.get("/F", 0)) & 4:
                    faults.append(f"page {number + 1}: a link's area would not print")
        if len(owners) != sum(len(tag.runs) for tag in self.tags):
            faults.append("a run is in two elements")
        return faults

    def _tag(self, entry: Any, parent: Any) -> Tag:
        tag = Tag(str(entry.S).removeprefix("/"), entry)
        if parent is not None and entry.P.objgen != parent.objgen:
            raise AssertionError(f"{tag.kind} names another parent than the one that holds it")
        kids = entry.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self._add_kid(tag, kid)
        return tag

    def _add_kid(self, tag: Tag, kid: Any) -> None:
        if not isinstance(kid, pikepdf.Dictionary):
            self._add_run(tag, tag.entry.Pg, int(kid))
        elif kid.get("/Type") == "/MCR":
            self._add_run(tag, kid.Pg, int(kid.MCID))
        elif kid.get("/Type") == "/OBJR":
            tag.areas.append(kid.Obj)
        else:
            child = self._tag(kid, tag.entry)
            tag.kids.append(child)
            tag.pieces += child.pieces if child.kind in ("Link", "Span") else [" ", *child.pieces, " "]

    def _add_run(self, tag: Tag, page: Any, run: int) -> None:
        number = self.page_numbers[page.objgen]
        tag.runs.append((number, run))
        tag.pieces.append(self._pages[number].texts.get(run, ""))
        # Lines have no space at their end; the run's place on the page is the only sign of a break.
        if self._pages[number].ends_line.get(run):
            tag.pieces.append(" ")


def _target(area: Any) -> str:
    return str(area.Dest if "/Dest" in area else area.A.URI)


def _is_a(item: pikepdf.Object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


@dataclass
class _Painted:
    """The words of a page by marked run, and those outside the tree."""

    texts: dict[int, str] = field(default_factory=dict)
    ends_line: dict[int, bool] = field(default_factory=dict)
    artifacts: list[tuple[str, str]] = field(default_factory=list)


def _painted(page: Any) -> _Painted:
    result = _Painted()
    fonts = {name: _glyph_texts(font) for name, font in page.resources.Font.items()}
    glyphs: dict[str, str] = {}
    open_marks: list[tuple[str, Any]] = []
    words: list[str] = []
    line = ""
    lines: dict[int, str] = {}
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        match str(operator):
            case "BDC" | "BMC":
                open_marks.append((str(operands[0]), operands[1] if len(operands) > 1 else None))
                words = []
            case "EMC":
                kind, properties = open_marks.pop()
                if kind != "/Artifact" and properties is not None:
                    result.texts[int(properties.MCID)] = "".join(words)
                    lines[int(properties.MCID)] = line
                elif words:
                    result.artifacts.append((_artifact_kind(properties), "".join(words)))
            case "Tf":
                glyphs = fonts[str(operands[0])]
            case "Tm":
                line = str(operands[5])
            case "TJ" | "Tj":
                words.append(_shown(operands[0], glyphs))
    result.ends_line = {run: lines[run] != lines.get(run + 1) for run in lines}
    return result


def _artifact_kind(properties: Any) -> str:
    if properties is None:
        return ""
    parts = (str(properties[name]).removeprefix("/") for name in ("/Type", "/Subtype") if name in properties)
    return "/".join(parts)


def _shown(operand: Any, glyphs: dict[str, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = "".join(bytes(item).hex() for item in strings if isinstance(item, pikepdf.String))
    return "".join(glyphs.get(codes[place : place + 4], "") for place in range(0, len(codes), 4))


def _glyph_texts(font: Any) -> dict[str, str]:
    """Return the text of each glyph code, both in hexadecimal digits, from the font's ToUnicode map."""
    pairs = re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>", font.ToUnicode.read_bytes())
    return {code.decode().lower(): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
