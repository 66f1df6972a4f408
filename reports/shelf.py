"""What lies on the documents page: released documents for members, drafts and withdrawn ones for officers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assurance.due import Due
from assurance.models import ReviewCycle
from assurance.source_kinds import OWN_OPINION
from governance.models import Council, Membership
from governance.permissions import Permission
from reports.content.sources import EXTERNAL_AUDITOR
from reports.models import DocumentKind, Publication, Rendering
from reports.since_read import SinceRead, since_read
from reports.state_words import StateWords, in_short, statement_words

# A4 pages of 12 point take a careful reader nearly two minutes each.
MINUTES_A_PAGE = 1.8
ROUNDED_TO = 5
OUTSIDE_VIEWS = (OWN_OPINION, EXTERNAL_AUDITOR)


@dataclass(frozen=True)
class Entry:
    """A released document with its PDFs, if they are made; `minutes` is 0 until the pages are counted."""

    publication: Publication
    rendering: Rendering | None
    large_print: Rendering | None

    @property
    def minutes(self) -> int:
        if self.rendering is None or not self.rendering.pages:
            return 0
        return max(ROUNDED_TO, round(self.rendering.pages * MINUTES_A_PAGE / ROUNDED_TO) * ROUNDED_TO)

    @property
    def words(self) -> str:
        return in_short(self.publication)


@dataclass(frozen=True)
class Meeting:
    """A meeting that a document goes to, and how near it is."""

    name: str
    due: Due


@dataclass(frozen=True)
class DraftEntry:
    kind: DocumentKind
    release: Publication | None


@dataclass(frozen=True)
class CycleDrafts:
    """The drafts of one review, for those who may read them."""

    cycle: ReviewCycle
    entries: list[DraftEntry]


@dataclass
class Shelf:
    """`lead` is the newest statement members can see; `summary` is its frozen content, empty without one.

    `brief` is the committee's summary of the same year, `meeting` the soonest that a document goes to.
    """

    lead: Entry | None = None
    brief: Entry | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    others: list[Entry] = field(default_factory=list)
    waiting: list[Entry] = field(default_factory=list)
    withdrawn: list[Publication] = field(default_factory=list)
    drafts: list[CycleDrafts] = field(default_factory=list)
    meeting: Meeting | None = None
    state: StateWords | None = None
    since: SinceRead | None = None

    @property
    def shown(self) -> list[Entry]:
        return [entry for entry in (self.brief, self.lead, *self.others) if entry]

    @property
    def views(self) -> list[tuple[str, str]]:
        """Who else says how well the year went, and what: internal audit, the external auditor."""
        return [
            (line["kind"], ". ".join(text for text in (line["level"], line["opinion"]) if text))
            for line in self.summary.get("sources", [])
            if line.get("key") in OUTSIDE_VIEWS
        ]

    @property
    def kept(self) -> int:
        return sum(one["mark"] in {"done", "late"} for one in self.promised)

    @property
    def promised(self) -> list[dict[str, Any]]:
        return list(self.summary.get("promises", {}).get("actions", []))


def may(membership: Membership, permission: Permission, year: int) -> bool:
    """A grant may be limited to some reviews; the address of a released document does not name its review."""
    return permission in membership.permissions(year=year)


def fill_shelf(council: Council, membership: Membership, *, at: date) -> Shelf:
    """All that this member may see, in a fixed number of queries."""
    shelf = Shelf()
    documents = list(Publication.objects.for_council(council).for_list().latest_of_each(at=at))
    for publication in documents:
        place(shelf, publication, membership, at=at)
    if shelf.lead:
        tell_of_lead(shelf, shelf.lead.publication, membership, at=at)
    shelf.meeting = next_meeting(shelf, at=at)
    if Permission.VIEW_DRAFTS in membership.permissions():
        shelf.drafts = drafts(council, membership, documents)
    return shelf


def tell_of_lead(shelf: Shelf, lead: Publication, membership: Membership, *, at: date) -> None:
    """What the newest statement says, how it stands, what changed since it was opened, its summary."""
    shelf.summary = json.loads(Publication.objects.values_list("content", flat=True).get(pk=lead.pk))
    shelf.state = statement_words(lead, shelf.summary.get("control", {}), at=at)
    shelf.since = since_read(lead, membership)
    summaries = [one for one in shelf.others if one.publication.kind == DocumentKind.COMMITTEE_SUMMARY]
    shelf.brief = next((one for one in summaries if one.publication.cycle_id == lead.cycle_id), None)
    shelf.others = [one for one in shelf.others if one is not shelf.brief]


def next_meeting(shelf: Shelf, *, at: date) -> Meeting | None:
    coming = [
        (day, entry.publication.meeting)
        for entry in shelf.shown
        if (day := entry.publication.meeting_on) and day >= at
    ]
    return Meeting(min(coming)[1], Due(min(coming)[0], at)) if coming else None


def place(shelf: Shelf, publication: Publication, membership: Membership, *, at: date) -> None:
    """Put a document where this member finds it, or nowhere."""
    year = publication.cycle.year
    if not may(membership, Permission.VIEW_RELEASED, year):
        return
    sees_drafts = may(membership, Permission.VIEW_DRAFTS, year)
    entry = Entry(
        publication,
        publication.made(Rendering.Variant.STANDARD),
        publication.made(Rendering.Variant.LARGE_PRINT),
    )
    if publication.is_withdrawn:
        if sees_drafts:
            shelf.withdrawn.append(publication)
    elif publication.visible_from > at:
        if sees_drafts:
            shelf.waiting.append(entry)
    elif publication.kind == DocumentKind.AGS and shelf.lead is None:
        shelf.lead = entry
    else:
        shelf.others.append(entry)


def drafts(council: Council, membership: Membership, documents: list[Publication]) -> list[CycleDrafts]:
    standing = {(one.cycle_id, one.kind): one for one in reversed(documents) if not one.is_withdrawn}
    return [
        CycleDrafts(cycle, [DraftEntry(kind, standing.get((cycle.pk, kind))) for kind in DocumentKind])
        for cycle in ReviewCycle.objects.for_council(council).newest_first()
        if may(membership, Permission.VIEW_DRAFTS, cycle.year)
    ]
