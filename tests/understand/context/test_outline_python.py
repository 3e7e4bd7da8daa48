"""Python is read as Python reads it: definitions with their decorators, heads on one line, imports wherever they stand."""

from __future__ import annotations

import ast
import textwrap
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeostat.understand.context.outline import Import, Outline, outline_of, skeleton

SAMPLE = '''"""A module."""

from __future__ import annotations

import os, os.path as p
from ..pkg import (one, two as other)
from . import sibling
from star import *

LIMIT: int = 3
log = make()
TABLE = {
    "a": 1,  # the first
}
first = SECOND = 2
os.environ["x"] = "y"


@dataclass(frozen=True)
@register(
    "name",
)
class Thing(Base, metaclass=Meta):
    """A thing.

    At length.
    """

    size: int = 0

    @property
    def value(
        self,  # of the thing
        text: str = "a  b",
        *,
        key=lambda pair: pair[0],
    ) -> dict[str, int]:
        """What it is worth."""
        import json

        def inner(x): return x
        return {key: inner(1)}

    if LIMIT:
        async def later(self, /, *args: int, **more: str) -> None: ...


try:
    from fast import speed
except ImportError:
    def speed(a,
              b): return a
'''


def rows(outline: Outline) -> list[tuple[str, str, str, int, int]]:
    return [(symbol.kind, symbol.parent, symbol.name, symbol.start, symbol.stop) for symbol in outline.symbols]


def test_what_a_module_defines() -> None:
    outline = outline_of("a.py", SAMPLE)
    assert (outline.language, outline.exact) == ("python", True)
    assert rows(outline) == [
        ("constant", "", "LIMIT", 10, 10),
        ("variable", "", "log", 11, 11),
        ("constant", "", "TABLE", 12, 14),
        ("variable", "", "first", 15, 15),
        ("constant", "", "SECOND", 15, 15),
        ("class", "", "Thing", 19, 45),
        ("method", "Thing", "value", 31, 42),
        ("function", "Thing.value", "inner", 41, 41),
        ("method", "Thing", "later", 45, 45),
        ("function", "", "speed", 51, 52),
    ]


def test_heads_and_documentation_are_on_one_line() -> None:
    said = {symbol.name: (symbol.signature, symbol.doc) for symbol in outline_of("a.py", SAMPLE).symbols}
    assert said == {
        "LIMIT": ("LIMIT: int = 3", ""),
        "log": ("log = make()", ""),
        "TABLE": ('TABLE = { "a": 1,}', ""),
        "first": ("first = SECOND = 2", ""),
        "SECOND": ("first = SECOND = 2", ""),
        "Thing": ("class Thing(Base, metaclass=Meta)", "A thing."),
        "value": (
            'def value(self, text: str = "a  b", *, key=lambda pair: pair[0],) -> dict[str, int]',
            "What it is worth.",
        ),
        "inner": ("def inner(x)", ""),
        "later": ("async def later(self, /, *args: int, **more: str) -> None", ""),
        "speed": ("def speed(a, b)", ""),
    }


def test_imports_are_found_wherever_they_stand() -> None:
    assert set(outline_of("a.py", SAMPLE).imports) == {
        Import(module="__future__", names=("annotations",)),
        Import(module="os"),
        Import(module="os.path"),
        Import(module="pkg", names=("one", "two"), level=2),
        Import(module="", names=("sibling",), level=1),
        Import(module="star", names=("*",)),
        Import(module="json"),
        Import(module="fast", names=("speed",)),
    }


def test_the_skeleton_is_the_module_without_its_bodies() -> None:
    assert skeleton(SAMPLE, outline_of("a.py", SAMPLE)) == textwrap.dedent(
        '''\
        @dataclass(frozen=True)
        class Thing(Base, metaclass=Meta):
            """A thing."""
            @property
            def value(self, text: str = "a  b", *, key=lambda pair: pair[0],) -> dict[str, int]:
                """What it is worth."""
                def inner(x): ...
                ...
            async def later(self, /, *args: int, **more: str) -> None: ...
        def speed(a, b): ...
        '''
    )


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("def f() -> lambda: 0:\n    pass", "def f() -> lambda: 0"),
        ("def f(a, \\\n      b): pass", "def f(a, b)"),
        ("def f(a='#', b=':'): pass", "def f(a='#', b=':')"),
        ('def f(a="""x\n  y"""): pass', 'def f(a="""x   y""")'),
        ("def  f ( a ) :\n    pass", "def f ( a )"),
        ("class A: x = 1", "class A"),
        ("async  def f(x={'a': 1}): pass", "async def f(x={'a': 1})"),
        ("def f(a: 'é') -> None:  # a: b\n    pass", "def f(a: 'é') -> None"),
        ("@d\n# a comment\ndef f(): pass", "def f()"),
    ],
)
def test_where_a_head_ends(source: str, head: str) -> None:
    outline = outline_of("a.py", source)
    assert outline.exact
    assert [symbol.signature for symbol in outline.symbols] == [head]
    ast.parse(skeleton(source, outline))


@pytest.mark.parametrize(
    "doc", ['say "so"', "a \\\\ b", "tab\\there", "nul \\0 byte", '\\"\\"\\" quoted', "half \\ud800", "plain"], ids=range(7)
)
def test_a_docstring_stays_what_it_is_in_the_skeleton(doc: str) -> None:
    source = f"def f():\n    '''{doc}'''\n    return 1\n"
    outline = outline_of("a.py", source)
    written = ast.parse(skeleton(source, outline)).body[0]
    assert isinstance(written, ast.FunctionDef)
    assert ast.get_docstring(written) == outline.symbols[0].doc


