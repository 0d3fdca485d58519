#!/usr/bin/env python3
"""Checks a review package without Evidence Desk: this one file and Python's standard library (3.8 or later) are enough.

    python3 verify.py PACKAGE.zip [--root HASH]
    python3 verify.py FOLDER      [--root HASH]      the same, unpacked

A package is a ZIP whose every byte follows from its members: they are stored, in the order of the manifest, with fixed times and no
comments. manifest.json lists each member with its size, SHA-256 and SM3. Its root is the Merkle root (RFC 6962) over all else that it says:
the first leaf is its fields besides members and root, then comes a leaf for each member, each leaf as JSON in ASCII with sorted keys and no
spaces. sums.txt has the SHA-256 of the manifest, the signature and the signer. Exit status: 0 all holds, 1 something does not, 2 it is no package.
`--root`: the root as it was written down when the package was made: the program printed it, and the case's own log has it. No memo
shows it, since memos lie in the package. A package that was made anew as a whole has another root, and nothing in it can tell that.
The signature is not checked here: `openssl` or Evidence Desk does that.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import math
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

LOCAL = struct.Struct("<IHHHHHIIIHH")
CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
END = struct.Struct("<IHHHHIIH")
VERSION, FLAGS, STORED, TIME, DATE = 20, 0x800, 0, 0, 0x21  # names in UTF-8; 1980-01-01
MANIFEST, SUMS, SIGNATURE, SIGNER = "manifest.json", "sums.txt", "manifest.sig", "signer.pem"
FORMAT = "evidence-desk-package-3"
BLOCK = 1 << 20
COUNTED = ("raw", "invalid", "duplicate", "unique")
STATES = ("invalid", "duplicate", "counted")
ONCE = ("personal-", "cards")
"""Rules of which each key counts once in its group."""
LOG, MEMOS, LEFT_OUT = "audit.jsonl", "memos.jsonl", "left-out.jsonl"
WRITTEN = {
    "findings": ("finding", (("text", "text"), ("bearing", "bearing"), ("strength", "strength"))),
    "tags": ("tag", (("tag", "tag"), ("note", "note"), ("bearing", "bearing"))),
    "conclusions": ("conclude", (("question", "question"), ("kind", "class"), ("text", "text"))),
}
"""Of a table that people write: the act, and which of its details a row has as what."""
RESULTS = ("right", "wrong", "undecided", "refused")
LARGEST_MANIFEST = 256 << 20
ODD = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a member raises that is not of its form."""
FAVOURABLE = ("有利", "无罪", "罪轻", "exculpat", "mitigat", "favourable", "favorable")
"""What in the name of a mark says that it speaks for the suspect, besides a bearing that contradicts."""
BOUNDS = ("share_low", "share_high", "wrong_low", "wrong_high", "right_low")
CLOSE = 1e-9
"""A probability as near to the limit as this is computed again in whole numbers."""
SIGNED = {True: ("已签名", "signed"), False: ("未签名", "not signed")}
TOLD = {
    "issued": (
        "{member}：日志第 {seq} 条所记写出的意见书（{language}，{format}，{signed}），逐字节相同，SHA-256 {sha256}；日志在其后另有 {later} 条",
        "{member} is the memo that entry {seq} of the log recorded when it was written ({language}, {format}, {signed}), byte for byte, SHA-256 {sha256}; "
        "the log has {later} entries after it",
    ),
    "anew": (
        "{member}：日志没有记载该文件。memos.jsonl 未为其注明日志条目，即称其为制作复核包时重新生成的草稿，SHA-256 {sha256}",
        "{member} is not recorded in the log. memos.jsonl gives no entry for it, that is, says it was made anew with the package, as a draft, SHA-256 {sha256}",
    ),
    "unlogged": ("{member}：日志没有记载该文件，SHA-256 {sha256}", "{member} is not recorded in the log, SHA-256 {sha256}"),
    "other": (
        "日志第 {seq} 条另记写出意见书（{language}，{format}，{signed}），SHA-256 {sha256}，未放入本包",
        "entry {seq} of the log records another memo ({language}, {format}, {signed}), SHA-256 {sha256}, which is not in the package",
    ),
}
"""What the log and its bytes say of a memo."""
if TYPE_CHECKING:
    Member = dict[str, str | int]
    Row = dict[str, Any]


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


