"""Which copy is made how."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from reports.copies.large_print import large_print
from reports.copies.tree import read, write
from reports.copies.without_cover import without_cover
from reports.models import Rendering

Variant = Rendering.Variant
CHANGES: dict[str, Callable[[Element], None]] = {
    Variant.LARGE_PRINT: large_print,
    Variant.WITHOUT_COVER: without_cover,
}


def copy_of(html: str, variant: str) -> str:
    """A document's page as this variant has it; the page itself as the standard one."""
    if variant == Variant.STANDARD:
        return html
    page = read(html)
    CHANGES[variant](page)
    return write(page)
