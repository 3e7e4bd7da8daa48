"""Requirements in a setup.py: literal lists handed to `setup()`, directly or through a name. Nothing is executed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeostat.remedy.declare_text import Holder, Shape, Spot, spot_at

_REQUIRES = {"install_requires": "dependencies", "tests_require": "tests_require", "setup_requires": "build"}
_DEPTH_LIMIT = 20


@dataclass(frozen=True, slots=True)
class _Source:
    """A text with the offsets of its lines, and the literals that names of the module stand for."""

    text: str
    starts: tuple[int, ...]
    names: Mapping[str, ast.expr]

    def offset(self, line: int, column: int) -> int:
        """Offset in characters of a position of the syntax tree, whose columns count bytes of UTF-8."""
        start = self.starts[line - 1]
        width = len(self.text[start : start + column].encode()[:column].decode(errors="ignore"))
        return start + width


def read_setup(text: str) -> tuple[Holder, ...]:
    """The holders of a setup.py; none if it is not valid Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the file's author should have escaped is no concern of ours
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    source = _Source(text, _line_starts(text), _assigned(tree))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func))
    holders = (holder for call in calls for holder in _of_call(call, source))
    return tuple(sorted({holder.start: holder for holder in holders}.values(), key=lambda holder: holder.start))


def _line_starts(text: str) -> tuple[int, ...]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return tuple(starts)


def _assigned(tree: ast.Module) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
    return found


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "setup"


def _of_call(call: ast.Call, source: _Source) -> Iterator[Holder]:
    for keyword in call.keywords:
        if keyword.arg in _REQUIRES:
            yield from _lists(keyword.value, _REQUIRES[keyword.arg], source)
        elif keyword.arg == "extras_require":
            yield from _extras(keyword.value, source)


def _extras(node: ast.expr, source: _Source) -> Iterator[Holder]:
    if isinstance(node, ast.Name):
        node = source.names.get(node.id, node)
    if not isinstance(node, ast.Dict):
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield from _lists(value, f"extra:{key.value}", source)


def _lists(node: ast.expr, section: str, source: _Source, depth: int = 0) -> Iterator[Holder]:
    if depth > _DEPTH_LIMIT:
        return
    if isinstance(node, ast.Name) and node.id in source.names:
        yield from _lists(source.names[node.id], section, source, depth + 1)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _lists(node.left, section, source, depth + 1)
        yield from _lists(node.right, section, source, depth + 1)
    elif isinstance(node, ast.List):
        yield _holder(node, section, source)


def _holder(node: ast.List, section: str, source: _Source) -> Holder:
    spots = [spot for item in node.elts if (spot := _spot(item, source))]
    start, end = _span(node, source)
    # A list with anything but plain strings in it can be changed item by item, but not be added to.
    shape = Shape.ARRAY if len(spots) == len(node.elts) else Shape.FIXED
    return Holder(section, shape, start, end, tuple(spots))


def _span(node: ast.expr, source: _Source) -> tuple[int, int]:
    end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return source.offset(node.lineno, node.col_offset), end


def _spot(node: ast.expr, source: _Source) -> Spot | None:
    start, end = _span(node, source)
    if not isinstance(node, ast.Constant) or source.text[start + 1 : end - 1] != node.value:
        return None
    return spot_at(source.text, start + 1, end - 1)
