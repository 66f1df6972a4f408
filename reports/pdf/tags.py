"""The tag tree of a document, built from its HTML.

WeasyPrint 70 makes a structure element for each box, and an element that runs over a page or a line has
several boxes. Here each HTML element has at most one structure element, which collects whatever its boxes
paint; heads repeated on later pages, page furniture and hidden pictures are artifacts.
"""

from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.pdf import marks
from reports.pdf.errors import RenderError
from reports.pdf.nodes import Node
from reports.pdf.structure import StructureTree

PRINTED = 0x4  # the annotation flag "Print"


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    """Write the tag tree; takes the place of weasyprint.pdf.tags.add_tags (WeasyPrint 70)."""
    root = document._html.etree_element
    tree = StructureTree(pdf, root)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        _PageWalk(tree, number, page, marks.PageMarks(stream, stream._tags)).run()
    tree.write()
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _PageWalk:
    """One page: hands each painted run and each link to the element it comes from."""

    def __init__(self, tree: StructureTree, number: int, page: Any, runs: marks.PageMarks) -> None:
        self.tree = tree
        self.number = number
        self.page = page
        self.runs = runs
        self.page_object = tree.page_object(number)

    def run(self) -> None:
        for child in self.page._page_box.children:
            if isinstance(child, boxes.MarginBox):
                self._artifact(
                    child, marks.PAGE_HEAD if child.at_keyword.startswith("@top") else marks.PAGE_FOOT
                )
            else:
                self._visit(child)
        self.tree.settle_page(self.runs)

    def _visit(self, box: Any, linked: bool = False) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        element = box.element
        if element is None:
            for child in box.children:
                self._visit(child)
            return
        self.tree.meet(element, box)
        if self.tree.is_hidden(element):
            self._artifact(box, marks.HIDDEN)
            return
        if self.tree.is_repeated(element, self.number):
            self._artifact(box, marks.REPEATED)
            return
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            self._own(box, self.tree.content_node(box))
        if box.link_annotation:
            self._link(box, already=linked)
            linked = True
        for child in box.children:
            self._visit(child, linked)

    def _own(self, box: Any, node: Node) -> None:
        run = self.runs.take(box)
        if run is not None:
            node.add_run(self.number, self.runs, run)
            if isinstance(box, boxes.ReplacedBox):
                node.set_bounds(self._bounds(box))

    def _bounds(self, box: Any) -> tuple[float, ...]:
        """Return the corners of a picture in points from the lower left, as the attribute BBox asks."""
        left, top = box.content_box_x(), self.page.height - box.content_box_y()
        corners = (left, top - box.height, left + box.width, top)
        return tuple(round(corner * 0.75, 2) for corner in corners)

    def _link(self, box: Any, already: bool) -> None:
        """Tie a link's area to its element; boxes inside an area need none of their own."""
        annotation = box.link_annotation
        if already:
            self.page_object["Annots"].remove(annotation.reference)
            return
        annotation["F"] = PRINTED
        self.tree.add_link(box.element, annotation, self.number)

    def _artifact(self, box: Any, kind: dict[str, str]) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.link_annotation and kind is marks.HIDDEN:
            raise RenderError("A link stands inside something hidden from screen readers (aria-hidden).")
        if box.link_annotation:
            self.page_object["Annots"].remove(box.link_annotation.reference)
        run = self.runs.take(box)
        if run is not None:
            self.runs.artifacts[run] = kind
        for child in box.children:
            self._artifact(child, kind)
