"""package and verify-package: the portable review package, and its check."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import Known, Language
from evidence_desk.store.case import Case
from reports.package import verify
from reports.package.signing import Signer, holds
from reports.package.write import write
from ui.terminal.secrets import first_line
from ui.terminal.words import say


class NotAPackage(Known):
    code = "not-a-package"
    zh = "{path} 不是复核包：{detail}"
    en = "{path} is no review package: {detail}"


def package(options: Namespace, language: Language) -> int:
    """Writes the package; what could not be included is said, and stands in it."""
    signer = Signer(options.sign, first_line(options.secret_file)) if options.sign else None
    with Case.open(options.case) as case:
        root, left_out = write(case, options.out, tuple(options.tag), signer)
    print(say("package-made", language, path=options.out, root=root))
    if signer is None:
        print(say("package-unsigned", language))
    for one in left_out:
        told = one["path"] or one["item"]
        print(say("package-left-out", language, path=told, reason=one["reason_zh" if language == "zh" else "reason"]), file=sys.stderr)
    return 0


def verify_package(options: Namespace, language: Language) -> int:
    """1 where anything in it was changed, with what; it needs no case."""
    try:
        found = verify.opened(str(options.package))
        faults, facts = verify.check(found, options.root), verify.facts(found)
        signed = verify.SIGNATURE in found.names and verify.SIGNER in found.names
        if signed and not holds(*(verify.content(found, name) for name in (verify.MANIFEST, verify.SIGNATURE, verify.SIGNER))):
            faults.append(say("package-signature-fails", language))
    except (OSError, verify.NoPackage) as error:
        raise NotAPackage(path=str(options.package), detail=str(error)) from error
    for fault in faults:
        print(verify.plain(fault))
    if not faults:
        print("\n".join(facts))
        print(say("package-whole", language, members=len(found.names)))
        print(say("package-signed" if signed else "package-unsigned", language))
    return 1 if faults else 0
