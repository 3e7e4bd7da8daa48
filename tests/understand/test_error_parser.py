"""The door `error_parser.py`, run as users run it: isolated, without site-packages."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from homeostat import cli_analyze, cli_analyze_read
from homeostat.adapters.ledger import SqliteLedger
from homeostat.errors import LogUnavailable, SettingsError
from homeostat.learn.step import outcome, passed
from homeostat.records import Action, Category, Result, Run

DOOR = Path(__file__).parents[2] / "scripts" / "error_parser.py"
LOG = (
    "##[group]Run pytest\npytest\nshell: bash\n##[endgroup]\n"
    "E   ModuleNotFoundError: No module named 'ya\x1b[31mml'\nERROR tests/test_a.py\n"
    "##[error]Process completed with exit code 2.\n"
)
BUSY = "License server alpha is busy\n"
PATTERNS = [
    {"name": "licence", "pattern": "[Ll]icen[cs]e server .{1,40} is busy", "category": "licence", "retry": True, "hint": "Wait."}
]

Given = tuple[int, str, str]


def door(
    *arguments: str, given: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(cwd or "/nowhere"), **(env or {})}
    command = [sys.executable, "-I", "-S", str(DOOR), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, cwd=cwd, env=environ, **more)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that belongs to no project, in which the functions run; no variable of the developer's."""
    for name in [name for name in os.environ if name.startswith(("HOMEOSTAT_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def log(place: Path) -> str:
    path = place / "job.log"
    path.write_text(LOG, encoding="utf-8")
    return str(path)


@pytest.fixture
def call(place: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Given]:
    """The function behind the door: exit code, standard output, standard error."""

    def called(*arguments: str) -> Given:
        code = cli_analyze.main(arguments)
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return called


def write(path: Path, text: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# -- what is said


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github"])
def test_the_door_and_the_function_say_the_same(form: str, log: str, place: Path, call: Callable[..., Given]) -> None:
    code, out, _ = call("--no-cache", "--format", form, log)
    assert code == 0
    assert out == door("--no-cache", "--format", form, log, cwd=place).stdout.decode()


def test_the_function_reads_standard_input(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join(f"a.py:{n}:1: F401 x" for n in range(1, 15)).encode())))
    assert cli_analyze.main(["--no-cache", "-"]) == 0
    text = capsys.readouterr().out
    assert "… and 4 more" in text
    assert "step:        -" in text


def test_one_line_of_json_a_log(log: str, place: Path) -> None:
    done = door("--no-cache", "--format", "jsonl", log, log, cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = records(done.stdout.decode())
    assert first == second
    assert first["schema"] == "homeostat.analysis/v1"
    assert (first["log"], first["category"], first["severity"]) == (log, "dependency", "high")
    assert first["retry"] == {"recommended": False, "confidence": 0.9, "delay_seconds": 0, "reason": "reproducible_candidate"}
    assert first["step"] == {"name": "pytest", "command": "pytest", "exit_code": 2}
    assert {"message", "file", "line", "column", "test", "tool", "category"} <= first["failures"][0].keys()
    assert first["evidence"] == [{"line": 5, "text": "E   ModuleNotFoundError: No module named 'yaml'"}]
    assert (first["seen"], first["custom_category"], first["hint"], first["fix_time"]) == (None, None, None, None)
    assert len(first["fingerprint"]) == 64


def test_the_dictionary_for_programs_is_the_line(log: str, call: Callable[..., Given]) -> None:
    _, out, _ = call("--no-cache", "--format", "jsonl", log)
    assert records(out) == [cli_analyze.analyze(log, Path(log).read_bytes())]


def test_json_is_one_list(log: str, place: Path) -> None:
    done = door("--no-cache", "--format", "json", log, cwd=place)
    assert [record["rule"] for record in json.loads(done.stdout)] == ["module-missing"]


def test_text_from_standard_input_names_the_cause(place: Path) -> None:
    text = door("--no-cache", "-", given=LOG.encode(), cwd=place).stdout.decode()
    assert "dependency" in text
    assert "No module named 'yaml'" in text


def test_a_transient_failure_recommends_a_retry(place: Path) -> None:
    done = door("--no-cache", "--format", "jsonl", "-", given=b"npm ERR! code ECONNRESET\n", cwd=place)
    retry = json.loads(done.stdout)["retry"]
    assert (retry["recommended"], retry["reason"]) == (True, "transient_network")
    assert 1 <= retry["delay_seconds"] <= 60
    assert "retry:       yes, in" in door("--no-cache", "-", given=b"npm ERR! code ECONNRESET\n", cwd=place).stdout.decode()


def test_a_run_has_a_delay_of_its_own(place: Path) -> None:
    def delay(run: str) -> int:
        env = {"GITHUB_RUN_ID": run, "GITHUB_RUN_ATTEMPT": "1"}
        done = door("--no-cache", "--format", "jsonl", "-", given=b"npm ERR! code ECONNRESET\n", cwd=place, env=env)
        return int(json.loads(done.stdout)["retry"]["delay_seconds"])

    assert delay("1") == delay("1")
    assert len({delay(str(run)) for run in range(6)}) > 2


HOSTILE = (
    b"Error: ##[add-path]/evil\n::set-env name=A::b\x07\n  ::warning::x\na.py:1:1: F401 ::error::x\r::stop-commands::y\n"
    b"b,c:d.py:1:1: E501 100%\x0b::add-mask::z\n"
)


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github"])
@pytest.mark.parametrize(
    "lines", [HOSTILE, b"::set-env name=A::b\n", b"ValueError: ::error::x ##[warning]y\n", *HOSTILE.splitlines()]
)
def test_nothing_printed_is_a_command_of_the_log_s(form: str, lines: bytes, place: Path) -> None:
    name = "::debug::##[error]x\n::stop-commands::z"
    write(place / name, lines)
    done = door("--no-cache", "--format", form, name, f"missing {name}", cwd=place)
    for stream in (done.stdout, done.stderr):
        assert b"##[" not in stream
        assert b"\x07" not in stream
        commands = [line.lstrip() for line in stream.splitlines() if line.lstrip().startswith(b"::")]
        assert all(line.startswith((b"::error ", b"::warning ")) for line in commands)
        assert form == "github" or not commands


# -- annotations of a GitHub runner


def failing(*places: str) -> bytes:
    return "".join(f"{each}: F401 unused, 100%: yes\n" for each in places).encode()


def test_annotations_are_escaped_as_the_runner_takes_them_apart(place: Path) -> None:
    done = door("--no-cache", "--format", "github", "-", given=failing("src/a%b.py:3:7"), cwd=place)
    first, summary = done.stdout.decode().splitlines()
    assert first.startswith("::warning file=src/a%25b.py,line=3,col=7,title=syntax%3A ")
    assert first.endswith("::unused, 100%25: yes")
    assert summary == "error_parser: logs: 1, failures: 1, shown: 1, retries recommended: 0"


def test_only_as_many_as_github_shows_and_each_log_has_its_share(place: Path, call: Callable[..., Given]) -> None:
    many = write(place / "many.log", failing(*(f"a.py:{n}:1" for n in range(1, 40))))
    other = write(place / "other.log", failing("b.py:1:1"))
    tests = write(place / "tests.log", "".join(f"FAILED t.py::test_{n} - ValueError: bad\n" for n in range(15)))
    code, out, _ = call("--no-cache", "--format", "github", many, other, tests)
    lines = out.splitlines()
    assert code == 0
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert any("file=b.py" in line for line in lines)
    assert lines[-1] == "error_parser: logs: 3, failures: 55, shown: 20, retries recommended: 0"


def test_a_log_without_failures_has_its_headline_and_a_green_report_has_none(place: Path) -> None:
    done = door("--no-cache", "--format", "github", "-", given=b"nothing to see here\n", cwd=place)
    assert done.stdout.startswith(b"::error title=unknown%3A unknown::nothing to see here\n")
    green = b'<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>'
    done = door("--no-cache", "--format", "github", "-", given=green, cwd=place)
    assert done.stdout == b"error_parser: logs: 1, failures: 0, shown: 0, retries recommended: 0\n"


# -- what is read


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        LOG.encode(),
        gzip.compress(LOG.encode()),
        gzip.compress(LOG[:40].encode()) + gzip.compress(LOG[40:].encode()) + bytes(512),
        zipped({"0_test.txt": LOG}),
        gzip.compress(zipped({"0_test.txt": LOG})),
        LOG.encode("utf-16"),
        b"\xef\xbb\xbf" + LOG.encode(),
        LOG.replace("\n", "\r\n").encode(),
        LOG.encode() + b"\x00\xff\xfe broken \x80\n",
    ],
    ids=["text", "gzip", "gzips", "zip", "gzipped zip", "utf-16", "bom", "crlf", "broken"],
)
def test_the_same_log_in_any_wrapping(data: bytes, place: Path, call: Callable[..., Given]) -> None:
    code, out, err = call("--no-cache", "--format", "jsonl", write(place / "log", data))
    (record,) = records(out)
    assert (code, err) == (0, "")
    assert (record["rule"], record["truncated"]) == ("module-missing", False)


def test_of_a_gzip_that_breaks_off_the_beginning_is_read(place: Path, call: Callable[..., Given]) -> None:
    text = LOG + "".join(f"noise {n * n}\n" for n in range(20_000))
    code, out, _ = call("--no-cache", "--format", "jsonl", write(place / "log", gzip.compress(text.encode())[:30_000]))
    (record,) = records(out)
    assert (code, record["rule"], record["truncated"]) == (0, "module-missing", True)


def test_a_report_in_xml_is_read_as_one(place: Path, call: Callable[..., Given]) -> None:
    report = (
        '<testsuites><testsuite><testcase name="test_a" classname="t" file="t.py">'
        '<failure message="ValueError: bad">t.py:3: ValueError</failure></testcase></testsuite></testsuites>'
    )
    _, out, _ = call("--no-cache", "--format", "jsonl", write(place / "r.xml", gzip.compress(report.encode())))
    (record,) = records(out)
    assert (record["category"], record["rule"], record["step"]) == ("runtime", "junit-report", None)
    assert (record["failures"][0]["file"], record["failures"][0]["line"], record["failures"][0]["test"]) == ("t.py", 3, "t.test_a")


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_huge_log_the_end_is_read(
    monkeypatch: pytest.MonkeyPatch, place: Path, call: Callable[..., Given], *, packed: bool
) -> None:
    monkeypatch.setattr(cli_analyze_read, "MAX_BYTES", 2_000_000)
    text = b"ModuleNotFoundError: No module named 'early'\n" + b"noise\n" * 800_000 + b"ValueError: late\n"
    code, out, _ = call("--no-cache", "--format", "jsonl", write(place / "huge.log", gzip.compress(text) if packed else text))
    (record,) = records(out)
    assert (code, record["headline"], record["truncated"]) == (0, "ValueError: late", True)


def test_of_an_endless_pipe_the_end_is_read(
    monkeypatch: pytest.MonkeyPatch, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_analyze_read, "MAX_BYTES", 2_000_000)
    text = b"ModuleNotFoundError: No module named 'early'\n" + b"noise\n" * 800_000 + b"ValueError: late\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert cli_analyze.main(["--no-cache", "--format", "jsonl", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["headline"] == "ValueError: late"


UNREADABLE = LogUnavailable.exit_code


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n \n\t\n", "is empty"),
        (bytes(5000), "is empty"),
        (bytes(range(256)) * 40, "is no text"),
        (b"\xff\xd8\xff" + bytes(range(128, 256)) * 40, "is no text"),
        (gzip.compress(b""), "is empty"),
        (b"\x1f\x8bno gzip at all", "cannot be unpacked"),
        (gzip.compress(LOG.encode())[:12], "cannot be unpacked: it breaks off"),
        (b"PK\x03\x04no zip at all", "cannot be read"),
        (zipped({}), "is empty"),
        (b"<testsuites><testsuite>", "cannot be read: no element found"),
        (b'<!DOCTYPE t [<!ENTITY a "b">]><testsuites/>', ""),
    ],
)
def test_a_log_that_says_nothing_is_one_clear_line(data: bytes, words: str, place: Path, call: Callable[..., Given]) -> None:
    code, out, err = call("--no-cache", "--format", "jsonl", write(place / "x.log", data))
    if not words:  # not known for a report, so text like any other
        assert code == 0
        return
    assert (code, out) == (UNREADABLE, "")
    (line,) = err.splitlines()
    assert words in line
    assert "x.log" in line


