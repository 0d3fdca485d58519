"""The rows of the public tables that a memo reads, with their types: what the contract promises, no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVar

import msgspec

from evidence_desk.errors import Language
from evidence_desk.model import Bearing, Extent, Line, Place, Pointer, Recovered, Remnant, Row, Strength, Verdict, ZoneBasis
from evidence_desk.review import marks
from evidence_desk.review.opinions import Class
from evidence_desk.review.withheld import Withheld
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case

COUNTED = ("web-visit", "download")
"""Types of artifacts whose times are kept as a count from a moment in UTC."""


class Compared(msgspec.Struct, frozen=True):
    origin: Literal["stated", "stored"]
    algorithm: str
    verdict: Verdict


class Evidence(msgspec.Struct, frozen=True):
    id: str
    number: int
    label: str
    path: str
    format: str | None
    size: int | None
    status: str
    metadata: dict[str, str]
    stated: dict[str, str]
    stored: dict[str, str]
    computed: dict[str, str]
    verdict: Verdict | None
    verdicts: list[Compared]
    bad_ranges: list[tuple[int, int]]
    segments: list[str]
    stated_source: str | None
    zone: str | None

    @property
    def is_folder(self) -> bool:
        return self.format == "folder"

    @property
    def differs(self) -> Literal["stated", "stored"] | None:
        """With which value the digest disagrees; with the record's, where it disagrees with both."""
        failed = {one.origin for one in self.verdicts if one.verdict == "mismatch"}
        return "stated" if "stated" in failed else "stored" if failed else None

    @property
    def name(self) -> str:
        """Of its file or folder; where this workstation keeps it is nobody's business in a memo."""
        return self.path.replace("\\", "/").rstrip("/").rpartition("/")[2]


class Source(msgspec.Struct, frozen=True):
    """Provenance as the contract spells it: one locator, or none for the whole file."""

    entry: str | None = None
    path: str | None = None
    sha256: str | None = None
    parser: str | None = None
    offset: int | None = None
    length: int | None = None
    table: str | None = None
    rowid: int | None = None
    pointer: str | None = None
    line: int | None = None
    state: Recovered | None = None
    origin: str | None = None
    page: int | None = None
    log: str | None = None

    @property
    def place(self) -> Place | None:
        if self.state is not None and self.offset is not None and self.length is not None:
            return Remnant(self.table or "", self.rowid, self.state, self.origin or "", self.page or 0, self.offset, self.length, self.log)
        if self.offset is not None and self.length is not None:
            return Extent(self.offset, self.length)
        if self.table is not None and self.rowid is not None:
            return Row(self.table, self.rowid)
        if self.pointer is not None:
            return Pointer(self.pointer)
        return None if self.line is None else Line(self.line)


class Attached(msgspec.Struct, frozen=True):
    name: str | None
    state: Literal["present", "missing", "omitted", "undecryptable"]
    sha256: str | None = None


class Stated(msgspec.Struct, frozen=True):
    """Of an artifact's own fields, the one that the memo words."""

    zone_basis: ZoneBasis | None = None


class Item(msgspec.Struct, frozen=True):
    """Any row that can be cited. A field that its table lacks is None."""

    id: str
    evidence: int
    source: Source = Source()
    path: str | None = None
    sha256: str | None = None
    sent: str | None = None
    sent_local: str | None = None
    zone_basis: ZoneBasis = "unknown"
    sender: str | None = None
    sender_id: str | None = None
    direction: Literal["in", "out"] | None = None
    conversation: str | None = None
    text: str | None = None
    attachments: list[Attached] = []
    time: str | None = None
    type: str | None = None
    summary: str | None = None
    title: str | None = None
    name: str | None = None
    identifier: str | None = None
    message: str | None = None
    label: str | None = None
    parser: str | None = None
    place: Source | None = None
    offset: int | None = None
    size: int | None = None
    data: Stated = Stated()
    volume: int | None = None
    stream: str | None = None
    address: int | None = None
    allocated: bool | None = None
    origin: str | None = None
    created: str | None = None
    modified: str | None = None
    set_apart: bool = False

    @property
    def basis(self) -> ZoneBasis:
        """How the zone of its time is known. A browser counts its times from a moment in UTC: that is the source's word."""
        if self.type in COUNTED and self.time is not None:
            return "source"
        return self.data.zone_basis or self.zone_basis


class Tag(msgspec.Struct, frozen=True):
    id: str
    item: str
    tag: str
    note: str | None
    fact: str | None
    bearing: Bearing | None
    actor: str
    left_out: str | None
    left_out_by: str | None

    @property
    def items(self) -> list[str]:
        return [self.item]

    @property
    def favours(self) -> bool:
        """That the reviewer marked it as speaking for the suspect."""
        return marks.favours(self.bearing, self.tag)


class Fact(msgspec.Struct, frozen=True):
    id: str
    text: str


class Finding(msgspec.Struct, frozen=True):
    id: str
    text: str
    fact: str | None
    bearing: Bearing
    citations: list[str]
    actor: str
    strength: Strength | None
    alternatives: list[str]
    left_out: str | None
    left_out_by: str | None

    @property
    def items(self) -> list[str]:
        return self.citations

    @property
    def favours(self) -> bool:
        return marks.favours(self.bearing)


class Conclusion(msgspec.Struct, frozen=True):
    """The opinion on a question of the request; `asked`: its words when it was answered."""

    question: str
    asked: str
    kind: Class = msgspec.field(name="class")
    text: str
    citations: list[str]
    actor: str


class Volume(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    index: int
    offset: int
    filesystem: str | None
    encryption: str | None
    unlocked: bool


class Act(msgspec.Struct, frozen=True):
    """An entry of the audit log."""

    time: str
    actor: str
    act: str
    details: dict[str, object]


Kind = TypeVar("Kind", Evidence, Tag, Fact, Finding, Conclusion, Volume, Act)
TABLES: dict[type[msgspec.Struct], str] = {
    Evidence: "evidence", Tag: "tags", Fact: "facts", Finding: "findings", Conclusion: "conclusions", Volume: "volumes", Act: "audit",
}  # fmt: skip


def read(case: Case, kind: type[Kind], language: Language) -> Iterator[Kind]:
    """Every row of the table that `kind` is a row of."""
    for row in tables.rows(case, TABLES[kind], None, language):
        yield msgspec.convert(row, kind)


def item(withheld: Withheld, written: str) -> Item | None:
    """The row with this id, in whichever table it is, as it may leave the case; a piece of evidence goes by its name alone."""
    row = withheld.one(written)
    if row is None:
        return None
    if ids.read(written)[0] == TABLES[Evidence]:
        row["path"] = msgspec.convert(row, Evidence).name
    return msgspec.convert(row, Item)
