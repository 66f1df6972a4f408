"""Officers' answers and what they show for them, in bulk and with history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assurance.models import Assessment, Evidence, EvidenceUse
from governance.models import Membership
from reports.demo.people import Cast
from reports.demo.reading import Source

ANSWER_FIELDS = [
    "status",
    "version",
    "own_score",
    "scored_by",
    "change_reason",
    "narrative",
    "private_note",
    "saved_by",
    "saved_at",
]


def write_answers(
    rows: list[Assessment], sources: dict[str, Source], *, cast: Cast, by: Membership, at: datetime
) -> None:
    """One officer's answers, the last of them saved at `at`. A row that somebody else scored names them."""
    for row, saved_at in zip(rows, moments_before(at, len(rows)), strict=True):
        source = sources[row.ref]
        row.status = Assessment.Status.IN_PROGRESS
        row.version += 1
        row.own_score = source["score"]
        row.scored_by = cast.members[source["scored_by"]] if "scored_by" in source else by
        row.narrative = source["narrative"]
        row.change_reason = source.get("change_reason", "")
        row.private_note = source.get("private_note", "")
        row.saved_by, row.saved_at = by, saved_at
    bulk_update_with_history(rows, Assessment, ANSWER_FIELDS, default_user=by.user, default_date=at)
    show_evidence(rows, sources, by=by, at=at)


def moments_before(at: datetime, number: int) -> Iterator[datetime]:
    """As many moments, a minute to three apart, in order and ending with `at`: a person's pace."""
    pauses = list(islice(cycle([1, 3, 2]), max(number - 1, 0)))
    yield from (at - timedelta(minutes=sum(pauses[done:])) for done in range(number))


def show_evidence(
    rows: list[Assessment], sources: dict[str, Source], *, by: Membership, at: datetime
) -> None:
    """Attach items of the council's register; a title that it lacks becomes a new item.

    What came over from last year stays where it is shown again, and is taken off where it is not.
    """
    if not rows:
        return
    council = rows[0].council
    register = {item.title: item for item in Evidence.objects.for_council(council).in_use()}
    entries = {entry["title"]: entry for row in rows for entry in sources[row.ref]["evidence"]}
    added = bulk_create_with_history(
        [
            Evidence(
                council=council,
                title=title,
                link=entry["link"],
                checked_by=entry["checked_by"],
                shown=entry["shown"],
                is_public=entry["public"],
                added_by=by,
            )
            for title, entry in entries.items()
            if title not in register
        ],
        Evidence,
        default_user=by.user,
        default_date=at,
    )
    register |= {item.title: item for item in added}
    wanted = {
        (row.pk, register[entry["title"]].pk): entry["note"]
        for row in rows
        for entry in sources[row.ref]["evidence"]
    }
    came_over = list(EvidenceUse.objects.filter(assessment__in=rows, removed_at=None))
    for use in came_over:
        note = wanted.pop((use.assessment_id, use.evidence_id), None)
        use.note, use.removed_at = (use.note, at) if note is None else (note, None)
    bulk_update_with_history(
        came_over, EvidenceUse, ["note", "removed_at"], default_user=by.user, default_date=at
    )
    uses = bulk_create_with_history(
        [
            EvidenceUse(council=council, assessment_id=row_id, evidence_id=item_id, note=note, added_by=by)
            for (row_id, item_id), note in wanted.items()
        ],
        EvidenceUse,
        default_user=by.user,
        default_date=at,
    )
    # The columns take the time of writing by themselves.
    Evidence.objects.filter(pk__in=[item.pk for item in added]).update(added_at=at)
    EvidenceUse.objects.filter(pk__in=[use.pk for use in uses]).update(added_at=at)
