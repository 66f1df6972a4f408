"""The control block of a Local Code and its sections: each written on a page of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.editions.lists import name_of
from reports.forms_local_code import AboutForm, NewSectionForm, SectionForm
from reports.models import CodeSection, LocalCodeEdition
from reports.row_boxes import Clashes, RowBox, RowSpec, boxes_for, clash_problems, problems
from reports.views.local_code_fetching import get_edition, lost_in
from reports.workflow.edition_order import DOWN, UP, add_row, move_row, put_back_row, remove_row
from reports.workflow.edition_texts import can_be_written, save_texts, why_not

BOX = "row"
MARK = 40  # characters of a page's mark that are kept
DONE = {"up": "Moved", "down": "Moved", "remove": "Removed", "back": "Put back"}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_about(request: CouncilRequest, pk: int) -> HttpResponse:
    """Title, dates, people, layout."""
    edition = get_edition(request, pk)
    return one_row_page(
        request,
        edition,
        edition,
        AboutForm,
        where="the control block",
        template="reports/local_code_about.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_section(request: CouncilRequest, pk: int, section: int) -> HttpResponse:
    """Heading and text of a section."""
    edition = get_edition(request, pk)
    found = get_object_or_404(edition.sections.all(), pk=section)
    return one_row_page(
        request,
        edition,
        found,
        SectionForm,
        where=f"section {name_of(found)}",
        template="reports/local_code_section.html",
    )


def one_row_page(
    request: CouncilRequest, edition: LocalCodeEdition, row: Any, form: Any, *, where: str, template: str
) -> HttpResponse:
    """A page about one row: shown, saved, or shown again with what is wrong or in question."""
    spec = RowSpec(BOX, "", row, partial(form, row=row))
    if request.method != "POST":
        return show(request, edition, spec, template=template)
    box = RowBox(spec, spec.make(request.POST, prefix=BOX))
    if not box.form.is_valid():
        return show(
            request, edition, spec, template=template, box=box, page_errors=problems([("", box.form)])
        )
    try:
        saved = save_texts(
            edition=edition, where=where, edits=[box.edit()], by=request.membership, at=timezone.now()
        )
    except WorkflowError as error:
        said = [(message, "") for message in error.messages]
        return show(request, edition, spec, template=template, box=box, page_errors=said)
    if saved.clashes:
        row.refresh_from_db()
        return show(request, edition, spec, template=template, clashes=saved.clashes)
    messages.success(request, "Saved." if saved.written else "Nothing had changed.")
    return redirect("reports:local-code-version", request.council.slug, edition.pk)


def show(
    request: CouncilRequest,
    edition: LocalCodeEdition,
    spec: RowSpec,
    *,
    template: str,
    box: RowBox | None = None,
    clashes: Clashes | None = None,
    page_errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    if clashes:
        [box] = boxes_for([spec], clashes=clashes).values()
    elif box is None:
        box = RowBox(spec, spec.make(None, prefix=BOX))
    context = {
        "edition": edition,
        "section": spec.row if isinstance(spec.row, CodeSection) else None,
        "box": box,
        "can_be_written": can_be_written(edition),
        "why_not": why_not(edition),
        "page_errors": clash_problems({BOX: box}) if clashes else page_errors,
        "lost": lost_in({BOX: box}, edition),
    }
    status = 409 if clashes else 422 if page_errors else 200
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_section_add(request: CouncilRequest, pk: int) -> HttpResponse:
    """A section at the end; it is moved from the outline."""
    edition = get_edition(request, pk)
    form = NewSectionForm(request.POST if request.method == "POST" else None)
    page_errors = None
    if request.method == "POST" and form.is_valid():
        section = CodeSection(
            council=request.council, edition=edition, key=free_key(edition, form.cleaned_data["heading"])
        )
        section.heading, section.text = form.cleaned_data["heading"], form.cleaned_data["text"]
        try:
            once = request.POST.get("once", "")[:MARK]
            add_row(section, edition=edition, once=once, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            page_errors = [(message, "") for message in error.messages]
        else:
            messages.success(request, f"Added {name_of(section)} at the end. Move it up to where it belongs.")
            return redirect("reports:local-code-version", request.council.slug, edition.pk)
    context = {
        "edition": edition,
        "form": form,
        "page_errors": page_errors,
        "can_be_written": can_be_written(edition),
        "why_not": why_not(edition),
        "once": request.POST.get("once") or secrets.token_urlsafe(9),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/local_code_section_add.html", context, status=status)


def free_key(edition: LocalCodeEdition, heading: str) -> str:
    """A key that no section of the version has, from the heading's words."""
    words = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:30].strip("-")
    taken = set(edition.sections.values_list("key", flat=True))
    wanted, number = words or "section", 1
    while wanted in taken or wanted.startswith("principle-"):
        number += 1
        wanted = f"{(words or 'section').removeprefix('principle-') or 'section'}-{number}"
    return wanted


@require_POST
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_section_place(request: CouncilRequest, pk: int, section: int) -> HttpResponse:
    """Move a section up or down, remove it, or put it back."""
    edition = get_edition(request, pk)
    found = get_object_or_404(edition.sections.all(), pk=section)
    steps: dict[str, Callable[..., None]] = {
        "up": partial(move_row, by_places=UP),
        "down": partial(move_row, by_places=DOWN),
        "remove": remove_row,
        "back": put_back_row,
    }
    step = steps.get(request.POST.get("step", ""))
    if step is not None:
        try:
            step(found, edition=edition, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{DONE[request.POST['step']]} {name_of(found)}.")
    return redirect("reports:local-code-version", request.council.slug, edition.pk)
