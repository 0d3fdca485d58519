"""A memo in the making: the case that it is of, and the citations that were given so far."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cached_property

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Extent, Locus, Place
from evidence_desk.store import ids, queries
from evidence_desk.store.case import Case, zone_of
from reports.memo import counts, rows
from reports.memo.memo import Citation, Quotation
from reports.memo.words import WORDS, say

QUOTED = 1200
"""Characters of a record that the memo quotes; the citation leads to the rest."""


class Draft:
    def __init__(self, case: Case, language: Language) -> None:
        self.case = case
        self.language = language
        self._numbers: dict[str, int] = {}
        self._items: dict[str, rows.Item] = {}

    @cached_property
    def evidence(self) -> tuple[rows.Evidence, ...]:
        return tuple(rows.read(self.case, rows.Evidence, self.language))

    @cached_property
    def findings(self) -> tuple[rows.Finding, ...]:
        return tuple(rows.read(self.case, rows.Finding, self.language))

    @cached_property
    def tags(self) -> tuple[rows.Tag, ...]:
        return tuple(rows.read(self.case, rows.Tag, self.language))

    @cached_property
    def acts(self) -> tuple[rows.Act, ...]:
        """The audit log as it is when the memo is made."""
        return tuple(rows.read(self.case, rows.Act, self.language))

    @cached_property
    def totals(self) -> dict[str, int]:
        return queries.totals(self.case)

    @cached_property
    def gaps(self) -> int:
        """Problems that something was not read or parsed for; what is only of note is in their table."""
        return sum(one.times for one in counts.problems(self.case) if one.severity != "info")

    @cached_property
    def zone(self) -> tzinfo:
        """Of the case; UTC where none was stated."""
        stated = self.case.particulars.timezone
        return zone_of(stated) if stated else UTC

    @property
    def zone_name(self) -> str:
        return self.case.particulars.timezone or "UTC"

    def say(self, key: str, **params: str | int) -> str:
        return say(key, self.language, **params)

    def cite(self, *items: str) -> tuple[int, ...]:
        """The numbers of these items in the annex, in the order in which the memo first cites them."""
        return tuple(self._numbers.setdefault(item, len(self._numbers) + 1) for item in dict.fromkeys(items))

    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citation(number, self.item(item)) for item, number in self._numbers.items())

    def item(self, written: str) -> rows.Item:
        """A row that a finding or a mark names; that it exists was made sure when it was named."""
        if written not in self._items:
            found = rows.item(self.case, written, self.language)
            if found is None:
                raise Bug(f"{written} is cited and not in the case")
            self._items[written] = found
        return self._items[written]

    def quotation(self, written: str) -> Quotation:
        """The record in its own words."""
        item = self.item(written)
        kind = self.say(f"kind.{ids.read(written)[0]}")
        names = [name for name in (item.sender or item.name, item.sender_id or item.identifier) if name]
        if len(set(names)) == 2:
            sender = self.say("sender", name=names[0], identifier=names[1])
        else:
            sender = names[0] if names else self.type_name(item.type) if item.type else kind
        return Quotation(self.cite(written)[0], sender, self.when(item), self.words(item))

    def type_name(self, artifact: str) -> str:
        """A kind of artifact in words; its own name where a parser brought a new one."""
        key = f"type.{artifact}"
        return self.say(key) if key in WORDS else artifact

    def author(self, account: str) -> str:
        """Who wrote a finding or a mark, as far as the log knows: the account at the machine."""
        return self.say("account", name=account)

    def words(self, item: rows.Item) -> str:
        """What the row says in words, cut where it is long, and which attachments belong to it."""
        text = next((text for text in (item.text, item.summary, item.message, item.title, item.path, item.label) if text), "")
        if len(text) > QUOTED:
            text = text[:QUOTED] + self.say("record.cut", kept=QUOTED, length=len(text))
        notes = [self.say("record.attachment", name=one.name or "?", state=self.say(f"attachment.{one.state}")) for one in item.attachments]
        return "\n".join(part for part in (text, *notes) if part) or self.say("record.empty")

    def when(self, item: rows.Item) -> str:
        """The time of a row in UTC and as a clock at the place showed it, with the basis of the zone."""
        utc = item.sent or item.time
        if utc is None:
            return self.say("time.unzoned", local=item.sent_local) if item.sent_local else self.say("time.none")
        parts = [utc if item.zone_basis == "unknown" else self.say("time.based", utc=utc, basis=self.say(f"basis.{item.zone_basis}"))]
        zone = self.source_of(item).zone or self.case.particulars.timezone
        if zone is not None:
            parts.append(self.say("time.local", local=_clock(utc, zone), zone=zone))
        if item.sent_local:
            parts.append(self.say("time.written", text=item.sent_local))
        return " · ".join(parts)

    def source_of(self, item: rows.Item) -> rows.Evidence:
        return next(one for one in self.evidence if one.number == item.evidence)

    def _citation(self, number: int, item: rows.Item) -> Citation:
        table, row = ids.read(item.id)
        evidence = self.source_of(item)
        path = item.source.path or item.path or evidence.name
        digest = item.source.sha256 or (item.sha256 if table == "entries" else None)
        locus = Locus(item.evidence, _entry(table, row), path, digest, _place(table, item))
        parser = item.source.parser or item.parser or ""
        return Citation(number, item.id, evidence.label, locus, evidence.computed.get("sha256"), parser, item.sent or item.time or "")


def _clock(utc: str, zone: str) -> str:
    """What a clock in the zone showed, to the second; the UTC text where that is before the year 1 or after 9999."""
    try:
        return datetime.fromisoformat(utc).astimezone(zone_of(zone)).isoformat(" ", "seconds")[:19]
    except OverflowError:
        return utc


def _entry(table: str, row: int) -> int:
    match table:
        case "entries":
            return row & ids.MOST_ENTRIES
        case "evidence" | "volumes":
            return 0
        case _:
            return ids.entry_of(row) & ids.MOST_ENTRIES


def _place(table: str, item: rows.Item) -> Place | None:
    if table == "volumes" and item.offset is not None and item.size is not None:
        return Extent(item.offset, item.size)
    return item.place.place if item.place else item.source.place
