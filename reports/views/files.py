"""Files over the wire: stored PDFs, whole or "not modified"; spreadsheets and Word made when asked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from reports.models import Rendering
from reports.rendering import stored_file
from reports.spreadsheets import CONTENT_TYPE, workbook
from reports.word.files import CONTENT_TYPE as WORD_TYPE
from reports.word.files import word_file, word_tag


def pdf_response(request: HttpRequest, rendering: Rendering) -> HttpResponse:
    """The stored bytes; 304 without opening the file when the reader has them.

    Kept by the reader's own browser only and asked about each time, so that a withdrawn document is gone.
    """
    etag = quote_etag(rendering.sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != 304:
        response = FileResponse(
            stored_file(rendering).open("rb"), content_type="application/pdf", filename=rendering.file_name
        )
        response["Content-Length"] = str(rendering.size)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    # A streamed file is no HttpResponse to the type checker, and is one to Django.
    return cast(HttpResponse, response)


def spreadsheet_response(content: str, digest: str, *, file_name: str) -> HttpResponse:
    """A document about actions as a workbook; small enough to make in the request."""
    return HttpResponse(
        workbook(content, digest),
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, file_name) or "attachment",
            "Cache-Control": "private, no-cache",
        },
    )


def word_response(request: HttpRequest, html: str, *, file_name: str) -> HttpResponse:
    """A document's page as a Word file, made in the request: a third of a second for 91 rows.

    304 without making it when the reader has it.
    """
    etag = quote_etag(word_tag(html))
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        response = HttpResponse(
            word_file(html),
            content_type=WORD_TYPE,
            headers={"Content-Disposition": content_disposition_header(True, file_name) or "attachment"},
        )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return cast(HttpResponse, response)
