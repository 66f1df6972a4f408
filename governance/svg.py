"""A drawing (SVG) made safe: shapes and colours are kept by name, whatever acts or loads is left out.

Allow-lists, not block-lists: what is not named here does not reach a page or a file.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

NAMESPACE = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
GRADIENTS = {"linearGradient", "radialGradient"}
KEPT = re.compile(
    "svg|g|path|rect|circle|ellipse|line|polyline|polygon|defs|stop|clipPath|title|desc|(linear|radial)Gradient"
)
# They move, load or tell, and leave the drawing as it was.
LEFT_OUT = re.compile("script|style|metadata|foreignObject|animate(Motion|Transform)?|set|view|cursor")
STYLES = re.compile(
    "fill(-opacity|-rule)?|stroke(-width|-linecap|-linejoin|-miterlimit|-dasharray|-dashoffset|-opacity)?"
    "|opacity|stop-color|stop-opacity|clip-path|clip-rule|display|visibility|color"
)
ATTRIBUTES = re.compile(
    "id|d|x|y|width|height|cx|cy|r|rx|ry|[xy][12]|f[xy]|points|transform|offset"
    f"|gradientUnits|gradientTransform|spreadMethod|clipPathUnits|{STYLES.pattern}"
)
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")
VALUE = re.compile(r"(?:(?!url\()[^<>&\\@:;{}])*|url\(#[\w.-]+\)", re.IGNORECASE)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"\.([\w-]+)")
LENGTH = re.compile(r"([0-9.]+)(?:px|pt|mm|cm|in)?")
MOST_ELEMENTS, DEEPEST = 3_000, 40
LARGEST, WIDEST = 100_000.0, 12.0  # units; how many times as wide as high, or as high as wide


class NotADrawing(ValueError):
    """The message is for the person who chose the file."""


def safe_svg(content: bytes) -> bytes:
    """The drawing with nothing in it but shapes and colours. NotADrawing says why it cannot be taken."""
    root = _parsed(content)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise NotADrawing("The drawing has too many parts. Save it in a simpler form, or as PNG")
    left, top, width, height = _frame(root)
    made = Element(
        "svg",
        {
            "xmlns": NAMESPACE.strip("{}"),
            "viewBox": f"{left:g} {top:g} {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
        },
    )
    classes = _classes(root)
    _copy_styles(root, made, classes)
    for child in root:
        _copy(child, made, classes, depth=1)
    _one_step_only(made)
    return tostring(made, encoding="unicode").encode()


def _parsed(content: bytes) -> Element:
    try:
        text = DOCTYPE.sub("", content.decode("utf-8-sig"), count=1)
        # Entities can be written to unfold without end; a drawing needs none.
        if "<!" in re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL):
            raise NotADrawing("The drawing defines entities. Save it without them, or as PNG")
        root = fromstring(text)  # noqa: S314 (without a document type there is nothing to expand or load)
    except (UnicodeDecodeError, ParseError, RecursionError) as error:
        raise NotADrawing("The file is no drawing that can be read. Save it again, or as PNG") from error
    if root.tag != f"{NAMESPACE}svg":
        raise NotADrawing("The file is no drawing (SVG). Choose a PNG, JPEG or SVG file")
    return root


def _frame(root: Element) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        if len(box) == 4:
            left, top, width, height = (float(part) for part in box)
        else:
            left = top = 0.0
            width, height = (_length(root.get(name, "")) for name in ("width", "height"))
    except ValueError as error:
        raise NotADrawing("The drawing does not say how large it is. Save it again, or as PNG") from error
    fits = 0 < width <= LARGEST and 0 < height <= LARGEST and max(abs(left), abs(top)) <= LARGEST
    if not fits or max(width / height, height / width) > WIDEST:
        raise NotADrawing("The drawing is far too large, or far too long and thin, for a logo")
    return left, top, width, height


def _length(text: str) -> float:
    found = LENGTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return float(found[1])


def _classes(root: Element) -> dict[str, dict[str, str]]:
    """What the drawing's own style sheets say of each class; other rules are not understood."""
    found: dict[str, dict[str, str]] = {}
    for sheet in root.iter(f"{NAMESPACE}style"):
        for selectors, body in RULE.findall("".join(sheet.itertext())):
            for selector in selectors.split(","):
                named = SELECTOR.fullmatch(selector.strip())
                if named is None:
                    raise NotADrawing(
                        "The drawing has styles that cannot be made safe. "
                        "Save it with “presentation attributes”, or as PNG"
                    )
                found.setdefault(named[1], {}).update(_declarations(body))
    return found


def _declarations(text: str) -> dict[str, str]:
    pairs = (one.split(":", 1) for one in text.split(";") if ":" in one)
    return {name.strip(): value.strip() for name, value in pairs}


def _copy(source: Element, parent: Element, classes: dict[str, dict[str, str]], *, depth: int) -> None:
    if not isinstance(source.tag, str) or not source.tag.startswith(NAMESPACE):
        return
    name = source.tag.removeprefix(NAMESPACE)
    if LEFT_OUT.fullmatch(name):
        return
    if not KEPT.fullmatch(name) or depth > DEEPEST:
        raise NotADrawing(
            f"The drawing uses “{name}”, which cannot be made safe. "
            "Turn letters and effects into outlines, or save it as PNG"
        )
    made = SubElement(parent, name)
    if name in {"title", "desc"}:
        made.text = " ".join((source.text or "").split())
        return
    for attribute, value in source.attrib.items():
        if ATTRIBUTES.fullmatch(attribute) and VALUE.fullmatch(value):
            made.set(attribute, value)
    target = source.get("href", source.get(HREF, ""))
    if name in GRADIENTS and re.fullmatch(r"#[\w.-]+", target):
        made.set("href", target)
    _copy_styles(source, made, classes)
    for child in source:
        _copy(child, made, classes, depth=depth + 1)


def _copy_styles(source: Element, made: Element, classes: dict[str, dict[str, str]]) -> None:
    """Styles as attributes: no page that shows the drawing lets it bring style sheets."""
    styles: dict[str, str] = {}
    for named in source.get("class", "").split():
        styles |= classes.get(named, {})
    styles |= _declarations(source.get("style", ""))
    for name, value in styles.items():
        if STYLES.fullmatch(name) and VALUE.fullmatch(value):
            made.set(name, value)


def _one_step_only(root: Element) -> None:
    """No reference leads to another one: a circle of them would never end."""
    refers = {one.get("id") for one in root.iter() if "href" in one.attrib or one.get("clip-path")}
    for one in root.iter():
        clips = one.get("clip-path", "")
        if one.get("href", "#").removeprefix("#") in refers:
            raise NotADrawing("The drawing’s gradients refer to one another. Save it as PNG")
        if clips.removeprefix("url(#").removesuffix(")") in refers:
            raise NotADrawing("The drawing’s clippings refer to one another. Save it as PNG")
    for clip in root.iter("clipPath"):
        if any("clip-path" in one.attrib for one in clip.iter()):
            raise NotADrawing("The drawing’s clippings refer to one another. Save it as PNG")
