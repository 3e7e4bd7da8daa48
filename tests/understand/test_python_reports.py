"""pytest, unittest and plain tracebacks."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.python_reports import find_pytest, find_tracebacks

REPORT = """\
=================================== FAILURES ===================================
________________________________ TestA.test_b[x::y] ____________________________

    def test_b(self):
>       call()

tests/test_a.py:12:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
src/pkg/core.py:7: in call
    inner()
>       raise KeyError("first")
E       KeyError: 'first'

src/pkg/core.py:8: KeyError

During handling of the above exception, another exception occurred:
>       raise TypeError("then")
E       TypeError: then
E       details: none

../venv/lib/python3.9/site-packages/x.py:280: TypeError
_______________________ ERROR at setup of test_setup ___________________________
tests/test_a.py:20: in fixture
    assert thing == 3
E   assert 2 == 3
_______________________ ERROR collecting tests/test_c.py _______________________
tests/test_c.py:1: in <module>
    import yaml
E   ModuleNotFoundError: No module named 'yaml'
=========================== short test summary info ============================
FAILED tests/test_a.py::TestA::test_b[x::y] - TypeErr...
ERROR tests/test_a.py::test_setup - assert 2 == 3
ERROR tests/test_c.py
FAILED tests/test_z.py::test_shown_nowhere - ValueError: no
ERROR    root:test_a.py:12 a captured line of a log
============================== 4 failed in 0.12s ===============================
""".split("\n")


def test_a_report_gives_one_failure_a_test() -> None:
    found = [finding.failure for finding in find_pytest(REPORT)]
    assert [(failure.test, failure.code, failure.message) for failure in found] == [
        ("tests/test_a.py::TestA::test_b[x::y]", "TypeError", "TypeError: then"),
        ("tests/test_a.py::test_setup", "AssertionError", "assert 2 == 3"),
        ("tests/test_c.py", "ModuleNotFoundError", "ModuleNotFoundError: No module named 'yaml'"),
        ("tests/test_z.py::test_shown_nowhere", "ValueError", "ValueError: no"),
    ]
    assert [(failure.file, failure.line) for failure in found] == [
        ("src/pkg/core.py", 8),
        ("tests/test_a.py", 20),
        ("tests/test_c.py", 1),
        ("tests/test_z.py", None),
    ]
    assert [failure.category for failure in found] == [Category.RUNTIME, Category.RUNTIME, Category.DEPENDENCY, Category.RUNTIME]
    assert all(failure.tool == "pytest" for failure in found)


def test_tests_of_one_name_in_two_files_keep_apart() -> None:
    lines = [
        "____ test_x ____", "E   KeyError: 1", "a.py:3: KeyError",
        "____ test_x ____", "E   ValueError: 2", "b.py:4: ValueError",
        "FAILED a.py::test_x - KeyError: 1", "FAILED b.py::test_x - ValueError: 2",
    ]  # fmt: skip
    assert [(f.failure.test, f.failure.code, f.failure.line) for f in find_pytest(lines)] == [
        ("a.py::test_x", "KeyError", 3),
        ("b.py::test_x", "ValueError", 4),
    ]


def test_a_broken_conftest_has_no_section() -> None:
    lines = [
        "ImportError while loading conftest '/home/runner/work/flask/flask/tests/conftest.py'.",
        "tests/conftest.py:9: in <module>",
        "    import flask",
        "src/flask/cli.py:18: in <module>",
        "    from werkzeug.urls import url_quote",
        "E   ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/x/site-packages/werkzeug/urls.py)",
    ]
    (finding,) = find_pytest(lines)
    assert (finding.failure.test, finding.failure.file, finding.failure.line) == (None, "src/flask/cli.py", 18)
    assert (finding.start, finding.stop) == (0, 5)


def test_a_syntax_error_shows_its_own_line() -> None:
    lines = [
        "__ ERROR collecting t.py __",
        'E     File "/home/runner/work/a/a/t.py", line 3',
        "E       x = (",
        "E           ^",
        "E   SyntaxError: '(' was never closed",
    ]
    (finding,) = find_pytest(lines)
    assert finding.failure.message == "SyntaxError: '(' was never closed"
    assert finding.failure.category is Category.SYNTAX


@pytest.mark.parametrize("message", ["Assert...", "AssertionError: too lon..."])
def test_a_message_cut_by_the_terminal_names_no_exception(message: str) -> None:
    (finding,) = find_pytest([f"FAILED t.py::test_a - {message}"])
    assert finding.failure.code is None


def test_green_runs_and_other_output_report_nothing() -> None:
    lines = ["====== 5 passed in 0.1s ======", "ERROR: usage", "ERROR root:a.py:1 x", "E", "t.py::test_a PASSED", "_ _ _ _ _ _"]
    assert find_pytest(lines) == []


TRACEBACK = """\
before
Traceback (most recent call last):
  File "/home/runner/work/a/a/src/a/main.py", line 3, in <module>
    main()
    ~~~~^^
  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
after
""".split("\n")


def test_a_traceback_points_into_the_repository() -> None:
    (finding,) = find_tracebacks(TRACEBACK)
    failure = finding.failure
    assert (failure.file, failure.line, failure.code, failure.tool) == ("src/a/main.py", 3, "JSONDecodeError", "python")
    assert (finding.start, finding.stop) == (1, 7)


@pytest.mark.parametrize("named", ["test_b (tests.a.TestA)", "test_b (tests.a.TestA.test_b)"])
def test_unittest_names_its_test(named: str) -> None:
    lines = ["=" * 70, f"FAIL: {named}", "-" * 70, *TRACEBACK[1:5], "AssertionError: 1 != 2"]
    (finding,) = find_tracebacks(lines)
    assert (finding.failure.test, finding.failure.tool, finding.failure.line) == ("tests.a.TestA.test_b", "unittest", 3)


def test_a_syntax_error_without_traceback() -> None:
    (finding,) = find_tracebacks(['  File "a.py", line 2', "    x = (", "        ^", "SyntaxError: '(' was never closed"])
    assert (finding.failure.file, finding.failure.line, finding.failure.category) == ("a.py", 2, Category.SYNTAX)


def test_a_traceback_only_in_packages_has_no_file() -> None:
    (finding,) = find_tracebacks(['  File "/x/site-packages/a.py", line 2, in f', "ValueError"])
    assert (finding.failure.file, finding.failure.code) == (None, "ValueError")


def test_frames_without_exception_near_them_are_forgotten() -> None:
    assert find_tracebacks(['  File "a.py", line 2, in f', *["  text"] * 80, "ValueError: unrelated"]) == []
