"""The records of a file's structure, and the limits that keep them small whatever the file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any, Final, Self

MAX_SIGNATURE: Final = 300
"""Characters of a signature, of the first line of a documentation, and of the dotted names around a symbol."""

MOST_SYMBOLS: Final = 10_000
MOST_IMPORTS: Final = 2_000

CLASSLIKE: Final = frozenset({"class", "interface", "type", "impl"})
"""Kinds whose functions are methods."""

VALUES: Final = frozenset({"constant", "variable"})
"""Kinds that no skeleton shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """What a file defines. `start` and `stop` are lines from 1, both included, with decorators and attributes, without doc comments.

    `kind`: function, method, class, interface (or trait, protocol), type (struct, enum, alias), impl, module, macro, constant, variable.
    `parent`: the dotted names of what encloses it, or of what it says to belong to (the receiver of a Go method, `Foo::` in C++).
    `signature`: as in the source, without body, comments and decorators, on one line; a longer one ends in `…`.
    `doc`: the first line of its docstring or doc comment. `rest`: what a skeleton writes after the signature (` { … }`, `;`, nothing).
    """

    name: str
    kind: str
    start: int
    stop: int
    parent: str = ""
    signature: str = ""
    doc: str = ""
    rest: str = ""

    @property
    def dotted(self) -> str:
        """The name with those around it."""
        return dotted(self.parent, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What a file asks for. `module` as the source writes it, `names` those taken from it by their names there.

    `level` counts the leading dots of a relative import in Python. In JavaScript the default import is the name `default`; in Rust
    the last part of a path is a name, and `mod a;` is the module `self::a`; in Java only static imports and `*` have names.
    """

    module: str
    names: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The structure of a file. `symbols` by start, outer ones first; `exact`: all of the file was parsed, nothing guessed or cut."""

    language: str
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    exact: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, for a cache: a row a symbol and a row an import, in the order of their fields."""
        return {
            "language": self.language,
            "exact": self.exact,
            "symbols": [list(astuple(symbol)) for symbol in self.symbols],
            "imports": [[item.module, list(item.names), item.level] for item in self.imports],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The outline that `to_json` described. Raises KeyError, TypeError or ValueError for anything else."""
        language, exact = _typed((data["language"], data["exact"]), (str, bool))
        return cls(
            language=language,
            exact=exact,
            symbols=tuple(_symbol(row) for row in data["symbols"]),
            imports=tuple(_import(row) for row in data["imports"]),
        )


_FIELDS: Final = tuple(f.name for f in fields(Symbol))


def with_newlines(text: str) -> str:
    """A text as outlines count its lines: each ends in `\\n`, and no mark of the byte order is before the first."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def outline_from(language: str, symbols: Iterable[Symbol], imports: Iterable[Import], *, exact: bool) -> Outline:
    """An outline in order, each symbol once, each import once; no longer exact where there were too many."""
    ordered = sorted(dict.fromkeys(symbols), key=lambda symbol: (symbol.start, -symbol.stop))
    asked = tuple(dict.fromkeys(imports))
    whole = len(ordered) <= MOST_SYMBOLS and len(asked) <= MOST_IMPORTS
    return Outline(language=language, symbols=tuple(ordered[:MOST_SYMBOLS]), imports=asked[:MOST_IMPORTS], exact=exact and whole)


def dotted(parent: str, name: str) -> str:
    """Names joined; of too many the innermost, so that deep nesting costs no more than it is worth."""
    return f"{parent}.{name}"[-MAX_SIGNATURE:] if parent else name[-MAX_SIGNATURE:]


def _symbol(row: Any) -> Symbol:
    values = _typed(row, (str, str, int, int, str, str, str, str))
    return Symbol(**dict(zip(_FIELDS, values, strict=True)))


def _import(row: Any) -> Import:
    module, names, level = _typed(row, (str, list, int))
    return Import(module=module, names=_typed(names, (str,) * len(names)), level=level)


def _typed(row: Any, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The values of a row, each of exactly the kind that it should be. Raises ValueError."""
    values = tuple(row)
    if tuple(map(type, values)) != kinds:
        raise ValueError(f"expected {[kind.__name__ for kind in kinds]}, found {[type(value).__name__ for value in values]}")
    return values
