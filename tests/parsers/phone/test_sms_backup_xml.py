from __future__ import annotations

import base64
import csv
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Call, Conversation, Extent, Gap, Message, Participant, Seen
from parsers.phone.sms_backup_xml import backup

SMS = '<sms address="+86138" date="1709622252000" type="1" body="{}" contact_name="张三" date_sent="0" readable_date="x" />'
PICTURE = b"\x89PNG not really"
MMS = """<mms date="1709622252000" msg_box="{box}" address="{address}" sub="题目" m_type="132" contact_name="(Unknown)">
 <parts><part seq="0" ct="application/smil" text="&lt;smil/&gt;"/><part seq="1" ct="text/plain" name="t.txt" text="正文"/>
 <part seq="2" ct="image/png" name="null" cl="p.png" text="null" data="{data}"/></parts>
 <addrs><addr address="+86139" type="137"/><addr address="insert-address-token" type="151"/></addrs></mms >"""


def document(*rows: str, root: str = "smses", count: int | None = None) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} count="{len(rows) if count is None else count}">\n{"".join(rows)}</{root}>'.encode()


def gaps(found) -> dict[str, Gap]:
    return {one.code: one for one in found if isinstance(one, Gap)}


def test_a_short_message_is_read_with_its_bytes(entry, parse):
    data = document(SMS.format("你好&#10;再见"), SMS.replace('type="1"', 'type="2"').format("好"))
    found = parse(backup, entry(data))
    first, second = (one for one in found if isinstance(one, Message))
    assert (first.text, first.sender, first.sender_id, first.direction) == ("你好\n再见", "张三", "+86138", "in")
    assert (str(first.sent), first.sent_local, first.zone_basis) == ("2024-03-05T07:04:12.000Z", "1709622252000", "source")
    assert (second.sender, second.sender_id, second.direction, second.extra["box"]) == (None, None, "out", "sent")
    assert isinstance(first.locus.place, Extent)
    raw = data[first.locus.place.offset :][: first.locus.place.length].decode()
    assert raw.startswith("<sms ")
    assert raw.endswith(" />")
    assert [(one.key, one.title) for one in found if isinstance(one, Conversation)] == [("+86138", "张三")]
    assert [(one.identifier, one.name) for one in found if isinstance(one, Participant)] == [("+86138", "张三")]


@pytest.mark.parametrize(
    ("kind", "direction", "box"), [("1", "in", "inbox"), ("3", None, "draft"), ("5", "out", "failed"), ("9", None, None)]
)
def test_a_draft_went_nowhere(entry, messages, kind, direction, box):
    (message,) = messages(backup, entry(document(SMS.replace('type="1"', f'type="{kind}"'))))
    assert (message.direction, message.extra.get("box"), message.native_type) == (direction, box, f"sms {kind}")


def test_the_parts_of_a_multimedia_message_are_read(entry, messages):
    data = document(MMS.format(box=1, address="+86139~+86137", data=base64.b64encode(PICTURE).decode()))
    (message,) = messages(backup, entry(data))
    assert (message.text, message.kind, message.direction, message.sender_id) == ("正文", "image", "in", "+86139")
    assert [(one.name, one.path, one.state) for one in message.attachments] == [("p.png", None, "present")]
    assert message.extra["part 2"] == f"image/png, {len(PICTURE)} bytes, sha256 {hashlib.sha256(PICTURE).hexdigest()}"
    assert message.extra["sub"] == "题目"
    assert isinstance(message.locus.place, Extent)
    assert data[message.locus.place.offset :][: message.locus.place.length].endswith(b"</mms >")


def test_a_multimedia_message_that_was_sent_has_no_sender(entry, messages):
    (message,) = messages(backup, entry(document(MMS.format(box=2, address="+86139", data=""))))
    assert (message.direction, message.sender_id) == ("out", None)
    assert [one.state for one in message.attachments] == ["missing"]


