"""What templates may use beside what their view gives them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from governance.demo_people import demo_cast


def demo_accounts(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's people, on the sign-in page of a demonstration only."""
    match = request.resolver_match
    if not settings.DEMO or match is None or match.url_name != "account_login":
        return {}
    return {"demo_accounts": demo_cast()}
