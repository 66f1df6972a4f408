"""What stands round every page: the service navigation and the footer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from assurance.models import ReviewCycle
from assurance.waiting import HeaderCounts, header_counts
from governance.http import of_council
from governance.models import Council, Membership, User
from governance.permissions import Permission


def cycle_in_view(request: HttpRequest, council: Council) -> ReviewCycle | None:
    """The review the address names, else the newest that is worked on, else the newest: of those that the
    member may read.
    """
    found: ReviewCycle | None = getattr(request, "cycle", None)
    if found is not None:
        return found
    member = of_council(request).membership
    cycles = readable(ReviewCycle.objects.for_council(council).newest_first(), member)
    match = request.resolver_match
    year = match.kwargs.get("year") if match else None
    named = [cycle for cycle in cycles if cycle.year == year]
    working = [cycle for cycle in cycles if cycle.is_being_scored or cycle.is_being_signed]
    return next(iter(named + working + cycles), None)


def readable(cycles: Iterable[ReviewCycle], member: Membership) -> list[ReviewCycle]:
    """The reviews that the member may read: a role may be limited to some years."""
    return [cycle for cycle in cycles if Permission.VIEW_REVIEW in member.permissions(year=cycle.year)]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The service navigation for this member: only pages that they may open."""
    council: Council | None = getattr(request, "council", None)
    if council is None:
        return []
    member = of_council(request).membership
    links = [*_links_to_review(request, council, member), *_links_to_council(council, member)]
    return [{"label": label, "url": url, "active": request.path == url} for label, url in links]


def _links_to_review(request: HttpRequest, council: Council, member: Membership) -> list[tuple[str, str]]:
    cycle = cycle_in_view(request, council)
    if cycle is None:
        return []
    rights = member.permissions(year=cycle.year)
    pages = [
        ("My rows", "my-rows", Permission.SCORE),
        ("Review", "review-queue", Permission.AGREE),
        ("Overview", "cycle", Permission.VIEW_REVIEW),
        ("What is left to do", "readiness", Permission.SEE_LEFT),
        ("All 91", "requirements", Permission.VIEW_REVIEW),
        ("Sources", "sources", Permission.VIEW_REVIEW),
    ]
    return [
        (label, reverse(f"assurance:{name}", args=[council.slug, cycle.year]))
        for label, name, right in pages
        if right in rights
    ]


def _links_to_council(council: Council, member: Membership) -> list[tuple[str, str]]:
    rights = member.permissions()
    pages = [
        ("Evidence", "assurance:evidence", Permission.VIEW_REVIEW),
        ("Actions", "assurance:actions", Permission.VIEW_REVIEW),
        ("Issues", "assurance:issues", Permission.VIEW_REVIEW),
        ("Documents", "reports:documents", Permission.VIEW_RELEASED),
        ("People", "governance:people", Permission.MANAGE_PEOPLE),
        ("Files", "assurance:files", Permission.MANAGE_PEOPLE),
        ("Record of changes", "governance:record", Permission.VIEW_RECORD),
    ]
    return [(label, reverse(name, args=[council.slug])) for label, name, right in pages if right in rights]


def counts_of(request: HttpRequest) -> HeaderCounts:
    """What the header counts for a signed-in person: read when a page shows it, so fragments do not ask."""
    return header_counts(cast(User, request.user), at=timezone.localdate())


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {
        "counts": SimpleLazyObject(lambda: counts_of(request)),
        "navigation": navigation(request),
        "footer_links": [
            {"label": "Accessibility", "url": reverse("governance:accessibility")},
            {"label": "The framework", "url": reverse("framework:overview")},
            {"label": "Published documents", "url": reverse("published:councils")},
            {"label": "Check a document", "url": reverse("published:check")},
        ],
    }
