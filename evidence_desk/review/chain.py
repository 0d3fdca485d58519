"""What does not fit in the record of an exhibit's custody: facts of times, names and numbers, each with where both sides stand.

Times are compared only where it is certain: of two days nothing is before the other unless every moment of it is. A time without a zone is
left out of the order, and that is said. Nothing here says whether something is a defect.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from evidence_desk.errors import Language
from evidence_desk.review import recorded
from evidence_desk.review.chain_words import DISCREPANCIES, PLACE, REASON
from evidence_desk.review.form_words import KINDS
from evidence_desk.store import ids, intake
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit, Span, Step
from evidence_desk.store.table import Shown

HANDOVERS = ("transfer", "receipt")
SEALINGS = ("sealing", "resealing")
WORK = ("imaging", "extraction", "examination")
BY_TWO = ("seizure", "imaging", "extraction", "examination")
WITNESSED = ("seizure", "sealing", "extraction")
AFTER_SEIZURE = ("sealing", "unsealing", "resealing", "imaging", "examination", "transfer", "receipt")
PHONES = ("手机", "phone", "移动终端", "平板", "tablet")
MINUTE = 60_000_000
"""Microseconds."""
FIELDS = ("id", "evidence", "exhibit", "code", "point", "message", "steps", "sources")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """`point`: the review point that it bears on. `params` fill the sentence of `code`; a pair is a word in both languages."""

    code: str
    point: str
    exhibit: str
    steps: tuple[Step, ...] = ()
    params: dict[str, str | tuple[str, str]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def sentence(self, language: Language) -> str:
        at = 0 if language == "zh" else 1
        params = {name: one[at] if isinstance(one, tuple) else one for name, one in self._params().items()}
        return DISCREPANCIES[self.code][at].format(**params)

    def _params(self) -> dict[str, str | tuple[str, str]]:
        known: dict[str, str | tuple[str, str]] = {"exhibit": self.exhibit}
        for prefix, step in zip(("", "other_"), self.steps, strict=False):
            known |= {
                f"{prefix}kind": KINDS[step.event.kind], f"{prefix}start": step.event.start or "—", f"{prefix}end": step.event.end,
                f"{prefix}place": step.event.place, f"{prefix}seal": step.event.seal, f"{prefix}people": "、".join(step.event.people),
            }  # fmt: skip
        return known | self.params


def discrepancies(case: Case) -> list[Discrepancy]:
    """All that does not fit, by exhibit; what concerns people across exhibits comes last."""
    exhibits, steps = intake.exhibits(case), list(intake.steps(case))
    found: list[Discrepancy] = []
    for exhibit in exhibits:
        own = [step for step in steps if step.event.exhibit == exhibit.number]
        found += [one for check in CHECKS for one in check(exhibit, own)]
    return [*found, *_two_places(steps), *_digests(exhibits, steps)]


def rows(case: Case, language: Language) -> list[Shown]:
    """As `query discrepancies` shows them."""
    return [
        {
            "id": f"{one.exhibit}:{one.code}:{'-'.join(str(step.id) for step in one.steps) or number}", "evidence": None, "exhibit": one.exhibit,
            "code": one.code, "point": one.point, "message": one.sentence(language), "steps": [ids.written("custody", step.id) for step in one.steps],
            "sources": [step.source or None for step in one.steps] if one.steps else [source or None for source in one.sources],
        }
        for number, one in enumerate(discrepancies(case), 1)
    ]  # fmt: skip


def before(one: Span, other: Span) -> bool:
    """That every moment that `one` may mean is before every moment that `other` may mean."""
    return one.last is not None and other.first is not None and one.last < other.first


def overlap(one: Step, other: Step) -> bool:
    """That both were going on at some moment for certain, or began at the same written minute or second."""
    if (one.start.first, one.start.last) == (other.start.first, other.start.last) and _width(one.start) < MINUTE:
        return True
    (began, ended), (other_began, other_ended) = _certain(one), _certain(other)
    return max(began, other_began) <= min(ended, other_ended)


def _certain(step: Step) -> tuple[float, float]:
    """From when until when it was going on whatever its times mean; the end before the beginning where that is no time at all."""
    first, last = step.start.first, step.start.last
    if first is None or last is None:
        return math.inf, -math.inf
    if step.end.first is None:
        return (first, last) if _width(step.start) < MINUTE else (math.inf, -math.inf)
    return last, step.end.first


def _width(span: Span) -> float:
    return math.inf if span.first is None or span.last is None else span.last - span.first


def same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _order(exhibit: Exhibit, steps: list[Step]) -> Iterator[Discrepancy]:
    if not steps:
        yield Discrepancy("custody-missing", "I-7", exhibit.number, sources=(_source(exhibit),))
    for step in steps:
        if not step.event.start:
            yield Discrepancy("time-missing", "T-2", exhibit.number, (step,))
        elif step.zone_basis == "unknown":
            yield Discrepancy("zone-missing", "T-8", exhibit.number, (step,))
        if before(step.end, step.start):
            yield Discrepancy("end-before-start", "T-2", exhibit.number, (step,))
        if not step.source:
            yield Discrepancy("source-missing", "I-7", exhibit.number, (step,))
    for seizure in [step for step in steps if step.event.kind == "seizure"][:1]:
        for step in steps:
            if step.event.kind in AFTER_SEIZURE and before(step.start, seizure.start):
                yield Discrepancy("before-seizure", "T-2", exhibit.number, (step, seizure))


def _handovers(exhibit: Exhibit, steps: list[Step]) -> Iterator[Discrepancy]:
    """That who received is who hands over next. A transfer and its receipt are two papers of one hand-over."""
    handed = [step for step in steps if step.event.kind in HANDOVERS]
    for step in handed:
        if not step.event.handed_by or not step.event.handed_to:
            yield Discrepancy("handover-unnamed", "I-7", exhibit.number, (step,))
    for one, other in pairwise(handed):
        if _papers_of_one(one, other):
            continue
        if one.event.handed_to and other.event.handed_by and not same(one.event.handed_to, other.event.handed_by):
            params: dict[str, str | tuple[str, str]] = {"to": one.event.handed_to, "by": other.event.handed_by, "gap": _gap(one, other)}
            yield Discrepancy("handover-differs", "I-7", exhibit.number, (one, other), params)
    for step in handed:
        if step.event.kind == "transfer":
            receipts = [one for one in handed if one.event.kind == "receipt" and _papers_of_one(step, one)]
            if not receipts and not step.event.handed_to:
                yield Discrepancy("receipt-missing", "I-7", exhibit.number, (step,))
            for receipt in receipts:
                if before(receipt.start, step.start):
                    yield Discrepancy("receipt-before-transfer", "T-2", exhibit.number, (step, receipt))
    yield from _first_handover(exhibit, steps, handed)


def _first_handover(exhibit: Exhibit, steps: list[Step], handed: list[Step]) -> Iterator[Discrepancy]:
    earlier = [step for step in steps if step.event.kind in ("seizure", "sealing", *WORK) and step.event.people]
    if not earlier or not handed or not handed[0].event.handed_by:
        return
    names = {_plain(name) for step in earlier for name in (*step.event.people, exhibit.custodian)}
    if _plain(handed[0].event.handed_by) not in names:
        yield Discrepancy("first-handover-differs", "I-7", exhibit.number, (earlier[0], handed[0]), {"by": handed[0].event.handed_by})


def _papers_of_one(one: Step, other: Step) -> bool:
    """Two papers of one hand-over name the same people, as far as they name any."""
    if {one.event.kind, other.event.kind} != {"transfer", "receipt"}:
        return False
    pairs = ((one.event.handed_by, other.event.handed_by), (one.event.handed_to, other.event.handed_to))
    named = [(first, second) for first, second in pairs if first and second]
    return bool(named) and all(same(first, second) for first, second in named)


def _seals(exhibit: Exhibit, steps: list[Step]) -> Iterator[Discrepancy]:
    """Sealed, opened, sealed again: by the order of the events, those without a time left out."""
    sealed: Step | None = None
    opened: Step | None = None
    for step in [one for one in steps if one.start.first is not None]:
        kind = step.event.kind
        if kind in SEALINGS:
            sealed, opened = step, None
            if not step.event.seal:
                yield Discrepancy("seal-unnumbered", "I-6", exhibit.number, (step,))
            continue
        if step.event.seal and sealed and sealed.event.seal and not same(step.event.seal, sealed.event.seal):
            yield Discrepancy("seal-differs", "I-6", exhibit.number, (sealed, step))
        if kind == "unsealing":
            if sealed is None:
                yield Discrepancy("unsealing-unsealed", "I-7", exhibit.number, (step,))
            sealed, opened = None, step
        elif kind in WORK and sealed is not None and before(sealed.start, step.start):
            yield Discrepancy("worked-while-sealed", "I-7", exhibit.number, (step, sealed))
        elif kind in HANDOVERS and opened is not None and before(opened.start, step.start):
            yield Discrepancy("reseal-before-handover", "I-7", exhibit.number, (opened, step))
            opened = None
    if opened is not None:
        yield Discrepancy("reseal-missing", "I-7", exhibit.number, (opened,))


def _people(exhibit: Exhibit, steps: list[Step]) -> Iterator[Discrepancy]:
    for step in steps:
        event = step.event
        people = {_plain(name) for name in event.people}
        if event.kind in BY_TWO and not people:
            yield Discrepancy("people-missing", "L-1", exhibit.number, (step,))
        elif event.kind in BY_TWO and len(people) == 1:
            yield Discrepancy("people-few", "L-1", exhibit.number, (step,))
        if event.witness and _plain(event.witness) in people:
            yield Discrepancy("witness-is-investigator", "L-4", exhibit.number, (step,), {"witness": event.witness})
        if event.kind in WITNESSED and not (event.witness or event.witness_reason or event.video):
            yield Discrepancy("witness-missing", "L-4", exhibit.number, (step,))


def _acts(exhibit: Exhibit, steps: list[Step]) -> Iterator[Discrepancy]:
    """Approvals, tools and reasons."""
    for step in steps:
        event = step.event
        if before(step.start, step.approved):
            params: dict[str, str | tuple[str, str]] = {"approved": event.approved, "approval": event.approval or "—"}
            yield Discrepancy("approval-late", "L-12", exhibit.number, (step,), params)
        if event.kind in ("imaging", "examination") and not (event.write_blocker or event.blocker_reason):
            yield Discrepancy("write-blocker-missing", "L-6", exhibit.number, (step,))
        if event.kind in WORK and not (event.tool and event.version):
            yield Discrepancy("tool-missing", "T-6", exhibit.number, (step,))
    phone = any(word in f"{exhibit.kind} {exhibit.name}".casefold() for word in PHONES)
    taken = [step for step in steps if step.event.kind in ("seizure", "sealing")]
    if phone and taken and not any(step.event.isolation for step in steps):
        yield Discrepancy("isolation-missing", "L-7", exhibit.number, (taken[0],))


def _original(exhibit: Exhibit, _: list[Step]) -> Iterator[Discrepancy]:
    if not exhibit.original:
        yield Discrepancy("original-unsaid", "T-3", exhibit.number, sources=(_source(exhibit),))
    elif exhibit.original == "not-transferred":
        for given, missing in ((exhibit.original_reason, REASON), (exhibit.original_place, PLACE)):
            if not given:
                yield Discrepancy("original-unexplained", "T-3", exhibit.number, params={"missing": missing}, sources=(_source(exhibit),))


def _digests(exhibits: list[Exhibit], steps: list[Step]) -> Iterator[Discrepancy]:
    """Digests of the record that cannot be such, that stand twice, or that differ within the record."""
    digests = recorded.digests(exhibits, steps)
    for one in digests:
        if fault := recorded.malformed(one.algorithm, one.value):
            params: dict[str, str | tuple[str, str]] = {"algorithm": one.algorithm, "value": one.value, "fault": fault}
            yield Discrepancy("digest-malformed", "I-2", one.exhibit, params=params, sources=(one.source,))
    for one, other in recorded.shared(digests):
        params = {"algorithm": one.algorithm, "value": one.value, "other": other.exhibit}
        yield Discrepancy("digest-shared", "I-2", one.exhibit, params=params, sources=(one.source, other.source))
    for one, other in recorded.differing(digests):
        params = {"algorithm": one.algorithm, "value": one.value, "other_value": other.value, "object": one.object}
        yield Discrepancy("digest-differs", "I-1", one.exhibit, params=params, sources=(one.source, other.source))


def _two_places(steps: list[Step]) -> Iterator[Discrepancy]:
    """The same person, or the same exhibit, in two places at once. One act on several exhibits is one act."""
    placed = [step for step in steps if step.event.place and step.start.first is not None]
    acts = [next(group) for _, group in groupby(sorted(placed, key=_act), key=_act)]
    for one, other in _near(acts):
        if same(one.event.place, other.event.place) or not overlap(one, other):
            continue
        for person in one.event.people:
            if any(same(person, name) for name in other.event.people):
                yield Discrepancy("two-places", "L-1", one.event.exhibit, (one, other), {"person": person})
        if one.event.exhibit == other.event.exhibit:
            yield Discrepancy("exhibit-two-places", "I-7", one.event.exhibit, (one, other))


def _near(acts: list[Step]) -> Iterator[tuple[Step, Step]]:
    """Pairs of acts of which the second begins before the first can have ended."""
    for at, one in enumerate(acts):
        last = max(one.start.last or 0, one.end.last or 0)
        for other in acts[at + 1 :]:
            if (other.start.first or 0) > last:
                break
            yield one, other


def _act(step: Step) -> tuple[object, ...]:
    return (step.start.first, step.start.last, step.end.first or 0, step.event.kind, _plain(step.event.place), step.event.people)


def _gap(one: Step, other: Step) -> tuple[str, str]:
    """The time between two events in days, hours and minutes; a dash where one has none."""
    until = one.end.last or one.start.last
    if until is None or other.start.first is None:
        return "—", "—"
    minutes = max(0, other.start.first - until) // MINUTE
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{days} 天 {hours} 小时 {rest} 分", f"{days} d {hours} h {rest} min"


def _source(exhibit: Exhibit) -> str:
    return " ".join(part for part in (exhibit.document, exhibit.page) if part)


CHECKS: tuple[Callable[[Exhibit, list[Step]], Iterator[Discrepancy]], ...] = (_order, _handovers, _seals, _people, _acts, _original)
