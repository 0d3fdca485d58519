"""Copies of one chat are told from chats that are alike; what one lacks and what differs is named, and no count changes."""

from __future__ import annotations

from itertools import count

import pytest

from evidence_desk.model import Conversation, Entry, Found, Instant, Locus, Message
from evidence_desk.store import copies, ids, keep, tables
from evidence_desk.store.case import Case

START = 1_709_622_252
FIVE = tuple((at, f"第 {at} 条") for at in range(5))


class Chats:
    """Keeps copies of chats, each in a file of its own."""

    def __init__(self, case: Case) -> None:
        self._case, self._number = case, count(1)

    def keep(self, *texts: tuple[int, str | None], key: str = "room", minutes: bool = False, chats: int = 1, **said: object) -> list[str]:
        """Messages at so many minutes past the start. The ids of the conversations."""
        number = next(self._number)
        entry = ids.entry_id(number, 1)
        locus = Locus(number, entry, "/chat", None)
        found: list[Found] = []
        for chat in range(chats):
            name = f"{key}{chat or ''}"
            found.append(Conversation(key=name, app="test", locus=locus))
            for at, text in texts:
                sent = START // 60 * 60 + at * 60 if minutes else START + at * 60
                native = {"native_id": f"{said['ids']}{chat}-{at}"} if "ids" in said else {}
                more = {one: value for one, value in said.items() if one != "ids"}
                found.append(Message(conversation=name, app="test", locus=locus, sent=Instant(sent), text=text, **native | more))  # type: ignore[arg-type]
        with self._case.transaction():
            keep.entries(self._case, number, [Entry(1, None, 1, "/chat", "file", None, 4, True, 1, None, None, None, None, None, 0)])
            keep.EntryRecords(self._case, entry).keep(keep.parser_number(self._case, "test", 1), found)
        return [ids.written("conversations", ids.record_id(entry, 1 + chat * (len(texts) + 1))) for chat in range(chats)]

    def find(self) -> list[tables.Shown]:
        before = self._case.db.execute("SELECT count(*) FROM messages").fetchone()[0]
        with self._case.transaction():
            copies.find(self._case)
        assert self._case.db.execute("SELECT count(*) FROM messages").fetchone()[0] == before
        return list(tables.rows(self._case, "copies"))


@pytest.fixture
def chats(case: Case) -> Chats:
    return Chats(case)


def test_what_a_copy_lacks_is_told_from_what_lies_outside_of_its_time(chats: Chats, case: Case) -> None:
    [whole] = chats.keep(*FIVE, ids="a")
    [part] = chats.keep(FIVE[0], FIVE[2], FIVE[3], ids="a")
    first, second = chats.find()
    assert (first["conversation"], first["shared"], first["by_id"], first["lacks"], first["differing"]) == (whole, 3, 3, 0, 0)
    assert (second["conversation"], second["other"], second["lacks"], second["lacks_within"]) == (part, whole, 2, 1)
    lacking = list(tables.rows(case, "differences", {"conversation": whole}))
    assert [(one["what"], one["text"], one["within"]) for one in lacking] == [("missing", "第 1 条", True), ("missing", "第 4 条", False)]


@pytest.mark.parametrize(("said", "certainty"), [({"ids": "a"}, "id"), ({}, "time")])
def test_a_changed_text_is_found_by_the_number_and_without_numbers_by_its_time(
    chats: Chats, case: Case, said: dict[str, object], certainty: str
) -> None:
    chats.keep(*FIVE, **said)
    chats.keep(*FIVE[:2], (2, "改过"), *FIVE[3:], **said)
    assert [one["differing"] for one in chats.find()] == [1, 1]
    found = [(one["what"], one["text"], one["other_text"], one["certainty"]) for one in tables.rows(case, "differences")]
    assert found == [("text", "第 2 条", "改过", certainty), ("text", "改过", "第 2 条", certainty)]


def test_an_export_to_the_minute_is_a_copy_of_a_database_whose_people_have_other_names(chats: Chats) -> None:
    chats.keep(*FIVE, key="86138@s.whatsapp.net", ids="a", sender_id="86138")
    chats.keep(*((at, f"\u200e{text} \n") for at, text in FIVE), key="/chat.txt", minutes=True, sender="张三")
    first, _ = chats.find()
    assert (first["exact_to"], first["by_text"], first["by_id"], first["lacks"]) == ("minute", 5, 0, 0)


def test_what_is_sent_to_many_is_no_copy_of_what_others_of_them_got(chats: Chats) -> None:
    """Each chat of one device has one copy on the other, the one with its own key."""
    one, other = chats.keep(*FIVE, key="to", chats=2), chats.keep(*FIVE, key="to", chats=2)
    assert [(row["conversation"], row["other"]) for row in chats.find()] == [
        (one[0], other[0]), (other[0], one[0]), (one[1], other[1]), (other[1], one[1]),
    ]  # fmt: skip


def test_chats_that_have_a_greeting_in_common_are_none(chats: Chats) -> None:
    chats.keep((0, "在吗"), (1, "甲"), (2, "乙"), key="a")
    chats.keep((0, "在吗"), (1, "丙"), (2, "丁"), key="b")
    assert chats.find() == []


def test_repeated_messages_are_counted_one_by_one(chats: Chats) -> None:
    chats.keep((0, "好"), (0, "好"), (0, "好"), (1, "走"), (2, "到"))
    chats.keep((0, "好"), (0, "好"), (1, "走"), (2, "到"))
    first, second = chats.find()
    assert (first["shared"], first["lacks"], second["lacks"], first["differing"]) == (4, 0, 1, 0)


def test_a_message_recalled_in_one_copy_is_told(chats: Chats, case: Case) -> None:
    chats.keep(*FIVE, ids="a")
    chats.keep(*FIVE[1:], ids="a")
    case.db.execute("UPDATE messages SET deleted = 1, text = NULL WHERE id >> 51 = 2 AND text = '第 3 条'")
    chats.find()
    assert {one["what"] for one in tables.rows(case, "differences", {"conversation": "c1.1.1"})} == {"missing", "recalled"}


def test_very_many_equal_messages_cost_no_more_than_their_number(chats: Chats) -> None:
    chats.keep(*((0, "刷屏"),) * 3000, (1, "完"))
    chats.keep(*((0, "刷屏"),) * 3000, (1, "完"))
    assert [one["shared"] for one in chats.find()] == [3001, 3001]
