"""Which header cells speak for which cells of a table: the HTML rules, read from the source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}
ROW_GROUPS = ("thead", "tbody", "tfoot")


@dataclass(frozen=True)
class Cell:
    """A cell in its place: `column` and `span` in columns, `scope` empty for a data cell."""

    element: Element
    column: int
    span: int
    scope: str

    def columns(self) -> range:
        return range(self.column, self.column + self.span)


@dataclass
class _Columns:
    """The header cells in force for each column while reading downwards."""

    heads: dict[int, list[Cell]] = field(default_factory=dict)
    in_head: bool = True

    def add(self, cell: Cell) -> None:
        for column in cell.columns():
            above = self.heads.setdefault(column, [])
            if not self.in_head:  # a later group title of the same width ends the earlier one
                above[:] = [head for head in above if (head.column, head.span) != (cell.column, cell.span)]
            above.append(cell)

    def over(self, cell: Cell) -> Iterator[Cell]:
        for column in cell.columns():
            yield from self.heads.get(column, ())


def headers(
    table: Element, size: Callable[[Element], tuple[int, int]]
) -> dict[Element, tuple[str, list[Element]]]:
    """Return for each cell its scope (a key of SCOPES or "") and the header cells that name it.

    `size` gives columns and rows that a cell covers; nested tables are not entered.
    """
    result: dict[Element, tuple[str, list[Element]]] = {}
    columns = _Columns()
    for group in _row_groups(table):
        group_heads: list[Cell] = []
        below: dict[int, int] = {}
        lasting: list[tuple[int, Cell]] = []
        for number, row in enumerate(group):
            cells = list(_row_cells(row, group, size, below))
            lasting = [(last, head) for last, head in lasting if last >= number]
            lasting += [(number + size(cell.element)[1] - 1, cell) for cell in cells if cell.scope == "row"]
            group_heads += [cell for cell in cells if cell.scope == "rowgroup"]
            for cell in cells:
                heads = [] if cell.scope in ("col", "colgroup") else [*columns.over(cell), *group_heads]
                if cell.scope in ("", "row"):
                    heads += [head for _, head in lasting if head.column < cell.column or not cell.scope]
                named = dict.fromkeys(head.element for head in heads if head.element is not cell.element)
                result[cell.element] = (cell.scope, list(named))
            for cell in cells:
                if cell.scope in ("col", "colgroup"):
                    columns.add(cell)
            columns.in_head = all(cell.scope in ("col", "colgroup") for cell in cells)
    return result


def _row_groups(table: Element) -> Iterator[list[Element]]:
    for child in table:
        if child.tag in ROW_GROUPS:
            yield [row for row in child if row.tag == "tr"]


def _row_cells(
    row: Element, group: list[Element], size: Callable[[Element], tuple[int, int]], below: dict[int, int]
) -> Iterator[Cell]:
    """Yield the cells of a row; `below` counts for each column the rows still covered from above."""
    sources = [cell for cell in row if cell.tag in ("td", "th")]
    only_heads = all(cell.tag == "th" for cell in sources)
    column = 0
    covered = {place for place, rows in below.items() if rows}
    for place in covered:
        below[place] -= 1
    for source in sources:
        while column in covered:
            column += 1
        span, rows = size(source)
        scope = ""
        if source.tag == "th":
            scope = source.get("scope", "")
            if scope not in SCOPES:
                scope = "col" if only_heads else "row"
        yield Cell(source, column, span, scope)
        for place in range(column, column + span):
            below[place] = rows - 1
        column += span
