"""What a message of Telegram's export tells beside its text: calls, places, cards, forwards, reactions, bills."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypedDict

from evidence_desk.api import CallNote, Card, Instant, Location, Payment, Reaction, Told
from parsers.chat._export_json import inside, objects
from parsers.chat._told import degrees, early, named, reactions_of

CALLS = {"hangup": "answered", "missed": "missed", "busy": "busy", "disconnect": "failed"}
WITHOUT_CENTS = ("JPY", "KRW", "VND", "CLP", "ISK", "XTR")
"""Currencies whose smallest unit is the whole one; XTR are Telegram's stars."""


class Details(TypedDict, total=False):
    edited_at: Instant | None
    forwarded: tuple[Told, ...]
    reactions: tuple[Reaction, ...]
    location: Location | None
    card: Card | None
    call: CallNote | None
    payment: Payment | None


def details_of(note: Mapping[str, object]) -> Details:
    """`note`: the members of a message, by Telegram's names."""
    origin = note.get("forwarded_from") or note.get("saved_from")
    return Details(
        edited_at=early(note.get("edited_unixtime"), Instant.since_1970),
        forwarded=(Told(sender=named(origin), sender_id=named(note.get("forwarded_from_id"))),) if origin else (),
        reactions=_reactions(note.get("reactions")),
        location=_location(note),
        card=_card(note.get("contact_information")),
        call=_call(note) if note.get("action") == "phone_call" else None,
        payment=_bill(note.get("invoice_information")),
    )


def _reactions(value: object) -> tuple[Reaction, ...]:
    """`recent` has some of those who gave one, `count` is of all."""
    return reactions_of(
        objects(value), lambda one: one.get("emoji") or one.get("document_id") or one.get("type"), "recent", "from", "from_id"
    )


def _location(note: Mapping[str, object]) -> Location | None:
    place = note.get("location_information")
    if not isinstance(place, dict):
        return None
    latitude, longitude = (degrees(inside(place, name)) for name in ("latitude", "longitude"))
    return Location(
        latitude=latitude, longitude=longitude, label=named(note.get("place_name")), address=named(note.get("address")),
        live=bool(note.get("live_location_period_seconds")),
    )  # fmt: skip


def _card(value: object) -> Card | None:
    if not isinstance(value, dict):
        return None
    number = named(value.get("phone_number"))
    name = " ".join(part for part in (named(value.get("first_name")), named(value.get("last_name"))) if part)
    return Card(name=name or None, numbers=(number,) if number else ())


def _call(note: Mapping[str, object]) -> CallNote:
    seconds = note.get("duration_seconds")
    outcome = CALLS.get(str(note.get("discard_reason")), "unknown")
    return CallNote(outcome=outcome, duration=seconds if isinstance(seconds, int) and seconds >= 0 else None)  # type: ignore[arg-type]


def _bill(value: object) -> Payment | None:
    """An invoice asks for an amount in the smallest unit of its currency."""
    if not isinstance(value, dict):
        return None
    amount, currency = value.get("amount"), named(value.get("currency"))
    number = None
    if isinstance(amount, int) and currency is not None:
        number = Decimal(amount) if currency in WITHOUT_CENTS else Decimal(f"{amount}e-2")
    paid = value.get("receipt_message_id") is not None
    return Payment(
        kind="request",
        amount=None if number is None else f"{number:f}",
        currency=currency,
        memo=named(value.get("title")),
        state="sent" if paid else "pending",
    )
