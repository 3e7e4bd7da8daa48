"""Which lines count, and what is taken off them."""

from __future__ import annotations

import pytest

from homeostat.lines import lines_from
from homeostat.observe.step import read
from homeostat.understand.region import Region, failing_region, output_region

ACTIONS = ["##[group]Run {0}", "{0}", "shell: bash", "##[endgroup]"]


def step(name: str, *output: str) -> list[str]:
    """A step of Actions."""
    return [line.format(name) for line in ACTIONS] + list(output)


def region_of(lines: list[str]) -> Region:
    """The failing region of a log."""
    return failing_region(read("\n".join(lines).encode(), "x"))


def test_the_failing_step_without_its_header() -> None:
    log = [*step("setup", "fine"), *step("test", "no", "##[error]Process completed with exit code 1."), "Post job cleanup.", "bye"]
    region = region_of(log)
    assert list(region) == ["no", ""]
    assert region.lines[region.offset] == "no"
    assert region.runner == ("##[error]Process completed with exit code 1.",)


def test_where_a_job_goes_on_the_first_failure_counts_too() -> None:
    log = ["setup", "travis_time:start:1", "$ a", "no", 'The command "a" exited with 1.', "travis_time:start:2", "$ b", "nor",
           'The command "b" exited with 2.', "Done. Your build exited with 1."]  # fmt: skip
    assert list(region_of(log)) == ["", "$ a", "no", 'The command "a" exited with 1.', "", "$ b", "nor"]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("##[error]a.c:3: error: no", "a.c:3: error: no"),
        ("::error file=a.c,line=3::no", "no"),
        ("##[group]Installing", ""),
        ("::endgroup::", ""),
        ("Error: Process completed with exit code 1.", ""),
        ("travis_fold:start:install.1", ""),
        ("section_end:1661352683:step_script", ""),
        ("sectional error", "sectional error"),
        ("text   ", "text"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_marks_are_taken_off(line: str, seen: str) -> None:
    assert output_region(line)[0] == seen


@pytest.mark.parametrize(
    "prefix",
    [
        "2017-11-21 12:00:0{0} | ",
        "2017-11-21 12:00:0{0}.123456 | ",
        "[2021-01-01T00:00:0{0}.5Z] ",
        "12:00:0{0}  ",
        "[12:00:0{0}] ",
        "[task 2025-02-13T14:56:1{0}.8Z] 14:56:19     INFO -  ",
        "web_{0}   | ",
    ],
)
def test_what_stands_before_every_line_is_taken_off(prefix: str) -> None:
    texts = [f"  line {n}" for n in range(8)]
    region = output_region("\n".join(prefix.format(n) + text for n, text in enumerate(texts)))
    assert [line.strip() for line in region] == [text.strip() for text in texts]


def test_what_stands_before_some_lines_stays() -> None:
    lines = [f"12:00:0{n}  log" for n in range(6)] + [f"output {n}" for n in range(4)]
    assert list(output_region("\n".join(lines))) == lines
    assert list(output_region("12:00:01 x")) == ["12:00:01 x"]


def test_a_region_is_a_sequence() -> None:
    region = Region(lines_from(["a", "b", "c", "d"]), 1, 3)
    assert (len(region), list(region), region[-1], region[0:2]) == (2, ["b", "c"], "c", ("b", "c"))
    with pytest.raises(IndexError):
        region[2]
