"""Which declarations the scripts of a job install: read from the commands, never by running them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from homeostat.records import Script
from homeostat.remedy.commands import Command, launched, parse_script
from homeostat.remedy.declare_lines import includes, tox_includes

_TEST = re.compile(r"(?:^|[^a-z])(?:tests?|testing|pytest)(?:[^a-z]|$)")
_DEV = re.compile(r"(?:^|[^a-z])(?:dev|develop|development|ci|check|checks|qa|lint)(?:[^a-z]|$)")
_EXTRAS = re.compile(r"(?P<path>[^\[\]]*)\[(?P<extras>[^\[\]]*)\]")
_INCLUDE_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A list of requirements: a file and the section of it, as in `Declaration`."""

    file: str
    section: str


@dataclass(frozen=True, slots=True)
class _Sources:
    """The texts of the files that are known, and the sections of each."""

    files: Mapping[str, str]
    sections: Mapping[str, tuple[str, ...]]

    def project(self, directory: str, wanted: Callable[[str], bool]) -> Iterator[Place]:
        """Those places of the project in a directory whose section is wanted."""
        for name in ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini"):
            file = _joined(directory, name)
            yield from (Place(file, section) for section in self.sections.get(file, ()) if wanted(section))


def find_places(setup: tuple[Script, ...], files: Mapping[str, str], sections: Mapping[str, tuple[str, ...]]) -> tuple[Place, ...]:
    """The places that scripts install, in the order of `rank`."""
    sources = _Sources(files, sections)
    found = [place for script in setup for place in _of_script(script, sources)]
    return tuple(sorted(dict.fromkeys(found), key=rank))


def rank(place: Place) -> int:
    """How well a place suits a requirement of the tests: 0 is made for it, 5 installs nothing by itself."""
    if place.section in ("constraints", "build"):
        return 5
    words = f"{posixpath.splitext(posixpath.basename(place.file))[0]} {place.section}".lower()
    if place.section == "tests_require" or _TEST.search(words):
        return 0
    if _DEV.search(words) or place.section == "tox":
        return 1
    return 4 if place.section == "dependencies" else 3 if place.section else 2


def _of_script(script: Script, sources: _Sources) -> Iterator[Place]:
    for command in parse_script(script.run):
        directory = _joined(script.directory, command.directory)
        yield from _of_command(command, directory, sources)


def _of_command(command: Command, directory: str, sources: _Sources) -> Iterator[Place]:
    values = command.values
    name = posixpath.basename(values[0])
    if name in _TOOLS and (values[1:2] != ("pip",)):
        yield from _TOOLS[name](values[1:], directory, sources)
        return
    words = launched(values[1:] if name == "uv" else values)
    program = posixpath.basename(words[0]) if words else ""
    if re.fullmatch(r"pip[\d.]*", program) and "install" in words:
        yield from _of_pip(words[words.index("install") + 1 :], directory, sources)
    elif program == "tox":
        yield from _of_tox(words[1:], directory, sources)
    elif program == "setup.py" or words[1:2] == ("setup.py",):
        yield from sources.project(directory, _is_runtime)


