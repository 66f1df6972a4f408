"""Write a review to a workbook or CSV file that `import_review` reads back without change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assurance.exchange.export import CONTENT_TYPES, export_review
from assurance.management.asked_review import asked_review
from governance.workflow.errors import WorkflowError


class Command(BaseCommand):
    help = "Write a review, with officers' scores, to an .xlsx or .csv file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--council", required=True, help="the council's short name in addresses")
        parser.add_argument("--year", required=True, help="such as 2024/25")
        parser.add_argument("--output", required=True, type=Path, help="a file ending in .xlsx or .csv")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["output"]
        suffix = path.suffix.lower().removeprefix(".")
        if suffix not in CONTENT_TYPES:
            raise CommandError(f"“{path.name}” does not end in .xlsx or .csv.")
        try:
            cycle = asked_review(options["council"], options["year"])
            path.write_bytes(
                export_review(cycle=cycle, suffix=suffix, sees_all=True, by=None, at=timezone.now())
            )
        except (WorkflowError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = cycle.assessments.count()
        self.stdout.write(f"Wrote {rows} rows of the {cycle} of {cycle.council} to {path}.")
