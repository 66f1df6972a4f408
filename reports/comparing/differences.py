"""What changed from one document to another: part by part, word by word, and row by row in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assurance.differences import Segment, segments
from reports.comparing.pages import Block, Part, Row, Table, Text
from reports.comparing.pairing import Aligned, aligned
from reports.content.sentences import counted, is_are, joined

# What became of a part, a text or a row, in the words that are printed.
NEW, GONE, CHANGED, RENAMED, MOVED = "New", "Left out", "Changed", "Renamed", "Moved"
ALIKE = 0.5  # share of common words from which one block is read as another with edits
LONG_CELL = 250  # characters of a cell from which its row is long on paper
# Names of the columns of a table that prints none.
UNNAMED = ("About", "Text")


@dataclass(frozen=True)
class ComparedText:
    """A paragraph, a heading below the part's or an item: `done` is empty where it is the same."""

    done: str
    number: str
    is_heading: bool
    segments: list[Segment]
    kind: str = "text"

    @property
    def all_done(self) -> list[str]:
        return [self.done]


@dataclass(frozen=True)
class Cell:
    column: list[Segment]
    segments: list[Segment]


@dataclass(frozen=True)
class ComparedRow:
    done: str
    cells: list[Cell]

    @property
    def is_long(self) -> bool:
        """On paper it may cross from one page to the next."""
        return any(sum(len(one.text) for one in cell.segments) > LONG_CELL for cell in self.cells)


@dataclass(frozen=True)
class ComparedTable:
    """`rows` are those that differ, `same` the others; `done` is what became of the table as a whole."""

    done: str
    caption: list[Segment]
    columns: list[list[Segment]]
    widths: tuple[str, ...]
    rows: list[ComparedRow]
    same: list[Row]
    kind: str = "table"

    @property
    def all_done(self) -> list[str]:
        return [self.done, *(row.done for row in self.rows)]

    @property
    def same_words(self) -> str:
        return f"{counted(len(self.same), 'row')} of this table {is_are(len(self.same))} the same"


@dataclass(frozen=True)
class SameBlocks:
    """Blocks that follow each other and are the same in both."""

    blocks: list[Block]
    kind: str = "same"
    done: str = ""

    @property
    def all_done(self) -> list[str]:
        return []

    @property
    def words(self) -> str:
        tables = sum(isinstance(one, Table) for one in self.blocks)
        texts = len(self.blocks) - tables
        named = [counted(texts, "paragraph")] if texts else []
        named += [counted(tables, "table")] if tables else []
        return f"{joined(named)} {is_are(len(self.blocks))} the same"


ComparedBlock = ComparedText | ComparedTable | SameBlocks


@dataclass(frozen=True)
class ComparedPart:
    """A part with what became of it in words: `done` is empty where nothing did.

    `number` is the later one; `former_number` the earlier, where it was another. `anchor` names its place on
    the page of the differences, `key` the section in its layout, if it has one.
    """

    anchor: str
    key: str
    number: str
    former_number: str
    heading: list[Segment]
    done: list[str]
    blocks: list[ComparedBlock]

    before: Part
    after: Part

    @property
    def is_same(self) -> bool:
        return not self.done

    @property
    def called(self) -> str:
        """As the second document calls it; as the first did where it is left out."""
        return self.before.called if GONE in self.done else self.after.called

    @property
    def sides(self) -> tuple[str, str]:
        """As it was and as it is, a line for each text and row: those that differ, all where some moved.

        The headings stand before them where they differ too.
        """
        before, after = [*lines_of(self.before.blocks)], [*lines_of(self.after.blocks)]
        if not any(MOVED in done for block in self.blocks for done in block.all_done):
            shared = Counter(before) & Counter(after)
            before, after = without(before, shared), without(after, shared)
        if self.done != [CHANGED]:
            before, after = [self.before.called, *before], [self.after.called, *after]
        return "\n".join(before).strip(), "\n".join(after).strip()


@dataclass(frozen=True)
class Comparison:
    """Every part of both documents, in the order of the second."""

    parts: list[ComparedPart]

    @property
    def changed(self) -> list[ComparedPart]:
        return [part for part in self.parts if not part.is_same]

    @property
    def sentence(self) -> str:
        """ "3 of 14 parts changed, 1 is new and 1 is left out."; empty when nothing changed."""
        new = sum(NEW in part.done for part in self.parts)
        gone = sum(GONE in part.done for part in self.parts)
        changed = len(self.changed) - new - gone
        said = [f"{changed} of {counted(len(self.parts), 'part')} changed"] if changed else []
        said += [f"{new} {is_are(new)} new"] if new else []
        said += [f"{gone} {is_are(gone)} left out"] if gone else []
        return f"{joined(said)}." if said else ""


def compare(one: Sequence[Part], other: Sequence[Part]) -> Comparison:
    """From the first document to the second; nothing that stands in either is missing."""
    pairs = enumerate(aligned(one, other, PART_RULES), 1)
    return Comparison([_part(pair, f"part-{place}") for place, pair in pairs])


