"""What a council decides for itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.decorators import permission_required
from governance.forms.councils import CouncilSettingsForm
from governance.http import CouncilRequest
from governance.models import Council
from governance.permissions import Permission
from governance.uploads import was_too_large
from governance.workflow.councils import change_council


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def council_settings(request: CouncilRequest) -> HttpResponse:
    # A row of its own: what is typed must not show in the page's header before it is saved.
    is_sent = request.method == "POST"
    form = CouncilSettingsForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        instance=Council.objects.get(pk=request.council.pk),
    )
    form.was_too_large = was_too_large(request, "logo_file")
    if form.is_valid():
        change_council(
            council=request.council,
            choices=form.choices(),
            by=request.membership,
            at=timezone.now(),
            **form.columns(),
        )
        messages.success(request, "The council's settings are saved.")
        return redirect("governance:settings", request.council.slug)
    context = {"form": form, "here": "settings"}
    return render(request, "governance/settings.html", context, status=422 if form.is_bound else 200)
