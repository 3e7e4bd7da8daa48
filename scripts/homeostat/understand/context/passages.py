"""Passages of a file: what lies between two definitions. A long file speaks of many things; its best passages say whether of this one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from homeostat.understand.context.view import Bag, View, bm25, rarities
from homeostat.understand.context.words import terms_in

_BEGINS: Final = re.compile(
    r"^(?:[ \t]{0,8}@\w[^\n]{0,200}\n){0,4}[ \t]{0,4}(?:(?:export|default|public|private|protected|static|final|abstract|async|pub(?:\([a-z]+\))?|unsafe|override|inline)\s){0,5}"
    r"(?:def|class|func|fn|function|interface|struct|enum|trait|impl|module|object|type)\b",
    re.MULTILINE,
)
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_LONGEST: Final = 120  # lines; what is longer is cut, as no definition tells where


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines start … stop of a file, from 1."""

    path: str
    start: int
    stop: int


def passages_of(path: str, text: str) -> list[tuple[Passage, str]]:
    """All of a file in its passages, in order."""
    starts = [0, *(match.start() for match in _BEGINS.finditer(text)), len(text)]
    found: list[tuple[Passage, str]] = []
    line = 1
    for begin, end in pairwise(starts):
        part = text[begin:end]
        if part:
            found += _cut(path, line, part)
            line += part.count("\n")
    return found


def _cut(path: str, line: int, part: str) -> list[tuple[Passage, str]]:
    lines = _LINE.findall(part)  # not `splitlines`, which knows more ends of lines than git and compilers do
    cuts = range(0, len(lines), _LONGEST)
    pieces = [lines[at : at + _LONGEST] for at in cuts]
    return [(Passage(path, line + at, line + at + len(piece) - 1), "".join(piece)) for at, piece in zip(cuts, pieces, strict=True)]


def judge(view: View, texts: Mapping[str, str]) -> dict[Passage, float]:
    """How much each passage of the files speaks of what is asked; those that do not are left out."""
    bags: dict[Passage, Bag] = {}
    for path, text in texts.items():
        bags.update((passage, _bag(part, view)) for passage, part in passages_of(path, text))
    return bm25(view.query, bags, rarities(view.bodies.values()))


def _bag(part: str, view: View) -> Bag:
    terms = terms_in(part)
    return Bag({number: count for number, count in terms.items() if number in view.query}, sum(terms.values()))


def best_of(judged: Mapping[Passage, float], paths: Sequence[str]) -> dict[str, float]:
    """Of each file the score of its best passage."""
    found: dict[str, float] = {}
    for passage, score in judged.items():
        found[passage.path] = max(score, found.get(passage.path, 0.0))
    return {path: found[path] for path in paths if path in found}
