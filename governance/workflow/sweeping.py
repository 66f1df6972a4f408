"""Puts right what a killed worker left behind: e-mails "being sent" and jobs "running" for too long.

Jobs may run again: each claims its own row first (a PDF, an e-mail), so that nothing is made or sent twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from governance.models import OutgoingMail
from governance.workflow.outbox import WAITS, call_worker

try:
    from django.tasks import TaskResultStatus  # type: ignore[import-untyped, unused-ignore]
except ImportError:  # Django 5.2
    from django_tasks import TaskResultStatus

# Longer than any job takes (reports/rendering.py: five minutes) and than the mail server is waited for.
ABANDONED_AFTER = timedelta(minutes=15)
MOST_RUNS = 3  # of a job whose worker was killed each time: the job may be what kills it
KILLED = "The worker was killed while it ran."
State = OutgoingMail.State


@dataclass(frozen=True)
class Swept:
    """How many e-mails wait again, may have been sent, are given up; how many jobs run again or failed."""

    waiting: int = 0
    unknown: int = 0
    given_up: int = 0
    jobs_again: int = 0
    jobs_failed: int = 0

    @property
    def anything(self) -> bool:
        return self != Swept()


@transaction.atomic
def sweep(*, at: datetime) -> Swept:
    """Put right what was left behind, and call the worker for e-mails that are due: its job may be lost."""
    swept = put_right(at=at)
    if OutgoingMail.objects.due(at=at).exists():
        transaction.on_commit(call_worker)
    return swept


@transaction.atomic
def put_right(*, at: datetime, older_than: timedelta = ABANDONED_AFTER) -> Swept:
    """Take what has been under way for longer than `older_than` from its worker. Safe at any time."""
    unknown, given_up, waiting = _sweep_mail(before=at - older_than, at=at)
    jobs_again, jobs_failed = _sweep_jobs(before=at - older_than, at=at)
    return Swept(waiting, unknown, given_up, jobs_again, jobs_failed)


def _sweep_mail(*, before: datetime, at: datetime) -> tuple[int, int, int]:
    abandoned = OutgoingMail.objects.filter(state=State.SENDING, claimed_at__lt=before)
    unknown = abandoned.filter(handed_over_at__isnull=False).update(state=State.UNKNOWN, error=KILLED)
    untouched = abandoned.filter(handed_over_at=None)
    given_up = untouched.filter(attempts__gt=len(WAITS)).update(state=State.FAILED, error=KILLED)
    waiting = untouched.update(state=State.WAITING, next_try_at=at, claimed_at=None)
    return unknown, given_up, waiting


def _sweep_jobs(*, before: datetime, at: datetime) -> tuple[int, int]:
    again = failed = 0
    running = DBTaskResult.objects.running().filter(started_at__lt=before)
    for job in running.only("pk", "started_at", "worker_ids"):
        mine = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
        if len(job.worker_ids) < MOST_RUNS:
            again += mine.update(status=TaskResultStatus.READY, started_at=None)
        else:
            failed += mine.update(status=TaskResultStatus.FAILED, finished_at=at, traceback=KILLED)
    return again, failed
