"""When a member opened a document: kept for that member's own eyes, and never on the record of changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from governance.models import Membership
from reports.models import Publication, PublicationReading

ONE_READING = timedelta(minutes=1)  # what is opened again within it is not written down again


def note_reading(publication: Publication, *, by: Membership, at: datetime) -> None:
    """The first time and the last; one query, and another where there is something to write."""
    readings = PublicationReading.objects.filter(publication=publication, member=by)
    last_at = readings.values_list("last_at", flat=True).first()
    if last_at is None:
        reading = PublicationReading(
            council=by.council, publication=publication, member=by, first_at=at, last_at=at
        )
        # Two requests of one reader at once: the first is enough.
        PublicationReading.objects.bulk_create([reading], ignore_conflicts=True)
    elif last_at <= at - ONE_READING:
        readings.update(last_at=at)