def test_calls_are_read(entry, parse):
    rows = [f'<call number="+86138" duration="{n * 10}" date="1709622252000" type="{n}" contact_name="张三" />' for n in range(1, 8)]
    found = parse(backup, entry(document(*rows, root="calls")))
    calls = [one for one in found if isinstance(one, Call)]
    assert [(one.direction, one.outcome) for one in calls] == [
        ("in", "answered"), ("out", "answered"), ("in", "missed"), ("in", "voicemail"), ("in", "rejected"), ("in", "blocked"), ("in", "external"),
    ]  # fmt: skip
    assert (calls[1].duration, calls[1].name, str(calls[1].time)) == (20, "张三", "2024-03-05T07:04:12.000Z")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#55357;&#56838;", "😆"), ("&#xD83D;&#xDE06;", "😆"), ("&#xd83d;&#56838;", "😆"), ("a&#55357;&#56838;&#55357;&#56838;b", "a😆😆b"),
        ("&#128518;", "😆"), ("&#10;&#38;", "\n&"), ("&#55357;", "\ufffd"), ("&#56838;&#55357;", "\ufffd\ufffd"), ("&#55357;x", "\ufffdx"),
        ("&#0;", "\t"), ("&#11;", "?"), ("&#xFFFF;", "\ufffd"), ("\x01", "?"),
    ],
)  # fmt: skip
def test_references_that_no_xml_allows_are_mended_without_moving_a_byte(entry, parse, written, read):
    data = document(SMS.format(written), SMS.format("next"))
    found = parse(backup, entry(data))
    first, second = (one for one in found if isinstance(one, Message))
    assert first.text == read
    assert isinstance(second.locus.place, Extent)
    assert data[second.locus.place.offset :][: second.locus.place.length].decode() == SMS.format("next")
    assert ("encoding-errors" in gaps(found)) == ("😆" not in read and written != "&#10;&#38;")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 16, 17])
def test_pairs_and_characters_across_the_borders_of_blocks_are_mended(entry, messages, monkeypatch, size):
    monkeypatch.setattr("parsers.phone._backup_xml.BLOCK", size)
    monkeypatch.setattr("parsers.phone._backup_xml.LARGEST_BLOCK", size)
    data = document(SMS.format("张三&#55357;&#56838;好&#55357;&#56838;"), MMS.format(box=1, address="1", data=""))
    first, second = messages(backup, entry(data))
    assert first.text == "张三😆好😆"
    assert data[second.locus.place.offset :][: second.locus.place.length].endswith(b"</mms >")


@pytest.mark.parametrize(("declared", "encoding"), [("ISO-8859-1", "latin-1"), ("UTF-P", "utf-8"), ("GB18030", "utf-8"), ("utf8", "utf-8")])
def test_an_encoding_that_the_document_names_is_read_where_it_is_known(entry, messages, declared, encoding):
    data = document(SMS.replace("张三", "J").format("é")).decode().replace("UTF-8", declared).encode(encoding)
    (message,) = messages(backup, entry(data))
    assert message.text == "é"


def test_bytes_that_are_no_utf8_cost_no_message(entry, parse):
    data = document(SMS.format("good X"), SMS.format("next")).replace(b"X", b"\xff\xfe")
    found = parse(backup, entry(data))
    assert [one.text for one in found if isinstance(one, Message)] == ["good ??", "next"]
    assert gaps(found)["encoding-errors"].params["count"] == 2


def test_a_cut_file_keeps_the_rows_before_and_counts_the_one_it_cuts(entry, parse):
    data = document(SMS.format("one"), SMS.format("two"), SMS.format("three"))
    found = parse(backup, entry(data[: data.rindex(b"three")]))
    assert [one.text for one in found if isinstance(one, Message)] == ["one", "two"]
    assert (gaps(found)["document-damaged"].rows, Seen(3) in found) == (1, True)
    found = parse(backup, entry(document(MMS.format(box=1, address="1", data=""))[:300]))
    assert (gaps(found)["document-damaged"].rows, Seen(1) in found) == (1, True)
    found = parse(backup, entry(document(SMS.format("one"))[: -len("</smses>")]))
    assert gaps(found)["document-damaged"].rows == 0


