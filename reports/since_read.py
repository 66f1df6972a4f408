"""What changed in a document since a member last opened it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.models import Membership
from reports.comparing.differences import ComparedPart
from reports.comparing.pages import FIRST_PAGE
from reports.comparing.versions import Compared, given
from reports.models import Publication, PublicationReading


@dataclass(frozen=True)
class SinceRead:
    """`read` is what was opened last; `parts` of the text changed since: none where it is the same."""

    read: Publication
    on: datetime
    parts: list[ComparedPart]


def since_read(now: Publication, member: Membership) -> SinceRead | None:
    """None for who has opened the newest, or none at all; what was withdrawn is not compared.

    One query, two where a text was opened that has been replaced.
    """
    reading = (
        PublicationReading.objects.filter(
            member=member,
            publication__cycle=now.cycle_id,
            publication__kind=now.kind,
            publication__withdrawn_at=None,
        )
        .select_related("publication")
        .defer("publication__content", "publication__html")
        .order_by("-publication__number")
        .first()
    )
    if reading is None or reading.publication.number >= now.number:
        return None
    read = reading.publication
    parts = changed_parts(read, now) if read.version != now.version else []
    return SinceRead(read, reading.last_at, parts)


def changed_parts(read: Publication, now: Publication) -> list[ComparedPart]:
    """The parts of the text that changed, without what is said about the document."""
    pages = Publication.objects.in_bulk([read.pk, now.pk])
    found = Compared(given(pages[read.pk]), given(pages[now.pk])).comparison.changed
    return [part for part in found if part.key != "control" and part.called != FIRST_PAGE]
