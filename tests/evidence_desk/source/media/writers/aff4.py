"""Writes AFF4 volumes from the standard and without a line of the reader."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import cramjam

CHUNK, PER_BEVY = 1024, 4
SCHEMA = "http://aff4.org/Schema#"
IMAGE = "aff4://11111111-0000-0000-0000-000000000001"
METHODS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "snappy": ("http://code.google.com/p/snappy/", lambda one: bytes(cramjam.snappy.compress_raw(one))),
    "lz4": ("https://code.google.com/p/lz4/", lambda one: bytes(cramjam.lz4.compress_block(one, store_size=False))),
    "zlib": ("https://www.ietf.org/rfc/rfc1950.txt", zlib.compress),
    "deflate": ("https://tools.ietf.org/html/rfc1951", lambda one: zlib.compress(one)[2:-4]),
    "stored": (f"{SCHEMA}NullCompressor", lambda one: one),
}


def sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()


def stream(name: str, data: bytes, method: str) -> tuple[dict[str, bytes], str]:
    """Members and statements of an image stream."""
    members, md5s, sha1s = dict[str, bytes](), b"", b""
    for number in range(-(-len(data) // (CHUNK * PER_BEVY))):
        bevy, index, digests = b"", b"", {"md5": b"", "sha1": b""}
        part = data[number * CHUNK * PER_BEVY :][: CHUNK * PER_BEVY]
        for at in range(0, len(part), CHUNK):
            chunk = part[at : at + CHUNK].ljust(CHUNK, b"\0")
            packed = METHODS[method][1](chunk)
            packed = packed if len(packed) < CHUNK else chunk
            index += struct.pack("<QI", len(bevy), len(packed))
            bevy += packed
            for kind in digests:
                digests[kind] += hashlib.new(kind, chunk).digest()
        members[f"{name}/{number:08d}"], members[f"{name}/{number:08d}.index"] = bevy, index
        members[f"{name}/{number:08d}.blockHash.md5"], members[f"{name}/{number:08d}.blockHash.sha1"] = digests["md5"], digests["sha1"]
        md5s, sha1s = md5s + digests["md5"], sha1s + digests["sha1"]
    turtle = f"""<{name}> a aff4:ImageStream ; aff4:chunkSize "{CHUNK}"^^xsd:int ; aff4:chunksInSegment "{PER_BEVY}"^^xsd:int ;
    aff4:compressionMethod <{METHODS[method][0]}> ; aff4:size "{len(data)}"^^xsd:long ; # 注
    aff4:hash "{hashlib.md5(data).hexdigest()}"^^aff4:MD5 , "{hashlib.sha1(data).hexdigest()}"^^aff4:SHA1 .
<{name}/blockhash.md5> a aff4:BlockHashes ; aff4:hash "{sha512(md5s)}"^^aff4:SHA512 .
<{name}/blockhash.sha1> a aff4:BlockHashes ; aff4:hash "{sha512(sha1s)}"^^aff4:SHA512 .
"""
    return members, turtle


def mapped(
    name: str, size: int, entries: list[tuple[int, int, int, int]], targets: list[str], local: str, turtle: str
) -> tuple[dict[str, bytes], str]:
    """Members and statements of a map; `turtle` has those of the stream `local`, whose digests the digest of digests takes."""
    raw, idx, path = b"".join(struct.pack("<QQQI", *one) for one in entries), "\n".join(targets).encode(), b"{}"
    hashes = {"mapPointHash": sha512(raw), "mapIdxHash": sha512(idx), "mapPathHash": sha512(path), "mapHash": sha512(raw + idx + path)}
    blocks = [turtle.split(f"<{local}/blockhash.{kind}>")[1].split('"')[1] for kind in ("md5", "sha1")]
    joined = b"".join(map(bytes.fromhex, [*blocks, hashes["mapPointHash"], hashes["mapIdxHash"], hashes["mapPathHash"]]))
    hashes["blockMapHash"] = sha512(joined)
    said = " ;\n    ".join(f'aff4:{key} "{value}"^^aff4:SHA512' for key, value in hashes.items())
    return (
        {f"{name}/map": raw, f"{name}/idx": idx, f"{name}/mapPath": path},
        f"""<{name}> a aff4:Map ;
    {said} ;
    aff4:mapGapDefaultStream aff4:Zero ; aff4:dependentStream <{local}> ; aff4:size "{size}"^^xsd:long ; aff4:target <{IMAGE}> .
""",
    )


def image(size: int, data_stream: str, extra: str = "") -> str:
    return f"""<{IMAGE}> a aff4:Image , aff4:DiskImage ; aff4:dataStream <{data_stream}> ; aff4:size "{size}"^^xsd:long{extra} .
