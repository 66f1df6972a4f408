"""Search in rows, evidence, actions and comments of all councils of a person: only what they may read there.

Narratives are the officers' until a row is agreed: whoever may not see officers' scores finds agreed ones
only. Private notes are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from assurance.found_words import Marked, excerpt, holds, marked, words_in
from assurance.models import Assessment, Comment, CouncilWording, Evidence, ImprovementAction, ReviewCycle
from assurance.reach import Reach as InReach
from assurance.shell import readable
from assurance.waiting import assigned_to
from governance.models import Membership, User
from governance.models.memberships import year_label
from governance.permissions import Permission
from governance.templatetags.ga import govdate

SHORTEST, LONGEST = 2, 200  # characters of a query
PER_GROUP = 20
REFERENCE = re.compile(r"[a-g][1-9]\.[1-9][0-9]?")
KINDS = {"rows": "Rows", "evidence": "Evidence", "actions": "Actions", "comments": "Comments"}


@dataclass(frozen=True)
class Hit:
    """Something found: its page, its name and an excerpt with the words marked, and where it belongs."""

    url: str
    name: Marked
    excerpt: Marked
    place: str


@dataclass(frozen=True)
class Group:
    """Hits of one kind, the first twenty or a later twenty. `kind` as the address names it."""

    kind: str
    hits: list[Hit]
    has_more: bool

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Reach:
    """What a person may read: reviews by key; those with all officers' scores; councils' registers, whole
    or (by council) as far as its reviews reach.
    """

    user: User
    cycles: dict[int, ReviewCycle]
    with_all_scores: set[int]
    registers: set[int]
    limited: dict[int, InReach]

    @property
    def is_empty(self) -> bool:
        return not (self.cycles or self.registers)


def reach_of(user: User) -> Reach:
    """Four queries, whatever the number of councils and reviews."""
    members = {
        member.council_id: member for member in Membership.objects.current().with_roles().filter(user=user)
    }
    every = ReviewCycle.objects.filter(council__in=members).select_related("council")
    cycles = [
        cycle
        for member in members.values()
        for cycle in readable((each for each in every if each.council_id == member.council_id), member)
    ]
    return Reach(
        user=user,
        cycles={cycle.pk: cycle for cycle in cycles},
        with_all_scores={
            cycle.pk
            for cycle in cycles
            if Permission.VIEW_ALL_SCORES in members[cycle.council_id].permissions(year=cycle.year)
        },
        registers={
            member.council_id for member in members.values() if Permission.VIEW_REVIEW in member.permissions()
        },
        limited=_limited(members.values(), cycles),
    )


def _limited(members: Iterable[Membership], cycles: list[ReviewCycle]) -> dict[int, InReach]:
    """For each council whose reviews the person may not all read; `cycles` are those that they may."""
    return {
        member.council_id: InReach.of(
            member, readable=[cycle.pk for cycle in cycles if cycle.council_id == member.council_id]
        )
        for member in members
        if Permission.VIEW_REVIEW not in member.permissions_in_all_reviews()
    }


def search(text: str, *, reach: Reach, only: str = "", page: int = 1) -> list[Group]:
    """Groups with hits, in the order of `KINDS`; with `only`, a page of that kind alone."""
    words = words_in(text)
    finders: dict[str, Callable[[list[str], Reach, slice], list[Hit]]] = {
        "rows": find_rows,
        "evidence": find_evidence,
        "actions": find_actions,
        "comments": find_comments,
    }
    start = (page - 1) * PER_GROUP
    groups = []
    for kind, find in finders.items():
        if only in {"", kind}:
            hits = find(words, reach, slice(start, start + PER_GROUP + 1))
            groups.append(Group(kind, hits[:PER_GROUP], has_more=len(hits) > PER_GROUP))
    return [group for group in groups if group.hits]


def find_rows(words: list[str], reach: Reach, part: slice) -> list[Hit]:
    """Reference, title, what is required, narrative; a reference typed in full comes first."""
    shown_text = (
        Q(cycle__in=reach.with_all_scores)
        | Q(status=Assessment.Status.AGREED)
        | Q(pk__in=assigned_to(reach.user))
    )
    found = Assessment.objects.filter(cycle__in=reach.cycles).annotate(
        shows_text=Case(When(shown_text, then=True), default=False)
    )
    for word in words:
        own_words = CouncilWording.objects.filter(
            council=OuterRef("council"),
            requirement__ref=OuterRef("requirement__ref"),
            replaced_at=None,
            text__icontains=word,
        )
        found = found.filter(
            Q(requirement__ref__istartswith=word)
            | Q(requirement__title__icontains=word)
            | Q(requirement__statement__icontains=word)
            | Q(Exists(own_words))
            | Q(shows_text=True, narrative__icontains=word)
        )
    refs = [word.upper() for word in words if REFERENCE.fullmatch(word.lower())]
    is_named = Case(When(requirement__ref__in=refs, then=Value(0)), default=Value(1))
    rows = list(
        found.select_related("requirement")
        .defer("private_note")
        .order_by(is_named, is_current(reach), "-cycle__starts_on", "council", "requirement__position")[part]
    )
    statements = {
        (wording.council_id, wording.requirement.ref): wording.text
        for wording in CouncilWording.objects.filter(
            council__in={row.council_id for row in rows}, replaced_at=None
        ).select_related("requirement")
    }
    return [_row_hit(row, words, reach, statements.get((row.council_id, row.ref), "")) for row in rows]


def is_current(reach: Reach) -> Case:
    """Orders reviews that are worked on before the others."""
    current = [cycle.pk for cycle in reach.cycles.values() if cycle.is_being_scored]
    return Case(When(cycle__in=current, then=Value(0)), default=Value(1), output_field=IntegerField())


def _row_hit(row: Assessment, words: list[str], reach: Reach, own_words: str) -> Hit:
    cycle = reach.cycles[row.cycle_id]
    statement = own_words or row.requirement.statement_for(cycle.governance_model)
    narrative = row.narrative if row.shows_text else ""  # type: ignore[attr-defined]
    said = next((text for text in (narrative, statement) if holds(text, words)), statement)
    return Hit(
        url=reverse("assurance:assessment", args=[cycle.council.slug, cycle.year, row.ref]),
        name=marked(f"{row.ref} {row.title}", words),
        excerpt=excerpt(said, words),
        place=f"{cycle.council.name}, {cycle}",
    )


def find_evidence(words: list[str], reach: Reach, part: slice) -> list[Hit]:
    """Title and link; items in use first, then those shown in the newest reviews."""
    found = Evidence.objects.filter(council__in=reach.registers, merged_into=None)
    for council, limit in reach.limited.items():
        found = found.exclude(
            Q(council=council)
            & ~Q(pk__in=limit.evidence(Evidence.objects.filter(council=council)).values("pk"))
        )
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(link__icontains=word))
    items = (
        found.select_related("council")
        .annotate(
            newest=Max(
                "uses__assessment__cycle__starts_on",
                filter=Q(uses__removed_at=None, uses__assessment__cycle__in=reach.cycles),
            ),
            is_over=Case(When(retired_at=None, then=Value(0)), default=Value(1)),
        )
        .order_by("is_over", F("newest").desc(nulls_last=True), Lower("title"), "pk")
    )
    return [
        Hit(
            url=reverse("assurance:evidence-item", args=[item.council.slug, item.pk]),
            name=marked(item.title, words),
            excerpt=excerpt(item.link, words) if holds(item.link, words) else [],
            place=_place(item, over="no longer used" if item.retired_at else ""),
        )
        for item in items[part]
    ]


def find_actions(words: list[str], reach: Reach, part: slice) -> list[Hit]:
    """Text and expected outcome; open actions first, then those of the newest reviews."""
    found = ImprovementAction.objects.filter(council__in=reach.registers, joined_into=None)
    for council, limit in reach.limited.items():
        theirs = limit.actions(ImprovementAction.objects.filter(council=council))
        found = found.exclude(Q(council=council) & ~Q(pk__in=theirs.values("pk")))
    for word in words:
        found = found.filter(Q(text__icontains=word) | Q(expected_outcome__icontains=word))
    open_first = Case(When(status__in=ImprovementAction.OPEN_STATUSES, then=Value(0)), default=Value(1))
    actions = (
        found.select_related("council")
        .annotate(
            newest=Max(
                "links__assessment__cycle__starts_on",
                filter=Q(links__ended_at=None, links__assessment__cycle__in=reach.cycles),
            )
        )
        .order_by(open_first, F("newest").desc(nulls_last=True), "pk")
    )
    return [
        Hit(
            url=reverse("assurance:action", args=[action.council.slug, action.pk]),
            name=excerpt(action.text, words),
            excerpt=excerpt(action.expected_outcome, words),
            place=_place(action, over=action.get_status_display().lower()),
        )
        for action in actions[part]
    ]


def _place(item: Evidence | ImprovementAction, *, over: str) -> str:
    """ "Merrowdale District Council, 2024/25 review, no longer used"; reads `newest` as annotated."""
    newest: date | None = item.newest  # type: ignore[union-attr]
    year = f"{year_label(newest.year)} review" if newest else "on no row"
    return ", ".join(part for part in (item.council.name, year, over) if part)


def find_comments(words: list[str], reach: Reach, part: slice) -> list[Hit]:
    """What colleagues said on rows whose comments the person may read (policies.can_read_comments)."""
    found: QuerySet[Comment] = Comment.objects.filter(
        Q(assessment__cycle__in=reach.with_all_scores)
        | Q(assessment__in=assigned_to(reach.user), assessment__cycle__in=reach.cycles)
    )
    for word in words:
        found = found.filter(text__icontains=word)
    current = [cycle.pk for cycle in reach.cycles.values() if cycle.is_being_scored]
    first = Case(When(assessment__cycle__in=current, then=Value(0)), default=Value(1))
    comments = found.select_related("author__user", "assessment__requirement").order_by(first, "-at", "-pk")
    return [_comment_hit(comment, words, reach) for comment in comments[part]]


def _comment_hit(comment: Comment, words: list[str], reach: Reach) -> Hit:
    row = comment.assessment
    cycle = reach.cycles[row.cycle_id]
    resolved = ", resolved" if comment.resolved_at else ""
    return Hit(
        url=reverse("assurance:comments", args=[cycle.council.slug, cycle.year, row.ref]),
        name=marked(f"{comment.author.name} on {row.ref} {row.title}", []),
        excerpt=excerpt(comment.text, words),
        place=f"{cycle.council.name}, {cycle}, {govdate(comment.at, 'past-short')}{resolved}",
    )


def why_not(text: str) -> str:
    """Why there is nothing to look for, in words for the person; nothing when there is."""
    length = len("".join(words_in(text)))
    if len(text) > LONGEST:
        return f"Search for {LONGEST} characters or fewer: a word or two is enough"
    if text and length < SHORTEST:
        return f"Type at least {SHORTEST} letters to search for"
    return ""
