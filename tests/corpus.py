"""The real samples against what independent tools say of them: run by hand or by CI, not by pytest.

    python tests/corpus.py [CORPUS] [--only PART]

Prints a line for each image and each thing that was compared, and ends with 1 where a difference has no reason.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import sleuthkit
from corpus_chats import Comparison, chats
from corpus_media import media
from corpus_sectors import sectors

from evidence_desk.errors import Known
from evidence_desk.model import Entry, Volume, unpack_time
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.filesystems.tsk import TYPES
from evidence_desk.source.source import open_source

ROOT = Path(__file__).parent.parent
READ = (
    "raw/",
    "e01/",
    "ntfs/",
    "fat/",
    "exfat/",
    "ext/",
    "hfs/",
    "ufs/",
    "iso/",
    "yaffs2/",
    "apfs/",
    "xfs/",
    "part/",
    "corrupt/",
    "made/o_encase6.E01",
    "vmdk/",
    "vhd/",
    "vhdx/dynamic",
    "qcow2/",
    "vdi/",
    "dmg/",
    "aff4/Base-",
)
"""Images with a file system that is read."""

PACKED: dict[str, Callable[[Path], IO[bytes]]] = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}
TRUTH_TIMES = ("btime", "mtime", "atime", "ctime")
BLOCK = 1 << 20

REASONS = {
    "iso-unread": "times of Rock Ridge, which the tool of the truth file does not read",
    "yaffs2-device": "the tool of the truth file has no number for devices, pipes and sockets of YAFFS2",
    "xfs-folder": "libfsxfs tells no size of a folder",
    "gone": "the name is deleted and its metadata belongs to another file now: ours has no content for it",
    "bad-clusters": "$BadClus is no file of ours: it stands for the clusters of the volume that are bad",
    **sleuthkit.REASONS,
}


@dataclass
class Row:
    """One thing that was compared of one image."""

    image: str
    what: str
    compared: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def add(self, agrees: bool, reason: str | None, detail: str) -> None:
        self.compared += 1
        if not agrees:
            if reason is None:
                self.differing.append(detail)
            else:
                self.explained[reason] += 1


@dataclass(frozen=True)
class Walked:
    """A volume of an image with all its entries."""

    volume: Volume
    system: FileSystem
    entries: list[Entry]


def images(corpus: Path) -> list[Row]:
    """Every raw and E01 image with a file system that is read: names, sizes, times and digests against truth/files.tsv
    and, where they are installed, against fls and icat."""
    truth: dict[str, list[dict[str, str]]] = {}
    for row in _table(corpus / "images" / "truth" / "files.tsv"):
        if row["fs_type"] != "dissect:apfs-container":  # of that image the table names folders of the machine that made it
            truth.setdefault(row["image"], []).append(row)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        for name in sorted(_stored(corpus)):
            if name.startswith(READ):
                rows += _image(name, corpus / "images" / _stored(corpus)[name], Path(scratch), truth.get(name, []))
    return rows


def _stored(corpus: Path) -> dict[str, str]:
    """Where each sample is stored, by its own name."""
    return {row["path"]: row["stored_as"] for row in _table(corpus / "images" / "SOURCES.tsv")}


def _table(path: Path) -> list[dict[str, str]]:
    """A table of tabs and line feeds. Names in it may hold a carriage return, which splits a line of the truth file in
    two; such a name is left out."""
    header, *lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")]
    return [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]


def _image(name: str, stored: Path, scratch: Path, truth: list[dict[str, str]]) -> list[Row]:
    path = _unpacked(stored, scratch) if stored.suffix in PACKED else stored
    if stored.name.endswith(".gz") and stored.parent.name in ("raw", "e01"):  # their other segments lie beside them
        for other in stored.parent.glob(f"{stored.name[:-4]}*.gz"):
            _unpacked(other, scratch)
    try:
        source = open_source([path])
    except Known as refusal:
        return [Row(name, f"refused: {refusal.code}")]
    present = [volume for volume in source.volumes if volume.snapshot is None]  # other tools tell of the volume as it is
    walked = [
        Walked(volume, system, [one for one in system.walk(1, frozenset(), lambda _: None) if isinstance(one, Entry)])
        for volume in present
        for system in [source.filesystem(volume.index)]
    ]
    rows = [_against_truth(name, one, [row for row in truth if int(row["fs_offset"] or 0) == one.volume.offset]) for one in walked]
    if source.format == "raw":
        rows += [
            row for one in walked if one.entries and one.system.name in TYPES | {"iso9660": 0} for row in _against_tools(name, path, one)
        ]
    source.close()
    return [row for row in rows if row.compared]


def _against_truth(name: str, walked: Walked, truth: list[dict[str, str]]) -> Row:
    row = Row(name, "truth")
    found = {(one.path, one.address, one.stream): one for one in walked.entries}
    for line in truth:
        entry = found.get((line["path"], int(line["inode"]), None))
        reason = "yaffs2-device" if walked.system.name == "yaffs2" and line["inode"] == "0" else None
        row.add(entry is not None, reason, f"missing {line['path']} {line['inode']}")
        if entry is None:
            continue
        unsized = "xfs-folder" if walked.system.name == "xfs" and entry.kind == "directory" and not entry.size else None
        row.add(entry.size == int(line["size"]), unsized, f"size of {entry.path}: {entry.size}, {line['size']}")
        row.add(entry.allocated == (line["alloc"] == "alloc"), None, f"allocation of {entry.path}")
        mine = tuple(
            str(unpack_time(micros, entry.fine, place) or "")
            for place, micros in enumerate((entry.created, entry.modified, entry.accessed, entry.changed))
        )
        theirs = tuple(line[field] for field in TRUTH_TIMES)
        row.add(_same_times(mine, theirs), _why_times(walked.system.name, mine, theirs), f"times of {entry.path}: {mine}, {theirs}")
        if line["md5"]:
            row.add(_digest(walked.system, entry) == line["md5"], _why_no_digest(entry), f"digest of {entry.path}")
        for stream in json.loads(line["ads"] or "[]"):
            other = found.get((line["path"], int(line["inode"]), stream["name"]))
            agrees = other is not None and (other.size, _digest(walked.system, other)) == (stream["size"], stream["md5"])
            row.add(agrees, _why_no_digest(other), f"stream {stream['name']} of {line['path']}")
    return row


def _same_times(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Decimals that the source does not have are zeros in the truth file."""
    return all(_padded(one) == _padded(other) for one, other in zip(mine, theirs, strict=True))


