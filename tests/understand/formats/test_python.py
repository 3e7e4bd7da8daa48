"""pytest, unittest and its kin, tracebacks, and the linters, type checkers and installers of Python."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.formats.python_suites import find_unittest
from homeostat.understand.formats.python_tests import find_pytest
from homeostat.understand.formats.python_traces import find_tracebacks
from tests.understand.formats.reading import Sample, check, findings

REPORT = """\
============================= test session starts ==============================
tests/test_a.py F.                                                       [ 50%]
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
----------------------------- Captured stderr call -----------------------------
Traceback (most recent call last):
  File "/home/runner/work/a/a/src/pkg/core.py", line 3, in noisy
ValueError: printed by the test
E   printed too
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
============================== 4 failed in 0.12s ===============================
"""

OLD_REPORT = """\
============================= test session starts ==============================
src/app/tests/test_a.py ..F
=================================== FAILURES ===================================
________________________________ TestA.test_b __________________________________

self = <test_a.TestA object at 0x7f>

    def test_b(self):
>       assert 1 == 2
E       assert 1 == 2

app/tests/test_a.py:5: AssertionError
----------------------------- Captured stdout call -----------------------------
hello
__________________________ ERROR at teardown of test_c _________________________
app/tests/conftest.py:9: in down
    raise OSError("gone")
E   OSError: gone
_____________________ [doctest] pkg.core.double ________________________________
001 >>> double(2)
Expected:
    4
Got:
    5

/home/travis/build/o/r/app/core.py:1: DocTestFailure
====================== 2 failed, 1 passed, 1 error in 0.12 seconds =============
"""

KILLED = """\
[gw0] [ 10%] PASSED tests/test_a.py::test_good
[gw1] [ 20%] FAILED tests/test_a.py::test_bad[1 - 2]
tests/test_b.py::TestB::test_x ERROR                                     [ 33%]
tests/test_b.py::test_flaky RERUN                                        [ 40%]
tests/test_b.py::test_crash Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "/usr/lib/python3.11/ctypes/__init__.py", line 12 in call
  File "/home/runner/work/r/r/src/pkg/native.py", line 30 in run
"""

SUITE = """\
test_ok (tests.a.TestA) ... ok
test_b (tests.a.TestA.test_b) ... FAIL
test_error (tests.a.TestA) ... ERROR

======================================================================
ERROR: test_error (tests.a.TestA)
What the docstring says.
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/home/runner/work/a/a/src/a/main.py", line 3, in f
    return {}["x"]
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/home/runner/work/a/a/tests/a.py", line 7, in test_error
    f()
RuntimeError: no x

======================================================================
FAIL: test_b (tests.a.TestA.test_b) (i=3)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/usr/lib/python3.11/unittest/case.py", line 59, in testPartExecutor
    yield
  File "/home/runner/work/a/a/tests/a.py", line 12, in test_b
    self.assertEqual(1, 2)
AssertionError: 1 != 2
-------------------- >> begin captured logging << --------------------
Traceback (most recent call last):
  File "logged.py", line 1, in f
ValueError: logged
--------------------- >> end captured logging << ---------------------

======================================================================
ERROR: Failure: ImportError (No module named 'six')
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/home/travis/build/o/r/pkg/__init__.py", line 38, in <module>
    import six
ImportError: No module named 'six'

======================================================================
ERROR: tests.test_layer (unittest.loader._FailedTest)
----------------------------------------------------------------------
ImportError: Failed to import test module: tests.test_layer
Traceback (most recent call last):
  File "/home/runner/work/a/a/tests/test_layer.py", line 1, in <module>
    import gone
ModuleNotFoundError: No module named 'gone'

----------------------------------------------------------------------
Ran 4 tests in 0.001s
"""

TRIAL = """\
===============================================================================
[FAIL]
Traceback (most recent call last):
  File "/home/travis/build/o/r/pkg/test/test_x.py", line 9, in test_one
    self.assertEqual(1, 2)
twisted.trial.unittest.FailTest: not equal:
a = 1
b = 2

pkg.test.test_x.TestX.test_one
pkg.test.test_x.TestX.test_two
-------------------------------------------------------------------------------
"""

DOCTEST = """\
**********************************************************************
File "docs/guide.rst", line 12, in guide.rst
Failed example:
    double(2)
Expected:
    4
Got:
    5
**********************************************************************
File "docs/guide.rst", line 20, in guide.rst
Failed example:
    double(3)
