"""What a message, a user and a chat say in the form that Telegram's app stores them: TL, a constructor's number of 32 bits and its fields in order
(core.telegram.org/mtproto/serialize and the published schema).

Every version of the schema has other fields before the text, so that a message is not walked field by field: its number, its time and its sender
are found where the columns of the table say that they are, and the text follows the time in every version: it is what stands behind the first
word that is the row's time, past the head of a forwarded message, where a text stands there. Where none does, nothing is said. Numbers are
little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from evidence_desk.api import CallNote, CallOutcome, Card, Instant, Location, MessageKind, Told, clean
from parsers.chat._told import degrees, early

FORWARDED, FROM, MEDIA, CHANGED, CHANGED_UNSEEN = 1 << 2, 1 << 8, 1 << 9, 1 << 15, 1 << 21
PEERS = {
    0x9DB1BC6D: ("i", 1),
    0x59511722: ("q", 1),
    0xBAD0E5BB: ("i", -1),
    0x36C6019A: ("q", -1),
    0xBDDDE532: ("i", -1),
    0xA2A5371E: ("q", -1),
}
"""Users, groups and channels, with numbers of 32 bits until 2021; the app gives groups and channels a minus."""
FORWARDS = (0x5F777DCE, 0x4E4DF4BB)
SERVICE = (0x2B085862, 0x9E19A1F6, 0x286FA604, 0xD3D28540, 0x7A800E0A)
CALL = 0x80E11A7F
ENDS: dict[int, CallOutcome] = {0x85E42301: "missed", 0xE095C1A0: "failed", 0x57ADC690: "answered", 0xFAF7E8C9: "busy"}
PLACES, POINTS = (0x56E0D474, 0x2EC0533F, 0xB940C666, 0x7C3C2609), {0xB2A2F663: 8, 0x0296F104: 4, 0x2049D70C: 4}
LIVE = (0xB940C666, 0x7C3C2609)
CARDS = (0x70322949, 0xCBF24940)
NOTHING, PHOTO, DOCUMENTS = 0x3DED6320, (0x695150D7,), (0x4CF4D72D, 0xDD570BD5, 0x9CB070D7, 0x52D8CCD9)
OTHERS: dict[int, MessageKind] = {
    0xA32DD600: "text",
    0xDDF10C3B: "text",
    0x4BD6E798: "other",
    0x3F7EE58B: "other",
    0xFDB19008: "other",
    0x84551347: "payment",
}
ATTRIBUTES: dict[int, MessageKind] = {
    0x6319D612: "sticker", 0x9852F9C6: "audio", 0x17399FAD: "video", 0x43C57C48: "video", 0xD38FF1C2: "video", 0x0EF02CE6: "video",
}  # fmt: skip
FILE_NAME = 0x15590068


class Body(NamedTuple):
    """`known`: that the text or the note was found; `peer`: who sent it, as the app numbers dialogs."""

    known: bool
    kind: MessageKind = "other"
    text: str | None = None
    peer: int | None = None
    edited: bool = False
    forwarded: tuple[Told, ...] = ()
    call: CallNote | None = None
    location: Location | None = None
    card: Card | None = None
    file: str | None = None


def body(data: bytes, number: int, date: int) -> Body:
    """`number` and `date` are those of the row."""
    at = _number_at(data, number)
    if at is None:
        return Body(False)
    flags = _word(data, 4)
    peer = _peer(data, at + 4) if flags & FROM else None
    if _word(data, 0) in SERVICE:
        return _note(data, date, at + 4, peer)
    forwarded, start = _forwarded(data, at + 4) if flags & FORWARDED else ((), at + 4)
    found = next((one for place in _words(data, date, start) if (one := string(data, place + 4)) is not None), None)
    if found is None:
        return Body(False, peer=peer)
    text, end = found
    edited = bool(flags & CHANGED) and not flags & CHANGED_UNSEEN
    return _with_media(data, end if flags & MEDIA else None, Body(True, "text", text or None, peer, edited, forwarded))


def user_names(data: bytes, number: int) -> tuple[str | None, str | None, str | None]:
    """Name, username and telephone number; by the five lowest flags, which have not changed."""
    place = _identifier_end(data, number)
    if place is None:
        return None, None, None
    flags, parts = _word(data, 4), list[str | None]()
    place += 8 if flags & 1 else 0
    for bit in range(1, 5):
        found = string(data, place) if flags & 1 << bit else None
        if flags & 1 << bit and found is None:
            return None, None, None
        parts.append(found[0] if found else None)
        place = found[1] if found else place
    return " ".join(part for part in parts[:2] if part) or None, parts[2], parts[3]


def chat_titles(data: bytes, number: int) -> Iterator[str]:
    """What may be its title: it stands behind the identifier, in a channel behind one more number of 64 bits."""
    place = _identifier_end(data, number)
    for start in (place, place + 8) if place is not None else ():
        if found := string(data, start):
            yield found[0]


def string(data: bytes, place: int) -> tuple[str, int] | None:
    """A text and where it ends: its length, its bytes, zeros up to a whole word; None where there is none."""
    if place >= len(data):
        return None
    length, start = data[place], place + 1
    if length == 254:
        length, start = int.from_bytes(data[place + 1 : place + 4], "little"), place + 4
        if length < 254:
            return None
    elif length == 255:
        return None
    end = start + length + (-(start + length - place) % 4)
    if end > len(data) or any(data[start + length : end]):
        return None
    try:
        return clean(data[start : start + length].decode()), end
    except UnicodeDecodeError:
        return None


def _number_at(data: bytes, number: int) -> int | None:
    """Where a message's number stands: behind its flags, which are two words since 2024; behind one word stands no such number."""
    written = number & 0xFFFFFFFF
    places = [place for place in (8, 12) if _word(data, place) == written]
    return places[-1] if places else None