def test_a_bomb_goes_off_nowhere(monkeypatch: pytest.MonkeyPatch, place: Path, call: Callable[..., Given]) -> None:
    monkeypatch.setattr(cli_analyze_read, "MOST_UNPACKED", 3_000_000)
    code, _, err = call("--no-cache", write(place / "x.log", gzip.compress(bytes(5_000_000))))
    assert code == UNREADABLE
    assert "unpacks to more than" in err


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("no/such.log", 2, "There is no log no/such.log."),
        (str(DOOR.parent), UNREADABLE, "cannot be read: Is a directory."),
        (str(DOOR / "x"), UNREADABLE, "cannot be read: Not a directory."),
        ("/dev/zero", UNREADABLE, "is a device"),
        ("/dev/null", UNREADABLE, "is a device"),
        ("a\0b", UNREADABLE, "cannot be read"),
        ("x" * 5000, UNREADABLE, "cannot be read: File name too long."),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(name: str, code: int, words: str, call: Callable[..., Given]) -> None:
    found, out, err = call("--no-cache", name)
    assert (found, out) == (code, "")
    (line,) = err.splitlines()
    assert words in line
    assert line.startswith("error_parser: ")


def test_a_pipe_is_a_log(place: Path, call: Callable[..., Given]) -> None:
    os.mkfifo(place / "pipe")
    with subprocess.Popen(["/bin/sh", "-c", "printf 'ValueError: bad\\n' > pipe"], cwd=place) as writer:
        code, out, _ = call("--no-cache", "--format", "jsonl", "pipe")
        assert writer.wait() == 0
    assert (code, records(out)[0]["headline"]) == (0, "ValueError: bad")


