"""Rules for what ran and went wrong: tests that failed, exceptions, crashes. Then the last resort."""

from __future__ import annotations

import re
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule, Scope

TESTS: Final[tuple[Rule, ...]] = (
    Rule(
        "test-timeout",
        Category.TIMEOUT,
        Severity.HIGH,
        0.7,
        re.compile(r"^E\s+Failed: Timeout [>(]|\+{3,} Timeout \+{3,}|panic: test timed out after|^\s+\d+ - \S+ \(Timeout\)$"),
        ("E       Failed: Timeout >10.0s", "panic: test timed out after 10m0s"),
        ("E       AssertionError: Timeout not raised",),
        scope=Scope.ANY,
    ),
    Rule(
        "pytest",
        Category.RUNTIME,
        Severity.MEDIUM,
        0.9,
        re.compile(
            r"^FAILED \S+::|^ERROR \S+\.py|^=+ .*\b\d+ (?:failed|errors?)\b.* in [\d.]+"
            r"|^ImportError while loading conftest|^E\s+(?:assert |[\w.]+(?:Error|Exception|Failed)\b)"
        ),
        ("FAILED tests/test_a.py::test_b - assert 1 == 2", "===== 1 failed, 5 passed in 0.12s ====="),
        ("===== 5 passed in 0.12s =====", "ERROR    root:a.py:12 message"),
        scope=Scope.ANY,
        tool="pytest",
    ),
    Rule(
        "tests",
        Category.RUNTIME,
        Severity.MEDIUM,
        0.88,
        re.compile(
            r"^FAILED \((?:failures|errors)=|^(?:FAIL|ERROR): \w+ \([\w.]+\)|--- FAIL: |^FAIL\s+\S+(?:\s|$)"
            r"|test result: FAILED|^Tests:\s+[1-9]\d* failed|^\s+[1-9]\d* failing$"
            r"|Tests run: \d+, (?:Failures: [1-9]|Failures: 0, Errors: [1-9])|There (?:was|were) \d+ (?:failure"
            r"|error)s?:|\d+ examples?, [1-9]\d* failures?|There are test failures"
            r"|There were failing tests|<<< (?:FAILURE|ERROR)!|^\s*not ok \d+ |tests? failed out of"
            r"|^\s*\d+ - \S+ \(Failed\)|Failed tests:|\bFailed!\s+- Failed:|\d+ tests? (?:failed|FAILED)"
        ),
        (
            "FAILED (failures=1)",
            "--- FAIL: TestX (0.00s)",
            "test result: FAILED. 1 passed; 2 failed;",
            "Tests run: 3, Failures: 1, Errors: 0, Skipped: 0",
        ),
        ("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0", "0 failing"),
        scope=Scope.ANY,
    ),
    Rule(
        "crash",
        Category.RUNTIME,
        Severity.HIGH,
        0.85,
        re.compile(
            r"Segmentation fault|core dumped|AddressSanitizer:|\bSIGSEGV\b|\bSIGABRT\b|Fatal Python error|^panic: "
            r"|thread '.{1,200}' panicked at|Assertion `.*' failed|stack smashing detected"
        ),
        (
            "Segmentation fault (core dumped)",
            "thread 'main' panicked at src/main.rs:2:5:",
            "panic: runtime error: index out of range",
        ),
        ("the panic button works",),
        scope=Scope.ANY,
    ),
    Rule(
        "exception",
        Category.RUNTIME,
        Severity.HIGH,
        0.75,
        re.compile(
            r"^Traceback \(most recent call last\):|^(?:[A-Za-z_]\w*\.){0,8}[A-Z]\w*(?:Error|Exception): "
            r"|^Exception in thread|^Caused by: |^Uncaught |^\s*(?:Type|Reference|Range|Assertion)Error(?: \[\w+\])?: "
        ),
        ("Traceback (most recent call last):", "ValueError: bad value", "TypeError: x is not a function"),
        ("no Error: here",),
    ),
)

LAST: Final[tuple[Rule, ...]] = (
    Rule(
        "missing-file",
        Category.CONFIGURATION,
        Severity.MEDIUM,
        0.45,
        re.compile(
            r": No such file or directory$|\bENOENT\b|FileNotFoundError|cannot stat '|(?:Cannot|could not"
            r"|can't) open (?:file|directory)"
        ),
        ("cat: setup.txt: No such file or directory", "python: can't open file '/x/y.py': [Errno 2] No such file or directory"),
        ("error: no file was given",),
    ),
    Rule(
        "command-not-found",
        Category.DEPENDENCY,
        Severity.MEDIUM,
        0.45,
        re.compile(r"^(?:/bin/)?sh: (?:\d+: )?[\w.+-]+: not found$"),
        ("sh: 1: eslint: not found",),
        ("sh: the page was not found",),
    ),
    Rule(
        "error",
        Category.UNKNOWN,
        Severity.MEDIUM,
        0.2,
        re.compile(r"^\s*(?:\S{1,200}: )?(?:\*{3} )?\[?(?:fatal|FATAL|error|Error|ERROR)\b[ :!\]]"),
        ("Error: something is off", "fatal: not a git repository", "make: *** Error 1"),
        ("0 errors",),
    ),
)
