"""The door `error_parser.py`, run as users run it: isolated, without site-packages."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from homeostat import cli_analyze
from homeostat.errors import LogUnavailable

DOOR = Path(__file__).parents[2] / "scripts" / "error_parser.py"
LOG = (
    "##[group]Run pytest\npytest\nshell: bash\n##[endgroup]\n"
    "E   ModuleNotFoundError: No module named 'ya\x1b[31mml'\nERROR tests/test_a.py\n"
    "##[error]Process completed with exit code 2.\n"
)


def door(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", "-S", str(DOOR), *arguments], input=given, capture_output=True, check=False)


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "job.log"
    path.write_text(LOG, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_the_door_and_the_function_say_the_same(form: str, log: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_analyze.main(["--format", form, log]) == 0
    assert capsys.readouterr().out == door("--format", form, log).stdout.decode()


def test_the_function_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join(f"a.py:{n}:1: F401 x" for n in range(1, 15)).encode())))
    assert cli_analyze.main(["-"]) == 0
    text = capsys.readouterr().out
    assert "… and 4 more" in text
    assert "step:        -" in text


@pytest.mark.parametrize(("name", "code"), [("no/such.log", 2), (str(DOOR.parent), LogUnavailable.exit_code)])
def test_the_function_tells_what_cannot_be_read(name: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_analyze.main([name]) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_of_a_huge_log_the_end_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli_analyze, "MAX_BYTES", 2_000_000)
    path = tmp_path / "huge.log"
    path.write_bytes(b"ModuleNotFoundError: No module named 'early'\n" + b"noise\n" * 800_000 + b"ValueError: late\n")
    assert cli_analyze.main(["--format", "jsonl", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["headline"] == "ValueError: late"


def test_one_line_of_json_a_log(log: str) -> None:
    done = door("--format", "jsonl", log, log)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == second
    assert first["schema"] == "homeostat.analysis/v1"
    assert (first["log"], first["category"], first["severity"]) == (log, "dependency", "high")
    assert first["retry"] == {"recommended": False, "confidence": 0.9, "delay_seconds": 0, "reason": "reproducible_candidate"}
    assert first["step"] == {"name": "pytest", "command": "pytest", "exit_code": 2}
    assert {"message", "file", "line", "column", "test", "tool", "category"} <= first["failures"][0].keys()
    assert len(first["fingerprint"]) == 64


def test_json_is_one_list(log: str) -> None:
    assert [record["rule"] for record in json.loads(door("--format", "json", log).stdout)] == ["module-missing"]


def test_text_from_standard_input_names_the_cause() -> None:
    text = door("-", given=LOG.encode()).stdout.decode()
    assert "dependency" in text
    assert "No module named 'yaml'" in text


def test_a_transient_failure_recommends_a_retry() -> None:
    done = door("--format", "jsonl", "-", given=b"npm ERR! code ECONNRESET\n")
    assert json.loads(done.stdout)["retry"] == {
        "recommended": True,
        "confidence": 0.9,
        "delay_seconds": 60,
        "reason": "transient_network",
    }


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_nothing_printed_is_a_command_to_a_runner(form: str) -> None:
    done = door("--format", form, "-", given=b"Error: ##[add-path]/evil\n::set-env name=A::b\x07\n")
    assert b"##[" not in done.stdout
    assert b"\x07" not in done.stdout
    assert not any(line.lstrip().startswith(b"::") for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "given", "code", "words"),
    [
        (("-",), b"", LogUnavailable.exit_code, "The log - is empty."),
        (("no/such.log",), b"", 2, "There is no log no/such.log."),
        ((str(DOOR.parent),), b"", LogUnavailable.exit_code, "cannot be read"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: tuple[str, ...], given: bytes, code: int, words: str) -> None:
    done = door(*arguments, given=given)
    assert (done.returncode, done.stdout) == (code, b"")
    (line,) = done.stderr.decode().splitlines()
    assert words in line


def test_one_bad_log_does_not_stop_the_others(log: str) -> None:
    done = door("--format", "jsonl", "no/such.log", log)
    assert done.returncode == 2
    assert json.loads(done.stdout)["log"] == log


def test_help_is_quick() -> None:
    fastest = 9.0
    for _ in range(5):
        began = time.perf_counter()
        assert door("--help").returncode == 0
        fastest = min(fastest, time.perf_counter() - began)
    assert fastest < 0.15