def test_one_bad_log_does_not_stop_the_others(log: str, place: Path) -> None:
    write(place / "empty.log", "")
    done = door("--no-cache", "--format", "jsonl", "no/such.log", log, "empty.log", cwd=place)
    assert done.returncode == 2
    assert json.loads(done.stdout)["log"] == log
    assert done.stderr.count(b"\n") == 2


# -- patterns and baselines


def test_patterns_of_your_own_on_a_bare_python(place: Path) -> None:
    write(place / "own.json", json.dumps(PATTERNS))
    done = door("--no-cache", "--patterns", "own.json", "--format", "jsonl", "-", given=BUSY.encode(), cwd=place)
    (record,) = records(done.stdout.decode())
    assert (done.returncode, record["rule"], record["category"]) == (0, "custom:licence", "unknown")
    assert (record["custom_category"], record["hint"], record["fix_time"]) == ("licence", "Wait.", None)
    assert record["retry"]["recommended"]
    assert record["severity"] == "medium"
    text = door("--no-cache", "--patterns", "own.json", "-", given=BUSY.encode(), cwd=place).stdout.decode()
    assert "unknown: licence (medium" in text
    assert "hint:        Wait." in text


def test_the_patterns_of_the_settings_come_after_those_of_the_file(place: Path, call: Callable[..., Given]) -> None:
    (place / ".git").mkdir()
    write(
        place / ".github" / "homeostat.yaml",
        "patterns:\n- name: theirs\n  pattern: server alpha\n  category: network\n  fix_time: 60\n",
    )
    log = write(place / "deep" / "busy.log", BUSY)
    own = write(place / "own.yaml", json.dumps(PATTERNS))
    _, out, _ = call("--no-cache", "--format", "jsonl", log)
    (record,) = records(out)
    assert (record["rule"], record["category"], record["custom_category"], record["fix_time"]) == (
        "custom:theirs",
        "network",
        None,
        60,
    )
    _, out, _ = call("--no-cache", "--format", "jsonl", "--patterns", own, log)
    assert records(out)[0]["rule"] == "custom:licence"
    _, out, _ = call("--no-cache", log)
    assert "fix time:    about 60 s" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[\n{"name": "a",\n"pattern": "(a+)+b"}]', "own.json:3: the pattern 'a' repeats a part"),
        ('[{"name": "a", "pattern": "["}]', "own.json:1: the pattern 'a' is no proper regular expression"),
        ("[{]", "own.json:1: not valid JSON"),
        (b"\xff", "own.json cannot be read"),
        (None, "own.json cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_pattern_is_one_clear_line(text: str | bytes | None, words: str, log: str, place: Path) -> None:
    if text is not None:
        write(place / "own.json", text)
    done = door("--no-cache", "--patterns", "own.json", log, cwd=place)
    assert (done.returncode, done.stdout) == (SettingsError.exit_code, b"")
    (line,) = done.stderr.decode().splitlines()
    assert words in line


def test_a_wrong_pattern_of_the_settings_stops_too(log: str, place: Path, call: Callable[..., Given]) -> None:
    (place / ".git").mkdir()
    write(place / ".github" / "homeostat.yaml", "draft: yes\npatterns:\n- name: a\n  pattern: (a+)+bcd\n")
    code, out, err = call("--no-cache", log)
    assert (code, out) == (4, "")
    assert ".github/homeostat.yaml:4: the pattern 'a' repeats" in err


def test_a_bare_python_says_that_it_cannot_read_the_settings(log: str, place: Path) -> None:
    (place / ".git").mkdir()
    write(place / ".github" / "homeostat.yaml", "cache-dir: elsewhere\n")
    done = door("--no-cache", "--format", "jsonl", log, cwd=place)
    assert done.returncode == 0
    assert done.stderr == b"error_parser: PyYAML is not installed: .github/homeostat.yaml is not read\n"


def test_settings_that_are_no_business_of_the_parser_are_not_even_read(log: str, place: Path) -> None:
    (place / ".git").mkdir()
    write(place / ".github" / "homeostat.yaml", "test-command: make test\n")
    assert door("--no-cache", log, cwd=place).stderr == b""


def test_the_switch_and_the_retries_so_far_are_heeded(place: Path) -> None:
    def reason(**env: str) -> str:
        done = door("--no-cache", "--format", "jsonl", "-", given=b"npm ERR! code ECONNRESET\n", cwd=place, env=env)
        return str(json.loads(done.stdout)["retry"]["reason"])

    assert reason(HOMEOSTAT_RETRY_COUNT="2") == "transient_network"
    assert reason(HOMEOSTAT_RETRY_COUNT="3") == "retries_exhausted"
    assert reason(HOMEOSTAT_ENABLED="false") == "disabled"


def test_what_a_green_run_says_too_is_no_news(place: Path, call: Callable[..., Given]) -> None:
    usual = "".join(f"error: usual complaint number {n} about nothing\n" for n in range(60))
    log = write(place / "red.log", usual + "error: something new here\n" + usual)
    green = write(place / "green.log", usual * 2)
    other = write(place / "other.log", "all is well\n")
    _, out, _ = call("--no-cache", "--format", "jsonl", "--baseline", green, "--baseline", other, log)
    first, last = records(out)[0]["excerpt"][0]
    assert first <= 61 <= last


@pytest.mark.parametrize(("baseline", "code"), [("missing.log", 2), ("empty.log", UNREADABLE)])
def test_a_baseline_that_cannot_be_read_is_one_clear_line(
    baseline: str, code: int, log: str, place: Path, call: Callable[..., Given]
) -> None:
    write(place / "empty.log", "")
    found, out, err = call("--no-cache", "--baseline", baseline, log)
    assert (found, out, err.count("\n")) == (code, "", 1)


# -- what is remembered


def stats(call: Callable[..., Given], *arguments: str) -> str:
    return call("--stats", *arguments)[1]


def test_a_log_is_looked_at_once(log: str, place: Path, call: Callable[..., Given]) -> None:
    fresh = call("--no-cache", "--format", "jsonl", log)[1]
    outs = [call("--format", "jsonl", log)[1] for _ in range(4)]
    assert len(set(outs)) == 1
    assert {**records(outs[0])[0], "seen": None} == records(fresh)[0]
    assert stats(call) == "the cache holds 1 analyses (0.0 MB); 75% of 4 look-ups were hits\n"


def test_the_cache_gives_what_is_in_it(log: str, place: Path, call: Callable[..., Given], monkeypatch: pytest.MonkeyPatch) -> None:
    out = call("--format", "jsonl", log)[1]
    monkeypatch.setattr("homeostat.understand.step.understand", None)
    assert call("--format", "jsonl", log)[1] == out
    with pytest.raises(TypeError):
        cli_analyze.analyze(log, Path(log).read_bytes())


@pytest.mark.parametrize("changed", [["--patterns", "own.json"], ["--baseline", "green.log"]])
def test_other_circumstances_are_another_analysis(changed: list[str], log: str, place: Path, call: Callable[..., Given]) -> None:
    write(place / "own.json", json.dumps(PATTERNS))
    write(place / "green.log", "all is well\n")
    for arguments in ([], changed, changed, []):
        call(*arguments, log)
    assert "holds 2 analyses" in stats(call)
    assert "50% of 4" in stats(call)


def test_without_the_cache_nothing_is_written(log: str, place: Path, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "home")}
    assert door("--no-cache", log, cwd=place, env=env).returncode == 0
    assert not (tmp_path / "home").exists()
    assert sorted(path.name for path in place.iterdir()) == ["job.log"]


