"""Encrypted volumes open with the secret that fits, and with no other; what they hold is then read like any volume."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
import random
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.model import Volume
from evidence_desk.source.encryption import Opened, bitlocker
from evidence_desk.source.encryption.luks import HEAD_1, HEAD_2, MAGIC, SLOT_1, merged
from evidence_desk.source.source import open_source

SECRET, STRIPES, PAYLOAD = "审查Pass".encode(), 40, 8
EXT_MAGIC_AT, PLAIN = 1080, bytes(1080) + b"\x53\xef" + bytes(512 * 64 - 1082)


def xts(key: bytes, data: bytes) -> bytes:
    out = b""
    for at in range(0, len(data), 512):
        encryptor = Cipher(algorithms.AES(key), modes.XTS((at // 512).to_bytes(16, "little"))).encryptor()
        out += encryptor.update(data[at : at + 512]) + encryptor.finalize()
    return out


def spread(key: bytes) -> bytes:
    """Stripes that give the key when they are merged again: the last one makes up for whatever the others are."""
    draw = random.Random(3)
    others = draw.randbytes(len(key) * (STRIPES - 1))
    rest = merged(others + bytes(len(key)), len(key), "sha256")
    return others + bytes(a ^ b for a, b in zip(rest, key, strict=True))


def luks1(plain: bytes = PLAIN) -> bytes:
    """A header of LUKS 1 with one slot, and a payload of which no file system is asked for."""
    key, salt, own = os.urandom(64), os.urandom(32), os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha256", key, salt, 1000, 20)
    material = spread(key)
    sectors = -(-len(material) // 512)
    payload = PAYLOAD + sectors
    head = HEAD_1.pack(MAGIC, 1, b"aes", b"xts-plain64", b"sha256", payload, 64, digest, salt, 1000, b"uuid")
    slots = SLOT_1.pack(0x00AC71F3, 1000, own, PAYLOAD, STRIPES) + SLOT_1.pack(0xDEAD, 0, bytes(32), 0, 0) * 7
    derived = hashlib.pbkdf2_hmac("sha256", SECRET, own, 1000, 64)
    area = xts(derived, material.ljust(sectors * 512, b"\0"))
    return (head + slots).ljust(PAYLOAD * 512, b"\0") + area + xts(key, plain)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "luks.img"
    path.write_bytes(luks1())
    return path


def test_a_volume_opens_with_its_secret_and_reads_as_its_plain_text(image: Path) -> None:
    source = open_source([image], None, [b"wrong", SECRET])
    [volume] = source.volumes
    assert (volume.encryption, volume.unlocked) == ("luks", True)
    plain = source.plain[1]
    assert plain.read(plain.base, plain.size - plain.base) == PLAIN
    draw = random.Random(9)
    for _ in range(100):
        offset, length = draw.randrange(len(PLAIN)), draw.randrange(3000)
        assert plain.read(plain.base + offset, length) == PLAIN[offset : offset + length]
    assert plain.read(plain.size, 10) == b""
    assert [gap.code for gap in source.gaps if gap.code.startswith("volume")] == ["volume-unlocked"]


def test_no_other_secret_opens_it_and_that_is_one_sentence(image: Path) -> None:
    source = open_source([image], None, [b"wrong", SECRET + b" "])
    assert not source.volumes[0].unlocked
    assert [gap.code for gap in source.gaps] == ["volume-encrypted", "secret-does-not-fit"]
    assert open_source([image]).gaps[0].code == "volume-encrypted"


@pytest.mark.parametrize(("at", "value"), [(108, 0xFFFFFFFF), (212, 0xFFFFFFFF), (248, 0xFFFFFFFF), (252, 0), (104, 0xFFFFFF00)])
def test_a_header_that_asks_for_too_much_ends_with_a_gap(image: Path, at: int, value: int) -> None:
    data = bytearray(image.read_bytes())
    struct.pack_into(">I", data, at, value)
    image.write_bytes(data)
    assert not open_source([image], None, [SECRET]).volumes[0].filesystem


@pytest.mark.parametrize("length", [7, 150, 300, 600])
def test_a_header_that_is_cut_off_costs_its_volume_alone(image: Path, length: int) -> None:
    image.write_bytes(image.read_bytes()[:length])
    source = open_source([image], None, [SECRET])
    assert not any(volume.unlocked for volume in source.volumes)


@pytest.mark.parametrize("change", [{"sector_size": float("inf")}, {"iv_tweak": "-1"}, {"size": []}, {"encryption": 7}])
def test_a_header_of_luks_2_that_says_nonsense_is_a_gap(tmp_path: Path, change: dict[str, object]) -> None:
    segment = {"size": "dynamic", "encryption": "aes-xts-plain64", "sector_size": 512, "offset": "16384", "iv_tweak": "0"} | change
    digests = {"0": {"segments": ["0"], "keyslots": [], "hash": "sha256", "salt": "", "iterations": 1000, "digest": ""}}
    area = json.dumps({"segments": {"0": segment}, "digests": digests, "keyslots": {}}).encode().ljust(16384 - 4096, b"\0")
    head = HEAD_2.pack(MAGIC, 2, 16384, 1, b"", b"sha256", b"", b"", b"", 0, b"", bytes(64))
    digest = hashlib.sha256(head + area).digest().ljust(64, b"\0")
    (tmp_path / "luks2.img").write_bytes(head[:-64] + digest + area + bytes(8192))
    source = open_source([tmp_path / "luks2.img"], None, [SECRET])
    assert not source.volumes[0].unlocked
    assert {gap.code for gap in source.gaps} & {"volume-not-unlocked", "secret-does-not-fit"}


def test_damaged_headers_never_raise(image: Path) -> None:
    whole, draw = image.read_bytes(), random.Random(4)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(3):
            data[draw.randrange(8, 592)] = draw.randrange(256)
        struct.pack_into(">I", data, 212, 1000)  # the iterations of the slot, so that no draw takes minutes
        struct.pack_into(">I", data, 164, 1000)
        image.write_bytes(data)
        open_source([image], None, [SECRET])


@pytest.mark.parametrize(
    ("name", "secret", "digest"),
    [
        ("luks/luks1_aes-ecb.bin.gz", b"password", "9a62d6c7b90b4ff89818c67f5b5fb93f6b11d80a26b64cb04d4c33309c63025d"),
        ("luks/luks2_aes-cbc-plain.bin.gz", b"password", "9a62d6c7b90b4ff89818c67f5b5fb93f6b11d80a26b64cb04d4c33309c63025d"),
        ("luks/luks2_multiple-slots.bin.gz", b"another", "9a62d6c7b90b4ff89818c67f5b5fb93f6b11d80a26b64cb04d4c33309c63025d"),
        ("luks/luks2_aes-ecb-pbkdf2.bin.gz", b"password", "9a62d6c7b90b4ff89818c67f5b5fb93f6b11d80a26b64cb04d4c33309c63025d"),
        # the digest that cryptsetup publishes for its image, in bitlk-images.conf
        ("bitlocker/bitlk-aes-xts-128.img.gz", b"anaconda", "674e3a976927fd62f3fc26df2c695cac75b8d364e3b45393717efa971f16db0f"),
        (
            "bitlocker/bitlk-aes-xts-128.img.gz",
            b"235818-357951-253979-013365-241120-245575-342914-591910",
            "674e3a976927fd62f3fc26df2c695cac75b8d364e3b45393717efa971f16db0f",
        ),
    ],
)
def test_real_volumes_have_the_plain_text_that_other_tools_give(
    corpus: Path, tmp_path: Path, name: str, secret: bytes, digest: str
) -> None:
    path = tmp_path / "image"
    path.write_bytes(gzip.decompress((corpus / "images" / name).read_bytes()))
    plain = open_source([path], None, [secret]).plain[1]
    found = hashlib.sha256()
    for offset in range(plain.base, plain.size, 1 << 20):
        found.update(plain.read(offset, 1 << 20))
    assert found.hexdigest() == digest


def test_a_file_system_in_a_luks_volume_with_a_chinese_passphrase_is_walked(corpus: Path, tmp_path: Path) -> None:
    path, inner = tmp_path / "image", corpus / "images/ext/tiny.ext4"
    path.write_bytes(gzip.decompress((corpus / "images/made/o_luks1_with_ext4.luks.gz").read_bytes()))
    source = open_source([path], None, ["审查Pass-2026".encode()])
    assert (source.volumes[0].filesystem, source.volumes[0].unlocked) == ("ext4", True)
    given = next(one for one in (inner, inner.with_suffix(".ext4.gz"), inner.with_suffix(".ext4.xz")) if one.exists())
    whole = given.read_bytes() if given.suffix == ".ext4" else (gzip if given.suffix == ".gz" else lzma).decompress(given.read_bytes())
    plain = source.plain[1]
    assert plain.read(plain.base, len(whole)) == whole
    names = [one.path for one in source.filesystem(1).walk(1, frozenset(), lambda address: None) if hasattr(one, "path")]
    assert names


def test_a_secret_that_bitlocker_fails_over_costs_none_that_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes | None] = []
    fits = Opened(0, 512, lambda offset, length: b"", "password")

    def attempt(medium: object, volume: object, secret: bytes | None) -> Opened | None:
        tried.append(secret)
        if secret == b"odd":
            raise ValueError("unable to set password")
        return fits if secret == b"right" else None

    monkeypatch.setattr(bitlocker, "_try", attempt)
    volume = Volume(1, 0, 512, "none", None, "bitlocker")
    assert bitlocker.unlock(None, volume, [b"odd", b"right"]) is fits  # type: ignore[arg-type]
    assert tried == [None, b"odd", b"right"]
    with pytest.raises(ValueError, match="unable to set password"):
        bitlocker.unlock(None, volume, [b"odd", b"wrong"])  # type: ignore[arg-type]
