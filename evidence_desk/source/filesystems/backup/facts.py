"""What a backup says of the device and of itself, for the evidence's metadata: values as they stand there, names of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

INFO = {
    "Device Name": "device_name", "Display Name": "display_name", "Product Name": "product_name", "Product Type": "product_type",
    "Product Version": "product_version", "Build Version": "build_version", "Serial Number": "serial_number", "IMEI": "imei", "IMEI 2": "imei2",
    "MEID": "meid", "ICCID": "iccid", "Phone Number": "phone_number", "Unique Identifier": "udid", "Target Identifier": "udid",
    "Last Backup Date": "backup_date", "iTunes Version": "itunes_version", "macOS Version": "macos_version",
}  # fmt: skip
LOCKDOWN = {
    "DeviceName": "device_name", "ProductType": "product_type", "ProductVersion": "product_version", "BuildVersion": "build_version",
    "SerialNumber": "serial_number", "UniqueDeviceID": "udid",
}  # fmt: skip
MANIFEST = {"IsEncrypted": "encrypted", "WasPasscodeSet": "passcode_set", "Date": "manifest_date", "Version": "manifest_version"}
STATUS = {"IsFullBackup": "full_backup", "BackupState": "backup_state", "SnapshotState": "snapshot_state", "Date": "status_date"}

LONGEST = 400


def facts(info: Mapping[str, object], manifest: Mapping[str, object], status: Mapping[str, object]) -> dict[str, str]:
    """The first that states a fact has it; where another says otherwise, that stands beside it under `manifest_...`."""
    found = dict(_named(info, INFO))
    lockdown = manifest.get("Lockdown")
    for name, value in _named(lockdown if isinstance(lockdown, dict) else {}, LOCKDOWN):
        if found.setdefault(name, value) != value:
            found[f"manifest_{name}"] = value
    return found | dict(_named(manifest, MANIFEST)) | dict(_named(status, STATUS))


def _named(stated: Mapping[str, object], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, name in names.items():
        value = stated.get(key)
        if isinstance(value, bool):
            yield name, "true" if value else "false"
        elif isinstance(value, datetime):  # a property list has its dates in UTC
            yield name, value.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif isinstance(value, str | int | float) and str(value):
            yield name, str(value)[:LONGEST]
