"""Pages of the installation itself."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission


@require_safe
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answers "ok" when the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "governance/accessibility.html")


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def brand_css(request: CouncilRequest) -> HttpResponse:
    """The council's one colour as a style sheet, so that the content policy needs no inline style."""
    response = HttpResponse(f":root{{--ga-council:{request.council.colour}}}", content_type="text/css")
    response["Cache-Control"] = "private, max-age=300"
    return response
