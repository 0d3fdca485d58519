"""CASE 1.4 / UCO 1.4 as JSON-LD (https://caseontology.org): evidence, files, conversations, messages, traces, and where each lies.

Written object by object. An id is a UUID made of the case and the item's own id: the same item has the same one in
every export. Times that have no zone in the source are left out, since xsd:dateTime here is UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5

from evidence_desk.store import ids, tables
from evidence_desk.store.tables import Shown, Value
from evidence_desk.visible import visible
from reports.exports.selection import Selection

CONTEXT = {
    "kb": "http://example.org/kb/",
    "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "investigation": "https://ontology.caseontology.org/case/investigation/",
    "location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HASHES = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256"}
"""By UCO's names; its vocabulary has no SM3, which stands in words beside them."""
TALKS = "SELECT DISTINCT conversation FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY 1"
PEOPLE = "SELECT id, identifier, name FROM participants WHERE conversation = ? ORDER BY id"
FILES = (
    ("accessedTime", "accessed"),
    ("metadataChangeTime", "changed"),
    ("modifiedTime", "modified"),
    ("observableCreatedTime", "created"),
)

Thing = dict[str, Value]


def write(selection: Selection, out: BinaryIO) -> int:
    out.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n'.encode())
    count = 0
    for count, thing in enumerate(Graph(selection).things(), 1):
        separator = ",\n" if count > 1 else ""
        out.write((separator + json.dumps(_named(thing, str(thing["@id"])), ensure_ascii=False)).encode())
    out.write(b"\n]}\n")
    return count


