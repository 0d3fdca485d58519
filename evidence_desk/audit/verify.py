#!/usr/bin/env python3
"""Checks an exported audit log without Evidence Desk: this one file and Python's standard library (3.8 or later) are enough.

    python3 verify.py audit.jsonl [--head HASH]

Each line of the log is {"seq": n, "body": "...", "previous": "hex", "hash": "hex"}. `body` is the exact text of
the entry; hash = SHA-256(previous || body in UTF-8); the first entry follows 32 zero bytes. Exit status: 0 the
chain holds, 1 it is broken, 2 the file cannot be read. `--head`: a hash from a memo or a paper copy; it must be in the log.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys


def check(lines: list[str], head: str | None = None) -> list[str]:
    """What does not hold, a sentence each."""
    faults, previous, seen = [], bytes(32), set()
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            body, before, digest = entry["body"].encode(), bytes.fromhex(entry["previous"]), bytes.fromhex(entry["hash"])
            inner = json.loads(body)["seq"]
        except (ValueError, KeyError, TypeError, AttributeError):
            faults.append(f"line {number} is no entry of an audit log")
            continue
        if entry.get("seq") != number or inner != number:
            faults.append(f"line {number} is entry {entry.get('seq')}: entries are missing, doubled or moved")
        if before != previous:
            faults.append(f"entry {number} does not follow the one before it")
        if hashlib.sha256(before + body).digest() != digest:
            faults.append(f"entry {number} does not have its hash: its text was changed")
        previous = digest
        seen.add(digest.hex())
    if head is not None and head.lower() not in seen:
        faults.append("the given head is not in this log: entries were cut off or rewritten since it was printed")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description="checks an exported audit log")
    parser.add_argument("log")
    parser.add_argument("--head", help="a hash that a memo or paper copy shows")
    given = parser.parse_args()
    try:
        with open(given.log, encoding="utf-8") as file:  # noqa: PTH123
            lines = [line for line in file.read().split("\n") if line]
    except (OSError, UnicodeDecodeError) as error:
        print(f"{given.log} cannot be read: {error}", file=sys.stderr)
        return 2
    faults = check(lines, given.head)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(lines)} entries, chain unbroken; head {json.loads(lines[-1])['hash'] if lines else '-'}")
        print("Whether entries were cut off at the end can only be told with a later head from elsewhere.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
