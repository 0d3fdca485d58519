"""12. Opinion, and in brief in the summary: what was asked, and what a reviewer answered to each question, with what that rests on."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.store import intake
from reports.memo import rows
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Heading, Notice, Opinion, Paragraph, Sentence, Table
from reports.memo.widths import columns_of, cut

ASKED, SAID = 60, 150
"""Columns of a question and of an answer in the summary: two and three lines."""
WIDE_ASKED, WIDE_SAID = 30, 50
"""Columns of a line in the table of the summary."""
MOST_LINES = 12
"""Lines that answers take in the summary, the findings being below."""


def conclusion(draft: Draft) -> tuple[Block, ...]:
    asked, given = questions(draft), draft.conclusions
    if not asked:
        first = Sentence(draft.say("conclusion.none"))
    else:
        answered = sum(f"Q{number}" in given for number, _ in enumerate(asked, 1))
        first = Sentence(draft.say("conclusion.asked", count=len(asked), answered=answered), tables=("intake", "conclusions"))
    each = [block for number, text in enumerate(asked, 1) for block in _answer(draft, f"Q{number}", text)]
    gone = [one for one in given.values() if int(one.question[1:]) > len(asked)]
    return (
        Paragraph((first,)),
        *each,
        *(block for one in gone for block in _gone(draft, one)),
        Paragraph((Sentence(draft.say("conclusion.bounds")),)),
    )


def questions(draft: Draft) -> tuple[str, ...]:
    said = intake.request(draft.case)
    return said.questions if said else ()


def brief(draft: Draft) -> tuple[list[Block], int]:
    """The questions with their answers in short, as many as leave room for the findings; how many lines of the page they take."""
    asked = questions(draft)
    if not asked:
        return [], 0
    cells = [_in_brief(draft, f"Q{number}", text) for number, text in enumerate(asked, 1)]
    lines, shown = 2, 0
    for row in cells:
        tall = 1 + max(columns_of(row[1].text) // WIDE_ASKED, columns_of(row[2].text) // WIDE_SAID)
        if shown and lines + tall > MOST_LINES:
            break
        lines, shown = lines + tall, shown + 1
    columns = (Column(draft.say("column.number"), 0.6), Column(draft.say("column.asked"), 3.2), Column(draft.say("column.answered"), 5.2))
    table = Table(columns, tuple(cells[:shown]), draft.table("table.answers"), ("intake", "conclusions"))
    rest = len(asked) - shown
    more = [Paragraph((Sentence(draft.say("summary.more-questions", count=rest), tables=("conclusions",)),))] if rest else []
    return [table, *more], lines + len(more)


def _in_brief(draft: Draft, question: str, text: str) -> tuple[Cell, ...]:
    given = draft.conclusions.get(question)
    asked = Cell(cut(draft, text, ASKED), typed=True)
    if given is None:
        return Cell(question), asked, Cell(draft.say("conclusion.open"), "open")
    said = cut(draft, _worded(draft, given), SAID)
    if given.asked != text:
        said = draft.say("conclusion.other-words", text=said)
    return Cell(question), asked, Cell(said, cites=draft.cite_marks(given.citations), typed=True)


def _answer(draft: Draft, question: str, text: str) -> Iterator[Block]:
    yield Heading(f"{question} {text}", 3)
    given = draft.conclusions.get(question)
    if given is None:
        yield Paragraph((Sentence(draft.say("conclusion.unanswered", question=question), tables=("conclusions",)),))
        return
    if given.asked != text:
        yield Notice(draft.say("conclusion.changed", question=question, asked=given.asked), "caution")
    yield Opinion(draft.author(given.actor), _worded(draft, given), draft.cite_marks(given.citations))


def _gone(draft: Draft, given: rows.Conclusion) -> Iterator[Block]:
    """An answer whose question is no longer in the request."""
    yield Notice(draft.say("conclusion.gone", question=given.question, asked=given.asked), "caution")
    yield Opinion(draft.author(given.actor), _worded(draft, given), draft.cite_marks(given.citations))


def _worded(draft: Draft, given: rows.Conclusion) -> str:
    return draft.say("conclusion.said", kind=draft.say(f"conclusion.{given.kind}"), text=given.text)
