"""Pages of the installation itself."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.logos import MEDIA_TYPES, read_logo
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
def logo(request: HttpRequest, public_slug: str, name: str) -> HttpResponse:
    """A logo by the digest of its bytes: no secret, and never another one at the same address."""
    content = read_logo(public_slug, name)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=MEDIA_TYPES[name.rsplit(".", 1)[1]])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


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
