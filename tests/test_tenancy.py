"""Nobody reaches another council's pages, rows or files, whatever the address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Membership
from governance.roles import Role
from tests.addresses import COUNCIL_ROWS, council_addresses, sample_council, short_refusals
from tests.builders import NOW, make_council, make_member

ADDRESSES = list(council_addresses())
pytestmark = pytest.mark.django_db


def test_a_stranger_gets_404_on_every_address():
    council = sample_council("ours")
    client = Client()
    client.force_login(make_member(make_council("theirs"), *Role).user)
    with short_refusals():
        found = [
            (address.name, status)
            for address in ADDRESSES
            for method in (client.get, client.post)
            if (status := method(address.url(council)).status_code) != 404
        ]
    assert found == []


def test_someone_not_signed_in_is_sent_to_sign_in_on_every_address():
    council = sample_council()
    client = Client()
    for address in ADDRESSES:
        response = client.get(address.url(council))
        assert (response.status_code, address.name) == (302, address.name)
        assert response["Location"].startswith(reverse("account_login"))
        # What a stranger posts is shown back to them, and nothing of the council with it.
        response = client.post(address.url(council), {"narrative": "typed"})
        assert (response.status_code, address.name) == (403, address.name)
        assert council.council.name not in response.content.decode()


def test_a_member_whose_membership_ended_gets_404():
    council = sample_council()
    member = council.member(Role.MONITORING_OFFICER)
    Membership.objects.filter(pk=member.pk).update(ended_at=NOW)
    client = Client()
    client.force_login(member.user)
    assert client.get(reverse("assurance:dashboard", args=[council.slug])).status_code == 404


def test_rows_of_another_council_are_not_found_under_the_own_address():
    """The own council's address with the number of another council's row: 404, never theirs."""
    ours, theirs = sample_council("ours"), sample_council("theirs")
    client = Client()
    client.force_login(make_member(ours.council, *Role).user)
    found = []
    for address in ADDRESSES:
        for part in address.parts & COUNCIL_ROWS:
            url = address.url(ours, **{part: theirs.row_number(address.name, part)})
            for method in (client.get, client.post):
                with short_refusals():
                    status = method(url).status_code
                if status not in {404, 405}:
                    found.append((address.name, part, status))
    assert found == []
