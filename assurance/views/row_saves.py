"""A row saved by script: the answer says what became of the save and how the row stands, and shows no page.

It never holds what somebody is typing in, so that nothing is taken from under their hands: the row comes back
as HTML only after a press that added a line or that was refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from assurance import progress
from assurance.models import Assessment, Assignment, EvidenceUse
from assurance.repeats import with_two_years_before
from assurance.row_forms import PageError, RowForms
from assurance.rows import Row, closed_row, words_of
from assurance.views.fetching import get_cycle
from assurance.views.row_page import RowPage
from governance.holding import hold
from governance.http import CouncilRequest
from governance.templatetags.ga import govtime

# Parts of a row that a save may change while somebody types beside them, by the name of their place.
PARTS = {
    "score": "assurance/_row_score.html",
    "status": "assurance/_row_status.html",
    "beside": "assurance/_row_beside_last_year.html",
    "notes": "assurance/_row_drafting_notes.html",
    "changes": "assurance/_changes_since_last_year.html",
}
# What a post may hold without its evidence and actions being read.
ANSWER = frozenset(
    (
        *("version", "changed", "clash", "still-true", "use-last", "move-note"),
        *("score", "not_applicable", "not_applicable_reason", "change_reason", "narrative", "private_note"),
    )
)


def save_row(request: CouncilRequest, year: int, ref: str) -> JsonResponse:
    """Save what a script sends of one row: pressed, or while somebody types (`autosave` in the post)."""
    data, now = request.POST, timezone.now()
    if data.get("person", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"signed_in": False}, status=401)  # someone else signed in with this browser
    mine = _rows_of(request, year)
    found = next((row for row in mine if row.ref == ref), None)
    row = _closed(request, found) if found is not None else None
    if row is None or not row.can_edit or _has_lines(data, ref):
        return _save_with_lines(request, year, ref, at=now)
    forms = RowForms(row, posts=[])
    forms.bind(data)
    if "autosave" in data:
        forms.autosave(data, by=request.membership, at=now)
    elif forms.is_valid():
        forms.save(data, by=request.membership, at=now)
    left = [_as_saved(request, forms, row) for row in mine]
    answer = _answer(request, forms, at=now) | _figures(request, left)
    if "autosave" not in data and (not forms.saved or forms.answer.clashing):
        page = _page_of(request, year, ref)
        if not forms.saved:
            forms.lines_saved = True  # none were posted: the page shows them as they are
            page.forms[ref].carry(forms)
        answer |= {"errors": page.errors, "html": _html(request, page)}
    return JsonResponse(answer, status=200 if forms.saved else 422)


def _rows_of(request: CouncilRequest, year: int) -> list[Assessment]:
    """The person's rows of the review, with what a save and the figures read, in one query."""
    rows = (
        with_two_years_before(Assessment.objects.filter(council=request.council, cycle__starts_on__year=year))
        .assigned_to(request.membership)
        .with_reference()
        .select_related("confirmed_by__user")
        .annotate(has_evidence=Exists(EvidenceUse.objects.filter(assessment=OuterRef("pk"), removed_at=None)))
    )
    return [_known(request, row) for row in rows]


def _known(request: CouncilRequest, row: Assessment) -> Assessment:
    """The row, of which we know that it is the person's."""
    row.council = row.cycle.council = request.council
    hold(row, "assignments", [Assignment(assessment=row, member=request.membership)])
    return row


def _as_saved(request: CouncilRequest, forms: RowForms, row: Assessment) -> Assessment:
    """The row as the save left it."""
    if row.pk != forms.assessment.pk or row is forms.assessment:
        return row
    forms.assessment.has_evidence = getattr(row, "has_evidence", False)  # type: ignore[attr-defined]
    return _known(request, forms.assessment)


def _closed(request: CouncilRequest, row: Assessment) -> Row:
    return closed_row(
        row,
        has_evidence=getattr(row, "has_evidence", False),
        membership=request.membership,
        rights=request.permissions,
        words=words_of(request.council),
    )


