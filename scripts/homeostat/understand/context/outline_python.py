"""The outline of a Python file, as Python itself parses it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from homeostat.understand.context.outline_types import CLASSLIKE, Import, Outline, Symbol, outline_from
from homeostat.understand.context.outline_words import cut, docstring_line, head_of, joined, tokens

_BLOCKS: Final = ("body", "handlers", "orelse", "finalbody", "cases")
_SIMPLE_HEAD: Final = re.compile(r"\s*((?:async )?(?:def|class) \w+(?:\([^()\"'#]*\))?(?: -> [\w.\[\], |]+)?):\s*")
_MOST_HEAD_LINES: Final = 300
_MOST_VALUE_LINES: Final = 12
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Place:
    """A node whose statements are still to be read, with the names around them and the kind of the innermost."""

    node: ast.AST
    parent: str = ""
    inside: str = "module"


@dataclass(slots=True)
class _Reading:
    lines: list[str]
    symbols: list[Symbol] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)


def read_python(text: str) -> Outline | None:
    """The outline of a text with newlines as `\\n`; None if it is no Python of this interpreter's version, or nested too deep."""
    tree = _tree(text)
    if tree is None:
        return None
    reading = _Reading(text.split("\n"))
    waiting = [_Place(tree)]
    for place in waiting:  # it grows as it is read
        waiting.extend(_read(reading, statement, place) for statement in _statements(place.node))
    return outline_from("python", reading.symbols, reading.imports, exact=True)


def _tree(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the file's own escape sequences
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements within a statement; expressions are not looked into, they define nothing that has a name."""
    for block in _BLOCKS:
        yield from getattr(node, block, ())


def _read(reading: _Reading, node: ast.AST, place: _Place) -> _Place:
    """Note what a statement defines or imports; answer with the place of those within it."""
    if isinstance(node, _Function | ast.ClassDef):
        symbol = _definition(reading.lines, node, place)
        reading.symbols.append(symbol)
        return _Place(node, symbol.dotted, symbol.kind)
    if isinstance(node, ast.Import):
        reading.imports += [Import(module=alias.name) for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = tuple(alias.name for alias in node.names)
        reading.imports.append(Import(module=node.module or "", names=names, level=node.level))
    elif place.inside == "module" and isinstance(node, ast.stmt):
        reading.symbols += [_value(reading.lines, node, name) for name in _assigned(node)]
    return _Place(node, place.parent, place.inside)


def _definition(lines: list[str], node: _Function | ast.ClassDef, place: _Place) -> Symbol:
    first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
    return Symbol(
        name=node.name,
        kind=_kind(node, place.inside),
        start=first,
        stop=node.end_lineno or node.lineno,
        parent=place.parent,
        signature=cut(_head(lines, node)),
        doc=_doc(node),
    )


def _kind(node: _Function | ast.ClassDef, inside: str) -> str:
    if isinstance(node, ast.ClassDef):
        return "class"
    return "method" if inside in CLASSLIKE else "function"


def _head(lines: list[str], node: _Function | ast.ClassDef) -> str:
    simple = _SIMPLE_HEAD.fullmatch(lines[node.lineno - 1])
    if simple:
        return " ".join(simple[1].split())
    return head_of("\n".join(lines[node.lineno - 1 : min(node.body[0].lineno, node.lineno + _MOST_HEAD_LINES)]), "python")


def _doc(node: _Function | ast.ClassDef) -> str:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return docstring_line(first.value.value)
    return ""


def _assigned(node: ast.stmt) -> Iterator[str]:
    """The plain names that a statement gives a value."""
    if isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _value(lines: list[str], node: ast.stmt, name: str) -> Symbol:
    stop = node.end_lineno or node.lineno
    text = "\n".join(lines[node.lineno - 1 : min(stop, node.lineno + _MOST_VALUE_LINES)])
    return Symbol(
        name=name,
        kind="constant" if name.isupper() else "variable",
        start=node.lineno,
        stop=stop,
        signature=cut(joined(tokens(text, "python"))),
    )
