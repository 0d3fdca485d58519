"""KakaoTalk's export of a chat as text, from Windows, Android and iOS, in Korean and English.

Observed (forms as zeikar/kakaotalk-viewer, MIT, tests them): Windows has a row of dashes a day and `[NAME] [TIME] BODY`; Android and iOS have
`DATE TIME, NAME : BODY`, notes without a name; on iOS a row a day may stand alone with `TIME, NAME : BODY` behind it. Times have no zone and
no seconds.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from evidence_desk.api import Locus, Message, MessageKind, OpenEntry, Records, ZoneBasis, parser
from parsers.chat._rooms import Rooms
from parsers.chat._transcript import Header, Transcript, beginning

CLOCK = r"(?:(?P<{0}half>오전|오후|AM|PM)\s?)?(?P<{0}hour>\d{{1,2}}):(?P<{0}minute>\d\d)(?:\s?(?P<{0}late>AM|PM))?"
DATE = (
    r"(?:(?P<{0}year>\d{{4}})(?:년 |\. ?|-)(?P<{0}month>\d{{1,2}})(?:월 |\. ?|-)(?P<{0}day>\d{{1,2}})(?:일|\.)?"
    r"|(?P<{0}name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?P<{0}d>\d{{1,2}}), (?P<{0}y>\d{{4}}))"
)
WEEKDAY = r"(?:\s?[월화수목금토일]요일)?"
HEADER = re.compile(
    rf"(?P<row>-{{5,}} (?:[A-Z][a-z]+, )?{DATE.format('r')}{WEEKDAY} -{{5,}}|{DATE.format('s')}{WEEKDAY}(?: {CLOCK.format('s')})?"
    r"|.* 카카오톡 대화|(?:저장한 날짜|Date Saved) : .*)\r?$"
    rf"|\[(?P<windows>[^\]\n]*)\] \[{CLOCK.format('w')}\] "
    rf"|(?:{DATE.format('a')},? (?:at )?)?{CLOCK.format('a')}(?:, (?P<sender>[^\n]+?) : |[,:] (?=\S))",
    re.MULTILINE,
)
TITLE = re.compile(r"(.+?)(?: 님과)? 카카오톡 대화")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS: dict[str, MessageKind] = {
    "사진": "image",
    "Photo": "image",
    "동영상": "video",
    "Video": "video",
    "이모티콘": "sticker",
    "Emoticons": "sticker",
}


@parser(
    "kakaotalk.text",
    version=1,
    sniff=lambda head: re.search(r"카카오톡 대화\s*\n|^\ufeff?(?:저장한 날짜|Date Saved) : ", beginning(head), re.MULTILINE) is not None,
)
def messages(entry: OpenEntry) -> Records:
    """Messages that KakaoTalk exported as text; such a file can be changed without a trace."""
    chat = Days(entry)
    yield from chat.transcript.read(chat.message, chat.turn)


class Days:
    """The day that the reading is at."""

    def __init__(self, entry: OpenEntry) -> None:
        self.transcript, self._rooms, self._key = Transcript(entry, HEADER), Rooms("kakaotalk"), entry.path
        self._day: datetime | None = None
        first = beginning(entry.head).lstrip("\ufeff").split("\n", 1)[0].strip()
        named = TITLE.fullmatch(first)
        self._title, self._direct = named[1] if named else None, named is not None and " 님과" in first

    def turn(self, row: Header) -> None:
        self._day = date_of(row, "r") or date_of(row, "s") or self._day

    def message(self, header: Header, text: str, locus: Locus) -> Records:
        windows = bool(header["whour"])
        sender = (header["windows"] if windows else header["sender"]) or None
        day = self._day if windows else date_of(header, "a") or self._day
        basis: ZoneBasis = "unknown"
        sent, clock = None, clock_of(header, "w" if windows else "a")
        if day is not None:
            sent, basis = self.transcript.local(day + clock)
        yield from self._rooms.enter(self._key, locus, "direct" if self._direct else "group", self._title)
        yield from self._rooms.meet(self._key, locus, None, sender)
        yield Message(
            conversation=self._key, app="kakaotalk", locus=locus, sent=sent, sent_local=f"{day + clock:%Y-%m-%d %H:%M}" if day else str(clock),
            zone_basis=basis, sender=sender, kind=WORDS.get(text.strip(), "text") if sender else "system", text=text or None,
            precision="minute",
        )  # fmt: skip


def date_of(found: Header, part: str) -> datetime | None:
    try:
        if found[f"{part}year"]:
            return datetime(int(found[f"{part}year"]), int(found[f"{part}month"]), int(found[f"{part}day"]))  # noqa: DTZ001 a wall time
        if found[f"{part}name"]:
            return datetime(int(found[f"{part}y"]), MONTHS.index(found[f"{part}name"]) + 1, int(found[f"{part}d"]))  # noqa: DTZ001
    except ValueError:
        return None
    return None


def clock_of(found: Header, part: str) -> timedelta:
    half, hour = found[f"{part}half"] or found[f"{part}late"], int(found[f"{part}hour"])
    if half:
        hour = hour % 12 + (12 if half in ("오후", "PM") else 0)
    return timedelta(hours=hour, minutes=int(found[f"{part}minute"]))
