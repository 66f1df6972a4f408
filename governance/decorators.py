"""Each view under a council names its permission here; tests walk the addresses and demand it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from governance.http import of_council
from governance.permissions import Permission

View = Callable[..., HttpResponse]


class RightMissing(PermissionDenied):
    """The member lacks a right; the page that answers says who holds it."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(str(permission))
        self.permission = permission


def permission_required(permission: Permission) -> Callable[[View], View]:
    """Refuse with 403 a member without the right (strangers never get here: 404 by the middleware)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permission not in of_council(request).permissions:
                raise RightMissing(permission)
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
