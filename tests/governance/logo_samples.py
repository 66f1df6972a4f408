"""Pictures that a council may have for a logo, and files that only claim to be one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

DRAWING = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="240" height="80" onload="alert(1)">
<style>.sea, .sky { fill: #0b3c5d; stroke: none }</style>
<script>alert(1)</script><metadata>Made by A. Clerk</metadata>
<defs><linearGradient id="a"><stop offset="0" style="stop-color:#fff"/></linearGradient>
<linearGradient id="b" xlink:href="#a"/></defs>
<path class="sea" inkscape:label="sea" d="M0 40h240v40H0z" onclick="alert(1)"/>
<circle cx="40" cy="40" r="30" style="fill:url(#b);background:url(http://elsewhere.example/x)"/>
<rect width="9" height="9" fill="url(http://elsewhere.example/x#y)"/>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="file:///etc/passwd"/></body></foreignObject>
</svg>"""


def drawing(inner: str = '<path d="M0 0h9v9z"/>', attributes: str = 'viewBox="0 0 90 30"') -> bytes:
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {links} {attributes}>{inner}</svg>".encode()


def picture(size: tuple[int, int] = (300, 100), kind: str = "PNG", **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#0b3c5d").save(made, kind, **options)
    return made.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is large, and would unpack to that."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * min(height, 1000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
