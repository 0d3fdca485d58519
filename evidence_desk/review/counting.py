"""Counting by declared rules: what was taken in, what was left out and why, and what remains. A number, never what it means in law.

Rules differ in what they do with repetition: messages and calls of a fraud are cumulated, personal information counts once a number. Each
row that is left out is listed with its reason, so that raw = invalid + duplicate + unique always holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from evidence_desk.errors import BadUse
from evidence_desk.money import money
from evidence_desk.store import ids
from evidence_desk.store.case import Case

Status = Literal["counted", "duplicate", "invalid"]
SENT = "SELECT id, app, kind, direction, deleted FROM messages ORDER BY id"
CALLS = "SELECT id, time, time_text, data FROM artifacts WHERE type = 'call' ORDER BY id"
FOUND = """
SELECT h.item_table, h.item, i.kind, i.value, i.validity FROM identifier_hits h JOIN identifiers i ON i.id = h.identifier
ORDER BY i.id, h.ordinal
"""
MEMBERS = "SELECT p.id, p.conversation, p.app, p.identifier, p.name, c.kind FROM participants p JOIN conversations c ON c.id = p.conversation ORDER BY p.id"
PAYMENTS = "SELECT id, json_extract(details, '$.payment') AS payment, extra, direction FROM messages WHERE kind = 'payment' ORDER BY id"
PERSONAL = ("cn-resident-id", "mobile", "bank-card", "email", "wechat-id", "qq")
UNPAID = {"refunded": "returned", "expired": "expired", "failed": "failed"}
"""States of a payment that did not stay with who was to get it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A source record: `item` is found by `query`. `key` is what counts as the same; `group` what is counted apart."""

    item: str
    status: Status
    reason: str
    group: str
    key: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: numbers of the article that a reader compares with; `confirm`: to be confirmed by a lawyer before it is relied on."""

    name: str
    zh: str
    en: str
    rows: Callable[[Case], Iterator[Row]]
    article: str = ""
    threshold: str = ""
    confirm: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """raw = invalid + duplicate + unique. `amount`: the sum of what was counted, where the rule has amounts."""

    group: str
    raw: int
    invalid: int
    duplicate: int
    unique: int
    amount: Decimal | None = None


def count(case: Case, name: str) -> tuple[Rule, list[Counted], list[Row]]:
    """The rule, its numbers by group, and every row with what became of it; BadUse where there is no such rule."""
    rule = RULES.get(name)
    if rule is None:
        raise BadUse(detail=f"there is no rule '{name}'; there are {', '.join(RULES)}")
    rows = list(rule.rows(case))
    groups = sorted({row.group for row in rows})
    return rule, [_counted(group, [row for row in rows if row.group == group]) for group in groups], rows


def _counted(group: str, rows: list[Row]) -> Counted:
    def of(status: Status) -> int:
        return sum(row.status == status for row in rows)

    amounts = [row.amount for row in rows if row.status == "counted" and row.amount is not None]
    return Counted(group, len(rows), of("invalid"), of("duplicate"), of("counted"), sum(amounts, Decimal()) if amounts else None)


def _messages(case: Case) -> Iterator[Row]:
    """Each message that was sent from the examined account counts, also to the same person."""
    for row in case.db.execute(SENT):
        item = ids.written("messages", row["id"])
        if row["kind"] == "system":
            yield Row(item, "invalid", "a note of the app", row["app"], item)
        elif row["direction"] != "out":
            yield Row(item, "invalid", "not sent from the examined account, or the source does not say", row["app"], item)
        elif row["deleted"]:
            yield Row(item, "invalid", "recalled or deleted", row["app"], item)
        else:
            yield Row(item, "counted", "", row["app"], item)


def _calls(case: Case) -> Iterator[Row]:
    """The same call logged twice (number, time, duration) counts once; calls to the same number cumulate. One that has no number or no
    time is never taken for another."""
    seen: set[str] = set()
    for row in case.db.execute(CALLS):
        data, item = json.loads(row["data"]), ids.written("artifacts", row["id"])
        known = data.get("number") and row["time"] is not None
        key = f"{data['number']}|{row['time_text'] or row['time']}|{data.get('duration')}" if known else item
        if data.get("direction") != "out":
            yield Row(item, "invalid", "not outgoing", str(data.get("app")), key)
        elif key in seen:
            yield Row(item, "duplicate", "the same call is logged elsewhere", str(data.get("app")), key)
        else:
            seen.add(key)
            yield Row(item, "counted", "", str(data.get("app")), key)


