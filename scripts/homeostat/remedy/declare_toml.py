"""Requirements in a pyproject.toml: standard tables, dependency groups, and those of Poetry, PDM, uv and Hatch.

`tomlkit` decides whether the file is valid and writes new tables; a small scanner finds where values stand, for tomlkit does
not tell positions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import tomlkit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from homeostat.remedy.declare_text import Form, Holder, Shape, Spot, spot_at

_TOKEN = re.compile(
    r'(?P<long>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\')|(?P<string>"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<mark>[\[\]{}\n=,])|(?P<word>[^\s\[\]{}=,\"'\#]+)|(?P<space>[^\S\n]+)",
    re.DOTALL,
)
_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_BLANK = re.compile(r"[ \t]*")
_VERSION = re.compile(r"version[ \t]*=[ \t]*(?P<value>\"[^\"\n]*\"|'[^'\n]*')")
_LISTS = {
    ("build-system", "requires"): "build",
    ("project", "dependencies"): "dependencies",
    ("tool", "uv", "dev-dependencies"): "group:dev",
}
_NAMED_LISTS = {
    ("project", "optional-dependencies"): "extra:",
    ("dependency-groups",): "group:",
    ("tool", "pdm", "dev-dependencies"): "group:",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A value at `text[start:end]`, or a table header (`value` False) that ends at `end`; `key` is where the key begins."""

    path: tuple[str, ...]
    key: int
    start: int
    end: int
    value: bool = True


def read_pyproject(text: str) -> tuple[Holder, ...]:
    """The holders of a pyproject.toml; none if it is not valid TOML."""
    if _parsed(text) is None:
        return ()
    entries = tuple(_entries(text))
    arrays = [_array(text, entry, section) for entry in entries if entry.value and (section := _list_section(entry.path))]
    holders = [holder for holder in arrays if holder] + list(_tables(text, entries))
    return tuple(sorted(holders, key=lambda holder: holder.start))


def add_section(text: str, section: str, requirement: str) -> str | None:
    """The file with a new list for a section that it lacks; None if there is no place for such a section."""
    document = _parsed(text)
    kind, _, name = section.partition(":")
    if document is None or not (name or kind == "dependencies"):
        return None
    poetry = document.get("tool", {}).get("poetry")
    if poetry is not None and "project" not in document and kind != "extra":
        return _with_poetry_table(document, section, requirement)
    if kind == "group":
        return _with_list(document, "dependency-groups", name, requirement)
    project = document.get("project")
    if not isinstance(project, Table) or kind not in ("dependencies", "extra"):
        return None
    return _with_project_list(document, project, name, requirement)


def poetry_entry(requirement: str, *, caret: bool) -> str:
    """A requirement as a line of a Poetry table; where its neighbours use carets, `>=` becomes one."""
    parsed = Requirement(requirement)
    constraint = str(parsed.specifier) or "*"
    if caret and constraint.startswith(">=") and "," not in constraint:
        constraint = "^" + constraint[2:]
    constraint = constraint.removeprefix("==")
    extras = ", ".join(f'"{extra}"' for extra in sorted(parsed.extras))
    value = f'{{version = "{constraint}", extras = [{extras}]}}' if extras else f'"{constraint}"'
    key = parsed.name if "." not in parsed.name else f'"{parsed.name}"'
    return f"{key} = {value}"


def _parsed(text: str) -> tomlkit.TOMLDocument | None:
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError):
        return None


def _with_list(document: tomlkit.TOMLDocument, table: str, name: str, requirement: str) -> str:
    if table not in document:
        document.append(table, tomlkit.table())
    document[table].append(name, tomlkit.item([requirement]))
    return document.as_string()


def _with_project_list(document: tomlkit.TOMLDocument, project: Table, extra: str, requirement: str) -> str:
    if not extra:
        project.append("dependencies", tomlkit.item([requirement]))
        return document.as_string()
    if "optional-dependencies" not in project:
        project.append("optional-dependencies", tomlkit.table())
    project["optional-dependencies"].append(extra, tomlkit.item([requirement]))
    return document.as_string()


def _with_poetry_table(document: tomlkit.TOMLDocument, section: str, requirement: str) -> str:
    group = section.partition(":")[2]
    path = f"tool.poetry.group.{group}.dependencies" if group else "tool.poetry.dependencies"
    return f"{document.as_string().rstrip()}\n\n[{path}]\n{poetry_entry(requirement, caret=False)}\n"


