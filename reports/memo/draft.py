"""A memo in the making: the case that it is of, and the citations that were given so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from functools import cached_property

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Extent, Locus, Place, Row
from evidence_desk.review import checklist, counting, protected, sampling
from evidence_desk.review.withheld import Withheld
from evidence_desk.store import ids, queries, tables
from evidence_desk.store.case import Case, zone_of
from reports.memo import counts, places, rows, times
from reports.memo.memo import Citation, Filed, Log, Quotation, Salvaged
from reports.memo.words import WORDS, say

QUOTED = 1200
"""Characters of a record that the memo quotes; the citation leads to the rest."""


class Draft:
    def __init__(self, case: Case, language: Language, mask: Callable[[str], str] = str) -> None:
        """`mask`: what a redacted memo does with a text before it is cut short, so that no half of a number is left over."""
        self.case = case
        self.mask = mask
        self.language = language
        self._numbers: dict[str, int] = {}
        self._items: dict[str, rows.Item] = {}
        self._logs: dict[int, Log | None] = {}
        self._captions = {"table": 0, "figure": 0}

    @cached_property
    def evidence(self) -> tuple[rows.Evidence, ...]:
        return tuple(rows.read(self.case, rows.Evidence, self.language))

    @cached_property
    def findings(self) -> tuple[rows.Finding, ...]:
        return tuple(one for one in rows.read(self.case, rows.Finding, self.language) if one.left_out is None)

    @cached_property
    def tags(self) -> tuple[rows.Tag, ...]:
        return tuple(one for one in rows.read(self.case, rows.Tag, self.language) if one.left_out is None)

    @cached_property
    def left_out(self) -> tuple[rows.Finding | rows.Tag, ...]:
        """What reviewers do not want in the memo: it prints their reasons in its place."""
        findings = [one for one in rows.read(self.case, rows.Finding, self.language) if one.left_out is not None]
        return (*findings, *(one for one in rows.read(self.case, rows.Tag, self.language) if one.left_out is not None))

    @cached_property
    def conclusions(self) -> dict[str, rows.Conclusion]:
        """The latest opinion on each question, by its number."""
        return {one.question: one for one in rows.read(self.case, rows.Conclusion, self.language)}

    @cached_property
    def samples(self) -> list[tables.Shown]:
        return sampling.rows(self.case, self.language)

    @cached_property
    def acts(self) -> tuple[rows.Act, ...]:
        """The audit log when the memo is made, but for memos written since anything else was done: writing a memo is an
        entry itself, and the next memo of the same case shall be the same."""
        acts = list(rows.read(self.case, rows.Act, self.language))
        while acts and acts[-1].act in ("memo", "memo.preview"):
            acts.pop()
        return tuple(acts)

    @cached_property
    def volumes(self) -> dict[tuple[int, int], rows.Volume]:
        """By the number of the evidence and their own."""
        return {(one.evidence, one.index): one for one in rows.read(self.case, rows.Volume, self.language)}

    @cached_property
    def locked(self) -> tuple[rows.Volume, ...]:
        return tuple(one for one in self.volumes.values() if one.encryption and not one.unlocked)

    @cached_property
    def checks(self) -> list[tables.Shown]:
        """The review points, what was found for each and what a person answered."""
        return checklist.rows(self.case, self.language)

    @cached_property
    def countings(self) -> list[tuple[counting.Rule, list[counting.Counted], list[counting.Row]]]:
        """By every rule that a reviewer counted with, in the order in which that was first done."""
        ran = dict.fromkeys(str(act.details.get("rule")) for act in self.acts if act.act == "count")
        return [counting.count(self.case, name) for name in ran if name in counting.RULES]

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

    def table(self, key: str) -> str:
        """The caption of the next table; they are numbered as they are printed."""
        return self._caption("table", key)

    def table_of(self, key: str, **params: str) -> str:
        """As `table`, of something by its name."""
        return self._caption("table", key, **params)

    def figure(self, key: str, **params: str) -> str:
        return self._caption("figure", key, **params)

    def _caption(self, kind: str, key: str, **params: str) -> str:
        self._captions[kind] += 1
        return self.say(f"caption.{kind}", number=self._captions[kind], text=self.say(key, **params))

    def cite(self, *items: str) -> tuple[int, ...]:
        """The numbers of these items in the annex, in the order in which the memo first cites them."""
        return tuple(self._numbers.setdefault(item, len(self._numbers) + 1) for item in dict.fromkeys(items))

    def cite_marks(self, items: Iterable[str]) -> tuple[int, ...]:
        """As `cite`, where a finding or a tag among the items stands for the records that it is on."""
        on = {one.id: one.items for one in (*self.findings, *self.tags, *self.left_out)}
        return self.cite(*(record for item in items for record in on.get(item, [item])))

    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citation(number, self.item(item)) for item, number in self._numbers.items())

    def item(self, written: str) -> rows.Item:
        """A row that a finding or a mark names; that it exists was made sure when it was named."""
        if written not in self._items:
            found = rows.item(self.withheld, written)
            if found is None:
                raise Bug(f"{written} is cited and not in the case")
            self._items[written] = found
        return self._items[written]

    def quotation(self, written: str) -> Quotation:
        """The record in its own words."""
        item, text = self.item(written), self.words(self.item(written))
        filed = self._filed(item)
        if filed is not None and (isinstance(filed, Salvaged) or filed.deleted or _table(item) == "entries"):
            text += "\n" + self.say("record.filed", place=places.filed_text(filed, self.say))
        return Quotation(self.cite(written)[0], self.speaker(item), self.when(item), text)

    def speaker(self, item: rows.Item) -> str:
        """Who says it, as the source names them; without a name, on which side of the device it was; else what it is. Of what is apart, what it is."""
        if item.set_apart:
            return self.say(f"kind.{_table(item)}")
        names = list(dict.fromkeys(name for name in (item.sender or item.name, item.sender_id or item.identifier) if name))
        if len(names) == 2:
            return self.say("sender", name=names[0], identifier=names[1])
        if item.direction is not None and not item.sender:
            way = self.say(f"direction.{item.direction}")
            title = names[0] if names else self._conversation(item)
            return f"{way} · {title}" if title else way
        return names[0] if names else self.type_name(item.type) if item.type else self.say(f"kind.{_table(item)}")

    def _conversation(self, item: rows.Item) -> str | None:
        title = self.item(item.conversation).title if item.conversation else None
        return self.say("conversation", title=title) if title else None

    def type_name(self, artifact: str) -> str:
        """A kind of artifact in words; its own name where a parser brought a new one."""
        key = f"type.{artifact}"
        return self.say(key) if key in WORDS else artifact

    def author(self, account: str) -> str:
        """Who wrote a finding or a mark, as far as the log knows: the account at the machine."""
        return self.say("account", name=account)

    def words(self, item: rows.Item) -> str:
        """What the row says in words, cut where it is long, and which attachments belong to it; of what is apart, that it is."""
        if item.set_apart:
            return self.say("record.apart")
        text = next((text for text in (item.text, item.summary, item.message, item.title, item.path, item.label) if text), "")
        text = self.mask(text)
        if len(text) > QUOTED:
            text = text[:QUOTED] + self.say("record.cut", kept=QUOTED, length=len(text))
        if _table(item) == "entries" and protected.is_veiled(self.case, ids.read(item.id)[1]):
            return self.say("record.veiled", sha256=item.sha256 or "—")
        notes = [self._attached(one) for one in item.attachments]
        return "\n".join(part for part in (text, *notes) if part) or self.say("record.empty")

    def _attached(self, one: rows.Attached) -> str:
        """By its digest alone where a person marked what it shows."""
        name = self.say("record.veiled", sha256=one.sha256) if one.sha256 and one.sha256 in self._veiled else one.name or "?"
        return self.say("record.attachment", name=name, state=self.say(f"attachment.{one.state}"))

    @cached_property
    def withheld(self) -> Withheld:
        """What of the rows stays in the case."""
        return Withheld(self.case, self.language)

    @cached_property
    def _veiled(self) -> frozenset[str]:
        return protected.veiled(self.case)

    def when(self, item: rows.Item) -> str:
        """The time of a row in UTC and as a clock at the place showed it; nothing for a row that is of no moment, or is apart."""
        if item.set_apart:
            return ""
        zone = self.source_of(item).zone or self.case.particulars.timezone
        match _table(item):
            case "messages" | "artifacts":
                return times.of_record(item, zone, self.say)
            case "entries":
                volume = self.volumes.get((item.evidence, item.volume or 0))
                return times.of_file(item, volume.filesystem if volume else None, zone, self.say)
            case _:
                return ""

    def source_of(self, item: rows.Item) -> rows.Evidence:
        return next(one for one in self.evidence if one.number == item.evidence)

    def _citation(self, number: int, item: rows.Item) -> Citation:
        table, row = ids.read(item.id)
        evidence = self.source_of(item)
        path = item.source.path or item.path or evidence.name
        path = f"{path}:{item.stream}" if item.stream else path
        digest = item.source.sha256 or (item.sha256 if table == "entries" else None)
        locus = Locus(item.evidence, _entry(table, row), path, digest, _place(table, item))
        parser = item.source.parser or item.parser or ""
        return Citation(
            number, item.id, evidence.label, locus, evidence.computed.get("sha256"), parser, "" if item.set_apart else item.sent or item.time or "",
            filed=self._filed(item),
            log=self._log(ids.entry_id(locus.evidence, locus.entry)) if isinstance(locus.place, Row) else None,
            differs=evidence.differs,
        )  # fmt: skip

    def _log(self, entry: int) -> Log | None:
        """Looked up once a database: many rows of one are cited."""
        if entry not in self._logs:
            self._logs[entry] = places.log_beside(self.case, entry)
        return self._logs[entry]

    def _filed(self, item: rows.Item) -> Filed | Salvaged | None:
        """Of the file that the row is, or was read from."""
        table, row = ids.read(item.id)
        number = _entry(table, row)
        if not number:
            return None
        written = ids.written("entries", ids.entry_id(item.evidence, number))
        if table == "problems" and not item.path:  # of an entry that could not be listed
            return None
        file = item if table == "entries" else self.item(written)
        if file.origin == "carved":
            return places.salvaged(self.case, written)
        return places.filed(file, self.volumes.get((file.evidence, file.volume or 0)))


def _table(item: rows.Item) -> str:
    return ids.read(item.id)[0]


def _entry(table: str, row: int) -> int:
    match table:
        case "entries":
            return row & ids.MOST_ENTRIES
        case "evidence" | "volumes" | "unallocated" | "fragments" | "leftovers":
            return 0
        case _:
            return ids.entry_of(row) & ids.MOST_ENTRIES


def _place(table: str, item: rows.Item) -> Place | None:
    if table == "volumes" and item.offset is not None and item.size is not None:
        return Extent(item.offset, item.size)
    return item.place.place if item.place else item.source.place
