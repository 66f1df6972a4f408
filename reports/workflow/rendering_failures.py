"""Telling whoever gave a document out that its PDF could not be made."""

from __future__ import annotations

from django.urls import reverse

from assurance.reviewers import members_with
from governance.permissions import Permission
from governance.workflow.notices import Telling, tell_members
from reports.copies.naming import QUERIES, WORDS
from reports.models import Publication, Rendering


def tell_of_failure(rendering: Rendering) -> None:
    """Tell, once it is not tried again; the reader of a draft sees it on the page."""
    if rendering.state != Rendering.State.FAILED or rendering.publication_id is None:
        return
    publication = Publication.objects.select_related("cycle", "council").get(pk=rendering.publication_id)
    address = reverse("reports:publication-pdf", args=[publication.council.slug, publication.pk])
    url = address + QUERIES[rendering.variant]
    tell_members(
        Telling(
            member,
            "reports.rendering.failed",
            f"The {WORDS[rendering.variant]} of the {publication} could not be made: "
            "it can be read on screen, and asked for again",
            url,
            once_key=f"rendering-failed-{rendering.pk}-{rendering.requested_at:%Y%m%d%H%M%S}",
        )
        for member in members_with(Permission.RELEASE, publication.cycle)
    )