class Graph:
    """The objects of an export in their order; what one refers to is in it too."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._case = selection.case
        self._space = uuid5(NAMESPACE_URL, f"evidence-desk:{self._case.particulars.number}:{self._case.created}")
        self._files: set[str] = set()
        """Files that were given although nobody selected them, since a record lies in them."""
        self._accounts: set[str] = set()

    def things(self) -> Iterator[Thing]:
        about = self._case.particulars
        evidence = list(tables.rows(self._case, "evidence"))
        provenance: list[Value] = [self._ref("provenance", str(row["id"])) for row in evidence]
        title = visible(f"{about.number} {about.title}".strip())
        yield {
            "@id": self._id("investigation", "case"),
            "@type": "investigation:Investigation",
            "core:name": title,
            "core:object": provenance,
        }
        for row in evidence:
            yield from self._evidence(row)
        for row in self._selection.rows("entries"):
            yield self._file(row)
        for row in self._conversations():
            yield from self._conversation(row)
        for row in self._selection.rows("messages"):
            yield from self._message(row)
        for row in self._selection.rows("artifacts"):
            yield from self._artifact(row)

    def _evidence(self, row: Shown) -> Iterator[Thing]:
        item = str(row["id"])
        digests = row["computed"] if isinstance(row["computed"], dict) else {}
        facets: list[Value] = [
            _facet("File", {"fileName": _text(str(row["path"]).replace("\\", "/").rpartition("/")[2]), "sizeInBytes": _whole(row["size"])}),
            *_content(digests, row["size"], None),
        ]
        yield {
            "@id": self._id("evidence", item),
            "@type": "observable:ObservableObject",
            "core:name": _text(row["label"]),
            "core:hasFacet": facets,
        }
        yield {
            "@id": self._id("provenance", item), "@type": "investigation:ProvenanceRecord", "investigation:exhibitNumber": str(row["number"]),
            "core:description": _text(row["label"]), "core:object": [self._ref("evidence", item)],
        }  # fmt: skip

    def _file(self, row: Shown) -> Thing:
        path = str(row["path"]) + (f":{row['stream']}" if row["stream"] else "")
        facet: Thing = {
            "fileName": _text(path.rpartition("/")[2]), "filePath": _text(path), "isDirectory": row["kind"] == "directory",
            "sizeInBytes": _whole(row["size"]), "allocationStatus": "allocated" if row["allocated"] else "unallocated",
            **{name: _time(row[field]) for name, field in FILES},
        }  # fmt: skip
        facets: list[Value] = [_facet("File", facet), *_content(row, row["size"], row["mime"])]
        return {"@id": self._id("file", str(row["id"])), "@type": "observable:File", **self._marks(row), "core:hasFacet": facets}

    def _conversations(self) -> Iterator[Shown]:
        """Those selected, and those of selected messages."""
        if not self._selection.tags:
            yield from self._selection.rows("conversations")
            return
        messages = json.dumps(sorted(self._selection.marked.get("messages", ())))
        wanted = {row[0] for row in self._case.db.execute(TALKS, (messages,))} | self._selection.marked.get("conversations", set())
        for number in sorted(wanted):
            yield from self._selection.withheld.some("conversations", [number]).values()

    def _conversation(self, row: Shown) -> Iterator[Thing]:
        people: list[Value] = []
        for person in self._case.db.execute(PEOPLE, (ids.read(str(row["id"]))[1],)):
            account, things = self._account(str(row["id"]), person["identifier"], person["name"])
            yield from things
            people += [account] if account else []
        thread: Thing = {"observable:participant": people} if people else {}
        yield {
            "@id": self._id("thread", str(row["id"])), "@type": "observable:MessageThread", **self._marks(row),
            **({"core:name": _text(row["title"])} if row["title"] else {}), "core:hasFacet": [{"@type": "observable:MessageThreadFacet", **thread}],
        }  # fmt: skip
        yield from self._lies(self._id("thread", str(row["id"])), row)

    def _account(self, conversation: str, identifier: str | None, name: str | None) -> tuple[Value, list[Thing]]:
        """A reference to the account, and the account itself the first time."""
        if not identifier and not name:
            return None, []
        key = self._id("account", f"{conversation}|{identifier or name}")
        if key in self._accounts:
            return {"@id": key}, []
        self._accounts.add(key)
        facets: list[Value] = [_facet("Account", {"accountIdentifier": _text(identifier or name)})]
        if name:
            facets.append(_facet("DigitalAccount", {"displayName": _text(name)}))
        return {"@id": key}, [{"@id": key, "@type": "observable:DigitalAccount", "core:hasFacet": facets}]

    def _message(self, row: Shown) -> Iterator[Thing]:
        sender, things = self._account(str(row["conversation"]), _none(row["sender_id"]), _none(row["sender"]))
        yield from things
        facet: Thing = {
            "messageText": None if row["text"] is None else _text(row["text"]), "messageType": str(row["kind"]), "messageID": str(row["id"]),
            "sessionID": str(row["conversation"]), "sentTime": _time(row["sent"]), "from": sender,
        }  # fmt: skip
        key = self._id("message", str(row["id"]))
        yield {"@id": key, "@type": "observable:Message", **self._marks(row), "core:hasFacet": [_facet("Message", facet)]}
        yield from self._lies(key, row)

    def _artifact(self, row: Shown) -> Iterator[Thing]:
        key = self._id("artifact", str(row["id"]))
        data = row["data"] if isinstance(row["data"], dict) else {}
        facets: list[Value] = []
        if row["type"] == "call":
            facets.append(
                _facet(
                    "Call",
                    {"startTime": _time(row["time"]), "duration": _whole(data.get("duration")), "callType": _none(data.get("outcome"))},
                )
            )
        if isinstance(data.get("url"), str):
            facets.append(_facet("URL", {"fullValue": _text(data["url"])}))
        if (latitude := _decimal(data.get("latitude"))) and (longitude := _decimal(data.get("longitude"))):
            facets.append({"@type": "location:LatLongCoordinatesFacet", "location:latitude": latitude, "location:longitude": longitude})
        time = _time(row["time"])
        described = visible(f"{row['type']}: {row['summary']}")
        yield {
            "@id": key, "@type": "observable:ObservableObject", **self._marks(row), "core:description": described,
            **({"core:objectCreatedTime": time} if time else {}), **({"core:hasFacet": facets} if facets else {}),
        }  # fmt: skip
        yield from self._lies(key, row)

    def _lies(self, key: str, row: Shown) -> Iterator[Thing]:
        """In which file, and where there."""
        source = row["source"]
        if not isinstance(source, dict) or not isinstance(source.get("entry"), str):
            return
        entry = str(source["entry"])
        if not self._selection.holds("entries", ids.read(entry)[1]) and entry not in self._files:
            self._files.add(entry)
            yield from (self._file(found) for found in self._selection.withheld.some("entries", [ids.read(entry)[1]]).values())
        place = {name: value for name, value in source.items() if name in ("table", "rowid", "pointer", "line")}
        facets: list[Value] = []
        if isinstance(source.get("offset"), int):
            facets.append(_facet("DataRange", {"rangeOffset": source["offset"], "rangeSize": source["length"]}))
        elif place:
            facets.append(_facet("PathRelation", {"path": visible(json.dumps(place, ensure_ascii=False))}))
        yield {
            "@id": self._id("relationship", key), "@type": "observable:ObservableRelationship", "core:source": {"@id": key},
            "core:target": self._ref("file", entry), "core:kindOfRelationship": "Contained_Within", "core:isDirectional": True,
            **({"core:hasFacet": facets} if facets else {}),
        }  # fmt: skip

    def _marks(self, row: Shown) -> Thing:
        """The item's tags, and the id by which `query` finds it."""
        found = self._selection.tags_of([str(row["id"])]).get(str(row["id"]))
        tags: Thing = {"core:tag": [visible(tag) for tag in found]} if found else {}
        return {**tags, "core:externalReference": [{"@type": "core:ExternalReference", "core:externalIdentifier": str(row["id"])}]}

    def _id(self, kind: str, item: str) -> str:
        return f"kb:{kind}-{_uuid(self._space, f'{kind}:{item}')}"

    def _ref(self, kind: str, item: str) -> Thing:
        return {"@id": self._id(kind, item)}