def _figures(request: CouncilRequest, mine: list[Assessment]) -> dict[str, int]:
    evidenced = {row.pk for row in mine if getattr(row, "has_evidence", False)}
    done = progress.answered(
        mine, evidenced=evidenced, reason_from=request.council.setting("change_asking_reason")
    )
    return {"done": done, "total": len(mine)}


def _has_lines(data: QueryDict, ref: str) -> bool:
    names = {name.removeprefix(f"{ref}-") for name in data if name.startswith(f"{ref}-")}
    return any(not name.startswith(("keep-", "both-")) for name in names - ANSWER)


def _answer(request: CouncilRequest, forms: RowForms, *, at: datetime) -> dict[str, Any]:
    """What became of the save. `values`: the answer as it stands, where it differs from what was posted."""
    current = forms.assessment
    if current.confirmed_by_id == request.membership.pk:
        current.confirmed_by = request.membership
    forms.row = _closed(request, current)
    context = {"row": forms.row, "forms": forms}
    return {
        "saved": forms.saved,
        "at": govtime(at),
        "version": current.version,
        "versions": forms.versions,
        "values": forms.answer.as_it_stands(current),
        "confirmable": forms.row.can_confirm,
        "errors": _refusals(forms),
        "clashes": _clashes(forms),
        "parts": {name: render_to_string(template, context).strip() for name, template in PARTS.items()},
    }


def _clashes(forms: RowForms) -> dict[str, str]:
    """The choice between two texts to put beside each field, which keeps what is typed in it."""
    context = {"row": forms.row, "forms": forms, "beside_its_field": True}
    return {
        f"{forms.ref}-{clash.name}": render_to_string("assurance/_clash.html", context | {"clash": clash})
        for clash in forms.clashes_shown
    }


def _refusals(forms: RowForms) -> list[PageError]:
    """What is wrong with the answer, beside reasons that may still be typed."""
    return [] if forms.answer.is_only_unfinished and not forms.refusals else forms.errors()


def _save_with_lines(request: CouncilRequest, year: int, ref: str, *, at: datetime) -> JsonResponse:
    """The same for a post with lines of evidence or actions, or for a row that left the person's hands.

    No row comes back when it is no longer the person's to change: what was typed stays on their page.
    """
    page = _page_of(request, year, ref)
    forms = page.forms.get(ref)
    if "autosave" in request.POST and forms is not None:
        forms.bind(request.POST)
        forms.autosave(request.POST, by=request.membership, at=at)
        answer = _answer(request, forms, at=at) | _figures(request, _rows_of(request, year))
        return JsonResponse(answer, status=200 if forms.saved else 422)
    is_saved = page.save(request.POST, at=at)
    forms = page.forms.get(ref)
    if forms is None or page.locked_texts:
        locked = {"saved": is_saved, "errors": page.errors, "html": ""}
        return JsonResponse(locked, status=200 if is_saved else 422)
    answer = {
        "saved": is_saved,
        "at": govtime(at),
        "version": forms.assessment.version,
        "values": {} if is_saved else forms.answer.as_it_stands(forms.assessment),
        "errors": page.errors,
        "clashes": _clashes(forms),
        "html": _html(request, page),
    }
    return JsonResponse(answer | _figures(request, _rows_of(request, year)), status=200 if is_saved else 422)


def _page_of(request: CouncilRequest, year: int, ref: str) -> RowPage:
    page = RowPage(request, get_cycle(request, year), lambda rows: rows.filter(requirement__ref=ref))
    if not page.rows:
        raise Http404
    return page


def _html(request: CouncilRequest, page: RowPage) -> str:
    row = page.rows[0]
    context = page.context() | {"row": row, "forms": page.forms.get(row.ref), "links_to_page": True}
    return render_to_string("assurance/_row.html", context, request=request)
