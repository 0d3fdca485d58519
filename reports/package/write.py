"""Writing a package: members one after the other, then the manifest over them, then what signs it."""

from __future__ import annotations

import hashlib
import importlib.resources
import io
import json
from collections.abc import Iterator
from pathlib import Path

from evidence_desk import __version__
from evidence_desk.audit import log
from evidence_desk.errors import Known, Language
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.review import protected
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.exports import html
from reports.exports.selection import Selection
from reports.output import new_file, sha256_of
from reports.package import contents, verify
from reports.package.package import Package, TooLarge
from reports.package.signing import Signer

VEILED = "marked as sexual content: told by its digest alone"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def write(case: Case, target: Path, tags: tuple[str, ...], signer: Signer | None) -> tuple[str, list[Shown]]:
    """Writes a new file; its Merkle root, and the exhibits that could not be included."""
    rows = contents.records(case, contents.chosen(case, tags))
    left_out: list[Shown] = []
    with new_file(case, target) as out:
        package = Package(out)
        _documents(case, package, rows, tags)
        _exhibits(case, package, rows, left_out)
        package.add("left-out.jsonl", [contents.lines(left_out)])
        root = verify.merkle_root([verify.leaf_of(one) for one in package.members]).hex()
        _seal(case, package, root, signer)
        package.finish()
    case.log("package", path=str(target.absolute()), tags=list(tags), root=root, sha256=sha256_of(target), members=len(package.members))
    return root, left_out


def _documents(case: Case, package: Package, rows: list[Shown], tags: tuple[str, ...]) -> None:
    from reports.memo import write as memo  # loads fonts: only where a memo is written

    package.add("verify.py", [importlib.resources.files("reports.package").joinpath("verify.py").read_bytes()])
    package.add("verify-log.py", [importlib.resources.files("evidence_desk.audit").joinpath("verify.py").read_bytes()])
    for language in LANGUAGES:
        package.add(f"memo-{language}.pdf", [memo(case, language)])
    package.add("records.jsonl", [contents.lines(rows)])
    for name, listed in contents.review(case).items():
        package.add(name, [contents.lines(listed)])
    for name, manifest in contents.populations(case):
        package.add(name, [manifest])
    reader = io.BytesIO()
    html.write(Selection(case, tags), reader)
    package.add("reader.html", [reader.getvalue()])
    package.add("audit.jsonl", [contents.log(case)])


def _exhibits(case: Case, package: Package, rows: list[Shown], left_out: list[Shown]) -> None:
    """The bytes of each file once, under its SHA-256 where that is known; what cannot be had is said, not passed over."""
    viewer, given = Viewer(case), set[str]()
    try:
        for one in contents.exhibits(case, rows):
            name = f"exhibits/{one.sha256 or one.item}"
            if name in given:
                continue
            given.add(name)
            if protected.is_veiled(case, ids.read(one.item)[1]):
                left_out.append({"item": one.item, "path": None, "size": one.size, "sha256": one.sha256, "reason": VEILED})
                continue
            try:
                package.add(name, _whole(viewer, one))
            except Known as error:
                if isinstance(error, TooLarge):
                    raise
                left_out.append({"item": one.item, "path": one.path, "size": one.size, "reason": error.sentence("en")})
    finally:
        viewer.close()


def _whole(viewer: Viewer, one: contents.Exhibit) -> Iterator[bytes]:
    """Its bytes; Changed behind the last of them where they are no longer what was processed."""
    digest = hashlib.sha256()
    for block in contents.read(viewer, one):
        digest.update(block)
        yield block
    if one.sha256 is not None and digest.hexdigest() != one.sha256:
        raise Changed(path=one.path, before=one.sha256, now=digest.hexdigest())


class Changed(Known):
    code = "exhibit-changed"
    zh = "{path} 的 SHA-256 现为 {now}，处理时为 {before}，未放入复核包。"
    en = "{path} now has SHA-256 {now}; when it was processed it had {before}. It was left out."


def _seal(case: Case, package: Package, root: str, signer: Signer | None) -> None:
    about = case.particulars
    head = log.head(case.db)
    manifest = {
        "format": verify.FORMAT, "case": about.number, "title": about.title, "made_by": f"evidence-desk {__version__}", "log_entries": head.entries,
        "log_head": head.hash, "root": root, "members": package.members,
    }  # fmt: skip
    written = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    sealed = {verify.MANIFEST: written}
    if signer is not None:
        sealed |= {verify.SIGNATURE: signer.sign(written), verify.SIGNER: signer.signer}
    for name, data in sealed.items():
        package.add(name, [data], listed=False)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sealed.items())
    package.add(verify.SUMS, [sums.encode()], listed=False)
