"""Dependency drift: nothing here changed, a dependency was released. Finds which release broke the build, and caps it.

First a day on which the build was green, then the smallest set of distributions that has to be held back, then for each
the last good and the first bad version; the cap goes where this repository declares such things.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from homeostat.errors import PreparationFailed
from homeostat.records import Category, Recipe, Remedy
from homeostat.remedy.contract import Case
from homeostat.remedy.declare import Declaration, add, candidate_files, cap, declarations, installed_by
from homeostat.remedy.search import by_suspicion, candidate_dates, format_date, last_good, parse_date, smallest_cure
from homeostat.world import Bench, World

CATEGORIES = (Category.DEPENDENCY, Category.RUNTIME, Category.CONFIGURATION, Category.SYNTAX, Category.UNKNOWN)
FLOORS = (">=", "==", "~=", ">")
OWN_METADATA = ("PKG-INFO", "pyproject.toml", "setup.cfg")
MOST_DATES = 20
RUNNERS = {"tox", "nox", "hatch"}  # what these install is seen only after they ran
QUICKLY = {"PYTEST_ADDOPTS": "-x"}  # while searching, the first failing test says enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a set of limits and a date resolved to, and whether the command was green with it."""

    resolved: Mapping[str, str]
    green: bool


@dataclass(slots=True)
class Prober:
    """Asks the bench, never twice for the same resolution."""

    bench: Bench
    world: World
    recipe: Recipe
    deadline: float
    seen: dict[tuple[tuple[str, ...], str], Probe | None] = field(default_factory=dict)
    verdicts: dict[frozenset[tuple[str, str]], Probe] = field(default_factory=dict)

    def probe(self, limits: Sequence[str], before: str) -> Probe | None:
        """None if it cannot be installed, or the time is over."""
        key = (tuple(sorted(limits)), before)
        if key not in self.seen:
            if self.world.clock.elapsed() > self.deadline:
                return None
            self.seen[key] = self._ask(key[0], before)
        return self.seen[key]

    def _ask(self, limits: tuple[str, ...], before: str) -> Probe | None:
        recipe = dataclasses.replace(self.recipe, versions={}, limits=limits, before=before)
        try:
            resolved = self.bench.prepare(recipe)
        except PreparationFailed:
            return None
        names = frozenset(resolved.items())
        known = self.verdicts.get(names)
        if known is None or RUNNERS & set(resolved):
            command = dataclasses.replace(recipe.command, env={**recipe.command.env, **QUICKLY})
            known = Probe(green=self.bench.run(command).exit_code == 0, resolved=self.bench.installed())
            self.verdicts[names] = known
        return known


class DependencyDrift:
    """See the module."""

    name = "dependency-drift"

    def applies(self, case: Case) -> bool:
        return case.diagnosis.category in CATEGORIES and bool(case.reproduction.resolved)

    def propose(self, case: Case, bench: Bench, world: World) -> Remedy | None:
        files = read_files(bench, candidate_files(bench.files()))
        declared = declarations(files)
        if not can_drift(case.reproduction.resolved, declared):
            return None
        red = parse_date(case.recipe.before) or parse_date(world.clock.now())
        if red is None:
            return None
        world.reporter.say("looking for a day on which it was green")
        prober = Prober(bench, world, case.recipe, case.deadline)
        today = prober.probe((), format_date(red))
        if today is None or today.green:
            return None  # what the repository asks for today is green: the versions of the log have been overtaken
        good = find_green(prober, red, *era(case, world, read_files(bench, OWN_METADATA), declared))
        if good is None:
            return None
        world.reporter.say("green with the releases of an earlier day; looking for the release that broke it")
        caps = find_caps(prober, case, today, good, declared, format_date(red))
        return capped(case, bench, files, caps, prober, format_date(red)) if caps else None


def read_files(bench: Bench, paths: Iterable[str]) -> dict[str, str]:
    """Path → text of the files that are there."""
    return {path: text for path in paths if (text := bench.read(path)) is not None}


