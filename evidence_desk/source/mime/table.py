"""Types by signature: which bytes a file of each kind begins with.

From each format's own description, gathered by libmagic's database and by Gary Kessler's table of file signatures.
Names are IANA's where there is one, else those in use.
"""

from __future__ import annotations

from evidence_desk.source.mime import containers

EMPTY = "inode/x-empty"

# (offset, bytes, type)
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"CR\x02\0", "image/x-canon-cr2"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (4, b"1AY&SY", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"\x04\x22\x4d\x18", "application/x-lz4"),
    (0, b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (0, b"!<arch>\ndebian", "application/vnd.debian.binary-package"),
    (0, b"!<arch>\n", "application/x-archive"),
    (0, b"\xed\xab\xee\xdb", "application/x-rpm"),
    (257, b"ustar", "application/x-tar"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"bplist00", "application/x-bplist"),
    (0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (0, b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"dex\n03", "application/vnd.android.dex"),
    (0, b"\0asm\x01\0\0\0", "application/wasm"),
    (0, b"regf", "application/x-windows-registry"),
    (0, b"ElfFile\0", "application/x-ms-evtx"),
    (4, b"LfLe", "application/x-ms-evt"),
    (0, b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", "application/x-ms-shortcut"),
    (4, b"SCCA", "application/x-ms-prefetch"),
    (0, b"MAM\x04", "application/x-ms-prefetch"),
    (4, b"\xef\xcd\xab\x89", "application/x-ms-ese"),
    (0, b"CMMM", "application/x-ms-thumbcache"),
    (0, b"MDMP\x93\xa7", "application/x-dmp"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"\xcf\xad\x12\xfe", "application/x-ms-dbx"),
    (0, b"#!SILK_V3", "audio/silk"),
    (0, b"\x02#!SILK_V3", "audio/silk"),
    (0, b"#!AMR-WB\n", "audio/amr-wb"),
    (0, b"#!AMR\n", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"MThd\0\0\0\x06", "audio/midi"),
    (0, b"\0\0\x01\xba", "video/mpeg"),
    (0, b"\0\0\x01\xb3", "video/mpeg"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b".RMF", "application/vnd.rn-realmedia"),
    (0, b"OTTO\0", "font/otf"),
    (0, b"\0\x01\0\0\0", "font/ttf"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (0, b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (0, b"\x0a\x0d\x0d\x0a", "application/x-pcapng"),
    (0, b"EVF\x09\x0d\x0a\xff\x00", "application/x-ewf"),
    (0, b"AFF10\r\n", "application/x-aff"),
    (0, b"LVF\x09\x0d\x0a\xff\x00", "application/x-ewf"),
    (0, b"EVF2\r\n\x81\x00", "application/x-ewf"),
    (0, b"ADSEGMENTEDFILE", "application/x-ad1"),
    (0, b"KDMV", "application/x-vmdk"),
    (0, b"COWD", "application/x-vmdk"),
    (0, b"\xbe\xba\xfe\xca\0\0\0\0", "application/x-vmdk"),
    (0, b"# Disk DescriptorFile", "application/x-vmdk"),
    (0, b"conectix", "application/x-vhd"),
    (0, b"vhdxfile", "application/x-vhdx"),
    (0, b"QFI\xfb", "application/x-qcow2"),
    (64, b"\x7f\x10\xda\xbe", "application/x-virtualbox-vdi"),
    (0, b"ANDROID BACKUP\n", "application/x-android-backup"),
    (0, b"LUKS\xba\xbe", "application/x-luks"),
    (0, b"encrcdsa", "application/x-apple-diskimage"),
)  # fmt: skip

STARTS: dict[int, list[tuple[bytes, str]]] = {}
"""Those at the very start, by their first byte: nearly all of them, so that a file is compared with two or three."""

for _offset, _magic, _mime in SIGNATURES:
    if not _offset:
        STARTS.setdefault(_magic[0], []).append((_magic, _mime))

FURTHER = tuple(signature for signature in SIGNATURES if signature[0])


def known(head: bytes) -> str | None:
    """The type by signature; None for what has none of these."""
    if not head:
        return EMPTY
    for offset, magic, mime in FURTHER:
        if head.startswith(magic, offset):
            return mime
    for magic, mime in STARTS.get(head[0], ()):
        if head.startswith(magic):
            return mime
    return containers.known(head)
