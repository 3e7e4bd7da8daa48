"""`forge: github` from the command line: the branch is pushed, a pull request is opened, a second run finds it."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from homeostat.adapters.git import git
from homeostat.errors import ForgeFailed
from tests.making import commit_all
from tests.parts.github import TOKEN, GitHubServer
from tests.starting import ROOT, Cli

_numbers = itertools.count()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(ROOT / "examples" / "format" / "project", root)
    git(str(root), "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    git(str(tmp_path), "clone", "--quiet", "--bare", str(root), "remote.git")
    git(str(root), "remote", "add", "origin", str(tmp_path / "remote.git"))
    return root


def test_a_pull_request_from_the_command_line(cli: Cli, root: Path, github_server: GitHubServer) -> None:
    log = ("--log", str(ROOT / "examples" / "format" / "ci.log"))
    _, foreseen = cli.heal(root, *log, "--dry-run")
    repository = github_server.add_repository(f"from-the-command-line-{next(_numbers)}", foreseen["branch"])
    env = {
        "HOMEOSTAT_FORGE": "github",
        "HOMEOSTAT_GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": repository,
        "GITHUB_API_URL": github_server.url,
    }
    code, first = cli.heal(root, *log, env=env)
    assert (code, first["pull_request"]["operation"], first["pull_request"]["branch"]) == (0, "created", foreseen["branch"])
    assert git(str(root.parent / "remote.git"), "rev-parse", foreseen["branch"]).strip() == first["commit"]
    assert git(str(root), "branch", "--list", "homeostat/*") == ""  # it lives on the remote
    _, second = cli.heal(root, *log, env=env)
    assert second["pull_request"]["number"] == first["pull_request"]["number"]
    assert second["pull_request"]["operation"] in ("updated", "none")


def test_github_without_a_token_is_one_clear_line(cli: Cli, root: Path) -> None:
    done = cli(
        "heal",
        "--project-root",
        str(root),
        "--test-command",
        "false",
        env={"HOMEOSTAT_FORGE": "github", "GITHUB_REPOSITORY": "a/b"},
    )
    assert (done.exit_code, "HOMEOSTAT_GITHUB_TOKEN" in done.output, "Traceback" in done.output) == (
        ForgeFailed.exit_code,
        True,
        False,
    )


def test_a_server_that_does_not_answer_loses_nothing(cli: Cli, root: Path, tmp_path: Path) -> None:
    env = {
        "HOMEOSTAT_FORGE": "github",
        "HOMEOSTAT_GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_API_URL": "http://127.0.0.1:9",
    }
    log = ("--log", str(ROOT / "examples" / "format" / "ci.log"), "--output", str(tmp_path / "out"))
    done = cli("heal", "--project-root", str(root), *log, env=env)
    assert (done.exit_code, "Traceback" in done.output, TOKEN in done.output.split()) == (ForgeFailed.exit_code, False, False), (
        done.output
    )
    assert (tmp_path / "out" / "evidence.json").is_file()
