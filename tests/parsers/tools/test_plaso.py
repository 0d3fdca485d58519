"""Events of plaso: messages and calls are read, the rest is counted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.api import Call, Gap, Line, Message, OpenEntry, Seen
from parsers.tools.plaso import events

BASE = {"__container_type__": "event", "__type__": "AttributeContainer", "timestamp": 1709600000123456}
SMS = BASE | {
    "data_type": "android:messaging:sms",
    "address": "10086",
    "body": "余额",
    "sms_type": 1,
    "offset": "7",
    "filename": "/mmssms.db",
}
CHAT = BASE | {"data_type": "imessage:event:chat", "imessage_id": "a@b", "text": "你好", "message_type": 1, "service": "iMessage"}
CALL = BASE | {"data_type": "android:event:call", "number": "138", "duration": 5, "call_type": "OUTGOING", "timestamp_desc": "Start Time"}


@pytest.fixture
def read(entry: Callable[..., OpenEntry]):
    return lambda *lines: list(
        events.parse(entry("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines).encode(), "/events.jsonl"))
    )


def test_messages_and_calls_are_read_and_cite_their_line(read) -> None:
    found = read(SMS, CHAT, CALL, CALL | {"timestamp_desc": "End Time"}, BASE | {"data_type": "fs:stat"})
    first, second = (one for one in found if isinstance(one, Message))
    assert (first.app, str(first.sent), first.text, first.sender_id, first.direction) == (
        "sms",
        "2024-03-05T00:53:20.123456Z",
        "余额",
        "10086",
        "in",
    )
    assert (first.extra["offset"], first.locus.place) == ("7", Line(1))
    assert (second.app, second.direction, second.sender_id) == ("imessage", "out", None)
    assert [(one.number, one.direction, one.duration) for one in found if isinstance(one, Call)] == [("138", "out", 5)]
    assert sorted(one.params["type"] for one in found if isinstance(one, Gap)) == ["android:event:call", "fs:stat"]
    assert found[-1] == Seen(3)


def test_a_line_that_is_damaged_costs_itself(read) -> None:
    found = read(SMS, "{broken", "7", SMS | {"timestamp": 1 << 90}, SMS | {"body": [1]}, SMS)
    assert len([one for one in found if isinstance(one, Message)]) == 2
    assert [one.place for one in found if isinstance(one, Gap)] == [Line(2), Line(3), Line(4), Line(5)]
    assert found[-1] == Seen(6)


def test_it_is_known_by_its_first_line() -> None:
    assert events.sniff is not None
    assert events.sniff(json.dumps(SMS).encode())
    assert not events.sniff(b'{"data_type": 1}')
    assert not events.sniff(b"[1]")
