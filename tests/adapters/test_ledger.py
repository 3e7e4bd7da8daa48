"""The ledger on real files: order, parallel processes, damage, and what it refuses."""

from __future__ import annotations

import dataclasses
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
from homeostat.records import Action, Category, Outcome

FINGERPRINT = "f" * 64
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


def test_ids_sort_as_they_were_made_and_are_versions_7() -> None:
    made = [time_ordered_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}
    assert [one[:18] for one in made] == sorted(one[:18] for one in made)
