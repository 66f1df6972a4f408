"""Who does what in the council's governance: the bodies, and the posts that hold a statutory office."""

from __future__ import annotations

from dataclasses import dataclass

from governance.models import Council, Post

Office = Post.StatutoryOffice
DUTIES = {
    Office.HEAD_OF_PAID_SERVICE: "Leads the staff, advises on how the Council is organised, and signs the "
    "Annual Governance Statement with the leading member.",
    Office.SECTION_151: "Looks after the Council's money: sound accounts and budgets, value for money, and a "
    "warning to all councillors if spending would be unlawful or beyond what the Council has.",
    Office.MONITORING_OFFICER: "Watches that the Council acts within the law and that councillors and staff "
    "keep to their codes; leads the yearly review of governance.",
    Office.HEAD_OF_INTERNAL_AUDIT: "Tests independently how well risks are managed and controls work, and "
    "gives a yearly opinion.",
}


@dataclass(frozen=True)
class KeyRole:
    """A body or a post. `office` is the statutory office, where it has one."""

    name: str
    office: str
    duty: str


def key_roles(council: Council, governance_model: str) -> tuple[KeyRole, ...]:
    """Bodies first, then the offices in the order of the law; one query."""
    posts = {
        post.statutory_office: post
        for post in Post.objects.for_council(council).current().exclude(statutory_office="")
    }
    offices = (
        KeyRole(
            posts[office].title if office in posts else office.label,
            office.label if office in posts and posts[office].title.lower() != office.label.lower() else "",
            duty,
        )
        for office, duty in DUTIES.items()
    )
    return (*bodies(council, governance_model), *offices)


def bodies(council: Council, governance_model: str) -> tuple[KeyRole, ...]:
    """Who decides, by the governance model in force when the review began."""
    if governance_model == Council.GovernanceModel.EXECUTIVE:
        deciding: tuple[KeyRole, ...] = (
            KeyRole("Full Council", "", "All councillors: sets the budget, the main plans and this Code."),
            KeyRole("Executive", "", "The leader or mayor and the cabinet: take most decisions, in public."),
            KeyRole("Overview and scrutiny", "", "Councillors outside the executive: question and advise."),
        )
    else:
        deciding = (
            KeyRole("Full Council", "", "All councillors: sets the budget, the main plans and this Code."),
            KeyRole("Committees", "", "Take the decisions that full Council gives them, in public."),
        )
    approving = KeyRole(
        council.setting("approving_body"),
        "",
        "Oversees governance, risk and audit, independently of those who take decisions; considers the "
        "review and the Annual Governance Statement.",
    )
    return (*deciding, approving)
