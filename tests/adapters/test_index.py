"""The real index, asked by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat.adapters.index import PackageIndex, parse_upload_times
from homeostat.errors import IndexUnreachable


def test_versions_are_oldest_first_and_fit_the_python(index: Path) -> None:
    found = PackageIndex(str(index)).versions("flask", "3.7")
    assert found.index("2.0.0") < found.index("2.2.5")
    assert "3.0.0" not in found  # wants Python 3.8


@pytest.mark.parametrize("name", ["no-such-distribution-homeostat-q7", "../x", "-r x", "a b", ""])
def test_what_the_index_does_not_know(index: Path, name: str) -> None:
    assert PackageIndex(str(index)).versions(name, "3.11") == ()


def test_floors_have_a_date_and_the_unknown_one_is_left_out(index: Path) -> None:
    found = PackageIndex(str(index)).released(["flask>=2.0.0", "no-such-distribution-homeostat-q7>=1"], "3.9")
    assert {*found} == {"flask"}
    assert found["flask"].startswith("2021-05-1")


def test_a_dead_index_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(IndexUnreachable):
        PackageIndex(str(tmp_path)).released(["flask>=2"], "3.9")


def test_upload_times_of_a_lock() -> None:
    lock = '[[packages]]\nname = "a"\nwheels = [{ upload-time = 2021-05-02T01:02:03Z }, { upload-time = 2021-05-01T01:02:03Z }]\n[[packages]]\nname = "b"\n'
    assert parse_upload_times(lock) == {"a": "2021-05-01T01:02:03+00:00"}
