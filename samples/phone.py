"""Item 6: what was pulled from 周明's Android phone, as a tar archive.

Tables as in AOSP's TelephonyProvider (MmsSmsDatabaseHelper) and ContactsProvider (CallLogDatabaseHelper,
ContactsDatabaseHelper). The newest two messages are still in the write-ahead log of mmssms.db.
"""

from __future__ import annotations

import io
import sqlite3
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from samples import chats, pictures
from samples.cast import BANK, LANDLORD, LIN, REED, REFUNDS, WAGE, ZHAO, ZHOU, Person, at, money
from samples.chats import Ring, Sms
from samples.pictures import Shot

MESSAGES_SCHEMA = """
CREATE TABLE android_metadata(locale TEXT);
CREATE TABLE canonical_addresses(_id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT);
CREATE TABLE threads(_id INTEGER PRIMARY KEY AUTOINCREMENT, date INTEGER DEFAULT 0, message_count INTEGER DEFAULT 0, recipient_ids TEXT,
    snippet TEXT, snippet_cs INTEGER DEFAULT 0, read INTEGER DEFAULT 1, archived INTEGER DEFAULT 0, type INTEGER DEFAULT 0,
    error INTEGER DEFAULT 0, has_attachment INTEGER DEFAULT 0);
CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER, date_sent INTEGER DEFAULT 0,
    protocol INTEGER, read INTEGER DEFAULT 0, status INTEGER DEFAULT -1, type INTEGER, reply_path_present INTEGER, subject TEXT, body TEXT,
    service_center TEXT, locked INTEGER DEFAULT 0, sub_id INTEGER DEFAULT -1, error_code INTEGER DEFAULT 0, creator TEXT,
    seen INTEGER DEFAULT 0);
CREATE TABLE pdu(_id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER, date INTEGER, date_sent INTEGER DEFAULT 0, msg_box INTEGER,
    read INTEGER DEFAULT 0, m_id TEXT, sub TEXT, sub_cs INTEGER, ct_t TEXT, ct_l TEXT, exp INTEGER, m_cls TEXT, m_type INTEGER, v INTEGER,
    m_size INTEGER, st INTEGER, tr_id TEXT, locked INTEGER DEFAULT 0, sub_id INTEGER DEFAULT -1, seen INTEGER DEFAULT 0, creator TEXT,
    text_only INTEGER DEFAULT 0);
CREATE TABLE addr(_id INTEGER PRIMARY KEY, msg_id INTEGER, contact_id INTEGER, address TEXT, type INTEGER, charset INTEGER);
CREATE TABLE part(_id INTEGER PRIMARY KEY AUTOINCREMENT, mid INTEGER, seq INTEGER DEFAULT 0, ct TEXT, name TEXT, chset INTEGER, cd TEXT,
    fn TEXT, cid TEXT, cl TEXT, ctt_s INTEGER, ctt_t TEXT, _data TEXT, text TEXT);
"""
CALLS_SCHEMA = """
CREATE TABLE android_metadata(locale TEXT);
CREATE TABLE calls(_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT, presentation INTEGER NOT NULL DEFAULT 1, post_dial_digits TEXT NOT NULL
    DEFAULT '', via_number TEXT NOT NULL DEFAULT '', date INTEGER, duration INTEGER, data_usage INTEGER, type INTEGER,
    features INTEGER NOT NULL DEFAULT 0, subscription_component_name TEXT, subscription_id TEXT, new INTEGER, name TEXT, numbertype INTEGER,
    numberlabel TEXT, countryiso TEXT, voicemail_uri TEXT, is_read INTEGER, geocoded_location TEXT, lookup_uri TEXT, matched_number TEXT,
    normalized_number TEXT, photo_id INTEGER NOT NULL DEFAULT 0, photo_uri TEXT, formatted_number TEXT, last_modified INTEGER DEFAULT 0);
"""
CONTACTS_SCHEMA = """
CREATE TABLE android_metadata(locale TEXT);
CREATE TABLE mimetypes(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL);
CREATE TABLE contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, name_raw_contact_id INTEGER, photo_id INTEGER, starred INTEGER NOT NULL DEFAULT 0,
    has_phone_number INTEGER NOT NULL DEFAULT 0, lookup TEXT, contact_last_updated_timestamp INTEGER);
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, sourceid TEXT, version INTEGER NOT NULL DEFAULT 1,
    dirty INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, contact_id INTEGER REFERENCES contacts(_id),
    display_name TEXT, display_name_alt TEXT, display_name_source INTEGER NOT NULL DEFAULT 0, sort_key TEXT);
CREATE TABLE data(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype_id INTEGER REFERENCES mimetypes(_id) NOT NULL,
    raw_contact_id INTEGER REFERENCES raw_contacts(_id) NOT NULL, is_read_only INTEGER NOT NULL DEFAULT 0, is_primary INTEGER NOT NULL DEFAULT 0,
    data_version INTEGER NOT NULL DEFAULT 0, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT, data14 TEXT, data15 TEXT);
"""

