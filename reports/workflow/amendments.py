"""Changes under an approval that is subject to amendments: kept word by word when the version is released."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assurance.workflow.notices import tell
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.models import Amendment, Approval, DocumentKind, Publication
from reports.standing import Standing
from reports.workflow.guards import steps_path

WAITING = "reports.amendments.waiting"

# Parts of a statement that people do not write themselves, as the list of amendments calls them.
NAMES = {
    "opinion": "The opinion",
    "opinion_sentence": "The opinion in one sentence",
    "scale": "The scale",
    "chart": "The chart",
    "promises": "What became of last year’s actions",
    "plan": "The action plan",
    "roles": "Key roles",
    "signatories": "Who signs",
    "figures": "The scores in figures",
    "sources": "Sources of assurance",
    "issues": "Significant issues",
    "former_issues": "Last year’s significant issues",
}


def keep_amendments(
    before: Standing, approval: Approval, after: Publication, *, by: Membership, at: datetime
) -> list[Amendment]:
    """Every part that reads differently from the approved text, before and after, with the reason.

    Refused when nothing has changed: the approved version stands then.
    """
    old = Publication.objects.values_list("content", flat=True).get(pk=before.latest.pk)
    reason = next(each.amend_reason for each in before.publications if each.amend_reason)
    changes = list(changed_parts(json.loads(old), json.loads(after.content)))
    if not changes:
        raise WorkflowError("Nothing has changed since it was approved: there is nothing to release.")
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


def changed_parts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Heading, text before and text after of each part that differs between two frozen statements."""
    was, now = _texts(old), _texts(new)
    for key in {**was, **now}:
        before, after = (texts.get(key, ("", ""))[1] for texts in (was, now))
        if before != after:
            yield (now if key in now else was)[key][0], before, after


def _texts(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """What a frozen statement says, part by part: what each is called, and its text."""
    parts = document.get("parts", [])
    order = "\n".join(f"{part['number']} {part['heading']}" for part in parts)
    texts = {"order": ("Sections and their order", order)}
    for part in parts:
        text = "\n\n".join([*part["sentences"], part["text"]]).strip()
        texts[f"part {part['key']}"] = (part["heading"], text)
    for principle in document.get("principles", []):
        figures = principle["figures"]
        name = f"Principle {figures['letter']}"
        texts[name] = (name, principle["text"])
        texts[f"{name}, figures"] = (
            f"{name}, figures",
            "\n".join(_lines([figures, principle["low"]])),
        )
    for key, value in document.items():
        if key not in {"control", "parts", "principles"}:
            texts[key] = (NAMES.get(key, key.replace("_", " ").capitalize()), "\n".join(_lines(value)))
    return texts


def _lines(value: Any) -> Iterator[str]:
    """The single values inside, in order."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _lines(each)
    elif isinstance(value, list):
        for each in value:
            yield from _lines(each)
    elif value not in (None, ""):
        yield str(value)