Exception raised:
    Traceback (most recent call last):
      File "<stdin>", line 1, in <module>
    NameError: name 'double' is not defined
**********************************************************************
1 items had failures:
   2 of   3 in guide.rst
***Test Failed*** 2 failures.
"""

ROBOT = """\
==============================================================================
Login
==============================================================================
Valid login                                                           | PASS |
------------------------------------------------------------------------------
Empty password                                                        | FAIL |
ElementNotFound: Element 'id=pw' not found.
------------------------------------------------------------------------------
Login                                                                 | FAIL |
2 tests, 1 passed, 1 failed
==============================================================================
"""

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
"""

SAMPLES: list[Sample] = [
    Sample(
        "pytest",
        REPORT,
        (
            {
                "test": "tests/test_a.py::TestA::test_b[x::y]",
                "code": "TypeError",
                "message": "TypeError: then",
                "file": "src/pkg/core.py",
                "line": 8,
                "category": Category.RUNTIME,
            },
            {"test": "tests/test_a.py::test_setup", "code": "AssertionError", "file": "tests/test_a.py", "line": 20},
            {"test": "tests/test_c.py", "code": "ModuleNotFoundError", "line": 1, "category": Category.DEPENDENCY},
            {"test": "tests/test_z.py::test_shown_nowhere", "message": "ValueError: no", "file": "tests/test_z.py", "line": None},
        ),
    ),
    Sample(
        "pytest",
        OLD_REPORT,
        (
            {"test": "src/app/tests/test_a.py::TestA::test_b", "message": "assert 1 == 2", "line": 5},
            {"test": "test_c", "message": "OSError: gone", "file": "app/tests/conftest.py"},
            {"test": "app/core.py::pkg.core.double", "file": "app/core.py", "line": 1},
        ),
    ),
    Sample(
        "pytest",
        KILLED,
        (
            {"test": "tests/test_a.py::test_bad[1 - 2]", "tool": "pytest"},
            {"test": "tests/test_b.py::TestB::test_x", "file": "tests/test_b.py"},
            {"test": "tests/test_b.py::test_crash", "file": "src/pkg/native.py", "line": 30, "tool": "python"},
        ),
    ),
    Sample(
        "pytest",
        "____ test_x ____\nE   KeyError: 1\na.py:3: KeyError\n____ test_x ____\nE   ValueError: 2\nb.py:4: ValueError\n"
        "FAILED b.py::test_x - ValueError: 2\nFAILED a.py::test_x - KeyError: 1\n",
        (
            {"test": "a.py::test_x", "code": "KeyError", "line": 3},
            {"test": "b.py::test_x", "code": "ValueError", "line": 4},
        ),
    ),
    Sample(
        "pytest",
        "=== FAILURES ===\n____ test_x ____\n/r/tests/a.py:3: in test_x\nE   KeyError: 1\n____ ERROR at teardown of test_x ____\n"
        "tests/conftest.py:3: in x\nE   OSError: 2\n=== short test summary info ===\nFAILED tests/a.py::test_x - KeyError: 1\n"
        "ERROR tests/a.py::test_x - OSError: 2\n",
        ({"test": "tests/a.py::test_x", "code": "KeyError"},),
    ),
    Sample(
        "pytest",
        "ImportError while loading conftest '/home/runner/work/flask/flask/tests/conftest.py'.\ntests/conftest.py:9: in <module>\n"
        "    import flask\nsrc/flask/cli.py:18: in <module>\n    from werkzeug.urls import url_quote\n"
        "E   ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/x/site-packages/werkzeug/urls.py)\n",
        ({"test": None, "file": "src/flask/cli.py", "line": 18, "category": Category.DEPENDENCY},),
    ),
    Sample(
        "pytest",
        '__ ERROR collecting t.py __\nE     File "/home/runner/work/a/a/t.py", line 3\nE       x = (\nE           ^\n'
        "E   SyntaxError: '(' was never closed\n",
        ({"message": "SyntaxError: '(' was never closed", "file": "t.py", "line": 3, "category": Category.SYNTAX},),
    ),
    Sample(
        "pytest",
        "=== FAILURES ===\n___ test_x ___\nTraceback (most recent call last):\n"
        '  File "/home/runner/work/a/a/tests/test_a.py", line 5, in test_x\n    f()\nKeyError: 3\n=== 1 failed in 0.1s ===\n',
        ({"test": "tests/test_a.py::test_x", "message": "KeyError: 3", "line": 5},),
    ),
    Sample(
        "pytest",
        'INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR>   File "x.py", line 3, in f\nINTERNALERROR> KeyError: 3\n',
        ({"message": "KeyError: 3", "code": "KeyError", "tool": "pytest"},),
    ),
    Sample(
        "pytest",
        "ERROR: not found: /r/tests/a.py::test_x\n(no name '/r/tests/a.py::test_x' in any of [<Module a.py>])\n",
        ({"category": Category.CONFIGURATION, "test": "/r/tests/a.py::test_x"},),
    ),
    Sample(
        "pytest",
        "=== test session starts ===\n=== XFAILURES ===\n___ test_x ___\ntests/a.py:3: in test_x\nE   KeyError: 1\n=== PASSES ===\n"
        "___ test_y ___\n--- Captured stdout call ---\nE   KeyError: 1\n=== 1 passed, 1 xfailed in 0.1s ===\n",
    ),
    Sample("pytest", "===== 5 passed in 0.1s =====\nERROR: usage\nE\nt.py::test_a PASSED\n_ _ _ _ _ _\n"),
    Sample(
        "unittest",
        SUITE,
        (
            {
                "test": "tests.a.TestA.test_error",
                "message": "RuntimeError: no x",
                "file": "tests/a.py",
                "line": 7,
                "tool": "unittest",
            },
            {"test": "tests.a.TestA.test_b (i=3)", "message": "AssertionError: 1 != 2", "line": 12},
            {"test": "Failure: ImportError (No module named 'six')", "file": "pkg/__init__.py", "category": Category.DEPENDENCY},
            {"test": "tests.test_layer", "message": "ModuleNotFoundError: No module named 'gone'"},
        ),
    ),
    Sample(
        "unittest",
        TRIAL,
        (
            {"test": "pkg.test.test_x.TestX.test_one", "file": "pkg/test/test_x.py", "line": 9},
            {"test": "pkg.test.test_x.TestX.test_two"},
        ),
    ),
    Sample(
        "unittest",
        "failure: pkg.TestA.test_x [ multipart\nContent-Type: text/x-traceback\ntraceback\nTraceback (most recent call last):\n"
        '  File "pkg/test_a.py", line 3, in test_x\n    f()\nKeyError: 1\n]\nsuccessful: pkg.TestA.test_y [ multipart\n'
        'Traceback (most recent call last):\n  File "pkg/test_a.py", line 9, in test_y\nKeyError: meant to be\n]\n',
        ({"test": "pkg.TestA.test_x", "message": "KeyError: 1", "line": 3},),
    ),
    Sample(
        "unittest",
        "{3} pkg.tests.TestA.test_x [0.023456s] ... FAILED\n{0} pkg.tests.TestA.test_y [0.1s] ... ok\n",
        ({"test": "pkg.tests.TestA.test_x", "tool": "unittest"},),
    ),
    Sample(
        "unittest",
        "Failure in pkg.tests.test_a.TestA.test_x\n"
        '  File "/home/runner/work/a/a/pkg/tests/test_a.py", line 5, in test_x\n    self.assertEqual(1, 2)\nAssertionError: 1 != 2\n',
        ({"test": "pkg.tests.test_a.TestA.test_x", "line": 5},),
    ),
    Sample(
        "unittest", "FAIL: the disk is full\nERROR: x\ntest_b (tests.a.TestA) ... ok\ntest_c (tests.a.TestA) ... skipped 'no'\n"
    ),
    Sample(
        "doctest",
        DOCTEST,
        ({"file": "docs/guide.rst", "line": 12, "test": "guide.rst", "message": "expected 4, got 5", "tool": "doctest"},),
    ),
    Sample("doctest", "Trying:\n    double(2)\nExpecting:\n    4\nok\n"),
    Sample("robot", ROBOT, ({"test": "Empty password", "code": "ElementNotFound", "tool": "robot"},)),
    Sample("robot", "Valid login                                     | PASS |\n------\n"),
    Sample(
        "python",
        TRACEBACK,
        ({"file": "src/a/main.py", "line": 3, "code": "JSONDecodeError", "tool": "python", "category": Category.RUNTIME},),
    ),
    Sample(
        "python",
        "  File \"a.py\", line 2\n    x = (\n        ^\nSyntaxError: '(' was never closed\n",
        ({"file": "a.py", "line": 2, "category": Category.SYNTAX},),
    ),
    Sample(
        "python",
        'Traceback (most recent call last):\n  File "/x/site-packages/a.py", line 2, in f\nValueError\n',
        ({"file": None, "code": "ValueError"},),
    ),
    Sample(
        "python",
        'web_1  | Traceback (most recent call last):\nweb_1  |   File "app/main.py", line 2, in f\nweb_1  |     f()\n'
        "web_1  | socket.timeout: timed out\nweb_1  | after\n",
        ({"file": "app/main.py", "line": 2, "message": "socket.timeout: timed out"},),
    ),
    Sample("python", '  File "a.py", line 2, in f\n' + "  text\n" * 80 + "ValueError: unrelated\n"),
    Sample(
        "python",
        "Exception ignored in: <function Pool.__del__ at 0x7f>\nTraceback (most recent call last):\n"
        '  File "pool.py", line 2, in __del__\nOSError: gone\n',
    ),
    Sample(
        "python",
        '  File "/usr/lib/python2.7/site-packages/jinja2/asyncsupport.py", line 35\n    async def f():\n            ^\n'
        "SyntaxError: invalid syntax\n",
    ),
    Sample(
        "python-lint",
        "src/a.py:1:8: F401 [*] `os` imported but unused\n./a.py:1:80: E501 line too long\na.py:1:0: C0114: Missing docstring\n"
        "a.py:2: [W0612(unused-variable), f] Unused variable 'x'\na.py(3): [E0602(undefined-variable), f] Undefined variable 'y'\n"
        "a.py:4:1: undefined name 'z'\na.py:5: unused import 'os' (90% confidence)\n",
        (
            {"file": "src/a.py", "line": 1, "column": 8, "code": "F401", "message": "`os` imported but unused"},
            {"file": "a.py", "column": 80, "code": "E501", "tool": "flake8"},
            {"code": "C0114", "tool": "pylint", "message": "Missing docstring"},
            {"line": 2, "code": "W0612", "tool": "pylint"},
            {"line": 3, "code": "E0602"},
            {"line": 4, "tool": "pyflakes"},
            {"line": 5, "tool": "vulture"},
        ),
    ),
    Sample(
        "python-lint",
        "a.py:3: error: Bad return  [return-value]\na.py:3: note: because of this\na.py:9:5: error: No code\n    x = 1\n        ^\n"
        '  /home/runner/work/a/a/b.py:3:5 - error: Import "x" could not be resolved (reportMissingImports)\n'
        "b.py:9:4 Incompatible return type [7]: Expected `int` but got `str`.\n"
        "/home/runner/work/a/a/c.py:4:1: error: in f: No attribute 'x' on Y [attribute-error]\n",
        (
            {"line": 3, "code": "return-value", "tool": "mypy", "category": Category.SYNTAX},
            {"line": 9, "column": 5, "message": "No code"},
            {"file": "b.py", "code": "reportMissingImports", "tool": "pyright"},
            {"line": 9, "tool": "pyre"},
            {"file": "c.py", "code": "attribute-error", "tool": "pytype"},
        ),
    ),
    Sample(
        "python-lint",
        "error: none of ours\na.py:3: note: see the documentation\na.py:12: DeprecationWarning: old\n  b.py:3:5 - warning: unused (reportUnused)\n"
        "All checks passed!\nSuccess: no issues found in 3 source files\n",
    ),
    Sample(
        "python-format",
        "would reformat /home/runner/work/a/a/src/a.py\nerror: cannot format b.py: Cannot parse: 1:2: x = (\nWould reformat: c.py\n"
        "ERROR: /home/runner/work/a/a/d.py Imports are incorrectly sorted and/or formatted.\n--- e.py\t(original)\n"
        "+++ e.py\t(reformatted)\n@@ -1 +1 @@\n-x=1\n+x = 1\n",
        (
            {"file": "src/a.py", "tool": "black", "message": "would reformat"},
            {"file": "b.py", "line": 1, "column": 2},
            {"file": "c.py", "tool": "ruff"},
            {"file": "d.py", "tool": "isort"},
            {"file": "e.py", "tool": "yapf"},
        ),
    ),
    Sample("python-format", "All done!\n3 files would be left unchanged.\nreformatted a.py\nit would reformat the disk\n"),
    Sample(
        "ruff",
        "F401 [*] `os` imported but unused\n --> src/a.py:1:8\n  |\n1 | import os\n  |        ^^\n  |\nhelp: Remove unused import: `os`\n"
        "\nerror[unresolved-import]: Cannot resolve imported module `x`\n --> b.py:1:8\n",
        (
            {"file": "src/a.py", "line": 1, "column": 8, "code": "F401", "tool": "ruff"},
            {"file": "b.py", "code": "unresolved-import", "message": "Cannot resolve imported module `x`"},
        ),
    ),
    Sample("ruff", "a table of contents\n --> next page\n"),
    Sample(
        "ruff-grouped",
        "src/a.py:\n  1:8 F401 [*] `os` imported but unused\n  3:1 E302 expected 2 blank lines\n\nFound 2 errors.\n",
        ({"file": "src/a.py", "line": 1, "code": "F401"}, {"file": "src/a.py", "line": 3, "code": "E302"}),
    ),
    Sample("ruff-grouped", "src/a.py:\n  1:8 is a place\n"),
    Sample(
        "pydocstyle",
        "src/a.py:1 at module level:\n        D100: Missing docstring in public module\n",
        ({"file": "src/a.py", "line": 1, "code": "D100", "message": "Missing docstring in public module"},),
    ),
    Sample("pydocstyle", "src/a.py:1 in a comment:\n        nothing\n"),
    Sample(
        "bandit",
        ">> Issue: [B101:assert_used] Use of assert detected.\n   Severity: Low   Confidence: High\n   CWE: CWE-703\n"
        "   Location: ./src/a.py:12:4\n   More Info: docs\n12\t    assert x\n\n--------------------------------------------------\n",
        ({"file": "src/a.py", "line": 12, "column": 4, "code": "B101", "tool": "bandit"},),
    ),
    Sample("bandit", "Test results:\n\tNo issues identified.\n\nCode scanned:\n\tTotal issues (by severity):\n"),
    Sample(
        "sphinx",
        "(           index: line   12) broken    ftp://nowhere.example - 404 Client Error\n",
        ({"file": "index", "line": 12, "tool": "sphinx"},),
    ),
    Sample(
        "sphinx",
        "/home/runner/work/a/a/docs/index.rst:12: WARNING: undefined label: x\n"
        "/home/runner/work/a/a/src/m.py:docstring of m.f:3: WARNING: Unexpected indentation.\n"
        "build finished with problems, 2 warnings (with warnings treated as errors).\n",
        ({"file": "docs/index.rst", "line": 12, "tool": "sphinx"}, {"file": "src/m.py", "line": 3}),
    ),
    Sample(
        "sphinx",
        "Extension error:\nCould not import extension x.y (exception: No module named 'x')\n",
        ({"message": "Could not import extension x.y (exception: No module named 'x')", "category": Category.CONFIGURATION},),
    ),
    Sample("sphinx", "error: none of ours\ndocs/index.rst:12: WARNING: undefined label: x\nbuild succeeded, 1 warning.\n"),
    Sample(
        "pip-process",
        "  error: subprocess-exited-with-error\n\n  × python setup.py egg_info did not run successfully.\n  │ exit code: 1\n"
        '  ╰─> [3 lines of output]\n      Traceback (most recent call last):\n        File "setup.py", line 3, in <module>\n'
        "      RuntimeError: Python 3.12 is not supported\n      [end of output]\n\n"
        "  note: This error originates from a subprocess, and is likely not a problem with pip.\n",
        ({"message": "RuntimeError: Python 3.12 is not supported", "tool": "pip", "category": Category.DEPENDENCY},),
    ),
    Sample("pip-process", "the migration did not run successfully the first time\n"),
    Sample(
        "python-install",
        "ERROR: Could not find a version that satisfies the requirement nope==1 (from versions: none)\n"
        "ERROR: No matching distribution found for nope==1\n",
        ({"tool": "pip", "category": Category.DEPENDENCY},),
    ),
    Sample(
        "python-install",
        "ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.\n\n"
        "The conflict is caused by:\n    a 1 depends on c<2\n    b 2 depends on c>=2\n\n"
        "To fix this you could try to:\n1. loosen the range\n\nERROR: ResolutionImpossible: for help visit the documentation\n",
        ({"tool": "pip"}, {"tool": "pip"}),
    ),
    Sample(
        "python-install",
        "  × No solution found when resolving dependencies:\n  ╰─▶ Because nope was not found in the package registry and you require\n"
        "      nope, we can conclude that your requirements are unsatisfiable.\n",
        ({"tool": "uv", "message": "No solution found when resolving dependencies:"},),
    ),
    Sample(
        "python-install",
        "ERROR: pip's dependency resolver does not currently take into account all the packages that are installed.\n"
        "x 1.0 requires y<2, but you have y 2.0 which is incompatible.\nSuccessfully installed y-2.0\n",
    ),
    Sample(
        "python-arguments",
        "pytest: error: unrecognized arguments: --cov\nError: No such option: --foo\n",
        (
            {"tool": "argparse", "code": "pytest", "category": Category.CONFIGURATION},
            {"tool": "click", "message": "No such option: --foo"},
        ),
    ),
    Sample("python-arguments", "usage: x [-h]\nthe error: no such luck\n"),
    Sample(
        "python-gates",
        "FAIL Required test coverage of 80% not reached. Total coverage: 70.00%\n",
        ({"tool": "coverage", "message": "Required test coverage of 80% not reached. Total coverage: 70.00%"},),
    ),
    Sample("python-gates", "Required test coverage of 80% reached. Total coverage: 90.00%\n"),
    Sample(
        "pre-commit",
        "trim trailing whitespace.................................................Failed\n- hook id: trailing-whitespace\n"
        "- exit code: 1\n- files were modified by this hook\n\nFixing README.md\nFixing src/a.py\n\n"
        "check yaml...............................................................Passed\n"
        "our hook.................................................................Failed\n- hook id: ours\n- exit code: 3\n\nno good\n",
        (
            {"file": "README.md", "code": "trailing-whitespace", "tool": "pre-commit"},
            {"file": "src/a.py"},
            {"code": "ours", "message": "our hook failed", "file": None},
        ),
    ),
    Sample(
        "pre-commit", "check yaml...............................................................Passed\n- hook id: check-yaml\n"
    ),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.format}-{len(sample.text)}")
