"""A SQLite database in one file: made when it is first written to, migrated when it is opened, set aside when it is damaged.

Safe under parallel processes. The rollback journal is kept on purpose: a write-ahead log does not work on network file systems and
leaves a second file that a cache or an artifact would forget.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

from homeostat.errors import StoreFailed

DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class SqliteFile:
    """The database at `path`. Its folder is made when something is first written."""

    def __init__(
        self, path: Path, migrations: Sequence[Sequence[str]], *, name: str, disposable: bool = False, patience: float = 30.0
    ) -> None:
        """Migration n brings `user_version` n to n + 1; those that were released are never changed. `name` begins messages.

        `disposable`: losing it costs time only, so it is neither looked through before use nor waited for until it is on the disk.
        `patience`: seconds that another process may hold the file.
        """
        self.path = path
        self._migrations = migrations
        self._name = name
        self._disposable = disposable
        self._patience = patience
        self._trusted = disposable  # looked through once; what is damaged later shows when it is met

    def read(self, act: Callable[[sqlite3.Connection], _T], nothing: _T) -> _T:
        """What `act` finds; `nothing` where there is no file. Raises StoreFailed."""
        with self._trouble_named():
            return self._tried(act) if self.path.exists() else nothing

    def write(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `act` in a transaction. Raises StoreFailed."""
        with self._trouble_named():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self._tried(lambda database: _within_transaction(database, act))

    def shrink(self) -> None:
        """Give back what deleted rows took. Raises StoreFailed."""
        with self._trouble_named():
            self._tried(lambda database: database.execute("VACUUM"))

    def remnants(self) -> list[Path]:
        """Damaged files that were set aside."""
        return sorted(self.path.parent.glob(f"{self.path.name}.corrupt-*"))

    def _tried(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        if not self._trusted:
            self._whole()
            self._trusted = True
        try:
            return self._acted(act)
        except sqlite3.DatabaseError as error:
            if _cause(error) not in DAMAGED:
                raise
        self._whole()
        return self._acted(act)

    def _acted(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        with closing(self._open()) as database:
            return act(database)

    def _open(self) -> sqlite3.Connection:
        """A connection to the file, with all migrations made."""
        database = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)
        with ExitStack() as otherwise:
            otherwise.callback(database.close)
            database.execute("PRAGMA trusted_schema = OFF")  # the file may come with a repository
            if self._disposable:
                database.execute("PRAGMA synchronous = OFF")
            self._migrate(database)
            otherwise.pop_all()
        return database

    def _migrate(self, database: sqlite3.Connection) -> None:
        if _version(database) == len(self._migrations):
            return
        with _transaction(database):
            version = _version(database)  # another process may have been faster
            if version > len(self._migrations):
                newer = f"{self._name} was written by a newer Homeostat (version {version})"
                raise StoreFailed(newer, "Update Homeostat; the file is unharmed.")
            for statement in (statement for migration in self._migrations[version:] for statement in migration):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {len(self._migrations)}")

    def _whole(self) -> None:
        """Set a damaged file aside. One process at a time looks again, so that a new file is never taken for the old one."""
        if not self._is_damaged():
            return
        with _alone(self.path.parent):
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
        place = next(place for n in range(1, 10_000) if not (place := self._aside(n)).exists())
        self.path.rename(place)
        _log.warning("%s %s is damaged: it is kept as %s, and a new one is begun", self._name, self.path.name, place.name)

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.corrupt-{number}")

    @contextmanager
    def _trouble_named(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreFailed(f"{self._name} {self.path.name} cannot be used: {error}") from error


def _within_transaction(database: sqlite3.Connection, act: Callable[[sqlite3.Connection], _T]) -> _T:
    with _transaction(database):
        return act(database)


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. IMMEDIATE takes the write lock at once: a lock that is upgraded later can fail without waiting."""
    database.execute("BEGIN IMMEDIATE")
    with ExitStack() as otherwise:
        otherwise.callback(_roll_back, database)
        yield
        otherwise.pop_all()
    database.execute("COMMIT")


def _roll_back(database: sqlite3.Connection) -> None:
    """A full disk has SQLite roll back by itself."""
    if database.in_transaction:
        database.execute("ROLLBACK")


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
