"""memo, export, sound, ui and demo: what leaves the case."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language, OutputExists
from evidence_desk.store import objects
from evidence_desk.store.case import Case
from reports.exports.export import export as write_records
from reports.exports.wave_file import wave_file
from reports.output import new_file
from ui.terminal.secrets import first_line
from ui.terminal.words import say


def memo(options: Namespace, language: Language) -> int:
    """Writes the memo, keeps a copy of it in the case and its digest in the log. A redacted one keeps there what its masks stand for.

    What is only looked at is logged as that: it is not the memo that an office gave out."""
    from reports.memo import FORMATS, redaction, signable, wording  # loads fonts: only where a memo is written
    from reports.memo.compose import compose

    made_as = options.format or (options.out.suffix[1:].lower() if options.out.suffix[1:].lower() in FORMATS else "pdf")
    if options.sign and made_as != "pdf":
        raise BadUse(detail="only a PDF can be signed")
    if options.out.exists():
        raise OutputExists(path=str(options.out))
    profile = redaction.profile(options.redact) if options.redact else None
    with Case.open(options.case) as case:
        made = compose(case, options.lang)
        avoidable = wording(made)
        masked = redaction.redacted(case, options.lang, profile) if profile else None
        made = masked.memo if masked else made
        document = FORMATS[made_as](signable(made) if options.sign else made)
        if options.sign:
            from reports.memo.signing import signed

            document = signed(document, options.sign, first_line(options.secret_file))
        digest = objects.put(case, [document]) if case.writable else hashlib.sha256(document).hexdigest()
        about: dict[str, str] = {"format": made_as} if made_as != "pdf" else {}
        if masked and profile:
            key = json.dumps(masked.masked, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "backslashreplace")
            about |= {"redaction": profile.name, "masks": objects.put(case, [key]) if case.writable else hashlib.sha256(key).hexdigest()}
        with new_file(case, options.out) as out:
            out.write(document)
        act = "memo.preview" if options.preview else "memo"
        case.log(act, path=str(options.out.absolute()), language=options.lang, sha256=digest, signed=bool(options.sign), **about)
    print(say("memo-made", language, path=options.out, digest=digest))
    if avoidable:
        print(say("memo-words", language, words="、".join(dict.fromkeys(avoidable))), file=sys.stderr)
    return 0


def export(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        count = write_records(case, options.format, options.out, tuple(options.tag))
    print(say("exported", language, count=count, path=options.out))
    return 0


def sound(options: Namespace, language: Language) -> int:
    """Writes a voice note as WAV; its digest, and that of nothing else, goes into the log."""
    from evidence_desk.ingest.viewer import Viewer

    if options.out.exists():
        raise OutputExists(path=str(options.out))
    with Case.open(options.case) as case:
        viewer = Viewer(case)
        try:
            heard = viewer.sound(options.id, clear=True)  # by its id, and logged: somebody asked for it
        finally:
            viewer.close()
        document = wave_file(heard)
        with new_file(case, options.out) as out:
            out.write(document)
        case.log("sound", item=options.id, path=str(options.out.absolute()), sha256=hashlib.sha256(document).hexdigest())
    seconds = len(heard.samples) / (2 * heard.channels * heard.rate)
    print(say("sound-made", language, path=options.out, seconds=f"{seconds:.1f}"))
    if not heard.whole:
        print(say("sound-broken", language), file=sys.stderr)
    return 0


def ui(options: Namespace, language: Language) -> int:
    from ui.desktop.main import run  # the rest of the command line runs without Qt

    return run(options.case, language)


def demo(options: Namespace, language: Language) -> int:
    from ui.terminal.demo import run

    return run(options.folder, language)
