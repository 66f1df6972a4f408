"""What the document templates need to print frozen content: dates, prose, words for counts."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from assurance.signed_content import check_code
from reports.content.control import long_date
from reports.markdown import to_html

register = template.Library()

BAR_FILLS = {
    "good": ("#8fb8d0", "#8fb8d0", "#1a1d21"),
    "partial": ("#f6d58a", "#6b4200", "#1a1d21"),
    "weak": ("#ffffff", "#8f1d0f", "#1a1d21"),
    "failing": ("#8f1d0f", "#8f1d0f", "#ffffff"),
}


# Shares of the page's width: those of the narrow columns stay, the others take what there is.
NARROW = {"ref": 7, "score": 9}
WIDE = {"required": 24, "examples": 23, "progress": 37}


@register.filter
def widths(columns: list[str]) -> list[int]:
    """The widths of an assurance review's columns in per cent of the page."""
    free = 100 - sum(NARROW.get(name, 0) for name in columns)
    shares = sum(WIDE.get(name, 0) for name in columns)
    found = [NARROW.get(name) or WIDE[name] * free // shares for name in columns]
    widest = found.index(max(found))
    found[widest] += 100 - sum(found)
    return found


@register.filter
def longdate(text: str) -> str:
    """ "2026-05-29" as "29 May 2026"; empty stays empty."""
    return long_date(text) if text else ""


@register.simple_tag
def prose(text: str, number: int | str | None = None, before: int = 0) -> SafeString:
    """A person's Markdown as safe HTML; with a section's number, paragraphs count on after `before`."""
    return mark_safe(to_html(text, section=number, first=before + 1))  # noqa: S308  (cleaned by nh3)


@register.simple_tag
def fill(key: str, colour: str) -> dict[str, str]:
    """How a band is drawn: fill, edge and the colour of its figure. The highest has the council's colour."""
    inner, edge, text = BAR_FILLS.get(key, (colour, colour, "#ffffff"))
    return {"inner": inner, "edge": edge, "text": text}


@register.filter
def filled(bands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bands that hold at least one requirement."""
    return [band for band in bands if band["count"]]


register.filter("check_code", check_code)


@register.filter
def unbroken(text: str) -> str:
    """The text with spaces that keep it on one line."""
    return text.replace(" ", "\u00a0")


@register.filter
def contents(principles: list[dict[str, Any]], annex: str) -> list[tuple[str, str]]:
    """The principles for a table of contents, and the annex called `annex`."""
    listed = [(f"principle-{one['letter']}", f"{one['letter']} {short_title(one)}") for one in principles]
    return [*listed, ("annex", f"Annex: {annex}")]


def short_title(principle: dict[str, Any]) -> str:
    found = principle.get("figures") or principle
    return str(found["short_title"])


@register.filter
def sections(parts: list[dict[str, Any]], annex: str) -> list[tuple[str, str]]:
    """The numbered sections for a table of contents, and the annex called `annex`."""
    listed = [
        ("control" if one["key"] == "control" else f"s{one['number']}", numbered_heading(one))
        for one in parts
    ]
    return [*listed, ("annex", f"Annex: {annex}")]


@register.filter
def numbered_heading(part: dict[str, Any]) -> str:
    """ "4 How the Council is governed"."""
    return f"{part['number']} {part['heading']}"


@register.filter
def report_contents(report: dict[str, Any]) -> list[tuple[str, str]]:
    """What the monitoring report holds, for its table of contents; sections with the number of actions."""
    listed = [("summary", "In short")]
    if report["changes"]:
        listed.append(("changes", "What has changed"))
    for section in report["sections"]:
        listed.append((section["state"], f"{section['heading']}: {len(section['actions'])}"))
        if section["state"] == "at_risk" and report["twice"]:
            listed.append(("twice", f"Carried twice: {len(report['twice'])}"))
    return listed


@register.filter
def plan_contents(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What the action plan holds, for its table of contents."""
    listed = [("plan", "What we will do")]
    return [*listed, ("done", "What is done")] if document["done"] else listed


@register.filter
def filesize(size: int) -> str:
    """Bytes as people say them: "480 KB" to the nearest ten, "1.2 MB" from a million on."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(10, round(size / 10_000) * 10)} KB"


@register.filter
def code_contents(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What a Local Code holds, for its table of contents: sections with a heading, and the principles."""
    listed = []
    for section in document["sections"]:
        if section["kind"] == "principles":
            listed += [
                (f"principle-{one['letter']}", f"{one['letter']} {one['short_title']}")
                for one in document["principles"]
            ]
        elif section["heading"] and section["kind"] != "diagram":
            listed.append((section["key"], section["heading"]))
    return [*listed, ("annex", "Annex: figures")] if document["figures"] else listed


@register.filter
def unwritten(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections that people have still to write."""
    return [part for part in parts if part["prose"] and not part["text"]]
