"""No cache on the way keeps a page of a council, and the reader's own browser asks again each time."""

import pytest
from django.test import Client

from governance.roles import Role
from tests.addresses import council_addresses, sample_council
from tests.builders import make_member

KEPT_BY_THE_READER = {"governance:brand-css"}  # a colour: nothing that is private


@pytest.mark.django_db
def test_pages_of_a_council_are_private():
    council = sample_council()
    client = Client()
    client.force_login(make_member(council.council, *Role).user)
    kept = []
    for address in council_addresses():
        wanted = {"private"} if address.name in KEPT_BY_THE_READER else {"private", "no-cache"}
        found = set(client.get(address.url(council)).get("Cache-Control", "").split(", "))
        if not (wanted <= found or {"private", "no-store"} <= found):
            kept.append((address.name, found))
    assert kept == []
