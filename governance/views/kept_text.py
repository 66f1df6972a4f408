"""What was typed and sent after the session ended, for the same person signed in again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.http import SignedInRequest
from governance.kept_forms import waiting
from governance.posted_text import hidden_pairs, typed_texts


@require_safe
@never_cache
def kept_text(request: SignedInRequest) -> HttpResponse:
    """Each form with its texts and a button that sends it again to where it was going."""
    forms = [
        {"form": form, "texts": typed_texts(form.fields), "pairs": hidden_pairs(form.fields)}
        for form in waiting(request)
    ]
    return render(request, "governance/kept_text.html", {"forms": forms})
