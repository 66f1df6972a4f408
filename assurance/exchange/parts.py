"""The narrative cell of a council's file: "Evidence –" and "Action –" parts in one text.

Labels vary: "Evidence –", "Evidence -", "Action -.", "Action:", an Action in the middle of a paragraph,
several Evidence blocks in one row (DOMAIN.md §2, trap 4). What we write ourselves can be read back
exactly: a label inside a text gets an apostrophe, and loses exactly that on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assurance.exchange.texts import action_key, plain

# A label stands at the start of a line (after a bullet, perhaps) or after the end of a sentence, there with
# a capital. A bare hyphen counts only beside a space: "Evidence-based" and "Action-oriented" are words.
LABEL = re.compile(
    r"""
    (?: ^[^\S\n]*(?:[•●▪*·][^\S\n]*)? (?P<guard>'*) (?P<line>(?i:evidence|actions?))
      | (?<=[.!?;)”"]) [^\S\n]+ (?P<inner_guard>'*) (?P<inner>Evidence|EVIDENCE|Actions?|ACTIONS?) )
    (?: [^\S\n]*(?:[–—―‒:]|\.-) | [^\S\n]+- | -(?=[^\S\n]|[.:]|$) )
    (?: [.:](?=\s|$) )?
    """,
    re.VERBOSE | re.MULTILINE,
)
# Within a sentence a label is not taken for one, but said.
DOUBTFUL = re.compile(r"(?<=[^\W\d_] )Action [–—-] ")
NO_ACTION = {"none", "none.", "n/a", "na", "nil", "-", "no action", "no actions", "no action required"}

Rewriting = Callable[[str, str], str]

EVIDENCE_LABEL = "Evidence – "
ACTION_LABEL = "Action – "


@dataclass(frozen=True)
class Parts:
    """A cell split: the narrative, its paragraphs whole, and the actions in their order, each once."""

    narrative: str
    actions: list[str]


def split(cell: str) -> Parts:
    """Narrative and actions of a cell; text before the first label is narrative."""
    return _gather(_pieces(plain(cell), first_is_action=False))


def split_actions(cell: str) -> list[str]:
    """The actions of a column that holds nothing else; a label is not needed."""
    parts = _gather(_pieces(plain(cell), first_is_action=True))
    return parts.actions


def join(narrative: str, actions: list[str]) -> str:
    """One cell that `split` reads back as this narrative and these actions."""
    lines = [EVIDENCE_LABEL + _guard_labels(plain(narrative))] if plain(narrative) else []
    lines += [ACTION_LABEL + _guard_labels(plain(action)) for action in actions]
    return "\n".join(lines)


def has_doubtful_label(cell: str) -> bool:
    """An "Action –" in the middle of a sentence, which is read as part of the sentence."""
    return any(DOUBTFUL.search(piece) for _, piece in _pieces(plain(cell), first_is_action=False))


def _pieces(text: str, *, first_is_action: bool) -> list[tuple[bool, str]]:
    """(is an action, text) from label to label."""
    pieces: list[tuple[bool, str]] = []
    is_action, start = first_is_action, 0
    for match in LABEL.finditer(text):
        if _guard_of(match):
            continue
        pieces.append((is_action, text[start : match.start()]))
        is_action = _word_of(match).casefold().startswith("action")
        start = match.end()
    pieces.append((is_action, text[start:]))
    return pieces


def _gather(pieces: list[tuple[bool, str]]) -> Parts:
    narrative: list[str] = []
    actions: dict[str, str] = {}
    for is_action, piece in pieces:
        text = _unguard_labels(piece.strip())
        key = action_key(text)
        if not key:
            continue
        if not is_action:
            narrative.append(text)
        elif key not in NO_ACTION:
            actions.setdefault(key, text)
    return Parts("\n".join(narrative), list(actions.values()))


def _word_of(match: re.Match[str]) -> str:
    return match["line"] or match["inner"]


def _guard_of(match: re.Match[str]) -> str:
    return match["guard"] or match["inner_guard"] or ""


def _word_start(match: re.Match[str]) -> int:
    return match.start("line") if match["line"] else match.start("inner")


def _guard_labels(text: str) -> str:
    return _rewrite(text, lambda word, guard: "'" + guard + word)


def _unguard_labels(text: str) -> str:
    return _rewrite(text, lambda word, guard: guard[1:] + word)


def _rewrite(text: str, rewritten: Rewriting) -> str:
    """The text with the word of each label, and the apostrophes before it, rewritten."""
    done, out = 0, []
    for match in LABEL.finditer(text):
        word_at, guard = _word_start(match), _guard_of(match)
        out.append(text[done : word_at - len(guard)])
        out.append(rewritten(_word_of(match), guard))
        done = word_at + len(_word_of(match))
    return "".join([*out, text[done:]])
