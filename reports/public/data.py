"""A published document as data: of its frozen content what its pages print, and nothing else.

What is public is listed here by name; what is not listed is left out, so a new part of a document stays
inside until someone puts it on the list. Keys of rows, measures of charts and colours are no part of it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from reports.documents import absolute
from reports.models import DocumentKind
from reports.public.reading import STATE_WORDS, PublicVersion

Shape = dict[str, "Shape | None"]
MAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
LEFT_OUT = "(e-mail address left out)"


def only(names: str, **inner: Shape) -> Shape:
    """The values of these names as they are, and of the others what their own shapes take."""
    return dict.fromkeys(names.split()) | inner


BAND = only("word count")
PRINCIPLE_FIGURES = only("letter title short_title total scored points mean word last_word moved", bands=BAND)
LOW = only("ref title score word")
FIGURES = only(
    "year total scored agreed not_applicable points mean threshold",
    bands=BAND,
    principles=PRINCIPLE_FIGURES,
    low=LOW,
)
STANDING = only("state word said_on said days_late")
ACTION = only(
    "number text outcome owner due first_due priority requirements carried reason done_on done",
    standing=STANDING,
)
PLAN = only("year route", actions=ACTION)
CONTROL = only(
    "kind title council year period_start period_end draft status version notice as_at made_on "
    "approving_body considered_by contact_post contact_email framework",
    approval=only("body on minute amended"),
    signatures=only("office name post on"),
)
SCALE = only("scores word anchor")
ROLES = only("name office duty")
ISSUE = only(
    "title criteria description principles impact response owner due committee carried closed outcome",
    actions=only("text owner due"),
)
SHAPES: dict[DocumentKind, Shape] = {
    DocumentKind.AGS: only(
        "opinion opinion_sentence",
        control=CONTROL,
        parts=only("key number heading sentences text"),
        scale=SCALE,
        principles=only("low text", figures=PRINCIPLE_FIGURES),
        promises=only("year", actions=only("number text owner due mark result explanation")),
        plan=PLAN,
        roles=ROLES,
        signatories=only("office"),
        figures=FIGURES,
        sources=only("checked_by provider kind level opinion summary conformance dated_on"),
        issues=only("definition none", issues=ISSUE),
        former_issues=only("title owner due is_closed result explanation"),
    ),
    DocumentKind.LOCAL_CODE: only(
        "style prefix",
        control=CONTROL,
        about=only("title subtitle dated lead_officer department review_arrangements next_review adopted"),
        sections=only("key kind heading text"),
        principles=only(
            "letter number title short_title rationale lead_in note in_place_heading in_place",
            parts=only(
                "heading ref lead_in rationale note commitments in_place",
                rows=only("ref title text in_place"),
            ),
        ),
        roles=ROLES,
        versions=only("number dated change approved_by"),
    ),
    DocumentKind.ACTION_PLAN: only("answer", control=CONTROL, plan=PLAN, done=ACTION),
    DocumentKind.MONITORING_REPORT: only(
        "summary route",
        control=CONTROL,
        sections=only("state heading lead", actions=ACTION),
    ),
    DocumentKind.ASSURANCE_REVIEW: only(
        "own_wording",
        control=CONTROL,
        scale=SCALE,
        heads=only("ref required examples score progress"),
        principles=only(
            "letter title",
            parts=only(
                "ref title",
                tables=only(
                    "caption",
                    rows=only(
                        "ref title statement own_examples score word last not_applicable evidence",
                        examples=only("text nested"),
                        actions=only("text owner due done"),
                    ),
                ),
            ),
        ),
        figures=FIGURES,
    ),
}


def public_content(kind: DocumentKind, content: str) -> dict[str, Any]:
    """The public part of frozen content (canonical JSON).

    No e-mail address stands in it but the one that the document names as its contact.
    """
    document = json.loads(content)
    contact = document["control"]["contact_email"]
    taken: dict[str, Any] = taken_of(document, SHAPES[kind], contact)
    return taken


def taken_of(value: Any, shape: Shape | None, contact: str) -> Any:
    """What a shape takes of a value; a list is taken item by item."""
    if isinstance(value, list):
        return [taken_of(item, shape, contact) for item in value]
    if isinstance(value, str):
        return MAIL.sub(lambda found: found[0] if found[0] == contact else LEFT_OUT, value)
    if isinstance(value, dict):
        listed = shape or {}
        return {key: taken_of(inner, listed[key], contact) for key, inner in value.items() if key in listed}
    return value


def as_json(version: PublicVersion) -> str:
    """A version as a JSON file: what it is, and its public content. The same version, the same text."""
    publication = version.publication
    facts = {
        "council": publication.council.name,
        "document": version.title,
        "version": publication.version,
        "state": STATE_WORDS[publication.State(publication.state)],
        "published_on": version.published_on.isoformat(),
        "check_code": publication.check_code,
        "address": absolute(version.address),
    }
    document = public_content(version.kind, publication.content)
    return json.dumps({"about": facts, "document": document}, ensure_ascii=False, indent=1)