def root_of(manifest: Row) -> str:
    """Over all that a manifest says but the root itself: its other fields are the first leaf, then each member is one."""
    head = {name: value for name, value in manifest.items() if name not in ("members", "root")}
    leaves = [json.dumps(one, sort_keys=True, separators=(",", ":")).encode() for one in (head, *manifest["members"])]
    return merkle_root(leaves).hex()


def written(manifest: Row) -> bytes:
    """The bytes of manifest.json, which follow from what it says."""
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


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


def sm3() -> hashlib._Hash | None:
    """SM3 where this Python's OpenSSL has it."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


class Zipped:
    """A package as it was written."""

    form = "ZIP"

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._found = file, list(members(file))
        self._places = {name: (start, size) for name, start, size in self._found}
        self.names = [name for name, _, _ in self._found]

    def blocks(self, name: str) -> Iterator[bytes]:
        return blocks(self._file, *self._places[name])

    def faults(self, listed: list[str]) -> list[str]:
        """Of its form: each member once and in its place, and every byte around them."""
        return _order(self.names, listed) + _layout(self._file, self._found)


class Unpacked:
    """A package that was unpacked into a folder; links in it are not followed."""

    form = "folder"

    def __init__(self, folder: str) -> None:
        self._paths: dict[str, str] = {}
        self._links: list[str] = []
        for path, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                whole = os.path.join(path, name)  # noqa: PTH118
                inside = os.path.relpath(whole, folder).replace(os.sep, "/")
                if os.path.islink(whole) or (name in files and not os.path.isfile(whole)):  # noqa: PTH113, PTH114
                    self._links.append(inside)
                elif name in files:
                    self._paths[inside] = whole
        self.names = sorted(self._paths)

    def blocks(self, name: str) -> Iterator[bytes]:
        with open(self._paths[name], "rb") as file:  # noqa: PTH123
            yield from iter(lambda: file.read(BLOCK), b"")

    def faults(self, listed: list[str]) -> list[str]:
        odd = sorted({*self.names, *self._links} - {*listed, *_sealed(self.names)})
        return [f"{name} is in the folder and not in the manifest" for name in odd]


if TYPE_CHECKING:
    Package = Zipped | Unpacked


def content(package: Package, name: str) -> bytes:
    return b"".join(package.blocks(name))


def sheet(package: Package, name: str) -> list[Row]:
    """The rows of a member that has an object a line."""
    return [json.loads(line) for line in content(package, name).decode().split("\n") if line]


def check(package: Package, root: str | None = None) -> list[str]:
    """What does not hold, a sentence each. NoPackage where there is no manifest to be found."""
    manifest = manifest_of(package)
    given: list[Member] = manifest["members"]
    faults = package.faults([str(one["name"]) for one in given])
    for one in given:
        faults += _member(package, one) + _named(one)
    if root is not None and manifest["root"] != root.lower():
        faults.append("the package has another root than the one given: it is not the package of which that root was written down")
    faults += _sums(package)
    acts, broken = _log(package, manifest)
    faults += broken + _header(package, manifest, acts)
    for part in (_memos, _samples, _marks):
        faults += part(package, acts)
    for holds in (_complete, _countings):
        faults += holds(package)
    return faults


def manifest_of(package: Package) -> Row:
    """The manifest with its members as they must be; NoPackage where it cannot be read."""
    if MANIFEST not in package.names:
        raise NoPackage("it has no manifest.json")
    raw = b""
    for block in package.blocks(MANIFEST):
        raw += block
        if len(raw) > LARGEST_MANIFEST:
            raise NoPackage("its manifest.json is larger than any that is written")
    try:
        manifest: Row = json.loads(raw)
        if manifest["format"] != FORMAT:
            raise NoPackage(f"its form is {manifest['format']}, which this verifier does not know: use the verify.py that lies in it")
        members = [
            {"name": str(one["name"]), "size": int(one["size"]), "sha256": str(one["sha256"]), "sm3": str(one["sm3"])}
            for one in manifest["members"]
        ]
        return {**manifest, "members": members, "root": str(manifest["root"])}
    except ODD as error:
        raise NoPackage(f"its manifest.json cannot be read: {error}") from error


def _sealed(found: list[str]) -> list[str]:
    """What stands over the members, in its order."""
    return [MANIFEST, *(name for name in (SIGNATURE, SIGNER) if name in found), SUMS]


def _named(listed: Member) -> list[str]:
    """An exhibit whose digest was known when the case was processed has it as its name."""
    name = str(listed["name"]).rpartition("/")[2]
    if not str(listed["name"]).startswith("exhibits/") or len(name) != 64 or name == listed["sha256"]:
        return []
    return [f"{listed['name']} is not the file whose digest is its name"]


def _order(found: list[str], listed: list[str]) -> list[str]:
    """The members of the manifest in its order, then what stands over them: each once, and nothing else."""
    sealed = _sealed(found)
    if found == [*listed, *sealed]:
        return []
    odd = [name for name in found if name not in listed and name not in sealed] + [
        name for name in sorted(set(found)) if found.count(name) > 1
    ]
    return [f"{name} is in the package and not in its manifest, or there twice" for name in odd] or [
        "the members are not in the order of the manifest"
    ]


def _member(package: Package, listed: Member) -> list[str]:
    name = str(listed["name"])
    if name not in package.names:
        return [f"{name} is missing"]
    first, second, size = hashlib.sha256(), sm3(), 0
    for block in package.blocks(name):
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


def _sums(package: Package) -> list[str]:
    if SUMS not in package.names:
        return [f"{SUMS} is missing"]
    over = [name for name in _sealed(package.names) if name != SUMS]
    expected = "".join(f"{hashlib.sha256(content(package, name)).hexdigest()}  {name}\n" for name in over)
    if content(package, SUMS) != expected.encode():
        return [f"{SUMS} does not have the digests of {MANIFEST} and what signs it: one of them was changed"]
    return []


def _header(package: Package, manifest: Row, acts: list[Row]) -> list[str]:
    """The root is over what the manifest says, which is written in one way only; the case is the one with which the log begins."""
    try:
        faults = [] if root_of(manifest) == manifest["root"] else [f"{MANIFEST}: its root is not that of its members and its other fields"]
        if written(manifest) != content(package, MANIFEST):
            faults.append(f"{MANIFEST} is not written as a manifest is: something in it was added or moved")
        first = acts[0] if acts and acts[0].get("act") == "case.new" else {}
        for own, logged in (("case", "number"), ("title", "title")):
            if logged in first and manifest.get(own) != first[logged]:
                faults.append(f"{MANIFEST}: its {own} is {manifest.get(own)!r}, the first entry of the log says {first[logged]!r}")
    except ODD:
        return [f"{MANIFEST}: it has a field that no manifest has"]
    return faults


def _log(package: Package, manifest: Row) -> tuple[list[Row], list[str]]:
    """The entries of the log, and what is wrong with its chain; it must end where the manifest says."""
    if LOG not in package.names:
        return [], [f"{LOG} is missing"]
    acts: list[Row] = []
    faults, previous = [], bytes(32)
    try:
        for number, entry in enumerate(sheet(package, LOG), 1):
            body, before, digest = entry["body"].encode(), bytes.fromhex(entry["previous"]), bytes.fromhex(entry["hash"])
            act = json.loads(body)
            if entry["seq"] != number or act["seq"] != number or before != previous:
                faults.append(f"{LOG}: entry {number} does not follow the one before it: entries are missing, doubled or moved")
            if hashlib.sha256(before + body).digest() != digest:
                faults.append(f"{LOG}: entry {number} does not have its hash: its text was changed")
            acts.append(act)
            previous = digest
    except ODD:
        return acts, [*faults, f"{LOG}: line {len(acts) + 1} is no entry of a log"]
    if len(acts) != manifest.get("log_entries"):
        faults.append(f"{LOG} has {len(acts)} entries, the manifest says {manifest.get('log_entries')}")
    if previous.hex() != manifest.get("log_head"):
        faults.append(f"{LOG} does not end with the head that the manifest says: {manifest.get('log_head')}")
    return acts, faults


def _memos(package: Package, acts: list[Row]) -> list[str]:
    """Each memo is told in memos.jsonl; one that was issued has the digest that the log has of its issue."""
    if MEMOS not in package.names:
        return [f"{MEMOS} is missing"]
    faults, told = [], set()
    try:
        for one in sheet(package, MEMOS):
            name, entry = one["member"], one["entry"]
            if entry is not None and not any(
                act["seq"] == entry and act["act"] == "memo" and act["sha256"] == one["sha256"] for act in acts
            ):
                faults.append(f"{MEMOS}: entry {entry} of the log has no memo with the digest {one['sha256']}")
            if name is not None:
                told.add(name)
                if name not in package.names or hashlib.sha256(content(package, name)).hexdigest() != one["sha256"]:
                    faults.append(f"{MEMOS}: {name} is not the memo whose digest is told")
    except ODD:
        return [f"{MEMOS}: it is no list of memos"]
    return faults + [f"{name} is not told in {MEMOS}" for name in package.names if name.startswith("memo-") and name not in told]


def _marks(package: Package, acts: list[Row]) -> list[str]:
    """What people wrote is as the log has it. Of a case into which another was merged the package has not the other's log."""
    if any(act.get("act") == "merge" for act in acts):
        return []
    faults = []
    try:
        for row in [*sheet(package, "records.jsonl"), *({"table": "conclusions", **one} for one in sheet(package, "conclusions.jsonl"))]:
            name, parts = WRITTEN.get(row["table"], ("", ()))
            own = [act for act in acts if act.get("act") == name and ("item" not in row or row["item"] in act.get("items", [row["item"]]))]
            if name and not any(all(act.get(there, row[part]) == row[part] for there, part in parts) for act in own):
                faults.append(f"{row['id']}: the log has no such entry: {', '.join(part for _, part in parts)} must be as one has them")
        results = {(int(act["sample"][1:]), act["item"]): act["result"] for act in acts if act.get("act") == "sample.result"}
        for sample in sheet(package, "samples.jsonl") if "samples.jsonl" in package.names else []:
            for one in sheet(package, f"samples/{sample['id']}.jsonl"):
                if results.get((int(sample["id"][1:]), one["item"]), one["result"]) != one["result"]:
                    faults.append(f"samples/{sample['id']}: the result of {one['item']} is not the one that the log has last")
    except ODD:
        return ["records.jsonl, conclusions.jsonl, samples.jsonl: one of them is missing or is no list of its kind"]
    return faults


