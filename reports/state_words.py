"""How a document that was given out stands, in the words of its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.templatetags.ga import govdate
from reports.content.restated import ApprovalLine
from reports.models import DocumentKind, Publication
from reports.workflow.confirming import approval_to_confirm

State = Publication.State


@dataclass(frozen=True)
class StateWords:
    """A few words, the colour that goes with them, and what there is to know."""

    tag: str
    colour: str
    sentence: str


def statement_words(publication: Publication, control: dict[str, Any], *, at: date) -> StateWords:
    """Of a statement; `control` is its frozen control block, which names its approval. One query."""
    line = ApprovalLine(**control["approval"]).words if control.get("approval") else ""
    tag, colour, sentence = "Draft for members", "yellow", "Not approved yet."
    if publication.state == State.FINAL:
        tag, colour, sentence = (
            "Approved and signed",
            "green",
            f"Approved by {line}. {_public(publication, at)}",
        )
    elif publication.state == State.APPROVED:
        tag, colour, sentence = "Approved", "green", f"By {line}. It waits for its signatures."
    elif approval := approval_to_confirm(publication):
        tag = "Amended"
        sentence = f"Changed under the approval by {approval.body}; not every change is confirmed yet."
    elif publication.state == State.UNAUDITED:
        tag, sentence = "Unaudited draft", f"{_public(publication, at)} Not approved yet."
    if publication.amend_reason:
        sentence = f"{sentence} The next version is being written."
    return StateWords(tag, colour, sentence)


def _public(publication: Publication, at: date) -> str:
    day = publication.public_from
    if day is None:
        return ""
    return f"Published {govdate(day)}." if day <= at else f"The public can read it from {govdate(day)}."


def in_short(publication: Publication) -> str:
    """For a line of a list: "version 2, unaudited draft"."""
    version, state = f"version {publication.version}", State(publication.state)
    published = f"published {govdate(publication.public_from)}"
    words = {
        DocumentKind.AGS: {
            State.MEMBERS: "draft for members, not approved yet",
            State.UNAUDITED: f"unaudited draft, {published}",
            State.APPROVED: "approved, not signed yet",
            State.FINAL: f"approved and signed, {published}",
        },
        DocumentKind.LOCAL_CODE: {
            State.MEMBERS: "draft, not adopted yet",
            State.APPROVED: "adopted, not published yet",
            State.FINAL: f"adopted, {published}",
        },
    }
    of_kind = words.get(DocumentKind(publication.kind), {})
    return f"{version}, {of_kind.get(state, f'released {govdate(publication.visible_from)}')}"
