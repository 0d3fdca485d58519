"""What The Sleuth Kit's own programs say of an image, and which differences from ours have a reason.

Used by the tests and by corpus.py; the reasons stand at length in docs/formats.md.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evidence_desk.model import Entry

CONTROLS = dict.fromkeys((*range(32), 127), "^")
FIELDS = ("created", "modified", "accessed", "changed")

REASONS = {
    "exfat-zone": "fls takes the local times of exFAT for UTC; ours apply the offset that stands beside each",
    "fat-hundredths": "fls before 4.12 leaves out the second that the hundredths of a creation time may hold",
    "iso-zone": "fls takes the local times of ISO 9660 for UTC, and does not read those of Rock Ridge",
    "iso-orphan": "fls numbers what only the other tree of a disc names, and calls it deleted; ours has its name",
    "ntfs-range": "fls before 4.12 shows times outside of 1970 to 2106 modulo 2**32 seconds; ours read the attribute",
    "folder-stream": "fls lists the streams of a folder twice: with the folder, and with the `.` in it",
    "hfs-attribute": "ours lists resource forks and extended attributes as streams; fls does not list them",
    "ntfs-nameless": "ours lists a file beside its streams also where it has no data of its own; fls lists the streams alone",
    "ext-salvaged": "fls lists nothing of a damaged folder; ours gathers its names from its blocks and says so",
    "ext-sign": "fls takes times before 1970 on ext for times after 2106",
}


@dataclass(frozen=True)
class Line:
    """One name, as `fls -m` has it. Times are whole seconds, 0 for none: created, modified, accessed, changed."""

    path: str
    address: int
    allocated: bool
    size: int
    times: tuple[int, ...]


@dataclass
class Comparison:
    agreeing: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def fls(program: str, path: Path, offset: int, filesystem: str) -> list[Line]:
    """What the file system at a byte of an image lists, without the second lines for the times of $FILE_NAME."""
    command = [program, "-r", "-p", *_kind(filesystem), "-o", str(offset // 512), "-m", "/", str(path)]
    output = subprocess.run(command, capture_output=True, timeout=60, env={**os.environ, "TZ": "UTC"}).stdout
    return list(_lines(output.decode("utf-8", "backslashreplace")))


def icat(program: str, path: Path, offset: int, filesystem: str, entry: Entry) -> bytes:
    inode = f"{entry.address}-{entry.attribute >> 16}-{entry.attribute & 0xFFFF}" if entry.attribute else str(entry.address)
    return subprocess.run(
        [program, "-r", *_kind(filesystem), "-o", str(offset // 512), str(path), inode], capture_output=True, timeout=60
    ).stdout


def _kind(filesystem: str) -> list[str]:
    """They refuse to guess a FAT32 of few clusters."""
    return ["-f", filesystem] if filesystem.startswith("fat") else []


def ours(entries: Iterable[Entry]) -> list[Line]:
    """What we list, written as `fls` writes it."""
    return [
        Line(
            (entry.path if entry.stream is None else f"{entry.path}:{entry.stream}").translate(CONTROLS),
            entry.address,
            entry.allocated,
            entry.size,
            tuple((micros or 0) // 1_000_000 for micros in (entry.created, entry.modified, entry.accessed, entry.changed)),
        )
        for entry in entries
    ]


def compare(filesystem: str, theirs: Iterable[Line], mine: Iterable[Line]) -> Comparison:
    left, right = Counter(theirs), Counter(mine)
    nothing_found = filesystem.startswith("ext") and all("$OrphanFiles" in line.path for line in left)
    result = Comparison(agreeing=(left & right).total())
    missing = list((left - right).elements())
    for line in (right - left).elements():
        twin, reason = _twin(filesystem, line, missing)
        if twin is not None:
            missing.remove(twin)
        if twin is None and nothing_found:
            reason = "ext-salvaged"
        if reason is None:
            result.differing.append(f"ours {line} theirs {twin}")
        else:
            result.explained[reason] += 1
    for line in missing:
        if "/.:" in line.path:
            result.explained["folder-stream"] += 1
        else:
            result.differing.append(f"only theirs {line}")
    return result


def _twin(filesystem: str, line: Line, missing: list[Line]) -> tuple[Line | None, str | None]:
    """Their line for the same name, and why the two differ; no reason where there is none."""
    for other in missing:
        same = other.address == line.address and other.size == line.size
        if same and other.path == line.path and other.allocated == line.allocated:
            return other, time_reason(filesystem, line.times, other.times)
        if filesystem == "iso9660" and other.address == line.address and "$OrphanFiles/" in other.path:
            return other, "iso-orphan"
    if filesystem == "ntfs" and not line.size and line.allocated:
        return None, "ntfs-nameless"
    return None, "hfs-attribute" if filesystem == "hfs+" and ":" in line.path else None


def time_reason(filesystem: str, mine: tuple[int, ...], theirs: tuple[int, ...]) -> str | None:
    pairs = [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other]
    match filesystem:
        case "exfat" if all(one and other and abs(one - other) <= 14 * 3600 + 1 for one, other in pairs):
            return "exfat-zone"
        case "fat12" | "fat16" | "fat32" if mine[1:] == theirs[1:] and mine[0] == theirs[0] + 1:
            return "fat-hundredths"
        case "iso9660" if (mine[0] - theirs[0]) % 900 == 0 and not any(theirs[1:]):
            return "iso-zone"
        case "ntfs" if all(one == 0 or (one - other) % 2**32 == 0 for one, other in pairs):
            return "ntfs-range"
        case "ext2" | "ext3" | "ext4" if all(one - other in (-(2**32), 0) for one, other in pairs):
            return "ext-sign"
    return None


def _lines(output: str) -> Iterator[Line]:
    for line in filter(None, output.split("\n")):
        _, *name, address, mode, _, _, size, accessed, modified, changed, created = line.split("|")
        path, again, _ = "|".join(name).partition(" ($FILE_NAME)")
        if again:
            continue
        deleted = next((end for end in (" (deleted)", " (deleted-realloc)") if path.endswith(end)), "")
        path = path.removesuffix(deleted)
        if mode.startswith("l") or mode[2:3] == "l":
            path = path.partition(" -> ")[0]
        times = (int(created), int(modified), int(accessed), int(changed))
        yield Line(path, int(address.partition("-")[0]), not deleted, int(size), times)
