"""Which lines are shown: around the cause, whatever the tool, and not what green runs say as well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.observe.step import read
from homeostat.understand.clues import CLUES, SHAPE_NAMES, SHAPES, WEAK, shapes_of
from homeostat.understand.excerpt import MOST_LINES, Outline, core, rank_lines, usual_texts
from homeostat.understand.excerpt_weights import PLACES, SIGNS, WINDOWS
from homeostat.understand.step import survey, understand

NOISE = [f"Downloading part {n} of the package, {n * 37} bytes" for n in range(300)]
CAUSE = ["assembling the frobnicator", "frobnicator: error: the gizmo does not fit", "   gizmo = 3", "   slot  = 4"]
ACTIONS = ["##[group]Run make", "make", "shell: bash", "##[endgroup]"]
FAILED = ["##[error]Process completed with exit code 2."]


def shown(lines: list[str], budget: int = MOST_LINES, greens: list[list[str]] | None = None) -> list[str]:
    """The lines of the excerpt, cut at a budget."""
    logs = [read("\n".join(green).encode(), "green") for green in greens or []]
    log = read("\n".join(lines).encode(), "red")
    spans = understand(log, greens=logs).excerpt
    return [log.lines[number - 1] for first, last in spans for number in range(first, last + 1)][:budget]


@pytest.mark.parametrize("before", [0, 10, 250])
@pytest.mark.parametrize("tail", [[], ["cleaning up"] * 90, [f"saved cache {n}" for n in range(90)]])
def test_the_cause_is_shown_wherever_it_stands(before: int, tail: list[str]) -> None:
    log = [*ACTIONS, *NOISE[:before], *CAUSE, *NOISE[:40], *FAILED, "Post job cleanup.", *tail]
    assert CAUSE[1] in shown(log, 12)


def test_a_cause_in_a_step_that_said_nothing_is_looked_for_before_it() -> None:
    log = [*ACTIONS, "fatal: no tags can describe this", *ACTIONS, *FAILED]
    assert "fatal: no tags can describe this" in shown(log, 12)


def test_what_green_runs_say_is_no_news() -> None:
    usual = [f"error: probe x{n} failed, as always" for n in range(60)]
    log = [*ACTIONS, *usual, *NOISE, CAUSE[1].replace("error: ", ""), *usual[:3], *FAILED]
    green = [*ACTIONS, *usual, *NOISE]
    assert "frobnicator: the gizmo does not fit" not in shown(log, 12)
    assert "frobnicator: the gizmo does not fit" in shown(log, 12, greens=[green])


def test_a_count_of_failures_is_news_though_a_green_run_counts_too() -> None:
    log = [*ACTIONS, *NOISE, "Tests run: 9, Failures: 3", *FAILED]
    green = [*ACTIONS, *NOISE, "Tests run: 9, Failures: 0"]
    assert "Tests run: 9, Failures: 3" in shown(log, 12, greens=[green])


def test_no_more_lines_than_a_person_reads() -> None:
    log = read("\n".join(f"error: number {n}" for n in range(50_000)).encode(), "x")
    spans = understand(log).excerpt
    lines = [number for first, last in spans for number in range(first, last + 1)]
    assert len(lines) == len(set(lines)) == MOST_LINES


@given(st.lists(st.sampled_from([*CAUSE, *NOISE[:5], *ACTIONS, *FAILED, "", "    at a.b(C.java:3)", "E   assert 1"]), max_size=60))
def test_spans_are_lines_of_the_log_and_never_the_same_twice(lines: list[str]) -> None:
    outline = Outline(size=len(lines), clues={"error": [n for n, line in enumerate(lines) if "error" in line]})
    numbers = [n for first, last in rank_lines(lines, outline) for n in range(first, last + 1)]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(range(len(lines)))


def test_a_short_log_is_shown_whole() -> None:
    assert sorted(shown(["one", "two", "three"])) == ["one", "three", "two"]


def test_times_and_hashes_are_no_news() -> None:
    assert core("12:03:04 took 3.5 s at 0fa9c1") == core("23:59:59 took 40.25 s at 77bd01")
    assert core("passed") != core("failed")
    assert usual_texts([]) is None
    assert core("3 passed") in (usual_texts([["9 passed"], ["x"]]) or ())
    assert core("y") not in (usual_texts([["a"], ["b"], ["c"], ["y"]]) or ())


@pytest.mark.parametrize(
    ("line", "shapes"),
    [
        ("", {"blank"}),
        ("  at a.b.C.d(C.java:3)", {"frame", "place", "indented"}),
        ('  File "a.py", line 3, in f', {"frame", "place", "indented"}),
        ("        ^~~~", {"caret", "deep"}),
        ("- expected", {"diff"}),
        ("E   assert 1 == 2", {"marked"}),
        ("1) adds numbers", {"item"}),
        ("3 failed, 2 passed", {"count"}),
        ("0 failed, 2 passed", set()),
        ("$ make test", {"command"}),
        ("==================== FAILURES ====================", {"rule", "capitals"}),
        ("make: *** [all] Error 2", {"make", "capitals"}),
        ("x" * 300, {"long"}),
    ],
)
def test_shapes(line: str, shapes: set[str]) -> None:
    assert set(shapes_of(line)) - {"code"} >= shapes
    assert not {"frame", "caret", "diff", "marked", "count", "command", "blank", "long"} & (set(shapes_of(line)) - shapes)


def test_the_table_of_weights_speaks_of_signs_that_exist() -> None:
    known = {*CLUES, *WEAK, *SHAPES, *SHAPE_NAMES, "reported", "begins", "first", "cause"}
    assert set(SIGNS) <= known
    assert all(len(row) == len(WINDOWS) + 1 for row in SIGNS.values())
    log = read("\n".join([*ACTIONS, *CAUSE, *FAILED]).encode(), "x")
    assert survey(log)[1].failed == [(0, 8)]
    assert {"inside", "distance", "from end", "often"} <= set(PLACES)
