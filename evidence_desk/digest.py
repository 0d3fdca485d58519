"""Digests of one stream in one pass, digests that a person states, and what comparing them yields."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from queue import Queue
from threading import Thread
from typing import Literal, Protocol

from evidence_desk.errors import BadDigest, Sm3Missing
from evidence_desk.model import DIGEST_LENGTHS, Verdict

USUAL = ("md5", "sha1", "sha256")
"""What is computed of every piece of evidence; sm3, which costs as much as all three, where it is asked for."""

AHEAD = 8
"""Blocks that may wait for a digest: enough to even out the threads, few enough to bound memory."""

HEX = frozenset("0123456789abcdef")
Origin = Literal["stated", "stored"]


class _State(Protocol):
    def update(self, block: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


class Digests:
    """Digests that grow with the bytes they are given; for files, which are too small to share among threads."""

    __slots__ = ("_states",)

    def __init__(self, algorithms: Iterable[str] = USUAL) -> None:
        self._states = {algorithm: _state(algorithm) for algorithm in algorithms}

    def update(self, block: bytes | memoryview) -> None:
        for state in self._states.values():
            state.update(block)

    def hexdigests(self) -> dict[str, str]:
        return {algorithm: state.hexdigest() for algorithm, state in self._states.items()}


def digests(blocks: Iterable[bytes], algorithms: Iterable[str], progress: Callable[[int], None]) -> dict[str, str]:
    """All digests of a stream in one pass, a thread each; whatever `blocks` or `progress` raises comes through.

    `progress` is told how many bytes were handed out so far, in the calling thread. One digest is serial by its
    nature, so the slowest of them (MD5; SM3 where asked) bounds the whole.
    """
    states = {algorithm: _state(algorithm) for algorithm in algorithms}
    queues = [Queue[bytes | None](AHEAD) for _ in states]
    threads = [Thread(target=_feed, args=pair, daemon=True) for pair in zip(states.values(), queues, strict=True)]
    for thread in threads:
        thread.start()
    done = 0
    try:
        for block in blocks:
            for queue in queues:
                queue.put(block)
            done += len(block)
            progress(done)
    finally:
        for queue in queues:
            queue.put(None)
        for thread in threads:
            thread.join()
    return {algorithm: state.hexdigest() for algorithm, state in states.items()}


def stated(text: str) -> tuple[str, str]:
    """The algorithm and hex of `ALG:HEX` as a person wrote it: case, blanks and `SHA-256` are all right; else BadDigest."""
    name, colon, digits = text.partition(":")
    algorithm = name.strip().lower().replace("-", "").replace("_", "")
    value = "".join(digits.split()).lower()
    if not colon or len(value) != DIGEST_LENGTHS.get(algorithm) or not set(value) <= HEX:
        raise BadDigest(text=text)
    return algorithm, value


def compare(
    stated: Mapping[str, str], stored: Mapping[str, str], computed: Mapping[str, str]
) -> tuple[dict[tuple[Origin, str], Verdict], Verdict]:
    """A verdict for each digest that somebody gave, and one in all.

    A digest of an algorithm that was not computed has nothing to be compared with; it never counts as a match.
    """
    given: tuple[tuple[Origin, Mapping[str, str]], ...] = (("stated", stated), ("stored", stored))
    single = {
        (origin, algorithm): _verdict(value, computed.get(algorithm)) for origin, named in given for algorithm, value in named.items()
    }
    found = set(single.values())
    if "mismatch" in found:
        return single, "mismatch"
    return single, "match" if "match" in found else "nothing-to-compare"


def _verdict(given: str, computed: str | None) -> Verdict:
    if computed is None:
        return "nothing-to-compare"
    return "match" if given.lower() == computed.lower() else "mismatch"


def _feed(state: _State, blocks: Queue[bytes | None]) -> None:
    while (block := blocks.get()) is not None:
        state.update(block)


def _state(algorithm: str) -> _State:
    """SM3 comes from OpenSSL alone, and some systems build it without."""
    try:
        return hashlib.new(algorithm, usedforsecurity=False)
    except ValueError as fault:
        if algorithm == "sm3":
            raise Sm3Missing from fault
        raise
