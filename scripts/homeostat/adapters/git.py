"""git, through its own command line, with nothing of the user's configuration that could run code."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from homeostat.adapters import process
from homeostat.errors import GitFailed, NotARepository, RefusedByPolicy

LIMIT = 300.0  # seconds one git command may take
IDENTITY = {
    "GIT_AUTHOR_NAME": "homeostat[bot]",
    "GIT_AUTHOR_EMAIL": "homeostat[bot]@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "homeostat[bot]",
    "GIT_COMMITTER_EMAIL": "homeostat[bot]@users.noreply.github.com",
}
SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "commit.gpgSign=false", "-c", "core.quotePath=false")
NAME = re.compile(r"(?!-)(?!.*(\.\.|@\{|//|[\x00-\x20~^:?*\[\\\x7f]))[^/].*(?<![./])(?<!\.lock)")


def quiet_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for git: no prompts, no pager, messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_DIR") and name != "GIT_WORK_TREE"}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat", "LC_ALL": "C.UTF-8"} | dict(extra or {})


def git(root: str, *arguments: str, env: Mapping[str, str] | None = None, stdin: bytes | None = None) -> str:
    """What a git command prints. Raises GitFailed with its last line."""
    done = process.run(
        ("git", *SAFE, *arguments), cwd=root, env=quiet_environment(env), limit=LIMIT, stdin=stdin, errors="surrogateescape"
    )
    if done.exit_code:
        last = next((line for line in reversed(done.output.splitlines()) if line.strip()), f"exit code {done.exit_code}")
        raise GitFailed(f"git {arguments[0]}: {last.strip()}")
    return done.output


class GitRepo:
    """The user's repository. Raises NotARepository where there is none or it has no commit."""

    def __init__(self, root: str, remote: str = "origin", push_env: Mapping[str, str] | None = None) -> None:
        if not Path(root).is_dir():
            raise NotARepository(f"{root} is not a folder")
        try:
            self._root = git(root, "rev-parse", "--show-toplevel").strip()
            self._head = git(self._root, "rev-parse", "--verify", "HEAD^{commit}").strip()
        except GitFailed as error:
            raise NotARepository(f"{root} is not a git repository with a commit") from error
        self._remote, self._push_env = remote, dict(push_env or {})

    @property
    def root(self) -> str:
        return self._root

    def head(self) -> str:
        return self._head

    def commit(self, name: str) -> str:
        """The SHA that a name (branch, tag, SHA) stands for. Raises GitFailed."""
        if name.startswith("-"):
            raise GitFailed(f"{name!r} is no name of a commit")
        return git(self._root, "rev-parse", "--verify", f"{name}^{{commit}}").strip()

    def dirty(self) -> bool:
        return bool(git(self._root, "--no-optional-locks", "status", "--porcelain", "--untracked-files=no").strip())

    def branch(self) -> str:
        """The branch that is checked out, empty if none is."""
        return git(self._root, "rev-parse", "--abbrev-ref", "HEAD").strip().removeprefix("HEAD")

    def files(self, commit: str) -> tuple[str, ...]:
        return tuple(sorted(filter(None, git(self._root, "ls-tree", "-r", "-z", "--name-only", commit).split("\0"))))

    def read(self, commit: str, path: str) -> str | None:
        rows = git(self._root, "ls-tree", "-z", commit, "--", f":(literal){path}").split("\0")
        match = re.fullmatch(r"100(?:644|755) blob (\w+)\t(.*)", rows[0], re.DOTALL)
        if match is None or match[2] != path:
            return None
        return git(self._root, "cat-file", "blob", match[1])

    def committed_at(self, commit: str) -> str:
        return git(self._root, "log", "-1", "--format=%cI", commit).strip()

    def commit_on(self, base: str, patch: str, message: str) -> str:
        with tempfile.TemporaryDirectory(prefix="homeostat-index-") as folder:
            env = {**IDENTITY, "GIT_INDEX_FILE": str(Path(folder) / "index")}
            git(self._root, "read-tree", base, env=env)
            try:
                git(
                    self._root,
                    "apply",
                    "--cached",
                    "--whitespace=nowarn",
                    "-",
                    env=env,
                    stdin=patch.encode("utf-8", "surrogateescape"),
                )
            except GitFailed as error:
                raise RefusedByPolicy(f"the patch does not apply to {base[:12]}: {error}") from error
            tree = git(self._root, "write-tree", env=env).strip()
            return git(self._root, "commit-tree", tree, "-p", base, "-F", "-", env=env, stdin=message.encode()).strip()

    def set_branch(self, name: str, commit: str) -> None:
        if not NAME.fullmatch(name):
            raise GitFailed(f"{name!r} is no valid name of a branch")
        if name == self.branch():
            raise GitFailed(f"branch {name} is checked out here; Homeostat leaves the checkout alone")
        git(self._root, "update-ref", f"refs/heads/{name}", commit)

    def remote_commit(self, branch: str) -> str:
        """Where a branch of the remote stands, empty if it does not exist."""
        rows = git(self._root, "ls-remote", self._remote, f"refs/heads/{branch}", env=self._push_env).split()
        return rows[0] if rows else ""

    def push(self, branch: str, commit: str) -> None:
        lease = f"--force-with-lease=refs/heads/{branch}:{self.remote_commit(branch)}"
        git(self._root, "push", "--quiet", "--no-verify", lease, self._remote, f"{commit}:refs/heads/{branch}", env=self._push_env)

    def fetch(self, commit: str) -> None:
        """Bring a commit of the remote here, for a checkout that was made shallow. Raises GitFailed."""
        if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
            raise GitFailed(f"{commit!r} is no SHA of a commit")
        git(self._root, "fetch", "--quiet", "--no-tags", "--depth=1", self._remote, commit, env=self._push_env)

    def remote_url(self) -> str:
        """The address of the remote, empty if there is none."""
        with contextlib.suppress(GitFailed):
            return git(self._root, "remote", "get-url", self._remote).strip()
        return ""


def changed_files(root: str, patch: str) -> Sequence[str]:
    """Paths that a patch (git format) touches, old and new names both."""
    rows = git(root, "apply", "--numstat", "-z", "-", stdin=patch.encode("utf-8", "surrogateescape")).split("\0")
    return tuple(sorted({row.split("\t")[-1] for row in rows if row}))
