"""Databases of iLEAPP and its kin, with the description beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.api import Conversation, Gap, Message, OpenEntry, Row, Seen
from parsers.tools.leapp import messages

VIEW = {
    "conversationDiscriminatorColumn": "Thread ID", "conversationLabelColumn": "Conversation With", "textColumn": "Message", "directionColumn": "From Me?",
    "directionSentValue": 1, "timeColumn": "Message Timestamp", "senderColumn": "Sender",
}  # fmt: skip


def described(view: object = VIEW, kind: str = "conversation") -> bytes:
    artifact = {"name": "iMessage", "tablename": "sms_messages", "data_views": {kind: view}}
    return json.dumps({"param_type": "fs", "modules": [], "artifacts": {"SMS & iMessage": [artifact], "Other": [7, {}]}}).encode()


@pytest.fixture
def database(tmp_path: Path) -> bytes:
    with closing(sqlite3.connect(tmp_path / "db")) as made:
        made.execute(
            "CREATE TABLE sms_messages (message_timestamp INTEGER, message TEXT, from_me TEXT, sender TEXT, thread_id TEXT, conversation_with TEXT, service TEXT)"
        )
        made.execute("INSERT INTO sms_messages VALUES (1709600000, '你好', '1', 'me', 'a', '林悦', 'iMessage')")
        made.execute("INSERT INTO sms_messages VALUES ('2024-03-05 01:00:00', 'x', '0', 'p', 'a', '林悦', 'SMS')")
        made.execute("CREATE TABLE wifi (ssid TEXT)")
        made.commit()
    return (tmp_path / "db").read_bytes()


@pytest.mark.parametrize(("beside", "kind"), [("_lava_data.lava", "conversation"), ("_lava_data.json", "chat")])
def test_messages_are_read_by_the_description_and_cite_their_row(
    entry: Callable[..., OpenEntry], database: bytes, beside: str, kind: str
) -> None:
    one = entry(database, "/out/_lava_artifacts.db", siblings={beside: described(kind=kind)})
    assert messages.claims(one)
    found = list(messages.parse(one))
    first, second = (one for one in found if isinstance(one, Message))
    assert (str(first.sent), first.text, first.direction, first.sender, first.app) == (
        "2024-03-05T00:53:20Z",
        "你好",
        "out",
        "me",
        "imessage",
    )
    assert (first.locus.place, first.extra) == (Row("sms_messages", 1), {"service": "iMessage"})
    assert (second.sent, second.sent_local, second.direction) == (None, "2024-03-05 01:00:00", "in")
    assert [one.title for one in found if isinstance(one, Conversation)] == ["林悦"]
    assert [one.params["count"] for one in found if isinstance(one, Gap)] == [1]
    assert found[-1] == Seen(2)


@pytest.mark.parametrize(
    "beside", [{}, {"_lava_data.lava": b"{"}, {"_lava_data.lava": b"[]"}, {"_lava_data.lava": described({"textColumn": "no such; DROP"})}]
)
def test_a_description_that_is_missing_or_lies_is_no_failure(
    entry: Callable[..., OpenEntry], database: bytes, beside: dict[str, bytes]
) -> None:
    found = list(messages.parse(entry(database, "/out/_lava_artifacts.db", siblings=beside)))
    assert not [one for one in found if isinstance(one, Message) and one.text]
    assert isinstance(found[-1], Seen)
