"""Documents as Word files: a released one, and the cover report that is edited before it is sent."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from reports.copies.making import copy_of
from reports.documents import file_name
from reports.models import DocumentKind
from reports.views.addresses import get_cycle, get_variant
from reports.views.files import word_response
from reports.views.publications import get_publication, noted
from reports.word.cover_report import cover_report_page
from reports.workflow.downloads import record_download


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def publication_word(request: CouncilRequest, pk: int) -> HttpResponse:
    """The page as it was frozen, as a Word file."""
    found = get_publication(request, pk)
    if found.is_withdrawn:
        return render(request, "reports/withdrawn.html", {"publication": found}, status=410)
    name = file_name(request.council, found.cycle, found.kind, f"version-{found.version}", "docx")
    html = copy_of(found.html, get_variant(request, DocumentKind(found.kind)))
    return noted(request, found, word_response(request, html, file_name=name))


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def cover_report(request: CouncilRequest, year: int) -> HttpResponse:
    """The report that goes before the statement to the committee, to be edited in Word."""
    cycle = get_cycle(request, year)
    html = cover_report_page(cycle, on=timezone.localdate())
    name = file_name(request.council, cycle, "cover-report", "draft", "docx")
    response = word_response(request, html, file_name=name)
    if request.method == "GET" and response.status_code == HTTPStatus.OK:
        record_download(
            kind=DocumentKind.AGS,
            cycle=cycle,
            form="the cover report, a Word file",
            by=request.membership,
            at=timezone.now(),
        )
    return response
