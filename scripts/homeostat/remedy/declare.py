"""Where a repository declares what it needs, and how to change that in the file's own style. Pure: text in, text out.

Understood: requirement and constraint files, pyproject.toml (standard tables, dependency groups, Poetry, PDM, uv, Hatch),
setup.cfg, setup.py (literal lists) and tox.ini. Anything else, and any file that cannot be read as what its name says, holds
no declarations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from packaging.utils import canonicalize_name

from homeostat.records import Script
from homeostat.remedy.declare_insert import inserted
from homeostat.remedy.declare_lines import read_ini, read_requirements
from homeostat.remedy.declare_places import Place, find_places, rank
from homeostat.remedy.declare_python import read_setup
from homeostat.remedy.declare_text import Form, Holder, Spot, capped, is_pinned, requirement_name
from homeostat.remedy.declare_toml import add_section, read_pyproject

__all__ = [
    "Declaration",
    "Place",
    "add",
    "candidate_files",
    "cap",
    "declarations",
    "has_carets",
    "installed_by",
    "is_lock",
    "pins_versions",
]

SIZE_LIMIT = 1_000_000  # characters; what is larger was not written by hand
_BOM = "\ufeff"
_LISTS = re.compile(
    r"(?:[a-z0-9_.-]*[-_.])?(?:requirements?|reqs|constraints?|deps|dependencies)(?:[-_.][a-z0-9_.-]*)?\.(?:txt|in)"
)
_FOLDERS = {"requirements", "requirement", "reqs", "deps", "dependencies", "constraints"}
_ELSEWHERE = {"node_modules", "vendor", "vendored", "_vendor", "third_party", "site-packages", "fixtures", "testdata"}
_LOCKED = re.compile(r"^[ \t]*--hash=|[ \t]--hash=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A requirement of a file: `requirement` as written (for Poetry name and constraint), `name` canonical, `line` from 1.

    `section` is empty for requirement files, else `constraints`, `dependencies`, `extra:NAME`, `group:NAME`, `tox`,
    `tox:ENVIRONMENT`, `hatch:ENVIRONMENT`, `tests_require` or `build`.
    """

    file: str
    name: str
    requirement: str
    section: str
    line: int
    pinned: bool = False


