"""Files of the evidence register: put in, read by those who read the review, erased by the administrator."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance import file_store
from assurance.evidence_files import shown_version
from assurance.forms.files import ChooseFileForm, EraseForm
from assurance.models import Evidence, EvidenceFile, FileVersion
from assurance.views.fetching import reach_of
from assurance.workflow.files import (
    erase_version,
    put_back_file,
    put_in_file,
    put_in_version,
    record_download,
    take_off_file,
)
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

READS_AND_SAVES = ["GET", "HEAD", "POST"]
PER_PAGE = 50


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.SCORE)
def file_put_in(request: CouncilRequest, pk: int) -> HttpResponse:
    """Put a file in with an item."""
    item = get_object_or_404(Evidence.objects.for_council(request.council), pk=pk, merged_into=None)
    form = ChooseFileForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            version = put_in_file(
                item=item, chosen=form.cleaned_data["file"], by=request.membership, at=timezone.now()
            )
        except WorkflowError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, f"“{version}” stands with the item now.")
            return redirect("assurance:evidence-item", request.council.slug, pk)
    context = {"item": item, "form": form, "file": None}
    return render(request, "assurance/evidence_file.html", context, status=422 if form.errors else 200)


def get_file(request: CouncilRequest, pk: int) -> EvidenceFile:
    files = EvidenceFile.objects.select_related("evidence__council").prefetch_related("versions")
    return get_object_or_404(files, council=request.council, pk=pk)


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.SCORE)
def file_new_version(request: CouncilRequest, pk: int) -> HttpResponse:
    """Put in a newer version of a file; those before it stay."""
    file = get_file(request, pk)
    form = ChooseFileForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            version = put_in_version(
                file=file, chosen=form.cleaned_data["file"], by=request.membership, at=timezone.now()
            )
        except WorkflowError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(
                request, f"“{version}” is version {version.number} now. Those before it are kept."
            )
            return redirect("assurance:evidence-item", request.council.slug, file.evidence_id)
    context = {"item": file.evidence, "form": form, "file": file}
    return render(request, "assurance/evidence_file.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.SCORE)
def file_take_off(request: CouncilRequest, pk: int) -> HttpResponse:
    """The file no longer stands with the item; it is kept."""
    file = get_file(request, pk)
    try:
        take_off_file(file=file, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The file is taken off. It is kept, and can be put back.")
    return redirect("assurance:evidence-item", request.council.slug, file.evidence_id)


@require_POST
@permission_required(Permission.SCORE)
def file_put_back(request: CouncilRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    try:
        put_back_file(file=file, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The file stands with the item again.")
    return redirect("assurance:evidence-item", request.council.slug, file.evidence_id)


def get_version(request: CouncilRequest, pk: int) -> FileVersion:
    versions = FileVersion.objects.select_related("file__evidence", "added_by__user", "erased_by__user")
    return get_object_or_404(versions, council=request.council, pk=pk)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def version_download(request: CouncilRequest, pk: int) -> HttpResponse:
    """The bytes, always as a download: never shown, never guessed at, never run."""
    version = get_version(request, pk)
    seen = reach_of(request).evidence(Evidence.objects.filter(pk=version.file.evidence_id))
    if version.erased_at is not None or not seen.exists():
        raise Http404
    response = kept_file(version.stored_as, name=version.name, media_type=version.media_type)
    if request.method == "GET":
        record_download(version=version, by=request.membership, at=timezone.now())
    return response


def kept_file(stored_as: str, *, name: str, media_type: str) -> HttpResponse:
    """The bytes as a download that no browser opens by itself; 404 when they are gone."""
    try:
        content = file_store.open_stored(stored_as)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # A streamed file is no HttpResponse to the type checker, and is one to Django.
    return cast(HttpResponse, response)


@require_safe
@permission_required(Permission.MANAGE_PEOPLE)
def file_list(request: CouncilRequest) -> HttpResponse:
    """All versions that the council keeps, newest first: their names, not their content."""
    versions = (
        FileVersion.objects.filter(council=request.council)
        .select_related("file__evidence", "added_by__user", "erased_by__user")
        .order_by("-added_at", "-pk")
    )
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "versions": [shown_version(version) for version in page]}
    return render(request, "assurance/evidence_files.html", context)


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.MANAGE_PEOPLE)
def version_erase(request: CouncilRequest, pk: int) -> HttpResponse:
    """Remove the bytes of one version for good, with a reason."""
    version = get_version(request, pk)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_version(
                version=version,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"“{version}” is erased. Its name, check code and your reason stay.")
            return redirect("assurance:files", request.council.slug)
    context = {"shown": shown_version(version), "form": form}
    return render(request, "assurance/evidence_file_erase.html", context, status=422 if form.errors else 200)
