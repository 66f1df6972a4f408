"""Whom to ask for a director's assurance return: every post, and which of them direct services."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assurance.models import DirectorReturn, ReviewCycle
from assurance.return_policies import may_be_asked, who_answers
from governance.models import Membership, Post

# Posts that lead services, by their usual titles; the coordinator ticks and unticks as their council is made.
LEADS_SERVICES = re.compile(r"\b(director|chief|head of)\b", re.IGNORECASE)
# "Chief accountant", "deputy director": they answer to whoever is asked.
BELOW = re.compile(r"\b(deputy|assistant|accountant)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PostToAsk:
    """A post with who would answer. `was_asked`: its return of this review stands; `is_proposed`: ticked."""

    post: Post
    member: Membership | None
    was_asked: bool
    is_proposed: bool

    @property
    def is_deputy(self) -> bool:
        return self.member is not None and self.member.pk != self.post.holder_id

    @property
    def why_not(self) -> str:
        """Why it cannot be asked; nothing when it can."""
        if self.was_asked:
            return "Asked already"
        if not may_be_asked(self.post):
            return "Stays independent, so is not asked"
        if self.member is None:
            vacant = self.post.holder_id is None and self.post.deputy_id is None
            return "Nobody holds the post or deputises" if vacant else "Nobody who may answer holds the post"
        return ""


def posts_to_ask(cycle: ReviewCycle) -> list[PostToAsk]:
    """The council's posts by directorate and title; ticked are those asked last year, else by their title."""
    posts = list(
        Post.objects.for_council(cycle.council)
        .current()
        .select_related("holder__user", "deputy__user")
        .prefetch_related("holder__grants", "deputy__grants")
        .order_by("directorate", "title")
    )
    asked = DirectorReturn.objects.for_council(cycle.council).filter(withdrawn_at=None)
    by_year = asked.filter(cycle__starts_on__year__gte=cycle.year - 1)
    pairs = set(by_year.values_list("cycle__starts_on__year", "post"))
    choices = []
    for post in posts:
        member = who_answers(post)
        was_asked = (cycle.year, post.pk) in pairs
        is_proposed = (cycle.year - 1, post.pk) in pairs or leads_services(post)
        choices.append(
            PostToAsk(post, member, was_asked, is_proposed and not was_asked and member is not None)
        )
    return choices


def leads_services(post: Post) -> bool:
    """By its title, which is all that is known."""
    return bool(LEADS_SERVICES.search(post.title)) and not BELOW.search(post.title)