# -- is there anything that could have moved, and since when


def can_drift(resolved: Mapping[str, str], declared: Iterable[Declaration]) -> bool:
    """Whether anything that is installed is not pinned to one version by the repository itself."""
    pinned = {row.name for row in declared if re.search(r"={2,3}\s*[^*]+$", row.requirement.split(";")[0].strip(" )"))}
    return bool(set(resolved) - pinned)


def floors(declared: Iterable[Declaration]) -> list[str]:
    """Declared requirements with a lower bound, without their markers."""
    found = []
    for row in declared:
        try:
            wanted = Requirement(row.requirement)
        except InvalidRequirement:
            continue
        lower = [str(part) for part in wanted.specifier if part.operator in FLOORS]
        if lower and not wanted.url and row.section != "build":
            found.append(f"{wanted.name}{','.join(lower)}")
    return found


def era(
    case: Case, world: World, files: Mapping[str, str], declared: Sequence[Declaration]
) -> tuple[list[datetime], datetime | None]:
    """Days that say when this source was written (its commit, its own release, its newest declared floor), and that floor."""
    python = case.recipe.python
    newest = parse_date(max(world.index.released(floors(declared), python).values(), default=""))
    own = [day for name, version in own_release(files) for day in world.index.released([f"{name}=={version}"], python).values()]
    days = [parse_date(text) for text in [case.committed_at, *own]]
    return [day for day in [*days, newest] if day is not None], newest


