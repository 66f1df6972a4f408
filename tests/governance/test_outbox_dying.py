"""E-mails are sent once, whichever worker dies and however many there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from governance.models import OutgoingMail
from governance.tasks import send_due_mail
from governance.workflow import outbox
from governance.workflow.outbox import WAITS, ask_for_mail, claim_next, deliver
from governance.workflow.sweeping import ABANDONED_AFTER, MOST_RUNS, Swept, put_right, sweep
from tests.builders import make_council, make_member
from tests.governance.fake_mail import Backend, Killed
from tests.governance.outbox_desk import State, ask, letter, make_due, state_of, swept_later, work
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


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
