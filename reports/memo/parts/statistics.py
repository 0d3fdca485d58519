"""9. Counts of what was parsed; numbers only, never what they would mean."""

from __future__ import annotations

from evidence_desk.store import ids
from reports.memo import counts
from reports.memo.draft import Draft
from reports.memo.memo import Block, Network, Paragraph, Plot, Sentence, Tie
from reports.memo.parts.rules import countings
from reports.memo.parts.samples import samples

PERIODS = 62
"""Columns of the course of messages."""
PAIRS = 20
"""Pairs of a sender and a conversation that are drawn."""
SHOWN = 3
"""People by whom a conversation without a title is named."""
PEOPLE = """
SELECT DISTINCT coalesce(nullif(name, ''), identifier) AS who FROM participants
WHERE conversation = ? AND coalesce(nullif(name, ''), identifier, '') <> '' ORDER BY id LIMIT ?
"""
ACCOUNT = "SELECT account FROM conversations WHERE id = ?"
NAMELESS = "SELECT count(*), coalesce(sum(size = 0), 0) FROM entries WHERE allocated = 0 AND path GLOB '*/$OrphanFiles/OrphanFile-[0-9]*'"
KINDS = 12
EMPTY = "inode/x-empty"
"""Bars of a plot by kind; what is less is put together."""


def statistics(draft: Draft) -> tuple[Block, ...]:
    entries = counts.entries(draft.case)
    intro = [
        Sentence(draft.say("counts.intro")),
        Sentence(draft.say("counts.entries", **entries._asdict()), tables=("entries",)),
        *_nameless(draft),
    ]
    if count := draft.totals["apart"]:
        intro.append(Sentence(draft.say("counts.apart", count=count), tables=("counsel",)))
    intro += attachments(draft)
    plots = [
        *_course(draft),
        *_bars(draft, "figure.apps", counts.apps(draft.case), "messages", draft.say("unit.messages")),
        *_contacts(draft),
        *_bars(draft, "figure.artifacts", [(draft.type_name(kind), count) for kind, count in counts.artifacts(draft.case)], "artifacts"),
        *_bars(draft, "figure.files", [(_type(draft, mime), count) for mime, count in counts.files(draft.case)], "entries"),
    ]
    return (*countings(draft), *samples(draft), Paragraph(tuple(intro)), *plots)


def attachments(draft: Draft) -> list[Sentence]:
    """What became of the files that messages came with; nothing where they came with none."""
    states = counts.attachments(draft.case)
    if not states:
        return []
    known = {state: states.get(state, 0) for state in ("present", "missing", "omitted")}
    sentences = [Sentence(draft.say("counts.attachments", count=sum(states.values()), **known), tables=("messages",))]
    if locked := states.get("undecryptable"):
        sentences.append(Sentence(draft.say("counts.undecryptable", count=locked), tables=("messages",)))
    return sentences


def _type(draft: Draft, mime: str | None) -> str:
    return draft.say("counts.empty") if mime == EMPTY else mime or draft.say("counts.untyped")


def _course(draft: Draft) -> list[Block]:
    course = counts.course(draft.case, draft.zone, PERIODS)
    notes = []
    if undated := counts.undated(draft.case):
        notes.append(Sentence(draft.say("counts.undated", count=undated), tables=("messages",)))
    if course.periods > PERIODS:
        notes.append(Sentence(draft.say("counts.out-of-figure", shown=PERIODS, count=course.periods), tables=("messages",)))
    blocks: list[Block] = [Paragraph(tuple(notes))] if notes else []
    if course.points:
        caption = draft.figure(f"figure.messages.{course.step}", zone=draft.zone_name)
        blocks.append(Plot(caption, course.points, "columns", draft.say("unit.messages"), ("messages",)))
    return blocks


def _contacts(draft: Draft) -> list[Block]:
    """Who sent most messages in which conversation; nobody is taken for somebody else, a sender is what the source names."""
    found, every = counts.contacts(draft.case, PAIRS)
    if not found:
        return []
    named = [(_sender(draft, one), _conversation(draft, one), one.messages) for one in found]
    nodes = list(dict.fromkeys([sender for sender, _, _ in named] + [title for _, title, _ in named]))
    ties = tuple(Tie(nodes.index(sender), nodes.index(title), count) for sender, title, count in named)
    caption, unit = draft.figure("figure.contacts"), draft.say("unit.messages")
    note = Sentence(draft.say("figure.contacts-note", shown=len(found), count=every), tables=("messages",))
    blocks: list[Block] = [Paragraph((note,))] if every > len(found) else []
    return [*blocks, Network(caption, tuple(nodes), ties, unit, ("messages", "conversations"))]


def _sender(draft: Draft, one: counts.Contact) -> str:
    names = list(dict.fromkeys(name for name in (one.sender, one.sender_id) if name))
    if not names:
        said = draft.say(f"direction.{one.direction}") if one.direction else draft.say("contact.unnamed")
        return draft.say("contact.of-evidence", evidence=ids.evidence_of_record(one.conversation), name=said)
    return draft.say("sender", name=names[0], identifier=names[1]) if len(names) == 2 else names[0]


def _conversation(draft: Draft, one: counts.Contact) -> str:
    """By its title; one that has none by who takes part in it, else by the account, else by its number in the case."""
    title = one.title or _people(draft, one.conversation)
    return draft.say("contact.conversation", app=one.app, title=title)


def _people(draft: Draft, conversation: int) -> str:
    found = draft.case.db.execute(PEOPLE, (conversation, SHOWN + 1)).fetchall()
    if found:
        names = draft.say("list.comma").join(str(one["who"]) for one in found[:SHOWN])
        return draft.say("contact.and-others", names=names) if len(found) > SHOWN else names
    account = draft.case.db.execute(ACCOUNT, (conversation,)).fetchone()
    number = ids.written("conversations", conversation)
    if account is not None and account["account"]:
        return draft.say("contact.of-account", account=account["account"], number=number)
    return draft.say("contact.untitled", number=number)


def _nameless(draft: Draft) -> list[Sentence]:
    """Deleted entries of which the file system keeps no name."""
    count, empty = draft.case.db.execute(NAMELESS).fetchone()
    return [Sentence(draft.say("counts.nameless", count=count, empty=empty), tables=("entries",))] if count else []


def _bars(draft: Draft, caption: str, kinds: list[tuple[str, int]], table: str, unit: str = "") -> list[Block]:
    """The most frequent kinds; nothing where there are none."""
    if not kinds:
        return []
    shown, rest = (kinds, []) if len(kinds) <= KINDS else (kinds[: KINDS - 1], kinds[KINDS - 1 :])
    other = [(draft.say("counts.other", kinds=len(rest)), sum(count for _, count in rest))] if rest else []
    return [Plot(draft.figure(caption), (*shown, *other), "bars", unit, (table,))]
