"""Publications with a short page each, as if they had been given out: for tests of what is read of them."""

from __future__ import annotations

import json

from django.utils import timezone

from assurance.models import ReviewCycle
from governance.roles import Role
from reports.copies.tree import TOOLBAR
from reports.models import DocumentKind, Publication
from tests.builders import NOW, make_member


def page(body: str) -> str:
    """`body` with what every document's page has around it."""
    head = '<title>Statement</title><meta name="dcterms.created" content="2025-01-01">'
    return f"<html><head>{head}</head><body>{TOOLBAR}<main>{body}</main></body></html>"


def section(number: int, heading: str, *blocks: str) -> str:
    return f"<h2>{number} {heading}</h2>{''.join(blocks)}"


def give(cycle: ReviewCycle, number: int, text: str, **fields) -> Publication:
    """What is given out as the next version, unless told otherwise, with a short page."""
    officer = make_member(cycle.council, Role.MONITORING_OFFICER)
    values = {
        "kind": DocumentKind.AGS,
        "version": number,
        "content": json.dumps({"text": text}),
        "digest": f"{number:064x}",
        "text_digest": f"{number + 100:064x}",
        "html": page(section(1, "Summary", f"<p>{text}</p>")),
        "visible_from": timezone.localdate(),
    }
    return Publication.objects.create(
        council=cycle.council,
        cycle=cycle,
        number=number,
        released_by=officer,
        released_at=NOW,
        **values | fields,
    )
