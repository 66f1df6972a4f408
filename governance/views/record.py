"""The record of changes: who did what, when; on a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance import audit
from governance.decorators import permission_required
from governance.forms.record import RecordFilterForm
from governance.formula_guard import guard
from governance.http import CouncilRequest
from governance.models.audit import AuditEntryQuerySet
from governance.permissions import Permission
from governance.record_list import lines, narrowed, readable_entries

PER_PAGE = 50
CHUNK = 500  # entries held in memory at a time while a file is written
COLUMNS = ("Number", "When", "Who", "What", "Code", "Review", "About", "Check code", "Check code before")


@require_safe
@permission_required(Permission.VIEW_RECORD)
def record_of_changes(request: CouncilRequest) -> HttpResponse:
    """Newest first, narrowed by what stands in the address."""
    form = RecordFilterForm(request.GET, request.council)
    entries = narrowed(readable_entries(request.council, request.membership), form.asked, request.membership)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": list(lines(page, request.council, request.membership)),
        "is_narrowed": bool(form.asked),
        "asked": request.GET.urlencode(),
    }
    return render(request, "governance/record.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(Permission.VIEW_RECORD)
def record_download(request: CouncilRequest) -> HttpResponse:
    """The same as a CSV file, oldest first, written while it is sent; who takes it is recorded in it."""
    form = RecordFilterForm(request.GET, request.council)
    if not form.is_valid():
        return record_of_changes(request)
    said = form.in_words()
    if request.method == "GET":
        audit.record(
            "governance.record.exported",
            council=request.council,
            by=request.user,
            at=timezone.now(),
            narrowed=f" ({said})" if said else "",
        )
    entries = narrowed(readable_entries(request.council, request.membership), form.asked, request.membership)
    response = StreamingHttpResponse(
        _file(request, entries.order_by("sequence")), content_type="text/csv; charset=utf-8"
    )
    name = f"{request.council.slug}-record-of-changes-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    # A streamed file is no HttpResponse to the type checker, and is one to Django.
    return cast(HttpResponse, response)


class _Echo:
    """Gives back each line that is written to it, so that a writer of CSV can be streamed."""

    def write(self, line: str) -> str:
        return line


def _file(request: CouncilRequest, entries: AuditEntryQuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # without it Excel reads UTF-8 as something else
    yield writer.writerow(COLUMNS)
    for line in lines(entries.iterator(chunk_size=CHUNK), request.council, request.membership):
        entry = line.entry
        cells = (
            str(entry.sequence),
            timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
            line.who,
            line.sentence,
            entry.action,
            str(entry.review_year or ""),
            line.about,
            entry.digest,
            entry.previous_digest,
        )
        yield writer.writerow([guard(cell) for cell in cells])
