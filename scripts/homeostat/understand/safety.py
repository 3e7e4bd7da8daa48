"""Whether a regular expression of the user's is safe to run on lines that anybody may have written.

An expression is safe if its steps on one line are bounded by a number that is worked out here, before it is ever run. What makes a
backtracking engine slow are exits: the places at which a part may end, each of which has what follows tried anew. So exits are
counted. One is alive only if what follows can begin there: `\\d+:` has one, since a digit is no colon. Places in a line follow one
another, so that k parts with n exits each have n**k / k! of them together, and words between them make them fewer still. A part that
is repeated without end must have one exit only, or they multiply with every turn.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.understand.safety_tree import (
    END,
    Aside,
    Char,
    Choice,
    Item,
    Items,
    Loop,
    Mark,
    Refused,
    least_width,
    tree_of,
)

LONGEST_LINE: Final = 500
"""Characters of a line that an expression is shown. Its bound holds for as many."""

MOST_STEPS: Final = 50_000_000
"""On one line: about a tenth of a second. Two parts like `.*` that overlap, tried from every place of the line, take 2 * 500**3 / 6;
three take fifty times as much."""

LONGEST_SOURCE: Final = 500
MOST_REPEATS: Final = 1000
MOST_BEHIND: Final = 100
"""Characters that a look-behind may look back: it does so at every place of a line."""

_HEAD: Final = 12  # characters of what follows that are compared
_MOST_TURNS: Final = 16  # of a bounded repeat whose part has several exits
_NESTED: Final = (
    "repeats a part that can be split up in several ways, which may take for ever: "
    "let the alternatives begin differently, or end the part with a character that it does not repeat"
)
_TOO_MANY: Final = "repeats so many parts that overlap that nobody can say how long it takes: write .{0,80} in place of .*"
_EMPTY_TURN: Final = "repeats a part that may be empty, which may take for ever: let the part match one character at least"

Head = tuple[int, ...]
Cost = tuple[float, ...]
"""A polynomial: the sum of c[k] * n**k / k! for a line of n characters."""

_ONE: Cost = (1.0,)
_ENDLESS: Final = 8  # degree from which on nothing is reckoned any more


@dataclass(frozen=True, slots=True)
class Follow:
    """What comes after a part: the sets of its first characters. `done`: nothing that could fail."""

    head: Head = ()
    done: bool = False


_DONE: Final = Follow(done=True)


def complaint(source: str, flags: int = 0) -> str:
    """Why an expression is refused, as the end of a sentence; empty if it is safe."""
    if len(source) > LONGEST_SOURCE:
        return f"is longer than {LONGEST_SOURCE} characters: split it into several patterns"
    try:
        steps = most_steps(source, LONGEST_LINE, flags)
    except Refused as error:
        return str(error)
    except (re.error, OverflowError, Warning) as error:
        return f"is no proper regular expression: {error}"
    except RecursionError:
        return "is nested too deep: write it with fewer groups"
    if steps > MOST_STEPS:
        return (
            f"may take {min(steps, 1e15) / 1e6:,.0f} million steps on one line: write .{{0,80}} in place of .* "
            "(and the like), or put longer words between"
        )
    return ""


def most_steps(source: str, length: int, flags: int = 0) -> float:
    """Upper bound of the steps that a search takes on any line of this length, but for a small factor.

    Raises Refused for what has no such bound or can match nothing at all; re.error, OverflowError, RecursionError or a Warning for
    what is no proper expression.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        items = tree_of(source, flags, MOST_REPEATS)
    if not least_width(items):
        raise Refused("matches the empty text, and so every line: make a part of it mandatory")
    return sum(_searching(branch, length) for branch in _branches(items)) + length


def _branches(items: Items) -> tuple[Items, ...]:
    """The alternatives of an expression that is nothing else: each is tried from where it can begin."""
    match items:
        case (Choice(branches),):
            return tuple(inner for branch in branches for inner in _branches(branch))
    return (items,)


def _searching(items: Items, length: int) -> float:
    anchored = isinstance(items[0], Mark) and items[0].at_start
    start = _ONE if anchored else (0.0, 1.0 / _period(_head(items, _DONE)))
    _, work = _cost(items, _DONE)
    return _value(_times(start, work), length)


# -- what a part costs: its live exits, and the steps within it ----------------------------------------------------------------


def _cost(items: Items, follow: Follow) -> tuple[Cost, Cost]:
    exits: Cost = _ONE
    work: Cost = (0.0,)
    for index, item in enumerate(items):
        item_exits, item_work = _cost_of(item, _after(items[index + 1 :], follow))
        work = _plus(work, _times(exits, item_work))
        exits = _times(exits, item_exits)
    return exits, work


def _cost_of(item: Item, follow: Follow) -> tuple[Cost, Cost]:
    match item:
        case Loop((Char(letters),), least, most):
            return _cost_of_run(letters, least, most, follow)
        case Loop(_, _, 1):
            return _cost_of_option(item, follow)
        case Loop():
            return _cost_of_loop(item, follow)
        case Choice(branches):
            return _cost_of_choice(branches, follow)
        case Aside(body, looks):
            return _cost_of_aside(body, looks=looks)
    return _ONE, _ONE


def _cost_of_run(letters: int, least: int, most: int | None, follow: Follow) -> tuple[Cost, Cost]:
    """One character, repeated."""
    work: Cost = (0.0, 1.0) if most is None else (float(most),)
    if follow.done or most == least or (follow.head and not letters & follow.head[0]):
        return _ONE, work
    period = _period(follow.head)
    return (1.0, 1.0 / period) if most is None else (math.ceil((most - least + 1) / period),), work


