"""The cache of analyses: a log that was looked at once is not looked at again, by the same parser with the same patterns.

Disposable: whatever is wrong with it costs time only. Values are JSON, packed; the least recently used go first.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from homeostat import __version__
from homeostat.adapters.sqlite_file import SqliteFile

FILE: Final = "analyses.sqlite3"
DAYS: Final = 30
"""How long an analysis is kept that nobody asks for."""

MEGABYTES: Final = 100
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE analyses (key TEXT PRIMARY KEY, payload BLOB NOT NULL, size INTEGER NOT NULL, used_at REAL NOT NULL)",
        "CREATE INDEX analyses_by_use ON analyses (used_at, size)",
        "CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
    ),
)
_PATIENCE: Final = 5.0  # seconds; beyond, looking at the log again is quicker
_ROW: Final = 200  # bytes that a row takes besides its payload
_PAGE: Final = 4096  # of which one that is not small takes whole ones
_AFTERWARDS: Final = 0.8  # of the size that is left when a cache makes room by itself, so that it does so seldom
_MEGABYTE: Final = 1_000_000
_MOST_UNPACKED: Final = 16 * _MEGABYTE  # an analysis has at most a few hundred failures of a few hundred bytes
_DAY: Final = 86_400.0
_COUNT: Final = "INSERT INTO counts VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
_PUT: Final = "INSERT OR REPLACE INTO analyses (key, payload, size, used_at) VALUES (?, ?, ?, ?)"
_FULL: Final = (  # what is left when the most recently used are counted up to the limit
    "SELECT key FROM (SELECT key, sum(size) OVER (ORDER BY used_at DESC, key) AS total FROM analyses) WHERE total > ?"
)
# What an analysis depends on besides the log, and the shape in which it is kept.
_SOURCES: Final = ("understand", "observe", "lines.py", "records.py", "codec.py", "cli_analyze_one.py", "cli_analyze_record.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What a cache holds, and how often it had what was asked for."""

    entries: int
    bytes: int
    hits: int
    misses: int

    @property
    def hit_rate(self) -> float:
        """Between 0 and 1; 0 if nothing was asked."""
        return self.hits / (self.hits + self.misses) if self.hits else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What a clean-up took away: analyses (with their bytes) and damaged files."""

    entries: int
    bytes: int
    files: int


class ErrorCache:
    """The cache in a folder. All methods raise StoreFailed for what the disk refuses."""

    def __init__(
        self, folder: str | Path, *, days: float = DAYS, megabytes: float = MEGABYTES, now: Callable[[], float] = time.time
    ) -> None:
        """How long and how much is kept; `now`: seconds since the epoch."""
        self._file = SqliteFile(Path(folder) / FILE, MIGRATIONS, name="the cache", disposable=True, patience=_PATIENCE)
        self._days, self._megabytes = days, megabytes
        self._now = now

    @staticmethod
    def key(content: str, *circumstances: str) -> str:
        """Of the digests of a log and of whatever its analysis depends on besides the parser."""
        return _digest("\n".join((content, parser_digest(), *circumstances)).encode())

    def get(self, key: str) -> Any | None:
        """The value of a key, None if there is none. Counts as a use, and as a hit or a miss."""
        return self._file.write(lambda database: self._get(database, key))

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value. A cache that has grown over its size makes room."""
        payload = zlib.compress(json.dumps(value).encode())
        row = (key, payload, _room(len(payload)), self._now())
        if self._file.write(lambda database: _put(database, row)) > self._megabytes * _MEGABYTE:
            self.cleanup(share=_AFTERWARDS)

    def cleanup(self, *, share: float = 1.0) -> Removed:
        """Take away what nobody asked for in so many days, what is too much, least recently used first, and damaged files.

        `share` of the size that may be left.
        """
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

    def _get(self, database: sqlite3.Connection, key: str) -> Any | None:
        row = database.execute("SELECT payload FROM analyses WHERE key = ?", (key,)).fetchone()
        value = _unpacked(row[0]) if row else None
        database.execute(_COUNT, ("misses" if value is None else "hits",))
        if value is not None:
            database.execute("UPDATE analyses SET used_at = ? WHERE key = ?", (self._now(), key))
        return value


@cache
def parser_digest() -> str:
    """Of all the source that an analysis depends on: nobody has to think of raising a number."""
    home = Path(__file__).resolve().parents[1]
    paths = sorted(path for name in _SOURCES for path in _sources(home / name))
    return _digest(__version__.encode(), *(part for path in paths for part in (path.name.encode(), path.read_bytes())))


def _digest(*parts: bytes) -> str:
    hasher = hashlib.blake2b(digest_size=20)
    for part in parts:
        hasher.update(b"%d:" % len(part) + part)
    return hasher.hexdigest()


def _sources(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else [path]


def _room(payload: int) -> int:
    size = payload + _ROW
    return size if size < _PAGE // 4 else -(-size // _PAGE) * _PAGE


def _put(database: sqlite3.Connection, row: tuple[str, bytes, int, float]) -> int:
    """Bytes of the file that are in use now, by what SQLite knows without counting."""
    database.execute(_PUT, row)
    used, free, page = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size"))
    return int((used - free) * page)


def _without(database: sqlite3.Connection, oldest: float, most: int) -> tuple[Stats, Stats]:
    before = _stats(database)
    database.execute("DELETE FROM analyses WHERE used_at < ?", (oldest,))
    database.executemany("DELETE FROM analyses WHERE key = ?", database.execute(_FULL, (most,)).fetchall())
    return before, _stats(database)


def _stats(database: sqlite3.Connection) -> Stats:
    entries, size = database.execute("SELECT count(*), coalesce(sum(size), 0) FROM analyses").fetchone()
    counts = dict(database.execute("SELECT name, value FROM counts").fetchall())
    return Stats(entries=entries, bytes=size, hits=counts.get("hits", 0), misses=counts.get("misses", 0))


def _unpacked(payload: bytes) -> Any | None:
    """The value, None where the disk has changed it."""
    try:
        return json.loads(zlib.decompressobj().decompress(payload, _MOST_UNPACKED))
    except (zlib.error, ValueError, TypeError):
        return None
