"""Bring in a council's Local Code from a JSON file: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assurance.models import ReviewCycle
from framework.models import Framework
from governance.models import Council
from governance.workflow.errors import WorkflowError
from reports.editions.files import CodeFileError, read_code
from reports.workflow.editions import bring_in_edition


class Command(BaseCommand):
    help = "Bring in a Local Code from a JSON file as the council's next version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", required=True, help="the council's short name in addresses")
        parser.add_argument("--dry-run", action="store_true", help="say what the file holds; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise CommandError(f"There is no council “{options['council']}”")
        framework = framework_for(council)
        if framework is None:
            raise CommandError("No framework is loaded: run load_framework first")
        try:
            brought = read_code(path, framework)
            self._say(brought.text, brought.remarks)
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
                return
            edition = bring_in_edition(
                council=council,
                framework=framework,
                text=brought.text,
                file=path.name,
                by=None,
                at=timezone.now(),
                remarks=brought.remarks,
            )
        except (CodeFileError, WorkflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{edition} of {council.name} is there to be read and adopted.")

    def _say(self, text: Any, remarks: list[str]) -> None:
        self.stdout.write(
            f"{text.title}: {text.count('requirement')} requirements, {text.count('commitment')} commitments,"
            f" {text.count('in_place')} entries of what is in place, {len(text.roles)} roles."
        )
        for remark in remarks:
            self.stdout.write(f"  {remark}")


def framework_for(council: Council) -> Framework | None:
    """That of the council's newest review, else the newest revision that is loaded."""
    newest = ReviewCycle.objects.for_council(council).newest_first().select_related("framework").first()
    return newest.framework if newest else Framework.objects.order_by("-revision").first()
