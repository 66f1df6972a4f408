"""Where the statement's texts stand in the document: the numbers of their paragraphs, the lengths."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from assurance.models import ReviewCycle
from reports.documents import FrozenDocument, draft_page, freeze
from reports.layouts import principle_key
from reports.main_text import height_of, main_text
from reports.markdown import to_html
from reports.models import DocumentKind


@dataclass(frozen=True)
class Preview:
    """A text as the document will show it, and its length there."""

    html: SafeString
    points: float


def preview_of(text: str, *, number: int | None, first: int) -> Preview:
    """A text of a section; its paragraphs are numbered from `first` on, those of a principle are not."""
    html = SafeString(to_html(text, section=number, first=first))  # cleaned there
    return Preview(html, height_of(html) if html else 0.0)


@dataclass(frozen=True)
class Place:
    """Where a text stands in the document: its paragraphs' numbers, and the length of what stands with it."""

    number: int | None = None
    first: int = 1
    fixed: float = 0.0


@dataclass
class Places:
    """The places of all texts that are printed, in a review's statement as it is saved on a day."""

    cycle: ReviewCycle
    today: date

    def of(self, key: str) -> Place:
        return self._all.get(key, Place())

    def rest(self, keys: set[str]) -> float:
        """The length of what is printed and belongs to no text with one of these keys."""
        return sum(place.fixed for key, place in self._all.items() if key not in keys)

    @cached_property
    def _frozen(self) -> FrozenDocument:
        return freeze(DocumentKind.AGS, self.cycle, on=self.today)

    @cached_property
    def _heights(self) -> dict[str, float]:
        return main_text(draft_page(self._frozen, self.cycle))

    @cached_property
    def _all(self) -> dict[str, Place]:
        """What is saved is taken off the lengths: it may be typed over."""
        document: dict[str, Any] = json.loads(self._frozen.content)
        found = {}
        for part in document["parts"]:
            number, first = part["number"], len(part["sentences"]) + 1
            saved = preview_of(part["text"], number=number, first=first).points
            whole = self._heights.get(f"s{number}", 0.0)
            found[part["key"]] = Place(number, first, max(0.0, whole - saved))
        for principle in document["principles"]:
            key = principle_key(principle["figures"]["letter"])
            saved = preview_of(principle["text"], number=None, first=1).points
            found[key] = Place(fixed=max(0.0, self._heights.get(key, 0.0) - saved))
        return found
