"""What somebody typed into rows that meanwhile left their hands: shown to copy, never dropped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from assurance.models import Assessment, ImprovementAction, ReviewCycle
from assurance.row_forms import RowForms
from assurance.rows import Row, build_rows, rows_query
from assurance.saving import StaleSave, values_at
from governance.http import CouncilRequest
from governance.models import Post
from governance.posted_text import hidden_pairs, label_of

VERSION = re.compile(r"([A-G][1-9]\.[1-9][0-9]?)-version")
ACTION = re.compile(r"([A-G][1-9]\.[1-9][0-9]?)-action-([0-9]{1,15})-(text|expected_outcome)")


@dataclass(frozen=True)
class LockedText:
    """A row's typed texts (label, value), and `why` they were not saved."""

    ref: str
    why: str
    texts: list[tuple[str, str]]


def find_locked_texts(
    request: CouncilRequest, cycle: ReviewCycle, data: QueryDict, *, editable: Collection[str]
) -> list[LockedText]:
    """The rows of a post that are not, or no longer, the person's to change and hold something typed."""
    refs = {match[1] for name in data if (match := VERSION.fullmatch(name))} - set(editable)
    if not refs:
        return []
    posts = list(Post.objects.for_council(request.council).current())
    rows = build_rows(
        rows_query(cycle).filter(requirement__ref__in=refs),
        cycle=cycle,
        membership=request.membership,
        rights=request.permissions,
    )
    found = [LockedText(row.ref, why_locked(row.assessment), typed_into(row, data, posts)) for row in rows]
    return [locked for locked in found if locked.texts]


def find_gone_actions(request: CouncilRequest, rows: Iterable[Row], data: QueryDict) -> list[LockedText]:
    """Changes typed into actions that a colleague meanwhile joined to another or took off the row."""
    shown = {row.ref: {action.pk for action in row.actions} for row in rows}
    posted = [match for name in data if (match := ACTION.fullmatch(name)) and match[1] in shown]
    gone = {int(match[2]): match[1] for match in posted if int(match[2]) not in shown[match[1]]}
    if not gone:
        return []
    typed: dict[str, list[tuple[str, str]]] = {}
    for action in ImprovementAction.objects.for_council(request.council).filter(pk__in=gone):
        prefix = f"{gone[action.pk]}-action-{action.pk}"
        for name in ("text", "expected_outcome"):
            text = _plain(data.get(f"{prefix}-{name}", ""))
            if text and text != getattr(action, name):
                typed.setdefault(gone[action.pk], []).append((label_of(f"action {name}"), text))
    why = "no longer has an action that you changed: a colleague joined or closed it"
    return [LockedText(ref, why, texts) for ref, texts in typed.items()]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def why_locked(assessment: Assessment) -> str:
    if not assessment.cycle.is_being_scored:
        return f"belongs to a review that is {assessment.cycle.stage_in_words} and was not changed"
    if assessment.is_done:
        return f"is {assessment.get_status_display().lower()} and was not changed"
    return "is no longer yours and was not changed"


def typed_into(row: Row, data: QueryDict, posts: list[Post]) -> list[tuple[str, str]]:
    """Label and value of every field that holds something else than the page had given out."""
    judged = RowForms(row, posts)
    judged.bind(data)
    judged.answer.initial = _as_given_out(row.assessment, data.get(f"{row.ref}-version", ""))
    changed = set(_changed_names(judged))
    titles = {str(post.pk): post.title for post in posts}
    return [
        (label_of(name), titles.get(value, value) if name.endswith("owner_post") else value)
        for name, value in hidden_pairs(data)
        if value.strip() and re.sub(r"_(?:day|month|year)$", "", name) in changed
    ]


def _as_given_out(assessment: Assessment, version: str) -> dict[str, object]:
    """The answer as the page had shown it; as it stands now when the version is none of the row's."""
    names = ["own_score", "not_applicable", "not_applicable_reason", "change_reason", "narrative"]
    names.append("private_note")
    try:
        given = values_at(assessment, int(version[:9]), names)
    except (StaleSave, ValueError):
        given = {name: getattr(assessment, name) for name in names}
    given["score"] = given.pop("own_score")
    return given


def _changed_names(judged: RowForms) -> Iterator[str]:
    every: list[forms.Form] = [judged.answer, judged.evidence, *judged.actions, judged.new_action]
    for form in every:
        if form.has_changed():
            yield from (form.add_prefix(name) for name in form.changed_data if name != "version")
