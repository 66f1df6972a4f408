"""The control block made anew when a frozen text takes a further step; the text itself is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from assurance.models import ReviewCycle
from reports.content.control import long_date
from reports.content.sentences import joined
from reports.models import Approval, LocalCodeEdition, Signature

Block = dict[str, Any]


@dataclass(frozen=True)
class ApprovalLine:
    """Who approved the text, when, by which minute; `amended`: amendments agreed under that approval."""

    body: str
    on: str
    minute: str
    amended: bool = False

    @property
    def words(self) -> str:
        return f"{self.body} on {long_date(self.on)}, minute {self.minute}"


@dataclass(frozen=True)
class SignatureLine:
    office: str
    name: str
    post: str
    on: str

    @property
    def words(self) -> str:
        return f"{self.name}, {self.post}, on {long_date(self.on)}"


def approval_line(approval: Approval, *, amended: bool) -> ApprovalLine:
    return ApprovalLine(approval.body, approval.approved_on.isoformat(), approval.minute, amended)


def signature_lines(signatures: Iterable[Signature]) -> list[SignatureLine]:
    """In the order in which a statement lists its offices: the leading member first."""
    order = Signature.Office.values
    return [
        SignatureLine(each.office, each.name, each.post_title, each.signed_on.isoformat())
        for each in sorted(signatures, key=lambda each: order.index(each.office))
    ]


def as_unaudited(block: Block, cycle: ReviewCycle) -> Block:
    """The draft that is published before the auditor has finished; an unfinished review is said first."""
    body = cycle.council.setting("approving_body")
    sentences = [
        f"It has not been approved by the {body}, and the external auditor has not reported on it. "
        "It may still change."
    ]
    if not cycle.is_finished:
        sentences.insert(0, "The review that it tells of is not finished.")
    if block.get("unsettled"):
        sentences.append(block["unsettled"])
    return block | {"draft": True, "status": "Unaudited draft", "notice": " ".join(sentences)}


def as_approved(block: Block, line: ApprovalLine) -> Block:
    notice = "It is published when the two offices named at its end have signed it."
    status = f"Approved by {line.words} – not signed yet"
    return block | {"draft": False, "status": status, "notice": notice, "approval": asdict(line)}


def as_final(block: Block, signatures: list[SignatureLine]) -> Block:
    """`block` is that of the approved publication: it names the approval."""
    line = ApprovalLine(**block["approval"])
    signed = joined([each.words for each in signatures])
    return block | {
        "draft": False,
        "status": f"Approved by {line.words}. Signed by {signed}",
        "notice": "",
        "signatures": [asdict(each) for each in signatures],
    }


def as_adopted(block: Block, edition: LocalCodeEdition) -> Block:
    """The Local Code as adopted; it is the same block once it is published."""
    on = edition.adopted_on.isoformat() if edition.adopted_on else ""
    line = ApprovalLine(edition.adopted_body, on, edition.adopted_minute)
    return block | {
        "draft": False,
        "status": f"Adopted by {line.words}",
        "notice": "",
        "approval": asdict(line),
    }
