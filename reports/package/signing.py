"""Signing the manifest of a package, and checking that: Ed25519, ECDSA or RSA, with a key in PEM or PKCS#12."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate

from evidence_desk.errors import Known

Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class BadKey(Known):
    code = "bad-key"
    zh = "{path} 不是可用的签名密钥，或口令不对（{detail}）：需要 PKCS#12 或 PEM 文件和正确的口令（命令行以 --secret-file 给出）。"
    en = "{path} is no key that can sign, or its passphrase is wrong ({detail}): give PKCS#12 or PEM and its passphrase (on the command line with --secret-file)."


class Signer:
    """`signer`: the certificate, or the public key where there is none, in PEM."""

    def __init__(self, path: Path, passphrase: bytes | None) -> None:
        try:
            self._key, self.signer = (
                _pem(path.read_bytes(), passphrase) if b"-----BEGIN" in path.read_bytes()[:4096] else _p12(path.read_bytes(), passphrase)
            )
        except OSError as error:
            raise BadKey(path=str(path), detail=error.strerror or str(error)) from error
        except (ValueError, TypeError) as error:
            raise BadKey(path=str(path), detail=type(error).__name__) from error

    def sign(self, data: bytes) -> bytes:
        match self._key:
            case ed25519.Ed25519PrivateKey():
                return self._key.sign(data)
            case ec.EllipticCurvePrivateKey():
                return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
            case _:
                return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def holds(data: bytes, signature: bytes, signer: bytes) -> bool:
    """Whether the signature is of these data, by the key that lies beside it. Whose key that is, it cannot say."""
    try:
        key = load_pem_x509_certificate(signer).public_key() if b"CERTIFICATE" in signer else serialization.load_pem_public_key(signer)
        match key:
            case ed25519.Ed25519PublicKey():
                key.verify(signature, data)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            case rsa.RSAPublicKey():
                key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            case _:
                return False
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _p12(data: bytes, passphrase: bytes | None) -> tuple[Private, bytes]:
    key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase)
    if certificate is None:
        raise ValueError("no certificate")
    return _usable(key), certificate.public_bytes(serialization.Encoding.PEM)


def _pem(data: bytes, passphrase: bytes | None) -> tuple[Private, bytes]:
    key = _usable(serialization.load_pem_private_key(data, passphrase))
    return key, key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _usable(key: object) -> Private:
    if not isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("no such key")
    return key
