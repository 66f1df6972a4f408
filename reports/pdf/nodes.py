"""Structure elements of the tag tree while it grows."""

from typing import Any

import pydyf

from reports.pdf.marks import PageMarks

# Kids are in the order of the pages, save these, which have a place of their own.
PLACES = {"Lbl": 0, "Caption": 0, "THead": 1, "TFoot": 3}


class Node:
    """A structure element under construction; `inner` is the one that takes its content (LBody for LI)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.inner = self
        self.kids: list[Any] = []
        self.page: int | None = None
        self.entry = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}"})

    def add_child(self, child: "Node") -> None:
        child.entry["P"] = self.entry.reference
        self.kids.append(child)

    def add_run(self, page: int, runs: PageMarks, run: int) -> None:
        runs.owners[run] = self
        self._stand_on(page)
        self.kids.append((page, runs, run))

    def add_annotation(self, page: int, annotation: Any) -> None:
        self._stand_on(page)
        self.kids.append((page, annotation))

    def set_bounds(self, corners: tuple[float, ...]) -> None:
        self.attributes("Layout")["BBox"] = pydyf.Array(corners)

    def attributes(self, owner: str) -> Any:
        return self.entry.setdefault("A", pydyf.Dictionary({"O": f"/{owner}"}))

    def _stand_on(self, page: int) -> None:
        if self.page is None:
            self.page = page

    def write(self, pages: tuple[bytes, ...]) -> None:
        """Set what the element holds, once all pages are settled."""
        if self.kind in ("Table", "LI"):
            self.kids.sort(key=lambda kid: PLACES.get(kid.kind, 2) if isinstance(kid, Node) else 2)
        if self.page is not None:
            self.entry["Pg"] = pages[self.page]
        kids = [self._written(kid, pages) for kid in self.kids]
        self.entry["K"] = kids[0] if len(kids) == 1 else pydyf.Array(kids)

    def _written(self, kid: Any, pages: tuple[bytes, ...]) -> Any:
        match kid:
            case Node():
                return kid.entry.reference
            case (page, PageMarks() as runs, run):
                number = runs.numbers[run]
                if page == self.page:
                    return number
                return pydyf.Dictionary({"Type": "/MCR", "Pg": pages[page], "MCID": number})
            case (page, annotation):
                return pydyf.Dictionary({"Type": "/OBJR", "Pg": pages[page], "Obj": annotation.reference})
            case _:
                raise TypeError(f"A structure element cannot hold {kid!r}")
