"""What the pages of a Local Code fetch through the council."""

from __future__ import annotations

from collections.abc import Mapping

from django.shortcuts import get_object_or_404

from assurance.models import ReviewCycle
from governance.http import CouncilRequest
from reports.editions.links import targets
from reports.models import LocalCodeEdition
from reports.row_boxes import RowBox


def get_edition(request: CouncilRequest, pk: int) -> LocalCodeEdition:
    """The council's version, or 404."""
    edition = get_object_or_404(LocalCodeEdition.objects.for_council(request.council), pk=pk)
    edition.council = request.council
    return edition


def newest_review(request: CouncilRequest) -> ReviewCycle | None:
    """The review that a new version takes its public evidence from."""
    newest = ReviewCycle.objects.for_council(request.council).newest_first()
    found = newest.select_related("framework").first()
    if found is not None:
        found.council = request.council
    return found


def lost_in(boxes: Mapping[str, RowBox], edition: LocalCodeEdition) -> list[tuple[str, str]]:
    """References in a page's texts that lead nowhere: the name of the text, and the key."""
    found = [
        (box.spec.label, target[1:])
        for box in boxes.values()
        for value in box.form.initial.values()
        if isinstance(value, str)
        for target in targets(value)
        if target.startswith("#")
    ]
    if not found:
        return []
    known = set(edition.sections.filter(removed_at=None).values_list("key", flat=True))
    known |= {
        f"principle-{letter}" for letter in edition.principles.values_list("principle__letter", flat=True)
    }
    return [(label, key) for label, key in found if key not in known]
