"""Rules for what ran and went wrong: tests that failed, crashes, exceptions."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule, Scope

TESTS: Final[tuple[Rule, ...]] = (
    Rule(
        "test-timeout",
        Category.TIMEOUT,
        Severity.HIGH,
        0.7,
        Pattern(
            r"^E\s+Failed: Timeout [>(]|\+{3,} Timeout \+{3,}|panic: test timed out after|^\s+\d+ - \S+ \(Timeout\)$"
            r"|There was a timeout (?:or other error )?in the fork"
        ),
        ("E       Failed: Timeout >10.0s", "panic: test timed out after 10m0s"),
        ("E       AssertionError: Timeout not raised",),
        scope=Scope.ANY,
        declared=("failed: timeout ", "+ timeout +", "panic: test timed out", "(timeout)", "there was a timeout "),
    ),
    Rule(
        "pytest",
        Category.RUNTIME,
        Severity.MEDIUM,
        0.9,
        Pattern(
            r"^FAILED \S+::|^ERROR (?:\S+\.py(?:::| - )|tests?[\w./\\-]{0,260}\.py)|^=+ .*\b\d*[0-9] (?:failed|errors?)\b.* in [\d.]+"
            r"|^ImportError while loading conftest|^E   \s*(?:assert |[\w.]+(?:Error|Exception|Failed)\b)"
        ),
        ("FAILED tests/test_a.py::test_b - assert 1 == 2", "===== 1 failed, 5 passed in 0.12s ====="),
        ("===== 5 passed in 0.12s =====", "ERROR    root:a.py:12 message"),
        scope=Scope.ANY,
        tool="pytest",
        declared=(
            "failed ",
            "error ",
            *(f"{digit} {what}" for digit in range(10) for what in ("failed", "error")),
            "importerror while loading",
            "e   ",
        ),
    ),
    Rule(
        "tests",
        Category.RUNTIME,
        Severity.MEDIUM,
        0.88,
        Pattern(
            r"^=+ .*\b\d*[0-9] failed\b.* in [\d.]+|^FAILED \((?:failures|errors)=|^\s*--- FAIL: |test result: FAILED|^Tests:\s+(?=[1-9])\d*[0-9] failed"
            r"|^\s+[1-9]\d* failing$|Tests run: \d+, (?: *)(?:Failures: [1-9]|Failures: 0, (?: *)Errors: [1-9])"
            r"|There (?:was|were) \d+ (?:failure|error)s?:|\d examples?, [1-9]\d* failures?|There are test failures"
            r"|There were failing tests|\d tests completed, \d+ failed|[1-9]\d* tests? failed out of"
            r"|\d (?:runs|tests), \d+ assertions, (?:[1-9]\d* failures|0 failures, [1-9])|Tests: \d+, Assertions: .{0,80}(?:Failures|Errors): [1-9]"
            r"|\bFailed!\s+- Failed:|\b[1-9]\d* tests? (?:failed|FAILED)"
        ),
        (
            "FAILED (failures=1)",
            "--- FAIL: TestX (0.00s)",
            "test result: FAILED. 1 passed; 2 failed;",
            "Tests run: 3, Failures: 1, Errors: 0, Skipped: 0",
            "2 runs, 2 assertions, 2 failures, 0 errors, 0 skips",
        ),
        ("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0", "0 failing", "12 tests completed, 3 skipped"),
        scope=Scope.ANY,
        declared=(
            *(f"{digit} failed" for digit in range(10)),
            "failed (failures=",
            "failed (errors=",
            "--- fail: ",
            "test result: failed",
            " failing",
            *(f"{what}: {digit}" for what in ("failures", "errors") for digit in range(1, 10)),
            "there was ",
            "there were ",
            " example, ",
            " examples, ",
            " tests completed, ",
            " test failed",
            " tests failed",
            "there are test failures",
            "there were failing tests",
            " assertions, ",
            ", assertions: ",
            "failed!",
        ),
        verdict=True,
    ),
    Rule(
        "test-lines",
        Category.RUNTIME,
        Severity.MEDIUM,
        0.86,
        Pattern(
            r"^(?:FAIL|ERROR): \w+ \([\w.]+\)|^(?:FAIL|PANIC): \S{1,260}:\d+: \w|^FAIL[ \t]\s*\S+(?:\s|$)|<<< (?:FAILURE|ERROR)!|^\s*not ok \d+ (?!.*# (?:TODO|SKIP))"
            r"|^\s*\d+ - \S+ \(Failed\)|Failed tests:"
        ),
        ("FAIL: test_a (tests.A)", "FAIL src/a.test.js", "not ok 2 - adds"),
        ("FAILURE is a word", "not ok 3 - later # TODO"),
        scope=Scope.ANY,
        declared=(
            "fail: ",
            "panic: ",
            "error: ",
            "fail ",
            "fail\t",
            "<<< failure!",
            "<<< error!",
            "not ok ",
            "(failed)",
            "failed tests:",
        ),
    ),
    Rule(
        "crash",
        Category.RUNTIME,
        Severity.HIGH,
        0.85,
        Pattern(
            r"Segmentation fault|core dumped|AddressSanitizer:|\bSIG(?:SEGV|ABRT|BUS|ILL|FPE)\b|Fatal Python error|^panic: "
            r"|thread '.{1,200}' panicked at|Assertion `.*' failed|stack smashing detected|\bCrashLoopBackOff\b|^Access violation in generated code"
        ),
        (
            "Segmentation fault (core dumped)",
            "thread 'main' panicked at src/main.rs:2:5:",
            "panic: runtime error: index out of range",
        ),
        ("the panic button works",),
        scope=Scope.ANY,
        declared=(
            "segmentation fault",
            "core dumped",
            "addresssanitizer:",
            *(f"sig{name}" for name in ("segv", "abrt", "bus", "ill", "fpe")),
            "fatal python error",
            "panic: ",
            "' panicked at",
            "assertion `",
            "stack smashing",
            "crashloopbackoff",
            "access violation in generated",
        ),
    ),
)

PROGRAMS: Final[tuple[Rule, ...]] = (
    Rule(
        "service-refused",
        Category.RUNTIME,
        Severity.HIGH,
        0.7,
        Pattern(
            r"\bconnection to the server (?:localhost|127\.0\.0\.1)\S{0,20} was refused|ECONNREFUSED (?:127\.0\.0\.1|::1|0\.0\.0\.0|localhost)\b"
            r"|(?:\blocalhost|\b127\.0\.0\.1|\[::1\])\b.{0,200}[Cc]onnection refused|[Cc]onnection refused.{0,200}(?:localhost|127\.0\.0\.1)\b"
        ),
        ("Error: connect ECONNREFUSED 127.0.0.1:9222",),
        ("Error: connect ECONNREFUSED 10.1.2.3:443",),
        declared=("econnrefused ", "connection refused", "connection to the server "),
    ),
    Rule(
        "timeout-exception",
        Category.TIMEOUT,
        Severity.HIGH,
        0.72,
        Pattern(
            r"(?:^|\bCaused by: |Unhandled exception\. )(?:[A-Za-z_]\w{0,60}\.){0,8}\w{0,60}Timeout(?:Error|Exception|Expired)(?: \[\w+\])?: "
        ),
        (
            "Caused by: java.util.concurrent.TimeoutException: Futures timed out after [10 seconds]",
            "TimeoutError: page.goto: Timeout 30000ms",
        ),
        ("ValueError: TimeoutError: is no number",),
        declared=("timeouterror", "timeoutexception", "timeoutexpired"),
        early=True,
    ),
    Rule(
        "exception",
        Category.RUNTIME,
        Severity.HIGH,
        0.75,
        Pattern(
            r"^Traceback \(most recent call last\):|^(?:[A-Za-z_]\w*\.){0,8}[A-Z]\w*(?:Error|Exception): "
            r"|[\]|:>] (?:[a-z]\w{0,60}\.){2,8}[A-Z]\w{0,60}(?:Error|Exception):(?: |$)"
            r"|^Exception in thread|^Caused by: |^Uncaught |^\s*(?:Type|Reference|Range|Assertion)Error(?: \[\w+\])?: "
            r"|// Unhandled 'error' event"
        ),
        ("Traceback (most recent call last):", "ValueError: bad value", "TypeError: x is not a function"),
        ("no Error: here",),
        declared=(
            "traceback (most recent",
            "error:",
            "exception:",
            "exception in thread",
            "caused by: ",
            "uncaught ",
            *(f"{kind}error" for kind in ("type", "reference", "range", "assertion")),
            "unhandled 'error' event",
        ),
    ),
)
