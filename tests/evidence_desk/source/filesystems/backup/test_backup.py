"""Backups of Apple's devices, plain, encrypted, old, damaged, and inside a zip."""

from __future__ import annotations

import hashlib
import plistlib
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap, unpack_time
from evidence_desk.source.source import Source, open_source

SMS = ("HomeDomain", "Library/SMS/sms.db")
PHOTO = ("CameraRollDomain", "Media/DCIM/照片.jpg")
LONG = bytes(range(256)) * 5000 + b"end"


def walked(source: Source) -> tuple[dict[str, Entry], list[str]]:
    found = list(source.filesystem(1).walk(1, frozenset(), lambda _: None))
    entries = [one for one in found if isinstance(one, Entry)]
    assert len({one.number for one in entries}) == len(entries)
    assert all(one.parent is None or one.parent < one.number for one in entries), "a folder comes before what is in it"
    return {one.path: one for one in entries}, [one.code for one in found if isinstance(one, Gap)]


def content(source: Source, entry: Entry) -> bytes:
    opened = source.filesystem(1).open(entry.address, entry.attribute, entry.path)
    return opened.read_at(0, opened.size)


def test_files_are_listed_by_domain_and_path_with_their_times_and_contents(backup: Callable[..., Path]) -> None:
    source = open_source([backup({SMS: LONG, PHOTO: b"jpg"})])
    entries, gaps = walked(source)
    sms = entries["/HomeDomain/Library/SMS/sms.db"]
    assert gaps == []
    assert (source.volumes[0].filesystem, sms.size, str(unpack_time(sms.modified, sms.fine, 1))) == (
        "ios-backup",
        len(LONG),
        "2023-11-14T22:13:20Z",
    )
    assert content(source, sms) == LONG
    assert entries["/HomeDomain/Library/SMS"].number == sms.parent
    assert set(entries) >= {"/Info.plist", "/Manifest.db", "/Manifest.plist"}
    assert not any(len(path.rpartition("/")[2]) == 40 for path in entries), "what the manifest lists is not listed twice"
    assert source.about["imei"] == "356938035643809"
    assert source.about["backup_date"] == "2024-06-01T00:00:00Z"


def test_an_encrypted_one_opens_with_its_password_and_its_manifest_too(backup: Callable[..., Path]) -> None:
    folder = backup({SMS: LONG, PHOTO: b""}, password="密码".encode())
    source = open_source([folder], secrets=[b"wrong", "密码".encode()])
    entries, _ = walked(source)
    assert (source.volumes[0].encryption, source.volumes[0].unlocked) == ("ios-backup", True)
    assert content(source, entries["/HomeDomain/Library/SMS/sms.db"]) == LONG
    assert content(source, entries["/CameraRollDomain/Media/DCIM/照片.jpg"]) == b""
    opened = source.filesystem(1).open(entries["/HomeDomain/Library/SMS/sms.db"].address, None, "")
    assert opened.read_at(1000, 37) == LONG[1000:1037]
    assert opened.read_at(len(LONG) - 2, 100) == LONG[-2:]


@pytest.mark.parametrize(("secrets", "code"), [([], "volume-encrypted"), ([b"wrong"], "secret-does-not-fit")])
def test_a_locked_one_says_so_and_keeps_its_files_under_their_stored_names(
    backup: Callable[..., Path], secrets: list[bytes], code: str
) -> None:
    source = open_source([backup({SMS: LONG}, password=b"right")], secrets=secrets)
    entries, _ = walked(source)
    assert [gap.code for gap in source.gaps] == [code]
    assert not source.volumes[0].unlocked
    blob = hashlib.sha1(b"HomeDomain-Library/SMS/sms.db").hexdigest()
    assert f"/{blob[:2]}/{blob}" in entries
    assert source.about["encrypted"] == "true"


