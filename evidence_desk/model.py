"""What the examination speaks of: frozen values, no input or output.

They are msgspec structs because records cross the border between a worker that reads evidence and the
broker that keeps the case: what arrives is decoded into exactly these types or refused
(docs/decisions/0002-records-are-typed-frames.md).
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from evidence_desk.instant import EPOCH as EPOCH
from evidence_desk.instant import Instant as Instant
from evidence_desk.told import CallNote as CallNote
from evidence_desk.told import CallOutcome as CallOutcome
from evidence_desk.told import Card as Card
from evidence_desk.told import Edit as Edit
from evidence_desk.told import Location as Location
from evidence_desk.told import Mention as Mention
from evidence_desk.told import MessageKind as MessageKind
from evidence_desk.told import Payment as Payment
from evidence_desk.told import Reaction as Reaction
from evidence_desk.told import Recall as Recall
from evidence_desk.told import Receipt as Receipt
from evidence_desk.told import Told as Told

ZoneBasis = Literal["source", "evidence", "case", "unknown"]
Severity = Literal["info", "warning", "error"]
Bearing = Literal["supports", "contradicts", "neutral"]
Strength = Literal["data", "source", "untested"]
"""On what a finding rests: the data itself shows it; a source says it; it is inferred and was not tested."""


class Extent(msgspec.Struct, frozen=True, gc=False, tag="extent"):
    """Bytes of a text or binary file."""

    offset: int
    length: int


class Row(msgspec.Struct, frozen=True, gc=False, tag="row"):
    """A row of a database."""

    table: str
    rowid: int


class Pointer(msgspec.Struct, frozen=True, gc=False, tag="pointer"):
    """A value in a JSON document, RFC 6901."""

    pointer: str


class Line(msgspec.Struct, frozen=True, gc=False, tag="line"):
    """A line of a text file, from 1."""

    line: int


Recovered = Literal["deleted", "earlier", "undetermined"]
"""Of a row that its table does not have: no row has its number; another has it; or its number is not known, and it may be either."""


class Remnant(msgspec.Struct, frozen=True, gc=False, tag="remnant"):
    """A row that a table has no more, recovered from a cell of `length` bytes, in the file or, with its path in `log`, in the write-ahead log or the journal beside it; `origin` as in source.deleted."""

    table: str
    rowid: int | None
    state: Recovered
    origin: str
    page: int
    offset: int
    length: int
    log: str | None = None


Place = Extent | Row | Pointer | Line | Remnant


class Locus(msgspec.Struct, frozen=True, gc=False):
    """Where the bytes of a fact lie: enough to find them again with another tool.

    `path` is as in the entries table: from the root of its volume, archive members as `a.zip!/member`.
    """

    evidence: int
    entry: int
    path: str
    sha256: str | None
    place: Place | None = None


class Gap(msgspec.Struct, frozen=True, tag="gap"):
    """What was not read or not understood, and why. `code` is a key of words.GAPS, `params` fills its text.

    `rows` counts the source's records that this gap stands for (0: the gap is about something else).
    """

    code: str
    params: dict[str, str | int] = {}
    severity: Severity = "warning"
    place: Place | None = None
    rows: int = 0


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    """How many records a source has by a count of its own, independent of what could be decoded; `recovered`: how many it has no more."""

    rows: int
    recovered: bool = False


class Hole(msgspec.Struct, frozen=True, tag="hole", kw_only=True):
    """Numbers `first` to `last` that an app would have counted records with and that are not there. It does not say why: deleted,
    never written, or kept elsewhere. `source`: the table or list, `column`: the number that counts, `conversation` its key where
    the numbers are of one conversation.
    """

    source: str
    column: str
    first: int
    last: int
    conversation: str | None = None


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Readable text of a file, for the search index."""

    body: str
    encoding: str


class Conversation(msgspec.Struct, frozen=True, tag="conversation", kw_only=True):
    """One thread of messages in one source. `key` is the source's own id of it; messages refer to it.

    `folder`: where several files hold one thread together (an export in parts, a database in several), the folder that they lie
    in. Threads of one app, account, key and folder are one; without a folder each file has its own.
    """

    key: str
    app: str
    locus: Locus
    account: str | None = None
    kind: Literal["direct", "group", "channel", "self", "bot", "unknown"] = "unknown"
    title: str | None = None
    folder: str | None = None


class Participant(msgspec.Struct, frozen=True, tag="participant", kw_only=True):
    conversation: str
    app: str
    locus: Locus
    identifier: str | None = None
    name: str | None = None


