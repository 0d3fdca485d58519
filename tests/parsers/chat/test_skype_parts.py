"""What Skype and Teams say in a body's markup stands in fields of its own; what the markup leaves open stays open."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.api import CallNote, Card, Instant, Location, Mention, Reaction, Recall, Told
from parsers.chat import _skype_parts as parts
from parsers.chat import skype, teams

QUOTE = (
    '<quote author="live:bob" authorname="Bob &amp; Co" timestamp="1709622252" conversation="19:x@thread.skype" messageid="1709622252123">'
    "<legacyquote>[15:04] Bob: </legacyquote>old<legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>new"
)
REPLY = (
    '<div><blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1709622252123">\n<strong itemprop="mri" itemid="8:orgid:1">'
    '张三</strong><span itemprop="time" itemid="1709622252123"></span>\n<p itemprop="preview">旧话</p>\n</blockquote>\n<p>新话</p></div>'
)


def message(kind: str, content: str, **more: object) -> str:
    row = {
        "id": "77",
        "conversationId": "19:x@thread.skype",
        "creator": "8:bob",
        "createdTime": 1709622252000,
        "messagetype": kind,
        "content": content,
    }
    return json.dumps(row | more).replace("'", "''")


@pytest.fixture
def one(entry: Callable, messages: Callable, database: Callable) -> Callable:
    """The one message of Skype 8 with a body."""

    def read(kind: str, content: str, **more: object) -> object:
        made = database(
            f"CREATE TABLE messagesv12 (nsp_pk TEXT PRIMARY KEY, nsp_data TEXT); INSERT INTO messagesv12 VALUES ('m', '{message(kind, content, **more)}');"
        )
        (found,) = messages(skype.s4l, entry(made))
        return found

    return read


def test_an_answer_of_skype_stands_apart_from_what_it_quotes(one: Callable) -> None:
    found = one("RichText", QUOTE)
    assert (found.text, found.reply_to) == ("new", "1709622252123")
    assert found.quote == Told(sender="Bob & Co", sender_id="live:bob", sent=Instant(1709622252), native_id="1709622252123", text="old")
    assert found.extra["content"] == QUOTE, "the body itself is kept"


@pytest.mark.parametrize("broken", ["<quote author='x'>never closed", "</quote>alone", "<quote><quote>inner</quote>"])
def test_a_quotation_that_is_not_closed_stays_in_the_text(broken: str) -> None:
    assert parts.answered(broken) == (None, broken)


def test_a_quotation_within_a_quotation_ends_with_the_outer_one() -> None:
    told, rest = parts.answered('<quote author="a"><quote author="b">x</quote>y</quote>z')
    assert (told.sender_id, told.text, rest) == ("a", "xy", "z")


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ('<partlist type="ended"><part identity="bob"><name>Bob</name><duration>97</duration></part></partlist>', CallNote(outcome="answered", duration=97)),
        ('<partlist type="missed"><part identity="bob"></part></partlist>', CallNote(outcome="missed")),
        ('<partlist type="ended"></partlist>', CallNote()),
        ("no call", None),
    ],
)  # fmt: skip
def test_a_call_is_answered_only_where_it_lasted(body: str, note: CallNote | None) -> None:
    assert parts.call_of(body) == note


def test_places_cards_and_files_are_read_and_numbers_that_are_no_degrees_are_not(one: Callable) -> None:
    place = one(
        "RichText/Location", '<location latitude="31230416" longitude="-122348345" address="外滩"><a href="https://x">map</a></location>'
    )
    assert place.location == Location(latitude=31.230416, longitude=-122.348345, address="外滩")
    assert parts.location_of('<location latitude="91000001" longitude="1e9">') == Location()
    card = one("RichText/Contacts", '<contacts alt=""><c t="s" s="bob.1" f="Bob B"/></contacts>')
    assert card.card == Card(name="Bob B", identifier="bob.1")
    file = one(
        "RichText/Media_GenericFile", '<URIObject type="File.1" uri="https://x"><OriginalName v="账.xlsx"/><FileSize v="9"/></URIObject>'
    )
    assert [(each.name, each.state) for each in file.attachments] == [("账.xlsx", "missing")]


def test_reactions_and_what_became_of_a_message_are_in_its_properties(one: Callable) -> None:
    emotions = [{"key": "heart", "users": [{"mri": "8:me", "time": 1709622260000}, {"mri": "8:li", "time": "never"}]}]
    given = (Reaction(value="heart", sender_id="8:me", time=Instant(1709622260, 0, 3)), Reaction(value="heart", sender_id="8:li"))
    assert one("RichText", "hi", properties={"emotions": emotions}).reactions == given
    assert one("RichText", "hi", properties={"emotions": json.dumps(emotions)}).reactions == given
    changed = one("RichText", "hi", properties={"edittime": "1709622270000"})
    assert (changed.edited, changed.edited_at, changed.deleted) == (True, Instant(1709622270, 0, 3), False)
    gone = one("RichText", "", properties={"deletetime": "1709622280000"})
    assert (gone.deleted, gone.recall) == (True, Recall(time=Instant(1709622280, 0, 3)))


def test_people_are_mentioned_by_their_number(one: Callable) -> None:
    assert one("RichText", 'ask <at id="8:li">Li &lt;3</at>').mentions == (Mention(name="Li <3", identifier="8:li"),)


def test_an_answer_of_teams_names_what_it_answers(entry: Callable, messages: Callable, database: Callable) -> None:
    made = database(
        'CREATE TABLE Message (messageId INTEGER, conversationId TEXT, arrivalTime LONG, userDisplayName TEXT, content TEXT, deleteTime LONG, "from" TEXT);'
        f"INSERT INTO Message VALUES (2, '19:c@thread.tacv2', 1709622253000, '李四', '{REPLY}', 0, '8:orgid:2'),"
        " (3, '19:c@thread.tacv2', 1709622254000, '李四', '', 1709622290000, '8:orgid:2');"
    )
    answer, gone = messages(teams.android, entry(made))
    assert (answer.text, answer.reply_to) == ("新话", "1709622252123")
    assert answer.quote == Told(
        sender="张三", sender_id="8:orgid:1", sent=Instant(1709622252, 123_000_000, 3), native_id="1709622252123", text="旧话"
    )
    assert gone.recall == Recall(time=Instant(1709622290, 0, 3))
