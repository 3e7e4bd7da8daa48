"""The ledger on real files: order, parallel processes, damage, and what it refuses."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from homeostat.adapters.ledger import MIGRATIONS, SqliteLedger, time_ordered_id
from homeostat.errors import StoreFailed
from homeostat.records import Action, Category, Outcome, Seen

FINGERPRINT = "f" * 64
RELEASED = "483cf38f7f7252b87590c7df22a43f753b13277565a076e67df96910f24c4e88"
SCRIPTS = Path(__file__).parent.parent.parent / "scripts"

OUTCOME = Outcome(
    fingerprint=FINGERPRINT,
    category=Category.DEPENDENCY,
    decision=Action.FIX,
    reason_code="healed",
    strategy="dependency-drift",
    branch="homeostat/dependency-ffffffff",
    seconds=12.5,
    created_at="2026-01-02T03:04:05Z",
)


def numbered(n: int) -> Outcome:
    return dataclasses.replace(OUTCOME, reason_code=f"code-{n}")


def codes(ledger: SqliteLedger, fingerprint: str = FINGERPRINT) -> list[str]:
    return [outcome.reason_code for outcome in ledger.outcomes(fingerprint)]


def test_outcomes_come_back_whole_and_oldest_first(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "deep" / "folder" / "ledger.sqlite3")
    for n in range(50):
        ledger.append(numbered(n))
    ledger.append(dataclasses.replace(OUTCOME, fingerprint="other"))
    assert codes(ledger) == [f"code-{n}" for n in range(50)]
    assert list(ledger.outcomes("other")) == [dataclasses.replace(OUTCOME, fingerprint="other")]
    assert codes(ledger, "unknown") == []


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert codes(SqliteLedger(tmp_path / "none" / "ledger.sqlite3")) == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_there_for_the_next_process(tmp_path: Path) -> None:
    SqliteLedger(str(tmp_path / "l")).append(OUTCOME)
    assert list(SqliteLedger(tmp_path / "l").outcomes(FINGERPRINT)) == [OUTCOME]


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    hostile = dataclasses.replace(OUTCOME, fingerprint="'; DROP TABLE outcomes; --", strategy="\x00\u2028")
    ledger = SqliteLedger(tmp_path / "l")
    ledger.append(hostile)
    assert list(ledger.outcomes("'; DROP TABLE outcomes; --")) == [hostile]


@pytest.mark.parametrize("statement", ["DELETE FROM outcomes", "UPDATE outcomes SET payload = ''"])
def test_nothing_is_changed_or_taken_away(tmp_path: Path, statement: str) -> None:
    ledger = SqliteLedger(tmp_path / "l")
    ledger.append(OUTCOME)
    with closing(sqlite3.connect(tmp_path / "l")) as database, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(statement)
    assert list(ledger.outcomes(FINGERPRINT)) == [OUTCOME]


WRITER = """
import dataclasses, sys
from homeostat.adapters.ledger import SqliteLedger
from homeostat.records import Action, Category, Outcome
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    outcome = Outcome(fingerprint="f", category=Category.UNKNOWN, decision=Action.FIX, reason_code=f"{name}-{n}")
    SqliteLedger(path).append(outcome)
"""


def write_from_processes(path: Path, processes: int, count: int) -> list[str]:
    """What several processes wrote at the same time, from the first moment of the file's life."""
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"p{n}", str(count)], env=environment) for n in range(processes)
    ]
    assert [process.wait(timeout=120) for process in running] == [0] * processes
    return [outcome.reason_code for outcome in SqliteLedger(path).outcomes("f")]


def test_parallel_processes_lose_nothing(tmp_path: Path) -> None:
    written = write_from_processes(tmp_path / "l", 4, 20)
    assert sorted(written) == sorted(f"p{p}-{n}" for p in range(4) for n in range(20))
    own = [code for code in written if code.startswith("p0-")]
    assert own == [f"p0-{n}" for n in range(20)]


def test_parallel_processes_set_a_damaged_file_aside_once(tmp_path: Path) -> None:
    (tmp_path / "l").write_bytes(b"this is no database, and it is long enough to be looked at" * 20)
    assert len(write_from_processes(tmp_path / "l", 4, 5)) == 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l", "l.corrupt-1"]


def damage_header(path: Path) -> None:
    path.write_bytes(b"SQLite? No." * 100)


def damage_inside(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [damage_header, damage_inside, cut_short], ids=lambda damage: str(damage.__name__))
@pytest.mark.parametrize("first", ["append", "outcomes"])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: type, first: str
) -> None:
    path = tmp_path / "ledger.sqlite3"
    SqliteLedger(path).append(OUTCOME)
    damage(path)
    harmed = path.read_bytes()
    with caplog.at_level(logging.WARNING):
        if first == "append":
            SqliteLedger(path).append(numbered(2))
        else:
            assert codes(SqliteLedger(path)) == []
            SqliteLedger(path).append(numbered(2))
    assert codes(SqliteLedger(path)) == ["code-2"]
    assert (tmp_path / "ledger.sqlite3.corrupt-1").read_bytes() == harmed
    assert "damaged" in caplog.text
    assert "ledger.sqlite3.corrupt-1" in caplog.text


def test_each_damaged_file_has_a_name_of_its_own_and_no_journal_outlives_it(tmp_path: Path) -> None:
    path = tmp_path / "l"
    for n in (1, 2):
        path.write_bytes(b"no database" * 100)
        (tmp_path / "l-journal").write_bytes(b"would be played back into the new file")
        SqliteLedger(path).append(numbered(n))
        assert codes(SqliteLedger(path)) == [f"code-{n}"]
    assert sorted(other.name for other in tmp_path.iterdir()) == ["l", "l.corrupt-1", "l.corrupt-2"]


