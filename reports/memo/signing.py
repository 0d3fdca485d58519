"""Signing a memo: PAdES B-B with pyHanko, from a PKCS#12 file. Nothing is fetched: no time stamp, no revocation data.

The time in the signature is the workstation's clock. What a signature is worth depends on the certificate, which has to be
checked elsewhere: validation here says whether the bytes are those that were signed, by the key in the file.
"""

from __future__ import annotations

import io
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from evidence_desk.errors import Known

FIELD = "Signature"


class BadSigner(Known):
    code = "bad-signer"
    zh = "{path} 不能用于签名（{detail}）：需要 PKCS#12 文件和正确的口令（命令行以 --secret-file 给出）。"
    en = "{path} cannot sign ({detail}): give a PKCS#12 file and its passphrase (on the command line with --secret-file)."


def signed(document: bytes, key: Path, passphrase: bytes | None) -> bytes:
    """The document with a signature over all of it; BadSigner where the key does not open."""
    signer = _signer(key, passphrase)
    out = io.BytesIO()
    about = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signers.PdfSigner(about, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)), output=out)
    return out.getvalue()


def holds(document: bytes) -> bool:
    """Whether its one signature is over the whole document, and the document unchanged since; whose it is, is not said."""
    reader = PdfFileReader(io.BytesIO(document))
    if len(reader.embedded_signatures) != 1:
        return False
    [signature] = reader.embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, trusted)
    return bool(status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE)


def _signer(key: Path, passphrase: bytes | None) -> signers.SimpleSigner:
    try:
        data = key.read_bytes()
        pkcs12.load_key_and_certificates(data, passphrase)  # says why, where pyHanko only logs it
        signer = signers.SimpleSigner.load_pkcs12_data(data, (), passphrase=passphrase)
    except OSError as error:
        raise BadSigner(path=str(key), detail=error.strerror or str(error)) from error
    except (ValueError, TypeError) as error:
        raise BadSigner(path=str(key), detail=type(error).__name__) from error
    if not isinstance(signer, signers.SimpleSigner) or signer.signing_cert is None:
        raise BadSigner(path=str(key), detail="no certificate")
    return signer
