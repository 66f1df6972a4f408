"""Setting up an installation that has no council yet."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.forms.councils import FirstRunForm
from governance.models import Council
from governance.sign_in_record import record_sign_in
from governance.workflow.councils import create_first_council
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def first_run(request: HttpRequest) -> HttpResponse:
    """Makes the first council and its administrator and signs them in; 404 once there is a council."""
    if Council.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = create_first_council(at=timezone.now(), **form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, error.messages)
        else:
            login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            record_sign_in(membership.user, how="setting the installation up")
            messages.success(request, f"{membership.council} is set up. Invite the people you need.")
            return redirect("governance:people", membership.council.slug)
    return render(request, "governance/first_run.html", {"form": form}, status=422 if form.is_bound else 200)
