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


def media(corpus: Path, scratch: Path) -> list[Comparison]:
    """Digests of each sound E01 and raw image; the verdict on each damaged E01, and that its damage is named."""
    case = scratch / "media.edcase"
    _run("new", str(case), "--number", "corpus")
    expected = [*_sound(corpus), *((name, {"verdict": verdict, "problem": code}) for name, (verdict, code) in DAMAGED.items())]
    for name, _ in expected:
        _run("add", str(case), str(_laid_out(corpus / name, scratch)))
    _run("process", str(case), "--profile", "triage", "--progress", "none")
    rows = {row["number"]: row for row in _query(case, "evidence")}
    problems = _query(case, "problems")
    return [
        _compare(name, wanted, rows[number], {str(p["code"]) for p in problems if p["evidence"] == number})
        for number, (name, wanted) in enumerate(expected, 1)
    ]


def _sound(corpus: Path) -> list[tuple[str, dict[str, str]]]:
    with (corpus / "images" / "truth" / "media.tsv").open(encoding="utf-8") as file:
        rows = {f"images/{row['image']}": row for row in csv.DictReader(file, delimiter="\t") if row["md5"]}
    chosen = [name for name in rows if name.endswith((".E01", "raw/image.dd", "raw/tsk_volume_system.raw")) and name not in DAMAGED]
    return [(name, {"size": rows[name]["decoded_size"], **{one: rows[name][one] for one in ("md5", "sha1", "sha256")}}) for name in chosen]


def _compare(name: str, wanted: dict[str, str], row: dict[str, object], codes: set[str]) -> Comparison:
    computed = row["computed"] if isinstance(row["computed"], dict) else {}
    problem = wanted.get("problem", "")
    found = {
        "size": str(row["size"]),
        "verdict": str(row["verdict"]),
        "problem": problem if problem in codes or not problem else "none",
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
            if path.suffix == ".gz" and path.name.endswith((".E01.gz", ".E02.gz", ".raw.gz")):
                with gzip.open(path) as packed, (folder / path.stem).open("wb") as out:
                    shutil.copyfileobj(packed, out)
            elif path.is_file() and path.suffix in (".E01", ".E02", ".dd"):
                shutil.copy(path, folder)
    return folder / stored.name.removesuffix(".gz")


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
