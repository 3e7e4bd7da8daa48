"""Which distribution provides what: the names that people had to learn, kept as data in `resources/`.

A name that is not in it is only ever guessed for modules, plugins and hints, never for programs, fixtures or options, and is
marked as a guess: whoever registers a likely name must not get into a build unseen.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from homeostat.remedy.clues import Missing

_DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?")
_TABLES = {
    "module": "imports",
    "command": "commands",
    "fixture": "fixtures",
    "option": "options",
    "setting": "settings",
    "marker": "markers",
}
_GUESSED = {"module", "plugin", "hint"}
# Below these, every distribution has a name of its own; the first word alone says nothing.
_NAMESPACES = {
    "google",
    "azure",
    "zope",
    "sphinxcontrib",
    "backports",
    "jaraco",
    "ruamel",
    "aws",
    "mpl_toolkits",
    "flaskext",
    "tests",
    "test",
}
_TEST_FOLDERS = {"tests", "test", "testing"}
_DATA_FOLDERS = {"testdata", "test_data", "fixtures", "data", "vendor", "_vendor", "node_modules", "examples"}
_ROOTS = {"", "src", "lib", "python"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A requirement that may provide what is missing, and whether the catalogue knows it or it is a guess."""

    requirement: str
    catalogued: bool

    @property
    def name(self) -> str:
        """The distribution, as it writes its own name."""
        return Requirement(self.requirement).name


def find_candidates(missing: Missing, files: Iterable[str]) -> tuple[Candidate, ...]:
    """What may provide something missing, the likeliest first; `files` are the tracked paths of the repository.

    Nothing for modules of the repository itself or of the standard library: those no distribution can bring.
    """
    if missing.kind == "module" and is_own_module(missing.name, files):
        return ()
    known = _look_up(missing)
    if known or missing.kind not in _GUESSED:
        return tuple(Candidate(requirement, catalogued=True) for requirement in known)
    top = missing.name.split(".", 1)[0] if missing.kind == "module" else missing.name
    if missing.kind == "module" and (top in sys.stdlib_module_names or top in _NAMESPACES or top.startswith("_")):
        return ()
    guess = top.replace("_", "-")
    return (Candidate(guess, catalogued=False),) if _DISTRIBUTION.fullmatch(guess) else ()


def is_own_module(name: str, files: Iterable[str]) -> bool:
    """Whether a module belongs to the repository: importable from its root, `src`, or a folder that is no package."""
    top = name.split(".", 1)[0]
    sources = [path.split("/") for path in files if path.endswith((".py", ".pyx", ".pyi"))]
    sources = [parts for parts in sources if not _DATA_FOLDERS & set(parts[:-1])]
    packages = {"/".join(parts[:-1]) for parts in sources if parts[-1] == "__init__.py"}
    return any(_names(parts, top, packages) for parts in sources)


def _names(parts: list[str], top: str, packages: set[str]) -> bool:
    for depth, part in enumerate(parts):
        root, last = "/".join(parts[:depth]), depth == len(parts) - 1
        if (part.rpartition(".")[0] if last else part) != top:
            continue
        local = root in _ROOTS or parts[depth - 1] in _TEST_FOLDERS
        if local or (root not in packages and (last or f"{root}/{part}" in packages)):
            return True
    return False


def _look_up(missing: Missing) -> tuple[str, ...]:
    tables = _tables()
    if missing.kind in ("plugin", "hint"):
        known = _known_names().get(canonicalize_name(missing.name))
        return (known,) if known else tables["imports"].get(missing.name, ())
    table = tables[_TABLES[missing.kind]]
    name = missing.name
    while name not in table and "." in name and missing.kind == "module":
        name = name.rpartition(".")[0]
    return table.get(name, ())


@functools.cache
def _tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    folder = resources.files("homeostat") / "resources"
    found: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name in ("import_names.json", "pytest_plugins.json"):
        for table, rows in json.loads((folder / name).read_text(encoding="utf-8")).items():
            found[table] = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in rows.items()}
    return found


@functools.cache
def _known_names() -> Mapping[str, str]:
    """Canonical name → requirement of every distribution in the catalogue."""
    rows = (requirement for table in _tables().values() for row in table.values() for requirement in row)
    return {canonicalize_name(Requirement(row).name): row for row in rows}
