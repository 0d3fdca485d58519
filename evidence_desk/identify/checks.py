"""The check digits and codes of identifiers, each as its standard has it. Each function takes the normal form."""

from __future__ import annotations

import hashlib
from datetime import date

from Cryptodome.Hash import keccak

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECK = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32_CONSTANT, BECH32M_CONSTANT = 1, 0x2BC830A3
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
BITCOIN_VERSIONS, TRON_VERSION = (0x00, 0x05), 0x41
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)


def resident_id(number: str) -> bool:
    """GB 11643-1999: a province, a real date of birth and the check character. Counties changed too often to tell anything."""
    if number[:2] not in PROVINCES or not _born(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(RESIDENT_WEIGHTS, number[:17], strict=True))
    return RESIDENT_CHECK[total % 11] == number[17]


def _born(written: str) -> bool:
    try:
        return date(1850, 1, 1) <= date(int(written[:4]), int(written[4:6]), int(written[6:])) <= date(2100, 1, 1)
    except ValueError:
        return False


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def uscc(code: str) -> bool:
    """GB 32100-2015, and GB 11714 for the organisation code in it."""
    values = [USCC_ALPHABET.index(character) for character in code]
    if (31 - sum(weight * value for weight, value in zip(USCC_WEIGHTS, values, strict=False)) % 31) % 31 != values[17]:
        return False
    organisation = code[8:17]
    total = sum(weight * int(character, 36) for weight, character in zip(ORGANISATION_WEIGHTS, organisation, strict=False))
    return "0123456789X0"[(11 - total % 11) % 11 if total % 11 != 1 else 10] == organisation[8]


def base58check(address: str) -> int | None:
    """The version byte of 25 bytes whose checksum holds; None otherwise."""
    number = 0
    for character in address:
        number = number * 58 + BASE58.index(character)
    if number >= 1 << 200:
        return None
    data = number.to_bytes(25)
    if len(address) - len(address.lstrip("1")) != len(data) - len(data.lstrip(b"\0")):
        return None
    return data[0] if hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:] else None


def segwit(address: str) -> bool:
    """BIP-173 for version 0, BIP-350 for 1 to 16; lower case."""
    human, _, data = address.rpartition("1")
    values = [BECH32.find(character) for character in data]
    if min(values, default=-1) < 0 or len(values) < 8:
        return False
    version = values[0]
    expected = BECH32_CONSTANT if version == 0 else BECH32M_CONSTANT
    expanded = [ord(character) >> 5 for character in human] + [0] + [ord(character) & 31 for character in human]
    if version > 16 or _polymod([*expanded, *values]) != expected:
        return False
    bits = 5 * len(values[1:-6])
    return bits % 8 < 5 and (bits // 8 in (20, 32) if version == 0 else 2 <= bits // 8 <= 40)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            check ^= GENERATOR[bit] if top >> bit & 1 else 0
    return check


def eip55(address: str) -> bool | None:
    """Whether its capitals are those of EIP-55; None where all letters are of one case and say nothing."""
    plain = address[2:]
    if plain in (plain.lower(), plain.upper()):
        return None
    digest = keccak.new(digest_bits=256, data=plain.lower().encode()).hexdigest()
    return all(
        character == (character.upper() if int(nibble, 16) > 7 else character.lower())
        for character, nibble in zip(plain, digest, strict=False)
    )
