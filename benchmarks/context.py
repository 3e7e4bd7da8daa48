"""How fast the context manager is, on made-up repositories, beside aider's repo map.

    python benchmarks/context.py [--sizes 1000 3000 10000] [--large] [--rounds 5] [--aider PYTHON] [--profile]

A repository has so many Python files (`--large`: 100,000 too) of about 5 kB: packages of 40 modules, every fourth file a test of the module
before it, which import each other, and 300 commits after the first, each of which changes one to three modules and now and then a test.
Names are put together from words of an area, the way a code base of a shop or a bank has them. A file has 110 terms, in sphinx, celery and
scrapy 127 to 180; aider's graph has 12 to 16 edges for each file, theirs 36 to 78, as no name is everywhere the way `__init__` and `get`
are: that spares aider some time. All files are in the cache of the system. What is asked is the log of one failing test.

Of each size, in one run and in turn: a build without a cache that is filled ("cold"), a second one, one after ten files were changed, each
in a process of its own whose start is not counted; the whole process `python -I scripts/context_manager.py` with an empty and with a
filled cache folder; and with `--aider` (a Python that has aider-chat, `aider_map.py`) its repo map with nothing remembered and with its
tags remembered by a call before, for the same budget, with the same test in the chat and the identifiers of its code mentioned. aider's
process has been started, with all it imports. Medians, and in brackets the fastest: other work on the machine makes the two differ.
`--profile` tells where the time of our builds goes instead.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import json
import pstats
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "benchmarks")]

from aider_map import AiderMap

from homeostat.adapters.items import ItemCache
from homeostat.adapters.tree import ProjectTree
from homeostat.cli_context_build import ContextBuilder
from homeostat.cli_context_story import story_of
from homeostat.settings import Settings

DOOR = ROOT / "scripts" / "context_manager.py"
BUDGET = 8_000
COMMITS = 300
IN_PACKAGE = 40
CHANGED = 10  # files
TOP = 30  # rows of a profile
PATIENCE = 100.0  # seconds for aider's rounds on one repository; one is done whatever it takes

# -- a repository --------------------------------------------------------------------------------------------------------------

VERBS = (
    "load save find merge split check apply build fetch parse render resolve update remove count group sort filter convert validate"
    " compute collect notify schedule cancel confirm refund import export archive restore lock release index search cache publish"
).split()
NOUNS = (
    "order invoice ledger account payment refund customer address basket product price discount stock shipment carrier parcel label route"
    " driver vehicle depot shift roster employee salary contract clause policy claim premium quote broker portfolio position trade"
    " settlement currency rate margin deposit balance statement budget forecast report chart table column schema query filter token"
    " session profile role permission audit event queue worker task job retry backoff metric alert rule channel message template"
    " attachment folder document page section footnote citation author editor review comment reaction thread forum badge"
).split()
KINDS = ("Record", "Store", "Service", "Policy", "Builder", "Reader", "Writer", "Index", "Plan", "Rule")
LIBRARY = (
    "json",
    "logging",
    "re",
    "itertools",
    "functools",
    "collections",
    "datetime",
    "decimal",
    "pathlib",
    "uuid",
    "math",
    "operator",
)


@dataclass(frozen=True)
class Module:
    """The names of one module, which others import."""

    path: str
    nouns: tuple[str, ...]
    record: str
    service: str
    functions: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """As imports have it."""
        return self.path.removesuffix(".py").replace("/", ".")


@cache
def module(index: int) -> Module:
    """The names of the module of that number; numbers of tests have none of their own."""
    chance = random.Random(f"names {index}")
    package = index // IN_PACKAGE
    words = random.Random(f"area {package}").sample(NOUNS, 12)
    nouns = tuple(chance.sample(words, 4))
    first, second = (noun.title() for noun in nouns[:2])
    area, folder = NOUNS[package // 10 % len(NOUNS)], f"{words[0]}_{words[1]}_{package}"
    return Module(
        path=f"acme/{area}/{folder}/{nouns[0]}_{nouns[1]}_{index % IN_PACKAGE}.py",
        nouns=nouns,
        record=f"{first}{second}{chance.choice(KINDS)}",
        service=f"{second}{nouns[2].title()}{chance.choice(KINDS)}",
        functions=tuple(f"{verb}_{chance.choice(words)}_{chance.choice(words)}" for verb in chance.sample(VERBS, 4)),
        methods=tuple(f"{verb}_{chance.choice(words)}" for verb in chance.sample(VERBS, 6)),
    )


def is_test(index: int) -> bool:
    """Every fourth file is."""
    return index % 4 == 3


def path_of(index: int) -> str:
    """Where a file lies."""
    if not is_test(index):
        return module(index).path
    folder, _, name = module(index - 1).path.removeprefix("acme/").rpartition("/")
    return f"tests/{folder}/test_{name}"


def text_of(index: int, version: int = 0) -> str:
    """A file as a commit has it: versions differ in one function."""
    return _test(module(index - 1), index, version) if is_test(index) else _source(module(index), index, version)


def _source(own: Module, index: int, version: int) -> str:
    chance = random.Random(f"text {index}")
    base = index // IN_PACKAGE * IN_PACKAGE
    others = [module(base + n) for n in chance.sample([n for n in range(IN_PACKAGE) if not is_test(n)], 2) if base + n != index]
    others += [module(n) for n in [chance.randrange(base + IN_PACKAGE)] if not is_test(n) and n != index]
    noun, other, third, _ = own.nouns
    calls = [*own.functions, *(other.functions[n] for other in others for n in (0, 1))]
    library = sorted(chance.sample(LIBRARY, 3))
    imports = [f"from {other.dotted} import {', '.join(sorted((other.record, *other.functions[:2])))}" for other in others]
    fields = dict.fromkeys((noun, other, third, "identifier", "created_at", f"{noun}_{third}"))
    see = others[0].dotted if others else own.dotted
    told = f"Everything about the {noun} of a {other}: how it is kept, changed and shown.\n\nA {noun} belongs to one {third}; see `{see}`."
    parts = [
        f'"""{told}\n"""\n',
        "from __future__ import annotations\n\n"
        + "\n".join(f"import {name}" for name in library)
        + "\nfrom dataclasses import dataclass\n",
        "\n".join(sorted(imports)) + "\n",
        f"MAX_{noun.upper()} = {chance.randrange(10, 500)}\nDEFAULT_{third.upper()} = {chance.choice(NOUNS)!r}\n",
        f'\n@dataclass(frozen=True)\nclass {own.record}:\n    """One {noun} with its {third}."""\n\n'
        + "\n".join(f"    {name}: {chance.choice(('str', 'int', 'float', 'list[str]'))}" for name in fields)
        + "\n\n"
        + "\n".join(_function(name, chance, own, calls, indent="    ") for name in own.methods[:2]),
        f'\nclass {own.service}:\n    """Works on every {other} that a {third} holds."""\n\n    limit = MAX_{noun.upper()}\n\n'
        + "\n".join(_function(name, chance, own, calls, indent="    ") for name in own.methods[2:]),
        *("\n" + _function(name, chance, own, calls) for name in own.functions[:-1]),
        "\n" + _function(own.functions[-1], random.Random(f"text {index} {version}"), own, calls),
    ]
    return "\n".join(parts)


def _function(name: str, chance: random.Random, own: Module, calls: Sequence[str], indent: str = "") -> str:
    """A function, a method where it is indented, of five to nine steps."""
    verb, _, what = name.partition("_")
    first, second = chance.sample(own.nouns, 2)
    head = f"def {name}({'self, ' if indent else ''}{first}, {second}=None, *, strict=False):"
    steps = [step for _ in range(chance.randrange(2, 4)) for step in _steps(chance, first, second, chance.choice(calls))]
    words = what.replace("_", " and ")
    lines = [
        head,
        f'    """{verb.title()} the {words} for a {first}; nothing where there is no {second}."""',
        *steps,
        f"    return {first}",
    ]
    return "\n".join(indent + line for line in lines) + "\n"


def _steps(chance: random.Random, first: str, second: str, call: str) -> list[str]:
    """Some lines of a body."""
    number = chance.randrange(2, 99)
    return chance.choice((
        [f"    if {second} is None:", f"        {second} = {call}({first}, strict=strict)"],
        [f"    for entry in {first}.{second}_entries:", f"        if entry.{first} > {number}:", f"            {call}(entry, {second})"],
        [f"    {first}_total = sum(row.{second} for row in {call}({first})) / {number}"],
        [f"    if strict and not {first}:", f'        raise ValueError(f"no {first} for {{{second}}} within {number} days")'],
        [f"    {first} = {call}({first}, {second}) or {{}}  # the {second} may be {number} days old"],
        ["    try:", f"        {first} = {call}({first})", "    except KeyError:", f"        {first} = {{{second}: {number}}}"],
    ))  # fmt: skip


def _test(own: Module, index: int, version: int) -> str:
    """Tests of a module: three of each of its names."""
    names = (own.record, own.service, *own.functions)
    parts = [f'"""Of `{own.dotted}`."""\n\nimport pytest\n\nfrom {own.dotted} import {", ".join(sorted(names))}\n']
    for name, what in ((name, what) for name in own.functions for what in own.nouns):
        parts.append("\n" + _check(name, what, own, random.Random(f"test {index} {name} {what}")))
    return "\n".join([*parts, "\n" + _check(own.functions[0], f"all_{version}", own, random.Random(f"test {index} {version}"))])


def _check(name: str, what: str, own: Module, chance: random.Random) -> str:
    first, second = chance.sample(own.nouns, 2)
    return (
        f"def test_{name}_with_{what}():\n    {first} = {own.record}({', '.join(str(chance.randrange(90)) for _ in range(6))})\n"
        f"    {second} = {own.service}().{chance.choice(own.methods)}({first}, {chance.randrange(99)})\n"
        f"    with pytest.raises(ValueError):\n        {name}(None, {second}, strict=True)\n"
        f"    assert {name}({first}, {second}).{second} == {chance.randrange(99)}\n"
    )


def stream(count: int) -> Iterator[bytes]:
    """What git fast-import reads: all files, then the commits that change some."""
    chance = random.Random(f"history {count}")
    yield from _commit(0, "First version", {path_of(index): text_of(index) for index in range(count)})
    versions: dict[int, int] = {}
    for number in range(1, COMMITS + 1):
        touched = [index for index in chance.sample(range(count), chance.randrange(1, 4)) if not is_test(index)] or [0]
        tests = [index + 1 for index in touched if is_test(index + 1) and index + 1 < count]
        verb, what = chance.choice(("Fix", "Speed up", "Correct", "Extend")), " of ".join(module(touched[0]).nouns[:2])
        for index in (*touched, *tests):
            versions[index] = versions.get(index, 0) + 1
        yield from _commit(number, f"{verb} {what} (#{number})", {path_of(n): text_of(n, versions[n]) for n in (*touched, *tests)})
    yield b"done\n"


def _commit(number: int, subject: str, files: dict[str, str]) -> Iterator[bytes]:
    yield f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + number * 3600} +0000\n".encode()
    yield b"data %d\n%s\n" % (len(subject.encode()), subject.encode())
    for path, text in files.items():
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text.encode()), text.encode())


def git(root: Path, *arguments: str, data: Iterable[bytes] = ()) -> None:
    """Run git there, fed with data. Raises CalledProcessError."""
    with subprocess.Popen(("git", *arguments), cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        if process.stdin:
            process.stdin.writelines(data)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments[0])


def make(root: Path, count: int) -> None:
    """The repository, checked out, as it lies there some time later: git has looked at every file."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "fast-import", "--quiet", "--done", data=stream(count))
    (root / ".git" / "info" / "exclude").write_text(".aider*\n")  # as aider has it
    git(root, "reset", "--hard", "--quiet")
    settle(root)


