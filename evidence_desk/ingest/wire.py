"""What the broker and a worker say to each other: length-prefixed MessagePack frames of exactly these types.

No pickle in either direction, and every frame is decoded against its type: whoever owns a parser must not own
the case (docs/decisions/0002-records-are-typed-frames.md).
"""

from __future__ import annotations

from multiprocessing.connection import Connection

import msgspec

from evidence_desk.errors import Known
from evidence_desk.mapping import Columns
from evidence_desk.model import Entry, Found, Gap, Range, Volume, ZoneBasis
from evidence_desk.spare import Carved, Fragment, Leftover, Space
from evidence_desk.stretch import Stretch

LARGEST_FRAME = 256 << 20


class Open(msgspec.Struct, frozen=True, tag="open"):
    """Always the first request: which evidence this worker is for."""

    evidence: int
    paths: list[str]
    as_format: str | None
    zone: str | None
    zone_basis: ZoneBasis
    secrets: list[bytes] = []
    """They are in this frame and in the worker's memory, and nowhere else."""
    mapping: bytes | None = None
    """What a person says of the columns of its tables, as they wrote it."""


class Verify(msgspec.Struct, frozen=True, tag="verify"):
    algorithms: list[str]


class Walk(msgspec.Struct, frozen=True, tag="walk"):
    volume: int
    first: int
    poisoned: list[int]


class Account(msgspec.Struct, frozen=True, tag="account"):
    """The unallocated space of a volume; volume 0: what no volume covers."""

    volume: int


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """What of a range of unallocated space is to be searched: files that begin from `begin` up to `until`."""

    volume: int
    offset: int
    length: int
    begin: int
    until: int


class Carve(msgspec.Struct, frozen=True, tag="carve"):
    """Pieces of one volume, in order, and what may be found, kept and read."""

    pieces: list[Piece]
    count: int
    bytes: int
    work: int


class Extract(msgspec.Struct, frozen=True, tag="extract"):
    """The text of pieces of one volume."""

    pieces: list[Piece]


class Remains(msgspec.Struct, frozen=True, tag="remains"):
    """The names that folders of a volume no longer list: numbers of entries (0: the root) and addresses."""

    volume: int
    folders: list[tuple[int, int]]


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """An entry whose content is to be read. Its address is that of its volume, or of the container that it is `within`."""

    number: int
    volume: int
    path: str
    address: int
    attribute: int | None
    size: int
    parse: bool = True
    within: Container | None = None


class Container(msgspec.Struct, frozen=True, array_like=True):
    """An entry that holds others, and its type, by which it is opened."""

    item: Wanted
    mime: str


class List(msgspec.Struct, frozen=True, tag="list"):
    """The members of a container, numbered from `first`; no more than `most`. `allocated`: the container is."""

    item: Wanted
    mime: str
    first: int
    most: int
    allocated: bool


class Read(msgspec.Struct, frozen=True, tag="read"):
    items: list[Wanted]
    algorithms: list[str]
    bad_ranges: list[Range]


class Look(msgspec.Struct, frozen=True, tag="look"):
    """What the table that the evidence is shows of its columns."""


class Peek(msgspec.Struct, frozen=True, tag="peek"):
    """Some bytes of an entry, for a person to look at."""

    item: Wanted
    offset: int
    length: int


class Draw(msgspec.Struct, frozen=True, tag="draw"):
    """A picture, decoded and made no larger than this."""

    item: Wanted
    width: int
    height: int


class Hear(msgspec.Struct, frozen=True, tag="hear"):
    """A voice note, decoded to plain samples."""

    item: Wanted


class Recognise(msgspec.Struct, frozen=True, tag="recognise"):
    """The writing on a picture."""

    item: Wanted
    threads: int


Request = Look | Open | Verify | Walk | Account | Carve | Extract | Remains | Read | Peek | Draw | Hear | List | Recognise


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    format: str
    size: int | None
    segments: list[str]
    metadata: dict[str, str]
    stored: dict[str, str]
    volumes: list[Volume]
    gaps: list[Gap]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    done: int


