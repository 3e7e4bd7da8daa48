"""The cache of what is known of files, on real files: what it gives back, forgets, and survives."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from homeostat.adapters import items
from homeostat.adapters.analyses import Removed, Stats
from homeostat.adapters.items import FILE, ItemCache
from homeostat.errors import StoreFailed

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"
DAY = 86_400.0
NOBODY = 65534


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "context"


@pytest.fixture
def cache(folder: Path, time: Time) -> ItemCache:
    return ItemCache(folder, now=time)


def fill(cache: ItemCache, time: Time, count: int) -> None:
    """Items of ten thousand bytes, two days apart."""
    for n in range(count):
        time.at += 2 * DAY
        cache.put({f"k{n}": os.urandom(10_000)})


def left(cache: ItemCache, count: int) -> list[int]:
    return [n for n in range(count) if cache.get([f"k{n}"])]


def test_what_is_put_is_got_by_the_next_process(folder: Path, cache: ItemCache) -> None:
    values = {"p1:aa": b"\0\xff" * 500, "p1:ab": b"", "h1:sha:a name ü": b"-", "'; DROP TABLE items": b"x"}
    assert cache.get(values) == {}
    cache.put(values)
    assert ItemCache(folder).get([*values, "other"]) == values
    cache.put({"p1:aa": b"new"})
    assert cache.get({"p1:aa", "p1:ab"}) == {"p1:aa": b"new", "p1:ab": b""}
    assert cache.stats().entries == 4


@pytest.mark.parametrize("key", ["h1:caf\udce9", "", "x" * 100_000], ids=lambda key: ascii(key[:10]))
def test_a_key_may_be_any_text(cache: ItemCache, key: str) -> None:
    """The name of a folder is part of one."""
    cache.put({key: b"value"})
    assert cache.get([key]) == {key: b"value"}


def test_hits_and_misses_are_counted(folder: Path, cache: ItemCache) -> None:
    assert cache.stats() == Stats(entries=0, bytes=0, hits=0, misses=0)
    assert not folder.exists()
    cache.get(["a", "b"])
    cache.put({"a": b"1", "b": b"2"})
    for wanted in (["a", "b"], ["a", "c"], []):
        cache.get(wanted)
    held = cache.stats()
    assert (held.entries, held.hits, held.misses, held.hit_rate) == (2, 3, 3, 0.5)
    assert held.bytes >= 2


def test_nothing_to_put_makes_no_file(folder: Path, cache: ItemCache) -> None:
    cache.put({})
    assert not folder.exists()
    assert cache.cleanup() == Removed(entries=0, bytes=0, files=0)


def test_what_nobody_asks_for_goes_after_a_month(cache: ItemCache, time: Time) -> None:
    cache.put({"asked": b"1", "forgotten": b"2", "put again": b"3"})
    time.at += 20 * DAY
    assert cache.get(["asked"]) == {"asked": b"1"}
    cache.put({"put again": b"4"})
    time.at += 11 * DAY
    assert cache.get(["asked", "forgotten", "put again"]) == {"asked": b"1", "put again": b"4"}
    assert cache.stats().misses == 1
    removed = cache.cleanup()
    assert (removed.entries, cache.stats().entries) == (1, 2)
    assert removed.bytes > 0


def test_how_long_is_said_by_who_makes_it(folder: Path, time: Time) -> None:
    cache = ItemCache(folder, days=1, now=time)
    cache.put({"k": b"v"})
    time.at += 0.9 * DAY
    assert cache.get(["k"]) == {"k": b"v"}
    time.at += 0.2 * DAY
    assert cache.get(["k"]) == {}


def test_the_least_recently_used_make_room(folder: Path, cache: ItemCache, time: Time) -> None:
    fill(cache, time, 10)
    time.at += 2 * DAY
    cache.get(["k0"])
    before = (folder / FILE).stat().st_size
    small = ItemCache(folder, megabytes=0.05, now=time)
    removed = small.cleanup()
    assert (removed.entries, left(small, 10)) == (6, [0, 7, 8, 9])
    assert small.stats().bytes <= 50_000 < removed.bytes
    assert (folder / FILE).stat().st_size < before


def test_a_cache_that_grows_makes_room_by_itself(folder: Path, time: Time) -> None:
    cache = ItemCache(folder, megabytes=0.1, now=time)
    for _ in range(4):
        fill(cache, time, 12)
        assert cache.stats().bytes <= 100_000
        assert left(cache, 12)[-1] == 11
    assert (folder / FILE).stat().st_size < 200_000


def test_a_value_larger_than_the_cache_is_no_trouble(folder: Path, time: Time) -> None:
    cache = ItemCache(folder, megabytes=0.01, now=time)
    cache.put({"large": bytes(50_000)})
    cache.put({"small": b"1"})
    assert cache.get(["large", "small"]) == {"small": b"1"}


def test_many_thousands_of_keys_in_one_call(cache: ItemCache) -> None:
    values = {f"p1:{n:040x}": b"%d" % n for n in range(70_000)}
    cache.put(values)
    assert cache.get(values.keys()) == values
    assert cache.get({*values, *(f"no {n}" for n in range(70_000))}) == values
    held = cache.stats()
    assert (held.entries, held.hits, held.misses) == (70_000, 140_000, 70_000)


# -- what a disk does to it


@pytest.mark.parametrize("junk", [b"no database, and long enough to be looked at" * 50, b"SQLite format 3\0" + b"\xff" * 8000])
@pytest.mark.parametrize("first", ["get", "put", "cleanup", "stats"])
def test_a_damaged_file_is_set_aside_and_rebuilt(
    folder: Path, cache: ItemCache, caplog: pytest.LogCaptureFixture, junk: bytes, first: str
) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(junk)
    acts: dict[str, Callable[[], object]] = {
        "get": lambda: cache.get(["k"]),
        "put": lambda: cache.put({"k": b"1"}),
        "cleanup": cache.cleanup,
        "stats": cache.stats,
    }
    with caplog.at_level(logging.WARNING):
        acts[first]()
    cache.put({"k": b"2"})
    assert cache.get(["k"]) == {"k": b"2"}
    assert (len(caplog.records), "damaged" in caplog.text) == (1, True)
    assert cache.cleanup().files == (0 if first == "cleanup" else 1)
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_damage_in_the_middle_is_found_when_it_is_met(folder: Path, cache: ItemCache, time: Time) -> None:
    fill(cache, time, 10)
    whole = bytearray((folder / FILE).read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    (folder / FILE).write_bytes(whole)
    assert left(cache, 10) == []
    cache.put({"k": b"1"})
    assert cache.get(["k"]) == {"k": b"1"}


@pytest.mark.parametrize("value", ["text", 7, 0.5])
def test_what_is_no_bytes_is_not_given_back(folder: Path, cache: ItemCache, value: object) -> None:
    """The file may come with a repository."""
    cache.put({"k": b"1"})
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute("UPDATE items SET payload = ?", (value,))
    assert all(isinstance(payload, bytes) for payload in cache.get(["k"]).values())
    cache.put({"k": b"2"})
    assert cache.get(["k"]) == {"k": b"2"}


def test_a_folder_that_cannot_be_is_a_clear_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ItemCache(tmp_path / "file")
    acts: tuple[Callable[[], object], ...] = (lambda: cache.get(["k"]), lambda: cache.put({"k": b"1"}), cache.cleanup)
    for act in acts:
        with pytest.raises(StoreFailed, match=r"the cache items\.sqlite3 cannot be used"):
            act()


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing is shut for root, so be somebody else."""
    own = os.geteuid()
    folder.chmod(0o555)
    os.seteuid(own or NOBODY)
    yield
    os.seteuid(own)
    folder.chmod(0o755)