def _complete(package: Package) -> list[str]:
    """Whatever a finding or an opinion cites, and whatever was marked as speaking for the suspect, is among the records, and the file in which
    a record lies among the exhibits; or it is told what was left out, and why."""
    try:
        rows, opinions = sheet(package, "records.jsonl"), sheet(package, "conclusions.jsonl")
        left_out = {one["item"] for one in sheet(package, LEFT_OUT) if one["reason"]}
        exhibits = sheet(package, "exhibits.jsonl")
        there = {str(row["id"]) for row in rows} | left_out
        kept = {one["item"] for one in exhibits if one["member"] in package.names} | left_out
        wanted = [item for row in [*rows, *opinions] for item in row.get("citations") or ()]
        wanted += [row["item"] for row in rows if row["table"] == "tags" and _favours(row)]
        faults = [
            f"{item} is cited, or speaks for the suspect, and is neither in records.jsonl nor in left-out.jsonl"
            for item in dict.fromkeys(wanted)
            if item not in there
        ]
        faults += [f"{one['member']} is told in exhibits.jsonl and missing" for one in exhibits if one["member"] not in package.names]
        resting = {entry: str(row["id"]) for row in reversed(rows) for entry in _files(row)}
        faults += [
            f"{item} rests on the file {entry}, which is neither an exhibit nor in left-out.jsonl"
            for entry, item in resting.items()
            if entry not in kept
        ]
    except ODD:
        return ["records.jsonl, conclusions.jsonl, exhibits.jsonl and left-out.jsonl: one of them is missing or is no list of its kind"]
    return faults


