"""The ledger in a SQLite file: append-only, safe under parallel processes, never lost to a damaged file."""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from homeostat.adapters.sqlite_file import SqliteFile
from homeostat.records import Outcome, Seen

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE outcomes (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, created_at TEXT NOT NULL, payload TEXT NOT NULL)",
        "CREATE INDEX outcomes_by_fingerprint ON outcomes (fingerprint, id)",
        "CREATE TRIGGER outcomes_stay BEFORE UPDATE ON outcomes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER outcomes_remain BEFORE DELETE ON outcomes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    (
        "CREATE INDEX outcomes_by_time ON outcomes (created_at, id)",
        # The occurrence is the key, so that a log that is looked at again, or a ledger that is merged, counts nothing twice.
        (
            "CREATE TABLE sightings (fingerprint TEXT NOT NULL, occurrence TEXT NOT NULL, created_at TEXT NOT NULL,"
            " PRIMARY KEY (fingerprint, occurrence)) WITHOUT ROWID"
        ),
        "CREATE TRIGGER sightings_stay BEFORE UPDATE ON sightings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER sightings_remain BEFORE DELETE ON sightings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    (
        "CREATE TABLE lessons (id TEXT PRIMARY KEY, kind TEXT NOT NULL, created_at TEXT NOT NULL, payload TEXT NOT NULL)",
        "CREATE INDEX lessons_by_kind ON lessons (kind, created_at, id)",
        "CREATE TRIGGER lessons_stay BEFORE UPDATE ON lessons BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER lessons_remain BEFORE DELETE ON lessons BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
)
"""Those that were released are never changed."""

_KEEP: Final = "INSERT OR IGNORE INTO sightings (fingerprint, occurrence, created_at) VALUES (?, ?, ?)"
_SEEN: Final = (
    "SELECT count(*), min(created_at), max(created_at), julianday(date(max(created_at))) - julianday(date(min(created_at)))"
    " FROM sightings WHERE fingerprint = ?"
)
_log = logging.getLogger(__name__)


class SqliteLedger:
    """The durable memory in the file `path`; its folder is made when the first outcome is kept."""

    def __init__(self, path: str | Path) -> None:
        self._file = SqliteFile(Path(path), MIGRATIONS, name="the ledger")

    def append(self, outcome: Outcome) -> None:
        """Keep an outcome. Raises StoreFailed."""
        row = (time_ordered_id(), outcome.fingerprint, outcome.created_at, json.dumps(outcome.to_json(), sort_keys=True))
        query = "INSERT INTO outcomes (id, fingerprint, created_at, payload) VALUES (?, ?, ?, ?)"
        self._file.write(lambda database: database.execute(query, row))

    def outcomes(self, fingerprint: str) -> Iterator[Outcome]:
        """All outcomes of a fingerprint, oldest first. Raises StoreFailed."""
        query = "SELECT id, payload FROM outcomes WHERE fingerprint = ? ORDER BY id"
        return self._found(query, fingerprint)

    def recent(self, since: str) -> Iterator[Outcome]:
        """All outcomes from a moment (ISO 8601, UTC) on, oldest first. Raises StoreFailed."""
        query = "SELECT id, payload FROM outcomes WHERE created_at >= ? ORDER BY created_at, id"
        return self._found(query, since)

    def sighted(self, fingerprint: str, occurrence: str, created_at: str) -> Seen:
        """Keep that a failure was met, unless this occurrence is known, and say how often it was met. Raises StoreFailed.

        `occurrence` tells one meeting from the next: a run with its attempt, or the digest of a log.
        """

        def act(database: sqlite3.Connection) -> Seen:
            database.execute(_KEEP, (fingerprint, occurrence, _in_utc(created_at)))
            return _seen(database.execute(_SEEN, (fingerprint,)).fetchone())

        return self._file.write(act)

    def learn(self, kind: str, lesson: Mapping[str, Any], created_at: str) -> None:
        """Keep a lesson (JSON values) of a kind. Raises StoreFailed."""
        row = (time_ordered_id(), kind, _in_utc(created_at), json.dumps(lesson, sort_keys=True))
        query = "INSERT INTO lessons (id, kind, created_at, payload) VALUES (?, ?, ?, ?)"
        self._file.write(lambda database: database.execute(query, row))

    def lessons(self, kind: str, most: int = 1000) -> list[Mapping[str, Any]]:
        """The last lessons of a kind, oldest first. Raises StoreFailed."""
        none: list[tuple[str, str]] = []
        query = "SELECT id, payload FROM (SELECT * FROM lessons WHERE kind = ? ORDER BY created_at DESC, id DESC LIMIT ?) ORDER BY created_at, id"
        rows = self._file.read(lambda database: database.execute(query, (kind, most)).fetchall(), none)
        return [known for name, payload in rows if (known := _read_lesson(name, payload)) is not None]

    def _found(self, query: str, value: str) -> Iterator[Outcome]:
        none: list[tuple[str, str]] = []
        return _read_outcomes(self._file.read(lambda database: database.execute(query, (value,)).fetchall(), none))


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


def _in_utc(moment: str) -> str:
    """One spelling of a moment, so that texts sort as moments do."""
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="seconds")


def _seen(row: tuple[int, str, str, float]) -> Seen:
    count, first, last, days = row
    return Seen(count=count, days=int(days) + 1, first=first, last=last)


def _read_lesson(name: str, payload: str) -> Mapping[str, Any] | None:
    try:
        lesson = json.loads(payload)
    except ValueError:
        lesson = None
    if isinstance(lesson, dict):
        return lesson
    _log.warning("row %s of the ledger is not understood and passed over", name)
    return None


def _read_outcomes(rows: Iterable[tuple[str, str]]) -> Iterator[Outcome]:
    return (known for name, payload in rows if (known := _read_outcome(name, payload)))


def _read_outcome(name: str, payload: str) -> Outcome | None:
    """A row that a newer Homeostat wrote in words unknown here is passed over, and said."""
    try:
        return Outcome.from_json(json.loads(payload))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        _log.warning("row %s of the ledger is not understood and passed over: %s", name, error)
        return None
