"""Walks an image and stores what is found, without computing its digests: what tsk_loaddb does.

python -m bench.walk IMAGE CASE
"""

from __future__ import annotations

import sys
from pathlib import Path

from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import process
from evidence_desk.store import evidence, keep, queries
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration


def walk_and_store(image: Path, folder: Path) -> int:
    """The profile triage with its verification counted as done; how many entries the case then holds."""
    with Case.create(folder, Particulars("bench", "", (), "UTC")) as case:
        number = evidence.add(case, Registration(image))
        with case.transaction():
            keep.done(case, number, "verify")
        process(case, Plan(profile="triage"), silent)
        return queries.count_entries(case)


def silent(progress: Progress) -> None:
    pass


if __name__ == "__main__":
    print(walk_and_store(Path(sys.argv[1]), Path(sys.argv[2])))
