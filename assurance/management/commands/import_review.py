"""Bring in a review from a workbook or CSV file: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from assurance.exchange.columns import Column
from assurance.exchange.preview import Plan, compare
from assurance.exchange.reading import FileRefused, read_file
from assurance.exchange.scales import DEFAULT_WORDS, parse_words
from assurance.exchange.standing import Standing
from assurance.exchange.writing import describe, write_import
from assurance.models import ImportRun
from governance.converters import parse_year
from governance.models import Council, Membership
from governance.workflow.errors import WorkflowError


class Command(BaseCommand):
    help = "Bring in a review from an .xlsx or .csv file; makes the review when there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", required=True, help="the council's short name in addresses")
        parser.add_argument("--year", required=True, help="such as 2024/25")
        parser.add_argument("--by", default="", help="e-mail address of the member who brings it in")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")
        parser.add_argument(
            "--use-wording",
            action="store_true",
            help="show the file's wording of the requirements: the council holds the publication",
        )
        parser.add_argument(
            "--past-year", action="store_true", help="a record of a past year that was signed off elsewhere"
        )
        parser.add_argument("--body", default="", help="with --past-year: the body that approved it")
        parser.add_argument("--date", default="", help="with --past-year: when, such as 2024-09-24")
        parser.add_argument("--minute", default="", help="with --past-year: the minute reference")
        parser.add_argument(
            "--words", default="", help="scores of assurance in words, such as Full=10,Limited=4"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self._read(options)
            plan = compare(run, Standing(run.council, run.year))
            self._say_plan(run, plan)
            if plan.problems:
                raise CommandError(f"{_count(len(plan.problems), 'problem')}; nothing was written.")
            if not plan.changes:
                self.stdout.write("The file says what stands there already: nothing changed.")
            elif options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
            else:
                self._write(run)
        except (FileRefused, WorkflowError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _read(self, options: dict[str, Any]) -> ImportRun:
        """The run that the command line describes; ValueError for a bad value."""
        path: Path = options["file"]
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise ValueError(f"There is no council “{options['council']}”.")
        approved_on = parse_date(options["date"]) if options["date"] else None
        if options["date"] and approved_on is None:
            raise ValueError(f"“{options['date']}” is not a date such as 2024-09-24.")
        run = ImportRun(
            council=council,
            year=parse_year(options["year"]),
            filing=ImportRun.Filing.PAST_YEAR if options["past_year"] else ImportRun.Filing.THIS_YEAR,
            use_wording=options["use_wording"],
            record_body=options["body"],
            record_date=approved_on,
            record_minute=options["minute"],
            by=_member(council, options["by"]),
        )
        content = path.read_bytes()
        return describe(
            run,
            sheet=read_file(path.name, content),
            name=path.name,
            content=content,
            words=DEFAULT_WORDS | parse_words(options["words"]),
        )

    def _say_plan(self, run: ImportRun, plan: Plan) -> None:
        self.stdout.write(
            f"{run.file_name}: {_count(plan.matched, 'row')} matched, {plan.unchanged} without a change."
        )
        read = ", ".join(Column(name).label for name in run.mapping["columns"])
        self.stdout.write(f"Columns read: {read}.")
        if run.mapping["unknown"]:
            self.stdout.write(f"Columns not known and not read: {', '.join(run.mapping['unknown'])}.")
        if run.mapping["absent"]:
            self.stdout.write(f"Columns not in the file, left alone: {', '.join(run.mapping['absent'])}.")
        for notice in plan.notices:
            self.stdout.write(notice)
        for problem in plan.problems:
            self.stderr.write(str(problem))

    def _write(self, run: ImportRun) -> None:
        run.save()
        written = write_import(run=run, by=run.by, at=timezone.now())
        if written.started:
            what = "record" if written.cycle.is_past_record else "review"
            self.stdout.write(f"There was no {written.cycle.label} {what}; it was made.")
        plan = written.plan
        self.stdout.write(
            f"{written.cycle.label} of {run.council}: {_count(plan.rows_changed, 'row')} changed, "
            f"{_count(plan.actions, 'action')}, {_count(plan.examples, 'example')} of the council's own "
            f"and {_count(plan.wordings, 'wording')} added."
        )


def _member(council: Council, email: str) -> Membership | None:
    if not email:
        return None
    member = Membership.objects.current().for_council(council).filter(user__email__iexact=email).first()
    if member is None:
        raise ValueError(f"{email} is not a member of {council}.")
    return member


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
