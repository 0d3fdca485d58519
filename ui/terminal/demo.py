"""demo: the whole way on the sample evidence, from an empty folder to both memos.

The story (samples/evidence/story.json) says what is handed in, what the seizure record states, and what a reviewer
marks and finds; each record is looked up by what it says, never by an id.
"""

from __future__ import annotations

import lzma
import shutil
from pathlib import Path

import msgspec

from evidence_desk.digest import stated
from evidence_desk.errors import Known, Language, OutputExists, PathMissing
from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.model import Bearing, Strength
from evidence_desk.review import counting, custody, marks, opinions, sampling
from evidence_desk.review.forms import Form
from evidence_desk.review.opinions import Class
from evidence_desk.review.sampling import Outcome
from evidence_desk.search import find
from evidence_desk.store import evidence as register
from evidence_desk.store import ids, objects, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from evidence_desk.store.intake import Request
from ui.terminal.progress import Reporter
from ui.terminal.words import say

INSTALLED = Path(__file__).parent / "samples"
CHECKED_OUT = Path(__file__).parents[2] / "samples" / "evidence"
SEARCHES = ("备案", "转账", "registration", "退款")


class StoryBroken(Known):
    code = "story-broken"
    zh = "样例中没有故事所引用的记录（{wanted}），请恢复 samples/evidence。"
    en = "The sample evidence lacks a record that its story cites ({wanted}): restore samples/evidence."


class Both(msgspec.Struct, frozen=True):
    """A text in both languages; in the case they stand together, so that either memo can be read."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} {self.en}"


class Selection(msgspec.Struct, frozen=True):
    table: str
    where: dict[str, str]


class Item(msgspec.Struct, frozen=True):
    number: int
    file: str
    packed: str | None
    label: Both
    expect: dict[str, str]
    expect_source: Both | None
    zone: str | None


class Fact(msgspec.Struct, frozen=True):
    id: str
    zh: str
    en: str


class Tag(msgspec.Struct, frozen=True):
    name: Both
    note: Both | None
    fact: str | None
    bearing: Bearing | None
    items: list[Selection]
    left_out: Both | None = None


class Finding(msgspec.Struct, frozen=True):
    zh: str
    en: str
    fact: str | None
    bearing: Bearing
    strength: Strength
    alternatives: list[Both]
    cites: list[Selection]


class Conclusion(msgspec.Struct, frozen=True):
    question: str
    kind: Class
    zh: str
    en: str
    cites: list[Selection]


class Sample(msgspec.Struct, frozen=True):
    table: str
    where: dict[str, str]
    size: int
    reason: Both
    result: Outcome


class About(msgspec.Struct, frozen=True):
    number: str
    title: Both
    examiners: list[str]
    timezone: str


class Story(msgspec.Struct, frozen=True):
    case: About
    evidence: list[Item]
    facts: list[Fact]
    tags: list[Tag]
    findings: list[Finding]
    request: Request
    conclusions: list[Conclusion]
    countings: list[str]
    sample: Sample


def run(folder: Path, language: Language) -> int:
    """Makes FOLDER/demo.edcase, memo-zh.pdf and memo-en.pdf; OutputExists where a demo case is there already."""
    from reports.memo import write

    folder, samples = folder.absolute(), CHECKED_OUT if CHECKED_OUT.is_dir() else INSTALLED
    if not (samples / "story.json").is_file():
        raise PathMissing(path=str(samples / "story.json"))
    if (folder / "demo.edcase").exists():
        raise OutputExists(path=str(folder / "demo.edcase"))
    story = msgspec.json.decode((samples / "story.json").read_bytes(), type=Story)
    about = story.case
    title = str(about.title)
    with Case.create(folder / "demo.edcase", Particulars(about.number, title, tuple(about.examiners), about.timezone)) as case:
        _register(case, story, samples, folder / "evidence")
        process(case, Plan(), Reporter("auto", language))
        _review(case, story)
        _answer(case, story)
        paths = {}
        for spoken in ("zh", "en"):
            paths[spoken] = folder / f"memo-{spoken}.pdf"
            document = write(case, "zh" if spoken == "zh" else "en")
            paths[spoken].write_bytes(document)
            case.log("memo", path=str(paths[spoken]), language=spoken, sha256=objects.put(case, [document]))
    print(say("demo-done", language, case=folder / "demo.edcase", **paths))
    return 0


def _register(case: Case, story: Story, samples: Path, handed_in: Path) -> None:
    """Lays the evidence out as it would be handed in, and registers it with what its record states."""
    handed_in.mkdir(parents=True, exist_ok=True)
    for item in story.evidence:
        target = handed_in / item.file
        if item.packed:
            with lzma.open(samples / item.packed) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
        elif (samples / item.file).is_dir():
            shutil.copytree(samples / item.file, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(samples / item.file, target)
        expected = dict(stated(f"{algorithm}:{value}") for algorithm, value in item.expect.items())
        source = str(item.expect_source) if item.expect_source else None
        label = str(item.label)
        register.add(case, Registration(target, label, None, item.zone, expected, source))


def _review(case: Case, story: Story) -> None:
    """What a reviewer does: searches, names the facts, marks records, writes findings."""
    for text in SEARCHES:
        case.log("search", text=text, hits=find.count(case, text))
    facts = {one.id: marks.add_fact(case, str(Both(one.zh, one.en))) for one in story.facts}
    for tag in story.tags:
        items = [_one(case, one) for one in tag.items]
        note = str(tag.note) if tag.note else None
        made = marks.tag(case, items, str(tag.name), note, facts[tag.fact] if tag.fact else None, tag.bearing)
        for mark in made if tag.left_out else ():
            marks.leave_out(case, mark, str(tag.left_out))
    for finding in story.findings:
        text, cites = str(Both(finding.zh, finding.en)), [_one(case, one) for one in finding.cites]
        others = [str(one) for one in finding.alternatives]
        marks.add_finding(case, text, cites, facts[finding.fact] if finding.fact else None, finding.bearing, finding.strength, others)


def _answer(case: Case, story: Story) -> None:
    """What was asked and answered, what was counted, and a sample that a person went through."""
    custody.take(case, Form(request=story.request))
    for one in story.conclusions:
        opinions.conclude(case, one.question, one.kind, str(Both(one.zh, one.en)), [_one(case, cited) for cited in one.cites])
    for name in story.countings:
        _, groups, rows = counting.count(case, name)
        case.log("count", rule=name, rows=len(rows), unique=sum(group.unique for group in groups), threshold=True, sha256=None)
    wanted = story.sample
    number = sampling.draw(case, sampling.of_table(case, wanted.table, wanted.where), wanted.size, str(wanted.reason))
    drawn = [str(row["item"]) for row in sampling.item_rows(case, "zh", number)]
    sampling.record(case, ids.written("samples", number), [(item, wanted.result, "") for item in drawn])


def _one(case: Case, wanted: Selection) -> str:
    """The id of the first record that is as the story says."""
    row = next(tables.rows(case, wanted.table, wanted.where), None)
    if row is None:
        raise StoryBroken(wanted=f"{wanted.table} {wanted.where}")
    return str(row["id"])
