"""Reads of the evidence register: what is out of date, due, not known or flagged, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assurance.dated_documents import DatedDocument, dated_documents
from assurance.evidence_dates import DUE_SOON_DAYS, EvidenceFlag, flags_of, old_before, years_over
from assurance.models import Assessment, Evidence, EvidenceUse, ReviewCycle
from assurance.shell import readable
from governance.models import Council, Membership

A_YEAR = r"(19|20)[0-9][0-9]"
LIVE_USES = EvidenceUse.objects.filter(removed_at=None).select_related(
    "assessment__requirement", "assessment__cycle"
)
# What the register is asked to know of an item, in people's words.
FACTS = {
    "owner_post_id": "which post owns it",
    "last_looked_at": "when it was last reviewed",
    "next_review": "when it is reviewed next",
    "checked_by": "who checked it",
    "shown": "how far it is shown to work",
}

ROWS_LISTED = 3
UNDATED = Q(last_reviewed=None, effective_from=None)

Items = QuerySet[Evidence]


def year_end_before(day: date) -> date:
    """The 31 March on or before a day: what ages are counted to when no review is meant."""
    this_year = date(day.year, 3, 31)
    return this_year if this_year <= day else date(day.year - 1, 3, 31)


def out_of_date(items: Items, *, at: date, months: int, year_end: date | None = None) -> Items:
    """Items whose next review should have been by now, that are older than the council's `months` or whose
    title names years that are over. One query beside the caller's. `year_end`: of the review; else the last
    31 March.
    """
    year_end = year_end or year_end_before(at)
    dated = items.filter(title__regex=A_YEAR).order_by().values_list("pk", "title")
    over = [pk for pk, title in dated if years_over(title, year_end)]
    looked_at = Greatest(
        Coalesce("last_reviewed", "effective_from"), Coalesce("effective_from", "last_reviewed")
    )
    return items.alias(looked_at=looked_at).filter(
        Q(next_review__lt=at) | Q(looked_at__lt=old_before(year_end, months)) | Q(pk__in=over)
    )


def due_for_review(items: Items, *, at: date) -> Items:
    """Items whose next review is within 60 days; those that it has passed are out of date."""
    return items.filter(next_review__range=(at, at + timedelta(days=DUE_SOON_DAYS)))


def unused_in(items: Items, cycle: ReviewCycle | None) -> Items:
    """Items that no row of the review shows; without a review, all."""
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk"), removed_at=None, assessment__cycle=cycle)
    return items.filter(~Exists(uses))


def in_principle(items: Items, letter: str) -> Items:
    """Items that a row of the principle shows, in any review."""
    uses = EvidenceUse.objects.filter(
        evidence=OuterRef("pk"),
        removed_at=None,
        assessment__requirement__sub_principle__principle__letter=letter,
    )
    return items.filter(Exists(uses))


def with_words(items: Items, text: str) -> Items:
    """Items with every word of the text in their title, in any order."""
    for word in text.split():
        items = items.filter(title__icontains=word)
    return items


def with_uses(items: Items) -> Items:
    """The rows that show each item, newest review first within the order of the framework: one query more."""
    uses = LIVE_USES.order_by("-assessment__cycle__starts_on", "assessment__requirement__position")
    return items.select_related("owner_post").prefetch_related(Prefetch("uses", queryset=uses))


def uses_by_review(item: Evidence, *, reader: Membership) -> list[tuple[ReviewCycle, list[EvidenceUse]]]:
    """Where an item is shown in the reviews that the member reads, newest first.

    Reads `uses` as `with_uses` fetched them.
    """
    groups: dict[int, tuple[ReviewCycle, list[EvidenceUse]]] = {}
    for use in item.uses.all():
        cycle = use.assessment.cycle
        groups.setdefault(cycle.pk, (cycle, []))[1].append(use)
    return [groups[cycle.pk] for cycle in readable((cycle for cycle, _ in groups.values()), reader)]


def not_known(item: Evidence) -> list[str]:
    """What the register does not know of an item yet, in people's words."""
    looked_at = item.last_reviewed or item.effective_from
    known = {name: looked_at if name == "last_looked_at" else getattr(item, name) for name in FACTS}
    return [words for name, words in FACTS.items() if not known[name]]


def documents_of(cycle: ReviewCycle) -> list[DatedDocument]:
    """The documents that the review's texts give dates to, row by row: one query."""
    rows = Assessment.objects.filter(cycle=cycle, narrative__regex=A_YEAR).in_order()
    return [
        document
        for ref, title, narrative in rows.values_list("requirement__ref", "requirement__title", "narrative")
        for document in dated_documents(narrative, where=f"{ref} {title}")
    ]


@dataclass(frozen=True)
class Judge:
    """Judges items on a day, beside the texts of a review (`cycle`, or none).

    `months` before the year end make an item old: the council's choice.
    """

    at: date
    year_end: date
    months: int
    documents: tuple[DatedDocument, ...]

    @classmethod
    def of(cls, council: Council, cycle: ReviewCycle | None, *, at: date) -> Judge:
        months = council.setting("evidence_age_months")
        if cycle is None:
            return cls(at, year_end_before(at), months, ())
        return cls(at, cycle.ends_on, months, tuple(documents_of(cycle)))

    def flags(self, item: Evidence) -> list[EvidenceFlag]:
        return flags_of(
            item, year_end=self.year_end, months=self.months, at=self.at, documents=self.documents
        )

    def flagged(self, items: Items) -> Items:
        """Items with at least one flag: one query beside the caller's."""
        read = items.order_by().only("title", "effective_from", "last_reviewed", "next_review")
        return items.filter(pk__in=[item.pk for item in read if self.flags(item)])


def counted_gaps(items: Items) -> dict[str, int]:
    """How many of the items lack an owner, a date of review, somebody who checked: one query."""
    lacking = {
        "owner": Q(owner_post=None),
        "dates": UNDATED,
        "checked": Q(checked_by=""),
    }
    return items.aggregate(**{name: Count("pk", filter=where) for name, where in lacking.items()})


@dataclass(frozen=True)
class ListedItem:
    """An item as the register lists it: the rows of the newest review that shows it.

    `first` is listed with its title, `others` by reference alone; of the rest, how many there are.
    """

    item: Evidence
    cycle: ReviewCycle | None
    first: Assessment | None
    others: list[Assessment]
    more: int
    flags: list[EvidenceFlag]


def listed(items: Iterable[Evidence], judge: Judge, *, reader: Membership) -> list[ListedItem]:
    """Reads `uses` as `with_uses` fetched them."""
    return [_listed(item, judge, reader) for item in items]


def _listed(item: Evidence, judge: Judge, reader: Membership) -> ListedItem:
    reviews = uses_by_review(item, reader=reader)
    cycle, uses = reviews[0] if reviews else (None, [])
    rows = [use.assessment for use in uses]
    return ListedItem(
        item=item,
        cycle=cycle,
        first=rows[0] if rows else None,
        others=rows[1:ROWS_LISTED],
        more=len(rows[ROWS_LISTED:]),
        flags=judge.flags(item),
    )
