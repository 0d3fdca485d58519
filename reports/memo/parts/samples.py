"""9. Samples: from what they were drawn and how, what was found, between which bounds the whole lies; Annex E: how to draw them again."""

from __future__ import annotations

from evidence_desk.review import counting
from evidence_desk.store.tables import Shown
from reports.memo import conditions
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Heading, Listing, Paragraph, Sentence, Table

AGAIN = (
    'python3 -c "import hashlib,hmac',
    "k=bytes.fromhex('{seed}')",
    "p=open('{sample}-population.txt').read().split()",
    "print(*sorted(p,key=lambda i:hmac.new(k,i.encode(),hashlib.sha256).digest())[:{drawn}],sep='\\n')\"",
)
"""A command that lists a sample that has no strata; each line but the first goes on in the quotation marks."""


def samples(draft: Draft) -> list[Block]:
    if not draft.samples:
        return []
    head = (Heading(draft.say("samples"), 3), Paragraph((Sentence(draft.say("samples.intro")),)))
    return [*head, *(_sample(draft, one) for one in draft.samples)]


def drawn_again(draft: Draft) -> list[Block]:
    """Annex E: for each sample what is needed without this program."""
    blocks: list[Block] = []
    for one in draft.samples:
        blocks.append(Paragraph((Sentence(draft.say("sample.again", sample=str(one["id"])), tables=("samples", "sampled")),)))
        if not one["strata"]:
            given = {"seed": str(one["seed"]), "sample": str(one["id"]), "drawn": str(one["drawn"])}
            blocks.append(Listing(tuple(line.format(**given) for line in AGAIN)))
    return blocks


def _sample(draft: Draft, one: Shown) -> Table:
    columns = (Column(draft.say("column.field"), 1.4), Column(draft.say("column.recorded"), 6))
    author = draft.say("sample.drawn-by", author=draft.author(str(one["actor"])), time=str(one["time"]))
    pairs = (
        ("sample.population", draft.say("sample.of", told=_told(draft, one), size=str(one["size"])), False),
        ("sample.manifest", str(one["manifest"]), False),
        ("sample.seed", str(one["seed"]), False),
        ("sample.method", _method(draft, one), False),
        ("column.why", str(one["reason"]), True),
        ("sample.by", author, False),
        ("sample.results", draft.say("sample.counts", **{name: str(one[name]) for name in RESULTS}), False),
        ("sample.bounds", _bounds(draft, one), False),
    )
    rows = tuple((Cell(draft.say(name)), Cell(text, typed=typed)) for name, text, typed in pairs)
    return Table(columns, rows, draft.table_of("sample.title", sample=str(one["id"])), ("samples", "sampled"))


RESULTS = ("right", "wrong", "undecided", "refused", "open")


def _told(draft: Draft, one: Shown) -> str:
    """How the population was chosen: by a rule, or as the rows of a table with a condition."""
    told = {name: str(value) for name, value in one["population"].items()} if isinstance(one["population"], dict) else {}
    if "rule" in told:
        rule = counting.RULES.get(told["rule"])
        title = told["rule"] if rule is None else rule.zh if draft.language == "zh" else rule.en
        return draft.say("sample.rule", name=told["rule"], title=title)
    wanted = [(name.removeprefix("where "), value) for name, value in told.items() if name != "table"]
    where = [
        draft.say("sample.where", name=conditions.field(name, draft.language), value=conditions.value(name, value, draft.language))
        for name, value in wanted
    ]
    table = conditions.table(told.get("table", ""), draft.language)
    if not where:
        return draft.say("sample.table", table=table)
    return draft.say("sample.table.where", table=table, where=draft.say("list.comma").join(where))


def _method(draft: Draft, one: Shown) -> str:
    given = one["strata"]
    strata = given.items() if isinstance(given, dict) else ()
    each = [
        draft.say("sample.stratum", name=name, **{size: str(number) for size, number in part.items()})
        for name, part in strata
        if isinstance(part, dict)
    ]
    if not each:
        return draft.say("sample.method.plain", drawn=str(one["drawn"]))
    return draft.say("sample.method.strata", drawn=str(one["drawn"]), strata=draft.say("list.comma").join(each))


def _bounds(draft: Draft, one: Shown) -> str:
    low, high = one["share_low"], one["share_high"]
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return draft.say("sample.bounds.open")
    numbers = {name: str(one[name]) for name in ("size", "wrong_low", "wrong_high", "right_low")}
    confidence, strata = float(str(one["confidence"])), one["strata"]
    told = draft.say(
        "sample.bounds.of", confidence=f"{confidence * 100:g}", low=percent(low, up=False), high=percent(high, up=True), **numbers
    )  # fmt: skip
    if isinstance(strata, dict) and len(strata) > 1:
        each = percent(1 - (1 - confidence) / len(strata), up=True)
        told += draft.say("sample.bounds.strata", each=each, confidence=f"{confidence * 100:g}")
    return told


def percent(share: float, *, up: bool) -> str:
    """Two decimals, away from the middle: bounds that are printed hold no less than those that were computed."""
    hundredths = share * 10_000
    whole = -int(-hundredths // 1) if up else int(hundredths // 1)
    return f"{whole / 100:.2f}"
