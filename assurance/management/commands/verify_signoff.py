"""Check signed reviews: is the signed content untouched, and does the review still say the same?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assurance.difference_words import in_words
from assurance.finishing import office_name
from assurance.management.asked_review import asked_review
from assurance.models import ReviewCycle
from assurance.seal import seal_of, standing_content


class Command(BaseCommand):
    help = (
        "Recomputes the check value of signed reviews and compares them with what was signed: one review, or"
        " all of them. Ends with 1 when anything that was signed differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--council", metavar="SLUG", help="with --year; without both, every signed review"
        )
        parser.add_argument("--year", metavar="2024/25")

    def handle(self, *args: Any, council: str | None, year: str | None, **options: Any) -> None:
        if bool(council) != bool(year):
            raise CommandError("Name the council and the year, or neither to check every signed review.")
        cycles: Iterable[ReviewCycle] = self._signed()
        if council and year:
            cycle = asked_review(council, year)
            if standing_content(cycle) is None:
                raise CommandError(f"The {cycle} of {cycle.council} is not finished: nothing is signed.")
            cycles = [cycle]
        listed = list(cycles)
        failed = [problem for cycle in listed if (problem := self._check(cycle))]
        if failed:
            raise CommandError("\n".join(failed))
        if not (council and year):
            count = len(listed)
            self.stdout.write(f"{count} signed review{'' if count == 1 else 's'} checked: nothing differs.")

    def _signed(self) -> Iterable[ReviewCycle]:
        signed = ReviewCycle.objects.filter(signed_contents__isnull=False, signed_contents__void=None)
        return signed.select_related("council", "framework").distinct().order_by("council__slug", "starts_on")

    def _check(self, cycle: ReviewCycle) -> str:
        """Prints what was found; a sentence when what was signed differs, else nothing."""
        content = standing_content(cycle)
        if content is None:
            return ""
        seal = seal_of(content, cycle)
        if seal.altered:
            return f"The {cycle} of {cycle.council}: {seal.altered}"
        for each in seal.wrong:
            self.stdout.write(f"DIFFERS: {in_words(each)}")
        for each in seal.moved_on:
            self.stdout.write(f"moved on: {in_words(each)}")
        if seal.wrong:
            count = len(seal.wrong)
            things = "1 thing differs" if count == 1 else f"{count} things differ"
            return f"{things} in the {cycle} of {cycle.council} from what was signed."
        signatures = list(content.sign_offs.order_by("at", "pk"))
        named = ", ".join(f"{each.office_title} {each.holder_name}" for each in signatures)
        self.stdout.write(
            f"The {cycle} of {cycle.council} stands as signed by {named}: check code {seal.code}."
        )
        if cycle.is_being_signed:
            have = {each.office for each in signatures}
            still = ", ".join(office_name(office) for office in content.chain if office not in have)
            self.stdout.write(f"Still to confirm it: {still}.")
        return ""
