"""Published documents as files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.models import DocumentKind
from reports.public.answers import ASK_EACH_TIME, FOR_EVER, answer, public_page
from reports.public.forms import FORMS
from reports.public.reading import NAMES, find_document
from reports.views.public import not_published, withdrawn


@require_safe
@login_not_required
def file(
    request: HttpRequest,
    public_slug: str,
    name: str,
    form: str,
    year: int | None = None,
    number: int | None = None,
) -> HttpResponse:
    """A form of the newest version that stands, or of the one named, whose bytes never change."""
    needs_year = NAMES.get(name) != DocumentKind.LOCAL_CODE
    if form not in FORMS or (year is None and needs_year):
        return not_published(request)
    found = find_document(public_slug, name, year, at=timezone.localdate())
    if found is None:
        return not_published(request)
    version = found.current or found.newest if number is None else found.version(number)
    if version is None:
        return not_published(request)
    if version.publication.is_withdrawn:
        return withdrawn(request, version, found)
    made = FORMS[form](version)
    if made is None:
        context = {"council": version.publication.council, "version": version}
        return public_page(request, "reports/public_pdf_missing.html", context, status=404)
    return answer(
        request,
        made.make,
        etag=made.etag,
        changed_at=version.changed_at if number else found.changed_at,
        cache=FOR_EVER if number else ASK_EACH_TIME,
    )
