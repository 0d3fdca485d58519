"""What the inspector says of an item: its kind, its title, its fields, and where its bytes lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from evidence_desk.errors import Language
from evidence_desk.review.form_words import EVENT, KINDS
from evidence_desk.store.tables import Shown
from ui.desktop import rows, shown
from ui.desktop.parts import Entry
from ui.desktop.rows import Source
from ui.desktop.shown import Clock
from ui.desktop.told import Telling
from ui.desktop.words import name, say


@dataclass(frozen=True, slots=True)
class Described:
    """`source`: the item where the bytes are, None for what has none; `extent`: which of its bytes, where that is known."""

    icon: str
    kind: str
    title: str
    fields: tuple[Entry, ...]
    locus: tuple[Entry, ...] = ()
    source: str | None = None
    extent: tuple[int, int] | None = None


class Describer:
    """Speaks of rows in one language and one zone."""

    def __init__(self, language: Language, clock: Clock) -> None:
        self.language, self._clock = language, clock
        self._telling = Telling(self._say, clock)

    def describe(self, table: str, row: Shown) -> Described:
        known: dict[str, Callable[[Shown], Described]] = {
            "entries": self._file, "messages": self._message, "conversations": self._conversation, "evidence": self._evidence,
            "artifacts": self._record, "volumes": self._volume, "problems": self._problem, "participants": self._participant,
            "findings": self._finding, "audit": self._act, "identifiers": self._identifier,
            "custody": self._step,
        }  # fmt: skip
        return known[table](row) if table in known else self._plainly(table, row)

    def _plainly(self, table: str, row: Shown) -> Described:
        """A row of a table that has no description of its own: its fields by their names."""
        said = {name: value for name, value in row.items() if name not in ("id", "evidence", "source")}
        return Described("record", name("table", table, self.language), str(row["id"]), tuple(self._values("data", said)))

    def apart(self, table: str) -> Described:
        """What is set apart: that it is there, and nothing that it says."""
        kind = self._say(
            {
                "messages": "kind.message",
                "entries": "kind.file",
                "conversations": "kind.conversation",
                "participants": "kind.participant",
            }.get(table, "total.artifacts")
        )
        return Described("lock", kind, self._say("inspector.apart"), ())

    def _say(self, key: str, **params: str | int) -> str:
        return say(key, self.language, **params)

    def _field(self, key: str, value: str | int | None, even: bool = False) -> Iterator[Entry]:
        """Nothing where the source has nothing."""
        if value is not None and value != "":
            yield self._say(f"field.{key}"), shown.paragraph(str(value)), even

    def _moment(self, key: str, time: str | None) -> Iterator[Entry]:
        """In the case's zone and, with every decimal that the source has, in UTC."""
        if time is not None:
            local = f"{self._clock.at(time)} ({self._clock.zone})\n" if self._clock.zone else ""
            yield self._say(f"field.{key}"), f"{local}{time}", False

    def _bytes(self, key: str, count: int | None) -> Iterator[Entry]:
        if count is not None:
            yield self._say(f"field.{key}"), self._say("bytes", size=shown.size(count), count=shown.number(count)), False

    def _values(self, kind: str, values: Mapping[str, object]) -> Iterator[Entry]:
        """Fields that a plugin or a container names; those that say nothing are left out."""
        for key, value in values.items():
            if _says_something(value):
                yield name(kind, key, self.language), shown.paragraph(self._say("yes") if value is True else _plain(value)), False

    def _with_source(self, described: Described, source: Source) -> Described:
        extent = None if source.offset is None or source.log else (source.offset, source.length or 0)
        return replace(described, locus=self._locus(source), source=source.entry, extent=extent)

    def _locus(self, source: Source) -> tuple[Entry, ...]:
        place = ""
        if source.state is not None:
            place = self._remnant(source)
        elif source.offset is not None:
            place = self._say("place.extent", offset=source.offset, length=source.length or 0)
        elif source.table is not None:
            place = self._say("place.row", table=source.table, rowid=source.rowid or 0)
        elif source.pointer is not None:
            place = self._say("place.pointer", pointer=source.pointer or "/")
        elif source.line is not None:
            place = self._say("place.line", line=source.line)
        return (
            *self._field("path", source.path),
            *self._field("place", place),
            *self._field("sha256", source.sha256, even=True),
            *self._field("parser", source.parser),
        )

    def _remnant(self, source: Source) -> str:
        """Where a row was that its table has no more."""
        said: dict[str, str | int] = {
            "table": source.table or "", "state": self._say(f"recovered.{source.state}", rowid=source.rowid or 0),
            "origin": self._say(f"origin.{source.origin}"), "page": source.page or 0, "offset": source.offset or 0, "length": source.length or 0,
        }  # fmt: skip
        return self._say("place.remnant.log", log=source.log, **said) if source.log else self._say("place.remnant", **said)

    def _file(self, row: Shown) -> Described:
        one = rows.require(row, rows.File)
        state = [] if one.allocated else [self._say("state.deleted")]
        state += [self._say("state.damaged")] if one.damaged else []
        digests = [entry for name in ("md5", "sha1", "sha256", "sm3") for entry in self._field(name, getattr(one, name), even=True)]
        fields = (
            *self._field("state", self._say("list.comma").join(state)),
            *(self._bytes("size", one.size) if one.kind == "file" else ()),
            *self._field("mime", one.mime or (self._say("type.unknown") if one.kind == "file" else None)),
            *(entry for name in ("created", "modified", "accessed", "changed") for entry in self._moment(name, getattr(one, name))),
            *(digests or self._field("digests", self._say("digest.none") if one.kind == "file" else None)),
        )
        where = (*self._field("path", one.path), *self._field("volume", one.volume), *self._field("address", one.address))
        icon = "deleted" if not one.allocated else "folder" if one.kind == "directory" else one.kind
        return Described(icon, self._say(f"kind.{one.kind}"), shown.line(one.name), fields, where)

    def _message(self, row: Shown) -> Described:
        one = rows.require(row, rows.Message)
        marks = [self._say(f"state.{name}") for name in ("deleted", "edited") if getattr(one, name)]
        marks += [self._say(f"state.recovered.{one.recovered}")] if one.recovered else []
        fields = (
            *self._field("state", self._say("list.comma").join(marks)),
            *self._field("sender", one.sender),
            *self._field("sender-id", one.sender_id),
            *self._field("direction", self._say(f"direction.{one.direction or 'unknown'}")),
            *self._moment("sent", one.sent),
            *self._field("sent-local", one.sent_local),
            *self._field("zone", self._say(f"zone.{one.zone_basis}")),
            *self._field("readings", "\n".join(one.readings)),
            *self._field("text", one.text),
            *self._field("native-type", one.native_type),
            *self._field("native-id", one.native_id),
            *self._field("reply-to", one.reply_to),
            *(entry for said in (*self._telling.above(one), *self._telling.below(one)) for entry in self._field("told", said.words)),
            *(entry for a in one.attachments for entry in self._attachment(a)),
        )
        kind = f"{self._say('kind.message')} · {self._say(f'message.{one.kind}')}"
        return self._with_source(Described("message", kind, shown.line(one.sender or one.app), fields), one.source)

    def _attachment(self, one: rows.Attachment) -> Iterator[Entry]:
        words = [one.name or one.path or shown.NOTHING, self._say(f"attachment.{one.state}"), one.sha256 or ""]
        yield from self._field("attachment", "\n".join(filter(None, words)))

    def _conversation(self, row: Shown) -> Described:
        one = rows.require(row, rows.Conversation)
        fields = (
            *self._field("app", one.app),
            *self._field("account", one.account),
            *self._field("talk-kind", self._say(f"talk.{one.kind}")),
            *self._field("participants", one.participants),
            *self._field("messages", shown.number(one.messages)),
            *(self._moment("first", one.first) if one.first else self._field("first", one.first_local)),
            *(self._moment("last", one.last) if one.last else self._field("last", one.last_local)),
        )
        title = shown.line(one.title or self._say("list.comma").join(one.people)) or self._say("talk.untitled")
        return self._with_source(Described("conversations", self._say("kind.conversation"), title, fields), one.source)

    def _evidence(self, row: Shown) -> Described:
        one = rows.require(row, rows.Evidence)
        fields = (
            *self._field("number", one.number),
            *self._field("verdict", self._say(f"verdict.{one.verdict or 'open'}")),
            *self._field("format", one.format),
            *self._bytes("size", one.size),
            *self._field("evidence-zone", one.zone),
            *(entry for algorithm, value in one.computed.items() for entry in self._field(algorithm, value, even=True)),
            *self._field("stated-source", one.stated_source),
            *self._field("mapping", "\n".join(one.mapping.values()) if one.mapping else None, even=True),
            *self._field("bad-ranges", len(one.bad_ranges) or None),
            *self._values("metadata", one.metadata),
        )
        where = (*self._field("path", one.path), *self._field("segments", len(one.segments) if len(one.segments) > 1 else None))
        return Described("evidence", self._say("kind.evidence"), shown.line(one.label), fields, where)

    def _volume(self, row: Shown) -> Described:
        one = rows.require(row, rows.Volume)
        fields = (
            *self._field("filesystem", one.filesystem or self._say("volume.unknown")),
            *self._field("encryption", one.encryption and self._say("volume.locked", kind=one.encryption)),
            *self._field("scheme", one.scheme),
            *self._bytes("offset", one.offset),
            *self._bytes("size", one.size),
        )
        return Described("volume", self._say("kind.volume"), shown.line(one.label or str(one.index)), fields)

    def _record(self, row: Shown) -> Described:
        one = rows.require(row, rows.Record)
        fields = (
            *self._moment("time", one.time),
            *self._values("data", one.data),
        )
        kind = name("event", one.type, self.language)
        return self._with_source(Described("record", kind, shown.line(one.summary) or kind, fields), one.source)

    def _problem(self, row: Shown) -> Described:
        one = rows.require(row, rows.Problem)
        fields = (
            *self._field("severity", self._say(f"severity.{one.severity}")),
            *self._field("message", one.message),
            *self._field("rows", one.rows or None),
            *self._field("parser", one.parser),
        )
        title = name("stage", one.stage, self.language)
        return Described("warning", self._say("kind.problem"), title, fields, tuple(self._field("path", one.path)), one.item)

    def _participant(self, row: Shown) -> Described:
        one = rows.require(row, rows.Participant)
        fields = (*self._field("app", one.app), *self._field("identifier", one.identifier))
        title = shown.line(one.name or one.identifier)
        return self._with_source(Described("person", self._say("kind.participant"), title, fields), one.source)

    def _identifier(self, row: Shown) -> Described:
        one = rows.require(row, rows.Identifier)
        fields = (
            *self._field("value", one.value, even=True),
            *self._field("raw", one.raw if one.raw != one.value else None, even=True),
            *self._field("validity", self._say(f"validity.{one.validity}")),
            *self._field("places", shown.number(one.occurrences)),
            *self._field("in-evidence", self._say("list.comma").join(map(str, one.in_evidence))),
        )
        return Described("identifiers", name("identifier", one.kind, self.language), shown.line(one.value), fields)

    def _finding(self, row: Shown) -> Described:
        one = rows.require(row, rows.Finding)
        fields = (
            *self._field("text", one.text),
            *self._field("bearing", self._say(f"bearing.{one.bearing}")),
            *self._field("fact", one.fact),
            *self._field("strength", one.strength and self._say(f"strength.{one.strength}")),
            *self._field("alternatives", "\n".join(one.alternatives)),
            *self._field("left-out", one.left_out),
            *self._field("citations", "\n".join(one.citations)),
            *self._field("actor", one.actor),
            *self._moment("time", one.time),
        )
        return Described("findings", self._say("kind.finding"), one.id, fields, source=one.citations[0])

    def _step(self, row: Shown) -> Described:
        """A step of custody, as its record has it."""
        at = 0 if self.language == "zh" else 1
        written = {**row, "start": row["start_local"], "end": row["end_local"], "kind": KINDS[str(row["kind"])][at]}
        said = [(EVENT[name][at], _plain(written[name]), False) for name in EVENT if _says_something(written[name])]
        fields = [(name[:1].upper() + name[1:], shown.paragraph(value), even) for name, value, even in said]
        fields += [
            *self._field("zone", self._say(f"zone.{row['zone_basis']}")),
            *self._field("withdrawn", _plain(row["withdrawn"]) if row["withdrawn"] else None),
        ]
        title = f"{shown.line(str(row['exhibit']))} {KINDS[str(row['kind'])][at]}"
        return Described("chain", self._say("kind.step"), title, tuple(fields))

    def _act(self, row: Shown) -> Described:
        one = rows.require(row, rows.Act)
        said = (*self._moment("time", one.time), *self._field("actor", one.actor), *self._values("detail", one.details))
        fields = (*said, *self._field("hash", one.hash, even=True))
        return Described("log", self._say("kind.act"), shown.line(one.act), fields)


def _says_something(value: object) -> bool:
    """A zero does; nothing, no and an empty list do not."""
    return not (value is None or value is False or value in ("", [], {}))


def _plain(value: object) -> str:
    match value:
        case str():
            return value
        case list() if all(isinstance(one, str) for one in value):
            return "\n".join(str(one) for one in value)
        case _:
            return json.dumps(value, ensure_ascii=False)
