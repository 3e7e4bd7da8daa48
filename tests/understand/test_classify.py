"""Which rule wins: where tests failed, what came before does not count; where nothing failed, nothing is claimed."""

from __future__ import annotations

import pytest

from homeostat.observe.step import observe
from homeostat.records import Category, Diagnosis
from homeostat.understand.step import diagnose_output, understand


def diagnosis_of(*lines: str) -> Diagnosis:
    """What a log without any steps means."""
    return understand(observe("\n".join(lines).encode(), "job"))


REFUSED = "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x.org', port=443): Read timed out."

TRIED_BEFORE = [
    pytest.param("E: Failed to fetch http://x.org/a.deb  502  Bad Gateway", id="download"),
    pytest.param("denied: permission_denied: write_package", id="permission"),
    pytest.param("src/A.java:35: error: cannot find symbol", id="compile"),
    pytest.param("ERROR: No matching distribution found for black==99", id="resolution"),
    pytest.param("java.lang.NoClassDefFoundError: org/slf4j/Logger", id="class"),
    pytest.param("make: *** No rule to make target 'lint'.  Stop.", id="usage"),
    pytest.param(REFUSED, id="unreachable"),
]

VERDICTS = [
    pytest.param("========= 1 failed, 5 passed in 0.12s =========", id="pytest"),
    pytest.param("FAILED (failures=1)", id="unittest"),
    pytest.param("Tests run: 3, Failures: 1, Errors: 0, Skipped: 0", id="surefire"),
    pytest.param("1143 tests completed, 1 failed", id="gradle"),
    pytest.param("--- FAIL: TestX (0.00s)", id="go"),
    pytest.param("test result: FAILED. 1 passed; 2 failed; 0 ignored", id="cargo"),
    pytest.param("Tests:       1 failed, 2 passed, 3 total", id="jest"),
    pytest.param("5 examples, 1 failure", id="rspec"),
    pytest.param("Tests: 5, Assertions: 9, Failures: 1.", id="phpunit"),
    pytest.param("93% tests passed, 2 tests failed out of 30", id="ctest"),
]


@pytest.mark.parametrize("early", TRIED_BEFORE)
def test_trouble_of_a_build_counts_where_no_test_failed(early: str) -> None:
    assert diagnosis_of(early, "done").category is not Category.RUNTIME


@pytest.mark.parametrize("early", TRIED_BEFORE)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_where_tests_failed_the_build_was_no_trouble(early: str, verdict: str) -> None:
    diagnosis = diagnosis_of(early, "...", verdict, "done")
    assert (diagnosis.category, diagnosis.transient) == (Category.RUNTIME, False)


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("E   ModuleNotFoundError: No module named 'yaml'", Category.DEPENDENCY),
        ("OSError: [Errno 28] No space left on device", Category.SYSTEM),
        ("java.lang.OutOfMemoryError: Java heap space", Category.SYSTEM),
        ("panic: test timed out after 10m0s", Category.TIMEOUT),
    ],
)
def test_what_makes_tests_fail_counts_all_the_same(line: str, category: Category) -> None:
    assert diagnosis_of(line, "FAILED (errors=1)").category is category


PASSING = [
    pytest.param(("collected 5 items", "===== 5 passed in 0.12s ====="), id="pytest"),
    pytest.param(("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0", "[INFO] BUILD SUCCESS"), id="maven"),
    pytest.param(("npm WARN deprecated a@1: use b", "added 12 packages in 3s", "found 0 vulnerabilities"), id="npm"),
    pytest.param(("ok  \texample.org/a\t0.009s", "PASS"), id="go"),
    pytest.param(("All done! 3 files would be left unchanged.", "Success: no issues found in 3 source files"), id="linters"),
    pytest.param(("src/a.c:3:4: warning: unused variable 'x' [-Wunused-variable]", "Built target a"), id="warnings"),
    pytest.param(("[WARNING] /x/A.java:[3,4] [deprecation] a() in B has been deprecated", "[INFO] BUILD SUCCESS"), id="javac"),
    pytest.param(
        ("WARNING: Retrying (Retry(total=4, connect=None)) after connection broken", "Successfully installed a-1"), id="pip"
    ),
    pytest.param(("warning: unused import: `a`", " --> src/main.rs:1:5", "    Finished test [unoptimized] target(s)"), id="cargo"),
    pytest.param(("tests/test_timeout.py::test_connection_refused PASSED", "tests/test_permission.py PASSED"), id="names"),
    pytest.param(("0 errors, 0 failures", "no errors found", "error_count=0"), id="counts"),
    pytest.param(("", "   "), id="blank"),
]


