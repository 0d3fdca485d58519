"""A program of this machine that unpacks RAR: the method is open to no one else, and only programs have it.

It is looked for by name in the folders of PATH, run without a shell on copies in the worker's scratch folder under names of
ours, gets no name from the evidence, and writes to a pipe only: one member behind the other, in the archive's order.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess  # noqa: TID251 in a worker; what it starts is bounded below
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TOOLS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("unrar", ("p", "-inul", "-p-", "-cfg-", "--"), True),
    ("7zz", ("x", "-so", "-p", "-bd", "--"), True),
    ("7z", ("x", "-so", "-p", "-bd", "--"), True),
    ("bsdtar", ("-x", "-O", "-f"), False),
)
"""Name, what it is told before the name of the archive, and whether it puts volumes together."""
NAMES = "unrar, 7z, bsdtar"
PIECE = 1 << 18
STILL_SECONDS = 20.0
"""That a tool may give nothing; a worker that does so for 30 is ended."""
LONGEST_SECONDS = 600.0
MEMORY = 2 << 30


class Tool(NamedTuple):
    path: str
    arguments: tuple[str, ...]


@cache
def tools(volumes: bool) -> tuple[Tool, ...]:
    """Those of them that are there; `volumes`: they must put these together. A 7z that was made without RAR gives nothing."""
    places = ((_found(name), arguments) for name, arguments, joins in TOOLS if joins or not volumes)
    return tuple(Tool(path, arguments) for path, arguments in places if path)


def _found(name: str) -> str | None:
    """Never beside the evidence: only in folders of PATH that are given whole."""
    ending = ".exe" if sys.platform == "win32" else ""
    for folder in os.get_exec_path():
        path = Path(folder) / f"{name}{ending}"
        if Path(folder).is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return str(path)
    return None


def unpacked(tool: Tool, archive: Path, most: int, tick: Callable[[], None]) -> Iterator[bytes]:
    """All members one behind the other, up to `most` bytes. OSError where it cannot be started or stands still."""
    surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(archive.parent), "TMPDIR": str(archive.parent)}
    if sys.platform == "win32":
        surroundings["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    process = subprocess.Popen(
        [tool.path, *tool.arguments, archive.name],
        cwd=archive.parent,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    _bound(process.pid)
    try:
        yield from _read(process, most, tick)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _read(process: subprocess.Popen[bytes], most: int, tick: Callable[[], None]) -> Iterator[bytes]:
    """A pipe cannot be waited for with a limit on every system; a thread that reads it can."""
    pieces: queue.Queue[bytes] = queue.Queue(maxsize=8)
    threading.Thread(target=_feed, args=(process, pieces), daemon=True).start()
    end, total = time.monotonic() + LONGEST_SECONDS, 0
    while total <= most:
        try:
            piece = pieces.get(timeout=STILL_SECONDS)
        except queue.Empty:
            raise OSError(f"the program gave nothing for {int(STILL_SECONDS)} seconds") from None
        if not piece:
            return
        if time.monotonic() > end:
            raise OSError(f"the program took longer than {int(LONGEST_SECONDS)} seconds")
        tick()
        total += len(piece)
        yield piece


def _feed(process: subprocess.Popen[bytes], pieces: queue.Queue[bytes]) -> None:
    out = process.stdout
    while out is not None:
        piece = b""
        with contextlib.suppress(OSError, ValueError):
            piece = os.read(out.fileno(), PIECE)
        while process.returncode is None:
            with contextlib.suppress(queue.Full):
                pieces.put(piece, timeout=1)
                break
        if not piece or process.returncode is not None:
            return


def _bound(pid: int) -> None:
    """Memory, time and files of the process, as far as the system lets another process say so."""
    if sys.platform == "linux":
        import resource

        limits = (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, int(LONGEST_SECONDS)),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        )
        with contextlib.suppress(OSError):
            for what, value in limits:
                resource.prlimit(pid, what, (value, value))
