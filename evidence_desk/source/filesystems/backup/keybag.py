"""The key bag of an encrypted backup, opened with the password that a person gives.

Tags, lengths and values as Bédrune and Sigwald describe them ("iPhone data protection in depth", HITB 2011), and the second
derivation that iOS 10.2 put before the first. A key is wrapped as in RFC 3394, which tells whether the password is right.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

PASSCODE = 2
"""The bit of WRAP that says that a key is wrapped with the password's."""
MOST_ROUNDS = 50_000_000
"""Half a minute; a backup that asks for more was made to hang its reader (Apple's are 10,000,000)."""

Classes = dict[int, bytes]
"""Keys by protection class."""


class Keybag:
    def __init__(self, data: bytes) -> None:
        """ValueError where it cannot be followed."""
        self._about: dict[bytes, bytes] = {}
        self._wrapped: list[tuple[int, bytes]] = []
        one: dict[bytes, bytes] = {}
        into = self._about
        for tag, value in _tags(data):
            if tag == b"UUID" and b"UUID" in into:
                self._add(one)
                into = one = {}
            into[tag] = value
        self._add(one)
        if not self._wrapped or not {b"SALT", b"ITER"} <= self._about.keys():
            raise ValueError("its key bag holds no keys for a password")

    def unlock(self, password: bytes) -> Classes | None:
        """The keys of the classes; None where the password is another."""
        key = password
        if b"DPSL" in self._about:
            key = hashlib.pbkdf2_hmac("sha256", key, self._about[b"DPSL"], self._rounds(b"DPIC"), 32)
        key = hashlib.pbkdf2_hmac("sha1", key, self._about[b"SALT"], self._rounds(b"ITER"), 32)
        found: Classes = {}
        for number, wrapped in self._wrapped:
            try:
                found[number] = aes_key_unwrap(key, wrapped)
            except (InvalidUnwrap, ValueError):
                continue
        return found or None

    def _add(self, one: dict[bytes, bytes]) -> None:
        if {b"CLAS", b"WRAP", b"WPKY"} <= one.keys() and _number(one[b"WRAP"]) & PASSCODE:
            self._wrapped.append((_number(one[b"CLAS"]), one[b"WPKY"]))

    def _rounds(self, tag: bytes) -> int:
        rounds = _number(self._about.get(tag, b""))
        if not 0 < rounds <= MOST_ROUNDS:
            raise ValueError(f"its key bag asks for {rounds} rounds of derivation")
        return rounds


def unwrapped(classes: Classes, number: int | None, wrapped: bytes) -> bytes:
    """The key of a file. `wrapped` begins with its class; where the manifest has it too, that one counts. OSError where it cannot be had."""
    number = int.from_bytes(wrapped[:4], "little") if number is None else number
    if number not in classes:
        raise OSError(f"the key bag has no key of class {number}")
    try:
        return aes_key_unwrap(classes[number], wrapped[4:])
    except (InvalidUnwrap, ValueError) as error:
        raise OSError("its key does not unwrap with that of its class") from error


def _tags(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        tag, length = struct.unpack_from(">4sI", data, place)
        place += 8
        if place + length > len(data):
            raise ValueError("its key bag breaks off")
        yield tag, data[place : place + length]
        place += length


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")
