"""Walks an image and stores what is found: what tsk_loaddb does; with `--files` also the digests of the image and of every file.

python -m bench.walk IMAGE CASE [--files]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import PROFILES, process
from evidence_desk.store import evidence, keep, queries
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration


def walk_and_store(image: Path, folder: Path, wanted: tuple[str, ...] = ("open", "walk")) -> int:
    """The stages that are `wanted`, the others counted as done; how many entries the case then holds."""
    with Case.create(folder, Particulars("bench", "", (), "UTC")) as case:
        number = evidence.add(case, Registration(image))
        with case.transaction():
            for stage in set(PROFILES["standard"]) - set(wanted):
                keep.done(case, number, stage)
        process(case, Plan(), silent)
        return queries.count_entries(case)


def silent(progress: Progress) -> None:
    pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", type=Path)
    parser.add_argument("case", type=Path)
    parser.add_argument("--files", action="store_true")
    asked = parser.parse_args()
    print(walk_and_store(asked.image, asked.case, ("open", "verify", "walk", "content") if asked.files else ("open", "walk")))


if __name__ == "__main__":
    main()
