"""Signing in as one of the demonstration's invented people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from governance.demo_people import demo_people
from governance.models import User
from governance.sign_in_record import record_sign_in


@require_POST
@login_not_required
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """404 outside demo mode, and for anybody who is not in the demonstration's list."""
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in {person.email for person in demo_people()}:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_sign_in(user, how="the list of the demonstration")
    following = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        return redirect(following)
    return redirect("home")
