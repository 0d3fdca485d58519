"""The rows that the windows show, as far as they show them; the fields are those of the public tables."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from evidence_desk.store.tables import Shown

Row = TypeVar("Row", bound=msgspec.Struct)


def row(shown: Shown | None, kind: type[Row]) -> Row | None:
    return None if shown is None else require(shown, kind)


def require(shown: Shown, kind: type[Row]) -> Row:
    return msgspec.convert(shown, kind)


class Source(msgspec.Struct, frozen=True):
    """Where the bytes of a record lie."""

    entry: str
    path: str | None = None
    sha256: str | None = None
    parser: str | None = None
    offset: int | None = None
    length: int | None = None
    table: str | None = None
    rowid: int | None = None
    pointer: str | None = None
    line: int | None = None
    state: str | None = None
    origin: str | None = None
    page: int | None = None
    log: str | None = None


class Evidence(msgspec.Struct, frozen=True):
    id: str
    number: int
    label: str
    path: str
    format: str | None
    size: int | None
    status: str
    stated: dict[str, str]
    stored: dict[str, str]
    computed: dict[str, str]
    verdict: str | None
    verdicts: list[dict[str, str]]
    bad_ranges: list[tuple[int, int]]
    metadata: dict[str, str]
    segments: list[str]
    stated_source: str | None
    zone: str | None
    mapping: dict[str, str] | None = None


class Volume(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    index: int
    offset: int
    size: int
    scheme: str
    filesystem: str | None
    encryption: str | None
    unlocked: bool
    label: str | None


class File(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    volume: int
    path: str
    kind: str
    stream: str | None
    size: int
    allocated: bool
    address: int
    created: str | None
    modified: str | None
    accessed: str | None
    changed: str | None
    mime: str | None
    md5: str | None
    sha1: str | None
    sha256: str | None
    sm3: str | None
    damaged: bool

    @property
    def name(self) -> str:
        base = self.path.rpartition("/")[2] or self.path
        return f"{base}:{self.stream}" if self.stream else base


class Conversation(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    app: str
    account: str | None
    kind: str
    title: str | None
    participants: int
    messages: int
    first: str | None
    last: str | None
    first_local: str | None
    last_local: str | None
    source: Source
    people: list[str] = []


class Attachment(msgspec.Struct, frozen=True):
    name: str | None
    path: str | None
    state: str
    sha256: str | None
    entry: str | None = None
    mime: str | None = None

    @property
    def picture(self) -> str | None:
        """The entry of a picture that is there."""
        return self.entry if self.state == "present" and (self.mime or "").startswith("image/") else None


class Payment(msgspec.Struct, frozen=True):
    kind: str
    amount: str | None
    currency: str | None
    direction: str | None
    state: str
    native_id: str | None
    memo: str | None


class CallNote(msgspec.Struct, frozen=True):
    outcome: str
    duration: int | None
    video: bool | None


class Told(msgspec.Struct, frozen=True):
    """A message as another one shows it."""

    sender: str | None
    sender_id: str | None
    sent: str | None
    sent_local: str | None
    text: str | None
    items: list[Told]


class Edit(msgspec.Struct, frozen=True):
    text: str | None
    time: str | None


class Recall(msgspec.Struct, frozen=True):
    by: str | None
    by_id: str | None
    time: str | None


class Reaction(msgspec.Struct, frozen=True):
    value: str
    sender: str | None
    sender_id: str | None
    count: int
    removed: bool


class Location(msgspec.Struct, frozen=True):
    latitude: float | None
    longitude: float | None
    label: str | None
    address: str | None


class Card(msgspec.Struct, frozen=True):
    name: str | None
    identifier: str | None
    numbers: list[str]


class Message(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    conversation: str
    app: str
    sent: str | None
    sent_local: str | None
    zone_basis: str
    readings: list[str]
    sender: str | None
    sender_id: str | None
    direction: str | None
    kind: str
    text: str | None
    reply_to: str | None
    edited: bool
    deleted: bool
    recovered: str | None
    attachments: list[Attachment]
    native_id: str | None
    native_type: str | None
    source: Source
    reply_state: str | None = None
    payment: Payment | None = None
    call: CallNote | None = None
    quote: Told | None = None
    forwarded: list[Told] = []
    edits: list[Edit] = []
    edited_at: str | None = None
    recall: Recall | None = None
    reactions: list[Reaction] = []
    location: Location | None = None
    card: Card | None = None
    sender_certainty: str = "exact"


class Participant(msgspec.Struct, frozen=True):
    id: str
    app: str
    identifier: str | None
    name: str | None
    conversation: str
    source: Source


class Record(msgspec.Struct, frozen=True):
    """A row of the artifacts table."""

    id: str
    type: str
    time: str | None
    summary: str
    data: dict[str, object]
    source: Source


class Problem(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    stage: str
    item: str | None
    path: str | None
    severity: str
    code: str
    message: str
    rows: int
    parser: str | None


class Identifier(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    kind: str
    value: str
    raw: str
    validity: str
    occurrences: int
    in_evidence: list[int]


class Ruled(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A rule that a point comes from. `status`: how its article is known."""

    source: str
    article: str
    status: str
    since: str | None
    until: str | None


class Check(msgspec.Struct, frozen=True):
    """A point of the checklist: what the program found, and what a person answered."""

    id: str
    pack: str
    point: str
    group: str
    mode: str
    question: str
    article: str
    to_be_confirmed: bool
    result: str
    detail: dict[str, str | int]
    items: list[str]
    answer: str | None
    basis: str | None
    consequence: str | None
    actor: str | None
    restorable: str | None
    suggested: str
    notes: list[str]
    steps: list[str]
    rules: list[Ruled]
    days: list[str]
    in_force: bool | None
    inputs: list[str]


class Finding(msgspec.Struct, frozen=True):
    id: str
    text: str
    fact: str | None
    bearing: str
    citations: list[str]
    actor: str
    time: str
    strength: str | None
    alternatives: list[str]
    left_out: str | None


class Tag(msgspec.Struct, frozen=True):
    id: str
    item: str
    tag: str
    note: str | None
    fact: str | None
    bearing: str | None
    actor: str
    time: str
    left_out: str | None


class Fact(msgspec.Struct, frozen=True):
    id: str
    text: str


class Conclusion(msgspec.Struct, frozen=True, rename={"kind": "class"}):
    """The opinion on a question; `asked`: its words when the opinion was given."""

    id: str
    question: str
    asked: str
    kind: str
    text: str
    citations: list[str]


class Sample(msgspec.Struct, frozen=True):
    """A sample; its bounds are null until every item has a result."""

    id: str
    population: dict[str, str]
    manifest: str
    size: int
    drawn: int
    strata: dict[str, dict[str, int]]
    seed: str
    reason: str
    confidence: float
    right: int
    wrong: int
    undecided: int
    refused: int
    open: int
    share_low: float | None
    share_high: float | None
    wrong_low: int | None
    wrong_high: int | None
    right_low: int | None


class Act(msgspec.Struct, frozen=True):
    """An entry of the audit log."""

    id: str
    seq: int
    time: str
    actor: str
    act: str
    details: dict[str, object]
    hash: str
