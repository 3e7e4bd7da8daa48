"""The files of a project as they lie there, each with a digest of its content, and what its history says; read only.

In a git repository those that git tracks or would track; elsewhere those below the folder. Links are not followed, ever: a repository
could point one at anything.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from homeostat.adapters.git import LIMIT, SAFE
from homeostat.errors import NotARepository

MOST_FILES: Final = 200_000
MOST_BYTES: Final = 1_000_000
"""Of a file that is read; what is longer is data."""

_REGULAR: Final = ("100644", "100755")
_SKIPPED: Final = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".nox", ".mypy_cache"})
_OFF: Final = (
    "safe.directory=*",
    "color.ui=false",
    "diff.autoRefreshIndex=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "core.quotePath=false",
)
"""Besides what is off for all of Homeostat. A checkout may belong to another user, as in containers: nothing of it is run."""

_OPTIONS: Final = (*SAFE, *(part for setting in _OFF for part in ("-c", setting)))
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C.UTF-8",
}
_MOST_CHANGED: Final = 200  # files whose difference is shown
_DIFF: Final = ("--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "--ignore-submodules=all")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A file: its path with slashes, and the digest that names its content. Empty: it has to be read to be known."""

    path: str
    digest: str


class ProjectTree:
    """A folder. Raises NotARepository if there is none.

    `prefix`: where it is in its repository, with a slash at the end; empty for the whole of it. `is_shallow`: there may be more history.
    """

    def __init__(self, root: str | Path) -> None:
        try:
            self.root = Path(root).absolute()
            is_folder = self.root.is_dir()
        except (OSError, ValueError):  # a name that is too long, or with a zero byte
            is_folder = False
        if not is_folder:
            raise NotARepository(f"{str(root)[:200]!r} is not a folder", "Give the folder of the project with --project-root.")
        self._inside: dict[str, bool] = {"": True}
        told = self._git("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
        inside, shallow, prefix = [*told.decode("utf-8", "surrogateescape").split("\n", 2), "", "", ""][:3]
        self.is_git = inside == "true"
        self.is_shallow = shallow != "false"
        self.prefix = prefix.removesuffix("\n")

    def files(self) -> list[TreeFile]:
        """All regular files in the order of their paths, 200,000 at most."""
        found = self._tracked() if self.is_git else self._walked()
        regular = (file for file in sorted(found, key=lambda file: file.path) if self._is_regular(file.path))
        return list(islice(regular, MOST_FILES))

    def read(self, path: str) -> bytes | None:
        """The content of a file, None if it is not there, not regular, behind a link, too large or not ours to read."""
        if not _is_plain(path) or not self._is_inside(path.rpartition("/")[0]):
            return None
        try:
            handle = os.open(self._place(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            shape = os.fstat(handle)
            fits = stat.S_ISREG(shape.st_mode) and shape.st_size <= MOST_BYTES
            return _content(handle, shape.st_size) if fits else None
        finally:
            os.close(handle)

    def size(self, path: str) -> int:
        """Bytes of a file; 0 if it cannot be seen."""
        try:
            return os.lstat(self._place(path)).st_size
        except (OSError, ValueError):
            return 0

    def head(self) -> str:
        """The SHA of the commit that is checked out, empty if there is none."""
        return self.commit("HEAD")

    def history(self, most: int) -> list[tuple[str, tuple[str, ...]]]:
        """Subject and files of the last commits, newest first; merges left out. Paths are relative to the root."""
        out = self._git("log", "-z", "--no-merges", f"-n{most}", "--format=%H%x00%s", "HEAD", "--")
        words = out.decode("utf-8", "replace").split("\0")
        subjects = dict(zip(words[::2], words[1::2], strict=False))
        files = self._files_of(list(subjects))
        return [(subject, tuple(files.get(commit, ()))) for commit, subject in subjects.items()]

    def difference(self, base: str, wanted: Callable[[str], bool] = lambda _: True) -> tuple[tuple[str, ...], str]:
        """Files that differ from a commit (what is not committed counts), and the difference itself. Empty if git knows no such commit.

        Only files that are `wanted`, 200 at most in the difference.
        """
        commit = self.commit(base)
        if not commit:
            return (), ""
        names = self._git("diff", *_DIFF, "--name-only", "-z", commit, "--").decode("utf-8", "surrogateescape")
        own = tuple(name for name in names.split("\0") if name and wanted(name))
        places = [f":(literal){name}" for name in own[:_MOST_CHANGED]]
        text = self._git("diff", *_DIFF, "--unified=3", commit, "--", *places) if places else b""
        return own, text.decode("utf-8", "replace")

    # -- git -------------------------------------------------------------------------------------------------------------------

    def commit(self, name: str) -> str:
        """The SHA of a commit by any of its names, empty if git knows none."""
        if not name or name.startswith("-"):
            return ""
        return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode("ascii", "replace").strip()

    def _tracked(self) -> Iterator[TreeFile]:
        """The index names contents without reading them; what was touched since is read."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            touched = pool.submit(self._touched)
            rows = self._git("ls-files", "--stage", "-z").decode("utf-8", "surrogateescape").split("\0")
        known = dict(_staged(rows))
        changed = touched.result()
        return (TreeFile(path=path, digest="" if path in changed else known[path]) for path in {*known, *changed})

    def _touched(self) -> set[str]:
        """Files that differ from the index or are not in it, ignored ones left out."""
        out = self._git(
            "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all", "--", "."
        )
        rows = out.decode("utf-8", "surrogateescape").split("\0")
        return {row[3:].removeprefix(self.prefix) for row in rows if len(row) > 3 and row[1] != " " and not row.endswith("/")}

    def _files_of(self, commits: Sequence[str]) -> dict[str, list[str]]:
        """The files that commits touched. git names each commit before its files; a file of that name would have to be made on purpose."""
        options = ("-r", "-z", "--root", "--always", "--name-only", "--no-renames", "--relative")
        out = self._git("diff-tree", "--stdin", *options, stdin="".join(f"{commit}\n" for commit in commits).encode())
        found: dict[str, list[str]] = {commit: [] for commit in commits}
        current: list[str] = []
        for word in out.decode("utf-8", "surrogateescape").split("\0"):
            commit = word.rstrip("\n")
            if commit in found:
                current = found[commit]
            elif word:
                current.append(word)
        return found

    @cached_property
    def _harmless(self) -> dict[str, str]:
        """Settings that keep git from running what the repository's configuration names: in the environment, as names may hold `=`."""
        rows = self._run(("config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$"), b"", {})
        names = [name for name in dict.fromkeys(rows.decode("utf-8", "surrogateescape").split("\0")) if name]
        found = {"GIT_CONFIG_COUNT": str(len(names))}
        for number, name in enumerate(names):
            found[f"GIT_CONFIG_KEY_{number}"] = name
            found[f"GIT_CONFIG_VALUE_{number}"] = "false" if name.endswith(".required") else ""
        return found

    def _git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return self._run(arguments, stdin, self._harmless)

    def _run(self, arguments: Sequence[str], stdin: bytes, settings: Mapping[str, str]) -> bytes:
        """What git prints; nothing where it fails: without a repository, a commit or a git there is less to go by, not nothing."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(
                ("git", *_OPTIONS, *arguments),
                cwd=self.root,
                env={**kept, **_ENVIRONMENT, **settings},
                input=stdin,
                capture_output=True,
                timeout=LIMIT,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return b""
        return done.stdout if done.returncode == 0 else b""

    # -- the disk --------------------------------------------------------------------------------------------------------------

    def _walked(self) -> Iterator[TreeFile]:
        paths = (path for path in self._below() if self._is_regular(path))
        return (TreeFile(path=path, digest="") for path in islice(paths, MOST_FILES))

    def _below(self) -> Iterator[str]:
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            within = os.path.relpath(folder, self.root)
            yield from (name if within == "." else f"{within}/{name}" for name in sorted(names))

    def _place(self, path: str) -> str:
        return f"{self.root}/{path}"

    def _is_regular(self, path: str) -> bool:
        """Whether a file is there that is one, not a link, not behind one."""
        try:
            return self._is_inside(path.rpartition("/")[0]) and stat.S_ISREG(os.lstat(self._place(path)).st_mode)
        except (OSError, ValueError):
            return False

    def _is_inside(self, folder: str) -> bool:
        """Whether no part of a folder's path is a link."""
        if folder not in self._inside:
            try:
                own = not stat.S_ISLNK(os.lstat(self._place(folder)).st_mode)
            except (OSError, ValueError):
                own = False
            self._inside[folder] = own and self._is_inside(folder.rpartition("/")[0])
        return self._inside[folder]


def _is_plain(path: str) -> bool:
    """Whether a path goes down from the root, step by step."""
    return "\0" not in path and not {"", ".", ".."}.intersection(path.split("/"))


def _content(handle: int, size: int) -> bytes:
    """What a file holds; of one that grows meanwhile what it held before."""
    parts: list[bytes] = []
    while size > 0 and (part := os.read(handle, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _staged(rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Path and digest of the regular files of the index."""
    for row in rows:
        meta, _, path = row.partition("\t")
        mode, _, rest = meta.partition(" ")
        if mode in _REGULAR:
            yield path, rest.partition(" ")[0]


def digest_of(data: bytes) -> str:
    """The digest under which git would keep the content (SHA-1)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
