"""The steps of a document: one page that says where it stands; one address for each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance.file_checks import MEDIA_TYPES
from assurance.models import ReviewCycle
from assurance.views.files import kept_file
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.forms_steps import (
    AdoptForm,
    AmendForm,
    ApproveForm,
    ConfirmForm,
    PaperSignatureForm,
    PublishFinalForm,
    PublishForm,
    ReasonForm,
    SignForm,
)
from reports.models import DocumentKind, Signature
from reports.standing import WITH_STEPS
from reports.steps_page import StepsPage
from reports.views.addresses import get_cycle, get_kind
from reports.workflow.adopting import adopt, publish_code
from reports.workflow.amending import amend
from reports.workflow.approvals import approve, void_approval
from reports.workflow.confirming import confirm_amendments
from reports.workflow.publishing import publish_final, publish_unaudited
from reports.workflow.signatures import record_scan_download, record_signature, sign

# The form of each step, by the name under which the page shows it; the prefix keeps their ids apart.
FORMS: dict[str, type[Form]] = {
    "draft": PublishForm,
    "approve": ApproveForm,
    "void": ReasonForm,
    "amend": AmendForm,
    "confirm": ConfirmForm,
    "sign": SignForm,
    "paper": PaperSignatureForm,
    "publish": PublishFinalForm,
    "adopt": AdoptForm,
    "publish_code": PublishForm,
}


def get_document(kind: str, *, only: DocumentKind | None = None) -> DocumentKind:
    """A document that goes through steps, or 404."""
    found = get_kind(kind)
    if found not in WITH_STEPS or only not in {None, found}:
        raise Http404
    return found


def form_of(request: CouncilRequest, name: str, page: StepsPage, *, bound: bool = False) -> Form:
    today, setting = timezone.localdate(), request.council.setting
    version = page.standing.version if page.standing else 0
    initial: dict[str, Any] = {
        "public_from": today,
        "body": setting("approving_body"),
        "on": page.meeting_held_on,
        "version": version,
        "office": page.offices_missing[0][0] if len(page.offices_missing) == 1 else None,
    }
    extra: dict[str, Any] = {}
    if name == "approve":
        extra = {"council": request.council}
    elif name == "paper":
        extra = {"request": request, "offices": page.offices_missing}
    data, files = (request.POST, request.FILES) if bound else (None, None)
    return FORMS[name](data, files, prefix=name, initial=initial, auto_id="id_%s", **extra)


def show(
    request: CouncilRequest,
    cycle: ReviewCycle,
    kind: DocumentKind,
    *,
    bound: tuple[str, Form] | None = None,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    page = StepsPage(cycle, kind, request.membership, timezone.localdate())
    forms = {name: form_of(request, name, page) for name in FORMS}
    if bound:
        forms[bound[0]] = bound[1]
    context = {
        "cycle": cycle,
        "kind": kind,
        "page": page,
        "forms": forms,
        "bound": bound[0] if bound else "",
        "page_errors": errors,
    }
    return render(request, "reports/steps.html", context, status=422 if bound or errors else 200)


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def steps(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """Where the document stands, its next step, earlier versions, approvals and signatures."""
    return show(request, get_cycle(request, year), get_document(kind))


def take(
    request: CouncilRequest,
    year: int,
    kind: DocumentKind,
    name: str,
    verb: Callable[[ReviewCycle, Any], str],
) -> HttpResponse:
    """Read the form, call the verb; errors are shown at their fields with what was typed.

    `verb` takes the review and the valid form, and returns the sentence that says what was done.
    """
    cycle = get_cycle(request, year)
    page = StepsPage(cycle, kind, request.membership, timezone.localdate())
    form = form_of(request, name, page, bound=True)
    if not form.is_valid():
        errors = [
            (str(message), form[field].id_for_label or f"id_{name}-{field}_0")
            for field, found in form.errors.items()
            for message in found
        ]
        return show(request, cycle, kind, bound=(name, form), errors=errors)
    try:
        said = verb(cycle, form)
    except WorkflowError as error:
        told = [(message, "") for message in error.messages]
        return show(request, cycle, kind, bound=(name, form), errors=told)
    messages.success(request, said)
    return redirect("reports:steps", request.council.slug, cycle.year, kind.value)


@require_POST
@permission_required(Permission.RELEASE)
def steps_publish_draft(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: PublishForm) -> str:
        day = form.cleaned_data["public_from"]
        publish_unaudited(cycle=cycle, public_from=day, by=request.membership, at=timezone.now())
        return "The unaudited draft is published. Its PDF is being made."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "draft", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_approve(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: ApproveForm) -> str:
        approve(cycle=cycle, decision=form.decision(), by=request.membership, at=timezone.now())
        return "The approval is recorded. Both offices can sign now."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "approve", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_void(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: ReasonForm) -> str:
        reason = form.cleaned_data["reason"]
        void_approval(cycle=cycle, reason=reason, by=request.membership, at=timezone.now())
        return "The approval is void, and the signatures under it."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "void", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_amend(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    found = get_document(kind)

    def verb(cycle: ReviewCycle, form: AmendForm) -> str:
        amend(kind=found, cycle=cycle, by=request.membership, at=timezone.now(), **form.cleaned_data)
        return "It can be written again. Members read the new version when you release it."

    return take(request, year, found, "amend", verb)


@require_POST
@permission_required(Permission.VIEW_RELEASED)
def steps_confirm(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    """Confirm the amendments for one's post; the verb asks who holds it."""

    def verb(cycle: ReviewCycle, form: ConfirmForm) -> str:
        version = form.cleaned_data["version"]
        done = confirm_amendments(cycle=cycle, version=version, by=request.membership, at=timezone.now())
        return "Every amendment is confirmed: it is approved." if done else "You confirmed the amendments."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "confirm", verb)


