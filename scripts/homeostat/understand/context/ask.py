"""From what is known of a failure to what is asked of the repository: its failing tests with their code, the places that the log names."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.context.contract import Asked, FailingTest, Place
from homeostat.understand.context.outline import outline_of
from homeostat.understand.context.outline_types import Import, Outline, Symbol
from homeostat.understand.context.profile import Profile
from homeostat.understand.context.words import term

MOST_TESTS: Final = 8
MOST_TEXT: Final = 20_000
"""Characters of messages, excerpt and task that are asked with."""

_MOST_FAILURES: Final = 200
_MOST_PLACES: Final = 50
_MOST_CODE: Final = 6_000  # characters of one test
_FEW: Final = 3  # files that define a test's name, beyond which the name says nothing
_NAMED: Final = re.compile(
    r"(?P<path>(?:[A-Za-z]:)?[\w./\\@+-]{1,300}\.\w{1,8})(?:\", line (?P<py>\d{1,7})|[:(](?P<line>\d{1,7}))?"
)
_WORDS: Final = re.compile(r"\w{3,}")
_PARAMETERS: Final = re.compile(r"\[.*$|\(.*$", re.DOTALL)

Read = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is told of the trouble: by a diagnosis, by people. `told`: the lines of the log that tell it."""

    failures: Sequence[Failure] = ()
    category: Category = Category.UNKNOWN
    told: str = ""
    task: str = ""
    changed: Sequence[str] = ()