def test_where_the_cache_is(log: str, place: Path, tmp_path: Path) -> None:
    def made(*arguments: str, cwd: Path = place, **env: str) -> set[str]:
        before = set(tmp_path.rglob("*.sqlite3"))
        done = door(*arguments, log, cwd=cwd, env={"XDG_CACHE_HOME": str(tmp_path / "home"), **env})
        assert (done.returncode, done.stderr) == (0, b"")
        return {path.relative_to(tmp_path).as_posix() for path in set(tmp_path.rglob("*.sqlite3")) - before}

    names = ("errors/analyses.sqlite3", "feedback/ledger.sqlite3")
    assert made() == {f"home/homeostat/{name}" for name in names}
    assert made("--cache-dir", "given") == {f"place/given/{name}" for name in names}
    assert made(HOMEOSTAT_CACHE_DIR=str(tmp_path / "said")) == {f"said/{name}" for name in names}
    assert made("--cache-dir", "wins", HOMEOSTAT_CACHE_DIR="loses") == {f"place/wins/{name}" for name in names}
    (place / ".git").mkdir()
    (place / "deep").mkdir()
    assert made(cwd=place / "deep") == {f"place/.github/cache/{name}" for name in names}
    assert (place / ".github" / "cache" / ".gitignore").read_text() == "*\n"
    assert made("--cache-dir", "here", cwd=place / "deep") == {f"place/deep/here/{name}" for name in names}
    assert made("--ledger", "own.sqlite3", "--cache-dir", "third") == {f"place/third/{names[0]}", "place/own.sqlite3"}
    assert made("--ledger", "alone.sqlite3", "--no-cache") == {"place/alone.sqlite3"}


