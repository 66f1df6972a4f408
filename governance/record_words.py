"""The record of changes in sentences: what each action code means to a reader.

Apps register the words of their own codes once, when they start. A code without words is read out as it
stands, so that an entry is never hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from governance.models import AuditEntry
from governance.permissions import Permission
from governance.templatetags.ga import govdate


@dataclass(frozen=True)
class Words:
    """A sentence with {about} (the row's name) and {KEY} for each key of the entry's data.

    `detail` is added only for readers who may read officers' scores and reasons for sending back.
    """

    sentence: str
    detail: str = ""


@dataclass(frozen=True)
class Kind:
    """What entries can be narrowed to: those whose code begins with one of the prefixes."""

    label: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Reserved:
    """Rows whose names few may read: `name` stands for them, before readers without any right of `needs`."""

    name: str
    needs: frozenset[Permission]


_RESERVED: dict[str, Reserved] = {}
_WORDS: dict[str, Words] = {}
_KINDS: dict[str, Kind] = {}
_PAGES: dict[str, str] = {}


def register(code: str, sentence: str, *, detail: str = "") -> None:
    """Give an action code its words; ValueError when it has others already."""
    words = Words(sentence, detail)
    if _WORDS.setdefault(code, words) != words:
        raise ValueError(f"{code} has words already")


def register_kind(key: str, label: str, *prefixes: str) -> None:
    """Name a kind of entries, or give a kind of that name more prefixes. `key` stands in addresses."""
    known = _KINDS.get(key, Kind(label, ()))
    _KINDS[key] = Kind(
        known.label, (*known.prefixes, *(one for one in prefixes if one not in known.prefixes))
    )


def register_page(object_type: str, address: str) -> None:
    """The name of the address, of a council and a number, at which rows of a type ("app.model") are read."""
    _PAGES[object_type] = address


def register_reserved(object_type: str, name: str, needs: frozenset[Permission]) -> None:
    """Keep what rows of a type ("app.model") are called, and all else said of them, from other readers."""
    _RESERVED[object_type] = Reserved(name, needs)


def is_reserved(entry: AuditEntry, rights: frozenset[Permission]) -> bool:
    """The reader learns that something was done, and to what kind of row, but not its name."""
    found = _RESERVED.get(entry.object_type)
    return found is not None and not found.needs & rights


def reserved_from(rights: frozenset[Permission]) -> list[str]:
    """The types of rows whose names a reader with these rights does not read."""
    return [object_type for object_type, found in _RESERVED.items() if not found.needs & rights]


def label_of(entry: AuditEntry, rights: frozenset[Permission]) -> str:
    """What the row is called, for this reader."""
    return _RESERVED[entry.object_type].name if is_reserved(entry, rights) else entry.object_label


def kinds() -> dict[str, Kind]:
    return dict(_KINDS)


def codes() -> list[str]:
    """Every code that has words."""
    return sorted(_WORDS)


def page_of(entry: AuditEntry, *, slug: str) -> str:
    """Where the row that the entry is about is read; empty where it has no page."""
    name = _PAGES.get(entry.object_type)
    return reverse(name, args=[slug, entry.object_id]) if name and entry.object_id.isdigit() else ""


def describe(entry: AuditEntry, *, rights: frozenset[Permission]) -> str:
    """What happened, in one or two sentences without the name of who did it."""
    words = _WORDS.get(entry.action)
    if words is None or is_reserved(entry, rights):
        return spelled_out(entry, label_of(entry, rights))
    values = _Values(
        {key: in_words(value) for key, value in entry.data.items()} | {"about": entry.object_label}
    )
    text = words.sentence
    if words.detail and Permission.VIEW_ALL_SCORES in rights:
        text = f"{text} {words.detail}"
    return text.format_map(values).strip()


def spelled_out(entry: AuditEntry, label: str) -> str:
    """ "assurance.evidence.added" about "Code of conduct" gives "Code of conduct: added"."""
    *_, noun, verb = ["", *entry.action.replace("_", " ").replace("-", " ").split(".")]
    subject = label or noun.capitalize()
    return f"{subject}: {verb}" if subject else verb.capitalize()


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def in_words(value: Any) -> str:
    """A value of an entry's data: lists with commas, dates in full, changes as "X: from A to B".

    Of an item that has a reference only that is read out: the rest may be scores, which not all may read.
    """
    match value:
        case None:
            return ""
        case {"ref": str(ref)}:
            return ref
        case dict():
            return "; ".join(f"{name}: {change_in_words(change)}" for name, change in value.items())
        case list():
            return ", ".join(in_words(one) for one in value)
        case str():
            return date_in_words(value)
    return str(value)


def change_in_words(change: Any) -> str:
    if isinstance(change, list) and len(change) == 2:
        old, new = (in_words(one) or "nothing" for one in change)
        return f"from {old} to {new}"
    return in_words(change) or "nothing"


def date_in_words(text: str) -> str:
    try:
        return govdate(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


register("governance.council.created", "Set up {about} with {administrator} as its administrator")
register("governance.council.changed", "Changed the council's settings. {changes}")
register("governance.invitation.sent", "Invited {name} ({email}) as {roles}")
register("governance.invitation.resent", "Sent the invitation of {name} ({email}) again")
register("governance.invitation.withdrawn", "Withdrew the invitation of {name} ({email})")
register("governance.invitation.accepted", "Joined as {roles}")
register("governance.role.given", "Gave {name} the role {role}, from {starts_on}{limits}")
register("governance.role.taken", "Took the role {role} away from {name}")
register("governance.membership.ended", "Ended the membership of {name}")
register("governance.post.created", "Added the post {about}")
register("governance.post.changed", "Changed the post {about}. {changes}")
register("governance.post.ended", "Ended the post {about}, last day {last_day}")
register("governance.sign_in.done", "Signed in with {how}")
register("governance.sign_in.failed", "Somebody tried to sign in as {about} ({email}); {how} was wrong")
register(
    "governance.sign_in.locked_out",
    "Too many wrong passwords for {about} ({email}): nobody can sign in with one for five minutes",
)
register("governance.sign_in.code_asked", "A code to sign in with was sent to {about} ({email})")
register(
    "governance.sign_in.unknown_asked", "A code or a link was asked for {email}, which is nobody's address"
)
register("governance.sign_out.done", "Signed out")
register("governance.password.changed", "Changed their password")
register("governance.password.reset", "Set a new password with the link sent by e-mail")
register("governance.password.link_asked", "A link to set a new password was sent to {about} ({email})")
register("governance.record.exported", "Downloaded the record of changes{narrowed}")
register("governance.auditor.looked", "Read “{page}” ({path})")
register_kind("looks", "What external auditors read", "governance.auditor.")
register_kind("sign-ins", "Signing in and out", "governance.sign_", "governance.password.")
register_kind(
    "people",
    "People, roles and posts",
    "governance.role.",
    "governance.membership.",
    "governance.invitation.",
    "governance.post.",
)
register_kind("settings", "The council's settings", "governance.council.")
register_kind("downloads", "Downloads", "governance.record.exported")
register_page("governance.membership", "governance:person")
register_page("governance.post", "governance:post")
