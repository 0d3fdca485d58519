"""DFXML that a strict XML reader takes, with its elements in the order of the schema."""

from __future__ import annotations

from lxml import etree

from .conftest import Written

NS = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"
ORDER = [
    "filename",
    "partition",
    "id",
    "name_type",
    "filesize",
    "alloc",
    "inode",
    "mtime",
    "ctime",
    "atime",
    "crtime",
    "libmagic",
    "hashdigest",
]


def test_files_stand_in_their_volumes_and_elements_in_their_order(written: Written) -> None:
    root = etree.fromstring(written("dfxml").read_bytes())
    assert [child.tag.removeprefix(NS) for child in root][:3] == ["metadata", "creator", "source"]
    volumes = root.findall(f"{NS}volume")
    assert [(one.get("offset"), len(one.findall(f"{NS}fileobject"))) for one in volumes] == [("1048576", 3), (None, 1)]
    files = list(root.iter(f"{NS}fileobject"))
    for file in files:
        places = [ORDER.index(child.tag.removeprefix(NS)) for child in file]
        assert places == sorted(places)
    assert [file.findtext(f"{NS}id") for file in files] == ["e1.1", "e1.2", "e1.3", "e2.1"]
    assert files[1].findtext(f"{NS}alloc") == "0"
    assert files[1].findtext(f"{NS}crtime") == "2024-03-05T07:04:05.123456Z"[:20] + files[1].findtext(f"{NS}crtime", "")[20:]
    assert "<script>" in files[1].findtext(f"{NS}filename", "")
