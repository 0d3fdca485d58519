"""A secret file is read as a person wrote it."""

from __future__ import annotations

from pathlib import Path

from evidence_desk.ingest.secrets import secrets_of


def test_a_secret_file_has_a_secret_a_line_or_is_a_key_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    path.write_bytes(b"\xef\xbb\xbfone\r\n\r\n two \n")
    assert secrets_of(path) == [b"one", b" two "]
    path.write_bytes(b"\x9c\0\0\0key\n")
    assert secrets_of(path) == [b"\x9c\0\0\0key\n"]
