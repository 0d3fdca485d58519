"""What Android's properties say of a device: build.prop and default.prop, and what `getprop` printed.

`name=value` a line, or `[name]: [value]`; AOSP, system/core/init. `ro.` properties are set once at each start.
"""

from __future__ import annotations

import re

from evidence_desk.api import Device, OpenEntry, Records, parser

LARGEST = 4 << 20
LINE = re.compile(r"^(?:\[([\w.\-]{1,120})\]: \[(.*)\]|([\w.\-]{1,120})=(.*))$", re.MULTILINE)
MARKS = (b"ro.product.", b"ro.build.", b"ro.vendor.", b"ro.system.")
FIELDS = {
    "maker": ("manufacturer",), "model": ("model",), "name": ("marketname", "device", "name"),
}  # fmt: skip
PARTS = ("", "system.", "vendor.", "odm.", "product.")
SERIALS = ("ro.serialno", "ro.boot.serialno", "ril.serialnumber", "persist.sys.serialno")
IMEI = re.compile(r"(?:^|\.)(?:imei|meid|deviceid)\d?(?:$|\.)")
FIFTEEN = re.compile(r"\d{14,16}")
SAID = re.compile(
    r"^ro\.(?:product\.(?:brand|board|cpu\.abi)|build\.(?:date|fingerprint|version\.\w+|id)|(?:boot)?hardware|boot\.\w*baseband|config\.\w*name)"
)


def is_properties(head: bytes) -> bool:
    return sum(mark in head for mark in MARKS) >= 1 and len(re.findall(rb"(?m)^\[?ro\.[\w.]+(?:=|\]: \[)", head)) >= 3


@parser("android.device", version=1, sniff=is_properties, tables=lambda tables: not tables)
def device(entry: OpenEntry) -> Records:
    """The device that Android's properties say it is."""
    body = entry.content.read_at(0, LARGEST).decode(errors="replace").replace("\r\n", "\n")
    found: dict[str, str] = {}
    for bracketed, inside, name, value in LINE.findall(body):
        found.setdefault(bracketed or name, (inside or value).strip()[:400])

    def first(*names: str) -> str | None:
        return next((found[name] for name in names if found.get(name)), None)

    named = {field: first(*(f"ro.product.{part}{word}" for word in words for part in PARTS)) for field, words in FIELDS.items()}
    imei = dict.fromkeys(one for key, value in found.items() if IMEI.search(key.casefold()) for one in FIFTEEN.findall(value))
    yield Device(
        locus=entry.at(), maker=named["maker"], model=named["model"], name=named["name"], serial=first(*SERIALS), imei=tuple(imei),
        system=first("ro.build.version.release", "ro.system.build.version.release", "ro.vendor.build.version.release"),
        build=first("ro.build.display.id", "ro.build.id", "ro.system.build.id"),
        said={key: value for key, value in found.items() if value and SAID.match(key)},
    )  # fmt: skip
