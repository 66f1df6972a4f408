"""Publications that are public, for tests of what anyone may read."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from assurance.models import ReviewCycle
from reports.models import DocumentKind, Publication, Rendering
from reports.rendering import store
from tests.reports.reviews import released


def made_public(
    cycle: ReviewCycle,
    kind: DocumentKind = DocumentKind.AGS,
    *,
    day: date | None = None,
    state: str = Publication.State.FINAL,
    pdf: bytes = b"",
) -> Publication:
    """A released document that is public from a day, today unless told otherwise, with its file if given."""
    publication = released_again(cycle, kind)
    publication.public_from = day or timezone.localdate()
    publication.state = state
    publication.save(update_fields=["public_from", "state"])
    if pdf:
        stores_pdf(publication, pdf)
    return publication


def stores_pdf(publication: Publication, pdf: bytes, variant: str = Rendering.Variant.STANDARD) -> None:
    """The worker has made this file of a copy."""
    store(publication.renderings.get(variant=variant), pdf, pages=3, at=timezone.now())


def released_again(cycle: ReviewCycle, kind: DocumentKind = DocumentKind.AGS) -> Publication:
    """The next version, released to members; the one before it was opened again."""
    Publication.objects.filter(cycle=cycle, kind=kind).update(amend_reason="A word was wrong.")
    return released(cycle, kind)


def path_of(cycle: ReviewCycle, tail: str = "annual-governance-statement/2024-25/") -> str:
    """An address below the council's published documents."""
    return f"/published/{cycle.council.slug}/{tail}"
