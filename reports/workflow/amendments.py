"""Changes under an approval that is subject to amendments: kept word by word when the version is released."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assurance.workflow.notices import tell
from governance.audit import canonical_json
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.comparing.differences import compare
from reports.comparing.pages import Part, parts_of, section_keys
from reports.documents import page, text_digest_given
from reports.models import Amendment, Approval, DocumentKind, Publication
from reports.standing import Standing
from reports.workflow.guards import steps_path

WAITING = "reports.amendments.waiting"
NO_WORD = ("No word: only emphasis or layout", "", "")


def keep_amendments(
    before: Standing, approval: Approval, after: Publication, *, by: Membership, at: datetime
) -> list[Amendment]:
    """Every part that reads differently from the approved text, before and after, with the reason.

    Refused when nothing has changed: the approved version stands then. Where no word has, the log says so.
    """
    approved = before.latest
    if text_digest_given(approved) == after.text_digest:
        raise WorkflowError("Nothing has changed since it was approved: there is nothing to release.")

    reason = next(each.amend_reason for each in before.publications if each.amend_reason)
    changes = list(changed_parts(approved, after)) or [NO_WORD]
    text = f"The amendments in {after} wait for you to confirm them: {reason}"
    posts = [each.post for each in approval.delegates.select_related("post__holder", "post__deputy")]
    people = [person for post in posts for person in (post.holder, post.deputy) if person]
    url = steps_path(after.cycle, DocumentKind.AGS)
    tell(people, by=by, action=WAITING, text=text, url=url)
    return Amendment.objects.bulk_create(
        Amendment(
            council=approval.council,
            approval=approval,
            section=section[:150],
            before=was,
            after=now,
            reason=reason,
            by=by,
            at=at,
        )
        for section, was, now in changes
    )


def changed_parts(before: Publication, after: Publication) -> Iterator[tuple[str, str, str]]:
    """Heading, words before and words after of each part of the text that reads differently.

    Both are printed with the later control block: what is said about a document is no part of its text.
    """
    old, new = json.loads(before.content), json.loads(after.content)
    was, now = (_printed({**document, "control": new["control"]}, after) for document in (old, new))
    for part in compare(was, now).changed:
        yield part.called, *part.sides


def _printed(document: dict[str, Any], publication: Publication) -> list[Part]:
    kind = DocumentKind(publication.kind)
    slug = publication.council.slug
    html = page(kind, canonical_json(document), digest="", address="", council_slug=slug)
    return parts_of(html, section_keys(document))
