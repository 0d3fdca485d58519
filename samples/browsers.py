"""The laptop's browser histories, in the tables that Chrome and Firefox make.

Chromium: components/history/core/browser/{url,visit,download}_database.cc; times are microseconds since 1601.
Firefox: toolkit/components/places/nsPlacesTables.h; times are microseconds since 1970.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from samples.cast import BACK_OFFICE, PLATFORM, SITE, at

CHROME_SCHEMA = """
CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER DEFAULT 0 NOT NULL,
    typed_count INTEGER DEFAULT 0 NOT NULL, last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL, visit_time INTEGER NOT NULL, from_visit INTEGER,
    transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER, visit_duration INTEGER DEFAULT 0 NOT NULL,
    incremented_omnibox_typed_score BOOLEAN DEFAULT FALSE NOT NULL, opener_visit INTEGER, originator_cache_guid TEXT,
    originator_visit_id INTEGER, originator_from_visit INTEGER, originator_opener_visit INTEGER, is_known_to_sync BOOLEAN DEFAULT FALSE NOT NULL);
CREATE TABLE visit_source(id INTEGER PRIMARY KEY, source INTEGER NOT NULL);
CREATE TABLE keyword_search_terms(keyword_id INTEGER NOT NULL, url_id INTEGER NOT NULL, term LONGVARCHAR NOT NULL,
    normalized_term LONGVARCHAR NOT NULL);
CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR NOT NULL, current_path LONGVARCHAR NOT NULL, target_path LONGVARCHAR NOT NULL,
    start_time INTEGER NOT NULL, received_bytes INTEGER NOT NULL, total_bytes INTEGER NOT NULL, state INTEGER NOT NULL,
    danger_type INTEGER NOT NULL, interrupt_reason INTEGER NOT NULL, hash BLOB NOT NULL, end_time INTEGER NOT NULL, opened INTEGER NOT NULL,
    last_access_time INTEGER NOT NULL, transient INTEGER NOT NULL, referrer VARCHAR NOT NULL, site_url VARCHAR NOT NULL,
    embedder_download_data VARCHAR NOT NULL, tab_url VARCHAR NOT NULL, tab_referrer_url VARCHAR NOT NULL, http_method VARCHAR NOT NULL,
    by_ext_id VARCHAR NOT NULL, by_ext_name VARCHAR NOT NULL, etag VARCHAR NOT NULL, last_modified VARCHAR NOT NULL,
    mime_type VARCHAR(255) NOT NULL, original_mime_type VARCHAR(255) NOT NULL);
CREATE TABLE downloads_url_chains(id INTEGER NOT NULL, chain_index INTEGER NOT NULL, url LONGVARCHAR NOT NULL, PRIMARY KEY (id, chain_index));
CREATE INDEX visits_url_index ON visits (url);
CREATE INDEX visits_time_index ON visits (visit_time);
CREATE INDEX urls_url_index ON urls (url);
"""
FIREFOX_SCHEMA = """
CREATE TABLE moz_origins(id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, host TEXT NOT NULL, frecency INTEGER NOT NULL, UNIQUE (prefix, host));
CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0,
    hidden INTEGER DEFAULT 0 NOT NULL, typed INTEGER DEFAULT 0 NOT NULL, frecency INTEGER DEFAULT -1 NOT NULL, last_visit_date INTEGER,
    guid TEXT, foreign_count INTEGER DEFAULT 0 NOT NULL, url_hash INTEGER DEFAULT 0 NOT NULL, description TEXT, preview_image_url TEXT,
    site_name TEXT, origin_id INTEGER REFERENCES moz_origins(id), recalc_frecency INTEGER NOT NULL DEFAULT 0, alt_frecency INTEGER,
    recalc_alt_frecency INTEGER NOT NULL DEFAULT 0);
CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER, visit_date INTEGER, visit_type INTEGER,
    session INTEGER, source INTEGER DEFAULT 0 NOT NULL, triggeringPlaceId INTEGER);
CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);
CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER, content LONGVARCHAR,
    flags INTEGER DEFAULT 0, expiration INTEGER DEFAULT 0, type INTEGER DEFAULT 0, dateAdded INTEGER DEFAULT 0, lastModified INTEGER DEFAULT 0);
