"""Which sections the statement has, in which order: one page, on which every button saves what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.models import ReviewCycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.arrangement import arrangement_of
from reports.forms_sections import DOWN, UP, SectionsForm
from reports.layouts import LAYOUTS, default_layout, own_layout
from reports.models import GovernanceStatement
from reports.views.addresses import get_cycle
from reports.workflow.statement_opening import why_not_written
from reports.workflow.statement_sections import (
    REARRANGED,
    Rearranged,
    arrange_sections,
    keep_own_layout,
    use_layout,
)

ADD, KEEP, LAYOUT = "add", "keep", "layout"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def statement_sections(request: CouncilRequest, year: int) -> HttpResponse:
    """Order, headings, what is printed; sections of the council's own; the layout."""
    cycle = get_cycle(request, year)
    page = SectionsPage(cycle)
    if request.method != "POST":
        return page.show(request, SectionsForm(arrangement=page.arrangement))
    does, _, what = request.POST.get("do", "").partition(":")
    form = SectionsForm(request.POST, arrangement=page.arrangement, adds=does == ADD)
    is_fresh = request.POST.get("mark", "") == page.arrangement.mark
    if does != LAYOUT and is_fresh and not form.is_valid():
        return page.show(request, form, status=422)
    try:
        said = page.do(request, form, does, what)
    except Rearranged as error:
        fresh = SectionsForm(arrangement=page.arrangement)
        return page.show(request, fresh, status=409, errors=error.messages, typed=form.typed())
    except WorkflowError as error:
        return page.show(request, form, status=422, errors=error.messages)
    messages.success(request, said)
    return redirect("reports:statement-sections", request.council.slug, cycle.year)


class SectionsPage:
    """The sections of a review's statement as they stand: three queries."""

    def __init__(self, cycle: ReviewCycle) -> None:
        self.cycle = cycle
        found = GovernanceStatement.objects.filter(cycle=cycle).prefetch_related("sections")
        self.statement = found.first()
        self.arrangement = arrangement_of(cycle, self.statement)

    def do(self, request: CouncilRequest, form: SectionsForm, does: str, what: str) -> str:
        """Call the verb of the button that was pressed; the sentence that says what was done."""
        cycle, by, at = self.cycle, request.membership, timezone.now()
        mark = request.POST.get("mark", "")
        if does == LAYOUT:
            after = use_layout(cycle=cycle, layout=what, mark=mark, by=by, at=at)
            return f"The sections follow the layout “{after.layout.name}” now."
        if mark != self.arrangement.mark:
            raise Rearranged(REARRANGED)
        move = (does, what) if does in {UP, DOWN} else None
        added = " ".join(form.cleaned_data["add"].split()) if does == ADD else ""
        after = arrange_sections(cycle=cycle, lines=form.lines(move), add=added, mark=mark, by=by, at=at)
        if does == KEEP:
            keep_own_layout(cycle=cycle, mark=after.mark, by=by, at=at)
            return "Kept as your own layout: your next statements begin with it."
        if does == ADD:
            return f"Added “{added}” before the last section. Move it to where it belongs."
        return "Saved."

    def show(
        self,
        request: CouncilRequest,
        form: SectionsForm,
        *,
        status: int = 200,
        errors: list[str] | None = None,
        typed: list[str] | None = None,
    ) -> HttpResponse:
        rows = self.statement.sections.all() if self.statement else ()
        own = own_layout(self.cycle.council.setting("statement_layout"))
        context = {
            "cycle": self.cycle,
            "arrangement": self.arrangement,
            "form": form,
            "rows": form.rows({row.key for row in rows if row.text}),
            "layouts": [*LAYOUTS.values(), *([own] if own else [])],
            "default_layout": own or default_layout(self.cycle.starts_on),
            "page_errors": [(message, "") for message in errors or []],
            "typed": typed,
            "why_not": why_not_written(self.cycle),
        }
        return render(request, "reports/statement_sections.html", context, status=status)
