"""What contexts go by besides the repository: what accepted fixes taught, what the settings want."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, reduce
from pathlib import Path
from typing import Final

from homeostat.adapters.clock import SystemClock
from homeostat.adapters.items import FILE, ItemCache
from homeostat.adapters.ledger import SqliteLedger
from homeostat.cli_context_build import Context
from homeostat.cli_places import context_in, ledger_in
from homeostat.errors import StoreFailed
from homeostat.settings import Settings
from homeostat.understand.context.adapt import KIND, adapted, lesson_of, told
from homeostat.understand.context.fusion import WEIGHTS
from homeostat.understand.context.items import Priority, Wanted
from homeostat.understand.context.tokens import Calibration

_log = logging.getLogger(__name__)
_TOKENS: Final = "tokens:"  # and the name of the model: the kind of such lessons in the ledger
_SECRET: Final = re.compile(r"(?i)token|secret|passw|credential|(?:api|access|private|auth)_?key")
_SHORTEST: Final = 8  # characters; a shorter value stands in ordinary text too often
_PRIORITIES: Final = {priority.name.lower(): priority for priority in Priority}


class ContextMemory:
    """Lessons in the ledger; without one, or with `learning: false`, the weights stay as they came."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        """`folder`: the project's cache folder, which the ledger is in."""
        self._ledger = SqliteLedger(ledger_in(folder)) if folder and settings.learning else None

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The weights of the signals."""
        try:
            return adapted(self._ledger.lessons(KIND)) if self._ledger else WEIGHTS
        except StoreFailed as error:
            _log.warning("%s; what was learnt does not count", error)
            return WEIGHTS

    def calibration(self, model: str) -> Calibration:
        """What a model's reports of its usage say of our estimates. Raises StoreFailed."""
        reports = self._ledger.lessons(_TOKENS + model) if self._ledger and model else []
        pairs = ((report.get("estimated"), report.get("actual")) for report in reports)
        known = ((left, right) for left, right in pairs if isinstance(left, int) and isinstance(right, int))
        return reduce(lambda so_far, pair: so_far.observed(*pair), known, Calibration(model=model))

    def observed(self, model: str, estimated: int, actual: int) -> None:
        """Keep what a reply reported: tokens that were estimated and that were counted. Raises StoreFailed."""
        if self._ledger:
            self._ledger.learn(_TOKENS + model, {"estimated": estimated, "actual": actual}, SystemClock().now())

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
    """The cache of what is known of files; none where a link would lead it elsewhere."""
    place = context_in(folder) if folder else None
    return ItemCache(place) if place and not any(path.is_symlink() for path in (place, place / FILE)) else None


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """Values of the environment whose names say that they are secrets: none of them is shown, wherever it stands."""
    return [value for name, value in environ.items() if _SECRET.search(name) and len(value) >= _SHORTEST]


def wanted_of(patterns: Iterable[str]) -> list[Wanted]:
    """`*.custom=high` of the settings."""
    pairs = (text.rpartition("=") if "=" in text else (text, "", "medium") for text in patterns)
    return [Wanted(pattern=pattern, priority=_PRIORITIES[name], name="context-patterns") for pattern, _, name in pairs]
