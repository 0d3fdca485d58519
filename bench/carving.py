"""What carving finds of files that are known to lie in unallocated space, and what it finds that is none of them.

    python -m bench.carving [--seed 1] [--each 40]

Files of each format are made and laid at clusters in an order drawn by the seed, among clusters of zeros, noise and text:
some in one piece, some parted by another file, some without their end. For each format: how many lay there in one piece and
how many of these came back byte for byte; how many did not and what was found at their beginning; and how many were found
where nothing had been laid.
"""

from __future__ import annotations

import argparse
import io
import random
import sqlite3
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
from PIL import Image
from reportlab.pdfgen import canvas

from evidence_desk.source.carving import KINDS, Allowance, Search

CLUSTER = 4096


@dataclass(frozen=True, slots=True)
class Laid:
    """A file where it begins; `how`: whole, parted, cut."""

    offset: int
    format: str
    data: bytes
    how: str


def picture(kind: str, draw: random.Random) -> bytes:
    size, out = (draw.randrange(40, 700), draw.randrange(40, 500)), io.BytesIO()
    image = Image.frombytes("L", size, draw.randbytes(size[0] * size[1])).convert("P" if kind == "GIF" else "RGB")
    options = {"quality": draw.randrange(40, 95), "progressive": draw.random() < 0.3} if kind == "JPEG" else {}
    image.save(out, kind, **options)
    return out.getvalue()


def pdf(draw: random.Random) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    for _ in range(draw.randrange(1, 6)):
        page.drawString(72, 720, f"page {draw.random()}")
        page.showPage()
    page.save()
    return out.getvalue()


def archive(draw: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as target:
        for number in range(draw.randrange(1, 9)):
            target.writestr(f"{number}.bin", draw.randbytes(draw.randrange(20_000)))
        if draw.random() < 0.3:
            target.writestr("picture.jpg", picture("JPEG", draw))
    return out.getvalue()


def workbook(draw: random.Random) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in range(draw.randrange(1, 200)):
        book.active.append([row, draw.random(), "转账"])
    book.save(out)
    return out.getvalue()


def database(draw: random.Random) -> bytes:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (a TEXT, b BLOB)")
    db.executemany("INSERT INTO t VALUES (?, ?)", [("row", draw.randbytes(draw.randrange(900))) for _ in range(draw.randrange(1, 300))])
    db.commit()
    data = db.serialize()
    db.close()
    return data


MADE: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "jpeg": ("jpeg", lambda draw: picture("JPEG", draw)), "png": ("png", lambda draw: picture("PNG", draw)),
    "gif": ("gif", lambda draw: picture("GIF", draw)), "pdf": ("pdf", pdf), "zip": ("zip", archive), "xlsx": ("zip", workbook),
    "sqlite": ("sqlite", database),
}  # fmt: skip


def disk(draw: random.Random, each: int) -> tuple[bytes, list[Laid]]:
    """Two of three files in one piece; of the others as many parted as cut."""
    files = [(name, make(draw)) for name, (_, make) in MADE.items() for _ in range(each)]
    draw.shuffle(files)
    data, laid = bytearray(), list[Laid]()
    for name, content in files:
        data += filler(draw)
        how = draw.choice(("whole", "whole", "whole", "whole", "parted", "cut")) if len(content) > 2 * CLUSTER else "whole"
        laid.append(Laid(len(data), name, content, how))
        middle = len(content) // 2 // CLUSTER * CLUSTER
        match how:
            case "whole":
                data += content + slack(draw, len(content))
            case "parted":
                data += content[:middle] + filler(draw) + draw.randbytes(CLUSTER) + content[middle:] + slack(draw, len(content))
            case _:
                data += content[:middle] + draw.randbytes(CLUSTER)
    return bytes(data), laid


def filler(draw: random.Random) -> bytes:
    size = draw.randrange(9) * CLUSTER
    return draw.choice((bytes(size), draw.randbytes(size), (b"some words of a text " * (size // 20 + 1))[:size]))


def slack(draw: random.Random, length: int) -> bytes:
    size = -length % CLUSTER
    return draw.choice((bytes(size), draw.randbytes(size)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--each", type=int, default=40)
    given = arguments.parse_args()
    data, laid = disk(random.Random(given.seed), given.each)
    search = Search(lambda at, size: data[at : at + size], Allowance(1 << 20, 1 << 40, 1 << 40), lambda _: None)
    begun = time.perf_counter()
    found = {one.offset: one for one in search.through(0, len(data), 0, len(data))}
    seconds = time.perf_counter() - begun
    print(
        f"{len(data):,} bytes in {seconds:.2f} s, {len(laid)} files laid, {len(found)} found; signatures without a structure: {search.rejected}"
    )
    print(f"{'format':8} {'whole':>6} {'exact':>6} {'recall':>7} {'not whole':>10}  found there as")
    for name in MADE:
        whole = [one for one in laid if one.format == name and one.how == "whole"]
        rest = [one for one in laid if one.format == name and one.how != "whole"]
        exact = sum(one.offset in found and found[one.offset].length == len(one.data) for one in whole)
        ways = Counter(found[one.offset].bounded if one.offset in found else "nothing" for one in rest)
        print(f"{name:8} {len(whole):6} {exact:6} {exact / max(1, len(whole)):7.1%} {len(rest):10}  {dict(sorted(ways.items()))}")
    begins = {one.offset: one for one in laid}
    right = sum(one.bounded == "structure" and at in begins and begins[at].data == data[at : at + one.length] for at, one in found.items())
    ended = sum(one.bounded == "structure" for one in found.values())
    apart = [one for at, one in found.items() if at not in begins]
    print(f"said to be ended by structure: {ended}, of these a file byte for byte: {right} ({right / max(1, ended):.1%})")
    print(
        f"found where no file begins: {len(apart)} {dict(Counter(one.format for one in apart))}; formats known: {', '.join(kind.name for kind in KINDS)}"
    )


if __name__ == "__main__":
    main()
