#!/usr/bin/env python3
"""Checks a review package without Evidence Desk: this one file and Python's standard library are enough.

    python3 verify.py PACKAGE.zip [--root HASH]

A package is a ZIP whose every byte follows from its members: they are stored, in the order of the manifest, with fixed times and no
comments. manifest.json lists each member with its size, SHA-256 and SM3, and the Merkle root over them (RFC 6962); sums.txt has the
SHA-256 of the manifest, the signature and the signer. Exit status: 0 all holds, 1 something does not, 2 the file is no package.
`--root`: the root that a memo or a paper copy shows; a package that was made anew as a whole has another one.
The signature is not checked here: `openssl` or Evidence Desk does that.
"""

import argparse
import hashlib
import hmac
import json
import struct
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

LOCAL = struct.Struct("<IHHHHHIIIHH")
CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
END = struct.Struct("<IHHHHIIH")
VERSION, FLAGS, STORED, TIME, DATE = 20, 0x800, 0, 0, 0x21  # names in UTF-8; 1980-01-01
MANIFEST, SUMS, SIGNATURE, SIGNER = "manifest.json", "sums.txt", "manifest.sig", "signer.pem"
FORMAT = "evidence-desk-package-1"
BLOCK = 1 << 20
COUNTED = ("raw", "invalid", "duplicate", "unique")
STATES = ("invalid", "duplicate", "counted")
ONCE = ("personal-", "cards")
"""Rules of which each key counts once in its group."""
RESULTS = ("right", "wrong", "undecided", "refused")
LARGEST_MANIFEST = 256 << 20
Member = dict[str, str | int]


class NoPackage(Exception):
    """The file is no ZIP of this form at all."""


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """The bytes before a member."""
    return LOCAL.pack(0x04034B50, VERSION, FLAGS, STORED, TIME, DATE, crc, size, size, len(name), 0) + name


def central_header(name: bytes, crc: int, size: int, offset: int) -> bytes:
    """A member's entry in the directory at the end."""
    return CENTRAL.pack(0x02014B50, VERSION, VERSION, FLAGS, STORED, TIME, DATE, crc, size, size, len(name), 0, 0, 0, 0, 0, offset) + name


def end_of(count: int, length: int, offset: int) -> bytes:
    """The bytes behind the directory."""
    return END.pack(0x06054B50, 0, 0, count, count, length, offset, 0)


def merkle_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1: leaves are hashed behind a zero byte, pairs behind a one."""
    if not leaves:
        return hashlib.sha256().digest()
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]

    def root(nodes: list[bytes]) -> bytes:
        if len(nodes) == 1:
            return nodes[0]
        half = 1
        while half * 2 < len(nodes):
            half *= 2
        return hashlib.sha256(b"\1" + root(nodes[:half]) + root(nodes[half:])).digest()

    return root(level)


def leaf_of(member: Member) -> bytes:
    """What the tree is made of: a member's name, size and SHA-256."""
    return f"{member['name']}\n{member['size']}\n{member['sha256']}\n".encode()


def check(file: BinaryIO, root: str | None = None) -> list[str]:
    """What does not hold, a sentence each. NoPackage where there is no manifest to be found."""
    found = list(members(file))
    contents = {name: (start, size) for name, start, size in found}
    if MANIFEST not in contents:
        raise NoPackage("it has no manifest.json")
    if contents[MANIFEST][1] > LARGEST_MANIFEST:
        raise NoPackage("its manifest.json is larger than any that is written")
    given, given_root = _manifest(read(file, *contents[MANIFEST]))
    faults: list[str] = []
    listed = {str(one["name"]): one for one in given}
    faults += _order([name for name, _, _ in found], list(listed))
    for name, one in listed.items():
        faults += _member(file, contents.get(name), one)
    if merkle_root([leaf_of(one) for one in given]).hex() != given_root:
        faults.append("manifest.json: its root is not that of its members")
    if root is not None and given_root != root.lower():
        faults.append("the package has another root than the one given: it is not the one that was witnessed")
    faults += _sums(file, contents)
    faults += _countings(file, contents)
    faults += _samples(file, contents)
    faults += _layout(file, found)
    return faults


