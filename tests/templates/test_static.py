"""What the pages are served with: whole fonts, a kit without GOV.UK's own marks, and nothing inline."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from fontTools.ttLib import TTFont

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
SHELL = [
    TEMPLATES / "base.html",
    *sorted(
        path
        for folder in ("components", "govuk", "allauth", "account")
        for path in (TEMPLATES / folder).rglob("*.html")
    ),
    *sorted(TEMPLATES.glob("[45]*.html")),
]


@pytest.mark.parametrize("weight", ["regular", "italic", "semibold", "bold"])
@pytest.mark.parametrize("suffix", ["ttf", "woff2"])
def test_each_weight_writes_welsh_and_the_marks_we_use(weight: str, suffix: str) -> None:
    characters = TTFont(STATIC / "fonts" / f"source-sans-3-{weight}.{suffix}").getBestCmap()
    assert [letter for letter in "ŵŷŴŶâêîôûẁẃẅỳ£€–—‘’“”•" if ord(letter) not in characters] == []


def test_the_kit_carries_none_of_govuks_own_marks_and_no_source_maps() -> None:
    kit = STATIC / "vendor" / "govuk-frontend-6.6.0"
    css = (kit / "govuk-frontend.min.css").read_text()
    script = (kit / "govuk-frontend.min.js").read_text()
    assert not re.search(r"GDS Transport|crest|@font-face|url\(", css)
    assert "sourceMappingURL" not in css + script
    assert "initAll" in script


def test_the_style_sheet_names_only_files_that_exist() -> None:
    sheet = STATIC / "css" / "app.css"
    for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
        assert (sheet.parent / address).resolve().is_file(), address


@pytest.mark.parametrize("path", SHELL, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_of_the_shell_keep_scripts_and_styles_in_files(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*src=)", text)
    for name in re.findall(r"{% static '([^']+)' %}", text):
        assert (STATIC / name).is_file(), name


def test_scripts_import_each_other_by_names_that_change_with_their_content(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "governance.storage.StaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    rows = (tmp_path / manifest["js/rows.js"]).read_text()
    imported = re.findall(r'from "\./([^"]+)"', rows)
    assert imported
    assert {f"js/{name}" for name in imported} <= set(manifest.values())