def _personal(case: Case) -> Iterator[Row]:
    """Each number counts once by kind, wherever and however often it stands."""
    seen: set[tuple[str, str]] = set()
    for row in case.db.execute(FOUND):
        if row["kind"] not in PERSONAL:
            continue
        item, key = ids.written(row["item_table"], row["item"]), f"{row['kind']}:{row['value']}"
        if row["validity"] == "context":
            yield Row(item, "invalid", "only the words before it say what it is", row["kind"], key)
        elif (row["kind"], row["value"]) in seen:
            yield Row(item, "duplicate", "the same number was counted before", row["kind"], key)
        else:
            seen.add((row["kind"], row["value"]))
            yield Row(item, "counted", "", row["kind"], key)


def _members(case: Case) -> Iterator[Row]:
    """Members of groups, each once: the sum over groups is raw less invalid."""
    seen: set[tuple[str, str]] = set()
    for row in case.db.execute(MEMBERS):
        item, who = ids.written("participants", row["id"]), row["identifier"] or row["name"] or ""
        if row["kind"] != "group":
            yield Row(item, "invalid", "of a conversation that is no group, or the source does not say", row["app"], who)
        elif not who:
            yield Row(item, "invalid", "the source names nobody", row["app"], item)
        elif (row["app"], who) in seen:
            yield Row(item, "duplicate", "a member of another group too", row["app"], who)
        else:
            seen.add((row["app"], who))
            yield Row(item, "counted", "", row["app"], who)


def _payments(case: Case) -> Iterator[Row]:
    """Transfers and red packets of chats, by currency and direction; one with the same number of the transfer counts once, as it was first told."""
    seen: set[str] = set()
    for row in case.db.execute(PAYMENTS):
        said, item = json.loads(row["payment"]) if row["payment"] else _untyped(row), ids.written("messages", row["id"])
        amount = None if said["amount"] is None else Decimal(said["amount"])
        group = f"{said['currency'] or 'unknown'} {said['direction'] or 'unknown'}"
        key = str(said["native_id"] or item)
        if amount is None:
            yield Row(item, "invalid", "the source gives no amount", group, key)
        elif said["kind"] == "request" or str(said["state"]) in UNPAID:
            yield Row(item, "invalid", UNPAID.get(str(said["state"]), "asked for, not paid"), group, key, amount)
        elif key in seen:
            yield Row(item, "duplicate", "the same transfer is told elsewhere", group, key, amount)
        else:
            seen.add(key)
            yield Row(item, "counted", "", group, key, amount)


def _untyped(row: sqlite3.Row) -> dict[str, str | None]:
    """A payment of a case that was processed before payments had fields."""
    said = json.loads(row["extra"] or "{}")
    amount, currency = money(str(said.get("amount", "")), "CNY")
    state = "refunded" if said.get("state") == "returned" else "unknown"
    return {
        "kind": "transfer",
        "amount": amount,
        "currency": currency,
        "state": state,
        "direction": row["direction"],
        "native_id": said.get("transfer_id"),
    }


RULES = {
    rule.name: rule
    for rule in (
        Rule(
            "messages",
            "发送的信息条数（累计，不去重）",
            "Messages sent (cumulated, not made unique)",
            _messages,
            "法释〔2011〕7号 第五条",
            "5000",
            confirm=False,
        ),
        Rule(
            "calls",
            "拨出电话次数（同一次通话不重复计）",
            "Calls made (the same call once)",
            _calls,
            "法释〔2011〕7号 第五条",
            "500",
            confirm=False,
        ),
        Rule(
            "personal-information",
            "公民个人信息条数（按号码去重）",
            "Personal information (each number once)",
            _personal,
            "法释〔2017〕10号 第五条",
            "50 / 500 / 5000",
        ),
        Rule(
            "group-members",
            "群组成员人数（去重；累计数为原始数减无效数）",
            "Members of groups (once each; the sum is raw less invalid)",
            _members,
            "法释〔2019〕15号",
            "3000 / 30000",
        ),
        Rule(
            "payments",
            "聊天转账与红包金额（按币种和收付方向）",
            "Transfers and red packets in chats (by currency and direction)",
            _payments,
        ),
    )
}