def members(file: BinaryIO) -> Iterator[tuple[str, int, int]]:
    """(name, start, size) of each member, as the local headers have them."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(LOCAL.size)
        if len(head) < LOCAL.size or head[:4] != b"PK\x03\x04":
            break
        _, _, _, _, _, _, _, size, _, length, extra = LOCAL.unpack(head)
        name = file.read(length).decode("utf-8", "replace")
        start = at + LOCAL.size + length + extra
        yield name, start, size
        at = start + size
    if at == 0:
        raise NoPackage("it is no ZIP file")


def read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def blocks(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    file.seek(start)
    while size > 0 and (block := file.read(min(BLOCK, size))):
        size -= len(block)
        yield block


def sm3() -> "hashlib._Hash | None":
    """SM3 where this Python's OpenSSL has it."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


def _manifest(raw: bytes) -> tuple[list[Member], str]:
    try:
        manifest = json.loads(raw)
        given: list[Member] = [
            {"name": str(one["name"]), "size": int(one["size"]), "sha256": str(one["sha256"]), "sm3": str(one["sm3"])}
            for one in manifest["members"]
        ]
        if manifest["format"] != FORMAT:
            raise NoPackage(f"its form is {manifest['format']}, which this verifier does not know")
        return given, str(manifest["root"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoPackage(f"its manifest.json cannot be read: {error}") from error


def _member(file: BinaryIO, place: tuple[int, int] | None, listed: Member) -> list[str]:
    name = listed["name"]
    if place is None:
        return [f"{name} is missing"]
    first, second = hashlib.sha256(), sm3()
    size = 0
    for block in blocks(file, *place):
        size += len(block)
        first.update(block)
        if second:
            second.update(block)
    faults = []
    if size != listed["size"]:
        faults.append(f"{name} has {size} bytes, the manifest says {listed['size']}")
    if first.hexdigest() != listed["sha256"]:
        faults.append(f"{name} was changed: SHA-256 {first.hexdigest()}, the manifest says {listed['sha256']}")
    if second and second.hexdigest() != listed["sm3"]:
        faults.append(f"{name} was changed: SM3 {second.hexdigest()}, the manifest says {listed['sm3']}")
    return faults


def _order(found: list[str], listed: list[str]) -> list[str]:
    """The members of the manifest in its order, then what stands over them: each once, and nothing else."""
    sealed = [MANIFEST, *(name for name in (SIGNATURE, SIGNER) if name in found), SUMS]
    if found == [*listed, *sealed]:
        return []
    odd = [name for name in found if name not in listed and name not in sealed] + [
        name for name in sorted(set(found)) if found.count(name) > 1
    ]
    return [f"{name} is in the package and not in its manifest, or there twice" for name in odd] or [
        "the members are not in the order of the manifest"
    ]


def _sums(file: BinaryIO, contents: dict[str, tuple[int, int]]) -> list[str]:
    if SUMS not in contents:
        return [f"{SUMS} is missing"]
    expected = []
    for name in (MANIFEST, SIGNATURE, SIGNER):
        if name in contents:
            expected.append(f"{hashlib.sha256(read(file, *contents[name])).hexdigest()}  {name}\n")
    if read(file, *contents[SUMS]) != "".join(expected).encode():
        return [f"{SUMS} does not have the digests of {MANIFEST} and what signs it: one of them was changed"]
    return []


def _countings(file: BinaryIO, contents: dict[str, tuple[int, int]]) -> list[str]:
    """Counted again from the rows that each sheet lists: raw = invalid + duplicate + unique, group by group; amounts, shares and persons too."""
    faults: list[str] = []
    for name in contents:
        if not (name.startswith("countings/") and name.endswith(".jsonl")):
            continue
        try:
            lines = sheet(file, contents[name])
            given = {one["group"]: tuple(one[part] for part in COUNTED) for one in lines if "rule" in one}
            found: dict[str, list[int]] = {group: [0, 0, 0, 0] for group in given}
            for one in lines:
                if "rule" not in one:
                    numbers = found.setdefault(one["group"], [0, 0, 0, 0])
                    numbers[0] += 1
                    numbers[STATES.index(one["status"]) + 1] += 1
            odd = [one["group"] for one in lines if "rule" in one and not _adds_up(one, [row for row in lines if "status" in row])]
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
            faults.append(f"{name}: it is no sheet of a counting")
            continue
        faults += [f"{name}: the sum, the share or the persons of {group!r} are not those of its rows" for group in odd]
        faults += [
            f"{name}: the numbers of {group!r} are not those of its rows" for group in found if given.get(group) != tuple(found[group])
        ]
    return faults


def sheet(file: BinaryIO, place: tuple[int, int]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(file, *place).decode().split("\n") if line]


def _adds_up(given: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Of a group: what is cumulated, the amount, the part of the article's number in three decimals that are cut, and each person once."""
    own = [row for row in rows if row["group"] == given["group"]]
    amounts = [Decimal(row["amount"]) for row in own if row["status"] == "counted" and row["amount"] is not None]
    holds = given["cumulated"] == given["raw"] - given["invalid"] and (Decimal(given["amount"]) if given["amount"] else None) == (
        sum(amounts) if amounts else None
    )
    if given["share_of"] is not None:
        thousandths = given["unique"] * 1000 // given["share_of"]
        holds = holds and given["share"] == f"{thousandths // 1000}.{thousandths % 1000:03d}"
    if given["rule"].startswith(ONCE):
        holds = holds and len({row["key"] for row in own if row["status"] != "invalid"}) == given["unique"]
    return holds


def _samples(file: BinaryIO, contents: dict[str, tuple[int, int]]) -> list[str]:
    """Each sample drawn again from its population and its seed, and its results counted again."""
    if "samples.jsonl" not in contents:
        return []
    faults = []
    try:
        for sample in sheet(file, contents["samples.jsonl"]):
            faults += [f"samples/{sample['id']}: {fault}" for fault in _sample(file, contents, sample)]
    except (ValueError, KeyError, TypeError, AttributeError):
        faults.append("samples.jsonl: it is no list of samples")
    return faults


def _sample(file: BinaryIO, contents: dict[str, tuple[int, int]], sample: dict[str, Any]) -> list[str]:
    name = f"samples/{sample['id']}"
    manifest = read(file, *contents[f"{name}-population.txt"])
    items, drawn = manifest.decode().split("\n")[:-1], sheet(file, contents[f"{name}.jsonl"])
    if hashlib.sha256(manifest).hexdigest() != sample["manifest"] or len(items) != sample["size"] or items != sorted(set(items)):
        return ["its population is not the one whose digest was logged"]
    stratum = (
        {one["item"]: one["stratum"] for one in sheet(file, contents[f"{name}-strata.jsonl"])} if f"{name}-strata.jsonl" in contents else {}
    )
    faults = []
    if any(sample[result] != sum(one["result"] == result for one in drawn) for result in RESULTS):
        faults.append("its results are not those of its items")
    if not sample["strata"]:
        wanted = order(sample["seed"], items)[: sample["drawn"]]
    elif stratum:
        wanted = [
            item
            for one, part in sample["strata"].items()
            for item in order(sample["seed"], [item for item in items if stratum.get(item) == one])[: part["drawn"]]
        ]
    else:  # the strata are no longer known: what was drawn must be of the population, and in its order
        wanted = [
            item
            for one in sample["strata"]
            for item in order(sample["seed"], [row["item"] for row in drawn if (row["stratum"] or "") == one])
        ]
        faults += ["an item is not of its population"] if not set(wanted) <= set(items) else []
    if [one["item"] for one in drawn] != wanted:
        faults.append("population and seed draw other items than those listed")
    return faults


def order(seed: str, items: list[str]) -> list[str]:
    """By HMAC-SHA256 of the id, the seed as its bytes being the key."""
    return sorted(items, key=lambda item: (hmac.new(bytes.fromhex(seed), item.encode(), hashlib.sha256).hexdigest(), item))


def _layout(file: BinaryIO, found: list[tuple[str, int, int]]) -> list[str]:
    """Every byte that belongs to no member's content must be as its form says."""
    at, directory = 0, b""
    for name, start, size in found:
        encoded, crc = name.encode("utf-8", "replace"), 0
        for block in blocks(file, start, size):
            crc = zlib.crc32(block, crc)
        expected = local_header(encoded, crc, size)
        if start - at != len(expected) or read(file, at, len(expected)) != expected:
            return [f"{name}: its header in the ZIP was changed, at byte {at}"]
        directory += central_header(encoded, crc, size, at)
        at = start + size
    expected = directory + end_of(len(found), len(directory), at)
    if read(file, at, len(expected) + 1) != expected:
        return [f"the directory at the end of the ZIP was changed, behind byte {at}"]
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description="checks a review package")
    parser.add_argument("package")
    parser.add_argument("--root", help="the root that a memo or a paper copy shows")
    given = parser.parse_args()
    try:
        with open(given.package, "rb") as file:  # noqa: PTH123
            faults = check(file, given.root)
            count = sum(1 for _ in members(file))
    except (OSError, NoPackage) as error:
        print(f"{given.package}: {error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{count} members, each as the manifest says; the signature, if there is one, was not checked")
        if sm3() is None:
            print("SM3 was not checked: this Python has none")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
