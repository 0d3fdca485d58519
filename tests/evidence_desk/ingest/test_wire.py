"""Frames between broker and worker: what is not exactly one of the replies is refused."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.ingest import wire
from evidence_desk.model import Entry, Gap, Locus, Message, Row

ENTRY = Entry(1, None, 1, "/a", "file", None, 3, True, 9, None, -1, 5, None, None, 7)


def through(message: wire.Reply) -> wire.Reply:
    ours, theirs = multiprocessing.Pipe()
    wire.send(theirs, message)
    return wire.receive_reply(ours)


@pytest.mark.parametrize(
    "message",
    [
        wire.Entries([ENTRY]),
        wire.Records(
            1,
            "p",
            1,
            [Message(conversation="k", app="a", locus=Locus(1, 2, "/a", None, Row("t", 3)), text="涉案"), Gap("other", {"detail": "x"})],
        ),
        wire.File(1, None, None, {"md5": bytes(16)}, False),
        wire.Done(),
    ],
)
def test_a_reply_arrives_as_it_was_sent(message: wire.Reply) -> None:
    assert through(message) == message


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    ours, theirs = multiprocessing.Pipe()
    theirs.send_bytes(data)
    with contextlib.suppress(wire.BadFrame):
        assert isinstance(wire.receive_reply(ours), wire.Reply)


@pytest.mark.parametrize(
    "frame",
    [
        pickle.dumps({"type": "done"}),
        msgspec.msgpack.encode(
            {"type": "entries", "batch": [[1, None, 1, "/a", "device", None, 3, True, 9, None, None, None, None, None, 0]]}
        ),
        msgspec.msgpack.encode({"type": "verified", "computed": {"md5": 5}, "bad_ranges": [], "gaps": []}),
        msgspec.msgpack.encode({"type": "open", "evidence": 1}),
        msgspec.msgpack.encode([1, 2, 3]),
    ],
)
def test_a_frame_of_a_wrong_shape_is_refused(frame: bytes) -> None:
    ours, theirs = multiprocessing.Pipe()
    theirs.send_bytes(frame)
    with pytest.raises(wire.BadFrame):
        wire.receive_reply(ours)