def candidate_files(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that may declare requirements, the shallowest first."""
    found = {path for path in paths if _may_declare(PurePosixPath(path))}
    return tuple(sorted(found, key=lambda path: (path.count("/"), path)))


def declarations(files: Mapping[str, str]) -> tuple[Declaration, ...]:
    """All requirements that the files declare, file by file in the order given and top to bottom in each."""
    return tuple(found for file, text in files.items() for found in _declared(file, text))


def cap(text: str, file: str, name: str, bound: str) -> str | None:
    """The text with the requirement NAME also limited by `bound` (such as `<5.0.0`), wherever the file declares it.

    A looser bound in the same direction is replaced, a tighter one left as it is. What only builds the project is touched if
    NAME is declared nowhere else. None if NAME is not declared there, is pinned exactly, or if its other bounds contradict.
    Raises packaging's InvalidSpecifier for a bound that is none.
    """
    body, ending = _unified(text)
    spots = _spots(_read(body, file), canonicalize_name(name))
    changes = [(spot, wanted) for spot in spots if (wanted := capped(spot, bound)) is not None]
    for spot, wanted in sorted(changes, key=lambda change: change[0].start, reverse=True):
        body = body[: spot.start] + wanted + body[spot.end :]
    return _restored(body, ending, text) if changes else None


def add(text: str, file: str, requirement: str, *, section: str = "") -> str | None:
    """The text with a new requirement, in its alphabetical place if its neighbours are sorted, else after the last.

    Without a section it goes where test requirements stand, if the file has such a place. None if the file's kind is not
    understood, if it is locked with hashes, has no such section and cannot be given one, or declares the name there already.
    """
    body, ending = _unified(text)
    if not requirement_name(requirement) or is_lock(text) or not _kind(file):
        return None
    holders = [holder for holder in _read(body, file) if holder.section != "build"]
    chosen = [holder for holder in holders if holder.section == section]
    if not chosen and not section:
        chosen = sorted(holders, key=lambda holder: rank(Place(file, holder.section)))[:1]
    changed = inserted(body, chosen[0], requirement) if chosen else _with_section(body, file, section, requirement)
    if changed is None or not _keeps_all(body, changed, file, requirement):
        return None
    return _restored(changed, ending, text)


def installed_by(setup: tuple[Script, ...], files: Mapping[str, str]) -> tuple[Place, ...]:
    """The places whose requirements these scripts install, those meant for tests first, constraints last.

    Follows `-r` and `-c` lines from file to file; only files that are given count.
    """
    sections = {file: tuple(holder.section for holder in _read(_unified(text)[0], file)) for file, text in files.items()}
    return find_places(setup, files, sections)


def is_lock(text: str) -> bool:
    """Whether a requirement file holds hashes, so that nothing can be added to it by hand."""
    return bool(_LOCKED.search(text))


def pins_versions(files: Mapping[str, str], place: Place) -> bool:
    """Whether most of what stands in a place is pinned to one version."""
    neighbours = _neighbours(files, place)
    return 2 * sum(found.pinned for found in neighbours) > len(neighbours)


def has_carets(files: Mapping[str, str], place: Place) -> bool:
    """Whether most of what stands in a place has Poetry's caret."""
    neighbours = _neighbours(files, place)
    return 2 * sum(" ^" in found.requirement for found in neighbours) > len(neighbours)


def _neighbours(files: Mapping[str, str], place: Place) -> list[Declaration]:
    return [found for found in declarations({place.file: files.get(place.file, "")}) if found.section == place.section]


def _declared(file: str, text: str) -> list[Declaration]:
    body = _unified(text)[0]
    found = [(holder, spot) for holder in _read(body, file) for spot in holder.spots]
    return [
        Declaration(file, spot.name, _written(spot), holder.section, body.count("\n", 0, spot.start) + 1, is_pinned(spot))
        for holder, spot in sorted(found, key=lambda pair: pair[1].start)
    ]


def _written(spot: Spot) -> str:
    return f"{spot.name} {spot.requirement}" if spot.form is Form.POETRY else spot.requirement


def _spots(holders: Iterable[Holder], name: str) -> list[Spot]:
    found = [(holder.section, spot) for holder in holders for spot in holder.spots if spot.name == name]
    elsewhere = [spot for section, spot in found if section != "build"]
    return elsewhere or [spot for _, spot in found]


def _with_section(body: str, file: str, section: str, requirement: str) -> str | None:
    return add_section(body, section or "dependencies", requirement) if _kind(file) == "pyproject" else None


def _keeps_all(before: str, after: str, file: str, requirement: str) -> bool:
    """Whether the changed text declares what it did and the new requirement, and nothing else: the insertion took."""
    old = [found.name for found in _declared(file, before)]
    new = [found.name for found in _declared(file, after)]
    return sorted([*old, requirement_name(requirement)]) == sorted(new)


def _read(body: str, file: str) -> tuple[Holder, ...]:
    kind = _kind(file) if len(body) <= SIZE_LIMIT else ""
    if kind == "requirements":
        return read_requirements(body, "constraints" if "constraint" in PurePosixPath(file).name.lower() else "")
    readers = {"pyproject": read_pyproject, "ini": read_ini, "setup": read_setup}
    return readers[kind](body) if kind else ()


def _kind(file: str) -> str:
    path = PurePosixPath(file)
    named = {"pyproject.toml": "pyproject", "setup.cfg": "ini", "tox.ini": "ini", "setup.py": "setup"}
    return named.get(path.name, "requirements" if path.suffix in (".txt", ".in") else "")


def _may_declare(path: PurePosixPath) -> bool:
    folders = [part.lower() for part in path.parts[:-1]]
    if any(part in _ELSEWHERE or part.startswith(".") for part in folders):
        return False
    if _kind(str(path)) != "requirements":
        return bool(_kind(str(path)))
    return bool(_LISTS.fullmatch(path.name.lower())) or bool(folders and folders[-1] in _FOLDERS)


def _unified(text: str) -> tuple[str, str]:
    """The text without byte order mark and with `\\n` alone, and the line ending it had throughout."""
    body = text.removeprefix(_BOM)
    if body.count("\r\n") and body.count("\r\n") == body.count("\n"):
        return body.replace("\r\n", "\n"), "\r\n"
    return body, "\n"


def _restored(body: str, ending: str, text: str) -> str:
    return (_BOM if text.startswith(_BOM) else "") + (body.replace("\n", ending) if ending != "\n" else body)
