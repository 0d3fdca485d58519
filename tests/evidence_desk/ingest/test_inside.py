"""What lies inside files, through real workers: members become entries, and what is not opened is counted."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.ingest import inside as stage
from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import PROFILES, process, verify
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.store import evidence as register
from evidence_desk.store import leftovers, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

CHAT = "".join(f"[2024/3/{day:02d} 15:04:05] 林悦: 第{day}天 转账\r\n" for day in range(1, 29)).encode()
PICTURE = b"\xff\xd8\xff\xe0" + bytes(100)
Everything = Callable[[Case], list[str]]


def quiet(_: Progress) -> None:
    pass


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def deep(levels: int) -> bytes:
    data = zipped(("x.txt", b"deep down"))
    for level in range(1, levels):
        data = zipped((f"{level}.zip", data))
    return data


@pytest.fixture
def examined(tmp_path: Path) -> Callable[..., Case]:
    """A case that has read a folder with these files."""

    def make(files: dict[str, bytes], plan: Plan | None = None, name: str = "case") -> Case:
        root = tmp_path / "handed in"
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if not (root / path).exists():
                (root / path).write_bytes(data)
        case = Case.create(tmp_path / f"{name}.edcase", Particulars("2026-018", timezone="Asia/Shanghai"))
        register.add(case, Registration(root))
        process(case, plan or Plan(jobs=2), quiet)
        return case

    return make


def paths(case: Case) -> dict[str, dict[str, object]]:
    return {str(row["path"]): row for row in tables.rows(case, "entries")}


def codes(case: Case, item: str | None = None) -> list[str]:
    return [str(row["code"]) for row in tables.rows(case, "problems") if item is None or row["item"] == item]


def test_members_have_digests_types_records_and_words(examined: Callable[..., Case]) -> None:
    with examined({"sub/WhatsApp Chat.zip": zipped(("_chat.txt", CHAT), ("IMG-1.jpg", PICTURE))}) as case:
        found = paths(case)
        chat = found["/sub/WhatsApp Chat.zip!/_chat.txt"]
        assert (chat["mime"], chat["size"], chat["sha256"]) == ("text/plain", len(CHAT), hashlib.sha256(CHAT).hexdigest())
        assert found["/sub/WhatsApp Chat.zip!/IMG-1.jpg"]["mime"] == "image/jpeg"
        box = found["/sub/WhatsApp Chat.zip"]
        assert (box["origin"], box["container"], chat["origin"], chat["container"]) == ("listed", None, "inside", box["id"])
        assert len(list(tables.rows(case, "entries", {"container": str(box["id"])}))) == 2
        messages = list(tables.rows(case, "messages"))
        assert len(messages) == 28
        assert {row["source"]["path"] for row in messages} == {"/sub/WhatsApp Chat.zip!/_chat.txt"}  # type: ignore[index]
        assert case.db.execute("SELECT count(*) FROM words WHERE words MATCH '\"chat\"'").fetchone()[0]
        assert not [code for code in codes(case) if code.startswith("inside-shut")]


@pytest.mark.parametrize(
    ("name", "pack"), [("a.tar", bytes), ("a.tar.gz", gzip.compress), ("a.tar.bz2", bz2.compress), ("a.tar.xz", lzma.compress)]
)
def test_a_tar_is_opened_however_it_is_packed(examined: Callable[..., Case], name: str, pack: Callable[[bytes], bytes]) -> None:
    with examined({name: pack(tarred(("in/_chat.txt", CHAT), ("in/nested.zip", zipped(("IMG.jpg", PICTURE)))))}) as case:
        base = "/a.tar" if name == "a.tar" else f"/{name}!/a.tar"
        assert {f"{base}!/in/_chat.txt", f"{base}!/in/nested.zip", f"{base}!/in/nested.zip!/IMG.jpg"} <= set(paths(case))
        assert paths(case)[f"{base}!/in/_chat.txt"]["sha256"] == hashlib.sha256(CHAT).hexdigest()
        assert len(list(tables.rows(case, "messages"))) == 28


def test_a_member_can_be_looked_at_and_its_container_verified(examined: Callable[..., Case]) -> None:
    with examined({"a.tgz": gzip.compress(tarred(("b.zip", zipped(("c.txt", b"0123456789")))))}) as case:
        viewer = Viewer(case)
        try:
            assert viewer.read(str(paths(case)["/a.tgz!/a.tar!/b.zip!/c.txt"]["id"]), 3, 4) == b"3456"
        finally:
            viewer.close()
        verify(case, Plan(), quiet)
        assert not {"file-gone", "file-new", "file-changed"} & set(codes(case))


def test_a_folder_whose_name_ends_in_an_exclamation_mark_is_no_archive(examined: Callable[..., Case]) -> None:
    with examined({"x!/note.txt": b"plain", "y.zip": zipped(("note.txt", b"packed"))}) as case:
        viewer = Viewer(case)
        try:
            assert viewer.read(str(paths(case)["/x!/note.txt"]["id"]), 0, 10) == b"plain"
            assert viewer.read(str(paths(case)["/y.zip!/note.txt"]["id"]), 0, 10) == b"packed"
        finally:
            viewer.close()


def test_hostile_names_are_only_names(examined: Callable[..., Case], tmp_path: Path) -> None:
    data = zipped(("../../x", b"1"), ("/etc/passwd", b"2"), ("CON", b"3"), ("a?b", b"4"), ("same", b"5"), ("same2", b"6"))
    data = data.replace(b"a?b", b"a\0b").replace(b"same2", b"same\0")
    with examined({"h.zip": data}) as case:
        found = list(tables.rows(case, "entries"))[1:]
        assert [row["path"] for row in found] == [f"/h.zip!/{name}" for name in ("../../x", "/etc/passwd", "CON", "a\0b", "same", "same\0")]
        assert [row["sha256"] for row in found] == [hashlib.sha256(str(n).encode()).hexdigest() for n in range(1, 7)]
        assert codes(case).count("archive-member-unsafe") == 2
        assert {path.name for path in tmp_path.iterdir()} == {"handed in", "case.edcase"}


def test_two_members_of_one_name_are_two_entries(examined: Callable[..., Case]) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("same.txt", b"first"), ("same.txt", b"second"))
    with examined({"d.zip": data}) as case:
        rows = [row for row in tables.rows(case, "entries") if row["path"] == "/d.zip!/same.txt"]
        assert [row["sha256"] for row in rows] == [hashlib.sha256(one).hexdigest() for one in (b"first", b"second")]


def test_what_lies_too_deep_is_counted(examined: Callable[..., Case]) -> None:
    with examined({"deep.zip": deep(12)}) as case:
        assert len(paths(case)) == 1 + stage.MOST_DEPTH
        [problem] = [row for row in tables.rows(case, "problems") if row["code"] == "inside-shut-depth"]
        assert "deep.zip!/11.zip" in str(problem["message"])


def test_many_archives_in_each_of_many_stop_at_the_number_of_members(
    examined: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "MOST_MEMBERS", 40)
    data = zipped(*((f"{n}.txt", b"0") for n in range(16)))
    for _ in range(2):
        data = zipped(*((f"{n}.zip", data) for n in range(16)))
    with examined({"42.zip": data}) as case:
        assert len(paths(case)) == 1 + 40
        assert "inside-shut-members" in codes(case)
        assert "inside-cut" in codes(case)


def test_a_bomb_is_listed_and_not_unpacked(examined: Callable[..., Case]) -> None:
    zeros = bytes(200 << 20)
    with examined({"z.zip": zipped(("zeros", zeros)), "g.gz": gzip.compress(zeros), "after.zip": zipped(("t.txt", b"t"))}) as case:
        assert paths(case)["/z.zip!/zeros"]["sha256"] is None
        assert paths(case)["/g.gz!/g"]["sha256"] is None
        assert paths(case)["/after.zip!/t.txt"]["sha256"] == hashlib.sha256(b"t").hexdigest()
        assert codes(case).count("archive-members-refused") == 2
        assert codes(case).count("content-unreadable") == 2


def test_unpacked_bytes_in_all_have_a_limit(examined: Callable[..., Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MOST_BYTES", 10_000)
    inner = zipped(("zeros", bytes(100_000)))
    with examined({"a.zip": zipped(("1.zip", inner), ("2.zip", inner))}) as case:
        assert "/a.zip!/1.zip!/zeros" in paths(case)
        assert "/a.zip!/2.zip!/zeros" not in paths(case)
        assert codes(case).count("inside-shut-size") == 1


def test_archives_of_archives_that_unpack_to_ever_more_are_not_followed_to_their_end(
    examined: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them is steeper than one may be; all of them together are."""
    monkeypatch.setattr(stage, "STEEP_FROM", 300_000)
    packed = zipped(("zeros", bytes(100_000)))
    for _ in range(2):
        packed = zipped(*((f"{number}.zip", packed) for number in range(10)))
    with examined({"a.zip": packed}) as case:
        unpacked = [path for path in paths(case) if path.endswith("/zeros")]
        assert 3 <= len(unpacked) < 50  # of a hundred
        assert codes(case).count("inside-shut-size") == 1


