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
from evidence_desk.source.deleted import images
from evidence_desk.source.deleted.rows import DeletedRows
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


KEY = b"\xab" * 32
MAC_KEY = hashlib.pbkdf2_hmac("sha512", KEY, bytes(byte ^ 0x3A for byte in SALT), 2, 32)


def sealed(data: bytes) -> bytes:
    """Pages as SQLCipher 4 writes them."""
    return b"".join(_page(data[at : at + 4096], at // 4096 + 1, 80, "sha512", KEY, MAC_KEY) for at in range(0, len(data), 4096))


def sealed_journal(journal: bytes) -> bytes:
    """Its records with pages encrypted, and checksums of what is written then."""
    found = images.read(Bytes(journal), 4096, False, lambda: None)
    assert found is not None and found.earlier
    bent = bytearray(journal)
    for number, at in found.earlier:
        chance = (int.from_bytes(journal[at + 4096 : at + 4100], "big") - sum(journal[at + 3896 : at : -200])) & 0xFFFFFFFF
        page = _page(journal[at : at + 4096], number, 80, "sha512", KEY, MAC_KEY)
        bent[at : at + 4100] = page + ((chance + sum(page[3896:0:-200])) & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(bent)


def deleted(data: bytes, journal: bytes, undone: bool) -> tuple[DeletedRows, set[tuple[int, str]]]:
    content, kept = Bytes(sealed(data)), Bytes(sealed_journal(journal))
    key = Keys([b"ab" * 32]).fitting(content)
    assert key is not None
    whole = Deciphered(content, key, None, kept if undone else None)
    found = DeletedRows(Database(whole, None, None), whole.file, None, kept, lambda: None, undone, whole.clear)
    if not found.of(ROWS).rows:
        return found, set()
    with found.read(ROWS) as (_, read):
        return found, {(row["a"], row["b"]) for row in read}


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


def test_deleted_rows_of_an_encrypted_database_are_found_in_the_journal_that_was_left(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    plain(path, 4096, 80)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for one in ("secure_delete=1", "journal_mode=PERSIST"):
            db.execute(f"PRAGMA {one}").fetchall()
        db.execute("DELETE FROM t WHERE a BETWEEN 100 AND 180")
    journal = Path(f"{path}-journal").read_bytes()
    found, gone = deleted(path.read_bytes(), journal, undone=False)
    assert gone == {(number, f"正文 {number} " + "x" * 80) for number in range(100, 181)}
    assert {row.remains.beside for row in found.of(ROWS).rows} == {"-journal"}


def test_a_transaction_of_an_encrypted_database_that_was_not_finished_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    plain(path, 4096, 80)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN")
        db.execute("UPDATE t SET b = '从未提交'")
        data, journal = path.read_bytes(), Path(f"{path}-journal").read_bytes()
    content, kept = Bytes(sealed(data)), Bytes(sealed_journal(journal))
    key = Keys([b"ab" * 32]).fitting(content)
    assert key is not None
    assert any(b == "从未提交" for _, b in rows(Deciphered(content, key, None)))
    taken_back = Deciphered(content, key, None, kept)
    assert not taken_back.unapplied and [a for a, b in rows(taken_back) if b == "从未提交"] == []
    found, gone = deleted(data, journal, undone=True)
    assert gone == set() and next(gap.code for gap in found.gaps("/a.db")) == "journal-applied"


def test_deleted_rows_of_an_encrypted_database_are_found_in_earlier_pages_of_its_log(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    plain(path, 4096, 80)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for one in ("secure_delete=1", "journal_mode=WAL", "wal_autocheckpoint=0"):
            db.execute(f"PRAGMA {one}").fetchall()
        db.execute("DELETE FROM t WHERE a BETWEEN 100 AND 180")
        data, log = path.read_bytes(), bytearray(Path(f"{path}-wal").read_bytes())
    order, sums = ">" if log[3] & 1 else "<", sqlcipher.checksum(bytes(log[:24]), ">" if log[3] & 1 else "<", (0, 0))
    for at in range(32, len(log), 4120):  # each frame anew, with the checksums of what is written then
        number = int.from_bytes(log[at : at + 4], "big")
        log[at + 24 : at + 4120] = _page(bytes(log[at + 24 : at + 4120]), number, 80, "sha512", KEY, MAC_KEY)
        sums = sqlcipher.checksum(bytes(log[at + 24 : at + 4120]), order, sqlcipher.checksum(bytes(log[at : at + 8]), order, sums))
        log[at + 16 : at + 24] = sums[0].to_bytes(4, "big") + sums[1].to_bytes(4, "big")
    content, kept = Bytes(sealed(data)), Bytes(bytes(log))
    key = Keys([b"ab" * 32]).fitting(content)
    assert key is not None
    whole = Deciphered(content, key, kept)
    assert len(list(rows(whole))) == 219
    found = DeletedRows(Database(whole, None, None), whole.file, kept, None, lambda: None, False, whole.clear)
    with found.read(ROWS) as (count, read):
        assert {row["a"] for row in read} == set(range(100, 181)) and count == 81
    assert {(row.remains.origin, row.remains.beside) for row in found.of(ROWS).rows} == {("superseded", "")}


def test_a_size_that_a_journal_alone_states_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    plain(path, 4096, 80)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN")
        db.execute("UPDATE t SET b = 'x'")
        data, journal = path.read_bytes(), bytearray(Path(f"{path}-journal").read_bytes())
    journal[16:20] = b"\x7f\xff\xff\xff"
    content = Bytes(sealed(data))
    key = Keys([b"ab" * 32]).fitting(content)
    assert key is not None
    assert Deciphered(content, key, None, Bytes(sealed_journal(bytes(journal)))).size <= len(data) + len(journal) + 65536
