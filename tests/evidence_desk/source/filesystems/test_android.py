"""Backups of adb: plain, packed, encrypted, and what is none."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.model import Entry
from evidence_desk.source.source import Source, open_source

DATABASE = bytes(range(256)) * 2000
PATH = "apps/com.android.providers.telephony/db/mmssms.db"


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in ((PATH, DATABASE), ("shared/0/照片.jpg", b"jpg")):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_700_000_000
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def encrypt(key: bytes, first: bytes, data: bytes) -> bytes:
    padding = 16 - len(data) % 16
    return Cipher(algorithms.AES(key), modes.CBC(first)).encryptor().update(data + bytes([padding]) * padding)


def android_backup(path: Path, *, packed: bool = True, password: bytes | None = None, version: int = 5) -> Path:
    body = zlib.compress(tar()) if packed else tar()
    head = f"ANDROID BACKUP\n{version}\n{int(packed)}\n{'none' if password is None else 'AES-256'}\n".encode()
    if password is not None:
        salt, check, first, inner, rounds = os.urandom(64), os.urandom(64), os.urandom(16), os.urandom(16), 100
        master = bytes([0x80, 0xFF, 0x01]) + os.urandom(29)
        text = master if version == 1 else "".join(chr(one if one < 128 else 0xFF00 + one) for one in master).encode()
        checksum = hashlib.pbkdf2_hmac("sha1", text, check, rounds, 32)
        blob = encrypt(
            hashlib.pbkdf2_hmac("sha1", password, salt, rounds, 32), first, b"\x10" + inner + b"\x20" + master + b"\x20" + checksum
        )
        head += "".join(
            f"{one}\n" for one in (salt.hex().upper(), check.hex().upper(), rounds, first.hex().upper(), blob.hex().upper())
        ).encode()
        body = encrypt(master, inner, body)
    path.write_bytes(head + body)
    return path


def read(source: Source, path: str) -> bytes:
    system = source.filesystem(1)
    entry = next(one for one in system.walk(1, frozenset(), lambda _: None) if isinstance(one, Entry) and one.path == path)
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("password", "version"), [(None, 3), ("口令".encode(), 5), (b"word", 1)])
def test_the_tree_of_a_backup_is_read_however_it_is_packed(tmp_path: Path, packed: bool, password: bytes | None, version: int) -> None:
    path = android_backup(tmp_path / "a.ab", packed=packed, password=password, version=version)
    source = open_source([path], secrets=[b"other", password] if password else [])
    assert (source.format, source.volumes[0].unlocked) == ("ab", password is not None)
    assert read(source, f"/{PATH}") == DATABASE
    assert read(source, "/shared/0/照片.jpg") == b"jpg"
    assert source.about["backup_version"] == str(version)


@pytest.mark.parametrize(("secrets", "code"), [([], "volume-encrypted"), ([b"wrong"], "secret-does-not-fit")])
def test_a_locked_one_says_so(tmp_path: Path, secrets: list[bytes], code: str) -> None:
    source = open_source([android_backup(tmp_path / "a.ab", password=b"right")], secrets=secrets)
    assert [gap.code for gap in source.gaps] == [code]
    assert list(source.filesystem(1).walk(1, frozenset(), lambda _: None)) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"5\n1\n", b"5\n1\nAES-256\n", b"5\n1\nAES-256\nAB\nAB\n999999999\n" + b"0" * 32 + b"\n" + b"0" * 64 + b"\n", b"5\n1\nnone\nzz"],
)
def test_a_header_that_is_damaged_costs_its_files_and_is_said(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a.ab").write_bytes(b"ANDROID BACKUP\n" + body)
    source = open_source([tmp_path / "a.ab"], secrets=[b"x"])
    walked = list(source.filesystem(1).walk(1, frozenset(), lambda _: None))
    assert source.gaps or walked
    assert not any(isinstance(one, Entry) for one in walked)
