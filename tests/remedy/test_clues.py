"""What outputs say is missing, and who could bring it."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest
from packaging.requirements import Requirement

from homeostat.remedy.catalogue import find_candidates, is_own_module
from homeostat.remedy.clues import Missing, find_missing

COLLECTION = """\
______________ ERROR collecting tests/test_a.py ______________
ImportError while importing test module '/home/runner/work/repo/tests/test_a.py'.
Traceback:
/opt/python/lib/python3.11/importlib/__init__.py:126: in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
tests/test_a.py:1: in <module>
    import thing
src/thing/core.py:6: in <module>
    import yaml
E   ModuleNotFoundError: No module named 'yaml'
"""
LONG_STYLE = """\
______________ test_b ______________
>       import yaml
E       ModuleNotFoundError: No module named 'yaml'

tests/test_b.py:5: ModuleNotFoundError
"""
PLAIN = """\
Traceback (most recent call last):
  File "/home/runner/work/repo/src/thing/core.py", line 3, in <module>
    import helper
  File "/venv/lib/python3.11/site-packages/helper.py", line 1, in <module>
    import google.protobuf.text_format
ModuleNotFoundError: No module named 'google.protobuf'
"""
ASYNC = """\
E   Failed: async def functions are not natively supported.
tests/test_x.py:4: PytestUnknownMarkWarning: Unknown pytest.mark.trio - is this a typo?
"""


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (COLLECTION, [Missing("module", "yaml", "src/thing/core.py")]),
        (LONG_STYLE, [Missing("module", "yaml", "tests/test_b.py")]),
        (PLAIN, [Missing("module", "google.protobuf", "/home/runner/work/repo/src/thing/core.py")]),
        (COLLECTION + LONG_STYLE, [Missing("module", "yaml", "src/thing/core.py")]),
        ("ImportError: No module named simplejson", [Missing("module", "simplejson")]),
        ("/usr/bin/python3: No module named pytest", [Missing("module", "pytest")]),
        ("python: No module named pytest.__main__; 'pytest' is a package", []),
        ("E       fixture 'mocker' not found", [Missing("fixture", "mocker")]),
        ("pytest: error: unrecognized arguments: --cov=src -n auto", [Missing("option", "--cov"), Missing("option", "-n")]),
        ("ERROR: Unknown config option: asyncio_mode", [Missing("setting", "asyncio_mode")]),
        ("x.py:1: PytestConfigWarning: Unknown config option: timeout", []),
        ("'trio' not found in `markers` configuration option", [Missing("marker", "trio")]),
        ("E   pytest.PytestUnknownMarkWarning: Unknown pytest.mark.asyncio - is", [Missing("marker", "asyncio")]),
        ("tests/a.py:1: PytestUnknownMarkWarning: Unknown pytest.mark.slow - is", []),
        (ASYNC, [Missing("marker", "trio")]),
        ("E  async def functions are not natively supported", [Missing("marker", "asyncio")]),
        (
            "ERROR: Missing required plugins: pytest-cov, pytest-x>=2",
            [Missing("plugin", "pytest-cov"), Missing("plugin", "pytest-x")],
        ),
        ("script.sh: line 3: pytest: command not found", [Missing("command", "pytest")]),
        ("sh: 1: mypy: not found", [Missing("command", "mypy")]),
        ("make[1]: flake8: No such file or directory", [Missing("command", "flake8")]),
        ("error: Failed to spawn: `pytest`", [Missing("command", "pytest")]),
        ("Command not found: pytest", [Missing("command", "pytest")]),
        ("ImportError: lxml not found, please install it", [Missing("hint", "lxml")]),
        ("E   ImportError: Missing optional dependency 'openpyxl'.  Use pip", [Missing("hint", "openpyxl")]),
        ("RuntimeError: Please install the requests package", [Missing("hint", "requests")]),
        ('RuntimeError: Form data needs it: pip install -U "python-multipart"', [Missing("hint", "python-multipart")]),
        ("bs4.FeatureNotFound: features you requested: lxml. Do you need to install a parser?", [Missing("hint", "lxml")]),
        ('note: Hint: "python3 -m pip install types-PyYAML"', [Missing("hint", "types-PyYAML")]),
        ("RuntimeError: please install all the requirements", []),
        ("[notice] To update, run: pip install --upgrade pip", []),
        ("WARNING: pip install evil", []),
        ("all 12 tests passed", []),
        ("", []),
    ],
)
def test_find_missing(output: str, expected: list[Missing]) -> None:
    assert list(find_missing(output)) == expected
    assert list(find_missing(output.replace("\n", "\r\n"))) == expected


def test_hints_come_after_what_is_certain() -> None:
    output = "ImportError: lxml not found, please install it\nModuleNotFoundError: No module named 'yaml'\n"
    assert [missing.name for missing in find_missing(output)] == ["yaml", "lxml"]


def test_endless_output_is_read_in_linear_time() -> None:
    output = "ModuleNotFoundError " * 40_000 + "\n" + "E ModuleNotFoundError: No module named 'x'\n" * 20_000
    assert [missing.name for missing in find_missing(output)] == ["x"]


@pytest.mark.parametrize(
    ("missing", "files", "expected"),
    [
        (Missing("module", "yaml"), (), [("PyYAML", True)]),
        (Missing("module", "google.protobuf.text_format"), (), [("protobuf", True)]),
        (Missing("module", "google.unheard"), (), []),
        (Missing("module", "ruamel.yaml"), (), [("ruamel.yaml", True)]),
        (Missing("module", "distutils.version"), (), [("setuptools", True)]),
        (Missing("module", "pkg_resources"), (), [("setuptools<81", True)]),
        (Missing("module", "unheard_of"), (), [("unheard-of", False)]),
        (Missing("module", "trailing_"), (), []),
        (Missing("module", "ünheard"), (), []),
        (Missing("module", "tomllib"), (), []),
        (Missing("module", "_ctypes"), (), []),
        (Missing("module", "yaml"), ("yaml.py",), []),
        (Missing("module", "thing._version"), ("src/thing/__init__.py",), []),
        (Missing("module", "helpers"), ("tests/__init__.py", "tests/helpers.py"), []),
        (Missing("fixture", "mocker"), (), [("pytest-mock", True)]),
        (Missing("fixture", "freezer"), (), [("pytest-freezer", True), ("pytest-freezegun", True)]),
        (Missing("fixture", "own_thing"), (), []),
        (Missing("option", "--cov"), (), [("pytest-cov", True)]),
        (Missing("option", "--unheard"), (), []),
        (Missing("marker", "asyncio"), (), [("pytest-asyncio", True)]),
        (Missing("setting", "timeout"), (), [("pytest-timeout", True)]),
        (Missing("command", "pytest"), (), [("pytest", True)]),
        (Missing("command", "cmake"), (), []),
        (Missing("plugin", "pytest-cov"), (), [("pytest-cov", True)]),
        (Missing("plugin", "pytest-unheard"), (), [("pytest-unheard", False)]),
        (Missing("hint", "pyyaml"), (), [("PyYAML", True)]),
        (Missing("hint", "types-PyYAML"), (), [("types-PyYAML", False)]),
    ],
)
def test_find_candidates(missing: Missing, files: tuple[str, ...], expected: list[tuple[str, bool]]) -> None:
    assert [(found.requirement, found.catalogued) for found in find_candidates(missing, files)] == expected


@pytest.mark.parametrize(
    ("files", "own"),
    [
        (("thing/__init__.py",), True),
        (("src/thing/core.py",), True),
        (("thing.py",), True),
        (("scripts/thing.py",), True),
        (("tests/thing/x.py",), True),
        (("pkg/__init__.py", "pkg/thing/__init__.py"), False),
        (("docs/thing/conf.py",), False),
        (("tests/testdata/thing/__init__.py",), False),
        (("thing.txt", "thing/readme.md"), False),
        ((), False),
    ],
)
def test_own_modules(files: tuple[str, ...], own: bool) -> None:
    assert is_own_module("thing.sub", files) is own


def test_the_catalogue_holds_requirements_and_nothing_else() -> None:
    rows = []
    for name in ("import_names.json", "pytest_plugins.json"):
        text = (resources.files("homeostat") / "resources" / name).read_text(encoding="utf-8")
        for table in json.loads(text).values():
            assert list(table) == sorted(table, key=lambda key: (key.lower(), key))
            rows += [value for row in table.values() for value in ([row] if isinstance(row, str) else row)]
    assert len(rows) > 200
    assert not [row for row in rows if Requirement(row).url or not re.fullmatch(r"[A-Za-z0-9._-]+(<\d+)?", row)]