def test_what_the_manifest_lists_and_the_backup_lacks_is_a_gap_and_not_found(backup: Callable[..., Path]) -> None:
    source = open_source([backup({SMS: b"there", PHOTO: None})])
    entries, gaps = walked(source)
    assert gaps == ["backup-files-missing"]
    with pytest.raises(OSError, match="no file"):
        content(source, entries["/CameraRollDomain/Media/DCIM/照片.jpg"])
    assert source.filesystem(1).find("/CameraRollDomain/Media/DCIM/照片.jpg") is None
    assert source.filesystem(1).find("/HomeDomain/Library/SMS/sms.db") is not None


def test_a_file_that_no_manifest_lists_stays_under_its_own_name(backup: Callable[..., Path]) -> None:
    folder = backup({SMS: b"there"})
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / ("ab" * 20)).write_bytes(b"left over")
    source = open_source([folder])
    entries, _ = walked(source)
    assert content(source, entries[f"/ab/{'ab' * 20}"]) == b"left over"


def test_a_backup_in_a_zip_or_further_down_in_a_folder_is_the_same_tree(backup: Callable[..., Path], tmp_path: Path) -> None:
    folder = backup({SMS: LONG}, password=b"right")
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as out:
        for path in folder.rglob("*"):
            if path.is_file():
                out.write(path, f"Backup/x/{path.relative_to(folder)}")
    source = open_source([zipped], secrets=[b"right"])
    entries, _ = walked(source)
    assert (source.format, source.volumes[0].filesystem) == ("zip", "ios-backup")
    assert content(source, entries["/Backup/x/HomeDomain/Library/SMS/sms.db"]) == LONG
    assert content(source, entries["/Backup/x/Info.plist"]) == (folder / "Info.plist").read_bytes()
    above = open_source([tmp_path], secrets=[b"right"])
    entries, _ = walked(above)
    assert content(above, entries["/00008110-TEST/HomeDomain/Library/SMS/sms.db"]) == LONG
    assert "/a.zip" in entries, "what lies beside a backup is listed as it is"


def test_poisoned_places_leave_the_other_numbers_as_they_were(backup: Callable[..., Path]) -> None:
    system = open_source([backup({SMS: b"a", PHOTO: b"b"})]).filesystem(1)
    before = [one for one in system.walk(7, frozenset(), lambda _: None) if isinstance(one, Entry)]
    left_out = next(one for one in before if one.path.endswith("sms.db"))
    after = [one for one in system.walk(7, frozenset({left_out.address}), lambda _: None) if isinstance(one, Entry)]
    assert after == [one for one in before if one != left_out]


def test_the_old_manifest_is_read_record_by_record(tmp_path: Path) -> None:
    def text(value: bytes | None) -> bytes:
        return b"\xff\xff" if value is None else struct.pack(">H", len(value)) + value

    def record(domain: bytes, path: bytes, mode: int, size: int) -> bytes:
        head = text(domain) + text(path) + text(None) + text(None) + text(None)
        return (
            head
            + struct.pack(">HQIIIIIQBB", mode, 1, 501, 501, 1_300_000_000, 1_300_000_001, 1_300_000_002, size, 4, 1)
            + text(b"n")
            + text(b"v")
        )

    (tmp_path / "Manifest.mbdb").write_bytes(
        b"mbdb\5\0"
        + record(b"HomeDomain", b"Library", 0o40755, 0)
        + record(b"HomeDomain", b"Library/SMS/sms.db", 0o100644, 4)
        + text(b"cut")
    )
    (tmp_path / "Info.plist").write_bytes(plistlib.dumps({"Product Version": "4.3"}))
    (tmp_path / hashlib.sha1(b"HomeDomain-Library/SMS/sms.db").hexdigest()).write_bytes(b"text")
    source = open_source([tmp_path])
    entries, _ = walked(source)
    sms = entries["/HomeDomain/Library/SMS/sms.db"]
    assert content(source, sms) == b"text"
    assert str(unpack_time(sms.modified, sms.fine, 1)) == "2011-03-13T07:06:40Z"
    assert [gap.code for gap in source.gaps] == ["backup-manifest-damaged"]