def _padded(time: str) -> str:
    whole, _, decimals = time.removesuffix("Z").partition(".")
    return f"{whole}.{decimals.ljust(9, '0')}" if whole else ""


def _why_times(filesystem: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> str | None:
    if filesystem == "exfat":
        return "exfat-zone"
    if filesystem == "iso9660":
        return "iso-zone" if not any(theirs[1:]) else None
    return None


def _why_no_digest(entry: Entry | None) -> str | None:
    if entry is None:
        return None
    return "gone" if entry.attribute == -1 else "bad-clusters" if entry.path == "/$BadClus" else None


def _digest(system: FileSystem, entry: Entry) -> str | None:
    """MD5 of the whole content; None where it cannot be had."""
    digest, offset = hashlib.md5(), 0
    try:
        content = system.open(entry.address, entry.attribute, entry.path)
        while block := content.read_at(offset, BLOCK):
            digest.update(block)
            offset += len(block)
    except OSError:
        return None
    return digest.hexdigest() if offset == content.size else None


def _against_tools(name: str, path: Path, walked: Walked) -> Iterator[Row]:
    """fls and icat, where this machine has them."""
    offset = walked.volume.offset
    if program := shutil.which("fls"):
        try:
            listed = sleuthkit.fls(program, path, offset, walked.system.name)
        except subprocess.TimeoutExpired:
            listed = []
        if listed:
            found = sleuthkit.compare(walked.system.name, listed, sleuthkit.ours(walked.entries))
            yield Row(name, "fls", len(listed), found.explained, found.differing)
    if program := shutil.which("icat"):
        row = Row(name, "icat")
        for entry in walked.entries:
            if entry.kind == "file" and entry.size and entry.attribute != -1 and "$OrphanFiles" not in entry.path:
                theirs = hashlib.md5(sleuthkit.icat(program, path, offset, walked.system.name, entry)).hexdigest()
                row.add(_digest(walked.system, entry) == theirs, None, f"content of {entry.path}:{entry.stream or ''}")
        yield row


def _unpacked(stored: Path, scratch: Path) -> Path:
    """A packed sample, unpacked once; holes stay holes."""
    target = scratch / stored.name.removesuffix(stored.suffix)
    if stored.name.endswith(".tar.gz"):
        with tarfile.open(stored) as archive:
            target = scratch / next(one.name for one in archive if one.isreg())
        if not target.exists():
            subprocess.run(["tar", "-xSf", stored, "-C", scratch], check=True)
    elif not target.exists():
        try:
            with PACKED[stored.suffix](stored) as source, target.open("wb") as out:
                while block := source.read(BLOCK):
                    out.seek(len(block), 1) if not any(block) else out.write(block)
                out.truncate(out.tell())
        except EOFError:
            print(f"{stored.name} is itself cut off")
    return target


def through_the_command_line(compare: Callable[[Path, Path], list[Comparison]]) -> Callable[[Path], list[Row]]:
    """A comparison that examines a case of its own."""

    def rows(corpus: Path) -> list[Row]:
        with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
            return [_as_row(one) for one in compare(corpus, Path(scratch))]

    return rows


def _as_row(comparison: Comparison) -> Row:
    row = Row(comparison.sample, "case")
    for name, (expected, found) in comparison.fields.items():
        row.add(expected == found, None, f"{name}: expected {expected}, found {found}")
    return row


PARTS: dict[str, Callable[[Path], list[Row]]] = {
    "images": images,
    "media": through_the_command_line(media),
    "sectors": through_the_command_line(sectors),
    "chats": through_the_command_line(chats),
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument(
        "corpus", nargs="?", type=Path, default=Path(os.environ.get("EVIDENCE_DESK_CORPUS", ROOT.parent / "shared" / "corpus"))
    )
    arguments.add_argument("--only", choices=sorted(PARTS))
    options = arguments.parse_args()
    if not options.corpus.is_dir():
        print(f"{options.corpus} is not there: name the folder of samples")
        return 2
    rows = [row for part, compare in PARTS.items() if options.only in (None, part) for row in compare(options.corpus)]
    for row in rows:
        print(f"{row.image:48} {row.what:8} {row.compared:6} compared {row.explained.total():5} explained {len(row.differing):4} differ")
        for difference in row.differing[:10]:
            print(f"    {difference}")
    for code in sorted({code for row in rows for code in row.explained}):
        print(f"{sum(row.explained[code] for row in rows):6} {code}: {REASONS[code]}")
    differing = sum(len(row.differing) for row in rows)
    print(f"{len(rows)} comparisons, {sum(row.compared for row in rows)} values, {differing} differ without a reason")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
