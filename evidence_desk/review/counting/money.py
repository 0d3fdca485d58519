"""Payments of chats and of tables: what was paid, and what went into and out of each account. Amounts are exact and never converted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidence_desk.money import money
from evidence_desk.review.counting.chats import repeated
from evidence_desk.review.counting.row import COUNSEL, RECOVERED, Row, Status
from evidence_desk.store import ids
from evidence_desk.store.case import Case

PAYMENTS = """
SELECT m.id, json_extract(m.details, '$.payment') AS payment, m.extra, m.direction, m.apart, m.recovered, c.account AS account
FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.kind = 'payment' ORDER BY m.id
"""
OWN = "SELECT DISTINCT account FROM conversations WHERE account IS NOT NULL"
EXPLAINED = "SELECT DISTINCT item FROM tags WHERE tag IN ('合理解释', '有合理解释', 'explained')"
UNPAID = {"refunded": "returned", "expired": "expired", "failed": "failed"}
"""States of a payment that did not stay with who was to get it."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment and what becomes of it in a counting."""

    item: str
    said: dict[str, str | None]
    account: str | None
    amount: Decimal | None
    status: Status
    reason: str
    key: str

    @property
    def currency(self) -> str:
        return self.said.get("currency") or "unknown"


def payments(case: Case) -> Iterator[Row]:
    """Transfers and red packets of chats, by currency and direction; one with the same number of the transfer counts once, as it was first told."""
    for one in _paid(case):
        group = f"{one.currency} {one.said.get('direction') or 'unknown'}"
        yield Row(one.item, one.status, one.reason, group, one.key, one.amount)


def accounts(case: Case) -> Iterator[Row]:
    """Each payment stands twice: out of the payer's account and into the payee's. Where the source names one side alone, or the examined account
    and a direction, only that one. What a reviewer tagged as explained, and what went between accounts that are examined, are groups of their own."""
    own = {str(row["account"]) for row in case.db.execute(OWN)}
    explained = {str(row["item"]) for row in case.db.execute(EXPLAINED)}
    for one in _paid(case):
        payer, payee = one.said.get("payer"), one.said.get("payee")
        if one.said.get("direction") == "out":
            payer = payer or one.account
        elif one.said.get("direction") == "in":
            payee = payee or one.account
        mark = " explained" if one.item in explained else " own" if payer in own and payee in own else ""
        sides = [(account, way) for account, way in ((payer, "out"), (payee, "in")) if account]
        if not sides:
            yield Row(one.item, "invalid", "the source names no account", f"? {one.currency}", one.key, one.amount)
        for account, way in sides:
            yield Row(one.item, one.status, one.reason, f"{account} {one.currency} {way}{mark}", one.key, one.amount)


def _paid(case: Case) -> Iterator[Paid]:
    seen: set[str] = set()
    copies = repeated(case)
    for row in case.db.execute(PAYMENTS).fetchall():
        said: dict[str, str | None] = json.loads(row["payment"]) if row["payment"] else _untyped(row)
        item, written = ids.written("messages", row["id"]), said["amount"]
        amount = None if written is None else Decimal(written)
        key = str(said["native_id"] or item)
        status: Status = "counted"
        reason = ""
        if row["apart"] is not None:
            status, reason = "invalid", COUNSEL
        elif row["recovered"] is not None:
            status, reason = "invalid", RECOVERED
        elif amount is None:
            status, reason = "invalid", "the source gives no amount"
        elif said["kind"] == "request" or str(said["state"]) in UNPAID:
            status, reason = "invalid", UNPAID.get(str(said["state"]), "asked for, not paid")
        elif key in seen or row["id"] in copies:
            status, reason = "duplicate", "the same transfer is told elsewhere"
        else:
            seen.add(key)
        yield Paid(item, said, row["account"], amount, status, reason, key)


def _untyped(row: sqlite3.Row) -> dict[str, str | None]:
    """A payment of a case that was processed before payments had fields."""
    said = json.loads(row["extra"] or "{}")
    amount, currency = money(str(said.get("amount", "")), "CNY")
    state = "refunded" if said.get("state") == "returned" else "unknown"
    return {
        "kind": "transfer", "amount": amount, "currency": currency, "state": state, "direction": row["direction"], "native_id": said.get("transfer_id"),
    }  # fmt: skip