def test_the_settings_name_the_cache_folder(log: str, place: Path, call: Callable[..., Given]) -> None:
    (place / ".git").mkdir()
    write(place / ".github" / "homeostat.yaml", "cache-dir: elsewhere\n")
    assert call(log)[0] == 0
    assert (place / "elsewhere" / "errors" / "analyses.sqlite3").is_file()


def test_a_cache_folder_that_is_a_link_is_refused(log: str, place: Path, tmp_path: Path, call: Callable[..., Given]) -> None:
    (place / ".git").mkdir()
    (place / ".github").mkdir()
    (place / ".github" / "cache").symlink_to(tmp_path)
    code, _, err = call(log)
    assert (code, err.count("\n")) == (4, 1)
    assert "symbolic link" in err


def test_what_cannot_be_remembered_is_said_once(log: str, place: Path, call: Callable[..., Given]) -> None:
    write(place / "file", "")
    code, out, err = call("--format", "jsonl", "--cache-dir", "file/inside", log, log)
    assert (code, len(records(out)), err.count("\n")) == (0, 2, 1)
    assert "going on without it" in err
    (place / "read-only" / "errors" / "analyses.sqlite3").mkdir(parents=True)
    code, out, err = call("--format", "jsonl", "--cache-dir", "read-only", log, log)
    assert (code, len(records(out)), err.count("\n")) == (0, 2, 1)
    (place / "bad-ledger").mkdir()
    code, out, err = call("--format", "jsonl", "--ledger", "bad-ledger", log, log)
    assert (code, len(records(out)), err.count("\n")) == (0, 2, 1)