@require_POST
@permission_required(Permission.CERTIFY)
def steps_sign(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: SignForm) -> str:
        version = form.cleaned_data["version"]
        signature = sign(cycle=cycle, version=version, by=request.membership, at=timezone.now())
        return f"You signed version {version} as {signature.post_title}."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "sign", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_record_signature(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: PaperSignatureForm) -> str:
        signature = record_signature(
            cycle=cycle,
            paper=form.paper(),
            scan=form.cleaned_data["scan"],
            by=request.membership,
            at=timezone.now(),
        )
        return f"The signature of {signature} is recorded."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "paper", verb)


@require_safe
@permission_required(Permission.RELEASE)
def steps_scan(request: CouncilRequest, year: int, kind: str, signature: int) -> HttpResponse:
    """The scan of a signature on paper, for those who release documents; who took it is on record."""
    cycle, found = get_cycle(request, year), get_document(kind)
    signed = Signature.objects.select_related("council", "cycle").filter(cycle=cycle, kind=found)
    row = get_object_or_404(signed.exclude(scan_stored_as=""), pk=signature)
    media_type = MEDIA_TYPES[row.scan_name.rpartition(".")[2].lower()]
    response = kept_file(row.scan_stored_as, name=row.scan_name, media_type=media_type)
    if request.method == "GET":
        record_scan_download(signature=row, by=request.membership, at=timezone.now())
    return response


@require_POST
@permission_required(Permission.RELEASE)
def steps_publish(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: PublishFinalForm) -> str:
        publish_final(cycle=cycle, by=request.membership, at=timezone.now(), **form.cleaned_data)
        return "The final version is published. Its PDF is being made."

    return take(request, year, get_document(kind, only=DocumentKind.AGS), "publish", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_adopt(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: AdoptForm) -> str:
        adopt(cycle=cycle, by=request.membership, at=timezone.now(), **form.cleaned_data)
        return "The adoption is recorded. The Local Code can be published."

    return take(request, year, get_document(kind, only=DocumentKind.LOCAL_CODE), "adopt", verb)


@require_POST
@permission_required(Permission.RELEASE)
def steps_publish_code(request: CouncilRequest, year: int, kind: str) -> HttpResponse:
    def verb(cycle: ReviewCycle, form: PublishForm) -> str:
        publish_code(cycle=cycle, by=request.membership, at=timezone.now(), **form.cleaned_data)
        return "The Local Code is published. Its PDF is being made."

    return take(request, year, get_document(kind, only=DocumentKind.LOCAL_CODE), "publish_code", verb)
