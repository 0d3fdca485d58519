"""What a worker says of a file that it reads."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evidence_desk.ingest import wire
from evidence_desk.ingest.descent import Descent
from evidence_desk.ingest.reading import Reader, touches
from evidence_desk.ingest.status import Phase, Status
from evidence_desk.source import html
from evidence_desk.source.source import open_source


def test_a_run_that_shares_one_byte_with_a_bad_range_is_damaged_and_no_other() -> None:
    bad = [(100, 10), (500, 1), (900, 100)]
    assert touches([(0, 101)], bad)
    assert touches([(109, 1)], bad)
    assert touches([(0, 5), (500, 1)], bad)
    assert touches([(0, 5000)], bad)
    assert touches([(999, 1)], bad)
    assert not touches([(0, 100), (110, 390), (501, 399), (1000, 9)], bad)
    assert not touches([(0, 100)], [])
    assert not touches([], bad)


def test_it_agrees_with_looking_at_every_byte() -> None:
    noise = random.Random(4)
    for _ in range(500):
        bad = [(at * 20, noise.randrange(1, 20)) for at in sorted(noise.sample(range(30), 6))]
        run = noise.randrange(620), noise.randrange(1, 60)
        lost = {byte for offset, length in bad for byte in range(offset, offset + length)}
        assert touches([run], bad) == bool(lost & set(range(run[0], run[0] + run[1])))


def test_a_text_that_cannot_be_taken_apart_is_told_from_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its phase: of what is lost while it is parsed the digests are kept."""
    (tmp_path / "page.html").write_text("<html><p>words of a page")
    source, status, phases = open_source([tmp_path / "page.html"]), Status.create(tmp_path / "status"), list[Phase]()
    reader = Reader(source, Descent(source, status.tick), 1, None, "unknown", [], status, lambda _: None)

    def noted(document: str) -> str:
        phases.append(status.standing().phase)
        return document

    monkeypatch.setattr(html, "plain", noted)
    reader.read(wire.Read([wire.Wanted(1, 1, "/page.html", 1, None, 24)], ["sha256"], []))
    assert phases == [Phase.PARSE]
