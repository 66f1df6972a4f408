"""A document's page made fit for places without our server: the PDF engine, a file on its own."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from reports.pictures import stored_logo

STYLE_LINK = re.compile(r'<link rel="stylesheet" href="[^"]*css/document\.css">')
BRAND_LINK = re.compile(r'<link rel="stylesheet" href="[^"]*brand\.css" data-colour="(#[0-9a-fA-F]{6})">')
ICON_LINK = re.compile(r'<link rel="icon"[^>]*>\s*')
FONT_FACES_FOR_PAPER = re.compile(r"@media print \{\s*(?:@font-face[^}]*\}\s*)+\}")
ADDRESS_IN_STYLE = re.compile(r"url\(([^)]+\.(woff2|svg))\)")
PICTURE_ADDRESS = re.compile(r'src="([^"]+)"')
MEDIA_TYPES = {"woff2": "font/woff2", "svg": "image/svg+xml"}


def for_paper(html: str) -> str:
    """The page with the council's colour inside it: the engine loads nothing from the network."""
    return BRAND_LINK.sub(r"<style>:root{--ga-council:\1}</style>", html)


def self_contained(html: str) -> str:
    """The page with its style, fonts and pictures inside it, readable without any server."""
    html = PICTURE_ADDRESS.sub(lambda found: f'src="{picture(found[1])}"', html)
    style = FONT_FACES_FOR_PAPER.sub("", static_file("css/document.css").read_text(encoding="utf-8"))
    style = ADDRESS_IN_STYLE.sub(embedded, style)
    return for_paper(STYLE_LINK.sub(lambda _: f"<style>{style}</style>", ICON_LINK.sub("", html)))


def embedded(match: re.Match[str]) -> str:
    """The file that a style sheet names, as a data address."""
    folder = static_file("css/document.css").parent
    content = base64.b64encode((folder / match[1]).resolve().read_bytes()).decode()
    return f"url(data:{MEDIA_TYPES[match[2]]};base64,{content})"


def picture(address: str) -> str:
    """A picture of ours as a data address; any other address as it is."""
    found = stored_logo(address)
    if found is None:
        return address
    return f"data:{found.media_type};base64,{base64.b64encode(found.content).decode()}"


def static_file(name: str) -> Path:
    """The path of one of our static files; FileNotFoundError when there is none."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"There is no static file {name}")
    return Path(found)
