"""Logical AFF4 volumes: files with their digests."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from evidence_desk.model import Entry, unpack_time
from evidence_desk.source.source import Source, open_source

VOLUME = "aff4://99999999-0000-0000-0000-000000000009"


def save(path: Path, contents: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("container.description", VOLUME)
        turtle = f'@prefix aff4: <http://aff4.org/Schema#> .\n<{VOLUME}/folder> a aff4:FolderImage ; aff4:originalFileName "./folder" .\n'
        for name, content in contents.items():
            out.writestr(f"/{name}", content)
            turtle += f"""<{VOLUME}//{name}> a aff4:FileImage, aff4:Image, aff4:zip_segment ; aff4:originalFileName "./{name}" ;
                aff4:birthTime "2018-09-17T13:42:20+10:00" ; aff4:lastWritten "2018-09-17T13:42:20" ; aff4:size {len(content)} ;
                aff4:hash "{hashlib.md5(content).hexdigest()}"^^aff4:MD5 .\n"""
        out.writestr("information.turtle", turtle)
    return path


def entries(source: Source) -> list[Entry]:
    return [one for one in source.filesystem(1).walk(1, frozenset(), lambda _: None) if isinstance(one, Entry)]


def test_files_folders_times_and_contents_are_those_that_were_put_in(tmp_path: Path) -> None:
    source = open_source([save(tmp_path / "a.aff4", {"folder/甲.txt": b"text" * 9000, "b": b""})])
    found = entries(source)
    assert source.format == "aff4-l"
    assert [(one.path, one.kind, one.size, one.parent) for one in found] == [
        ("/b", "file", 0, None),
        ("/folder", "directory", 0, None),
        ("/folder/甲.txt", "file", 36000, 2),
    ]
    assert str(unpack_time(found[0].created, found[0].fine, 0)) == "2018-09-17T03:42:20Z"
    assert found[0].modified is None, "a time without a zone is none"
    content = source.filesystem(1).open(3, None, "/folder/甲.txt")
    assert content.read_at(0, 99999) == b"text" * 9000


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.aff4", {"a": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    content[content.index(b"/a") + 40] ^= 0xFF
    path.write_bytes(content)
    system = open_source([path]).filesystem(1)
    with pytest.raises(OSError, match=r"\w"):
        system.open(1, None, "/a")


def test_a_real_volume_has_the_file_whose_digests_it_stores(corpus: Path) -> None:
    source = open_source([corpus / "images/aff4/dream.aff4"])
    (entry,) = entries(source)
    assert (entry.path, entry.size) == ("/test_images/AFF4-L/dream.txt", 8688)
    content = source.filesystem(1).open(entry.address, None, entry.path)
    data = content.read_at(0, content.size)
    assert content.stored == {"md5": hashlib.md5(data).hexdigest(), "sha1": hashlib.sha1(data).hexdigest()}  # type: ignore[attr-defined]
