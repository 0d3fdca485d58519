"""A package can be checked by anyone: whatever byte of it is changed, the change is found and named."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence_desk.audit import verify as log_verify
from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.review import bounds, custody, marks, opinions, sampling
from evidence_desk.review.forms import Form
from evidence_desk.store import evidence as register
from evidence_desk.store import objects, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from evidence_desk.store.intake import Request
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


def zipped(data: bytes) -> verify.Zipped:
    return verify.Zipped(io.BytesIO(data))


def checked(data: bytes, root: str | None = None) -> list[str]:
    return verify.check(zipped(data), root)


def faults(data: bytes) -> list[str]:
    """As `verify-package` finds them."""
    try:
        found = checked(data)
        package = zipped(data)
        parts = [verify.content(package, name) for name in (verify.MANIFEST, verify.SIGNATURE, verify.SIGNER)]
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
        assert checked(file.read(), root) == []
    assert any("another root" in fault for fault in checked(package.read_bytes(), root))


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


def test_the_log_of_a_package_is_checked_by_the_script_that_the_memo_names(package: Path, tmp_path: Path) -> None:
    """The hash that a memo of before prints is in the log of the package."""
    with zipfile.ZipFile(package) as archive:
        for name in ("verify-log.py", "audit.jsonl"):
            (tmp_path / name).write_bytes(archive.read(name))
    entries = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()]
    run = [sys.executable, "-I", str(tmp_path / "verify-log.py"), str(tmp_path / "audit.jsonl"), "--head"]
    assert subprocess.run([*run, entries[0]["hash"]], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*run, "0" * 64], capture_output=True, check=False).returncode == 1


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
    assert checked((tmp_path / "p.zip").read_bytes()) == []
    lines[0]["unique"] = 9
    sheet = "".join(json.dumps(line) + "\n" for line in lines).encode()
    assert verify._countings(Members({"countings/messages.jsonl": sheet})) == [
        "countings/messages.jsonl: the numbers of 'whatsapp' are not those of its rows"
    ]
    assert verify._countings(Members({"countings/x.jsonl": b"[1]"})) == ["countings/x.jsonl: it is no sheet of a counting"]
    assert "checks.jsonl" in made


def test_answers_reasons_and_samples_are_in_it_and_each_sample_is_drawn_again(case: Case, tmp_path: Path) -> None:
    with Case.open(case.folder) as opened:
        said = [str(row["id"]) for row in tables.rows(opened, "messages")]
        custody.take(opened, Form(request=Request(questions=("有无转账要求？",))))
        opinions.conclude(opened, "Q1", "partly", "检出 1 条。", [said[0]])
        marks.tag(opened, [said[1]], "有利")
        marks.leave_out(opened, "t2", "另案已列")
        sampling.draw(opened, sampling.of_table(opened, "messages", {}), 1, "试核")
        sampling.record(opened, "s1", [(str(row["item"]), "right", "") for row in sampling.item_rows(opened, "zh", 1)])
        write(opened, tmp_path / "p.zip", (), None)
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(made["conclusions.jsonl"])["text"] == "检出 1 条。"
    assert json.loads(made["marks-left-out.jsonl"])["left_out"] == "另案已列"
    assert made["samples/s1-population.txt"].decode().split() == sorted(said)
    assert checked((tmp_path / "p.zip").read_bytes()) == []
    sample = json.loads(made["samples.jsonl"])
    listed = json.loads(made["samples/s1.jsonl"])["item"]
    other = next(seed for seed in map("{:064x}".format, range(99)) if verify.order(seed, sorted(said))[0] != listed)
    assert sampled(made, sample | {"seed": other}) == ["samples/s1: population and seed draw other items than those listed"]
    assert sampled(made, sample | {"right": 0, "wrong": 1}) == ["samples/s1: its results are not those of its items"]
    assert sampled(made, sample | {"wrong_high": 0, "share_high": 0.0}) == ["samples/s1: its bounds are not those that its results give"]
    assert sampled(made | {"samples/s1-population.txt": made["samples/s1-population.txt"] + b"m9.9.9\n"}, sample) == [
        "samples/s1: its population is not the one whose digest was logged"
    ]


class Members(verify.Zipped):
    """A package of these members, of which the form is not looked at."""

    def __init__(self, made: dict[str, bytes]) -> None:
        self.names, self._made = list(made), made

    def blocks(self, name: str) -> Iterator[bytes]:
        yield self._made[name]


def sampled(made: dict[str, bytes], sample: dict[str, object]) -> list[str]:
    """What the verifier finds where the list of samples says this, and the log has its drawing."""
    logged = [
        {"seq": 1, "act": "sample.freeze", "manifest": sample["manifest"], "units": sample.get("units")},
        {"seq": 2, "act": "sample.draw", "manifest": sample["manifest"], "seed": sample["seed"]},
    ]
    return verify._samples(Members(made | {"samples.jsonl": json.dumps(sample).encode()}), logged)


def test_a_stratified_sample_is_drawn_again_in_each_stratum() -> None:
    items, seed = [f"m1.1.{number}" for number in range(100, 140)], "ab" * 32
    strata = {item: "甲" if at < 30 else "乙" for at, item in enumerate(items)}
    manifest = "".join(f"{item}\n" for item in items).encode()
    parts = {"甲": {"size": 30, "drawn": 3}, "乙": {"size": 10, "drawn": 1}}
    drawn = [
        {"item": item, "stratum": name, "result": "right"}
        for name, part in parts.items()
        for item in sampling.order(seed, [one for one in items if strata[one] == name])[: part["drawn"]]
    ]
    sample: dict[str, object] = {
        "id": "s1", "manifest": hashlib.sha256(manifest).hexdigest(), "size": 40, "drawn": 4, "seed": seed, "strata": parts,
        "right": 4, "wrong": 0, "undecided": 0, "refused": 0, "confidence": 0.95,
    }  # fmt: skip
    low, high = zip(*(bounds.hypergeometric(0, part["drawn"], part["size"], 0.975) for part in parts.values()), strict=True)
    sample |= {
        "wrong_low": sum(low),
        "wrong_high": sum(high),
        "share_low": sum(low) / 40,
        "share_high": sum(high) / 40,
        "right_low": 40 - sum(high),
    }
    made = {
        "samples/s1-population.txt": manifest,
        "samples/s1-strata.jsonl": "".join(json.dumps({"item": item, "stratum": name}) + "\n" for item, name in strata.items()).encode(),
        "samples/s1.jsonl": "".join(json.dumps(one) + "\n" for one in drawn).encode(),
    }
    sample["units"] = hashlib.sha256(made["samples/s1-strata.jsonl"]).hexdigest()
    assert sampled(made, sample) == []
    moved = made["samples/s1-strata.jsonl"].replace(json.dumps("甲").encode(), json.dumps("乙").encode(), 29)
    assert sampled(made | {"samples/s1-strata.jsonl": moved}, sample) == ["samples/s1: its strata are not those whose digest was logged"]
    units = hashlib.sha256(moved).hexdigest()
    assert sampled(made | {"samples/s1-strata.jsonl": moved}, sample | {"units": units}) == [
        "samples/s1: population and seed draw other items than those listed"
    ]


def test_a_sheet_counts_persons_shares_and_sums_again() -> None:
    given: dict[str, object] = {
        "rule": "personal-records", "group": "track", "raw": 4, "invalid": 1, "duplicate": 1, "unique": 2, "cumulated": 3, "amount": None,
        "share": "0.040", "share_of": 50,
    }  # fmt: skip
    keys = (("counted", "a"), ("counted", "b"), ("duplicate", "a"), ("invalid", "?"))
    rows = [{"item": "a", "group": "track", "status": status, "key": key, "amount": None} for status, key in keys]
    assert verify._adds_up(given, rows)
    for change in ({"share": "0.041"}, {"cumulated": 4}, {"amount": "1"}):
        assert not verify._adds_up(given | change, rows)
    rows[1]["key"] = "a"
    assert not verify._adds_up(given, rows), "one person counted twice"


@pytest.fixture
def opened(case: Case, tmp_path: Path) -> Iterator[Case]:
    """A case of its own: three files of one database, a note and a picture's text, none of them cited yet."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("app.db", "app.db-wal", "app.db-shm", "other.db-wal", "note.txt", "aside.txt"):
        (folder / name).write_bytes(f"bytes of {name}".encode())
    with Case.create(tmp_path / "own.edcase", Particulars("2026-2", "二案", ("周明",), "Asia/Shanghai")) as made:
        register.add(made, Registration(folder))
        process(made, Plan(jobs=1), lambda progress: None)
        yield made