class Verified(msgspec.Struct, frozen=True, tag="verified"):
    computed: dict[str, str]
    bad_ranges: list[Range]
    gaps: list[Gap]


class Entries(msgspec.Struct, frozen=True, tag="entries"):
    batch: list[Entry]


class Spaces(msgspec.Struct, frozen=True, tag="spaces"):
    batch: list[Space]


class Stretches(msgspec.Struct, frozen=True, tag="stretches"):
    """Entries too, in columns."""

    batch: list[Stretch]


class Searched(msgspec.Struct, frozen=True, tag="searched"):
    """What was found in each piece, up to where the search got, what is left of what was allowed, and how many signatures
    of each format have no structure that holds."""

    found: list[list[Carved]]
    at: int
    count: int
    bytes: int
    work: int
    rejected: dict[str, int]


class Extracted(msgspec.Struct, frozen=True, tag="extracted"):
    """The text of each piece."""

    found: list[list[Fragment]]


class Remained(msgspec.Struct, frozen=True, tag="remained"):
    """Of one folder, by the number of its entry."""

    number: int
    found: list[Leftover]


class Gaps(msgspec.Struct, frozen=True, tag="gaps"):
    batch: list[Gap]


class File(msgspec.Struct, frozen=True, tag="file"):
    """What reading one entry's content showed; `digests` are raw bytes by algorithm."""

    number: int
    mime: str | None
    mime_by: str | None
    digests: dict[str, bytes]
    damaged: bool


class Records(msgspec.Struct, frozen=True, tag="records"):
    """Some records of one entry, by a parser or (parser null) by the reading itself."""

    number: int
    parser: str | None
    version: int
    found: list[Found]


class Covered(msgspec.Struct, frozen=True, tag="covered"):
    number: int
    parser: str
    version: int
    seen: int
    parsed: int
    rejected: int
    recovered: bool = False


OfEntry = File | Records | Covered


class Several(msgspec.Struct, frozen=True, tag="several"):
    """What is said of some small files, in the order of the reading."""

    replies: list[OfEntry]


class Bytes(msgspec.Struct, frozen=True, tag="bytes"):
    data: bytes


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """RGBA, 8 bits each, row after row."""

    width: int
    height: int
    pixels: bytes


class Sound(msgspec.Struct, frozen=True, tag="sound"):
    """Samples of 16 bits, little-endian, channels interleaved, `rate` a second; not `whole` where the coding broke off."""

    rate: int
    channels: int
    samples: bytes
    whole: bool


class Writing(msgspec.Struct, frozen=True, tag="writing"):
    """Lines that were read off a picture; `unsure` more were left out."""

    lines: list[str]
    unsure: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The request could not be met, by the world's fault: a Known, by its code and parameters."""

    code: str
    params: dict[str, str | int]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The end of the answer to a request."""


Reply = (
    Columns
    | Opened
    | Progress
    | Verified
    | Entries
    | Spaces
    | Stretches
    | Searched
    | Extracted
    | Remained
    | Gaps
    | File
    | Records
    | Covered
    | Several
    | Bytes
    | Picture
    | Sound
    | Writing
    | Failed
    | Done
)

_encode = msgspec.msgpack.Encoder().encode
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


class BadFrame(Known):
    """A worker said something that is no reply: it is treated as one that crashed."""

    code = "bad-frame"
    zh = "读取进程返回了无效数据（{detail}）。"
    en = "The reading process sent something that is no answer ({detail})."


def send(connection: Connection, message: Request | Reply) -> None:
    connection.send_bytes(_encode(message))


def receive_request(connection: Connection) -> Request:
    return _requests.decode(connection.recv_bytes(LARGEST_FRAME))


def receive_reply(connection: Connection) -> Reply:
    """BadFrame where the frame is not one of the replies; EOFError where the worker is gone."""
    try:
        return _replies.decode(connection.recv_bytes(LARGEST_FRAME))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFrame(detail=str(error)) from error
