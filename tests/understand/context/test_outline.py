"""Outlines of any file: no text makes one fail or take long, what it says lies within the file, and a cache gives it back."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from homeostat.understand.context.outline import Import, Outline, Symbol, enclosing, language_of, outline_of, skeleton

PATHS = "a.py a.js a.jsx a.ts a.tsx a.go a.rs A.java a.c a.h a.cpp a.rb a.php a.cs a.kt a.swift a.sh a.sql a.vue a.ex notes.txt Makefile".split()
WORDS = (
    "def class func fn function struct impl trait interface enum namespace template typedef import from use require #include export const"
    " let async return if else pub static type a b Foo bar ( ) { } [ ] < > : ; , . :: => -> = * & # @ \" ' ` \"\"\" ''' // /* */ \\ \n \n"
    "\n    \n\t \r\n \r \x00 \x0c \ufeff \ud800 é 1 lambda not - @a #[b] " + "x" * 1200
).split(" ")
SOUP = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
SYMBOL = Symbol(name="f", kind="method", start=2, stop=3, parent="A", signature="def f(self)", doc="Does.", rest=" { … }")
OUTLINE = Outline(language="python", symbols=(SYMBOL,), imports=(Import(module="a.b", names=("c",), level=2),), exact=True)


def lines_in(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def check(path: str, text: str) -> Outline:
    outline = outline_of(path, text)
    most = lines_in(text)
    for symbol in outline.symbols:
        assert symbol.name
        assert 1 <= symbol.start <= symbol.stop <= most
        assert len(symbol.signature) <= 300
        assert "\n" not in symbol.signature + symbol.doc + symbol.rest
    assert [symbol.start for symbol in outline.symbols] == sorted(symbol.start for symbol in outline.symbols)
    assert Outline.from_json(json.loads(json.dumps(outline.to_json()))) == outline
    skeleton(text, outline)
    return outline


@given(st.sampled_from(PATHS), st.text(max_size=400) | SOUP)
@example("a.py", "class A:\n  def f(self): return '\\d'\n")
@example("a.py", "x = " + "9" * 5000)
@example("a.c", "#define a\r#define b(x)\r")
@example("a.go", "func () f() {}\nfunc (\n")
@example("a.rs", "use {a::{b, c}}}};\n")
@settings(max_examples=400, deadline=None)
def test_whatever_the_text_is_it_has_an_outline_that_lies_within_it(path: str, text: str) -> None:
    check(path, text)


@pytest.mark.parametrize("path", PATHS)
def test_bytes_that_are_no_text_have_an_outline(path: str) -> None:
    junk = random.Random(1).randbytes(20_000)
    assert not check(path, junk.decode("utf-8", "replace")).exact
    assert not check(path, junk.decode("utf-8", "surrogateescape")).exact
    assert not check(path, "def f():\n    pass\n\0").exact


UNITS = [
    "(",
    "[",
    "{",
    "-",
    "a.b(",
    "List<",
    "class A {\n",
    "if (a) {\n",
    "def f(): ",
    "fn a() { ",
    "f(function () {\n",
    "/*",
    '"',
    "@a\n",
    "\t",
]


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.tsx", "a.go", "a.rs", "A.java", "a.cpp", "a.rb"])
@pytest.mark.parametrize("unit", UNITS)
def test_deep_nesting_and_endless_repetition_take_time_in_proportion(path: str, unit: str) -> None:
    """Where time grew with the square, one of these sizes would take a minute: twenty thousand levels took seconds."""
    text = unit * (30_000 // len(unit))
    began = time.perf_counter()
    check(path, text)
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("path", ["a.py", "a.js", "A.java", "a.cpp", "a.rb", "a.unknown"])
def test_ten_megabytes_are_read_as_lines(path: str) -> None:
    piece = "def f(a):\n    return a\nclass A {\n  int foo(int a) {\n    return a;\n  }\n}\nimport a.b\n"
    text = piece * (10_000_000 // len(piece))
    began = time.perf_counter()
    outline = outline_of(path, text)
    assert time.perf_counter() - began < 60
    assert len(outline.symbols) == 10_000
    assert not outline.exact


def test_one_line_of_ten_megabytes_is_read_up_to_its_thousandth_character() -> None:
    outline = check("a.rb", "def f(" + "a" * 10_000_000 + ")\nend\n")
    assert [symbol.name for symbol in outline.symbols] == ["f"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"),
        ("a.pyi", "python"),
        ("A.TSX", "typescript"),
        ("a.mjs", "javascript"),
        ("a.jsx", "javascript"),
        ("a.go", "go"),
        ("a.rs", "rust"),
        ("A.java", "java"),
        ("a.h", "c"),
        ("a.hpp", "cpp"),
        ("a.cc", "cpp"),
        ("lib/a.rb", "ruby"),
        ("a.gemspec", "ruby"),
        ("Rakefile", "ruby"),
        ("a.php", "php"),
        ("BUILD.bazel", "starlark"),
        ("README.md", "markdown"),
        ("a.b/py", "text"),
        ("py", "text"),
        ("", "text"),
        ("a.", "text"),
        ("LICENSE", "text"),
    ],
)
def test_the_language_by_the_name(path: str, language: str) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("bin/tool", "#!/usr/bin/env python3\ndef f(): pass\n", "python"),
        ("bin/tool", "#!/bin/bash\nf() {\n  ls\n}\n", "shell"),
        ("bin/tool", "#!/usr/bin/env -S node\nfunction f() {}\n", "javascript"),
        ("bin/tool", "#!/opt/strange\n", "text"),
        ("a.h", "int f(int a);\n", "c"),
        ("a.h", "namespace a { int f(int a); }\n", "cpp"),
        ("a.h", "class A {\n public:\n  int f();\n};\n", "cpp"),
    ],
)
def test_the_language_by_the_text_where_the_name_does_not_tell(path: str, text: str, language: str) -> None:
    assert outline_of(path, text).language == language


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notes.txt", "class of people\nfunction of x\nimport this\n"),
        ("a.md", "# A\n\n    def f():\n        pass\n"),
        ("a.json", '{"class": {\n  "function": 1}}\n'),
        ("", ""),
    ],
)
def test_prose_and_data_define_nothing(path: str, text: str) -> None:
    outline = check(path, text)
    assert (outline.symbols, outline.imports, outline.exact) == ((), (), False)


NESTED = "class A:\n    def f(self):\n        def g():\n            return 1\n        return g\n\n    x = 1\n\n\ny = 1\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [(0, None), (1, "A"), (2, "f"), (3, "g"), (4, "g"), (5, "f"), (6, "A"), (7, "A"), (8, None), (10, "y"), (99, None)],
)
def test_the_innermost_symbol_holds_a_line(line: int, name: str | None) -> None:
    found = enclosing(outline_of("a.py", NESTED), line)
    assert (found.name if found else None) == name


def test_of_symbols_on_one_line_the_inner_one_holds_it() -> None:
    found = enclosing(outline_of("a.js", "class A { f() { return 1 } }\n"), 1)
    assert found
    assert (found.parent, found.name) == ("A", "f")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(newline: str) -> None:
    text = "\ufeff# é\n\n\ndef f():\n    return 1\n".replace("\n", newline)
    found = outline_of("a.py", text).symbols
    assert [(symbol.name, symbol.start, symbol.stop) for symbol in found] == [("f", 4, 5)]
    assert skeleton(text, outline_of("a.py", text)) == "def f(): ...\n"


def test_an_outline_comes_back_from_json() -> None:
    assert Outline.from_json(json.loads(json.dumps(OUTLINE.to_json()))) == OUTLINE


@pytest.mark.parametrize(
    "change",
    [
        {"language": 1},
        {"exact": 1},
        {"symbols": [["f", "function", 1, 2]]},
        {"symbols": [["f", "function", "1", 2, "", "", "", ""]]},
        {"symbols": [["f", "function", True, 2, "", "", "", ""]]},
        {"symbols": None},
        {"imports": [["a", "bc", 0]]},
        {"imports": [["a", [1], 0]]},
        {"imports": [7]},
    ],
)
def test_what_is_no_outline_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Outline.from_json(OUTLINE.to_json() | change)
    with pytest.raises(KeyError):
        Outline.from_json({key: value for key, value in OUTLINE.to_json().items() if key not in change})


def test_of_very_many_symbols_the_first_are_kept_and_it_is_no_longer_exact() -> None:
    outline = outline_of("a.py", "".join(f"def f{n}(): pass\n" for n in range(10_001)))
    assert len(outline.symbols) == 10_000
    assert outline.symbols[-1].name == "f9999"
    assert not outline.exact
