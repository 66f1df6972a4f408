"""Notes to oneself in a text that councillors and the public may read: "Speak to Sam", "TBC", "xx", "[...]".

What is found is a guess and only ever offered. An instruction counts where a sentence, a line or a bracket
begins with it: "We speak to residents" is what a council does, "Speak to Group Leaders" is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# An instruction ends with its sentence, or where a dash or a semicolon begins something else. Runs of dots or
# blanks are tried from their beginning only: from each of them, a text of 20,000 would take half a minute.
_SENTENCE_END = r"[.!?]++[\"”’')\]]*+(?=\s+[\"“‘'(\[]*[A-Z0-9])"
_SENTENCES = re.compile(rf"{_SENTENCE_END}|[^\n]+?(?:(?<![.!?]){_SENTENCE_END}|(?=\n)|$)", re.MULTILINE)
_CLAUSE_END = re.compile(r"(?<!\s)(?:\s+[–—-]+\s+|\s*;\s|\s*$)")
_OPENING = r"(?:[-–—•*]\s+)?(?P<begin>"
_EVERYBODY = (
    r"(?:our|the|all|local|young|older|disabled|new|other)?\s*"
    r"(?:residents?|citizens?|people|persons?|customers?|tenants?|communit\w+|business\w*|famil\w+|parents?"
    r"|public|pupils?|partners?|stakeholders?|taxpayers?|voters?|visitors?|users?)\b"
    # "Speak to people services": a team is somebody.
    r"(?!\s+(?:services?|teams?|health|managers?|officers?|leads?|directors?|offices?)\b)"
)
_TO_SOMEONE = rf"(?:speak|talk)\s+(?:to|with)\s+(?!{_EVERYBODY})\w"
_TO_ONESELF = (
    r"check\s+(?:with|this|date|figure|number|wording|whether|if)\b"
    r"|(?:note\s+to\s+self|to\s*do|reminder)\b(?=\s*[:–—-])"
    r"|(?:need|needs)\s+to\s+(?:check|ask|confirm|find|add|update)\b"
    r"|find\s+out\b|chase\s+(?!up\s+debt)\w+\s+(?:for|about|up)\b"
)
_INSTRUCTION = re.compile(
    rf"\s*{_OPENING}(?:(?i:{_TO_SOMEONE}|{_TO_ONESELF})|(?:[Aa]sk|ASK)\s+(?:[A-Z]\w|(?:the|our)\s\w))"
    r"[^\n]*)"
)
_BRACKET_NOTE = re.compile(rf"[(\[]\s*(?:(?i:{_TO_SOMEONE}|{_TO_ONESELF})|(?:[Aa]sk|ASK)\s+\w)[^)\]\n]*[)\]]")
# Numbered in Roman figures: "Part XX of the constitution" is no gap.
_NUMBERED = (
    r"(?<!\bPart )(?<!\bArticle )(?<!\bSection )(?<!\bSchedule )(?<!\bChapter )(?<!\bAnnex )(?<!\bVolume )"
)
_PLACEHOLDER = re.compile(
    r"\b(?:TBC|TBD|TBA|tbc|tbd|tba|Tbc|Tbd|TODO|FIXME)\b"
    r"|(?i:\bto be confirmed\b|\blorem\b)"
    rf"|{_NUMBERED}(?<![\w@.])[xX]{{2,}}(?![\w@])"
    r"|\?\?+"
    r"|\[(?:\s++|\s*+(?:\.{2,}+|…|_++)\s*+)\]"
    r"|\[\s*(?i:insert|add|name|date|figure|number|link|to follow|details?)\b[^\]\n]*\]"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True)
class Note:
    """Where the words stand in the text: `text[start:end]`."""

    start: int
    end: int
    words: str


def find_notes(text: str) -> list[Note]:
    """The notes of a text in their order, none overlapping: bracketed words, a clause or a sentence each."""
    # Web addresses may hold anything; as many blanks keep every position.
    readable = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    return [Note(start, end, text[start:end]) for start, end in _spans(readable) if text[start:end].strip()]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCES.finditer(text):
        start, end = sentence.span()
        instruction = _INSTRUCTION.match(text, start, end)
        brackets = [found.span() for found in _BRACKET_NOTE.finditer(text, start, end)]
        if instruction:
            yield _clause(text, instruction.start("begin"), end)
        elif brackets:
            yield from brackets
        elif _PLACEHOLDER.search(text, start, end):
            yield _stripped(text, start, end)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    found = _CLAUSE_END.search(text, start, end)
    return _stripped(text, start, found.start() if found else end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def take_out(text: str, words: str) -> str | None:
    """The text without one note, and without the dash or blanks that held it; None when it is not there.

    `words` must be a note as `find_notes` gives it: nothing else is ever taken out.
    """
    note = next((note for note in find_notes(text) if note.words == words), None)
    if note is None:
        return None
    before, after = text[: note.start].rstrip(" \t"), text[note.end :]
    if _at_line_start(before):
        before = re.sub(r"[-–—•*]$", "", before).rstrip(" \t")
        after = re.sub(r"^[ \t]*[-–—;]*[ \t]*", "", after)
        if not after or after.startswith("\n"):
            return (before.rstrip("\n") + after).strip("\n") if after else before.rstrip()
        return before + after
    after = after.lstrip(" \t")
    return before + (" " if after[:1] not in {"", "\n", ".", ",", ";", ":"} else "") + after


def _at_line_start(before: str) -> bool:
    line = before.rsplit("\n", 1)[-1]
    return not line.strip(" \t-–—•*")


def append_note(note: str, words: str) -> str:
    """The private note with the words on a line of their own at its end."""
    return f"{note.rstrip()}\n{words}" if note.strip() else words
