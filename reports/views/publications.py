"""Released documents: releasing, reading, the PDF, withdrawing."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.copies.making import copy_of
from reports.copies.naming import QUERIES, WORDS
from reports.copies.tree import TOOLBAR
from reports.documents import file_name, freeze
from reports.forms import ReleaseForm, WithdrawForm
from reports.models import DocumentKind, Publication
from reports.readers import readers_of
from reports.rendering_progress import progress_of
from reports.shelf import may
from reports.views.addresses import get_cycle, get_kind, get_variant
from reports.views.files import pdf_response, spreadsheet_response
from reports.workflow import publications as workflow
from reports.workflow.readings import note_reading


def get_publication(request: CouncilRequest, pk: int) -> Publication:
    """A released document that this member may know of, or 404."""
    publication = get_object_or_404(
        Publication.objects.for_council(request.council).select_related("cycle", "council"), pk=pk
    )
    year = publication.cycle.year
    if not may(request.membership, Permission.VIEW_RELEASED, year):
        raise Http404
    if publication.visible_from > timezone.localdate() and not sees_drafts(request, publication):
        raise Http404
    return publication


def sees_drafts(request: CouncilRequest, publication: Publication) -> bool:
    return may(request.membership, Permission.VIEW_DRAFTS, publication.cycle.year)


def noted(request: CouncilRequest, publication: Publication, response: HttpResponse) -> HttpResponse:
    """The answer; that this member opened the document is kept, for the page that says what changed since."""
    if request.method == "GET" and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        note_reading(publication, by=request.membership, at=timezone.now())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.RELEASE)
def release(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """Which pages, for whom, from when; then a page to confirm; then the release."""
    cycle, found = get_cycle(request, year), get_kind(kind)
    today = timezone.localdate()
    frozen = freeze(found, cycle, on=today)
    form = ReleaseForm(request.POST or None, initial={"seen": frozen.body_digest, "visible_from": today})
    context = {
        "cycle": cycle,
        "kind": found,
        "form": form,
        "document": json.loads(frozen.content),
        "readers": readers_of(request.council, year),
    }
    if not form.is_valid():
        return render(request, "reports/release.html", context, status=422 if form.is_bound else 200)
    if "confirmed" not in request.POST:
        return render(request, "reports/release_check.html", context | {"asked": form.cleaned_data})
    try:
        publication = workflow.release(
            kind=found, cycle=cycle, by=request.membership, at=timezone.now(), **form.cleaned_data
        )
    except WorkflowError as error:
        fresh = ReleaseForm(initial=form.cleaned_data | {"seen": frozen.body_digest})
        problems = [(message, "") for message in error.messages]
        return render(
            request, "reports/release.html", context | {"form": fresh, "page_errors": problems}, status=422
        )
    messages.success(request, f"{publication} is released. Its PDF is being made.")
    return redirect("reports:documents", request.council.slug)


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def publication(request: CouncilRequest, pk: int) -> HttpResponse:
    """The page as it was frozen, or a copy of it; a notice in its place once it is withdrawn."""
    found = get_publication(request, pk)
    variant = get_variant(request, DocumentKind(found.kind))
    context = {
        "publication": found,
        "may_withdraw": Permission.RELEASE in request.permissions,
        "query": QUERIES[variant],
    }
    if found.is_withdrawn and not ("text" in request.GET and sees_drafts(request, found)):
        context["sees_drafts"] = sees_drafts(request, found)
        return render(request, "reports/withdrawn.html", context, status=410)
    toolbar = render_to_string("reports/_publication_toolbar.html", context, request=request)
    return noted(request, found, HttpResponse(copy_of(found.html, variant).replace(TOOLBAR, toolbar)))


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def publication_pdf(request: CouncilRequest, pk: int) -> HttpResponse:
    """The stored PDF of the document or of a copy of it; an honest page while it is being made."""
    found = get_publication(request, pk)
    if found.is_withdrawn:
        return render(request, "reports/withdrawn.html", {"publication": found}, status=410)
    variant = get_variant(request, DocumentKind(found.kind))
    rendering = found.renderings.filter(variant=variant).order_by("-pk").defer("html").first()
    progress = progress_of(rendering, at=timezone.now())
    if rendering and progress.is_ready:
        return noted(request, found, pdf_response(request, rendering))
    context = {
        "publication": found,
        "progress": progress,
        "was_asked": rendering is not None,
        "words": WORDS[variant],
        "query": QUERIES[variant],
    }
    return render(
        request, "reports/publication_pdf.html", context, status=404 if progress.has_failed else 202
    )


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def publication_spreadsheet(request: CouncilRequest, pk: int) -> HttpResponse:
    """The actions as they were frozen; 404 for a document that has no spreadsheet."""
    found = get_publication(request, pk)
    if not found.has_spreadsheet:
        raise Http404
    if found.is_withdrawn:
        return render(request, "reports/withdrawn.html", {"publication": found}, status=410)
    name = file_name(request.council, found.cycle, found.kind, f"version-{found.number}", "xlsx")
    return spreadsheet_response(found.content, found.printed_digest, file_name=name)


@require_POST
@permission_required(Permission.VIEW_RELEASED)
def publication_make_pdf(request: CouncilRequest, pk: int) -> HttpResponse:
    """Ask the worker for a copy that was not made before, or once more for a PDF that failed.

    Whoever may read the document may ask: there is one file for all, however many do.
    """
    found = get_publication(request, pk)
    if found.is_withdrawn:
        return render(request, "reports/withdrawn.html", {"publication": found}, status=410)
    variant = get_variant(request, DocumentKind(found.kind))
    workflow.request_publication_pdf(found, variant)
    address = reverse("reports:publication-pdf", args=[request.council.slug, pk])
    return redirect(f"{address}{QUERIES[variant]}")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.RELEASE)
def publication_withdraw(request: CouncilRequest, pk: int) -> HttpResponse:
    """Take a released document back, with a reason that stays at its address."""
    found = get_publication(request, pk)
    form = WithdrawForm(request.POST or None)
    context = {"publication": found, "form": form}
    if form.is_valid():
        try:
            workflow.withdraw(
                publication=found,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            context["page_errors"] = [(message, "") for message in error.messages]
            return render(request, "reports/withdraw.html", context, status=422)
        messages.success(request, f"{found} is withdrawn. A notice stands at its address.")
        return redirect("reports:documents", request.council.slug)
    return render(request, "reports/withdraw.html", context, status=422 if form.is_bound else 200)
