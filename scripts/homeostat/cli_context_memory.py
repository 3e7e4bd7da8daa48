"""What contexts go by besides the repository: what accepted fixes taught, what the settings want."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from homeostat.adapters.clock import SystemClock
from homeostat.adapters.items import ItemCache
from homeostat.adapters.ledger import SqliteLedger
from homeostat.cli_context_build import Context
from homeostat.cli_places import context_in, ledger_in
from homeostat.settings import Settings
from homeostat.understand.context.adapt import KIND, adapted, lesson_of, told
from homeostat.understand.context.fusion import WEIGHTS
from homeostat.understand.context.items import Priority, Wanted

_PRIORITIES: Final = {priority.name.lower(): priority for priority in Priority}


class ContextMemory:
    """Lessons in the ledger; without one, or with `learning: false`, the weights stay as they came."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        """`folder`: the project's cache folder, which the ledger is in."""
        self._ledger = SqliteLedger(ledger_in(folder)) if folder and settings.learning else None

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The weights of the signals. Raises StoreFailed."""
        return adapted(self._ledger.lessons(KIND)) if self._ledger else WEIGHTS

    def explained(self) -> list[str]:
        """What lessons changed, in words."""
        return told(self.weights)

    def learn(self, context: Context, changed: Collection[str]) -> str:
        """Keep what an accepted fix that changed these files says of the context that was made for it; in words what became of it."""
        if not self._ledger:
            return "nothing is learnt: there is no ledger, or learning is off"
        lesson = lesson_of(context.ranking, changed, self.weights)
        if lesson is None:
            return "nothing is learnt: none of these files was ranked"
        self._ledger.learn(KIND, lesson, SystemClock().now())
        return f"learnt from {len(set(changed))} files of an accepted fix"


def items_in(folder: Path | None) -> ItemCache | None:
    """The cache of what is known of files."""
    return ItemCache(context_in(folder)) if folder else None


def wanted_of(patterns: Iterable[str]) -> list[Wanted]:
    """`*.custom=high` of the settings."""
    pairs = (text.rpartition("=") if "=" in text else (text, "", "medium") for text in patterns)
    return [Wanted(pattern=pattern, priority=_PRIORITIES[name], name="context-patterns") for pattern, _, name in pairs]
