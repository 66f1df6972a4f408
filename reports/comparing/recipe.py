"""What decides how a comparison of two given pages looks: with the pages' digests it names the answer."""

from __future__ import annotations

from functools import cache
from inspect import getfile
from pathlib import Path

from django.conf import settings

from assurance import differences as words
from reports.copies import tree
from reports.paper import static_file
from reports.recipes import digest_of
from reports.word import body, runs

STYLE_SHEETS = ("css/document.css", "css/differences.css")


@cache
def recipe_digest() -> str:
    """SHA-256 of this package, of the code that it reads pages with, of its templates and style sheets."""
    templates = Path(settings.BASE_DIR) / "templates" / "reports"
    return digest_of(
        [
            *sorted(Path(__file__).parent.glob("*.py")),
            *(Path(getfile(module)) for module in (words, tree, body, runs)),
            *sorted(templates.glob("*differences*.html")),
            *map(static_file, STYLE_SHEETS),
        ]
    )
