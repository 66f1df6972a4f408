"""The page on which the statement is written: a box for each text that people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from assurance.models import ReviewCycle
from reports.arrangement import PlacedSection, arrangement_of
from reports.drafting.standing import DraftState, state_of
from reports.drafting.writing import write_drafts
from reports.forms import StatementForm, StatementText, statement_initial, statement_texts
from reports.main_text import Length
from reports.models import GovernanceStatement, StatementSection
from reports.pasted_text import cleaned
from reports.statement_findings import ShownRule, StatementFindings
from reports.statement_places import Place, Places, Preview, preview_of
from reports.workflow.statement_opening import why_not_written


@dataclass(frozen=True)
class SectionBox:
    """A text as the page shows it: what stands in the form, what the document makes of it, what is to do.

    `theirs` is what somebody else saved meanwhile.
    """

    key: str
    placed: PlacedSection
    text: BoundField
    version: BoundField
    facts: BoundField
    place: Place
    preview: Preview
    rules: list[ShownRule]
    theirs: StatementSection | None = None
    draft: DraftState | None = None

    @property
    def length(self) -> Length:
        return Length(self.place.fixed + self.preview.points)

    @property
    def is_written(self) -> bool:
        return bool(self.preview.html)

    @property
    def to_look_at(self) -> bool:
        is_flagged = self.draft is not None and self.draft.is_flagged
        return bool(self.rules or self.theirs or self.text.errors or is_flagged)


@dataclass(frozen=True)
class DraftsOnPage:
    """What the buttons above the texts are about: how many they would write, and which texts to look at."""

    empty: int
    again: int
    flagged: list[StatementText]


class StatementPage:
    """The statement as it stands now, its sections in order, its texts: three queries.

    What could be written from the review beside them is read when it is asked for.
    """

    def __init__(self, cycle: ReviewCycle) -> None:
        self.cycle = cycle
        found = GovernanceStatement.objects.filter(cycle=cycle).prefetch_related("sections")
        self.statement = found.first()
        self.arrangement = arrangement_of(cycle, self.statement)
        principles = dict(cycle.framework.principles.values_list("letter", "short_title"))
        sections = [*self.arrangement.shown, *self.arrangement.hidden]
        self.texts = statement_texts(sections, principles)

    def initial(self) -> dict[str, Any]:
        """What stands now and what the review says of it, for a form that is not sent yet."""
        facts = {f"facts_{key}": state.draft.facts for key, state in self.states.items()}
        return statement_initial(self.statement, self.texts) | facts

    def form(self, initial: dict[str, Any] | None = None) -> StatementForm:
        return StatementForm(initial=initial or self.initial(), texts=self.texts)

    def sent_form(self, data: QueryDict) -> StatementForm:
        return StatementForm(data, initial=statement_initial(self.statement, self.texts), texts=self.texts)

    @cached_property
    def states(self) -> dict[str, DraftState]:
        """Each text beside its draft; none while nobody can write."""
        if why_not_written(self.cycle):
            return {}
        rows = {row.key: row for row in self.statement.sections.all()} if self.statement else {}
        drafts = write_drafts(self.cycle, self.statement, on=timezone.localdate())
        return {key: state_of(rows.get(key), draft) for key, draft in drafts.items()}

    @property
    def drafts(self) -> DraftsOnPage:
        """Of the texts that are printed."""
        shown = self.arrangement.shown_keys
        states = {key: state for key, state in self.states.items() if key in shown}
        return DraftsOnPage(
            empty=sum(state.can_be_written for state in states.values()),
            again=sum(state.can_be_written_again for state in states.values()),
            flagged=[text for text in self.texts if text.key in states and states[text.key].is_flagged],
        )

    def boxes(
        self,
        form: StatementForm,
        places: Places,
        findings: StatementFindings,
        theirs: Mapping[str, StatementSection],
    ) -> tuple[list[SectionBox], list[SectionBox]]:
        """A box for each text of the form: those of sections that are printed, in order, and the others."""
        found = [self._box(form, text, places, findings, theirs) for text in form.texts]
        return [box for box in found if box.placed.is_shown], [
            box for box in found if not box.placed.is_shown
        ]

    def _box(
        self,
        form: StatementForm,
        text: StatementText,
        places: Places,
        findings: StatementFindings,
        theirs: Mapping[str, StatementSection],
    ) -> SectionBox:
        typed = form[f"text_{text.key}"]
        place = places.of(text.key)
        return SectionBox(
            key=text.key,
            placed=text.placed,
            text=typed,
            version=form[f"version_{text.key}"],
            facts=form[f"facts_{text.key}"],
            place=place,
            preview=preview_of(cleaned(typed.value() or ""), number=place.number, first=place.first),
            rules=findings.at(text.key),
            theirs=theirs.get(text.key),
            draft=self.states.get(text.key),
        )


def main_text_length(places: Places, shown: list[SectionBox]) -> Length:
    """Of the statement with its texts as they are typed."""
    rest = places.rest({box.key for box in shown})
    return Length(rest + sum(box.length.points for box in shown))
