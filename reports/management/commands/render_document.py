"""Makes a document from the command line: a page, a tagged PDF, Word, for actions a spreadsheet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from assurance.models import ReviewCycle
from governance.converters import parse_year
from governance.models import Council
from reports.copies.making import copy_of
from reports.copies.naming import Variant, variants_of
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.paper import for_paper, self_contained
from reports.pictures import stored_logo
from reports.spreadsheets import workbook
from reports.word.files import word_file


class Command(BaseCommand):
    help = "Writes one of a review's documents to a file: a page, PDF, Word, for actions a spreadsheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=", ".join(DocumentKind.values))
        parser.add_argument("--council", required=True, help="the council's short name in addresses")
        parser.add_argument("--year", help="the review, such as 2024/25; the newest when left out")
        parser.add_argument(
            "--output",
            required=True,
            type=Path,
            help="a file ending in .html, .pdf or .docx, for actions also .xlsx",
        )
        copy = parser.add_mutually_exclusive_group()
        copy.add_argument(
            "--large-print",
            dest="variant",
            action="store_const",
            const=Variant.LARGE_PRINT,
            default=Variant.STANDARD,
            help="set at 16 points, each row of a table as a block",
        )
        copy.add_argument(
            "--without-cover",
            dest="variant",
            action="store_const",
            const=Variant.WITHOUT_COVER,
            default=Variant.STANDARD,
            help="the statement as it goes into the Statement of Accounts",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        if options["kind"] not in DocumentKind.values:
            raise CommandError(f"“{options['kind']}” is not one of {', '.join(DocumentKind.values)}")
        kind = DocumentKind(options["kind"])
        suffix = output.suffix.lower()
        if suffix not in suffixes(kind):
            raise CommandError(f"{output}: the file must end in {' or '.join(suffixes(kind))}")
        if options["variant"] not in variants_of(kind):
            raise CommandError(f"Only the {DocumentKind.AGS.label} can be had without its cover")
        if not output.parent.is_dir():
            raise CommandError(f"{output.parent}: there is no such folder")
        cycle = find_cycle(options["council"], options["year"])
        frozen = freeze(kind, cycle, on=timezone.localdate())
        if suffix == ".xlsx":
            output.write_bytes(workbook(frozen.content, frozen.body_digest))
            self.stdout.write(f"{kind.label} {cycle.label} written to {output}")
            return
        html = copy_of(draft_page(frozen, cycle), options["variant"])
        if suffix == ".docx":
            output.write_bytes(word_file(html))
            self.stdout.write(f"{kind.label} {cycle.label} written to {output}")
            return
        if suffix == ".html":
            output.write_text(self_contained(html), encoding="utf-8")
            self.stdout.write(f"{kind.label} {cycle.label} written to {output}")
            return
        # The engine takes half a second and 55 MB to import: only for those who need it.
        from reports.pdf import engine

        try:
            made = engine.render(for_paper(html), stored_images=stored_logo)
        except engine.RenderError as error:
            raise CommandError(str(error)) from error
        output.write_bytes(made.content)
        self.stdout.write(f"{kind.label} {cycle.label} written to {output}, {made.pages} pages")


def suffixes(kind: DocumentKind) -> tuple[str, ...]:
    pages = (".html", ".pdf", ".docx")
    return (*pages, ".xlsx") if kind.is_about_actions else pages


def find_cycle(slug: str, label: str | None) -> ReviewCycle:
    """The review asked for; CommandError with one line when the council or the review is not there."""
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        raise CommandError(f"There is no council “{slug}”")
    cycles = ReviewCycle.objects.for_council(council).newest_first().select_related("council", "framework")
    if label is None:
        cycle = cycles.first()
        if cycle is None:
            raise CommandError(f"{council.name} has no review yet")
        return cycle
    try:
        year = parse_year(label)
    except ValueError as error:
        raise CommandError(str(error)) from error
    found = cycles.in_year(year).first()
    if found is None:
        raise CommandError(f"{council.name} has no review for {label}")
    return found
