"""The cache of analyses on real files: what it gives back, forgets, and survives."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from homeostat.adapters import analyses
from homeostat.adapters.analyses import FILE, ErrorCache, parser_digest
from homeostat.errors import StoreFailed

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"
DAY = 86_400.0
CLI = ("cli_analyze_one.py", "cli_analyze_record.py")


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
def cache(tmp_path: Path, time: Time) -> ErrorCache:
    return ErrorCache(tmp_path / "errors", now=time)


def fill(cache: ErrorCache, time: Time, count: int) -> None:
    """Entries that hardly pack, a minute apart."""
    for n in range(count):
        time.at += 60
        cache.put(f"k{n}", os.urandom(5000).hex())


def test_what_is_put_is_got_by_the_next_process(tmp_path: Path, cache: ErrorCache) -> None:
    value = {"diagnosis": {"headline": "\u2028 ü \x00"}, "excerpt": [[1, 2]], "none": None}
    assert cache.get("k") is None
    cache.put("k", value)
    assert ErrorCache(tmp_path / "errors").get("k") == value
    cache.put("k", [])
    assert cache.get("k") == []


def test_hits_and_misses_are_counted(tmp_path: Path, cache: ErrorCache) -> None:
    assert cache.stats() == analyses.Stats(entries=0, bytes=0, hits=0, misses=0)
    assert cache.stats().hit_rate == 0.0
    assert not (tmp_path / "errors").exists()
    cache.get("k")
    cache.put("k", 1)
    for _ in range(3):
        cache.get("k")
    held = cache.stats()
    assert (held.entries, held.hits, held.misses, held.hit_rate) == (1, 3, 1, 0.75)


def test_what_nobody_asks_for_goes_after_a_month(cache: ErrorCache, time: Time) -> None:
    for name in ("asked", "forgotten"):
        cache.put(name, name)
    time.at += 20 * DAY
    assert cache.get("asked") == "asked"
    time.at += 11 * DAY
    assert cache.cleanup().entries == 1
    assert (cache.get("asked"), cache.get("forgotten")) == ("asked", None)


def test_the_least_recently_used_make_room(tmp_path: Path, time: Time) -> None:
    cache = ErrorCache(tmp_path / "errors", now=time)
    fill(cache, time, 20)
    time.at += 60
    cache.get("k0")
    before = (tmp_path / "errors" / FILE).stat().st_size
    small = ErrorCache(tmp_path / "errors", megabytes=0.08, now=time)
    removed = small.cleanup()
    assert small.stats().bytes <= 80_000
    assert removed.entries > 5
    left = [n for n in range(20) if cache.get(f"k{n}") is not None]
    assert left[0] == 0
    assert left[1:] == list(range(20 - len(left) + 1, 20))
    assert (tmp_path / "errors" / FILE).stat().st_size < before


def test_a_cache_that_grows_makes_room_by_itself(tmp_path: Path, time: Time) -> None:
    cache = ErrorCache(tmp_path / "errors", megabytes=0.1, now=time)
    for n in range(10):
        fill(cache, time, 20)
        cache.put(f"small {n}", n)
        assert (tmp_path / "errors" / FILE).stat().st_size < 150_000
    assert cache.get("k19") is not None


def test_nothing_to_clean_is_no_trouble(cache: ErrorCache) -> None:
    assert cache.cleanup() == analyses.Removed(entries=0, bytes=0, files=0)


def test_a_value_that_the_disk_changed_is_none(tmp_path: Path, cache: ErrorCache) -> None:
    cache.put("k", "value")
    with closing(sqlite3.connect(tmp_path / "errors" / FILE)) as database, database:
        database.execute("UPDATE analyses SET payload = x'0102'")
    assert cache.get("k") is None
    cache.put("k", "again")
    assert cache.get("k") == "again"


@pytest.mark.parametrize("junk", [b"no database, and long enough to be looked at" * 50, b"SQLite format 3\0" + b"\xff" * 8000])
@pytest.mark.parametrize("first", ["get", "put", "cleanup", "stats"])
def test_a_damaged_file_is_set_aside_and_rebuilt(
    tmp_path: Path, cache: ErrorCache, caplog: pytest.LogCaptureFixture, junk: bytes, first: str
) -> None:
    path = tmp_path / "errors" / FILE
    path.parent.mkdir()
    path.write_bytes(junk)
    with caplog.at_level(logging.WARNING):
        {"get": lambda: cache.get("k"), "put": lambda: cache.put("k", 1), "cleanup": cache.cleanup, "stats": cache.stats}[first]()
    cache.put("k", 2)
    assert cache.get("k") == 2
    assert len(caplog.records) == 1
    assert "damaged" in caplog.text
    removed = cache.cleanup()
    assert removed.files == (0 if first == "cleanup" else 1)
    assert [each.name for each in path.parent.iterdir()] == [FILE]


def test_damage_in_the_middle_is_found_when_it_is_met(tmp_path: Path, cache: ErrorCache, time: Time) -> None:
    fill(cache, time, 40)
    path = tmp_path / "errors" / FILE
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)
    for n in range(40):
        assert cache.get(f"k{n}") is None
    cache.put("k", 1)
    assert cache.get("k") == 1


def test_a_folder_that_cannot_be_is_a_clear_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ErrorCache(tmp_path / "file")
    acts: tuple[Callable[[], object], ...] = (lambda: cache.get("k"), lambda: cache.put("k", 1), cache.cleanup)
    for act in acts:
        with pytest.raises(StoreFailed, match=r"the cache analyses\.sqlite3 cannot be used"):
            act()


def test_a_cache_of_a_newer_homeostat_is_left_alone(tmp_path: Path, cache: ErrorCache) -> None:
    cache.put("k", 1)
    with closing(sqlite3.connect(tmp_path / "errors" / FILE)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreFailed, match="newer Homeostat"):
        cache.get("k")


WRITER = """
import sys
from homeostat.adapters.analyses import ErrorCache
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    cache = ErrorCache(folder)
    cache.put(f"{name}-{n}", {"n": n})
    assert cache.get(f"{name}-{n}") == {"n": n}
    if n % 10 == 9:
        cache.cleanup()
