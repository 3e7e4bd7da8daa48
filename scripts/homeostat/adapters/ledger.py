"""The ledger in a SQLite file: append-only, safe under parallel processes, never lost to a damaged file.

The rollback journal is kept on purpose: a write-ahead log does not work on network file systems and leaves a second file that a
cache or an artifact would forget.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from homeostat.errors import StoreFailed
from homeostat.records import Outcome

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE outcomes (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, created_at TEXT NOT NULL, payload TEXT NOT NULL)",
        "CREATE INDEX outcomes_by_fingerprint ON outcomes (fingerprint, id)",
        "CREATE TRIGGER outcomes_stay BEFORE UPDATE ON outcomes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER outcomes_remain BEFORE DELETE ON outcomes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
)
"""Migration n brings `user_version` n to n + 1. Those that were released are never changed."""

BUSY_SECONDS: Final = 30.0
"""How long another process may hold the file. One append takes milliseconds."""

DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_log = logging.getLogger(__name__)


class SqliteLedger:
    """The durable memory in the file `path`; its folder is made when the first outcome is kept."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def append(self, outcome: Outcome) -> None:
        """Keep an outcome. Raises StoreFailed."""
        row = (time_ordered_id(), outcome.fingerprint, outcome.created_at, json.dumps(outcome.to_json(), sort_keys=True))
        with self._trouble_named():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._whole()
            with closing(self._open()) as database, _transaction(database):
                database.execute("INSERT INTO outcomes (id, fingerprint, created_at, payload) VALUES (?, ?, ?, ?)", row)

    def outcomes(self, fingerprint: str) -> Iterator[Outcome]:
        """All outcomes of a fingerprint, oldest first. Raises StoreFailed."""
        with self._trouble_named():
            if not self._path.exists():
                return
            self._whole()
            with closing(self._open()) as database:
                query = "SELECT id, payload FROM outcomes WHERE fingerprint = ? ORDER BY id"
                rows = database.execute(query, (fingerprint,)).fetchall()
        for name, payload in rows:
            known = _read_outcome(name, payload)
            if known:
                yield known

    def _open(self) -> sqlite3.Connection:
        """A connection to the file, with all migrations made."""
        database = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        with ExitStack() as otherwise:
            otherwise.callback(database.close)
            _migrate(database)
            otherwise.pop_all()
        return database

    def _whole(self) -> None:
        """Set a damaged file aside. One process at a time looks again, so that a new file is never taken for the old one."""
        if not self._is_damaged():
            return
        with _alone(self._path.parent):
            if self._is_damaged():
                self._set_aside()

    def _is_damaged(self) -> bool:
        try:
            with closing(self._open()) as database:
                return bool(database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
        except sqlite3.DatabaseError as error:
            if _cause(error) in DAMAGED:
                return True
            raise

    def _set_aside(self) -> None:
        number = next(n for n in range(1, 10_000) if not self._aside(n).exists())
        self._path.rename(self._aside(number))
        _log.warning(
            "the ledger %s is damaged: it is kept as %s, and a new one is begun", self._path.name, self._aside(number).name
        )

    def _aside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.corrupt-{number}")

    @contextmanager
    def _trouble_named(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreFailed(f"the ledger {self._path.name} cannot be used: {error}") from error


def time_ordered_id() -> str:
    """A UUID version 7: milliseconds, then the fraction of the millisecond (RFC 9562, method 3), then chance.

    Ids of one process sort as they were made; those of two machines merge without clashing.
    """
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    low = (0b10 << 62) | secrets.randbits(62)
    number = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | low
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _migrate(database: sqlite3.Connection) -> None:
    if _version(database) == len(MIGRATIONS):
        return
    with _transaction(database):
        version = _version(database)  # another process may have been faster
        if version > len(MIGRATIONS):
            raise StoreFailed(
                f"the ledger was written by a newer Homeostat (version {version})", "Update Homeostat; the file is unharmed."
            )
        for statement in (statement for migration in MIGRATIONS[version:] for statement in migration):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. IMMEDIATE takes the write lock at once: a lock that is upgraded later can fail without waiting."""
    database.execute("BEGIN IMMEDIATE")
    with ExitStack() as otherwise:
        otherwise.callback(database.execute, "ROLLBACK")
        yield
        otherwise.pop_all()
    database.execute("COMMIT")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other process of ours is in here for this folder; the lock ends with the process, whatever happens."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _cause(error: sqlite3.DatabaseError) -> int:
    """The primary result code; 0 where SQLite was not asked."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _read_outcome(name: str, payload: str) -> Outcome | None:
    """A row that a newer Homeostat wrote in words unknown here is passed over, and said."""
    try:
        return Outcome.from_json(json.loads(payload))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        _log.warning("row %s of the ledger is not understood and passed over: %s", name, error)
        return None