@pytest.mark.parametrize("manifest", [b"", b"SQLite format 3\0" + bytes(100), b"nothing", b"mbdb"])
def test_a_manifest_that_cannot_be_read_leaves_the_folder_as_it_is(backup: Callable[..., Path], manifest: bytes) -> None:
    folder = backup({SMS: b"there"})
    (folder / "Manifest.db").write_bytes(manifest)
    source = open_source([folder])
    entries, _ = walked(source)
    blob = hashlib.sha1(b"HomeDomain-Library/SMS/sms.db").hexdigest()
    assert manifest == b"mbdb" or [gap.code for gap in source.gaps] == ["backup-manifest-unreadable"]
    assert f"/{blob[:2]}/{blob}" in entries


def test_a_link_or_a_folder_in_the_place_of_a_file_is_none(backup: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = backup({SMS: b"there", PHOTO: b"jpg"})
    for (domain, path), put in ((SMS, "link"), (PHOTO, "folder")):
        blob = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
        place = folder / blob[:2] / blob
        place.unlink()
        if put == "link":
            place.symlink_to(tmp_path / "secret")
        else:
            place.mkdir()
    source = open_source([folder])
    entries, gaps = walked(source)
    assert gaps == ["backup-files-missing"]
    assert sorted(one.kind for path, one in entries.items() if len(path.rpartition("/")[2]) == 40) == ["directory", "link"], (
        "what is there is listed"
    )
    for path in ("/HomeDomain/Library/SMS/sms.db", "/CameraRollDomain/Media/DCIM/照片.jpg"):
        with pytest.raises(OSError, match="no file"):
            content(source, entries[path])


def test_a_manifest_that_is_a_link_is_not_followed(backup: Callable[..., Path], tmp_path: Path) -> None:
    folder = backup({SMS: b"there"})
    (folder / "Manifest.db").rename(tmp_path / "elsewhere.db")
    (folder / "Manifest.db").symlink_to(tmp_path / "elsewhere.db")
    source = open_source([folder])
    assert [gap.code for gap in source.gaps] == ["backup-manifest-unreadable"]


def test_names_in_a_manifest_lead_nowhere(backup: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = backup({SMS: b"there"})
    database = sqlite3.connect(folder / "Manifest.db")
    database.execute("INSERT INTO Files VALUES ('../../secret', 'HomeDomain', '../../../secret', 1, NULL)")
    database.execute("INSERT INTO Files VALUES (x'00', 5, NULL, 1, 'text')")
    database.commit()
    database.close()
    source = open_source([folder])
    entries, gaps = walked(source)
    assert "archive-member-unsafe" in gaps
    with pytest.raises(OSError, match="no file"):
        content(source, entries["/HomeDomain/../../../secret"])
    assert [gap.code for gap in source.gaps] == ["row-undecodable"]


@pytest.mark.parametrize("bag", [b"", b"VERS\0\0\0\xff", b"SALT\0\0\0\1aITER\0\0\0\4\xff\xff\xff\xffUUID\0\0\0\1a"])
def test_a_key_bag_that_lies_leaves_the_backup_locked(backup: Callable[..., Path], bag: bytes) -> None:
    folder = backup({SMS: b"there"}, password=b"right")
    stated = plistlib.loads((folder / "Manifest.plist").read_bytes())
    (folder / "Manifest.plist").write_bytes(plistlib.dumps(stated | {"BackupKeyBag": bag}))
    source = open_source([folder], secrets=[b"right"])
    assert [gap.code for gap in source.gaps] == ["volume-not-unlocked"]


def test_the_backup_of_the_corpus_has_its_messages_under_their_path(corpus: Path) -> None:
    source = open_source([corpus / "chat" / "ios_backup" / "00008110-0000open"])
    entries, gaps = walked(source)
    assert hashlib.sha256(content(source, entries["/HomeDomain/Library/SMS/sms.db"])).hexdigest().startswith("c85ec337fb18")
    assert gaps == ["backup-files-missing"]
    assert source.about["product_type"] == "iPhone14,5"
