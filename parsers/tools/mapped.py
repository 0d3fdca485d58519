"""Tables of any tool, read by the mapping that a person gave with them: messages, calls, contacts, payments, people, counters."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, cast, get_args

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Conversation,
    Counter,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Participant,
    Payment,
    PersonalRecord,
    Records,
    Seen,
    TableMapping,
    ZoneBasis,
    clean,
    money,
    parser,
    shortened,
)

UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 what a wall time is counted from
EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001 what spreadsheets count days from
KINDS: frozenset[str] = frozenset(get_args(MessageKind))
OUTCOMES = ("answered", "missed", "rejected", "blocked", "voicemail", "external")
STATES = ("sent", "received", "refunded", "expired", "pending", "failed")
ONLY = "(table)"
"""The conversation of messages that name none."""
LONGEST = 4000
PERSON = ("name", "resident_id", "phone", "card", "email", "account", "address")

Cells = dict[str, object]
Direction = Literal["in", "out"]


class Time(NamedTuple):
    instant: Instant | None
    written: str | None
    basis: ZoneBasis


@parser("mapped.table", version=1, tables=lambda tables: not tables)
def table(entry: OpenEntry) -> Records:
    """Rows of a table of any tool, by a mapping that a person gave."""
    mapping = entry.mapping
    if mapping is not None and mapping.is_for(entry.path):
        yield from Table(entry, mapping).read()


class Table:
    def __init__(self, entry: OpenEntry, mapping: TableMapping) -> None:
        self._entry, self._mapping = entry, mapping
        self._rooms: set[str] = set()
        self._people: set[tuple[str, str | None, str | None]] = set()

    def read(self) -> Records:
        seen, missing = 0, set(self._mapping.columns.values())
        for found in self._entry.table_rows(self._mapping):
            if isinstance(found, Gap):
                seen += found.rows
                yield found
                continue
            place, cells = found
            seen += 1
            missing -= cells.keys()
            locus = self._entry.at(place)
            try:
                yield from self._record(cells, locus)
            except (ValueError, OverflowError) as error:
                yield Gap("row-undecodable", {"row": seen, "detail": clean(str(error))[:200]}, place=place, rows=1)
        for name in sorted(missing):
            yield Gap("mapping-column-missing", {"path": self._entry.path, "column": clean(name)}, "error")
        yield Seen(seen)

    def _record(self, cells: Cells, locus: Locus) -> Records:
        if not any(_written(cells.get(column)) for column in self._mapping.columns.values()):
            raise ValueError("every column of the mapping is empty")
        match self._mapping.records:
            case "messages":
                yield from self._message(cells, locus)
            case "payments":
                yield from self._payment(cells, locus)
            case "calls":
                yield from self._call(cells, locus)
            case "contacts":
                name, phone, mail = (self._text(cells, field) for field in ("name", "number", "email"))
                if not (name or phone or mail):
                    raise ValueError("neither a name nor a number")
                yield Contact(locus=locus, name=name, numbers=_listed(phone), emails=_listed(mail), app=self._mapping.app)
            case "personal":
                yield self._person(cells, locus)
            case "counters":
                yield from self._counter(cells, locus)

    def _message(self, cells: Cells, locus: Locus) -> Records:
        room, sent = self._text(cells, "conversation"), (yield from self._time(cells, "sent", locus))
        sender, identifier = self._text(cells, "sender"), self._text(cells, "sender_id")
        words, name, kind = self._text(cells, "text"), self._text(cells, "attachment"), self._value(cells, "kind")
        key = room or self._text(cells, "title") or ONLY
        yield from self._enter(key, locus, self._text(cells, "title") or room)
        yield from self._meet(key, locus, identifier, sender)
        found = self._entry.sibling(name) if name else None
        file = Attachment(name=name, path=found.path if found else None, state="present" if found else "missing") if name else None
        native = self._text(cells, "kind")
        yield Message(
            conversation=key, app=self._mapping.app, locus=locus, sent=sent.instant, sent_local=sent.written, zone_basis=sent.basis,
            sender=sender, sender_id=identifier, direction=self._direction(cells), native_type=native,
            kind=cast("MessageKind", kind) if kind in KINDS else "file" if file else "other" if kind else "text",
            text=words, native_id=self._text(cells, "id"), reply_to=self._text(cells, "reply_to"),
            deleted=self._value(cells, "deleted") == "yes", attachments=(file,) if file else (), extra=self._rest(cells),
        )  # fmt: skip

    def _payment(self, cells: Cells, locus: Locus) -> Records:
        sent, payer, payee = (yield from self._time(cells, "sent", locus)), self._text(cells, "payer"), self._text(cells, "payee")
        written, state = self._text(cells, "amount"), self._value(cells, "state")
        amount, currency = money((written or "").lstrip("+-− "), _currency(self._text(cells, "currency")))
        if amount is None:
            raise ValueError(f"no amount: {(written or '')[:40]!r}")
        key = self._text(cells, "conversation") or ONLY
        yield from self._enter(key, locus, key)
        for person in (payer, payee):
            yield from self._meet(key, locus, None, person)
        minus = (written or "").lstrip().startswith(("-", "−"))
        payment = Payment(
            amount=f"-{amount}" if minus else amount, currency=currency, written=written, direction=self._direction(cells),
            state=cast("Literal['sent']", state) if state in STATES else "unknown", native_id=self._text(cells, "id"), payer=payer, payee=payee,
            memo=self._text(cells, "memo"),
        )  # fmt: skip
        yield Message(
            conversation=key, app=self._mapping.app, locus=locus, sent=sent.instant, sent_local=sent.written, zone_basis=sent.basis,
            sender=payer, direction=self._direction(cells), kind="payment", text=self._text(cells, "memo"),
            native_id=self._text(cells, "id"), payment=payment, extra=self._rest(cells),
        )  # fmt: skip

    def _call(self, cells: Cells, locus: Locus) -> Records:
        time, number, outcome = (yield from self._time(cells, "time", locus)), self._text(cells, "number"), self._value(cells, "outcome")
        if number is None:
            raise ValueError("no number")
        if time.written and time.instant is None:
            yield Gap("call-time-unconverted", {"raw": time.written[:100]}, place=locus.place)
        yield Call(
            locus=locus, time=time.instant, number=number, name=self._text(cells, "name"), direction=self._direction(cells),
            outcome=cast("Literal['answered']", outcome) if outcome in OUTCOMES else "unknown",
            duration=_seconds(self._text(cells, "duration")), native_type=self._text(cells, "direction"), app=self._mapping.app,
        )  # fmt: skip

    def _person(self, cells: Cells, locus: Locus) -> PersonalRecord:
        found = PersonalRecord(
            locus=locus, category=self._value(cells, "category") or "", name=self._text(cells, "name"), resident_id=self._text(cells, "resident_id"),
            phone=self._text(cells, "phone"), card=self._text(cells, "card"), email=self._text(cells, "email"), account=self._text(cells, "account"),
            address=self._text(cells, "address"), recipient=self._text(cells, "recipient"), said=self._rest(cells),
        )  # fmt: skip
        if not any(getattr(found, field) for field in PERSON):
            raise ValueError("no field of a person")
        return found

    def _counter(self, cells: Cells, locus: Locus) -> Records:
        time = yield from self._time(cells, "time", locus)
        written = (self._text(cells, "count") or "").replace(",", "")
        if not (written.isascii() and written.isdigit()):
            raise ValueError(f"no count: {written[:40]!r}")
        subject, what = self._text(cells, "subject"), self._value(cells, "what")
        if subject is None or what is None:
            raise ValueError("no subject of the counter, or nothing that it counts")
        said = self._rest(cells)
        if time.written and time.instant is None:
            said["time"] = time.written
        yield Counter(
            locus=locus, time=time.instant, subject=subject, what=what, count=int(written), site=self._text(cells, "site"), said=said
        )

    def _enter(self, key: str, locus: Locus, title: str | None) -> Iterator[Conversation]:
        if key not in self._rooms:
            self._rooms.add(key)
            yield Conversation(key=key, app=self._mapping.app, locus=locus, title=title)

    def _meet(self, key: str, locus: Locus, identifier: str | None, name: str | None) -> Iterator[Participant]:
        if (identifier or name) and (key, identifier, name) not in self._people:
            self._people.add((key, identifier, name))
            yield Participant(conversation=key, app=self._mapping.app, locus=locus, identifier=identifier, name=name)

    def _text(self, cells: Cells, field: str) -> str | None:
        """What the source has for a field, as it stands there; a text for every row where the mapping gives one."""
        column = self._mapping.columns.get(field)
        if column is None:
            return self._mapping.constants.get(field)
        return _written(cells.get(column))

    def _value(self, cells: Cells, field: str) -> str | None:
        """A value of ours for the source's word; the word itself where the mapping has none for it."""
        word = self._text(cells, field)
        named = self._mapping.values.get(field, {})
        return next((value for value, words in named.items() if word in words), word)

    def _direction(self, cells: Cells) -> Direction | None:
        value = self._value(cells, "direction")
        return "in" if value == "in" else "out" if value == "out" else None

    def _rest(self, cells: Cells) -> dict[str, str]:
        """What the columns say that no field has."""
        mapped = set(self._mapping.columns.values())
        said = ((name, _written(value)) for name, value in cells.items() if name not in mapped)
        return {clean(name): shortened(value, LONGEST) for name, value in said if value}

    def _time(self, cells: Cells, field: str, locus: Locus) -> Generator[Gap, None, Time]:
        """What the source has for a time; where it is none of the form that the mapping gives, a gap says so and the text stays."""
        value = cells.get(self._mapping.columns.get(field, ""))
        written = _written(value)
        if written is None:
            return Time(None, None, "unknown")
        try:
            return self._converted(value, written)
        except (ValueError, OverflowError):
            yield Gap("value-out-of-range", {"field": field, "raw": written[:100]}, place=locus.place)
            return Time(None, written, "unknown")

    def _converted(self, value: object, written: str) -> Time:
        form = self._mapping.time.format
        if form in ("unix", "unix-ms"):
            return Time(_since_1970(written, 1000 if form == "unix-ms" else 1), written, "source")
        wall = value if isinstance(value, datetime) else _wall(written, form)
        digits = 6 if wall.microsecond else 0
        offset = wall.utcoffset()
        if offset is None:
            instant, basis = self._entry.local(wall, digits)
            return Time(instant, written, basis)
        past = wall.replace(tzinfo=None) - offset - UNIX
        return Time(Instant(past.days * 86400 + past.seconds, past.microseconds * 1000, digits), written, "source")


