"""Benches: a clean clone of one commit, a private environment, and commands run in them."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from homeostat.adapters import process
from homeostat.adapters.environment import Environment, failed, find_uv, outside
from homeostat.adapters.git import IDENTITY, git
from homeostat.adapters.redact import redact
from homeostat.errors import DiskTrouble, GitFailed, PreparationFailed, RefusedByPolicy
from homeostat.records import Execution, Recipe, Script

OUTPUT_KEPT = 4_000_000  # bytes of a command's output
PATCH_LIMIT = 20_000_000
SHELLS: Mapping[str, tuple[str, ...]] = {
    "": ("bash", "--noprofile", "--norc", "-e"),
    "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail"),
    "sh": ("sh", "-e"),
    "python": ("python",),
}


class GitWorkshop:
    """Makes benches from the user's repository without touching it: each is a clone that borrows its objects."""

    def __init__(self, root: str, *, cache: str, limit: float, pass_env: tuple[str, ...] = ()) -> None:
        self._root, self._cache, self._limit = root, cache, limit
        self._secrets = tuple(os.environ[name] for name in pass_env if name in os.environ)
        self._outer = {"PATH": os.environ.get("PATH", ""), **outside(os.environ, pass_env)}
        for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
            if os.environ.get(name):
                self._outer[name] = os.environ[name]

    @contextlib.contextmanager
    def bench(self, commit: str) -> Iterator[CloneBench]:
        try:
            scratch = Path(tempfile.mkdtemp(prefix="homeostat-")).resolve()
        except OSError as error:
            raise DiskTrouble(f"no room for a worktree: {error.strerror}") from error
        try:
            tree = scratch / "tree"
            git(str(scratch), "clone", "--quiet", "--shared", "--no-checkout", self._root, str(tree))
            git(str(tree), "checkout", "--quiet", "--detach", commit)
            environment = Environment(root=scratch, tree=tree, uv=find_uv(), cache=self._cache, outer=self._outer)
            yield CloneBench(environment, commit, self._limit, self._secrets)
        finally:
            shutil.rmtree(scratch, onerror=_let_go)


def _let_go(_function: object, path: str, _error: object) -> None:
    """A command may have left a folder without write permission: take it, try again, else leave it."""
    place = Path(path)
    with contextlib.suppress(OSError):
        place.parent.chmod(stat.S_IRWXU)
        place.chmod(stat.S_IRWXU)
        shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink()


