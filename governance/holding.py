"""Rows that a joined query brought along, held where prefetch_related would put them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def hold(instance: Model, relation: str, rows: list[Any]) -> None:
    """From now on `instance.<relation>.all()` gives these rows and asks no query."""
    queryset = getattr(instance, relation).all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = queryset
