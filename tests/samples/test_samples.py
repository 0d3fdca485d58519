"""The committed sample evidence against its expected results, with tools that are not ours."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import shutil
import sqlite3
import subprocess
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

EVIDENCE = Path(__file__).parents[2] / "samples" / "evidence"
EXPECTED: list[dict[str, Any]] = json.loads((EVIDENCE / "expected.json").read_text("utf-8"))["evidence"]
STORY: dict[str, Any] = json.loads((EVIDENCE / "story.json").read_text("utf-8"))
LAPTOP, STICK, WHATSAPP, TELEGRAM, BACKUP, PHONE = EXPECTED
LISTED = re.compile(r"^\S+ (?P<deleted>\* )?(?P<address>\d+(?:-\d+-\d+)?):\t(?P<path>.+)$", re.MULTILINE)

needs_sleuthkit = pytest.mark.skipif(not shutil.which("fls"), reason="sleuthkit is not installed")


def tool(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}).stdout


def medium(item: dict[str, Any]) -> bytes:
    """The decoded bytes: of the packed stick by lzma, of the E01 by sleuthkit, of the rest the file itself."""
    path = EVIDENCE / item["file"]
    if item is STICK:
        return lzma.decompress((EVIDENCE / "02-usb.dd.xz").read_bytes())
    return tool("img_cat", path) if item is LAPTOP else path.read_bytes()


@needs_sleuthkit
@pytest.mark.parametrize("item", [item for item in EXPECTED if item["digests"]], ids=lambda item: item["file"])
def test_each_medium_has_its_size_and_digests_and_the_record_states_them_except_for_the_stick(item):
    data = medium(item)
    assert len(data) == item["size"]
    assert {name: hashlib.new(name, data).hexdigest() for name in item["digests"]} == item["digests"]
    agree = {name: item["digests"][name] == digest for name, digest in item["stated"].items()}
    assert item["verdict"] == ("nothing-to-compare" if not agree else "match" if all(agree.values()) else "mismatch")
    assert (item["verdict"] == "mismatch") == (item is STICK)


def test_the_wrong_digest_of_the_stick_has_the_digits_of_the_right_one_in_another_order():
    (stated,) = STICK["stated"].values()
    right = STICK["digests"]["sha256"]
    assert stated != right
    assert sorted(stated) == sorted(right)


@needs_sleuthkit
@pytest.mark.parametrize(("item", "offset"), [(LAPTOP, 2048), (STICK, 0)], ids=["laptop", "stick"])
def test_every_file_on_the_disks_is_there_with_its_content_also_the_deleted_ones(item, offset, tmp_path):
    image = EVIDENCE / item["file"]
    if item is STICK:
        image = tmp_path / "stick"
        image.write_bytes(medium(STICK))
    found = {}
    for listed in LISTED.finditer(tool("fls", "-o", str(offset), "-r", "-p", image).decode()):
        data = tool("icat", "-o", str(offset), image, listed["address"]) if listed["path"] in item["files"] else b""
        found[listed["path"]] = (len(data), hashlib.sha256(data).hexdigest(), listed["deleted"] is None)
    wanted = {path: (file["size"], file["sha256"], file["allocated"]) for path, file in item["files"].items()}
    assert {path: found.get(path) for path in wanted} == wanted
    assert any(not file["allocated"] for file in item["files"].values())
    assert offset == item["volumes"][0]["offset"] // 512


def test_archives_and_folders_hold_exactly_the_files_that_are_expected():
    with zipfile.ZipFile(EVIDENCE / WHATSAPP["file"]) as packed:
        zipped = {name: packed.read(name) for name in packed.namelist()}
    backed_up = {path.name: path.read_bytes() for path in (EVIDENCE / BACKUP["file"]).iterdir()}
    for item, files in ((WHATSAPP, zipped), (BACKUP, backed_up), (PHONE, phone_files())):
        assert {path: hashlib.sha256(data).hexdigest() for path, data in files.items()} == {
            path: file["sha256"] for path, file in item["files"].items()
        }


def phone_files() -> dict[str, bytes]:
    with tarfile.open(EVIDENCE / PHONE["file"]) as pulled:
        return {member.name: pulled.extractfile(member).read() for member in pulled.getmembers()}


def opened(folder: Path, name: str) -> sqlite3.Connection:
    """A database of the phone beside its log, as on the phone."""
    for path, data in phone_files().items():
        if path.rpartition("/")[2].startswith(name):
            (folder / path.rpartition("/")[2]).write_bytes(data)
    return sqlite3.connect(folder / name)


def counted(item: dict[str, Any], key: str) -> Counter[str]:
    return Counter({one[key]: one["messages"] for one in item["conversations"]})


def test_the_phone_has_the_messages_that_are_expected_and_two_of_them_only_with_its_log(tmp_path):
    with opened(tmp_path, "mmssms.db") as db:
        sms = Counter(address for (address,) in db.execute("SELECT address FROM sms"))
        mms = Counter(address for (address,) in db.execute("SELECT address FROM addr WHERE type=137"))
        whole = db.execute("SELECT count(*) FROM sms").fetchone()[0]
    db.close()
    assert sms + mms == counted(PHONE, "number")
    bare = tmp_path / "bare.db"
    bare.write_bytes(phone_files()["data/data/com.android.providers.telephony/databases/mmssms.db"])
    with sqlite3.connect(bare) as db:
        assert db.execute("SELECT count(*) FROM sms").fetchone()[0] == whole - 2
    db.close()


def test_the_phone_has_the_calls_and_contacts_that_are_expected(tmp_path):
    for name, question, kind in (
        ("calllog.db", "SELECT count(*) FROM calls", "call"),
        ("contacts2.db", "SELECT count(*) FROM raw_contacts", "contact"),
    ):
        with opened(tmp_path, name) as db:
            assert db.execute(question).fetchone()[0] == PHONE["artifacts"][kind]
        db.close()


def test_the_browsers_have_the_visits_and_the_download_that_are_expected(tmp_path):
    if not shutil.which("fls"):
        pytest.skip("sleuthkit is not installed")
    addresses = {listed["path"]: listed["address"] for listed in LISTED.finditer(fls_of_laptop())}
    visits = 0
    for name, question in (("History", "SELECT count(*) FROM visits"), ("places.sqlite", "SELECT count(*) FROM moz_historyvisits")):
        (address,) = [address for path, address in addresses.items() if path.endswith(f"/{name}")]
        (tmp_path / name).write_bytes(tool("icat", "-o", "2048", EVIDENCE / LAPTOP["file"], address))
        with sqlite3.connect(tmp_path / name) as db:
            visits += db.execute(question).fetchone()[0]
            if name == "History":
                assert db.execute("SELECT count(*) FROM downloads").fetchone()[0] == LAPTOP["artifacts"]["download"]
        db.close()
    assert visits == LAPTOP["artifacts"]["web-visit"]


def fls_of_laptop() -> str:
    return tool("fls", "-o", "2048", "-r", "-p", EVIDENCE / LAPTOP["file"]).decode()


def whatsapp_lines() -> list[str]:
    with zipfile.ZipFile(EVIDENCE / WHATSAPP["file"]) as packed:
        return packed.read("_chat.txt").decode().removesuffix("\r\n").split("\r\n")


def backup_rows() -> list[ElementTree.Element]:
    """The app writes surrogates as references, which no XML parser takes: joined here, as a reader must."""
    rows: list[ElementTree.Element] = []
    for path in sorted((EVIDENCE / BACKUP["file"]).iterdir()):
        text = re.sub(r"&#(5\d{4});&#(5\d{4});", joined, path.read_text("utf-8"))
        root = ElementTree.fromstring(text)
        assert int(root.attrib["count"]) == len(root)
        rows += root
    return rows


def joined(pair: re.Match[str]) -> str:
    high, low = int(pair[1]), int(pair[2])
    return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


def test_the_exports_have_the_messages_that_are_expected():
    assert len(whatsapp_lines()) == WHATSAPP["messages"]
    telegram = json.loads((EVIDENCE / TELEGRAM["file"]).read_text("utf-8"))["messages"]
    assert len(telegram) == TELEGRAM["messages"]
    assert sum(one["type"] == "service" for one in telegram) == TELEGRAM["conversations"][0]["system"]
    rows = backup_rows()
    assert Counter(row.attrib["address"] for row in rows if row.tag in ("sms", "mms")) == counted(BACKUP, "number")
    assert sum(row.tag == "call" for row in rows) == BACKUP["artifacts"]["call"]
    assert any("\U0001f64f" in row.attrib.get("body", "") for row in rows)


def test_the_attachments_that_the_chats_name_are_present_or_missing_as_expected():
    named = [match[1] for line in whatsapp_lines() if (match := re.search("<附件：(.+)>", line))]
    present = sum(name in WHATSAPP["files"] for name in named)
    assert {"present": present, "missing": len(named) - present} == WHATSAPP["attachments"]
    assert TELEGRAM["attachments"]["omitted"] == (EVIDENCE / TELEGRAM["file"]).read_text("utf-8").count("(File not included")


def spoken(number: str, folder: Path) -> list[str]:
    match number:
        case "3":
            return ["\n".join(line.split(": ", 1)[1].lstrip("\u200e").split("\n")) for line in whatsapp_lines()]
        case "4":
            return [one["text"] for one in json.loads((EVIDENCE / TELEGRAM["file"]).read_text("utf-8"))["messages"]]
        case "5":
            return [row.attrib["body"] for row in backup_rows() if row.tag == "sms"]
        case _:
            with opened(folder, "mmssms.db") as db:
                bodies = [body for (body,) in db.execute("SELECT body FROM sms")]
            db.close()
            return bodies


def selections() -> list[dict[str, Any]]:
    return [one for finding in STORY["findings"] for one in finding["cites"]] + [one for tag in STORY["tags"] for one in tag["items"]]


def test_every_message_and_file_that_the_story_cites_is_in_the_evidence_once(tmp_path):
    files = {str(item["number"]): item["files"] for item in EXPECTED}
    for one in selections():
        where = one["where"]
        match one["table"]:
            case "messages":
                assert spoken(where["evidence"], tmp_path).count(where["text"]) == 1, where
            case "entries":
                assert where["path"].removeprefix("/") in files[where["evidence"]], where
            case table:
                assert table in ("artifacts", "evidence"), where


def test_the_story_speaks_both_languages_in_both_directions_and_every_finding_cites():
    facts = {fact["id"] for fact in STORY["facts"]} | {None}
    for finding in STORY["findings"]:
        assert finding["zh"]
        assert finding["en"]
        assert finding["cites"]
        assert finding["fact"] in facts
    for fact in facts - {None}:
        assert {"supports", "contradicts"} & {finding["bearing"] for finding in STORY["findings"] if finding["fact"] == fact}
    bearings = Counter(finding["bearing"] for finding in STORY["findings"])
    assert bearings["supports"] >= 2
    assert bearings["contradicts"] >= 2


def test_the_story_is_the_truth_of_the_expected_results():
    for told, item in zip(STORY["evidence"], EXPECTED, strict=True):
        assert (told["number"], told["file"], told["expect"]) == (item["number"], item["file"], item["stated"])
        assert (EVIDENCE / (told["packed"] or told["file"])).exists()


def test_no_finding_claims_more_than_was_seen():
    written = json.dumps(STORY, ensure_ascii=False)
    assert not re.search("证实|罪犯|铁证|足以认定|构成犯罪|guilty|criminal|proves", written)


def everything_written() -> str:
    """All text of the samples that a person could take for real."""
    parts = [(EVIDENCE / TELEGRAM["file"]).read_text("utf-8"), *whatsapp_lines()]
    parts += [path.read_text("utf-8") for path in (EVIDENCE / BACKUP["file"]).iterdir()]
    return "\n".join(parts) + json.dumps(STORY, ensure_ascii=False)


def test_no_card_number_and_no_host_is_a_real_one():
    text = everything_written()
    cards = set(re.findall(r"(?<!\d)62\d{14}(?!\d)", text))
    assert cards
    assert not [card for card in cards if passes_luhn(card)]
    assert {host for host in re.findall(r"https?://([^/\s\"]+)", text) if not host.endswith(".example")} == set()
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text.replace("17000000", "")), (
        "a mobile number outside the range that is not given out"
    )


def passes_luhn(card: str) -> bool:
    digits = [int(digit) for digit in reversed(card)]
    return (sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def test_the_samples_are_small():
    assert sum(path.stat().st_size for path in EVIDENCE.rglob("*") if path.is_file()) < 1_000_000
