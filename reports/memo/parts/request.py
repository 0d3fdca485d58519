"""2. Request and acceptance, 4. Case background, 7. Procedure, 12. Opinion: what the file of the case says, and what it does not."""

from __future__ import annotations

from reports.memo.draft import Draft
from reports.memo.memo import Block, Paragraph, Sentence
from reports.memo.parts.points import intro, points


def request(draft: Draft) -> tuple[Block, ...]:
    return (Paragraph((Sentence(draft.say("request.none")),)), Paragraph((Sentence(draft.say("request.basis")),)))


def background(draft: Draft) -> tuple[Block, ...]:
    return (Paragraph((Sentence(draft.say("background.none")),)),)


def procedure(draft: Draft) -> tuple[Block, ...]:
    return (intro(draft), *points(draft, "legality"))


def conclusion(draft: Draft) -> tuple[Block, ...]:
    return (Paragraph((Sentence(draft.say("conclusion.none")),)), Paragraph((Sentence(draft.say("conclusion.bounds")),)))