def _wall(written: str, form: str) -> datetime:
    """ValueError where the text is not of that form."""
    if form == "iso":
        return datetime.fromisoformat(written.replace("/", "-"))
    if form == "excel":
        return EXCEL + timedelta(seconds=round(float(written) * 86400))
    return datetime.strptime(written, form)  # noqa: DTZ007 a wall time; whoever calls knows of its zone


def _since_1970(written: str, parts: int) -> Instant:
    number = float(written)
    seconds, rest = divmod(int(number), parts) if number.is_integer() else (int(number // parts), int(number % parts))
    return Instant(seconds, rest * (1_000_000_000 // parts), 3 if rest and parts == 1000 else 0)


def _written(value: object) -> str | None:
    """A cell as text, None where it is blank."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)).strip() or None


def _currency(written: str | None) -> str | None:
    """By ISO 4217, from its code or the word that stands for it."""
    return money(f"1 {written}")[1] if written else None


def _listed(value: str | None) -> tuple[str, ...]:
    if not value:
        return ()
    return tuple(part for one in value.replace("；", ";").replace("，", ";").replace(",", ";").split(";") if (part := one.strip()))


def _seconds(written: str | None) -> int | None:
    """`83`, `01:23`, `1:02:03` or `1分23秒` in seconds; ValueError for anything else."""
    if written is None:
        return None
    plain = written.replace("小时", ":").replace("时", ":").replace("分钟", ":").replace("分", ":").replace("秒", "").strip()
    parts = (plain + "0" if plain.endswith(":") else plain).split(":")
    if len(parts) > 3 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise ValueError(f"no duration: {written[:40]!r}")
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total * 60 if "小时" in written and "分" not in written else total