def own_release(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and version of the project as its own metadata states them literally."""
    found = []
    for text in files.values():
        name = re.search(r"^name\s*[=:]\s*[\"']?([\w.-]+)[\"']?\s*$", text, re.MULTILINE | re.IGNORECASE)
        version = re.search(r"^version\s*[=:]\s*[\"']?(\d[\w.]*)[\"']?\s*$", text, re.MULTILINE | re.IGNORECASE)
        if name and version:
            found.append((name[1], version[1]))
    return found


def find_green(prober: Prober, red: datetime, days: Sequence[datetime], floor: datetime | None) -> Probe | None:
    """What was installed on a day when the build was green; None if no such day is found. Nothing is older than `floor`."""
    for number, day in enumerate(candidate_dates(red, days, floor)):
        if number >= MOST_DATES:
            return None
        probe = prober.probe((), format_date(day))
        prober.world.reporter.say(
            f"releases up to {day.date()}: {'cannot be installed' if probe is None else 'green' if probe.green else 'red'}"
        )
        if probe is not None and probe.green:
            return probe
    return None


# -- which releases broke it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A distribution to hold back: the last version that is good and the first that is not."""

    name: str
    last_good: str
    first_bad: str

    @property
    def bound(self) -> str:
        return f"<{self.first_bad}"


def find_caps(prober: Prober, case: Case, today: Probe, good: Probe, declared: Sequence[Declaration], before: str) -> list[Cap]:
    """The smallest set of distributions to hold back, each with its bounds; empty if holding does not cure."""
    moved = [name for name, version in good.resolved.items() if name in today.resolved and is_older(version, today.resolved[name])]

    def cures(names: Sequence[str]) -> bool:
        probe = prober.probe([f"{name}=={good.resolved[name]}" for name in names], before)
        return probe is not None and probe.green and not drags(probe.resolved, good.resolved)

    if not moved or not cures(moved):
        return []
    output = case.reproduction.execution.output
    direct = [row.name for row in declared]
    culprits = smallest_cure(
        by_suspicion(moved, output, direct, lambda name: is_major(good.resolved[name], today.resolved[name])), cures
    )
    prober.world.reporter.say(f"held back, it is green: {', '.join(culprits)}")
    caps: list[Cap] = []
    for at, name in enumerate(culprits):
        held = [f"{cap.name}{cap.bound}" for cap in caps] + [f"{other}=={good.resolved[other]}" for other in culprits[at + 1 :]]
        caps.append(bounds(prober, name, (good.resolved[name], today.resolved[name]), held, before))
    return caps


def drags(resolved: Mapping[str, str], good: Mapping[str, str]) -> bool:
    """Whether something became older than it was on the good day: that holds back more than is needed."""
    return any(is_older(version, good[name]) for name, version in resolved.items() if name in good)


def bounds(prober: Prober, name: str, span: tuple[str, str], held: Sequence[str], before: str) -> Cap:
    """Bisect the releases of a distribution between a good and a bad one."""
    known = prober.world.index.versions(name, prober.recipe.python)
    between = [span[0], *(v for v in known if is_older(span[0], v) and is_older(v, span[1])), span[1]]

    def verdict(version: str) -> bool | None:
        probe = prober.probe([*held, f"{name}=={version}"], before)
        there = probe is not None and Version(probe.resolved.get(name, "0")) == Version(version)
        return probe.green if probe and there else None

    good, bad = last_good(between, verdict)
    return Cap(name=name, last_good=good, first_bad=bad)


def is_older(one: str, other: str) -> bool:
    try:
        return Version(one) < Version(other)
    except InvalidVersion:
        return False


def is_major(one: str, other: str) -> bool:
    return one.split(".", 1)[0] != other.split(".", 1)[0]


# -- the cap, where such things are declared


def capped(case: Case, bench: Bench, files: Mapping[str, str], caps: Sequence[Cap], prober: Prober, before: str) -> Remedy | None:
    """The remedy with every cap declared; None if one of them has no place."""
    final = prober.probe([f"{cap.name}{cap.bound}" for cap in caps], before)
    if final is None or not final.green:
        return None
    bench.reset()
    changed = dict(files)
    for one in caps:
        edit = declare(changed, one, case)
        if edit is None:
            prober.world.reporter.say(f"{one.name}{one.bound} cures it, but no file that the job installs from can say so")
            return None
        changed[edit[0]] = edit[1]
    for path in (path for path in changed if changed[path] != files[path]):
        bench.write(path, changed[path])
    patch = bench.diff()
    return _remedy(case, caps, final, patch, [path for path in changed if changed[path] != files[path]])


def declare(files: Mapping[str, str], one: Cap, case: Case) -> tuple[str, str] | None:
    """The file and its new text: capped where it is declared among what the job installs, else anywhere, else added there."""
    places = installed_by((*case.recipe.setup, case.recipe.command), files)
    anywhere = [row.file for row in declarations(files) if row.name == one.name and row.section != "build"]
    installed = [place.file for place in places]
    for path in sorted(anywhere, key=lambda path: installed.index(path) if path in installed else len(installed)):
        text = cap(files[path], path, one.name, one.bound)
        if text is not None and path in installed:
            return path, text
    for place in places:
        text = add(files[place.file], place.file, f"{one.name}{one.bound}", section=place.section)
        if text is not None:
            return place.file, text
    return None


def _remedy(case: Case, caps: Sequence[Cap], final: Probe, patch: str, files: Sequence[str]) -> Remedy | None:
    if not patch:
        return None
    names = ", ".join(f"{one.name} {one.bound}" for one in caps)
    dragged = {
        name: version
        for name, version in final.resolved.items()
        if name not in {one.name for one in caps} and is_older(version, case.reproduction.resolved.get(name, version))
    }
    facts = {f"{one.name}: last good": one.last_good for one in caps} | {f"{one.name}: first bad": one.first_bad for one in caps}
    if dragged:
        facts["held back besides"] = ", ".join(f"{name} {version}" for name, version in sorted(dragged.items()))
    reasons = [
        f"{one.name} {one.last_good} is the last release with which the command is green; {one.first_bad} breaks it."
        for one in caps
    ]
    return Remedy(
        strategy=DependencyDrift.name,
        title=f"build: hold back {names}",
        explanation=" ".join(["Nothing in the repository asked for it: a dependency was released.", *reasons]),
        patch=patch,
        files=tuple(sorted(files)),
        facts=facts,
        recipe=dataclasses.replace(case.recipe, versions={}, limits=()),
    )
