"""The examples that come with the source, each from its log to its end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from homeostat.adapters.git import git
from homeostat.cli_examples import examples_in
from tests.making import commit_all
from tests.starting import ROOT, Cli, state_of

EXAMPLES = list(examples_in(ROOT / "examples"))


@pytest.fixture(params=EXAMPLES, ids=lambda example: example.name)
def laid_out(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, str, str]:
    """Repository, log, and what should come of it."""
    example = request.param
    root = tmp_path / "project"
    shutil.copytree(example.folder / "project", root)
    git(str(root), "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    return root, example.folder / "ci.log", example.decision, example.reason_code


def test_an_example_comes_out_as_it_says(cli: Cli, laid_out: tuple[Path, Path, str, str], tmp_path: Path) -> None:
    root, log, decision, reason_code = laid_out
    before = state_of(root)
    code, result = cli.heal(root, "--log", str(log), "--output", str(tmp_path / "out"))
    assert (result["decision"], result["reason_code"]) == (decision, reason_code)
    assert code == {"fix": 0, "retry": 10, "human": 20}[decision]
    assert state_of(root) == before
    if decision != "fix":
        assert git(str(root), "branch", "--list", "homeostat/*") == ""
        return
    evidence = json.loads((tmp_path / "out" / "evidence.json").read_text())
    assert (evidence["before"]["exit_code"] > 0, evidence["after"]["exit_code"]) == (True, 0)
    assert result["branch"] == f"homeostat/{result['category']}-{result['fingerprint'][:8]}"
    assert git(str(root), "rev-parse", result["branch"]).strip() == result["commit"]
    assert "| " in (tmp_path / "out" / "pull-request.md").read_text()
    confirmed = cli("verify", result["evidence"], "--project-root", str(root))
    assert (confirmed.exit_code, "confirmed" in confirmed.output) == (0, True)
