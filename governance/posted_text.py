"""What was posted: what somebody typed, to show it back, and the numbers that a form adds to it."""

from __future__ import annotations

import re

from django.http import QueryDict

from governance.kept_forms import typed_fields

# What a form says to the app and nobody typed: versions, row numbers, the counts of a formset.
UNTYPED = re.compile(r"(.*[-_])?(version|id|next|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)")
LONGEST_NUMBER = 18  # figures; every such number fits a column of 64 bits


def whole_number(text: str) -> int | None:
    """A version or the key of a row, as a field that nobody types carries it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def hidden_pairs(fields: QueryDict) -> list[tuple[str, str]]:
    """Every name and value, to be posted again."""
    return [(name, value) for name, values in typed_fields(fields).lists() for value in values]


def typed_texts(fields: QueryDict) -> list[tuple[str, str]]:
    """What was typed or chosen, with a label made of the field's name."""
    return [
        (label_of(name), value)
        for name, value in hidden_pairs(fields)
        if value.strip() and not UNTYPED.fullmatch(name)
    ]


def label_of(name: str) -> str:
    """ "A1.1-private_note" gives "A1.1 private note"."""
    words = re.sub(r"[_\s-]+", " ", name).strip()
    return words[:1].upper() + words[1:]
