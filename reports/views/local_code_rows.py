"""Pages of many rows of a Local Code: a principle with its headings and items, and the table of roles.

Every button of such a page is one of the one form: it saves all that was typed, then does what it says.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.editions.lists import last_position, name_of
from reports.editions.principle_page import ItemList, PrinciplePage, find_principle, principle_page
from reports.forms_local_code import (
    GroupForm,
    ItemForm,
    NewItemForm,
    NewRoleForm,
    PrincipleForm,
    RoleForm,
)
from reports.models import CodeGroup, CodeItem, CodeRole, LocalCodeEdition
from reports.row_boxes import Clashes, RowBox, RowSpec, boxes_for, clash_problems, problems, sent
from reports.views.local_code_fetching import get_edition, lost_in
from reports.workflow.edition_order import DOWN, UP, move_row, put_back_row, remove_row
from reports.workflow.edition_texts import (
    PartsEdit,
    PlaceEdit,
    SavedTexts,
    can_be_written,
    save_texts,
    why_not,
)

MARK = 40  # characters of a page's mark that are kept
MOST_NEW = 20  # empty boxes of one list that are read
SENT_ITEM = re.compile(r"item-([0-9]{1,18})-version")
MORE = 4  # empty boxes shown where somebody asked for more


@dataclass
class Sheet:
    """What a page was built from, for its template and for saving."""

    where: str
    boxes: dict[str, RowBox]
    new: dict[str, list[Any]] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    once: str = ""  # the mark of the page: what it adds is added once, however often it is sent
    context: dict[str, Any] = field(default_factory=dict)

    def problems(self) -> list[tuple[str, str]]:
        named = [(box.spec.label, box.form) for box in sent(self.boxes)]
        named += [("A new one", form) for forms in self.new.values() for form in forms]
        return problems(named)


Build = Callable[[Mapping[str, Any] | None, Clashes | None], Sheet]


def do_step(request: CouncilRequest, edition: LocalCodeEdition, sheet: Sheet, then: str) -> str:
    """What a button says besides saving: "up:item-3" and the like. The part of the page to return to."""
    step, _, name = then.partition(":")
    if step == "more":
        return f"?more={name}#new-{name}" if name in sheet.new else ""
    row = sheet.rows.get(name)
    if row is None:
        return ""
    said: dict[str, Any] = {"edition": edition, "by": request.membership, "at": timezone.now()}
    if step in {"up", "down"}:
        move_row(row, by_places=UP if step == "up" else DOWN, **said)
    elif step == "remove":
        remove_row(row, **said)
        messages.success(
            request, f"Removed {name_of(row)}. You can put it back from the list of removed ones."
        )
        return ""
    elif step == "back":
        put_back_row(row, **said)
    return f"#{name}"


def new_forms(make: Any, key: str, data: Mapping[str, Any] | None, *, first: str, shown: int) -> list[Any]:
    """Empty boxes of a list: those that were sent, or as many as are to be shown."""
    if data is None:
        return [make(prefix=f"new-{key}-{n}") for n in range(shown)]
    found = []
    for number in range(MOST_NEW):
        if f"new-{key}-{number}-{first}" not in data:
            break
        found.append(make(data, prefix=f"new-{key}-{number}"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_principle(request: CouncilRequest, pk: int, letter: str) -> HttpResponse:
    """A principle as the version prints it, all of it on one page."""
    edition = get_edition(request, pk)

    def build(data: Mapping[str, Any] | None, clashes: Clashes | None) -> Sheet:
        code = find_principle(edition, letter)
        if code is None:
            raise Http404
        return principle_sheet(
            request, principle_page(edition, code, sent_items(data, clashes)), data, clashes
        )

    return answer(request, edition, build)


def sent_items(data: Mapping[str, Any] | None, clashes: Clashes | None) -> list[int]:
    """Keys of the items whose boxes somebody sent, or whose texts are in question."""
    names = [*(data or ()), *(f"{name}-version" for name in clashes or ())]
    return [int(found[1]) for name in names if (found := SENT_ITEM.fullmatch(name))]


def principle_specs(page: PrinciplePage) -> list[RowSpec]:
    code = page.code
    specs = [RowSpec("principle", "", code, partial(PrincipleForm, row=code))]
    for each in page.lists:
        if each.group is not None:
            specs.append(RowSpec(each.key, each.label, each.group, group_form(page, each)))
        standing = 0
        for item in each.items:
            standing += item.removed_at is None
            label = (
                f"{each.label}, item {standing}" if item.removed_at is None else f"{each.label}, removed item"
            )
            specs.append(item_spec(page, item, label))
    specs += [item_spec(page, item, f"{name_of(item)}, moved meanwhile") for item in page.gone]
    specs += [
        RowSpec(
            f"group-{group.pk}",
            f"{group.heading}, removed",
            group,
            group_form(
                page, ItemList("", "", group, [], frozenset(p.sub_principle_id for p in group.parts.all()))
            ),
        )
        for group in page.removed_groups
    ]
    return specs


def item_spec(page: PrinciplePage, item: CodeItem, label: str) -> RowSpec:
    choices = page.choices
    make = partial(
        ItemForm,
        row=item,
        requirements=choices.requirements,
        evidence=choices.evidence,
        names=choices.names,
        places=choices.places,
    )
    return RowSpec(f"item-{item.pk}", label, item, make)


def by_kind(items: list[CodeItem]) -> list[dict[str, Any]]:
    """What is printed of a list, each kind for itself and in the order of a document."""
    found = [
        {"label": kind.label, "rows": [one for one in items if one.kind == kind and not one.removed_at]}
        for kind in CodeItem.Kind
    ]
    return [each for each in found if each["rows"]]


def group_form(page: PrinciplePage, each: ItemList) -> Any:
    return partial(GroupForm, row=each.group, choices=page.choices.parts, stands_for=each.stands_for)


def principle_sheet(
    request: CouncilRequest, page: PrinciplePage, data: Mapping[str, Any] | None, clashes: Clashes | None
) -> Sheet:
    specs = principle_specs(page)
    boxes = boxes_for(specs, data=data, clashes=clashes)
    make = partial(NewItemForm, requirements=page.choices.requirements, evidence=page.choices.evidence)
    more = request.GET.get("more", "")
    new = {
        each.key: new_forms(make, each.key, data, first="text", shown=MORE if each.key == more else 1)
        for each in page.lists
    }
    lists = [
        {
            "list": each,
            "box": boxes.get(each.key),
            "items": [boxes[f"item-{item.pk}"] for item in each.items if f"item-{item.pk}" in boxes],
            "removed": [item for item in each.items if item.removed_at and f"item-{item.pk}" not in boxes],
            "new": new[each.key],
            "kinds": by_kind(each.items),
            "opened": each.key == more or any(form.is_bound and form.errors for form in new[each.key]),
        }
        for each in page.lists
    ]
    return Sheet(
        where=f"principle {page.code.principle.letter}",
        boxes=boxes,
        new=new,
        rows={spec.name: spec.row for spec in specs if spec.name != "principle"},
        context={
            "template": "reports/local_code_principle.html",
            "address": reverse(
                "reports:local-code-principle",
                args=[request.council.slug, page.code.edition_id, page.code.principle.letter],
            ),
            "code": page.code,
            "principle_box": boxes["principle"],
            "lists": lists,
            "removed_groups": [one for one in page.removed_groups if f"group-{one.pk}" not in boxes],
            "kept_groups": [
                boxes[f"group-{one.pk}"] for one in page.removed_groups if f"group-{one.pk}" in boxes
            ],
            "gone": [boxes[f"item-{item.pk}"] for item in page.gone if f"item-{item.pk}" in boxes],
            "register": list(page.choices.names.values()),
            "new_heading": data.get("new-heading", "")[:300] if data else "",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_roles(request: CouncilRequest, pk: int) -> HttpResponse:
    """The table of key roles."""
    edition = get_edition(request, pk)
    return answer(request, edition, partial(roles_sheet, request, edition))


def roles_sheet(
    request: CouncilRequest,
    edition: LocalCodeEdition,
    data: Mapping[str, Any] | None,
    clashes: Clashes | None,
) -> Sheet:
    roles = list(edition.roles.all())
    specs = [RowSpec(f"role-{one.pk}", one.role, one, partial(RoleForm, row=one)) for one in roles]
    boxes = boxes_for(specs, data=data, clashes=clashes)
    shown = MORE if request.GET.get("more") == "roles" else 1
    new = {"roles": new_forms(NewRoleForm, "roles", data, first="role", shown=shown)}
    return Sheet(
        where="key roles",
        boxes=boxes,
        new=new,
        rows={spec.name: spec.row for spec in specs},
        context={
            "template": "reports/local_code_roles.html",
            "address": reverse("reports:local-code-roles", args=[request.council.slug, edition.pk]),
            "items": list(boxes.values()),
            "removed": [one for one in roles if one.removed_at and f"role-{one.pk}" not in boxes],
            "new": new["roles"],
        },
    )


def answer(request: CouncilRequest, edition: LocalCodeEdition, build: Build) -> HttpResponse:
    """Show the page, or store what was sent, do what the button says, and come back.

    422 and 409 keep what was typed.
    """
    if request.method != "POST":
        return show(request, edition, build(None, None))
    sheet = build(request.POST, None)
    sheet.once = request.POST.get("once", "")[:MARK]
    if found := sheet.problems():
        return show(request, edition, sheet, status=422, page_errors=found)
    then = request.POST.get("then", "")
    try:
        saved = store(request, edition, sheet)
        back = "" if saved.clashes else do_step(request, edition, sheet, then)
    except WorkflowError as error:
        return show(
            request, edition, sheet, status=422, page_errors=[(message, "") for message in error.messages]
        )
    if saved.clashes:
        fresh = build(None, saved.clashes)
        return show(request, edition, fresh, status=409, page_errors=clash_problems(fresh.boxes), saved=saved)
    tell_saved(request, sheet, saved, then)
    return redirect(sheet.context["address"] + back)


def tell_saved(request: CouncilRequest, sheet: Sheet, saved: SavedTexts, then: str) -> None:
    kept = [box for box in sent(sheet.boxes) if getattr(box.row, "removed_at", None) and not then]
    kept += sheet.context.get("gone", [])
    if kept:
        name = name_of(kept[0].row)
        messages.success(request, f"Somebody moved or removed {name} meanwhile. Your text is kept with it.")
    elif saved.moved:
        names = ", ".join(name_of(item) for item in saved.moved)
        messages.success(request, f"Saved. Moved to the end of another heading: {names}.")
    elif not then or saved.written:
        is_saved = saved.written or saved.repeated
        messages.success(request, "Saved." if is_saved else "Nothing had changed.")


def store(request: CouncilRequest, edition: LocalCodeEdition, sheet: Sheet) -> SavedTexts:
    boxes = sent(sheet.boxes)
    return save_texts(
        edition=edition,
        where=sheet.where,
        edits=[box.edit() for box in boxes],
        parts=[
            PartsEdit(
                box.row,
                box.form.cleaned_data["parts_before"],
                frozenset(box.form.cleaned_data["parts"]),
            )
            for box in boxes
            if isinstance(box.form, GroupForm)
        ],
        places=[
            PlaceEdit(box.row, box.form.new_place)
            for box in boxes
            if isinstance(box.form, ItemForm) and box.form.is_moved
        ],
        new=new_rows(request, edition, sheet),
        once=sheet.once,
        by=request.membership,
        at=timezone.now(),
    )


def new_rows(request: CouncilRequest, edition: LocalCodeEdition, sheet: Sheet) -> list[Any]:
    """Rows for the empty boxes that somebody wrote in, each at the end of its list."""
    code = sheet.context.get("code")
    rows: list[Any] = []
    if code is None:
        first = CodeRole(council=request.council, edition=edition)
        written = [form.cleaned_data for form in sheet.new["roles"] if form.cleaned_data.get("role")]
        return [
            CodeRole(council=request.council, edition=edition, position=last_position(first) + n, **data)
            for n, data in enumerate(written)
        ]
    for each in sheet.context["lists"]:
        blank = CodeItem(council=request.council, code_principle=code, group=each["list"].group)
        written = [form.cleaned_data for form in each["new"] if form.is_written]
        rows += [
            CodeItem(
                council=request.council,
                code_principle=code,
                group=each["list"].group,
                position=last_position(blank) + n,
                **data,
            )
            for n, data in enumerate(written)
        ]
    heading = " ".join(sheet.context["new_heading"].replace("\x00", "").split())
    if heading:
        group = CodeGroup(council=request.council, code_principle=code, heading=heading)
        group.position = last_position(group)
        rows.append(group)
    return rows


def show(
    request: CouncilRequest,
    edition: LocalCodeEdition,
    sheet: Sheet,
    *,
    status: int = 200,
    page_errors: list[tuple[str, str]] | None = None,
    saved: SavedTexts | None = None,
) -> HttpResponse:
    context = sheet.context | {
        "edition": edition,
        "can_be_written": can_be_written(edition),
        "why_not": why_not(edition),
        "page_errors": page_errors,
        "saved": saved,
        "lost": lost_in(sheet.boxes, edition),
        # What was sent is not added yet, unless somebody else's texts stand in the way: then it is.
        "once": (sheet.once if page_errors and not saved else "") or secrets.token_urlsafe(9),
    }
    return render(request, sheet.context["template"], context, status=status)
