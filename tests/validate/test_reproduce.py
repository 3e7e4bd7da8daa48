"""Preparing with what helps, one step of likeness after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from homeostat.errors import PreparationFailed, PythonMissing
from homeostat.records import Category, Diagnosis, Execution, Failure, Recipe, Script, Severity
from homeostat.validate.reproduce import is_same, next_day, prepare, variants

RECIPE = Recipe(command=Script(run="pytest"), versions={"a": "1"}, before="2024-02-28T23:00:00Z", python="3.9")


class Picky:
    """A bench that can be prepared only if a condition holds; it keeps what it was asked."""

    def __init__(self, takes: Callable[[Recipe], bool], python: str = "3.9") -> None:
        self._takes, self._python = takes, python
        self.asked: list[Recipe] = []

    def prepare(self, recipe: Recipe) -> Mapping[str, str]:
        self.asked.append(recipe)
        if recipe.python not in ("", self._python):
            raise PythonMissing(f"no Python {recipe.python}")
        if not self._takes(recipe):
            raise PreparationFailed(f"attempt {len(self.asked)}")
        return {"a": "1"}


def prepared(takes: Callable[[Recipe], bool], **more: str) -> tuple[Recipe, Picky]:
    bench = Picky(takes, **more)
    return prepare(bench, RECIPE)[0], bench  # type: ignore[arg-type]


def test_the_recipe_as_it_is_comes_first() -> None:
    used, bench = prepared(lambda _: True)
    assert (used, len(bench.asked)) == (RECIPE, 1)


@pytest.mark.parametrize(
    ("takes", "note"),
    [
        (lambda r: r.before > "2024-02-29", "index read as of 2024-02-29T23:00:00Z"),
        (lambda r: "setuptools<81" in r.build_limits, "setuptools<81"),
        (lambda r: "setuptools>=64,<72" in r.build_limits, "setuptools>=64,<72"),
        (lambda r: not r.versions, "versions of the log given up"),
    ],
)
def test_what_is_given_up_is_noted(takes: Callable[[Recipe], bool], note: str) -> None:
    used, _ = prepared(takes)
    assert note in " ".join(used.notes)


def test_the_first_reason_is_told_if_nothing_helps() -> None:
    with pytest.raises(PreparationFailed, match="attempt 1"):
        prepared(lambda _: False)


def test_another_python_is_taken_where_the_one_of_the_log_is_missing() -> None:
    used, _ = prepared(lambda _: True, python="3.13")
    assert used.python == ""
    assert "no Python 3.9" in used.notes[0]


def test_without_a_date_and_versions_there_is_less_to_give_up() -> None:
    bare = Recipe(command=Script(run="pytest"))
    assert [variant.build_limits[0] for variant in variants(bare)] == ["setuptools<81", "setuptools>=64,<72"]


def test_next_day() -> None:
    assert next_day("2024-02-28T23:00:00Z") == "2024-02-29T23:00:00Z"
    assert next_day("2024-12-31T00:00:00+02:00") == "2024-12-31T22:00:00Z"


def diagnosis(category: Category, fingerprint: str, *failures: Failure) -> Diagnosis:
    return Diagnosis(
        category=category, severity=Severity.LOW, fingerprint=fingerprint, headline="", confidence=1.0, failures=tuple(failures)
    )


@pytest.mark.parametrize(
    ("expected", "seen", "exit_code", "same"),
    [
        (diagnosis(Category.RUNTIME, "x"), diagnosis(Category.NETWORK, "x"), 1, True),
        (diagnosis(Category.RUNTIME, "x"), diagnosis(Category.RUNTIME, "y"), 1, True),
        (diagnosis(Category.UNKNOWN, "x"), diagnosis(Category.NETWORK, "y"), 1, True),
        (diagnosis(Category.RUNTIME, "x"), diagnosis(Category.NETWORK, "y"), 1, False),
        (diagnosis(Category.RUNTIME, "x"), diagnosis(Category.RUNTIME, "x"), 0, False),
        (
            diagnosis(Category.RUNTIME, "x", Failure(message="a", test="t")),
            diagnosis(Category.DEPENDENCY, "y", Failure(message="b", test="t")),
            1,
            True,
        ),
        (
            diagnosis(Category.RUNTIME, "x", Failure(message="a")),
            diagnosis(Category.DEPENDENCY, "y", Failure(message="a")),
            1,
            False,
        ),
    ],
)
def test_is_same(expected: Diagnosis, seen: Diagnosis, exit_code: int, same: bool) -> None:
    execution = Execution(command="pytest", exit_code=exit_code, seconds=1.0)
    assert is_same(expected, seen, execution) is same
