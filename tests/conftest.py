"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat.adapters.index import PackageIndex
from homeostat.errors import HomeostatError
from tests.parts.need import require

pytest_plugins = ["tests.parts.github", "tests.starting"]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package index answers; the folder is a download cache that tests may share."""
    cache = tmp_path_factory.getbasetemp().parent / "homeostat-test-uv"
    try:
        known = PackageIndex(str(cache)).versions("packaging", "3.11")
    except HomeostatError as error:
        require("the package index", str(error))
    assert "23.1" in known
    return cache
