"""What tests of media share: writers of images, and bytes that look a little like those of a disk."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

Writers = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def writers() -> Writers:
    """The module of writers/ for a format: tests are no package, so it is loaded by its path."""

    @cache
    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"{name}_writer", Path(__file__).parent / "writers" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def ewf(writers: Writers) -> ModuleType:
    return writers("ewf")


@pytest.fixture(scope="session")
def disk() -> bytes:
    """11 KiB and a sector: text, empty space, noise."""
    noise = random.Random(7)
    text = "".join(noise.choice(["案件 ", "证据 ", "the quick brown ", "fox ", "0123 "]) for _ in range(600)).encode()
    return (text[:4096] + bytes(3072) + noise.randbytes(2048) + (text[100:200] * 40)[:2048]).ljust(23 * 512, b"\xee")
