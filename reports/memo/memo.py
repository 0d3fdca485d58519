"""What a review memo says: a pure value. The same memo gives the same bytes (see pdf.render).

Everything in it is printed text or a number; nothing is looked up later. Text may come from evidence and is
kept here as it is: only the renderer knows how to show what cannot be seen (visible.py).
A mark such as [3] leads to the Citation with that number; a memo that cites what it does not hold is a Bug.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Instant, Locus

Mark = Literal["holds", "fails", "open"]
"""How a check came out. It is printed as a sign beside the word, never as a colour alone."""


class Sentence(msgspec.Struct, frozen=True):
    """One statement, the numbers of the citations that carry it, and the public tables that its numbers were counted from."""

    text: str
    cites: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading inside a section; level 2 or 3."""

    text: str
    level: Literal[2, 3] = 2


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Sentences of the program."""

    sentences: tuple[Sentence, ...]


class Points(msgspec.Struct, frozen=True, tag="points"):
    """Short statements, one below the other, each with its number."""

    sentences: tuple[Sentence, ...]


class Finding(msgspec.Struct, frozen=True, tag="finding"):
    """A reviewer's statement on a fact, set apart from what the program generated; never without a citation.

    `strength`: what it rests on, open where that is not stated. `alternatives`: what else the records may mean.
    """

    author: str
    sentences: tuple[Sentence, ...]
    bearing: Literal["supports", "contradicts", "neutral"] = "neutral"
    strength: Literal["data", "source", "untested", "open"] = "open"
    alternatives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not any(sentence.cites for sentence in self.sentences):
            raise Bug("a finding without a citation reached the memo")


class FindingList(msgspec.Struct, frozen=True, tag="finding-list"):
    """Reviewers' statements in brief, one below the other; each with its citations."""

    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        if not all(sentence.cites for sentence in self.sentences):
            raise Bug("a finding without a citation reached the memo")


class Opinion(msgspec.Struct, frozen=True, tag="opinion"):
    """What a reviewer wrote that states no fact of the record: an answer, a reason, a limit."""

    author: str
    text: str
    cites: tuple[int, ...] = ()


class Quotation(msgspec.Struct, frozen=True, tag="quotation"):
    """The cited record in its own words. `when` is printed text: UTC, local, and on what basis."""

    cite: int
    sender: str
    when: str
    text: str


class Figure(msgspec.Struct, frozen=True):
    """A number with what it counts."""

    label: str
    value: str
    mark: Mark | None = None
    table: str = ""


class Tally(msgspec.Struct, frozen=True, tag="tally"):
    """The few numbers that a reader looks for first."""

    figures: tuple[Figure, ...]


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Names and values."""

    rows: tuple[tuple[str, str], ...]


class Column(msgspec.Struct, frozen=True):
    """`share` is the width relative to the other columns. `digits`: even-width characters, for digests."""

    title: str
    share: float = 1.0
    align: Literal["left", "centre", "right"] = "left"
    digits: bool = False


class Cell(msgspec.Struct, frozen=True):
    """`typed`: a person wrote it."""

    text: str
    mark: Mark | None = None
    cites: tuple[int, ...] = ()
    typed: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows under a head that is repeated on each page; a row may be longer than a page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    tables: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise Bug("a row of a memo table has more or fewer cells than the table has columns")


class Digest(msgspec.Struct, frozen=True):
    """`value` in hex, or None where there is none to print."""

    name: str
    algorithm: str
    value: str | None
    mark: Mark | None = None


class Digests(msgspec.Struct, frozen=True, tag="digests"):
    """Digests in even-width characters, whole, so that they can be compared by eye and copied."""

    rows: tuple[Digest, ...]


class Listing(msgspec.Struct, frozen=True, tag="listing"):
    """Lines to be typed as they stand, such as the command that recomputes a digest."""

    lines: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True, tag="notice"):
    """A sentence in a box."""

    text: str
    tone: Literal["plain", "caution"] = "plain"


class Plot(msgspec.Struct, frozen=True, tag="plot"):
    """Counts with their labels; the numbers are printed beside the drawing.

    bars: across, one a label, for kinds. columns: upright, for days. line: a course over many days.
    """

    caption: str
    points: tuple[tuple[str, int], ...]
    form: Literal["bars", "columns", "line"] = "bars"
    unit: str = ""
    tables: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """`when` places it on the axis; `printed` is its time as the reader sees it."""

    when: Instant
    printed: str
    text: str
    cites: tuple[int, ...] = ()


class Timeline(msgspec.Struct, frozen=True, tag="timeline"):
    """Events on one axis, numbered, with their table below."""

    caption: str
    events: tuple[Event, ...]


class Tie(msgspec.Struct, frozen=True):
    """`one` and `other`: places in the list of nodes."""

    one: int
    other: int
    count: int


class Network(msgspec.Struct, frozen=True, tag="network"):
    """Who exchanged how many messages with whom, drawn on a circle in the given order; the ties are printed below."""

    caption: str
    nodes: tuple[str, ...]
    ties: tuple[Tie, ...]
    unit: str = ""
    tables: tuple[str, ...] = ()


class Citations(msgspec.Struct, frozen=True, tag="citations"):
    """Stands where the annex prints the memo's citations."""


