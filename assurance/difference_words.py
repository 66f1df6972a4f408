"""Differences between what was signed and what stands now, in words for the page and the command."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.text import Truncator

from assurance.models import (
    Assessment,
    AssuranceSource,
    Evidence,
    GovernanceIssue,
    ImprovementAction,
    ReturnAnswer,
)
from assurance.signed_differences import WHOLE, Difference
from governance.templatetags.ga import govdate

SHORT = 80  # characters of a value
NAMES = {
    "officer_score": "officer’s score",
    "change_reason": "reason for the change",
    "agreed_reason": "reason for the agreed score",
    "agreed_at": "when it was agreed",
    "submitted_at": "when it was submitted",
    "confirmed_by": "confirmed unchanged by",
    "reply": "the officer’s reply",
    "is_council_wording": "whose wording it is",
    "statement": "what is required",
    "last_score": "last year’s score",
    "not_applicable_reason": "why it does not apply",
    "number": "version",
    "sha256": "document check code",
    "no_issues": "no significant issues, because",
    "bands": "words and anchors of the scores",
    "is_serious": "serious",
    "dated_on": "date",
    "due_on": "due",
    "decided_at": "when it was decided",
    "sent_at": "when it was sent",
    "at": "when",
    "refs": "rows",
}
CODES: dict[str, str] = {
    value: str(label)
    for choices in (
        Assessment.Status,
        ImprovementAction.Status,
        GovernanceIssue.Status,
        GovernanceIssue.RaisedFrom,
        AssuranceSource.Kind,
        AssuranceSource.OpinionLevel,
        Evidence.CheckedBy,
        ReturnAnswer.Answer,
    )
    for value, label in choices.choices
}
CODED = frozenset({"status", "kind", "opinion_level", "checked_by", "raised_from", "answer"})
# Seen by those who may see officers' scores (DESIGN.md §2).
OFFICERS = frozenset({"officer_score", "change_reason", "agreed_reason", "reply"})
A_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*)?")


def name_of(difference: Difference) -> str:
    """What differs: "A1.1 agreed score", "A1.1 evidence “Code of conduct”: link"."""
    place = f"{difference.ref} {difference.subject}".strip()
    if difference.field == WHOLE:
        return place
    field = NAMES.get(difference.field, difference.field.replace("_", " "))
    parted = ": " if difference.subject else " "
    return f"{place}{parted}{field}".strip()


def in_words(difference: Difference, *, tells_officers: bool = True) -> str:
    """What differs, as it was signed and as it is now; what is the officers' by its name alone, if asked."""
    name = name_of(difference)
    if difference.field in OFFICERS and not tells_officers:
        return f"{name}: not as it was signed"
    if difference.field == WHOLE:
        return f"{name}: {'was signed, and is not there now' if difference.signed else 'came later'}"
    signed = _value(difference.field, difference.signed)
    return f"{name}: signed {signed}, now {_value(difference.field, difference.now)}"


def together(differences: Iterable[Difference], *, tells_officers: bool = True) -> list[str]:
    """In words, the same difference of one thing shown on several rows once, with all their references."""
    refs: dict[tuple[str, str, str], list[str]] = {}
    for each in differences:
        key = (each.subject, each.field, in_words(replace(each, ref=""), tells_officers=tells_officers))
        refs.setdefault(key, []).append(each.ref)
    return [f"{', '.join(filter(None, named))} {words}".strip() for (*_, words), named in refs.items()]


def _value(field: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if field in CODED and value in CODES:
        return f"“{CODES[value]}”"
    if isinstance(value, str) and (day := A_DAY.fullmatch(value)):
        return govdate(date.fromisoformat(day[1]))
    return f"“{Truncator(' '.join(_text(value).split())).chars(SHORT)}”"


def _text(value: Any) -> str:
    """Things by the words in them."""
    if isinstance(value, dict):
        words = value.get("name") or value.get("reason") or value.get("title") or value.get("text")
        return _text(words) if words else ", ".join(_text(each) for each in value.values() if each)
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    return str(value)
