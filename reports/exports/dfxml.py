"""Digital Forensics XML: each file of each volume with its times and digests.

The order of elements is that of the schema (https://github.com/dfxml-working-group/dfxml_schema, dfxml.xsd).
`id` is the item's id in the case, whose first number is the evidence: the schema has no element that would say so.
Runs of bytes are not kept in a case and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from evidence_desk import __version__
from evidence_desk.store import tables
from evidence_desk.store.tables import Shown
from reports.exports.selection import Selection
from reports.exports.xml import element, escaped

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<dfxml version="1.2.0" xmlns="http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:type>Disk Image</dc:type></metadata>
"""
TYPES = {"file": "r", "directory": "d", "link": "l"}
TIMES = (("mtime", "modified"), ("ctime", "changed"), ("atime", "accessed"), ("crtime", "created"))
DIGESTS = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sm3": "other"}
"""By the schema's names; it knows no SM3."""


def write(selection: Selection, out: BinaryIO) -> int:
    volumes = {(row["evidence"], row["index"]): row for row in tables.rows(selection.case, "volumes")}
    names = "".join(element("image_filename", str(row["path"])) for row in tables.rows(selection.case, "evidence"))
    creator = element("program", "evidence-desk") + element("version", __version__)
    out.write(f"{HEAD}<creator>{creator}</creator>\n<source>{names}</source>\n".encode())
    count = 0
    for place, rows in groupby(selection.rows("entries"), lambda row: (row["evidence"], row["volume"])):
        out.write(_volume(volumes.get(place)).encode())
        for row in rows:
            out.write(f"<fileobject>{''.join(_file(row))}</fileobject>\n".encode())
            count += 1
        out.write(b"</volume>\n")
    out.write(b"</dfxml>\n")
    return count


def _volume(row: Shown | None) -> str:
    if row is None:
        return "<volume>"
    offset = element("partition_offset", str(row["offset"])) if row["offset"] else ""
    return f'<volume offset="{row["offset"]}">' + offset + element("ftype_str", str(row["filesystem"] or "unknown")) + "\n"


def _file(row: Shown) -> Iterator[str]:
    path = str(row["path"]).removeprefix("/")
    yield element("filename", f"{path}:{row['stream']}" if row["stream"] else path)
    if isinstance(row["volume"], int) and row["volume"] > 0:
        yield element("partition", str(row["volume"]))
    yield element("id", str(row["id"]))
    yield element("name_type", TYPES.get(str(row["kind"]), "-"))
    yield element("filesize", str(row["size"]))
    yield element("alloc", "1" if row["allocated"] else "0")
    yield element("inode", str(row["address"]))
    yield from (element(name, str(row[field])) for name, field in TIMES if row[field])
    if row["mime"]:
        yield element("libmagic", str(row["mime"]))
    for name, kind in DIGESTS.items():
        if row[name]:
            yield f'<hashdigest type="{kind}">{escaped(str(row[name]))}</hashdigest>'
