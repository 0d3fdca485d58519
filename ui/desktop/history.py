"""Where the reviewer has been: back and forward, as in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Workspace = Literal[
    "overview", "intake", "evidence", "files", "conversations", "timeline", "search", "identifiers", "findings", "checks", "memo", "log"
]
WORKSPACES: tuple[Workspace, ...] = (
    "overview", "intake", "evidence", "files", "conversations", "timeline", "search", "identifiers", "findings", "checks", "memo", "log",
)  # fmt: skip
"""In the order of the work."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace, and what was looked at in it: an item, bytes of it (offset and length), or the text of a search."""

    workspace: Workspace
    item: str | None = None
    text: str | None = None
    extent: tuple[int, int] | None = None


class History:
    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at + 1 < len(self._places)

    def visit(self, place: Place) -> None:
        """A new place; what lay ahead is forgotten. The same workspace without an item is the same place."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        self._places = [*self._places[: self._at + 1], place][-MOST:]
        self._at = len(self._places) - 1

    def back(self) -> Place:
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place:
        self._at += 1
        return self._places[self._at]
