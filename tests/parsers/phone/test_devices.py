"""What files say of the device that they come from."""

from __future__ import annotations

import plistlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from evidence_desk.api import Device, Gap, OpenEntry
from parsers.phone import android_device, apple_device

LAST = datetime(2024, 6, 1)  # noqa: DTZ001 as a list has it
PROPERTIES = """# begin build properties
ro.build.id=TQ3A.230901.001
ro.build.version.release=13
ro.build.fingerprint=Xiaomi/cupid/cupid:13/TKQ1/V14:user/release-keys
ro.product.brand=Xiaomi
ro.product.model=2201123C
ro.product.manufacturer=Xiaomi
ro.serialno=8a1b2c3d
ro.ril.oem.imei1=356938035643809
ro.ril.oem.imei=356938035643809,356938035643817
"""


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_a_backup_names_its_device(entry: Callable[..., OpenEntry], form: plistlib.PlistFormat) -> None:
    info = {
        "Product Type": "iPhone14,5", "Serial Number": "F2LTEST", "IMEI": "356938035643809", "IMEI 2": "356938035643817", "Unique Identifier": "00008110-1",
        "Last Backup Date": LAST, "Phone Number": "+86 138", "Product Version": "17.4", "Build Version": "21E219", "Applications": {"x": 1},
    }  # fmt: skip
    data = plistlib.dumps(info, fmt=form)
    assert apple_device.device.sniff is not None and apple_device.device.sniff(data)
    (found,) = apple_device.device.parse(entry(data, "/Info.plist"))
    assert isinstance(found, Device)
    assert (found.model, found.serial, found.imei, found.udid) == (
        "iPhone14,5",
        "F2LTEST",
        ("356938035643809", "356938035643817"),
        "00008110-1",
    )
    assert (str(found.time), found.system) == ("2024-06-01T00:00:00Z", "17.4")


@pytest.mark.parametrize(
    "written", [PROPERTIES, "\r\n".join(f"[{a}]: [{b}]" for a, _, b in (line.partition("=") for line in PROPERTIES.splitlines()[1:]))]
)
def test_properties_of_android_name_theirs_however_they_are_written(entry: Callable[..., OpenEntry], written: str) -> None:
    data = written.encode()
    assert android_device.device.sniff is not None and android_device.device.sniff(data)
    (found,) = android_device.device.parse(entry(data, "/system/build.prop"))
    assert isinstance(found, Device)
    assert (found.maker, found.model, found.serial, found.system) == ("Xiaomi", "2201123C", "8a1b2c3d", "13")
    assert found.imei == ("356938035643809", "356938035643817")
    assert found.said["ro.build.fingerprint"].startswith("Xiaomi/cupid")


def test_a_list_that_is_damaged_is_said(entry: Callable[..., OpenEntry]) -> None:
    assert [
        one.code
        for one in apple_device.device.parse(entry(b"bplist00 Product Type Unique Identifier", "/Info.plist"))
        if isinstance(one, Gap)
    ] == ["document-damaged"]


def test_the_backup_of_the_corpus_names_its_device(entry: Callable[..., OpenEntry], corpus: Path) -> None:
    data = (corpus / "chat/ios_backup/00008110-0000open/Info.plist").read_bytes()
    (found,) = apple_device.device.parse(entry(data, "/Info.plist"))
    assert isinstance(found, Device)
    assert (found.model, found.udid) == ("iPhone14,5", "00008110-0000open")
