"""LUKS 1 and 2: "LUKS1 On-Disk Format Specification" 1.2.3 and "LUKS2 On-Disk Format Specification" 1.1.0 (Broz, Fruhwirth).

A key slot holds the volume's key, spread over stripes and encrypted by a key that is derived from a password. What a header asks of
memory and time is bounded: it is evidence.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from evidence_desk.model import Volume
from evidence_desk.source.encryption import FAILURES, Opened
from evidence_desk.source.encryption.ciphers import SECTOR, decrypt, require_hash
from evidence_desk.source.media import Medium

MAGIC, SECOND = b"LUKS\xba\xbe", b"SKUL\xba\xbe"
HEAD_1 = struct.Struct(">6sH32s32s32sII20s32sI40s")
SLOT_1 = struct.Struct(">II32sII")
HEAD_2 = struct.Struct(">6sHQQ48s32s64s40s48sQ184s64s")
SLOTS, ACTIVE = 8, 0x00AC71F3
SECONDS_AT = (0x4000, 0x8000, 0x10000, 0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000)
"""Where the second header of LUKS 2 may lie."""
LARGEST_HEADER = 4 << 20
LARGEST_KEY, MOST_STRIPES, MOST_ITERATIONS = 256, 16_000, 20_000_000
MOST_MEMORY, MOST_TIME, MOST_LANES = 2 << 20, 32, 64
"""Argon2: KiB, passes, lanes."""
ARGON = {"argon2i": Type.I, "argon2id": Type.ID}


@dataclass(frozen=True, slots=True)
class Slot:
    """A key slot: how its key is derived, and where its stripes lie, encrypted."""

    kdf: str
    salt: bytes
    cost: tuple[int, int, int]
    """PBKDF2: iterations; Argon2: passes, KiB, lanes."""
    hash: str
    offset: int
    stripes: int
    cipher: str
    area_key: int
    key: int


@dataclass(frozen=True, slots=True)
class Header:
    """`size` None: to the end of the volume. `digest`: what the right key is known by."""

    slots: tuple[Slot, ...]
    cipher: str
    sector: int
    offset: int
    size: int | None
    tweak: int
    digest: tuple[str, bytes, int, bytes]


def unlock(medium: Medium, volume: Volume, secrets: Sequence[bytes]) -> Opened | None:
    """ValueError where the header cannot be followed, or names what is not had here."""
    header, odd = read_header(medium, volume), ""
    for secret in secrets:
        for slot in header.slots:
            try:
                key = _key(medium, volume, slot, secret)
            except (ValueError, *FAILURES) as error:
                odd = odd or f"{type(error).__name__}: {error}"  # one slot that is odd must not cost the others
                continue
            if key is not None and _fits(header, key):
                return _opened(medium, volume, header, key)
    if odd:
        raise ValueError(f"a key slot was not tried: {odd}")
    return None


def read_header(medium: Medium, volume: Volume) -> Header:
    raw = medium.read(volume.offset, HEAD_1.size)
    if raw.startswith(MAGIC) and raw[6:8] == b"\0\1":
        return _first(medium, volume)
    for place in (0, *SECONDS_AT):
        raw = medium.read(volume.offset + place, HEAD_2.size)
        if len(raw) == HEAD_2.size and raw[:6] in (MAGIC, SECOND) and raw[6:8] == b"\0\2":
            try:
                return _second(medium, volume, place, HEAD_2.unpack(raw))
            except ValueError:
                continue
    raise ValueError("no header of LUKS holds")


def _first(medium: Medium, volume: Volume) -> Header:
    _, _, cipher, mode, digest, payload, length, known, salt, rounds, _ = HEAD_1.unpack(medium.read(volume.offset, HEAD_1.size))
    name, hashed = f"{_name(cipher)}-{_name(mode)}", require_hash(_name(digest))
    slots = []
    for number in range(SLOTS):
        place = volume.offset + HEAD_1.size + number * SLOT_1.size
        active, iterations, own, material, stripes = SLOT_1.unpack(medium.read(place, SLOT_1.size))
        if active == ACTIVE:
            slots.append(Slot("pbkdf2", own, (iterations, 0, 0), hashed, material * SECTOR, stripes, name, length, length))
    return Header(tuple(slots), name, SECTOR, payload * SECTOR, None, 0, (hashed, salt, rounds, known))


def _second(medium: Medium, volume: Volume, place: int, head: tuple[object, ...]) -> Header:
    """ValueError where its checksum does not hold, or what it says cannot be followed."""
    size, algorithm, stored = head[2], _name(head[5]), head[11]
    if not isinstance(size, int) or not HEAD_2.size < size <= LARGEST_HEADER or not isinstance(stored, bytes):
        raise ValueError("size of the header")
    whole = medium.read(volume.offset + place, size)
    blanked = whole[: HEAD_2.size - 64] + bytes(64) + whole[HEAD_2.size :]
    digest = hashlib.new(require_hash(algorithm), blanked).digest()
    if stored[: len(digest)] != digest:
        raise ValueError("checksum of the header")
    try:
        about = json.loads(whole[4096:].split(b"\0", 1)[0])
        segment = about["segments"]["0"]
        known = next(one for one in about["digests"].values() if "0" in one["segments"])
        slots = tuple(_slot(about["keyslots"][number]) for number in known["keyslots"] if number in about["keyslots"])
        length = None if segment["size"] == "dynamic" else int(segment["size"])
        return Header(
            slots, str(segment["encryption"]), int(segment["sector_size"]), int(segment["offset"]), length, int(segment["iv_tweak"]),
            (require_hash(str(known["hash"])), base64.b64decode(known["salt"]), int(known["iterations"]), base64.b64decode(known["digest"])),
        )  # fmt: skip
    except (KeyError, TypeError, StopIteration, AttributeError, RecursionError, binascii.Error) as error:
        raise ValueError(f"JSON of the header: {error}") from error


def _slot(about: dict[str, dict[str, object]]) -> Slot:
    kdf, area, spread = about["kdf"], about["area"], about["af"]
    salt = base64.b64decode(str(kdf["salt"]))
    numbers = (kdf["iterations"], 0, 0) if kdf["type"] == "pbkdf2" else (kdf["time"], kdf["memory"], kdf["cpus"])
    cost = (int(str(numbers[0])), int(str(numbers[1])), int(str(numbers[2])))
    hashed = str(kdf.get("hash") or spread["hash"])
    return Slot(
        str(kdf["type"]), salt, cost, hashed, int(str(area["offset"])), int(str(spread["stripes"])), str(area["encryption"]),
        int(str(area["key_size"])), int(str(about["key_size"])),
    )  # fmt: skip


def _key(medium: Medium, volume: Volume, slot: Slot, secret: bytes) -> bytes | None:
    """What the slot gives for a secret: the key, if the secret fits. ValueError where the slot asks for more than any tool writes."""
    if not (0 < slot.key <= LARGEST_KEY and 0 < slot.area_key <= LARGEST_KEY and 0 < slot.stripes <= MOST_STRIPES):
        raise ValueError("its sizes are over the limits")
    derived = _derived(slot, secret)
    if derived is None:
        return None
    length = -(-slot.key * slot.stripes // SECTOR) * SECTOR
    material = medium.read(volume.offset + slot.offset, length)
    if len(material) != length:
        return None
    return merged(decrypt(slot.cipher, derived, material, 0)[: slot.key * slot.stripes], slot.key, slot.hash)


def _derived(slot: Slot, secret: bytes) -> bytes | None:
    first, memory, lanes = slot.cost
    if slot.kdf == "pbkdf2":
        return hashlib.pbkdf2_hmac(require_hash(slot.hash), secret, slot.salt, _bounded(first, MOST_ITERATIONS), slot.area_key)
    kind = ARGON.get(slot.kdf)
    if kind is None:
        raise ValueError(f"key derivation {slot.kdf}")
    first, memory, lanes = _bounded(first, MOST_TIME), _bounded(memory, MOST_MEMORY), _bounded(lanes, MOST_LANES)
    try:
        return hash_secret_raw(secret, slot.salt, first, memory, lanes, slot.area_key, kind)
    except HashingError:
        return None


def _bounded(number: int, most: int) -> int:
    if not 0 < number <= most:
        raise ValueError(f"its key derivation asks for {number}, at most {most} is given")
    return number


def merged(material: bytes, length: int, name: str) -> bytes:
    """The key that was spread over stripes (the specification's AFmerge)."""
    stripes = [material[at : at + length] for at in range(0, len(material), length)]
    key = bytes(length)
    for stripe in stripes[:-1]:
        key = _diffused(_xor(key, stripe), name)
    return _xor(key, stripes[-1])


def _diffused(block: bytes, name: str) -> bytes:
    size = hashlib.new(name).digest_size
    parts = (block[at : at + size] for at in range(0, len(block), size))
    return b"".join(hashlib.new(name, struct.pack(">I", number) + part).digest()[: len(part)] for number, part in enumerate(parts))


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def _fits(header: Header, key: bytes) -> bool:
    name, salt, rounds, known = header.digest
    return 0 < rounds <= MOST_ITERATIONS and hashlib.pbkdf2_hmac(name, key, salt, rounds, len(known)) == known


def _opened(medium: Medium, volume: Volume, header: Header, key: bytes) -> Opened:
    if header.sector not in (512, 1024, 2048, 4096):
        raise ValueError(f"sectors of {header.sector} bytes")
    base, unit = volume.offset + header.offset, header.sector
    room = max(0, min(volume.offset + volume.size, medium.size) - base)
    size = (room if header.size is None else min(room, header.size)) // unit * unit

    def read(offset: int, length: int) -> bytes:
        end = min(offset + length, size)
        if offset >= end:
            return b""
        first, last = offset // unit, -(-end // unit)
        coded = medium.read(base + first * unit, (last - first) * unit)
        plain = decrypt(header.cipher, key, coded, first * (unit // SECTOR) + header.tweak, unit)
        return plain[offset - first * unit : end - first * unit]

    read(0, SECTOR)  # a cipher that is not had here is said now
    return Opened(base, size, read, "password")


def _name(raw: object) -> str:
    return raw.split(b"\0", 1)[0].decode("ascii", "replace") if isinstance(raw, bytes) else ""
