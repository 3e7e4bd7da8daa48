"""Compilers, linters, formatters, and other languages' test runners."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.tool_reports import find_reports

Row = tuple[str | None, int | None, int | None, str | None, str | None, str]


def rows(text: str) -> list[Row]:
    failures = [finding.failure for finding in find_reports(text.split("\n"))]
    return [(f.file, f.line, f.column, f.code, f.tool, f.message) for f in failures]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("src/a.py:1:8: F401 [*] `os` imported but unused", ("src/a.py", 1, 8, "F401", "linter", "`os` imported but unused")),
        ("./a.py:1:80: E501 line too long", ("a.py", 1, 80, "E501", "linter", "line too long")),
        ("a.py:1:0: C0114: Missing docstring", ("a.py", 1, 0, "C0114", "linter", "Missing docstring")),
        ("a.py:3: error: Bad return  [return-value]", ("a.py", 3, None, "return-value", "mypy", "Bad return")),
        ("/home/runner/work/a/a/x.c:3:4: error: expected ';'", ("x.c", 3, 4, None, "compiler", "expected ';'")),
        ("x.c:3:4: fatal error: y.h: No such file", ("x.c", 3, 4, None, "compiler", "y.h: No such file")),
        ("src/a.ts(3,5): error TS2304: Cannot find name 'x'.", ("src/a.ts", 3, 5, "TS2304", "compiler", "Cannot find name 'x'.")),
        ("src/a.ts:3:5 - error TS2304: Cannot find name 'x'.", ("src/a.ts", 3, 5, "TS2304", "tsc", "Cannot find name 'x'.")),
        ("A.cs(1,2): error CS1002: ; expected", ("A.cs", 1, 2, "CS1002", "compiler", "; expected")),
        ("[ERROR] /home/runner/work/a/a/A.java:[3,4] cannot find symbol", ("A.java", 3, 4, None, "javac", "cannot find symbol")),
        ("A.java:3: error: ';' expected", ("A.java", 3, None, None, "compiler", "';' expected")),
        ("./main.go:9:2: undefined: foo", ("main.go", 9, 2, None, "go", "undefined: foo")),
        ("a.rb:1:2: C: Layout/Indent: bad", ("a.rb", 1, 2, "Layout/Indent", "rubocop", "bad")),
        ("a.yml:1:2: [error] too many spaces", ("a.yml", 1, 2, None, "yamllint", "too many spaces")),
        ('t.yaml:3:5: unexpected key "b" [syntax-check]', ("t.yaml", 3, 5, "syntax-check", "actionlint", 'unexpected key "b"')),
        ("would reformat /home/runner/work/a/a/src/a.py", ("src/a.py", None, None, None, "black", "would reformat")),
        ("error: cannot format a.py: Cannot parse: 1:2", ("a.py", None, None, None, "black", "Cannot parse: 1:2")),
        ("Would reformat: a.py", ("a.py", None, None, None, "ruff", "would reformat")),
        (
            "ERROR: /home/runner/work/a/a/b.py Imports are incorrectly sorted and/or formatted.",
            ("b.py", None, None, None, "isort", "Imports are incorrectly sorted and/or formatted"),
        ),
        ("[warn] src/a.js", ("src/a.js", None, None, None, "prettier", "code style")),
        ("Diff in src/main.rs:5:", ("src/main.rs", 5, None, None, "rustfmt", "not formatted")),
        ("error[E0308]: mismatched types\n  --> src/main.rs:4:5", ("src/main.rs", 4, 5, "E0308", "rustc", "mismatched types")),
        ("F401 [*] `os` unused\n --> a.py:1:8\n  |", ("a.py", 1, 8, "F401", "ruff", "`os` unused")),
        (
            "/src/a.js\n  12:5  error  'x' is never used  no-unused-vars",
            ("/src/a.js", 12, 5, "no-unused-vars", "eslint", "'x' is never used"),
        ),
        ("a.ts\n  1:2  error  Parsing error: no", ("a.ts", 1, 2, None, "eslint", "Parsing error: no")),
    ],
)
def test_a_place_is_read(text: str, row: Row) -> None:
    assert rows(text) == [row]


@pytest.mark.parametrize(
    ("line", "test", "tool"),
    [
        ("--- FAIL: TestX/sub (0.00s)", "TestX/sub", "go"),
        ("test a::b ... FAILED", "a::b", "cargo"),
        ("  ● suite › does x", "suite › does x", "jest"),
        ("[ERROR] testBar(com.x.FooTest)  Time elapsed: 0.1 s  <<< FAILURE!", "testBar(com.x.FooTest)", "junit"),
        ("[ERROR] com.x.FooTest.testBar -- Time elapsed: 0.1 s <<< ERROR!", "com.x.FooTest.testBar", "junit"),
        ("[ERROR]   FooTest.testBar:12 expected 1", "FooTest.testBar", "junit"),
        ("com.x.FooTest > testBar FAILED", "com.x.FooTest > testBar", "gradle"),
        ("rspec ./spec/a_spec.rb:3 # A does b", "A does b", "rspec"),
        ("1) App\\FooTest::testBar", "App\\FooTest::testBar", "phpunit"),
        ("\t  3 - unit.core (Failed)", "unit.core", "ctest"),
        ("not ok 3 - does x", "does x", "tap"),
    ],
)
def test_a_failed_test_is_named(line: str, test: str, tool: str) -> None:
    (finding,) = find_reports([line])
    assert (finding.failure.test, finding.failure.tool, finding.failure.category) == (test, tool, Category.RUNTIME)


@pytest.mark.parametrize(
    "text",
    [
        "x.c:3:4: warning: unused variable",
        "x.c:3:4: note: declared here",
        "12:00:01 INFO started",
        "at foo (a.js:1:2)",
        "not ok 3 - does x # TODO later",
        "warning: unused\n  --> src/main.rs:4:5",
        "[warn] Code style issues found in 3 files.",
        "a.js\n  1:2  warning  no\n\n  3:4  error  the file is no longer known",
        "--> nowhere:1:2",
        "",
    ],
)
def test_what_is_no_failure(text: str) -> None:
    assert rows(text) == []
