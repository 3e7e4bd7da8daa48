"""Homeostat as a user starts it: a process of its own."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homeostat.adapters.git import git
from homeostat.adapters.process import Completed, run
from tests.making import make_repo

ROOT = Path(__file__).resolve().parents[1]
START = (sys.executable, "-I", str(ROOT / "scripts" / "homeostat" / "__main__.py"))


def state_of(root: Path) -> tuple[str, ...]:
    """Everything of a checkout that Homeostat must leave as it was."""
    listing = git(str(root), "ls-files", "--others", "--exclude-standard")
    return (
        git(str(root), "status", "--porcelain"),
        git(str(root), "rev-parse", "HEAD"),
        git(str(root), "branch", "--show-current"),
        listing,
    )


@dataclass(frozen=True)
class Cli:
    """The command line, with a download cache that the tests share and no variable of the developer's."""

    cache: Path
    home: Path

    def __call__(
        self, *arguments: str, stdin: bytes | None = None, env: dict[str, str] | None = None, limit: float = 280
    ) -> Completed:
        passed = {
            name: os.environ[name] for name in os.environ if name.startswith(("SSL_", "REQUESTS_", "COVERAGE_", "PIP_", "UV_"))
        }
        environ = {**passed, "PATH": os.environ["PATH"], "HOME": str(self.home), "XDG_CACHE_HOME": str(self.cache), **(env or {})}
        return run((*START, *arguments), env=environ, stdin=stdin, limit=limit)

    def heal(self, root: Path, *arguments: str, **more: Any) -> tuple[int, dict[str, Any]]:
        """Exit code and result of `homeostat heal --json`."""
        done = self("heal", "--project-root", str(root), "--json", *arguments, **more)
        start = done.output.find("{\n")
        assert start >= 0, done.output
        result: dict[str, Any] = json.JSONDecoder().raw_decode(done.output[start:])[0]
        return done.exit_code, result


@pytest.fixture
def cli(index: Path, tmp_path: Path) -> Cli:
    (tmp_path / "home").mkdir()
    return Cli(cache=index, home=tmp_path / "home")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one test is wrong and that asks for nothing."""
    test = "import unittest\n\n\nclass Sum(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1 + 1, 3)\n"
    return make_repo(tmp_path / "project", {"test_sum.py": test})
