"""The tree of evidence, volumes and folders; what is below a folder is looked up when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from evidence_desk.model import Volume
from evidence_desk.store import browse, evidence, ids
from evidence_desk.store.browse import Files, Folder
from evidence_desk.store.case import Case
from ui.desktop import icons, shown
from ui.desktop.desk import Desk

ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Branch:
    """A node: the whole case, a piece of evidence, a volume, or a folder with its path."""

    evidence: int | None = None
    volume: int | None = None
    folder: int | None = None
    path: str = ""

    def files(self, deep: bool) -> Files:
        """The entries that a table shows for it: a folder's own, or all below."""
        within = (0, browse.MOST_ROW) if self.evidence is None else ids.entry_range(self.evidence)
        if self.folder is None:
            return Files(within=within, volume=self.volume)
        if deep:
            return Files(within=within, volume=self.volume, below=self.path)
        return Files(within=within, folder=self.folder)


class _Evidence(NamedTuple):
    number: int
    label: str
    status: str
    volumes: list[Volume]


class Tree(QTreeWidget):
    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        desk.tongue.bind(self, self.setAccessibleName, "files.tree")
        self.itemExpanded.connect(self._expand)
        self.currentItemChanged.connect(self._choose)
        desk.tongue.changed.connect(self._retell)
        self._nodes: list[tuple[QTreeWidgetItem, _Evidence]] = []
        self._volumes: list[tuple[QTreeWidgetItem, Volume]] = []
        self.root = self._node(self, "overview", "", Branch())
        self.look()

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_evidence, self._show, self._desk.complain, "tree")

    def _show(self, found: list[_Evidence]) -> None:
        self.root.takeChildren()
        self._nodes.clear()
        self._volumes.clear()
        for one in found:
            node = self._node(self.root, "evidence", "", Branch(one.number))
            self._nodes.append((node, one))
            if len(one.volumes) == 1:
                self._await(node, Branch(one.number, one.volumes[0].index))
                continue
            for volume in one.volumes:
                branch = Branch(one.number, volume.index)
                below = self._node(node, "lock" if _locked(volume) else "volume", "", branch)
                self._volumes.append((below, volume))
                if volume.filesystem is not None and not _locked(volume):
                    self._await(below, branch)
        self._retell()
        self.root.setExpanded(True)
        if self.currentItem() is None:
            self.setCurrentItem(self.root)

    def _retell(self) -> None:
        self.root.setText(0, self._desk.tongue.say("files.all"))
        for node, one in self._nodes:
            unread = "" if one.volumes else f"  ·  {self._desk.tongue.say(f'status.{one.status}')}"
            node.setText(0, f"{one.number}  {shown.line(one.label)}{unread}")
        for node, volume in self._volumes:
            node.setText(0, self._volume_text(volume))

    def _volume_text(self, volume: Volume) -> str:
        say = self._desk.tongue.say
        kind = say("volume.locked", kind=volume.encryption or "") if _locked(volume) else volume.filesystem or say("volume.unknown")
        return f"{volume.index}  {shown.line(volume.label) + ' · ' if volume.label else ''}{kind} · {shown.size(volume.size)}"

    def _node(self, parent: QTreeWidget | QTreeWidgetItem, icon: str, text: str, branch: Branch) -> QTreeWidgetItem:
        node = QTreeWidgetItem(parent, [text])
        node.setIcon(0, icons.icon(icon, "quiet"))
        node.setData(0, ROLE, branch)
        return node

    def _await(self, node: QTreeWidgetItem, branch: Branch) -> None:
        """A node whose folders are looked up when it is opened; until then it has one that says so."""
        node.setData(0, ROLE, branch)
        QTreeWidgetItem(node, [shown.WAITING])

    @Slot(QTreeWidgetItem)
    def _expand(self, node: QTreeWidgetItem) -> None:
        first = node.child(0)
        if node.childCount() != 1 or first is None or first.data(0, ROLE) is not None:
            return
        branch: Branch = node.data(0, ROLE)
        number, volume = branch.evidence, branch.volume
        if number is not None and volume is not None:
            self._desk.lanes.rows.ask(
                lambda case: browse.folders(case, number, volume, branch.folder),
                lambda found: self._fill(node, branch, found),
                self._desk.complain,
            )

    def _fill(self, node: QTreeWidgetItem, branch: Branch, found: list[Folder]) -> None:
        node.takeChildren()
        for folder in found[: browse.MOST_FOLDERS]:
            name = shown.line(folder.path.rpartition("/")[2] or folder.path)
            below = Branch(branch.evidence, branch.volume, folder.row, folder.path)
            self._await(self._node(node, "folder" if folder.allocated else "deleted", name, below), below)
        if len(found) > browse.MOST_FOLDERS:
            more = QTreeWidgetItem(node, [self._desk.tongue.say("files.more-folders", count=browse.MOST_FOLDERS)])
            more.setFlags(Qt.ItemFlag.NoItemFlags)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _choose(self, node: QTreeWidgetItem | None, _: QTreeWidgetItem | None) -> None:
        branch = None if node is None else node.data(0, ROLE)
        if isinstance(branch, Branch):
            self.chosen.emit(branch)


def _locked(volume: Volume) -> bool:
    return volume.encryption is not None and not volume.unlocked


def _evidence(case: Case) -> list[_Evidence]:
    return [_Evidence(one.number, one.label, one.status, evidence.volumes(case, one.number)) for one in evidence.register(case)]