def _favours(row: Row) -> bool:
    return row["bearing"] == "contradicts" or any(name in row["tag"].lower() for name in FAVOURABLE)


def _files(row: Row) -> list[str]:
    """The files in which a record lies."""
    if row["table"] == "entries":
        return [row["id"]] if row["kind"] == "file" else []
    if row["table"] == "problems":
        return []
    source = row.get("source")
    return [source["entry"]] if isinstance(source, dict) and source.get("entry") else []


def _countings(package: Package) -> list[str]:
    """Counted again from the rows that each sheet lists: raw = invalid + duplicate + unique, group by group; amounts, shares and persons too."""
    faults: list[str] = []
    for name in package.names:
        if not (name.startswith("countings/") and name.endswith(".jsonl")):
            continue
        try:
            lines = sheet(package, name)
            given = {one["group"]: tuple(one[part] for part in COUNTED) for one in lines if "rule" in one}
            found: dict[str, list[int]] = {group: [0, 0, 0, 0] for group in given}
            for one in lines:
                if "rule" not in one:
                    numbers = found.setdefault(one["group"], [0, 0, 0, 0])
                    numbers[0] += 1
                    numbers[STATES.index(one["status"]) + 1] += 1
            odd = [one["group"] for one in lines if "rule" in one and not _adds_up(one, [row for row in lines if "status" in row])]
        except ODD:
            faults.append(f"{name}: it is no sheet of a counting")
            continue
        faults += [f"{name}: the sum, the share or the persons of {group!r} are not those of its rows" for group in odd]
        faults += [
            f"{name}: the numbers of {group!r} are not those of its rows" for group in found if given.get(group) != tuple(found[group])
        ]
    return faults


