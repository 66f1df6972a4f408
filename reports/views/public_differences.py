"""What changed between two published versions, for anyone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.comparing.recipe import recipe_digest
from reports.comparing.versions import Compared, Version, given
from reports.models import DocumentKind, Publication
from reports.public.answers import answer, fingerprint, public_page
from reports.public.reading import NAMES, PublicVersion, find_document
from reports.views.public import not_published, withdrawn


@require_safe
@login_not_required
def differences(
    request: HttpRequest, public_slug: str, name: str, number: int, earlier: int, year: int | None = None
) -> HttpResponse:
    """From an earlier version to a later one, while both stand."""
    found = find_document(public_slug, name, year, at=timezone.localdate())
    one = found.version(earlier) if found else None
    other = found.version(number) if found else None
    is_of_a_year = NAMES.get(name) != DocumentKind.LOCAL_CODE
    if found is None or one is None or other is None or earlier >= number or is_of_a_year != bool(year):
        return not_published(request)
    for version in (one, other):
        if version.publication.is_withdrawn:
            return withdrawn(request, version, found)

    def make() -> HttpResponse:
        pages = Publication.objects.in_bulk([one.publication.pk, other.publication.pk])
        context = {
            "council": other.publication.council,
            "title": other.title,
            "one": one,
            "other": other,
            "compared": Compared(*(as_published(version, pages) for version in (one, other))),
        }
        return public_page(request, "reports/public_differences.html", context)

    digests = [f"{version.publication.pk} {version.publication.digest}" for version in (one, other)]
    etag = fingerprint("differences", *digests, recipe_digest())
    return answer(request, make, etag=etag, changed_at=max(one.changed_at, other.changed_at))


def as_published(version: PublicVersion, pages: dict[int, Publication]) -> Version:
    return given(pages[version.publication.pk], name=version.words, day=version.published_on)
