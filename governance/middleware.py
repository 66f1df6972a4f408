"""The tenant is resolved once, from the address; a stranger gets 404 on all of a council's pages.

Before that, text sent after the session has ended is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from governance import kept_forms
from governance.http import is_by_script, of_council
from governance.looks import record_look
from governance.models import Council
from governance.tenancy import find_member
from governance.views.errors import form_expired


class SignInRequired(LoginRequiredMiddleware):
    """Asks who reads only where it matters: a public page reads no session, so caches may share it."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class KeepTypedText:
    """Keeps what is posted to a council's page after the session, until the same person has signed in again.

    Stands before SignInRequired, which would drop it. Saving by script is answered with 401: the
    page still holds the text and says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "membership"):
            kept_forms.remember_person(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or "council_slug" not in kwargs:
            return None
        if request.user.is_authenticated:
            kept_forms.discard(request)
            return None
        if is_by_script(request):
            return JsonResponse({"signed_in": False}, status=401)
        person = kept_forms.person_of(request)
        if not person:
            return form_expired(request)
        kept_forms.keep(request, person=person)
        shows_it = getattr(view, "shows_kept_text", False)
        return redirect_to_login(request.get_full_path() if shows_it else reverse("governance:kept-text"))


class CouncilMiddleware:
    """Sets `council`, `membership` and `permissions` on requests whose address names a council.

    What comes back is for this reader alone; what an external auditor reads is recorded.
    Public pages (`public_slug` in the address) are not its business.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "membership"):
            record_look(request, response)
            self._for_this_reader_alone(response)
        return response

    @staticmethod
    def _for_this_reader_alone(response: HttpResponse) -> None:
        if not response.has_header("Cache-Control"):
            # Not "no-store": with it, going back in the browser would lose what was typed and not yet sent.
            response["Cache-Control"] = "private, no-cache"

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        slug = kwargs.pop("council_slug", None)
        if slug is None:
            return
        membership = find_member(slug, request.user.pk or 0)
        if membership is None:
            raise Http404
        council: Council = membership.council
        known = of_council(request)
        known.council, known.membership = council, membership
        known.permissions = membership.permissions(year=kwargs.get("year"))
