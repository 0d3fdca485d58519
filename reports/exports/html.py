"""The conversations as one HTML page that any browser shows: no script, nothing from elsewhere.

The page forbids itself both (its Content-Security-Policy allows its own style and nothing else). All of what
evidence says is escaped. Attachments are named with their digests; no picture is shown.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import BinaryIO

from evidence_desk import __version__
from evidence_desk.review import protected
from evidence_desk.store import browse, ids
from evidence_desk.store.tables import Shown, Value
from evidence_desk.visible import visible, visible_line
from reports.exports.details import details_of
from reports.exports.selection import Selection

PAGE = 256
STYLE = """
body{font-family:system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1e21;line-height:1.5}
h1{font-size:1.4rem}h2{font-size:1.1rem;border-top:1px solid #ccc;padding-top:1rem;margin-top:2rem}
.about{color:#555;font-size:.85rem}ol{list-style:none;padding:0}
li{margin:.6rem 0;padding:.5rem .8rem;background:#f3f4f6;border-radius:.4rem;overflow-wrap:anywhere}
li.out{background:#e3ecf8;margin-left:3rem}li.in{margin-right:3rem}
p{margin:.2rem 0;white-space:pre-wrap}.who{font-weight:600}code{font-size:.8rem}
"""
POLICY = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; form-action 'none'; base-uri 'none'"
HEAD = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
"""
VEILED = "标记为淫秽内容的文件，不展示 a file marked as sexual content, not shown"
UNSENT = ("无时间", "no time")


def write(selection: Selection, out: BinaryIO) -> int:
    about = selection.case.particulars
    title = _line(f"{about.number} {about.title}".strip())
    out.write(f"{HEAD}<title>{title}</title>\n<style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n".encode())
    chosen = f"标记 tag: {_line(', '.join(selection.tags))} · " if selection.tags else ""
    out.write(
        f'<p class="about">{chosen}evidence-desk {__version__} · 时间为 UTC，括号内为来源所载 times are UTC, in brackets as in the source</p>\n'.encode()
    )
    count, veiled = 0, protected.veiled(selection.case)
    for row in selection.withheld.rows("conversations"):
        messages = _chosen(selection, str(row["id"]))
        if len(messages) or not selection.tags:
            out.write(_head(row, len(messages)).encode())
            for message in _rows(selection, messages):
                out.write(_message(message, veiled).encode())
                count += 1
            out.write(b"</ol></section>\n")
    out.write(b"</body></html>\n")
    return count


def _chosen(selection: Selection, conversation: str) -> browse.Vector:
    """Its messages in their order: all where it was selected itself."""
    number = ids.read(conversation)[1]
    talk = browse.messages(selection.case, number, apart=False).messages
    if selection.holds("conversations", number):
        return talk
    return browse.Vector("messages", [row for row in talk.rows if selection.holds("messages", row)])


def _rows(selection: Selection, messages: browse.Vector) -> Iterator[Shown]:
    for at in range(0, len(messages), PAGE):
        yield from (selection.withheld.row("messages", row) for row in messages.page(selection.case, at, at + PAGE, "en") if row)


def _head(row: Shown, shown: int) -> str:
    title = _line(row["title"] or row["account"] or row["id"])
    count = f"{shown} / {row['messages']}" if shown != row["messages"] else str(shown)
    return (
        f'<section id="{row["id"]}"><h2>{title}</h2>\n<p class="about">{row["id"]} · {_line(row["app"])} · {_line(row["kind"])} · '
        f"消息 messages: {count} · 检材 evidence: {row['evidence']}<br>{_source(row['source'])}</p>\n<ol>\n"
    )


def _message(row: Shown, veiled: frozenset[str]) -> str:
    side = row["direction"] or ""
    who = " · ".join(dict.fromkeys(_line(one) for one in (row["sender"], row["sender_id"]) if one))
    states = [_line(row["kind"])] if row["kind"] != "text" else []
    states += ["已编辑 edited"] if row["edited"] else []
    states += ["已删除 deleted"] if row["deleted"] else []
    local = f" ({_line(row['sent_local'])})" if row["sent_local"] else ""
    lines = [
        f'<span class="who">{who or "—"}</span> <time>{row["sent"] or " ".join(UNSENT)}</time>{local} {" · ".join(states)}',
        f"<p>{escape(visible(str(row['text'])))}</p>" if row["text"] else "",
        *(f'<p class="about">{_line(line)}</p>' for line in details_of(row)),
        *(_attachment(one, veiled) for one in (row["attachments"] if isinstance(row["attachments"], list) else [])),
        f'<p class="about">{row["id"]} · {_source(row["source"])}</p>',
    ]
    return f'<li id="{row["id"]}" class="{side}">{"".join(lines)}</li>\n'


def _attachment(one: Value, veiled: frozenset[str]) -> str:
    """What a person marked as sexual content goes by its digest alone."""
    if not isinstance(one, dict):
        return ""
    name = VEILED if one.get("sha256") in veiled else _line(one.get("name") or "?")
    digest = f"<br><code>SHA-256 {one['sha256']}</code>" if one.get("sha256") else ""
    return f'<p class="about">附件 attachment: {name} · {_line(one.get("state"))}{digest}</p>'


def _source(source: Value) -> str:
    """Where its bytes lie."""
    if not isinstance(source, dict):
        return ""
    place = " ".join(f"{key} {_line(value)}" for key, value in source.items() if key not in ("entry", "path", "sha256", "parser"))
    return f"{_line(source.get('path') or '')} {place}".strip()


def _line(value: Value) -> str:
    return escape(visible_line(str(value)))
