"""The structure tree: what each HTML element is called in the tags, what it holds and where it stands."""

from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes

from reports.pdf.errors import RenderError
from reports.pdf.marks import PageMarks
from reports.pdf.nodes import Node
from reports.pdf.tables import SCOPES, headers

SVG = "{http://www.w3.org/2000/svg}svg"
PICTURES = ("img", SVG)
TYPES = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("section", "nav", "aside"), "Sect"),
    **dict.fromkeys(("p", "pre", "summary"), "P"),
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **{"main": "Part", "article": "Art", "blockquote": "BlockQuote", "figure": "Div"},
    **{
        "table": "Table",
        "thead": "THead",
        "tbody": "TBody",
        "tfoot": "TFoot",
        "tr": "TR",
        "th": "TH",
        "td": "TD",
    },
}
# These exist even when nothing is painted in them: an empty cell still is a cell.
ALWAYS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "th", "td", "ul", "ol", "li"})
HOLDS_BLOCKS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "LBody", "TD", "TH"})
NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
}


class StructureTree:
    """All structure elements of a document, found by their HTML element."""

    def __init__(self, pdf: Any, root: Element) -> None:
        self.pdf = pdf
        self.pages: tuple[bytes, ...] = pdf.page_references
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(self.root)
        self.made: list[Node] = []
        document = self._add("Document", None)
        document.entry["P"] = self.root.reference
        self.root["K"] = document.entry.reference
        self.nodes = {root: document}
        self.markers: dict[Element, Node] = {}
        self.term_items: dict[Element, Node] = {}
        self.boxes: dict[Element, Any] = {}
        self.first_pages: dict[Element, int] = {}
        self.hidden = {root: False}
        self.page_owners: list[list[Node]] = []
        self.annotations: list[tuple[Node, Any]] = []

    def page_object(self, number: int) -> Any:
        return self.pdf.objects[int(self.pages[number].split()[0])]

    def meet(self, element: Element, box: Any) -> None:
        """Note the first box of an element, which says how it is laid out."""
        if (
            self.boxes.setdefault(element, box) is box
            and element.tag in ALWAYS
            and not self.is_hidden(element)
        ):
            self.node(element)

    def is_repeated(self, element: Element, page: int) -> bool:
        """Tell whether this is a table's head or foot that stood on an earlier page already."""
        return element.tag in ("thead", "tfoot") and self.first_pages.setdefault(element, page) != page

    def is_hidden(self, element: Element) -> bool:
        """Tell whether screen readers pass over the element: aria-hidden, or a picture without meaning."""
        if element not in self.hidden:
            decorative = element.tag in PICTURES and (
                element.get("alt") == "" or element.get("role") in ("presentation", "none")
            )
            self.hidden[element] = (
                decorative or element.get("aria-hidden") == "true" or self.is_hidden(self.parents[element])
            )
        return self.hidden[element]

    def content_node(self, box: Any) -> Node:
        """Return the structure element that takes what a box paints."""
        element = box.element
        if not box.element_tag.endswith("::marker"):
            return self.node(element).inner
        if element not in self.markers:
            self.markers[element] = self._add("Lbl", self.node(element))
        return self.markers[element]

    def add_link(self, element: Element, annotation: Any, page: int) -> None:
        """Tie a link's area to the element of its anchor and give it the link's words."""
        anchor = element
        while anchor.tag != "a":
            anchor = self.parents[anchor]
        node = self.node(anchor)
        words = anchor.get("aria-label") or _words(anchor) or anchor.get("href", "")
        annotation["Contents"] = pydyf.String(words)
        node.add_annotation(page, annotation)
        self.annotations.append((node, annotation))

    def settle_page(self, runs: PageMarks) -> None:
        self.page_owners.append(runs.settle())

    def node(self, element: Element) -> Node:
        """Return the structure element of an HTML element, its parent's where it has none of its own."""
        if element not in self.nodes:
            parent = self.node(self.parents[element]).inner
            self.nodes[element] = self._make(element, parent)
        return self.nodes[element]

    def write(self) -> None:
        """Complete all entries and write the trees that lead from pages and identifiers to elements."""
        self._relate_cells()
        for node in self.made:
            node.write(self.pages)
        numbers = pydyf.Array()
        for key, owners in enumerate(self.page_owners):
            numbers.extend((key, pydyf.Array(owner.entry.reference for owner in owners)))
        for key, (node, annotation) in enumerate(self.annotations, start=len(self.page_owners)):
            annotation["StructParent"] = key
            numbers.extend((key, node.entry.reference))
        parent_tree = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(parent_tree)
        self.root["ParentTree"] = parent_tree.reference
        self.root["ParentTreeNextKey"] = len(numbers) // 2
        self.pdf.catalog["StructTreeRoot"] = self.root.reference

    def _add(self, kind: str, parent: Node | None) -> Node:
        node = Node(kind)
        self.pdf.add_object(node.entry)
        if parent is not None:
            parent.add_child(node)
        self.made.append(node)
        return node

    def _make(self, element: Element, parent: Node) -> Node:
        if element.tag in ("li", "dt", "dd"):
            node = self._list_item(element, parent)
        else:
            kind = self._kind(element, parent)
            if kind is None:
                return parent
            node = self._add(kind, parent)
        if self._changes_language(element):
            node.entry["Lang"] = pydyf.String(element.get("lang"))
        if node.kind == "Figure":
            node.entry["Alt"] = pydyf.String(_alternative(element))
        elif node.kind == "L":
            style = self.boxes[element].style["list_style_type"] if element in self.boxes else None
            numbering = (
                NUMBERINGS.get(style, "None") if isinstance(style, str) and element.tag != "dl" else "None"
            )
            node.attributes("List")["ListNumbering"] = f"/{numbering}"
        elif node.kind == "Span" and element.tag == "abbr" and element.get("title"):
            node.entry["E"] = pydyf.String(element.get("title"))
        return node

    def _kind(self, element: Element, parent: Node) -> str | None:
        """Return the structure type of an element, None where its content belongs to its parent."""
        if element.tag in TYPES:
            return TYPES[element.tag]
        box = self.boxes.get(element)
        if element.tag in PICTURES and isinstance(box, boxes.ReplacedBox):
            return "Figure"
        if element.tag == "a" and box is not None and box.link_annotation:
            return "Link"
        speaks_otherwise = self._changes_language(element)
        if box is not None and not isinstance(box, boxes.InlineLevelBox) and parent.kind in HOLDS_BLOCKS:
            if box.children and isinstance(box.children[0], boxes.LineBox):
                return "P"
            return "Div" if speaks_otherwise else None
        return "Span" if speaks_otherwise or (element.tag == "abbr" and element.get("title")) else None

    def _list_item(self, element: Element, parent: Node) -> Node:
        """Make LI with its body; a term and its descriptions share one LI."""
        if element.tag == "li":
            item = self._add("LI", parent)
            item.inner = self._add("LBody", item)
            return item
        if element.tag == "dt":
            self.term_items[element] = self._add("LI", parent)
            return self._add("Lbl", self.term_items[element])
        siblings = list(self.parents[element])
        terms = [sibling for sibling in siblings[: siblings.index(element)] if sibling in self.term_items]
        return self._add("LBody", self.term_items[terms[-1]] if terms else self._add("LI", parent))

    def _changes_language(self, element: Element) -> bool:
        language = element.get("lang")
        if not language:
            return False
        around = self.parents[element]
        while not around.get("lang") and around in self.parents:
            around = self.parents[around]
        return around.get("lang") != language

    def _relate_cells(self) -> None:
        """Give header cells their scope and an identifier, all cells the identifiers of their headers."""
        identifiers: dict[Element, str] = {}
        for table in [element for element in self.nodes if element.tag == "table"]:
            for cell, (scope, heads) in headers(table, self._size).items():
                if cell in self.boxes:
                    named = [identifiers.setdefault(head, f"th{len(identifiers):06}") for head in heads]
                    self._describe_cell(cell, scope, named)
        names = pydyf.Array()
        for head, identifier in identifiers.items():
            self.nodes[head].entry["ID"] = pydyf.String(identifier)
            names.extend((pydyf.String(identifier), self.nodes[head].entry.reference))
        if identifiers:
            self.root["IDTree"] = pydyf.Dictionary({"Names": names})

    def _describe_cell(self, cell: Element, scope: str, identifiers: list[str]) -> None:
        attributes = self.nodes[cell].attributes("Table")
        columns, rows = self._size(cell)
        if columns != 1:
            attributes["ColSpan"] = columns
        if rows != 1:
            attributes["RowSpan"] = rows
        if scope:
            attributes["Scope"] = f"/{SCOPES[scope]}"
        if identifiers:
            attributes["Headers"] = pydyf.Array(map(pydyf.String, identifiers))

    def _size(self, cell: Element) -> tuple[int, int]:
        """Return the columns and rows that a cell covers, none where it is not displayed."""
        box = self.boxes.get(cell)
        return (box.colspan, box.rowspan) if box is not None else (0, 0)


def _alternative(picture: Element) -> str:
    """Return the words for a picture. Raises RenderError where its author gave none."""
    title = picture.find(SVG.replace("}svg", "}title"))
    words = (title.text if title is not None else None) or picture.get("aria-label") or picture.get("alt")
    if not words or not words.strip():
        raise RenderError(
            f"A picture has no words for those who cannot see it: {picture.get('src', 'inline SVG')[:80]}"
        )
    return " ".join(words.split())


def _words(element: Element) -> str:
    """Return the words of an element as a screen reader would say them."""
    pieces: list[str] = []

    def read(part: Element) -> None:
        if part.get("aria-hidden") == "true":
            return
        if part.tag == "img":
            pieces.append(part.get("alt", ""))
        pieces.append(part.text or "")
        for child in part:
            read(child)
            pieces.append(child.tail or "")

    read(element)
    return " ".join("".join(pieces).split())
