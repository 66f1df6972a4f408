"""What is left to do: every rule with what it found, and the reasons given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance.checks import Finding, Fix, Gate, Rule, rule_called
from assurance.forms.readiness import AcceptForm
from assurance.models import ReviewCycle
from assurance.policies import Rights
from assurance.readiness import FIRST_SHOWN, Group, Readiness
from assurance.views.fetching import get_cycle
from assurance.workflow.warnings import accept_findings, take_back
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

ALIKE = 4  # findings in the same words that lead to the same page, from which one line tells of all


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the link that this reader can follow; `alike`: all that one line tells of."""

    finding: Finding
    label: str
    url: str
    alike: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ShownGroup:
    """A group as the page shows it; `form` only for who may give a reason."""

    group: Group
    first: list[ShownFinding]
    rest: list[ShownFinding]
    form: AcceptForm | None
    together: Fix | None

    @property
    def rule(self) -> Rule:
        return self.group.rule

    @property
    def gates(self) -> list[Gate]:
        return [gate for gate in Gate if gate in self.rule.gates]


def readiness_page(
    request: CouncilRequest, cycle: ReviewCycle, *, refused: tuple[Rule, AcceptForm] | None = None
) -> HttpResponse:
    """`all` in the address unfolds every row, for printing."""
    tells = Permission.VIEW_ALL_SCORES in request.permissions
    readiness = Readiness(cycle, timezone.localdate(), tells_officers_scores=tells)
    may_accept = Permission.FINISH in request.permissions
    forms = {group.rule.key: AcceptForm(rule=group.rule) for group in readiness.groups}
    errors = []
    if refused:
        rule, form = refused
        forms[rule.key] = form
        errors = [(str(message), f"{rule.key}-reason") for message in form.errors.get("reason", [])]
        errors += [(str(message), rule.key) for message in form.non_field_errors()]
    is_unfolded = "all" in request.GET
    parts = [
        (
            heading,
            [
                _shown(
                    group,
                    request.permissions,
                    is_unfolded,
                    forms[group.rule.key] if may_accept and group.may_have_reason else None,
                    together=_together(readiness, group),
                )
                for group in groups
            ],
        )
        for heading, groups in (
            ("Must be put right", readiness.must),
            ("Worth a look", readiness.look),
        )
        if groups
    ]
    context = {
        "cycle": cycle,
        "lines": readiness.lines,
        "parts": parts,
        "kept_back": readiness.kept_back,
        "nothing_left": not any(group.is_open for group in readiness.groups),
        "is_unfolded": is_unfolded,
        "checked_at": timezone.now(),
        "may_finish": may_accept,
        "page_errors": errors,
    }
    return render(request, "assurance/readiness.html", context, status=422 if refused else 200)


def _shown(
    group: Group, rights: Rights, is_unfolded: bool, form: AcceptForm | None, together: Fix | None
) -> ShownGroup:
    shown = _lines([_shown_finding(finding, rights) for finding in group.findings])
    first = len(shown) if is_unfolded else FIRST_SHOWN
    if together and together.needs not in rights:
        together = None
    return ShownGroup(group, shown[:first], shown[first:], form, together)


def _together(readiness: Readiness, group: Group) -> Fix | None:
    """The page on which several findings are put right at once."""
    together, count = group.rule.together, len(group.findings)
    if together is None or count == 1:
        return None
    label = together.label.format(count=count)
    return Fix(label, readiness.review.address(together.page), together.needs)


def _lines(shown: list[ShownFinding]) -> list[ShownFinding]:
    """One line for many findings that say the same and lead to the same page, at the place of the first."""
    groups: dict[tuple[str, str, str], list[ShownFinding]] = {}
    for each in shown:
        groups.setdefault((each.finding.what, each.label, each.url), []).append(each)
    lines = []
    for each in shown:
        group = groups[each.finding.what, each.label, each.url]
        if len(group) < ALIKE:
            lines.append(each)
        elif each is group[0]:
            lines.append(replace(each, alike=tuple(one.finding for one in group)))
    return lines


def _shown_finding(finding: Finding, rights: Rights) -> ShownFinding:
    link = finding.link_for(rights)
    return ShownFinding(finding, link.label, link.url)


@require_safe
@permission_required(Permission.SEE_LEFT)
def readiness(request: CouncilRequest, year: int) -> HttpResponse:
    return readiness_page(request, get_cycle(request, year))


def _rule(request: CouncilRequest) -> Rule:
    rule = rule_called(request.POST.get("rule", ""))
    if rule is None:
        raise Http404
    return rule


@require_POST
@permission_required(Permission.FINISH)
def readiness_accept(request: CouncilRequest, year: int) -> HttpResponse:
    """Pass what must be put right, or accept what is worth a look: one rule, one reason."""
    cycle = get_cycle(request, year)
    rule = _rule(request)
    form = AcceptForm(request.POST, rule=rule)
    if form.is_valid():
        try:
            accept_findings(
                cycle=cycle,
                rule=rule.key,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error(None, error.messages)
    if form.errors:
        return readiness_page(request, cycle, refused=(rule, form))
    verb = "passed" if rule.must else "accepted"
    messages.success(request, f"“{rule.name}” is {verb} with your reason.")
    return _back_to(request, year, rule)


@require_POST
@permission_required(Permission.FINISH)
def readiness_take_back(request: CouncilRequest, year: int) -> HttpResponse:
    """The findings of a rule stand open again."""
    cycle = get_cycle(request, year)
    rule = _rule(request)
    try:
        count = take_back(cycle=cycle, rule=rule.key, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        said = "Your reason is taken back." if count else "There was no reason to take back."
        messages.success(request, said)
    return _back_to(request, year, rule)


def _back_to(request: CouncilRequest, year: int, rule: Rule) -> HttpResponse:
    return redirect(reverse("assurance:readiness", args=[request.council.slug, year]) + f"#{rule.key}")