@pytest.mark.parametrize("lines", PASSING)
def test_where_nothing_failed_nothing_is_claimed(lines: tuple[str, ...]) -> None:
    diagnosis = diagnosis_of("start", *lines)
    assert (diagnosis.category, diagnosis.transient) == (Category.UNKNOWN, False)


RESET = "Error: Failed to download the tool: connection reset by peer"
BROKEN_CODE = "src/a.c:3:4: error: expected ';' before '}' token"


@pytest.mark.parametrize(
    ("lines", "category"),
    [
        pytest.param((RESET,), Category.NETWORK, id="it ends the job"),
        pytest.param((RESET, *["fine"] * 900), Category.NETWORK, id="some lines follow"),
        pytest.param((RESET, *["fine"] * 1100), Category.UNKNOWN, id="the job went on for long"),
        pytest.param((RESET, BROKEN_CODE), Category.SYNTAX, id="the job came to its code"),
        pytest.param((BROKEN_CODE, RESET), Category.NETWORK, id="the code came first"),
    ],
)
def test_trouble_of_the_surroundings_counts_unless_it_was_got_over(lines: tuple[str, ...], category: Category) -> None:
    assert diagnosis_of("start", *lines).category is category


@pytest.mark.parametrize(
    "line",
    [
        '$ echo "Failed to download the tool: connection reset by peer"',
        "+ test -n 'Error: Permission denied'",
        "12:00:01 DEBUG client - Failed to fetch a: connection reset by peer",
        'time="12:00:01" level=debug msg="failed to pull a: i/o timeout"',
    ],
)
def test_commands_as_typed_and_chatter_for_developers_say_nothing(line: str) -> None:
    assert diagnosis_of("start", line, "done").category is Category.UNKNOWN


def test_a_report_without_a_place_says_less_than_a_rule() -> None:
    goal = "[ERROR] Failed to execute goal a:b:1:run (default) on project x: the script returned 1 -> [Help 1]"
    bare = diagnosis_of("the server did not start within 30 seconds", goal)
    assert bare.category is Category.TIMEOUT


def test_a_command_that_failed_with_warnings_alone_failed_for_them() -> None:
    output = "src/a.c:3:4: warning: unused variable 'x' [-Wunused-variable]"
    assert diagnose_output(output, 1).category is Category.SYNTAX
    assert diagnosis_of(output).category is Category.UNKNOWN


@pytest.mark.parametrize(
    ("code", "category", "rule"),
    [
        (124, Category.TIMEOUT, "time-limit"),
        (126, Category.PERMISSION, "not-executable"),
        (127, Category.DEPENDENCY, "command-missing"),
        (134, Category.RUNTIME, "crash"),
        (137, Category.SYSTEM, "killed"),
        (143, Category.SYSTEM, "terminated"),
        (1, Category.UNKNOWN, "unknown"),
        (0, Category.UNKNOWN, "unknown"),
    ],
)
def test_the_exit_code_speaks_where_no_line_does(code: int, category: Category, rule: str) -> None:
    diagnosis = diagnose_output("nothing to see", code)
    assert (diagnosis.category, diagnosis.rule) == (category, rule)


def test_a_line_that_is_surer_than_the_exit_code_counts() -> None:
    assert diagnose_output("ModuleNotFoundError: No module named 'yaml'", 137).category is Category.DEPENDENCY
    assert diagnose_output("Error: something is off", 137).category is Category.SYSTEM


@pytest.mark.parametrize(
    ("line", "transient"),
    [
        ("ERROR: Job failed (system failure): prepare environment: waiting for pod running: timed out", True),
        ("ERROR: Job failed (system failure): Error response from daemon: pull access denied for a", False),
        ("E: Failed to fetch http://x.org/a.deb  404  Not Found", False),
        ("batch response: This repository is over its data quota.", False),
        ("npm ERR! code ERESOLVE", False),
        ("error[E0308]: mismatched types", False),
        ("a.java:3: error: ';' expected", False),
        ("connect to 127.0.0.1 port 5432 failed: Connection refused", False),
    ],
)
def test_only_what_may_pass_is_transient(line: str, *, transient: bool) -> None:
    assert diagnosis_of(line).transient is transient
