"""Pictures kept by the application, for pages that are set without our server: PDF, Word, a single file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from governance.logos import MEDIA_TYPES, read_logo

LOGO = re.compile(r"/logos/([\w-]+)/([0-9a-f]{64}\.(png|jpg|svg))")


class StoredImage(NamedTuple):
    """A picture kept by the application: its bytes and its media type."""

    content: bytes
    media_type: str


StoredImages = Callable[[str], StoredImage | None]


def stored_logo(address: str) -> StoredImage | None:
    """The logo that an address on a document's page names; None for any other address."""
    named = LOGO.fullmatch(address)
    content = read_logo(named[1], named[2]) if named else None
    return StoredImage(content, MEDIA_TYPES[named[3]]) if named and content else None
