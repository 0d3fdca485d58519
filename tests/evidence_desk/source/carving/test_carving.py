"""Carving: whole files come back byte for byte, damaged ones end where their structure does, and nothing hostile holds the search up."""

from __future__ import annotations

import io
import random
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from evidence_desk.source.carving import Allowance, Search, attribute, length
from evidence_desk.spare import Carved

NOISE = random.Random(11)


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((160, 120), 70).convert("P" if kind == "GIF" else "RGB").save(out, kind)
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 720, "a page")
    page.save()
    return out.getvalue()


def saved_again(first: bytes) -> bytes:
    """A PDF with an object appended, as an editor saves it."""
    added = b"9 0 obj\n<< >>\nendobj\n"
    return first + added + b"xref\n0 0\ntrailer\n<< >>\nstartxref\n%d\n%%%%EOF\n" % (len(first) + len(added))


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("inner.zip", small_archive())
        target.writestr("text.txt", "text " * 999, zipfile.ZIP_DEFLATED)
        target.comment = b"a comment"
    return out.getvalue()


def small_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("a", "b")
    return out.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "x"
    book.save(out)
    return out.getvalue()


def database() -> bytes:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (a TEXT)")
    db.executemany("INSERT INTO t VALUES (?)", [("row " * 50,)] * 200)
    db.commit()
    data = db.serialize()
    db.close()
    return data


def compound() -> bytes:
    """A compound file of four sectors: its table, its folder, one of data, and a free one."""
    table = struct.pack("<4I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFF).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    folder = "WordDocument".encode("utf-16-le").ljust(512, b"\0")
    return head + table + folder + b"words".ljust(512, b"\0")


WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "jpeg": (lambda: picture("JPEG"), "jpg"), "png": (lambda: picture("PNG"), "png"), "gif": (lambda: picture("GIF"), "gif"),
    "pdf": (pdf, "pdf"), "pdf saved again": (lambda: saved_again(pdf()), "pdf"), "zip": (archive, "zip"), "xlsx": (workbook, "xlsx"),
    "sqlite": (database, "sqlite"), "ole": (compound, "doc"),
}  # fmt: skip


def search(data: bytes, end: int | None = None, *, work: int = 1 << 30, count: int = 1000) -> tuple[list[Carved], Search]:
    def read(at: int, size: int) -> bytes:
        return data[at : at + size]

    carving = Search(read, Allowance(count, 1 << 40, work), lambda _: None)
    return list(carving.through(0, end or len(data), 0, end or len(data))), carving


def laid(*files: bytes) -> bytes:
    """Files at the beginnings of sectors, with noise up to the next and behind."""
    return b"".join(one + NOISE.randbytes(-len(one) % 512 + 512) for one in files)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_comes_back_with_its_own_length(name: str) -> None:
    make, ending = WHOLE[name]
    data = make()
    [found], _ = search(bytes(1024) + laid(data, b"") + bytes(5000))
    assert (found.offset, found.length, found.ending, found.bounded) == (1024, len(data), ending, "structure")


def test_files_one_behind_the_other_are_all_found_and_what_lies_within_one_is_not_counted_twice() -> None:
    files = [make() for make, _ in WHOLE.values()]
    data = laid(*files)
    found, carving = search(data)
    assert [(one.length, one.bounded) for one in found] == [(len(one), "structure") for one in files]
    assert carving.at == len(data)


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "sqlite"])
def test_a_picture_that_goes_over_into_something_else_ends_where_its_structure_does(name: str) -> None:
    data = WHOLE[name][0]()
    half = len(data) // 2 // 512 * 512
    [found], _ = search(data[:half] + NOISE.randbytes(1 << 20)) if name != "png" else search(_cut_png(data))
    assert found.bounded == "broken"
    assert 512 < found.length < half + (1 << 19 if name == "gif" else 4096)  # blocks of GIF have no marks of their own


def _cut_png(data: bytes) -> bytes:
    """Its second chunk of data is another's."""
    chunk = b"IDAT" + NOISE.randbytes(2000)
    good = struct.pack(">I", 2000) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:33] + good + good[:-4] + b"bad!" + NOISE.randbytes(4096)


def test_a_file_that_the_range_cuts_is_as_long_as_what_is_left_and_says_so() -> None:
    for name in ("jpeg", "gif", "sqlite"):
        data = WHOLE[name][0]()
        end = len(data) // 2
        [found], _ = search(data, end)
        assert (found.offset, found.length, found.bounded) == (0, end, "limit")


