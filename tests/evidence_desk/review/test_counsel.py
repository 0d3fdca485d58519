"""Communications with counsel: nothing of what is apart is in any table, search or count, and only another person releases it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known
from evidence_desk.ingest import apart
from evidence_desk.ingest.viewer import SetApart, Viewer
from evidence_desk.model import Attachment, Call, Conversation, Entry, Found, Instant, Locus, Message, Participant
from evidence_desk.review import counsel, counting
from evidence_desk.search import find, index
from evidence_desk.store import apart as store
from evidence_desk.store import browse, evidence, identifiers, ids, keep, queries, tables
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration

SECRET = "辩护意见：电话13912345678"


@pytest.fixture
def chats(case: Case, tmp_path: Path) -> Case:
    """A chat with a lawyer, one with a friend, a call to each, a letter that was sent and a text export that holds all."""
    number = evidence.add(case, Registration(tmp_path / "phone.zip"))
    entry = ids.entry_id(number, 1)
    locus = Locus(number, entry, "/chat.db", None)
    found: list[Found] = [
        Conversation(key="a", app="t", locus=locus, title="陈大律师"), Participant(conversation="a", app="t", locus=locus, identifier="lawyer_01"),
        Message(conversation="a", app="t", locus=locus, sent=Instant(1), direction="out", text=SECRET, extra={"x": "辩护"}, attachments=(Attachment(name="letter", path="/letter.txt", state="present"),)),
        Conversation(key="b", app="t", locus=locus, title="朋友"), Message(conversation="b", app="t", locus=locus, sent=Instant(2), direction="out", text="吃饭"),
        Call(locus=locus, time=Instant(3), number="+86 139-0000-1111", direction="out"), Call(locus=locus, time=Instant(4), number="13900002222", direction="out"),
    ]  # fmt: skip
    with case.transaction():
        paths = ("/chat.db", "/letter.txt", "/chat.db-wal", "/other.txt")
        keep.entries(
            case,
            number,
            [Entry(at, None, 1, path, "file", None, 4, True, at, None, None, None, None, None, 0) for at, path in enumerate(paths, 1)],
        )
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)
        for at, text in ((2, "致陈律师：辩护要点"), (4, "菜单 lunch@food.example")):
            case.db.execute("INSERT INTO texts VALUES (?, 'utf-8', ?)", (ids.entry_id(number, at), zlib.compress(text.encode())))
        keep.link_attachments(case, number)
        for stage in ("attachments", "identifiers"):
            keep.done(case, number, stage)
    identifiers.find(case, number, lambda done, total: None)
    index.index_evidence(case, number, lambda done, total: None)
    return case


def everything(case: Case) -> str:
    """All that the public tables say, as text."""
    return json.dumps(
        [list(tables.rows(case, name)) for name in tables.TABLES if name != "audit"],
        ensure_ascii=False,
    )


def test_a_contact_sets_its_conversation_apart_in_every_table_and_search(chats: Case) -> None:
    assert find.count(chats, "辩护") == 2
    counsel.add(chats, "contact", "LAWYER_01", "周明")
    assert "辩护" not in everything(chats)
    assert "13912345678" not in everything(chats), "nor the numbers that stood in it"
    assert find.count(chats, "辩护", ("messages",)) == 0
    assert [hit.id for hit in find.search(chats, "吃饭")] == ["m1.1.5"]
    row = tables.one(chats, "m1.1.3")
    assert row is not None
    assert (row["text"], row["extra"], row["attachments"], row["set_apart"], row["sent"]) == (None, {}, [], True, "1970-01-01T00:00:01Z")
    [rule] = counsel.rows(chats, "zh")
    assert (rule["messages"], rule["artifacts"], rule["files"], rule["given_by"]) == (1, 0, 3, "周明")


def test_the_files_that_hold_it_are_not_shown(chats: Case) -> None:
    counsel.add(chats, "contact", "lawyer_01", "周明")
    viewer = Viewer(chats)
    for entry in ("e1.1", "e1.2", "e1.3"):  # the database, the letter that was sent, and the log of the database
        with pytest.raises(SetApart):
            viewer.read(entry, 0, 10)
    assert [row["set_apart"] for row in tables.rows(chats, "entries")] == [True, True, True, False]
    viewer.close()


@pytest.mark.parametrize(
    ("kind", "value", "counts"),
    [
        ("contact", "13900001111", (0, 1, 1)), ("contact", "陈大律师", (1, 0, 2)), ("word", "辩护", (1, 0, 2)), ("word", "律师", (1, 0, 2)),
        ("domain", "food.example", (0, 0, 1)), ("domain", "ood.example", (0, 0, 0)), ("contact", "律师", (0, 0, 0)), ("word", "无此词", (0, 0, 0)),
    ],
)  # fmt: skip
def test_what_a_rule_names_is_set_apart_and_no_more(chats: Case, kind: counsel.Kind, value: str, counts: tuple[int, int, int]) -> None:
    chats.db.execute("DELETE FROM entries WHERE path = '/chat.db-wal'")
    counsel.add(chats, kind, value, "周明")
    [rule] = counsel.rows(chats, "en")
    assert (rule["messages"], rule["artifacts"], rule["files"]) == counts


def test_countings_leave_it_out_with_that_reason(chats: Case) -> None:
    counsel.add(chats, "contact", "lawyer_01", "周明")
    counsel.add(chats, "contact", "13900001111", "周明")
    for rule in ("messages", "calls"):
        _, counted, rows = counting.count(chats, rule)
        assert sum(one.unique for one in counted) == 1
        assert [row.reason for row in rows if row.status == "invalid"] == [counting.row.COUNSEL]
        assert counting.reason(counting.row.COUNSEL, "zh") == "已隔离：与律师的通信"
    assert "mobile:+8613912345678" not in {row.key for row in counting.count(chats, "personal-information")[2]}


def test_only_another_person_releases_it_and_all_is_as_it_was(chats: Case) -> None:
    before = everything(chats)
    counsel.add(chats, "contact", "lawyer_01", "周明")
    for items, by, reason, error in (
        (["m1.1.3"], " 周 明", "x", counsel.SecondPerson), (["m1.1.3"], "王芳", " ", BadUse), (["m1.1.3"], "", "x", BadUse),
        (["m1.1.5"], "王芳", "x", counsel.NotApart), (["m1.1.3", "m1.1.5"], "王芳", "x", counsel.NotApart), (["t1"], "王芳", "x", Known),
    ):  # fmt: skip
        with pytest.raises(error):
            apart.release(chats, items, by, reason)
    assert "辩护" not in everything(chats)
    apart.release(chats, ["c1.1.1"], "王芳", "对方不是本案律师")
    for entry in ("e1.2", "e1.3"):
        apart.release(chats, [entry], "王芳", "同上")
    assert everything(chats) == before
    assert find.count(chats, "辩护") == 2
    assert log.verify(chats.db) == []
    acts = [json.loads(row["body"]) for row in chats.db.execute("SELECT body FROM audit")]
    assert next((act["by"], act["reason"]) for act in acts if act["act"] == "counsel.release") == ("王芳", "对方不是本案律师")


def test_a_log_that_was_cut_off_is_told_by_rules_and_by_releases(chats: Case) -> None:
    for act in (lambda: counsel.add(chats, "contact", "lawyer_01", "周明"), lambda: apart.release(chats, ["m1.1.3"], "王芳", "x")):
        before = log.head(chats.db).entries
        act()
        chats.db.execute("SAVEPOINT cut")
        chats.db.execute("DELETE FROM audit WHERE seq > ?", (before,))
        assert [one.reason for one in log.verify(chats.db)] == [
            f"the case holds marks made at entry {before + 1}, which the log no longer has"
        ]
        chats.db.execute("ROLLBACK TO cut")
    assert log.verify(chats.db) == []


def test_what_was_released_stays_released(chats: Case) -> None:
    counsel.add(chats, "contact", "lawyer_01", "周明")
    apart.release(chats, ["m1.1.3"], "王芳", "x")
    assert counsel.apply(chats) == 0
    assert tables.one(chats, "m1.1.3")["text"] == SECRET  # type: ignore[index]


def test_a_rule_needs_a_value_and_a_name(case: Case) -> None:
    for kind, value, by in (("contact", " ", "周明"), ("contact", "x", "周明"), ("contact", "lawyer", " "), ("person", "lawyer", "周明")):
        with pytest.raises(BadUse):
            counsel.add(case, kind, value, by)  # type: ignore[arg-type]


def test_what_is_set_apart_before_the_index_is_made_is_never_in_it(case: Case, chat: Callable[..., list[str]]) -> None:
    counsel.add(case, "word", "保密", "周明")
    chat("保密内容", "其他")
    assert counsel.apply(case, 1) == 2, "the message, and the file that it lies in"
    index.index_evidence(case, 1, lambda done, total: None)
    assert (find.count(case, "保密"), find.count(case, "其他")) == (0, 1)


def add_files(case: Case, texts: dict[int, str], members: dict[int, int], digests: dict[int, bytes] | None = None) -> None:
    """Files with these numbers behind those of the fixture: their texts, and in which they lie."""
    numbers = sorted({*texts, *members, *members.values(), *(digests or {})} - {1, 2, 3, 4})
    with case.transaction():
        keep.entries(
            case, 1, [Entry(at, None, 1, f"/more/{at}", "file", None, 4, True, at, None, None, None, None, None, 0) for at in numbers]
        )
        for at, text in texts.items():
            case.db.execute("INSERT INTO texts VALUES (?, 'utf-8', ?)", (ids.entry_id(1, at), zlib.compress(text.encode())))
        for at, box in members.items():
            case.db.execute("INSERT INTO members VALUES (?, ?)", (ids.entry_id(1, at), ids.entry_id(1, box)))
        for at, digest in (digests or {}).items():
            case.db.execute("UPDATE entries SET sha256 = ? WHERE id = ?", (digest, ids.entry_id(1, at)))


def set_apart(case: Case) -> set[str]:
    return {str(row["id"]) for row in tables.rows(case, "entries") if row["set_apart"]}


def test_titles_people_and_senders_of_a_conversation_are_shown_nowhere(chats: Case) -> None:
    message = ids.read("m1.1.3")[1]
    chats.db.execute("UPDATE messages SET sender = '陈大律师', sender_id = 'lawyer_01' WHERE id = ?", (message,))
    assert find.count(chats, "陈大律师") > 0
    counsel.add(chats, "contact", "lawyer_01", "周明")
    assert not [word for word in ("陈大律师", "lawyer_01") if word in everything(chats)]
    assert (find.count(chats, "陈大律师"), find.count(chats, "lawyer_01")) == (0, 0)
    assert [row["id"] for row in tables.rows(chats, "conversations")] == ["c1.1.4"]
    assert len(browse.conversations(chats)) == 1
    room, person = tables.one(chats, "c1.1.1"), tables.one(chats, "p1.1.2")
    assert room is not None and person is not None
    assert (room["title"], room["key"], room["set_apart"], person["identifier"], person["set_apart"]) == (None, "", True, None, True)
    totals = queries.totals(chats)
    assert (totals["conversations"], totals["messages"], totals["apart"]) == (1, 1, 1)


def test_the_log_does_not_tell_who_counsel_is(chats: Case) -> None:
    counsel.add(chats, "contact", "lawyer_01", "周明")
    acts = "".join(row["body"].decode() for row in chats.db.execute("SELECT body FROM audit"))
    assert "lawyer_01" not in acts
    salt = chats.db.execute("SELECT salt FROM counsel").fetchone()["salt"]
    assert hashlib.sha256(f"{salt}:lawyer_01".encode()).hexdigest() in acts, "but binds whoever set the rule"


def test_what_is_read_off_pictures_and_text_in_free_space_are_set_apart(chats: Case) -> None:
    add_files(chats, {}, {}, {5: b"5"})
    packed = zlib.compress("与陈律师 a@law.example 的聊天截图".encode())
    with chats.transaction():
        chats.db.execute("INSERT INTO pictures VALUES (?, 3, 0, ?)", (ids.entry_id(1, 5), packed))
        chats.db.execute("INSERT INTO unallocated VALUES (?, 1, 0, 4096, 'free', 1)", (ids.entry_id(1, 1),))
        chats.db.execute(
            "INSERT INTO fragments (id, space, offset, length, places, body) VALUES (?, ?, 0, 40, '[[0,0,\"utf-8\"]]', ?)",
            (ids.entry_id(1, 1), ids.entry_id(1, 1), packed),
        )
    before = everything(chats)
    index.index_evidence(chats, 1, lambda done, total: None)
    assert find.count(chats, "聊天截图") == 2
    counsel.add(chats, "domain", "law.example", "周明")
    assert find.count(chats, "聊天截图") == 0
    assert "聊天截图" not in everything(chats)
    assert tables.one(chats, "y1.1")["text"] == ""  # type: ignore[index]
    [rule] = counsel.rows(chats, "zh")
    assert (rule["files"], rule["fragments"]) == (1, 1)
    assert apart.release(chats, ["y1.1", "e1.5"], "王芳", "x") == 2
    assert everything(chats) == before
    assert find.count(chats, "聊天截图") == 2


def test_archives_and_files_of_the_same_bytes_are_apart_at_any_depth_and_nothing_beside_them(chats: Case) -> None:
    """letter.txt (2) lies in 6, that in 7; 8 is beside it; 9 has its bytes; 10 lies in 9."""
    add_files(chats, {}, {2: 6, 6: 7, 8: 6, 10: 9}, {2: b"same", 9: b"same"})
    counsel.add(chats, "contact", "lawyer_01", "周明")
    assert set_apart(chats) == {"e1.1", "e1.2", "e1.3", "e1.6", "e1.7", "e1.9", "e1.10"}
    apart.release(chats, ["e1.2"], "王芳", "x")
    assert set_apart(chats) == {"e1.1", "e1.3", "e1.9", "e1.10"}, "archives of it hold nothing more that is apart"


def test_an_archive_follows_again_what_is_set_apart_in_it_later(chats: Case) -> None:
    add_files(chats, {8: "保密事项"}, {2: 6, 8: 6})
    counsel.add(chats, "word", "辩护", "周明")
    apart.release(chats, ["e1.2"], "王芳", "x")
    assert "e1.6" not in set_apart(chats)
    counsel.add(chats, "word", "保密事项", "周明")
    assert "e1.6" in set_apart(chats)


def test_what_came_with_a_message_is_apart_also_where_its_archive_is_opened_later(chats: Case) -> None:
    """As an e-mail is: its attachments are listed in a later stage than its text."""
    message = ids.read("m1.1.3")[1]
    with chats.transaction():
        chats.db.execute("INSERT INTO attachments VALUES (?, 1, '12', '/more/12', 'present', NULL)", (message,))
    counsel.add(chats, "contact", "lawyer_01", "周明")
    add_files(chats, {}, {12: 1})
    assert "e1.12" not in set_apart(chats)
    counsel.apply(chats, 1)
    assert "e1.12" in set_apart(chats)


def test_a_sender_who_is_no_member_and_any_kind_of_record_are_found(chats: Case) -> None:
    message, call = ids.read("m1.1.5")[1], ids.read("a1.1.6")[1]
    chats.db.execute("UPDATE messages SET sender_id = '8613988887777@s.whatsapp.net' WHERE id = ?", (message,))
    chats.db.execute("""UPDATE artifacts SET type = 'note', data = '{"text": "https://law.example/a"}' WHERE id = ?""", (call,))
    counsel.add(chats, "contact", "+86 139 8888 7777", "周明")
    counsel.add(chats, "domain", "law.example", "周明")
    assert [(rule["messages"], rule["artifacts"]) for rule in counsel.rows(chats, "en")] == [(1, 0), (0, 1)]


def test_of_a_mail_the_domain_of_whoever_it_went_to_counts(chats: Case) -> None:
    person = ids.read("p1.1.2")[1]
    chats.db.execute("UPDATE participants SET identifier = 'chen@law.example' WHERE id = ?", (person,))
    counsel.add(chats, "domain", "https://www.law.example/", "周明")
    [rule] = counsel.rows(chats, "zh")
    assert (rule["value"], rule["messages"], rule["conversations"]) == ("law.example", 1, 1)


def test_of_a_conversation_one_message_may_be_released_and_tells_with_whom(chats: Case) -> None:
    with chats.transaction():
        chats.db.execute("UPDATE messages SET conversation = ? WHERE id = ?", (ids.read("c1.1.1")[1], ids.read("m1.1.5")[1]))
    counsel.add(chats, "contact", "lawyer_01", "周明")
    apart.release(chats, ["m1.1.5"], "王芳", "x")
    assert [row["title"] for row in tables.rows(chats, "conversations")] == ["陈大律师", "朋友"]
    assert [row["text"] for row in tables.rows(chats, "messages")] == ["吃饭"]
    assert counsel.apply(chats) == 0


def test_what_an_earlier_version_set_apart_loses_its_title_and_sender_with_the_next_processing(chats: Case) -> None:
    message = ids.read("m1.1.3")[1]
    counsel.add(chats, "contact", "lawyer_01", "周明")
    with chats.transaction():
        for item in ("c1.1.1", "p1.1.2"):
            table, row = ids.read(item)
            store.show(chats, next(name for name in store.READ if name == table), row, None)
        chats.db.execute("UPDATE messages SET sender = '陈大律师', sender_id = 'lawyer_01' WHERE id = ?", (message,))
    assert "陈大律师" in everything(chats)
    counsel.apply(chats, 1)
    row = tables.one(chats, "m1.1.3")
    assert row is not None and (row["sender"], row["sender_id"]) == (None, None)
    assert "陈大律师" not in everything(chats)
    apart.release(chats, ["c1.1.1"], "王芳", "x")
    row = tables.one(chats, "m1.1.3")
    assert row is not None and (row["sender"], row["sender_id"], row["text"]) == ("陈大律师", "lawyer_01", SECRET)


def test_what_was_read_from_a_file_that_went_to_counsel_is_apart_too(chats: Case) -> None:
    letter = ids.entry_id(1, 2)
    locus = Locus(1, letter, "/letter.txt", None)
    found: list[Found] = [
        Conversation(key="z", app="t", locus=locus, title="转发的聊天"), Message(conversation="z", app="t", locus=locus, text="转发的内容"),
        Call(locus=locus, time=Instant(9), number="13700000000", direction="in"),
    ]  # fmt: skip
    with chats.transaction():
        keep.EntryRecords(chats, letter).keep(keep.parser_number(chats, "test", 1), found)
        chats.db.execute(
            "INSERT INTO attachments VALUES (?, 0, 'other', '/other.txt', 'present', ?)", (ids.read("m1.2.2")[1], ids.entry_id(1, 4))
        )
    identifiers.find(chats, 1, lambda done, total: None)
    before = everything(chats)
    counsel.add(chats, "contact", "lawyer_01", "周明")
    assert not [word for word in ("转发的", "13700000000", "lunch@food.example") if word in everything(chats)]
    apart.release(chats, ["c1.1.1", "c1.2.1", "a1.2.3", "e1.2", "e1.3", "e1.4"], "王芳", "x")
    assert everything(chats) == before


def test_what_is_read_off_a_picture_that_is_apart_already_is_not_shown(chats: Case) -> None:
    """Writing on pictures is looked for in a later stage than attachments."""
    counsel.add(chats, "contact", "lawyer_01", "周明")
    with chats.transaction():
        chats.db.execute("INSERT INTO pictures VALUES (?, 1, 0, ?)", (ids.entry_id(1, 2), zlib.compress("委托书".encode())))
    counsel.apply(chats, 1)
    assert "委托书" not in everything(chats)
    apart.release(chats, ["e1.2"], "王芳", "x")
    assert [row["text"] for row in tables.rows(chats, "pictures")] == ["委托书"]
    assert chats.db.execute("SELECT count(*) FROM texts WHERE entry = ?", (ids.entry_id(1, 2),)).fetchone()[0] == 1


def test_of_a_file_of_many_chats_with_the_word_somewhere_only_that_message_is_apart_and_what_lies_in_it_stays(chats: Case) -> None:
    """As a mailbox has: its text is indexed, and the files of all its mails lie in it."""
    add_files(chats, {1: "陈大律师 辩护意见 吃饭"}, {12: 1})
    counsel.add(chats, "word", "辩护意见", "周明")
    assert [row["text"] for row in tables.rows(chats, "messages")] == ["吃饭"]
    assert set_apart(chats) == {"e1.1", "e1.2", "e1.3"}
    assert len(list(tables.rows(chats, "artifacts"))) == 2
