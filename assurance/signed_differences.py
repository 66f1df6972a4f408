"""What differs between a review as it was signed and as it stands now.

Work goes on after signing: how actions go, reviews of evidence, what is said of issues, sources that come
later. Such differences have *moved on* and leave every signature as it is; any other is named as different.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Content = dict[str, Any]

WHOLE = ""  # in place of a field: the thing itself came or went
# Asked of the council or the framework, not of the review.
HEAD_MOVES = frozenset({"council", "framework", "bands"})
HEAD = ("council", "year", "governance_model", "framework", "edition", "revision", "bands", "no_issues")
# A wording that the council loads later, and last year's score when last year is reopened.
ROW_MOVES = frozenset({"statement", "is_council_wording", "last_score"})


@dataclass(frozen=True)
class Difference:
    """`ref` is the row, if any; `subject` the thing in it or beside it; `key` is that thing's key.

    `kind` and `key` tell what stands in a register that lives on (`Kind.lives`): a change that its history
    holds has moved on (assurance/seal.py).
    """

    ref: str
    field: str
    signed: Any
    now: Any
    moved_on: bool
    subject: str = ""
    kind: str = ""
    key: int = 0


@dataclass(frozen=True)
class Kind:
    """Things of one kind in a content. `word` names one on screen, `title` is the field with its name.

    `moves` are fields that move on; `lives` those that a register may change later, on record; `unsettled`
    is a field that was empty when the thing was signed unfinished, so that `finishing` fields may follow.
    """

    name: str
    key: str
    word: str
    title: str
    moves: frozenset[str] = frozenset()
    lives: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    may_come: bool = False
    unsettled: str = ""
    finishing: frozenset[str] = field(default_factory=frozenset)


EVIDENCE = Kind(
    "evidence",
    "item",
    "evidence",
    "title",
    moves=frozenset({"checked_by", "last_reviewed"}),
    lives=frozenset({"title", "link"}),
    ignored=frozenset({"files"}),
)
ACTIONS = Kind(
    "actions",
    "action",
    "action",
    "text",
    moves=frozenset({"owner_post", "due_on", "status"}),
    lives=frozenset({"text", "expected_outcome"}),
)
DECISION = frozenset({"criteria", "decision_reason", "decided_by", "decided_at"})
ISSUES = Kind(
    "issues",
    "issue",
    "issue",
    "title",
    moves=frozenset(
        {"status", "owner_post", "due_on", "committee", "rows", "principles", "sources", "actions"}
    ),
    lives=frozenset({"title", "description", "impact", "response"}),
    may_come=True,
    unsettled="decided_at",
    finishing=DECISION,
)
SOURCES = Kind("sources", "source", "source of assurance", "provider", may_come=True)
RETURNS = Kind(
    "returns",
    "director_return",
    "director’s assurance return",
    "post",
    moves=frozenset({"post"}),
    may_come=True,
    unsettled="sent_at",
    finishing=frozenset({"sent_as", "sent_by", "sent_at", "declaration", "answers", WHOLE}),
)
REASONS = Kind("reasons", "findings", "reason given for", "name", ignored=frozenset({"name", "must"}))


def differences(signed: Content, now: Content) -> list[Difference]:
    """Of two contents, both as read from JSON, what differs. Only what the signed form holds is compared."""
    head = {name: signed[name] for name in HEAD if name in signed}
    found = [*_fields(head, now, moves=HEAD_MOVES)]
    settings = signed.get("settings", {})
    found += _fields(settings, now["settings"], moves=settings.keys(), subject="council settings")
    old = {row["ref"]: row for row in signed["rows"]}
    new = {row["ref"]: row for row in now["rows"]}
    for ref in sorted(old.keys() | new.keys()):
        if ref not in old or ref not in new:
            found.append(Difference(ref, WHOLE, ref in old, ref in new, moved_on=False, subject="row"))
        else:
            found += _row(ref, old[ref], new[ref], form=signed["form"])
    for kind in (ISSUES, SOURCES, RETURNS, REASONS):
        if kind.name in signed:
            found += _listed(kind, signed[kind.name], now[kind.name])
    return found


def _row(ref: str, signed: Content, now: Content, *, form: int) -> Iterator[Difference]:
    plain = {name: value for name, value in signed.items() if name not in {"evidence", "actions"}}
    moves = ROW_MOVES | ({"reply"} if signed.get("reply") is None else set())
    yield from _fields(plain, now, moves=moves, ref=ref)
    yield from _listed(ACTIONS, signed["actions"], now["actions"], ref=ref)
    if form > 1:
        yield from _listed(EVIDENCE, signed["evidence"], now["evidence"], ref=ref)
        yield from _files(ref, signed["evidence"], now["evidence"])
    else:  # named items by their titles only, which the register may change
        yield from _fields({"evidence": signed["evidence"]}, now, moves={"evidence"}, ref=ref)


def _fields(
    signed: Content, now: Content, *, moves: Iterable[str], ref: str = "", subject: str = ""
) -> Iterator[Difference]:
    for name, value in signed.items():
        if not _same(value, now.get(name)):
            yield Difference(ref, name, value, now.get(name), name in set(moves), subject)


def _same(signed: Any, now: Any) -> bool:
    """People are compared by their key, since names change; of things only what the signed form holds."""
    if isinstance(signed, dict) and isinstance(now, dict):
        names = ["member"] if "member" in signed else list(signed)
        return all(_same(signed[name], now.get(name)) for name in names)
    if isinstance(signed, list) and isinstance(now, list):
        return len(signed) == len(now) and all(_same(*pair) for pair in zip(signed, now, strict=True))
    return bool(signed == now)


def _listed(kind: Kind, signed: list[Content], now: list[Content], *, ref: str = "") -> Iterator[Difference]:
    """Things of one kind by their keys: gone, come or changed."""
    new = {_key(kind, each): each for each in now}
    for each in signed:
        key = _key(kind, each)
        number = key if isinstance(key, int) else 0
        subject = f"{kind.word} “{each[kind.title]}”"
        follows = kind.finishing if kind.unsettled and each[kind.unsettled] is None else frozenset()
        if (other := new.pop(key, None)) is None:
            moved_on = WHOLE in follows
            yield Difference(ref, WHOLE, True, False, moved_on, subject, kind.name, number)
            continue
        for name, value in each.items():
            if name not in kind.ignored and not _same(value, other.get(name)):
                moved_on = name in kind.moves | follows
                lives = kind.name if name in kind.lives else ""
                yield Difference(ref, name, value, other.get(name), moved_on, subject, lives, number)
    for each in new.values():
        yield Difference(ref, WHOLE, False, True, kind.may_come, f"{kind.word} “{each[kind.title]}”")


def _key(kind: Kind, each: Content) -> Any:
    key = each[kind.key]
    return tuple(key) if isinstance(key, list) else key


def _files(ref: str, signed: list[Content], now: list[Content]) -> Iterator[Difference]:
    """Files put in, replaced or taken off since. Whether the signed bytes are what they were is asked of
    their own rows (assurance/seal.py): a newer version may stand before them.
    """
    new = {file["file"]: file for each in now for file in each["files"]}
    for file in (file for each in signed for file in each["files"]):
        other = new.pop(file["file"], None)
        subject = f"file “{file['name']}”"
        if other is None:
            yield Difference(ref, WHOLE, True, False, moved_on=True, subject=subject)
        elif other["number"] != file["number"]:
            yield Difference(ref, "number", file["number"], other["number"], moved_on=True, subject=subject)
    for file in new.values():
        yield Difference(ref, WHOLE, False, True, moved_on=True, subject=f"file “{file['name']}”")