PROVIDERS = "data/data/com.android.providers"
MESSAGES = f"{PROVIDERS}.telephony/databases/mmssms.db"
PICTURE = f"{PROVIDERS}.telephony/app_parts/PART_1746501168000_receipt.jpg"
CALLS = f"{PROVIDERS}.contacts/databases/calllog.db"
CONTACTS = f"{PROVIDERS}.contacts/databases/contacts2.db"
CAMERA = "sdcard/DCIM/Camera/IMG_20250415_142210.jpg"
CAMERA_SHOT = Shot(at("2025-04-15T14:22:10"), (30.2588, 120.1655))
PULLED = at("2025-06-20T11:32:00")

ASKED = Sms(at("2025-04-06T20:20:14"), LIN, "周总，客户问平台有没有牌照，备案号能给我吗？")
ANSWERED = Sms(at("2025-04-06T20:38:50"), LIN, "备案已经办好了，文件过两天发你，先这么回客户。", sent=True)
TOLD = Sms(at("2025-05-20T09:58:02"), LIN, "统一回复系统升级，其他不要多说。", sent=True)
PRESSED = Sms(at("2025-05-22T16:20:33"), LIN, "备案文件我一直没收到。今天再不给，我就不推客户了。")
LEFT = Sms(at("2025-05-23T08:30:19"), LIN, "这个月工资我不要了，别再用我的号联系客户。")
IN_LOG = (
    Sms(at("2025-06-15T23:31:08"), LIN, "客户都报警了，你把账留好，别乱动。"),
    Sms(at("2025-06-15T23:36:45"), LIN, "知道了。", sent=True),
)


def _refund_notice(number: int) -> Sms:
    back = REFUNDS[number]
    text = f"【{BANK.name}】您尾号{ZHOU.tail}的账户{back.when.month}月{back.when.day}日{back.when:%H:%M}转出{money(back)}元，对方尾号{ZHAO.tail}。"
    return Sms(back.when.replace(second=31), BANK, text)


def _mirrored(sms: Sms) -> Sms:
    """What 赵宁's phone holds, from this end."""
    return Sms(sms.when, ZHAO, sms.text, sent=not sms.sent)


TRYING = Sms(at("2025-05-22T16:55:27"), LIN, "你先别急，我在想办法退款。", sent=True)
SMS = sorted(
    (
        ASKED, ANSWERED, TOLD, PRESSED, LEFT,
        Sms(at("2025-04-30T18:05:00"), LIN, f"4月工资 {WAGE} 已转，查收。", sent=True),
        Sms(at("2025-05-20T09:51:40"), LIN, "何姐的提现卡住了，我怎么回？"),
        TRYING,
        Sms(at("2025-06-01T10:11:00"), LANDLORD, "小周，押金下周退你，账号发我。"),
        _refund_notice(0), _refund_notice(2),
        *(_mirrored(sms) for sms in chats.ZHAO_SMS if sms.other is ZHOU),
    ),
    key=lambda sms: sms.when,
)  # fmt: skip
MMS = _mirrored(chats.ZHAO_MMS)
RINGS = (
    Ring(at("2025-04-15T13:40:00"), ZHAO, 2, 312),
    Ring(at("2025-04-17T20:50:21"), REED, 2, 498),
    Ring(at("2025-05-20T15:28:10"), ZHAO, 5),
    Ring(at("2025-05-20T16:02:33"), ZHAO, 1, 41),
    Ring(at("2025-05-22T17:05:12"), LIN, 1, 233),
    Ring(at("2025-05-27T20:31:05"), ZHAO, 2, 655),
    Ring(at("2025-06-10T09:00:12"), ZHAO, 3),
    Ring(at("2025-06-12T19:44:50"), ZHAO, 2),
    Ring(at("2025-06-15T23:25:30"), LIN, 3),
)
BOOK = (LIN, ZHAO, REED, LANDLORD, BANK)
EMAILS = {REED: "reed@mail.example", LIN: "linyue@mail.example"}


def build(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="samples-") as place:
        scratch = Path(place)
        database, log = _messages(scratch / "mmssms.db")
        pulled = [
            (MESSAGES, database, IN_LOG[-1].when),
            (MESSAGES + "-wal", log, IN_LOG[-1].when),
            (PICTURE, _picture(), MMS.when),
            (CALLS, _calls(scratch / "calllog.db"), RINGS[-1].when),
            (CONTACTS, _contacts(scratch / "contacts2.db"), at("2025-05-01T12:00:00")),
            (CAMERA, pictures.view(CAMERA_SHOT, seed=31), CAMERA_SHOT.taken),
        ]
    (folder / "06-phone.tar").write_bytes(_tar(pulled))


