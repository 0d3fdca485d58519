"""package and verify-package: the portable review package, and its check."""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evidence_desk.errors import Known, Language
from evidence_desk.store.case import Case
from reports.package import verify
from reports.package.signing import Signer, holds
from reports.package.unpacked import pack
from reports.package.write import write
from ui.terminal.secrets import first_line
from ui.terminal.words import say


class NotAPackage(Known):
    code = "not-a-package"
    zh = "{path} 不是复核包：{detail}"
    en = "{path} is no review package: {detail}"


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The package; of a folder, what it was before it was unpacked."""
    if not path.is_dir():
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        pack(path, file)
        yield file


def package(options: Namespace, language: Language) -> int:
    """Writes the package; what could not be included is said, and stands in it."""
    signer = Signer(options.sign, first_line(options.secret_file)) if options.sign else None
    with Case.open(options.case) as case:
        root, left_out = write(case, options.out, tuple(options.tag), signer)
    print(say("package-made", language, path=options.out, root=root))
    if signer is None:
        print(say("package-unsigned", language))
    for one in left_out:
        print(say("package-left-out", language, path=one["path"], reason=one["reason"]), file=sys.stderr)
    return 0


def verify_package(options: Namespace, language: Language) -> int:
    """1 where anything in it was changed, with what; it needs no case."""
    try:
        with _opened(options.package) as file:
            faults = verify.check(file, options.root)
            found = {name: (start, size) for name, start, size in verify.members(file)}
            signed = verify.SIGNATURE in found and verify.SIGNER in found
            if signed:
                parts = [verify.read(file, *found[name]) for name in (verify.MANIFEST, verify.SIGNATURE, verify.SIGNER)]
                if not holds(*parts):
                    faults.append(say("package-signature-fails", language))
    except (OSError, verify.NoPackage) as error:
        raise NotAPackage(path=str(options.package), detail=str(error)) from error
    for fault in faults:
        print(fault)
    if not faults:
        print(say("package-whole", language, members=len(found)))
        print(say("package-signed" if signed else "package-unsigned", language))
    return 1 if faults else 0
