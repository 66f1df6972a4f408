"""Puts right what a killed worker left behind: for cron; prepare and send_reminders do it too."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from governance.workflow.sweeping import Swept, sweep


class Command(BaseCommand):
    help = "Takes e-mails and jobs that a killed worker left under way, so that they are done or given up."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in lines_of(sweep(at=timezone.now())):
            self.stdout.write(line)


def lines_of(swept: Swept) -> list[str]:
    """What was done, a line for each kind."""
    counts = {
        "e-mails wait to be sent again": swept.waiting,
        "e-mails may or may not have been sent and are left": swept.unknown,
        "e-mails are given up": swept.given_up,
        "jobs wait to be run again": swept.jobs_again,
        "jobs are given up": swept.jobs_failed,
    }
    listed = [f"{number} {words}" for words, number in counts.items() if number]
    return listed or ["Nothing was left behind."]
