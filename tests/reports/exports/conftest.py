"""A case that says what is awkward to write down: formulas, markup, separators, control characters, odd times."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.ingest.wire import Opened
from evidence_desk.model import Conversation, Entry, Found, Instant, Location, Locus, Message, Participant, Photo, Row, Volume, WebVisit
from evidence_desk.review import marks
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.exports import ENDINGS
from reports.exports.export import export

NASTY = "=HYPERLINK(\"http://x\")|<script>alert('1')</script>&\u202egnp\x00\x1b[31m\uffff]]>"
MOMENT = Instant(1_709_622_245, 123_456_700, 7)
Written = Callable[..., Path]


@pytest.fixture
def awkward(case: Case, tmp_path: Path) -> Case:
    path = tmp_path / "handed in" / "disk.dd"
    path.parent.mkdir()
    path.write_bytes(b"disk")
    number = evidence.add(case, Registration(path, "电脑 <1>"))
    second = evidence.add(case, Registration(path.parent, "文件夹"))
    micros = MOMENT.micros
    with case.transaction():
        evidence.opened(case, number, Opened("raw", 1 << 31, [], {}, {}, [Volume(2, 1 << 20, 1 << 30, "gpt", "ntfs")], []))
        keep.entries(
            case,
            number,
            [
                Entry(1, None, 2, "/", "directory", None, 0, True, 5, None, micros, micros, micros, micros, 0),
                Entry(2, 1, 2, f"/a/{NASTY}", "file", None, 7, False, 42, None, micros, -86_400_000_000, None, micros, 7 << 10),
                Entry(3, 1, 2, "/b.txt", "file", "Zone.Identifier", 7, True, 43, 4, None, None, None, None, 0),
            ],
        )
        keep.entries(case, second, [Entry(1, None, 0, "/c.txt", "file", None, 4, True, 1, None, None, micros, None, None, 0)])
        entry = ids.entry_id(number, 2)
        locus = Locus(number, entry, f"/a/{NASTY}", None, Row("sms", 3))
        found: list[Found] = [
            Conversation(key="k", app="test", locus=locus, title=NASTY, kind="group"),
            Participant(conversation="k", app="test", locus=locus, identifier="wxid_1", name="林悦"),
            Message(conversation="k", app="test", locus=locus, sent=MOMENT, sender="林悦", sender_id="wxid_1", text=NASTY, direction="in"),
            Message(conversation="k", app="test", locus=locus, sent_local="2024/3/5", sender="周明", text="#N/A", direction="out"),
            Message(conversation="k", app="test", locus=locus, kind="location", location=Location(latitude=30.25, longitude=120.15)),
            Photo(locus=locus, time=MOMENT, latitude=30.2501, longitude=-120.1502, camera="X"),
            Photo(locus=locus, time=None, latitude=300.0, longitude=5.0),
            WebVisit(locus=locus, time=MOMENT, url="http://例子.test/?a=1&b=<2>", title=NASTY),
        ]
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)
    marks.tag(case, ["m1.2.3", "a1.2.6"], "重要")
    marks.tag(case, ["c1.2.1"], "whole")
    return case


@pytest.fixture
def written(awkward: Case, tmp_path: Path) -> Written:
    """Exports the awkward case; the file."""
    numbers = itertools.count()

    def write(style: str, *tags: str) -> Path:
        out = tmp_path / f"out-{next(numbers)}.{ENDINGS.get(style, style)}"
        export(awkward, style, out, tags)
        return out

    return write
