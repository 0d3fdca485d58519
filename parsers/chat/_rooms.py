"""Conversations and the people in them, each of them named once."""

from __future__ import annotations

from typing import Literal

from evidence_desk.api import Conversation, Locus, Participant, Records

Kind = Literal["direct", "group", "channel", "self", "bot", "unknown"]


class Rooms:
    """Of one app in one source. A conversation comes before its people, and both before the message that needs them.

    `folder`: of files that hold conversations together, a part each.
    """

    def __init__(self, app: str, account: str | None = None, folder: str | None = None) -> None:
        self._app, self._account, self._folder = app, account, folder
        self._named: set[tuple[str, str | None, str | None]] = set()

    def enter(self, key: str, locus: Locus, kind: Kind = "unknown", title: str | None = None) -> Records:
        if (key, None, None) not in self._named:
            self._named.add((key, None, None))
            yield Conversation(key=key, app=self._app, locus=locus, account=self._account, kind=kind, title=title, folder=self._folder)

    def meet(self, key: str, locus: Locus, identifier: str | None, name: str | None = None) -> Records:
        """Somebody by identifier, or by name where that is all there is."""
        who = (key, identifier, None if identifier else name)
        if (identifier or name) and who not in self._named:
            self._named.add(who)
            yield Participant(conversation=key, app=self._app, locus=locus, identifier=identifier, name=name)
