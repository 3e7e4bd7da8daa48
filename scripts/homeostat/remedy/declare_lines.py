"""Requirements that stand one on a line: pip's requirement files, and the lists in setup.cfg and tox.ini."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from homeostat.remedy.declare_text import LINE_LIMIT, Holder, Shape, Spot, spot_at

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_KEY = re.compile(r"(?P<key>[A-Za-z0-9_.-]+)[ \t]*[=:]")
_FACTOR = re.compile(r"[A-Za-z0-9_.,{}!-]+:[ \t]+")
_OPTION = re.compile(r"[ \t]+--|[ \t]*\\$")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_REQUIRES = {"install_requires": "dependencies", "tests_require": "tests_require", "setup_requires": "build"}


@dataclass(frozen=True, slots=True)
class Include:
    """A file that a requirement file (or a list of dependencies in tox) takes in."""

    path: str
    constraint: bool


def read_requirements(text: str, section: str = "") -> tuple[Holder, ...]:
    """The one holder of a requirement file."""
    spots = [spot for start, end in _lines(text) if (spot := _spot_of_line(text, start, end))]
    return (Holder(section, Shape.LINES, 0, len(text), tuple(spots)),)


def read_ini(text: str) -> tuple[Holder, ...]:
    """The holders of a setup.cfg or tox.ini, those of tox as `tox` or `tox:<environment>`."""
    return tuple(_holder(text, section, spans) for section, spans in _values(text) if section)


def includes(text: str) -> tuple[Include, ...]:
    """The `-r` and `-c` lines of a requirement file."""
    found = (find_include(text[start:end].strip()) for start, end in _lines(text))
    return tuple(include for include in found if include)


def tox_includes(text: str) -> tuple[Include, ...]:
    """The `-r` and `-c` lines of all lists of dependencies in a tox.ini."""
    lines = (text[start:end].strip() for section, spans in _values(text) if section.startswith("tox") for start, end in spans)
    found = (find_include(_FACTOR.sub("", line, count=1)) for line in lines)
    return tuple(include for include in found if include)


def find_include(line: str) -> Include | None:
    """What `-r FILE`, `-rFILE`, `--requirement=FILE` or the same with `-c` takes in."""
    match = re.match(r"(-r|-c|--requirement|--constraint)(?:[ \t]*=[ \t]*|[ \t]*)(?P<path>[^ \t#]+)", line)
    return Include(match["path"], "-c" in match[1]) if match else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _spot_of_line(text: str, start: int, end: int) -> Spot | None:
    line = text[start:end]
    if len(line) > LINE_LIMIT or line.lstrip().startswith(("-", "#")):
        return None
    for pattern in (_COMMENT, _OPTION):
        if found := pattern.search(line):
            line = line[: found.start()]
    return spot_at(text, start, start + len(line))


def _holder(text: str, section: str, spans: list[tuple[int, int]]) -> Holder:
    spots = [spot for start, end in spans if (spot := _spot_of_line(text, *_without_factor(text, start, end)))]
    indents = [indent for start, end in spans if (indent := _indent(text, start))]
    return Holder(section, Shape.LINES, spans[0][1], spans[-1][1], tuple(spots), indents[0] if indents else "    ")


def _without_factor(text: str, start: int, end: int) -> tuple[int, int]:
    match = _FACTOR.match(text[start:end].lstrip())
    lead = end - start - len(text[start:end].lstrip())
    return (start + lead + match.end(), end) if match else (start, end)


def _indent(text: str, start: int) -> str:
    line = text[start : text.find("\n", start)]
    begins_line = start == 0 or text[start - 1] == "\n"
    return line[: len(line) - len(line.lstrip())] if begins_line else ""


def _values(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each value of the file as the section it stands for (empty for all other) and the spans of its lines."""
    table, section, spans = "", "", list[tuple[int, int]]()
    for start, end in _lines(text):
        line = text[start:end]
        if line[:1] in (" ", "\t") or not line.strip() or line[:1] in "#;":
            spans += [(start, end)] if spans and line.strip() else []
            continue
        if spans:
            yield section, spans
        spans = []
        if header := _SECTION.match(line):
            table = header["name"].strip()
        elif key := _KEY.match(line[:LINE_LIMIT]):
            section, spans = _section(table, key["key"]), [(start + key.end(), end)]
    if spans:
        yield section, spans


def _section(table: str, key: str) -> str:
    if table == "options":
        return _REQUIRES.get(key.replace("-", "_"), "")
    if table == "options.extras_require":
        return f"extra:{key}"
    if key == "deps" and table.partition(":")[0] == "testenv":
        return table.replace("testenv", "tox", 1)
    return ""
