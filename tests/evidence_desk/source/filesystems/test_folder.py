"""A folder as evidence: never left, never waited at, never written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Instant, unpack_time
from evidence_desk.source.filesystems.folder import FolderFileSystem
from evidence_desk.source.filesystems.single import SingleFileSystem


def read(system, entry: Entry) -> bytes:
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


def test_everything_below_is_listed_in_the_order_of_the_raw_names(tree: Path, walked) -> None:
    entries, gaps = walked(FolderFileSystem(tree, 1))
    top = [one for one in entries if one.parent is None]
    assert [one.path for one in top] == [
        "/ lead", "/back\\slash", "/b\u202ertl", "/empty", "/large.bin", "/link", "/pipe", "/sparse.bin", "/tab\tline\nend",
        "/\\xb0\\xb8\\xbc\\xfe.txt", "/深", "/聊天记录.txt",
    ]  # fmt: skip
    assert next(one.path for one in reversed(entries)) == "/深/" + "d/" * 30 + "bottom.txt"
    assert [one.address for one in entries] == list(range(1, len(entries) + 1))
    assert [gap.code for gap in gaps] == ["name-undecodable"]


def test_times_have_nine_decimals(tree: Path, walked) -> None:
    entry = next(one for one in walked(FolderFileSystem(tree, 1))[0] if one.path == "/聊天记录.txt")
    assert unpack_time(entry.modified, entry.fine, 1) == Instant(1_600_000_001, 987_654_321, 9)


def test_contents_are_read_by_path_also_where_the_name_is_no_utf_8(tree: Path, walked) -> None:
    system = FolderFileSystem(tree, 1)
    entries = {one.path: one for one in walked(system)[0]}
    assert read(system, entries["/\\xb0\\xb8\\xbc\\xfe.txt"]) == b"\xb0\xb8\xbc\xfe.txt"
    assert read(system, entries["/back\\slash"]) == b"back\\slash"
    assert len(read(system, entries["/large.bin"])) == 300_000
    assert read(system, entries["/深/" + "d/" * 30 + "bottom.txt"]) == b"bottom"


def test_a_link_is_listed_and_not_followed(tree: Path, walked, tmp_path: Path) -> None:
    system = FolderFileSystem(tree, 1)
    link = next(one for one in walked(system)[0] if one.path == "/link")
    assert link.kind == "link"
    assert read(system, link) == b"/etc/passwd"
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "file").write_bytes(b"outside")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "way").symlink_to("../secret")
    inside = FolderFileSystem(tmp_path / "evidence", 1)
    with pytest.raises(OSError):
        inside.open(1, None, "/way/file")
    assert inside.find("/way/file") is None
    for path in ("/../secret/file", "/./way", "/", ""):
        with pytest.raises(OSError):
            inside.open(1, None, path)


def test_pipes_and_devices_are_listed_and_not_opened(tree: Path, walked) -> None:
    system = FolderFileSystem(tree, 1)
    pipe = next(one for one in walked(system)[0] if one.path == "/pipe")
    assert pipe.kind == "other"
    with pytest.raises(OSError, match="neither"):
        system.open(pipe.address, None, pipe.path)


def test_a_folder_that_cannot_be_opened_is_said(tmp_path: Path, walked, monkeypatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "seen").write_bytes(b"")
    real = os.open

    def refuse(path, *rest, **more):
        if path == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    entries, gaps = walked(FolderFileSystem(tmp_path, 1))
    assert [one.path for one in entries] == ["/locked", "/seen"]
    assert [(gap.code, gap.params["path"]) for gap in gaps] == [("directory-unreadable", "/locked")]


def test_reading_leaves_no_trace(tmp_path: Path, walked) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"x" * 100)
    for path in (tmp_path / "a" / "f", tmp_path / "a", tmp_path):
        os.utime(path, (1_000_000_000, 1_100_000_000))
    before = {path: (path.stat().st_atime_ns, path.stat().st_mtime_ns) for path in (tmp_path, tmp_path / "a", tmp_path / "a" / "f")}
    system = FolderFileSystem(tmp_path, 1)
    for entry in walked(system)[0]:
        if entry.kind == "file":
            read(system, entry)
    assert {path: (path.stat().st_atime_ns, path.stat().st_mtime_ns) for path in before} == before


def test_open_files_are_closed_when_nobody_holds_them(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    system = FolderFileSystem(tmp_path, 1)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        system.open(1, None, "/f").read_at(0, 1)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_thousand_folders_deep_is_not_too_deep(tmp_path: Path, walked) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("d" * 10, dir_fd=here)
        below = os.open("d" * 10, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    entries, gaps = walked(FolderFileSystem(tmp_path, 1))
    assert len(entries) == 600 and gaps == []
    _remove(tmp_path)


def _remove(root: Path) -> None:
    """Paths of this length are more than rmtree of a temporary folder can name."""
    for _ in range(600):
        inner = root / ("d" * 10)
        if not (inner / ("d" * 10)).exists():
            break
        (inner / ("d" * 10)).rename(root / "next")
        inner.rmdir()
        (root / "next").rename(inner)


def test_one_file_is_a_file_system_with_one_name(tmp_path: Path, walked, medium) -> None:
    path = tmp_path / "聊天.txt"
    path.write_bytes(b"hello")
    system = SingleFileSystem(medium(path), 1)
    ((entry,), gaps) = walked(system, first=7)
    assert (entry.number, entry.path, entry.size, entry.kind) == (7, "/聊天.txt", 5, "file")
    assert unpack_time(entry.modified, entry.fine, 1) == Instant(path.stat().st_mtime_ns // 10**9, path.stat().st_mtime_ns % 10**9, 9)
    assert read(system, entry) == b"hello"
    assert system.find("/聊天.txt") is not None and system.find("/other") is None
    assert gaps == []


@pytest.mark.parametrize("name", ["/a\0b", "/\ud800", "/a/\0", "/../a", ""])
def test_a_name_that_no_file_has_is_not_found(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert FolderFileSystem(tmp_path, 1).find(name) is None
