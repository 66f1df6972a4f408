"""The short names of councils, which stand in their addresses."""

from __future__ import annotations

import re

from governance.models import Council

PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 60
# Words that may become addresses beside those of councils.
RESERVED = frozenset({"add", "admin", "all", "check", "demo", "help", "new", "search", "static"})


def slug_problem(slug: str) -> str:
    """Why a new council cannot have this short name, or an empty string."""
    if not PATTERN.fullmatch(slug) or len(slug) > LONGEST:
        return (
            f"“{slug}” cannot stand in an address: use small letters, figures and single hyphens, "
            f"at most {LONGEST} characters"
        )
    if slug in RESERVED:
        return f"“{slug}” is kept for pages of the service: choose another short name"
    if Council.objects.filter(slug=slug).exists():
        return f"There is a council with the short name “{slug}” already"
    return ""
