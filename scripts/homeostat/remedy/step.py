"""Climb the ladder: each remedy that applies gets a clean bench and may propose one candidate."""

from __future__ import annotations

from collections.abc import Iterator

from homeostat.errors import PreparationFailed
from homeostat.records import Remedy
from homeostat.remedy.contract import Case, Strategy
from homeostat.remedy.ladder import LADDER
from homeostat.world import Bench, World


def climb(case: Case, bench: Bench, world: World, strategies: tuple[Strategy, ...] = LADDER) -> Iterator[Remedy]:
    """Candidates in order, each found only when it is asked for. `bench` has to be prepared with the case's recipe.

    A strategy may leave other distributions installed than it found, so the environment is made anew before the next one.
    One that cannot prepare what it wants to try has nothing to propose. Raises PreparationFailed if the case's own recipe cannot
    be prepared again, IndexUnreachable if the index does not answer.
    """
    fresh = True
    for strategy in (strategy for strategy in strategies if strategy.applies(case)):
        bench.reset()
        if not fresh:
            bench.prepare(case.recipe)
        fresh = False
        world.reporter.say(f"trying {strategy.name}")
        if remedy := _proposed(strategy, case, bench, world):
            yield remedy


def _proposed(strategy: Strategy, case: Case, bench: Bench, world: World) -> Remedy | None:
    try:
        return strategy.propose(case, bench, world)
    except PreparationFailed as error:
        world.reporter.say(f"{strategy.name} could not prepare the environment: {error}")
        return None
