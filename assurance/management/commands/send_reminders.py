"""The day's reminders as notices, and one e-mail a day for whoever chose that. For cron, once a day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from assurance.reminders import KINDS
from assurance.workflow.daily_reminders import remind_council
from governance.letters import Letter
from governance.models import Council, Notice
from governance.workflow.daily_mail import send_daily_mail
from governance.workflow.sweeping import sweep


class Command(BaseCommand):
    help = "Tells people what the day asks of them, in the app and once a day by e-mail. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", default="", metavar="D", help="as if it were this day: 2025-05-20")
        parser.add_argument("--dry-run", action="store_true", help="print what it would do, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["date"])
        if options["dry_run"]:
            with transaction.atomic():
                told, letters = self._send(day)
                transaction.set_rollback(True)
        else:
            sweep(at=timezone.now())
            told, letters = self._send(day)
        self._write(day, told, letters, only_tried=options["dry_run"])

    def _send(self, day: date) -> tuple[list[Notice], list[Letter]]:
        told = [
            notice for council in Council.objects.order_by("pk") for notice in remind_council(council, at=day)
        ]
        return told, send_daily_mail(day, at=timezone.now())

    def _write(self, day: date, told: list[Notice], letters: list[Letter], *, only_tried: bool) -> None:
        self.stdout.write(f"Reminders of {day}" + (": nothing is written" if only_tried else ""))
        counts = Counter(notice.action for notice in told)
        for kind in KINDS.values():
            self.stdout.write(f"  {kind.name:14} {counts[kind.action]}")
        self.stdout.write(f"  {'daily e-mails':14} {len(letters)}")
        if only_tried:
            self._write_names(told, letters)

    def _write_names(self, told: list[Notice], letters: list[Letter]) -> None:
        """Who would be told what, and who would be sent an e-mail."""
        for notice in told:
            self.stdout.write(f"Notice to {notice.recipient.user}: {notice.text}")
        for letter in letters:
            self.stdout.write(f"E-mail to {letter.recipient} <{letter.recipient.email}>: {letter.subject}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise CommandError(f"--date: “{text}” is not a date such as 2025-05-20.") from None