def test_wrong_sizes_cost_the_one_member(examined: Callable[..., Case]) -> None:
    data = bytearray(zipped(("a.txt", b"x" * 500), ("b.txt", b"good")))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with examined({"w.zip": bytes(data)}) as case:
        assert paths(case)["/w.zip!/a.txt"]["sha256"] is None
        assert paths(case)["/w.zip!/b.txt"]["sha256"] == hashlib.sha256(b"good").hexdigest()
        assert {"content-unreadable", "archive-headers-differ"} <= set(codes(case))


def test_encrypted_members_are_listed_and_counted(examined: Callable[..., Case]) -> None:
    data = bytearray(zipped(("secret.txt", b"x" * 20), ("open.txt", b"open")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    with examined({"e.zip": bytes(data)}) as case:
        assert paths(case)["/e.zip!/secret.txt"]["sha256"] is None
        assert paths(case)["/e.zip!/open.txt"]["sha256"] == hashlib.sha256(b"open").hexdigest()
        assert codes(case).count("archive-encrypted") == 1


def test_of_damaged_packing_what_came_before_is_read(examined: Callable[..., Case]) -> None:
    text = random.Random(3).randbytes(300_000).hex().encode()
    packed = bytearray(gzip.compress(text))
    packed[-100_000] ^= 0xFF
    with examined({"log.txt.gz": bytes(packed)}) as case:
        row = paths(case)["/log.txt.gz!/log.txt"]
        assert int(str(row["size"])) > 0
        assert (row["mime"], row["sha256"]) == ("text/plain", None)
        assert {"archive-damaged", "content-unreadable"} <= set(codes(case))


def test_folders_of_members_are_no_folders_of_their_volume(examined: Callable[..., Case]) -> None:
    with examined({"a.zip": zipped(("sub/", b""), ("sub/x.txt", b"x")), "own/y.txt": b"y"}) as case:
        assert paths(case)["/a.zip!/sub"]["kind"] == "directory"
        assert [path for _, path, _ in leftovers.folders(case, 1, 1)] == ["/own"]


def test_an_empty_archive_was_opened(examined: Callable[..., Case]) -> None:
    with examined({"empty.zip": b"PK\5\6" + bytes(18)}) as case:
        assert [tuple(row) for row in case.db.execute("SELECT members, shut FROM containers")] == [(0, None)]


def test_what_has_no_reader_is_counted_by_its_reason(examined: Callable[..., Case]) -> None:
    with examined(
        {"a.cab": b"MSCF\0\0\0\0" + bytes(80), "disk.vhdx": b"vhdxfile" + bytes(1000), "app.bin": b"QFI\xfb" + bytes(600)}
    ) as case:
        assert [code for code in codes(case) if code.startswith("inside")] == ["inside-shut-no-reader", "inside-shut-unreadable"]
        [image] = [row for row in tables.rows(case, "problems") if row["code"] == "inside-shut-unreadable"]
        assert "2" in str(image["message"]), "images that begin like images and are none"
        assert {"format-unsupported", "container-damaged"} <= set(codes(case))


def test_without_contents_names_are_all_that_is_counted(examined: Callable[..., Case]) -> None:
    with examined({"a.ZIP": zipped(("x", b"1")), "b.txt": b"2"}, Plan(profile="triage")) as case:
        [problem] = [row for row in tables.rows(case, "problems") if row["code"] == "inside-shut-triage"]
        assert "/a.ZIP" in str(problem["message"])
        process(case, Plan(), quiet)
        assert "/a.ZIP!/x" in paths(case)
        assert "inside-shut-triage" not in codes(case)


def test_a_case_that_was_processed_before_is_indexed_with_its_members(
    examined: Callable[..., Case], everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"c.zip": zipped(("_chat.txt", CHAT)), "note.txt": b"13800138000"}
    with examined(files) as whole, examined(files, Plan(profile="triage"), "old") as old:
        monkeypatch.setitem(PROFILES, "standard", tuple(stage for stage in PROFILES["standard"] if stage != "inside"))
        process(old, Plan(), quiet)
        monkeypatch.undo()
        assert list(tables.rows(old, "messages")) == []
        process(old, Plan(), quiet)
        assert everything(old) == everything(whole)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another system")
def test_a_kill_while_files_are_opened_loses_and_doubles_nothing(
    examined: Callable[..., Case], everything: Everything, tmp_path: Path
) -> None:
    nested = zipped(("_chat.txt", CHAT), *((f"{n}.txt", f"in {n}".encode()) for n in range(200)))
    files = {f"{n}.tar.gz": gzip.compress(tarred(("a.zip", nested), ("b.txt", bytes([65 + n]) * 10))) for n in range(12)} | {
        "q.zip": deep(5)
    }
    with examined(files) as case:
        wanted = everything(case)
    draw = random.Random(7)
    for number in range(3):
        path = tmp_path / f"cut-{number}.edcase"
        with Case.create(path, Particulars("2026-018", timezone="Asia/Shanghai")) as case:
            register.add(case, Registration(tmp_path / "handed in"))
        for _ in range(4):
            command = [sys.executable, "-m", "ui.terminal.main", "process", str(path), "--jobs", "2", "--progress", "none"]
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            time.sleep(draw.uniform(0.8, 3.0))
            run.send_signal(signal.SIGKILL)
            run.wait()
        with Case.open(path) as case:
            process(case, Plan(jobs=1), quiet)
            assert everything(case) == wanted


MAIL = (
    b"From: a@b.c\r\nTo: d@e.f\r\nMessage-ID: <1@x>\r\nDate: Tue, 5 Mar 2024 15:04:05 +0800\r\nSubject: one\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee the archive\r\n'
    b'--b\r\nContent-Type: application/zip; name="chat.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n'
)


def test_what_is_attached_to_a_mail_in_a_mailbox_is_found_and_linked(examined: Callable[..., Case]) -> None:
    archive = zipped(("_chat.txt", CHAT))
    letter = MAIL % base64.encodebytes(archive)
    box = b"From - Tue Mar  5 15:04:05 2024\r\n" + letter + b"\r\nFrom x Tue Mar  5 15:04:06 2024\r\n" + letter.replace(b"<1@x>", b"<2@x>")
    with examined({"Inbox": box}) as case:
        assert "/Inbox!/000002.eml!/chat.zip!/_chat.txt" in paths(case)
        first = paths(case)["/Inbox!/000001.eml"]
        assert first["sha256"] == hashlib.sha256(letter + b"\r\n").hexdigest()
        mails = [row for row in tables.rows(case, "messages") if row["app"] == "email"]
        assert [(row["text"], row["sent"]) for row in mails] == [("see the archive", "2024-03-05T07:04:05Z")] * 2
        attached = mails[0]["attachments"]
        assert isinstance(attached, list)
        assert attached[0]["present"]
        assert attached[0]["sha256"] == hashlib.sha256(archive).hexdigest()


def test_a_mail_file_of_outlook_gives_its_mails_and_what_is_attached_to_them(examined: Callable[..., Case], corpus: Path) -> None:
    with examined({"box.pst.gz": (corpus / "images/artifacts/mail/iped_sample.pst.gz").read_bytes()}) as case:
        mails = [row for row in tables.rows(case, "messages") if row["app"] == "email"]
        others = sum(row["rows"] for row in case.db.execute("SELECT rows FROM problems WHERE code = 'mail-other-items'"))
        assert len(mails) + others == 13
        [sent] = [row for row in mails if "Itens Enviados" in str(row["extra"])]
        attached = sent["attachments"]
        assert isinstance(attached, list)
        assert attached[0]["present"]
        viewer = Viewer(case)
        try:
            assert viewer.read(str(attached[0]["entry"]), 0, 3) == b"\xff\xd8\xff"
        finally:
            viewer.close()


def test_evidence_that_goes_while_files_are_opened_is_gone_and_nothing_of_it_unreadable(
    examined: Callable[..., Case], tmp_path: Path
) -> None:
    root, aside = tmp_path / "handed in", tmp_path / "aside"
    with examined({"a.zip": zipped(("x.txt", b"x")), "b.zip": zipped(("y.txt", b"y"))}, Plan(profile="triage")) as case:

        def pulled(progress: Progress) -> None:
            if progress.stage == "inside" and root.exists():
                root.rename(aside)

        process(case, Plan(), pulled)
        assert [row["status"] for row in tables.rows(case, "evidence")] == ["failed"]
        assert {code for code in codes(case) if code.startswith("inside")} == {"inside-shut-triage"}
        aside.rename(root)
        process(case, Plan(), quiet)
        assert {"/a.zip!/x.txt", "/b.zip!/y.txt"} <= set(paths(case))
        assert not [code for code in codes(case) if code.startswith("inside")]
