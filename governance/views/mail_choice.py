"""Each person chooses when they are e-mailed; the foot of each e-mail stops them without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from governance.forms.mail_choice import MailChoiceForm
from governance.http import SignedInRequest
from governance.models import MailChoice
from governance.stop_link import whose
from governance.workflow.mail_choice import choose_mail

SAID = {
    MailChoice.AT_ONCE: "You get an e-mail at once for each notice.",
    MailChoice.DAILY: "You get one e-mail a day, when there is something you have not read.",
    MailChoice.NEVER: "You get no e-mails about notices. They stand here.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def my_notices(request: SignedInRequest) -> HttpResponse:
    """When the person is e-mailed; saving leads back to the notices."""
    posted = request.POST if request.method == "POST" else None
    form = MailChoiceForm(posted, initial={"choice": request.user.mail_choice})
    if form.is_valid():
        choice = MailChoice(form.cleaned_data["choice"])
        choose_mail(request.user, choice)
        messages.success(request, SAID[choice])
        return redirect("governance:notices")
    return render(
        request, "governance/mail_choice.html", {"form": form}, status=422 if form.is_bound else 200
    )


@csrf_exempt  # mail programs press it too, without a page of ours (RFC 8058): the address is the secret
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first, since programs that look through mailboxes open links; posting stops the e-mails."""
    person = whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        choose_mail(person, MailChoice.NEVER)
    context = {"is_stopped": person.mail_choice == MailChoice.NEVER}
    return render(request, "governance/mail_stop.html", context)