class CloneBench:
    """See `world.Bench`."""

    def __init__(self, environment: Environment, commit: str, limit: float, secrets: tuple[str, ...] = ()) -> None:
        self._env, self._limit, self._commit, self._secrets = environment, limit, commit, secrets
        self._recipe = Recipe(command=Script(run=""))
        self._baseline = commit
        self._untracked: frozenset[str] = frozenset()
        self._written: set[str] = set()

    @property
    def _tree(self) -> str:
        return str(self._env.tree)

    # -- environment

    def prepare(self, recipe: Recipe) -> Mapping[str, str]:
        self._recipe = recipe
        self._remove(path for path in self._others() if not any(kept.startswith(path) for kept in self._written))
        before = self._snapshot()
        self._env.make(recipe)
        for script in recipe.setup:
            done = self.run(script, limit=self._limit)
            if done.exit_code:
                name = (script.name or script.run).strip().splitlines()[0][:80]
                raise failed(f"preparing the environment failed at “{name}”", done.output)
        self._adopt(before)
        return self.installed()

    def _adopt(self, before: str) -> None:
        """What the setup changed by itself belongs to no remedy: unless a remedy is on the tree already, it is the new baseline."""
        if before == self._tree_of(self._commit):
            self._baseline = self._snapshot()
            self._untracked = self._others()

    def installed(self) -> Mapping[str, str]:
        return self._env.installed(self._recipe)

    def run(self, script: Script, *, limit: float | None = None) -> Execution:
        path = self._env.root / "step"
        path.write_text(script.run + "\n", errors="surrogateescape")
        place = self._inside(script.directory) if script.directory not in ("", ".") else self._env.tree
        if not place.is_dir():
            raise PreparationFailed(f"the working directory {script.directory} does not exist")
        env = self._variables(script)
        shell = SHELLS.get(script.shell, SHELLS["bash"])
        program = shutil.which(shell[0], path=env["PATH"]) or shell[0]
        done = process.run((program, *shell[1:], str(path)), cwd=str(place), env=env, limit=limit or self._limit, keep=OUTPUT_KEPT)
        return Execution(
            command=script.run.strip(),
            exit_code=done.exit_code,
            seconds=done.seconds,
            output=redact(self._anonymous(done.output), self._secrets),
            timed_out=done.timed_out,
        )

    def _variables(self, script: Script) -> dict[str, str]:
        """The environment of a step: ours, what earlier steps put into GITHUB_ENV and GITHUB_PATH, and the step's own."""
        env = self._env.variables(self._recipe)
        added = parse_env_file(_read(self._env.root / "github" / "env"))
        paths = [line for line in reversed(_read(self._env.root / "github" / "path").splitlines()) if line.strip()]
        env["PATH"] = os.pathsep.join([*paths, env["PATH"]])
        return {**env, **{k: v for k, v in {**added, **script.env}.items() if k not in ("PATH", "HOME", process.MARKER)}}

    def _anonymous(self, output: str) -> str:
        """Output without this machine's paths, as a runner would show it."""
        base = self._env.base()
        shown = output.replace(base, f"/opt/hostedtoolcache/Python/{Path(base).name}/x64") if base else output
        return shown.replace(str(self._env.tree), "/home/runner/work/repo").replace(str(self._env.root), "/home/runner")

    # -- files

    def _inside(self, path: str) -> Path:
        """A path of the worktree, no link on the way. Raises RefusedByPolicy."""
        pure = Path(path)
        if pure.is_absolute() or ".." in pure.parts or ".git" in pure.parts or not pure.parts:
            raise RefusedByPolicy(f"{path} is outside of the worktree")
        place = self._env.tree
        for part in pure.parts:
            place = place / part
            if place.is_symlink():
                raise RefusedByPolicy(f"{path} goes through a symbolic link")
        return place

    def read(self, path: str) -> str | None:
        try:
            place = self._inside(path)
            return place.read_bytes().decode("utf-8", "surrogateescape") if place.is_file() else None
        except (RefusedByPolicy, OSError):
            return None

    def write(self, path: str, text: str) -> None:
        place = self._inside(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8", "surrogateescape"))
        self._written.add(path)
        self._forget_compiled()

    def files(self) -> tuple[str, ...]:
        return tuple(sorted(filter(None, git(self._tree, "ls-files", "-z").split("\0"))))

    def diff(self) -> str:
        if self._written:
            git(self._tree, "add", "--intent-to-add", "--force", "--", *sorted(f":(literal){p}" for p in self._written))
        return git(
            self._tree,
            "diff",
            "--binary",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--full-index",
            "--no-renames",
            self._baseline,
        )

    def apply(self, patch: str) -> None:
        try:
            git(self._tree, "apply", "--index", "--whitespace=nowarn", "-", stdin=patch.encode("utf-8", "surrogateescape"))
        except GitFailed as error:
            raise RefusedByPolicy(f"the patch does not apply: {error}") from error
        self._forget_compiled()

    def reset(self) -> None:
        git(self._tree, "read-tree", "-u", "--reset", self._baseline)
        self._remove(self._others() - self._untracked)
        self._written.clear()
        self._forget_compiled()

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            place = self._env.tree / path
            with contextlib.suppress(OSError):
                shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()

    def _others(self) -> frozenset[str]:
        return frozenset(filter(None, git(self._tree, "ls-files", "--others", "--directory", "-z").split("\0")))

    def _snapshot(self) -> str:
        """The tracked files as they are now, as a tree object of the clone."""
        index = {"GIT_INDEX_FILE": str(self._env.root / "snapshot.index"), **IDENTITY}
        git(self._tree, "read-tree", self._commit, env=index)
        git(self._tree, "add", "--update", ".", env=index)
        return git(self._tree, "write-tree", env=index).strip()

    def _tree_of(self, commit: str) -> str:
        return git(self._tree, "rev-parse", f"{commit}^{{tree}}").strip()

    def _forget_compiled(self) -> None:
        """Byte code is trusted by time stamp and size: an edit within the same second must not go unseen."""
        shutil.rmtree(self._env.root / "compiled", ignore_errors=True)


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(errors="replace")
    return ""


def parse_env_file(text: str) -> dict[str, str]:
    """The variables of a GITHUB_ENV file: `NAME=value`, or `NAME<<END` … `END`."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        opened = re.fullmatch(r"([^=<]+)<<(.+)", line)
        name, mark, value = line.partition("=")
        if opened:
            name, value = opened[1], "\n".join(itertools.takewhile(lambda row, end=opened[2]: row != end, lines))  # type: ignore[misc]
        if opened or mark:
            found[name] = value
    return {name: value for name, value in found.items() if name.isidentifier()}
