"""Load the framework file: `load_framework [FILE]`. Safe to run again; a bad file writes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from framework.loading import RevisionInUse, is_in_use, load_framework, loaded_revision
from framework.models import ExampleEvidence, Requirement
from framework.reading import FrameworkFileError, read_framework


class Command(BaseCommand):
    help = "Load the framework's principles, requirements and examples from a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "fixtures" / "framework-2016.json",
            help="JSON file to load (default: the 2016 framework that comes with the product)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = read_framework(options["file"])
            loaded = loaded_revision(source)
            in_use = loaded is not None and is_in_use(loaded)
            changes = load_framework(source, in_use=in_use, at=timezone.now())
        except (FrameworkFileError, RevisionInUse) as error:
            raise CommandError(str(error)) from error
        name = f"{source.title} ({source.edition}, revision {source.revision})"
        if not changes:
            self.stdout.write(f"{name} is loaded already; nothing changed.")
            return
        requirements = Requirement.objects.filter(
            sub_principle__principle__framework=loaded_revision(source), retired_at=None
        )
        examples = ExampleEvidence.objects.filter(requirement__in=requirements, retired_at=None)
        self.stdout.write(
            f"Loaded {name}: {len(source.principles)} principles, {requirements.count()} requirements, "
            f"{examples.count()} examples. "
            f"Rows: {changes.added} added, {changes.changed} changed, {changes.retired} no longer used."
        )