class Undrawable(msgspec.Struct, frozen=True, tag="undrawable"):
    """Stands where the memo lists the characters that no typeface here draws; the renderer knows them."""


class Signatures(msgspec.Struct, frozen=True, tag="signatures"):
    """Who signs, each with a role and a line to sign on."""

    people: tuple[tuple[str, str], ...]
    date: str


Block = (
    Heading | Paragraph | Points | Finding | FindingList | Opinion | Quotation | Tally | Facts | Table | Digests
    | Listing | Notice | Plot | Network | Timeline | Citations | Undrawable | Signatures
)  # fmt: skip


class Section(msgspec.Struct, frozen=True):
    """A part of the memo with its own bookmark. `title` holds its number as printed: 一、结论摘要."""

    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


class Filed(msgspec.Struct, frozen=True, tag="filed"):
    """A file by the number that its file system gives it; `first_byte` of the volume, from the start of the medium."""

    volume: int
    filesystem: str
    first_byte: int
    record: int
    deleted: bool = False


class Salvaged(msgspec.Struct, frozen=True, tag="salvaged"):
    """A file carved from unallocated space: no file system numbers it. `on` medium, or the volume from whose start `offset` counts."""

    offset: int
    length: int
    on: Literal["medium", "volume"]
    volume: int
    bounded: Literal["structure", "broken", "limit"]


class Log(msgspec.Struct, frozen=True):
    """The write-ahead log that was read together with a database."""

    name: str
    sha256: str


class Citation(msgspec.Struct, frozen=True):
    """Where the bytes of a statement lie. `item` is the record's id in the tables, `label` names the evidence.

    `differs`: the digest of the evidence is not the one in the record (stated), or not the container's own (stored).
    """

    number: int
    item: str
    label: str
    locus: Locus
    evidence_sha256: str | None
    parser: str
    time: str = ""
    filed: Filed | Salvaged | None = None
    log: Log | None = None
    differs: Literal["stated", "stored"] | None = None


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """`date` and `facts` are printed on the cover as they stand; `made` dates the document itself. `entry`: the last entry of the
    audit log that it knows of. `redaction`: what was masked and by which profile, nothing where it is the full version.

    A draft carries a watermark on every page: a memo that nobody signed is one.
    """

    language: Language
    case_number: str
    case_title: str
    examiners: tuple[str, ...]
    date: str
    made: Instant
    program: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...] = ()
    organisation: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    draft: bool = True
    entry: int = 0
    redaction: str = ""

    def __post_init__(self) -> None:
        numbers = [citation.number for citation in self.citations]
        if len(set(numbers)) != len(numbers):
            raise Bug("two citations of the memo have the same number")
        if missing := {number for number in cited(self) if number not in set(numbers)}:
            raise Bug(f"the memo cites what it does not hold: {sorted(missing)}")


def blocks(memo: Memo) -> Iterator[Block]:
    for section in memo.sections:
        yield from section.blocks


def cited(memo: Memo) -> Iterator[int]:
    """Every citation mark, in the order of the page."""
    for block in blocks(memo):
        match block:
            case Paragraph() | Points() | Finding() | FindingList():
                yield from (number for sentence in block.sentences for number in sentence.cites)
            case Opinion():
                yield from block.cites
            case Quotation():
                yield block.cite
            case Table():
                yield from (number for row in block.rows for cell in row for number in cell.cites)
            case Timeline():
                yield from (number for event in block.events for number in event.cites)
            case _:
                pass


def counted(memo: Memo) -> Iterator[str]:
    """Every public table that a number of the memo is said to come from."""
    for block in blocks(memo):
        match block:
            case Paragraph() | Points():
                yield from (table for sentence in block.sentences for table in sentence.tables)
            case Tally():
                yield from (figure.table for figure in block.figures if figure.table)
            case Table() | Plot() | Network():
                yield from block.tables
            case _:
                pass


def typed(memo: Memo) -> Iterator[str]:
    """What people wrote, as against the program: review.wording is to be asked of it before the memo is signed."""
    for block in blocks(memo):
        match block:
            case Finding():
                yield from (sentence.text for sentence in block.sentences)
                yield from block.alternatives
            case FindingList():
                yield from (sentence.text for sentence in block.sentences)
            case Opinion():
                yield block.text
            case Table():
                yield from (cell.text for row in block.rows for cell in row if cell.typed)
            case _:
                pass


def texts(value: object) -> Iterator[str]:
    """Every text in a memo or a part of it."""
    match value:
        case str():
            yield value
        case tuple():
            for part in value:
                yield from texts(part)
        case msgspec.Struct():
            yield from texts(msgspec.structs.astuple(value))
        case _:
            pass
