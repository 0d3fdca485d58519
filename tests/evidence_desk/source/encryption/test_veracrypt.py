"""Volumes of VeraCrypt open with their password and with no other, the hidden one with its own; nothing is claimed without a fit."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.source.encryption import veracrypt
from evidence_desk.source.encryption.veracrypt import Derivation
from evidence_desk.source.source import Source, open_source

OUTER, HIDDEN = "外层 pass".encode(), b"inner"
START, SIZE = 131072, 64 << 10
QUICK = (Derivation("veracrypt", b"VERA", "sha512", 100), Derivation("truecrypt", b"TRUE", "sha256", 50))
"""As the format derives keys, but for the number of rounds, which would take each test seconds."""


def xts(key: bytes, data: bytes, unit: int, size: int = 512) -> bytes:
    out = b""
    for at in range(0, len(data), size):
        encryptor = Cipher(algorithms.AES(key), modes.XTS((unit + at // size).to_bytes(16, "little"))).encryptor()
        out += encryptor.update(data[at : at + size]) + encryptor.finalize()
    return out


def header(secret: bytes, key: bytes, start: int, size: int, derivation: Derivation = QUICK[0]) -> bytes:
    salt, keys = os.urandom(64), key.ljust(256, b"\0")
    fields = derivation.mark + struct.pack(">HHI", 5, 0x010B, zlib.crc32(keys)) + bytes(16)
    fields += struct.pack(">QQQQII", 0, size, start, size, 0, 512)
    fields = fields.ljust(188, b"\0")
    plain = fields + struct.pack(">I", zlib.crc32(fields)) + keys
    return salt + xts(hashlib.pbkdf2_hmac(derivation.hash, secret, salt, derivation.iterations, 64), plain, 0, 448)


def ext(mark: bytes) -> bytes:
    return (bytes(1080) + b"\x53\xef" + bytes(6) + mark).ljust(SIZE, b"\0")


@pytest.fixture
def container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A volume with another one hidden in its last half."""
    monkeypatch.setattr(veracrypt, "DERIVATIONS", QUICK)
    key, inner = os.urandom(64), os.urandom(64)
    data = xts(key, ext(b"outer"), START // 512) + xts(inner, ext(b"inner"), (START + SIZE) // 512)
    whole = (
        header(OUTER, key, START, 2 * SIZE).ljust(65536, b"\x5a") + header(HIDDEN, inner, START + SIZE, SIZE).ljust(65536, b"\xa5") + data
    )
    path = tmp_path / "vault"
    path.write_bytes(whole)
    return path


def opened(path: Path, *secrets: bytes) -> Source:
    return open_source([path], "raw", secrets)


@pytest.mark.parametrize(
    ("secret", "mark", "which"), [(OUTER, b"outer", "password (volume)"), (HIDDEN, b"inner", "password (hidden volume)")]
)
def test_each_password_opens_its_own_volume(container: Path, secret: bytes, mark: bytes, which: str) -> None:
    source = opened(container, b"wrong", secret)
    [volume] = source.volumes
    assert (volume.encryption, volume.unlocked) == ("veracrypt", True)
    assert [(gap.code, gap.params["how"]) for gap in source.gaps if gap.code == "volume-unlocked"] == [("volume-unlocked", which)]
    inner = source.plain[1]
    assert inner.read(inner.base + 1088, 5) == mark
    assert inner.read(inner.base + 1079, 4) == b"\0\x53\xef\0", "a read that begins within a sector"
    assert inner.read(inner.base, 2000)[1088:1093] == mark, "and one of several sectors"
    source.close()


def test_what_no_secret_fits_is_said_to_be_unknown_and_nothing_more(container: Path) -> None:
    source = opened(container, b"wrong")
    assert [(one.encryption, one.filesystem) for one in source.volumes] == [(None, None)]
    assert [gap.code for gap in source.gaps] == ["filesystem-unknown"]
    source.close()


def test_secrets_that_were_not_tried_are_counted(container: Path) -> None:
    source = opened(container, *[b"wrong %d" % number for number in range(6)])
    assert [gap.params["count"] for gap in source.gaps if gap.code == "secrets-untried"] == [2]
    source.close()


def test_what_does_not_begin_like_noise_costs_no_trial(container: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(veracrypt, "DERIVATIONS", None)  # any trial would fail on it
    container.write_bytes(b"text " * 60000)
    source = opened(container, OUTER)
    assert [gap.code for gap in source.gaps] == ["filesystem-unknown"]
    source.close()


def test_a_changed_bit_of_the_header_opens_nothing(container: Path) -> None:
    whole = bytearray(container.read_bytes())
    whole[300] ^= 1
    container.write_bytes(whole)
    source = opened(container, OUTER)
    assert [one.unlocked for one in source.volumes] == [False]
    source.close()


def test_a_header_that_points_past_the_volume_is_refused_with_its_reason(container: Path) -> None:
    whole = container.read_bytes()
    container.write_bytes(header(OUTER, os.urandom(64), START, 1 << 40) + whole[512:])
    source = opened(container, OUTER)
    assert [gap.code for gap in source.gaps if gap.code != "filesystem-unknown"] == ["volume-not-unlocked"]
    source.close()


def test_a_sample_of_veracrypt_opens_with_the_password_of_its_hidden_volume(image: Callable[[str], Path]) -> None:
    source = opened(image("images/veracrypt/vc_1-sha512-xts-aes-hidden"), b"bbbbbbbbbbbb")
    assert [(one.encryption, one.filesystem) for one in source.volumes] == [("veracrypt", "fat12")]
    source.close()