def _named(value: Value, path: str) -> Value:
    """With an id for every facet and digest inside, made of where it stands: UCO asks for one that ends in a UUID."""
    match value:
        case list():
            return [_named(part, f"{path}/{at}") for at, part in enumerate(value)]
        case dict() if "@value" not in value:
            inside = {key: _named(part, f"{path}/{key}") for key, part in value.items()}
            if "@id" in value or "@type" not in value:
                return inside
            kind = str(value["@type"]).rpartition(":")[2].lower()
            return {"@id": f"kb:{kind}-{uuid5(NAMESPACE_URL, path)}", **inside}
        case _:
            return value


def _uuid(space: UUID, name: str) -> UUID:
    return uuid5(space, name.encode("utf-8", "backslashreplace").decode())


def _facet(kind: str, values: Thing) -> Thing:
    """Of the observable namespace, without what is not known."""
    return {"@type": f"observable:{kind}Facet", **{f"observable:{name}": value for name, value in values.items() if value is not None}}


def _content(digests: Shown, size: Value, mime: Value) -> list[Value]:
    hashes: list[Value] = [
        {
            "@type": "types:Hash",
            "types:hashMethod": name,
            "types:hashValue": {"@type": "xsd:hexBinary", "@value": str(digests[key]).upper()},
        }
        for key, name in HASHES.items()
        if digests.get(key)
    ]
    if not hashes and not mime:
        return []
    facet = _facet("ContentData", {"sizeInBytes": _whole(size), "mimeType": _none(mime), "hash": hashes or None})
    return [facet | ({"core:description": f"SM3 {digests['sm3']}"} if digests.get("sm3") else {})]


def _text(value: Value) -> str:
    return visible(str(value))


def _none(value: Value) -> str | None:
    return None if value is None or value == "" else visible(str(value))


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _decimal(value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return {"@type": "xsd:decimal", "@value": f"{value:.8f}"}


def _time(value: Value) -> Value:
    return {"@type": "xsd:dateTime", "@value": str(value)} if value else None
