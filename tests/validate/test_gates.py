"""What a change may not do."""

from __future__ import annotations

import pytest

from homeostat.records import Execution, Status
from homeostat.validate.gates.scope import Limits, scope
from homeostat.validate.gates.suite import counts, suite
from homeostat.validate.gates.tests_intact import intact_tests, is_test, weakened
from homeostat.validate.prove import touched_files

LIMITS = Limits(max_files=2, max_bytes=300, protected_files="request-review")
TEST = "import pytest\n\ndef test_a():\n    assert 1\n    with pytest.raises(KeyError):\n        {}[1]\n"


def patch_of(path: str, mode: str = "100644") -> str:
    return f"diff --git a/{path} b/{path}\nindex 1..2 {mode}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    ("path", "policy", "status"),
    [
        ("src/a.py", "request-review", Status.PASS),
        (".github/workflows/ci.yml", "request-review", Status.INCONCLUSIVE),
        (".github/workflows/ci.yml", "blocked", Status.FAIL),
        (".github/workflows/ci.yml", "allowed", Status.PASS),
        ("sub/action.yaml", "blocked", Status.FAIL),
        ("CODEOWNERS", "blocked", Status.FAIL),
        ("CLAUDE.md", "request-review", Status.INCONCLUSIVE),
        ("poetry.lock", "request-review", Status.INCONCLUSIVE),
    ],
)
def test_protected_files(path: str, policy: str, status: Status) -> None:
    limits = Limits(max_files=2, max_bytes=300, protected_files=policy)
    assert scope(patch_of(path), [path], [path], limits).status is status


@pytest.mark.parametrize(
    ("patch", "touched", "declared", "word"),
    [
        (patch_of("a"), ["a", "b", "c"], ["a", "b", "c"], "max-patch-files"),
        (patch_of("a") + "x" * 300, ["a"], ["a"], "max-patch-size"),
        (patch_of("a"), ["a"], ["b"], "not a file of the remedy"),
        (patch_of("a", "120000"), ["a"], ["a"], "symbolic link"),
        ("", [], [], "changes nothing"),
    ],
)
def test_scope_fails(patch: str, touched: list[str], declared: list[str], word: str) -> None:
    gate = scope(patch, touched, declared, LIMITS)
    assert gate.status is Status.FAIL
    assert word in " ".join(gate.reasons)


def test_touched_files_are_both_names_of_every_change() -> None:
    patch = patch_of("a b.py") + "diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n"
    assert touched_files(patch) == ("a b.py", "new", "old")


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (TEST, []),
        (TEST.replace("    assert 1", "    assert (1)"), []),
        (TEST.replace("    assert 1\n", "    pass\n"), ["1 assertions fewer"]),
        (TEST.replace("test_a", "check_a"), ["test_a is gone"]),
        (TEST.replace("def test", "@pytest.mark.skip\ndef test"), ["1 skips more"]),
        (TEST.replace("def test", "@pytest.mark.xfail\ndef test"), ["1 skips more"]),
        ("def (", ["cannot be parsed, before or after"]),
    ],
)
def test_weakened(after: str, found: list[str]) -> None:
    assert weakened(TEST, after) == found


def test_a_removed_test_fails_and_a_test_in_another_language_is_for_a_person() -> None:
    assert intact_tests({"tests/test_a.py": (TEST, None)}).status is Status.FAIL
    assert intact_tests({"web/a.test.ts": ("a", "b")}).status is Status.INCONCLUSIVE
    assert intact_tests({"src/a.py": ("assert 1", "pass"), "tests/new.py": (None, "x")}).status is Status.PASS


@pytest.mark.parametrize(
    ("path", "yes"),
    [
        ("tests/a.py", True),
        ("src/test_a.py", True),
        ("a_test.go", True),
        ("conftest.py", True),
        ("src/a.py", False),
        ("attest.py", False),
    ],
)
def test_is_test(path: str, yes: bool) -> None:
    assert is_test(path) is yes


def ran(output: str, exit_code: int = 0) -> Execution:
    return Execution(command="pytest", exit_code=exit_code, seconds=1.0, output=output)


def test_counts_of_pytest() -> None:
    assert counts("== 1 failed, 3 passed, 2 errors in 0.5s ==") == {"failed": 1, "passed": 3, "error": 2}
    assert counts("4 passed in 1.00s") == {"passed": 4}
    assert counts("all fine") == {}


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ("1 failed, 3 passed in 1s", "4 passed in 1s", Status.PASS),
        ("1 failed, 3 passed in 1s", "2 passed in 1s", Status.FAIL),
        ("1 failed, 3 passed in 1s", "3 passed, 1 skipped in 1s", Status.FAIL),
        ("1 error in 1s", "3 skipped in 1s", Status.FAIL),
        ("nothing", "3 passed in 1s", Status.PASS),
    ],
)
def test_suite(before: str, after: str, status: Status) -> None:
    gate = suite(ran(before, 1), ran(after))
    assert gate is not None
    assert gate.status is status


def test_without_a_summary_there_is_no_suite_gate() -> None:
    assert suite(ran("x", 1), ran("would reformat")) is None
