"""What a message tells beside its text: money, calls, places, people, other messages, and what became of it.

Frozen values like those of `model`, which has the message itself. A reader may fill any of them; what the source does not
say stays at its default. Times are what the source says, never what follows from another record.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from evidence_desk.instant import Instant

MessageKind = Literal[
    "text", "image", "video", "audio", "file", "sticker", "location", "contact", "call", "link", "payment", "system", "other"
]


PaymentKind = Literal["transfer", "red-packet", "payment", "request", "refund", "other"]
PaymentState = Literal["sent", "received", "refunded", "expired", "pending", "failed", "unknown"]


class Payment(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Money that a message speaks of, as the app states it: that money moved is for the bank's or the app's ledger to show.

    `amount`: a decimal number as text (`1234.50`), never a float; None where the source gives none. `currency`: ISO 4217, None
    where the source leaves it open. `written`: amount and currency in the source's own words (`￥1,234.50`).
    `direction`: `out` where the examined account pays, `in` where it is paid; None where the source does not say.
    `state`: what this message tells of it; one transfer is often told twice, as sent and as received, by the same `native_id`.
    `money` of the api makes amount and currency of a text.
    """

    kind: PaymentKind = "transfer"
    amount: str | None = None
    currency: str | None = None
    written: str | None = None
    direction: Literal["in", "out"] | None = None
    state: PaymentState = "unknown"
    native_id: str | None = None
    payer: str | None = None
    payee: str | None = None
    memo: str | None = None


CallOutcome = Literal["answered", "missed", "rejected", "cancelled", "busy", "failed", "unknown"]


class CallNote(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a message tells of a call; a log of calls has records of its own (Call). `duration` in seconds."""

    outcome: CallOutcome = "unknown"
    duration: int | None = None
    video: bool | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message as another message shows it: quoted, forwarded, or one of several forwarded together (`items`, however deep).

    It stands there as the app of whoever sent the outer one had it, and need not be what was sent.
    """

    sender: str | None = None
    sender_id: str | None = None
    sent: Instant | None = None
    sent_local: str | None = None
    conversation: str | None = None
    native_id: str | None = None
    kind: MessageKind = "text"
    text: str | None = None
    items: tuple[Told, ...] = ()


class Edit(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An earlier version of a message. `time`: when that version was written; `text` None where the source keeps only that."""

    text: str | None = None
    time: Instant | None = None


class Recall(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """That a message was taken back. `native_id`: of the message that was, where a note of the app tells it of another one."""

    by: str | None = None
    by_id: str | None = None
    time: Instant | None = None
    native_id: str | None = None


class Reaction(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """`value`: the emoji, or the app's word for it. `count` of several that the source gives without their senders."""

    value: str
    sender: str | None = None
    sender_id: str | None = None
    time: Instant | None = None
    count: int = 1
    removed: bool = False


class Receipt(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the app noted of a message's way to somebody: that it was shown there, not that a person took it in."""

    name: str | None = None
    identifier: str | None = None
    delivered: Instant | None = None
    read: Instant | None = None
    played: Instant | None = None


class Mention(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    name: str | None = None
    identifier: str | None = None


class Location(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A place that somebody sent, which need not be where they were. Degrees, north and east positive."""

    latitude: float | None = None
    longitude: float | None = None
    label: str | None = None
    address: str | None = None
    live: bool = False


class Card(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Somebody's contact, sent in a message."""

    name: str | None = None
    identifier: str | None = None
    numbers: tuple[str, ...] = ()