def _of_pip(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    for option, value in _options(
        words, {"-r": "-r", "--requirement": "-r", "-c": "-c", "--constraint": "-c", "--group": "--group"}
    ):
        if option == "--group":
            file, _, group = value.rpartition(":")
            yield from _chosen(sources, _joined(directory, file or "pyproject.toml"), f"group:{group}")
        else:
            yield from _of_file(_joined(directory, value), sources, constraint=option == "-c")
    alone = "--no-deps" in words
    for path, extras in _projects(words):
        wanted = {f"extra:{extra}" for extra in extras} | (set() if alone else {"dependencies"})
        yield from sources.project(_joined(directory, path), wanted.__contains__)


def _of_file(file: str, sources: _Sources, *, constraint: bool, depth: int = 0) -> Iterator[Place]:
    if file not in sources.files or depth > _INCLUDE_DEPTH:
        return
    if posixpath.basename(file) == "pyproject.toml":
        yield Place(file, "dependencies")
        return
    yield Place(file, "constraints" if constraint else sources.sections[file][0] if sources.sections[file] else "")
    for include in includes(sources.files[file]):
        path = _joined(posixpath.dirname(file), include.path)
        yield from _of_file(path, sources, constraint=constraint or include.constraint, depth=depth + 1)


def _of_uv(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    if words[:1] not in (("sync",), ("run",)):
        return
    options = list(_options(words, {"--extra": "extra:", "--group": "group:", "--only-group": "only:", "--no-group": "not:"}))
    only = [f"group:{value}" for option, value in options if option == "only:"]
    wanted = set(only) or {"dependencies"} | {option + value for option, value in options if option in ("extra:", "group:")}
    if not only and not {"--no-dev", "--no-default-groups"} & set(words):
        wanted.add("group:dev")
    everything = tuple(kind for flag, kind in (("--all-extras", "extra:"), ("--all-groups", "group:")) if flag in words)
    yield from _in_pyproject(sources, directory, wanted, everything)


def _of_poetry(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    if words[:1] not in (("install",), ("sync",)):
        return
    names = {"-E": "extra:", "--extras": "extra:", "--only": "only:", "--without": "not:"}
    options = [(option, part) for option, value in _options(words, names) for part in re.split(r"[ ,]+", value) if part]
    only = {"dependencies" if value == "main" else f"group:{value}" for option, value in options if option == "only:"}
    away = {f"group:{value}" for option, value in options if option == "not:"} | ({"group:dev"} if "--no-dev" in words else set())
    wanted = only or {"dependencies", "group:dev"} - away | {option + value for option, value in options if option == "extra:"}
    groups = () if only or "--no-dev" in words else ("group:",)
    everything = (*groups, "extra:") if "--all-extras" in words else groups
    yield from (place for place in _in_pyproject(sources, directory, wanted, everything) if place.section not in away)


def _of_pdm(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    if words[:1] not in (("install",), ("sync",)):
        return
    chosen = [value for _, given in _options(words, {"-G": "g", "--group": "g", "-dG": "g"}) for value in given.split(",")]
    wanted = {"dependencies"} | {f"{kind}:{value}" for value in chosen for kind in ("extra", "group")}
    production = bool({"--prod", "--production", "--no-dev"} & set(words))
    known = sources.sections.get(_joined(directory, "pyproject.toml"), ())
    wanted = {section for section in wanted if section in known}
    yield from _in_pyproject(sources, directory, wanted, () if production else ("group:",))


def _of_hatch(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    env = words[1].partition(":")[0] if len(words) > 1 and words[0] == "run" and ":" in words[1] else "default"
    yield from sources.project(directory, {f"hatch:{env}", "hatch:default", "dependencies"}.__contains__)


def _of_tox(words: tuple[str, ...], directory: str, sources: _Sources) -> Iterator[Place]:
    named = [value for _, given in _options(words, {"-e": "e", "--env": "e"}) for value in given.split(",")]
    known = [section for section in sources.sections.get(_joined(directory, "tox.ini"), ()) if section.startswith("tox")]
    own = {f"tox:{env}" for env in named}
    # An environment with dependencies of its own does not take those of [testenv], unless it says so.
    wanted = own & set(known) or {"tox"}
    yield from sources.project(directory, (wanted | {"dependencies"}).__contains__)
    file = _joined(directory, "tox.ini")
    for include in tox_includes(sources.files.get(file, "")):
        yield from _of_file(_joined(directory, include.path), sources, constraint=include.constraint)


_TOOLS: Mapping[str, Callable[[tuple[str, ...], str, _Sources], Iterator[Place]]] = {
    "uv": _of_uv,
    "poetry": _of_poetry,
    "pdm": _of_pdm,
    "hatch": _of_hatch,
}


def _in_pyproject(sources: _Sources, directory: str, wanted: set[str], everything: tuple[str, ...]) -> Iterator[Place]:
    """The wanted places, whether the file has them yet or not, and all it has of some kinds."""
    file = _joined(directory, "pyproject.toml")
    if file not in sources.files:
        return
    yield from (Place(file, section) for section in sorted(wanted))
    if everything:
        yield from (Place(file, section) for section in sources.sections[file] if section.startswith(everything))


def _chosen(sources: _Sources, file: str, section: str) -> Iterator[Place]:
    if section in sources.sections.get(file, ()):
        yield Place(file, section)


def _is_runtime(section: str) -> bool:
    return section == "dependencies"


def _options(words: tuple[str, ...], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The values of options in all their spellings: `--name value`, `--name=value`, `-n value`, `-nvalue`."""
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word in names and position + 1 < len(words):
            yield names[word], words[position + 1]
        elif equals and name in names:
            yield names[name], value
        elif not word.startswith("--") and len(word) > 2 and word[:2] in names:
            yield names[word[:2]], word[2:]


def _projects(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The local projects that a pip command installs, each with the extras asked for."""
    for position, word in enumerate(words):
        path = word.removeprefix("--editable=")
        if position and words[position - 1] in (
            "-r",
            "-c",
            "--requirement",
            "--constraint",
            "--group",
            "-t",
            "--target",
            "--prefix",
        ):
            continue
        match = _EXTRAS.fullmatch(path)
        folder = (match["path"] if match else path).strip()
        if folder == "." or folder.startswith("./"):
            yield folder, tuple(extra.strip() for extra in match["extras"].split(",")) if match else ()


def _joined(directory: str, path: str) -> str:
    """A path below a directory, relative to the repository; one that leaves it names no file we know."""
    return posixpath.normpath(posixpath.join(directory, path))
