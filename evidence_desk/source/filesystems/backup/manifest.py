"""The manifest of a backup: the domain and the path of each file, and under which name its bytes lie.

Manifest.db (iOS 10 on): a table of files, each with an archived MBFile. Manifest.mbdb (before): records one behind the other, as
the iPhone Wiki describes them ("ITunes Backup"). The name of a file is the SHA-1 of its domain, a hyphen and its path.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.model import Gap, Instant
from evidence_desk.source.filesystems import Content
from evidence_desk.source.filesystems.backup.plists import archived
from evidence_desk.source.filesystems.walk import NO_TIMES, Kind, Times, packed
from evidence_desk.source.sqlite import MAGIC, Database, Query

MBDB = b"mbdb"
FILES = Query(
    "files",
    {"files": "fileID domain relativePath flags file"},
    "SELECT files.rowid, fileID, domain, relativePath, flags, file FROM files",
)
FLAGS: dict[object, Kind] = {1: "file", 2: "directory", 4: "link"}
MODES: dict[int, Kind] = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}
STAMPS = struct.Struct(">HQIIIIIQBB")
"""Mode, inode, user, group, times of change, access and status, size, protection class, count of properties."""
NONE = 0xFFFF
BLOB = re.compile(r"[0-9a-f]{40}")
LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class About:
    """What the manifest says of a file beside its name."""

    size: int | None = None
    times: Times = NO_TIMES
    protection: int | None = None
    key: bytes | None = None
    target: bytes | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    path: str
    """Domain and relative path."""
    kind: Kind
    blob: str
    """Under which name its bytes lie; empty where what the manifest says can be no such name."""
    said: bytes | About
    """The archived MBFile is read when it is asked for: there are hundreds of thousands."""

    @property
    def about(self) -> About:
        return self.said if isinstance(self.said, About) else _archived(self.said)


def items(content: Content, log: Content | None) -> Iterator[Item | Gap]:
    """What a manifest lists. ValueError where it is none that can be read."""
    head = content.read_at(0, 16)
    if head.startswith(MBDB):
        yield from _records(content.read_at(0, LARGEST))
    elif head.startswith(MAGIC):
        yield from _rows(Database(content, log, None))
    else:
        raise ValueError("it is neither a database nor a list of records")


def _rows(database: Database) -> Iterator[Item | Gap]:
    if not {"fileid", "domain", "relativepath", "flags"} <= database.tables.get("files", frozenset()):
        raise ValueError("it has no table of files")
    try:
        for row in database.rows(FILES):
            domain, relative, blob, said = row["domain"], row["relativePath"], row["fileID"], row["file"]
            if not isinstance(domain, str) or not isinstance(relative, str) or not isinstance(blob, str):
                yield Gap("row-undecodable", {"row": row["rowid"] or 0, "detail": "Manifest.db: fileID, domain, relativePath"}, rows=1)
                continue
            yield _item(domain, relative, FLAGS.get(row["flags"], "other"), blob, said if isinstance(said, bytes) else About())
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": "Manifest.db", "detail": str(error)}, "error")


def _item(domain: str, relative: str, kind: Kind, blob: str, said: bytes | About) -> Item:
    path = f"/{domain}/{relative}" if relative else f"/{domain}"
    return Item(path.rstrip("/"), kind, blob if BLOB.fullmatch(blob) else "", said)


def name_of(path: str, root: str) -> str:
    """Under which name the bytes of a path lie, by the rule of every backup."""
    domain, _, relative = path[len(root) + 1 :].partition("/")
    return hashlib.sha1(f"{domain}-{relative}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _archived(data: bytes) -> About:
    try:
        root = archived(data) if data else {}
        born, modified, changed = (_moment(root.get(name)) for name in ("Birth", "LastModified", "LastStatusChange"))
    except (ValueError, OverflowError):  # the latter for a time without an end
        return About(readable=False)
    size, protection, key, target = (root.get(name) for name in ("Size", "ProtectionClass", "EncryptionKey", "Target"))
    return About(
        size if isinstance(size, int) and size >= 0 else None,
        packed(born, modified, None, changed),
        protection if isinstance(protection, int) else None,
        key if isinstance(key, bytes) else None,
        target.encode("utf-8", "surrogatepass") if isinstance(target, str) else None,
    )


def _moment(value: object) -> Instant | None:
    return Instant(int(value)) if isinstance(value, int | float) and value else None


def _records(data: bytes) -> Iterator[Item | Gap]:
    place = 6
    try:
        while place < len(data):
            texts: list[bytes | None] = []
            for _ in range(5):
                text, place = _text(data, place)
                texts.append(text)
            mode, _, _, _, modified, accessed, changed, size, protection, properties = STAMPS.unpack_from(data, place)
            place += STAMPS.size
            for _ in range(2 * properties):
                _, place = _text(data, place)
            domain, relative = ((text or b"").decode("utf-8", "backslashreplace") for text in texts[:2])
            times = packed(None, _moment(modified), _moment(accessed), _moment(changed))
            about = About(size, times, protection, texts[4] or None, texts[2] or None)
            name = hashlib.sha1(b"%s-%s" % (texts[0] or b"", texts[1] or b""), usedforsecurity=False).hexdigest()
            yield _item(domain, relative, MODES.get(stat.S_IFMT(mode), "other"), name, about)
    except (struct.error, ValueError) as error:
        yield Gap("backup-manifest-damaged", {"path": "Manifest.mbdb", "offset": place, "detail": str(error)}, "error")


def _text(data: bytes, place: int) -> tuple[bytes | None, int]:
    (length,) = struct.unpack_from(">H", data, place)
    place += 2
    if length == NONE:
        return None, place
    if place + length > len(data):
        raise ValueError("a text breaks off")
    return data[place : place + length], place + length
