"""What the documents' addresses name: a review by its year, a document by its kind."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assurance.models import ReviewCycle
from governance.http import CouncilRequest
from reports.copies.naming import QUERIES, variants_of
from reports.models import DocumentKind, Rendering


def get_cycle(request: CouncilRequest, year: int) -> ReviewCycle:
    """The council's review of a year, or 404."""
    cycle = get_object_or_404(
        ReviewCycle.objects.for_council(request.council).select_related("framework"), starts_on__year=year
    )
    cycle.council = request.council
    return cycle


def get_kind(kind: str) -> DocumentKind:
    """The document an address names, or 404."""
    if kind not in DocumentKind.values:
        raise Http404
    return DocumentKind(kind)


def get_variant(request: HttpRequest, kind: DocumentKind) -> str:
    """The copy that an address asks for by its query, such as `?large-print`; the standard one otherwise."""
    asked = {f"?{name}={value}" if value else f"?{name}" for name, value in request.GET.items()}
    return next(
        (one for one in variants_of(kind) if QUERIES[one] in asked),
        Rendering.Variant.STANDARD,
    )
