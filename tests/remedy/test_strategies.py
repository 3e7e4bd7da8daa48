"""The strategies on real repositories, real environments and real tools."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from homeostat.adapters.index import PackageIndex
from homeostat.adapters.workbench import GitWorkshop
from homeostat.errors import PreparationFailed
from homeostat.records import Category, Diagnosis, Execution, Log, LogStep, Recipe, Remedy, Reproduction, Script, Severity
from homeostat.remedy.catalogue import Candidate
from homeostat.remedy.clues import Missing
from homeostat.remedy.contract import Case, Strategy
from homeostat.remedy.declare import Place
from homeostat.remedy.ladder import LADDER
from homeostat.remedy.step import climb
from homeostat.remedy.strategies.autofix import Autofix
from homeostat.remedy.strategies.missing import Addition, MissingDistribution, is_runtime, older_majors, own_path, styled, suited
from homeostat.world import Bench, World
from tests.making import make_repo

SLOPPY, NEAT = "x = 1;y=2\n", "x = 1\ny = 2\n"
PYTHON = "3.11"


@dataclass
class Diary:
    """A reporter that keeps what it is told."""

    lines: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        self.lines.append(title)
        yield

    def say(self, text: str) -> None:
        self.lines.append(text)


@dataclass
class Ticks:
    """A clock that ticks once whenever it is read."""

    reads: Iterator[int] = field(default_factory=itertools.count)

    def now(self) -> str:
        return "2024-06-01T00:00:00Z"

    def elapsed(self) -> float:
        return float(next(self.reads))


def world_of(cache: Path) -> World:
    unused = cast("Any", None)
    return World(
        clock=Ticks(), reporter=Diary(), repo=unused, workshop=unused, index=PackageIndex(str(cache)), forge=unused, ledger=unused
    )


@contextlib.contextmanager
def red_case(
    root: Path, cache: Path, files: Mapping[str, str], recipe: Recipe, log: Log | None = None
) -> Iterator[tuple[Case, Bench]]:
    """A bench on which the recipe was prepared and its command is red, and the case of it."""
    repo = make_repo(root / "repo", files)
    with GitWorkshop(str(repo), cache=str(cache), limit=300).bench("HEAD") as bench:
        resolved = bench.prepare(recipe)
        done = bench.run(recipe.command)
        assert done.exit_code, done.output
        bench.reset()
        yield (
            Case(
                log=log or Log(source="test", lines=()),
                diagnosis=Diagnosis(category=Category.UNKNOWN, severity=Severity.LOW, fingerprint="f", headline="", confidence=0.5),
                recipe=recipe,
                reproduction=Reproduction(execution=done, fingerprint="f", same_failure=True, resolved=resolved, python=PYTHON),
                commit="HEAD",
            ),
            bench,
        )


def proven(case: Case, bench: Bench, remedy: Remedy) -> Execution:
    """The command after the remedy, in an environment made for it."""
    bench.reset()
    bench.apply(remedy.patch)
    bench.prepare(case.recipe)
    return bench.run(case.recipe.command)


def recipe(command: str, *setup: str, versions: Mapping[str, str] | None = None) -> Recipe:
    scripts = tuple(Script(run=run) for run in setup)
    return Recipe(command=Script(run=command), setup=scripts, python=PYTHON, versions=versions or {})


# -- autofix


INSTALL = "pip install autopep8==2.3.1 pycodestyle==2.12.1"


def test_a_formatter_mends_what_it_complains_of(tmp_path: Path, index: Path) -> None:
    files = {"src/a.py": SLOPPY, "src/b.py": NEAT, "untouched.py": SLOPPY}
    with red_case(tmp_path, index, files, recipe("autopep8 --diff --exit-code -r src", INSTALL)) as (case, bench):
        remedy = Autofix().propose(case, bench, world_of(index))
        assert remedy is not None
        assert remedy.title == "style: apply autopep8 2.3.1"
        assert remedy.files == ("src/a.py",)
        assert remedy.facts == {"tool": "autopep8", "version": "2.3.1", "command": "autopep8 --in-place -r src"}
        assert not remedy.needs_review
        assert proven(case, bench, remedy).exit_code == 0
        assert bench.read("src/a.py") == NEAT
        assert bench.read("untouched.py") == SLOPPY


def test_a_check_behind_make_is_mended_from_its_echo(tmp_path: Path, index: Path) -> None:
    files = {"sub/a.py": SLOPPY, "Makefile": "lint:\n\tcd sub && python -m autopep8 --diff --exit-code -r .\n"}
    with red_case(tmp_path, index, files, recipe("make lint", INSTALL)) as (case, bench):
        remedy = Autofix().propose(case, bench, world_of(index))
        assert remedy is not None
        assert remedy.files == ("sub/a.py",)
        assert proven(case, bench, remedy).exit_code == 0


def test_a_tool_that_nothing_installed_tells_its_version_itself(tmp_path: Path, index: Path) -> None:
    tool = (
        '#!/bin/sh\ncase "$1" in --version) echo black, 9.8.7;; --check) grep -q neat a.txt;; *) echo neat > a.txt; exit 1;; esac\n'
    )
    with red_case(tmp_path, index, {"a.txt": "sloppy\n", "black": tool}, recipe("./black --check a.txt", "chmod +x black")) as (
        case,
        bench,
    ):
        remedy = Autofix().propose(case, bench, world_of(index))
        assert remedy is not None
        assert remedy.title == "style: apply black 9.8.7"
        assert remedy.files == ("a.txt",)


def test_a_tool_that_only_its_runner_has_is_found_where_the_runner_keeps_it(tmp_path: Path, index: Path) -> None:
    black = "#!/bin/sh\ncase $1 in --check) grep -q neat a.txt;; *) echo neat > a.txt;; esac\n"
    tox = "#!/bin/sh\nmkdir -p .tox/lint/bin\ncp tool .tox/lint/bin/black\nchmod +x .tox/lint/bin/black\n"
    tox += 'echo "lint: commands[0]> black --check a.txt"\n.tox/lint/bin/black --check a.txt\n'
    files = {"a.txt": "sloppy\n", "tool": black, "tox": tox}
    with red_case(tmp_path, index, files, recipe("./tox -e lint", "chmod +x tox")) as (case, bench):
        remedy = Autofix().propose(case, bench, world_of(index))
        assert remedy is not None
        assert remedy.files == ("a.txt",)
        assert remedy.facts["command"] == "black a.txt"


@pytest.mark.parametrize("command", ["autopep8 --diff --exit-code -r src; false", "autopep8 --diff --exit-code -r other; false"])
def test_no_remedy_if_the_check_stays_red_or_nothing_changes(tmp_path: Path, index: Path, command: str) -> None:
    with red_case(tmp_path, index, {"src/a.py": SLOPPY, "other/a.py": NEAT}, recipe(command, INSTALL)) as (case, bench):
        assert Autofix().applies(case)
        assert Autofix().propose(case, bench, world_of(index)) is None


def test_autofix_reads_the_failing_step_of_the_log_only() -> None:
    lines = ("black --check .", "make lint", "isort -c .")
    log = Log(source="x", lines=lines, steps=(LogStep(name="", script="", start=2, stop=3, exit_code=1),))
    case = pure_case("make lint", "nothing", log)
    assert Autofix().applies(case)
    assert not Autofix().applies(replace(case, log=replace(log, lines=("black --check .", "make lint", "nothing"))))
    assert not Autofix().applies(replace(case, recipe=recipe("pytest")))


def pure_case(command: str, output: str, log: Log | None = None) -> Case:
    done = Execution(command=command, exit_code=1, seconds=0.1, output=output)
    return Case(
        log=log or Log(source="x", lines=()),
        diagnosis=Diagnosis(category=Category.UNKNOWN, severity=Severity.LOW, fingerprint="f", headline="", confidence=0.5),
        recipe=recipe(command),
        reproduction=Reproduction(execution=done, fingerprint="f", same_failure=True),
        commit="HEAD",
    )


# -- missing distribution


def test_what_is_missing_is_declared_one_after_the_other_and_pinned_like_its_neighbours(tmp_path: Path, index: Path) -> None:
    files = {
        "main.py": "import yaml\nimport iniconfig\n",
        "requirements.txt": "idna==3.7\r\nzipp==3.19.2\r\n",
        "requirements-dev.txt": "x\n",
    }
    wanted = recipe("python main.py", "pip install -r requirements.txt", versions={"iniconfig": "1.1.1"})
    with red_case(tmp_path, index, files, wanted) as (case, bench):
        remedy = MissingDistribution().propose(case, bench, world_of(index))
        assert remedy is not None
        version = remedy.facts["distribution"].split(",")[0].split()[1]
        assert remedy.title == "build: declare PyYAML and iniconfig"
        assert proven(case, bench, remedy).exit_code == 0
        assert bench.read("requirements.txt") == f"idna==3.7\r\niniconfig==1.1.1\r\nPyYAML=={version}\r\nzipp==3.19.2\r\n"
        assert remedy.files == ("requirements.txt",)
        assert remedy.facts["catalogue"] == "no"
        assert remedy.needs_review
        assert "`iniconfig` is not in Homeostat's catalogue" in remedy.explanation


def test_a_known_name_is_for_review_too_and_goes_into_the_source_of_a_compiled_list(tmp_path: Path, index: Path) -> None:
    files = {
        "main.py": "import six\n",
        "dev.in": "idna\n",
        "dev.txt": "idna==3.7\n",
        "requirements.txt": "",
        "requirements/x.in": "",
    }
    files |= {"requirements/tests.in": "idna\n", "requirements/tests.txt": "idna==3.7\n    # via -r tests.in\n"}
    with red_case(tmp_path, index, files, recipe("python main.py", "pip install -r requirements/tests.txt")) as (case, bench):
        remedy = MissingDistribution().propose(case, bench, world_of(index))
        assert remedy is not None
        assert remedy.needs_review
        assert remedy.files == ("requirements/tests.in", "requirements/tests.txt")
        assert proven(case, bench, remedy).exit_code == 0
        assert bench.read("requirements/tests.in") == "idna\nsix\n"


def test_what_the_package_imports_becomes_its_dependency(tmp_path: Path, index: Path) -> None:
    project = (
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "thing"\nversion = "1"\n'
    )
    files = {"pyproject.toml": project + 'dependencies = ["idna"]\n[project.optional-dependencies]\ntest = []\n'}
    files |= {"src/thing/__init__.py": "import six\n", "tests/test_a.py": "import thing\n"}
    with red_case(tmp_path, index, files, recipe("python tests/test_a.py", "pip install -e .[test]")) as (case, bench):
        remedy = MissingDistribution().propose(case, bench, world_of(index))
        assert remedy is not None
        assert '+dependencies = ["idna", "six"]' in remedy.patch
        assert proven(case, bench, remedy).exit_code == 0


@pytest.mark.parametrize(
    ("source", "requirements"),
    [
        ("import thing_that_no_index_has_ever_known", "idna"),
        ("import tkinter_", "idna"),
        ("import own.missing", "idna"),
        ("import yaml.unheard", "idna"),
        ("import idna.unheard", "idna"),
        ("import google.unheard", "idna"),
        ("import six; assert 0", "idna"),
    ],
)
def test_no_remedy_where_no_declaration_cures(tmp_path: Path, index: Path, source: str, requirements: str) -> None:
    files = {"main.py": source + "\n", "own/__init__.py": "", "requirements.txt": requirements + "\n"}
    with red_case(tmp_path, index, files, recipe("python main.py", "pip install -r requirements.txt")) as (case, bench):
        assert MissingDistribution().propose(case, bench, world_of(index)) is None


def test_no_remedy_where_the_job_installs_nothing_that_is_declared_or_the_time_is_over(tmp_path: Path, index: Path) -> None:
    files = {"main.py": "import six\n", "requirements.txt": "idna\n"}
    with red_case(tmp_path, index, files, recipe("python main.py", "pip install idna")) as (case, bench):
        assert MissingDistribution().propose(case, bench, world_of(index)) is None
        listed = replace(case, recipe=recipe("python main.py", "pip install -r requirements.txt"))
        assert MissingDistribution().propose(replace(listed, deadline=0.0), bench, world_of(index)) is None
        assert MissingDistribution().propose(listed, bench, world_of(index)) is not None


def test_what_cannot_be_installed_is_taken_back(tmp_path: Path, index: Path) -> None:
    files = {"main.py": "import pkg_resources\n", "any.txt": "idna\n"}
    held = recipe("python main.py", "pip install -r any.txt", versions={"setuptools": "82.0.0"})
    with red_case(tmp_path, index, files, held) as (case, bench):
        assert MissingDistribution().propose(case, bench, world_of(index)) is None
        assert bench.read("any.txt") == "idna\n"
        free = replace(case, recipe=replace(held, versions={}))
        remedy = MissingDistribution().propose(free, bench, world_of(index))
        assert remedy is not None
        assert "+setuptools<81" in remedy.patch


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("r.txt", "a==1\n", "PyYAML==6.0.1"),
        ("r.txt", "a\n", "PyYAML"),
        ("pyproject.toml", "[tool.poetry.dependencies]\na = '^1'\n", "PyYAML>=6.0.1"),
    ],
)
def test_a_new_requirement_is_written_like_its_neighbours(file: str, text: str, expected: str) -> None:
    place = Place(file, "dependencies" if file.endswith("toml") else "")
    addition = Addition(place, "PyYAML", Candidate("PyYAML", catalogued=True), Missing("module", "yaml"))
    assert styled(addition, {file: text}, {"pyyaml": "6.0.1"}).requirement == expected
    assert styled(addition, {file: text}, {}).requirement == "PyYAML"


def test_missing_applies_to_outputs_that_name_something() -> None:
    assert MissingDistribution().applies(pure_case("x", "ModuleNotFoundError: No module named 'yaml'"))
    assert not MissingDistribution().applies(pure_case("x", "assert 1 == 2"))


@pytest.mark.parametrize(
    ("importer", "expected"),
    [
        ("/home/runner/work/repo/src/thing/core.py", True),
        ("src/thing/core.py", True),
        ("thing/testing/helper.py", False),
        ("tests/conftest.py", False),
        ("/elsewhere/core.py", False),
        ("setup.py", False),
        ("", False),
    ],
)
def test_who_asks_decides_whether_it_is_a_runtime_dependency(importer: str, expected: bool) -> None:
    tracked = ("setup.py", "src/thing/core.py", "tests/conftest.py", "thing/testing/helper.py")
    assert is_runtime(Missing("module", "yaml", importer), tracked) is expected
    assert not is_runtime(Missing("fixture", "mocker", importer), tracked)


def test_own_path_prefers_the_longest() -> None:
    assert own_path("/x/src/core.py", ("core.py", "src/core.py", "re.py")) == "src/core.py"


def test_places_for_runtime_and_for_tests() -> None:
    tests, plain, own = Place("requirements-test.txt", ""), Place("requirements.txt", ""), Place("pyproject.toml", "dependencies")
    places = [tests, plain, own, Place("c.txt", "constraints"), Place("pyproject.toml", "build")]
    assert suited(places, runtime=True) == [own, plain, tests]
    assert suited(places, runtime=False) == [tests, plain]


# -- the ladder


@dataclass(frozen=True)
class Rung:
    """A strategy that notes what it finds on the bench, and changes it."""

    name: str
    seen: list[tuple[str, str | None, bool]]
    answer: Remedy | None = None
    fails: bool = False
    fits: bool = True

    def applies(self, case: Case) -> bool:
        return self.fits and bool(case.commit)

    def propose(self, case: Case, bench: Bench, world: World) -> Remedy | None:
        installed = bench.run(Script(run="python -c 'import six'")).exit_code == 0
        world.reporter.say(f"{self.name} looks")
        self.seen.append((self.name, bench.read("a.txt"), installed))
        bench.write("a.txt", f"changed by {self.name}\n")
        bench.prepare(replace(case.recipe, setup=(Script(run="pip install six"),)))
        if self.fails:
            raise PreparationFailed("not this way")
        return self.answer


def test_each_strategy_finds_the_bench_as_it_was_and_is_asked_only_when_needed(tmp_path: Path, index: Path) -> None:
    remedy = Remedy(strategy="x", title="t", explanation="e", patch="p", files=("a.txt",))
    seen: list[tuple[str, str | None, bool]] = []
    rungs: Iterable[Strategy] = (
        Rung("none", seen),
        Rung("away", seen, remedy, fits=False),
        Rung("fails", seen, remedy, fails=True),
        Rung("first", seen, remedy),
        Rung("second", seen, remedy),
    )
    with red_case(tmp_path, index, {"a.txt": "as it was\n"}, recipe("false")) as (case, bench):
        world = world_of(index)
        candidates = climb(case, bench, world, tuple(rungs))
        assert next(candidates) == remedy
        clean = [(name, "as it was\n", False) for name in ("none", "fails", "first")]
        assert seen == clean
        assert list(candidates) == [remedy]
        assert seen == [*clean, ("second", "as it was\n", False)]
        assert isinstance(world.reporter, Diary)
        assert "fails could not prepare the environment: not this way" in world.reporter.lines


def test_the_ladder_tries_the_cheapest_first() -> None:
    assert [strategy.name for strategy in LADDER] == ["tool-autofix", "missing-distribution", "dependency-drift"]


def test_an_older_release_is_declared_where_the_newest_has_left_the_source_behind(tmp_path: Path, index: Path) -> None:
    files = {"requirements.txt": "six\n", "main.py": "import click\n\nassert click.get_terminal_size()\n"}
    with red_case(tmp_path, index, files, recipe("python main.py", "pip install -r requirements.txt")) as (case, bench):
        remedy = MissingDistribution().propose(case, bench, world_of(index))
        assert remedy is not None
        assert bench.read("requirements.txt") == "click<8\nsix\n"


@pytest.mark.parametrize(
    ("version", "bounds"),
    [("4.2", ("<4", "<3", "<2", "<1")), ("2026.1", ("<2026", "<2025", "<2024", "<2023")), ("0.9", ()), ("", ())],
)
def test_older_majors(version: str, bounds: tuple[str, ...]) -> None:
    assert older_majors(version) == bounds
