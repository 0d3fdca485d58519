"""Several copies of one chat: an export beside a database, the two ends of a conversation, the same account on two devices.

They stay conversations of their own, and every count stays what it was. Here is told which conversations are copies of each
other, which message of one the other lacks, and which stand in both with another text. Messages are the same

  id            by the app's own number, and by their time or their text;
  sender        by sender, time and text;
  text          by time and text, where the copies name people differently or not at all;
  time          by their time alone, the only one on either side that is left at that time: so a changed text is found.

Times are compared to the precision that both copies have, texts without white space and direction marks. A note of the app or a
call that one copy lacks is not told: exports differ in them. Two conversations are copies where they have the app's own key and a message in common, or more
than half of the messages that the smaller one has in the time that both cover; of a file's conversations one at most is a copy
of another file's, for what is sent to many people at once is no copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evidence_desk.store import ids
from evidence_desk.store.alignment import align
from evidence_desk.store.case import Case

MINUTE, SECOND = 60_000_000, 1_000_000
MARKS = dict.fromkeys(map(ord, "\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
MOST_SHARING = 50
"""Conversations that have one text in one minute: what more of them have tells of none that it is a copy."""

APPS = """
SELECT app FROM conversations GROUP BY app HAVING count(DISTINCT id >> 24) > 1
"""
SIGNS = """
CREATE TEMP TABLE signs (
    message INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, native TEXT, minute INTEGER NOT NULL, second INTEGER NOT NULL,
    digest INTEGER NOT NULL, who TEXT, deleted INTEGER NOT NULL, timed INTEGER NOT NULL, note INTEGER NOT NULL
)
"""
FILL = """
INSERT INTO signs
SELECT id, conversation, native_id, coalesce(sent / 60000000, sign_of(sent_local)), coalesce(sent / 1000000, sign_of(sent_local)),
       CASE WHEN kind IN ('text', 'system') THEN sign_of(text) ELSE 0 END, coalesce(sender_id, sender), deleted, sent IS NOT NULL,
       kind IN ('system', 'call')
FROM messages WHERE app = ? AND recovered IS NULL AND apart IS NULL
"""
SIGN_INDEXES = ("CREATE INDEX temp.signs_conversation ON signs (conversation)", "CREATE INDEX temp.signs_place ON signs (minute, digest)")
ONCE = """
CREATE TEMP TABLE once AS
SELECT DISTINCT minute, {what} AS what, conversation FROM signs WHERE {what} IS NOT NULL AND {what} <> 0 AND NOT note
"""
ONCE_INDEX = "CREATE UNIQUE INDEX temp.once_place ON once (minute, what, conversation)"
SHARED = """
SELECT a.conversation AS one, b.conversation AS other, count(*) AS shared
FROM (SELECT minute, what FROM once GROUP BY minute, what HAVING count(*) BETWEEN 2 AND :most) few
CROSS JOIN once a ON a.minute = few.minute AND a.what = few.what
CROSS JOIN once b ON b.minute = few.minute AND b.what = few.what AND b.conversation > a.conversation
WHERE a.conversation >> 24 <> b.conversation >> 24 GROUP BY 1, 2
"""
BY_ID, BY_TEXT = ONCE.format(what="native"), ONCE.format(what="digest")
ABOUT = """
SELECT c.id, c.key, min(s.minute) AS first, max(s.minute) AS last, min(s.second % 60 = 0) AS whole_minutes
FROM conversations c JOIN signs s ON s.conversation = c.id AND s.timed AND NOT s.note GROUP BY c.id
"""
WITHIN = """
SELECT count(*) FROM (SELECT DISTINCT minute, digest FROM signs WHERE conversation = ? AND digest <> 0 AND NOT note AND (timed = 0 OR minute BETWEEN ? AND ?))
"""
COPY = """
INSERT INTO copies (conversation, other, exact_to, by_id, by_sender, by_text, by_time, lacks, lacks_within, differing)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
DIFFERENCE = """
INSERT INTO copy_differences (conversation, other, what, message, other_message, certainty, within) VALUES (?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class About:
    """A conversation: the minutes of its first and last message, and whether its times are all whole minutes."""

    key: str
    first: int
    last: int
    whole_minutes: bool


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    same_key: bool
    by_id: int
    by_text: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        return self.same_key, self.by_id, self.by_text


def find(case: Case) -> None:
    """Looks for copies anew, in all of the case. Inside a transaction."""
    case.db.execute("DELETE FROM copies")
    case.db.execute("DELETE FROM copy_differences")
    case.db.create_function("sign_of", 1, sign_of, deterministic=True)
    for row in case.db.execute(APPS).fetchall():
        case.db.execute("DROP TABLE IF EXISTS temp.signs")
        case.db.execute(SIGNS)
        case.db.execute(FILL, (row["app"],))
        for index in SIGN_INDEXES:
            case.db.execute(index)
        about = {
            row["id"]: About(row["key"], row["first"], row["last"], bool(row["whole_minutes"])) for row in case.db.execute(ABOUT).fetchall()
        }
        for pair in _best(list(_pairs(case, about))):
            _compare(case, pair, about)
    case.db.execute("DROP TABLE IF EXISTS temp.signs")
    case.db.execute("DROP TABLE IF EXISTS temp.once")


def sign_of(text: str | None) -> int:
    """63 bits of a text's digest, white space and direction marks aside; 0 for none."""
    even = " ".join((text or "").translate(MARKS).split())
    return int.from_bytes(hashlib.blake2b(even.encode("utf-8", "replace"), digest_size=8).digest()) >> 1 if even else 0


