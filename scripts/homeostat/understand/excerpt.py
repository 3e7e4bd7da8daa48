"""Which lines of a log to show, the most relevant first.

Every line gets a sum of weights: for the clues and shapes that it has and that its neighbours have, for being part of what a format
or a rule read, for where it stands in the output of the command that failed, for being usual (said often, or said by green runs of
the same job too). The weights were learnt from logs in which people marked the cause (`excerpt_weights`). Only places where there
is something to expect are scored, so that the cost does not grow with the log.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Final, TypeAlias

from homeostat.understand.clues import shapes_of, weak_clues
from homeostat.understand.excerpt_weights import PLACES, SIGNS, WINDOWS

Span: TypeAlias = tuple[int, int]

MOST_LINES: Final = 200
"""Lines of an excerpt: what a person reads and what a prompt has room for."""

_TIERS: Final = (12, 50, MOST_LINES)  # the best lines come first also for those who cut the excerpt shorter
_SCORED: Final = 4000  # lines that are scored
_BEFORE: Final = 15  # lines scored before and after a line with a strong clue; the end of what failed is always scored
_AFTER: Final = 25
_END: Final = 250
_STRONG: Final = ("error:", "exception", "fatal", "test", "cannot", "missing", "fail", "error")
_MOST_STRONG: Final = 20_000
_MOST_SECTIONS: Final = 4
_MOST_READ: Final = 40
_MOST_GREENS: Final = 3
_BY_HAND: Final = {"usual": -6.0, "new": 1.0, "evidence": 4.0}
"""Weights that are not learnt: the logs that the others are learnt from have no green runs, and the line that the category rests on
is to be seen whatever people would mark."""

_OF_FORMATS: Final = frozenset({"reported", "begins", "first", "cause"})
_DIGITS: Final = str.maketrans("", "", "0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is known of a region before its lines are looked at: indices in order.

    `clues`: class → lines that hold one of its words. `failed`: the output of each command that failed, (first, last). `spans`: what formats read, `cause`: the line that a rule chose, -1 for none. `usual`: what green runs of
    the job say (`usual_texts`); None if there are none.
    """

    size: int
    clues: Mapping[str, Sequence[int]]
    failed: Sequence[Span] = ()
    spans: Sequence[Span] = ()
    cause: int = -1
    usual: Container[str] | None = None


@dataclass(slots=True)
class Scored:
    """Lines with their signs, and afterwards their value. `first` is the index of the first one; they are neighbours."""

    first: int
    signs: list[list[str]]
    places: list[dict[str, float]]
    values: list[float] = field(default_factory=list)


def rank_lines(lines: Sequence[str], outline: Outline) -> list[Span]:
    """Blocks (first, last) of the best lines, indices from 0, both ends included, the best block first."""
    values = {scored.first + i: value for scored in score(lines, outline) for i, value in enumerate(scored.values)}
    order = sorted(values, key=lambda index: (-values[index], -index))
    spans: list[Span] = []
    taken = 0
    for tier in _TIERS:
        blocks = _blocks(sorted(order[taken:tier]))
        spans += sorted(blocks, key=lambda block: -max(values[i] for i in range(block[0], block[1] + 1)))
        taken = tier
    return spans


def score(lines: Sequence[str], outline: Outline) -> list[Scored]:
    """The lines that were looked at, with their values."""
    blocks = signs_of(lines, outline)
    for block in blocks:
        block.values = _values(block)
    return blocks


def signs_of(lines: Sequence[str], outline: Outline) -> list[Scored]:
    """The lines that are looked at and all that speaks for or against them; what the weights are learnt from."""
    ranges = _ranges(lines, outline)
    texts = {index: lines[index] for start, stop in ranges for index in range(start, stop)}
    cores = {index: core(text) for index, text in texts.items()}
    known = _known(outline, texts)
    counts = Counter(cores.values())
    blocks = []
    for start, stop in ranges:
        signs = [_signs(known.get(i, ()), shapes_of(texts[i])) for i in range(start, stop)]
        places = [_place(i, outline) | _news(cores[i], signs[i - start], counts, outline) for i in range(start, stop)]
        if start <= outline.cause < stop:
            places[outline.cause - start]["evidence"] = 1.0
        blocks.append(Scored(first=start, signs=signs, places=places))
    return blocks


def _signs(clues: Sequence[str], shapes: Sequence[str]) -> list[str]:
    """In a frame of a stack trace words are parts of names: `testFails` says nothing of an error."""
    return [*(name for name in clues if name in _OF_FORMATS or "frame" not in shapes), *shapes]


def core(text: str) -> str:
    """What is left of a line that differs from run to run: no digits, so no times and sizes, and no letters of hexadecimal numbers."""
    return text.translate(_DIGITS).strip()


def usual_texts(greens: Iterable[Iterable[str]]) -> frozenset[str] | None:
    """The cores of all lines of logs of green runs; None without any."""
    cores = [frozenset(map(core, lines)) for lines in islice(greens, _MOST_GREENS)]
    return frozenset().union(*cores) if cores else None


