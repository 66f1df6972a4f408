"""A page of rows as one form: any Save stores every changed row, each against its own version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from assurance.locked_texts import LockedText, find_gone_actions, find_locked_texts
from assurance.models import Assessment, ReviewCycle
from assurance.models.assessments import AssessmentQuerySet
from assurance.row_forms import PageError, RowForms
from assurance.rows import Row, build_rows, rows_query, words_of
from governance.http import CouncilRequest
from governance.kept_forms import take
from governance.models import Post

Narrow = Callable[[AssessmentQuerySet], AssessmentQuerySet]


class RowPage:
    """The rows of a page for one member, with the forms of those they may edit."""

    def __init__(
        self,
        request: CouncilRequest,
        cycle: ReviewCycle,
        narrow: Narrow,
        *,
        fetched: list[Assessment] | None = None,
    ) -> None:
        """`fetched`: what `narrow` leaves of the `rows_query`, when it was read already."""
        self.request = request
        self.cycle = cycle
        self._narrow = narrow
        self.saved_refs: list[str] = []
        self.locked_texts: list[LockedText] = []
        self.was_kept = False
        self._build(fetched if fetched is not None else self._narrow(rows_query(cycle)))

    def _build(self, assessments: Iterable[Assessment]) -> None:
        request = self.request
        self.rows: list[Row] = build_rows(
            assessments, cycle=self.cycle, membership=request.membership, rights=request.permissions
        )
        editable = [row for row in self.rows if row.can_edit]
        self.posts = list(Post.objects.for_council(request.council).current()) if editable else []
        self.forms = {row.ref: RowForms(row, self.posts) for row in editable}
        opened = request.GET.get("open", "")
        if opened in self.forms:
            self.forms[opened].is_open = True

    def show_kept(self) -> None:
        """After an expired session: what was typed stands in the forms again, not yet saved."""
        kept = take(self.request)
        if kept is None:
            return
        for forms in self._touched(kept):
            forms.bind(kept)
            forms.is_valid()
            forms.is_open = True
            self.was_kept = True
        self._keep_locked(kept)

    def _touched(self, data: QueryDict) -> list[RowForms]:
        posted = [forms for forms in self.forms.values() if forms.is_posted(data)]
        touched = []
        for forms in posted:
            forms.bind(data)
            if forms.is_touched(data):
                touched.append(forms)
            else:
                self.forms[forms.ref] = RowForms(forms.row, self.posts)
        return touched

    def save(self, data: QueryDict, *, at: datetime | None = None) -> bool:
        """Save every changed row; True when nothing is left to put right."""
        now = at or timezone.now()
        touched = self._touched(data)
        for forms in touched:
            if forms.is_valid():
                forms.save(data, by=self.request.membership, at=now)
        problems = [forms for forms in touched if not forms.saved]
        self.saved_refs = [forms.ref for forms in touched if forms.saved]
        if touched:
            self._build(self._narrow(rows_query(self.cycle)))
        for forms in problems:
            if forms.ref in self.forms:
                self.forms[forms.ref].carry(forms)
        self._keep_locked(data)
        return not (problems or self.locked_texts)

    def _keep_locked(self, data: QueryDict) -> None:
        """Texts for rows that meanwhile left the person's hands: shown, to copy, never dropped."""
        self.locked_texts = find_locked_texts(self.request, self.cycle, data, editable=self.forms)
        editable = [forms.row for forms in self.forms.values()]
        self.locked_texts += find_gone_actions(self.request, editable, data)

    @property
    def errors(self) -> list[PageError]:
        listed = [error for forms in self.forms.values() for error in forms.errors()]
        for forms in self.forms.values():
            listed += [
                (
                    f"{forms.ref}: a colleague changed this while you were typing. Choose which to keep",
                    f"{forms.ref}-keep",
                )
                for _ in forms.clashes[:1]
            ]
        listed += [
            (
                f"{locked.ref} {locked.why}. What you typed is below, to copy",
                f"locked-{locked.ref}",
            )
            for locked in self.locked_texts
        ]
        return listed

    @property
    def unsaved(self) -> int:
        """Rows that could not be saved."""
        problems = sum(bool(forms.errors() or forms.clashes) for forms in self.forms.values())
        return problems + len(self.locked_texts)

    @property
    def saved_at(self) -> datetime | None:
        """When the person's rows were last saved."""
        times = [forms.assessment.saved_at for forms in self.forms.values() if forms.assessment.saved_at]
        return max(times, default=None)

    def context(self) -> dict[str, Any]:
        """What the templates of rows read; `entries` pairs each row with its forms (or nothing)."""
        return {
            "cycle": self.cycle,
            "entries": [(row, self.forms.get(row.ref)) for row in self.rows],
            "page": self,
            "page_errors": self.errors,
            "bands": list(reversed(words_of(self.request.council).values())),
            "posts": self.posts,
        }
