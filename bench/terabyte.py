"""How much memory an E01 of a terabyte takes before anything of it is read: its tables alone name 31 million chunks.

    python -m bench.terabyte FOLDER [--gib 1024]

The container is sparse: tables, checksums and the first chunks are real, the other chunks are holes and so are damaged.
"""

from __future__ import annotations

import argparse
import array
import resource
import struct
import time
import zlib
from pathlib import Path
from typing import BinaryIO

from evidence_desk.source.source import open_source

CHUNK, SECTOR = 32 << 10, 512
CHUNKS_A_TABLE = 16_375
"""As EnCase writes them."""
DESCRIPTOR = struct.Struct("<16sQQ40s")


def section(out: BinaryIO, kind: bytes, size: int) -> None:
    """Begins a section of `size` bytes at the place where the file is, whose descriptor leads to the next."""
    here = out.tell()
    head = DESCRIPTOR.pack(kind, here + 76 + size if kind != b"done" else here, 76 + size, bytes(40))
    out.write(head + struct.pack("<I", zlib.adler32(head)))


def volume(chunks: int) -> bytes:
    body = struct.pack("<B3xIIIQ12xB3xI4xIB3xI4x16s968x", 1, chunks, CHUNK // SECTOR, SECTOR, chunks * CHUNK // SECTOR, 1, 0, 0, 1, 64, b"")
    return body + struct.pack("<I", zlib.adler32(body))


def table(out: BinaryIO, count: int, coded: bytes) -> None:
    """The chunks of a table, each as long as the coded one, then the table and its copy."""
    base = out.tell() + 76
    section(out, b"sectors", count * len(coded))
    out.write(coded)
    out.seek(base + count * len(coded))
    head = struct.pack("<I4xQ4x", count, base)
    entries = array.array("I", (1 << 31 | number * len(coded) for number in range(count))).tobytes()
    body = head + struct.pack("<I", zlib.adler32(head)) + entries + struct.pack("<I", zlib.adler32(entries))
    for kind in (b"table", b"table2"):
        section(out, kind, len(body))
        out.write(body)


def make(path: Path, size: int) -> None:
    chunks, coded = size // CHUNK, zlib.compress(bytes(CHUNK), 1)
    with path.open("wb") as out:
        out.write(b"EVF\x09\x0d\x0a\xff\x00" + struct.pack("<BHH", 1, 1, 0))
        section(out, b"volume", 1052)
        out.write(volume(chunks))
        for first in range(0, chunks, CHUNKS_A_TABLE):
            table(out, min(CHUNKS_A_TABLE, chunks - first), coded)
        section(out, b"done", 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gib", type=int, default=1024)
    asked = parser.parse_args()
    path = asked.folder / f"sparse-{asked.gib}.E01"
    if not path.exists():
        make(path, asked.gib << 30)
    begun = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source = open_source([path])
    seconds, after = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunks = (source.size or 0) // CHUNK
    print(
        f"{asked.gib} GiB, {chunks} chunks: opened in {seconds:.1f} s CPU; memory {before >> 10} -> {after >> 10} MiB, {(after - before) * 1024 / chunks:.1f} bytes a chunk"
    )
    print(f"said of it: {sorted({gap.code for gap in source.gaps})}")
    source.close()


if __name__ == "__main__":
    main()
