"""KakaoTalk's export of a chat from the Mac: CSV with `Date,User,Message`. A body of several lines stands in quotation marks; times have no zone."""

from __future__ import annotations

import re
from datetime import datetime

from evidence_desk.api import Gap, Locus, Message, OpenEntry, Records, parser
from parsers.chat._rooms import Rooms
from parsers.chat._tables import Sheet
from parsers.chat.kakaotalk import WORDS

HEAD = re.compile(rb'(?:\xef\xbb\xbf)?"?Date"?,"?User"?,"?Message"?\r?\n')
NOTES = re.compile(
    r".*(?:님이 들어왔습니다|님이 나갔습니다|님을 초대했습니다|님을 내보냈습니다|joined this chatroom|left this chatroom|invited .*)\.?$"
)
TITLE = re.compile(r"KakaoTalk_Chat_(.+?)_\d{4}-\d\d-\d\d")


@parser("kakaotalk.csv", version=1, sniff=lambda head: HEAD.match(head) is not None)
def messages(entry: OpenEntry) -> Records:
    """Messages that KakaoTalk on the Mac exported as a table; such a file can be changed without a trace."""
    rooms, named = Rooms("kakaotalk"), TITLE.match(entry.name)
    title = named[1] if named else None

    def message(row: dict[str, str], locus: Locus) -> Records:
        written, sender, body = row["Date"], row["User"] or None, row["Message"]
        sent, basis = entry.local(datetime.strptime(written, "%Y-%m-%d %H:%M:%S"))  # noqa: DTZ007 a wall time
        note = sender is None or NOTES.fullmatch(body) is not None
        yield from rooms.enter(entry.path, locus, "unknown", title)
        yield from rooms.meet(entry.path, locus, None, sender)
        yield Message(
            conversation=entry.path, app="kakaotalk", locus=locus, sent=sent, sent_local=written, zone_basis=basis, sender=sender,
            kind="system" if note else WORDS.get(body.strip(), "text"), text=body or None,
        )  # fmt: skip

    yield from Sheet(entry).read(message)
    if entry.zone is None:
        yield Gap("zone-unknown", {"path": entry.path})
