"""A council is made from the command line, whole or not at all."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import TestCase

from governance.models import AuditEntry, Council, Membership, User
from governance.roles import Role
from tests.builders import make_council, make_member


def create(
    slug: str, name: str = "Exampleshire Council", admin: str = "helen.marsh@exampleshire.test"
) -> str:
    out = StringIO()
    call_command("create_council", slug, name=name, admin=admin, stdout=out)
    return out.getvalue()


class CreateCouncilTests(TestCase):
    def test_it_makes_a_council_with_an_administrator_who_can_sign_in(self) -> None:
        said = create("exampleshire")
        member = Membership.objects.get(council__slug="exampleshire")
        self.assertEqual(member.roles(), {Role.ADMINISTRATOR})
        self.assertEqual(member.name, "Helen Marsh")
        self.assertFalse(member.user.has_usable_password())
        address = EmailAddress.objects.get(user=member.user)
        self.assertTrue(address.verified and address.primary)
        self.assertIn("Exampleshire Council", said)
        self.assertIn("http://localhost:8000/councils/exampleshire/people/", said)

    def test_it_is_recorded(self) -> None:
        create("exampleshire")
        entry = AuditEntry.objects.get(action="governance.council.created")
        self.assertEqual(entry.council, Council.objects.get())

    def test_a_known_person_keeps_name_and_account(self) -> None:
        known = make_member(make_council(), Role.SERVICE_OFFICER, name="Known Person").user
        create("exampleshire", admin=known.email.upper())
        self.assertEqual(User.objects.count(), 1)
        self.assertEqual(known.memberships.count(), 2)

    def test_a_taken_short_name_is_refused(self) -> None:
        make_council("exampleshire")
        with self.assertRaisesMessage(CommandError, "There is a council with the short name “exampleshire”"):
            create("exampleshire")
        self.assertEqual(Membership.objects.count(), 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "name", "admin"),
    [
        ("Exampleshire", "Exampleshire Council", "a@exampleshire.test"),
        ("example shire", "Exampleshire Council", "a@exampleshire.test"),
        ("-example", "Exampleshire Council", "a@exampleshire.test"),
        ("e" * 61, "Exampleshire Council", "a@exampleshire.test"),
        ("new", "Exampleshire Council", "a@exampleshire.test"),
        ("exampleshire", " ", "a@exampleshire.test"),
        ("exampleshire", "n" * 151, "a@exampleshire.test"),
        ("exampleshire", "Exampleshire Council", "not an address"),
    ],
)
def test_a_bad_value_is_one_line_and_writes_nothing(slug: str, name: str, admin: str) -> None:
    with pytest.raises(CommandError) as caught:
        create(slug, name, admin)
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)
    assert not Council.objects.exists()
    assert not User.objects.exists()
