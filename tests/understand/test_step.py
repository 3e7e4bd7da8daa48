"""From logs to diagnoses, by real tools where they are at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from homeostat.observe.step import observe
from homeostat.records import FINGERPRINT_VERSION, Category, Diagnosis, Log, LogStep, Severity
from homeostat.understand.step import diagnose_output, understand

PROJECT = {
    "src/pkg/__init__.py": "def half(x):\n    return x // 2\n\n\ndef home():\n    raise OSError(f'{__file__} at {id(half):#x}')\n",
    "tests/test_pkg.py": (
        "import pytest, time\nfrom pkg import half, home\n\n\nclass TestHalf:\n"
        "    @pytest.mark.parametrize('x', [1, 2, 3])\n"
        "    def test_a_name_that_is_longer_than_a_narrow_terminal_is_wide(self, x):\n        assert half(x) == x / 2\n\n\n"
        "def test_home():\n    home()\n\n\ndef test_chain():\n    try:\n        home()\n    except OSError:\n        raise KeyError('gone')\n"
    ),
}


def place(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def run(root: Path, *command: str, **env: str) -> tuple[str, int]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1", **env}
    done = subprocess.run([sys.executable, "-m", *command], cwd=root, env=environ, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


def actions_log(script: str, output: str, code: int) -> Log:
    """The output in the envelope of a job whose earlier step printed errors and went on."""
    lines = [
        "##[group]Run pip install x",
        "pip install x",
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        "ERROR: No matching distribution found for x",
        "error: Connection reset by peer",
        f"##[group]Run {script}",
        f"\x1b[36;1m{script}\x1b[0m",
        "shell: /usr/bin/bash -e {0}",
        "env:",
        "  CI: true",
        "##[endgroup]",
        *output.split("\n"),
        f"##[error]Process completed with exit code {code}.",
        "Post job cleanup.",
        "error: could not save the cache",
    ]
    return observe("".join(f"2026-11-21T12:00:00.0070000Z {line}\n" for line in lines).encode(), "job")


PYTEST = ("pytest", "-p", "no:cacheprovider", "tests")


@pytest.fixture
def first(tmp_path: Path) -> Diagnosis:
    """A red run, as the log of its job shows it."""
    output, code = run(place(tmp_path / "home" / "pkg", PROJECT), *PYTEST, CI="true", COLUMNS="120")
    assert code == 1
    return understand(actions_log("pytest tests", output, code))


@pytest.mark.parametrize("env", [{"COLUMNS": "40"}, {"COLUMNS": "250", "CI": "1"}, {"PYTHONHASHSEED": "5", "FORCE_COLOR": "1"}])
def test_a_real_failure_is_known_again_elsewhere(first: Diagnosis, tmp_path: Path, env: dict[str, str]) -> None:
    root = place(tmp_path / "a" / "much" / "deeper" / "place", PROJECT)
    again = diagnose_output(*run(root, *PYTEST, **env))
    assert again.preimage == first.preimage
    assert again.fingerprint == first.fingerprint
    assert len(again.failures) == 4


def test_the_order_of_the_tests_does_not_matter(first: Diagnosis, tmp_path: Path) -> None:
    tests = ("tests/test_pkg.py::test_chain", "tests/test_pkg.py::test_home", "tests/test_pkg.py::TestHalf")
    again = diagnose_output(*run(place(tmp_path / "b", PROJECT), *PYTEST[:-1], *tests))
    assert again.fingerprint == first.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("raise KeyError('gone')", "raise ValueError('gone')"),
        ("raise KeyError('gone')", "raise KeyError('went away')"),
        ("def test_chain", "def test_other"),
        ("raise KeyError('gone')", "pass"),
    ],
)
def test_another_failure_has_another_fingerprint(first: Diagnosis, tmp_path: Path, old: str, new: str) -> None:
    changed = {name: text.replace(old, new) for name, text in PROJECT.items()}
    other = diagnose_output(*run(place(tmp_path / "c", changed), *PYTEST))
    assert other.rule == first.rule == "pytest"
    assert other.fingerprint != first.fingerprint


def test_a_real_formatter_is_known_again_elsewhere(tmp_path: Path) -> None:
    files = {"src/a.py": "x = {  'a':1 }\n", "b.py": "y = [1,2]\n", "good.py": "z = 1\n"}
    command = ("ruff", "format", "--check", ".")
    output, code = run(place(tmp_path / "x", files), *command)
    diagnosis = understand(actions_log("ruff format --check .", output, code))
    assert (diagnosis.category, diagnosis.severity, diagnosis.rule) == (Category.SYNTAX, Severity.LOW, "format-python")
    assert sorted(failure.file or "" for failure in diagnosis.failures) == ["b.py", "src/a.py"]
    assert diagnose_output(*run(place(tmp_path / "deep" / "er", files), *command)).fingerprint == diagnosis.fingerprint


def test_a_real_missing_module(tmp_path: Path) -> None:
    files = {"tests/test_a.py": "import not_there_at_all\n"}
    diagnosis = diagnose_output(*run(place(tmp_path, files), *PYTEST))
    assert (diagnosis.category, diagnosis.rule) == (Category.DEPENDENCY, "module-missing")
    assert diagnosis.headline == "ModuleNotFoundError: No module named 'not_there_at_all'"
    assert diagnosis.failures[0].file == "tests/test_a.py"


def test_a_missing_module_of_the_repository_is_no_dependency(tmp_path: Path) -> None:
    files = {"src/pkg/__init__.py": "import pkg.lost\n", "tests/test_a.py": "import pkg\n"}
    diagnosis = diagnose_output(*run(place(tmp_path, files), *PYTEST))
    assert (diagnosis.category, diagnosis.rule) == (Category.RUNTIME, "own-module-missing")


def test_a_name_missing_in_the_repository_is_no_dependency(tmp_path: Path) -> None:
    files = {"src/pkg/__init__.py": "", "tests/test_a.py": "from pkg import lost\n"}
    diagnosis = diagnose_output(*run(place(tmp_path, files), *PYTEST))
    assert (diagnosis.category, diagnosis.rule) == (Category.RUNTIME, "own-import")


def test_only_the_failing_step_counts(first: Diagnosis) -> None:
    assert (first.category, first.rule, first.transient) == (Category.RUNTIME, "pytest", False)
    assert first.preimage.startswith(f"homeostat/{FINGERPRINT_VERSION}\nrule=pytest\n")
    assert first.headline in {failure.message for failure in first.failures}


def test_excerpts_are_lines_of_the_log() -> None:
    log = actions_log("x", "\n".join(["noise"] * 200 + ["ValueError: bad"] + ["noise"] * 200), 1)
    diagnosis = understand(log)
    start, stop = diagnosis.excerpt[0]
    assert "ValueError: bad" in log.lines[start - 1 : stop]
    assert stop - start < 10
    assert all(1 <= low <= high <= len(log.lines) for low, high in diagnosis.excerpt)


@pytest.mark.parametrize(
    ("output", "code", "category", "rule"),
    [
        ("Killed", 137, Category.SYSTEM, "killed"),
        ("", 124, Category.TIMEOUT, "time-limit"),
        ("x.sh: line 1: tox: command not found", 127, Category.DEPENDENCY, "command-missing"),
        ("", 127, Category.DEPENDENCY, "command-missing"),
        ("bash: ./gradlew: Permission denied", 126, Category.PERMISSION, "file-denied"),
        ("", 139, Category.RUNTIME, "crash"),
        ("nothing to see", 1, Category.UNKNOWN, "unknown"),
        ("", 1, Category.UNKNOWN, "unknown"),
        ("Error: something is off", 1, Category.UNKNOWN, "error"),
        ("OSError: [Errno 28] No space left on device", 1, Category.SYSTEM, "disk-full"),
        (
            "WARNING: Retrying (Retry(total=0)) after NewConnectionError\nERROR: No matching distribution found for a",
            1,
            Category.NETWORK,
            "download-distribution",
        ),
        ("ERROR: No matching distribution found for a", 1, Category.DEPENDENCY, "resolution"),
        ("E   requests.ConnectionError: Connection reset by peer\nFAILED t.py::test_a - x", 1, Category.RUNTIME, "pytest"),
        ("a.py:1: UserWarning: No space left on device\nFAILED t.py::test_a", 1, Category.RUNTIME, "pytest"),
        ("error: custom thing\n  --> src/main.rs:4:5", 1, Category.SYNTAX, "reported"),
        ("##[group]Run it\n::error file=a.py,line=1::ValueError: bad\n::endgroup::", 1, Category.RUNTIME, "exception"),
    ],
)
def test_categories(output: str, code: int, category: Category, rule: str) -> None:
    diagnosis = diagnose_output(output, code)
    assert (diagnosis.category, diagnosis.rule) == (category, rule)
    assert diagnosis.transient is (rule in {"download-distribution", "disk-full"})
    assert 0 <= diagnosis.confidence <= 1
    assert diagnosis.headline


def test_the_time_limit_is_the_cause_whatever_was_printed() -> None:
    diagnosis = diagnose_output("FAILED t.py::test_a", 124, timed_out=True)
    assert (diagnosis.category, diagnosis.rule, diagnosis.confidence) == (Category.TIMEOUT, "time-limit", 1.0)


@pytest.mark.parametrize(
    ("line", "rule", "transient"),
    [
        ("##[error]The runner has received a shutdown signal.", "runner-lost", True),
        ("##[error]The operation was canceled.", "job-cancelled", False),
        ("##[error]The job running on runner X has exceeded the maximum execution time of 360 minutes.", "job-timeout", False),
    ],
)
def test_what_the_runner_says_comes_first(line: str, rule: str, *, transient: bool) -> None:
    diagnosis = understand(Log(source="x", lines=("FAILED t.py::test_a", line)))
    assert (diagnosis.rule, diagnosis.transient) == (rule, transient)


def test_a_log_without_failing_step_counts_whole() -> None:
    step = LogStep(name="a", script="a", start=1, stop=1)
    diagnosis = understand(Log(source="x", lines=("ok", "ValueError: bad"), steps=(step,)), 1)
    assert diagnosis.headline == "ValueError: bad"


def test_a_step_without_end_of_its_header_counts_whole() -> None:
    step = LogStep(name="a", script="a", start=2, stop=3, exit_code=1)
    diagnosis = understand(Log(source="x", lines=("KeyError: early", "a", "ValueError: bad"), steps=(step,)))
    assert diagnosis.headline == "ValueError: bad"


def test_very_many_lines_are_no_trouble() -> None:
    lines = [f"error: number {index} of many" for index in range(30_000)]
    lines[100] = "E   ModuleNotFoundError: No module named 'yaml'"
    assert diagnose_output("\n".join(lines), 1).rule == "module-missing"