def settle(root: Path) -> None:
    """Let git look at every file, later than the second in which they were written: else it reads them each time."""
    time.sleep(1.1)
    git(root, "status", "--short")


def failing(count: int) -> int:
    """The number of the test that fails: in the middle."""
    return count // 2 // 4 * 4 + 3


def log_of(count: int) -> str:
    """What pytest says of it."""
    index = failing(count)
    own, test = module(index - 1), path_of(index)
    name = f"test_{own.functions[0]}_with_{own.nouns[0]}"
    line = next(n for n, row in enumerate(text_of(index).split("\n"), 1) if f"def {name}(" in row)
    deep = next(n for n, row in enumerate(text_of(index - 1).split("\n"), 1) if f"def {own.functions[0]}(" in row)
    return (
        f"=================================== FAILURES ===================================\n____ {name} ____\n\n"
        f"    def {name}():\n>       assert {own.functions[0]}({own.nouns[0]}, {own.nouns[1]}).{own.nouns[1]} == 7\n\n"
        f"{test}:{line + 5}: \n_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _\n\n{own.path}:{deep + 3}: AttributeError\n"
        f"E       AttributeError: 'NoneType' object has no attribute '{own.nouns[1]}'\n"
        f"=========================== short test summary info ============================\n"
        f"FAILED {test}::{name} - AttributeError: 'NoneType' object has no attribute '{own.nouns[1]}'\n"
        f"========================= 1 failed, 41 passed in 3.10s =========================\n"
    )


