"""The cache of what is known of files by their content: a file that has not changed is not read again, in whichever checkout it lies.

Disposable: whatever is wrong with it costs time only.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from homeostat.adapters.analyses import Removed, Stats
from homeostat.adapters.sqlite_file import SqliteFile

FILE: Final = "items.sqlite3"
DAYS: Final = 30
"""How long an item is kept that nobody asks for."""

MEGABYTES: Final = 200
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE items (key TEXT PRIMARY KEY, payload BLOB NOT NULL, size INTEGER NOT NULL, used_at REAL NOT NULL)",
        "CREATE INDEX items_by_use ON items (used_at, size)",
        "CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
    ),
)
_PATIENCE: Final = 5.0  # seconds; beyond, reading the files again is quicker
_ROW: Final = 150  # bytes that a row takes besides its payload
_MEGABYTE: Final = 1_000_000
_DAY: Final = 86_400.0
_AFTERWARDS: Final = 0.8  # of the size that is left when the cache makes room by itself
_COUNT: Final = "INSERT INTO counts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value"
_GET: Final = "SELECT key, payload, used_at FROM items WHERE key IN (SELECT value FROM json_each(?)) AND used_at >= ?"
_PUT: Final = "INSERT OR REPLACE INTO items (key, payload, size, used_at) VALUES (?, ?, ?, ?)"
_FULL: Final = "SELECT key FROM (SELECT key, sum(size) OVER (ORDER BY used_at DESC, key) AS total FROM items) WHERE total > ?"


class ItemCache:
    """The cache in a folder. All methods raise StoreFailed for what the disk refuses."""

    def __init__(
        self, folder: str | Path, *, days: float = DAYS, megabytes: float = MEGABYTES, now: Callable[[], float] = time.time
    ) -> None:
        """How long and how much is kept; `now`: seconds since the epoch."""
        self._file = SqliteFile(Path(folder) / FILE, MIGRATIONS, name="the cache", disposable=True, patience=_PATIENCE)
        self._days, self._megabytes = days, megabytes
        self._now = now

    def get(self, keys: Collection[str]) -> dict[str, bytes]:
        """What is known of the keys. Counts as a use, hits and misses."""
        wanted, oldest = {_plain(key): key for key in keys}, self._now() - self._days * _DAY
        found = self._file.read(lambda database: _found(database, list(wanted), oldest), dict[str, tuple[bytes, float]]())
        stale = [key for key, (_, used_at) in found.items() if used_at < self._now() - _DAY]  # once a day is often enough
        self._file.write(lambda database: _used(database, stale, self._now(), hits=len(found), misses=len(wanted) - len(found)))
        return {wanted[key]: payload for key, (payload, _) in found.items()}

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep values. A cache that has grown over its size makes room."""
        rows = [(_plain(key), payload, len(payload) + _ROW, self._now()) for key, payload in sorted(values.items())]
        if rows and self._file.write(lambda database: _put(database, rows)) > self._megabytes * _MEGABYTE:
            self.cleanup(share=_AFTERWARDS)

    def cleanup(self, *, share: float = 1.0) -> Removed:
        """Take away what nobody asked for in so many days, what is too much, least recently used first, and damaged files."""
        oldest, most = self._now() - self._days * _DAY, int(share * self._megabytes * _MEGABYTE)
        before, after = self._file.write(lambda database: _without(database, oldest, most))
        if before.entries > after.entries:
            self._file.shrink()
        remnants = self._file.remnants()
        for path in remnants:
            path.unlink(missing_ok=True)
        return Removed(entries=before.entries - after.entries, bytes=before.bytes - after.bytes, files=len(remnants))

    def stats(self) -> Stats:
        """What it holds."""
        return self._file.read(_stats, Stats(entries=0, bytes=0, hits=0, misses=0))


def _found(database: sqlite3.Connection, keys: list[str], oldest: float) -> dict[str, tuple[bytes, float]]:
    rows = database.execute(_GET, (json.dumps(keys), oldest))
    return {key: (payload, used_at) for key, payload, used_at in rows if isinstance(payload, bytes)}


def _plain(key: str) -> str:
    """A key that any database takes: names of files may hold what is no text."""
    return key.encode("utf-8", "backslashreplace").decode()


def _used(database: sqlite3.Connection, keys: Iterable[str], now: float, *, hits: int, misses: int) -> None:
    database.executemany("UPDATE items SET used_at = ? WHERE key = ?", ((now, key) for key in keys))
    database.executemany(_COUNT, (("hits", hits), ("misses", misses)))


def _put(database: sqlite3.Connection, rows: list[tuple[str, bytes, int, float]]) -> int:
    database.executemany(_PUT, rows)
    return int(database.execute("SELECT coalesce(sum(size), 0) FROM items").fetchone()[0])


def _without(database: sqlite3.Connection, oldest: float, most: int) -> tuple[Stats, Stats]:
    before = _stats(database)
    database.execute("DELETE FROM items WHERE used_at < ?", (oldest,))
    database.executemany("DELETE FROM items WHERE key = ?", database.execute(_FULL, (most,)).fetchall())
    return before, _stats(database)


def _stats(database: sqlite3.Connection) -> Stats:
    entries, size = database.execute("SELECT count(*), coalesce(sum(size), 0) FROM items").fetchone()
    counts = dict(database.execute("SELECT name, value FROM counts").fetchall())
    return Stats(entries=entries, bytes=size, hits=counts.get("hits", 0), misses=counts.get("misses", 0))
