"""A package can be checked by anyone: whatever byte of it is changed, the change is found and named."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.review import marks
from evidence_desk.store import evidence as register
from evidence_desk.store import tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from reports.package import verify
from reports.package.signing import BadKey, Signer, holds
from reports.package.write import write

CHAT = "[2024/3/5 15:04:05] 林悦: 请转账500元\r\n[2024/3/5 15:04:46] 周明: 好的\r\n"
CHANGES = 1000


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("package")
    (folder / "_chat.txt").write_text(CHAT, encoding="utf-8", newline="")
    made = Case.create(folder / "p.edcase", Particulars("2026-1", "一案", ("周明",), "Asia/Shanghai"))
    register.add(made, Registration(folder / "_chat.txt"))
    process(made, Plan(jobs=1), lambda progress: None)
    [first, _] = tables.rows(made, "messages")
    marks.tag(made, [str(first["id"])], "重要")
    return made


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key.pem"
    private = Ed25519PrivateKey.generate()
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
        )
    )
    return path


@pytest.fixture(scope="module")
def package(case: Case, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "package.zip"
    write(case, path, (), Signer(key, b"secret"))
    return path


def faults(data: bytes) -> list[str]:
    """As `verify-package` finds them."""
    file = io.BytesIO(data)
    try:
        found = verify.check(file)
        places = {name: (start, size) for name, start, size in verify.members(file)}
        parts = [verify.read(file, *places[name]) for name in (verify.MANIFEST, verify.SIGNATURE, verify.SIGNER)]
    except (verify.NoPackage, KeyError) as error:
        return [str(error)]
    return found if holds(*parts) else [*found, "signature"]


def test_what_was_cited_and_its_file_and_the_log_are_in_it(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        rows = [json.loads(line) for line in archive.read("records.jsonl").decode().splitlines()]
        assert [row["text"] for row in rows if row["table"] == "messages"] == ["请转账500元"]
        [exhibit] = [name for name in names if name.startswith("exhibits/")]
        assert archive.read(exhibit).decode() == CHAT
        assert archive.read("memo-zh.pdf").startswith(b"%PDF")
        assert json.loads(archive.read("manifest.json"))["case"] == "2026-1"
    assert faults(package.read_bytes()) == []


def test_every_one_of_a_thousand_changed_bytes_is_found(package: Path) -> None:
    whole, draw = package.read_bytes(), random.Random(20)
    for _ in range(CHANGES):
        data = bytearray(whole)
        at = draw.randrange(len(data))
        data[at] ^= 1 << draw.randrange(8)
        assert faults(bytes(data)), f"byte {at}"


def test_every_byte_that_is_no_content_is_looked_at(package: Path) -> None:
    whole = package.read_bytes()
    inside = [range(start, start + size) for _, start, size in verify.members(io.BytesIO(whole))]
    outside = [at for at in range(len(whole)) if not any(at in part for part in inside)]
    for at in outside[::3]:
        data = bytearray(whole)
        data[at] ^= 0x10
        assert faults(bytes(data)), f"byte {at}"


@pytest.mark.parametrize("change", [lambda data: data + b"x", lambda data: data[:-1], lambda data: data[:-30], lambda data: b"x" + data])
def test_what_is_added_or_cut_off_is_found(package: Path, change: Callable[[bytes], bytes]) -> None:
    assert faults(change(package.read_bytes()))


def test_a_second_member_of_a_name_is_found_though_every_header_fits(package: Path) -> None:
    whole, name = package.read_bytes(), b"records.jsonl"
    forged = b"another text"
    made, directory, count = verify.local_header(name, zlib.crc32(forged), len(forged)) + forged, b"", 0
    directory += verify.central_header(name, zlib.crc32(forged), len(forged), 0)
    for member, start, size in verify.members(io.BytesIO(whole)):
        data = whole[start : start + size]
        head = verify.local_header(member.encode(), zlib.crc32(data), size)
        directory += verify.central_header(member.encode(), zlib.crc32(data), size, len(made))
        made += head + data
        count += 1
    made += directory + verify.end_of(count + 1, len(directory), len(made))
    assert any("records.jsonl" in fault and "twice" in fault for fault in faults(made))


def test_a_change_names_the_member(package: Path) -> None:
    data = bytearray(package.read_bytes())
    [(start, _)] = [(start, size) for name, start, size in verify.members(io.BytesIO(bytes(data))) if name == "records.jsonl"]
    data[start] ^= 1
    assert any(fault.startswith("records.jsonl was changed") for fault in faults(bytes(data)))


def test_a_package_made_anew_has_another_root(case: Case, package: Path, tmp_path: Path) -> None:
    root, _ = write(case, tmp_path / "other.zip", ("重要",), None)
    with (tmp_path / "other.zip").open("rb") as file:
        assert verify.check(file, root) == []
    with package.open("rb") as file:
        assert any("another root" in fault for fault in verify.check(file, root))


def test_the_verifier_in_the_package_works_alone(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
    run = [sys.executable, "-I", str(tmp_path / "verify.py")]
    assert subprocess.run([*run, str(package)], capture_output=True, check=False).returncode == 0
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(package.read_bytes()[:-1] + b"\1")
    assert subprocess.run([*run, str(damaged)], capture_output=True, check=False).returncode == 1
    damaged.write_bytes(b"no zip")
    assert subprocess.run([*run, str(damaged)], capture_output=True, check=False).returncode == 2


def test_another_key_or_a_wrong_passphrase_does_not_pass(key: Path, tmp_path: Path) -> None:
    signer, data = Signer(key, b"secret"), b"manifest"
    assert holds(data, signer.sign(data), signer.signer)
    assert not holds(b"other", signer.sign(data), signer.signer)
    assert not holds(data, b"", b"no key")
    for path, secret in ((key, b"wrong"), (key, None), (tmp_path / "none.pem", None)):
        with pytest.raises(BadKey):
            Signer(path, secret)


def test_an_exhibit_that_is_no_longer_what_it_was_is_left_out_and_said(case: Case, tmp_path: Path) -> None:
    chat = case.folder.parent / "_chat.txt"
    before = chat.read_bytes()
    try:
        chat.write_bytes(before.replace(b"500", b"900"))
        _, left_out = write(case, tmp_path / "p.zip", (), None)
        assert [one["path"] for one in left_out] == ["/_chat.txt"]
    finally:
        chat.write_bytes(before)


def test_a_sheet_of_a_counting_is_counted_again(case: Case, tmp_path: Path) -> None:
    with Case.open(case.folder) as opened:
        opened.log("count", rule="messages", rows=2, unique=0, sha256=None)
        write(opened, tmp_path / "p.zip", (), None)
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        lines = [json.loads(line) for line in archive.read("countings/messages.jsonl").splitlines()]
        made = {name: archive.read(name) for name in archive.namelist()}
    assert lines[0]["raw"] == len(lines) - 1 == 2
    assert verify.check(io.BytesIO((tmp_path / "p.zip").read_bytes())) == []
    lines[0]["unique"] = 9
    sheet = "".join(json.dumps(line) + "\n" for line in lines).encode()
    out = io.BytesIO(sheet)
    assert verify._countings(out, {"countings/messages.jsonl": (0, len(sheet))}) == [
        "countings/messages.jsonl: the numbers of 'whatsapp' are not those of its rows"
    ]
    assert verify._countings(io.BytesIO(b"[1]"), {"countings/x.jsonl": (0, 3)}) == ["countings/x.jsonl: it is no sheet of a counting"]
    assert "checks.jsonl" in made