# -- measures ------------------------------------------------------------------------------------------------------------------


@dataclass
class Repository:
    """One that was made, with what is measured of it: seconds by the name of the measure."""

    root: Path
    count: int
    size: int = 0
    took: dict[str, list[float]] = field(default_factory=dict)
    hits: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """The file of the log."""
        return self.root.with_suffix(".log")

    def add(self, name: str, seconds: float) -> None:
        """One measure."""
        self.took.setdefault(name, []).append(seconds)

    def median(self, name: str) -> float | None:
        """None where nothing was measured."""
        return statistics.median(self.took[name]) if name in self.took else None


def build(root: str, cache_folder: str, log: str, *, profile: bool) -> None:
    """One build in this process: print how long it took and what the cache gave, or where the time went."""
    story = story_of(Settings(), error_log=log)
    profiler = cProfile.Profile() if profile else None
    begin = time.perf_counter()
    with profiler or contextlib.nullcontext():
        context = ContextBuilder(ProjectTree(root), ItemCache(cache_folder)).build(story, max_tokens=BUDGET)
    seconds = time.perf_counter() - begin
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(TOP).sort_stats("cumtime").print_stats(TOP)
    else:
        print(json.dumps({"seconds": seconds, "hits": context.hits, "misses": context.misses}))


