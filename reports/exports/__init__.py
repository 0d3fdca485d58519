"""Exports of the records of a case, all or those with a tag; each format is a module with one function, `write`."""

from __future__ import annotations

FORMATS = {
    "csv": "comma", "xlsx": "xlsx", "jsonl": "jsonl", "case": "case_uco", "dfxml": "dfxml", "bodyfile": "bodyfile", "timesketch": "timesketch",
    "kml": "kml", "html": "html",
}  # fmt: skip
"""The formats by the name in the contract, with the module that writes each. Loaded when used: some bring a library."""
ENDINGS = {"case": "jsonld", "dfxml": "xml", "bodyfile": "txt", "timesketch": "jsonl"}
"""What a file of a format is called by habit, where that is not the format's own name."""
