"""Logs as bytes: files, standard input, and what is too long for memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat import cli_heal
from homeostat.errors import LogUnavailable


def test_of_a_huge_log_the_beginning_and_the_end_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_heal, "HEAD_KEPT", 10)
    monkeypatch.setattr(cli_heal, "TAIL_KEPT", 20)
    (tmp_path / "log").write_bytes(b"beginning." + b"x" * 1000 + b"this is how it ended")
    read = cli_heal.read_log(str(tmp_path / "log"))
    assert read.startswith(b"beginning.\n[... the middle")
    assert read.endswith(b"\nthis is how it ended")
    assert b"xxx" not in read


def test_a_log_of_ordinary_size_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"line\n" * 10_000)
    assert cli_heal.read_log(str(tmp_path / "log")) == b"line\n" * 10_000


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable):
        cli_heal.read_log(str(tmp_path))