def entry(case: Case, name: str) -> str:
    [row] = [row for row in tables.rows(case, "entries") if str(row["path"]).endswith(f"/{name}")]
    return str(row["id"])


def rows_of(path: Path, name: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(name).decode().splitlines()]


@pytest.mark.parametrize("cited", ["app.db", "app.db-wal", "app.db-shm"])
def test_a_database_comes_with_its_log_and_its_index_whichever_of_them_is_cited(opened: Case, tmp_path: Path, cited: str) -> None:
    marks.add_finding(opened, "检出。", [entry(opened, cited)])
    write(opened, tmp_path / "p.zip", (), None)
    kept = rows_of(tmp_path / "p.zip", "exhibits.jsonl")
    assert sorted(str(one["path"]) for one in kept) == ["/app.db", "/app.db-shm", "/app.db-wal"]
    assert checked((tmp_path / "p.zip").read_bytes()) == []


def test_what_is_cited_or_speaks_for_the_suspect_is_there_whatever_tags_were_chosen_and_the_rest_is_told(
    opened: Case, tmp_path: Path
) -> None:
    marks.tag(opened, [entry(opened, "note.txt")], "有利")
    marks.leave_out(opened, "t1", "另案已列")
    marks.tag(opened, [entry(opened, "aside.txt")], "杂项")
    custody.take(opened, Form(request=Request(questions=("有无？",))))
    opinions.conclude(opened, "Q1", "partly", "检出。", [entry(opened, "app.db")])
    marks.add_finding(opened, "检出。", [entry(opened, "other.db-wal")])
    _, left_out = write(opened, tmp_path / "p.zip", ("别的",), None)
    there = {row["id"] for row in rows_of(tmp_path / "p.zip", "records.jsonl")}
    for name in ("note.txt", "app.db", "other.db-wal"):
        assert entry(opened, name) in there
    assert [(one["item"], "杂项" in str(one["reason"])) for one in left_out] == [(entry(opened, "aside.txt"), True)]
    assert rows_of(tmp_path / "p.zip", "left-out.jsonl") == left_out
    assert checked((tmp_path / "p.zip").read_bytes()) == []


