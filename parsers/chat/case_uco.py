"""Messages in a CASE/UCO document (JSON-LD, caseontology.org 1.x), as other tools and this one export them.

An object of `@graph` with a MessageFacet is a message; who sent it and its application are other objects of the graph, named by `@id`; a
MessageThreadFacet lists the messages of a conversation. `sentTime` is xsd:dateTime. The prefix of a name is the document's own choice, so the
part behind the colon counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.api import Attachment, Gap, Instant, Locus, Message, OpenEntry, Records, Seen, clean, parser, text
from parsers.chat._export_json import Export, Object, iso
from parsers.chat._rooms import Rooms

NAMES = ("displayName", "accountIdentifier", "phoneNumber", "addressValue", "identifier", "name")


@parser(
    "case.message",
    version=1,
    sniff=lambda head: head.lstrip()[:1] == b"{" and b'"@graph"' in head and b'"@context"' in head and b"unifiedcyberontology" in head,
)
def messages(entry: OpenEntry) -> Records:
    """Messages of a document in CASE/UCO that another tool wrote; what that tool had left out is not in it."""
    export = Export(entry, "/@graph")
    graph = Graph()
    for _ in export.read(graph.note):
        pass  # what is damaged is told when it is read the second time
    rooms: dict[str, Rooms] = {}

    def message(row: Object, locus: Locus) -> Records:
        facet = facet_of(row, "MessageFacet")
        if facet is None:
            return
        number = text(row.get("@id")) or ""
        app = graph.name(reference(value(facet, "application"))) or "case-uco"
        sender = reference(value(facet, "from"))
        key, title = graph.thread.get(number, (number, None))
        written = text(value(facet, "sentTime"))
        sent: Instant | None = iso(written)
        rooms.setdefault(app, Rooms(app.lower()))
        yield from rooms[app].enter(key, locus, "unknown", title)
        yield from rooms[app].meet(key, locus, sender, graph.name(sender))
        others = ", ".join(graph.name(one) or one for one in references(value(facet, "to")))
        kind = text(value(facet, "messageType"))
        yield Message(
            conversation=key, app=app.lower(), locus=locus, sent=sent, sent_local=written, zone_basis="source" if sent else "unknown",
            sender=graph.name(sender), sender_id=sender, text=text(value(facet, "messageText")), native_id=text(value(facet, "messageID")) or number,
            native_type=kind, attachments=tuple(Attachment(name=name) for name in graph.files.get(number, ())), extra={"to": clean(others)} if others else {},
        )  # fmt: skip

    seen = 0
    for found in export.read(message):
        match found:
            case Seen():
                continue  # objects that are no messages are none of the records
            case Message():
                seen += 1
            case Gap():
                seen += found.rows
        yield found
    yield Seen(seen)


class Graph:
    """What is said elsewhere in the document: threads, names, attached files."""

    def __init__(self) -> None:
        self.thread: dict[str, tuple[str, str | None]] = {}
        self.files: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}

    def note(self, row: Object, locus: Locus) -> Records:
        yield from ()
        number = text(row.get("@id")) or ""
        for facet in facets(row):
            for name in NAMES:
                said = value(facet, name)
                if isinstance(said, dict):
                    said = self._names.get(reference(said) or "")
                if isinstance(said, str) and said:
                    self._names.setdefault(number, clean(said))
        if isinstance(named := value(row, "name"), str):
            self._names.setdefault(number, clean(named))
        if thread := facet_of(row, "MessageThreadFacet"):
            for one in references(value(value(thread, "messageThread"), "element")):
                self.thread.setdefault(one, (number, text(value(row, "name"))))
        if value(row, "kindOfRelationship") == "Attachment_Of":
            for target in references(value(row, "target")):
                self.files.setdefault(target, []).append(
                    self._names.get(reference(value(row, "source")) or "") or reference(value(row, "source")) or ""
                )

    def name(self, number: str | None) -> str | None:
        return self._names.get(number or "")


def value(row: object, name: str) -> object:
    """A member by its name without its prefix; what `@value` wraps is unwrapped."""
    if not isinstance(row, dict):
        return None
    found = next((row[key] for key in row if str(key).rpartition(":")[2] == name), None)
    return found["@value"] if isinstance(found, dict) and "@value" in found else found


def facets(row: Object) -> Iterator[Object]:
    found = value(row, "hasFacet")
    yield from (one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict))


def facet_of(row: Object, kind: str) -> Object | None:
    """Its facet of a type."""
    for one in facets(row):
        types = one.get("@type")
        if any(str(name).rpartition(":")[2] == kind for name in (types if isinstance(types, list) else [types])):
            return one
    return None


def references(found: object) -> list[str]:
    return [
        one["@id"] for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict) and isinstance(one.get("@id"), str)
    ]


def reference(found: object) -> str | None:
    return next(iter(references(found)), None)
