"""Writing the record of changes: `record` is the only way in."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from governance.models import AuditEntry, Council, User

# Any number that nothing else of this product locks by.
LOCK_OF_THE_INSTALLATION = 4_417_236


def entry_digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the digest before it: the link of the chain."""
    content: dict[str, Any] = {
        "council": entry.council_id,
        "sequence": entry.sequence,
        "actor": entry.actor_id,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id, entry.object_label],
        "data": entry.data,
        "at": entry.at.astimezone(UTC).isoformat(),
        "previous": entry.previous_digest,
    }
    if entry.review_year is not None:
        content["review"] = entry.review_year  # entries from before the column was there keep their digest
    return sha256(canonical_json(content))


def sha256(text: str) -> str:
    """64 characters."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_json(content: Any) -> str:
    """Sorted keys, UTF-8, no whitespace, ISO dates: the form that digests are taken of (DESIGN.md §4)."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )


def review_of(about: models.Model | None) -> int | None:
    """The year that the review of a row starts in: such a row names it `cycle`, and it names its `year`."""
    review = getattr(about, "cycle", None) or about
    year = getattr(review, "year", None)
    return year if isinstance(year, int) else None


def lock_chain(council: Council | None) -> None:
    """Until the transaction ends nobody else appends to the chain: numbers have no gaps and no doubles.

    A council's row is its lock. The installation's own chain has no row: PostgreSQL lends a lock by number,
    and SQLite lets one transaction write at a time.
    """
    if council is not None:
        Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_OF_THE_INSTALLATION])


def record(
    action: str,
    *,
    council: Council | None,
    by: User | None,
    about: models.Model | None = None,
    at: datetime | None = None,
    of_year: int | None = None,
    **data: Any,
) -> AuditEntry:
    """Append an entry in the caller's transaction: a change and its record stand or fall together.

    `of_year` is the year that the review starts in to which the entry belongs, where `about` does not say so.
    """
    with transaction.atomic():
        lock_chain(council)
        last = AuditEntry.objects.filter(council=council).order_by("-sequence").first()
        entry = AuditEntry(
            council=council,
            sequence=last.sequence + 1 if last else 1,
            actor=by,
            action=action,
            object_type=about._meta.label_lower if about else "",
            object_id=str(about.pk) if about else "",
            object_label=str(about)[:200] if about else "",
            review_year=review_of(about) if of_year is None else of_year,
            data=json.loads(canonical_json(data)),
            at=at or timezone.now(),
            previous_digest=last.digest if last else "",
        )
        entry.digest = entry_digest(entry)
        entry.save(force_insert=True)
    return entry
