"""Missing distribution: the build uses something that nothing declares. Finds what provides it and declares it.

Each declaration is tried on the bench before the next; what does not make the thing appear is taken back.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packaging.utils import canonicalize_name

from homeostat.errors import PreparationFailed
from homeostat.records import Execution, Remedy
from homeostat.remedy.catalogue import Candidate, find_candidates
from homeostat.remedy.clues import Missing, find_missing
from homeostat.remedy.contract import Case
from homeostat.remedy.declare import Place, add, candidate_files, has_carets, installed_by, pins_versions
from homeostat.world import Bench, World

_CHANGED = re.compile(r"^diff --git a/.* b/(.*)$", re.MULTILINE)
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"}
MOST_ROUNDS = 8  # each makes the environment anew
MOST_MAJORS = 4  # how many major releases an older one is looked for in
_TEST_LIST = re.compile(r"test|dev|docs?|lint")
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:conftest|test_[^/]*|[^/]*_test)\.py$")


@dataclass(frozen=True, slots=True)
class Addition:
    """A requirement declared in a place, and what it is to bring."""

    place: Place
    requirement: str
    candidate: Candidate
    missing: Missing


@dataclass(slots=True)
class _Search:
    """What has been declared so far, and what was tried in vain."""

    case: Case
    bench: Bench
    world: World
    originals: Mapping[str, str]
    places: tuple[Place, ...]
    tracked: tuple[str, ...]
    installed: Mapping[str, str]
    kept: list[Addition] = field(default_factory=list)
    failed: set[tuple[tuple[str, str], str]] = field(default_factory=set)

    def next(self, red: Execution) -> Addition | None:
        """The next declaration to try, None if the output names nothing that could still be declared."""
        for missing, candidate in self._untried(red):
            if addition := self._addition(candidate, missing):
                return addition
            self.failed.add((missing.key, candidate.name))
        return None

    def _untried(self, red: Execution) -> Iterator[tuple[Missing, Candidate]]:
        for missing in find_missing(red.output):
            for candidate in find_candidates(missing, self.tracked):
                if (missing.key, candidate.name) not in self.failed and self._is_new(candidate) and self._exists(candidate):
                    yield missing, candidate

    def _is_new(self, candidate: Candidate) -> bool:
        """Not of what is installed already, unless a certain version of it is wanted: that has lost a module, it is not missing."""
        return candidate.requirement != candidate.name or not version_of(candidate, self.installed)

    def _exists(self, candidate: Candidate) -> bool:
        python = self.case.recipe.python or self.case.reproduction.python
        return bool(self.world.index.versions(candidate.name, python))

    def _addition(self, candidate: Candidate, missing: Missing) -> Addition | None:
        runtime = is_runtime(missing, self.tracked)
        for place in suited(self.places, runtime=runtime):
            addition = Addition(place, candidate.requirement, candidate, missing)
            if declared(self.originals, [*self.kept, addition]) is not None:
                return addition
        return None

    def attempt(self, addition: Addition) -> Execution | None:
        """The command run with one more declaration; None if that cannot be installed."""
        self.world.reporter.say(f"declaring {addition.requirement} in {addition.place.file}")
        self._write([*self.kept, addition])
        try:
            self.installed = self.bench.prepare(self.case.recipe)
        except PreparationFailed:
            return None
        return self.bench.run(self.case.recipe.command)

    def settle(self, addition: Addition, done: Execution | None) -> None:
        """Keep a declaration that brought what was missing, take back any other."""
        if done and (not done.exit_code or addition.missing.key not in {missing.key for missing in find_missing(done.output)}):
            self.kept.append(addition)
        else:
            self.failed.add((addition.missing.key, addition.candidate.name))
            self._write(self.kept)

    def step_back(self) -> bool:
        """Whether the command is green with an older release of what was added: its newest may have left this source behind."""
        for at, addition in enumerate(self.kept):
            name = addition.candidate.name
            for bound in older_majors(version_of(addition.candidate, self.installed)):
                if self.world.clock.elapsed() > self.case.deadline:
                    return False
                kept = [*self.kept]
                kept[at] = replace(addition, requirement=f"{name}{bound}")
                self.world.reporter.say(f"what was missing is there, but its newest release breaks the build: trying {name}{bound}")
                if self._is_green(kept):
                    self.kept = kept
                    return True
        return False

    def _is_green(self, additions: Sequence[Addition]) -> bool:
        self._write(additions)
        try:
            self.installed = self.bench.prepare(self.case.recipe)
        except PreparationFailed:
            return False
        return not self.bench.run(self.case.recipe.command).exit_code

    def _write(self, additions: Sequence[Addition]) -> None:
        for file, text in (declared(self.originals, additions) or {}).items():
            if self.bench.read(file) != text:
                self.bench.write(file, text)


class MissingDistribution:
    """See the module."""

    @property
    def name(self) -> str:
        return "missing-distribution"

    def applies(self, case: Case) -> bool:
        return bool(find_missing(case.reproduction.execution.output))

    def propose(self, case: Case, bench: Bench, world: World) -> Remedy | None:
        search = _search(case, bench, world)
        red = case.reproduction.execution
        for _ in range(MOST_ROUNDS):
            addition = search.next(red) if world.clock.elapsed() < case.deadline else None
            if addition is None:
                return _remedy(search) if search.step_back() else None
            done = search.attempt(addition)
            search.settle(addition, done)
            if done and not done.exit_code:
                return _remedy(search)
            red = done if done and addition in search.kept else red
        return None


def older_majors(version: str) -> tuple[str, ...]:
    """Bounds that lead to ever older major releases than this version: "4.2" gives <4, <3, <2, <1."""
    major = re.match(r"\d{1,9}", version)
    return tuple(f"<{number}" for number in range(int(major[0]), 0, -1))[:MOST_MAJORS] if major else ()


def version_of(candidate: Candidate, resolved: Mapping[str, str]) -> str:
    """The version of a candidate among what is installed (canonical name → version), empty if it is not."""
    return resolved.get(canonicalize_name(candidate.name), "")


def suited(places: Sequence[Place], *, runtime: bool) -> list[Place]:
    """The places that may take a requirement, best first.

    What the package itself imports belongs to its dependencies; what only tests and tools need never does.
    """
    lists = [place for place in places if place.section not in ("constraints", "build")]
    if runtime:
        return sorted(
            lists,
            key=lambda place: (place.section != "dependencies", place.section != "", _TEST_LIST.search(place.file) is not None),
        )
    return [place for place in lists if place.section != "dependencies"]


def is_runtime(missing: Missing, tracked: Sequence[str]) -> bool:
    """Whether source of the package, and not a test, a tool or the build, asked for a module."""
    if missing.kind != "module" or not missing.importer:
        return False
    own = own_path(missing.importer, tracked)
    return bool(own) and not _TEST_FILE.search(own) and posixpath.basename(own) not in ("setup.py", "noxfile.py", "conf.py")


def own_path(path: str, tracked: Sequence[str]) -> str:
    """The tracked file that a path of an output means, empty if it means none."""
    fitting = [file for file in tracked if path == file or path.endswith(f"/{file}")]
    return max(fitting, key=len, default="")


def declared(originals: Mapping[str, str], additions: Sequence[Addition]) -> dict[str, str] | None:
    """The texts of all files with the additions in them; None if one cannot be declared in its place."""
    texts = dict(originals)
    for addition in additions:
        file = addition.place.file
        text = add(texts[file], file, addition.requirement, section=addition.place.section)
        if text is None:
            return None
        texts[file] = text
        _add_to_source(texts, file, addition.candidate.requirement)
    return texts


def _add_to_source(texts: dict[str, str], file: str, requirement: str) -> None:
    """A requirement file may be compiled from one beside it (`x.in` → `x.txt`): the next compilation must not lose the line."""
    source = file.removesuffix(".txt") + ".in"
    if file.endswith(".txt") and source in texts:
        texts[source] = add(texts[source], source, requirement) or texts[source]


def _search(case: Case, bench: Bench, world: World) -> _Search:
    tracked = bench.files()
    scripts = (*case.recipe.setup, case.recipe.command)
    paths = dict.fromkeys([*candidate_files(tracked), *_named_files(case, tracked)])
    originals = {path: text for path in paths if (text := bench.read(path)) is not None}
    return _Search(case, bench, world, originals, installed_by(scripts, originals), tracked, case.reproduction.resolved)


def _named_files(case: Case, tracked: Sequence[str]) -> Iterator[str]:
    """Requirement files under an unusual name, if the setup names them."""
    words = {word for script in case.recipe.setup for word in script.run.split()}
    yield from (path for path in tracked if path.endswith((".txt", ".in")) and (path in words or posixpath.basename(path) in words))


def styled(addition: Addition, originals: Mapping[str, str], resolved: Mapping[str, str]) -> Addition:
    """Pinned where the neighbours are pinned, with a floor where they have carets, else as it is."""
    name = addition.candidate.name
    version = version_of(addition.candidate, resolved)
    if version and pins_versions(originals, addition.place):
        return replace(addition, requirement=f"{name}=={version}")
    if version and has_carets(originals, addition.place):
        return replace(addition, requirement=f"{name}>={version}")
    return addition


def _remedy(search: _Search) -> Remedy | None:
    additions = [styled(addition, search.originals, search.installed) for addition in search.kept]
    texts = declared(search.originals, additions)
    if texts is None:
        return None
    for file, text in texts.items():
        if search.bench.read(file) != text:
            search.bench.write(file, text)
    patch = search.bench.diff()
    locks = [
        file for file in _CHANGED.findall(patch) if posixpath.basename(file) in LOCKS and file not in texts
    ]  # the job's own tool wrote them anew
    names = " and ".join(addition.candidate.name for addition in additions)
    guessed = [addition.candidate.name for addition in additions if not addition.candidate.catalogued]
    return Remedy(
        strategy=MissingDistribution().name,
        title=f"build: declare {names}",
        explanation=" ".join([_reason(addition) for addition in additions] + [_warning(name) for name in guessed]),
        patch=patch,
        files=(*(file for file, text in texts.items() if text != search.originals[file]), *locks),
        needs_review=True,  # a new dependency is somebody else's code: a person says yes to it
        facts=_facts(additions, search.installed, guessed),
    )


def _reason(addition: Addition) -> str:
    kind = {"hint": "distribution", "plugin": "pytest plugin", "option": "pytest option", "setting": "pytest setting"}
    what = f"{kind.get(addition.missing.kind, addition.missing.kind)} `{addition.missing.name}`"
    return f"The build needs the {what}, and nothing it installs declares it: `{addition.requirement}` goes into {addition.place.file}."


def _warning(name: str) -> str:
    return f"`{name}` is not in Homeostat's catalogue: its name is a guess, so make sure that it is the distribution you want."


def _facts(additions: Sequence[Addition], resolved: Mapping[str, str], guessed: Sequence[str]) -> dict[str, str]:
    versions = [f"{addition.candidate.name} {version_of(addition.candidate, resolved)}".strip() for addition in additions]
    return {
        "distribution": ", ".join(versions),
        "missing": ", ".join(f"{addition.missing.kind} {addition.missing.name}" for addition in additions),
        "declared in": ", ".join(dict.fromkeys(addition.place.file for addition in additions)),
        "catalogue": "no" if guessed else "yes",
    }
