"""The shape of the house: sizes, self-containment, and nothing a browser must not be given."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 400  # lines


def files(*patterns: str) -> list[Path]:
    """Files of the project that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {
        path: len(path.read_text().splitlines()) for path in files("*.py") if "migrations" not in path.parts
    }
    assert {
        str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_MODULE
    } == {}


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "helpers", "common", "core", "misc", "signals"}
    assert [path for path in files("*.py") if path.stem in drawers] == []


@pytest.mark.parametrize("path", files("templates/*.html"), ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_script_style_or_handler_inline(path: Path):
    """The content policy allows only files of our own; an e-mail has no policy and can bring no file."""
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert path.parent.name == "emails" or not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|javascript:", text)


def test_nothing_is_loaded_from_elsewhere():
    addresses = re.compile(
        r"""\ssrc=["']https?://|<link[^>]*href=["']https?://|url\(["']?https?://|@import\s+["']https?:"""
    )
    pages = [path for path in files("templates/*", "static/css/*", "static/js/*") if path.suffix != ".woff2"]
    assert [path for path in pages if addresses.search(path.read_text(errors="ignore"))] == []
