"""Chromium's History database: Chrome, Edge, 360, QQ, Opera and the other browsers built on it.

Tables: components/history/core/browser/{visit,url,download}_database.cc in the Chromium source. Times are
microseconds since 1601 in UTC; in the download table of versions before 26 (the one with `full_path`) they are
seconds since 1970. Transitions: ui/base/page_transition_types.h; the low byte is the kind.
"""

from __future__ import annotations

from evidence_desk.api import Download, Gap, Instant, Locus, OpenEntry, Query, Records, Stored, WebVisit, moment, parser, text, whole

SECONDS_1601_TO_1970 = 11_644_473_600

TRANSITIONS = (
    "link", "typed", "auto_bookmark", "auto_subframe", "manual_subframe", "generated", "auto_toplevel", "form_submit",
    "reload", "keyword", "keyword_generated",
)  # fmt: skip
STATES = ("in_progress", "complete", "cancelled", "interrupted", "interrupted")
BROWSERS = {
    "/360se": "360 Secure Browser",
    "/360chrome": "360 Extreme Browser",
    "/qqbrowser/": "QQ Browser",
    "/sogouexplorer/": "Sogou Explorer",
    "/2345explorer/": "2345 Explorer",
    "/ucbrowser/": "UC Browser",
    "/liebao": "Liebao Browser",
    "/microsoft/edge": "Edge",
    "/microsoft-edge": "Edge",
    "/microsoft edge": "Edge",
    "/com.microsoft.emmx/": "Edge",
    "/opera": "Opera",
    "/com.operasoftware.opera/": "Opera",
    "/com.opera.browser/": "Opera",
    "/brave": "Brave",
    "/com.brave.browser/": "Brave",
    "/vivaldi": "Vivaldi",
    "/yandexbrowser/": "Yandex Browser",
    "/google/chrome": "Chrome",
    "/google-chrome": "Chrome",
    "/com.android.chrome/": "Chrome",
    "/chromium": "Chromium",
}
"""Folders that tell the product; only a hint, since a profile can be copied anywhere."""

VISITS = Query(
    "visits",
    {"visits": "url visit_time transition", "urls": "id url title"},
    """
    SELECT visits.rowid, visits.url AS page, visit_time, transition, urls.url, title
    FROM visits LEFT JOIN urls ON urls.id = visits.url
    """,
)
DOWNLOADS = Query(
    "downloads",
    {
        "downloads": "id url full_path current_path target_path start_time received_bytes total_bytes state",
        "downloads_url_chains": "id chain_index url",
    },
    """
    SELECT downloads.rowid, downloads.url, full_path, current_path, target_path, start_time, received_bytes, total_bytes, state,
        (SELECT chain.url FROM downloads_url_chains AS chain WHERE chain.id = downloads.id ORDER BY chain_index DESC LIMIT 1) AS last_url
    FROM downloads
    """,
)


@parser("chromium.visit", version=1, needs={"urls": {"id", "url"}, "visits": {"url", "visit_time"}})
def visits(entry: OpenEntry) -> Records:
    """Pages that a Chromium browser recorded as loaded; not that anyone read them."""
    browser, profile = product(entry.path)

    def visit(row: Stored, locus: Locus) -> Records:
        if row["url"] is None:
            yield Gap("reference-missing", {"field": "visits.url", "raw": text(row["page"]) or ""}, place=locus.place)
        time = yield from moment("visit_time", row["visit_time"] or None, webkit, locus)
        yield WebVisit(
            locus=locus, time=time, url=text(row["url"]) or "", title=text(row["title"]),
            transition=transition(whole(row["transition"])), browser=browser, profile=profile,
        )  # fmt: skip

    yield from entry.records(VISITS, visit)


@parser("chromium.download", version=1, needs={"downloads": {"start_time", "state"}, "urls": {"id", "url"}})
def downloads(entry: OpenEntry) -> Records:
    """Files that a Chromium browser recorded as downloaded, wholly or in part; `url` is the last address of a chain of redirections."""
    browser, _ = product(entry.path)

    def download(row: Stored, locus: Locus) -> Records:
        since = webkit if row["full_path"] is None else Instant.since_1970
        time = yield from moment("start_time", row["start_time"] or None, since, locus)
        state = whole(row["state"])
        yield Download(
            locus=locus, time=time, url=text(row["last_url"]) or text(row["url"]),
            target=text(row["target_path"]) or text(row["full_path"]) or text(row["current_path"]),
            size=whole(row["total_bytes"]) or whole(row["received_bytes"]),
            state=STATES[state] if state is not None and 0 <= state < len(STATES) else text(state), browser=browser,
        )  # fmt: skip

    yield from entry.records(DOWNLOADS, download)


def webkit(micros: int) -> Instant:
    return Instant.since_1970(micros - SECONDS_1601_TO_1970 * 1_000_000, 1_000_000)


def transition(stored: int | None) -> str | None:
    """The kind of a transition by its name; one that has none as its number."""
    if stored is None:
        return None
    kind = stored & 0xFF
    return TRANSITIONS[kind] if kind < len(TRANSITIONS) else str(kind)


def product(path: str) -> tuple[str | None, str | None]:
    """Browser and profile, as far as the folders around the file tell."""
    folder = "/" + path.rpartition("/")[0].lower() + "/"
    browser = next((name for part, name in BROWSERS.items() if part in folder), None)
    return browser, path.split("/")[-2] if browser and "/" in path else None
