"""1. Summary: what a reader needs in order to act, on one page; nothing on guilt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from reports.memo import counts
from reports.memo.draft import Draft
from reports.memo.memo import Block, Figure, FindingList, Mark, Notice, Paragraph, Points, Sentence, Tally
from reports.memo.parts import answers
from reports.memo.parts.favourable import favourable_count, favourable_marks
from reports.memo.parts.issues import classes, listed
from reports.memo.parts.left_out import favourable_left_out
from reports.memo.rows import Evidence, Finding
from reports.memo.widths import columns_of, cut

SHOWN = 5
"""Pieces of evidence that the summary names one by one; the parts below have them all."""
BRIEF = 120
"""Columns of a finding, a Han character taking two: two lines."""
LINE, LINES = 80, 22
"""Columns of a line, and lines of a page below the figures and less the ends."""

MARKS: dict[str, Mark] = {"match": "holds", "mismatch": "fails", "nothing-to-compare": "open", "unreadable": "fails", "open": "open"}


def summary(draft: Draft) -> tuple[Block, ...]:
    blocks: list[Block] = [_tally(draft)]
    if not any(one.status == "processed" for one in draft.evidence):
        blocks.append(Notice(draft.say("summary.nothing-processed"), "caution"))
    answered, lines = answers.brief(draft)
    points = (*_answers(draft), *_evidence_sentences(draft))
    blocks += answered
    if draft.findings:
        room = _room(draft, points, lines)
        brief = [Sentence(_brief(draft, one), draft.cite(*one.citations)) for one in _first_of_facts(draft)]
        blocks.append(FindingList(tuple(brief[:room])))  # all are cited first: numbers do not depend on the language
        blocks.append(Paragraph((*_more(draft, len(draft.findings), room), Sentence(draft.say("summary.in-full")))))
    else:
        blocks.append(Paragraph((Sentence(draft.say("summary.no-findings"), tables=("findings",)),)))
    blocks.append(Points(points))
    if count := draft.gaps:
        blocks.append(Notice(draft.say("summary.problems", count=count), "caution"))
    return tuple(blocks)


def _room(draft: Draft, points: Sequence[Sentence], answered: int) -> int:
    """How many findings leave the summary on its page, below so many lines of answers; in any case two, or one below answers,
    which say the same with their own citations."""
    taken = answered + sum(1 + (columns_of(one.text) + len("".join(one.tables))) // LINE for one in points) + (3 if draft.gaps else 0)
    ends = accumulate(1 + columns_of(_brief(draft, one)) // LINE for one in _first_of_facts(draft))
    return max(1 if answered else 2, sum(taken + end <= LINES for end in ends))


def _first_of_facts(draft: Draft) -> list[Finding]:
    """Findings on facts before those on none, which the sentences on the evidence mostly say too."""
    return sorted(draft.findings, key=lambda one: one.fact is None)


def _answers(draft: Draft) -> list[Sentence]:
    """What there is in both directions, the classes of what is wrong, and what could not be checked for want of material."""
    found = classes(draft)
    lacking = [str(row["point"]) for row in draft.checks if row["answer"] == "not-transferred"]
    unasked = [] if answers.questions(draft) else [Sentence(draft.say("summary.unasked"))]
    said = [*unasked, Sentence(draft.say("summary.classes", **found), tables=("checks",))]
    both = {"issues": len(listed(draft)), "marks": favourable_marks(draft), "favourable": favourable_count(draft)}
    apart = favourable_left_out(draft)
    told = draft.say("summary.both", **both) + (draft.say("summary.left-out", count=apart) if apart else "")
    said.insert(0, Sentence(told, tables=("evidence", "checks", "tags", "findings")))
    if lacking:
        said.append(Sentence(draft.say("summary.lacking", points=draft.say("list.comma").join(lacking)), tables=("checks",)))
    return said


def verdict_of(evidence: Evidence) -> str:
    """`open` where it was not verified yet."""
    return evidence.verdict or "open"


def _tally(draft: Draft) -> Tally:
    verdicts = [verdict_of(one) for one in draft.evidence]
    waiting = verdicts.count("nothing-to-compare") + verdicts.count("open")
    figures = [
        Figure(draft.say("tally.evidence"), str(len(verdicts)), table="evidence"),
        Figure(draft.say("tally.match"), str(verdicts.count("match")), "holds" if "match" in verdicts else None, "evidence"),
        Figure(draft.say("tally.mismatch"), str(verdicts.count("mismatch")), "fails" if "mismatch" in verdicts else None, "evidence"),
        Figure(draft.say("tally.open"), str(waiting), "open" if waiting else None, "evidence"),
        Figure(
            draft.say("tally.messages-open" if draft.totals["apart"] else "tally.messages"),
            f"{draft.totals['messages']:,}",
            table="messages",
        ),
        Figure(draft.say("tally.findings"), str(len(draft.findings)), table="findings"),
        Figure(draft.say("tally.favourable"), str(favourable_marks(draft)), table="tags"),
        Figure(draft.say("tally.problems"), f"{draft.gaps:,}", "open" if draft.gaps else None, "problems"),
    ]
    if "unreadable" in verdicts:
        figures.insert(4, Figure(draft.say("tally.unreadable"), str(verdicts.count("unreadable")), "fails", "evidence"))
    return Tally(tuple(figures))


def _evidence_sentences(draft: Draft) -> list[Sentence]:
    """Those that need attention first, each by its name; those that do not, together."""
    named = [one for verdict in ("mismatch", "unreadable") for one in _with(draft, verdict)]
    sentences = [
        Sentence(draft.say(f"summary.{verdict_of(one)}", number=one.number, label=one.label), draft.cite(one.id)) for one in named[:SHOWN]
    ]
    sentences += _more(draft, len(named))
    damaged = [one for one in draft.evidence if one.bad_ranges]
    sentences += [
        Sentence(draft.say("summary.damaged", number=one.number, count=len(one.bad_ranges)), draft.cite(one.id)) for one in damaged[:SHOWN]
    ]
    together = {verdict: _with(draft, verdict) for verdict in ("open", "nothing-to-compare", "match")}
    rest = [draft.say(f"summary.{verdict}", numbers=numbers(draft, pieces)) for verdict, pieces in together.items() if pieces]
    if folders := [one for one in draft.evidence if one.is_folder]:
        rest.append(draft.say("summary.folder", numbers=numbers(draft, folders)))
    if not draft.evidence:
        return [Sentence(draft.say("materials.none"), tables=("evidence",))]
    sentences += _together(draft, rest)
    unexamined = Sentence(draft.say("summary.unexamined", count=counts.unparsed(draft.case)), tables=("entries", "coverage"))
    return [*sentences, *_asked(draft), unexamined]


def _asked(draft: Draft) -> list[Sentence]:
    """What is to be asked of those who submitted the evidence."""
    lacking = {verdict: _with(draft, verdict) for verdict in ("mismatch", "nothing-to-compare")}
    return _together(draft, [draft.say(f"ask.{verdict}", numbers=numbers(draft, pieces)) for verdict, pieces in lacking.items() if pieces])


def _together(draft: Draft, said: list[str]) -> list[Sentence]:
    """As one point: lines are what the summary has least of."""
    return [Sentence(("" if draft.language == "zh" else " ").join(said), tables=("evidence",))] if said else []


def _with(draft: Draft, verdict: str) -> list[Evidence]:
    return [one for one in draft.evidence if verdict_of(one) == verdict]


def numbers(draft: Draft, pieces: Sequence[Evidence]) -> str:
    """1, 3, 6; three and more in a row are 1–3, so that a hundred pieces stay in a line."""
    return draft.say("list.comma").join(_runs([one.number for one in pieces]))


def _runs(given: list[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for number in sorted(given):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        yield from (str(number) for number in run) if len(run) < 3 else (f"{run[0]}–{run[-1]}",)


def _brief(draft: Draft, one: Finding) -> str:
    """A finding with what it rests on, in two lines."""
    strength = draft.say(f"strength.{one.strength or 'open'}")
    room = BRIEF - columns_of(draft.say("summary.strength", text="", strength=strength))
    return draft.say("summary.strength", text=cut(draft, one.text, room), strength=strength)


def _more(draft: Draft, count: int, shown: int = SHOWN) -> tuple[Sentence, ...]:
    return (Sentence(draft.say("summary.more", count=count - shown)),) if count > shown else ()