ACTS: dict[str, Callable[[ItemCache], object]] = {
    "get": lambda cache: cache.get(["k"]),
    "put": lambda cache: cache.put({"k": b"2"}),
    "cleanup": lambda cache: cache.cleanup(),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("filled", [True, False])
def test_a_folder_that_is_read_only_is_a_clear_failure(filled: bool, act: Callable[[ItemCache], object]) -> None:
    with tempfile.TemporaryDirectory() as name:
        cache = ItemCache(name)
        cache.put({"k": b"1"} if filled else {})
        with read_only(Path(name)), pytest.raises(StoreFailed, match=r"the cache items\.sqlite3 cannot be used"):
            act(cache)
        assert cache.stats().entries == filled


def test_a_file_that_another_process_holds_is_a_clear_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "_PATIENCE", 0.01)
    cache = ItemCache(folder)
    cache.put({"k": b"1"})
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreFailed, match="locked"):
            cache.get(["k"])
    assert cache.get(["k"]) == {"k": b"1"}


def test_a_cache_of_a_newer_homeostat_is_left_alone(folder: Path, cache: ItemCache) -> None:
    cache.put({"k": b"1"})
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreFailed, match="newer Homeostat"):
        cache.get(["k"])


WRITER = """
import sys
from homeostat.adapters.items import ItemCache
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    cache = ItemCache(folder)
    own = {f"{name}-{n}-{m}": b"%d" % m for m in range(50)}
    cache.put({**own, f"shared {n}": name.encode()})
    assert cache.get(own) == own
    if n % 10 == 9:
        cache.cleanup()
"""


@pytest.mark.parametrize("junk", [b"", b"no database, and it is long enough to be looked at" * 20])
def test_parallel_processes_lose_nothing(folder: Path, junk: bytes) -> None:
    folder.mkdir()
    if junk:
        (folder / FILE).write_bytes(junk)
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), f"p{n}", "20"], env=environment, stderr=subprocess.PIPE)
        for n in range(4)
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert (process.returncode, said.count(b"Traceback")) == (0, 0)
    held = ItemCache(folder).stats()
    assert (held.entries, held.hits, held.misses) == (4 * 20 * 50 + 20, 4000, 0)
