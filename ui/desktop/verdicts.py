"""How verdicts and states look: always an icon and a word, and a colour that only repeats them."""

from __future__ import annotations

VERDICTS: dict[str, tuple[str, str]] = {
    "match": ("match", "holds"),
    "mismatch": ("mismatch", "fails"),
    "nothing-to-compare": ("nothing-to-compare", "quiet"),
    "unreadable": ("unreadable", "caution"),
    "open": ("open", "faint"),
}
"""Icon and the name of its colour."""
STATES: dict[str, tuple[str, str]] = {
    "registered": ("open", "faint"),
    "running": ("busy", "accent"),
    "unfinished": ("waiting", "caution"),
    "processed": ("match", "holds"),
    "failed": ("error", "fails"),
    "missing": ("unreadable", "caution"),
}
SEVERITIES: dict[str, tuple[str, str]] = {"error": ("error", "fails"), "warning": ("warning", "caution"), "info": ("info", "quiet")}
RESULTS: dict[str, tuple[str, str]] = {
    "agrees": ("match", "holds"),
    "differs": ("mismatch", "fails"),
    "listed": ("info", "quiet"),
    "nothing-to-compare": ("nothing-to-compare", "quiet"),
    "asked": ("open", "faint"),
}
"""What the program found for a point of the checklist."""
