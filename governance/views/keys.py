"""Each person may turn single keys off, which some software presses in their name (WCAG 2.1.4)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from governance.http import SignedInRequest


@require_POST
def my_keys(request: SignedInRequest) -> HttpResponse:
    """Keep whether this person uses single keys, and go back to the page."""
    request.user.uses_keys = request.POST.get("use") == "yes"
    request.user.save(update_fields=["uses_keys"])
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "home")
