"""A migrated SQLite database with the framework, kept for later runs: migrating takes seconds."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
# Whatever decides what a migrated database with a framework looks like.
DATABASE_SOURCES = [
    "*/migrations/*.py",
    "*/append_only.py",
    "framework/*.py",
    "fixtures/*.json",
    "requirements.txt",
]


def prepared_database() -> Path:
    """Where a run leaves it for runs with the same sources."""
    digest = sha256()
    for path in sorted(path for pattern in DATABASE_SOURCES for path in REPOSITORY.glob(pattern)):
        digest.update(path.relative_to(REPOSITORY).as_posix().encode() + b"\0" + path.read_bytes())
    return REPOSITORY / "var" / "cache" / "tests" / f"{digest.hexdigest()[:20]}.sqlite3"