def _adds_up(given: Row, rows: list[Row]) -> bool:
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


def _samples(package: Package, acts: list[Row]) -> list[str]:
    """Each sample drawn again from its population and its seed, its results counted and its bounds computed again."""
    if "samples.jsonl" not in package.names:
        return []
    faults = []
    try:
        for sample in sheet(package, "samples.jsonl"):
            faults += [f"samples/{sample['id']}: {fault}" for fault in [*_logged(sample, acts), *_sample(package, sample)]]
    except ODD:
        faults.append("samples.jsonl: it is no list of samples")
    return faults


def _logged(sample: Row, acts: list[Row]) -> list[str]:
    """The log has the population before it has the seed."""
    frozen = [one["seq"] for one in acts if one["act"] == "sample.freeze" and one["manifest"] == sample["manifest"]]
    drawn = [
        one["seq"]
        for one in acts
        if one["act"] == "sample.draw" and one["manifest"] == sample["manifest"] and one["seed"] == sample["seed"]
    ]
    units = sample.get("units")
    if units and not any(one["act"] == "sample.freeze" and one.get("units") == units for one in acts):
        return ["the log has no freezing of its strata"]
    return [] if frozen and drawn and min(frozen) < max(drawn) else ["the log does not have its population, and behind that its seed"]


def _sample(package: Package, sample: Row) -> list[str]:
    name = f"samples/{sample['id']}"
    manifest = content(package, f"{name}-population.txt")
    items, drawn = manifest.decode().split("\n")[:-1], sheet(package, f"{name}.jsonl")
    if hashlib.sha256(manifest).hexdigest() != sample["manifest"] or len(items) != sample["size"] or items != sorted(set(items)):
        return ["its population is not the one whose digest was logged"]
    stratum: dict[str, str] = {}
    if sample.get("units") and not _is_left_out(package, sample):
        if hashlib.sha256(content(package, f"{name}-strata.jsonl")).hexdigest() != sample["units"]:
            return ["its strata are not those whose digest was logged"]
        stratum = {one["item"]: one["stratum"] for one in sheet(package, f"{name}-strata.jsonl")}
        if sorted(stratum) != items:
            return ["its strata are not those of its population"]
    faults = []
    if any(sample[result] != sum(one["result"] == result for one in drawn) for result in RESULTS):
        faults.append("its results are not those of its items")
    wanted = _drawn(sample, items, stratum, drawn)
    if [one["item"] for one in drawn] != wanted or not set(wanted) <= set(items):
        faults.append("population and seed draw other items than those listed")
    found = bounds_of(sample, drawn)
    if any(found[part] != sample[part] for part in BOUNDS):
        faults.append("its bounds are not those that its results give")
    return faults


