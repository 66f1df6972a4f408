"""E-mails are sent once: whatever fails, whoever dies, however many workers there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from governance.letters import Letter
from governance.models import MailChoice, MailedNotice, Membership, Notice, OutgoingMail
from governance.roles import Role
from governance.tasks import MOST_IN_A_ROW, send_due_mail
from governance.workflow import outbox
from governance.workflow.outbox import WAITS, ask_for_mail, claim_next, deliver
from governance.workflow.sweeping import ABANDONED_AFTER, MOST_RUNS, Swept, put_right, sweep
from tests.builders import make_council, make_member
from tests.governance.fake_mail import BACKEND, Backend, Killed
from tests.threads import at_once

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_BACKEND = BACKEND
    Backend.reset()
    yield
    Backend.reset()


@pytest.fixture
def member() -> Membership:
    return make_member(make_council("merrow", name="Merrow Council"), Role.SERVICE_OFFICER)


def letter(member: Membership, key: str = "", **fields) -> Letter:
    fields = {"subject": "A1.1 was sent back", "text": "Words", "html": "<p>Words</p>"} | fields
    return Letter(recipient=member.user, key=key or f"test:{member.pk}", notices=(), **fields)


def ask(member: Membership, key: str = "", **fields) -> OutgoingMail:
    asked = letter(member, key, **fields)
    ask_for_mail([asked], at=timezone.now())
    return OutgoingMail.objects.get(key=asked.key)


def make_due(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=timezone.now())


def state_of(mail: OutgoingMail) -> str:
    mail.refresh_from_db()
    return mail.state


def work() -> None:
    send_due_mail.call()


def swept_later() -> Swept:
    return put_right(at=timezone.now() + ABANDONED_AFTER + timedelta(minutes=1))


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
        assert mail.handed_over_at and mail.sent_at and mail.handed_over_at <= mail.sent_at
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


class TestDying:
    """Each step of the worker is the last one; then the sweep and another worker."""

    def die(self, mail: OutgoingMail) -> None:
        with pytest.raises(Killed):
            work()
        assert state_of(mail) == State.SENDING

    def test_before_handing_over_it_is_sent_by_the_next_worker(self, member):
        Backend.at_opening += [Killed()]
        mail = ask(member)
        self.die(mail)
        assert put_right(at=timezone.now()) == Swept()  # it may still be alive
        work()
        assert state_of(mail) == State.SENDING
        assert swept_later() == Swept(waiting=1)
        make_due(mail)
        work()
        assert (state_of(mail), len(Backend.taken)) == (State.SENT, 1)

    @pytest.mark.parametrize("when", ["before_taking", "after_taking"])
    def test_after_handing_over_it_is_never_sent_again(self, member, when):
        getattr(Backend, when).append(Killed())
        mail = ask(member)
        self.die(mail)
        assert mail.handed_over_at is not None
        sent = len(Backend.taken)
        assert swept_later() == Swept(unknown=1)
        work()
        assert (state_of(mail), len(Backend.taken)) == (State.UNKNOWN, sent)

    def test_before_it_is_noted_as_sent(self, member, monkeypatch):
        def die(*_):
            raise Killed

        mail = ask(member)
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "_note", die)
            self.die(mail)
        assert len(Backend.taken) == 1
        swept_later()
        work()
        assert (state_of(mail), len(Backend.taken)) == (State.UNKNOWN, 1)

    def test_when_claimed_and_nothing_more(self, member):
        mail = ask(member)
        claim_next(at=timezone.now())
        assert swept_later() == Swept(waiting=1)
        make_due(mail)
        work()
        assert (state_of(mail), mail.attempts, len(Backend.taken)) == (State.SENT, 2, 1)

    def test_it_is_given_up_when_it_kills_every_worker(self, member):
        mail = ask(member)
        for _ in range(len(WAITS) + 1):
            make_due(mail)
            claim_next(at=timezone.now())
            last = swept_later()
        assert last == Swept(given_up=1)
        assert state_of(mail) == State.FAILED

    def test_a_slow_worker_that_was_swept_hands_nothing_over(self, member):
        ask(member)
        slow = claim_next(at=timezone.now())
        assert slow is not None
        swept_later()
        make_due(slow)
        fast = claim_next(at=timezone.now())
        assert fast is not None
        deliver(slow)
        assert Backend.taken == []
        deliver(fast)
        assert (state_of(fast), len(Backend.taken)) == (State.SENT, 1)

    def test_a_slow_worker_that_did_send_says_so_after_the_sweep(self, member, monkeypatch):
        mail = ask(member)
        take = Backend.send_messages

        def take_slowly(backend, messages):
            taken = take(backend, messages)
            assert swept_later() == Swept(unknown=1)
            return taken

        monkeypatch.setattr(Backend, "send_messages", take_slowly)
        work()
        assert (state_of(mail), mail.error) == (State.SENT, "")


class TestJobs:
    def run_away(self, *, started_at: datetime, runs: int = 1) -> DBTaskResult[..., None]:
        send_due_mail.enqueue()
        job = DBTaskResult.objects.get()
        for number in range(runs):
            job.claim(f"worker {number}")
        DBTaskResult.objects.filter(pk=job.pk).update(started_at=started_at)
        return job

    def test_a_job_of_a_killed_worker_runs_again(self):
        self.run_away(started_at=timezone.now() - ABANDONED_AFTER - timedelta(minutes=1))
        assert put_right(at=timezone.now()) == Swept(jobs_again=1)
        assert DBTaskResult.objects.ready().count() == 1
        assert put_right(at=timezone.now()) == Swept()

    def test_a_job_under_way_is_left_to_its_worker(self):
        self.run_away(started_at=timezone.now() - timedelta(minutes=5))
        assert put_right(at=timezone.now()) == Swept()
        assert DBTaskResult.objects.running().count() == 1

    def test_a_job_that_kills_its_workers_is_given_up(self):
        job = self.run_away(started_at=timezone.now() - timedelta(hours=1), runs=MOST_RUNS)
        assert put_right(at=timezone.now()) == Swept(jobs_failed=1)
        job.refresh_from_db()
        assert (str(job.status), "killed" in job.traceback) == ("FAILED", True)

    def test_a_sweep_calls_the_worker_for_what_is_due(self, member, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            sweep(at=timezone.now())
        assert not DBTaskResult.objects.exists()
        ask(member)
        with django_capture_on_commit_callbacks(execute=True):
            sweep(at=timezone.now())
        assert DBTaskResult.objects.ready().count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write after another")
@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_two_workers_send_each_e_mail_once(self):
        council = make_council()
        members = [make_member(council) for _ in range(40)]
        ask_for_mail([letter(one) for one in members], at=timezone.now())
        at_once(work, work, work, work)
        work()
        assert sorted(message.to[0] for message in Backend.taken) == sorted(
            member.user.email for member in members
        )
        assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("sent", 1)}

    def test_four_who_ask_for_the_same_make_one(self):
        member = make_member(make_council())
        for number in range(10):
            asked = letter(member, f"round:{number}")
            at_once(*[partial(ask_for_mail, [asked], at=timezone.now())] * 4)
        assert OutgoingMail.objects.count() == 10

    def test_workers_and_sweeps_together_send_each_once(self):
        council = make_council()
        members = [make_member(council) for _ in range(20)]
        ask_for_mail([letter(one) for one in members], at=timezone.now())
        sweep_all = partial(put_right, at=timezone.now(), older_than=timedelta(0))
        at_once(work, sweep_all, work, sweep_all)
        put_right(at=timezone.now() + timedelta(hours=1))
        OutgoingMail.objects.filter(state=State.WAITING).update(next_try_at=timezone.now())
        work()
        addresses = [message.to[0] for message in Backend.taken]
        assert len(addresses) == len(set(addresses))
