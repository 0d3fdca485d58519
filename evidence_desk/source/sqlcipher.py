"""Databases that SQLCipher encrypted, read with a key or passphrase that a person gives: nothing is guessed, no key is looked for.

Format: https://www.zetetic.net/sqlcipher/design/ and crypto_impl.c of SQLCipher. Each page is AES-256-CBC by itself, its last bytes are the
initialisation vector and an HMAC of what stands before and of its number (little-endian); the first 16 bytes of the file are the salt. The
parameters stand nowhere: they differ by version and app, and those tried are below. SQLCipher 1, which WeChat on Android has, has no HMAC.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.model import Gap
from evidence_desk.source.deleted import images
from evidence_desk.source.filesystems import Content

MAGIC = b"SQLite format 3\0"
KEY, SALT, VECTOR, BLOCK = 32, 16, 16, 16
QQ_HEADER = 1024
"""QQ NT puts a header of its own before the first page."""
QQ_MARKS = (b"SQLite header 3", b"QQ_NT DB")
SMALLEST = 1024
LOOKED_AT = 4096
UNEVEN = 352.0
"""Chi-squared over 256 values (255 degrees of freedom) that random bytes exceed once in some 30,000 times."""
NAMED = re.compile(r".*\.(?:db|db3|sqlite|sqlite3|sqlitedb)", re.IGNORECASE)
LOG_HEADER, FRAME_HEADER = 32, 24
LOG_MAGIC = (0x377F0682, 0x377F0683)
LOCK_PAGE = 65536
CHECKED_FIRST = (1, 2, 3)
"""Pages by whose HMAC a key is told: any one of them may be damaged."""
NAMED_PAGES = 20


class Derivation(NamedTuple):
    """PBKDF2 of a passphrase: SQLCipher 4 and WeChat 4; 3, WeChat 3 on Windows; 1, 2, WeChat on Android; QQ NT; Signal on Android."""

    digest: str
    rounds: int


class Layout(NamedTuple):
    """How a page is divided. `mac` is empty where pages have none."""

    page: int
    mac: str

    @property
    def reserve(self) -> int:
        """Bytes at the end of a page, a multiple of the cipher's block."""
        length = VECTOR + (hashlib.new(self.mac).digest_size if self.mac else 0)
        return -(-length // BLOCK) * BLOCK


DERIVATIONS = (
    Derivation("sha512", 256_000),
    Derivation("sha1", 64_000),
    Derivation("sha1", 4_000),
    Derivation("sha512", 4_000),
    Derivation("sha1", 1),
)
LAYOUTS = tuple(
    Layout(page, mac) for page in (4096, 1024, 8192, 2048, 16384, 512, 32768, 65536) for mac in ("sha512", "sha1", "sha256", "")
)
HEX = re.compile(rb"(?:0x|x')?([0-9a-fA-F]{64}|[0-9a-fA-F]{96})'?")


class Key(NamedTuple):
    """A key that opens a database, and how it was got: for the case, not for a secret."""

    key: bytes
    mac_key: bytes
    layout: Layout
    clear: int
    skip: int
    how: str


class Keys:
    """What a person gave. `breathe` is called between derivations, which take their time."""

    def __init__(self, secrets: Sequence[bytes], breathe: Callable[[], None] = lambda: None) -> None:
        self.count = len(secrets)
        self._secrets, self.breathe = secrets, breathe

    def fitting(self, content: Content) -> Key | None:
        """The first secret, derivation and layout under which a page's HMAC holds; None where none does."""
        head = content.read_at(0, QQ_HEADER + 3 * LAYOUTS[-1].page)
        skip = QQ_HEADER if any(mark in head[:QQ_HEADER] for mark in QQ_MARKS) and not head.startswith(MAGIC) else 0
        pages = head[skip:]
        clear = 32 if pages.startswith(MAGIC) else SALT
        for key, digest, salt, how in self._derived(pages[:SALT]):
            for layout in LAYOUTS:
                mac_key = hashlib.pbkdf2_hmac(digest, key, bytes(byte ^ 0x3A for byte in salt), 2, KEY)
                found = Key(key, mac_key, layout, clear, skip, f"{how}; {layout.page}-byte pages, {layout.mac or 'no'} HMAC")
                if _fits(found, pages):
                    return found
        return None

    def _derived(self, salt: bytes) -> Iterator[tuple[bytes, str, bytes, str]]:
        """(key, digest, salt, how) of each secret: keys as they are, then passphrases of characters and of bytes."""
        for secret in self._secrets:
            if b"\0" in secret:
                continue  # a startup key of BitLocker
            given = HEX.fullmatch(secret.strip())
            if given:
                raw = bytes.fromhex(given[1].decode())
                for digest in ("sha512", "sha1"):
                    yield raw[:KEY], digest, raw[KEY:] or salt, "raw key"
            phrases = [(secret, "passphrase")] + ([(bytes.fromhex(given[1].decode())[:KEY], "key as passphrase")] if given else [])
            for derivation in DERIVATIONS:
                for phrase, what in phrases:
                    self.breathe()
                    key = hashlib.pbkdf2_hmac(derivation.digest, phrase, salt, derivation.rounds, KEY)
                    yield key, derivation.digest, salt, f"{what}, PBKDF2-{derivation.digest} {derivation.rounds}"


class Deciphered:
    """The database in the clear, with what its write-ahead log had committed, or as its rollback `journal` keeps it from before a transaction
    that was not finished; pages whose HMAC does not hold read as zeros."""

    def __init__(self, content: Content, key: Key, log: Content | None, journal: Content | None = None) -> None:
        self._content, self._key, self._journal = content, key, journal
        self.how = key.how
        self._log, self._frames = log, dict[int, int]()
        self.damaged: set[int] = set()
        """Numbers of the pages that were read and do not hold."""
        before = images.read(journal, key.layout.page, True, lambda: None) if journal else None
        self._before = before.now if before else {}
        pages = before.pages if before and before.now else (content.size - key.skip) // key.layout.page
        if log is not None:
            self._frames, committed = _committed(log, key.layout.page)
            pages = committed or pages
        most = sum(one.size for one in (content, log, journal) if one) + LOCK_PAGE  # whatever a header says, as SQLite has it for a log
        self.size = min(pages, most // key.layout.page) * key.layout.page

    def read_at(self, offset: int, length: int) -> bytes:
        page, end = self._key.layout.page, min(offset + length, self.size)
        first = offset // page
        plain = b"".join(self._page(number + 1) for number in range(first, -(-end // page)))
        return plain[offset - first * page : end - first * page]

    def runs(self) -> list[tuple[int, int]]:
        return []

    @cached_property
    def unapplied(self) -> bool:
        """Whether a journal was given whose pages are not the database's: they are of another size, or there is a log too."""
        return self._journal is not None and (not self._before or bool(self._frames))

    @cached_property
    def file(self) -> Deciphered:
        """What is in the file alone."""
        return Deciphered(self._content, self._key, None)

    def located(self, offset: int) -> int:
        """Where a place of `file` lies encrypted."""
        return self._key.skip + offset

    def clear(self, number: int, data: bytes) -> bytes:
        """A page in the clear, from wherever its bytes are; zeros where it does not hold."""
        if len(data) < self._key.layout.page or not any(data) or not _holds(self._key, number, data):
            return bytes(self._key.layout.page)
        return _plain(self._key, number, data)

    def gaps(self, path: str) -> list[Gap]:
        """What is to be said of all pages, once they were read."""
        found = [Gap("database-deciphered", {"path": path, "how": self.how}, "info")]
        if self.damaged:
            shown = ", ".join(str(number) for number in sorted(self.damaged)[:NAMED_PAGES])
            params: dict[str, str | int] = {"path": path, "count": len(self.damaged), "pages": shown}
            found.append(Gap("database-pages-damaged", params, "error"))
        return found

    def _page(self, number: int) -> bytes:
        key, size = self._key, self._key.layout.page
        if number in self._frames and self._log is not None:
            data = self._log.read_at(self._frames[number], size)
        elif number in self._before and self._journal is not None:
            data = self._journal.read_at(self._before[number], size)
        else:
            data = self._content.read_at(key.skip + (number - 1) * size, size)
        if not any(data):
            return bytes(size)  # a page that was never written
        if len(data) < size or not _holds(key, number, data):
            self.damaged.add(number)
            return bytes(size)
        return _plain(key, number, data)


def concerns(head: bytes, size: int, name: str) -> bool:
    """Whether a file may be such a database: named as one and without any structure, or with the mark of an app."""
    if head.startswith(MAGIC):
        return len(head) > 100 and head[20] >= 32 and any(head[72:92])  # zeros in the clear, and only 32 bytes of a header may be
    if all(mark in head[:QQ_HEADER] for mark in QQ_MARKS):
        return True
    return size >= SMALLEST and size % 512 == 0 and NAMED.fullmatch(name) is not None and even(head)


def even(head: bytes) -> bool:
    """Whether bytes are spread as random ones are."""
    return len(head) >= SMALLEST and _uneven(head[:LOOKED_AT]) < UNEVEN


def _uneven(data: bytes) -> float:
    expected = len(data) / 256
    counts = Counter(data)
    return sum((counts[byte] - expected) ** 2 for byte in range(256)) / expected if expected else UNEVEN


def _fits(key: Key, pages: bytes) -> bool:
    size = key.layout.page
    if key.layout.mac:
        return any(
            _holds(key, number, pages[(number - 1) * size : number * size]) for number in CHECKED_FIRST if len(pages) >= number * size
        )
    if len(pages) < size or key.clear > SALT:  # a header in the clear tells nothing of the key
        return False
    header = _plain(key, 1, pages[:size])[:24]
    declared = int.from_bytes(header[16:18], "big")
    fixed = header[18] in (1, 2) and header[19] in (1, 2) and header[21:24] == b"\x40\x20\x20"
    return fixed and (65536 if declared == 1 else declared) == size and header[20] >= key.layout.reserve


def _holds(key: Key, number: int, data: bytes) -> bool:
    """Whether the page's HMAC does; without one there is nothing that could fail."""
    if not key.layout.mac:
        return True
    start, reserve = key.clear if number == 1 else 0, len(data) - key.layout.reserve
    made = hmac.new(key.mac_key, data[start : reserve + VECTOR] + number.to_bytes(4, "little"), key.layout.mac).digest()
    return len(data) == key.layout.page and hmac.compare_digest(made, data[reserve + VECTOR : reserve + VECTOR + len(made)])


def _plain(key: Key, number: int, data: bytes) -> bytes:
    start, reserve = key.clear if number == 1 else 0, len(data) - key.layout.reserve
    cipher = Cipher(algorithms.AES(key.key), modes.CBC(data[reserve : reserve + VECTOR])).decryptor()
    inner = cipher.update(data[start:reserve]) + cipher.finalize()
    head = b"" if number > 1 else data[:start] if key.clear > SALT else MAGIC
    return head + inner + bytes(key.layout.reserve)


def _committed(log: Content, page: int) -> tuple[dict[int, int], int]:
    """Where the last committed content of each page stands in a write-ahead log, and how many pages the database has then.

    Its header and its frames' are in the clear, its checksums are of what is encrypted: https://www.sqlite.org/fileformat2.html#walformat
    """
    header = log.read_at(0, LOG_HEADER)
    found: dict[int, int] = {}
    if len(header) < LOG_HEADER:
        return found, 0
    magic, _, size, _, *salts_and_sums = struct.unpack(">8I", header)
    if magic not in LOG_MAGIC or size != page:
        return found, 0
    order = ">" if magic & 1 else "<"
    sums = checksum(header[:24], order, (0, 0))
    if list(sums) != salts_and_sums[2:]:
        return found, 0
    pages, waiting, at = 0, dict[int, int](), LOG_HEADER
    while len(frame := log.read_at(at, FRAME_HEADER + page)) == FRAME_HEADER + page:
        number, committed, *rest = struct.unpack(">6I", frame[:FRAME_HEADER])
        sums = checksum(frame[FRAME_HEADER:], order, checksum(frame[:8], order, sums))
        if rest[:2] != salts_and_sums[:2] or rest[2:] != list(sums):
            break
        waiting[number] = at + FRAME_HEADER
        if committed:
            found, waiting, pages = found | waiting, {}, committed
        at += FRAME_HEADER + page
    return found, pages


def checksum(data: bytes, order: str, start: tuple[int, int]) -> tuple[int, int]:
    """SQLite's checksum of a write-ahead log, over words of either order."""
    first, second = start
    for one, other in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
