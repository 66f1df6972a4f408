"""The versions of a document that a reader may compare, and the two that are asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assurance.models import ReviewCycle
from assurance.signed_content import check_code
from governance.templatetags.ga import govdate
from reports.comparing.differences import Comparison, compare
from reports.comparing.pages import Part, parts_of, section_keys
from reports.documents import draft_page, freeze, text_digest_of
from reports.models import DocumentKind, Publication

DRAFT = "draft"


@dataclass(frozen=True)
class Version:
    """One of two texts: `value` names it in the address, `code` is the digest that its pages print."""

    value: str
    name: str
    day: date
    code: str
    html: str
    content: str

    @property
    def check_code(self) -> str:
        return check_code(self.code)

    @cached_property
    def document(self) -> dict[str, Any]:
        return dict(json.loads(self.content))

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.html, section_keys(self.document))


def given(publication: Publication, *, name: str = "", day: date | None = None) -> Version:
    """A version as it was given out, called as members know it unless told otherwise."""
    return Version(
        value=str(publication.number),
        name=name or name_of(publication),
        day=day or publication.visible_from,
        code=publication.printed_digest,
        html=publication.html,
        content=publication.content,
    )


def drafted(kind: DocumentKind, cycle: ReviewCycle, *, on: date) -> Version:
    """The draft as it stands on a day."""
    frozen = freeze(kind, cycle, on=on)
    return Version(
        DRAFT, "the draft as it stands now", on, frozen.body_digest, draft_page(frozen, cycle), frozen.content
    )


def name_of(publication: Publication) -> str:
    """ "version 2, approved": several may give out one version, each in its state."""
    state = "withdrawn" if publication.is_withdrawn else publication.get_state_display().lower()
    return f"version {publication.version}, {state}"


@dataclass(frozen=True)
class Compared:
    """Two versions side by side."""

    one: Version
    other: Version

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.one.parts, self.other.parts)

    @property
    def has_same_text(self) -> bool:
        """Word for word: only what is said about the document may differ."""
        return text_digest_of(self.one.document) == text_digest_of(self.other.document)


def choices(publications: list[Publication], *, with_draft: bool) -> list[tuple[str, str]]:
    """Value and words of each version that can be chosen, the newest first."""
    listed = [
        (str(one.number), f"{name_of(one).capitalize()}, {govdate(one.visible_from)}") for one in publications
    ]
    return [(DRAFT, "The draft as it stands now"), *listed] if with_draft else listed


def chosen(
    publications: list[Publication], *, one: str, other: str, with_draft: bool
) -> tuple[str, str] | None:
    """What is asked for; else the last two texts, or None where there is nothing to compare.

    Of one text its first and last state; the only one that was given out with the draft. The draft alone is
    compared with the newest.
    """
    standing = [each for each in publications if not each.is_withdrawn]
    if one or (other and other != DRAFT):
        return one, other
    if not standing:
        return None
    newest = standing[0]
    if other:
        return str(newest.number), DRAFT
    before = next((one for one in standing if one.version < newest.version), standing[-1])
    if before is not newest:
        return str(before.number), str(newest.number)
    return (str(newest.number), DRAFT) if with_draft else None