def test_samples(sample: Sample) -> None:
    check(sample)


def test_a_finding_shows_the_test_from_its_title_to_the_place() -> None:
    lines = REPORT.split("\n")
    shown = [(lines[finding.start], lines[finding.stop]) for finding in findings(REPORT)]
    assert shown[0] == (lines[3], "../venv/lib/python3.9/site-packages/x.py:280: TypeError")
    assert shown[2][1] == "E   ModuleNotFoundError: No module named 'yaml'"


def test_a_long_test_is_a_finding_from_its_title_to_its_place() -> None:
    lines = [
        "=== FAILURES ===",
        "___ test_x ___",
        *["    source"] * 500,
        "E   KeyError: 1",
        "",
        "a.py:3: KeyError",
        "=== 1 failed in 1s ===",
    ]
    (finding,) = findings("\n".join(lines))
    assert (finding.start, finding.stop) == (1, 504)


@pytest.mark.parametrize("message", ["Assert...", "AssertionError: too lon..."])
def test_a_message_cut_by_the_terminal_names_no_exception(message: str) -> None:
    (finding,) = find_pytest([f"FAILED t.py::test_a - {message}"], [0])
    assert finding.failure.code is None


@pytest.mark.parametrize("named", ["test_b (tests.a.TestA)", "test_b (tests.a.TestA.test_b)"])
def test_unittest_names_its_test(named: str) -> None:
    lines = ["=" * 70, f"FAIL: {named}", "-" * 70, *TRACEBACK.split("\n")[1:5], "AssertionError: 1 != 2"]
    (finding,) = find_unittest(lines, [1])
    assert (finding.failure.test, finding.failure.tool, finding.failure.line) == ("tests.a.TestA.test_b", "unittest", 3)


def test_a_wheel_that_could_not_be_built_is_shown() -> None:
    (finding,) = findings(
        "  ERROR: Failed building wheel for x\nFailed to build x\nERROR: Failed to build installable wheels for x\n"
    )
    assert (finding.start, finding.stop) == (0, 2)


def test_captured_lines_of_a_log_name_no_test() -> None:
    assert find_pytest(["ERROR    root:test_a.py:12 a captured line of a log"], [0]) == []


def test_stacks_of_running_threads_are_read_once() -> None:
    lines = ["Thread 0x1 (most recent call first):", *['  File "a.py", line 2 in f'] * 50_000]
    assert find_tracebacks(lines, range(1, len(lines))) == []