def lines_of(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of each text, and of each row with points between its cells."""
    for block in blocks:
        if isinstance(block, Text):
            yield block.text
            continue
        yield block.caption
        for row in block.rows:
            yield " · ".join(" ".join(cell.split()) for cell in row.cells)


def without(lines: list[str], shared: Counter[str]) -> list[str]:
    """The lines that are left when each shared one is taken away as often as it is shared."""
    left, kept = Counter(shared), []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return kept


def alike(one: Block | Part | Row, other: Block | Part | Row) -> bool:
    """They share at least half of their words."""
    shared = (one.bag & other.bag).total()
    return shared > 0 and shared * 2 >= ALIKE * (one.bag.total() + other.bag.total())


def _same(a: Block, b: Block) -> bool:
    if isinstance(a, Text) and isinstance(b, Text):
        return (a.text, a.is_heading) == (b.text, b.is_heading)
    return a == b


def _same_caption(a: Block, b: Block) -> bool:
    return isinstance(a, Table) and isinstance(b, Table) and bool(a.caption) and a.caption == b.caption


# What a part, a block or a row of the first document has become in the second, the surest rule first.
PART_RULES: list[Callable[[Part, Part], bool]] = [
    lambda a, b: bool(a.key) and a.key == b.key,
    lambda a, b: a.heading == b.heading,
    lambda a, b: not (a.key and b.key) and alike(a, b),
]
BLOCK_RULES: list[Callable[[Block, Block], bool]] = [
    _same,
    _same_caption,
    lambda a, b: type(a) is type(b) and alike(a, b),
]
ROW_RULES: list[Callable[[Row, Row], bool]] = [
    lambda a, b: a.cells == b.cells,
    lambda a, b: a.cells[1:] == b.cells[1:] and any(a.cells[1:]),
    lambda a, b: a.cells[:1] == b.cells[:1] and alike(a, b),
    alike,
    lambda a, b: a.cells[:1] == b.cells[:1],
]


def _what(pair: Aligned[Block] | Aligned[Row], *, is_same: bool) -> str:
    """What became of it; empty where nothing did."""
    if pair.before is None or pair.after is None:
        return NEW if pair.before is None else GONE
    if is_same:
        return MOVED if pair.has_moved else ""
    return f"{MOVED} and {CHANGED.lower()}" if pair.has_moved else CHANGED


def _part(pair: Aligned[Part], anchor: str) -> ComparedPart:
    nothing = Part("", "", "", ())
    before, after = pair.before or nothing, pair.after or nothing
    blocks = [*_blocks(before.blocks, after.blocks)]
    done = []
    if pair.before is None or pair.after is None:
        done.append(NEW if pair.before is None else GONE)
    else:
        done += [CHANGED] if any(block.done for block in blocks) else []
        done += [RENAMED] if before.heading != after.heading else []
        done += [MOVED] if pair.has_moved else []
    number = after.number if pair.after else before.number
    return ComparedPart(
        anchor=anchor,
        key=after.key or before.key,
        number=number,
        former_number=before.number if before.number != number else "",
        heading=segments(before.heading, after.heading),
        done=done,
        blocks=blocks,
        before=before,
        after=after,
    )


def _blocks(one: Sequence[Block], other: Sequence[Block]) -> Iterator[ComparedBlock]:
    same: list[Block] = []
    is_all_same = True
    for pair in aligned(one, other, BLOCK_RULES):
        block = _block(pair)
        if not block.done and pair.after is not None:
            same.append(pair.after)
            continue
        yield from _folded(same)
        yield block
        same, is_all_same = [], False
    yield from [SameBlocks(same)] if is_all_same and same else _same_run(same)


def _folded(same: list[Block]) -> Iterator[ComparedBlock]:
    """What is the same before something that differs: the heading that both stand under is kept in sight."""
    heads = [place for place, one in enumerate(same) if isinstance(one, Text) and one.is_heading]
    at = heads[-1] if heads else len(same)
    for run in (same[:at], same[at : at + 1], same[at + 1 :]):
        yield from _same_run(run)


def _same_run(run: list[Block]) -> Iterator[ComparedBlock]:
    """A single text as it is; more are folded away."""
    if len(run) == 1 and isinstance(run[0], Text):
        yield ComparedText("", run[0].number, run[0].is_heading, segments(run[0].text, run[0].text))
    elif run:
        yield SameBlocks(run)


def _block(pair: Aligned[Block]) -> ComparedText | ComparedTable:
    before, after = pair.before, pair.after
    done = _what(pair, is_same=before is not None and after is not None and _same(before, after))
    if isinstance(before, Table) or isinstance(after, Table):
        nothing = Table("", (), ())
        was = before if isinstance(before, Table) else nothing
        return _table(was, after if isinstance(after, Table) else nothing, done)
    shown = after or before or Text("")
    words = segments(before.text if before else "", after.text if after else "")
    return ComparedText(done, shown.number, shown.is_heading, words)


def _table(before: Table, after: Table, done: str) -> ComparedTable:
    names = zip_longest(_names(before), _names(after), fillvalue="")
    columns = [segments(was, now) for was, now in names]
    rows, same = [], []
    for pair in aligned(before.rows, after.rows, ROW_RULES):
        was = pair.before.cells if pair.before else ()
        now = pair.after.cells if pair.after else ()
        if what := _what(pair, is_same=was == now):
            found = [segments(*cells) for cells in zip_longest(was, now, fillvalue="")]
            rows.append(ComparedRow(what, _cells(columns, found)))
        else:
            same += [pair.after] if pair.after else []
    widths = (after if after.rows else before).widths
    return ComparedTable(done, segments(before.caption, after.caption), columns, widths, rows, same)


def _cells(columns: list[list[Segment]], found: list[list[Segment]]) -> list[Cell]:
    """Each under the name of its column, if it has one."""
    return [Cell(column or [], cell or []) for column, cell in zip_longest(columns, found)]


def _names(table: Table) -> tuple[str, ...]:
    return table.columns or (UNNAMED if table.rows else ())