def test_a_disk_that_is_full_stops_nothing(log: str, place: Path) -> None:
    def without_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = door("--format", "jsonl", "--cache-dir", "full", log, log, cwd=place, preexec_fn=without_room)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    assert done.stderr.count(b"\n") == 2  # the cache and the ledger, each once
    assert b"Traceback" not in done.stderr


def test_a_damaged_cache_is_rebuilt(log: str, place: Path) -> None:
    broken = Path(write(place / "cache" / "errors" / "analyses.sqlite3", b"no database, and long enough to be looked at" * 50))
    for said in (1, 0):
        done = door("--format", "jsonl", "--cache-dir", "cache", log, cwd=place)
        assert (done.returncode, done.stderr.count(b"\n")) == (0, said)
    assert broken.with_name("analyses.sqlite3.corrupt-1").is_file()
    done = door("--cleanup", "--cache-dir", "cache", cwd=place)
    assert done.stdout.startswith(b"removed 0 analyses (0.0 MB) and 1 damaged files\nthe cache holds 1 analyses")


def test_cleaning_up_beside_logs_keeps_their_output_clean(log: str, place: Path, call: Callable[..., Given]) -> None:
    code, out, err = call("--cleanup", "--format", "jsonl", log)
    assert (code, len(records(out))) == (0, 1)
    assert err.splitlines()[0] == "removed 0 analyses (0.0 MB) and 0 damaged files"
    assert call("--cleanup", "--no-cache", "--format", "json") == (0, "", "")


