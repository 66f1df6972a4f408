"""A council's logo: taken only after a look at its content, kept under the digest of its bytes.

A file is never written over and never removed: documents given out with a logo keep it.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import filetype
from django.core.files.storage import FileSystemStorage, default_storage

from governance.svg import NotADrawing, safe_svg

FOLDER = "logos"
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|svg)")
LARGEST_FILE = 2 * 1024 * 1024  # bytes of a picture as it is sent in
LARGEST_DRAWING = 200 * 1024  # bytes of an SVG
MOST_PIXELS, LONGEST_SIDE = 12_000_000, 6_000
KEPT_WITHIN = (1200, 480)  # pixels: twice what is printed, at 300 to the inch


class LogoRefused(Exception):
    """The message is for the person who chose the file."""


@dataclass(frozen=True)
class Logo:
    """A picture that is safe to show: set anew from what was sent in. `ending` is a key of MEDIA_TYPES."""

    content: bytes
    ending: str


def checked_logo(content: bytes) -> Logo:
    """The picture in a file, judged by its content and not by its name. LogoRefused says why not."""
    if not content:
        raise LogoRefused("The file is empty. Choose another, or save it again")
    if len(content) > LARGEST_FILE:
        raise LogoRefused(too_large(LARGEST_FILE))
    kind = filetype.guess_extension(content)
    if kind in {"png", "jpg"}:
        return Logo(_drawn_again(content, kind), kind)
    if kind is None and b"<svg" in content:
        if len(content) > LARGEST_DRAWING:
            raise LogoRefused(too_large(LARGEST_DRAWING))
        try:
            return Logo(safe_svg(content), "svg")
        except NotADrawing as error:
            raise LogoRefused(str(error)) from error
    raise LogoRefused("The file is no picture that can be taken. Choose a PNG, JPEG or SVG file")


def too_large(limit: int) -> str:
    size = f"{limit // 1024 // 1024} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return f"The file is larger than {size}. Save it smaller and choose that"


def _drawn_again(content: bytes, kind: str) -> bytes:
    """The pixels alone: no data of the camera, nothing hidden behind them, no more than are printed."""
    # Pictures come once in years: other requests need not hold the library in memory.
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            # Known from its head, before anything is unpacked.
            if max(opened.size) > LONGEST_SIDE or opened.width * opened.height > MOST_PIXELS:
                raise LogoRefused(
                    f"The picture has {opened.width:,} by {opened.height:,} pixels. "
                    "Save it with 1,200 or fewer on its longer side"
                )
            has_gaps = "A" in opened.getbands() or "transparency" in opened.info
            picture = ImageOps.exif_transpose(opened).convert("RGBA" if has_gaps else "RGB")
            picture.thumbnail(KEPT_WITHIN)
            made = io.BytesIO()
            if kind == "png":
                picture.save(made, "PNG", optimize=True)
            else:
                picture.save(made, "JPEG", quality=90)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LogoRefused("The picture cannot be opened. Save it again and choose that") from error
    return made.getvalue()


def keep(logo: Logo, *, slug: str) -> str:
    """Store a council's logo; returns its name in the file store. The same picture is stored once."""
    name = f"{FOLDER}/{slug}/{hashlib.sha256(logo.content).hexdigest()}.{logo.ending}"
    target = _path(name)
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(logo.content)
        os.replace(aside, target)
    return name


def read_logo(slug: str, name: str) -> bytes | None:
    """The bytes of a logo of a council by its name, "<digest>.<ending>"; None when there is none."""
    if not NAME.fullmatch(name):
        return None
    try:
        return _path(f"{FOLDER}/{slug}/{name}").read_bytes()
    except FileNotFoundError:
        return None


def _path(name: str) -> Path:
    return Path(cast(FileSystemStorage, default_storage).path(name))