def command(repository: Repository, folder: Path) -> tuple[str, ...]:
    """A build in a process of its own."""
    return sys.executable, __file__, "--build", str(repository.root), str(folder), str(repository.log)


def built(repository: Repository, folder: Path) -> tuple[float, float]:
    """Seconds of a build, and the share of hits."""
    told = json.loads(subprocess.run(command(repository, folder), stdout=subprocess.PIPE, check=True).stdout)
    return told["seconds"], told["hits"] / (told["hits"] + told["misses"])


def ours(repository: Repository, folder: Path, number: int) -> None:
    """All our rows, once. `folder` is empty and remains with what was remembered."""
    repository.add("cold", built(repository, folder / "builds")[0])
    seconds, hits = built(repository, folder / "builds")
    repository.add("second", seconds)
    repository.hits.append(hits)
    paths = [repository.root / path_of(index) for index in range(0, 4 * CHANGED, 4)]
    before = [path.read_bytes() for path in paths]
    for path, data in zip(paths, before, strict=True):
        path.write_bytes(data + f"\n\ndef added_in_round_{number}(order):\n    return order\n".encode())
    repository.add("changed", built(repository, folder / "builds")[0])
    for path, data in zip(paths, before, strict=True):
        path.write_bytes(data)
    settle(repository.root)
    for name in ("process cold", "process warm"):
        repository.add(name, process(repository, folder / "process"))


