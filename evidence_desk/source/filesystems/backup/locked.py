"""The manifest of a backup, opened: an encrypted one with a password that a person gave, its manifest too where that is encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence_desk.model import Gap
from evidence_desk.source.filesystems import Content, FileSystem
from evidence_desk.source.filesystems.backup.facts import facts
from evidence_desk.source.filesystems.backup.keybag import Classes, Keybag, unwrapped
from evidence_desk.source.filesystems.backup.places import Place
from evidence_desk.source.filesystems.backup.plists import LARGEST, read_plist
from evidence_desk.source.filesystems.ciphered import Deciphered
from evidence_desk.source.filesystems.contents import Scratch
from evidence_desk.source.sqlite import MAGIC

ENCRYPTION = "ios-backup"
BLOCK = 1 << 20


@dataclass(slots=True)
class Locked:
    """`manifest` is None where it is encrypted and no secret fits."""

    manifest: Content | None
    log: Content | None
    about: dict[str, str]
    classes: Classes | None = None
    locked: bool = False
    gaps: list[Gap] = field(default_factory=list)


def opened(inner: FileSystem, place: Place, index: int, secrets: Sequence[bytes]) -> Locked:
    """OSError and ValueError where the manifest cannot be read at all."""
    gaps: list[Gap] = []
    info, stated, status = (_plist(inner, f"{place.root}/{name}.plist", gaps) for name in ("Info", "Manifest", "Status"))
    manifest = _content(inner, f"{place.root}/{place.manifest}")
    if manifest is None:
        raise OSError("there is no such file")
    found = Locked(manifest, _content(inner, f"{place.root}/{place.manifest}-wal"), facts(info, stated, status), gaps=gaps)
    if stated.get("IsEncrypted"):
        _unlock(found, stated, index, secrets)
    return found


def _unlock(found: Locked, stated: dict[str, object], index: int, secrets: Sequence[bytes]) -> None:
    """Tries each secret; what no secret opens stays locked, and a manifest that is not encrypted is listed all the same."""
    volume: dict[str, str | int] = {"index": index, "encryption": ENCRYPTION}
    try:
        found.classes = _classes(stated, secrets)
        if found.classes:
            _decipher(found, stated, found.classes)
            found.gaps.append(Gap("volume-unlocked", {**volume, "how": "password"}, "info"))
            return
    except (OSError, ValueError) as error:
        found.classes = None
        found.gaps.append(Gap("volume-not-unlocked", {**volume, "detail": str(error)[:200]}))
    else:
        found.gaps.append(Gap("secret-does-not-fit", {**volume, "count": len(secrets)}) if secrets else Gap("volume-encrypted", volume))
    found.locked = True
    if found.manifest and not found.manifest.read_at(0, 16).startswith((MAGIC, b"mbdb")):
        found.manifest = None


def _classes(stated: dict[str, object], secrets: Sequence[bytes]) -> Classes | None:
    if not secrets:
        return None
    bag = stated.get("BackupKeyBag")
    if not isinstance(bag, bytes):
        raise ValueError("Manifest.plist has no key bag")
    keys = Keybag(bag)
    return next((classes for secret in secrets if (classes := keys.unlock(secret))), None)


def _decipher(found: Locked, stated: dict[str, object], classes: Classes) -> None:
    """Since iOS 10.2 the manifest is encrypted too, with a key beside the key bag."""
    key = stated.get("ManifestKey")
    if found.manifest is None or not isinstance(key, bytes) or found.manifest.read_at(0, 16).startswith(MAGIC):
        return
    plain = Deciphered(found.manifest, unwrapped(classes, None, key), None)
    found.manifest, found.log = Scratch(plain.read_at(place, BLOCK) for place in range(0, plain.size, BLOCK)), None
    if not found.manifest.read_at(0, 16).startswith(MAGIC):
        raise ValueError("Manifest.db is no database once it is deciphered")


def _plist(inner: FileSystem, path: str, gaps: list[Gap]) -> dict[str, object]:
    try:
        content = _content(inner, path)
        return read_plist(content.read_at(0, LARGEST)) if content else {}
    except (OSError, ValueError) as error:
        gaps.append(Gap("backup-list-unreadable", {"path": path, "detail": str(error)[:200]}))
        return {}


def _content(inner: FileSystem, path: str) -> Content | None:
    found = inner.find(path)
    return inner.open(found.address, found.attribute, found.path) if found else None
