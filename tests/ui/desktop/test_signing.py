"""Signing from the windows: the passphrase is typed, goes to the child alone, and is found nowhere afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pytestqt.qtbot import QtBot

from reports.memo.signing import holds
from reports.package import verify
from ui.desktop.history import Place
from ui.desktop.review import Review

WAIT_MS = 60_000
PASSPHRASE = "正确的口令 horse"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "检察技术")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key()).serial_number(1)
        .not_valid_before(begin).not_valid_after(begin + timedelta(days=3650)).sign(private, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "key.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", private, certificate, None, BestAvailableEncryption(PASSPHRASE.encode())))
    return path


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_memo_is_signed_with_a_passphrase_that_is_kept_nowhere(
    review: Review, qtbot: QtBot, tmp_path: Path, key: Path, logged: Callable[[Path], list[dict[str, object]]]
) -> None:
    review.visit(Place("memo"))
    pane, out = review.memo, tmp_path / "memo.pdf"
    pane.signing.key.setText(str(key))
    pane.signing.passphrase.setText(PASSPHRASE)
    pane.export_to(out)
    job = review.desk.work.job
    assert job is not None
    assert not any("horse" in word for word in job.arguments)
    assert pane.signing.passphrase.text() == ""
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    assert holds(out.read_bytes())
    assert next(one for one in logged(review.desk.folder) if one["act"] == "memo")["signed"] is True
    assert b"horse" not in kept(review.desk.folder)
    assert review.memo.export.isEnabled()


def test_a_wrong_passphrase_is_one_sentence_and_no_memo(review: Review, qtbot: QtBot, tmp_path: Path, key: Path) -> None:
    review.visit(Place("memo"))
    pane, out = review.memo, tmp_path / "memo.pdf"
    pane.signing.key.setText(str(key))
    pane.signing.passphrase.setText("wrong")
    pane.export_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "口令" in review.foot.note.text())
    assert not out.exists()


def test_only_a_pdf_is_signed(review: Review, qtbot: QtBot, tmp_path: Path, key: Path) -> None:
    review.visit(Place("memo"))
    pane, out = review.memo, tmp_path / "memo"
    pane.signing.key.setText(str(key))
    pane.format.setCurrentIndex(pane.format.findData("docx"))
    assert not pane.signing.isEnabled()
    pane.export_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    assert out.read_bytes().startswith(b"PK"), "as it was chosen, for its name says nothing"


def test_a_package_is_signed_from_the_window(review: Review, qtbot: QtBot, tmp_path: Path, key: Path) -> None:
    review.visit(Place("memo"))
    giving, out = review.memo.giving, tmp_path / "p.zip"
    giving.begin()
    giving.kinds.setCurrentIndex(giving.kinds.findData("package"))
    giving.signing.key.setText(str(key))
    giving.signing.passphrase.setText(PASSPHRASE)
    giving.write_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    with out.open("rb") as file:
        assert verify.SIGNATURE in [name for name, _, _ in verify.members(file)]
