"""A project that uv manages: the group takes the new requirement, and the lock follows it."""

from __future__ import annotations

from pathlib import Path

from homeostat.adapters.environment import find_uv
from homeostat.adapters.git import git
from homeostat.adapters.process import run
from tests.making import commit_all, make_repo
from tests.starting import Cli

PROJECT = """[project]
name = "inventory"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["packaging"]

[dependency-groups]
dev = ["pytest>=8"]

[tool.pytest.ini_options]
pythonpath = ["."]
"""
WORKFLOW = "on: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: uv sync\n      - run: uv run pytest\n"
TEST = "import yaml\n\n\ndef test_yaml():\n    assert yaml.safe_load('[1]') == [1]\n"


def test_the_lock_is_part_of_the_change(cli: Cli, tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, ".github/workflows/ci.yml": WORKFLOW, "tests/test_yaml.py": TEST, "inventory.py": "X = 1\n"}
    root = make_repo(tmp_path / "inventory", files)
    assert run((find_uv(), "lock", "-q"), cwd=str(root)).exit_code == 0
    commit_all(root)
    code, result = cli.heal(root, "--test-command", "uv run pytest")
    assert (code, result["remedy"]) == (0, "missing-distribution"), result
    assert git(str(root), "diff", "--name-only", f"main..{result['branch']}").split() == ["pyproject.toml", "uv.lock"]
    assert 'dev = ["pytest>=8", "PyYAML"]' in git(str(root), "show", f"{result['branch']}:pyproject.toml")
    assert 'name = "pyyaml"' in git(str(root), "show", f"{result['branch']}:uv.lock")
    assert cli("verify", result["evidence"], "--project-root", str(root)).exit_code == 0