def process(repository: Repository, folder: Path) -> float:
    """Seconds of the whole door."""
    where = ("--project-root", str(repository.root), "--cache-dir", str(folder), "--error-log", str(repository.log))
    begin = time.perf_counter()
    subprocess.run((sys.executable, "-I", str(DOOR), *where, "--max-tokens", str(BUDGET)), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def aiders(repository: Repository, aider: AiderMap) -> None:
    """aider's rows, once."""
    index = failing(repository.count)
    files = [path_of(n) for n in range(repository.count)]
    idents = re.findall(r"[A-Za-z_]\w*", text_of(index))
    for name in ("aider cold", "aider warm"):
        repository.add(name, aider.ask(repository.root, files, [path_of(index)], idents, BUDGET).seconds)
    for folder in repository.root.glob(".aider*"):
        shutil.rmtree(folder)


def measure(repository: Repository, rounds: int, aider: AiderMap | None) -> None:
    """In turn, so that all meet the same machine."""
    begin, spent = time.perf_counter(), 0.0
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            ours(repository, Path(folder), number)
        if aider and spent < PATIENCE:
            start = time.perf_counter()
            aiders(repository, aider)
            spent += time.perf_counter() - start
    print(f"{repository.count} files: measured in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


# -- report --------------------------------------------------------------------------------------------------------------------

ROWS = {
    "cold": "build, nothing cached",
    "second": "second build",
    "changed": f"build after {CHANGED} files were changed",
    "process cold": "whole process, nothing cached",
    "process warm": "whole process, second run",
    "aider cold": "aider's repo map, nothing cached",
    "aider warm": "aider's repo map, tags cached",
}
TARGETS = {"cold": "≤ 500 for 1,000", "second": "≤ 100"}


def report(repositories: Sequence[Repository], version: str) -> None:
    """A column for each size."""
    print(
        f"| ms, median (fastest) | {' | '.join(f'{one.count:,} files, {one.size / 1e6:.0f} MB' for one in repositories)} | target |"
    )
    print("|---|" + "---:|" * len(repositories) + "---|")
    for name, told in ROWS.items():
        if any(name in one.took for one in repositories):
            line(told, [_cell(one, name) for one in repositories], TARGETS.get(name, ""))
    line("hits of the second build", [f"{statistics.median(one.hits):.1%}" for one in repositories], "≥ 95 %")
    per_file = [1e6 * (one.median("cold") or 0) / one.count for one in repositories]
    line("build, nothing cached, µs a file", [f"{value:.0f}" for value in per_file], "the same for all")
    if version:
        line("aider / ours, nothing cached", [_ratio(one, "aider cold", "cold") for one in repositories], "")
        line("aider / ours, cached", [_ratio(one, "aider warm", "second") for one in repositories], "≥ 10")
        print(f"\naider {version}; its rounds: {', '.join(str(len(one.took.get('aider warm', ()))) for one in repositories)}")


def line(name: str, cells: Sequence[str], target: str) -> None:
    """One of the table."""
    print(f"| {name} | {' | '.join(cells)} | {target} |")


def _cell(repository: Repository, name: str) -> str:
    value = repository.median(name)
    return "" if value is None else f"{1000 * value:,.0f} ({1000 * min(repository.took[name]):,.0f})"


def _ratio(repository: Repository, above: str, below: str) -> str:
    one, other = repository.median(above), repository.median(below)
    return f"{one / other:.1f}" if one and other else ""


def profiled(repository: Repository) -> None:
    """Where the time of a cold build and of a second one goes."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "second"):
            told = subprocess.run(
                (*command(repository, Path(folder)), "--profile"), stdout=subprocess.PIPE, check=True, text=True
            ).stdout
            print(f"{repository.count} files, {name} build\n{told.replace(str(ROOT) + '/', '')}")


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    parser.add_argument("--large", action="store_true", help="100,000 files too")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--aider", metavar="PYTHON", help="a Python that has aider-chat")
    parser.add_argument("--aider-most", type=int, default=10_000, metavar="N", help="files of the largest repository for aider")
    parser.add_argument("--profile", action="store_true", help="where the time of our builds goes")
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(*options.build, profile=options.profile)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    """One size after the other."""
    aider = AiderMap(options.aider) if options.aider and not options.profile else None
    repositories = []
    for count in [*options.sizes, *([100_000] if options.large else [])]:
        repository = Repository(folder / str(count), count, sum(len(text_of(index)) for index in range(count)))
        make(repository.root, count)
        repository.log.write_text(log_of(count))
        if options.profile:
            profiled(repository)
            continue
        measure(repository, options.rounds, aider if count <= options.aider_most else None)
        repositories.append(repository)
        shutil.rmtree(repository.root)
    if repositories:
        print(f"{options.rounds} rounds, {BUDGET} tokens, Python {sys.version.split()[0]}\n")
        report(repositories, aider.version if aider else "")


if __name__ == "__main__":
    main()
