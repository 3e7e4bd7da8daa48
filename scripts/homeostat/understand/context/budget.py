"""What is shown within a budget of tokens: evidence first, then what is worth most for its tokens, and no more than there is room for."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.understand.context.items import Piece, Priority

HEADING: Final = 20
"""Tokens of the line above an item, which says what it is."""

_EVIDENCE: Final = 0.5
"""Of the budget at most goes to evidence while something else is there to show: the log alone does not cure."""

_FIRST: Final = 0.04
"""Of the budget for one piece of what was only ranked; it is cut there, and the rest of it waits."""

_SHORTEST: Final = 220  # tokens that such a piece has at least, however small the budget
_LEAST: Final = 60  # tokens; a shorter rest says nothing
_ENOUGH: Final = 0.97  # of the budget


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


class _Room:
    """What is taken so far."""

    def __init__(self, budget: int, most: int, measure: Measure) -> None:
        self.left = budget
        self.most = most
        self.items: list[Item] = []
        self._measure = measure
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def cost(self, piece: Piece) -> int:
        return self._measure(piece.content) + HEADING

    def take(self, piece: Piece, limit: int) -> Piece | None:
        """Show a piece, cut to the limit where it is longer; gives what is left of it, if any."""
        room = min(limit, self.left)
        shown, rest = _cut(piece, room - HEADING, self._measure)
        if shown is None:
            return piece
        tokens = self.cost(shown)
        self.left -= tokens
        self.items.append(Item(piece=shown, tokens=tokens))
        if shown.start:
            self._spans[shown.path].append((shown.start, shown.stop))
        return rest

    def shows(self, piece: Piece) -> bool:
        """Whether its lines are shown already."""
        return bool(piece.start) and any(start <= piece.start and piece.stop <= stop for start, stop in self._spans[piece.path])

    @property
    def full(self) -> bool:
        return len(self.items) >= self.most or self.left < HEADING + _LEAST


def choose(found: Sequence[Piece], budget: int, most: int, measure: Measure) -> tuple[list[Item], list[Omitted]]:
    """Items that fit into `budget` tokens, `most` of them at the most, best first; and what is left out. `measure` counts tokens."""
    room = _Room(budget, most, measure)
    evidence = sorted((piece for piece in found if piece.priority is Priority.CRITICAL), key=lambda piece: -piece.value)
    others = [piece for piece in found if piece.priority is not Priority.CRITICAL]
    later = _place(room, evidence, _limits(evidence, budget if not others else int(budget * _EVIDENCE), room))
    ranked = sorted(others, key=lambda piece: (-_density(piece, room), piece.path, piece.start))
    later += _place(room, ranked, [max(int(budget * _FIRST), _SHORTEST)] * len(ranked))
    left = _place(room, later, [budget] * len(later))  # what was cut goes on while there is room
    return sorted(room.items, key=_order), list(_omitted(left, room))


def _limits(evidence: Sequence[Piece], budget: int, room: _Room) -> list[int]:
    """Evidence shares its part of the budget: what is short leaves its share to what is long."""
    costs = sorted(map(room.cost, evidence))
    left, fair = budget, budget
    for number, cost in enumerate(costs):
        fair = left // (len(costs) - number)
        if cost > fair:
            break
        left -= cost
    return [max(fair, HEADING + _LEAST)] * len(evidence)


def _place(room: _Room, pieces: Iterable[Piece], limits: Iterable[int]) -> list[Piece]:
    """Take what there is room for; gives what is left, whole or in part."""
    left: list[Piece] = []
    for piece, limit in zip(pieces, limits, strict=True):
        if room.shows(piece):
            continue
        rest = piece if room.full else room.take(piece, limit)
        if rest is not None:
            left.append(rest)
    return left


def _density(piece: Piece, room: _Room) -> float:
    """Worth for its tokens, by their root: a definition is worth more than a line of it."""
    return piece.value / math.sqrt(room.cost(piece))


def _cut(piece: Piece, room: int, measure: Measure) -> tuple[Piece | None, Piece | None]:
    """The lines from the beginning that fit, and the others."""
    if measure(piece.content) <= room:
        return piece, None
    lines = piece.content.split("\n")
    count = _fitting(lines, room, measure)
    if count == 0 or room < _LEAST:
        return None, piece
    shown = "\n".join(lines[:count])
    last = piece.start + count - 1 if piece.start else 0
    first = dataclasses.replace(piece, content=shown, stop=last, cut=True)
    rest = dataclasses.replace(
        piece, content="\n".join(lines[count:]), start=last + 1 if piece.start else 0, value=piece.value / 2, cut=True
    )
    return first, rest


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
    reason = "as many items as asked for" if len(room.items) >= room.most else "no room within the budget"
    for piece in left:
        yield Omitted(path=piece.path, kind=piece.kind, reason=f"the rest of it: {reason}" if piece.cut else reason)
