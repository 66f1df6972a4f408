"""The words on screen are the field's, not the model's (a council officer's words, not the code's)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("governance", "framework", "assurance", "reports")
# Words of the code, each with what people read instead.
INSTEAD = {
    r"cycles?": "2024/25 review",
    r"carr(?:y|ied) forward": "start from last year",
    r"own scores?": "officer's score",
    r"moderated": "agreed score",
    r"assurance line": "who checked it?",
    r"readiness": "what is left to do",
    r"blockers?": "must be put right",
    r"SGIs?": "significant issue",
    r"RAG": "on track, at risk, late",
    r"digests?": "document check code",
    r"SHA-256": "document check code",
    r"stale": "out of date",
    r"retired?": "no longer used",
    r"superseded": "replaced",
    r"profile": "layout",
    r"audit log": "record of changes",
    r"HoIA": "head of internal audit",
    r"s151": "section 151 officer",
    r"CFO": "chief finance officer",
}
FORBIDDEN = re.compile(r"(?<![\w./-])(" + "|".join(INSTEAD) + r")(?![\w/-])", re.IGNORECASE)
# Commands speak to operators; columns.py holds the headings of files that people bring.
NOT_FOR_PEOPLE = ("management/commands", "migrations", "exchange/columns.py")


def template_text(path: Path) -> str:
    """What a template prints: without comments, tags of the template language and of HTML."""
    text = path.read_text()
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->|{{.*?}}|{%.*?%}", " ", text, flags=re.S)
    labels = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    return " ".join([re.sub(r"<[^>]*>", " ", text), *labels])


def sentences_of(path: Path) -> Iterator[str]:
    """Strings of a module that read as words for people: with a space in them, and no docstring.

    What a `{name}` stands for is filled in later.
    """
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if " " in node.value.strip():
            yield re.sub(r"{\w+}", "…", node.value)


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "templates").rglob("*.*")),
    ids=lambda path: str(path.relative_to(ROOT / "templates")),
)
def test_templates_say_it_in_the_fields_words(path: Path):
    assert FORBIDDEN.findall(template_text(path)) == []


@pytest.mark.parametrize("app", APPS)
def test_messages_say_it_in_the_fields_words(app: str):
    found = [
        (str(path.relative_to(ROOT)), text)
        for path in sorted((ROOT / app).rglob("*.py"))
        if not any(part in path.as_posix() for part in NOT_FOR_PEOPLE)
        for text in sentences_of(path)
        if FORBIDDEN.search(text) and not text.lstrip().startswith(("CREATE", "BEGIN"))
    ]
    assert found == []
