"""Python and installed distributions as logs show them."""

from __future__ import annotations

import pytest

from homeostat.observe.facts import canonical_name, find_installed, find_python


@pytest.mark.parametrize(
    ("lines", "python"),
    [
        (["platform linux -- Python 3.9.18, pytest-6.2.4"], "3.9"),
        (["platform darwin -- Python 3.14.0rc1, pytest-9.0"], "3.14"),
        (["Successfully set up CPython (3.12.1)"], "3.12"),
        (["Using CPython 3.11.7 interpreter at: /usr/bin/python3.11"], "3.11"),
        (["  pythonLocation: /opt/hostedtoolcache/Python/3.10.13/x64"], "3.10"),
        (["  python-version: '3.8'"], "3.8"),
        (["  python-version: 3.x"], ""),
        (["/home/ci/.pyenv/versions/3.13.2/bin/python"], "3.13"),
        (["E   ImportError (/opt/venv/lib/python3.9/site-packages/a.py)"], "3.9"),
        (["python-version: 3.8", "platform linux -- Python 3.9.1, x"], "3.9"),
        (["/lib/python3.9/site-packages/a", "/lib/python3.10/site-packages/b", "/lib/python3.10/site-packages/c"], "3.10"),
        (["no python here"], ""),
        ([], ""),
    ],
)
def test_find_python(lines: list[str], python: str) -> None:
    assert find_python(lines) == python


@pytest.mark.parametrize(
    ("lines", "installed"),
    [
        (
            ["Successfully installed Flask-2.0.1 ruamel.yaml-0.17 b-2.0rc1 odd"],
            {"flask": "2.0.1", "ruamel-yaml": "0.17", "b": "2.0rc1"},
        ),
        (
            ["Successfully installed zope.interface-5.0 typing-extensions-4.1"],
            {"zope-interface": "5.0", "typing-extensions": "4.1"},
        ),
        (["Requirement already satisfied: pip in /x/lib (23.1)"], {"pip": "23.1"}),
        (["Requirement already satisfied: idna<4,>=2.5 in /x (from requests->-r r.txt (line 1)) (3.4)"], {"idna": "3.4"}),
        ([" + attrs==26.1.0", " + Werkzeug==3.1.9"], {"attrs": "26.1.0", "werkzeug": "3.1.9"}),
        ([" - attrs==25.1", " + attrs==26.1.0"], {"attrs": "26.1.0"}),
        ([" + attrs==25.1", " - attrs==25.1"], {}),
        ([" ~ mine==1.0 (from file:///home/runner/work/mine/mine)", " + a==1"], {"a": "1"}),
        (
            ["  - Installing black (22.1.0)", "  • Updating click (7.0 -> 8.1.2)", "  - Removing old (1.0)"],
            {"black": "22.1.0", "click": "8.1.2"},
        ),
        (["  ✔ Install pytest 7.4.3 successful"], {"pytest": "7.4.3"}),
        (["  Successfully uninstalled six-1.10", "Successfully installed six-1.16"], {"six": "1.16"}),
        (["Successfully installed six-1.16", "      Successfully uninstalled six-1.16"], {}),
        (["Building editable for my_app (pyproject.toml): started", "Successfully installed a-1 my-app-0.1"], {"a": "1"}),
        (
            [
                "  Created wheel for mine: filename=mine-1.0-py3-none-any.whl",
                "  Stored in directory: /x/pip-ephem-wheel-cache-abc/wheels",
                "Successfully installed mine-1.0 b-2",
            ],
            {"b": "2"},
        ),
        (
            [
                "  Created wheel for a: filename=a-1-py3.whl",
                "  Stored in directory: /x/.cache/pip/wheels",
                "Successfully installed a-1",
            ],
            {"a": "1"},
        ),
        (["Resolved 13 packages", "a - b == c", "- item==", "x==1"], {}),
    ],
)
def test_find_installed(lines: list[str], installed: dict[str, str]) -> None:
    assert find_installed(lines) == installed


def test_canonical_name() -> None:
    assert canonical_name("Ruamel_.yaml--Clib") == "ruamel-yaml-clib"