<{IMAGE}/case> a aff4:CaseDetails ; aff4:examiner "李\\u56DB" ; aff4:caseName "案件\\t一" ; aff4:target <{IMAGE}> .
"""


def save(path: Path, volume: str, members: dict[str, bytes], turtle: str) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        out.comment = volume.encode()
        out.writestr("container.description", volume)
        out.writestr("version.txt", "major=1\nminor=0\ntool=test\n")
        for name, content in members.items():
            out.writestr(quote(name, safe="/").replace("aff4%3A//", "aff4%3A%2F%2F"), content)
        prefixes = f"@prefix : <{volume}> .\n@prefix aff4: <{SCHEMA}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        out.writestr("information.turtle", f"{prefixes}: a aff4:ZipVolume .\n{turtle}", zipfile.ZIP_DEFLATED)
    return path


def linear(folder: Path, data: bytes) -> list[Path]:
    return _mapped(folder, data, "snappy")


def zlib_chunks(folder: Path, data: bytes) -> list[Path]:
    return _mapped(folder, data, "zlib")


def deflate_chunks(folder: Path, data: bytes) -> list[Path]:
    return _mapped(folder, data, "deflate")


def lz4_chunks(folder: Path, data: bytes) -> list[Path]:
    return _mapped(folder, data, "lz4")


def stored_chunks(folder: Path, data: bytes) -> list[Path]:
    return _mapped(folder, data, "stored")


def image_stream(folder: Path, data: bytes) -> list[Path]:
    """An image without a map, as pyaff4 writes them."""
    name = "aff4://22222222-0000-0000-0000-000000000001"
    members, turtle = stream(name, data, "snappy")
    return [save(folder / "a.aff4", "aff4://99999999-0000-0000-0000-000000000001", members, turtle + image(len(data), name))]


def striped(folder: Path, data: bytes) -> list[Path]:
    """Every second KiB in another volume, each with a map of its own over both streams."""
    names = [f"aff4://22222222-0000-0000-0000-00000000000{number}" for number in (1, 2)]
    parts, entries = [b"", b""], []
    for number, at in enumerate(range(0, len(data), CHUNK)):
        piece = data[at : at + CHUNK]
        entries.append((at, len(piece), len(parts[number % 2]), number % 2))
        parts[number % 2] += piece
    paths = []
    for number, (name, part) in enumerate(zip(names, parts, strict=True)):
        members, turtle = stream(name, part, "snappy")
        own = f"aff4://33333333-0000-0000-0000-00000000000{number}"
        more, said = mapped(own, len(data), entries, names, name, turtle)
        volume = f"aff4://99999999-0000-0000-0000-00000000000{number}"
        paths.append(save(folder / f"a_{number + 1}.aff4", volume, members | more, turtle + said + image(len(data), own)))
    return paths


def _mapped(folder: Path, data: bytes, method: str) -> list[Path]:
    """What is zero, or one byte over and over, is in the map alone; the rest in the stream, its second half first."""
    name, own = "aff4://22222222-0000-0000-0000-000000000001", "aff4://33333333-0000-0000-0000-000000000001"
    targets, entries, kept = [name, f"{SCHEMA}Zero", f"{SCHEMA}SymbolicStreamEE"], [], b""
    pieces = [(at, data[at : at + 512]) for at in range(0, len(data), 512)]
    for at, piece in pieces[len(pieces) // 2 :] + pieces[: len(pieces) // 2]:
        fill = {b"\0": 1, b"\xee": 2}.get(piece[:1] if piece == piece[:1] * 512 else b"?", 0)
        entries.append((at, 512, at if fill else len(kept), fill))
        kept += b"" if fill else piece
    members, turtle = stream(name, kept, method)
    more, said = mapped(own, len(data), [one for one in entries if one[3] != 1 or one[0] % 1024], targets, name, turtle)
    return [save(folder / "a.aff4", "aff4://99999999-0000-0000-0000-000000000001", members | more, turtle + said + image(len(data), own))]


def before_the_standard(folder: Path, data: bytes) -> list[Path]:
    """As Evimetry 1 and 2 wrote them: another schema, indexes of 32 bits, no version."""
    (path,) = linear(folder, data)
    with zipfile.ZipFile(path) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    path.unlink()
    with zipfile.ZipFile(folder / "a.af4", "w") as out:
        for name, content in members.items():
            if name == "version.txt":
                continue
            if name.endswith(".index"):
                ends = [sum(one) for one in struct.iter_unpack("<QI", content)]
                out.writestr(name.replace(".index", "/index"), struct.pack(f"<{len(ends)}I", *ends))
            elif name == "information.turtle":
                text = content.decode().replace(SCHEMA, "http://afflib.org/2009/aff4#").replace("aff4:Map ", "aff4:map ")
                for old, new in (
                    ("aff4:ImageStream ", "aff4:stream "),
                    ("compressionMethod", "CompressionMethod"),
                    ("aff4:blockMapHash", "aff4:other"),
                ):
                    text = text.replace(old, new)
                out.writestr(name, text)
            elif name.endswith("/idx"):
                text = content.decode().replace(f"{SCHEMA}SymbolicStream", "http://afflib.org/2012/SymbolicStream#")
                out.writestr(name, text.replace(SCHEMA, "http://afflib.org/2009/aff4#"))
            elif not name.endswith(("blockHash.md5", "blockHash.sha1")):
                out.writestr(name, content)
    return [folder / "a.af4"]
