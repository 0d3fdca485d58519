"""An entry of the evidence over plain bytes, and what a parser makes of it as the broker would receive it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from evidence_desk.api import Found, Gap, Hole, Message, OpenEntry, Parser, Seen
from evidence_desk.ingest import reading
from evidence_desk.model import Conversation, Participant, Text, ZoneBasis
from evidence_desk.source.sqlcipher import Keys

SHANGHAI = "Asia/Shanghai"
_received = msgspec.msgpack.Decoder(Found)


class Bytes:
    """A Content over bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


class Around:
    """An evidence of a few files, by their names beside the entry."""

    def __init__(self, files: Mapping[str, bytes], zone: str | None, secrets: Sequence[bytes] = ()) -> None:
        self.evidence = 1
        self.keys = Keys(secrets)
        self.zone = ZoneInfo(zone) if zone else None
        self.zone_basis: ZoneBasis = "evidence" if zone else "unknown"
        self._files = files

    def sibling(self, path: str, name: str) -> OpenEntry | None:
        if name not in self._files:
            return None
        return OpenEntry(2, path.rpartition("/")[0] + "/" + name, Bytes(self._files[name]), self)

    def near(self, path: str, name: str) -> OpenEntry | None:
        """`siblings` may have names that begin with `..`."""
        return self.sibling(path, name)


@pytest.fixture(scope="session")
def entry() -> Callable[..., OpenEntry]:
    """Makes an entry of bytes; `siblings` are the files beside it."""

    def make(
        data: bytes,
        path: str = "/folder/file",
        *,
        siblings: Mapping[str, bytes] = {},
        zone: str | None = SHANGHAI,
        secrets: Sequence[bytes] = (),
    ) -> OpenEntry:
        return OpenEntry(1, path, Bytes(data), Around(siblings, zone, secrets), sha256="00" * 32)

    return make


@pytest.fixture(scope="session")
def parse() -> Callable[[Parser, OpenEntry], list[Found]]:
    """What a parser yields, after the way through a frame: values of a wrong type fail here.

    Whatever it yields must add up: what the source has is what was kept and what was rejected.
    """

    def run(parser: Parser, entry: OpenEntry) -> list[Found]:
        found = [_received.decode(msgspec.msgpack.encode(one)) for one in parser.parse(entry)]
        recovered = [one for one in found if reading._is_recovered(one)]
        for those in ([one for one in found if not reading._is_recovered(one)], recovered):
            counts = [one.rows for one in those if isinstance(one, Seen)]
            assert len(counts) <= 1 or those is recovered, "only the last count would be kept"
            if counts:
                kept = sum(not isinstance(one, Gap | Hole | Seen | Text | Conversation | Participant) for one in those)
                assert sum(counts) == kept + sum(one.rows for one in those if isinstance(one, Gap))
        return found

    return run


@pytest.fixture(scope="session")
def messages(parse: Callable[[Parser, OpenEntry], list[Found]]) -> Callable[[Parser, OpenEntry], list[Message]]:
    def only(parser: Parser, entry: OpenEntry) -> list[Message]:
        return [one for one in parse(parser, entry) if isinstance(one, Message)]

    return only


@pytest.fixture
def database(tmp_path: Path) -> Callable[[str], bytes]:
    """The bytes of a database that a script makes."""

    def make(script: str) -> bytes:
        path = tmp_path / "made.db"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as db:
            db.executescript(script)
        return path.read_bytes()

    return make
