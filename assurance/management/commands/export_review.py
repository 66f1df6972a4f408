"""Write a review to a workbook or CSV file that `import_review` reads back without change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assurance.exchange.export import CONTENT_TYPES, export_review
from assurance.models import ReviewCycle
from governance.converters import parse_year
from governance.models import Council
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
            cycle = self._cycle(options["council"], options["year"])
            path.write_bytes(
                export_review(cycle=cycle, suffix=suffix, sees_all=True, by=None, at=timezone.now())
            )
        except (WorkflowError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = cycle.assessments.count()
        self.stdout.write(f"Wrote {rows} rows of the {cycle} of {cycle.council} to {path}.")

    def _cycle(self, slug: str, year: str) -> ReviewCycle:
        council = Council.objects.filter(slug=slug).first()
        if council is None:
            raise ValueError(f"There is no council “{slug}”.")
        cycle = ReviewCycle.objects.for_council(council).in_year(parse_year(year)).first()
        if cycle is None:
            raise ValueError(f"{council} has no {year} review.")
        return cycle
