"""Databases as SQLCipher encrypts them: a key that fits opens them, one that does not says so, and a page that does not hold is named."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.source import sqlcipher
from evidence_desk.source.sqlcipher import Deciphered, Keys
from evidence_desk.source.sqlite import Database, Query

ROWS = Query("t", {"t": "a b"}, "SELECT t.rowid, a, b FROM t")
SALT = bytes(range(16))
LENGTHS = {"sha1": 20, "sha256": 32, "sha512": 64, "": 0}


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


def plain(path: Path, page: int, reserve: int) -> bytes:
    """A database whose pages keep bytes free at their end."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA page_size={page}")
        db.execute("PRAGMA user_version=1")
    empty = bytearray(path.read_bytes())
    empty[20] = reserve
    empty[105:107] = (page - reserve).to_bytes(2, "big")
    path.write_bytes(empty)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(number, f"正文 {number} " + "x" * 80) for number in range(1, 301)])
    return path.read_bytes()


def encrypted(path: Path, page: int, mac: str, key: bytes, digest: str) -> bytes:
    reserve = -(-(16 + LENGTHS[mac]) // 16) * 16
    data = plain(path, page, reserve)
    mac_key = hashlib.pbkdf2_hmac(digest, key, bytes(byte ^ 0x3A for byte in SALT), 2, 32)
    return b"".join(_page(data[at : at + page], at // page + 1, reserve, mac, key, mac_key) for at in range(0, len(data), page))


def _page(data: bytes, number: int, reserve: int, mac: str, key: bytes, mac_key: bytes) -> bytes:
    vector = hashlib.sha256(number.to_bytes(4, "big")).digest()[:16]
    start = 16 if number == 1 else 0
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    body = cipher.update(data[start : len(data) - reserve]) + cipher.finalize() + vector
    tag = hmac.new(mac_key, body + number.to_bytes(4, "little"), mac).digest() if mac else b""
    return ((SALT if number == 1 else b"") + body + tag + hashlib.sha512(vector).digest())[: len(data)]


def rows(database: Deciphered) -> Iterator[tuple[int, str]]:
    return ((row["a"], row["b"]) for row in Database(database, None, None).rows(ROWS))


FORMS = [
    (4096, "sha512", "sha512", 256_000), (1024, "sha1", "sha1", 64_000), (4096, "sha1", "sha1", 64_000), (1024, "", "sha1", 4_000),
    (4096, "sha1", "sha512", 4_000),
]  # fmt: skip


@pytest.mark.parametrize(("page", "mac", "digest", "rounds"), FORMS)
def test_a_passphrase_opens_every_form_that_apps_write(tmp_path: Path, page: int, mac: str, digest: str, rounds: int) -> None:
    data = Bytes(encrypted(tmp_path / "a.db", page, mac, hashlib.pbkdf2_hmac(digest, b"pass word", SALT, rounds, 32), digest))
    assert sqlcipher.concerns(data.read_at(0, 65536), data.size, "nt_msg.db")
    assert Keys([b"another"]).fitting(data) is None
    key = Keys([b"another", b"pass word"]).fitting(data)
    assert key is not None and b"pass word" not in key.how.encode()
    found = Deciphered(data, key, None)
    assert len(list(rows(found))) == 300 and not found.damaged


@pytest.mark.parametrize("written", ["ab" * 32, "0x" + "ab" * 32, "x'" + "AB" * 32 + "'"])
def test_a_key_is_taken_as_it_is(tmp_path: Path, written: str) -> None:
    data = Bytes(encrypted(tmp_path / "a.db", 4096, "sha512", b"\xab" * 32, "sha512"))
    key = Keys([written.encode()]).fitting(data)
    assert key is not None and key.how.startswith("raw key")


def test_the_header_of_qq_stands_before_the_first_page(tmp_path: Path) -> None:
    key = hashlib.pbkdf2_hmac("sha512", b"0123456789abcdef", SALT, 4_000, 32)
    header = (b"SQLite header 3\0" + b"QQ_NT DB").ljust(1024, b"\0")
    data = Bytes(header + encrypted(tmp_path / "a.db", 4096, "sha1", key, "sha512"))
    assert sqlcipher.concerns(data.read_at(0, 65536), data.size, "nt_msg.db")
    found = Keys([b"0123456789abcdef"]).fitting(data)
    assert found is not None and len(list(rows(Deciphered(data, found, None)))) == 300


def test_a_page_that_does_not_hold_is_named_and_gives_no_row(tmp_path: Path) -> None:
    whole = bytearray(encrypted(tmp_path / "a.db", 4096, "sha512", b"\xab" * 32, "sha512"))
    whole[4 * 4096 + 100] ^= 1
    data = Bytes(bytes(whole))
    key = Keys([b"ab" * 32]).fitting(data)
    assert key is not None
    found = Deciphered(data, key, None)
    with pytest.raises(sqlite3.DatabaseError):
        list(rows(found))
    assert found.damaged == {5}
    assert [one.code for one in found.gaps("/a.db")] == ["database-deciphered", "database-pages-damaged"]


def test_an_ordinary_database_and_an_ordinary_file_are_none(tmp_path: Path) -> None:
    data = plain(tmp_path / "a.db", 4096, 80)
    assert not sqlcipher.concerns(data, len(data), "a.db")
    assert not sqlcipher.concerns(b"text " * 4096, 20480, "a.db")
    assert not sqlcipher.concerns(bytes(8192), 8192, "a.db")