"""


@pytest.mark.parametrize("junk", [b"", b"no database, and it is long enough to be looked at" * 20])
def test_parallel_processes_lose_nothing(tmp_path: Path, junk: bytes) -> None:
    folder = tmp_path / "errors"
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
    held = ErrorCache(folder).stats()
    assert (held.entries, held.hits) == (80, 80)


# -- keys


def test_the_key_depends_on_all_that_it_is_told_and_nothing_runs_together() -> None:
    keys = [ErrorCache.key(*parts) for parts in (("a",), ("b",), ("a", "b"), ("ab",), ("a", ""), ("a", "b", "c"), ("a", "bc"))]
    assert len(set(keys)) == len(keys)
    assert ErrorCache.key("a", "b") == ErrorCache.key("a", "b")


def test_a_parser_that_was_changed_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "homeostat"
    for name in ("understand/a.py", "observe/b.py", "lines.py", "records.py", "codec.py", "adapters/analyses.py", "cli.py", *CLI):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x = 1\n")
    monkeypatch.setattr(analyses, "__file__", str(home / "adapters" / "analyses.py"))

    def fresh() -> str:
        parser_digest.cache_clear()
        return parser_digest()

    try:
        first = fresh()
        assert fresh() == first
        (home / "cli.py").write_text("x = 2\n")
        assert fresh() == first
        seen = {first}
        for name in ("understand/a.py", "observe/b.py", "lines.py", "records.py", "codec.py", *CLI):
            (home / name).write_text("x = 2\n")
            seen.add(fresh())
        (home / "understand" / "new.py").write_text("")
        seen.add(fresh())
        monkeypatch.setattr(analyses, "__version__", "99")
        seen.add(fresh())
        assert len(seen) == 10
    finally:
        parser_digest.cache_clear()


def test_everything_that_makes_a_diagnosis_is_part_of_the_digest() -> None:
    """What `understand` and `observe` import of the package is among the sources."""
    package = SCRIPTS / "homeostat"
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import homeostat.understand.custom, homeostat.understand.junit_xml, "
        "homeostat.observe.step; print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('homeostat') and m.__file__))"
    )
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.split()
    names = {Path(path).relative_to(package).parts[0] for path in loaded}
    assert names <= {*analyses._SOURCES, "__init__.py", "errors.py"}
    assert all((package / name).exists() for name in analyses._SOURCES)
