"""A failure is known again whatever differs between two sightings of it, and two failures are told apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeostat.observe.step import observe
from homeostat.records import FINGERPRINT_VERSION, Category, Diagnosis, Failure
from homeostat.understand.fingerprint import LEVELS, MAX_FAILURES, fingerprint_of, levels_of, preimages_of
from homeostat.understand.step import understand


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What differs between two runs of the same command."""

    root: str
    before: int
    line: int
    port: int
    pid: int
    address: int
    commit: str
    seconds: float
    stamp: str
    width: int
    folder: str


ROOTS = (
    "/home/runner/work/pkg/pkg",
    "/builds/group/pkg",
    "/tmp/pytest-of-me/pytest-7/a/much/deeper/place",
    "/home/travis/build/me/pkg",
    "/x",
)
STAMPS = ("2026-11-21T12:00:00.0070000Z", "2026-01-02T23:59:59.1Z", "2025-02-28T00:00:00.0000001Z")
HEX = "0123456789abcdef"

NOISES = st.builds(
    Noise,
    root=st.sampled_from(ROOTS),
    before=st.integers(0, 30),
    line=st.integers(1, 9999),
    port=st.integers(1024, 65535),
    pid=st.integers(2, 4_000_000),
    address=st.integers(0x10000, 0xFFFFFFFFFFFF),
    commit=st.text(alphabet=HEX, min_size=7, max_size=40).filter(lambda text: any(char.isdigit() for char in text)),
    seconds=st.floats(0.01, 900).map(lambda value: round(value, 2)),
    stamp=st.sampled_from(STAMPS),
    width=st.integers(80, 200),
    folder=st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_", min_size=8, max_size=8),
)

TEMPLATES = {
    "traceback": (
        "Traceback (most recent call last):",
        '  File "{root}/src/pkg/net.py", line {line}, in fetch',
        "    raise Lost(host)",
        "pkg.LostError: 10.0.0.7:{port} is gone, <Link at 0x{address:x}> of process {pid} after {seconds}s",
    ),
    "pytest": (
        "{equals} FAILURES {equals}",
        "{dashes} test_half {dashes}",
        "",
        "    def test_half():",
        ">       assert half(3) == 1.5",
        "E       AssertionError: <Half at 0x{address:x}> is off by {seconds}",
        "",
        "tests/test_half.py:{line}: AssertionError",
        "{equals} 1 failed, 5 passed in {seconds}s {equals}",
    ),
    "gcc": ("{root}/src/a.c:{line}:5: error: expected ';' before '}}' token", "make: *** [Makefile:{line}: a.o] Error 1"),
    "go": ("--- FAIL: TestX ({seconds}s)", "    x_test.go:{line}: got {commit}, want nothing", "FAIL\texample.org/x\t{seconds}s"),
    "git": (
        "fatal: unable to access 'https://example.org/a.git/': Failed to connect to example.org port 443 after {pid} ms: timed out",
    ),
    "disk": ("OSError: [Errno 28] No space left on device: '/tmp/tmp{folder}/a.bin'",),
    "cargo": (
        "error[E0308]: mismatched types",
        " --> src/main.rs:{line}:9",
        'error: could not compile `a` (bin "a") due to 1 previous error',
    ),
    "unknown": ("the frobnicator gave up on {commit} at {stamp} (pid {pid})",),
}


