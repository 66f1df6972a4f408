"""Every code that is recorded reads as a sentence and belongs to a kind that people can choose."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from governance.record_words import codes, kinds

REPOSITORY = Path(__file__).resolve().parent.parent.parent
APPS = ("governance", "assurance", "reports")
CODE = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")
RECORDS = re.compile(r"audit\.record|sign_in_record")
ROOTS = tuple(f"{app}." for app in APPS)


def is_telling(node: ast.AST) -> bool:
    """A call that tells people of something: its code is of a notice, not of the record."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"tell", "Telling"}


def codes_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    told = {id(inner) for node in ast.walk(tree) if is_telling(node) for inner in ast.walk(node)}
    strings = (
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told
    )
    return {
        text for text in strings if isinstance(text, str) and text.startswith(ROOTS) and CODE.fullmatch(text)
    }


def recorded_codes() -> set[str]:
    """The codes in modules that record, without those that only name what somebody is told."""
    modules = [path for app in APPS for path in (REPOSITORY / app).rglob("*.py")]
    told = set().union(*(codes_in(path) for path in modules if path.name == "notice_words.py"))
    recording = [path for path in modules if RECORDS.search(path.read_text())]
    return set().union(*(codes_in(path) for path in recording)) - (told - set(codes()))


def test_codes_are_found() -> None:
    assert {"governance.role.given", "assurance.rows.agreed", "governance.sign_in.failed"} <= recorded_codes()


def test_each_code_that_is_recorded_has_words() -> None:
    assert sorted(recorded_codes() - set(codes())) == []


def test_each_code_belongs_to_a_kind() -> None:
    prefixes = tuple(prefix for kind in kinds().values() for prefix in kind.prefixes)
    assert [code for code in codes() if code.startswith(ROOTS) and not code.startswith(prefixes)] == []
