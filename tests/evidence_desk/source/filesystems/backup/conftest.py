"""A writer of backups as iTunes makes them, plain and encrypted."""

from __future__ import annotations

import hashlib
import os
import plistlib
import sqlite3
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

CLASS = 3


def tag(name: str, value: bytes | int) -> bytes:
    data = struct.pack(">I", value) if isinstance(value, int) else value
    return name.encode() + struct.pack(">I", len(data)) + data


def sealed(key: bytes, data: bytes) -> bytes:
    padding = 16 - len(data) % 16
    return Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor().update(data + bytes([padding]) * padding)


def key_bag(password: bytes, class_key: bytes, rounds: int = 50) -> bytes:
    salt, second = os.urandom(20), os.urandom(20)
    key = hashlib.pbkdf2_hmac("sha1", hashlib.pbkdf2_hmac("sha256", password, second, rounds), salt, rounds, 32)
    head = tag("VERS", 3) + tag("TYPE", 1) + tag("UUID", os.urandom(16)) + tag("HMCK", os.urandom(40)) + tag("WRAP", 1)
    head += tag("SALT", salt) + tag("ITER", rounds) + tag("DPWT", 1) + tag("DPIC", rounds) + tag("DPSL", second)
    device = tag("UUID", os.urandom(16)) + tag("CLAS", 11) + tag("WRAP", 1) + tag("KTYP", 0) + tag("WPKY", os.urandom(40))
    return (
        head
        + tag("UUID", os.urandom(16))
        + tag("CLAS", CLASS)
        + tag("WRAP", 2)
        + tag("KTYP", 0)
        + tag("WPKY", aes_key_wrap(key, class_key))
        + device
    )


def archived(size: int, key: bytes | None) -> bytes:
    root: dict[str, object] = {
        "$class": plistlib.UID(2), "Size": size, "Mode": 0o100644, "LastModified": 1_700_000_000, "Birth": 1_600_000_000,
        "LastStatusChange": 1_700_000_001, "ProtectionClass": CLASS, "RelativePath": plistlib.UID(3),
    }  # fmt: skip
    objects = ["$null", root, {"$classname": "MBFile", "$classes": ["MBFile", "NSObject"]}, "path"]
    if key is not None:
        root["EncryptionKey"] = plistlib.UID(4)
        objects.append({"NS.data": key, "$class": plistlib.UID(2)})
    plist = {"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": {"root": plistlib.UID(1)}, "$objects": objects}
    return plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)


@pytest.fixture
def backup(tmp_path: Path) -> Callable[..., Path]:
    """A backup with these files by (domain, path); None: the manifest lists it and the backup lacks it."""

    def make(files: dict[tuple[str, str], bytes | None], password: bytes | None = None, name: str = "00008110-TEST") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        class_key, manifest_key = os.urandom(32), os.urandom(32)
        stated: dict[str, object] = {"IsEncrypted": password is not None, "Lockdown": {"ProductVersion": "17.4", "SerialNumber": "F2LTEST"}}
        if password is not None:
            stated["BackupKeyBag"] = key_bag(password, class_key)
            stated["ManifestKey"] = struct.pack("<I", CLASS) + aes_key_wrap(class_key, manifest_key)
        info = {"IMEI": "356938035643809", "Serial Number": "F2LTEST", "Unique Identifier": name, "Last Backup Date": datetime(2024, 6, 1)}  # noqa: DTZ001 as a list has it
        (folder / "Manifest.plist").write_bytes(plistlib.dumps(stated, fmt=plistlib.FMT_BINARY))
        (folder / "Info.plist").write_bytes(plistlib.dumps(info))
        database = sqlite3.connect(folder / "Manifest.db")
        database.execute("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)")
        for (domain, path), data in files.items():
            blob = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
            key = os.urandom(32)
            wrapped = struct.pack("<I", CLASS) + aes_key_wrap(class_key, key) if password is not None else None
            database.execute("INSERT INTO Files VALUES (?, ?, ?, 1, ?)", (blob, domain, path, archived(len(data or b""), wrapped)))
            if data is not None:
                (folder / blob[:2]).mkdir(exist_ok=True)
                (folder / blob[:2] / blob).write_bytes(data if password is None else sealed(key, data))
        database.commit()
        database.close()
        if password is not None:
            (folder / "Manifest.db").write_bytes(sealed(manifest_key, (folder / "Manifest.db").read_bytes()))
        return folder

    return make
