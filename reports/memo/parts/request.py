"""2. Request and acceptance, 4. Case background, 7. Procedure: what the file of the case says, and what it does not."""

from __future__ import annotations

from reports.memo.draft import Draft
from reports.memo.memo import Block, Paragraph, Sentence
from reports.memo.parts import recorded
from reports.memo.parts.points import intro, points


def request(draft: Draft) -> tuple[Block, ...]:
    said = recorded.request(draft) or [Paragraph((Sentence(draft.say("request.none")),))]
    return (*said, Paragraph((Sentence(draft.say("request.basis")),)))


def background(draft: Draft) -> tuple[Block, ...]:
    return tuple(recorded.background(draft) or [Paragraph((Sentence(draft.say("background.none")),))])


def procedure(draft: Draft) -> tuple[Block, ...]:
    return (intro(draft), *points(draft, "legality"))