def test_parallel_parsers_get_along(log: str, place: Path) -> None:
    command = [sys.executable, "-I", "-S", str(DOOR), "--cache-dir", "cache", "--format", "jsonl", log]
    running = [subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    said = [process.communicate(timeout=120) for process in running]
    assert {process.returncode for process in running} == {0}
    assert {err for _, err in said} == {b""}
    assert len({out for out, _ in said}) == 1


@pytest.mark.parametrize("value", ["{}", "[]", "1", '{"diagnosis": {"category": "dance"}}', '{"diagnosis": null}'])
def test_what_is_not_as_it_was_kept_is_looked_at_again(value: str, log: str, place: Path, call: Callable[..., Given]) -> None:
    out = call("--format", "jsonl", "--cache-dir", "cache", log)[1]
    with closing(sqlite3.connect(place / "cache" / "errors" / "analyses.sqlite3")) as database, database:
        database.execute("UPDATE analyses SET payload = ?", (zlib.compress(value.encode()),))
    assert call("--format", "jsonl", "--cache-dir", "cache", log) == (0, out, "")


# -- what was met before


def stamped(day: int, extra: str = "") -> str:
    return "".join(f"2026-11-{day:02}T12:00:00.0000000Z {line}\n" for line in (LOG + extra).splitlines())


def test_a_failure_that_comes_back_is_counted_over_the_days(place: Path, call: Callable[..., Given]) -> None:
    logs = [write(place / f"{day}.log", stamped(day)) for day in (2, 3, 8)]
    call(*logs)
    _, out, _ = call("--format", "jsonl", *logs)
    seen = [record["seen"] for record in records(out)]
    assert seen[0] == seen[2]
    assert seen[2] == {"count": 3, "days": 7, "first": "2026-11-02T12:00:00+00:00", "last": "2026-11-08T12:00:00+00:00"}
    _, out, _ = call(logs[0])
    assert "  seen:        seen 3 times in 7 days, first on 2026-11-02\n" in out


def test_a_failure_that_is_new_was_seen_once(log: str, call: Callable[..., Given]) -> None:
    _, out, _ = call("--format", "jsonl", log)
    seen = records(out)[0]["seen"]
    assert (seen["count"], seen["days"], seen["first"]) == (1, 1, seen["last"])
    assert "seen:" not in call(log)[1]


def test_twice_on_one_day(place: Path, call: Callable[..., Given]) -> None:
    _, out, _ = call(write(place / "a", stamped(2)), write(place / "b", stamped(2, "Post job cleanup.\n")))
    assert "seen 2 times on one day, first on 2026-11-02" in out


def test_a_green_report_is_no_failure_that_was_met(place: Path, call: Callable[..., Given]) -> None:
    log = write(place / "r.xml", '<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>')
    assert records(call("--format", "jsonl", log)[1])[0]["seen"] is None


def test_what_retries_did_before_is_heeded(place: Path, call: Callable[..., Given]) -> None:
    log = write(place / "net.log", "npm ERR! code ECONNRESET\n")
    _, out, _ = call("--format", "jsonl", log)
    (record,) = records(out)
    ledger = SqliteLedger("own.sqlite3")
    retried = Result(
        decision=Action.RETRY, reason_code="x", reason="", category=Category.NETWORK, fingerprint=record["fingerprint"]
    )

    def tell(run: int, *, cured: bool) -> None:
        moment = f"{record['seen']['first'][:10]}T00:00:00+00:00"
        ledger.append(outcome(retried, moment, Run(run_id=str(run), attempt=1), record["rule"]))
        again = Run(run_id=str(run), attempt=2)
        ledger.append(passed(again, moment) if cured else outcome(retried, moment, again, record["rule"]))

    tell(1, cured=True)
    _, out, _ = call("--format", "jsonl", "--ledger", "own.sqlite3", log)
    cured = records(out)[0]["retry"]
    assert cured["recommended"]
    assert cured["confidence"] > record["retry"]["confidence"]
    for run in range(2, 16):
        tell(run, cured=False)
    _, out, _ = call("--format", "jsonl", "--ledger", "own.sqlite3", log)
    assert records(out)[0]["retry"]["reason"] == "retry_does_not_help"


# -- how it is called


def exit_code(arguments: Sequence[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        cli_analyze.main(arguments)
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.mark.parametrize("arguments", [[], ["--no-cache"], ["--format", "xml", "-"], ["--baseline"], ["--whatever", "-"]])
def test_a_wrong_call_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_a_reader_that_has_gone_is_no_trouble(log: str, place: Path) -> None:
    command = f"'{sys.executable}' -I -S '{DOOR}' --no-cache --format json {' '.join(['job.log'] * 300)} | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=place, capture_output=True, check=False)
    assert (done.stdout[:1], done.stderr) == (b"[", b"")


def test_a_disk_that_takes_no_output_is_one_clear_line(log: str, place: Path) -> None:
    command = f"'{sys.executable}' -I -S '{DOOR}' --no-cache job.log > /dev/full"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=place, capture_output=True, check=False)
    assert done.returncode == 14
    assert done.stderr.count(b"\n") == 1


def test_a_standard_input_that_is_closed_is_one_clear_line(place: Path) -> None:
    command = f"'{sys.executable}' -I -S '{DOOR}' --no-cache - <&-"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=place, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (UNREADABLE, b"", 1)


def test_a_terminal_that_knows_only_ascii(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    assert cli_analyze.main(["--no-cache", write(place / "x.log", "ValueError: caf\u00e9 \u4e2d\n")]) == 0
    assert b"caf\\xe9 \\u4e2d" in stream.buffer.getvalue()


def test_an_interruption_ends_it_quietly(place: Path) -> None:
    command = [sys.executable, "-I", "-S", str(DOOR), "--no-cache", "-"]
    with subprocess.Popen(command, cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"some line\n" * 200_000)  # more than a pipe holds: once it is written, the parser reads
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_help_is_quick() -> None:
    fastest = 9.0
    for _ in range(5):
        began = time.perf_counter()
        assert door("--help").returncode == 0
        fastest = min(fastest, time.perf_counter() - began)
    assert fastest < 0.15


def test_the_public_classes_are_there_on_a_bare_python(place: Path) -> None:
    program = """
import sys
sys.path.insert(0, sys.argv[1])
import error_parser
from error_parser import ErrorCache, ErrorCategory, ErrorClassifier, ErrorSeverity, RetryManager, analyze, main
own = {ErrorCategory.CUSTOM: [{"pattern": r"Your custom error", "severity": ErrorSeverity.MEDIUM, "retry": True, "fix_time": 120}]}
found = ErrorClassifier(patterns=own).classify("Your custom error\\n")
assert (found.custom_category, found.category, found.severity) == ("custom", ErrorCategory.UNKNOWN, ErrorSeverity.MEDIUM)
assert found.retry.recommended and found.fix_time == 120, found
assert RetryManager().delay(0) <= 60
cache = ErrorCache("cache")
cache.put("k", found.to_json())
assert cache.get("k")["custom_category"] == "custom"
assert not hasattr(error_parser, "ErrorParser")
"""
    command = [sys.executable, "-I", "-S", "-c", program, str(DOOR.parent)]
    done = subprocess.run(command, cwd=place, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
