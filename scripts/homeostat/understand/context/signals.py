"""The signals that a source file has to do with a failure: each gives files a number, the larger the more; 0 is not given.

None is right alone; `fusion` puts them together by rank.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from homeostat.understand.context.view import Bag, View, bm25, overlap, stem_of
from homeostat.understand.context.words import terms_in

Scores = Mapping[str, float]

_HALF_LIFE: Final = 400  # commits after which a change together counts half
_RECENT: Final = 50  # commits
_INDEX: Final = frozenset({"__init__", "index", "mod", "lib"})  # files that stand for their folder
_HOLDERS: Final = frozenset({"src", "lib", "app", "python", "java", "kotlin", "scala", "main", "jvmMain", "commonMain"})
_RARE: Final = 0.1  # of the files hold a name that says which one is meant
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """`says`: what it means for a file to be found by it, for people."""

    name: str
    says: str
    score: Callable[[View], Scores]


def _body(view: View) -> Scores:
    return bm25(view.query, view.bodies)


def _spelled(view: View) -> Scores:
    return bm25(_sum(view.query, view.names), view.spelled)


def _named(view: View) -> Scores:
    return bm25(view.names, view.bodies)


def _sum(left: Mapping[int, float], right: Mapping[int, float]) -> dict[int, float]:
    return {number: left.get(number, 0) + right.get(number, 0) for number in {**left, **right}}


def _same_name(view: View) -> Scores:
    scores = {}
    for path in view.sources:
        folder, _, name = path.rpartition("/")
        alike = 2 * overlap(view.stems, terms_in(stem_of(name))) + 0.5 * overlap(view.folders, terms_in(folder.replace("/", " ")))
        scores[path] = alike
    return {path: score for path, score in scores.items() if score > 0}


def _imports(view: View) -> Scores:
    """Modules that the failing tests import; what is imported from a package may be a module of it."""
    modules = _modules(view.sources)
    found: dict[str, float] = defaultdict(float)
    for module, name in view.asked.imports:
        for dotted, weight in {f"{module}.{name}".rstrip("."): 1.5, module: 1.0}.items():
            if dotted in modules:
                found[modules[dotted]] += weight
    return found


def _modules(paths: Iterable[str]) -> dict[str, str]:
    """Dotted names of files, as Python and others import them; the shortest path wins."""
    found: dict[str, str] = {}
    for path in sorted(paths, key=len):
        for dotted in _dotted(path):
            found.setdefault(dotted, path)
    return found


def _dotted(path: str) -> Iterator[str]:
    """What comes after each folder that holds sources and is no part of their names, and the whole path."""
    parts = path.rpartition(".")[0].split("/")
    if parts[-1] in _INDEX and len(parts) > 1:
        parts = parts[:-1]
    yield ".".join(parts)
    yield from (".".join(parts[at + 1 :]) for at, part in enumerate(parts[:-1]) if part in _HOLDERS)


def _defines(view: View) -> Scores:
    """Who defines the names that the failing tests use; a name that many define says little."""
    owners: dict[int, list[str]] = defaultdict(list)
    for path in view.sources:
        for number in view.corpus.profiles[path].symbols.intersection(view.used):
            owners[number].append(path)
    found: dict[str, float] = defaultdict(float)
    for path, share in ((path, 1 / len(paths)) for paths in owners.values() for path in paths):
        found[path] += share
    return found


def _rare(view: View) -> Scores:
    """Names of the failing tests that few files hold."""
    used = frozenset(view.used)
    held = {path: used.intersection(view.bodies[path].counts) for path in view.sources}
    holders = Counter(number for numbers in held.values() for number in numbers)
    most = max(_FEW, _RARE * len(view.sources))
    weights = {number: math.log(len(view.sources) / count) for number, count in holders.items() if count <= most}
    scores = {path: sum(weights.get(number, 0.0) for number in numbers) for path, numbers in held.items()}
    return {path: score for path, score in scores.items() if score > 0}


def _together(view: View) -> Scores:
    """Changed in the same commits as the failing tests' files, the newer the more."""
    tests = {test.path for test in view.asked.tests}
    known = frozenset(view.sources)
    found: dict[str, float] = defaultdict(float)
    for age, change in view.changes:
        if not tests.isdisjoint(change.files):
            for path in known.intersection(change.files):
                found[path] += 0.5 ** (age / _HALF_LIFE) / len(change.files)
    return found


def _tied(view: View) -> Scores:
    """The same in proportion: files that are changed with everything count less."""
    tests = {test.path for test in view.asked.tests}
    found: dict[str, float] = defaultdict(float)
    for _, change in view.changes:
        if not tests.isdisjoint(change.files):
            for path in change.files:
                found[path] += 1 / len(change.files)
    touched = view.touched
    return {path: found[path] / math.sqrt(1 + touched[path]) for path in view.sources if path in found}


def _lately(view: View) -> Scores:
    """Changed lately."""
    known = frozenset(view.sources)
    found: dict[str, float] = {}
    for age, change in view.changes:
        for path in change.files:
            if path in known:
                found.setdefault(path, 1 / (1 + age / _RECENT))
    return found


def _subjects(view: View) -> Scores:
    """What the subjects of the commits say that changed a file."""
    wanted, query = view.wanted, _sum(view.query, view.names)
    counts: dict[str, Counter[int]] = {path: Counter() for path in view.sources}
    sizes: Counter[str] = Counter()
    for _, change in view.changes:
        terms = terms_in(change.subject)
        told = {number: count for number, count in terms.items() if number in wanted}
        for path in change.files:
            if path in counts:
                counts[path].update(told)
                sizes[path] += sum(terms.values())
    return bm25(query, {path: Bag(counts[path], sizes[path]) for path in view.sources})


def _changed(view: View) -> Scores:
    known = frozenset(view.sources)
    return {path: 1.0 for path in view.asked.changed if path in known}


def _mentioned(view: View) -> Scores:
    known = frozenset(view.sources)
    found = Counter(place.path for place in view.asked.places if place.path in known)
    return {path: float(count) for path, count in found.items()}


SIGNALS: Final[tuple[Signal, ...]] = (
    Signal("mentioned", "the log names it", _mentioned),
    Signal("changed", "the change that turned the build red touches it", _changed),
    Signal("body", "its text speaks of what the failing tests and the messages speak of", _body),
    Signal("spelled", "its path and the names that it defines do so", _spelled),
    Signal("named", "its text holds the words of the failing tests' names", _named),
    Signal("same-name", "it is called as the failing test's file is", _same_name),
    Signal("imports", "the failing test imports it", _imports),
    Signal("defines", "it defines names that the failing test uses", _defines),
    Signal("rare", "it holds names of the failing test that few files hold", _rare),
    Signal("together", "it was changed in the same commits as the failing test", _together),
    Signal("tied", "it is seldom changed without the failing test", _tied),
    Signal("lately", "it was changed lately", _lately),
    Signal("subjects", "the subjects of its commits speak of the same things", _subjects),
)
