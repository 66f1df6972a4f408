"""Check the record of changes: does every chain stand as it was written?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.chains import INSTALLATION, Fault, Head, chains, head_lines, read_heads, walk


class Command(BaseCommand):
    help = (
        "Walks every chain of the record of changes and names the first entry that was changed, taken away "
        "or put in. The installation's own chain (sign-ins that belong to no council) is read only here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--council", metavar="SLUG", help="only this council's chain")
        parser.add_argument(
            "--keep", metavar="FILE", help="write the head of each chain, to be kept elsewhere"
        )
        parser.add_argument("--against", metavar="FILE", help="heads kept before: each must still stand")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = chains(options["council"])
        if not asked:
            raise CommandError(f"There is no council {options['council']}.")
        kept = self._heads_kept(options["against"])
        faults: list[Fault] = []
        heads: list[Head] = []
        entries = 0
        for chain in asked:
            found = walk(chain, heads=kept)
            entries += found.entries
            if found.head:
                heads.append(found.head)
            if found.fault:
                faults.append(found.fault)
                self.stdout.write(_in_words(found.fault))
        if faults:
            raise CommandError(f"{_counted(len(faults), 'chain')} of {len(asked)} not in order.")
        for head in heads:
            self.stdout.write(f"{_name(head.slug)}: ends with entry {head.sequence}, {head.digest}")
        if options["keep"]:
            Path(options["keep"]).write_text(head_lines(heads))
        self.stdout.write(
            f"{_counted(entries, 'entry', 'entries')} in {_counted(len(asked), 'chain')}, all in order."
        )

    def _heads_kept(self, path: str | None) -> list[Head]:
        if path is None:
            return []
        try:
            return read_heads(Path(path).read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} cannot be read: {error}.") from error


def _in_words(fault: Fault) -> str:
    when = f" of {fault.at:%d %B %Y, %H:%M:%S} UTC" if fault.at else ""
    where = f"{_name(fault.slug)}: entry {fault.sequence}{when}"
    return f"{where} is the first not in order. {fault.problem.capitalize()}."


def _name(slug: str) -> str:
    return "the installation" if slug == INSTALLATION else slug


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