def test_a_very_long_head_is_cut_but_not_in_the_skeleton() -> None:
    source = f"@d\ndef f({', '.join(f'argument_{n}: int = {n}' for n in range(60))}):\n    return 1\n"
    outline = outline_of("a.py", source)
    assert len(outline.symbols[0].signature) == 300
    assert outline.symbols[0].signature.endswith("…")
    assert skeleton(source, outline).startswith("@d\ndef f(argument_0: int = 0, argument_1")
    assert names_in(skeleton(source, outline)) == ["FunctionDef f"]


def test_a_skeleton_of_another_text_than_the_outline_is_of_fails_no_one() -> None:
    long = f"class A:\n    def f(self, {', '.join(f'argument_{n}' for n in range(60))}): return 1\n"
    written = skeleton("x = 1\n", outline_of("a.py", long))
    assert written.startswith("class A:\n    def f(self, argument_0, ")


def test_values_that_share_a_line_have_it_to_themselves() -> None:
    source = "é = 'ü'; b = [\n  1,\n]; c = d = 2\n" + "x = 1; " * 20_000 + "\n" + "y = " * 20_000 + "0\n"
    began = time.perf_counter()
    outline = outline_of("a.py", source)
    assert time.perf_counter() - began < 20
    said = [(symbol.name, symbol.signature) for symbol in outline.symbols]
    assert said[:5] == [("b", "b = [1,]"), ("é", "é = 'ü'"), ("c", "c = d = 2"), ("d", "c = d = 2"), ("x", "x = 1")]


@pytest.mark.parametrize(
    "source",
    [
        'import os\n\n\nclass A:\n    """Doc."""\n\n    @d\n    def f(self,\n          a):\n        print "x"\n\n    def g(self): return 1\n\n\ndef h(:\n    pass\n',
        "class A:\n    def f(self):\n        return 1\n" + "(" * 300 + "\n",
        "class A:\n    def f(self):\n        return 1\n\x00",
    ],
    ids=["python 2", "too deep", "a NUL"],
)
def test_what_is_no_python_is_read_as_lines(source: str) -> None:
    outline = outline_of("a.py", source)
    assert (outline.language, outline.exact) == ("python", False)
    assert ("class", "", "A") in [row[:3] for row in rows(outline)]
    assert ("method", "A", "f") in [row[:3] for row in rows(outline)]


def test_warnings_of_the_file_are_its_own() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outline_of("a.py", "def f(): return '\\d' is 1\n").exact


# -- made-up modules -----------------------------------------------------------------------------------------------------

NAME = st.sampled_from(["f", "g", "Thing", "é", "_x", "long_name"])
PARAMETERS = st.sampled_from(
    ["", "a", "self, *, b: int = 1", "a, \n  b,  # c\n", "x=')'", "k=lambda a: {a: 1}", "*args, **kw", "a: 'x:y' = \"#\""]
)
SIMPLE = st.sampled_from(
    ["pass", "x = 1", "return_ = {'def': 1}", "import os", '"""Doc: one.\n\n  def no(): pass\n"""', "# class No:\nx = 2"]
)


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def definition(bodies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(bodies, min_size=1, max_size=3).map("\n".join).map(indented)
    function = st.builds(
        "{}{}def {}({}){}:\n{}".format,
        st.sampled_from(["", "@d\n", "@d(\n  1)\n", "@d('(')\n"]),
        st.sampled_from(["", "async "]),
        NAME,
        PARAMETERS,
        st.sampled_from(["", " -> int", " -> dict[str, 'a:b']"]),
        body,
    )
    klass = st.builds("class {}{}:\n{}".format, NAME, st.sampled_from(["", "(Base)", "(A, k={1: 2})"]), body)
    block = st.builds("{}:\n{}".format, st.sampled_from(["if x", "for a in b", "with c", "while True"]), body)
    tried = st.builds("try:\n{}\nexcept E:\n{}\nfinally:\n{}".format, body, body, body)
    return function | klass | block | tried


MODULE = st.lists(st.recursive(SIMPLE, definition, max_leaves=12), min_size=1, max_size=4).map("\n".join)


def names_in(source: str) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return sorted(f"{type(node).__name__} {node.name}" for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))


@given(MODULE)
@settings(max_examples=300, deadline=None)
def test_a_skeleton_is_python_with_the_same_definitions(source: str) -> None:
    outline = outline_of("a.py", source)
    assert outline.exact
    assert names_in(skeleton(source, outline)) == names_in(source)


@given(MODULE)
@settings(max_examples=100, deadline=None)
def test_every_definition_is_where_the_outline_says(source: str) -> None:
    lines = source.split("\n")
    for symbol in outline_of("a.py", source).symbols:
        text = "\n".join(lines[symbol.start - 1 : symbol.stop])
        assert symbol.name in text
        ast.parse(textwrap.dedent(text))


def test_skeletons_of_this_package_are_shorter_than_its_sources() -> None:
    source = SAMPLE.replace("...", "\n            return self.size * LIMIT\n")
    assert len(skeleton(source, outline_of("a.py", source))) < 0.6 * len(source)
