"""Makers of what tests need: repositories, patches."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from homeostat.adapters.git import IDENTITY, git

THEN = {**IDENTITY, "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z"}
PATCH = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+uno\n"


def write_files(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def commit_all(root: Path, message: str = "as it was") -> None:
    git(str(root), "add", "--all", "--force")
    git(str(root), "commit", "--quiet", "--allow-empty", "-m", message, env=THEN)


def make_repo(root: Path, files: Mapping[str, str]) -> Path:
    """A repository with one commit of 2024-01-01 on main."""
    root.mkdir(parents=True)
    git(str(root), "init", "--quiet", "--initial-branch=main")
    write_files(root, files)
    commit_all(root)
    return root