def rebuilt(data: bytes, **changed: bytes | None) -> Members:
    """The members with some changed or taken out, as whoever makes a whole package anew would do it: the lists alone can tell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    for name, content in changed.items():
        for member in [one for one in made if one == name.replace("__", ".")]:
            if content is None:
                del made[member]
            else:
                made[member] = content
    return Members(made)


def test_a_package_made_anew_without_an_exhibit_or_a_record_is_told(opened: Case, tmp_path: Path) -> None:
    marks.tag(opened, [entry(opened, "note.txt")], "有利")
    marks.add_finding(opened, "检出。", [entry(opened, "app.db")])
    write(opened, tmp_path / "p.zip", (), None)
    data = (tmp_path / "p.zip").read_bytes()
    assert verify._complete(rebuilt(data)) == []
    kept = [one for one in rows_of(tmp_path / "p.zip", "exhibits.jsonl") if one["path"] != "/app.db"]
    told = "".join(json.dumps(one) + "\n" for one in kept).encode()
    assert [fault for fault in verify._complete(rebuilt(data, exhibits__jsonl=told)) if "neither an exhibit" in fault]
    rows = [row for row in rows_of(tmp_path / "p.zip", "records.jsonl") if row["id"] != entry(opened, "note.txt")]
    told = "".join(json.dumps(one) + "\n" for one in rows).encode()
    assert [fault for fault in verify._complete(rebuilt(data, records__jsonl=told)) if "speaks for the suspect" in fault]


def test_a_log_that_is_cut_or_rewritten_does_not_end_where_the_manifest_says(package: Path) -> None:
    data = package.read_bytes()
    manifest = verify.manifest_of(zipped(data))
    lines = verify.content(zipped(data), "audit.jsonl").splitlines(keepends=True)
    assert verify._log(rebuilt(data), manifest)[1] == []
    cut = verify._log(rebuilt(data, audit__jsonl=b"".join(lines[:-1])), manifest)[1]
    assert any("entries, the manifest says" in fault for fault in cut)
    assert any("does not end with the head" in fault for fault in cut)
    assert any("does not follow" in fault for fault in verify._log(rebuilt(data, audit__jsonl=b"".join(lines[1:])), manifest)[1])
    assert verify._log(rebuilt(data, audit__jsonl=None), manifest)[1] == ["audit.jsonl is missing"]
    assert verify._log(rebuilt(data, audit__jsonl=b"[" * 100_000), manifest)[1][0].endswith("is no entry of a log")


def issue(case: Case, document: bytes, **about: object) -> None:
    """As the memo command keeps and logs it."""
    told = {"path": "/x.pdf", "language": "zh", "sha256": objects.put(case, [document]), "signed": False} | about
    case.log("memo", **told)  # type: ignore[arg-type]


def test_the_memo_that_was_handed_over_is_in_it_byte_for_byte_and_the_others_are_told(opened: Case, tmp_path: Path) -> None:
    issue(opened, b"%PDF signed", signed=True)
    issue(opened, b"%PDF later draft")
    issue(opened, b"%PDF masked", redaction="default")
    write(opened, tmp_path / "p.zip", (), None)
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert archive.read("memo-zh.pdf") == b"%PDF signed"
        assert hashlib.sha256(b"%PDF signed").hexdigest() in archive.read("README.txt").decode()
    told = rows_of(tmp_path / "p.zip", "memos.jsonl")
    assert [(one["member"], one["entry"] is not None, one["signed"]) for one in told] == [
        ("memo-zh.pdf", True, True), ("memo-en.pdf", False, False), (None, True, False), (None, True, False),
    ]  # fmt: skip
    assert "anew" in str(told[1]["told"])
    assert checked((tmp_path / "p.zip").read_bytes()) == []
    swapped = rebuilt((tmp_path / "p.zip").read_bytes(), **{"memo-zh__pdf": b"%PDF other"})
    acts = [json.loads(one["body"]) for one in rows_of(tmp_path / "p.zip", "audit.jsonl")]  # type: ignore[arg-type]
    assert verify._memos(swapped, acts) == ["memos.jsonl: memo-zh.pdf is not the memo whose digest is told"]


def test_a_memo_whose_copy_the_case_lost_is_made_anew_and_that_is_said(opened: Case, tmp_path: Path) -> None:
    issue(opened, b"%PDF signed", signed=True)
    objects.path(opened, hashlib.sha256(b"%PDF signed").hexdigest()).write_bytes(b"%PDF other")
    write(opened, tmp_path / "p.zip", (), None)
    told = rows_of(tmp_path / "p.zip", "memos.jsonl")
    assert [(one["member"], one["entry"] is not None) for one in told] == [("memo-zh.pdf", False), ("memo-en.pdf", False), (None, True)]


def test_a_memo_that_is_older_than_what_was_set_apart_is_not_given_out(opened: Case, tmp_path: Path) -> None:
    issue(opened, b"%PDF signed", signed=True)
    opened.log("counsel.apart", rule="j1", rows=1)
    write(opened, tmp_path / "p.zip", (), None)
    told = rows_of(tmp_path / "p.zip", "memos.jsonl")
    assert [(one["member"], one["entry"] is not None) for one in told] == [("memo-zh.pdf", False), ("memo-en.pdf", False), (None, True)]
    assert "were set apart, or files marked as not to be shown, after it was written" in str(told[2]["told"])


def unpacked(package: Path, folder: Path) -> Path:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def run(verifier: Path, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(verifier), *given], capture_output=True, text=True, check=False, encoding="utf-8")


def test_an_unpacked_package_is_checked_as_well(package: Path, tmp_path: Path) -> None:
    folder = unpacked(package, tmp_path / "p")
    told = run(folder / "verify.py", str(folder))
    root = verify.manifest_of(zipped(package.read_bytes()))["root"]
    assert (told.returncode, root in told.stdout) == (0, True), told.stdout
    assert run(folder / "verify.py", str(folder), "--root", root).returncode == 0
    assert run(folder / "verify.py", str(folder), "--root", "0" * 64).returncode == 1
    assert run(folder / "verify.py", str(tmp_path)).returncode == 2, "a folder without a manifest"
    (folder / "exhibits" / "more.txt").write_text("x")
    assert "exhibits/more.txt is in the folder and not in the manifest" in run(folder / "verify.py", str(folder)).stdout
    (folder / "exhibits" / "more.txt").unlink()
    (folder / "left-out.jsonl").unlink()
    (folder / "left-out.jsonl").symlink_to(folder / "records.jsonl")
    told = run(folder / "verify.py", str(folder))
    assert told.returncode == 1
    assert "left-out.jsonl is missing" in told.stdout, "a link is not followed"


def test_the_verifiers_are_of_a_python_that_old_machines_have() -> None:
    for path in (Path(verify.__file__), Path(log_verify.__file__)):
        text = path.read_text("utf-8")
        ast.parse(text, feature_version=(3, 8))
        assert "from __future__ import annotations" in text
        assert not {"removeprefix", "removesuffix", "bit_count", "pairwise"} & set(text.replace("(", ".").split("."))


def test_what_a_package_says_of_itself_moves_no_cursor(package: Path) -> None:
    assert verify.plain("a\x1b[2Jb\n\u202e") == "a\\x1b[2Jb\\n\\u202e"


def resealed(data: bytes, about: dict[str, object], anew: bool = False, **changed: bytes) -> bytes:
    """The ZIP with fields of its manifest changed and sums.txt redone; `anew`: the manifest and its root too, as whoever makes it again would do it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        made = {name: archive.read(name) for name in archive.namelist() if name not in (verify.SIGNATURE, verify.SIGNER)}
    made |= {name.replace("__", "."): content for name, content in changed.items()}
    manifest = json.loads(made[verify.MANIFEST]) | about
    if anew:
        for one in manifest["members"]:
            content = made[one["name"]]
            one |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "sm3": hashlib.new("sm3", content).hexdigest()}
        manifest["root"] = verify.root_of(manifest)
    made[verify.MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    made[verify.SUMS] = f"{hashlib.sha256(made[verify.MANIFEST]).hexdigest()}  {verify.MANIFEST}\n".encode()
    return packed(made)


def packed(made: dict[str, bytes]) -> bytes:
    whole = directory = b""
    for name, content in made.items():
        given = (name.encode(), zlib.crc32(content), len(content))
        directory += verify.central_header(*given, len(whole))
        whole += verify.local_header(*given) + content
    return whole + directory + verify.end_of(len(made), len(directory), len(whole))


@pytest.fixture
def plain(opened: Case, tmp_path: Path) -> tuple[bytes, str]:
    """A package that is not signed, and its root."""
    root, _ = write(opened, tmp_path / "p.zip", (), None)
    return (tmp_path / "p.zip").read_bytes(), root


FIELDS = {"case": "2026-9", "title": "李四案", "made_by": "其他程序", "log_entries": 1, "more": "x"}


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_the_manifest_can_be_changed_under_the_root_that_was_written_down(
    plain: tuple[bytes, str], tmp_path: Path, field: str
) -> None:
    data, root = plain
    assert checked(resealed(data, {}), root) == []
    forged = resealed(data, {field: FIELDS[field]})
    assert "manifest.json: its root is not that of its members and its other fields" in checked(forged, root)
    (tmp_path / "forged.zip").write_bytes(forged)
    folder = verify.Unpacked(str(unpacked(tmp_path / "forged.zip", tmp_path / "forged")))
    assert "manifest.json: its root is not that of its members and its other fields" in verify.check(folder, root)
    assert "another root" in "".join(checked(resealed(data, {field: FIELDS[field]}, anew=True), root))


def test_the_case_of_the_manifest_is_the_one_with_which_the_log_begins(plain: tuple[bytes, str]) -> None:
    data, _ = plain
    assert checked(resealed(data, {}, anew=True)) == []
    assert checked(resealed(data, {"case": "2026-9", "title": "李四案"}, anew=True)) == [
        "manifest.json: its case is '2026-9', the first entry of the log says '2026-2'",
        "manifest.json: its title is '李四案', the first entry of the log says '二案'",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"title": ', b'"title": "\xe5\x8f\xa6", "title": ', 1),
        lambda text: text.replace(b'"size": ', b'"note": 1, "size": ', 1),
        lambda text: text + b"\n",
    ],
    ids=["a field twice", "a field of a member", "a line"],
)
def test_a_manifest_that_reads_the_same_and_is_written_otherwise_is_found(
    plain: tuple[bytes, str], tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    data, root = plain
    (tmp_path / "p.zip").write_bytes(data)
    folder = unpacked(tmp_path / "p.zip", tmp_path / "p")
    manifest = folder / verify.MANIFEST
    manifest.write_bytes(change(manifest.read_bytes()))
    (folder / verify.SUMS).write_bytes(f"{hashlib.sha256(manifest.read_bytes()).hexdigest()}  {verify.MANIFEST}\n".encode())
    assert verify.check(verify.Unpacked(str(folder)), root) == [
        "manifest.json is not written as a manifest is: something in it was added or moved"
    ]


def test_a_forged_memo_is_not_told_in_the_words_that_came_with_it(opened: Case, tmp_path: Path) -> None:
    issue(opened, b"%PDF signed", signed=True)
    write(opened, tmp_path / "p.zip", (), None)
    data, forged = (tmp_path / "p.zip").read_bytes(), hashlib.sha256(b"%PDF forged").hexdigest()
    given, of_english, *_ = rows_of(tmp_path / "p.zip", "memos.jsonl")
    told = [line for line in verify.facts(zipped(data)) if "memo:" in line]
    assert str(given["told_zh"]) in told[0]
    assert str(given["told"]) in told[0]
    assert ["memo-en.pdf is not recorded in the log" in line and "made anew" in line for line in told] == [False, True]
    rows = [given | {"entry": None, "sha256": forged}, of_english]
    sheet = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()
    told = verify.facts(zipped(resealed(data, {}, anew=True, **{"memo-zh__pdf": b"%PDF forged", "memos__jsonl": sheet})))
    [line, _, other] = [line for line in told if "memo:" in line]
    assert "memo-zh.pdf：日志没有记载该文件" in line
    assert forged in line
    assert "逐字节" not in line
    assert "byte for byte" not in line
    assert hashlib.sha256(b"%PDF signed").hexdigest() in other
    assert "not in the package" in other
    unsaid = resealed(data, {}, anew=True, **{"memo-zh__pdf": b"%PDF forged"})
    [line] = [line for line in verify.facts(zipped(unsaid)) if "memo-zh.pdf" in line]
    assert "is not recorded in the log, SHA-256" in line


def test_what_people_wrote_is_held_against_the_log(opened: Case, tmp_path: Path) -> None:
    note = entry(opened, "note.txt")
    marks.tag(opened, [note, entry(opened, "app.db")], "有利", note="见原件")
    marks.add_finding(opened, "未检出。", [note], bearing="contradicts")
    custody.take(opened, Form(request=Request(questions=("有无？",))))
    opinions.conclude(opened, "Q1", "partly", "先答。", [note])
    opinions.conclude(opened, "Q1", "partly", "检出 1 条。", [note])
    sampling.draw(opened, sampling.of_table(opened, "entries", {}), 1, "试核")
    [drawn] = sampling.item_rows(opened, "zh", 1)
    sampling.record(opened, "s1", [(str(drawn["item"]), "wrong", "")])
    sampling.record(opened, "s01", [(str(drawn["item"]), "right", "")])
    write(opened, tmp_path / "p.zip", (), None)
    data = (tmp_path / "p.zip").read_bytes()
    acts = [json.loads(str(one["body"])) for one in rows_of(tmp_path / "p.zip", "audit.jsonl")]
    assert checked(data) == []

    def found(member: str, before: str, after: str) -> list[str]:
        text = verify.content(zipped(data), member).decode()
        assert before in text
        changed = Members(
            {name: verify.content(zipped(data), name) for name in zipped(data).names} | {member: text.replace(before, after).encode()}
        )
        return [fault.partition(":")[0] for fault in verify._marks(changed, acts)]

    assert found("records.jsonl", "未检出。", "检出。") == ["n1"]
    assert found("records.jsonl", "见原件", "无") == ["t1", "t2"]
    assert found("conclusions.jsonl", "检出 1 条。", "检出 9 条。") == ["r2"]
    assert found("samples/s1.jsonl", '"right"', '"wrong"') == ["samples/s1"]
    assert found("conclusions.jsonl", "检出 1 条。", "检出 1 条。") == []
    merged = [*acts, {"act": "merge", "seq": len(acts) + 1}]
    assert verify._marks(rebuilt(data, conclusions__jsonl=b"[]"), merged) == []
