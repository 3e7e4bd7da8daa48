"""The whole of the first step: from bytes to a Log."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from homeostat.errors import LogUnavailable
from homeostat.observe.step import observe
from homeostat.records import Log

LINES = (
    "##[group]Run pip install -r requirements.txt",
    "\x1b[36;1mpip install -r requirements.txt\x1b[0m",
    "shell: /usr/bin/bash -e {0}",
    "env:",
    "  pythonLocation: /opt/hostedtoolcache/Python/3.9.18/x64",
    "##[endgroup]",
    "Successfully installed Flask-2.0.1 pytest-6.2.4",
    "##[group]Run pytest",
    "\x1b[36;1mpytest\x1b[0m",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    "\x1b[31mFAILED\x1b[0m tests/test_a.py::test_b",
    "##[error]Process completed with exit code 1.",
)
STAMPED = "".join(f"2026-11-21T12:00:{second:02}.0070000Z {line}\r\n" for second, line in enumerate(LINES)).encode()


def test_an_actions_log() -> None:
    log = observe(STAMPED, "job 7")
    assert (log.source, log.python, log.ended_at, log.truncated) == ("job 7", "3.9", "2026-11-21T12:00:12Z", False)
    assert log.installed == {"flask": "2.0.1", "pytest": "6.2.4"}
    assert log.lines[11] == "FAILED tests/test_a.py::test_b"
    assert log.failed_step is not None
    assert (log.failed_step.script, log.failed_step.exit_code, log.failed_step.start) == ("pytest", 1, 8)
    assert Log.from_json(log.to_json()) == log


def test_the_same_log_in_other_wrappings() -> None:
    plain = observe(STAMPED, "x")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("1_test.txt", STAMPED)
        target.writestr("0_lint.txt", b"2026-11-21T12:00:00.0Z all is well\n")
    viewed = b"".join(b"test\tpytest\t" + line + b"\n" for line in STAMPED.splitlines())
    utf16 = STAMPED.decode().encode("utf-16")
    for data in (buffer.getvalue(), viewed, utf16, b"\xef\xbb\xbf" + STAMPED):
        assert observe(data, "x") == plain


def test_a_plain_log_is_one_without_steps() -> None:
    log = observe(b"something\nError: no\n", "fail.log")
    assert log == Log(source="fail.log", lines=("something", "Error: no"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n\r\n\t",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        gzip.compress(b"packed " * 99, mtime=0),
        b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9,
    ],
)
def test_nothing_to_read_is_told(data: bytes) -> None:
    with pytest.raises(LogUnavailable, match=r"^The log fail\.log is (?:empty|no text)\.$"):
        observe(data, "fail.log")


def test_a_broken_archive_is_told() -> None:
    with pytest.raises(LogUnavailable, match="cannot be read"):
        observe(b"PK\x03\x04 and no more", "run.zip")
