"""What the worker does for the tenancy base: it sends e-mails."""

from __future__ import annotations

from django.utils import timezone

from governance.workflow import outbox
from governance.workflow.sweeping import put_right

try:
    from django.tasks import task  # type: ignore[import-untyped, unused-ignore]
except ImportError:  # Django 5.2
    from django_tasks import task

MOST_IN_A_ROW = 20  # e-mails of one job, so that a PDF in the queue need not wait for hundreds


@task()  # type: ignore[untyped-decorator, unused-ignore]
def send_due_mail() -> None:
    """Send what is due, after putting right what a killed worker left; calls itself while more is due."""
    put_right(at=timezone.now())
    for _ in range(MOST_IN_A_ROW):
        mail = outbox.claim_next(at=timezone.now())
        if mail is None:
            return
        outbox.deliver(mail)
    outbox.call_worker()