def _identifier_end(data: bytes, number: int) -> int | None:
    for place in (8, 12):
        for width in (8, 4):
            if data[place : place + width] == (abs(number)).to_bytes(8, "little")[:width] and len(data) >= place + width:
                return place + width
    return None


def _peer(data: bytes, place: int) -> int | None:
    form = PEERS.get(_word(data, place))
    if form is None or len(data) < place + 4 + struct.calcsize("<" + form[0]):
        return None
    return int(struct.unpack_from("<" + form[0], data, place + 4)[0]) * form[1]


def _forwarded(data: bytes, start: int) -> tuple[tuple[Told, ...], int]:
    """Where a message was forwarded from: an account, a name of one that hides itself, and the time of the first message, behind which to go on."""
    place = next((place for constructor in FORWARDS for place in _words(data, constructor, start)), None)
    if place is None:
        return (Told(),), start
    flags, at, sender, name = _word(data, place + 4), place + 8, None, None
    if flags & 1:
        sender = _peer(data, at)
        at += 4 + struct.calcsize("<" + PEERS[_word(data, at)][0]) if sender is not None else 0
    if flags & 1 << 5:
        found = string(data, at)
        name, at = found if found else (None, at)
    return (Told(sender=name, sender_id=None if sender is None else str(sender), sent=early(_word(data, at), Instant.since_1970)),), at + 4


def _note(data: bytes, date: int, start: int, peer: int | None) -> Body:
    """Behind the time stands what was done; a call is one of the things."""
    for place in _words(data, date, start):
        if _word(data, place + 4) == CALL:
            flags, at = _word(data, place + 8), place + 20
            end = _word(data, at) if flags & 1 else 0
            at += 4 if flags & 1 else 0
            duration = _word(data, at) if flags & 2 else None
            return Body(True, "call", peer=peer, call=CallNote(outcome=ENDS.get(end, "unknown"), duration=duration, video=bool(flags & 4)))
    return Body(True, "system", peer=peer)


def _with_media(data: bytes, place: int | None, found: Body) -> Body:
    if place is None:
        return found
    constructor = _word(data, place)
    if constructor in PLACES:
        return found._replace(kind="location", location=_location(data, place, constructor in LIVE))
    if constructor in CARDS:
        return found._replace(kind="contact", card=_card(data, place + 4))
    if constructor in DOCUMENTS:
        kind: MessageKind = next(
            (kind for number, kind in ATTRIBUTES.items() if next(_words(data, number, place), None) is not None), "file"
        )
        names = (string(data, one + 4) for one in _words(data, FILE_NAME, place))
        return found._replace(kind=kind, file=next((name[0] for name in names if name), None))
    if constructor == NOTHING:
        return found
    return found._replace(kind="image" if constructor in PHOTO else OTHERS.get(constructor, "other"))


def _location(data: bytes, place: int, live: bool) -> Location | None:
    """Longitude before latitude."""
    for constructor, skipped in POINTS.items():
        for at in _words(data[: place + 64], constructor, place):
            if len(data) >= at + skipped + 16:
                longitude, latitude = struct.unpack_from("<dd", data, at + skipped)
                return Location(latitude=degrees(latitude), longitude=degrees(longitude), live=live)
    return None


def _card(data: bytes, place: int) -> Card | None:
    parts = list[str]()
    for _ in range(3):
        found = string(data, place)
        if found is None:
            return None
        parts.append(found[0])
        place = found[1]
    return Card(name=" ".join(part for part in parts[1:] if part) or None, numbers=(parts[0],) if parts[0] else ())


def _word(data: bytes, place: int) -> int:
    """A word of 32 bits; 0 behind the end."""
    return int.from_bytes(data[place : place + 4], "little") if place + 4 <= len(data) else 0


def _words(data: bytes, wanted: int, start: int) -> Iterator[int]:
    """Where a word stands on a boundary of words."""
    written = (wanted & 0xFFFFFFFF).to_bytes(4, "little")
    place = data.find(written, start)
    while place >= 0:
        if place % 4 == 0:
            yield place
        place = data.find(written, place + 1)
