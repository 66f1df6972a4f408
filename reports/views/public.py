"""Public pages: the councils, what each has published, a document and each of its versions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.colours import colour_problem
from governance.models import Council
from reports.content.control import BROKEN_COLOUR
from reports.copies.tree import TOOLBAR
from reports.documents import absolute, text_digest_given
from reports.models import DocumentKind, Publication
from reports.paper import BRAND_LINK
from reports.public.answers import answer, fingerprint, kept_page, public_page
from reports.public.forms import forms_of
from reports.public.reading import (
    NAMES,
    PublicDocument,
    PublicVersion,
    councils_with_documents,
    find_document,
    published,
)

NOT_LISTED = '<meta name="robots" content="noindex">'


@require_safe
@login_not_required
def councils(request: HttpRequest) -> HttpResponse:
    """The councils that have published something."""
    found = councils_with_documents(at=timezone.localdate())
    return kept_page(request, "reports/public_councils.html", {"councils": found})


@require_safe
@login_not_required
def shelf(request: HttpRequest, public_slug: str) -> HttpResponse:
    """What a council has published, year by year, and what it withdrew."""
    council = Council.objects.filter(slug=public_slug).first()
    documents = published(council, at=timezone.localdate()) if council else []
    if not documents:
        return not_published(request)
    context = {"council": council, "documents": documents}
    changed = max(one.changed_at for one in documents)
    return kept_page(request, "reports/public_shelf.html", context, changed_at=changed)


@require_safe
@login_not_required
def brand_css(request: HttpRequest, public_slug: str) -> HttpResponse:
    """The council's one colour as a style sheet; the service's own where there is no such council."""
    colour = Council.objects.filter(slug=public_slug).values_list("colour", flat=True).first() or ""
    text = f":root{{--ga-council:{BROKEN_COLOUR if colour_problem(colour) else colour}}}"
    response = HttpResponse(text, content_type="text/css")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
@login_not_required
def document(
    request: HttpRequest, public_slug: str, name: str, year: int | None = None, number: int | None = None
) -> HttpResponse:
    """The page as it was frozen: the newest version that stands, or the one that is named."""
    found = find_document(public_slug, name, year, at=timezone.localdate())
    if found is None:
        return not_published(request)
    if year is None and NAMES[name] != DocumentKind.LOCAL_CODE:
        return redirect(found.newest.current_address) if number is None else not_published(request)
    version = found.current or found.newest if number is None else found.version(number)
    if version is None:
        return not_published(request)
    if version.publication.is_withdrawn:
        return withdrawn(request, version, found)
    return frozen_page(request, version, found, of_version=number is not None)


def frozen_page(
    request: HttpRequest, version: PublicVersion, found: PublicDocument, *, of_version: bool
) -> HttpResponse:
    """The frozen page with the public toolbar.

    Every address asks each time: also that of one version says whether a newer one exists, and turns into a
    notice when it is withdrawn.
    """
    toolbar = render_to_string(
        "reports/_public_toolbar.html",
        {
            "version": version,
            "document": found,
            "forms": forms_of(version, of_version=of_version),
            "is_current": version is found.current,
        },
    )

    def make() -> HttpResponse:
        html = Publication.objects.values_list("html", flat=True).get(pk=version.publication.pk)
        return HttpResponse(for_everybody(html, version).replace(TOOLBAR, toolbar))

    etag = fingerprint("page", str(version.publication.pk), version.publication.digest, toolbar)
    changed = max(found.changed_at, version.changed_at)
    response = answer(request, make, etag=etag, changed_at=changed)
    if current := found.current:
        response["Link"] = f'<{absolute(current.current_address)}>; rel="canonical"'
    return response


def for_everybody(html: str, version: PublicVersion) -> str:
    """A frozen page as search engines may list it, with its colour from an address that needs no sign-in."""
    address = reverse("published:brand-css", args=[version.publication.council.slug])
    link = rf'<link rel="stylesheet" href="{address}" data-colour="\1">'
    return BRAND_LINK.sub(link, html.replace(NOT_LISTED, "", 1), count=1)


@require_safe
@login_not_required
def short_address(request: HttpRequest, token: str) -> HttpResponse:
    """The address printed on a document: leads to its public page, or to sign-in while only members may read.

    A text that was published in a later state is read there.
    """
    printed = Publication.objects.filter(digest__startswith=token) if len(token) == 12 else None
    publication = (
        printed.select_related("council", "cycle").defer("content", "html").first() if printed else None
    )
    if publication is None:
        return not_published(request)
    if version := public_twin(publication):
        document, twin = version
        address = twin.current_address if twin is document.current else twin.address
    else:
        address = reverse("reports:publication", args=[publication.council.slug, publication.pk])
    response = redirect(address)
    response["Cache-Control"] = "no-cache"
    return response


def public_twin(publication: Publication) -> tuple[PublicDocument, PublicVersion] | None:
    """A publication among the public ones, else the newest public one that gives out the same text."""
    text_digest = text_digest_given(publication)
    for document in published(
        publication.council, at=timezone.localdate(), kind=DocumentKind(publication.kind)
    ):
        same = [one for one in document.versions if one.publication.text_digest == text_digest]
        itself = [one for one in document.versions if one.publication.pk == publication.pk]
        of_cycle = [one for one in same if one.publication.cycle_id == publication.cycle_id]
        if twin := next(iter([*itself, *of_cycle]), None):
            return document, twin
    return None


def withdrawn(request: HttpRequest, version: PublicVersion, found: PublicDocument) -> HttpResponse:
    """The notice that stands at the address of what was taken back."""
    context = {"council": version.publication.council, "version": version, "document": found}
    return public_page(request, "reports/public_withdrawn.html", context, status=410)


def not_published(request: HttpRequest) -> HttpResponse:
    """Says the same of an unknown council, an unknown year and a document that is not public."""
    return public_page(request, "reports/public_not_found.html", {}, status=404)