def _picture() -> bytes:
    return chats.receipt(chats.ZHAO_SECOND)


def _messages(place: Path) -> tuple[bytes, bytes]:
    """The database and its log, as they lie on a phone that is switched on."""
    with sqlite3.connect(place, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(MESSAGES_SCHEMA)
        db.execute("INSERT INTO android_metadata VALUES ('zh_CN')")
        for sms in SMS:
            _add_sms(db, sms)
        _add_mms(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for sms in IN_LOG:
            _add_sms(db, sms)
        kept = place.read_bytes(), place.with_name(place.name + "-wal").read_bytes()
    db.close()
    return kept


def _thread(db: sqlite3.Connection, other: Person, when: datetime, snippet: str) -> int:
    found = db.execute("SELECT _id FROM canonical_addresses WHERE address = ?", (other.number,)).fetchone()
    if not found:
        address = db.execute("INSERT INTO canonical_addresses (address) VALUES (?)", (other.number,)).lastrowid
        db.execute("INSERT INTO threads (_id, recipient_ids) VALUES (?, ?)", (address, str(address)))
    number = int(found[0] if found else address or 0)
    db.execute("UPDATE threads SET date = ?, snippet = ?, message_count = message_count + 1 WHERE _id = ?", (millis(when), snippet, number))
    return number


def _add_sms(db: sqlite3.Connection, sms: Sms) -> None:
    row = (
        _thread(db, sms.other, sms.when, sms.text), sms.other.number, millis(sms.when), 0 if sms.sent else millis(sms.when) - 1200,
        2 if sms.sent else 1, sms.text,
    )  # fmt: skip
    db.execute("INSERT INTO sms (thread_id, address, date, date_sent, read, type, body, seen) VALUES (?, ?, ?, ?, 1, ?, ?, 1)", row)


def _add_mms(db: sqlite3.Connection) -> None:
    """One picture with a line of text, received. Times of a pdu are in seconds."""
    thread, seconds = _thread(db, MMS.other, MMS.when, MMS.text), int(MMS.when.timestamp())
    kind = "application/vnd.wap.multipart.related"
    db.execute(
        "INSERT INTO pdu (_id, thread_id, date, date_sent, msg_box, read, ct_t, m_type, v, seen) VALUES (1, ?, ?, ?, 1, 1, ?, 132, 18, 1)",
        (thread, seconds, seconds - 2, kind),
    )
    db.executemany("INSERT INTO addr (msg_id, address, type, charset) VALUES (1, ?, ?, 106)", ((MMS.other.number, 137), (ZHOU.number, 151)))
    db.execute("INSERT INTO part (mid, seq, ct, chset, cl, text) VALUES (1, 0, 'text/plain', 106, 'text_0.txt', ?)", (MMS.text,))
    db.execute(
        "INSERT INTO part (mid, seq, ct, name, cl, _data) VALUES (1, 0, 'image/jpeg', 'receipt.jpg', 'receipt.jpg', ?)", ("/" + PICTURE,)
    )


def _calls(place: Path) -> bytes:
    with sqlite3.connect(place) as db:
        db.executescript(CALLS_SCHEMA)
        for ring in RINGS:
            row = (ring.other.number, millis(ring.when), ring.seconds, ring.kind, ring.other.name)
            db.execute("INSERT INTO calls (number, date, duration, type, name, new, is_read) VALUES (?, ?, ?, ?, ?, 0, 1)", row)
    db.close()
    return place.read_bytes()


def _contacts(place: Path) -> bytes:
    with sqlite3.connect(place) as db:
        db.executescript(CONTACTS_SCHEMA)
        kinds = ("vnd.android.cursor.item/name", "vnd.android.cursor.item/phone_v2", "vnd.android.cursor.item/email_v2")
        db.executemany("INSERT INTO mimetypes (mimetype) VALUES (?)", ((kind,) for kind in kinds))
        for number, person in enumerate(BOOK, 1):
            changed = millis(at("2025-04-30T09:00:00")) + number * 60_000
            db.execute(
                "INSERT INTO contacts (name_raw_contact_id, has_phone_number, contact_last_updated_timestamp) VALUES (?, 1, ?)",
                (number, changed),
            )
            db.execute("INSERT INTO raw_contacts (contact_id, display_name, display_name_source) VALUES (?, ?, 40)", (number, person.name))
            values = [(1, person.name), (2, person.number)] + ([(3, EMAILS[person])] if person in EMAILS else [])
            db.executemany(
                "INSERT INTO data (mimetype_id, raw_contact_id, data1) VALUES (?, ?, ?)", ((kind, number, text) for kind, text in values)
            )
    db.close()
    return place.read_bytes()


def _tar(files: list[tuple[str, bytes, datetime]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data, modified in files:
            member = tarfile.TarInfo(path)
            member.size, member.mtime, member.mode = len(data), int(modified.timestamp()), 0o600
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
