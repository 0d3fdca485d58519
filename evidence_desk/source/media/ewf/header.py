"""What the acquiring person and program wrote into an image: the header sections.

Text of a few lines, compressed with zlib: a category, names of values, the values, tab separated. `header2` is UTF-16
with a byte order mark, `header` is in the code page of the machine, `xheader` is XML ("Header section" and "Header2
section" in Joachim Metz, Expert Witness Compression Format specification, libyal/libewf).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evidence_desk.model import Instant
from evidence_desk.source.media.ewf.inflate import Broken, inflating

LONGEST = 1 << 20
"""EnCase itself stops responding where a description is longer."""

NAMES = {
    "a": "description", "c": "case_number", "n": "evidence_number", "e": "examiner", "t": "notes",
    "md": "model", "sn": "serial_number", "l": "device_label", "av": "software_version", "ov": "operating_system",
    "m": "acquired", "u": "system_date", "pid": "process_id",
}  # fmt: skip
DATES = frozenset({"m", "u"})
LEVELS = {"n": "none", "f": "fast", "b": "best"}
XML_NAMES = {
    "case_number": "case_number", "description": "description", "examiner_name": "examiner",
    "evidence_number": "evidence_number", "notes": "notes", "acquiry_operating_system": "operating_system",
    "acquiry_date": "acquired", "acquiry_software": "software", "acquiry_software_version": "software_version",
    "model": "model", "serial_number": "serial_number",
}  # fmt: skip
PARTS = re.compile(r"(\d{1,4}) (\d{1,2}) (\d{1,2}) (\d{1,2}) (\d{1,2}) (\d{1,2})")


def inflate(payload: bytes) -> bytes | None:
    """The text's bytes; None where the stream does not hold, is longer than LONGEST or has bytes behind it."""
    stream = inflating()
    try:
        raw = stream.decompress(payload, LONGEST)
    except Broken:
        return None
    return raw if stream.eof and not stream.unused_data else None


def values(raw: bytes) -> dict[str, str]:
    """Of the main category, under plain names; a value that is empty is left out."""
    lines = decoded(raw).replace("\r\n", "\n").split("\n")
    if "main" not in lines:
        return {}
    at = lines.index("main")
    names, given = (line.split("\t") for line in [*lines[at + 1 :], "", ""][:2])
    found = {name: value.strip() for name, value in zip(names, given, strict=False) if value.strip()}
    said = {NAMES[name]: _date(value) if name in DATES else value for name, value in found.items() if name in NAMES}
    if (level := found.get("r", "")) in LEVELS:
        said["compression"] = LEVELS[level]
    if found.get("p", "0") != "0":
        said["password"] = "set"
    return said


def decoded(raw: bytes) -> str:
    """UTF-16 where a byte order mark says so, else UTF-8, else GB18030, which nearly any bytes are; bad ones as \\x."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "backslashreplace")


def xml_values(raw: bytes) -> dict[str, str]:
    """Of an xheader section."""
    return {XML_NAMES[name]: value for name, value in xml_texts(raw).items() if name in XML_NAMES}


def xml_texts(raw: bytes) -> dict[str, str]:
    """The texts of the elements below the root, by name; empty where it is no XML, or tries to be more than that."""
    try:
        return {one.tag: one.text.strip() for one in fromstring(raw) if one.text and one.text.strip()}
    except (ParseError, DefusedXmlException, ValueError):
        return {}


def _date(text: str) -> str:
    """Seconds since 1970 (header2, linen) as UTC; six numbers (header) as the local time that they are, without a zone."""
    if text.isascii() and text.isdigit() and len(text) <= 11:
        try:
            return str(Instant(int(text)))
        except ValueError:
            return text
    if parts := PARTS.fullmatch(text):
        year, *rest = (int(part) for part in parts.groups())
        return "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(year, *rest)
    return text
