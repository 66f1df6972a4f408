"""Everything about a given-out file computed anew: its bytes, its content, its page, the code it carries."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Q

from reports.documents import absolute, page, publication_path, sha256, text_digest_given, text_digest_of
from reports.models import DocumentKind, Publication, Rendering
from reports.public.codes import code_in, is_pdf


class NotVerified(Exception):
    """A file that is not what was given out, or whose record does not hold together; says which."""


@dataclass(frozen=True)
class Verified:
    publication: Publication
    rendering: Rendering


def verify(content: bytes) -> Verified:
    """The publication that a file is; NotVerified with one line on the first thing that is not as it was."""
    if not is_pdf(content):
        raise NotVerified("this is not a PDF")
    digest = hashlib.sha256(content).hexdigest()
    rendering = (
        Rendering.objects.filter(sha256=digest, publication__isnull=False)
        .select_related("publication__council", "publication__cycle")
        .first()
    )
    if rendering is None or rendering.publication is None:
        raise NotVerified(not_given_out(code_in(content)))
    publication = rendering.publication
    if problem := broken(publication) or wrong_code(publication, content):
        raise NotVerified(f"given out as {named(publication)}, but {problem}")
    return Verified(publication, rendering)


def not_given_out(code: str) -> str:
    """What is known of a file with other bytes than any that was given out."""
    carries = Q(text_digest=code) | Q(text_digest="", digest=code)
    carried = Publication.objects.filter(carries).select_related("council", "cycle").first()
    if not code or carried is None:
        return "not known here: no document with these bytes was given out"
    return f"it carries the code of {named(carried)}, but it is not the file that was given out"


def broken(publication: Publication) -> str:
    """What of the stored publication does not follow from its content; empty when all does."""
    if sha256(publication.content) != publication.digest:
        return "its stored content is not the content that was given out"
    if text_digest_of(json.loads(publication.content)) != text_digest_given(publication):
        return "its stored text is not the one that its document check code belongs to"
    made_again = page(
        DocumentKind(publication.kind),
        publication.content,
        digest=publication.digest,
        address=absolute(publication_path(publication)),
        council_slug=publication.council.slug,
        label=publication.agenda_label,
    )
    if made_again != publication.html:
        return (
            "its stored page cannot be made again from its content: "
            "the page was changed, or the templates or the site's address were since"
        )
    return ""


def wrong_code(publication: Publication, content: bytes) -> str:
    carried = code_in(content)
    if carried == publication.printed_digest:
        return ""
    return f"the file carries {'another' if carried else 'no'} document check code"


def named(publication: Publication) -> str:
    return f"{publication}, {publication.council.name}"
