"""Types of containers whose first bytes are alike: what they hold, or which brand they state, tells them apart."""

from __future__ import annotations

import struct
import zlib

from evidence_desk.model import Range

OOXML = "application/vnd.openxmlformats-officedocument."
OFFICE = (
    (b"word/", b"wordprocessingml", OOXML + "wordprocessingml.document"),
    (b"xl/", b"spreadsheetml", OOXML + "spreadsheetml.sheet"),
    (b"ppt/", b"presentationml", OOXML + "presentationml.presentation"),
)
"""A folder in the package, a word of its list of types, the type."""

PACKAGES = (
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"classes.dex", "application/vnd.android.package-archive"),
    (b"META-INF/", "application/java-archive"),
    (b"Payload/", "application/x-ios-app"),
)

OLE = "application/x-ole-storage"
"""A compound file of which no more is known."""

COMPOUND = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("__nameid_version1.0", "application/vnd.ms-outlook"),
    ("EncryptedPackage", "application/x-ms-office-encrypted"),
    ("EncryptionInfo", "application/x-ms-office-encrypted"),
    ("VisioDocument", "application/vnd.visio"),
)
"""How a stream in a compound file (OLE) begins, and the type of the file that has it."""

BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic", b"hevc": "image/heic-sequence",
    b"mif1": "image/heif", b"msf1": "image/heif-sequence", b"avif": "image/avif", b"avis": "image/avif", b"crx ": "image/x-canon-cr3",
    b"qt  ": "video/quicktime", b"M4A ": "audio/x-m4a", b"M4B ": "audio/x-m4a", b"M4V ": "video/x-m4v", b"M4VP": "video/x-m4v",
    b"3g2a": "video/3gpp2", b"3g2b": "video/3gpp2", b"3g2c": "video/3gpp2",
}  # fmt: skip
"""The major brand of an ISO base media file."""

ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""What a QuickTime film may begin with that states no brand."""

MOST_ARCHITECTURES = 30


def known(head: bytes) -> str | None:
    """The type of a container; None for anything else."""
    match head[:4]:
        case b"PK\x03\x04":
            return _zip(head)
        case b"PK\x05\x06" | b"PK\x07\x08":
            return "application/zip"
        case b"\xd0\xcf\x11\xe0":
            return _compound(head)
        case b"RIFF":
            return {b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}.get(head[8:12])
        case b"FORM":
            return {b"AIFF": "audio/aiff", b"AIFC": "audio/aiff"}.get(head[8:12])
        case b"OggS":
            return "video/ogg" if head[28:35] == b"\x80theora" else "audio/ogg"
        case b"\x1a\x45\xdf\xa3":
            return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
        case b"\x7fELF":
            return _elf(head)
        case b"\xca\xfe\xba\xbe":
            return "application/x-mach-binary" if int.from_bytes(head[4:8]) < MOST_ARCHITECTURES else "application/java-vm"
    return _film(head) or _program(head) or _bitmap(head) or _mpeg_audio(head)


def _zip(head: bytes) -> str:
    """An office document by the folders of its package or the list of types that it begins with; an OpenDocument file
    by the type that it states; a program by what every one of its kind has."""
    names = _zip_names(head)
    first = names[0] if names else b""
    if first == b"mimetype":
        return _stated_type(head)
    for folder, _, mime in OFFICE:
        if any(name.startswith(folder) for name in names) and b"[Content_Types].xml" in names:
            return mime
    if any(name == b"container.description" or name.endswith(b"information.turtle") for name in names):
        return "application/x-aff4"
    if first == b"[Content_Types].xml":
        types = _zip_member(head)
        return next((mime for _, word, mime in OFFICE if word in types), "application/zip")
    for mark, mime in PACKAGES:
        if any(name.startswith(mark) for name in names):
            return mime
    return "application/zip"


def _zip_names(head: bytes) -> list[bytes]:
    names: list[bytes] = []
    place = 0
    while place >= 0 and len(names) < 64:
        header = head[place : place + 30]
        if len(header) == 30:
            names.append(head[place + 30 : place + 30 + struct.unpack_from("<H", header, 26)[0]])
        place = head.find(b"PK\x03\x04", place + 4)
    return names


def _zip_member(head: bytes) -> bytes:
    """The beginning of the first member."""
    method = struct.unpack_from("<H", head, 8)[0]
    start = 30 + sum(struct.unpack_from("<HH", head, 26))
    if method == 0:
        return head[start : start + 4096]
    try:
        return zlib.decompressobj(-15).decompress(head[start:], 65536)
    except zlib.error:
        return b""


def _stated_type(head: bytes) -> str:
    size = struct.unpack_from("<I", head, 18)[0]
    stated = _zip_member(head)[: min(size, 128)]
    return stated.decode("ascii") if stated.startswith(b"application/") and stated.isascii() else "application/zip"


def _compound(head: bytes) -> str:
    """By the names in the first sectors of its directory, where these lie among these bytes."""
    if len(head) < 512:
        return OLE
    place, length = compound_directory(head)
    return compound(head[place : place + length])


def compound_directory(head: bytes) -> Range:
    """Where the directory of a compound file begins, and some sectors of it ([MS-CFB] 2.2)."""
    sector = 1 << min(struct.unpack_from("<H", head, 30)[0], 12)
    return (struct.unpack_from("<I", head, 48)[0] + 1) * sector, 8 * sector


def compound(directory: bytes) -> str:
    """The type of a compound file by the names in its directory ([MS-CFB] 2.6)."""
    entries = [directory[start : start + 128] for start in range(0, len(directory) - 127, 128)]
    names = [entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace") for entry in entries]
    found = (mime for start, mime in COMPOUND if any(name.startswith(start) for name in names))
    return next(found, OLE)


def _film(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/3gpp" if brand.startswith(b"3gp") else BRANDS.get(brand, "video/mp4")
    return "video/quicktime" if head[4:8] in ATOMS and head[:1] < b"\x20" else None


def _elf(head: bytes) -> str:
    order = "<" if head[5:6] == b"\x01" else ">"
    kind = struct.unpack_from(order + "H", head.ljust(18, b"\0"), 16)[0]
    return {1: "application/x-object", 3: "application/x-sharedlib", 4: "application/x-coredump"}.get(kind, "application/x-executable")


def _program(head: bytes) -> str | None:
    """A program of Windows, or of DOS."""
    if head[:2] != b"MZ" or len(head) < 64:
        return None
    place = struct.unpack_from("<I", head, 60)[0]
    return "application/vnd.microsoft.portable-executable" if head[place : place + 4] == b"PE\0\0" else "application/x-dosexec"


def _bitmap(head: bytes) -> str | None:
    """Two letters are not enough: the length of the second header and the reserved words have to fit."""
    fits = head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in (b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    return "image/bmp" if fits else None


def _mpeg_audio(head: bytes) -> str | None:
    """A frame without a tag before it: layer III of MPEG 1 or 2 whose next frame is where it says (ISO 11172-3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    first = head[1] >> 3 & 3 == 3
    kilobits = ((0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0) if first else
                (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0))[head[2] >> 4]  # fmt: skip
    hertz = (44100, 48000, 32000, 0)[head[2] >> 2 & 3] // (1 if first else 2)
    if not kilobits or not hertz:
        return None
    length = (144 if first else 72) * kilobits * 1000 // hertz + (head[2] >> 1 & 1)
    return "audio/mpeg" if head[length : length + 1] == b"\xff" and head[length + 1 : length + 2] == head[1:2] else None
