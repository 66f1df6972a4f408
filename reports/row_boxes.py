"""Many rows on one page: a form for each, what was sent of it, and what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms

from assurance.saving import Clash
from governance.templatetags.govuk import errors_of
from reports.forms_local_code import RowForm
from reports.workflow.edition_texts import RowEdit

Clashes = Mapping[str, list[Clash]]


@dataclass(frozen=True)
class RowSpec:
    """A row that a page may show: what errors call it, and `make(data, given=, prefix=)` for its form."""

    name: str
    label: str
    row: Any
    make: Callable[..., RowForm]


@dataclass(frozen=True)
class ShownClash:
    """What somebody else put into a box meanwhile."""

    label: str
    theirs: str
    by: str
    at: datetime | None


@dataclass
class RowBox:
    spec: RowSpec
    form: RowForm
    clashes: list[ShownClash] = field(default_factory=list)

    @property
    def row(self) -> Any:
        return self.spec.row

    @property
    def name(self) -> str:
        return self.spec.name

    def edit(self) -> RowEdit:
        return RowEdit(self.name, self.row, self.form.cleaned_data["version"], self.form.values())


def boxes_for(
    specs: Iterable[RowSpec], *, data: Mapping[str, Any] | None = None, clashes: Clashes | None = None
) -> dict[str, RowBox]:
    """Boxes by name. Of a removed row there is one only where its text was sent or is in question."""
    found = {}
    for spec in specs:
        sent = data is not None and f"{spec.name}-version" in data
        clash = (clashes or {}).get(spec.name, [])
        if getattr(spec.row, "removed_at", None) and not sent and not clash:
            continue
        given = {one.field: one.mine for one in clash}
        form = spec.make(data if sent else None, given=given, prefix=spec.name)
        found[spec.name] = RowBox(spec, form, [shown(one, form) for one in clash])
    return found


def shown(clash: Clash, form: RowForm) -> ShownClash:
    box = form.fields[clash.field]
    words = dict(getattr(box, "choices", ()) or getattr(form, "names", {}))
    theirs = words.get(clash.theirs, clash.theirs)
    return ShownClash(str(box.label), str(theirs or ""), clash.by, clash.at)


def sent(boxes: Mapping[str, RowBox]) -> list[RowBox]:
    return [box for box in boxes.values() if box.form.is_bound]


def problems(named: Iterable[tuple[str, forms.Form]]) -> list[tuple[str, str]]:
    """Errors of bound forms with the label of each and the id that the link must reach."""
    return [
        (f"{label}: {message}" if label else message, target)
        for label, form in named
        if form.is_bound
        for message, target in errors_of(form)
    ]


def clash_problems(boxes: Mapping[str, RowBox]) -> list[tuple[str, str]]:
    """For the top of the page that shows both texts."""
    return [
        (f"{_whose(box, one)} changed “{one.label}”. Choose what stands", f"clash-{box.name}")
        for box in boxes.values()
        for one in box.clashes
    ]


def _whose(box: RowBox, clash: ShownClash) -> str:
    who = clash.by or "someone else"
    return f"{box.spec.label}: {who}" if box.spec.label else f"Meanwhile {who}"
