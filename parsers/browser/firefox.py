"""Firefox's places.sqlite, and the downloads.sqlite of versions before 26.

Tables: toolkit/components/places/nsPlacesTables.h in the Firefox source; visit types: nsINavHistoryService.idl.
Times are microseconds since 1970 in UTC. Since version 26 a download is two annotations of its address: where it
went, and a JSON object with its state, end (milliseconds) and size.
"""

from __future__ import annotations

import msgspec

from evidence_desk.api import Download, Gap, Instant, Locus, OpenEntry, Query, Records, Stored, WebVisit, moment, parser, text, whole

TRANSITIONS = {
    1: "link", 2: "typed", 3: "bookmark", 4: "embed", 5: "redirect_permanent", 6: "redirect_temporary", 7: "download",
    8: "framed_link", 9: "reload",
}  # fmt: skip
STATES = {
    -1: "not_started", 0: "in_progress", 1: "complete", 2: "failed", 3: "cancelled", 4: "paused", 5: "queued",
    6: "blocked", 7: "scanning", 8: "dirty", 9: "blocked",
}  # fmt: skip

VISITS = Query(
    "moz_historyvisits",
    {"moz_historyvisits": "place_id visit_date visit_type", "moz_places": "id url title"},
    """
    SELECT moz_historyvisits.rowid, place_id, visit_date, visit_type, url, title
    FROM moz_historyvisits LEFT JOIN moz_places ON moz_places.id = place_id
    """,
)
DOWNLOADS = Query(
    "moz_annos",
    {"moz_annos": "place_id anno_attribute_id content dateAdded", "moz_anno_attributes": "id name", "moz_places": "id url"},
    """
    SELECT moz_annos.rowid, url, content, dateAdded,
        (SELECT other.content FROM moz_annos AS other JOIN moz_anno_attributes AS kind ON kind.id = other.anno_attribute_id
         WHERE other.place_id = moz_annos.place_id AND kind.name = 'downloads/metaData') AS outcome
    FROM moz_annos LEFT JOIN moz_places ON moz_places.id = place_id
    """,
    where="moz_annos.anno_attribute_id IN (SELECT id FROM moz_anno_attributes WHERE name = 'downloads/destinationFileURI')",
)
OLD_DOWNLOADS = Query(
    "moz_downloads",
    {"moz_downloads": "source target startTime state currBytes maxBytes"},
    "SELECT moz_downloads.rowid, source, target, startTime, state, currBytes, maxBytes FROM moz_downloads",
)


class Outcome(msgspec.Struct, rename={"size": "fileSize"}):
    """What `downloads/metaData` says."""

    state: int | None = None
    size: int | None = None


@parser("firefox.visit", version=1, needs={"moz_places": {"id", "url"}, "moz_historyvisits": {"place_id", "visit_date"}})
def visits(entry: OpenEntry) -> Records:
    """Pages that Firefox recorded as loaded; not that anyone read them."""
    profile = profile_of(entry.path)

    def visit(row: Stored, locus: Locus) -> Records:
        if row["url"] is None:
            yield Gap("reference-missing", {"field": "place_id", "raw": text(row["place_id"]) or ""}, place=locus.place)
        time = yield from moment("visit_date", row["visit_date"], micros, locus)
        kind = whole(row["visit_type"])
        yield WebVisit(
            locus=locus, time=time, url=text(row["url"]) or "", title=text(row["title"]),
            transition=None if kind is None else TRANSITIONS.get(kind, str(kind)), browser="Firefox", profile=profile,
        )  # fmt: skip

    yield from entry.records(VISITS, visit)


@parser(
    "firefox.download",
    version=1,
    needs={"moz_annos": {"place_id", "anno_attribute_id", "content"}, "moz_anno_attributes": {"id", "name"}, "moz_places": {"id", "url"}},
)
def downloads(entry: OpenEntry) -> Records:
    """Files that Firefox (26 and later) recorded as downloaded, wholly or in part."""

    def download(row: Stored, locus: Locus) -> Records:
        time = yield from moment("dateAdded", row["dateAdded"], micros, locus)
        try:
            outcome = msgspec.json.decode(text(row["outcome"]) or "{}", type=Outcome)
        except msgspec.DecodeError:
            outcome = Outcome()
            yield Gap("value-out-of-range", {"field": "downloads/metaData", "raw": (text(row["outcome"]) or "")[:100]}, place=locus.place)
        yield Download(
            locus=locus, time=time, url=text(row["url"]), target=text(row["content"]), size=whole(outcome.size),
            state=state_of(outcome.state), browser="Firefox",
        )  # fmt: skip

    yield from entry.records(DOWNLOADS, download)


@parser("firefox.old-download", version=1, needs={"moz_downloads": {"source", "target", "starttime"}})
def old_downloads(entry: OpenEntry) -> Records:
    """Files that Firefox (before 26) recorded as downloaded, wholly or in part."""

    def download(row: Stored, locus: Locus) -> Records:
        time = yield from moment("startTime", row["startTime"], micros, locus)
        size = whole(row["maxBytes"])
        yield Download(
            locus=locus, time=time, url=text(row["source"]), target=text(row["target"]),
            size=whole(row["currBytes"]) if size is None or size < 0 else size, state=state_of(whole(row["state"])), browser="Firefox",
        )  # fmt: skip

    yield from entry.records(OLD_DOWNLOADS, download)


def micros(count: int) -> Instant:
    return Instant.since_1970(count, 1_000_000)


def state_of(stored: int | None) -> str | None:
    return None if stored is None else STATES.get(stored, str(stored))


def profile_of(path: str) -> str | None:
    """The folder of the profile, as `Profiles/xxxxxxxx.default/places.sqlite`."""
    parts = path.split("/")
    return parts[-2] if len(parts) > 1 and parts[-2] else None
