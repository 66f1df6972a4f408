"""What of the record of changes a member may read, and what they asked for; each entry in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import resolve
from django.utils import timezone

from governance.forms.record import NOBODY
from governance.models import AuditEntry, Council, Membership
from governance.models.audit import AuditEntryQuerySet
from governance.permissions import Permission
from governance.record_words import describe, kinds, label_of, page_of, reserved_from

BY_STRANGERS = ("governance.sign_in.", "governance.password.")


@dataclass(frozen=True)
class Line:
    """An entry as people read it: `about` names its row, `page` is where this reader reads it (or empty)."""

    entry: AuditEntry
    who: str
    about: str
    sentence: str
    page: str

    @property
    def check_code(self) -> str:
        """Twelve characters in fours, as of documents."""
        return " ".join(self.entry.digest[start : start + 4] for start in (0, 4, 8))


def readable_entries(council: Council, member: Membership) -> AuditEntryQuerySet:
    """The council's entries, newest first; for somebody limited to some reviews those of these only."""
    entries = AuditEntry.objects.for_council(council).select_related("actor").order_by("-sequence")
    if Permission.VIEW_RECORD in member.permissions_in_all_reviews():
        return entries
    years = entries.order_by().values_list("review_year", flat=True).distinct()
    named = [year for year in years if year is not None]
    return entries.filter(
        review_year__in=[year for year in named if Permission.VIEW_RECORD in member.permissions(year=year)]
    )


def narrowed(entries: AuditEntryQuerySet, asked: dict[str, Any], member: Membership) -> AuditEntryQuerySet:
    """`asked` as the form gives it: who, kind, review, text, since, until.

    Names that the member does not read are not found by a text either.
    """
    unnamed = reserved_from(member.permissions_in_all_reviews())
    if who := asked.get("who"):
        entries = entries.filter(actor=None) if who == NOBODY else entries.filter(actor_id=who)
    if kind := asked.get("kind"):
        begins = Q()
        for prefix in kinds()[kind].prefixes:
            begins |= Q(action__startswith=prefix)
        entries = entries.filter(begins)
    if review := asked.get("review"):
        entries = entries.filter(review_year=review)
    if text := asked.get("text"):
        entries = entries.filter(object_label__icontains=text).exclude(object_type__in=unnamed)
    if since := asked.get("since"):
        entries = entries.filter(at__gte=_start_of(since))
    if (until := asked.get("until")) and until < date.max:
        entries = entries.filter(at__lt=_start_of(until + timedelta(days=1)))
    return entries


def _start_of(day: date) -> datetime:
    """Midnight where the council is. A day at the edge of the calendar has none in every time zone."""
    return timezone.make_aware(datetime.combine(max(day, date(1, 1, 2)), time.min))


def lines(entries: Iterable[AuditEntry], council: Council, member: Membership) -> Iterator[Line]:
    """Each entry in words, with the rights that the reader has in its review."""
    in_all = member.permissions_in_all_reviews()
    by_year: dict[int, frozenset[Permission]] = {}
    for entry in entries:
        year = entry.review_year
        if year is not None and year not in by_year:
            by_year[year] = member.permissions(year=year)
        rights = in_all if year is None else by_year[year]
        yield Line(
            entry,
            who_of(entry),
            label_of(entry, rights),
            describe(entry, rights=rights),
            _page(entry, council, rights),
        )


def who_of(entry: AuditEntry) -> str:
    if entry.actor:
        return entry.actor.name
    return "Nobody signed in" if entry.action.startswith(BY_STRANGERS) else "The service"


def _page(entry: AuditEntry, council: Council, rights: frozenset[Permission]) -> str:
    address = page_of(entry, slug=council.slug)
    if not address:
        return ""
    needed = getattr(resolve(address).func, "required_permission", None)
    return address if needed in rights else ""
