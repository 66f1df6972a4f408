"""Load the fictional councils of the demonstration. Safe to run again: what is there stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.demo_people import demo_cast
from governance.workflow.errors import WorkflowError
from governance.workflow.errors import WorkflowError as CouncilError
from reports.demo.loading import NotTheDemos, load_demo


class Command(BaseCommand):
    help = "Load three fictional councils with their people, reviews and documents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today", default="", metavar="D", help="load it as for this day, such as 2025-05-20"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = self._day(options["today"])
        try:
            loaded = load_demo(today)
        except (NotTheDemos, WorkflowError, CouncilError) as error:
            raise CommandError(str(error)) from error
        if loaded:
            self.stdout.write(f"Loaded {', '.join(council.name for council in loaded)}.")
        else:
            self.stdout.write("The demo is already loaded.")
        self._say_sign_ins()

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"--today: “{text}” is not a date such as 2025-05-20.") from None

    def _say_sign_ins(self) -> None:
        """The people whom the sign-in page offers."""
        self.stdout.write("Sign in as:")
        for person in demo_cast():
            self.stdout.write(f"  {person.name}, {person.role.lower()}, {person.council}: {person.email}")
