"""Steps of an Actions log."""

from __future__ import annotations

import pytest

from homeostat.lines import lines_from
from homeostat.observe.steps import find_steps
from homeostat.observe.steps_travis import find_travis_steps
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
    install, test = find_steps(lines_from(PLAIN))
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
    script = [f"\x1b[36;1m{line}\x1b[0m" for line in ("cat <<E", "env:", "shell: no", "E")]
    (step,) = find_steps(lines_from(["##[group]Run cat <<E", *script, "shell: bash", "##[endgroup]", "out"]))
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
    (step,) = find_steps(lines_from(lines))
    assert (step.name, step.script, step.env, step.exit_code) == ("actions/setup-python@v5", "", {"A": "b"}, 128)


@pytest.mark.parametrize("title", ["./.github/actions/x", "docker://alpine:3", "owner/repo/path@main"])
def test_actions_without_inputs_are_steps(title: str) -> None:
    assert [step.name for step in find_steps(lines_from([f"##[group]Run {title}", "##[endgroup]"]))] == [title]


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
    assert find_steps(lines_from(lines)) == ()


def test_a_step_that_succeeds_has_no_exit_code() -> None:
    lines = ["##[group]Run a", "a", "shell: bash", "##[endgroup]", "##[error]something red", "Post job cleanup."]
    (step,) = find_steps(lines_from(lines))
    assert step.exit_code is None
    assert step.stop == 5


def test_many_open_groups_take_linear_time() -> None:
    assert find_steps(lines_from(["##[group]Run x", "shell: bash"] * 200_000)) == ()


TRAVIS = """\
travis_time:start:1a
$ pip install x
done
travis_time:end:1a
travis_time:start:2b
$ make lint
bad style
travis_time:end:2b
The command "make lint" exited with 1.
travis_time:start:3c
$ docker run x sh -c "a
b"
no
travis_time:end:3c
The command "docker run x sh -c "a
b"
" exited with 2.
travis_time:start:4d
$ make test
The command "make test" exited with 0.

Done. Your build exited with 1.
""".split("\n")


def test_the_commands_of_travis() -> None:
    lint, docker, test = find_travis_steps(lines_from(TRAVIS))
    assert lint == LogStep(name="make lint", script="make lint", start=5, stop=8, exit_code=1, goes_on=True)
    assert (docker.name, docker.script, docker.exit_code) == ('docker run x sh -c "a', 'docker run x sh -c "a\nb"', 2)
    assert (docker.start, docker.stop) == (10, 14)
    assert (test.name, test.exit_code) == ("make test", None)


def test_a_command_of_travis_that_stops_the_job() -> None:
    log = ["travis_time:start:1a", "$ npm ci", "no", 'The command "npm ci" failed and exited with 7 during install.']
    (step,) = find_travis_steps(lines_from(log))
    assert (step.name, step.start, step.stop, step.exit_code, step.goes_on) == ("npm ci", 1, 3, 7, False)


@pytest.mark.parametrize("line", ['The command "x" exited with', '" exited with 1.', 'it said "x" exited with 1.'])
def test_what_looks_like_the_end_of_a_command(line: str) -> None:
    assert find_travis_steps(lines_from(["travis_time:start:1a", "$ x", line])) == ()