CREATE UNIQUE INDEX moz_places_url_uniqueindex ON moz_places (url_hash, url);
CREATE INDEX moz_historyvisits_dateindex ON moz_historyvisits (visit_date);
"""


@dataclass(frozen=True, slots=True)
class Visit:
    when: datetime
    url: str
    title: str
    typed: bool = False


CHROME_VISITS = (
    Visit(at("2025-03-18T09:02:11.204518"), f"{SITE}/", f"{PLATFORM} · 首页", typed=True),
    Visit(at("2025-03-18T09:03:40.880131"), f"{BACK_OFFICE}/login", "管理后台 · 登录"),
    Visit(at("2025-04-06T20:30:02.117240"), "https://search.example/?q=投资平台+备案+多久", "投资平台 备案 多久 - 搜索", typed=True),
    Visit(at("2025-04-06T20:31:19.553902"), "https://law.example/filing/steps", "网络平台备案流程与所需材料"),
    Visit(at("2025-04-08T10:36:41.009377"), f"{BACK_OFFICE}/deposit/20250408", "管理后台 · 入金登记"),
    Visit(at("2025-04-15T14:31:20.441800"), f"{BACK_OFFICE}/deposit/20250415", "管理后台 · 入金登记"),
    Visit(at("2025-05-12T22:08:15.730064"), "https://search.example/?q=经营许可证+模板", "经营许可证 模板 - 搜索", typed=True),
    Visit(at("2025-05-12T22:10:02.305519"), "https://templates.example/license", "许可证模板下载"),
    Visit(at("2025-05-20T09:05:33.618204"), f"{BACK_OFFICE}/withdraw/switch", "管理后台 · 提现审核：已暂停"),
    Visit(at("2025-05-20T09:07:48.092713"), f"{BACK_OFFICE}/notice/edit", "管理后台 · 公告编辑"),
    Visit(at("2025-05-27T20:44:10.376655"), f"{BACK_OFFICE}/refund/new", "管理后台 · 新建退款"),
    Visit(at("2025-06-03T10:20:27.804406"), f"{BACK_OFFICE}/refund/new", "管理后台 · 新建退款"),
    Visit(at("2025-06-15T23:12:50.661273"), "https://search.example/?q=删除的文件+还能恢复吗", "删除的文件 还能恢复吗 - 搜索", typed=True),
)
FIREFOX_VISITS = (
    Visit(at("2025-04-05T16:20:05.412000"), "https://law.example/filing", "互联网投资平台的备案要求", typed=True),
    Visit(at("2025-04-05T16:24:37.091000"), "https://law.example/lawyers/appointment", "预约律师咨询"),
    Visit(at("2025-05-26T21:15:44.530000"), "https://law.example/forms/refund-agreement", "退款协议书范本"),
    Visit(at("2025-05-26T21:31:02.118000"), "https://bank.example/loan/personal", "示范银行 · 个人贷款"),
    Visit(at("2025-06-03T09:58:19.704000"), "https://bank.example/transfer", "示范银行 · 转账"),
)
DOWNLOADED = "license-template.zip"
DOWNLOAD_URL = "https://templates.example/files/license-template.zip"
DOWNLOAD_TIMES = (at("2025-05-12T22:11:20.550000"), at("2025-05-12T22:11:22.014000"))
DOWNLOAD_GUID = "3b0d9c52-6a7e-4f8b-9d51-20c7a4e81f36"

TYPED, LINK = 0x30000001, 0x30000000  # core type, with the marks of a chain's start and end
WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime, since: datetime) -> int:
    past = moment - since
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def chrome_history(place: Path, download_size: int) -> bytes:
    with sqlite3.connect(place) as db:
        db.executescript(CHROME_SCHEMA)
        db.executemany("INSERT INTO meta VALUES (?, ?)", (("version", "68"), ("last_compatible_version", "16")))
        for visit in CHROME_VISITS:
            time = micros(visit.when, WINDOWS_EPOCH)
            page = _chrome_page(db, visit, time)
            transition = TYPED if visit.typed else LINK
            db.execute(
                "INSERT INTO visits (url, visit_time, transition, visit_duration) VALUES (?, ?, ?, 45000000)", (page, time, transition)
            )
        _chrome_download(db, download_size)
    db.close()
    return place.read_bytes()


def _chrome_page(db: sqlite3.Connection, visit: Visit, time: int) -> int:
    known = db.execute("SELECT id FROM urls WHERE url = ?", (visit.url,)).fetchone()
    if known:
        db.execute("UPDATE urls SET visit_count = visit_count + 1, last_visit_time = ? WHERE id = ?", (time, known[0]))
        return int(known[0])
    row = (visit.url, visit.title, int(visit.typed), time)
    made = db.execute("INSERT INTO urls (url, title, visit_count, typed_count, last_visit_time) VALUES (?, ?, 1, ?, ?)", row)
    return int(made.lastrowid or 0)


def _chrome_download(db: sqlite3.Connection, size: int) -> None:
    path = f"C:\\Users\\周明\\Downloads\\{DOWNLOADED}"
    begun, ended = (micros(moment, WINDOWS_EPOCH) for moment in DOWNLOAD_TIMES)
    page = "https://templates.example/license"
    kind = "application/zip"
    row = (
        1,
        DOWNLOAD_GUID,
        path,
        path,
        begun,
        size,
        size,
        1,
        0,
        0,
        b"",
        ended,
        1,
        ended,
        0,
        page,
        "",
        "",
        page,
        "",
        "",
        "",
        "",
        "",
        "",
        kind,
        kind,
    )
    db.execute(f"INSERT INTO downloads VALUES ({', '.join('?' * len(row))})", row)
    db.execute("INSERT INTO downloads_url_chains VALUES (1, 0, ?)", (DOWNLOAD_URL,))


def firefox_places(place: Path) -> bytes:
    with sqlite3.connect(place) as db:
        db.executescript(FIREFOX_SCHEMA)
        for number, visit in enumerate(FIREFOX_VISITS, 1):
            host = visit.url.split("/")[2]
            db.execute("INSERT OR IGNORE INTO moz_origins (prefix, host, frecency) VALUES ('https://', ?, 100)", (host,))
            time = micros(visit.when, UNIX_EPOCH)
            page = (number, visit.url, visit.title, host[::-1] + ".", int(visit.typed), time, f"sample{number:06}")
            db.execute(
                "INSERT INTO moz_places (id, url, title, rev_host, visit_count, typed, last_visit_date, guid) VALUES (?, ?, ?, ?, 1, ?, ?, ?)",
                page,
            )
            db.execute(
                "INSERT INTO moz_historyvisits (from_visit, place_id, visit_date, visit_type, session) VALUES (0, ?, ?, ?, 0)",
                (number, time, 2 if visit.typed else 1),
            )
    db.close()
    return place.read_bytes()
