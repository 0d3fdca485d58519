"""What a worker says of small files, said together: to write to a pipe for each of them costs more than to read it."""

from __future__ import annotations

from collections.abc import Callable

from evidence_desk.ingest import wire
from evidence_desk.model import Found, Gap, Photo, Text

MOST_WAITING = 64
LONGEST_WAITING = 4096
"""Characters of a text that may wait; a longer one is sent at once."""


class Outbox:
    """Replies in the order in which they were put."""

    def __init__(self, send: Callable[[wire.Reply], None]) -> None:
        self._send = send
        self._waiting: list[wire.OfEntry] = []

    def put(self, reply: wire.OfEntry) -> None:
        self._waiting.append(reply)
        if len(self._waiting) >= MOST_WAITING or is_bulky(reply):
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._send(wire.Several(waiting) if len(waiting) > 1 else waiting[0])


def is_bulky(reply: wire.OfEntry) -> bool:
    """Whether it may be large: what waits together must fit into a frame."""
    return isinstance(reply, wire.Records) and not all(map(is_small, reply.found))


def is_small(found: Found) -> bool:
    return isinstance(found, Gap | Photo) or (isinstance(found, Text) and len(found.body) <= LONGEST_WAITING)
