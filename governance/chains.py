"""Walking the record of changes: does every chain still stand as it was written?

A council has a chain of its own, and the installation one for what belongs to no council. A chain cannot
tell by itself that its end was cut off: for that its head is kept elsewhere (`Head`) and looked for later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from governance.audit import entry_digest
from governance.models import AuditEntry, Council

CHUNK = 500  # entries held in memory at a time
INSTALLATION = "-"  # stands for a slug where the chain is the installation's own


@dataclass(frozen=True)
class Chain:
    """`slug` names the council; `council_id` is None for the installation's own chain."""

    slug: str
    council_id: int | None


@dataclass(frozen=True)
class Head:
    """The last entry of a chain when somebody looked: its number and its check value (64 characters)."""

    slug: str
    sequence: int
    digest: str


@dataclass(frozen=True)
class Fault:
    """The first entry of a chain that is not in order; `at` is None where the entry itself is missing."""

    slug: str
    sequence: int
    at: datetime | None
    problem: str


@dataclass(frozen=True)
class Walk:
    """`entries` in order from the first; `head` is None for an empty chain, `fault` for one in order."""

    entries: int
    head: Head | None
    fault: Fault | None


def chains(slug: str | None = None) -> list[Chain]:
    """The council's chain; without a slug all of them, the installation's own first."""
    councils = Council.objects.order_by("slug")
    if slug is not None:
        councils = councils.filter(slug=slug)
    own = [Chain(INSTALLATION, None)] if slug is None else []
    return own + [Chain(name, pk) for name, pk in councils.values_list("slug", "pk")]


def walk(chain: Chain, *, heads: Iterable[Head] = ()) -> Walk:
    """Follow a chain from its first entry to the first fault; `heads` are those that it must still hold."""
    kept = {head.sequence: head.digest for head in heads if head.slug == chain.slug}
    last: AuditEntry | None = None
    count = 0
    for entry in entries_of(chain):
        problem = fault_of(entry, last) or _differs_from_kept(entry, kept)
        if problem:
            return Walk(count, _head(chain, last), Fault(chain.slug, entry.sequence, entry.at, problem))
        last, count = entry, count + 1
    end = last.sequence if last else 0
    fault = None
    if cut := [sequence for sequence in kept if sequence > end]:
        problem = f"missing: the chain ends at {end}, and entry {max(cut)} stood in it when its head was kept"
        fault = Fault(chain.slug, end + 1, None, problem)
    return Walk(count, _head(chain, last), fault)


def entries_of(chain: Chain) -> Iterator[AuditEntry]:
    """In order, a few in memory at a time."""
    return AuditEntry.objects.in_chain(chain.council_id).iterator(chunk_size=CHUNK)


def fault_of(entry: AuditEntry, last: AuditEntry | None) -> str:
    """What is wrong with an entry that follows `last` (None: the first), in words; empty when nothing is."""
    expected = last.sequence + 1 if last else 1
    if entry.sequence > expected:
        gone = (
            f"entry {expected}"
            if entry.sequence == expected + 1
            else f"entries {expected} to {entry.sequence - 1}"
        )
        return f"missing before it: {gone}"
    if entry.sequence < expected:
        return "inserted: its number is taken by the entry before it"
    if entry_digest(entry) != entry.digest:
        return "changed: its content and its check value do not belong together"
    if entry.previous_digest != (last.digest if last else ""):
        return "unlinked: it was written after another entry than the one that now stands before it"
    return ""


def _differs_from_kept(entry: AuditEntry, kept: dict[int, str]) -> str:
    if kept.get(entry.sequence, entry.digest) == entry.digest:
        return ""
    return "changed: its check value is not the one that was kept"


def _head(chain: Chain, last: AuditEntry | None) -> Head | None:
    return Head(chain.slug, last.sequence, last.digest) if last else None


def head_lines(heads: Iterable[Head]) -> str:
    """A file to keep elsewhere: a line for each chain, "slug sequence digest"."""
    return "".join(f"{head.slug} {head.sequence} {head.digest}\n" for head in heads)


def read_heads(text: str) -> list[Head]:
    """What `head_lines` wrote; ValueError names the line that is something else."""
    heads = []
    for number, line in enumerate(text.splitlines(), start=1):
        match line.split():
            case []:
                continue
            case [slug, sequence, digest] if sequence.isascii() and sequence.isdigit() and len(digest) == 64:
                heads.append(Head(slug, int(sequence), digest))
            case _:
                raise ValueError(
                    f"Line {number} is not a council, a number and a check value of 64 characters"
                )
    return heads