def test_reading_goes_on_behind_a_damage(entry, parse):
    rows = [SMS.format(n) for n in range(6)]
    data = document(rows[0], rows[1].replace('body="', 'body="<<'), rows[2], rows[3][:40], rows[4], rows[5])
    found = parse(backup, entry(data))
    read = [one for one in found if isinstance(one, Message)]
    assert [one.text for one in read] == ["0", "2", "4", "5"]
    for one in read:
        assert isinstance(one.locus.place, Extent)
        assert data[one.locus.place.offset :][: one.locus.place.length].decode() == rows[int(one.text or "")]
    assert Seen(6) in found
    unread = [
        data[one.place.offset :][: one.place.length].decode() for one in found if isinstance(one, Gap) and isinstance(one.place, Extent)
    ]
    assert unread == [rows[1].replace('body="', 'body="<<'), rows[3][:40]]


def test_a_count_that_differs_is_said(entry, parse):
    assert gaps(parse(backup, entry(document(SMS.format("x"), count=3))))["count-differs"].params == {"declared": 3, "found": 1}
    assert not gaps(parse(backup, entry(document(SMS.format("x")))))


def test_a_date_that_is_none_keeps_the_message(entry, parse):
    found = parse(
        backup,
        entry(document(SMS.replace("1709622252000", "bad"), SMS.replace("1709622252000", "9" * 18), SMS.replace('type="1"', 'type="x"'))),
    )
    assert [one.sent for one in found if isinstance(one, Message)] == [None, None]
    assert [one.params.get("raw") for one in found if isinstance(one, Gap)][:2] == ["bad", "9" * 18]
    assert gaps(found)["row-undecodable"].rows == 1


@pytest.mark.parametrize("name", ["xml_quadratic", "xml_xxe_file"])
def test_a_document_type_is_refused_before_it_can_do_anything(entry, parse, corpus, name, monkeypatch):
    data = (corpus / f"hostile/handmade/{name}.xml").read_bytes()
    found = parse(backup, entry(data))
    assert gaps(found)["document-damaged"].params["detail"].startswith("a document type")
    assert not [one for one in found if isinstance(one, Message)]


def test_a_file_is_claimed_by_its_root(entry):
    assert backup.claims(entry(document(root="calls")))
    assert backup.claims(entry(b'\xef\xbb\xbf<?xml version="1.0"?><!-- <x> --><smses/>'))
    assert not backup.claims(entry(b"<html><body>smses</body></html>"))
    assert not backup.claims(entry(b"text <smses> text"))


def test_a_sample_with_surrogates_agrees_with_its_truth(entry, parse, corpus):
    with (corpus / "chat/EXPECTED.tsv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file, delimiter="\t") if "surrogates_open" in row["path"])
    found = parse(backup, entry((corpus / "chat" / row["path"]).read_bytes()))
    read = [one for one in found if isinstance(one, Message)]
    assert len(read) == int(row["messages"])
    assert sum(isinstance(one, Conversation) for one in found) == int(row["conversations"])
    assert (str(read[0].sent), str(read[-1].sent)) == (row["first"].replace("Z", ".000Z"), row["last"].replace("Z", ".000Z"))
    assert read[-1].text == "👍🏽👨\u200d👩\u200d👧 好 #23"
    assert not gaps(found)


@pytest.mark.parametrize(
    ("name", "count", "damaged"),
    [("sample_small", 7, 0), ("minimal_mms", 1, 0), ("minimal_sms", 1, 0), ("empty", 0, 0), ("malformed", 0, 1)],
)
def test_samples_of_other_parsers_have_their_messages(entry, parse, corpus, name, count, damaged):
    found = parse(backup, entry((corpus / f"chat/sms_backup_restore/{name}.xml").read_bytes()))
    assert sum(isinstance(one, Message) for one in found) == count
    assert sum(one.rows for one in found if isinstance(one, Gap)) == damaged


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 600), st.booleans())
def test_any_damage_gives_records_and_gaps(entry, parse, damage, at, insert):
    data = document(SMS.format("&#55357;&#56838;"), MMS.format(box=1, address="1", data="AAAA"), SMS.format("x"))
    parse(backup, entry(data[:at] + damage + data[at if insert else at + len(damage) :]))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_give_gaps(entry, parse, data):
    parse(backup, entry(data))
    parse(backup, entry(b"<smses>" + data))
