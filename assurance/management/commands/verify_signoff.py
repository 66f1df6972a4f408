"""Check a finished review: is the signed content untouched, and do its rows still say the same?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assurance.management.asked_review import asked_review
from assurance.models import SignedContent
from assurance.signed_content import as_json, build, check_code, differences, digest_of

SHORT = 60  # characters of a value printed


class Command(BaseCommand):
    help = "Recomputes the check value of a finished review and compares its rows with what was signed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--year", required=True, metavar="2024/25")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = asked_review(options["council"], options["year"])
        content = SignedContent.objects.filter(cycle=cycle, void=None).order_by("-pk").first()
        if content is None:
            raise CommandError(f"The {cycle} of {cycle.council} is not finished: nothing is signed.")
        if digest_of(content.content) != content.digest:
            raise CommandError(
                f"The signed content of the {cycle} was altered: its check code is"
                f" {check_code(digest_of(content.content))}, signed was {check_code(content.digest)}."
            )
        found = differences(json.loads(content.content), json.loads(as_json(build(cycle))))
        for each in found:
            kind = "moved on" if each.moved_on else "DIFFERS"
            self.stdout.write(
                f"{kind}: {each.ref} {each.field}: signed {_short(each.signed)}, now {_short(each.now)}"
            )
        if wrong := [each for each in found if not each.moved_on]:
            rows = len({each.ref for each in wrong})
            raise CommandError(
                f"{rows} row{'' if rows == 1 else 's'} of the {cycle} differ from what was signed."
            )
        signatures = ", ".join(f"{each.office_title} {each.holder_name}" for each in content.sign_offs.all())
        self.stdout.write(
            f"The {cycle} of {cycle.council} stands as signed by {signatures}:"
            f" check code {check_code(content.digest)}."
        )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
