"""A signed memo holds by pyHanko's own validation, carries no draft's mark, and opens no connection."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from evidence_desk.errors import Language
from evidence_desk.store.case import Case
from reports.memo import render, signable, write
from reports.memo.compose import compose
from reports.memo.signing import BadSigner, holds, signed


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "测试签名人")])
    begin = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key()).serial_number(7).not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=30)).add_extension(usage, True).sign(private, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("key") / "key.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"key", private, certificate, None, serialization.BestAvailableEncryption(b"secret"))
    )
    return path


def final(case: Case, language: Language) -> bytes:
    return render(signable(compose(case, language)))


def text(document: bytes) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(document))


def test_a_signed_memo_holds_and_a_changed_one_does_not(case: Case, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    document = signed(final(case, "zh"), key, b"secret")
    assert holds(document)
    changed = bytearray(document)
    changed[len(final(case, "zh")) // 2] ^= 1
    assert not holds(bytes(changed))
    assert not holds(final(case, "zh"))


def test_only_what_is_not_signed_is_marked_as_a_draft(case: Case, key: Path) -> None:
    assert "草稿" in text(write(case, "zh"))
    assert "草稿" not in text(signed(final(case, "zh"), key, b"secret"))


def test_a_key_that_does_not_open_is_one_sentence(case: Case, key: Path, tmp_path: Path) -> None:
    (tmp_path / "no.p12").write_bytes(b"no key")
    for path, secret in ((key, b"wrong"), (key, None), (tmp_path / "no.p12", b"secret"), (tmp_path / "none.p12", b"secret")):
        with pytest.raises(BadSigner):
            signed(b"%PDF-1.4", path, secret)
