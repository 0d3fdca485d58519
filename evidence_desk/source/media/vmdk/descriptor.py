"""The descriptor of a disk: a text of a few lines that names its extents and its parent.

("The Descriptor File" in VMware, Virtual Disk Format 5.0.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = "# Disk DescriptorFile"
LONGEST = 1 << 20
MOST = 10_000
"""Extents of a disk."""
EXTENT = re.compile(r'(RW|RDONLY|NOACCESS)\s+(\d{1,18})\s+([A-Z]\w*)(?:\s+"([^"]*)"(?:\s+(\d{1,18}))?)?', re.IGNORECASE)
VALUE = re.compile(r'\s*([\w.]+)\s*=\s*"?([^"]*)"?\s*$')
CODINGS = {"utf-8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "big5": "big5", "shift_jis": "shift_jis", "windows-1252": "cp1252"}
NO_PARENT = "ffffffff"


@dataclass(frozen=True, slots=True)
class Extent:
    """`sectors` of 512 bytes; `offset`: of a flat extent, the sector in its file at which it begins."""

    access: str
    sectors: int
    kind: str
    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Descriptor:
    values: dict[str, str]
    extents: tuple[Extent, ...]

    @property
    def parent(self) -> str | None:
        """The file name of the disk below; None where there is none."""
        stated = self.values.get("parentcid", NO_PARENT).lower() != NO_PARENT
        return self.values.get("parentfilenamehint", "") if stated else None

    @property
    def complete(self) -> bool:
        """Whether what every tool writes last is there: the disk database."""
        return any(name.startswith("ddb.") for name in self.values)

    @property
    def metadata(self) -> dict[str, str]:
        names = {
            "createtype": "disk_type",
            "cid": "content_id",
            "ddb.virtualhwversion": "hardware_version",
            "ddb.toolsversion": "tools_version",
        }
        return {names[name]: value for name, value in self.values.items() if name in names and value}


def parse(raw: bytes) -> Descriptor:
    """What is no line of a descriptor is passed over."""
    values, extents = dict[str, str](), list[Extent]()
    *lines, last = text(raw).replace("\r", "\n").split("\n")
    whole = "ddb." in last  # of a text that was cut off, the last line may say something else than it did
    for line in [*lines, last] if whole else lines:
        stripped = line.strip()
        if stripped.startswith("#"):
            continue
        if found := EXTENT.match(stripped):
            access, sectors, kind, name, offset = found.groups()
            if len(extents) < MOST:
                extents.append(Extent(access.upper(), int(sectors), kind.upper(), name or "", int(offset or 0)))
        elif found := VALUE.match(stripped):
            values.setdefault(found[1].lower(), found[2].strip())
    return Descriptor(values, tuple(extents))


def text(raw: bytes) -> str:
    """In the encoding that it states; where that is not known or does not hold, as UTF-8 or GB 18030."""
    raw = raw.partition(b"\0")[0]
    stated = re.search(rb'encoding\s*=\s*"([^"\r\n]+)"', raw)
    first = CODINGS.get(stated[1].decode("ascii", "replace").lower(), "utf-8") if stated else "utf-8"
    for coding in (first, "utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
