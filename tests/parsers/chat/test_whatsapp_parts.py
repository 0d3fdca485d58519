"""What WhatsApp keeps beside a message: answers, receipts, cards, places and recalls, on Android old and new and on iOS."""

from __future__ import annotations

from collections.abc import Callable

from evidence_desk.api import Card, Instant, Location, Recall, Receipt, Told
from parsers.chat import whatsapp_android, whatsapp_ios
from parsers.chat._vcard import card_of

VCARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;王五;;;\r\nFN:王五\r\nitem1.TEL;waid=86137:+86 137\r\n 0000\r\nTEL;type=CELL:110\r\nEND:VCARD"
NEW = f"""
CREATE TABLE jid(_id INTEGER PRIMARY KEY,raw_string TEXT); INSERT INTO jid VALUES (1,'861@s.whatsapp.net'),(2,'g@g.us'),(3,'862@s.whatsapp.net');
CREATE TABLE chat(_id INTEGER PRIMARY KEY,jid_row_id INT,subject TEXT); INSERT INTO chat VALUES (1,2,'群');
CREATE TABLE message(_id INTEGER PRIMARY KEY,chat_row_id INT,from_me INT,key_id TEXT,sender_jid_row_id INT,status INT,timestamp INT,message_type INT,text_data TEXT);
INSERT INTO message VALUES (1,1,1,'A',0,0,1709622252000,0,'收到'),(2,1,0,'B',1,0,1709622253000,4,NULL),(3,1,0,'C',1,0,1709622254000,15,NULL),
  (4,1,0,'D',1,0,1709622255000,0,'好');
CREATE TABLE message_quoted(message_row_id INTEGER PRIMARY KEY,key_id TEXT,text_data TEXT,from_me INT,sender_jid_row_id INT,timestamp INT,message_type INT);
INSERT INTO message_quoted VALUES (4,'Z',NULL,0,3,1709622200000,1);
CREATE TABLE message_vcard(_id INTEGER PRIMARY KEY,message_row_id INT,vcard TEXT); INSERT INTO message_vcard VALUES (1,2,'{VCARD}');
CREATE TABLE receipt_user(_id INTEGER PRIMARY KEY,message_row_id INT,receipt_user_jid_row_id INT,receipt_timestamp INT,read_timestamp INT,played_timestamp INT);
INSERT INTO receipt_user VALUES (1,1,1,1709622260000,1709622270000,-1),(2,1,3,0,NULL,0);
CREATE TABLE message_forwarded(message_row_id INTEGER PRIMARY KEY,forward_score INT); INSERT INTO message_forwarded VALUES (1,127);
"""
OLD = f"""
CREATE TABLE messages(_id INTEGER PRIMARY KEY,key_remote_jid TEXT,key_from_me INT,key_id TEXT,status INT,data TEXT,timestamp INT,media_wa_type TEXT,
  remote_resource TEXT,latitude REAL,longitude REAL,quoted_row_id INT,receipt_device_timestamp INT,read_device_timestamp INT,played_device_timestamp INT);
INSERT INTO messages VALUES (2,'861@s.whatsapp.net',1,'A',0,'到',1709622252000,'0',NULL,0,0,0,1709622260000,1709622270000,-1),
  (3,'861@s.whatsapp.net',0,'B',0,NULL,1709622253000,'5',NULL,31.25,121.5,0,0,0,0),(4,'861@s.whatsapp.net',0,'C',0,'{VCARD}',1709622254000,'4',NULL,0,0,7,0,0,0),
  (5,'g@g.us',1,'D',0,'x',1709622255000,'0',NULL,0,0,0,1709622260000,0,0);
CREATE TABLE messages_quotes(_id INTEGER PRIMARY KEY,key_id TEXT,data TEXT,key_from_me INT,timestamp INT); INSERT INTO messages_quotes VALUES (7,'A','到',1,1709622252000);
CREATE TABLE receipts(_id INTEGER PRIMARY KEY,key_remote_jid TEXT,key_id TEXT,remote_resource TEXT,receipt_device_timestamp INT,read_device_timestamp INT,
  played_device_timestamp INT); INSERT INTO receipts VALUES (1,'g@g.us','D','862@s.whatsapp.net',1709622261000,0,0);
"""
IOS = f"""
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION, ZISFROMME, ZMESSAGETYPE, ZMESSAGEDATE, ZTEXT, ZFROMJID, ZMEDIAITEM, ZSTANZAID);
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID, ZPARTNERNAME);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZLATITUDE, ZLONGITUDE, ZVCARDNAME, ZVCARDSTRING, ZMETADATA);
INSERT INTO ZWACHATSESSION VALUES (1, '861@s.whatsapp.net', '李四');
INSERT INTO ZWAMEDIAITEM VALUES (1, 31.25, 121.5, NULL, NULL, NULL), (2, 0, 0, '王五', '{VCARD}', NULL), (3, 0, 0, NULL, NULL, x'2a0441314232'), (4, 0, 0, NULL, NULL, x'2a');
INSERT INTO ZWAMESSAGE VALUES (1, 1, 0, 5, 731314452, NULL, NULL, 1, 'A'), (2, 1, 1, 4, 731314453, NULL, NULL, 2, 'B'),
  (3, 1, 0, 0, 731314454, '好', NULL, 3, 'C'), (4, 1, 0, 14, 731314455, NULL, NULL, 4, 'D');
"""
SHARED = Card(name="王五", numbers=("+86 1370000", "110"))


def at(seconds: int) -> Instant:
    return Instant(seconds, 0, 3)


def test_new_whatsapp_tells_who_had_a_message_and_what_an_answer_is_to(entry: Callable, messages: Callable, database: Callable) -> None:
    first, card, gone, answer = messages(whatsapp_android.messages, entry(database(NEW)))
    assert first.receipts == (Receipt(identifier="861@s.whatsapp.net", delivered=at(1709622260), read=at(1709622270)),)
    assert first.extra["forward_score"] == "127"
    assert card.card == SHARED
    assert (gone.deleted, gone.recall) == (True, Recall(by_id="861@s.whatsapp.net"))
    assert (answer.reply_to, answer.quote) == ("Z", Told(native_id="Z", sender_id="862@s.whatsapp.net", sent=at(1709622200), kind="image"))


def test_old_whatsapp_has_receipts_in_two_places(entry: Callable, messages: Callable, database: Callable) -> None:
    direct, place, card, group = messages(whatsapp_android.old_messages, entry(database(OLD)))
    assert direct.receipts == (Receipt(identifier="861@s.whatsapp.net", delivered=at(1709622260), read=at(1709622270)),)
    assert (place.location.latitude, place.location.longitude) == (31.25, 121.5)
    assert (card.card, card.quote) == (SHARED, Told(native_id="A", text="到", sent=at(1709622252)))
    assert group.receipts == (Receipt(identifier="862@s.whatsapp.net", delivered=at(1709622261)),)


def test_whatsapp_on_ios_keeps_places_cards_and_answers_with_the_media(entry: Callable, messages: Callable, database: Callable) -> None:
    place, card, answer, gone = messages(whatsapp_ios.messages, entry(database(IOS)))
    assert place.location == Location(latitude=31.25, longitude=121.5)
    assert (card.card, answer.reply_to, gone.reply_to) == (SHARED, "A1B2", None)
    assert (gone.deleted, gone.recall) == (True, Recall(by_id="861@s.whatsapp.net"))


def test_a_card_that_says_nothing_is_none() -> None:
    assert card_of("BEGIN:VCARD\nEND:VCARD") is None
    assert card_of(None, "王五") == Card(name="王五")
