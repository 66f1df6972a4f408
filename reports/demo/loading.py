"""Loading the demo: all that is missing of it, in one transaction, without touching any other council."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from governance.models import Council, Membership
from reports.demo.actions import tell_of_actions
from reports.demo.comments import load_comments
from reports.demo.dates import ReviewDates
from reports.demo.evidence import fill_register
from reports.demo.local_code import begin_next
from reports.demo.past_years import load_past_year
from reports.demo.people import load_cast
from reports.demo.reading import Source, read_councils, read_evidence, read_local_code, starting_year
from reports.demo.reviews import DemoReview

INVENTED = ".example"  # the domain that belongs to nobody (RFC 2606)


class NotTheDemos(Exception):
    """A council has an address that the demo needs; the message is one line."""


@transaction.atomic
def load_demo(today: date) -> list[Council]:
    """The councils that were loaded: none when the demo is there already."""
    sources = read_councils()
    slugs = [source["slug"] for source in sources]
    standing = {council.slug: council for council in Council.objects.filter(slug__in=slugs)}
    for source in sources:
        council = standing.get(source["slug"])
        if council is not None and not is_demo(council, source):
            raise NotTheDemos(
                f"{council} has the address “{council.slug}”, which the demo needs: nothing was loaded."
            )
    return [load_council(source, today) for source in sources if source["slug"] not in standing]


def is_demo(council: Council, source: Source) -> bool:
    """Somebody whom the demo invented is a member."""
    invented = [person["email"] for person in source["people"] if person["email"].endswith(INVENTED)]
    return Membership.objects.for_council(council).filter(user__email__in=invented).exists()


def load_council(source: Source, today: date) -> Council:
    """A council with its people and its reviews, the oldest first."""
    cast = load_cast(source, today)
    officers = {person["key"]: person["rows"] for person in source["people"] if person["rows"]}
    contributors = {person["key"]: person.get("contributes", []) for person in source["people"]}
    this_year = starting_year(today)
    before: DemoReview | None = None
    last: DemoReview | None = None
    for each in source["reviews"]:
        year = this_year if each["year"] == "this" else this_year - 1
        is_running = each["stage"] in {"setup", "open"}
        dates = ReviewDates.of(source, year=year, today=today, is_running=is_running)
        if each.get("is_past_record"):
            load_past_year(each, cast=cast, dates=dates)
            continue
        review = DemoReview(each, cast=cast, officers=officers, contributors=contributors, dates=dates)
        review.load(last)
        load_comments(review.cycle, each["rows"], cast=cast, dates=dates)
        before, last = last, review
    tell_of_actions(cast, year=this_year)
    if last is not None and source.get("evidence"):
        fill_register(read_evidence(source["evidence"], last.dates.year), cast=cast)
    if before is not None and last is not None:
        told = read_local_code(source["slug"], before.dates.year)
        if told:
            begin_next(last.cycle, told["next"], cast=cast, dates=last.dates)
    return cast.council
