"""The ruler measures right: lengths, nesting, purity, on value tables; and the figures script runs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests import house

HERE = Path(__file__).resolve().parent


def module_of(text: str) -> house.Module:
    return house.Module(path=Path("a.py"), tree=ast.parse(text), lines=len(text.splitlines()))


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("def f():\n    pass", 0),
        ("def f():\n    if a:\n        b()", 1),
        ("def f():\n    if a:\n        b()\n    elif c:\n        d()\n    elif e:\n        g()\n    else:\n        h()", 1),
        ("def f():\n    if a:\n        b()\n    else:\n        if c:\n            d()", 2),
        ("def f():\n    if a:\n        b()\n    elif c:\n        for d in e:\n            g()", 2),
        ("def f():\n    for a in b:\n        while a:\n            with a:\n                c()", 3),
        ("def f():\n    try:\n        a()\n    except E:\n        if b:\n            c()", 2),
        ("def f():\n    try:\n        a()\n    finally:\n        for b in c:\n            d()", 2),
        ("def f():\n    match a:\n        case 1:\n            if b:\n                c()", 2),
        ("async def f():\n    async for a in b:\n        async with a:\n            c()", 2),
        ("def f():\n    for a in b:\n        pass\n    else:\n        if c:\n            d()", 2),
        ("def f():\n    def g():\n        if a:\n            b()\n    return g", 0),
        ("def f():\n    class A:\n        if a:\n            b = 1\n    return A", 1),
        ("def f():\n    return [a for a in b if c]", 0),
    ],
)
def test_nesting(text: str, depth: int) -> None:
    assert house.functions_of(module_of(text))[0].depth == depth


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("def f(): pass", {"f": 1}),
        ("@d\ndef f():\n    '''Doc.'''\n    return 1\n", {"f": 3}),
        ("def f():\n    def g():\n        pass\n    return g", {"f": 4, "g": 2}),
        ("class A:\n    async def f(self):\n        pass\n", {"f": 2}),
    ],
)
def test_length(text: str, lengths: dict[str, int]) -> None:
    assert {function.name: function.lines for function in house.functions_of(module_of(text))} == lengths


@pytest.mark.parametrize(
    ("text", "pure"),
    [
        ("def f(a):\n    return a + 1", True),
        ("def f(a):\n    return a.run()", True),
        ("import subprocess\ndef f():\n    subprocess.run([])", False),
        ("import subprocess as s\ndef f():\n    s.run([])", False),
        ("from time import sleep\ndef f():\n    sleep(1)", False),
        ("def f(p):\n    return p.read_text()", False),
        ("from importlib import resources\ndef f():\n    return resources.files('a').read_text()", True),
        ("from importlib import resources\ndef f():\n    a = resources.files('a') / 'b'\n    return (a / 'c').read_text()", True),
        ("from importlib import resources\ndef f():\n    a = resources.files('a')\n    a = b()\n    return a.read_text()", False),
        ("from importlib import resources\ndef f(a):\n    return a.read_text()\ndef g():\n    a = resources.files('a')", False),
        ("from importlib import resources\ndef f():\n    for a in b:\n        a.read_text()\n    a = resources.files('a')", False),
        ("def f():\n    print(1)", False),
        ("import sys\ndef f():\n    return sys.version_info", True),
        ("import sys\ndef f():\n    return sys.stdin", False),
        ("def f(time):\n    return time.sleep()", True),
    ],
)
def test_purity(text: str, *, pure: bool) -> None:
    assert house.functions_of(module_of(text))[0].pure is pure


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([1], 90, 1), ([1, 2], 50, 1), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9), ([1, 2, 3], 100, 3)]
)
def test_percentile_is_the_nearest_rank(values: list[int], share: int, expected: int) -> None:
    assert house._percentile(values, share) == expected


def test_figures_name_the_longest_and_the_deepest(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def short():\n    pass\n\ndef long():\n    if a:\n        for b in c:\n            d()\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "b.py").write_text("def huge():\n" + "    a()\n" * 99)
    figures = house.render_figures(tmp_path)
    assert "4  long" in figures
    assert "2  long" in figures
    assert "huge" not in figures


def test_a_folder_without_functions_has_no_figures(tmp_path: Path) -> None:
    assert "no functions" in house.render_figures(tmp_path)


def test_the_script_runs_by_path_without_anything_installed() -> None:
    done = subprocess.run([sys.executable, "-I", str(HERE / "house.py")], capture_output=True, text=True, check=True)
    assert "function lines, median" in done.stdout