def _entries(text: str) -> Iterator[_Entry]:
    """All headers and values of a valid file, in order."""
    table: tuple[str, ...] = ()
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return
        if token["comment"] or token["space"] or token["mark"] == "\n":
            position = token.end()
        elif token["mark"] == "[":
            entry = _header(text, position)
            table, position = entry.path, entry.end
            yield entry
        else:
            entry = _assignment(text, position, table)
            position = entry.end
            yield entry


def _header(text: str, position: int) -> _Entry:
    end = _line_end(text, position)
    dotted = _DOTTED.search(text, position, end)
    path = _path(dotted[0]) if dotted else ()
    return _Entry(path, position, position, end, value=False)


def _assignment(text: str, position: int, table: tuple[str, ...]) -> _Entry:
    dotted = _DOTTED.match(text, position)
    equals = text.find("=", dotted.end() if dotted else position)
    if dotted is None or equals < 0:
        return _Entry((), position, position, _line_end(text, position))
    space = _BLANK.match(text, equals + 1)
    start = space.end() if space else equals + 1
    return _Entry((*table, *_path(dotted[0])), position, start, _value_end(text, start))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _value_end(text: str, position: int) -> int:
    """Where the value that begins here ends: at the end of the line on which no bracket is open."""
    depth = 0
    while token := _TOKEN.match(text, position):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token["mark"] or "", 0)
        if token["mark"] == "\n" and depth <= 0:
            break
        position = token.end()
    return position


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _list_section(path: tuple[str, ...]) -> str:
    if path in _LISTS:
        return _LISTS[path]
    if path[:-1] in _NAMED_LISTS:
        return _NAMED_LISTS[path[:-1]] + path[-1]
    if path[:3] == ("tool", "hatch", "envs") and path[4:] in (("dependencies",), ("extra-dependencies",)):
        return f"hatch:{path[3]}"
    return ""


def _array(text: str, entry: _Entry, section: str) -> Holder | None:
    if text[entry.start : entry.start + 1] != "[":
        return None
    depth, spots, position = 0, [], entry.start
    while token := _TOKEN.match(text, position):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token["mark"] or "", 0)
        position = token.end()
        if depth == 0:
            break
        if depth == 1 and token["string"] and (spot := spot_at(text, token.start() + 1, token.end() - 1)):
            spots.append(spot)
    return Holder(section, Shape.ARRAY, entry.start, position, tuple(spots))


def _tables(text: str, entries: tuple[_Entry, ...]) -> Iterator[Holder]:
    """The dependency tables of Poetry: one holder for each, and one that cannot be added to for each sub-table."""
    for number, entry in enumerate(entries):
        if entry.value or not (section := _poetry_section(entry.path)[0]):
            continue
        body = _body(entries[number + 1 :])
        spots = tuple(spot for item in body for spot in _poetry_spots(text, item))
        whole = not _poetry_section(entry.path)[1]
        end = body[-1].end if body else entry.end
        yield Holder(section, Shape.TABLE if whole else Shape.FIXED, entry.end, end, spots)


def _body(entries: tuple[_Entry, ...]) -> list[_Entry]:
    values = []
    for entry in entries:
        if not entry.value:
            break
        values.append(entry)
    return values


def _poetry_section(path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The section of a path below `tool.poetry` and what of the path is left, both empty for any other path."""
    if path[:2] != ("tool", "poetry"):
        return "", ()
    if path[2:3] == ("dependencies",):
        return "dependencies", path[3:]
    if path[2:3] == ("dev-dependencies",):
        return "group:dev", path[3:]
    if path[2:3] == ("group",) and path[4:5] == ("dependencies",):
        return f"group:{path[3]}", path[5:]
    return "", ()


def _poetry_spots(text: str, entry: _Entry) -> Iterator[Spot]:
    rest = _poetry_section(entry.path)[1]
    if not rest or rest[0] == "python" or rest[1:] not in ((), ("version",)):
        return
    token = _TOKEN.match(text, entry.start)
    if token is None:
        return
    if token["string"]:
        spans = [(token.start() + 1, token.end() - 1)]
    else:
        spans = [(m.start("value") + 1, m.end("value") - 1) for m in _VERSION.finditer(text, entry.start, entry.end)]
    base = Spot(canonicalize_name(rest[0]), "", 0, 0, Form.POETRY)
    for start, end in spans:
        yield replace(base, requirement=text[start:end], start=start, end=end)
