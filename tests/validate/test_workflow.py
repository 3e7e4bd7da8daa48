"""Which job of which workflow a log comes from."""

from __future__ import annotations

import pytest

from homeostat.records import Log, LogStep
from homeostat.validate.workflow import find_job, matches, parse_jobs, shell_name

CI = """
name: CI
env: {LEVEL: 1, SECRET: "${{ secrets.X }}"}
jobs:
  lint:
    steps:
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install ruff
      - run: ruff check .
  test:
    defaults: {run: {working-directory: sub, shell: bash}}
    env: {FLAG: true, NONE: null}
    steps:
      - run: pip install -r requirements.txt
      - name: Unit tests
        run: |
          echo ${{ matrix.name }}
          pytest -q
        env: {EXTRA: x}
"""


def step(script: str, exit_code: int | None = None) -> LogStep:
    return LogStep(name=script.splitlines()[0], script=script, start=1, stop=2, exit_code=exit_code)


def log(*steps: LogStep) -> Log:
    return Log(source="x", lines=(), steps=steps)


def test_jobs_are_read_with_their_inherited_variables_and_defaults() -> None:
    lint, test = parse_jobs("ci.yml", CI)
    assert (lint.name, lint.python, [s.run for s in lint.scripts]) == ("lint", "3.12", ["pip install ruff", "ruff check ."])
    unit = test.scripts[1]
    assert (unit.directory, unit.shell, unit.name) == ("sub", "bash", "Unit tests")
    assert unit.env == {"LEVEL": "1", "FLAG": "true", "NONE": "", "EXTRA": "x"}


@pytest.mark.parametrize("text", ["", "- a", "jobs: 3", "jobs: {a: 1}", "{{{", "a: &a [*a", "jobs:\n  x:\n    steps: 7", "\x00"])
def test_what_is_no_workflow_has_no_jobs_with_scripts(text: str) -> None:
    assert all(not job.scripts for job in parse_jobs("x.yml", text))


@pytest.mark.parametrize(
    ("script", "shown", "same"),
    [
        ("pytest -q", "pytest -q", True),
        ("pytest -q\n", "  pytest -q", True),
        ("a\nb", "a", True),  # a title shows the first line only
        ("a\nb\nc", "a\nb", False),
        ("a", "a\nb", False),
        ("echo ${{ matrix.x }} end", "echo 3.12 end", True),
        ("echo ${{ matrix.x }} end", "echo 3.12 fin", False),
        ("echo (${{ x }})", "echo (1)", True),
        ("", "", False),
    ],
)
def test_a_step_of_the_log_is_recognised(script: str, shown: str, same: bool) -> None:
    assert matches(script, shown) is same


def test_the_failing_job_is_the_one_with_most_of_the_steps() -> None:
    match = find_job(parse_jobs("ci.yml", CI), log(step("pip install -r requirements.txt"), step("echo 3.12\npytest -q", 1)), "")
    assert match is not None
    assert (match.job.name, match.failed, sorted(match.shown)) == ("test", 1, [0, 1])


def test_a_given_command_finds_its_job_without_a_log() -> None:
    match = find_job(parse_jobs("ci.yml", CI), log(), "ruff check .")
    assert match is not None
    assert (match.job.name, match.failed) == ("lint", 1)


def test_a_failed_step_that_no_workflow_has_matches_nothing() -> None:
    assert find_job(parse_jobs("ci.yml", CI), log(step("make all", 2)), "") is None


@pytest.mark.parametrize(
    ("shell", "name"),
    [
        ("", ""),
        ("/usr/bin/bash -e {0}", ""),
        ("/usr/bin/bash --noprofile --norc -e -o pipefail {0}", "bash"),
        ("bash", "bash"),
        ("sh", "sh"),
        ("/bin/sh -e {0}", "sh"),
        ("python", "python"),
        ("pwsh", ""),
    ],
)
def test_shells(shell: str, name: str) -> None:
    assert shell_name(shell) == name
