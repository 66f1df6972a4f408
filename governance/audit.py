"""Writing the record of changes: `record` is the only way in."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from governance.models import AuditEntry, Council, User


def entry_digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the digest before it: the link of the chain."""
    content = {
        "council": entry.council_id,
        "sequence": entry.sequence,
        "actor": entry.actor_id,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id, entry.object_label],
        "data": entry.data,
        "at": entry.at.isoformat(),
        "previous": entry.previous_digest,
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(content: Any) -> str:
    """Sorted keys, UTF-8, no whitespace, ISO dates: the form that digests are taken of (DESIGN.md §4)."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )


def record(
    action: str,
    *,
    council: Council | None,
    by: User | None,
    about: models.Model | None = None,
    at: datetime | None = None,
    **data: Any,
) -> AuditEntry:
    """Append an entry in the caller's transaction: a change and its record stand or fall together."""
    with transaction.atomic():
        if council is not None:
            # The council's row is the lock: sequence numbers have no gaps and no doubles.
            Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
        last = AuditEntry.objects.filter(council=council).order_by("-sequence").first()
        entry = AuditEntry(
            council=council,
            sequence=last.sequence + 1 if last else 1,
            actor=by,
            action=action,
            object_type=about._meta.label_lower if about else "",
            object_id=str(about.pk) if about else "",
            object_label=str(about)[:200] if about else "",
            data=json.loads(canonical_json(data)),
            at=at or timezone.now(),
            previous_digest=last.digest if last else "",
        )
        entry.digest = entry_digest(entry)
        entry.save(force_insert=True)
    return entry