def test_a_signature_without_a_structure_is_no_file_and_is_counted() -> None:
    marks = [
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"%PDF-1.4",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"SQLite format 3\0",
    ]
    found, carving = search(b"".join(mark + bytes(1024 - len(mark)) for mark in marks))
    assert (found, carving.rejected) == ([], dict.fromkeys(("jpeg", "png", "gif", "pdf", "zip", "ole", "sqlite"), 1))


def test_what_does_not_begin_a_sector_is_not_found() -> None:
    assert search(bytes(100) + picture("PNG"))[0] == []


def test_a_search_in_pieces_finds_what_one_search_finds() -> None:
    data = laid(*[make() for make, _ in WHOLE.values()])
    whole, _ = search(data)
    for step in (512, 7 * 512, 65536):
        carving = Search(lambda at, size: data[at : at + size], Allowance(1000, 1 << 40, 1 << 30), lambda _: None)
        pieces = [found for at in range(0, len(data), step) for found in carving.through(at, min(at + step, len(data)), 0, len(data))]
        assert pieces == whole


def test_a_jpeg_that_never_ends_is_bounded_and_does_not_hide_what_lies_behind_it() -> None:
    head = picture("JPEG")
    scan = head.index(b"\xff\xda")
    endless = (head[: scan + 14] + bytes(1 << 20))[: 1 << 20]
    png = picture("PNG")
    found, _ = search(endless + png + bytes(1 << 20))
    assert [(one.format, one.bounded) for one in found] == [("jpeg", "broken"), ("png", "structure")] or found[0].bounded == "limit"
    assert found[-1].length == len(png)


@pytest.mark.parametrize(
    "sector",
    [b"%PDF-1.4\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 13, b"IHDR") + bytes(17) + struct.pack(">I4s", 1 << 26, b"IDAT"),
     b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20\0\0\0\1\x7f\xff\xff\xff".ljust(44, b"\0") + struct.pack(">I8xI32xI4xB", 4, 1, 1, 13),
     picture("JPEG")[:300], b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"," + bytes(9) + b"\2" + b"\1x" * 200],
    ids=["pdf", "zip", "png", "sqlite", "jpeg", "gif"],
)  # fmt: skip
def test_a_header_in_every_sector_ends_within_the_work_that_is_allowed(sector: bytes) -> None:
    data = sector.ljust(512, b"\0")[:512] * 8192
    found, carving = search(data, work=8 * len(data))
    assert carving.allowance.work > -(1 << 27)
    assert len(found) <= 8192


def test_when_an_allowance_is_used_up_the_search_says_where_it_stopped() -> None:
    data = laid(*[picture("PNG")] * 5)
    found, carving = search(data, count=2)
    assert len(found) == 2
    assert (carving.allowance.spent, found[1].offset + found[1].length <= carving.at < len(data)) == ("count", True)


def test_damaged_files_give_ranges_within_the_data_and_no_failure() -> None:
    draw = random.Random(5)
    for _ in range(300):
        data = bytearray(draw.choice(list(WHOLE.values()))[0]())
        for _ in range(draw.randrange(1, 30)):
            data[draw.choice((draw.randrange(min(200, len(data))), draw.randrange(len(data))))] = draw.randrange(256)
        found, _ = search(bytes(data[: draw.randrange(len(data))]) if draw.randrange(3) else bytes(data))
        assert all(0 < one.length <= len(data) - one.offset for one in found)


def test_what_is_known_to_hold_nothing_is_passed_over_unread() -> None:
    start, png = 1 << 50, picture("PNG")
    reads: list[int] = []

    def read(at: int, length: int) -> bytes:
        reads.append(at)
        return png[at - start :][:length] if at >= start else bytes(length)

    carving = Search(read, Allowance(10, 1 << 60, 1 << 60), lambda _: None, lambda at: max(0, start - at))
    [found] = carving.through(0, start + len(png), 0, start + len(png))
    assert (found.offset, found.length) == (start, len(png))
    assert len(reads) < 10


def test_a_carved_length_is_told_from_the_attributes_of_file_systems() -> None:
    assert [length(attribute(size)) for size in (1, 512, 1 << 40)] == [1, 512, 1 << 40]
    assert [length(one) for one in (None, -1, 0, 128 << 16)] == [None] * 4


def test_real_samples_of_chat_databases_keep_their_length(corpus: Path) -> None:
    """Where the header says how many pages there are; older writers left it zero, and then nothing is said."""
    for path in list((corpus / "chat").rglob("*.db"))[:20]:
        data = path.read_bytes()
        if data[:15] == b"SQLite format 3" and data[24:28] == data[92:96]:
            found, _ = search(data + bytes(4096))
            assert (found[0].offset, found[0].length) == (0, len(data))
