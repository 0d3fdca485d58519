"""What Signal says beside a message: receipts, mentions, contacts, notes of payments, calls in their old and new place."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.api import CallNote, Card, Instant, Mention, Payment, Receipt
from parsers.chat import signal_desktop

TABLES = """
CREATE TABLE conversations(id TEXT PRIMARY KEY,json TEXT,type TEXT,name TEXT,profileName TEXT,e164 TEXT,serviceId TEXT);
INSERT INTO conversations VALUES ('c','{}','private','李四',NULL,'+861','aci-1');
CREATE TABLE messages(rowid INTEGER PRIMARY KEY,id TEXT,json TEXT,sent_at INT,conversationId TEXT,type TEXT,body TEXT,sourceServiceId TEXT,isErased INT);
CREATE TABLE callsHistory(callId TEXT,type TEXT,direction TEXT,status TEXT); INSERT INTO callsHistory VALUES ('77','Video','Incoming','Declined');
"""


@pytest.fixture
def one(entry: Callable, messages: Callable, database: Callable) -> Callable:
    def read(kind: str, **more: object) -> object:
        row = f"INSERT INTO messages VALUES (1,'m','{json.dumps(more)}',1709622252000,'c','{kind}','x','aci-1',0);"
        (found,) = messages(signal_desktop.messages, entry(database(TABLES + row)))
        return found

    return read


def test_each_recipient_has_the_last_that_was_told_of_the_message(one: Callable) -> None:
    time = {"updatedAt": 1709622260000}
    states = {
        "c": {"status": "Read", **time},
        "d": {"status": "Delivered", **time},
        "e": {"status": "Sent", **time},
        "f": {"status": "Viewed"},
    }
    at = Instant(1709622260, 0, 3)
    found = one("outgoing", sendStateByConversationId=states).receipts
    assert found == (Receipt(name="李四", identifier="c", read=at), Receipt(identifier="d", delivered=at))
    assert one("incoming", readAt=1709622260000).receipts == (Receipt(read=at),)


def test_mentions_contacts_and_notes_of_payments_have_fields(one: Callable) -> None:
    found = one(
        "incoming", bodyRanges=[{"start": 0, "length": 1, "mentionAci": "aci-2", "replacementText": "王五"}, {"style": 1}],
        contact=[{"name": {"givenName": "赵", "familyName": "六"}, "number": [{"value": "+863"}, {}]}], payment={"kind": 1, "note": "货款"},
    )  # fmt: skip
    assert found.mentions == (Mention(identifier="aci-2", name="王五"),)
    assert (found.card, found.payment) == (Card(name="赵 六", numbers=("+863",)), Payment(kind="payment", memo="货款"))


@pytest.mark.parametrize(
    ("details", "note", "direction"),
    [
        ({"callId": "77"}, CallNote(outcome="rejected", video=True), "in"),
        ({"callHistoryDetails": {"wasIncoming": False, "wasVideoCall": False, "acceptedTime": 1000, "endedTime": 66000}}, CallNote(outcome="answered", duration=65, video=False), "out"),
        ({"callHistoryDetails": {"wasIncoming": True, "wasVideoCall": True}}, CallNote(outcome="missed", video=True), "in"),
        ({"callHistoryDetails": {"wasIncoming": False, "endedTime": 5}}, CallNote(), "out"),
        ({"callHistoryDetails": [1]}, CallNote(), None),
    ],
)  # fmt: skip
def test_how_a_call_ended(one: Callable, details: dict[str, object], note: CallNote, direction: str | None) -> None:
    found = one("call-history", **details)
    assert (found.kind, found.call, found.direction) == ("call", note, direction)


def test_parts_of_another_form_cost_no_message(one: Callable) -> None:
    found = one("outgoing", sendStateByConversationId=[1], bodyRanges="x", contact=[5], payment=True, readAt="never")
    assert (found.text, found.receipts, found.card) == ("x", (), None)
