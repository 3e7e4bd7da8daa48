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
_MOST_VALUE: Final = 600  # characters of a line of a value
_LONG_LINE: Final = 2000
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
        reading.symbols += _values(reading.lines, node)
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


def _values(lines: list[str], node: ast.stmt) -> Iterator[Symbol]:
    names = list(_assigned(node))
    signature = cut(joined(tokens(_source(lines, node), "python"))) if names else ""
    for name in names:
        yield Symbol(
            name=name,
            kind="constant" if name.isupper() else "variable",
            start=node.lineno,
            stop=node.end_lineno or node.lineno,
            signature=signature,
        )


def _source(lines: list[str], node: ast.stmt) -> str:
    """The beginning of a statement, which may share its lines with others."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if first == last:
        return _part(lines[first], node.col_offset, node.end_col_offset)
    between = [line[:_MOST_VALUE] for line in lines[first + 1 : min(last, first + _MOST_VALUE_LINES)]]
    end = [_part(lines[last], 0, node.end_col_offset)] if last <= first + _MOST_VALUE_LINES else []
    return "\n".join([_part(lines[first], node.col_offset, None), *between, *end])


def _part(line: str, start: int, stop: int | None) -> str:
    """A part of a line, its places in bytes, cut where it is long; in a long line that is not ASCII, about that part."""
    if line.isascii() or len(line) > _LONG_LINE:
        return line[start:stop][:_MOST_VALUE]
    return line.encode("utf-8", "replace")[start:stop].decode("utf-8", "replace")[:_MOST_VALUE]
