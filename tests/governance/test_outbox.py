"""E-mails are sent once, whatever fails on the way."""

from __future__ import annotations

from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from governance.models import MailChoice, MailedNotice, Membership, Notice, OutgoingMail
from governance.tasks import MOST_IN_A_ROW
from governance.workflow import outbox
from governance.workflow.outbox import WAITS, ask_for_mail
from tests.builders import make_council, make_member
from tests.governance.fake_mail import Backend
from tests.governance.outbox_desk import State, ask, letter, make_due, state_of, swept_later, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


class TestAsking:
    def test_asking_twice_makes_one_e_mail_and_calls_the_worker_once(
        self, member, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            numbers = [ask_for_mail([letter(member)], at=timezone.now()) for _ in range(2)]

        assert numbers == [1, 0]
        assert OutgoingMail.objects.count() == 1
        assert DBTaskResult.objects.count() == 1

    def test_what_is_taken_back_with_its_transaction_is_not_sent(
        self, member, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
            ask(member)
            transaction.set_rollback(True)

        assert callbacks == []
        assert not OutgoingMail.objects.exists()

    def test_asking_for_nothing_calls_nobody(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as callbacks:
            assert ask_for_mail([], at=timezone.now()) == 0
        assert callbacks == []

    def test_the_number_of_queries_does_not_grow_with_the_people(self, django_assert_num_queries):
        council = make_council()
        people = [make_member(council) for _ in range(12)]
        for some in (people[:2], people[2:]):
            # A savepoint's two ends, who has one already, the rows, their keys.
            with django_assert_num_queries(5):
                ask_for_mail([letter(one) for one in some], at=timezone.now())


class TestSending:
    def test_it_goes_out_once(self, member):
        mail = ask(member)
        work()
        work()
        assert state_of(mail) == State.SENT
        assert (mail.attempts, mail.error) == (1, "")
        assert mail.handed_over_at is not None
        assert mail.sent_at is not None
        assert mail.handed_over_at <= mail.sent_at
        [sent] = Backend.taken
        assert (sent.subject, sent.to) == ("A1.1 was sent back", [member.user.email])
        assert "<p>Words</p>" in str(sent.message())

    def test_it_is_from_the_council_that_it_speaks_of(self, member, settings):
        settings.DEFAULT_FROM_EMAIL = "Governance Assurance <no-reply@example.test>"
        mail = ask(member)
        notice = Notice.objects.create(council=member.council, recipient=member, text="x", url="/")
        MailedNotice.objects.create(mail=mail, notice=notice)
        work()
        assert Backend.taken[0].from_email == "Merrow Council <no-reply@example.test>"

    def test_a_council_s_name_cannot_add_a_header(self, member):
        member.council.name = 'Merrow & "Vale"\r\nBcc: all@example.test, Council'
        member.council.save()
        mail = ask(member)
        notice = Notice.objects.create(council=member.council, recipient=member, text="x", url="/")
        MailedNotice.objects.create(mail=mail, notice=notice)
        work()
        message = Backend.taken[0].message()
        assert state_of(mail) == State.SENT
        assert message["Bcc"] is None
        assert Backend.taken[0].recipients() == [member.user.email]

    def test_a_subject_with_a_line_end_fails_and_is_never_handed_over(self, member):
        mail = ask(member, subject="A\nBcc: all@example.test")
        work()
        assert state_of(mail) == State.FAILED
        assert (mail.handed_over_at, Backend.taken) == (None, [])

    def test_its_headers_let_a_mail_program_stop_it(self, member, client):
        ask(member)
        work()
        message = Backend.taken[0].message()
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Auto-Submitted"] == "auto-generated"
        address = message["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        member.user.refresh_from_db()
        assert member.user.mail_choice == MailChoice.NEVER

    def test_the_message_keeps_its_id_at_every_try(self, member):
        Backend.before_taking += [SMTPDataError(451, b"later")]
        mail = ask(member)
        other = ask(member, "other")
        ids = []
        original = outbox.message_of

        def noting(mail, councils, connection):
            message = original(mail, councils, connection)
            ids.append((mail.pk, message.message()["Message-ID"]))
            return message

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(outbox, "message_of", noting)
            work()
            make_due(mail)
            work()
        assert [pk for pk, _ in ids].count(mail.pk) == 2
        assert len(set(ids)) == 2
        assert {pk for pk, _ in set(ids)} == {mail.pk, other.pk}

    def test_many_are_sent_by_several_jobs_in_a_row(self, member):
        letters = [letter(member, f"test:{number}") for number in range(MOST_IN_A_ROW + 1)]
        ask_for_mail(letters, at=timezone.now())
        work()
        assert len(Backend.taken) == MOST_IN_A_ROW
        assert DBTaskResult.objects.count() == 1
        work()
        assert len(Backend.taken) == MOST_IN_A_ROW + 1

    def test_one_that_fails_does_not_keep_the_next_from_going(self, member):
        Backend.before_taking += [SMTPDataError(554, b"no")]
        first, second = ask(member, "first"), ask(member, "second")
        work()
        assert (state_of(first), state_of(second)) == (State.FAILED, State.SENT)


class TestFailing:
    @pytest.mark.parametrize(
        "error",
        [
            ConnectionRefusedError("refused"),
            TimeoutError("timed out"),
            OSError("no route"),
            SMTPServerDisconnected("gone"),
            SMTPAuthenticationError(535, b"wrong password"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_a_server_out_of_reach_is_tried_again(self, member, error):
        Backend.at_opening += [error]
        mail = ask(member)
        work()
        assert state_of(mail) == State.WAITING
        assert (mail.handed_over_at, Backend.taken) == (None, [])
        assert type(error).__name__ in mail.error
        make_due(mail)
        work()
        assert state_of(mail) == State.SENT
        assert (mail.attempts, len(Backend.taken)) == (2, 1)

    @pytest.mark.parametrize(
        "error",
        [
            SMTPDataError(451, b"try later"),
            SMTPSenderRefused(421, b"busy", "a@example.test"),
            SMTPRecipientsRefused({"a@example.test": (450, b"mailbox busy")}),
            ConnectionRefusedError("refused"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_an_answer_that_may_differ_later_is_tried_again(self, member, error):
        Backend.before_taking += [error]
        mail = ask(member)
        work()
        assert (state_of(mail), mail.handed_over_at) == (State.WAITING, None)
        make_due(mail)
        work()
        assert (state_of(mail), len(Backend.taken)) == (State.SENT, 1)

    @pytest.mark.parametrize(
        "error",
        [
            SMTPDataError(554, b"spam"),
            SMTPRecipientsRefused({"a@example.test": (550, b"no such mailbox")}),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_a_refusal_for_good_is_kept_with_its_words(self, member, error):
        Backend.before_taking += [error]
        mail = ask(member)
        work()
        assert state_of(mail) == State.FAILED
        assert "55" in mail.error
        work()
        assert (mail.attempts, Backend.taken) == (1, [])

    @pytest.mark.parametrize(
        "error",
        [SMTPServerDisconnected("gone"), TimeoutError("timed out"), OSError("reset"), ValueError("?")],
    )
    @pytest.mark.parametrize("when", ["before_taking", "after_taking"])
    def test_a_connection_that_breaks_after_handing_over_is_never_tried_again(self, member, error, when):
        getattr(Backend, when).append(error)
        mail = ask(member)
        work()
        assert state_of(mail) == State.UNKNOWN
        sent = len(Backend.taken)
        swept_later()
        work()
        assert (state_of(mail), len(Backend.taken)) == (State.UNKNOWN, sent)

    def test_waits_grow_until_it_is_given_up(self, member, django_capture_on_commit_callbacks):
        Backend.at_opening += [OSError("down")] * (len(WAITS) + 1)
        mail = ask(member)
        waits = []
        for _ in WAITS:
            began = timezone.now()
            with django_capture_on_commit_callbacks(execute=True):
                work()
            assert state_of(mail) == State.WAITING
            waits.append(mail.next_try_at - began)
            job = DBTaskResult.objects.latest("enqueued_at")
            assert job.run_after == mail.next_try_at
            make_due(mail)
        assert [round(wait.total_seconds() / 60) for wait in waits] == [1, 5, 25, 120, 600]
        work()
        assert state_of(mail) == State.FAILED
        assert (mail.attempts, "down" in mail.error, Backend.taken) == (6, True, [])

    def test_it_is_not_tried_before_its_time(self, member):
        Backend.at_opening += [OSError("down")]
        mail = ask(member)
        work()
        work()
        assert (state_of(mail), mail.attempts) == (State.WAITING, 1)

    def test_a_server_that_took_nothing_is_asked_again(self, member, monkeypatch):
        monkeypatch.setattr(Backend, "send_messages", lambda self, messages: 0)
        mail = ask(member)
        work()
        assert state_of(mail) == State.WAITING


class TestNotWanted:
    @pytest.mark.parametrize("how", ["closed", "never", "left"])
    def test_what_waited_is_dropped(self, member, how):
        mail = ask(member)
        notice = Notice.objects.create(council=member.council, recipient=member, text="x", url="/")
        MailedNotice.objects.create(mail=mail, notice=notice)
        if how == "left":
            Membership.objects.filter(pk=member.pk).update(ended_at=timezone.now())
        else:
            member.user.is_active = how != "closed"
            member.user.mail_choice = MailChoice.NEVER if how == "never" else MailChoice.DAILY
            member.user.save()
        work()
        assert state_of(mail) == State.STOPPED
        assert mail.error
        assert Backend.taken == []
