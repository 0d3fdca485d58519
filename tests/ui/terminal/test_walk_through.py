"""The whole way in one, on the sample evidence: from intake to a signed memo and a package that anyone can check."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from reports.memo.signing import holds

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "evidence"
MAPPING = """version = 1
records = "personal"
app = "名单"
[columns]
name = "姓名"
phone = "手机"
[constants]
category = "track"
"""


def run(folder: Path, *given: str, expect: int = 0) -> str:
    where = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ui.terminal.main", *given]
    done = subprocess.run(command, cwd=folder, env=where, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == expect, done.stderr
    return done.stdout


def rows(folder: Path, table: str, *where: str) -> list[dict[str, object]]:
    chosen = [part for one in where for part in ("--where", one)]
    return [json.loads(line) for line in run(folder, "query", "c.edcase", table, *chosen, "--format", "jsonl").splitlines()]


def signer(path: Path) -> None:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "测试签名人")])
    begin = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key()).serial_number(7).not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=30)).add_extension(usage, True).sign(private, hashes.SHA256())
    )  # fmt: skip
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", private, made, None, serialization.BestAvailableEncryption(b"secret")))


def text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def test_from_intake_to_a_signed_memo_and_a_package_that_verifies(tmp_path: Path) -> None:
    for name in ("03-whatsapp.zip", "04-telegram.json"):
        shutil.copyfile(SAMPLES / name, tmp_path / name)
    run(
        tmp_path,
        "new",
        "c.edcase",
        "--number",
        "检技审〔2026〕1号",
        "--title",
        "样例案",
        "--examiner",
        "王审查",
        "--timezone",
        "Asia/Shanghai",
    )
    expected = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["evidence"][2]["stated"]["sha256"]
    run(tmp_path, "add", "c.edcase", "03-whatsapp.zip", "--label", "会话", "--expect", f"sha256:{expected}", "--expect-source", "清单第3项")
    run(tmp_path, "add", "c.edcase", "04-telegram.json", "--label", "导出")
    (tmp_path / "people.csv").write_text("姓名,手机\n张三,13800001111\n李四,13900002222\n张三,13800001111\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    run(tmp_path, "add", "c.edcase", "people.csv", "--label", "名单", "--mapping", "map.toml")
    run(tmp_path, "intake", "c.edcase", "--set", "department=第一检察部", "--set", "questions=有无付款？；名单涉及多少人？")
    run(tmp_path, "process", "c.edcase", "--progress", "none")
    assert [one["verdict"] for one in rows(tmp_path, "evidence")] == ["match", "nothing-to-compare", "nothing-to-compare"]
    said = [str(one["id"]) for one in rows(tmp_path, "messages") if one["kind"] == "text"]
    run(tmp_path, "search", "c.edcase", "备案")
    run(tmp_path, "fact", "c.edcase", "客户付款的去向")
    fact = str(rows(tmp_path, "facts")[0]["id"])
    run(tmp_path, "finding", "c.edcase", "会话载有付款内容。", "--cite", said[0], "--fact", fact, "--bearing", "supports")
    run(tmp_path, "tag", "c.edcase", said[1], "--tag", "有利", "--note", "须核实", "--fact", fact, "--bearing", "contradicts")
    run(tmp_path, "checklist", "c.edcase", "answer", "L-1", "not-transferred", "--basis", "卷内无笔录", "--consequence", "defect")
    run(tmp_path, "count", "c.edcase", "group-members", "--list", "members.csv")
    run(tmp_path, "count", "c.edcase", "personal-records")
    run(tmp_path, "tag", "c.edcase", said[2], "--tag", "有利", "--bearing", "contradicts")
    left = str(rows(tmp_path, "tags")[-1]["id"])
    run(tmp_path, "leave-out", "c.edcase", left, "--reason", "与另一条内容相同")
    run(tmp_path, "conclude", "c.edcase", "Q1", "partly", "会话载有付款内容，未与银行明细核对。", "--cite", "n1")
    run(tmp_path, "sample", "c.edcase", "draw", "--rule", "personal-records", "--size", "2", "--reason", "核对来源", "--stratified")
    for one in rows(tmp_path, "sampled"):
        run(tmp_path, "sample", "c.edcase", "result", "s1", str(one["item"]), "right")
    signer(tmp_path / "k.p12")
    (tmp_path / "pass").write_text("secret\n", encoding="utf-8")
    run(tmp_path, "memo", "c.edcase", "-o", "signed.pdf", "--sign", "k.p12", "--secret-file", "pass")
    run(tmp_path, "memo", "c.edcase", "-o", "memo.docx", "--lang", "en")
    run(tmp_path, "memo", "c.edcase", "-o", "memo.json")
    run(tmp_path, "memo", "c.edcase", "-o", "redacted.pdf", "--redact", "standard")
    assert holds((tmp_path / "signed.pdf").read_bytes())
    read = text(tmp_path / "signed.pdf")
    for part in (
        "会话载有付款内容。",
        "卷内无笔录",
        "须核实",
        "规则group-members",
        "部分确认：会话载有付款内容，未与银行明细核对。",
        "Q2尚未答复。",
        "与另一条内容相同",
        "规则personal-records",
        "行踪轨迹",
        "相符2，不符0",
        "置信水平95%",
        "定稿",
        "本意见供办案参考，不是鉴定意见。",
    ):
        assert part in read
    assert "草稿" not in read
    assert json.loads((tmp_path / "memo.json").read_text("utf-8"))["case_number"] == "检技审〔2026〕1号"
    assert "林悦" in read and "林悦" not in text(tmp_path / "redacted.pdf")
    run(tmp_path, "export", "c.edcase", "--format", "html", "-o", "reader.html")
    run(tmp_path, "package", "c.edcase", "-o", "p.zip")
    run(tmp_path, "verify-package", "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert {
            "checks.jsonl",
            "conclusions.jsonl",
            "marks-left-out.jsonl",
            "samples/s1-population.txt",
            "samples/s1-strata.jsonl",
            "countings/group-members.jsonl",
            "memo-zh.pdf",
            "reader.html",
            "verify.py",
        } <= set(archive.namelist())
    run(tmp_path, "audit", "c.edcase", "--verify")
    acts = [one["act"] for one in rows(tmp_path, "audit")]
    assert {
        "case.new",
        "evidence.add",
        "process.begin",
        "search",
        "fact",
        "finding",
        "tag",
        "check.answer",
        "count",
        "memo",
        "package",
        "export",
        "intake.request",
        "leave-out",
        "conclude",
        "sample.freeze",
        "sample.draw",
        "sample.result",
        "query",
    } <= set(acts)


def test_what_cannot_be_asked_of_a_memo_is_refused_in_a_sentence(tmp_path: Path) -> None:
    run(tmp_path, "new", "c.edcase", "--number", "1")
    run(tmp_path, "memo", "c.edcase", "-o", "m.docx", "--sign", "k.p12", expect=2)
    run(tmp_path, "memo", "c.edcase", "-o", "m.pdf", "--redact", "nobody", expect=2)
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    run(tmp_path, "memo", "c.edcase", "-o", "m.pdf", "--redact", "bad.toml", expect=2)
    assert not (tmp_path / "m.pdf").exists()
