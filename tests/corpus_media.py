"""The media of the corpus through the real command line: digests as independent tools give them, and each damaged one a verdict."""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import IO

from corpus_chats import Comparison

ROOT = Path(__file__).parent.parent
DAMAGED: dict[str, tuple[str, str]] = {
    # verdict, and the code of the problem that names what is wrong
    "hostile/handmade/ewf_wrong_md5.E01.gz": ("mismatch", ""),
    "hostile/handmade/ewf_zero_md5.E01.gz": ("nothing-to-compare", ""),
    "hostile/handmade/ewf_truncated.E01.gz": ("unreadable", "container-truncated"),
    "hostile/handmade/ewf_table_count.E01.gz": ("match", "section-damaged"),
    "hostile/handmade/ewf_missing_E02.zip": ("mismatch", "segment-missing"),
    "images/e01/rand.dd.E01": ("unreadable", "segment-missing"),
    "images/e01/ewf_dissect.E01": ("mismatch", ""),
}


PROGRAM = [sys.executable, "-m", "ui.terminal.main"]


CONTAINERS = ("vmdk", "vhd", "vhdx", "qcow2", "vdi", "dmg", "aff4", "made")
"""Folders of images in containers; all that lies in one is unpacked side by side, as parents and extents must be."""
OTHERWISE: dict[str, dict[str, str]] = {
    # where truth/media.tsv has another value, or none: what docs/formats.md explains under "Media"
    "images/vmdk/sesparse.vmdk.gz": {"size": "536870912", "md5": "5091ddd8745f200c0af603847f2d8769"},
    "images/vhdx/vhdx-log-replay.vhdx.gz": {"size": "1073741824", "md5": "671f96cf63f64ba869ce0fda80a48c6d", "problem": "log-replayed"},
    "images/vhdx/differencing.avhdx.gz": {"status": "failed", "problem": "part-missing"},
    "images/aff4/Base-Allocated.aff4": {"verdict": "unreadable", "problem": "range-not-acquired"},
    "images/aff4/dream.aff4": {"status": "processed"},
    "images/made/o_split.vmdk": {"size": "1048576", "md5": "af2c083fd4e9436189b60439899cf302"},
    "images/made/o_split-s001.vmdk.gz": {"size": "1048576", "md5": "af2c083fd4e9436189b60439899cf302"},
    "images/made/o_streamOptimized.vmdk": {"size": "1048576", "md5": "af2c083fd4e9436189b60439899cf302"},
    "images/made/o.vhdx.gz": {"size": "1048576", "md5": "af2c083fd4e9436189b60439899cf302"},
    "hostile/handmade/qcow2_backing_file.qcow2": {"status": "failed", "problem": "part-missing"},
    "hostile/handmade/vmdk_extent_path.vmdk": {"status": "failed", "problem": "part-missing"},
    "hostile/handmade/qcow2_l1_huge.qcow2": {"verdict": "unreadable", "problem": "medium-too-large"},
}
REPLACED = ("images/vmdk/sesparse.vmdk.gz", "images/vhdx/vhdx-log-replay.vhdx.gz")
"""Those of them for which the truth file has a digest that is not that of the medium."""


def media(corpus: Path, scratch: Path) -> list[Comparison]:
    """Digests of each sound image beside those of the truth file; the verdict on each damaged one, and that its damage is named."""
    case = scratch / "media.edcase"
    _run("new", str(case), "--number", "corpus")
    expected = _sound(corpus)
    for name, (verdict, code) in DAMAGED.items():
        expected[name] = {"verdict": verdict, "problem": code}
    for name, wanted in OTHERWISE.items():
        expected[name] = (expected.get(name, {}) if name not in REPLACED else {}) | wanted
    numbers = {}
    for name in expected:
        _run("add", str(case), str(_laid_out(corpus / name, scratch)))
        numbers[name] = len(numbers) + 1
    _run("process", str(case), "--profile", "triage", "--progress", "none")
    rows = {row["number"]: row for row in _query(case, "evidence")}
    problems = _query(case, "problems")
    return [
        _compare(name, wanted, rows[numbers[name]], {str(p["code"]) for p in problems if p["evidence"] == numbers[name]})
        for name, wanted in expected.items()
    ]


def _sound(corpus: Path) -> dict[str, dict[str, str]]:
    with (corpus / "images" / "truth" / "media.tsv").open(encoding="utf-8") as file:
        rows = {f"images/{row['image']}": row for row in csv.DictReader(file, delimiter="\t") if row["md5"]}
    whole = (".E01", "raw/image.dd", "raw/tsk_volume_system.raw")
    chosen = [name for name in rows if name.endswith(whole) or name.split("/")[1] in CONTAINERS]
    return {
        _stored(corpus, name): {"size": rows[name]["decoded_size"], **{one: rows[name][one] for one in ("md5", "sha1", "sha256")}}
        for name in chosen
        if name not in DAMAGED
    }


def _stored(corpus: Path, name: str) -> str:
    """The truth file has some samples without the ending that they are stored with."""
    return name if (corpus / name).exists() else f"{name}.gz"


def _compare(name: str, wanted: dict[str, str], row: dict[str, object], codes: set[str]) -> Comparison:
    computed = row["computed"] if isinstance(row["computed"], dict) else {}
    problem = wanted.get("problem", "")
    found = {
        "size": str(row["size"]),
        "status": str(row["status"]),
        "verdict": str(row["verdict"]),
        "problem": problem if problem in codes or not problem else f"none of {sorted(codes)}",
        **computed,
    }
    return Comparison(name, {field: (value, str(found.get(field, ""))) for field, value in wanted.items()})


def _laid_out(stored: Path, scratch: Path) -> Path:
    """The image with all that lies beside it, unpacked into a folder of its own."""
    if stored.suffix == ".zip":
        return _unzipped(stored, scratch / stored.stem)
    folder = scratch / stored.parent.name
    if not folder.exists():
        folder.mkdir()
        for path in stored.parent.iterdir():
            if path.suffix == ".gz" and (stored.parent.name in CONTAINERS or path.name.endswith((".E01.gz", ".E02.gz", ".raw.gz"))):
                with gzip.open(path) as packed, (folder / path.stem).open("wb") as out:
                    _copy_sparse(packed, out)
            elif path.is_file() and (stored.parent.name in CONTAINERS or path.suffix in (".E01", ".E02", ".dd", ".qcow2", ".vmdk")):
                shutil.copy(path, folder)
    return folder / stored.name.removesuffix(".gz")


def _copy_sparse(source: IO[bytes], out: IO[bytes]) -> None:
    while block := source.read(1 << 20):
        if any(block):
            out.write(block)
        else:
            out.seek(len(block), 1)
    out.truncate(out.tell())


def _unzipped(stored: Path, folder: Path) -> Path:
    """The first segment of an image in a zip."""
    folder.mkdir()
    with zipfile.ZipFile(stored) as archive:
        for member in archive.namelist():
            (folder / Path(member).name).write_bytes(archive.read(member))
    return min(folder.iterdir())


def _query(case: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in _run("query", str(case), table, "--format", "jsonl").splitlines()]


def _run(*given: str) -> str:
    return subprocess.run([*PROGRAM, *given], env=_environment(), check=True, capture_output=True, text=True, encoding="utf-8").stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
