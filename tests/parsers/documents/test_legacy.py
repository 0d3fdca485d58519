"""Text of doc, xls and ppt, written here from the definitions of their formats, and what cannot be read of them."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.api import Found, Gap, OpenEntry, Parser, Text
from parsers.documents.legacy import text

Entry = Callable[..., OpenEntry]
Parse = Callable[[Parser, OpenEntry], list[Found]]
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def compound(**streams: bytes) -> bytes:
    """A compound file with these streams, each longer than what would go into the small ones ([MS-CFB])."""
    padded = {name.replace("_", " "): data.ljust(4096, b"\0") for name, data in streams.items()}
    folder = -(-(len(padded) + 1) * 128 // 512)
    fat, body, entries = [0xFFFFFFFD, *range(2, folder + 1), END], b"", [("Root Entry", 5, FREE, 1, END, 0)]
    for place, (name, data) in enumerate(padded.items(), 1):
        first, count = len(fat), -(-len(data) // 512)
        fat += [*range(first + 1, first + count), END]
        body += data.ljust(count * 512, b"\0")
        entries.append((name, 2, place + 1 if place < len(padded) else FREE, FREE, first, len(data)))
    names = b""
    for name, kind, right, child, first, size in entries:
        raw = name.encode("utf-16-le")
        names += raw.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(raw) + 2, kind, 1, FREE, right, child, first, size)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    return head + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + names.ljust(folder * 512, b"\0") + body


def word(*pieces: str | bytes, flags: int = 0, mark: int = 0xA5EC, version: int = 0x00C1) -> bytes:
    """Pieces of text in UTF-16, or of bytes in the Western code page; stored last first, so that only the table tells their order."""
    main, places = bytes(1024), list[tuple[int, int]]()
    for piece in reversed(pieces):
        places.insert(0, (len(main) * 2 | 1 << 30, len(piece)) if isinstance(piece, bytes) else (len(main), len(piece)))
        main += piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        main += bytes(len(main) % 2)
    ends = [sum(length for _, length in places[:count]) for count in range(len(places) + 1)]
    table = struct.pack(f"<{len(ends)}I", *ends) + b"".join(struct.pack("<HIH", 0, place, 0) for place, _ in places)
    clx = b"\1\3\0abc" + b"\2" + struct.pack("<I", len(table)) + table
    head = struct.pack("<6H", mark, version, 0, 0x0804, 0, flags | 0x0200).ljust(32, b"\0")
    head += struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22) + bytes(88) + struct.pack("<H", 93)
    head += bytes(8 * 33) + struct.pack("<II", 100, len(clx))
    return compound(WordDocument=head + main[len(head) :], **{"1Table": bytes(100) + clx})


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def workbook(*records: bytes, version: int = 0x0600) -> bytes:
    return compound(Workbook=record(0x0809, struct.pack("<HH", version, 5)) + b"".join(records))


def atom(kind: int, body: bytes) -> bytes:
    return struct.pack("<HHI", 0, kind, len(body)) + body


def read(entry: Entry, parse: Parse, data: bytes, mime: str = "application/msword") -> tuple[str, list[str]]:
    found = parse(text, entry(data, "/a.doc", mime=mime))
    return "".join(one.body for one in found if isinstance(one, Text)), [str(one.params["detail"]) for one in found if isinstance(one, Gap)]


@pytest.fixture
def entry_of(entry: Entry) -> Entry:
    def make(data: bytes, path: str, mime: str) -> OpenEntry:
        one = entry(data, path)
        one.mime = mime
        return one

    return make


def test_pieces_of_a_word_document_come_in_the_order_of_their_table(entry_of: Entry, parse: Parse) -> None:
    data = word("张三转账\r", b"caf\xe9 \x93x\x94\x07", "\x13 HYPERLINK \x14链接\x15\r")
    assert read(entry_of, parse, data) == ("张三转账\ncafé “x”\t  HYPERLINK  链接 \n", [])


def test_an_encrypted_document_is_said_to_be(entry_of: Entry, parse: Parse) -> None:
    assert read(entry_of, parse, word("x", flags=0x0100)) == ("", ["encrypted"])
    assert read(entry_of, parse, workbook(record(0x002F, bytes(54)))) == ("", ["encrypted"])
    user = atom(0x0FF6, struct.pack("<II", 20, 0xF3D1C4DF))
    assert read(entry_of, parse, compound(PowerPoint_Document=b"", Current_User=user)) == ("", ["encrypted"])
    assert read(entry_of, parse, compound(EncryptedPackage=b"", EncryptionInfo=b"")) == ("", ["encrypted"])


def test_the_text_of_word_95_is_read_by_its_language(entry_of: Entry, parse: Parse) -> None:
    raw = "银行卡 6222\r".encode("gb18030")
    head = struct.pack("<6H", 0xA5DC, 0x0068, 0, 0x0804, 0, 0).ljust(24, b"\0") + struct.pack("<II", 768, 768 + len(raw))
    assert read(entry_of, parse, compound(WordDocument=head.ljust(768, b"\0") + raw)) == ("银行卡 6222\n", [])


def test_cells_of_a_workbook_are_rows_and_strings_go_on_in_the_next_record(entry_of: Entry, parse: Parse) -> None:
    wide = "收款人张三".encode("utf-16-le")
    first = struct.pack("<II", 3, 3) + struct.pack("<HB", 5, 0) + b"plain" + struct.pack("<HBH", 5, 9, 1) + wide[:6]
    second = b"\1" + wide[6:] + bytes(4) + struct.pack("<HB", 6, 0) + b"sp"
    third = b"\1" + "lit字".encode("utf-16-le")
    data = workbook(
        record(0x0085, bytes(6) + bytes([2, 1]) + "流水".encode("utf-16-le")),
        record(0x00FC, first) + record(0x003C, second) + record(0x003C, third),
        record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 1)),
        record(0x00FD, struct.pack("<HHHI", 0, 1, 0, 0)),
        record(0x027E, struct.pack("<HHHI", 0, 2, 0, 12345 << 2 | 3)),
        record(0x0203, struct.pack("<HHHd", 1, 0, 0, 6222021234567890.0)),
        record(0x00BD, struct.pack("<HHHIHIH", 1, 1, 0, 7 << 2 | 2, 0, (1 << 32) - 16 | 2, 2)),
        record(0x00FD, struct.pack("<HHHI", 2, 0, 0, 2)),
    )
    assert read(entry_of, parse, data) == ("流水\n\n收款人张三\tplain\t123.45\t\n6222021234567890.0\t7\t-4\t\nsplit字\t", [])


def test_slides_notes_and_what_an_earlier_saving_left_are_read(entry_of: Entry, parse: Parse) -> None:
    inner = atom(0x0FA0, "标题\r次行".encode("utf-16-le")) + atom(0x0FA8, b"caf\xe9") + atom(0x0FBA, "备注".encode("utf-16-le"))
    slides = struct.pack("<HHI", 0xF, 0x03EE, 0xFFFFFF) + inner
    assert read(entry_of, parse, compound(PowerPoint_Document=slides)) == ("标题\n次行\ncafé\n备注\n", [])


def test_what_came_before_a_fault_stays(entry_of: Entry, parse: Parse) -> None:
    data = workbook(record(0x0085, bytes(6) + bytes([2, 0]) + b"ab"), record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 9)))
    body, gaps = read(entry_of, parse, data)
    assert (body.strip(), gaps) == ("ab", ["xls: SST 9"])
    assert read(entry_of, parse, word("x", mark=0x1234))[1] == ["doc: FIB 0x1234"]
    assert len(read(entry_of, parse, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")[1]) == 1


def test_pieces_that_all_name_the_same_bytes_are_cut_at_the_limit(entry_of: Entry, parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.documents.legacy.MOST_TEXT", 1000)
    found = parse(text, entry_of(word(*["x" * 400] * 20), "/a.doc", mime="application/msword"))
    assert [one.code for one in found if isinstance(one, Gap)] == ["text-cut"]
    assert len(next(one for one in found if isinstance(one, Text)).body) < 2000


def test_a_compound_file_of_another_kind_is_none_of_these(entry_of: Entry, parse: Parse) -> None:
    assert parse(text, entry_of(compound(Catalog=b"x"), "/Thumbs.db", mime="application/x-ole-storage")) == []


@pytest.mark.parametrize(
    "data",
    [
        word("张三转账\r", b"abc"),
        workbook(record(0x00FC, struct.pack("<II", 1, 1) + b"\2\0\0ab")),
        compound(PowerPoint_Document=atom(0x0FA8, b"a")),
    ],
)
def test_of_changed_bytes_come_text_and_gaps_and_nothing_else(entry_of: Entry, data: bytes) -> None:
    chance = random.Random(3)
    for _ in range(200):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 5, 50))):
            changed[chance.randrange(len(changed))] = chance.choice((0, 255, chance.randrange(256)))
        found = list(text.parse(entry_of(bytes(changed), "/a", mime="application/msword")))
        assert all(isinstance(one, Text | Gap) for one in found)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_what_another_program_writes_is_read(entry_of: Entry, parse: Parse, tmp_path: Path) -> None:
    (tmp_path / "a.fodt").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>转账记录 café</text:p></office:text></office:body></office:document>'
    )
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(tmp_path / "a.fodt")]
    subprocess.run(command, check=False, capture_output=True, timeout=120)
    if not (tmp_path / "a.doc").exists():
        pytest.skip("this LibreOffice has no writer")
    assert read(entry_of, parse, (tmp_path / "a.doc").read_bytes()) == ("转账记录 café\n", [])
