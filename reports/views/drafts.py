"""Drafts: read on screen as pages, made into a PDF when someone asks."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from reports.copies.making import copy_of
from reports.copies.naming import QUERIES, WORDS, in_file_name
from reports.copies.tree import TOOLBAR
from reports.documents import draft_page, file_name, freeze
from reports.models import Rendering
from reports.rendering import request_rendering
from reports.rendering_progress import progress_of
from reports.views.addresses import get_cycle, get_kind, get_variant
from reports.views.files import pdf_response, spreadsheet_response, word_response
from reports.workflow.downloads import record_download


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def draft(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """The draft as it stands now, as a page of its own."""
    cycle = get_cycle(request, year)
    found = get_kind(kind)
    variant = get_variant(request, found)
    html = copy_of(draft_page(freeze(found, cycle, on=timezone.localdate()), cycle), variant)
    context = {
        "cycle": cycle,
        "kind": found,
        "may_write": Permission.EDIT_DOCUMENTS in request.permissions,
        "query": QUERIES[variant],
    }
    toolbar = render_to_string("reports/_draft_toolbar.html", context, request=request)
    return HttpResponse(html.replace(TOOLBAR, toolbar))


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def draft_spreadsheet(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """The actions of the draft as it stands now; 404 for a document that has no spreadsheet."""
    cycle, found = get_cycle(request, year), get_kind(kind)
    if not found.is_about_actions:
        raise Http404
    frozen = freeze(found, cycle, on=timezone.localdate())
    name = file_name(request.council, cycle, found.value, "draft", "xlsx")
    if request.method == "GET":
        record_download(
            kind=found, cycle=cycle, form="a spreadsheet", by=request.membership, at=timezone.now()
        )
    return spreadsheet_response(frozen.content, frozen.body_digest, file_name=name)


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def draft_word(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """The draft as it stands now, as a Word file."""
    cycle, found = get_cycle(request, year), get_kind(kind)
    html = copy_of(
        draft_page(freeze(found, cycle, on=timezone.localdate()), cycle), get_variant(request, found)
    )
    name = file_name(request.council, cycle, found.value, "draft", "docx")
    response = word_response(request, html, file_name=name)
    if request.method == "GET" and response.status_code == HTTPStatus.OK:
        record_download(kind=found, cycle=cycle, form="a Word file", by=request.membership, at=timezone.now())
    return response


@require_POST
@permission_required(Permission.VIEW_DRAFTS)
def draft_make_pdf(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """Ask the worker for a PDF of the draft as it stands now, or of a copy of it."""
    cycle = get_cycle(request, year)
    found = get_kind(kind)
    variant = get_variant(request, found)
    html = draft_page(freeze(found, cycle, on=timezone.localdate()), cycle)
    name = file_name(request.council, cycle, found.value, f"draft{in_file_name(variant)}")
    rendering = request_rendering(html, request.council, file_name=name, variant=variant)
    return redirect("reports:draft-pdf", request.council.slug, cycle.year, found.value, rendering.key)


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def draft_pdf(request: CouncilRequest, year: int, kind: str, key: str) -> HttpResponse:
    """How far the PDF is; the file itself once it is made and asked for with `?file`."""
    rendering = get_object_or_404(Rendering, council=request.council, key=key, publication=None)
    cycle, found = get_cycle(request, year), get_kind(kind)
    progress = progress_of(rendering, at=timezone.now())
    if progress.is_ready and "file" in request.GET:
        response = pdf_response(request, rendering)
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            record_download(kind=found, cycle=cycle, form="a PDF", by=request.membership, at=timezone.now())
        return response
    context = {
        "cycle": cycle,
        "kind": found,
        "rendering": rendering,
        "progress": progress,
        "words": WORDS[rendering.variant],
        "query": QUERIES[rendering.variant],
    }
    return render(request, "reports/draft_pdf.html", context)
