"""The structure of one source file: what it defines, where, with which signatures, and what it imports."""

from __future__ import annotations

from typing import Final

from homeostat.understand.context.outline_languages import grammar_of, language_in, language_of
from homeostat.understand.context.outline_python import read_python
from homeostat.understand.context.outline_skeleton import skeleton
from homeostat.understand.context.outline_text import read_text
from homeostat.understand.context.outline_trees import read_tree
from homeostat.understand.context.outline_types import Import, Outline, Symbol, with_newlines

__all__ = ["MAX_PARSED", "Import", "Outline", "Symbol", "enclosing", "language_of", "outline_of", "skeleton"]

MAX_PARSED: Final = 1_000_000
"""Characters of a file that is parsed; a longer one is generated, and its lines are looked at instead."""


def outline_of(path: str, text: str) -> Outline:
    """The outline of a file, by its path and its text. Never raises; what cannot be parsed is read as lines, and is not `exact`.

    Lines are counted as Python and editors count them, by `\\n`, `\\r\\n` or `\\r`.
    """
    text = with_newlines(text)
    language = language_in(path, text)
    parsed = _parsed(path, language, text) if len(text) <= MAX_PARSED and "\0" not in text else None
    return parsed or read_text(language, text)


def _parsed(path: str, language: str, text: str) -> Outline | None:
    return read_python(text) if language == "python" else read_tree(language, grammar_of(path, language), text)


def enclosing(outline: Outline, line: int) -> Symbol | None:
    """The innermost symbol that holds a line (from 1), None if none does."""
    holding = [symbol for symbol in outline.symbols if symbol.start <= line <= symbol.stop]
    return min(reversed(holding), key=lambda symbol: symbol.stop - symbol.start, default=None)
