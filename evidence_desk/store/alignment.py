"""Which messages of two copies of a chat are the same one, by the signs that `copies` has laid out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evidence_desk.store.case import Case

MATCHES = "CREATE TEMP TABLE matches (one INTEGER PRIMARY KEY, other INTEGER NOT NULL UNIQUE, how TEXT NOT NULL)"
LEFT = """
WITH free AS (
    SELECT s.*, CASE WHEN :minutes THEN minute ELSE second END AS at FROM signs s
    WHERE conversation IN (:one, :other) AND NOT EXISTS (SELECT 1 FROM matches WHERE one = s.message) AND NOT EXISTS (SELECT 1 FROM matches WHERE other = s.message)
), numbered AS (SELECT *, row_number() OVER (PARTITION BY conversation, {by} ORDER BY message) AS n, count(*) OVER (PARTITION BY conversation, {by}) AS among FROM free)
INSERT INTO matches
SELECT a.message, b.message, '{how}' FROM numbered a JOIN numbered b ON {same} AND b.n = a.n
WHERE a.conversation = :one AND b.conversation = :other AND {where}
"""


def _step(how: str, *by: str, where: str = "TRUE") -> str:
    """What is left on both sides, the first with the first, where they agree in all of `by`."""
    return LEFT.format(how=how, by=", ".join(by), same=" AND ".join(f"b.{name} = a.{name}" for name in by), where=where)


STEPS = (
    _step("id", "native", "at", where="a.native IS NOT NULL"),
    _step("id", "native", "digest", where="a.native IS NOT NULL AND a.digest <> 0"),
    _step("sender", "who", "at", "digest", where="a.who IS NOT NULL AND a.digest <> 0"),
    _step("text", "at", "digest", where="a.digest <> 0"),
    _step("text", "at", "digest", where="NOT a.note AND NOT b.note"),
    _step(
        "time",
        "at",
        where="a.timed AND NOT a.note AND NOT b.note AND a.among = 1 AND b.among = 1 AND (NOT :minutes OR a.who IS NULL OR b.who IS NULL OR a.who = b.who)",
    ),
)
HOW = "SELECT how, count(*) AS count FROM matches JOIN signs ON message = one WHERE NOT note GROUP BY how"
DIFFERING = """
SELECT m.one, m.other, m.how, a.digest <> b.digest AND a.digest <> 0 AND b.digest <> 0 AS text, a.deleted <> b.deleted AS deleted,
       CASE WHEN :minutes THEN a.minute <> b.minute ELSE a.second <> b.second END AS time
FROM matches m JOIN signs a ON a.message = m.one JOIN signs b ON b.message = m.other WHERE NOT a.note AND NOT b.note ORDER BY m.one
"""
ONLY = """
SELECT message, minute FROM signs WHERE conversation = ? AND NOT note AND NOT EXISTS (SELECT 1 FROM matches WHERE one = signs.message)
AND NOT EXISTS (SELECT 1 FROM matches WHERE other = signs.message) ORDER BY message
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A message that stands in both, otherwise. `what`: recalled (in one of them only), text, time. `how`: by what it was found."""

    one: int
    other: int
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """`how`: messages in both, by what they were found. Those in one only with their minute."""

    how: Counter[str]
    differing: list[Difference]
    only_one: list[tuple[int, int]]
    only_other: list[tuple[int, int]]


def align(case: Case, one: int, other: int, minutes: bool) -> Aligned:
    """Of two conversations; `minutes`: to the minute, where one of them has no seconds."""
    case.db.execute("DROP TABLE IF EXISTS temp.matches")
    case.db.execute(MATCHES)
    given = {"one": one, "other": other, "minutes": minutes}
    for step in STEPS:
        case.db.execute(step, given)
    how = Counter({row["how"]: int(row["count"]) for row in case.db.execute(HOW)})
    differing = [
        Difference(row["one"], row["other"], what, row["how"])
        for row in case.db.execute(DIFFERING, {"minutes": minutes})
        if (what := "recalled" if row["deleted"] else "text" if row["text"] else "time" if row["time"] else None)
    ]
    only = [[(row["message"], row["minute"]) for row in case.db.execute(ONLY, (conversation,))] for conversation in (one, other)]
    case.db.execute("DROP TABLE temp.matches")
    return Aligned(how, differing, only[0], only[1])