class Paths:
    """The files of the project, found by what logs call them: absolute paths of another machine, parts of paths, dotted names."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._by_name[path.rpartition("/")[2].lower()].append(path)

    def find(self, told: str) -> str | None:
        """The file that ends as what is told does; of several the one that shares most of it, None if they share as much."""
        parts = [part for part in told.replace("\\", "/").split("/") if part not in {"", "."}]
        found = [(self._shared(path, parts), path) for path in self._by_name.get(parts[-1].lower(), ())] if parts else []
        best = max((shared for shared, _ in found), default=0)
        first = [path for shared, path in found if shared == best]
        exact = [path for path in first if path.count("/") + 1 == best]
        return (exact or first)[0] if first and (exact or len(first) == 1) else None

    @staticmethod
    def _shared(path: str, parts: Sequence[str]) -> int:
        own = path.split("/")
        return next((n for n in range(min(len(own), len(parts))) if own[-n - 1] != parts[-n - 1]), min(len(own), len(parts)))

    def dotted(self, name: str) -> str | None:
        """The file of a dotted name that begins with a module: `a.b.TestX.test_y` → `a/b.py`."""
        parts = name.split(".")
        for stop in range(len(parts), 0, -1):
            for ending in (".py", ".java", ".kt", ".scala", ".cs", ".rb", ".php"):
                found = self.find("/".join(parts[:stop]) + ending) if stop > 1 or len(parts) == 1 else None
                if found:
                    return found
        return None


def asked_of(story: Story, paths: Sequence[str], tests: Mapping[str, Profile], read: Read) -> Asked:
    """What is asked. `paths`: all files, `tests`: those that hold tests, with their profiles; `read` gives the text of a file."""
    known = Paths(paths)
    failing = list(_distinct(_located(story.failures[:_MOST_FAILURES], known, tests)))[:MOST_TESTS]
    outlines = {path: outline_of(path, read(path)) for path in dict.fromkeys(path for path, _ in failing)}
    told = "\n".join([*(failure.message for failure in story.failures[:_MOST_FAILURES]), story.told, story.task])
    return Asked(
        tests=tuple(_with_code(path, name, outlines[path], read(path)) for path, name in failing),
        places=tuple(_places(story, told, known)),
        text=told[:MOST_TEXT],
        changed=tuple(story.changed),
        imports=tuple(dict.fromkeys(pair for path, outline in outlines.items() for pair in imported(path, outline.imports))),
        category=story.category,
    )


# -- tests -------------------------------------------------------------------------------------------------------------------


def _located(failures: Iterable[Failure], paths: Paths, tests: Mapping[str, Profile]) -> Iterator[tuple[str, str]]:
    """Files and names of the tests that failed."""
    for failure in failures:
        if not failure.test:
            continue
        name = name_of(failure.test)
        own = paths.find(failure.file) if failure.file else None
        for path in _files_of(failure.test, own, name, paths, tests):
            yield path, name


def _files_of(test: str, own: str | None, name: str, paths: Paths, tests: Mapping[str, Profile]) -> list[str]:
    """Where a test stands: where its name says so, else the file it failed in, else who defines such a name."""
    told = next((found for found in map(paths.find, _paths_in(test)) if found), None) or _dotted_in(test, paths)
    if told:
        return [told]
    if own and own in tests:
        return [own]
    wanted = term(name)
    found = [path for path, profile in tests.items() if wanted in profile.symbols]
    return found if len(found) <= _FEW else []


def _paths_in(test: str) -> list[str]:
    return [
        part for part in re.split(r"::| |›|\(|\)|,", test) if "." in part and ("/" in part or "\\" in part or part.endswith(".py"))
    ]


def _dotted_in(test: str, paths: Paths) -> str | None:
    words = (word for word in re.findall(r"[A-Za-z_][\w.$]{2,300}", test) if "." in word)
    return next((found for found in map(paths.dotted, words) if found), None)


def name_of(test: str) -> str:
    """The name of the function: the last part of `a.py::TestX::test_y[1]`, the first word of `test_y (tests.a.TestX)`, of `TestX/sub` the first."""
    if "::" in test:
        return _PARAMETERS.sub("", test.rpartition("::")[2])
    first = test.split(" (", 1)[0].split("[", 1)[0]
    if re.fullmatch(r"Test\w*(?:/.*)?", first):  # Go: a subtest has no function of its own
        return first.partition("/")[0]
    return re.split(r"[.#]", first)[-1] if " " not in first.strip() else first.strip()


def _with_code(path: str, name: str, outline: Outline, text: str) -> FailingTest:
    symbol = _symbol(outline, name)
    if symbol is None:
        lines = _around(text, name)
        return FailingTest(path=path, name=name, code=lines)
    code = "\n".join(text.split("\n")[symbol.start - 1 : symbol.stop])
    code = code if len(code) <= _MOST_CODE else code[:_MOST_CODE].rpartition("\n")[0]
    return FailingTest(path=path, name=name, code=code, start=symbol.start, stop=symbol.start + code.count("\n"))


def _symbol(outline: Outline, name: str) -> Symbol | None:
    return next((symbol for symbol in reversed(outline.symbols) if symbol.name == name), None)


def _around(text: str, title: str) -> str:
    """Below a title that is a string (`it('adds', …)`); without one the beginning of the file."""
    at = text.find(title) if _WORDS.search(title) else -1
    return text[max(0, text.rfind("\n", 0, at)) :][: _MOST_CODE // 3] if at >= 0 else text[:_MOST_CODE]


def _distinct(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each once, one of each file before the second of any."""
    by_file: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in dict.fromkeys(found):
        by_file[pair[0]].append(pair)
    most = max(map(len, by_file.values()), default=0)
    return (pairs[n] for n in range(most) for pairs in by_file.values() if n < len(pairs))


# -- places and imports --------------------------------------------------------------------------------------------------------


def _places(story: Story, told: str, paths: Paths) -> list[Place]:
    """Files of the project that failures or the log name, with their lines, each once."""
    own = ((failure.file, failure.line) for failure in story.failures if failure.file)
    named = ((match["path"], int(line) if (line := match["line"] or match["py"]) else None) for match in _NAMED.finditer(told))
    found = (Place(path=path, line=line) for name, line in (*own, *named) if (path := paths.find(name)))
    return list(dict.fromkeys(found))[:_MOST_PLACES]


def imported(path: str, imports: Iterable[Import]) -> Iterator[tuple[str, str]]:
    """Module and name of what a file imports, modules as dotted paths from the root where they are relative."""
    for item in imports:
        module = _absolute(path, item)
        for name in item.names or ("",):
            yield module, name.strip("*")


def _absolute(path: str, item: Import) -> str:
    folder = path.rpartition("/")[0]
    if item.level:
        parts = folder.split("/")[: -(item.level - 1) or None] if folder else []
        return ".".join([*parts, *filter(None, [item.module])])
    if item.module.startswith("."):
        joined = posixpath.normpath(posixpath.join(folder, item.module))
        return re.sub(r"\.(?:[cm]?[jt]sx?|vue|svelte)$", "", joined).replace("/", ".")
    return item.module.replace("::", ".").replace("/", ".")
