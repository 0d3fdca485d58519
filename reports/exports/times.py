"""Times of the public tables as other formats want them."""

from __future__ import annotations

from datetime import datetime, timedelta

from evidence_desk.model import EPOCH


def micros(time: str) -> int:
    """Microseconds since 1970 of RFC 3339 text in UTC; what is finer is left out."""
    whole, _, rest = time.removesuffix("Z").partition(".")
    return (datetime.fromisoformat(f"{whole}+00:00") - EPOCH) // timedelta(microseconds=1) + int(rest[:6].ljust(6, "0") or 0)
