"""Who checked, besides those who scored, at the demo councils: sources of assurance, each when it came in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assurance.models import AssuranceSource, ReviewCycle
from assurance.source_kinds import OWN_OPINION, line_of
from assurance.workflow.sources import record_source
from framework.models import Principle
from governance.models import AuditEntry, Notice
from governance.roles import Role
from reports.demo.dates import ReviewDates
from reports.demo.people import Cast
from reports.demo.reading import Source


def load_sources(
    cycle: ReviewCycle, sources: list[Source], *, cast: Cast, dates: ReviewDates, until: date | None = None
) -> None:
    """Record those of the review that are not yet, the oldest first; with `until`, up to that day."""
    recorded = set(AssuranceSource.objects.filter(cycle=cycle).values_list("provider", "dated_on"))
    for number, source in enumerate(sorted(sources, key=lambda source: str(source["dated_on"]))):
        dated_on = date.fromisoformat(source["dated_on"])
        is_late = until is not None and dated_on > until
        if not is_late and (source["provider"], dated_on) not in recorded:
            _record(cycle, source, dated_on, cast=cast, at=_came_in(cycle, dated_on, number, dates))


def _came_in(cycle: ReviewCycle, dated_on: date, number: int, dates: ReviewDates) -> datetime:
    """Two days after its date, and not before the record's last entry: that goes in the order of time."""
    last = AuditEntry.objects.for_council(cycle.council).latest("sequence")
    return max(dates.moment(dated_on + timedelta(days=2), number), last.at)


def _record(cycle: ReviewCycle, source: Source, dated_on: date, *, cast: Cast, at: datetime) -> None:
    kind = source["kind"]
    period = source.get("period") or [cycle.starts_on.isoformat(), cycle.ends_on.isoformat()]
    by = cast.holding(Role.HEAD_OF_INTERNAL_AUDIT) if kind == OWN_OPINION else cast.coordinator
    reports = source.get("evidence", [])
    recorded = record_source(
        cycle=cycle,
        kind=kind,
        values={
            "provider": source["provider"],
            "line": source.get("line") or line_of(kind),
            "dated_on": dated_on,
            "period_from": date.fromisoformat(period[0]),
            "period_to": date.fromisoformat(period[1]),
            "opinion_level": source.get("level", ""),
            "opinion": source["opinion"],
            "summary": source["summary"],
            "is_serious": source.get("is_serious", False),
            "conformance": source.get("conformance", ""),
        },
        principles=Principle.objects.filter(framework=cycle.framework, letter__in=list(source["principles"])),
        evidence=reports[0] if reports else "",
        by=by,
        at=at,
    )
    Notice.objects.filter(url=recorded.get_absolute_url()).update(created_at=at, read_at=at)
