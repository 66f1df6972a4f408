"""What changed between two versions of a Local Code, word by word and part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assurance.differences import Segment, is_worded_from, segments
from reports.comparing.pairing import moved_pairs, paired
from reports.editions.texts import CodeText, GroupText, ItemText, PrincipleText
from reports.models import CodeItem, CodeSection, LocalCodeEdition

ABOUT = {
    "title": "Title",
    "subtitle": "Subtitle",
    "dated": "Date",
    "lead_officer": "Lead officer",
    "department": "Department",
    "contact_email": "Contact e-mail address",
    "review_arrangements": "How it is reviewed",
    "next_review_on": "Next review",
    "numbering_prefix": "Number of the section",
}
PRINCIPLE = {
    "title": "Title",
    "rationale": "Why it matters",
    "lead_in": "Sentence before what is required",
    "in_place_heading": "Heading of what is in place",
    "note": "Note",
}
GROUP = {
    "heading": "Heading",
    "lead_in": "Sentence before the items",
    "rationale": "Why it matters",
    "note": "Note",
}


@dataclass(frozen=True)
class Change:
    """One text that was changed, added, removed or moved; `done` says which, in words."""

    label: str
    done: str
    before: str
    after: str

    @property
    def segments(self) -> list[Segment]:
        return segments(self.before, self.after)


@dataclass(frozen=True)
class ChangedPart:
    """A section, principle or group with what changed in it; never empty."""

    heading: str
    changes: list[Change]


def compare(one: CodeText, other: CodeText) -> list[ChangedPart]:
    """From the first text to the second, in the order of the second; empty when nothing changed."""
    parts = [
        ChangedPart("Control block", [*_fields(one, other, ABOUT), *_style(one, other)]),
        *_sections(one, other),
        *_principles(one, other),
        ChangedPart("Key roles", [*_roles(one, other)]),
    ]
    return [part for part in parts if part.changes]


def _fields(one: Any, other: Any, names: dict[str, str]) -> Iterator[Change]:
    for name, label in names.items():
        before, after = (_words(getattr(each, name)) for each in (one, other))
        if before != after:
            yield Change(
                label, "changed" if before and after else "added" if after else "removed", before, after
            )


def _words(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value.day} {value:%B %Y}"


def _style(one: CodeText, other: CodeText) -> Iterator[Change]:
    if one.style != other.style:
        names = dict(LocalCodeEdition.Style.choices)
        yield Change("Layout", "changed", str(names[one.style]), str(names[other.style]))


def _sections(one: CodeText, other: CodeText) -> Iterator[ChangedPart]:
    before = {section.key: section for section in one.sections}
    after = {section.key: section for section in other.sections}
    kinds = dict(CodeSection.Kind.choices)
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    for key, section in after.items():
        heading = section.heading or str(kinds[section.kind])
        if key not in before:
            yield ChangedPart(heading, [Change("Section", "added", "", section.text or section.heading)])
            continue
        names = {"heading": "Heading", "text": "Text"}
        changes = [*_fields(before[key], section, names)]
        if key in moved:
            changes.insert(0, Change("Section", "moved", "", ""))
        yield ChangedPart(heading, changes)
    for key, section in before.items():
        if key not in after:
            gone = Change("Section", "removed", section.text or section.heading, "")
            yield ChangedPart(section.heading or str(kinds[section.kind]), [gone])


def _roles(one: CodeText, other: CodeText) -> Iterator[Change]:
    pairs, gone, new = paired(
        one.roles,
        other.roles,
        [lambda a, b: a.role == b.role, lambda a, b: is_worded_from(a.description, b.description)],
    )
    for before, after in pairs:
        first = f"{one.roles[before].role}\n{one.roles[before].description}"
        second = f"{other.roles[after].role}\n{other.roles[after].description}"
        if first != second:
            yield Change(other.roles[after].role, "changed", first, second)
    for place in new:
        role = other.roles[place]
        yield Change(role.role, "added", "", f"{role.role}\n{role.description}")
    for place in gone:
        role = one.roles[place]
        yield Change(role.role, "removed", f"{role.role}\n{role.description}", "")
    if moved_pairs(pairs):
        yield Change("Roles", "moved", "", "")


def _principles(one: CodeText, other: CodeText) -> Iterator[ChangedPart]:
    before = {principle.letter: principle for principle in one.principles}
    for principle in other.principles:
        if principle.letter in before:
            yield from _principle(before[principle.letter], principle)


def _principle(one: PrincipleText, other: PrincipleText) -> Iterator[ChangedPart]:
    name = f"Principle {other.letter}"
    yield ChangedPart(name, [*_fields(one, other, PRINCIPLE)])
    pairs, gone, new = paired(
        one.groups,
        other.groups,
        [
            lambda a, b: (a.heading, a.parts) == (b.heading, b.parts),
            lambda a, b: a.heading == b.heading,
            lambda a, b: bool(set(a.parts) & set(b.parts)),
        ],
    )
    now = dict(pairs)
    then = {after: before for before, after in pairs}
    changes = _items(one, other, now)
    moved = moved_pairs(pairs)
    for place, group in enumerate(other.groups):
        about: list[Change] = [Change("Heading", "moved", "", "")] if place in moved else []
        if place in new:
            about.append(Change("Heading", "added", "", group.heading))
        else:
            about += _fields(one.groups[then[place]], group, GROUP)
            about += _parts(one.groups[then[place]], group)
        yield ChangedPart(f"{name}: {_called(group)}", [*about, *changes.get(place, [])])
    yield ChangedPart(f"{name}: whole principle", changes.get(WHOLE, []))
    for place in gone:
        group = one.groups[place]
        removed = Change("Heading", "removed", group.heading, "")
        yield ChangedPart(f"{name}: {_called(group)}", [removed, *changes.get(_gone(place), [])])


def _parts(one: GroupText, other: GroupText) -> Iterator[Change]:
    if one.parts != other.parts:
        yield Change("Stands for", "changed", " and ".join(one.parts), " and ".join(other.parts))


def _called(group: GroupText) -> str:
    return group.heading or " and ".join(group.parts) or "without a heading"


# Places of items: that of their group in the second text; below it the whole principle and groups that went.
WHOLE = -1


def _gone(place: int) -> int:
    return -2 - place


@dataclass(frozen=True)
class _Placed:
    """An item with the place of its list, in terms of the second text, and what that list is called."""

    item: ItemText
    place: int
    called: str


def _placed(text: PrincipleText, places: Callable[[int], int]) -> list[_Placed]:
    found = [
        _Placed(item, places(number), _called(group))
        for number, group in enumerate(text.groups)
        for item in group.items
    ]
    return [*found, *(_Placed(item, WHOLE, "whole principle") for item in text.items)]


def _items(one: PrincipleText, other: PrincipleText, now: dict[int, int]) -> dict[int, list[Change]]:
    """What changed in the items, by the place of the list that it is told under."""
    before = _placed(one, lambda place: now.get(place, _gone(place)))
    after = _placed(other, lambda place: place)
    pairs, gone, new = paired(before, after, RULES)
    partner = {second: first for first, second in pairs}
    stayed = [(first, second) for first, second in pairs if before[first].place == after[second].place]
    moved: set[int] = set()
    for kind in CodeItem.Kind.values:
        moved |= moved_pairs([pair for pair in stayed if after[pair[1]].item.kind == kind])
    found: dict[int, list[Change]] = {}
    for number, each in enumerate(after):
        changes = found.setdefault(each.place, [])
        if number in new:
            changes.append(Change(_kind(each.item), "added", "", each.item.text))
        else:
            changes += _item(before[partner[number]], each, has_moved=number in moved)
    for number in gone:
        each = before[number]
        found.setdefault(each.place, []).append(Change(_kind(each.item), "removed", each.item.text, ""))
    return found


def _item(one: _Placed, other: _Placed, *, has_moved: bool) -> Iterator[Change]:
    done = []
    if one.place != other.place:
        done.append(f"moved here from \u201c{one.called}\u201d")
    elif has_moved:
        done.append("moved")
    if one.item.text != other.item.text:
        done.append("changed")
    if one.item.ref != other.item.ref:
        done.append(f"now for {other.item.ref}" if other.item.ref else f"no longer for {one.item.ref}")
    if done:
        yield Change(_kind(other.item), ", ".join(done), one.item.text, other.item.text)


def _kind(item: ItemText) -> str:
    return str(CodeItem.Kind(item.kind).label)


def _alike(a: _Placed, b: _Placed) -> bool:
    """Of one kind, and both for the same item of the register or the same requirement."""
    if a.item.kind != b.item.kind:
        return False
    if a.item.evidence is not None:
        return a.item.evidence == b.item.evidence
    return a.item.kind == CodeItem.Kind.REQUIREMENT and bool(a.item.ref) and a.item.ref == b.item.ref


def _worded(a: _Placed, b: _Placed) -> bool:
    return a.item.kind == b.item.kind and is_worded_from(a.item.text, b.item.text)


def _same(a: _Placed, b: _Placed) -> bool:
    return (a.item.kind, a.item.text) == (b.item.kind, b.item.text)


def _here(rule: Callable[[_Placed, _Placed], bool]) -> Callable[[_Placed, _Placed], bool]:
    return lambda a, b: a.place == b.place and rule(a, b)


# Which item of the second text one of the first has become, the surest rule first.
RULES = [_here(_same), _here(_alike), _here(_worded), _same, _alike, _worded]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Keys that changed their order."""
    places = {key: place for place, key in enumerate(after)}
    moved = moved_pairs([(place, places[key]) for place, key in enumerate(before)])
    return {after[place] for place in moved}
