"""Types by content."""

from __future__ import annotations

import gzip
import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source import mime
from evidence_desk.source.mime import libmagic, table, text


def of(data: bytes) -> str | None:
    return mime.identify(data[: mime.HEAD], len(data))[0]


@pytest.mark.parametrize(("offset", "magic", "kind"), table.SIGNATURES)
def test_each_signature_is_found_where_it_stands(offset: int, magic: bytes, kind: str) -> None:
    start = b"\x7f" * offset
    assert mime.identify(start + magic + bytes(64), 1000)[:2] == (kind, "table")


def packed(*names: str, first: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, first if name == names[0] else b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (packed("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (packed("xl/workbook.xml", "[Content_Types].xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            packed("[Content_Types].xml", first=b'<Types><Override ContentType="application/vnd.ms.presentationml.slide"/></Types>'),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (packed("a.txt", "word/x"), "application/zip"),
        (packed("AndroidManifest.xml", "classes.dex"), "application/vnd.android.package-archive"),
        (packed("META-INF/MANIFEST.MF", "A.class"), "application/java-archive"),
        (packed("mimetype", first=b"application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/x-wav"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
        (b"\0\0\0\x18ftypqt  \0\0\0\0", "video/quicktime"),
        (b"\0\0\0\x18ftyp3gp5\0\0\0\0", "video/3gpp"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/x-m4a"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        (b"OggS" + bytes(24) + b"OpusHead", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "video/webm"),
        (b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0", "application/vnd.microsoft.portable-executable"),
        (b"MZ" + bytes(100), "application/x-dosexec"),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0", "application/x-sharedlib"),
        (b"\xca\xfe\xba\xbe\0\0\0\x02", "application/x-mach-binary"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34", "application/java-vm"),
        (b"BM" + bytes(8) + b"\x36\0\0\0\x28\0\0\0", "image/bmp"),
        ((b"\xff\xfb\x90\x00" + bytes(413)) * 3, "audio/mpeg"),
        ((b"\xff\xfb\x92\x00" + bytes(414)) * 3, "audio/mpeg"),
        ((b"\xff\xf3\x84\x00" + bytes(204)) * 3, "audio/mpeg"),
        (b"", "inode/x-empty"),
    ],
)
def test_containers_are_told_by_what_they_hold(data: bytes, kind: str) -> None:
    assert of(data) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"hello\n", "text/plain"),
        ("你好，世界\n".encode(), "text/plain"),
        ("\ufeff你好".encode(), "text/plain"),
        ("你好，世界".encode("utf-16"), "text/plain"),
        ("[2024/3/5 下午3:04:05] 林悦: 平台有许可吗？\n".encode("gb18030") * 9, "text/plain"),
        ("[2024/3/5 15:04:05] 林悦: 平台有许可吗？\n".encode(), "text/plain"),
        (b'{"messages": [1]}', "application/json"),
        (b'[\n {"a": 1}]', "application/json"),
        (b"[1, 2, 3]", "application/json"),
        (b"[section]\nkey=1\n", "text/plain"),
        (b"<?xml version='1.0'?><smses count='1'/>", "text/xml"),
        (b"<?xml version='1.0'?><!DOCTYPE plist PUBLIC><plist/>", "application/x-plist"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"<!-- saved --><HTML><body>", "text/html"),
        (b"<svg xmlns='x'/>", "image/svg+xml"),
        (b"{\\rtf1\\ansi", "text/rtf"),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\nDate: y\n\nbody", "message/rfc822"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "text/vcard"),
    ],
)
def test_text_is_told_by_its_first_lines(data: bytes, kind: str) -> None:
    assert mime.identify(data, len(data))[:2] == (kind, "table")


def test_a_character_that_is_cut_off_is_no_reason_against_text_but_where_the_file_ends_it_is() -> None:
    cut = "聊".encode() * 1365 + "聊".encode()[:1]
    assert text.known(cut, whole=False) == "text/plain"
    assert text.known("聊".encode()[:2], whole=True) is None


@pytest.mark.parametrize("data", [bytes(range(256)), b"a\0b", b"\x81\x30\x81\x30" * 20, b"\xe9\xe8\xea\xeb" * 5 + b"\x80\x41" * 40])
def test_bytes_that_are_no_text_are_not_called_text(data: bytes) -> None:
    assert text.known(data, whole=True) is None


def test_what_the_table_does_not_know_libmagic_decides_and_is_named() -> None:
    library = libmagic.library()
    if library is None:
        pytest.skip("no libmagic here")
    kind, by, gap = mime.identify(b"\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27", 11)
    assert (kind, by, gap) == ("application/zlib", library.title, None)
    assert library.title.startswith("libmagic 5.")


def test_without_libmagic_the_gap_is_said_once(monkeypatch) -> None:
    monkeypatch.setattr(libmagic, "library", lambda: None)
    libmagic._absence.cache_clear()
    first, second = (mime.identify(b"\x78\x9c\x4b\x4c", 4) for _ in range(2))
    assert first[:2] == (None, None) and first[2] is not None and first[2].code == "libmagic-missing"
    assert second == (None, None, None)
    libmagic._absence.cache_clear()


def test_the_packaged_library_serves_where_the_system_has_none(monkeypatch) -> None:
    monkeypatch.setattr(libmagic, "SYSTEM", {})
    libmagic.library.cache_clear()
    try:
        found = libmagic.library()
        assert found is None or found.mime(b"\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27") == "application/zlib"
    finally:
        monkeypatch.undo()
        libmagic.library.cache_clear()


def test_types_agree_with_libmagic_on_what_it_knows(corpus: Path) -> None:
    """Where the two differ, libmagic knows nothing, or something coarser."""
    library = libmagic.library()
    if library is None or library.title < "libmagic 5.44":
        pytest.skip("compared with libmagic 5.44")
    coarser = {
        ("application/vnd.ms-outlook-pst", "application/vnd.ms-outlook"),
        ("application/x-plist", "text/xml"),
        ("application/json", "text/plain"),
        ("application/x-qcow2", "application/x-qemu-disk"),
        ("application/vnd.microsoft.portable-executable", "application/x-dosexec"),
    }
    same = different = 0
    for path in sorted((corpus / "images" / "artifacts").rglob("*")):
        if not path.is_file():
            continue
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        ours = table.known(data[: mime.HEAD]) or text.known(data[: mime.HEAD], whole=len(data) <= mime.HEAD)
        theirs = library.mime(data[: mime.HEAD])
        if ours is None or theirs is None:
            continue
        same += ours == theirs
        if ours != theirs and (ours, theirs) not in coarser:
            different += 1
            assert different <= 3, f"{path}: {ours} but {theirs}"
    assert same > 150


def test_the_table_is_quick() -> None:
    heads = [b"\xff\xd8\xff\xe0" + bytes(4000), b"SQLite format 3\0" + bytes(4000), b"\x89PNG\r\n\x1a\n" + bytes(4000)] * 300
    start = time.process_time()
    for head in heads:
        table.known(head)
    assert (time.process_time() - start) / len(heads) < 20e-6, "two microseconds, ten times as long on a bad day"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_have_a_type_or_none(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"\xff\xfb", b"\x7fELF", b"\0\0\0\x18ftyp"):
        found = table.known(start + data) or text.known(start + data, whole=True)
        assert found is None or "/" in found


def test_a_disk_is_known_by_its_table_and_by_its_end_and_a_boot_sector_alone_is_none() -> None:
    boot = bytearray(1 << 16)
    boot[446:462], boot[510:512] = bytes([0, 0, 0, 0, 7, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0]), b"\x55\xaa"
    assert mime.identify(bytes(boot), 1 << 20)[0] == "application/x-raw-disk-image"
    assert mime.identify(bytes(boot[:8192]), 8192)[0] != "application/x-raw-disk-image"
    swap = bytearray(1 << 16)
    swap[0xFF6:0x1000] = b"SWAPSPACE2"
    assert mime.identify(bytes(swap), 1 << 20)[0] != "application/x-raw-disk-image"
    packed = b"BZh91AY&SY" + bytes(5000)
    assert mime.identify(packed, len(packed), lambda at, length: b"koly" + bytes(508))[0] == "application/x-apple-diskimage"
    assert mime.identify(packed, len(packed), lambda at, length: bytes(512))[0] == "application/x-bzip2"


def test_a_compound_file_whose_directory_lies_far_back_is_known_by_it() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + (9).to_bytes(2, "little") + bytes(16) + (1000).to_bytes(4, "little")
    name = "Workbook".encode("utf-16-le")
    entry = (name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")).ljust(128, b"\0")
    asked = list[tuple[int, int]]()

    def at(offset: int, length: int) -> bytes:
        asked.append((offset, length))
        return entry

    assert mime.identify(head.ljust(mime.HEAD, b"\0"), 1 << 20, at)[0] == "application/vnd.ms-excel"
    assert asked == [(1001 * 512, 8 * 512)]