def _pairs(case: Case, about: Mapping[int, About]) -> Iterator[Pair]:
    """Conversations that have enough in common."""
    counts: dict[tuple[int, int], list[int]] = {}
    for place, once in enumerate((BY_ID, BY_TEXT)):
        case.db.execute("DROP TABLE IF EXISTS temp.once")
        case.db.execute(once)
        case.db.execute(ONCE_INDEX)
        for row in case.db.execute(SHARED, {"most": MOST_SHARING}):
            counts.setdefault((row["one"], row["other"]), [0, 0])[place] = row["shared"]
    for (one, other), (by_id, by_text) in counts.items():
        if one in about and other in about:
            pair = Pair(one, other, about[one].key == about[other].key, by_id, by_text)
            if pair.same_key or _mostly(case, pair, about):
                yield pair


def _mostly(case: Case, pair: Pair, about: Mapping[int, About]) -> bool:
    first, last = max(about[pair.one].first, about[pair.other].first), min(about[pair.one].last, about[pair.other].last)
    smaller = min(case.db.execute(WITHIN, (one, first, last)).fetchone()[0] for one in (pair.one, pair.other))
    return 2 * pair.by_text > int(smaller)


def _best(pairs: list[Pair]) -> list[Pair]:
    """Those of which each is the other's best in its file."""
    best: dict[tuple[int, int], Pair] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.rank, -pair.one, -pair.other)):
        best[pair.one, ids.entry_of(pair.other)] = pair
        best[pair.other, ids.entry_of(pair.one)] = pair
    return [pair for pair in pairs if best[pair.one, ids.entry_of(pair.other)] is pair is best[pair.other, ids.entry_of(pair.one)]]


def _compare(case: Case, pair: Pair, about: Mapping[int, About]) -> None:
    minutes = about[pair.one].whole_minutes or about[pair.other].whole_minutes
    found = align(case, pair.one, pair.other, minutes)
    exact = "minute" if minutes else "second"
    for here, there, lacking in ((pair.one, pair.other, found.only_other), (pair.other, pair.one, found.only_one)):
        within = [about[here].first <= minute <= about[here].last for _, minute in lacking]
        counts = (
            found.how["id"],
            found.how["sender"],
            found.how["text"],
            found.how["time"],
            len(lacking),
            sum(within),
            len(found.differing),
        )
        case.db.execute(COPY, (here, there, exact, *counts))
        missing = ((there, here, "missing", message, None, None, inside) for (message, _), inside in zip(lacking, within, strict=True))
        case.db.executemany(DIFFERENCE, missing)
        differing = (
            (here, there, one.what, *((one.one, one.other) if here == pair.one else (one.other, one.one)), one.how, True)
            for one in found.differing
        )
        case.db.executemany(DIFFERENCE, differing)