def _is_left_out(package: Package, sample: Row) -> bool:
    """Whether the package says why it has not the strata: what is set apart is among them."""
    if f"samples/{sample['id']}-strata.jsonl" in package.names:
        return False
    return any(row["item"] == sample["id"] and row["sha256"] == sample["units"] for row in sheet(package, "left-out.jsonl"))


def _drawn(sample: Row, items: list[str], stratum: dict[str, str], drawn: list[Row]) -> list[str]:
    """What the seed draws; where its strata were not kept, or may not be shown, what is listed must be in the order of the seed."""
    if not sample["strata"]:
        return order(sample["seed"], items)[: sample["drawn"]]
    wanted = []
    for one, part in sample["strata"].items():
        listed = [row["item"] for row in drawn if (row["stratum"] or "") == one]
        of_it = [item for item in items if stratum.get(item) == one] if stratum else listed
        wanted += order(sample["seed"], of_it)[: part["drawn"]]
    return wanted


def order(seed: str, items: list[str]) -> list[str]:
    """By HMAC-SHA256 of the id, the seed as its bytes being the key."""
    return sorted(items, key=lambda item: (hmac.new(bytes.fromhex(seed), item.encode(), hashlib.sha256).hexdigest(), item))


def bounds_of(sample: Row, drawn: list[Row]) -> Row:
    """Between which bounds the whole lies: the numbers that the inverted hypergeometric test does not contradict, stratum by stratum, each at a confidence
    at which all hold together. What was not decided is right for the lower bound and wrong for the upper one. Nothing before all was looked at."""
    if any(one["result"] is None for one in drawn):
        return dict.fromkeys(BOUNDS)
    parts = sample["strata"] or {"": {"size": sample["size"], "drawn": sample["drawn"]}}
    limit = Fraction(str(round((1 - sample["confidence"]) / len(parts), 12))) / 2
    low = high = 0
    for name, part in parts.items():
        results = [one["result"] for one in drawn if (one["stratum"] or "") == name]
        size, count, wrong = part["size"], part["drawn"], results.count("wrong")
        unsure = results.count("undecided") + results.count("refused")
        low += _lowest(wrong, count, size, limit) if count else 0
        high += size - _lowest(count - wrong - unsure, count, size, limit) if count else size
    size = sample["size"]
    return {"share_low": low / size, "share_high": high / size, "wrong_low": low, "wrong_high": high, "right_low": size - high}


def _lowest(found: int, sample: int, population: int, limit: Fraction) -> int:
    """The smallest number in the whole of which a sample has so many with a probability above the limit."""
    low, high = found, population - (sample - found)
    while low < high:
        middle = (low + high) // 2
        if _exceeds(population - middle, sample - found, sample, population, limit):
            high = middle
        else:
            low = middle + 1
    return low


def _exceeds(total: int, most: int, sample: int, population: int, limit: Fraction) -> bool:
    """Whether at most so many of a sample are of the `total` with a probability above the limit."""
    least, end = max(0, sample - (population - total)), min(most, total, sample) + 1
    whole = _log_comb(population, sample)
    terms = [_log_comb(total, one) + _log_comb(population - total, sample - one) - whole for one in range(least, end)]
    probability = min(1.0, math.fsum(math.exp(term) for term in terms))
    if abs(probability - float(limit)) > CLOSE:
        return probability > limit
    ways = sum(math.comb(total, one) * math.comb(population - total, sample - one) for one in range(least, end))
    return Fraction(ways, math.comb(population, sample)) > limit