class Attachment(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`path`: of the file that was found in the same evidence; `state` says why there may be none.

    Present without a path: its bytes are inside the message itself.
    """

    name: str | None
    path: str | None = None
    state: Literal["present", "missing", "omitted", "undecryptable"] = "missing"


TimeSource = Literal["sent", "server", "received", "export", "unknown"]
Precision = Literal["day", "minute", "second"]
SenderCertainty = Literal["exact", "inferred", "ambiguous"]


class Message(msgspec.Struct, frozen=True, gc=False, tag="message", kw_only=True, omit_defaults=True):
    """One message as the source stores it.

    `sent_local` is the source's own text of the time; `sent` is null where no zone is known. `time_source`: whose clock it is,
    `precision`: `day` or `minute` where the source gives no seconds; what is finer the digits of `sent` tell.
    `readings`: ISO 8601 wall times that a day/month order, which the source leaves open, would allow.
    `sender_certainty`: `inferred` where the source names the sender indirectly, `ambiguous` where its text can be cut in several ways.
    `reply_to`: the source's id of the message that this one answers, `quote` what it shows of it; the store looks for the
    message itself and says whether it agrees. `forwarded`: where it was forwarded from, or all that were forwarded together.
    `edits`: earlier versions, oldest first, `edited_at` the last change. `recall`: `deleted` says that the message was taken
    back, this by whom and when.
    `extra`: what the source says beside these fields, by the source's own names.
    """

    conversation: str
    app: str
    locus: Locus
    sent: Instant | None = None
    sent_local: str | None = None
    zone_basis: ZoneBasis = "unknown"
    readings: tuple[str, ...] = ()
    sender: str | None = None
    sender_id: str | None = None
    direction: Literal["in", "out"] | None = None
    kind: MessageKind = "text"
    text: str | None = None
    native_id: str | None = None
    native_type: str | None = None
    reply_to: str | None = None
    edited: bool = False
    deleted: bool = False
    attachments: tuple[Attachment, ...] = ()
    extra: dict[str, str] = {}
    time_source: TimeSource = "unknown"
    precision: Precision | None = None
    sender_certainty: SenderCertainty = "exact"
    payment: Payment | None = None
    call: CallNote | None = None
    quote: Told | None = None
    forwarded: tuple[Told, ...] = ()
    edits: tuple[Edit, ...] = ()
    edited_at: Instant | None = None
    recall: Recall | None = None
    reactions: tuple[Reaction, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    mentions: tuple[Mention, ...] = ()
    location: Location | None = None
    card: Card | None = None


DETAILS = (
    "time_source", "precision", "sender_certainty", "payment", "call", "quote", "forwarded", "edits", "edited_at", "recall", "reactions",
    "receipts", "mentions", "location", "card",
)  # fmt: skip
"""Fields that few messages have: the store keeps them together, `query` shows each."""


class WebVisit(msgspec.Struct, frozen=True, tag="web-visit", kw_only=True):
    """A page that a browser recorded as loaded; not that anyone read it."""

    locus: Locus
    time: Instant | None
    url: str
    title: str | None = None
    transition: str | None = None
    browser: str | None = None
    profile: str | None = None

    SUMMARY: ClassVar[str] = "{title} {url}"


class Download(msgspec.Struct, frozen=True, tag="download", kw_only=True):
    locus: Locus
    time: Instant | None
    url: str | None
    target: str | None
    size: int | None = None
    state: str | None = None
    browser: str | None = None

    SUMMARY: ClassVar[str] = "{target} {url}"


class Call(msgspec.Struct, frozen=True, tag="call", kw_only=True):
    locus: Locus
    time: Instant | None
    number: str | None
    name: str | None = None
    direction: Literal["in", "out"] | None = None
    outcome: Literal["answered", "missed", "rejected", "blocked", "voicemail", "external", "unknown"] = "unknown"
    duration: int | None = None  # seconds
    native_type: str | None = None
    app: str = "phone"

    SUMMARY: ClassVar[str] = "{name} {number}"


class Contact(msgspec.Struct, frozen=True, tag="contact", kw_only=True):
    locus: Locus
    name: str | None
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    time: Instant | None = None  # last changed, where the source says
    deleted: bool = False
    app: str = "phone"

    SUMMARY: ClassVar[str] = "{name} {numbers} {emails}"


class Photo(msgspec.Struct, frozen=True, tag="photo", kw_only=True):
    """What a picture says of its making. Latitude and longitude in degrees, north and east positive."""

    locus: Locus
    time: Instant | None  # only where the picture states a zone, or the evidence has one
    taken_local: str | None = None
    zone_basis: ZoneBasis = "unknown"
    make: str | None = None
    camera: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    gps_time: Instant | None = None
    width: int | None = None
    height: int | None = None
    tags: dict[str, str] = {}

    SUMMARY: ClassVar[str] = "{make} {camera} {taken_local}"


class Device(msgspec.Struct, frozen=True, tag="device", kw_only=True):
    """What a file says of the device that it comes from, as it stands there: for comparing with the record of its seizure.

    `said`: everything else that may tell the device, by the source's own names.
    """

    locus: Locus
    time: Instant | None = None
    maker: str | None = None
    model: str | None = None
    name: str | None = None
    serial: str | None = None
    imei: tuple[str, ...] = ()
    meid: str | None = None
    udid: str | None = None
    iccid: tuple[str, ...] = ()
    number: str | None = None
    mac: tuple[str, ...] = ()
    system: str | None = None
    build: str | None = None
    said: dict[str, str] = {}

    SUMMARY: ClassVar[str] = "{maker} {model} {serial} {imei}"


class PersonalRecord(msgspec.Struct, frozen=True, tag="personal-record", kw_only=True):
    """A row of a table about a person, as somebody said that its columns are. `category`: of the rule that counts such rows, as a person
    put it; nothing here tells it. `recipient`: to whom the row was given, where the table says so.
    """

    locus: Locus
    time: Instant | None = None
    category: str
    name: str | None = None
    resident_id: str | None = None
    phone: str | None = None
    card: str | None = None
    email: str | None = None
    account: str | None = None
    address: str | None = None
    recipient: str | None = None
    said: dict[str, str] = {}

    SUMMARY: ClassVar[str] = "{name} {resident_id} {phone} {account}"


class Counter(msgspec.Struct, frozen=True, tag="counter", kw_only=True):
    """What a counter showed of something that was published: so many `what` (views, reposts, …) of `subject` at `time`."""

    locus: Locus
    time: Instant | None = None
    subject: str
    what: str
    count: int
    site: str | None = None
    said: dict[str, str] = {}

    SUMMARY: ClassVar[str] = "{subject} {what}"


Artifact = WebVisit | Download | Call | Contact | Photo | Device | PersonalRecord | Counter
ARTIFACTS: tuple[type[Artifact], ...] = (WebVisit, Download, Call, Contact, Photo, Device, PersonalRecord, Counter)
Record = Conversation | Participant | Message | WebVisit | Download | Call | Contact | Photo | Device | PersonalRecord | Counter
Found = Record | Text | Gap | Seen | Hole
"""All that a parser may yield."""


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One name in a file system, as the walk found it.

    `number` counts from 1 within the evidence, `parent` is the number of its folder (None at a root).
    `address`: inode, MFT number, or the index of an archive's member; `attribute`: the NTFS attribute id of a
    stream. Times are microseconds since 1970 in UTC; `fine` packs what is finer (see pack_fine).
    """

    number: int
    parent: int | None
    volume: int
    path: str
    kind: Literal["file", "directory", "link", "other"]
    stream: str | None
    size: int
    allocated: bool
    address: int
    attribute: int | None
    created: int | None
    modified: int | None
    accessed: int | None
    changed: int | None
    fine: int


def pack_fine(times: tuple[Instant | None, Instant | None, Instant | None, Instant | None]) -> int:
    """The decimals below a microsecond and the source's precision of four times, 16 bits each."""
    fine = 0
    for place, time in enumerate(times):
        if time is not None:
            fine |= (time.digits << 10 | time.nanos % 1000) << 16 * place
    return fine


def unpack_time(micros: int | None, fine: int, place: int) -> Instant | None:
    """The time at `place` (0 created, 1 modified, 2 accessed, 3 changed) of an Entry."""
    if micros is None:
        return None
    part = fine >> 16 * place
    seconds, rest = divmod(micros, 1_000_000)
    return Instant(seconds, rest * 1000 + (part & 0x3FF), part >> 10 & 0xF)


class Volume(msgspec.Struct, frozen=True, array_like=True):
    """A range of a medium with at most one file system; offset and size in bytes."""

    index: int
    offset: int
    size: int
    scheme: str
    filesystem: str | None
    encryption: str | None = None
    unlocked: bool = False
    snapshot: str | None = None
    label: str | None = None


DIGEST_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sm3": 64}
Verdict = Literal["match", "mismatch", "nothing-to-compare", "unreadable"]
Range = tuple[int, int]
"""Offset and length in bytes."""
