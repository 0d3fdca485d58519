"""Writing a package: members one after the other, then the manifest over them, then what signs it."""

from __future__ import annotations

import hashlib
import importlib.resources
import io
import json
from collections.abc import Iterator
from pathlib import Path

from evidence_desk import __version__
from evidence_desk.errors import Known
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.review.withheld import REASONS, Withheld
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.exports import html
from reports.exports.selection import Selection
from reports.output import new_file, sha256_of
from reports.package import contents, exhibits, memos, readme, verify
from reports.package.exhibits import Exhibit
from reports.package.package import LARGEST, Package
from reports.package.signing import Signer

NO_ROOM = (
    "放入后复核包将超过 {most} 字节，只列校验值",
    "with it the package would be larger than {most} bytes: told by its digest alone",
)


def write(case: Case, target: Path, tags: tuple[str, ...], signer: Signer | None) -> tuple[str, list[Shown]]:
    """Writes a new file; its Merkle root, and what of the records and exhibits could not be included or was not chosen."""
    withheld = Withheld(case)
    items, left_out = contents.chosen(case, tags)
    rows = contents.records(case, items, withheld, left_out)
    with new_file(case, target) as out:
        package = Package(out)
        _documents(case, package, rows, left_out, Selection(case, tags, frozenset(items)))
        kept = _exhibits(case, package, rows, withheld, left_out)
        package.add("exhibits.jsonl", [contents.lines(exhibits.listed(kept))])
        package.add("left-out.jsonl", [contents.lines(left_out)])
        entries = contents.log(case)
        package.add(verify.LOG, [entries])
        root = _seal(case, package, entries, signer)
        package.finish()
    case.log("package", path=str(target.absolute()), tags=list(tags), root=root, sha256=sha256_of(target), members=len(package.members))
    return root, left_out


def _documents(case: Case, package: Package, rows: list[Shown], left_out: list[Shown], selection: Selection) -> None:
    members, told = memos.memos(case)
    package.add("README.txt", [readme.text(case.particulars, told).encode("utf-8", "backslashreplace")])
    package.add("verify.py", [importlib.resources.files("reports.package").joinpath("verify.py").read_bytes()])
    package.add("verify-log.py", [importlib.resources.files("evidence_desk.audit").joinpath("verify.py").read_bytes()])
    for name, document in members.items():
        package.add(name, [document])
    package.add(verify.MEMOS, [contents.lines(told)])
    package.add("records.jsonl", [contents.lines(rows)])
    for name, listed in contents.review(case).items():
        package.add(name, [contents.lines(listed)])
    for name, manifest in contents.populations(case, left_out):
        package.add(name, [manifest])
    reader = io.BytesIO()
    html.write(selection, reader)
    package.add("reader.html", [reader.getvalue()])


def _exhibits(case: Case, package: Package, rows: list[Shown], withheld: Withheld, left_out: list[Shown]) -> list[tuple[Exhibit, str]]:
    """The bytes of each file once, under its SHA-256 where that is known, with the member that has them; what cannot be had is said, not passed over."""
    viewer, kept, refused = Viewer(case), list[tuple[Exhibit, str]](), dict[str, tuple[str, str]]()
    given = set[str]()
    try:
        for one in exhibits.exhibits(case, rows):
            name = f"exhibits/{one.sha256 or one.item}"
            if name not in given and name not in refused:
                why = _refusal(package, viewer, withheld, one, name)
                if why is None:
                    given.add(name)
                else:
                    refused[name] = why
            if name in given:
                kept.append((one, name))
            else:
                path = one.path if withheld.is_named(ids.read(one.item)[1]) else None
                left_out.append(contents.out(one.item, refused[name], path, one.size, one.sha256))
    finally:
        viewer.close()
    return kept


def _refusal(package: Package, viewer: Viewer, withheld: Withheld, one: Exhibit, name: str) -> tuple[str, str] | None:
    """Adds the file; why it could not be."""
    if reason := withheld.reason(ids.read(one.item)[1]):
        return REASONS[reason]
    if not package.has_room(one.size):
        return contents.reason(NO_ROOM, most=LARGEST)
    try:
        package.add(name, _whole(viewer, one))
    except Known as error:
        return error.sentence("zh"), error.sentence("en")
    return None


def _whole(viewer: Viewer, one: Exhibit) -> Iterator[bytes]:
    """Its bytes; Changed behind the last of them where they are no longer what was processed."""
    digest = hashlib.sha256()
    for block in exhibits.read(viewer, one):
        digest.update(block)
        yield block
    if one.sha256 is not None and digest.hexdigest() != one.sha256:
        raise Changed(path=one.path, before=one.sha256, now=digest.hexdigest())


class Changed(Known):
    code = "exhibit-changed"
    zh = "{path} 的 SHA-256 现为 {now}，处理时为 {before}，未放入复核包。"
    en = "{path} now has SHA-256 {now}; when it was processed it had {before}. It was left out."


def _seal(case: Case, package: Package, entries: bytes, signer: Signer | None) -> str:
    """The manifest tells where the log of the package ends, as it stands in it; its root is given back."""
    about = case.particulars
    logged = entries.splitlines()
    manifest = {
        "format": verify.FORMAT, "case": about.number, "title": about.title, "made_by": f"evidence-desk {__version__}", "log_entries": len(logged),
        "log_head": json.loads(logged[-1])["hash"], "members": package.members,
    }  # fmt: skip
    root = verify.root_of(manifest)
    written = verify.written({**manifest, "root": root})
    sealed = {verify.MANIFEST: written}
    if signer is not None:
        sealed |= {verify.SIGNATURE: signer.sign(written), verify.SIGNER: signer.signer}
    for name, data in sealed.items():
        package.add(name, [data], listed=False)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sealed.items())
    package.add(verify.SUMS, [sums.encode()], listed=False)
    return root
