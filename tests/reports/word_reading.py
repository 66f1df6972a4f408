"""A Word file and a page read for comparison, each by other means than those that made the file."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import lxml.html
from docx.oxml.ns import qn
from docx.table import _Cell

LEVELS = {"Title": 1, "Heading 2": 2, "Heading 3": 3, "Heading 4": 4}


def opened(content: bytes) -> Any:
    """The file as python-docx reads it; its types leave out what the file format promises."""
    return docx.Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, str]:
    """The file's XML parts by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith("jpeg")}


def squeezed(text: str) -> str:
    """Without any space: breaks of lines and cells are not the words' own."""
    return "".join(text.split())


def headings(document: Any) -> list[tuple[int, str]]:
    return [
        (LEVELS[one.style.name], squeezed(one.text))
        for one in document.paragraphs
        if one.style.name in LEVELS
    ]


def cell_text(cell: _Cell) -> str:
    return squeezed("".join(text.text or "" for text in cell._tc.iter(qn("w:t"))))


def rows(document: Any) -> list[list[list[str]]]:
    """The words of every cell, by table and row."""
    return [
        [[cell_text(_Cell(cell, table)) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        for table in document.tables
    ]


def head_rows(table: Any) -> int:
    return len(table._tbl.findall(f".//{qn('w:tblHeader')}"))


class PrintedPage:
    """A document's page without what only a screen shows."""

    def __init__(self, html: str) -> None:
        self.tree = lxml.html.document_fromstring(
            html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
        hidden = "//*[contains(concat(' ', @class, ' '), ' lab ') or @aria-hidden='true' or @class='screen']"
        for one in self.tree.xpath(hidden):
            one.drop_tree()

    def headings(self) -> list[tuple[int, str]]:
        found = self.tree.xpath("//h1|//h2|//h3|//h4")
        return [(int(one.tag[1]), squeezed(one.text_content())) for one in found]

    def rows(self) -> list[list[list[str]]]:
        return [
            [[squeezed(cell.text_content()) for cell in row.xpath("th|td")] for row in table.xpath(".//tr")]
            for table in self.tree.xpath("//table")
        ]

    def with_head(self) -> list[int]:
        return [len(table.xpath("thead/tr")) for table in self.tree.xpath("//table")]

    def links(self) -> list[str]:
        """Addresses that lead out of the document."""
        return [one for one in self.tree.xpath("//body//a/@href") if not one.startswith("#")]
