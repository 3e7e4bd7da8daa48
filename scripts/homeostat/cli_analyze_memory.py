"""What the parser remembers between runs: analyses in the cache, sightings and retries in the ledger.

Remembering never gets in the way: what the disk refuses is one line on standard error, and the parser goes on without.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from homeostat.adapters.clock import SystemClock
from homeostat.cli_places import errors_in, ledger_in
from homeostat.decide.history import memory_begins
from homeostat.errors import StoreFailed
from homeostat.learn.step import met_at
from homeostat.records import Outcome, Seen

if TYPE_CHECKING:  # at run time only where something is remembered: SQLite takes longer to load than a log to read
    from homeostat.adapters.analyses import ErrorCache
    from homeostat.adapters.ledger import SqliteLedger

_T = TypeVar("_T")


class Memory:
    """The cache and the ledger, either of which may be missing."""

    def __init__(self, cache: ErrorCache | None = None, ledger: SqliteLedger | None = None) -> None:
        self._cache = cache
        self._ledger = ledger
        self._now = SystemClock().now()

    @property
    def now(self) -> str:
        """The moment of this run, ISO 8601 in UTC."""
        return self._now

    def known(self, *circumstances: str) -> Any | None:
        """What the cache has of a log under these circumstances: digests, the log's own first."""
        return self._from_cache(lambda cache: cache.get(cache.key(*circumstances)), None)

    def keep(self, value: Any, *circumstances: str) -> None:
        """Put into the cache."""
        self._from_cache(lambda cache: cache.put(cache.key(*circumstances), value), None)

    @cached_property
    def recent(self) -> list[Outcome]:
        """Outcomes that still count, oldest first."""
        none: list[Outcome] = []
        return self._from_ledger(lambda ledger: list(ledger.recent(memory_begins(self._now))), none)

    def sighted(self, fingerprint: str, occurrence: str, ended_at: str) -> Seen | None:
        """Keep that a failure was met, and say how often."""
        moment = met_at(ended_at, self._now)
        return self._from_ledger(lambda ledger: ledger.sighted(fingerprint, occurrence, moment), None)

    def _from_cache(self, ask: Callable[[ErrorCache], _T], otherwise: _T) -> _T:
        if self._cache is None:
            return otherwise
        try:
            return ask(self._cache)
        except StoreFailed as error:
            self._cache = None
            return _without(error, otherwise)

    def _from_ledger(self, ask: Callable[[SqliteLedger], _T], otherwise: _T) -> _T:
        if self._ledger is None:
            return otherwise
        try:
            return ask(self._ledger)
        except StoreFailed as error:
            self._ledger = None
            return _without(error, otherwise)


def memory_in(folder: Path | None, ledger: str | None) -> Memory:
    """The memory of a cache folder (None: there is none to use) and of a ledger that is named, else the folder's."""
    if not folder and not ledger:
        return Memory()
    from homeostat.adapters.analyses import ErrorCache
    from homeostat.adapters.ledger import SqliteLedger

    place = Path(ledger) if ledger else ledger_in(folder) if folder else None
    return Memory(ErrorCache(errors_in(folder)) if folder else None, SqliteLedger(place) if place else None)


def warn(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"error_parser: {' '.join(text.split())}\n")


def _without(error: StoreFailed, otherwise: _T) -> _T:
    warn(f"{error}; going on without it.")
    return otherwise
