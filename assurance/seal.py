"""Is a signed review untouched? Asked by the page, by the command, and before each further signature."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from assurance.models import (
    Evidence,
    FileVersion,
    GovernanceIssue,
    ImprovementAction,
    ReviewCycle,
    SignedContent,
)
from assurance.signed_content import as_json, build, check_code, digest_of
from assurance.signed_differences import ACTIONS, EVIDENCE, ISSUES, WHOLE, Difference, differences
from governance.models import AuditEntry

# Registers that live on: their rows may change after signing, on record.
REGISTERS: dict[str, type[models.Model]] = {
    EVIDENCE.name: Evidence,
    ACTIONS.name: ImprovementAction,
    ISSUES.name: GovernanceIssue,
}


@dataclass(frozen=True)
class Seal:
    """`altered` says in a sentence how the kept content itself was changed; empty when it was not."""

    content: SignedContent
    altered: str
    wrong: list[Difference]
    moved_on: list[Difference]

    @property
    def is_whole(self) -> bool:
        return not self.altered and not self.wrong

    @property
    def code(self) -> str:
        return check_code(self.content.digest)


def standing_content(cycle: ReviewCycle) -> SignedContent | None:
    """What the standing signatures of the review are over; None when there are none."""
    return SignedContent.objects.filter(cycle=cycle, void=None).order_by("-pk").first()


def seal_of(content: SignedContent, cycle: ReviewCycle) -> Seal:
    """The content checked against its check code and the record, then against the review as it is."""
    if altered := _altered(content):
        return Seal(content, altered, [], [])
    signed = json.loads(content.content)
    now = json.loads(as_json(build_again(signed, cycle)))
    found = [_asked_of_the_register(each, content) for each in differences(signed, now)]
    found += _changed_files(signed)
    wrong = [each for each in found if not each.moved_on]
    return Seal(content, "", wrong, [each for each in found if each.moved_on])


def build_again(signed: dict[str, Any], cycle: ReviewCycle) -> Any:
    """The review as it stands now, with the chain and the reasons that were signed."""
    reasons = [key for reason in signed.get("reasons", []) for key in reason["findings"]]
    return build(cycle, offices=signed.get("offices", []), reasons=reasons)


def _altered(content: SignedContent) -> str:
    found = digest_of(content.content)
    if found != content.digest:
        return (
            f"What was signed was altered: its document check code is {check_code(found)}, signed was"
            f" {check_code(content.digest)}."
        )
    on_record = AuditEntry.objects.filter(
        council=content.council_id,
        object_type=ReviewCycle._meta.label_lower,
        object_id=str(content.cycle_id),
        data__digest=content.digest,
    )
    if not on_record.exists():
        return f"The record of changes knows nothing of the document check code {check_code(found)}."
    return ""


def _asked_of_the_register(each: Difference, content: SignedContent) -> Difference:
    """A change that the register's history holds, by a person and since signing, has moved on."""
    model = REGISTERS.get(each.kind)
    if model is None or each.moved_on or each.field == WHOLE:
        return each
    newest = model.history.filter(id=each.key).order_by("-history_id").first()  # type: ignore[attr-defined]
    is_on_record = (
        newest is not None
        and newest.history_user_id is not None
        and newest.history_date >= content.created_at
        and getattr(newest, each.field) == each.now
    )
    return replace(each, moved_on=is_on_record)


def _changed_files(signed: dict[str, Any]) -> list[Difference]:
    """Signed versions of files whose bytes, or name, are not on record as they were; newer ones beside them
    change nothing.
    """
    kept = {
        (file["file"], file["number"]): (row["ref"], file)
        for row in signed["rows"]
        for item in row["evidence"]
        for file in item.get("files", [])
    }
    versions = FileVersion.objects.filter(file__in={key[0] for key in kept}) if kept else []
    now = {(each.file_id, each.number): each for each in versions}
    found = []
    for key, (ref, file) in kept.items():
        subject = f"file “{file['name']}”"
        for name in ("sha256", "name"):
            current = getattr(now.get(key), name, None)
            if current != file[name]:
                found.append(Difference(ref, name, file[name], current, moved_on=False, subject=subject))
    return found
