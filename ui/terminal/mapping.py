"""mapping: what the columns of a table may be, for a person to correct and to give with `add --mapping`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from evidence_desk.errors import Language, OutputExists, PathUnreadable
from evidence_desk.ingest import proposal
from evidence_desk.mapping import BadMapping, Mapping, read


def propose(options: Namespace, language: Language) -> int:
    text = proposal.propose(options.file)
    if options.out is None:
        print(text, end="")
        return 0
    try:
        with options.out.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise OutputExists(path=str(options.out)) from error
    except OSError as error:
        raise PathUnreadable(path=str(options.out), reason=error.strerror or str(error)) from error
    return 0


def given(path: Path, zone: str | None) -> tuple[bytes, Mapping]:
    """The bytes of a mapping's file and what they say; Known where they cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PathUnreadable(path=str(path), reason=error.strerror or str(error)) from error
    found = read(data)
    if zone and found.time.zone and zone != found.time.zone:
        raise BadMapping(detail=f"its zone is {found.time.zone}, --zone says {zone}")
    return data, found
