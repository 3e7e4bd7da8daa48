"""The files of a project as they lie there, each with a digest of its content, and what its history says; read only.

In a git repository those that git tracks or would track; elsewhere those below the folder. Links are not followed, ever: a repository
could point one at anything.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homeostat.adapters.git import LIMIT, SAFE, quiet_environment
from homeostat.errors import NotARepository

MOST_FILES: Final = 200_000
MOST_BYTES: Final = 1_000_000
"""Of a file that is read; what is longer is data."""

_REGULAR: Final = ("100644", "100755")
_SKIPPED: Final = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".nox", ".mypy_cache"})
_ENTRY: Final = "\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A file: its path with slashes, and the digest that names its content. Empty: it has to be read to be known."""

    path: str
    digest: str


class ProjectTree:
    """A folder. Raises NotARepository if there is none."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).absolute()
        if not self.root.is_dir():
            raise NotARepository(f"{root} is not a folder", "Give the folder of the project with --project-root.")
        self._real = os.path.realpath(self.root)
        self._inside: dict[str, bool] = {"": True}
        self.is_git = self._git("rev-parse", "--is-inside-work-tree").strip() == b"true"

    def files(self) -> list[TreeFile]:
        """All regular files in the order of their paths, 200,000 at most."""
        found = self._tracked() if self.is_git else self._walked()
        return sorted(found, key=lambda file: file.path)[:MOST_FILES]

    def read(self, path: str) -> bytes | None:
        """The content of a file, None if it is not there, not regular, behind a link, too large or not ours to read."""
        if not self._is_inside(path.rpartition("/")[0]):
            return None
        try:
            handle = os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (OSError, ValueError):
            return None
        with os.fdopen(handle, "rb") as file:
            shape = os.fstat(handle)
            if not stat.S_ISREG(shape.st_mode) or shape.st_size > MOST_BYTES:
                return None
            return file.read(MOST_BYTES + 1)

    def size(self, path: str) -> int:
        """Bytes of a file; 0 if it cannot be seen."""
        try:
            return (self.root / path).lstat().st_size
        except (OSError, ValueError):
            return 0

    def head(self) -> str:
        """The SHA of the commit that is checked out, empty if there is none."""
        return self._git("rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode("ascii", "replace").strip()

    def history(self, most: int) -> list[tuple[str, tuple[str, ...]]]:
        """Subject and files of the last commits, newest first; merges left out. Paths are relative to the root."""
        out = self._git(
            "log", "--no-merges", f"-n{most}", "--no-renames", "--relative", f"--format={_ENTRY}%s", "--name-only", "-z", "HEAD"
        )
        entries = out.decode("utf-8", "replace").split(_ENTRY)[1:]
        return [
            (head, tuple(filter(None, (name.strip("\n") for name in names)))) for head, *names in (e.split("\0") for e in entries)
        ]

    def difference(self, base: str) -> tuple[tuple[str, ...], str]:
        """Files that differ from a commit (what is not committed counts), and the difference itself. Empty if git knows no such commit."""
        if not base or base.startswith("-"):
            return (), ""
        names = self._git("diff", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "--name-only", "-z", base, "--")
        text = self._git("diff", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "--unified=3", base, "--")
        return tuple(filter(None, names.decode("utf-8", "replace").split("\0"))), text.decode("utf-8", "replace")

    # -- git and the disk ------------------------------------------------------------------------------------------------------

    def _tracked(self) -> Iterator[TreeFile]:
        """The index names contents without reading them; what was touched since is read."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            touched = pool.submit(self._touched)
            rows = self._git("ls-files", "--stage", "-z").decode("utf-8", "surrogateescape").split("\0")
        known = dict(_staged(rows))
        changed = touched.result()
        for path in {*known, *changed}:
            yield TreeFile(path=path, digest="" if path in changed else known[path])

    def _touched(self) -> set[str]:
        """Files that differ from the index or are not in it, ignored ones left out."""
        out = self._git("--no-optional-locks", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", ".")
        prefix = self._git("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
        rows = out.decode("utf-8", "surrogateescape").split("\0")
        return {row[3:].removeprefix(prefix) for row in rows if len(row) > 3 and row[1] in "MTA?" and not row.endswith("/")}

    def _walked(self) -> Iterator[TreeFile]:
        count = 0
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            within = Path(folder).relative_to(self.root).as_posix()
            for name in sorted(names):
                count += 1
                if count > MOST_FILES:
                    return
                yield TreeFile(path=name if within == "." else f"{within}/{name}", digest="")

    def _is_inside(self, folder: str) -> bool:
        """Whether no part of a folder's path is a link."""
        if folder not in self._inside:
            parent = folder.rpartition("/")[0]
            shape = self.root / folder
            self._inside[folder] = ".." not in folder.split("/") and self._is_inside(parent) and not shape.is_symlink()
        return self._inside[folder]

    def _git(self, *arguments: str) -> bytes:
        """What git prints; nothing where it fails: without a repository, a commit or a git there is less to go by, not nothing."""
        try:
            done = subprocess.run(
                ("git", *SAFE, *arguments),
                cwd=self.root,
                env=quiet_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return b""
        return done.stdout if done.returncode == 0 else b""


def _staged(rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Path and digest of the regular files of the index."""
    for row in rows:
        meta, _, path = row.partition("\t")
        mode, _, rest = meta.partition(" ")
        if mode in _REGULAR and not path.startswith('"'):
            yield path, rest.partition(" ")[0]


def digest_of(data: bytes) -> str:
    """The digest under which git would keep the content (SHA-1)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
