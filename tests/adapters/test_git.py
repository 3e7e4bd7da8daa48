"""Real git: the checkout is never touched, hostile names and links are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from homeostat.adapters.git import GitRepo, git
from homeostat.errors import GitFailed, NotARepository, RefusedByPolicy
from tests.making import PATCH, commit_all, make_repo


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo(str(make_repo(tmp_path / "repo", {"a.txt": "one\n", "sub/ü.txt": "two\n"})))


def status(repo: GitRepo) -> str:
    return git(repo.root, "status", "--porcelain", "--branch")


def test_what_a_repository_says_of_itself(repo: GitRepo) -> None:
    assert (repo.branch(), repo.dirty(), repo.remote_url()) == ("main", False, "")
    assert repo.files("HEAD") == ("a.txt", "sub/ü.txt")
    assert repo.read("HEAD", "sub/ü.txt") == "two\n"
    assert repo.read("HEAD", "missing") is None
    assert repo.committed_at("HEAD").startswith("2024-01-01T00:00:00")
    assert repo.commit("main") == repo.head()


def test_a_sub_folder_leads_to_the_repository(repo: GitRepo) -> None:
    assert GitRepo(f"{repo.root}/sub").root == repo.root


def test_a_link_is_not_read(repo: GitRepo) -> None:
    (Path(repo.root) / "link").symlink_to("a.txt")
    commit_all(Path(repo.root))
    assert GitRepo(repo.root).read("HEAD", "link") is None


def test_a_change_makes_it_dirty(repo: GitRepo) -> None:
    (Path(repo.root) / "a.txt").write_text("changed\n")
    assert repo.dirty()


def test_a_commit_is_made_without_touching_the_checkout(repo: GitRepo) -> None:
    (Path(repo.root) / "a.txt").write_text("mine\n")
    before = status(repo)
    commit = repo.commit_on(repo.head(), PATCH, "fix: a\n\nwhy")
    repo.set_branch("homeostat/x-1", commit)
    assert status(repo) == before
    assert (Path(repo.root) / "a.txt").read_text() == "mine\n"
    assert repo.read("homeostat/x-1", "a.txt") == "uno\n"
    assert git(repo.root, "log", "-1", "--format=%an %s", commit).strip() == "homeostat[bot] fix: a"


def test_a_patch_that_does_not_fit_is_refused(repo: GitRepo) -> None:
    with pytest.raises(RefusedByPolicy):
        repo.commit_on(repo.head(), PATCH.replace("-one", "-ten"), "x")


@pytest.mark.parametrize("name", ["main", "../x", "-x", "a b", "a..b", "x.lock", "/x", "a~1", ""])
def test_branches_that_are_not_set(repo: GitRepo, name: str) -> None:
    with pytest.raises(GitFailed):
        repo.set_branch(name, repo.head())


@pytest.mark.parametrize("name", ["--all", "no-such", "-h"])
def test_what_names_no_commit(repo: GitRepo, name: str) -> None:
    with pytest.raises(GitFailed):
        repo.commit(name)


def test_pushing_creates_and_then_replaces_the_branch(repo: GitRepo, tmp_path: Path) -> None:
    git(str(tmp_path), "init", "--quiet", "--bare", "remote.git")
    git(repo.root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    first = repo.commit_on(repo.head(), PATCH, "first")
    second = repo.commit_on(repo.head(), PATCH, "second")
    for commit in (first, second):
        repo.push("homeostat/x", commit)
        assert repo.remote_commit("homeostat/x") == commit
    assert repo.remote_url().endswith("remote.git")


def test_a_missing_commit_is_fetched(repo: GitRepo, tmp_path: Path) -> None:
    git(str(tmp_path), "clone", "--quiet", "--bare", repo.root, "remote.git")
    git(str(tmp_path), "clone", "--quiet", "remote.git", "other")
    git(repo.root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    later = GitRepo(repo.root).commit_on(repo.head(), PATCH, "later")
    repo.push("later", later)
    other = GitRepo(str(tmp_path / "other"))
    other.fetch(later)
    assert other.commit(later) == later
    with pytest.raises(GitFailed):
        other.fetch("main; rm -rf /")


def test_hooks_of_the_repository_do_not_run(repo: GitRepo, tmp_path: Path) -> None:
    hook = Path(repo.root) / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    repo.set_branch("homeostat/x", repo.head())
    assert not (tmp_path / "ran").exists()


def _nothing(_: Path) -> None:
    pass


def _empty_repository(path: Path) -> None:
    git(str(path.parent), "init", "-q", path.name)


@pytest.mark.parametrize("make", [Path.mkdir, _nothing, _empty_repository])
def test_where_there_is_no_repository_with_a_commit(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    with pytest.raises(NotARepository):
        GitRepo(str(tmp_path / "x"))
