"""What a demo council's evidence register knows: dates, owners, a file in two versions, and two doubles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assurance.models import Evidence
from assurance.workflow.files import CheckedFile, put_in_file, put_in_version
from governance.models import AuditEntry
from reports.demo.people import Cast
from reports.demo.reading import Source

DATES = ("effective_from", "last_reviewed", "next_review")


def fill_register(items: list[Source], *, cast: Cast) -> None:
    """Say more of the items that rows show, and add those that no row shows yet, after all that happened."""
    at = AuditEntry.objects.for_council(cast.council).latest("sequence").at
    standing = {item.title: item for item in Evidence.objects.for_council(cast.council).in_use()}
    known = [source for source in items if source["title"] in standing]
    changed = [_filled(standing[source["title"]], source, cast) for source in known]
    bulk_update_with_history(
        changed,
        Evidence,
        ["owner_post", *DATES],
        default_user=cast.coordinator.user,
        default_date=at,
    )
    added = [
        _filled(
            Evidence(council=cast.council, title=source["title"], added_by=cast.members[source["added_by"]]),
            source,
            cast,
        )
        for source in items
        if source["title"] not in standing
    ]
    bulk_create_with_history(added, Evidence, default_user=cast.coordinator.user, default_date=at)
    Evidence.objects.filter(pk__in=[item.pk for item in added]).update(added_at=at)
    for source in known:
        for file in source.get("files", []):
            _put_in(standing[source["title"]], file, cast=cast, at=at)


def _filled(item: Evidence, source: Source, cast: Cast) -> Evidence:
    item.owner_post = cast.posts.get(source["owner_post"])
    for name in DATES:
        setattr(item, name, date.fromisoformat(source[name]) if source[name] else None)
    return item


def _put_in(item: Evidence, source: Source, *, cast: Cast, at: datetime) -> None:
    """A text file, put in again ten minutes later."""
    by = cast.members[source["by"]]
    file = None
    for number, text in enumerate(source["texts"]):
        chosen = CheckedFile(source["name"], "text/plain", [text.encode()])
        moment = at + timedelta(minutes=10 * (number + 1))
        if file is None:
            file = put_in_file(item=item, chosen=chosen, by=by, at=moment).file
        else:
            put_in_version(file=file, chosen=chosen, by=by, at=moment)
