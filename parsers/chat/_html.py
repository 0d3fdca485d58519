"""The characters of a piece of HTML that an app wrote itself: no document, so nothing is followed and nothing is run."""

from __future__ import annotations

import re
from html import unescape

BREAK, TAG = re.compile(r"<br\s*/?>", re.IGNORECASE), re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """Line ends are <br>, a link is its text."""
    return unescape(TAG.sub("", BREAK.sub("\n", html.replace("\n", "")))).strip()
