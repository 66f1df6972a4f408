"""Is a council's colour dark enough for white text?"""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 7.0


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 for black to 1 for white (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_on_white(colour: str) -> float:
    """Contrast ratio of "#rrggbb" against white, 1 to 21."""
    return 1.05 / (luminance(colour) + 0.05)


def colour_problem(colour: str) -> str:
    """Why a council cannot have this colour, or an empty string."""
    if not HEX.fullmatch(colour):
        return "Write the colour as # and six figures or letters a to f, for example #1f4b57"
    contrast = contrast_on_white(colour)
    if contrast < LEAST_CONTRAST:
        return (
            f"White text on {colour} would be hard to read: its contrast is {contrast:.1f} to 1, "
            "and at least 7 to 1 is needed. Choose a darker colour"
        )
    return ""
