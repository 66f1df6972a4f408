"""Signing in, failing to and signing out stand in the record of changes of each council of the person."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from governance.models import AuditEntry, Council, Membership, User
from governance.permissions import Permission
from governance.record_words import describe
from tests.builders import NOW, make_council, make_member

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"  # noqa: S105
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nobody_is_locked_out():
    cache.clear()


@pytest.fixture
def council() -> Council:
    return make_council("ours")


@pytest.fixture
def officer(council: Council) -> User:
    user = User.objects.create_user("priya@merrowdale.example", PASSWORD, name="Priya Anand")
    make_member(council, user=user)
    return user


def sign_in(client: Client, email: str, password: str = PASSWORD) -> None:
    client.post(SIGN_IN, {"login": email, "password": password})


def entries(council: Council | None) -> list[tuple[str, str]]:
    """Who and what, oldest first."""
    found = AuditEntry.objects.in_chain(council.pk if council else None).select_related("actor")
    return [
        (entry.actor.name if entry.actor else "", describe(entry, rights=frozenset(Permission)))
        for entry in found
    ]


def test_a_password_that_is_right(client, council, officer):
    sign_in(client, officer.email)
    assert entries(council) == [("Priya Anand", "Signed in with a password")]
    assert entries(None) == []


def test_each_council_of_the_person_knows(client, council, officer):
    other, former = make_council("other"), make_council("former")
    make_member(other, user=officer)
    Membership.objects.filter(pk=make_member(former, user=officer).pk).update(ended_at=NOW)
    sign_in(client, officer.email)
    client.post("/accounts/logout/")
    said = [("Priya Anand", "Signed in with a password"), ("Priya Anand", "Signed out")]
    assert (entries(council), entries(other), entries(former)) == (said, said, [])


def test_a_wrong_password_is_recorded_without_what_was_typed(client, council, officer):
    sign_in(client, "PRIYA@merrowdale.example", "wrong-and-secret")
    said = "Somebody tried to sign in as Priya Anand (priya@merrowdale.example); a password was wrong"
    assert [(who, words.lower()) for who, words in entries(council)] == [("", said.lower())]
    assert not AuditEntry.objects.filter(data__icontains="secret").exists()


def test_an_address_that_nobody_has_stands_in_the_chain_of_the_installation(client, council):
    sign_in(client, "stranger@example.test", "wrong")
    assert entries(council) == []
    [(who, words)] = entries(None)
    assert who == ""
    assert "stranger@example.test" in words


@pytest.mark.parametrize("typed", ["a\0b@example.test", "x" * 5_000 + "@example.test", "", "@"])
def test_whatever_is_typed_the_page_answers(client, typed):
    assert client.post(SIGN_IN, {"login": typed, "password": "wrong"}).status_code == 200
    assert all(len(entry.data["email"]) <= 254 for entry in AuditEntry.objects.all())


def test_being_locked_out_is_recorded_once(client, council, officer):
    for _ in range(8):
        sign_in(client, officer.email, "wrong")
    actions = list(AuditEntry.objects.in_chain(council.pk).values_list("action", flat=True))
    assert actions == [*["governance.sign_in.failed"] * 5, "governance.sign_in.locked_out"]


def test_a_code_by_e_mail(client, council, officer):
    client.post("/accounts/login/code/", {"email": officer.email})
    [message] = mail.outbox
    code = message.subject.split()[-1]
    client.post("/accounts/login/code/confirm/", {"code": "wrong"})
    client.post("/accounts/login/code/confirm/", {"code": code})
    said = entries(council)
    assert said == [
        ("", "A code to sign in with was sent to Priya Anand (priya@merrowdale.example)"),
        (
            "",
            "Somebody tried to sign in as Priya Anand (priya@merrowdale.example); a code by e-mail was wrong",
        ),
        ("Priya Anand", "Signed in with a code by e-mail"),
    ]
    assert not any(code in words for _, words in said)


def test_a_code_for_nobody(client, council):
    client.post("/accounts/login/code/", {"email": "stranger@example.test"})
    assert [words for _, words in entries(None)] == [
        "A code or a link was asked for stranger@example.test, which is nobody's address"
    ]


def test_asking_for_a_new_password(client, council, officer):
    client.post("/accounts/password/reset/", {"email": officer.email})
    assert [words for _, words in entries(council)] == [
        "A link to set a new password was sent to Priya Anand (priya@merrowdale.example)"
    ]


def test_the_demonstration(client, council, officer, settings):
    settings.DEMO = True
    person = User.objects.create_user("helen.marsh@merrowdale.example", name="Helen Marsh")
    make_member(council, user=person)
    client.post("/demo/sign-in/", {"email": person.email})
    assert [who for who, _ in entries(council)] in ([], ["Helen Marsh"])


def test_pages_write_nothing(client, council, officer):
    client.force_login(officer)
    before = AuditEntry.objects.count()
    client.get("/")
    client.get(SIGN_IN)
    assert AuditEntry.objects.count() == before
