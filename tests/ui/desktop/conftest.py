"""A small case, kept as if its evidence had been read, and a window on it that does everything for real."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from evidence_desk.model import (
    Attachment,
    Call,
    Contact,
    Conversation,
    Entry,
    Extent,
    Found,
    Gap,
    Instant,
    Locus,
    Message,
    Participant,
    Row,
    Volume,
    WebVisit,
)
from evidence_desk.review import marks
from evidence_desk.search import index
from evidence_desk.store import evidence, ids, keep, schema
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop.application import make_window
from ui.desktop.review import Review
from ui.desktop.window import Window

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OTHER = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
WAIT_MS = 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says so of every window that has a smallest size; every other warning of Qt fails a test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


def at(text: str) -> Instant:
    return Instant.of(datetime.fromisoformat(text))


class Opened:
    """What a worker would have said on opening."""

    def __init__(self, kind: str, size: int, volumes: list[Volume], stored: dict[str, str]) -> None:
        self.format, self.size, self.volumes, self.stored = kind, size, volumes, stored
        self.segments, self.metadata = ["image.E01"], {"case_number": "2025-0417", "examiner_name": "周明"}


def build(folder: Path) -> Path:
    """Three items: a laptop that matches, a phone that does not, and a stick that nobody has looked at."""
    place = folder / "materials"
    place.mkdir(parents=True)
    for name in ("laptop.E01", "phone.tar", "stick.img"):
        (place / name).write_bytes(b"x")
    made = folder / "2025-0417.edcase"
    with Case.create(made, Particulars("检网技〔2025〕17号", "星屿稳盈平台案", ("周明", "林悦"), "Asia/Shanghai")) as case:
        laptop = evidence.add(
            case, Registration(place / "laptop.E01", "笔记本电脑", stated={"sha256": SHA}, stated_source="扣押笔录第 3 页")
        )
        phone = evidence.add(case, Registration(place / "phone.tar", "手机备份", stated={"sha256": OTHER}))
        evidence.add(case, Registration(place / "stick.img", "U盘"))
        with case.transaction():
            _laptop(case, laptop)
            _phone(case, phone)
        for number in (laptop, phone):
            index.index_evidence(case, number, lambda done, total: None)
        for statement in schema.INDEXES.split(";"):
            case.db.execute(statement)
        _marks(case)
    return made


def _laptop(case: Case, number: int) -> None:
    volumes = [
        Volume(1, 1 << 20, 240 << 20, "gpt", "ntfs", label="系统"),
        Volume(2, 241 << 20, 500 << 20, "gpt", None, encryption="bitlocker", label="数据"),
    ]
    evidence.opened(case, number, Opened("ewf", 741 << 20, volumes, {"md5": "0" * 32}))
    verdicts = [
        {"origin": "stated", "algorithm": "sha256", "verdict": "match"},
        {"origin": "stored", "algorithm": "md5", "verdict": "match"},
    ]
    evidence.verified(case, number, {"md5": "0" * 32, "sha1": "1" * 40, "sha256": SHA}, "match", verdicts, [])
    evidence.set_status(case, number, "processed")
    paths = [
        "Users",
        "Users/zhou",
        "Users/zhou/账目.xlsx",
        "Users/zhou/合照.jpg",
        "Users/zhou/note\u202etxt.exe",
        "Windows",
        "pagefile.sys",
    ]
    parents = [None, 1, 2, 2, 2, None, None]
    mimes = [
        None,
        None,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "image/jpeg",
        "application/x-dosexec",
        None,
        None,
    ]
    keep.entries(
        case, number,
        [
            Entry(n, parent, 1, path, "directory" if n in (1, 2, 6) else "file", None, 4096 * n * n, n != 4, 40 + n, None, None,
                  at(f"2025-05-0{n}T09:30:00+08:00").micros, None, None, 0)
            for n, (path, parent) in enumerate(zip(paths, parents, strict=True), 1)
        ],
    )  # fmt: skip
    for n, mime in enumerate(mimes, 1):
        if mime:
            keep.digests(case, ids.entry_id(number, n), mime, "test", {"sha256": bytes([n]) * 32, "md5": bytes([n]) * 16}, n == 3)
    parser = keep.parser_number(case, "chromium.visit", 1)
    entry = ids.entry_id(number, 7)
    locus = Locus(number, entry, "pagefile.sys", None, Row("visits", 5))
    visits: list[Found] = [
        WebVisit(
            locus=locus,
            time=at("2025-04-08T10:20:00+08:00"),
            url="https://admin.starisle.example/ledger",
            title="后台账目",
            browser="Chrome",
        ),
        Call(
            locus=locus,
            time=at("2025-04-09T11:20:00+08:00"),
            number="+8617000000201",
            name="何静",
            direction="out",
            outcome="answered",
            duration=95,
        ),
        Contact(locus=locus, name="赵宁", numbers=("+8617000000203",)),
        Gap("row-undecodable", {"row": 9, "detail": "bad length"}, "warning", rows=1),
    ]
    keep.EntryRecords(case, entry).keep(parser, visits)
    keep.problem(case, number, "walk", 0, Gap("volume-encrypted", {"index": 2, "encryption": "bitlocker"}, "warning"))
    for stage in keep.STAGES:
        keep.done(case, number, stage)


TALK: tuple[tuple[str, str | None, str | None, str], ...] = (
    ("2025-04-08T10:21:00+08:00", "何静", "in", "你好，我想了解一下星屿稳盈，年化真的有 18% 吗？"),
    ("2025-04-08T10:22:10+08:00", "周明", "out", "是的，资金由银行存管，随时可以赎回。先投两万试试？"),
    ("2025-04-08T10:30:00+08:00", "何静", "in", "已转账 20000 元，尾号 0018，请查收。"),
    ("2025-04-08T10:31:30+08:00", "周明", "out", "收到，已为您开户。"),
    ("2025-05-10T21:12:00+08:00", "何静", "in", "又转了 80000，这个月能提现吗？"),
    ("2025-06-03T10:15:00+08:00", "何静", "in", "提现一直失败，请退款！"),
    ("2025-06-03T10:16:00+08:00", None, None, "周明 撤回了一条消息"),
)  # fmt: skip


def _phone(case: Case, number: int) -> None:
    evidence.opened(case, number, Opened("tar", 12 << 20, [Volume(1, 0, 12 << 20, "none", "tar")], {}))
    verdicts = [{"origin": "stated", "algorithm": "sha256", "verdict": "mismatch"}]
    evidence.verified(case, number, {"sha256": SHA}, "mismatch", verdicts, [(4096, 512)])
    evidence.set_status(case, number, "processing")
    keep.entries(case, number, [Entry(1, None, 1, "chat/和何静的聊天.txt", "file", None, 900, True, 1, None, None, None, None, None, 0)])
    entry = ids.entry_id(number, 1)
    found: list[Found] = []
    loci = [Locus(number, entry, "chat/和何静的聊天.txt", None, Extent(100 * n, 90)) for n in range(12)]
    found.append(Conversation(key="c", app="wechat", locus=loci[0], title="何静", kind="direct", account="wxid_zhou"))
    found += [
        Participant(conversation="c", app="wechat", locus=loci[0], identifier=who, name=name)
        for who, name in (("wxid_he", "何静"), ("wxid_zhou", "周明"))
    ]
    for n, (when, sender, direction, text) in enumerate(TALK):
        kind = "text" if sender else "system"
        found.append(
            Message(
                conversation="c", app="wechat", locus=loci[n], sent=at(when), sent_local=when[:16].replace("T", " "), zone_basis="source", sender=sender,
                direction=direction, text=text, kind=kind, deleted=n == 3, edited=n == 4,  # type: ignore[arg-type]
                attachments=(Attachment(name="转账凭证.jpg", state="missing"),) if n == 2 else (),
            )
        )  # fmt: skip
    found.append(Conversation(key="w", app="whatsapp", locus=loci[8], title="Daniel Reed"))
    found.append(Message(conversation="w", app="whatsapp", locus=loci[9], sent_local="04/05/2025, 16:38", sender="Daniel Reed", text="I sent 5,000 USD today.",
                         readings=("2025-05-04T16:38:00", "2025-04-05T16:38:00")))  # fmt: skip
    keep.EntryRecords(case, entry).keep(keep.parser_number(case, "wechat.txt", 2), found)


def _marks(case: Case) -> None:
    fact = marks.add_fact(case, "何静于 2025 年 4 月至 5 月向平台账户转账")
    message = ids.written("messages", ids.record_id(ids.entry_id(2, 1), 6))
    marks.tag(case, [message], "转账", "与银行流水核对", fact, "supports")
    marks.add_finding(case, "聊天记录显示何静称已于 2025 年 4 月 8 日转账 20000 元。", [message], fact, "supports")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def case_folder(built: Path, tmp_path: Path) -> Path:
    """A copy of its own for every test."""
    shutil.copytree(built.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / built.name


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = make_window("zh")
    made.resize(1400, 900)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    if made.isVisible():
        made.close()  # what a test left unsaved in a form is told of once
    qtbot.waitUntil(lambda: not made.isVisible(), timeout=WAIT_MS)


Open = Callable[[Path], Review]


@pytest.fixture
def open_case(window: Window, qtbot: QtBot) -> Open:
    def opened(folder: Path) -> Review:
        window.open_case(folder)
        qtbot.waitUntil(lambda: window.review is not None, timeout=WAIT_MS)
        assert window.review is not None
        return window.review

    return opened


@pytest.fixture
def review(open_case: Open, case_folder: Path) -> Review:
    return open_case(case_folder)


@pytest.fixture
def logged() -> Callable[[Path], list[dict[str, object]]]:
    """The entries of the audit log, first to last."""

    def read(folder: Path) -> list[dict[str, object]]:
        with Case.open(folder) as case:
            return [json.loads(row["body"]) for row in case.db.execute("SELECT body FROM audit ORDER BY seq")]

    return read


@pytest.fixture
def acts(logged: Callable[[Path], list[dict[str, object]]]) -> Callable[[Path], list[str]]:
    return lambda folder: [str(entry["act"]) for entry in logged(folder)]


@pytest.fixture
def drop() -> Callable[..., None]:
    """As another program, or a table of ours, drops something on a widget."""

    def send(widget: QWidget, paths: list[Path], items: str = "") -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        if items:
            data.setData("application/x-evidence-desk-items", items.encode())
        keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        QApplication.sendEvent(widget, QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, button, keys))
        QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, button, keys))

    return send


class Gaps:
    """The longest time for which the event loop did nothing."""

    def __init__(self, qtbot: QtBot) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer(interval=2)
        self._timer.timeout.connect(self._tick)
        qtbot.wait(50)

    def __enter__(self) -> Gaps:
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


@pytest.fixture
def gaps(qtbot: QtBot) -> Gaps:
    return Gaps(qtbot)
