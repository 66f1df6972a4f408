"""The forms in which a published document can be taken away: a new one is a line in FORMS and `forms_of`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header, quote_etag

from reports.documents import file_name
from reports.models import Publication, Rendering
from reports.public.answers import fingerprint
from reports.public.data import as_json
from reports.public.reading import PublicVersion
from reports.public.tables import as_csv
from reports.rendering import stored_file
from reports.word.files import CONTENT_TYPE as WORD_TYPE
from reports.word.files import recipe_digest, word_file


@dataclass(frozen=True)
class File:
    """A form of a version: its ETag, and how to make it when the reader has not got it."""

    etag: str
    make: Callable[[], HttpResponseBase]


@dataclass(frozen=True)
class FormLink:
    """A form on offer; `size` in bytes, 0 when it is made on asking."""

    words: str
    address: str
    pages: int = 0
    size: int = 0


def pdf_file(version: PublicVersion) -> File | None:
    return stored(version.pdf)


def large_print_file(version: PublicVersion) -> File | None:
    return stored(version.large_print)


def stored(rendering: Rendering | None) -> File | None:
    """The stored bytes; None while they are not there."""
    if rendering is None:
        return None

    def make() -> HttpResponseBase:
        response = FileResponse(
            stored_file(rendering).open("rb"), content_type="application/pdf", filename=rendering.file_name
        )
        response["Content-Length"] = str(rendering.size)
        return response

    return File(quote_etag(rendering.sha256), make)


def docx_file(version: PublicVersion) -> File:
    """The frozen page as a Word file: the same page and the same recipe, the same bytes."""
    publication = version.publication
    name = file_name(
        publication.council, publication.cycle, publication.kind, f"version-{publication.version}", "docx"
    )

    def make() -> HttpResponseBase:
        return HttpResponse(
            word_file(publication.html),
            content_type=WORD_TYPE,
            headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
        )

    return File(fingerprint("docx", str(publication.pk), publication.digest, recipe_digest()), make)


def json_file(version: PublicVersion) -> File:
    return made_file(version, "json", "application/json", as_json)


def csv_file(version: PublicVersion) -> File:
    return made_file(version, "csv", "text/csv; charset=utf-8", as_csv)


def made_file(
    version: PublicVersion, suffix: str, content_type: str, write: Callable[[PublicVersion], str]
) -> File:
    """A file made from the frozen content, which is fetched only then."""
    publication: Publication = version.publication
    name = file_name(
        publication.council, publication.cycle, publication.kind, f"version-{publication.version}", suffix
    )

    def make() -> HttpResponseBase:
        return HttpResponse(
            write(version),
            content_type=content_type,
            headers={"Content-Disposition": content_disposition_header(suffix == "csv", name) or "inline"},
        )

    return File(fingerprint(suffix, str(publication.pk), publication.digest, str(version.published_on)), make)


# By the end of the address.
FORMS: dict[str, Callable[[PublicVersion], File | None]] = {
    "pdf": pdf_file,
    "large-print.pdf": large_print_file,
    "docx": docx_file,
    "json": json_file,
    "csv": csv_file,
}


def forms_of(version: PublicVersion, *, of_version: bool) -> list[FormLink]:
    """What a reader can take away; the PDFs only once they are made."""
    links = []
    for form, words, made in (
        ("pdf", "PDF", version.pdf),
        ("large-print.pdf", "PDF in large print", version.large_print),
    ):
        if made:
            address = version.file_address(form, of_version=of_version)
            links.append(FormLink(words, address, made.pages or 0, made.size or 0))
    for form, words in (("docx", "Word"), ("csv", "Table (CSV)"), ("json", "Data (JSON)")):
        links.append(FormLink(words, version.file_address(form, of_version=of_version)))
    return links
