"""Verifies a PDF against what was given out: exit 0 when it is genuine, 1 when not, one line in any case."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from reports.public.verifying import NotVerified, Verified, verify


class Command(BaseCommand):
    help = "Computes anew a PDF's bytes, content, page and check code, and compares them with the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        try:
            self.stdout.write(f"{path}: {genuine(verify(content))}")
        except NotVerified as error:
            raise CommandError(f"{path}: {error}") from error


def genuine(verified: Verified) -> str:
    publication = verified.publication
    line = f"genuine: {publication}, {publication.council.name}, {publication.get_state_display()}"
    if publication.withdrawn_at:
        return f"{line}; withdrawn on {publication.withdrawn_at:%-d %B %Y}: {publication.withdrawn_reason}"
    return line
