"""What a remedy strategy is given and what it must answer. A new strategy is a class with this shape and a line in `ladder.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from homeostat.records import Diagnosis, Log, Recipe, Remedy, Reproduction
from homeostat.world import Bench, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A failure that was seen again. `commit` is the failing commit, `committed_at` when it was made (ISO 8601).

    `deadline` is the reading of `world.clock.elapsed()` (seconds) at which a long search has to give up.
    """

    log: Log
    diagnosis: Diagnosis
    recipe: Recipe
    reproduction: Reproduction
    commit: str
    committed_at: str = ""
    deadline: float = math.inf


class Strategy(Protocol):
    """One rung of the ladder."""

    @property
    def name(self) -> str:
        """A stable name in kebab-case; it goes into evidence, result and ledger."""

    def applies(self, case: Case) -> bool:
        """Whether it is worth trying. Pure: decided from the records alone."""

    def propose(self, case: Case, bench: Bench, world: World) -> Remedy | None:
        """A candidate, or None. `bench` is prepared, red, and at the failing commit; it may be changed at will.

        The candidate is proven elsewhere, in a fresh worktree: nothing here needs to be believed.
        """