def test_a_file_from_a_newer_homeostat_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "l"
    SqliteLedger(path).append(OUTCOME)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="newer Homeostat"):
        SqliteLedger(path).append(OUTCOME)
    with pytest.raises(StoreFailed, match="newer Homeostat"):
        codes(SqliteLedger(path))
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == ["l"]


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "l").touch()
    SqliteLedger(tmp_path / "l").append(OUTCOME)
    with closing(sqlite3.connect(tmp_path / "l")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


@pytest.mark.parametrize("payload", ["not json", "[]", "{}", '{"fingerprint": 1}', '{"decision": "dance"}'])
def test_a_row_that_is_not_understood_is_passed_over_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, payload: str
) -> None:
    ledger = SqliteLedger(tmp_path / "l")
    ledger.append(numbered(1))
    with closing(sqlite3.connect(tmp_path / "l")) as database, database:
        database.execute("INSERT INTO outcomes VALUES (?, ?, '', ?)", (time_ordered_id(), FINGERPRINT, payload))
    ledger.append(numbered(2))
    with caplog.at_level(logging.WARNING):
        assert codes(ledger) == ["code-1", "code-2"]
    assert "not understood" in caplog.text


def test_a_folder_in_its_place_is_a_clear_failure(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    with pytest.raises(StoreFailed, match="the ledger l cannot be used"):
        SqliteLedger(tmp_path / "l").append(OUTCOME)
    with pytest.raises(StoreFailed, match="the ledger l cannot be used"):
        codes(SqliteLedger(tmp_path / "l"))


def test_a_file_in_the_place_of_its_folder_is_a_clear_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreFailed, match="cannot be used"):
        SqliteLedger(tmp_path / "file" / "l").append(OUTCOME)


# -- of all fingerprints


def at(moment: str, fingerprint: str) -> Outcome:
    return dataclasses.replace(OUTCOME, created_at=moment, fingerprint=fingerprint)


def test_recent_outcomes_are_those_of_all_fingerprints_in_their_order(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "l")
    for outcome in (
        at("2026-01-03T00:00:00+00:00", "c"),
        at("2026-01-01T00:00:00+00:00", "a"),
        at("2026-01-02T00:00:00+00:00", "b"),
    ):
        ledger.append(outcome)
    assert [outcome.fingerprint for outcome in ledger.recent("2026-01-02T00:00:00+00:00")] == ["b", "c"]
    assert list(ledger.recent("2026-01-04T00:00:00+00:00")) == []
    assert list(SqliteLedger(tmp_path / "none").recent("")) == []


# -- sightings


def test_sightings_are_counted_over_the_days(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "l")
    first = ledger.sighted("f", "log 1", "2026-11-02T23:59:59Z")
    assert first == Seen(count=1, days=1, first="2026-11-02T23:59:59+00:00", last="2026-11-02T23:59:59+00:00")
    ledger.sighted("other", "log 1", "2026-01-01T00:00:00Z")
    for n in range(2, 14):
        ledger.sighted("f", f"log {n}", f"2026-11-0{n % 6 + 2}T12:00:00+00:00")
    assert ledger.sighted("f", "log 14", "2026-11-08T02:00:00+02:00") == Seen(
        count=14, days=7, first="2026-11-02T12:00:00+00:00", last="2026-11-08T00:00:00+00:00"
    )


def test_the_same_occurrence_counts_once(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "l")
    seen = [ledger.sighted("f", "log", f"2026-11-0{day}T00:00:00Z").count for day in (1, 2, 3)]
    assert seen == [1, 1, 1]
    assert ledger.sighted("f", "other log", "2026-11-01T00:00:00Z").count == 2


@pytest.mark.parametrize("statement", ["DELETE FROM sightings", "UPDATE sightings SET created_at = ''"])
def test_no_sighting_is_changed_or_taken_away(tmp_path: Path, statement: str) -> None:
    SqliteLedger(tmp_path / "l").sighted("f", "log", "2026-11-01T00:00:00Z")
    with closing(sqlite3.connect(tmp_path / "l")) as database, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(statement)


def test_a_ledger_of_the_first_version_is_carried_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "l", isolation_level=None)) as database:
        for statement in MIGRATIONS[0]:
            database.execute(statement)
        database.execute("PRAGMA user_version = 1")
        old = {
            key: value for key, value in OUTCOME.to_json().items() if key not in {"rule", "workflow", "run_id", "sha", "attempt"}
        }
        row = (time_ordered_id(), FINGERPRINT, OUTCOME.created_at, json.dumps(old))
        database.execute("INSERT INTO outcomes VALUES (?, ?, ?, ?)", row)
    ledger = SqliteLedger(tmp_path / "l")
    assert list(ledger.outcomes(FINGERPRINT)) == list(ledger.recent("2026")) == [OUTCOME]
    assert ledger.sighted(FINGERPRINT, "log", "2026-11-01T00:00:00Z").count == 1


def test_the_first_migration_is_the_one_that_was_released() -> None:
    text = "\n".join(MIGRATIONS[0])
    assert hashlib.sha256(text.encode()).hexdigest() == RELEASED


def test_ids_sort_as_they_were_made_and_are_versions_7() -> None:
    made = [time_ordered_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}
    assert [one[:18] for one in made] == sorted(one[:18] for one in made)
