"""Each person chooses when they are e-mailed; the address at the foot of an e-mail stops them."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from governance.models import MailChoice, Membership, User
from governance.roles import Role
from governance.stop_link import SALT, stop_link
from tests.builders import make_council, make_member

pytestmark = pytest.mark.django_db
PAGE = "/my-notices/"


@pytest.fixture
def member() -> Membership:
    return make_member(make_council(), Role.SERVICE_OFFICER)


@pytest.fixture
def signed_in(client: Client, member: Membership) -> Client:
    client.force_login(member.user)
    return client


def choice_of(member: Membership) -> str:
    return User.objects.get(pk=member.user_id).mail_choice


def stop_address(member: Membership) -> str:
    return stop_link(member.user).removeprefix("http://localhost:8000")


def test_everybody_starts_with_one_a_day(signed_in, member):
    assert choice_of(member) == MailChoice.DAILY
    page = signed_in.get(PAGE).content.decode()
    assert member.user.email in page
    assert page.count("checked") == 1


@pytest.mark.parametrize("choice", MailChoice)
def test_a_choice_is_kept_and_said(signed_in, member, choice):
    page = signed_in.post(PAGE, {"choice": choice.value}, follow=True)
    assert choice_of(member) == choice
    assert page.redirect_chain == [("/notices/", 302)]
    assert str(choice.label) in page.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("posted", [{}, {"choice": ""}, {"choice": "hourly"}])
def test_what_is_no_choice_changes_nothing(signed_in, member, posted):
    page = signed_in.post(PAGE, posted)
    assert page.status_code == 422
    assert 'href="#id_choice' in page.content.decode()
    assert choice_of(member) == MailChoice.DAILY


def test_it_needs_signing_in(client):
    assert client.get(PAGE).status_code == 302


def test_the_notices_lead_to_it(signed_in):
    assert f'href="{PAGE}"' in signed_in.get("/notices/").content.decode()


def test_the_address_of_an_e_mail_asks_before_it_stops(client, member):
    address = stop_address(member)
    page = client.get(address)
    assert page.status_code == 200
    assert "Stop these e-mails?" in page.content.decode()
    assert member.name not in page.content.decode()
    assert member.user.email not in page.content.decode()
    assert choice_of(member) == MailChoice.DAILY


def test_pressing_stops_them_without_signing_in_and_twice_is_once():
    member = make_member(make_council())
    client = Client(enforce_csrf_checks=True)  # as a mail program, which has no page of ours
    for _ in range(2):
        page = client.post(stop_address(member), {"List-Unsubscribe": "One-Click"})
        assert "E-mails are stopped" in page.content.decode()
        assert choice_of(member) == MailChoice.NEVER


def test_it_stops_nobody_else_s(client, member):
    other = make_member(make_council())
    client.post(stop_address(other))
    assert choice_of(member) == MailChoice.DAILY


@pytest.mark.parametrize(
    "token",
    ["nonsense", "MQ:1:abc", signing.dumps(1, salt="another"), signing.dumps(10**30, salt=SALT)],
    ids=["nonsense", "made up", "signed for another use", "of nobody"],  # tokens hold the time
)
def test_an_address_that_is_not_ours_is_not_found(client, token):
    for method in (client.get, client.post):
        assert method(f"/notices/stop/{token}/").status_code == 404


def test_a_token_of_something_else_is_not_found(client):
    for value in ("1; drop", None, [1], {"pk": 1}):
        assert client.get(f"/notices/stop/{signing.dumps(value, salt=SALT)}/").status_code == 404


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/MQ:abc/"])
def test_pages_that_change_addresses_are_closed(client, member, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    client.force_login(member.user)
    for method in (client.get, client.post):
        assert method(f"/accounts/{path}").status_code == 404
