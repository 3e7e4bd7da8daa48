"""One class per cause: exit codes are unique, hints are there, and the README tells them all."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from homeostat import cli, cli_heal, errors
from homeostat.errors import HomeostatError, PreparationFailed, RefusedByPolicy, SettingsError

README = Path(__file__).resolve().parent.parent / "README.md"

CLASSES: list[type[HomeostatError]] = [
    value
    for value in vars(errors).values()
    if inspect.isclass(value) and issubclass(value, HomeostatError) and value is not HomeostatError
]
# These two say with their code what the run decided; the code is shared on purpose.
SHARED = {PreparationFailed: errors.HUMAN, RefusedByPolicy: errors.REFUSED}
CONSTANTS = {name: value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)}


def test_no_two_causes_share_a_code() -> None:
    codes = [kind.exit_code for kind in CLASSES if kind not in SHARED]
    assert len(codes) == len(set(codes))
    assert len(set(CONSTANTS.values())) == len(CONSTANTS)
    assert {kind: kind.exit_code for kind in SHARED} == SHARED


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_code_means_nothing_else_to_a_shell(kind: type[HomeostatError]) -> None:
    assert 2 <= kind.exit_code < 124  # 1 is any crash, 124 a time limit, from 126 on the shell speaks


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_hint_is_one_sentence_on_one_line(kind: type[HomeostatError]) -> None:
    assert kind.hint
    assert "\n" not in kind.hint
    assert kind.hint.endswith(".")


def test_the_message_is_what_happened_and_the_advice_what_to_do() -> None:
    error = SettingsError("what happened")
    assert str(error) == "what happened"
    assert error.advice == SettingsError.hint
    assert SettingsError("what happened", hint="Do this.").advice == "Do this."


def test_the_readme_lists_every_exit_code() -> None:
    section = README.read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    assert listed == {kind.exit_code for kind in CLASSES} | {*CONSTANTS.values(), cli.INTERRUPTED, cli_heal.REFUTED}
