"""What a message tells beside its text, in lines: what it answers or forwards, money, calls, places, people, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ui.desktop import shown
from ui.desktop.rows import Edit, Message, Payment, Told
from ui.desktop.shown import Clock

LONGEST_QUOTE = 200
MOST_FORWARDED = 12
"""Lines of what was forwarded together that a bubble shows; the message's text has all."""


class Saying(NamedTuple):
    icon: str
    words: str
    tone: str


class Telling:
    """In one language and zone."""

    def __init__(self, say: Callable[..., str], clock: Clock) -> None:
        self._say, self._clock = say, clock

    def above(self, one: Message) -> Iterator[Saying]:
        """Before the text: what the message answers, and where it comes from."""
        if one.quote is not None or one.reply_to:
            words = (
                self._told(one.quote) if one.quote is not None and (one.quote.text or one.quote.sender) else shown.line(one.reply_to)[:40]
            )
            yield Saying("cite", self._say("message.reply", to=words), "faint")
        if one.reply_state in ("mismatch", "unresolved"):
            yield Saying("warning", self._say(f"reply.{one.reply_state}"), "caution" if one.reply_state == "mismatch" else "faint")
        if len(one.forwarded) == 1 and not one.forwarded[0].items:
            yield Saying("forward", self._say("message.forwarded", who=self._told(one.forwarded[0])), "faint")
        elif one.forwarded:
            yield Saying("forward", self._say("message.forwarded-many", count=len(one.forwarded)), "faint")

    def below(self, one: Message) -> Iterator[Saying]:
        """After the text and the files."""
        if one.payment is not None:
            yield from self._payment(one.payment)
        if one.call is not None:
            yield Saying("record", self._call(one), "ink")
        if one.location is not None:
            yield Saying("go", self._place(one), "ink")
        if one.card is not None:
            yield Saying(
                "person", " · ".join(filter(None, map(shown.line, (one.card.name, one.card.identifier, *one.card.numbers)))), "ink"
            )
        if one.recall is not None:
            yield Saying("deleted", self._recall(one), "fails")
        if one.edited_at:
            yield Saying("refresh", self._say("message.edited-at", time=self._clock.at(one.edited_at)), "quiet")
        for edit in one.edits:
            yield Saying("refresh", self._edit(edit), "quiet")
        if one.reactions:
            yield Saying("other", self._reactions(one), "quiet")

    def _told(self, told: Told) -> str:
        who, text = shown.line(told.sender or told.sender_id), shown.line(told.text)
        cut = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
        when = self._clock.at(told.sent) if told.sent else shown.line(told.sent_local) if told.sent_local else ""
        return " ".join(
            part for part in (when, f"{who}：{cut}" if who and cut and told.sender else cut or who) if part and part != shown.NOTHING
        )

    def _payment(self, one: Payment) -> Iterator[Saying]:
        amount = f"{one.amount} {one.currency or self._say('payment.currency-open')}" if one.amount else self._say("payment.amount-open")
        parts = [self._say(f"payment.{one.kind}"), amount, self._say(f"payment.state-{one.state}")]
        if one.direction:
            parts.append(self._say(f"payment.{one.direction}"))
        yield Saying("record", " · ".join(parts), "ink")
        more = [shown.line(one.memo)] if one.memo else []
        more += [self._say("payment.number", number=shown.line(one.native_id))] if one.native_id else []
        if more:
            yield Saying("info", " · ".join(more), "quiet")

    def _call(self, one: Message) -> str:
        call = one.call
        assert call is not None
        parts = [self._say(f"call.{call.outcome}")]
        if call.video is not None:
            parts.insert(0, self._say("call.video" if call.video else "call.voice"))
        if call.duration is not None:
            parts.append(self._say("call.duration", time=f"{call.duration // 3600}:{call.duration // 60 % 60:02}:{call.duration % 60:02}"))
        return " · ".join(parts)

    def _place(self, one: Message) -> str:
        place = one.location
        assert place is not None
        where = f"{place.latitude}, {place.longitude}" if place.latitude is not None and place.longitude is not None else ""
        return " · ".join(
            filter(None, (shown.line(place.label) if place.label else "", shown.line(place.address) if place.address else "", where))
        )

    def _recall(self, one: Message) -> str:
        recall = one.recall
        assert recall is not None
        who = shown.line(recall.by or recall.by_id) if recall.by or recall.by_id else self._say("recall.nobody")
        when = f" · {self._clock.at(recall.time)}" if recall.time else ""
        return self._say("message.recalled", who=who) + when

    def _edit(self, edit: Edit) -> str:
        text = shown.line(edit.text) if edit.text else self._say("message.no-text")
        return self._say(
            "message.earlier", time=self._clock.at(edit.time) if edit.time else self._say("time.unknown"), text=text[:LONGEST_QUOTE]
        )

    def _reactions(self, one: Message) -> str:
        words = []
        for reaction in one.reactions:
            who = shown.line(reaction.sender or reaction.sender_id) if reaction.sender or reaction.sender_id else ""
            count = f" ×{reaction.count}" if reaction.count > 1 else ""
            taken = self._say("reaction.removed") if reaction.removed else ""
            words.append(" ".join(part for part in (f"{shown.line(reaction.value)}{count}", who, taken) if part))
        return self._say("list.comma").join(words)
