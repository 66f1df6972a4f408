"""The rows of a review as a django-import-export resource: what a cell sets, what a row shows.

The resource cleans cells, finds rows by reference, skips what is unchanged and, unless it is a dry run,
writes all changed rows with their history at once. It writes only `Assessment`; actions, examples and
wording stand in rows of their own (assurance/exchange/writing.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget
from simple_history.utils import bulk_update_with_history

from assurance.exchange.columns import Column
from assurance.exchange.parts import split
from assurance.exchange.scales import Answer, read_score
from assurance.exchange.texts import plain, same_text
from assurance.forms.answers import NARRATIVE_LIMIT, REASON_LIMIT
from assurance.models import Assessment
from governance.models import Membership

# What a file can say of a row; the rest of what is written follows from it.
CONTENT = ("own_score", "agreed_score", "not_applicable", "not_applicable_reason", "narrative")
WRITTEN = [*CONTENT, "status", "version", "scored_by", "confirmed_by", "confirmed_at", "saved_by", "saved_at"]


class ScoreWidget(Widget):
    """A score cell; `words` turns assurance in words into a number."""

    def __init__(self, words: Mapping[str, int]) -> None:
        super().__init__()
        self.words = dict(words)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Answer | None:
        return read_score(str(value or ""), self.words)


class TextWidget(Widget):
    """Plain text up to a limit in characters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = self.read(str(value or ""))
        if len(text) > self.limit:
            raise ValueError(f"{len(text):,} characters; the limit is {self.limit:,}")
        return text

    def read(self, value: str) -> str:
        return plain(value)


class NarrativeWidget(TextWidget):
    """The "Evidence –" parts of a cell."""

    def read(self, value: str) -> str:
        return split(value).narrative


class ScoreField(Field):
    """Sets the score, or not applicable; an empty cell leaves both alone."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        answer: Answer | None = self.clean(row)
        if answer is None:
            return
        instance.own_score = answer.score
        instance.not_applicable = answer.not_applicable
        if not answer.not_applicable:
            instance.not_applicable_reason = ""


class TextField(Field):
    """Sets a text; an empty cell, or the same text with other line ends, leaves it alone."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        text = self.clean(row)
        if text and not same_text(text, self.get_value(instance)):
            setattr(instance, self.attribute, text)


class RowLoader(BaseInstanceLoader):
    """Finds rows by reference among those given to the resource."""

    def get_instance(self, row: Mapping[str, Any]) -> Assessment | None:
        found: Assessment | None = self.resource.rows.get(row[Column.REF.heading])
        return found


class AssessmentResource(ModelResource):
    """Rows of one review, `rows` by reference, as fetched (and locked, when they will be written).

    `past`: the score is the agreed one and the status stays; else a changed row becomes In progress and
    its scorer nobody (importing is not scoring). `touched`: references whose actions change.
    """

    ref = Field("requirement__ref", Column.REF.heading, readonly=True)
    narrative = TextField("narrative", Column.NARRATIVE.heading, NarrativeWidget(NARRATIVE_LIMIT))
    reason = TextField("not_applicable_reason", Column.REASON.heading, TextWidget(REASON_LIMIT))

    class Meta:
        model = Assessment
        fields = ("ref", "narrative", "reason")
        import_id_fields = ("ref",)
        instance_loader_class = RowLoader
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        report_skipped = True
        store_instance = True
        skip_html_diff = True

    def __init__(
        self,
        *,
        rows: Mapping[str, Assessment],
        words: Mapping[str, int],
        past: bool = False,
        touched: Iterable[str] = (),
        by: Membership | None = None,
        at: datetime | None = None,
    ) -> None:
        super().__init__()
        self.rows = rows
        self.past = past
        self.touched = frozenset(touched)
        self.by = by
        self.at = at
        self._answers: dict[str, tuple[int | None, bool]] = {}
        self._texts: dict[str, tuple[str, str]] = {}
        self.fields["score"] = ScoreField("own_score", Column.SCORE.heading, ScoreWidget(words))

    def get_import_order(self) -> list[str]:
        """The score first: it may empty the reason that the reason's own column then sets."""
        return ["ref", "score", "reason", "narrative"]

    def after_init_instance(self, instance: Assessment, new: bool, row: Any, **kwargs: Any) -> None:
        self._answers[instance.ref] = (instance.own_score, instance.not_applicable)
        self._texts[instance.ref] = (instance.not_applicable_reason, instance.narrative)

    def import_instance(self, instance: Assessment, row: Mapping[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if self.past:
            instance.agreed_score = instance.own_score

    def skip_row(
        self, instance: Assessment, original: Assessment, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if import_validation_errors:
            return False
        if any(getattr(instance, name) != getattr(original, name) for name in CONTENT):
            return False
        starts_work = instance.ref in self.touched and instance.status == Assessment.Status.NOT_STARTED
        return not starts_work

    def before_save_instance(self, instance: Assessment, row: Any, **kwargs: Any) -> None:
        if kwargs["dry_run"]:
            return
        instance.version += 1
        instance.saved_by = self.by
        instance.saved_at = self.at
        has_new_score = self._answers[instance.ref] != (instance.own_score, instance.not_applicable)
        if has_new_score:
            instance.scored_by = None
        if has_new_score or self._texts[instance.ref] != (instance.not_applicable_reason, instance.narrative):
            instance.confirmed_by = None
            instance.confirmed_at = None
        if not self.past:
            instance.status = Assessment.Status.IN_PROGRESS

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """All changed rows and their history rows at once; the library's own way writes no history."""
        if self.update_instances and not dry_run:
            user = self.by.user if self.by else None
            bulk_update_with_history(self.update_instances, Assessment, WRITTEN, default_user=user)
        self.update_instances.clear()