def _cost_of_option(loop: Loop, follow: Follow) -> tuple[Cost, Cost]:
    exits, work = _cost(loop.body, follow)
    if loop.least == 0 and not follow.done:
        exits = _larger(exits, _ONE) if _differ(_head(loop.body, follow), follow.head) else _plus(exits, _ONE)
    return exits, _plus(work, _ONE)


def _cost_of_loop(loop: Loop, follow: Follow) -> tuple[Cost, Cost]:
    head, width = _head(loop.body, Follow()), least_width(loop.body)
    if not width:
        raise Refused(_EMPTY_TURN)
    inner = Follow(head if follow.done else _either(head, follow.head))
    exits, work = _cost(loop.body, inner)
    if exits[1:] or exits[0] > 1:
        return _cost_of_turns(loop, exits, work)
    ends_once = follow.done or loop.least == loop.most or _differ(head, follow.head)
    if loop.most is None:
        turns: Cost = (1.0, 1.0 / width)
        return _ONE if ends_once else turns, _times(turns, work)
    return _ONE if ends_once else (float(loop.most - loop.least + 1),), _times((float(loop.most),), work)


def _cost_of_turns(loop: Loop, exits: Cost, work: Cost) -> tuple[Cost, Cost]:
    """A part of several exits: each turn multiplies them."""
    if loop.most is None or loop.most > _MOST_TURNS:
        raise Refused(_NESTED)
    power: Cost = _ONE
    all_exits: Cost = (0.0,)
    all_work: Cost = (0.0,)
    for turn in range(loop.most + 1):
        if turn >= loop.least:
            all_exits = _plus(all_exits, power)
        all_work = _plus(all_work, _times(power, work))
        power = _times(power, exits)
    return all_exits, all_work


def _cost_of_choice(branches: Sequence[Items], follow: Follow) -> tuple[Cost, Cost]:
    costs = [_cost(branch, follow) for branch in branches]
    heads = [_head(branch, follow) for branch in branches]
    apart = all(_differ(one, other) for index, one in enumerate(heads) for other in heads[:index])
    exits: Cost = (0.0,)
    work = _ONE
    for branch_exits, branch_work in costs:
        exits = _larger(exits, branch_exits) if apart else _plus(exits, branch_exits)
        work = _plus(work, branch_work)
    return exits, work


def _cost_of_aside(body: Items, *, looks: bool) -> tuple[Cost, Cost]:
    if looks and least_width(body) > MOST_BEHIND:
        raise Refused(f"looks more than {MOST_BEHIND} characters ahead or back: shorten that part")
    _, work = _cost(body, _DONE)
    return _ONE, _plus(work, _ONE)


# -- what may come next --------------------------------------------------------------------------------------------------------


def _after(rest: Items, follow: Follow) -> Follow:
    """What follows an item: the rest of its sequence and what follows that."""
    if follow.done and all(isinstance(item, Loop) and item.least == 0 for item in rest):
        return _DONE
    return Follow(_head(rest, follow))


def _head(items: Items, follow: Follow) -> Head:
    """The sets of the first characters, as far as they are known. Nothing is known after the end of the expression."""
    if not items:
        return follow.head
    first, rest = items[0], items[1:]
    match first:
        case Char(letters):
            return (letters, *_head(rest, follow))[:_HEAD]
        case Mark(at_end=True):
            return (END,)
        case Choice(branches):
            heads = [_head((*branch, *rest), follow) for branch in branches]
            return _united(heads)
        case Loop():
            return _head_of_loop(first, rest, follow)
        case Aside(body, False):
            return _head((*body, *rest), follow)
    return _head(rest, follow)  # a mark, a look aside: they have no width


def _head_of_loop(loop: Loop, rest: Items, follow: Follow) -> Head:
    after = _head(rest, follow)
    if loop.least == 0:
        return _either(_head(loop.body, Follow()), after) if after else ()
    match loop.body:
        case (Char(letters),) if loop.least == loop.most:
            return ((letters,) * min(loop.least, _HEAD) + after)[:_HEAD]
        case (Char(letters),):
            return ((letters,) * min(loop.least, _HEAD) + _either((letters,), after))[:_HEAD]
    return _head(loop.body, Follow())


def _united(heads: Iterable[Head]) -> Head:
    first, *others = heads
    for head in others:
        first = _either(first, head)
    return first


def _either(one: Head, other: Head) -> Head:
    return tuple(a | b for a, b in zip(one, other, strict=False))


def _differ(one: Head, other: Head) -> bool:
    """Whether no text begins in both ways."""
    return any(not a & b for a, b in zip(one, other, strict=False))


def _period(head: Head) -> int:
    """The least distance at which text can begin with this again: 3 for `foo`, 1 for `aa`."""
    shifts = range(1, len(head))
    return next((shift for shift in shifts if all(a & b for a, b in zip(head, head[shift:], strict=False))), max(1, len(head)))


# -- polynomials ---------------------------------------------------------------------------------------------------------------


def _plus(one: Cost, other: Cost) -> Cost:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return tuple(a + (shorter[index] if index < len(shorter) else 0.0) for index, a in enumerate(longer))


def _larger(one: Cost, other: Cost) -> Cost:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return tuple(max(a, shorter[index]) if index < len(shorter) else a for index, a in enumerate(longer))


def _times(one: Cost, other: Cost) -> Cost:
    """Of parts that follow one another: places in a line are in order, so that n by n places are n**2 / 2 pairs."""
    product = [0.0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            product[i + j] += a * b
    if len(product) > _ENDLESS:
        raise Refused(_TOO_MANY)
    return tuple(product)


def _value(cost: Cost, length: int) -> float:
    return sum((c * float(length) ** degree / math.factorial(degree) for degree, c in enumerate(cost)), 0.0)