def log_of(name: str, noise: Noise) -> str:
    """The output of a tool, in a log with time stamps, after some lines that say nothing."""
    rest = {"equals": "=" * (noise.width // 2 - 5), "dashes": "_" * (noise.width // 2 - 6)}
    values = {field: getattr(noise, field) for field in Noise.__slots__} | rest
    lines = [*(f"step {number} of the preparation" for number in range(noise.before)), *TEMPLATES[name]]
    return "".join(f"{noise.stamp} {line.format(**values) if line in TEMPLATES[name] else line}\n" for line in lines)


def seen(name: str, noise: Noise) -> Diagnosis:
    return understand(observe(log_of(name, noise).encode(), "job"))


@pytest.mark.parametrize("name", TEMPLATES)
@settings(max_examples=20, deadline=None)
@given(one=NOISES, other=NOISES)
def test_the_same_failure_is_known_again(name: str, one: Noise, other: Noise) -> None:
    first, second = seen(name, one), seen(name, other)
    assert first.preimage == second.preimage
    assert first.fingerprint == second.fingerprint
    assert levels_of(first.preimage) == levels_of(second.preimage)


@settings(max_examples=8, deadline=None)
@given(noise=NOISES)
def test_different_failures_differ(noise: Noise) -> None:
    keys = [seen(name, noise).fingerprint for name in TEMPLATES]
    assert len(set(keys)) == len(keys)


FAILURES = (
    Failure(message="Lost the link", file="src/pkg/net.py", line=3, test="tests/a.py::test_a", tool="pytest", code="LostError"),
    Failure(message="Lost the link", file="src/pkg/net.py", line=9, test="tests/a.py::test_b", tool="pytest", code="LostError"),
    Failure(message="half of 3 is 2", file="src/pkg/half.py", test="tests/b.py::test_c", tool="pytest", code="AssertionError"),
    Failure(message="';' expected", file="src/A.java", tool="javac", category=Category.SYNTAX),
)


@given(order=st.permutations(FAILURES))
def test_the_order_of_failures_does_not_matter(order: list[Failure]) -> None:
    assert fingerprint_of("r", order, "h") == fingerprint_of("r", FAILURES, "h")


FIRST = FAILURES[0]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (FIRST, ("message", "frame", "test")),
        (replace(FIRST, line=99, column=3), ("message", "frame", "test")),
        (replace(FIRST, file="/builds/x/y/src/pkg/net.py"), ("message", "frame", "test")),
        (replace(FIRST, test="tests/a.py::test_z"), ("message", "frame")),
        (replace(FIRST, file="src/pkg/other.py"), ("message",)),
        (replace(FIRST, message="Lost the way"), ()),
        (replace(FIRST, code="GoneError"), ()),
        (replace(FIRST, tool="unittest"), ()),
    ],
)
def test_each_level_tells_more_apart(other: Failure, same: tuple[str, ...]) -> None:
    mine, others = (levels_of(fingerprint_of("r", (failure,), "h")[1]) for failure in (FIRST, other))
    assert tuple(level for level in LEVELS if mine[level] == others[level]) == same


def test_one_trouble_in_two_tests_is_one_message() -> None:
    both, one = (preimages_of(fingerprint_of("r", failures, "h")[1]) for failures in (FAILURES[:2], FAILURES[:1]))
    assert both["message"] == one["message"]
    assert both["test"] != one["test"]


def test_the_rule_counts_for_the_identity_alone() -> None:
    mine, others = (levels_of(fingerprint_of(rule, FAILURES, "h")[1]) for rule in ("pytest", "exception"))
    assert (mine["message"], mine["frame"]) == (others["message"], others["frame"])
    assert mine["test"] != others["test"]


def test_the_identity_is_the_last_level_and_every_key_has_its_text() -> None:
    key, preimage = fingerprint_of("r", FAILURES, "h")
    texts = preimages_of(preimage)
    assert levels_of(preimage) == {level: hashlib.sha256(text.encode()).hexdigest() for level, text in texts.items()}
    assert (levels_of(preimage)["test"], texts["test"]) == (key, preimage)
    assert all(text.startswith(f"homeostat/{FINGERPRINT_VERSION}") for text in texts.values())
    assert tuple(texts) == tuple(LEVELS)


def test_without_failures_the_headline_is_what_is_known() -> None:
    assert fingerprint_of("unknown", (), "gave up after 12 s") == fingerprint_of("unknown", (), "gave up after 34 s")
    assert fingerprint_of("unknown", (), "gave up") != fingerprint_of("unknown", (), "went away")


def test_what_make_passes_on_counts_only_alone() -> None:
    target = Failure(message="a.o: Error 1", tool="make", category=Category.RUNTIME)
    rule = Failure(message="No rule to make target 'x'", tool="make", category=Category.CONFIGURATION)
    assert fingerprint_of("r", (FIRST, target), "h") == fingerprint_of("r", (FIRST,), "h")
    assert fingerprint_of("r", (FIRST, rule), "h") != fingerprint_of("r", (FIRST,), "h")
    assert "Error <n>" in fingerprint_of("r", (target,), "h")[1]


def test_a_message_that_the_terminal_cut_does_not_count() -> None:
    cut, whole = (replace(FIRST, message=message) for message in ("Lost the l...", "Lost the link to..."))
    assert fingerprint_of("r", (cut,), "h") == fingerprint_of("r", (whole,), "h")


def test_of_very_many_failures_the_first_count() -> None:
    many = [replace(FIRST, test=f"test_{number:05}") for number in range(3 * MAX_FAILURES)]
    assert len(fingerprint_of("r", many, "h")[1].split("\n")) == MAX_FAILURES + 2


@given(message=st.text(max_size=60), test=st.text(max_size=30), file=st.text(max_size=30))
def test_any_text_stays_on_its_line_and_in_its_column(message: str, test: str, file: str) -> None:
    preimage = fingerprint_of("r", (Failure(message=message, test=test, file=file, tool="t", code="c"),), "h")[1]
    assert len(preimage.split("\n")) == 3
    assert preimage.count("\t") == 4