def _known(outline: Outline, texts: Mapping[int, str]) -> Mapping[int, list[str]]:
    """The clues of the lines, and whether a format or a rule speaks of them."""
    known: dict[int, list[str]] = defaultdict(list)
    for name, indices in (*outline.clues.items(), *weak_clues(texts).items()):
        for index in texts.keys() & indices:
            known[index].append(name)
    for start, stop in outline.spans:
        for index in range(start, stop + 1):
            known[index].append("reported")
        known[start].append("begins")
    for start, stop in outline.spans[:1]:
        for index in range(start, stop + 1):
            known[index].append("first")
    if outline.cause >= 0:
        known[outline.cause].append("cause")
    return known


# -- where to look -------------------------------------------------------------------------------------------------------


def _ranges(lines: Sequence[str], outline: Outline) -> list[Span]:
    """Where lines are scored, as (start, stop)."""
    wanted: set[int] = set()
    for around in _occasions(lines, outline):
        wanted.update(range(max(0, around[0]), min(outline.size, around[1])))
        if len(wanted) >= _SCORED:
            break
    return [(first, last + 1) for first, last in _blocks(sorted(wanted))]


def _occasions(lines: Sequence[str], outline: Outline) -> Iterator[Span]:
    """Where there is something to expect: the ends of what failed, what was read, and strong clues, the rarest words first."""
    ends = [*(end for _, end in outline.failed[-_MOST_SECTIONS:]), outline.size - 1]
    yield from ((end - _END, end + _AFTER) for end in reversed(ends))
    if outline.cause >= 0:
        yield outline.cause - _BEFORE, outline.cause + _AFTER
    yield from ((start - _BEFORE, stop + _BEFORE) for start, stop in outline.spans[:_MOST_READ])
    yield from ((index - _BEFORE, index + _AFTER) for index in _strong(lines, outline))


def _strong(lines: Sequence[str], outline: Outline) -> list[int]:
    """Lines with strong clues: those first that hold many and are, numbers aside, rare; of the same text the first and the last."""
    clues = Counter(index for name in _STRONG for index in outline.clues.get(name, ()))
    indices = sorted(clues)
    if len(indices) > _MOST_STRONG:
        indices = indices[: _MOST_STRONG // 4] + indices[-_MOST_STRONG * 3 // 4 :]
    same: dict[str, list[int]] = {}
    for index in indices:
        same.setdefault(core(lines[index]), []).append(index)
    rare = sorted(same.values(), key=lambda group: (len(group).bit_length() - 2 * clues[group[0]], -group[-1]))
    return [index for group in rare for index in dict.fromkeys((group[0], group[-1]))]


def _blocks(indices: Sequence[int]) -> list[Span]:
    """Runs of neighbours as (first, last)."""
    blocks: list[Span] = []
    for index in indices:
        if blocks and blocks[-1][1] == index - 1:
            blocks[-1] = (blocks[-1][0], index)
        else:
            blocks.append((index, index))
    return blocks


# -- where a line stands -------------------------------------------------------------------------------------------------


def _place(index: int, outline: Outline) -> dict[str, float]:
    """Where the line stands in the output of what failed, or outside of it."""
    at = bisect_left(outline.failed, index, key=lambda section: section[1])
    inside = at < len(outline.failed) and outline.failed[at][0] <= index
    if outline.failed and not inside:
        return {"after" if at == len(outline.failed) else "between": 1.0, "from end": math.log1p(outline.size - 1 - index)}
    start, end = outline.failed[at] if inside else (0, outline.size - 1)
    place = {"distance": math.log1p(end - index), "from end": math.log1p(outline.size - 1 - index), _near(end - index): 1.0}
    if inside:
        place |= {"inside": 1.0, "through": (index - start) / max(1, end - start), "length": math.log1p(end - start)}
    return place


def _news(text: str, signs: Iterable[str], counts: Mapping[str, int], outline: Outline) -> dict[str, float]:
    """How often the log says it, and whether green runs say it too. Numbers make the difference where failures are counted."""
    if not text:
        return {}
    news = {"often": math.log2(counts[text])}
    if outline.usual is not None:
        news["new" if text not in outline.usual or "count" in signs else "usual"] = 1.0
    return news


def _near(distance: int) -> str:
    return next((f"within {limit}" for limit in (1, 3, 8, 20, 50, 120) if distance <= limit), "far")


# -- what it is worth ----------------------------------------------------------------------------------------------------


def _values(block: Scored) -> list[float]:
    """Own weights plus, for each window of neighbours, the mean of what they say of this line."""
    heard = [_sum_of(signs) for signs in block.signs]
    values = [
        own[0] + sum(_WORTH.get(name, 0.0) * amount for name, amount in place.items())
        for own, place in zip(heard, block.places, strict=True)
    ]
    size = len(values)
    for column, (low, high) in enumerate(WINDOWS, start=1):
        sums = [0.0, *accumulate(row[column] for row in heard)]
        width = high - low + 1
        for i in range(size):
            start, stop = max(0, min(size, i + low)), max(0, min(size, i + high + 1))
            values[i] += (sums[stop] - sums[start]) / width
    return values


def _sum_of(signs: Iterable[str]) -> Sequence[float]:
    rows = [SIGNS[name] for name in signs if name in SIGNS]
    if not rows:
        return _NOTHING
    return rows[0] if len(rows) == 1 else [sum(column) for column in zip(*rows, strict=True)]


_WORTH: Final = {**PLACES, **_BY_HAND}
_NOTHING: Final = (0.0,) * (len(WINDOWS) + 1)
