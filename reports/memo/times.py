"""When something was, in words: as the source has it, in UTC, and as a clock at the place showed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from evidence_desk.store.case import zone_of
from reports.memo.rows import Item

Say = Callable[..., str]

LOCAL = ("fat12", "fat16", "fat32")
"""File systems that keep the time of a clock and no zone; the entries table lists it as if it were UTC."""


def of_record(item: Item, zone: str | None, say: Say) -> str:
    """UTC with the basis of the zone, the local time, and what the source itself wrote."""
    utc = item.sent or item.time
    if utc is None:
        return say("time.unzoned", local=item.sent_local) if item.sent_local else say("time.none")
    parts = [utc if item.basis == "unknown" else say("time.based", utc=utc, basis=say(f"basis.{item.basis}"))]
    if zone is not None:
        parts.append(say("time.local", local=clock(utc, zone), zone=zone))
    if item.sent_local:
        parts.append(say("time.written", text=item.sent_local))
    return " · ".join(parts)


def of_file(item: Item, filesystem: str | None, zone: str | None, say: Say) -> str:
    """When the file system says that the file was last modified and created."""
    stamps = [(say(f"time.{name}"), stamp) for name, stamp in (("modified", item.modified), ("created", item.created)) if stamp]
    if not stamps:
        return say("time.none")
    if filesystem in LOCAL:
        shown = " · ".join(f"{name} {stamp.removesuffix('Z').replace('T', ' ')}" for name, stamp in stamps)
        return say("time.of-clock", times=shown)
    return " · ".join(f"{name} {stamp}" + (f" · {_local(stamp, zone, say)}" if zone else "") for name, stamp in stamps)


def clock(utc: str, zone: str) -> str:
    """What a clock in the zone showed, to the second; the UTC text where that is before the year 1 or after 9999."""
    try:
        return datetime.fromisoformat(utc).astimezone(zone_of(zone)).isoformat(" ", "seconds")[:19]
    except OverflowError:
        return utc


def _local(utc: str, zone: str, say: Say) -> str:
    return say("time.local", local=clock(utc, zone), zone=zone)
