"""Inviting people and joining."""

from datetime import timedelta
from smtplib import SMTPException
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from governance.models import AuditEntry, Council, Invitation, Membership, User
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from governance.workflow.invitations import accept, invite, withdraw
from governance.workflow.memberships import end_membership
from tests.builders import make_council, make_member

ANSWERS = {"name": "Nia New", "email": "Nia.New@exampleshire.test", "roles": ["service_officer", "reviewer"]}


class Cast(TestCase):
    council: Council
    admin: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")

    def invite(self, email: str = "nia.new@exampleshire.test", *roles: Role, council=None) -> Invitation:
        return invite(
            council=council or self.council,
            email=email,
            name="Nia New",
            roles=roles or (Role.SERVICE_OFFICER,),
            by=self.admin,
            at=timezone.now(),
        )


class InvitingTests(Cast):
    def test_a_line_end_in_the_councils_name_does_not_break_the_header(self) -> None:
        self.council.name = "Exampleshire\nBcc: all@example.test"
        self.council.save()
        self.assertRedirects(self.post(), self.url("people"))
        self.assertEqual(
            mail.outbox[0].subject, "Join Exampleshire Bcc: all@example.test's governance review"
        )

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"governance:{name}", args=[self.council.slug, *args])

    def post(self, **answers: object):
        return self.client.post(self.url("invitation-create"), ANSWERS | answers)

    def test_it_sends_a_link_and_shows_it(self) -> None:
        response = self.post()
        self.assertRedirects(response, self.url("people"))
        invitation = Invitation.objects.get()
        link = f"http://localhost:8000/invitations/{invitation.token}/"
        message = mail.outbox[0]
        assert isinstance(message, mail.EmailMultiAlternatives)
        self.assertEqual(message.to, ["nia.new@exampleshire.test"])
        self.assertEqual(message.subject, "Join Exampleshire Council's governance review")
        self.assertIn(link, message.body)
        self.assertIn("Service officer, Named reviewer", message.body)
        self.assertIn(f'href="{link}"', str(message.alternatives[0][0]))
        page = self.client.get(self.url("people"))
        self.assertContains(page, link)
        self.assertTrue(AuditEntry.objects.filter(action="governance.invitation.sent").exists())

    def test_without_a_mail_server_the_link_is_still_there(self) -> None:
        with (
            patch("governance.invitation_mail.send_mail", side_effect=SMTPException("no")),
            self.assertLogs("governance.invitation_mail"),
        ):
            response = self.client.post(self.url("invitation-create"), ANSWERS, follow=True)
        self.assertContains(response, "the e-mail could not be sent")
        self.assertContains(response, Invitation.objects.get().token)

    def test_a_conflict_of_roles_is_said_at_the_field(self) -> None:
        response = self.post(roles=["service_officer", "external_auditor"])
        self.assertEqual(response.status_code, 422)
        self.assertIn("cannot be combined", response.context["form"].errors["roles"][0])
        self.assertContains(response, 'value="Nia New"', status_code=422)
        self.assertFalse(Invitation.objects.exists())

    def test_an_external_auditor_joins_without_rights_until_their_reviews_are_named(self) -> None:
        self.post(roles=["external_auditor"])
        member = accept(invitation=Invitation.objects.get(), user=None, at=timezone.now(), name="Mei Lawson")
        self.assertEqual(member.roles(), set())

    def test_empty_answers_are_said_at_their_fields(self) -> None:
        response = self.client.post(self.url("invitation-create"), {})
        self.assertEqual(set(response.context["form"].errors), {"name", "email", "roles"})

    def test_members_and_people_invited_already_are_not_invited(self) -> None:
        self.post()
        response = self.post()
        self.assertContains(response, "is invited already", status_code=422)
        response = self.post(email=self.admin.user.email.upper())
        self.assertContains(response, "is a member already", status_code=422)

    def test_sending_again_gives_the_full_time_again(self) -> None:
        self.post()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        invitation = Invitation.objects.get()
        self.assertContains(self.client.get(self.url("people")), "Ran out on")
        self.client.post(self.url("invitation-resend", invitation.pk))
        invitation.refresh_from_db()
        self.assertTrue(invitation.is_open())
        self.assertEqual(len(mail.outbox), 2)

    def test_a_withdrawn_invitation_no_longer_works(self) -> None:
        self.post()
        invitation = Invitation.objects.get()
        self.client.post(self.url("invitation-withdraw", invitation.pk))
        self.assertNotContains(self.client.get(self.url("people")), invitation.token)
        self.client.logout()
        response = self.client.get(reverse("governance:invitation", args=[invitation.token]))
        self.assertContains(response, "It was withdrawn", status_code=410)
        self.client.force_login(self.admin.user)
        response = self.client.post(self.url("invitation-resend", invitation.pk), follow=True)
        self.assertContains(response, "was withdrawn")

    def test_invitations_of_other_councils_cannot_be_reached(self) -> None:
        other = make_council()
        invitation = self.invite(council=other)
        for name in ["invitation-resend", "invitation-withdraw"]:
            self.assertEqual(self.client.post(self.url(name, invitation.pk)).status_code, 404)


