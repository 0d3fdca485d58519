#!/usr/bin/env python3
"""Sets this checkout up and runs it; it needs nothing but Python: `python3 desk.py` says what it can do.

The first start makes .venv beside this file from requirements.lock; a later one installs nothing until the lock,
pyproject.toml or Python changes. Where a folder wheelhouse/ lies beside this file, packages come from it and from
nowhere else; `.venv/bin/python -m pip download --require-hashes --no-deps -r requirements.lock -d wheelhouse`
fills one on a machine of the same kind. What lies in .venv belongs to this script: it is emptied before it is filled.

Exit status: that of what was run; 2 where the machine lacks something, which is then said in one sentence.
"""

# This file must still be read by an older Python, so that such a machine gets a sentence and not a syntax error.
from __future__ import annotations

import compileall
import ctypes
import hashlib
import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
SOURCES = ("evidence_desk", "parsers", "reports", "ui")
WHEELHOUSE = ROOT / "wheelhouse"
HOME = ROOT / ".venv"
PROGRAMS = HOME / ("Scripts" if os.name == "nt" else "bin")
STAMP = HOME / "installed"

OLDEST, NEWEST = (3, 11), (3, 13)

# Debian's package of each library that Qt loads, by the name it loads.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-shape.so.0": "libxcb-shape0",
}

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "desk.py", "samples", "bench"),
    ("lint-imports",),
)

TEXTS = {
    "usage": (
        """用法：
    python3 desk.py demo [文件夹]    用示例检材走完全过程，并给出意见书的位置
    python3 desk.py test [参数...]   运行测试，参数交给 pytest
    python3 desk.py check            检查代码规范、类型和分层
    python3 desk.py run 参数...      等同于 evidence-desk 参数...""",
        """Usage:
    python3 desk.py demo [FOLDER]       the main job on the sample evidence; says where the memo lies
    python3 desk.py test [ARGUMENT...]  the tests; arguments go to pytest
    python3 desk.py check               lint, types, layers
    python3 desk.py run ARGUMENT...     evidence-desk ARGUMENT...""",
    ),
    "python": (
        "需要 Python {oldest} 到 {newest}，当前是 {found}：请安装其中一个版本，再用它运行 desk.py。",
        "Python {oldest} to {newest} is needed and this is {found}: install one of these and start desk.py with it.",
    ),
    "venv": (
        "这个 Python 没有 venv 所需的 ensurepip：请运行 {line}，再重新开始。",
        "This Python lacks ensurepip, which venv needs: run {line}, then start again.",
    ),
    "venv-failed": (
        "无法建立 {path}：请检查磁盘空间和权限（原因见上）。",
        "{path} could not be made: check the disk and its permissions (the reason stands above).",
    ),
    "installing": ("正在把 {lock} 中的软件包安装到 {path}，只需一次……", "Installing the packages of {lock} into {path}, once ..."),
    "install-failed": (
        "软件包未能安装（原因见上）：请检查网络；离线机器请把各软件包的 wheel 文件放入 {path}，再重新开始。",
        "The packages could not be installed (the reason stands above): check the network, "
        "or on a machine without one put their wheels into {path}, then start again.",
    ),
    "libraries-installing": ("正在安装 Qt 所需的系统库：{packages}", "Installing system libraries that Qt needs: {packages}"),
    "libraries-optional": (
        "界面和测试还缺系统库，需要时请运行：{line}",
        "The desktop and the tests need system libraries that are missing here; before you use these, run: {line}",
    ),
    "libraries-missing": (
        "缺少 Qt 所需的系统库（{names}）：请运行 {line}，再重新开始。",
        "System libraries that Qt needs are missing ({names}): run {line}, then start again.",
    ),
}


class Stop(Exception):
    """The machine lacks something; the sentence says what to do."""


def text(key: str, **values: object) -> str:
    """A sentence in the language of the machine: Chinese where its locale is Chinese, otherwise English."""
    named = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")] + [locale.getlocale()[0]]
    language = next((name for name in named if name), "")
    zh, en = TEXTS[key]
    return (zh if language.lower().startswith(("zh", "chinese")) else en).format(**values)


