"""Is this copy the published one? A file or a code is looked up; nothing of it is kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from governance.uploads import was_too_large
from reports.public.answers import public_page
from reports.public.checking import by_code, by_file, tidy_code
from reports.public.codes import is_pdf

TEMPLATE = "reports/public_check.html"
MOST_FILES, IN_SECONDS = 30, 300  # of one address; a council's whole office may share one


# Changes nothing and knows nobody, so there is nothing to forge; a token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """The form, and the answer in words: which document, which version, whether it still stands."""
    if request.method == "POST":
        return check_file(request)
    typed = request.GET.get("code", "").strip()
    if "code" not in request.GET:
        return answered(request, {})
    try:
        code = tidy_code(typed)
    except ValueError as error:
        message = str(error) if typed else "Enter the document check code"
        return refused(request, "code", message, typed=typed)
    context = {"asked": f"the code {typed}", "found": by_code(code, at=timezone.localdate()), "typed": typed}
    return answered(request, context)


def check_file(request: HttpRequest) -> HttpResponse:
    if is_hurried(request):
        return answered(request, {}, status=429)
    sent = request.FILES.get("file")
    if was_too_large(request, "file"):
        return refused(request, "file", "The file is too large: a published document has at most 20 MB")
    if sent is None:
        return refused(request, "file", "Choose the PDF to check")
    content = sent.read()
    if not is_pdf(content):
        return refused(request, "file", "The file must be a PDF")
    context = {"asked": "this file", "found": by_file(content, at=timezone.localdate()), "is_file": True}
    return answered(request, context)


def is_hurried(request: HttpRequest) -> bool:
    """Too many files from one address of the network within a few minutes."""
    key = f"check-{get_adapter(request).get_client_ip(request)}"
    if cache.add(key, 1, IN_SECONDS):
        return False
    try:
        return bool(cache.incr(key) > MOST_FILES)
    except ValueError:  # it ran out just now
        return False


def refused(request: HttpRequest, field: str, message: str, *, typed: str = "") -> HttpResponse:
    context = {"page_errors": [(message, field)], f"{field}_error": message, "typed": typed}
    return answered(request, context, status=422)


def answered(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """What was asked is kept by nobody on the way."""
    context["too_many"] = status == 429
    response = public_page(request, TEMPLATE, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
