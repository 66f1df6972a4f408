"""What the copies are called: in addresses, in the names of files, in sentences."""

from __future__ import annotations

from reports.models import DocumentKind, Rendering

Variant = Rendering.Variant
# At the end of an address within the service; public addresses have names of their own.
QUERIES: dict[str, str] = {
    Variant.STANDARD: "",
    Variant.LARGE_PRINT: "?large-print",
    Variant.WITHOUT_COVER: "?cover=no",
}
# "The … could not be made."
WORDS: dict[str, str] = {
    Variant.STANDARD: "PDF",
    Variant.LARGE_PRINT: "PDF in large print",
    Variant.WITHOUT_COVER: "PDF without its cover",
}


def in_file_name(variant: str) -> str:
    return "" if variant == Variant.STANDARD else f"-{variant}"


def variants_of(kind: DocumentKind) -> tuple[str, ...]:
    """The copies there can be: only the statement goes into another document, without its cover."""
    if kind == DocumentKind.AGS:
        return (Variant.STANDARD, Variant.LARGE_PRINT, Variant.WITHOUT_COVER)
    return (Variant.STANDARD, Variant.LARGE_PRINT)
