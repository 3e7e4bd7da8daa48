"""A file without its bodies: the heads of what it defines, indented as in the source, each with the first line of its documentation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.understand.context.outline_styles import Style, style_of
from homeostat.understand.context.outline_types import VALUES, Outline, Symbol, with_newlines
from homeostat.understand.context.outline_words import head_of, is_indented, is_mark

_MOST_MARKS: Final = 20
_LONGEST_MARK: Final = 100
_MOST_HEAD_LINES: Final = 300
_WIDEST: Final = 1000
_INDENTED_HEAD: Final = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")
_FUNCTIONS: Final = frozenset({"function", "method"})


@dataclass(slots=True)
class _Block:
    """A symbol with the index of the one around it, what indents it and what stands in it, and whether other symbols do."""

    symbol: Symbol
    around: int | None
    prefix: str = ""
    inner: str = ""
    holds: bool = False


def skeleton(text: str, outline: Outline) -> str:
    """The skeleton of a text by its outline; of Python that was parsed, it is Python with the same functions and classes.

    Imports are left out, values too unless functions stand in them, and of decorators those that do not fit on a line.
    Empty if nothing is defined.
    """
    lines = with_newlines(text).split("\n")
    blocks = _blocks(outline.symbols)
    _indent(blocks, lines, deeper=is_indented(outline.language))
    style = style_of(outline.language)
    written: list[str] = []
    pile: list[_Block] = []
    for block in filter(_is_shown, blocks):
        while pile and (block.around is None or pile[-1] is not blocks[block.around]):
            written += _ending(pile.pop(), style)
        written += _beginning(block, lines, outline.language, style)
        pile += [block] if block.holds else []
    for block in reversed(pile):
        written += _ending(block, style)
    return "".join(f"{line}\n" for line in written)


# -- what stands in what -------------------------------------------------------------------------------------------------


def _blocks(symbols: Sequence[Symbol]) -> list[_Block]:
    blocks: list[_Block] = []
    pile: list[int] = []
    for index, symbol in enumerate(symbols):
        while pile and not _holds(blocks[pile[-1]].symbol, symbol):
            pile.pop()
        blocks.append(_Block(symbol, pile[-1] if pile else None))
        if pile:
            blocks[pile[-1]].holds = True
        pile.append(index)
    return blocks


def _is_shown(block: _Block) -> bool:
    return block.holds or block.symbol.kind not in VALUES


def _holds(outer: Symbol, inner: Symbol) -> bool:
    within = outer.start <= inner.start and inner.stop <= outer.stop
    return within and f"{inner.parent}.".startswith(f"{outer.dotted}.")


def _indent(blocks: list[_Block], lines: list[str], *, deeper: bool) -> None:
    """Give each block the indentation of the least indented one beside it: what an `if` holds stands as if there were none."""
    least: dict[int | None, str] = {None: ""} if deeper else {}
    for block in blocks:
        if block.around is None or block.symbol.start > blocks[block.around].symbol.start:
            own = _blank(lines, block.symbol)
            least[block.around] = min(least.get(block.around, own), own, key=len)
    for index, block in enumerate(blocks):
        block.prefix = blocks[block.around].inner if block.around is not None else least[None]
        own = least.get(index, f"{block.prefix}    ")
        block.inner = own if not deeper or _is_below(block.prefix, own) else f"{block.prefix}    "


def _is_below(outer: str, inner: str) -> bool:
    return inner.startswith(outer) and len(inner) > len(outer)


def _blank(lines: list[str], symbol: Symbol) -> str:
    line = lines[symbol.start - 1][:_WIDEST] if symbol.start <= len(lines) else ""
    return line[: len(line) - len(line.lstrip(" \t"))]


# -- what is written -----------------------------------------------------------------------------------------------------


def _beginning(block: _Block, lines: list[str], language: str, style: Style) -> list[str]:
    symbol, prefix = block.symbol, block.prefix
    marks = [prefix + mark for mark in _marks(lines, symbol, language)]
    if is_indented(language):
        return [*marks, *_indented(block, prefix + _whole_head(lines, symbol, language))]
    doc = [f"{prefix}{style.comment}{symbol.doc}"] if symbol.doc else []
    return [*doc, *marks, prefix + (_opening(symbol, style) if block.holds else symbol.signature + symbol.rest)]


def _opening(symbol: Symbol, style: Style) -> str:
    """The head of what holds others; of a value all up to the first brace, which may stand within parentheses."""
    value = symbol.kind in VALUES and "{" in style.opens
    return (symbol.signature.partition("{")[0].rstrip() if value else symbol.signature) + style.opens


def _indented(block: _Block, head: str) -> list[str]:
    doc = [block.inner + _docstring(block.symbol.doc)] if block.symbol.doc else []
    if block.holds:
        return [f"{head}:", *doc]
    return [f"{head}:", *doc, f"{block.inner}..."] if doc else [f"{head}: ..."]


def _ending(block: _Block, style: Style) -> list[str]:
    """The end of what holds others; a function holds more than these."""
    more = [block.inner + style.elided] if block.symbol.kind in _FUNCTIONS else []
    return [*more, block.prefix + style.closes] if style.closes else more


def _marks(lines: list[str], symbol: Symbol, language: str) -> list[str]:
    """Decorators and attributes above a head, up to the first that goes on over several lines."""
    marks: list[str] = []
    for line in lines[symbol.start - 1 : min(symbol.stop, symbol.start + _MOST_MARKS)]:
        if len(line) > _LONGEST_MARK or not is_mark(line, language):
            break
        marks.append(line.strip())
    return marks


def _whole_head(lines: list[str], symbol: Symbol, language: str) -> str:
    """The signature, read again from the text where it was cut."""
    if not symbol.signature.endswith("…"):
        return symbol.signature
    for number, line in enumerate(lines[symbol.start - 1 : symbol.stop], symbol.start - 1):
        match = _INDENTED_HEAD.match(line)
        if match and match[1] == symbol.name:
            return head_of("\n".join(lines[number : min(symbol.stop, number + _MOST_HEAD_LINES)]), language)
    return symbol.signature


def _docstring(doc: str) -> str:
    """A literal that means the text."""
    plain = doc.isprintable() and "\\" not in doc and '"""' not in doc and not doc.endswith('"')
    return f'"""{doc}"""' if plain else repr(doc)
