"""Weights that move with what was learnt: signals that would have found the files of accepted fixes gain, the others lose.

Bounded on purpose: no project's few fixes turn a signal off, and none lets one outvote all others.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from homeostat.understand.context.fusion import WEIGHTS, Ranking

KIND: Final = "context"
"""Of these lessons in the ledger."""

FURTHEST: Final = 2.0
"""Times that a weight may grow or shrink."""

_DOUBT: Final = 10  # lessons after which half of what they say counts
_STEP: Final = 2.0  # how much an advantage of 1 (always first, the others never) would change a weight, as an exponent

Lesson = Mapping[str, float]


def lesson_of(ranking: Ranking, changed: Collection[str], weights: Mapping[str, float]) -> dict[str, float] | None:
    """How near to its first place each signal had the files that the accepted fix changed: 1 first … 0 not at all.

    None if it changed nothing that was ranked.
    """
    found = [ranked for ranked in ranking.files if ranked.path in changed]
    if not found:
        return None
    return {
        name: sum(ranked.shares.get(name, 0.0) for ranked in found) / len(found) / weights[name]
        for name in weights
        if weights[name]
    }


def adapted(lessons: Sequence[Lesson], weights: Mapping[str, float] = WEIGHTS) -> dict[str, float]:
    """The weights after these lessons: each times e to the power of how much better than the mean its signal was, in doubt less."""
    if not lessons:
        return dict(weights)
    trust = _STEP * len(lessons) / (len(lessons) + _DOUBT)
    means = {name: _mean(_number(lesson.get(name)) for lesson in lessons) for name in weights}
    middle = _mean(means.values())
    return {name: weight * _bounded(math.exp(trust * (means[name] - middle))) for name, weight in weights.items()}


def told(weights: Mapping[str, float], before: Mapping[str, float] = WEIGHTS) -> list[str]:
    """What lessons changed, in words, the largest change first; nothing where none did."""
    moved = sorted(((weights[name] / before[name], name) for name in before), key=lambda change: -abs(math.log(change[0])))
    return [f"{name}: {ratio:.2f} times its weight" for ratio, name in moved if abs(ratio - 1) >= 0.01]


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _bounded(factor: float) -> float:
    return min(max(factor, 1 / FURTHEST), FURTHEST)


def _number(value: Any) -> float:
    """A ledger may have come from elsewhere: what is no share between 0 and 1 says nothing."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else 0.0
