"""An image in a case as if it had been walked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Found, Instant, Volume
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration


@dataclass(frozen=True)
class Opened:
    format: str = "ewf"
    size: int | None = 512
    segments: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    volumes: list[Volume] = field(default_factory=list)


def micros(text: str) -> int:
    return Instant.of(datetime.fromisoformat(text)).micros


Image = Callable[..., int]


@pytest.fixture
def image(case: Case, tmp_path: Path) -> Image:
    """Registers an image with files of (path, created, modified, accessed, changed); the number of the evidence."""

    def make(
        *files: tuple[str, str | None, str | None, str | None, str | None],
        filesystem: str = "ntfs",
        found: tuple[Found, ...] = (),
        **opened: object,
    ) -> int:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.E01"
        path.write_bytes(b"image")
        number = evidence.add(case, Registration(path))
        with case.transaction():
            evidence.opened(case, number, Opened(volumes=[Volume(1, 0, 512, "none", filesystem)], **opened))  # type: ignore[arg-type]
            times = [[None if text is None else micros(text) for text in file[1:]] for file in files]
            keep.entries(
                case, number, [Entry(at, None, 1, file[0], "file", None, 4, True, at, None, *when, 0) for at, (file, when) in enumerate(zip(files, times, strict=True), 1)]
            )  # fmt: skip
            if found:
                keep.EntryRecords(case, ids.entry_id(number, 1)).keep(keep.parser_number(case, "test", 1), found)
        return number

    return make
