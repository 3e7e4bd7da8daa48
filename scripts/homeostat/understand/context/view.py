"""The corpus as one question sees it: of each file only the terms that are asked for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from homeostat.understand.context.contract import Asked, Change, Corpus
from homeostat.understand.context.words import names_in, term, terms_in

_OFTEN: Final = 3  # occurrences in the question beyond which a term says no more
_SWEEPING: Final = 15  # files of a commit; larger ones tie together what has nothing to do with each other
_K1: Final = 1.2
_B: Final = 0.75
_STEM: Final = re.compile(r"^tests?_|[_-](?:tests?|specs?)$|(?<=[a-z0-9])(?:Tests?|Specs?|IT)$|^[Tt]est(?=[A-Z])")


_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Bag:
    """The terms of a document that are asked for, and the occurrences of all of its terms."""

    counts: Mapping[int, int]
    size: int


class View:
    """What the signals look at; each part is worked out when it is first asked for."""

    def __init__(self, asked: Asked, corpus: Corpus) -> None:
        self.asked = asked
        self.corpus = corpus
        self.sources = tuple(corpus.sources)
        self.code = "\n".join(test.code for test in asked.tests)

    @cached_property
    def query(self) -> Mapping[int, float]:
        """Terms of the failing tests and of what is told, each with its weight: how often (three times at most), and how rare among tests.

        What all tests of a project say (`client`, `pytester`) tells them apart from its source, not from each other.
        """
        return self._weighted(terms_in(f"{self.code}\n{self.asked.text}"))

    @cached_property
    def names(self) -> Mapping[int, float]:
        """Terms of the names of the failing tests and of their files."""
        told = [*(test.path.rpartition("/")[2] for test in self.asked.tests), *(test.name for test in self.asked.tests)]
        return self._weighted(terms_in(" ".join(told)))

    def _weighted(self, terms: Mapping[int, int]) -> dict[int, float]:
        known = self._among_tests(frozenset(terms))
        total = len(self.corpus.tests)
        return {number: min(count, _OFTEN) * rarity(known[number], total) for number, count in terms.items()}

    def _among_tests(self, wanted: frozenset[int]) -> Counter[int]:
        profiles = self.corpus.profiles
        found: Counter[int] = Counter()
        for path in self.corpus.tests:
            found.update(wanted.intersection(profiles[path].terms))
        return found

    @cached_property
    def wanted(self) -> frozenset[int]:
        """All terms that any signal asks for."""
        return frozenset((*self.query, *self.names))

    @cached_property
    def bodies(self) -> Mapping[str, Bag]:
        """Of each source file what its text says."""
        profiles = self.corpus.profiles
        return {path: Bag(profiles[path].counted(self.wanted), profiles[path].size) for path in self.sources}

    @cached_property
    def spelled(self) -> Mapping[str, Bag]:
        """Of each source file what its path and the names that it defines say."""
        return {path: self._spelled(path) for path in self.sources}

    def _spelled(self, path: str) -> Bag:
        profile, own = self.corpus.profiles[path], terms_in(path.replace("/", " "))
        counts = profile.spelled_counted(self.wanted)
        for number, count in own.items():
            if number in self.wanted:
                counts[number] = counts.get(number, 0) + count
        return Bag(counts, profile.spelled_size + sum(own.values()))

    @cached_property
    def used(self) -> Mapping[int, int]:
        """Names that the failing tests use, whole, as numbers, with how often; short and magic ones left out."""
        names = names_in(self.code)
        return {term(name.decode()): count for name, count in names.items() if len(name) > 3 and not name.startswith(b"__")}

    @cached_property
    def stems(self) -> frozenset[int]:
        """Terms of the names of the failing tests' files, without what makes them tests."""
        return frozenset(terms_in(" ".join(stem_of(test.path.rpartition("/")[2]) for test in self.asked.tests)))

    @cached_property
    def folders(self) -> frozenset[int]:
        """Terms of the folders that the failing tests are in."""
        return frozenset(terms_in(" ".join(test.path.rpartition("/")[0].replace("/", " ") for test in self.asked.tests)))

    @cached_property
    def changes(self) -> tuple[tuple[int, Change], ...]:
        """Commits that touch few files, with their age in commits."""
        return tuple((age, change) for age, change in enumerate(self.corpus.history) if len(change.files) <= _SWEEPING)

    @cached_property
    def touched(self) -> Counter[str]:
        """How often each source file was changed."""
        known = frozenset(self.sources)
        return Counter(path for _, change in self.changes for path in change.files if path in known)


def stem_of(name: str) -> str:
    """`test_parser.py` → `parser`, `parser.spec.ts` → `parser`, `ParserTest.java` → `Parser`."""
    stem = name.partition(".")[0]
    return _STEM.sub("", stem) or stem


def rarity(holders: int, total: int) -> float:
    """How much it says that a term is there: the logarithm of how few of `total` documents hold it, never 0."""
    return math.log(1 + (total + 1) / (holders + 0.5))


def bm25(query: Mapping[int, float], bags: Mapping[_Key, Bag], known: Mapping[int, float] | None = None) -> dict[_Key, float]:
    """Okapi BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75); documents that hold no term of the query are left out.

    `known`: how rare each term is, where the bags are not the documents to judge that by.
    """
    average = sum(bag.size for bag in bags.values()) / max(1, len(bags)) or 1.0
    rare = rarities(bags.values()) if known is None else known
    weights = {number: weight * rare[number] for number, weight in query.items() if number in rare}
    scores = {key: _score(weights, bag, average) for key, bag in bags.items()}
    return {key: score for key, score in scores.items() if score > 0}


def rarities(bags: Collection[Bag]) -> dict[int, float]:
    """The inverse document frequency of all terms of the bags."""
    holders = Counter(number for bag in bags for number in bag.counts)
    return {number: math.log(1 + (len(bags) - count + 0.5) / (count + 0.5)) for number, count in holders.items()}


def _score(weights: Mapping[int, float], bag: Bag, average: float) -> float:
    length = _K1 * (1 - _B + _B * bag.size / average)
    return sum(weights[number] * count * (_K1 + 1) / (count + length) for number, count in bag.counts.items() if number in weights)


def overlap(left: frozenset[int], right: Iterable[int]) -> float:
    """Shared terms among all terms of both (Jaccard)."""
    other = frozenset(right)
    return len(left & other) / max(1, len(left | other))
