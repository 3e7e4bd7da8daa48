"""Signatures and documentation on one line: what is a comment, where a head ends, how blanks are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from homeostat.understand.context.outline_types import MAX_SIGNATURE

MAX_HEAD: Final = 20_000
"""Characters within which the head of a function has to end."""

# What is opened and never closed reaches to the end: looking for the end again from every place would take the square of the length.
_STRINGS: Final = r'"""(?:[^"]|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.)*"?'
_WORDS: Final = r"(?P<blank>(?:\s|\\\n)+)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<word>\w+)|(?P<arrow>=>|->)|(?P<other>.)"
_HASH: Final = re.compile(
    rf"(?P<comment>\#[^\n]*)|(?P<string>{_STRINGS}|'''(?:[^']|'(?!''))*(?:''')?|'(?:[^'\\\n]|\\.)*'?)|{_WORDS}", re.DOTALL
)
_SLASH: Final = re.compile(
    rf"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)|(?P<string>{_STRINGS}|'(?:[^'\\\n]|\\[^'\n]{{1,10}}|\\')'|`[^`]*`?)|{_WORDS}",
    re.DOTALL,
)
_QUOTES: Final = re.compile(
    rf"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)|(?P<string>{_STRINGS}|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?)|{_WORDS}", re.DOTALL
)
_HASHED: Final = frozenset("python cython starlark ruby crystal shell perl elixir julia r nim powershell terraform".split())
_QUOTED: Final = frozenset("javascript typescript vue svelte php dart groovy swift lua sql pascal text".split())
_INDENTED: Final = frozenset("python cython starlark nim".split())
_PLAIN: Final = re.compile(r"[^\n#/'\"`@\\;{}]*")
_MARK: Final = re.compile(r"@(?!interface\b)[\w.:]+")
_MARKS: Final = {
    "rust": re.compile(r"#(?=\[)"),
    "php": re.compile(r"#(?=\[)"),
    "c": re.compile(r"(?=\[\[)"),
    "cpp": re.compile(r"(?=\[\[)"),
    "csharp": re.compile(r"(?=\[)"),
}
_LEADING: Final = re.compile(r"[ \t]*(?:/\*+!?|//[/!]*|\*(?!/)|#+!?|--+|;+|%+)?[ \t*]*")
_DIRECTIVE: Final = re.compile(
    r"(?:eslint|@ts-|prettier|istanbul|c8 |go:|nolint|NOLINT|clang-format|noinspection|biome|tslint|jshint|@flow|type:|pylint|noqa|rubocop|=====|-----)"
)
_MOST_DOC_LINES: Final = 20


class Token(NamedTuple):
    """A piece of source: kind is comment, string, blank, open, close, word, arrow or other; `end` is where the next one begins."""

    kind: str
    text: str
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """All of a text in pieces, as near to the language as a head needs."""
    pattern = _HASH if language in _HASHED else _QUOTES if language in _QUOTED else _SLASH
    return (Token(match.lastgroup or "", match[0], match.end()) for match in pattern.finditer(text, 0, MAX_HEAD))


def is_indented(language: str) -> bool:
    """Whether blocks begin with a colon and are indented."""
    return language in _INDENTED


def head_of(text: str, language: str, *, whole: bool = False) -> str:
    """The head of what begins a text, on one line, uncut: without marks before it, comments, and all from its body on.

    With `whole`, all of the text belongs to it: where the body begins is known.
    """
    if _PLAIN.fullmatch(text) and whole:
        return " ".join(text.split())
    text = text[:MAX_HEAD]
    rest = text[after_marks(text, language) :]
    pieces = tokens(rest, language)
    if is_indented(language):
        return joined(pieces if whole else _to_colon(pieces))
    return joined(pieces if whole else _to_body(pieces))


def cut(head: str) -> str:
    """A head as a signature is kept."""
    return head if len(head) <= MAX_SIGNATURE else f"{head[: MAX_SIGNATURE - 1]}…"


def joined(pieces: Iterable[Token]) -> str:
    """Pieces on one line: comments left out, blanks made one, none where a bracket went over several lines."""
    parts: list[str] = []
    blank, broken = False, False
    for kind, text, _ in pieces:
        if kind in {"blank", "comment"}:
            blank, broken = True, broken or "\n" in text
            continue
        hugged = broken and (kind == "close" or (parts and parts[-1] in {"(", "["}))
        parts += [" ", text] if blank and parts and not hugged else [text]
        blank, broken = False, False
    return " ".join("".join(parts).split("\n")).rstrip()


def after_marks(text: str, language: str) -> int:
    """Where decorators, annotations and attributes at the beginning of a text end."""
    pattern, at = _MARKS.get(language, _MARK), _after_blank(text, 0)
    while mark := pattern.match(text, at):
        at = _after_blank(text, _after_group(text, mark.end(), language))
    return at


def is_mark(line: str, language: str) -> bool:
    """Whether a line holds decorators or the like, whole ones, and nothing else."""
    line = line.strip()
    end = after_marks(line, language)
    return bool(end) and not joined(tokens(line[end:], language)) and _is_closed(line, language)


def doc_line(comment: str) -> str:
    """The first line of a comment or docstring that says anything; empty for what is said to tools."""
    for line in comment[:MAX_HEAD].split("\n")[:_MOST_DOC_LINES]:
        words = " ".join(line[_marker_end(line) :].split())
        words = words.removesuffix("*/").rstrip("* ") if words.endswith("*/") else words
        if any(map(str.isalnum, words)):
            return "" if _DIRECTIVE.match(words) else cut(words)
    return ""


def docstring_line(text: str) -> str:
    """The first line of a docstring that is not blank."""
    return cut(" ".join(text[:MAX_HEAD].strip().partition("\n")[0].split()))


def _marker_end(line: str) -> int:
    match = _LEADING.match(line)
    return match.end() if match else 0


def _to_colon(pieces: Iterator[Token]) -> Iterator[Token]:
    """Up to the colon that begins an indented block; a lambda has a colon of its own."""
    depth = own = 0
    for piece in pieces:
        depth += (piece.kind == "open") - (piece.kind == "close")
        own += piece.text == "lambda" and not depth
        if piece.text == ":" and not depth:
            own -= 1
        if own < 0:
            return
        yield piece


def _to_body(pieces: Iterator[Token]) -> Iterator[Token]:
    """Up to the brace or semicolon outside of all brackets; a pair with nothing in it, as in `interface{}`, belongs to the head."""
    depth = 0
    for piece in pieces:
        if not depth and piece.text == "{":
            after = next(pieces, None)
            if after is None or after.text != "}":
                return
            yield from (piece, after)
            continue
        if not depth and piece.text in {";", "}"}:
            return
        depth += (piece.kind == "open") - (piece.kind == "close")
        yield piece


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _after_group(text: str, at: int, language: str) -> int:
    """Where the brackets that open at a place are closed; the place itself if none open there, the end if they stay open."""
    if text[at : at + 1] not in {"(", "["}:
        return at
    depth = 0
    for piece in tokens(text[at:], language):
        depth += (piece.kind == "open") - (piece.kind == "close")
        if not depth:
            return at + piece.end
    return len(text)


def _is_closed(line: str, language: str) -> bool:
    opened = [piece.kind for piece in tokens(line, language)]
    return opened.count("open") == opened.count("close") and not line.endswith("\\")
