"""Why a document was opened again between two versions, and the amendments made under an approval."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from assurance.differences import Segment, segments
from assurance.models import ReviewCycle
from reports.models import Amendment, AmendmentConfirmation, DocumentKind, Publication


@dataclass(frozen=True)
class Entry:
    """One amendment, word by word."""

    amendment: Amendment

    @property
    def segments(self) -> list[Segment]:
        return segments(self.amendment.before, self.amendment.after)

    @property
    def confirmations(self) -> list[AmendmentConfirmation]:
        return list(self.amendment.confirmations.all())


@dataclass(frozen=True)
class AmendmentLog:
    """`opened`: publications whose version was opened again, with the reason; `entries`: what was amended."""

    opened: list[Publication]
    entries: list[Entry]


def log_between(
    cycle: ReviewCycle, kind: DocumentKind, publications: list[Publication], *, first: int, last: int
) -> AmendmentLog:
    """Of the versions from `first` up to `last`, which is not amended itself; two queries.

    `publications` are those that the reader may know of: an amendment tells the text of the version after.
    """
    known = {one.version for one in publications}
    amendments = Amendment.objects.filter(
        approval__cycle=cycle, approval__kind=kind, approval__version__gte=first, approval__version__lt=last
    )
    confirmed = AmendmentConfirmation.objects.select_related("delegate__post", "by__user").order_by(
        "at", "pk"
    )
    found = amendments.select_related("approval", "by__user").prefetch_related(
        Prefetch("confirmations", queryset=confirmed)
    )
    return AmendmentLog(
        opened=[one for one in reversed(publications) if one.amend_reason and first <= one.version < last],
        entries=[Entry(one) for one in found if one.approval.version + 1 in known],
    )
