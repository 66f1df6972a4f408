"""Typed requests: what the middleware has put on a request by the time a view sees it."""

from typing import cast

from django.http import HttpRequest

from governance.models import Council, Membership, User
from governance.permissions import Permission


class SignedInRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User


class CouncilRequest(SignedInRequest):
    """A request under /councils/<slug>/ by a current member of that council.

    `permissions` are the member's rights for the review in the address (its year), or in general.
    """

    council: Council
    membership: Membership
    permissions: frozenset[Permission]


def of_council(request: HttpRequest) -> CouncilRequest:
    """The request of a member under their council's addresses, as every view there has it."""
    return cast(CouncilRequest, request)


def is_by_script(request: HttpRequest) -> bool:
    """Whether one of our scripts asks, which reads JSON and shows no page."""
    return request.accepts("application/json") and not request.accepts("text/html")
