"""Recording a source of assurance and changing it; the head of internal audit's own opinion."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.forms.sources import SourceForm
from assurance.models import AssuranceSource, ReviewCycle
from assurance.source_kinds import KINDS, OWN_OPINION
from assurance.source_policies import why_not
from assurance.source_register import LINKS, in_words, last_years, principles_of, who_gives_the_opinion
from assurance.views.fetching import get_cycle
from assurance.views.sources import get_source, require_change, titles_of
from assurance.workflow.sources import SourceChanged, change_source, record_source
from framework.models import Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.models import Post
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.RECORD_SOURCES)
def source_record(request: CouncilRequest, year: int) -> HttpResponse:
    """First which kind (`?kind=`), then what it says. Internal audit's opinion is its head's to record."""
    cycle = get_cycle(request, year)
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is None or kind.kind == OWN_OPINION or why_not(cycle):
        context = {
            "cycle": cycle,
            "kinds": [each for each in KINDS.values() if each.kind != OWN_OPINION],
            "who_gives_the_opinion": who_gives_the_opinion(cycle),
            "asked_for_opinion": kind is not None and kind.kind == OWN_OPINION,
            "why_not": why_not(cycle),
        }
        return render(request, "assurance/source_kinds.html", context)
    return record_page(request, cycle, kind.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.RECORD_AUDIT_OPINION)
def audit_opinion(request: CouncilRequest, year: int) -> HttpResponse:
    """The head of internal audit's annual opinion: recorded once a year, changed here afterwards."""
    cycle = get_cycle(request, year)
    standing = AssuranceSource.objects.filter(cycle=cycle, kind=OWN_OPINION).standing()
    found = standing.prefetch_related(*LINKS).first()
    if found is not None:
        found.cycle, found.council = cycle, request.council
        return change_page(request, found)
    if refused := why_not(cycle):
        messages.error(request, refused)
        return redirect("assurance:sources", request.council.slug, year)
    return record_page(request, cycle, OWN_OPINION)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def source_change(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """Change a source; what a colleague changed meanwhile is shown, never overwritten."""
    return change_page(request, get_source(request, year, pk))


def record_page(request: CouncilRequest, cycle: ReviewCycle, kind: AssuranceSource.Kind) -> HttpResponse:
    kept = take(request) if request.method != "POST" else None
    form = SourceForm(
        data_of(request, kept),
        kind=kind,
        cycle=cycle,
        principles=principles_in(cycle),
        today=timezone.localdate(),
        provider=own_title(request) if kind == OWN_OPINION else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            source = record_source(
                cycle=cycle,
                kind=kind,
                values=form.values(),
                principles=form.chosen(),
                evidence=form.cleaned_data["evidence"],
                link=form.cleaned_data["link"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error("provider", error.messages)
        else:
            messages.success(request, f"“{source}” is recorded.")
            return redirect(source.get_absolute_url())
    return form_page(request, cycle, form, was_kept=kept is not None)


def change_page(request: CouncilRequest, source: AssuranceSource) -> HttpResponse:
    if (refused := require_change(request, source)) is not None:
        return refused
    kept = take(request) if request.method != "POST" else None
    form = SourceForm(
        data_of(request, kept),
        kind=source.kind,
        cycle=source.cycle,
        principles=principles_in(source.cycle),
        today=timezone.localdate(),
        source=source,
        ticked=frozenset(principle.pk for principle in principles_of(source)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_source(
                source=source,
                version=form.cleaned_data["version"] or source.version,
                values=form.values(),
                principles=form.ticks(),
                by=request.membership,
                at=timezone.now(),
            )
        except SourceChanged as error:
            form.tell_of_clashes(error.clashes, error.version)
        except WorkflowError as error:
            form.add_error("provider", error.messages)
        else:
            said = f"“{source}” is saved." if changed else "Nothing had changed, so nothing was saved."
            messages.success(request, said)
            return redirect(source.get_absolute_url())
    return form_page(request, source.cycle, form, source=source, was_kept=kept is not None)


def form_page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    form: SourceForm,
    *,
    source: AssuranceSource | None = None,
    was_kept: bool,
) -> HttpResponse:
    earlier = [one for one in last_years(cycle) if one.kind == form.kind]
    context = {
        "cycle": cycle,
        "form": form,
        "kind": KINDS[form.kind],
        "source": source,
        "earlier": [(one, in_words(one)) for one in earlier],
        "titles": [] if source else titles_of(request),
        "was_kept": was_kept,
    }
    return render(request, "assurance/source_form.html", context, status=422 if form.errors else 200)


def data_of(request: CouncilRequest, kept: QueryDict | None) -> QueryDict | None:
    return request.POST if request.method == "POST" else kept


def principles_in(cycle: ReviewCycle) -> list[Principle]:
    return list(Principle.objects.filter(framework=cycle.framework_id).order_by("letter"))


def own_title(request: CouncilRequest) -> str:
    """The post that the council gives its head of internal audit: posts stand in public text, not names."""
    posts = Post.objects.for_council(request.council).current()
    post = posts.filter(statutory_office=Post.StatutoryOffice.HEAD_OF_INTERNAL_AUDIT).first()
    return post.title if post else "Head of internal audit"