def say(key: str, **values: object) -> None:
    """To standard error: standard output is that of the program which is run."""
    print(text(key, **values), file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb not in ("demo", "test", "check", "run") or (verb == "check" and rest):
        asked = verb in ("-h", "--help", "help")
        print(text("usage"), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        set_up(window=verb == "run" and rest[:1] == ["ui"], tests=verb == "test")
    except Stop as lacking:
        print(lacking, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if verb == "check":
        return max([run(program, *options, cwd=ROOT) for program, *options in CHECKS])
    if verb == "test":
        return run("pytest", *rest, cwd=ROOT, env=without_screen())
    return run("evidence-desk", *(["demo", *rest] if verb == "demo" else rest))


def set_up(*, window: bool, tests: bool) -> None:
    """All that the verb needs; the first start also sees to what the other verbs will need."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Stop(text("python", oldest=dotted(OLDEST), newest=dotted(NEWEST), found=dotted(sys.version_info[:3])))
    first = not is_installed()
    if sys.platform == "linux" and (first or window or tests):
        see_to_libraries(LIBRARIES if tests else {**LIBRARIES, **WINDOW_LIBRARIES}, needed=window or tests)
    if first:
        install()


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def fingerprint() -> str:
    """What an installation depends on. The place is part of it, since scripts in .venv name it."""
    whole = hashlib.sha256()
    for part in (LOCK.read_bytes(), PROJECT.read_bytes(), sys.version.encode(), sys.base_prefix.encode(), os.fsencode(ROOT)):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def is_installed() -> bool:
    return STAMP.is_file() and STAMP.read_text("ascii", "replace") == fingerprint()


def install() -> None:
    """A new .venv with what the lock names and this project; the stamp comes last, so half of it counts as nothing."""
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop(text("venv", line=as_root("apt-get install -y python3-venv")))
    say("installing", lock=LOCK.name, path=HOME)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=False).returncode:
        raise Stop(text("venv-failed", path=HOME))
    origin = ["--no-index", "--find-links", str(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    # Wheels only: nothing that a package brings is run while it is installed.
    pip("install", *origin, "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(LOCK))
    pip("install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    # Each start of a command is three processes; without this they may each translate the sources anew.
    for folder in SOURCES:
        compileall.compile_dir(ROOT / folder, quiet=2)
    STAMP.write_text(fingerprint(), "ascii")


def pip(*arguments: str) -> None:
    call = [str(PROGRAMS / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments]
    if subprocess.run(call, check=False).returncode:
        raise Stop(text("install-failed", path=WHEELHOUSE))


def see_to_libraries(libraries: dict[str, str], *, needed: bool) -> None:
    """Installs the system libraries that are missing where that is allowed, and otherwise says how to."""
    packages = [libraries[name] for name in missing(libraries)]
    if not packages:
        return
    if is_root() and shutil.which("apt-get"):
        say("libraries-installing", packages=" ".join(packages))
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for call in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *call], env=quiet, stdout=subprocess.DEVNULL, check=False)
        packages = [libraries[name] for name in missing(libraries)]
    line = as_root("apt-get install -y --no-install-recommends " + " ".join(packages))
    if packages and needed:
        raise Stop(text("libraries-missing", names=", ".join(missing(libraries)), line=line))
    if packages:
        say("libraries-optional", line=line)


def missing(libraries: dict[str, str]) -> list[str]:
    """Found out by loading them, as Qt will: package names differ between systems, library names do not."""
    return [name for name in libraries if not loads(name)]


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def as_root(line: str) -> str:
    return line if is_root() else "sudo " + line


def without_screen() -> dict[str, str]:
    """The environment for tests: where there is no display, Qt draws into memory."""
    shown = sys.platform != "linux" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return dict(os.environ) if shown else {"QT_QPA_PLATFORM": "offscreen", **os.environ}


def run(program: str, *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> int:
    """Runs a program of .venv to its end. Ctrl-C is for that program: it ends in its own time, and we wait."""
    signal.signal(signal.SIGINT, lambda *_: None)
    status = subprocess.run([str(PROGRAMS / program), *arguments], cwd=cwd, env=env, check=False).returncode
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
