"""The failing command, seen red before anything is tried."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from homeostat.errors import PreparationFailed, PythonMissing
from homeostat.records import Diagnosis, Execution, Recipe, Reproduction
from homeostat.world import Bench

# Building old distributions with today's tools fails for two reasons above all: setuptools 82 no longer has pkg_resources,
# and 72 dropped the `test` command that many a setup.py extends. 64 is the first with editable installs. These are limits on
# the build alone; what is installed stays as it was.
BUILD_LIMITS = (("setuptools<81", "cython<3.1"), ("setuptools>=64,<72", "cython<3"))


def variants(recipe: Recipe) -> Iterator[Recipe]:
    """The recipe with what is known to help when it cannot be prepared as it is: each gives up a little likeness."""
    if recipe.before:
        later = next_day(recipe.before)
        recipe = _noted(
            recipe, f"index read as of {later}: what the log shows was released later than its time stamps", before=later
        )
        yield recipe
    for limits in BUILD_LIMITS:
        yield _noted(recipe, f"built with {', '.join(limits)}", build_limits=limits)
    if recipe.versions:
        free = _noted(recipe, "versions of the log given up: they cannot be installed together here", versions={})
        yield free
        yield _noted(free, f"built with {', '.join(BUILD_LIMITS[0])}", build_limits=BUILD_LIMITS[0])


def next_day(moment: str) -> str:
    """A day after a moment (ISO 8601, UTC). A log's clock and the index's need not agree, nor their time zones."""
    later = datetime.fromisoformat(moment) + timedelta(days=1)
    return later.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _noted(recipe: Recipe, note: str, **changes: object) -> Recipe:
    return dataclasses.replace(recipe, notes=(*recipe.notes, note), **changes)  # type: ignore[arg-type]


def prepare(bench: Bench, recipe: Recipe) -> tuple[Recipe, Mapping[str, str]]:
    """The first variant that can be prepared, and what it resolved to. Raises PreparationFailed with the first reason.

    Without the Python of the log the machine's own one is taken: worth a try, as what is red there may well be red here.
    """
    try:
        return recipe, bench.prepare(recipe)
    except PythonMissing as error:
        return prepare(bench, _noted(recipe, f"{error}: its own one is taken", python=""))
    except PreparationFailed as error:
        return _prepare_otherwise(bench, recipe, error)


def _prepare_otherwise(bench: Bench, recipe: Recipe, reason: PreparationFailed) -> tuple[Recipe, Mapping[str, str]]:
    for variant in variants(recipe):
        with contextlib.suppress(PreparationFailed):
            return variant, bench.prepare(variant)
    raise reason


def reproduce(
    bench: Bench, recipe: Recipe, expected: Diagnosis, diagnose: Callable[[Execution], Diagnosis]
) -> tuple[Recipe, Reproduction]:
    """Prepare and run the failing command. `diagnose` reads its output as a log is read."""
    used, _ = prepare(bench, recipe)
    execution = bench.run(used.command)
    seen = diagnose(execution)
    reproduction = Reproduction(
        execution=execution,
        fingerprint=seen.fingerprint,
        same_failure=is_same(expected, seen, execution),
        resolved=bench.installed(),
        python=used.python,
    )
    return used, reproduction


def is_same(expected: Diagnosis, seen: Diagnosis, execution: Execution) -> bool:
    """Whether the failure that was seen is the one of the log: by its key, else by category, else by a place both name."""
    if not execution.exit_code:
        return False
    if expected.fingerprint == seen.fingerprint or expected.category in (seen.category, "unknown"):
        return True
    places = {(failure.file, failure.test) for failure in expected.failures if failure.file or failure.test}
    return any((failure.file, failure.test) in places for failure in seen.failures)
