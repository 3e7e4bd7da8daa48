"""What is shown within a budget of tokens: evidence first, then what is worth most for its tokens, and no more than there is room for."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from homeostat.understand.context.items import Piece, Priority

FENCE: Final = 8
"""Tokens of the two lines around an item and of the blank one after it."""

_EVIDENCE: Final = 0.5
"""Of the budget at most goes to evidence while something else is there to show: the log alone does not cure."""

_FIRST: Final = 0.04
"""Of the budget for one piece of what was only ranked; it is cut there, and the rest of it waits."""

_SHORTEST: Final = 220  # tokens that such a piece has at least, however small the budget
_LEAST: Final = 60  # tokens; a shorter rest says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece that is shown, with its tokens, heading included."""

    piece: Piece
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """A piece that is not shown, and why."""

    path: str
    kind: str
    reason: str


Measure = Callable[[str], int]


def heading(piece: Piece) -> str:
    """The line above an item, which says what it is."""
    where = f" {piece.path}" if piece.path else ""
    lines = f":{piece.start}-{piece.stop}" if piece.start else ""
    return f"## {piece.kind.value}{where}{lines}{' (cut)' if piece.cut else ''}"


class _Room:
    """What is taken so far, each piece as it is shown with the whole of it."""

    def __init__(self, budget: int, most: int, measure: Measure) -> None:
        self.left = budget
        self.most = most
        self.taken: list[tuple[Item, Piece]] = []
        self._measure = measure
        self._spans: dict[str, set[int]] = defaultdict(set)

    def cost(self, piece: Piece) -> int:
        """Tokens of a piece with its heading and its fence."""
        return self._measure(piece.content) + self._measure(heading(piece)) + FENCE

    def take(self, piece: Piece, limit: int) -> bool:
        """Show a piece, cut to the limit where it is longer; whether anything of it is shown."""
        item = self._fit(piece, min(limit, self.left))
        if item:
            self.taken.append((item, piece))
            self._count(item, 1)
        return item is not None

    def grow(self) -> None:
        """Show more of what was cut, while there is room."""
        for number, (item, whole) in enumerate(self.taken):
            if item.piece.content != whole.content:
                self._count(item, -1)
                rest = next(iter(self.fresh(whole)), whole)
                more = self._fit(rest, self.left) or item
                self.taken[number] = (more, whole)
                self._count(more, 1)

    def fresh(self, piece: Piece) -> list[Piece]:
        """The runs of lines of a piece that are not shown yet."""
        shown = self._spans[piece.path] if piece.start else set()
        if shown.isdisjoint(range(piece.start, piece.stop + 1)):
            return [piece]
        lines = piece.content.split("\n")
        free = [number for number in range(piece.start, piece.start + len(lines)) if number not in shown]
        runs = ([number for _, number in group] for _, group in groupby(enumerate(free), key=lambda pair: pair[1] - pair[0]))
        parts = ((run[0], run[-1], "\n".join(lines[run[0] - piece.start : run[-1] - piece.start + 1])) for run in runs)
        return [dataclasses.replace(piece, start=first, stop=last, content=text) for first, last, text in parts if text.strip()]

    @property
    def full(self) -> bool:
        """Whether nothing more fits."""
        return len(self.taken) >= self.most or self.left < FENCE + _LEAST

    def _fit(self, piece: Piece, room: int) -> Item | None:
        shown = piece if self.cost(piece) <= room else self._cut(piece, room)
        return Item(piece=shown, tokens=self.cost(shown)) if shown else None

    def _cut(self, piece: Piece, room: int) -> Piece | None:
        """As many lines from the beginning as fit."""
        lines = piece.content.split("\n")
        heads = dataclasses.replace(piece, cut=True)
        number = _fitting(lines, room - self._measure(heading(heads)) - FENCE, self._measure)
        if number == 0 or room < _LEAST:
            return None
        last = piece.start + number - 1 if piece.start else 0
        return dataclasses.replace(heads, content="\n".join(lines[:number]), stop=last)

    def _count(self, item: Item, sign: int) -> None:
        self.left -= sign * item.tokens
        piece = item.piece
        lines = range(piece.start, piece.stop + 1) if piece.start else range(0)
        own = self._spans[piece.path]
        own.update(lines) if sign > 0 else own.difference_update(lines)


def choose(found: Sequence[Piece], budget: int, most: int, measure: Measure) -> tuple[list[Item], list[Omitted]]:
    """Items that fit into `budget` tokens, `most` of them at the most, best first; and what is left out. `measure` counts tokens."""
    room = _Room(budget, most, cache(measure))
    evidence = sorted((piece for piece in found if piece.priority is Priority.CRITICAL), key=lambda piece: -piece.value)
    others = [piece for piece in found if piece.priority is not Priority.CRITICAL]
    left = _place(room, evidence, _limits(evidence, budget if not others else int(budget * _EVIDENCE), room))
    ranked = sorted(others, key=lambda piece: (-_density(piece, room), piece.path, piece.start))
    left += _place(room, ranked, [max(int(budget * _FIRST), _SHORTEST)] * len(ranked))
    room.grow()
    left = _place(room, left, [budget] * len(left))
    return sorted((item for item, _ in room.taken), key=_order), list(_omitted(left, room))


def _limits(evidence: Sequence[Piece], budget: int, room: _Room) -> list[int]:
    """Evidence shares its part of the budget: what is short leaves its share to what is long."""
    costs = sorted(map(room.cost, evidence))
    left, fair = budget, budget
    for number, cost in enumerate(costs):
        fair = left // (len(costs) - number)
        if cost > fair:
            break
        left -= cost
    return [max(fair, FENCE + _LEAST)] * len(evidence)


def _place(room: _Room, pieces: Iterable[Piece], limits: Iterable[int]) -> list[Piece]:
    """Take what there is room for; gives what is left. Lines that are shown already are not shown again."""
    left: list[Piece] = []
    for piece, limit in zip(pieces, limits, strict=True):
        left += [part for part in room.fresh(piece) if room.full or not room.take(part, limit)]
    return left


def _density(piece: Piece, room: _Room) -> float:
    """Worth for its tokens, by their root: a definition is worth more than a line of it."""
    return piece.value / math.sqrt(room.cost(piece))


def _fitting(lines: Sequence[str], room: int, measure: Measure) -> int:
    """How many lines fit: by halving, as more lines are never fewer tokens."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high + 1) // 2
        if measure("\n".join(lines[:middle])) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _order(item: Item) -> tuple[int, float, str, int]:
    piece = item.piece
    return piece.priority, -piece.score if piece.score else -piece.value, piece.path, piece.start


def _omitted(left: Iterable[Piece], room: _Room) -> Iterator[Omitted]:
    reason = "as many items as asked for" if len(room.taken) >= room.most else "no room within the budget"
    for item, whole in room.taken:
        if item.piece.content != whole.content:
            yield Omitted(path=whole.path, kind=whole.kind, reason="the rest of it: no room within the budget")
    for piece in left:
        yield Omitted(path=piece.path, kind=piece.kind, reason=reason)