class JoiningTests(Cast):
    def url(self, invitation: Invitation) -> str:
        return reverse("governance:invitation", args=[invitation.token])

    def test_a_new_person_joins_with_codes_only(self) -> None:
        invitation = self.invite("nia.new@exampleshire.test", Role.SERVICE_OFFICER, Role.REVIEWER)
        self.assertContains(self.client.get(self.url(invitation)), 'value="Nia New"')
        response = self.client.post(self.url(invitation), {"name": "Nia Newman", "password": ""})
        self.assertRedirects(response, "/", fetch_redirect_response=False)
        member = Membership.objects.get(user__email="nia.new@exampleshire.test")
        self.assertEqual(member.name, "Nia Newman")
        self.assertEqual(member.roles(), {Role.SERVICE_OFFICER, Role.REVIEWER})
        self.assertFalse(member.user.has_usable_password())
        self.assertTrue(EmailAddress.objects.get(user=member.user, primary=True).verified)
        self.assertEqual(self.client.session["_auth_user_id"], str(member.user.pk))

    def test_a_new_person_may_choose_a_password(self) -> None:
        invitation = self.invite()
        self.client.post(self.url(invitation), {"name": "Nia New", "password": "a long enough password"})
        self.assertTrue(User.objects.get(email=invitation.email).check_password("a long enough password"))

    def test_a_weak_password_is_refused_and_the_invitation_stays(self) -> None:
        invitation = self.invite()
        response = self.client.post(self.url(invitation), {"name": "Nia New", "password": "short"})
        self.assertContains(response, "This password is too short", status_code=422)
        self.assertFalse(User.objects.filter(email=invitation.email).exists())

    def test_it_works_once(self) -> None:
        invitation = self.invite()
        self.client.post(self.url(invitation), {"name": "Nia New"})
        response = self.client.post(self.url(invitation), {"name": "Somebody Else"})
        self.assertContains(response, "It was used on", status_code=410)
        with self.assertRaisesMessage(WorkflowError, "has accepted this invitation already"):
            accept(invitation=invitation, user=None, at=timezone.now())

    def test_it_runs_out(self) -> None:
        invitation = self.invite()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        response = self.client.get(self.url(invitation))
        self.assertContains(response, "It ran out on", status_code=410)
        self.assertContains(response, self.admin.user.email, status_code=410)
        with self.assertRaisesMessage(WorkflowError, "has run out"):
            accept(invitation=invitation, user=None, at=timezone.now())

    def test_an_unknown_link_is_not_found(self) -> None:
        self.assertEqual(self.client.get(reverse("governance:invitation", args=["nothing"])).status_code, 404)

    def test_somebody_with_an_account_signs_in_first(self) -> None:
        known = make_member(make_council(), Role.COORDINATOR).user
        invitation = self.invite(known.email)
        response = self.client.get(self.url(invitation))
        self.assertContains(response, f"{reverse('account_login')}?next={self.url(invitation)}")
        self.assertNotContains(response, 'name="password"')
        self.client.post(self.url(invitation), {"name": "Taken Over", "password": "a long enough password"})
        self.assertFalse(Membership.objects.filter(user=known, council=self.council).exists())
        self.client.force_login(known)
        self.client.post(self.url(invitation))
        member = Membership.objects.get(user=known, council=self.council)
        self.assertEqual(member.roles(), {Role.SERVICE_OFFICER})

    def test_it_is_for_the_invited_address_only(self) -> None:
        other = make_member(make_council(), Role.COORDINATOR).user
        invitation = self.invite()
        self.client.force_login(other)
        self.assertContains(self.client.get(self.url(invitation)), "You are signed in as")
        self.assertEqual(self.client.post(self.url(invitation)).status_code, 422)
        self.assertFalse(other.memberships.filter(council=self.council).exists())
        with self.assertRaisesMessage(WorkflowError, "This invitation is for"):
            accept(invitation=invitation, user=other, at=timezone.now())

    def test_somebody_who_left_comes_back_with_the_new_roles_only(self) -> None:
        member = make_member(self.council, Role.COORDINATOR)
        end_membership(membership=member, by=self.admin, at=timezone.now())
        invitation = self.invite(member.user.email, Role.COMMITTEE_MEMBER)
        self.client.force_login(member.user)
        self.client.post(self.url(invitation))
        again = Membership.objects.current().get(pk=member.pk)
        self.assertEqual(again.roles(), {Role.COMMITTEE_MEMBER})

    def test_a_withdrawn_invitation_cannot_be_withdrawn_again(self) -> None:
        invitation = self.invite()
        withdraw(invitation=invitation, by=self.admin, at=timezone.now())
        with self.assertRaisesMessage(WorkflowError, "was withdrawn"):
            withdraw(invitation=invitation, by=self.admin, at=timezone.now())
