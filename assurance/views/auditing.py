"""What an auditor takes away: the index of a review's evidence, and its files."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance.evidence_index import read_index
from assurance.exchange.evidence_index import index_csv, index_zip
from assurance.views.fetching import get_cycle
from assurance.workflow.auditing import record_index_taken
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission


@require_safe
@permission_required(Permission.EVIDENCE_INDEX)
def evidence_index(request: CouncilRequest, year: int) -> HttpResponse:
    """What is shown for each requirement, as the register stands today."""
    cycle = get_cycle(request, year)
    context = {"cycle": cycle, "index": read_index(cycle)}
    return render(request, "assurance/evidence_index.html", context)


@require_safe
@permission_required(Permission.EVIDENCE_INDEX)
def evidence_index_download(request: CouncilRequest, year: int, suffix: str) -> HttpResponse:
    """The index as "csv", or with all its files as "zip"; back to the page when they are too large."""
    if suffix not in {"csv", "zip"}:
        raise Http404
    cycle = get_cycle(request, year)
    index = read_index(cycle)
    if suffix == "zip" and index.is_too_large:
        messages.error(
            request,
            f"The files are {index.size} together, more than the {index.largest} that fit into one ZIP. "
            "Nothing was made: open them one by one, by the items of the index.",
        )
        return redirect("assurance:evidence-index", request.council.slug, year)
    if request.method == "GET":
        record_index_taken(
            cycle=cycle, files=len(index.kept), form=suffix, by=request.membership, at=timezone.now()
        )
    name = f"{request.council.slug}-evidence-index-{cycle.slug}.{suffix}"
    if suffix == "csv":
        response = HttpResponse(index_csv(index), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        streamed = FileResponse(
            index_zip(index), as_attachment=True, filename=name, content_type="application/zip"
        )
        # A streamed file is no HttpResponse to the type checker, and is one to Django.
        response = cast(HttpResponse, streamed)
    response["Cache-Control"] = "private, no-store"
    return response
