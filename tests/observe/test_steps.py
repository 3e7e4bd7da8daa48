"""Steps of an Actions log."""

from __future__ import annotations

import pytest

from homeostat.observe.steps import find_steps
from homeostat.records import LogStep

PLAIN = """\
##[group]Run pip install -r requirements.txt
pip install -r requirements.txt
shell: /usr/bin/bash -e {0}
##[endgroup]
Successfully installed a-1
##[group]Run cd src
cd src
python -m pytest
shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}
env:
  CI: true
  EMPTY:
  URL: https://x.example:80/a: b
##[endgroup]
##[group]collecting
1 failed
##[endgroup]
##[error]Process completed with exit code 2.
Post job cleanup.
later
""".split("\n")


def test_a_plain_log() -> None:
    install, test = find_steps(PLAIN, frozenset())
    assert install == LogStep(
        name="pip install -r requirements.txt",
        script="pip install -r requirements.txt",
        start=1,
        stop=5,
        shell="/usr/bin/bash -e {0}",
    )
    assert test == LogStep(
        name="cd src",
        script="cd src\npython -m pytest",
        start=6,
        stop=18,
        exit_code=2,
        env={"CI": "true", "EMPTY": "", "URL": "https://x.example:80/a: b"},
        shell="/usr/bin/bash --noprofile --norc -e -o pipefail {0}",
    )


def test_coloured_script_lines_may_look_like_sections() -> None:
    lines = ["##[group]Run cat <<E", "cat <<E", "env:", "shell: no", "E", "shell: bash", "##[endgroup]", "out"]
    (step,) = find_steps(lines, frozenset({1, 2, 3, 4}))
    assert step.script == "cat <<E\nenv:\nshell: no\nE"
    assert step.shell == "bash"


def test_an_action_has_no_script() -> None:
    lines = [
        "##[group]Run actions/setup-python@v5",
        "with:",
        "  python-version: 3.12",
        "env:",
        "  A: b",
        "##[endgroup]",
        "##[error]The process '/usr/bin/git' failed with exit code 128",
    ]
    (step,) = find_steps(lines, frozenset())
    assert (step.name, step.script, step.env, step.exit_code) == ("actions/setup-python@v5", "", {"A": "b"}, 128)


@pytest.mark.parametrize("title", ["./.github/actions/x", "docker://alpine:3", "owner/repo/path@main"])
def test_actions_without_inputs_are_steps(title: str) -> None:
    assert [step.name for step in find_steps([f"##[group]Run {title}", "##[endgroup]"], frozenset())] == [title]


@pytest.mark.parametrize(
    "lines",
    [
        ["##[group]Run something", "no section", "##[endgroup]"],  # a program's own group
        ["##[group]Run pytest", "pytest", "shell: bash"],  # never closed
        ["##[group]Runner Image", "shell: bash", "##[endgroup]"],
        [],
    ],
)
def test_no_steps(lines: list[str]) -> None:
    assert find_steps(lines, frozenset()) == ()


def test_a_step_that_succeeds_has_no_exit_code() -> None:
    lines = ["##[group]Run a", "a", "shell: bash", "##[endgroup]", "##[error]something red", "Post job cleanup."]
    (step,) = find_steps(lines, frozenset())
    assert step.exit_code is None
    assert step.stop == 5


def test_many_open_groups_take_linear_time() -> None:
    assert find_steps(["##[group]Run x", "shell: bash"] * 200_000, frozenset()) == ()
