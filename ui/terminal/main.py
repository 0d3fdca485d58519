"""The command line: `evidence-desk COMMAND ...`, of the same reach as the desktop.

Exit status: 0 done, 1 a check did not hold, 2 the call or its input is wrong. What goes wrong is one plain
sentence on standard error; a traceback only with --debug.
"""

from __future__ import annotations

import contextlib
import itertools
import locale
import os
import signal
import sys

from evidence_desk.errors import Known, Language
from ui.terminal.arguments import arguments
from ui.terminal.words import say


def main(given: list[str] | None = None) -> int:
    _speak_unicode()
    _start_workers(given if given is not None else sys.argv[1:])
    language = _language(given if given is not None else sys.argv[1:])
    options = arguments(language).parse_args(given)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return int(options.run(options, language))
    except Known as error:
        if options.debug:
            raise
        return _fail(error.sentence(language), language)
    except KeyboardInterrupt:
        print(say("interrupted", language), file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        return _fail(say("internal", language, detail=f"{type(error).__name__}: {error}"), language)


def _start_workers(given: list[str]) -> None:
    """What workers come from loads while this process still reads its arguments and opens the case."""
    if given[:1] in (["process"], ["verify"]):
        from evidence_desk.ingest import pool

        pool.begin()


def _fail(text: str, language: Language) -> int:
    print(say("error", language, text=text), file=sys.stderr)
    return 2


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _speak_unicode() -> None:
    """The same bytes on every machine, whatever its locale; names of evidence hold anything."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _language(given: list[str]) -> Language:
    """--ui-lang before all else, then the environment's."""
    for one, following in itertools.pairwise(given):
        if one == "--ui-lang" and following in ("zh", "en"):
            return "zh" if following == "zh" else "en"
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if (spoken or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


if __name__ == "__main__":
    sys.exit(main())
