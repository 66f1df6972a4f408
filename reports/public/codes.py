"""The codes that a PDF of ours carries in its own data, read from bytes that anyone may have sent.

Looks at a bounded part of the file and understands no more of the format than it needs: a file that was
saved anew by another program may be beyond it, and then simply carries no code.
"""

from __future__ import annotations

import re
import zlib

# The names that the PDF engine makes of our <meta name="document-check-code">: letters only.
CHECK_CODE = re.compile(rb"/documentcheckcode\s*\(([0-9a-f]{64})\)")
PACKED_OBJECTS = re.compile(rb"/ObjStm\b[^>]{0,200}>>\s*stream\r?\n")
LONGEST = 2 * 1024 * 1024  # unpacked bytes of one group of objects
MOST = 200  # groups of objects that are looked at


def is_pdf(content: bytes) -> bool:
    return content.lstrip()[:5] == b"%PDF-"


def code_in(content: bytes) -> str:
    """The SHA-256 (hex) that a PDF names as its document check code; empty without one."""
    if found := CHECK_CODE.search(content):
        return found[1].decode()
    for count, start in enumerate(PACKED_OBJECTS.finditer(content)):
        if count == MOST:
            break
        if found := CHECK_CODE.search(unpacked(content, start.end())):
            return found[1].decode()
    return ""


def unpacked(content: bytes, start: int) -> bytes:
    """What is packed from a place on, up to the longest; nothing when it cannot be unpacked."""
    try:
        return zlib.decompressobj().decompress(content[start : start + LONGEST], LONGEST)
    except zlib.error:
        return b""
