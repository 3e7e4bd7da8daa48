"""What could be shown of a repository: pieces of its files with what they are worth and what they cost.

A file comes in levels, the first of them small, so that many files get a word in before one is shown at length.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from homeostat.records import Category
from homeostat.understand.context.contract import Asked, FailingTest, Place
from homeostat.understand.context.fusion import Ranked, Ranking
from homeostat.understand.context.outline import enclosing, outline_of, skeleton
from homeostat.understand.context.passages import Passage
from homeostat.understand.context.roles import Role, is_lock, role_of

Read = Callable[[str], str]


class Kind(enum.StrEnum):
    """What an item is."""

    LOG = "log"
    FRAME = "frame"
    TEST = "test"
    DIFF = "diff"
    SOURCE = "source"
    SKELETON = "skeleton"
    CONFIG = "config"
    DEPENDENCY = "dependency"
    DOCS = "docs"
    INSTRUCTION = "instruction"
    CUSTOM = "custom"


class Priority(enum.IntEnum):
    """The smaller, the sooner it is in. CRITICAL is evidence: it never gives way to what was only ranked."""

    CRITICAL = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a file. `start` and `stop` are lines from 1, both included; 0 for what is no part of a file. `value` is a rough
    probability that it is needed, `parts` how its score came about, `why` the same in words, `cut`: not all of it is there.
    """

    path: str
    kind: Kind
    content: str
    priority: Priority
    value: float
    why: str
    start: int = 0
    stop: int = 0
    score: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Files that a user wants in: a pattern as in a shell, of a path or of a name, and what to call them."""

    pattern: str
    priority: Priority = Priority.MEDIUM
    name: str = "custom"


MOST_PASSAGES: Final = 8  # files shown by their best passages; those after by their skeletons
MOST_SKELETONS: Final = 25
_AROUND: Final = 20  # lines on either side of a line that no definition holds
_MOST_LINES: Final = 120  # of a definition that a frame lies in
_MOST_LOG: Final = 8_000  # characters
_MOST_DIFF: Final = 12_000
_MOST_HEAD: Final = 6_000  # characters of a manifest or an instruction
_DISTRIBUTION: Final = re.compile(r"@?[A-Za-z][\w./-]{1,80}")
_ENTRY: Final = re.compile(
    r'\s{0,4}name = "([\w.-]{1,100})"|([\w.-]{1,100})==|\s{2,6}"(?:node_modules/)?(@?[\w./-]{1,100})": \{|"?(@?[\w./-]{1,100})@|\s{4}([\w.-]{1,100}) \(\d'
)
"""Of poetry, uv, pdm, Cargo; of requirements; of npm; of yarn and pnpm; of Bundler."""

_ENTRY_LINES: Final = 4
_MOST_ENTRIES: Final = 20
_DEEPEST_LOCK: Final = 3  # folders
_MOST_WANTED: Final = 20  # files of one pattern
_LEVELS: Final = 4  # passages of one file
_BY_CATEGORY: Final[Mapping[Category, tuple[Role, ...]]] = {
    Category.DEPENDENCY: (Role.DEPENDENCY, Role.CONFIG),
    Category.CONFIGURATION: (Role.CONFIG, Role.DEPENDENCY),
    Category.PERMISSION: (Role.CONFIG,),
    Category.SYNTAX: (Role.CONFIG,),
}


def pieces(
    asked: Asked,
    ranking: Ranking,
    paths: Sequence[str],
    read: Read,
    skeletons: Mapping[str, str],
    *,
    excerpt: str = "",
    diff: str = "",
) -> list[Piece]:
    """All that could be shown, in no order: the budget decides. `skeletons`: of the files of `to_outline`."""
    return [
        *_log(excerpt),
        *_diff(diff),
        *(_test(test) for test in asked.tests if test.code),
        *_frames(asked.places, frozenset(paths), read),
        *_sources(ranking, read, skeletons),
        *_others(asked.category, paths, read),
        *(_locked(asked.text, paths, read) if asked.category is Category.DEPENDENCY else ()),
    ]


def to_outline(ranking: Ranking) -> list[str]:
    """The files whose skeletons may be shown."""
    return [found.path for found in ranking.files[: MOST_PASSAGES + MOST_SKELETONS]]


def skeleton_of(path: str, text: str) -> str:
    """What a file defines, without how."""
    return skeleton(text, outline_of(path, text))


# -- evidence ----------------------------------------------------------------------------------------------------------------


def _log(excerpt: str) -> Iterator[Piece]:
    if excerpt.strip():
        yield Piece(
            path="",
            kind=Kind.LOG,
            content=excerpt[:_MOST_LOG],
            priority=Priority.CRITICAL,
            value=1.0,
            why="what the log says of the failure",
            cut=len(excerpt) > _MOST_LOG,
        )


def _diff(diff: str) -> Iterator[Piece]:
    if diff.strip():
        yield Piece(
            path="",
            kind=Kind.DIFF,
            content=diff[:_MOST_DIFF],
            priority=Priority.CRITICAL,
            value=0.6,
            why="the change that turned the build red",
            cut=len(diff) > _MOST_DIFF,
        )


def _test(test: FailingTest) -> Piece:
    return Piece(
        path=test.path,
        kind=Kind.TEST,
        content=test.code,
        priority=Priority.CRITICAL,
        value=0.9,
        why=f"the failing test {test.name}",
        start=test.start,
        stop=test.stop,
    )


def _frames(places: Iterable[Place], known: frozenset[str], read: Read) -> Iterator[Piece]:
    """The definitions in which the lines stand that the log names, each once, the later ones worth less."""
    shown: set[tuple[str, int, int]] = set()
    for number, place in enumerate(place for place in places if place.line and place.path in known):
        start, stop, content = _around(place, read)
        if content and (place.path, start, stop) not in shown:
            shown.add((place.path, start, stop))
            yield Piece(
                path=place.path,
                kind=Kind.FRAME,
                content=content,
                priority=Priority.CRITICAL,
                value=0.9 / (1 + number / 3),
                why=f"the log names line {place.line} of it",
                start=start,
                stop=stop,
            )


def _around(place: Place, read: Read) -> tuple[int, int, str]:
    """First and last line with the text: the innermost definition, or so many lines around."""
    text = read(place.path)
    lines, line = text.split("\n"), place.line or 1
    if line > len(lines):
        return 0, 0, ""
    symbol = enclosing(outline_of(place.path, text), line)
    start, stop = (symbol.start, symbol.stop) if symbol else (line - _AROUND, line + _AROUND)
    if stop - start >= _MOST_LINES:
        start, stop = max(start, line - _MOST_LINES // 2), min(stop, line + _MOST_LINES // 2)
    start, stop = max(1, start), min(len(lines), stop)
    return start, stop, "\n".join(lines[start - 1 : stop])


# -- what was ranked ---------------------------------------------------------------------------------------------------------


def _sources(ranking: Ranking, read: Read, skeletons: Mapping[str, str]) -> Iterator[Piece]:
    by_path: dict[str, list[tuple[float, Passage]]] = defaultdict(list)
    for passage, score in ranking.passages.items():
        by_path[passage.path].append((score, passage))
    for place, found in enumerate(ranking.files[: MOST_PASSAGES + MOST_SKELETONS]):
        own = sorted(by_path.get(found.path, ()), key=lambda scored: (-scored[0], scored[1].start))
        if place < MOST_PASSAGES and own:
            yield from _levels(found, place, [passage for _, passage in own[:_LEVELS]], read(found.path))
        yield from _skeleton(found, place, skeletons.get(found.path, ""), shown=place < MOST_PASSAGES and bool(own))
        yield from _whole(found, place, read(found.path))


def _levels(found: Ranked, place: int, best: Sequence[Passage], text: str) -> Iterator[Piece]:
    """The best passage is worth the most; the first file more than the next."""
    lines = text.split("\n")
    for level, passage in enumerate(best):
        yield Piece(
            path=found.path,
            kind=Kind.SOURCE,
            content="\n".join(lines[passage.start - 1 : passage.stop]),
            priority=Priority.HIGH,
            value=(1 if level == 0 else 0.3 / level) / (1 + place) ** 0.5,
            why=_why(found, place),
            start=passage.start,
            stop=passage.stop,
            score=found.score,
            parts=found.shares,
        )


def _whole(found: Ranked, place: int, text: str) -> Iterator[Piece]:
    """All of the file, for what room is left at last."""
    content = text.rstrip("\n")
    if content.strip():
        yield Piece(
            path=found.path,
            kind=Kind.SOURCE,
            content=content,
            priority=Priority.LOW,
            value=0.01 / (1 + place),
            why=_why(found, place),
            start=1,
            stop=content.count("\n") + 1,
            score=found.score,
            parts=found.shares,
        )


def _skeleton(found: Ranked, place: int, content: str, *, shown: bool) -> Iterator[Piece]:
    if content.strip():
        yield Piece(
            path=found.path,
            kind=Kind.SKELETON,
            content=content,
            priority=Priority.MEDIUM,
            value=(0.1 if shown else 0.5) / (1 + place) ** 0.5,
            why=_why(found, place),
            score=found.score,
            parts=found.shares,
        )


def _why(found: Ranked, place: int) -> str:
    from homeostat.understand.context.explain import told

    return f"{_ordinal(place + 1)} of the source files: {told(found.shares)}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


# -- what the category asks for ----------------------------------------------------------------------------------------------


def _others(category: Category, paths: Sequence[str], read: Read) -> Iterator[Piece]:
    """Manifests and settings where the category is about them, what is written for those who change the project, its README."""
    wanted = _BY_CATEGORY.get(category, ())
    by_role: dict[Role, list[str]] = defaultdict(list)
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        by_role[role_of(path)].append(path)
    for role in (Role.DEPENDENCY, Role.CONFIG):
        first = role in wanted
        for number, path in enumerate(path for path in by_role[role][:20] if not is_lock(path)):
            kind = Kind.DEPENDENCY if role is Role.DEPENDENCY else Kind.CONFIG
            why = f"the category is {category}" if first else "how the project is built"
            value = (0.8 if first else 0.1) / (1 + wanted.index(role) if first else 1) / (1 + number)
            yield from _head(path, kind, read, Priority.HIGH if first else Priority.LOW, value, why)
    for path in by_role[Role.INSTRUCTION][:3]:
        yield from _head(path, Kind.INSTRUCTION, read, Priority.MEDIUM, 0.2, "what the project asks of those who change it")
    for path in [path for path in by_role[Role.DOCS] if path.upper().startswith("README")][:1]:
        yield from _head(path, Kind.DOCS, read, Priority.LOW, 0.05, "what the project is")


def chosen(wanted: Iterable[Wanted], paths: Sequence[str], read: Read) -> list[Piece]:
    """The beginnings of the files that a user wants, each once."""
    found: dict[str, Piece] = {}
    for own in wanted:
        why = f"the settings want {own.pattern} ({own.name})"
        for number, path in enumerate(path for path in paths if path not in found and _matches(path, own.pattern)):
            if number == _MOST_WANTED:
                break
            value = 0.5 / (own.priority * (1 + number / 3))
            found.update((piece.path, piece) for piece in _head(path, Kind.CUSTOM, read, own.priority, value, why))
    return list(found.values())


def _matches(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or fnmatchcase(path.rpartition("/")[2], pattern)


def _locked(text: str, paths: Sequence[str], read: Read) -> Iterator[Piece]:
    """Of lock files the entries of what the failure names: all of one would take the whole budget."""
    named = frozenset(word.lower() for word in _DISTRIBUTION.findall(text))
    for path in [path for path in paths if is_lock(path) and path.count("/") < _DEEPEST_LOCK]:
        lines = read(path).split("\n")
        found = [at for at, line in enumerate(lines) if (match := _ENTRY.match(line)) and _entry(match).lower() in named]
        content = "\n".join("\n".join(lines[at : at + _ENTRY_LINES]) for at in found[:_MOST_ENTRIES])
        if content:
            why = "what was locked of the packages that the failure names"
            yield Piece(path=path, kind=Kind.DEPENDENCY, content=content, priority=Priority.HIGH, value=0.5, why=why, cut=True)


def _entry(match: re.Match[str]) -> str:
    return next(name for name in match.groups() if name)


def _head(path: str, kind: Kind, read: Read, priority: Priority, value: float, why: str) -> Iterator[Piece]:
    text = read(path).rstrip("\n")
    content = text if len(text) <= _MOST_HEAD else text[:_MOST_HEAD].rpartition("\n")[0]
    if content.strip():
        lines = content.count("\n") + 1
        yield Piece(
            path=path,
            kind=kind,
            content=content,
            priority=priority,
            value=value,
            why=why,
            start=1,
            stop=lines,
            cut=len(text) > _MOST_HEAD,
        )