def _log_comb(total: int, chosen: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


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


def facts(package: Package) -> list[str]:
    """What the package says of itself, a line each: what to compare with other papers, which memo it has, what was left out."""
    manifest = manifest_of(package)
    lines = [
        f"案件 case: {manifest.get('case')} {manifest.get('title')}",
        f"制作 made by: {manifest.get('made_by')}",
        f"形式 form: {package.form}, {len(package.names)} files",
        f"Merkle 根 root: {manifest['root']}",
        f"日志 log: {manifest.get('log_entries')} entries, head {manifest.get('log_head')}",
    ]
    for name, told in ((MEMOS, _memo_lines), (LEFT_OUT, _left_out_lines)):
        try:
            lines += told(package) if name in package.names else []
        except ODD:
            lines.append(f"{name} cannot be read")
    return [plain(line) for line in lines]


def _memo_lines(package: Package) -> list[str]:
    """Which memos the log records, and which of the members have their bytes. What a memo's row says in words is not repeated."""
    acts = _log(package, manifest_of(package))[0]
    issues = [act for act in acts if act.get("act") == "memo"]
    anew = {one["member"] for one in sheet(package, MEMOS) if one["entry"] is None}
    found: list[tuple[str, Row]] = []
    there: set[int] = set()
    for name in (one for one in package.names if one.startswith("memo-")):
        digest = hashlib.sha256(content(package, name)).hexdigest()
        own = [act for act in issues if act["sha256"] == digest]
        there.update(act["seq"] for act in own)
        issue = max(own, key=lambda act: (bool(act.get("signed")), act["seq"]), default={"sha256": digest})
        found.append(("issued" if own else "anew" if name in anew else "unlogged", {**issue, "member": name}))
    found += [("other", act) for act in issues if act["seq"] not in there]
    return [f"意见书 memo: {'; '.join(memo_told(kind, issue, len(acts)))}" for kind, issue in found]


def memo_told(kind: str, issue: Row, last: int) -> list[str]:
    """Of a memo, in Chinese and in English: `issue` is the log's entry of its writing, `last` the last entry of the log."""
    form = ", ".join(str(one) for one in (issue.get("format", "pdf"), issue.get("redaction")) if one is not None)
    about = {**issue, "format": form, "later": last - issue.get("seq", last)}
    return [TOLD[kind][place].format_map({**about, "signed": SIGNED[bool(issue.get("signed"))][place]}) for place in (0, 1)]


def _left_out_lines(package: Package) -> list[str]:
    return [f"未放入 left out: {one['item']} {one['path'] or ''} {one['reason_zh']}; {one['reason']}" for one in sheet(package, LEFT_OUT)]


def plain(text: str) -> str:
    """For a terminal: what is no letter, digit or sign is shown by its code."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def opened(path: str) -> Package:
    """The package at a path, a ZIP or a folder; OSError, NoPackage."""
    return Unpacked(path) if os.path.isdir(path) else Zipped(open(path, "rb"))  # noqa: PTH112, PTH123


def main() -> int:
    parser = argparse.ArgumentParser(description="checks a review package, as a ZIP or unpacked")
    parser.add_argument("package", help="the ZIP, or the folder into which it was unpacked")
    parser.add_argument("--root", help="the Merkle root as it was written down when the package was made")
    given = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        package = opened(given.package)
        faults, lines = check(package, given.root), facts(package)
    except (OSError, NoPackage) as error:
        print(f"{given.package}: {plain(str(error))}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    print()
    for fault in faults:
        print(f"FAULT 不符: {plain(fault)}")
    if faults:
        print(f"Faults: {len(faults)}. This is not the package that was made.  与制作时不符，共 {len(faults)} 处。")
        return 1
    print("All holds: every file is as the manifest says, the log is unbroken up to the head above, nothing cited is missing unsaid,")
    print("and samples, their bounds and countings come out the same.  全部相符。")
    print("Not checked here: the signature, if there is one" + ("" if sm3() else "; SM3, which this Python does not have") + ".")
    if given.root is None:
        print(
            "Whether the package was made anew as a whole only the root tells, as it was written down elsewhere: compare it, or give it with --root."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
