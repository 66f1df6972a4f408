"""What changed between two versions of a document, for those who may read both."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance.models import ReviewCycle
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from reports.comparing.amendment_log import log_between
from reports.comparing.versions import DRAFT, Compared, Version, choices, chosen, drafted, given
from reports.models import DocumentKind, Publication
from reports.standing import WITH_STEPS, given_out
from reports.views.addresses import get_cycle, get_kind


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def differences(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """The last two texts, or the two versions that are asked for; the draft for those who read drafts."""
    cycle, found = get_cycle(request, year), get_kind(kind)
    sees_drafts = Permission.VIEW_DRAFTS in request.permissions
    publications = known_to_reader(cycle, found, sees_drafts=sees_drafts)
    one, other = request.GET.get("from", ""), request.GET.get("to", "")
    if DRAFT in {one, other} and not sees_drafts:
        raise RightMissing(Permission.VIEW_DRAFTS)
    pair = chosen(publications, one=one, other=other, with_draft=sees_drafts)
    context = {
        "publications": publications,
        "council": request.council,
        "cycle": cycle,
        "kind": found,
        "title": f"{found.label} {cycle.label}",
        "has_steps": found in WITH_STEPS,
    }
    if pair is None:
        return render(request, "reports/differences_none.html", context)
    named = [each for each in publications if str(each.number) in pair]
    if not sees_drafts and (taken_back := [each for each in named if each.is_withdrawn]):
        return render(request, "reports/withdrawn.html", {"publication": taken_back[0]}, status=410)
    versions = read_versions(cycle, found, named, with_draft=DRAFT in pair)
    if not versions.keys() >= {*pair}:
        raise Http404
    numbers = [each.version for each in named]
    context |= {
        "compared": Compared(versions[pair[0]], versions[pair[1]]),
        "choices": choices(publications, with_draft=sees_drafts),
        "log": log_between(
            cycle,
            found,
            publications,
            first=min(numbers, default=0),
            last=publications[0].version + 1 if DRAFT in pair else max(numbers, default=0),
        ),
    }
    return render(request, "reports/differences.html", context)


def known_to_reader(cycle: ReviewCycle, kind: DocumentKind, *, sees_drafts: bool) -> list[Publication]:
    """What was given out, the newest first: what members cannot see yet only for those who read drafts."""
    today = timezone.localdate()
    return [one for one in given_out(cycle, kind) if sees_drafts or one.visible_from <= today]


def read_versions(
    cycle: ReviewCycle, kind: DocumentKind, named: list[Publication], *, with_draft: bool
) -> dict[str, Version]:
    """The versions with their pages, by the value that names each in the address."""
    pages = Publication.objects.filter(pk__in=[one.pk for one in named])
    versions = {one.value: one for one in map(given, pages)}
    if with_draft:
        versions[DRAFT] = drafted(kind, cycle, on=timezone.localdate())
    return versions
