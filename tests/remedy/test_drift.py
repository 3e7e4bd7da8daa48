"""Dependency drift on a made-up index whose answers are known; the real index is asked in tests/loop."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from packaging.requirements import Requirement

from homeostat.errors import PreparationFailed
from homeostat.records import Category, Diagnosis, Execution, Log, Recipe, Reproduction, Script, Severity
from homeostat.remedy.contract import Case
from homeostat.remedy.declare import declarations
from homeostat.remedy.strategies.drift import DependencyDrift, can_drift, drags, floors, is_major, is_older, own_release
from homeostat.world import World

# name → version → (released, what it requires). `core` broke at 2.0, `plug` at 3.1; `wrap` 2 wants core 2.
INDEX: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "core": {"1.0": ("2023-01-01", ()), "1.5": ("2023-03-01", ()), "2.0": ("2024-01-01", ()), "2.1": ("2024-06-01", ())},
    "plug": {"3.0": ("2023-02-01", ()), "3.1": ("2024-02-01", ()), "3.2": ("2024-07-01", ())},
    "wrap": {"1.0": ("2023-01-15", ("core",)), "2.0": ("2024-03-01", ("core>=2",))},
    "calm": {"1.0": ("2023-01-01", ()), "1.1": ("2024-05-01", ())},
}
RED = "2025-01-01T00:00:00Z"


def resolve(requirements: Iterable[str], limits: Iterable[str], before: str) -> dict[str, str]:
    """The newest versions that fit, found the slow and sure way: drop the newest of a package until all fits."""
    allowed = {name: [v for v, (day, _) in rows.items() if day < before[:10]] for name, rows in INDEX.items()}
    for limit in map(Requirement, limits):
        allowed[limit.name] = [v for v in allowed[limit.name] if v in limit.specifier]
    wanted, chosen = [Requirement(r) for r in requirements], dict[str, str]()
    while wanted:
        one = wanted.pop(0)
        fits = [v for v in allowed[one.name] if v in one.specifier and _fits(one.name, v, allowed)]
        if not fits or (one.name in chosen and chosen[one.name] not in fits):
            raise PreparationFailed(f"{one} cannot be met")
        chosen[one.name] = chosen.get(one.name, fits[-1])
        wanted += [Requirement(r) for r in INDEX[one.name][chosen[one.name]][1]]
    return chosen


def _fits(name: str, version: str, allowed: Mapping[str, list[str]]) -> bool:
    needs = [Requirement(r) for r in INDEX[name][version][1]]
    return all(any(v in need.specifier for v in allowed[need.name]) for need in needs)


@dataclass
class Table:
    """A bench, a clock, a reporter and an index in one: all are answered from the tables above."""

    texts: dict[str, str]
    broken: Mapping[str, str]
    seconds: float = 0.0
    runs: int = 0
    now_installed: dict[str, str] = field(default_factory=dict)
    at_first: dict[str, str] = field(default_factory=dict)

    def prepare(self, recipe: Recipe) -> Mapping[str, str]:
        rows = [row for line in self.texts["requirements.txt"].splitlines() if (row := line.partition("#")[0].strip())]
        self.now_installed = resolve(rows, recipe.limits, recipe.before)
        return self.now_installed

    def installed(self) -> Mapping[str, str]:
        return self.now_installed

    def run(self, script: Script, *, limit: float | None = None) -> Execution:
        del limit
        self.runs += 1
        red = any(not is_older(self.now_installed.get(name, "0"), first) for name, first in self.broken.items())
        return Execution(command=script.run, exit_code=int(red), seconds=0.0, output="core says no" if red else "")

    def read(self, path: str) -> str | None:
        return self.texts.get(path)

    def write(self, path: str, text: str) -> None:
        self.texts[path] = text

    def files(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def diff(self) -> str:
        return "".join(f"{path}\n{text}" for path, text in self.texts.items() if text != self.at_first[path])

    def reset(self) -> None:
        self.texts = dict(self.at_first)

    def apply(self, patch: str) -> None:
        raise AssertionError(patch)

    def elapsed(self) -> float:
        return self.seconds

    def now(self) -> str:
        return RED

    def say(self, text: str) -> None:
        assert text

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        del title
        yield

    def versions(self, name: str, python: str) -> tuple[str, ...]:
        del python
        return tuple(INDEX[name])

    def released(self, requirements: Iterable[str], python: str) -> Mapping[str, str]:
        del python
        found: dict[str, str] = {}
        for one in map(Requirement, requirements):
            days = [day for version, (day, _) in INDEX.get(one.name, {}).items() if version in one.specifier]
            found |= {one.name: min(days)} if days else {}
        return found


def propose(requirements: str, broken: Mapping[str, str], **more: float) -> tuple[str | None, dict[str, str], Table]:
    """The new requirements (None: no remedy), the facts, and the table that was asked."""
    texts = {"requirements.txt": requirements}
    table = Table(texts=dict(texts), broken=broken, at_first=texts, seconds=more.get("seconds", 0.0))
    recipe = Recipe(command=Script(run="pytest"), setup=(Script(run="pip install -r requirements.txt"),), before=RED, python="3.11")
    resolved = table.prepare(recipe)
    case = Case(
        log=Log(source="", lines=()),
        diagnosis=Diagnosis(category=Category.RUNTIME, severity=Severity.HIGH, fingerprint="f", headline="h", confidence=1.0),
        recipe=recipe,
        reproduction=Reproduction(
            execution=table.run(recipe.command), fingerprint="f", same_failure=True, resolved=resolved, python="3.11"
        ),
        commit="c",
        committed_at="2023-05-01T00:00:00+00:00",
        deadline=more.get("deadline", 1000.0),
    )
    world = World(clock=table, reporter=table, repo=None, workshop=None, index=table, forge=None, ledger=None)  # type: ignore[arg-type]
    strategy = DependencyDrift()
    assert strategy.applies(case)
    remedy = strategy.propose(case, table, world)
    return (table.texts["requirements.txt"], dict(remedy.facts), table) if remedy else (None, {}, table)


@pytest.mark.parametrize(
    ("requirements", "broken", "expected"),
    [
        ("core\ncalm\n", {"core": "2.0"}, "core<2.0\ncalm\n"),
        ("core>=1.0  # why\n", {"core": "2.0"}, "core>=1.0,<2.0  # why\n"),
        ("core\nplug\ncalm\n", {"core": "2.0", "plug": "3.1"}, "core<2.0\nplug<3.1\ncalm\n"),
        ("# all\nwrap==1.0\n", {"core": "2.0"}, "# all\ncore<2.0\nwrap==1.0\n"),  # not declared: added
        ("core\n", {"core": "2.1"}, "core<2.1\n"),
        ("core==2.1\n", {"core": "2.0"}, None),  # pinned: nothing can have moved
        ("calm\n", {"calm": "0.1"}, None),  # was never green
        ("core>=2.0\n", {"core": "2.0"}, None),  # no release it asks for is good
    ],
)
def test_the_release_that_broke_it_is_held_back(requirements: str, broken: Mapping[str, str], expected: str | None) -> None:
    text, facts, _ = propose(requirements, broken)
    assert text == expected
    assert bool(facts) is (expected is not None)


def test_the_bounds_and_what_they_drag_along_are_facts() -> None:
    _, facts, _ = propose("core\nwrap\n", {"core": "2.0"})
    assert facts == {"core: last good": "1.5", "core: first bad": "2.0", "held back besides": "wrap 1.0"}


def test_no_question_is_asked_twice() -> None:
    _, _, table = propose("core\nplug\nwrap\ncalm\n", {"core": "2.0", "plug": "3.1"})
    assert table.runs < 20


def test_the_deadline_ends_the_search() -> None:
    text, _, table = propose("core\n", {"core": "2.0"}, seconds=50.0, deadline=10.0)
    assert (text, table.runs) == (None, 1)


@pytest.mark.parametrize(
    ("text", "moves"),
    [("a==1\nb\n", True), ("a==1\nb==2\n", False), ("a===1\nb==2.*\n", True), ("a==1; python_version>'3'\nb (==2)\n", False)],
)
def test_can_drift(text: str, moves: bool) -> None:
    assert can_drift({"a": "1", "b": "2"}, declarations({"requirements.txt": text})) is moves


def test_floors_are_what_says_when_the_source_was_written() -> None:
    text = "a>=1.2,<3\nb (~=2.0)\nc\nd<4\ne==1 ; python_version < '3.8'\nf @ https://example.invalid/f.zip\nnot a requirement !!\n"
    assert floors(declarations({"requirements.txt": text})) == ["a>=1.2", "b~=2.0", "e==1"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"PKG-INFO": "Metadata-Version: 2.1\nName: Flask\nVersion: 2.0.1\n"}, [("Flask", "2.0.1")]),
        ({"pyproject.toml": '[project]\nname = "x"\nversion = "1.2"\n'}, [("x", "1.2")]),
        ({"setup.cfg": "[metadata]\nname = x\nversion = attr: x.__version__\n"}, []),
        ({}, []),
    ],
)
def test_own_release(files: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert own_release(files) == found


def test_versions_are_compared_as_versions() -> None:
    assert is_older("1.9", "1.10")
    assert not is_older("x", "1")
    assert is_major("1.9", "2.0")
    assert drags({"a": "1"}, {"a": "2"})
    assert not drags({"a": "3", "b": "1"}, {"a": "2"})
