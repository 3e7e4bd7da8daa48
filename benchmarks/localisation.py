"""How often the files that a fix changes come first: our ranking beside others, on fix commits mined from real histories.

    python benchmarks/localisation.py CLONE… [--per-repo 60] [--aider PYTHON] [--aider-cases N] [--fit] [--json FILE]

A CLONE is a repository with its history. A case is a commit that fixes something in at most three source files and adds code to one or
two tests. Asked is with what a log tells of a failing test: its file, its name, its code. No frames, no messages: what a real log adds
comes on top. Candidates are the source files of the parent commit. `all@k`: all fixed files are among the first k, `any@k` one is, MRR
is the mean of 1 / place of the first. `--fit` fits the weights anew (numpy and scikit-learn) and says what they reach on repositories
that they were not fitted on, and overwrites nothing.

`--aider` names a Python that has aider-chat (`aider_map.py`): its repo map is made of the Python files of the parent commit with the
failing tests' files in the chat and the identifiers of the tests' code mentioned, and its order is read for the same candidates. It is
slow: `--aider-cases` says how many cases of each repository it gets, the first that are mined, and ours is printed for the same ones.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import math
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "benchmarks")]

from aider_map import AiderMap

from homeostat.understand.context.budget import choose
from homeostat.understand.context.contract import Asked, Change, Corpus, FailingTest
from homeostat.understand.context.fusion import PASSAGE, WEIGHTS, fuse, rank, reciprocal, signals
from homeostat.understand.context.items import pieces, skeleton_of, to_outline
from homeostat.understand.context.passages import best_of, judge
from homeostat.understand.context.profile import Profile, profile_of
from homeostat.understand.context.signals import SIGNALS
from homeostat.understand.context.tokens import estimate
from homeostat.understand.context.view import Bag, View, bm25
from homeostat.understand.context.words import terms_in

FIX = re.compile(r"(?i)\bfix|bug|issue|regress|crash|correct|#\d+")
TEST = re.compile(r"(^|/)(tests?|testing)/|(^|/)test_|_test\.py$|conftest\.py$")
HISTORY = 1500
MEASURES = ("any@1", "all@3", "all@5", "all@10", "any@5", "MRR")


@dataclass(frozen=True)
class Case:
    """A commit: what was asked, the files that it fixed, and the repository as it was before."""

    repo: str
    sha: str
    asked: Asked
    fixed: tuple[str, ...]
    corpus: Corpus
    blobs: Mapping[str, str]


class Clone:
    """A repository that is read through one git process."""

    def __init__(self, path: str) -> None:
        inner = Path(path, ".git")
        self.name = Path(path).parent.name if Path(path).name == "repo" else Path(path).name
        self._base = ("git", f"--git-dir={inner if inner.is_dir() else path}")
        self._reader = subprocess.Popen((*self._base, "cat-file", "--batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._profiles: dict[str, Profile] = {}

    def git(self, *arguments: str) -> str:
        """What git prints. Raises CalledProcessError."""
        return subprocess.run((*self._base, *arguments), capture_output=True, check=True).stdout.decode("utf-8", "replace")

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob."""
        if self._reader.stdin is None or self._reader.stdout is None:
            raise RuntimeError("git has no pipes")
        self._reader.stdin.write(f"{sha}\n".encode())
        self._reader.stdin.flush()
        head = self._reader.stdout.readline().split()
        data = self._reader.stdout.read(int(head[2]))
        self._reader.stdout.read(1)
        return data

    def profile(self, sha: str) -> Profile:
        """The profile of a blob."""
        if sha not in self._profiles:
            self._profiles[sha] = profile_of(self.blob(sha))
        return self._profiles[sha]

    def log(self) -> list[tuple[str, Change]]:
        """Commits that touch Python, newest first."""
        out = self.git("log", "--no-merges", "-n", "4000", "--format=%x01%H%x02%s", "--name-only", "--", "*.py")
        rows = (entry.split("\n") for entry in out.split("\x01")[1:])
        heads = ((head.split("\x02", 1), files) for head, *files in rows)
        return [(sha, Change(subject=subject, files=tuple(filter(str.strip, files)))) for (sha, subject), files in heads]

    def tree(self, revision: str) -> dict[str, str]:
        """Path → blob of every Python file."""
        rows = (row.split("\t") for row in self.git("ls-tree", "-r", revision).split("\n") if row.endswith(".py"))
        return {path: meta.split()[2] for meta, path in rows}


# -- cases -------------------------------------------------------------------------------------------------------------------


def is_test(path: str) -> bool:
    """As the measured baselines judge it, so that candidates are the same."""
    return TEST.search(path) is not None


def is_source(path: str) -> bool:
    """What a fix may be looked for in."""
    return path.endswith(".py") and not is_test(path) and not path.startswith("doc") and "example" not in path


def mine(clone: Clone, wanted: int, chance: random.Random) -> Iterator[Case]:
    """Cases in a random order that is the same every time."""
    commits = clone.log()
    pool = list(_eligible(commits))
    chance.shuffle(pool)
    for index in pool:
        if wanted == 0:
            return
        case = _case(clone, commits, index)
        if case:
            wanted -= 1
            yield case


def _eligible(commits: Sequence[tuple[str, Change]]) -> Iterator[int]:
    for index, (_, change) in enumerate(commits[: max(0, len(commits) - 300)]):
        tests = [path for path in change.files if is_test(path) and path.endswith(".py") and "conftest" not in path]
        fixed = [path for path in change.files if is_source(path)]
        if 1 <= len(tests) <= 2 and 1 <= len(fixed) <= 3 and FIX.search(change.subject):
            yield index


def _case(clone: Clone, commits: Sequence[tuple[str, Change]], index: int) -> Case | None:
    sha, change = commits[index]
    tests = [path for path in change.files if is_test(path) and path.endswith(".py") and "conftest" not in path]
    fixed = tuple(path for path in change.files if is_source(path))
    try:
        diff = clone.git("diff", "-U0", f"{sha}~1", sha, "--", *tests)
        blobs = clone.tree(f"{sha}~1")
    except subprocess.CalledProcessError:
        return None
    added = "\n".join(row[1:] for row in diff.split("\n") if row.startswith("+") and not row.startswith("+++"))
    sources = [path for path in blobs if is_source(path)]
    if not (20 < len(added) < 12_000 and set(fixed) <= set(sources)):
        return None
    texts = [clone.blob(blobs[path]).decode("utf-8", "replace") for path in tests if path in blobs]
    hunks = " ".join(re.findall(r"@@[^@]*@@(.*)", diff))
    names = " ".join([*re.findall(r"def (test_\w+)", added), hunks])
    failing = tuple(FailingTest(path=path, name=names, code=f"{added}\n{hunks}" if n == 0 else "") for n, path in enumerate(tests))
    imports = tuple(dict.fromkeys(itertools.chain.from_iterable(map(_imports, (*texts, added)))))
    corpus = Corpus(
        profiles={path: clone.profile(blob) for path, blob in blobs.items()},
        history=[row[1] for row in commits[index + 1 : index + 1 + HISTORY]],
        tests=[path for path in blobs if is_test(path)],
        sources=sources,
    )
    return Case(clone.name, sha, Asked(tests=failing, imports=imports), fixed, corpus, blobs)


def _imports(text: str) -> list[tuple[str, str]]:
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        return []
    found = [(alias.name, "") for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    froms = (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level)
    return found + [(node.module or "", alias.name) for node in froms for alias in node.names]


# -- rankers -----------------------------------------------------------------------------------------------------------------


def ours(clone: Clone, case: Case) -> list[str]:
    """The product's ranking."""
    return [found.path for found in rank(case.asked, case.corpus, texts_of(clone, case)).files]


def texts_of(clone: Clone, case: Case) -> Callable[[Sequence[str]], Mapping[str, str]]:
    """What gives the texts of paths of a case."""
    return lambda paths: {path: clone.blob(case.blobs[path]).decode("utf-8", "replace") for path in paths}


def whole_file(case: Case) -> list[str]:
    """BM25 over whole files, asked with the tests' code, terms three times at most."""
    view = View(case.asked, case.corpus)
    query = {number: float(min(count, 3)) for number, count in _counts(view).items()}
    profiles = {path: case.corpus.profiles[path] for path in case.corpus.sources}
    bags = {path: Bag(profile.counted(query), profile.size) for path, profile in profiles.items()}
    return ordered(bm25(query, bags), case.corpus.sources)


def _counts(view: View) -> Mapping[int, int]:
    return terms_in(view.code)


def same_name(case: Case) -> list[str]:
    """`test_x` → `x`, ties by BM25."""
    view = View(case.asked, case.corpus)
    places = {path: -place for place, path in enumerate(whole_file(case))}
    score = next(signal for signal in SIGNALS if signal.name == "same-name").score(view)
    return sorted(case.corpus.sources, key=lambda path: (-score.get(path, 0.0), -places[path]))


def ordered(scores: Mapping[str, float], paths: Sequence[str]) -> list[str]:
    """Best first, those without a score last."""
    return sorted(paths, key=lambda path: (-scores.get(path, 0.0), path))


def measure(ranking: Sequence[str], fixed: Sequence[str]) -> tuple[float, ...]:
    """The row of MEASURES."""
    places = [ranking.index(path) if path in ranking else len(ranking) + 999 for path in fixed]
    first, last = min(places), max(places)
    return float(first < 1), float(last < 3), float(last < 5), float(last < 10), float(first < 5), 1 / (1 + first)


# -- within a budget -----------------------------------------------------------------------------------------------------------

BUDGET = 8_000


def within(clone: Clone, case: Case) -> tuple[float, float, float, float]:
    """Share of the fixed files that are shown within the budget, all, any; tokens as a share of those of the shown files whole."""
    read = cache(lambda path: clone.blob(case.blobs[path]).decode("utf-8", "replace"))
    ranking = rank(case.asked, case.corpus, texts_of(clone, case))
    skeletons = {path: skeleton_of(path, read(path)) for path in to_outline(ranking)}
    items, _ = choose(pieces(case.asked, ranking, case.corpus.sources, read, skeletons), BUDGET, 60, estimate)
    shown = {item.piece.path for item in items}
    whole = sum(estimate(read(path)) for path in shown if path in case.blobs)
    tokens = sum(item.tokens for item in items)
    if tokens > BUDGET:
        raise RuntimeError(f"{tokens} tokens are more than {BUDGET}")
    return (*found_in(shown, case.fixed), tokens / max(1, whole))


def found_in(shown: Collection[str], fixed: Sequence[str]) -> tuple[float, float, float]:
    """Share of the fixed files that are shown, whether all are, whether any is."""
    inside = [path in shown for path in fixed]
    return sum(inside) / len(inside), float(all(inside)), float(any(inside))


# -- aider ---------------------------------------------------------------------------------------------------------------------

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


@dataclass
class Beside:
    """aider and ours on the same cases. Of each: the rows of MEASURES, and what is shown within the budget; tokens and seconds are
    aider's. Without an aider nothing is asked and nothing printed.
    """

    aider: AiderMap | None
    cap: int
    ranks: dict[str, list[tuple[float, ...]]] = field(default_factory=lambda: {"aider": [], "ours": []})
    shown: dict[str, list[tuple[float, ...]]] = field(default_factory=lambda: {"aider": [], "ours": []})
    tokens: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    by_repo: Counter[str] = field(default_factory=Counter)

    def add(self, clone: Clone, case: Case, own: tuple[float, ...], inside: tuple[float, ...]) -> None:
        """Ask aider of a case; `own` and `inside` are what ours got. Nothing once a repository has had its number."""
        if self.aider is None or self.by_repo[case.repo] >= self.cap:
            return
        self.by_repo[case.repo] += 1
        tests = [test.path for test in case.asked.tests if test.path in case.blobs]
        idents = IDENTIFIER.findall("\n".join(test.code for test in case.asked.tests))
        with tempfile.TemporaryDirectory() as folder:  # with it goes what aider remembers
            export(clone, case, Path(folder))
            answer = self.aider.ask(Path(folder), [*case.blobs], tests, idents, BUDGET)
        sources = set(case.corpus.sources)
        self.ranks["aider"].append(measure([path for path in answer.ranked if path in sources], case.fixed))
        self.shown["aider"].append(found_in(answer.shown, case.fixed))
        self.ranks["ours"].append(own)
        self.shown["ours"].append(inside)
        self.tokens.append(answer.tokens)
        self.seconds.append(answer.seconds)

    def print_ranks(self) -> None:
        """Two rows of the table."""
        if self.aider is None:
            return
        count = len(self.seconds)
        show(f"aider {self.aider.version} repo map, {count} cases", self.ranks["aider"], self.ranks["ours"])
        show(f"ours, the same {count} cases", self.ranks["ours"])

    def print_shown(self) -> None:
        """The shares within the budget."""
        if self.aider is None:
            return
        count = len(self.seconds)
        print(f"\nwithin {BUDGET} tokens, {count} cases ({', '.join(f'{repo} {n}' for repo, n in self.by_repo.items())}):")
        for name, rows in self.shown.items():
            share, every, one = (sum(column) / count for column in list(zip(*rows, strict=True))[:3])
            print(f"{name} {share:.3f} of the fixed files, all of them {every:.3f}, any {one:.3f}")
        p = mcnemar([row[1] for row in self.shown["ours"]], [row[1] for row in self.shown["aider"]])
        over = sum(tokens > BUDGET for tokens in self.tokens)
        print(
            f"p of all of them {p:.4f}; aider's maps have {sum(self.tokens) / count:.0f} tokens on the mean, {max(self.tokens)} at the most,"
            f" {over} of {count} more than {BUDGET}; they took {statistics.median(self.seconds):.2f} s each (median, nothing cached)"
        )


def export(clone: Clone, case: Case, folder: Path) -> None:
    """The Python files of the parent commit, as git holds them."""
    for path, blob in case.blobs.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(clone.blob(blob))


# -- fitting -----------------------------------------------------------------------------------------------------------------


@dataclass
class Row:
    """The shares that the signals of a case lend its files, and the places of the files that were fixed."""

    repo: str
    paths: list[str]
    shares: list[list[float]]
    fixed: list[int]


NAMES = tuple(name for name in WEIGHTS if name not in {"mentioned", "changed"})


def row(clone: Clone, case: Case) -> Row:
    """The case as the fit sees it; passages are judged for the files that come first without them."""
    view = View(case.asked, case.corpus)
    scores = signals(view)
    first = [found.path for found in fuse(view.sources, scores, WEIGHTS)[:50]]
    scores[PASSAGE] = best_of(judge(view, texts_of(clone, case)(first)), first)
    lent = {name: reciprocal(scores[name], scores["body"]) for name in NAMES}
    paths = list(case.corpus.sources)
    return Row(
        case.repo, paths, [[lent[name].get(path, 0.0) for name in NAMES] for path in paths], [paths.index(p) for p in case.fixed]
    )


def fit(rows: Sequence[Row], strength: float = 0.01):  # type: ignore[no-untyped-def]
    """Weights under which fixed files come before others: logistic regression over pairs, each case the same in all."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    pairs = []
    for case in rows:
        shares = np.array(case.shares)
        others = [n for n in np.argsort(-shares.sum(axis=1)) if n not in case.fixed][:25]
        pairs += [(shares[one] - shares[other]) / math.sqrt(len(case.fixed)) for one in case.fixed for other in others]
    matrix = np.vstack([pairs, -np.array(pairs)])
    answers = np.r_[np.ones(len(pairs)), np.zeros(len(pairs))]
    return LogisticRegression(C=strength, fit_intercept=False, max_iter=500).fit(matrix, answers).coef_[0]


def cross_validated(rows: Sequence[Row]) -> dict[str, list[tuple[float, ...]]]:
    """What weights reach that were fitted on all other repositories, by repository."""
    import numpy as np

    found: dict[str, list[tuple[float, ...]]] = {}
    for repo in sorted({case.repo for case in rows}):
        weights = fit([case for case in rows if case.repo != repo])
        own = [case for case in rows if case.repo == repo]
        found[repo] = [
            measure(
                [case.paths[n] for n in np.argsort(-(np.array(case.shares) @ weights), kind="stable")],
                [case.paths[n] for n in case.fixed],
            )
            for case in own
        ]
    return found


# -- report ------------------------------------------------------------------------------------------------------------------


def mcnemar(left: Sequence[float], right: Sequence[float]) -> float:
    """Two-sided exact p of left and right being right equally often (McNemar 1947)."""
    wins = sum(a > b for a, b in zip(left, right, strict=True))
    losses = sum(a < b for a, b in zip(left, right, strict=True))
    tail = sum(math.comb(wins + losses, k) for k in range(min(wins, losses) + 1)) / 2 ** (wins + losses)
    return min(1.0, 2 * tail)


def show(name: str, rows: Sequence[tuple[float, ...]], against: Sequence[tuple[float, ...]] | None = None) -> None:
    """One line of the table; p of all@5 against the other rows."""
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    p = f"{mcnemar([r[2] for r in against], [r[2] for r in rows]):.4f}" if against else ""
    print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in means) + f" | {p} |", flush=True)


def main() -> None:
    """Mine, rank, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clones", nargs="+")
    parser.add_argument("--per-repo", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--json", type=Path, help="where to write what each ranker found")
    parser.add_argument("--aider", metavar="PYTHON", help="a Python that has aider-chat")
    parser.add_argument(
        "--aider-cases", type=int, default=sys.maxsize, metavar="N", help="cases of each repository for aider (default: all)"
    )
    run(parser.parse_args())


def run(options: argparse.Namespace) -> None:
    """Every ranker on every case."""
    chance = random.Random(options.seed)
    table: dict[str, list[tuple[float, ...]]] = {"ours": [], "BM25 whole file": [], "test_x → x": [], "by chance": []}
    rows: list[Row] = []
    inside: list[tuple[float, ...]] = []
    sizes: list[int] = []
    beside = Beside(AiderMap(options.aider) if options.aider else None, options.aider_cases)
    for path in options.clones:
        clone = Clone(path)
        for case in mine(clone, options.per_repo, chance):
            sizes.append(len(case.corpus.sources))
            table["ours"].append(measure(ours(clone, case), case.fixed))
            inside.append(within(clone, case))
            table["BM25 whole file"].append(measure(whole_file(case), case.fixed))
            table["test_x → x"].append(measure(same_name(case), case.fixed))
            anyhow = chance.sample(case.corpus.sources, len(case.corpus.sources))  # from the same numbers as the choice of cases
            table["by chance"].append(measure(anyhow, case.fixed))
            beside.add(clone, case, table["ours"][-1], inside[-1])
            if options.fit:
                rows.append(row(clone, case))
        print(f"{clone.name}: {len(sizes)} cases", file=sys.stderr, flush=True)
    print(f"{len(sizes)} commits, {sum(sizes) / len(sizes):.0f} candidates on the mean\n")
    print_table(table)
    beside.print_ranks()
    print_within(inside)
    beside.print_shown()
    if options.fit:
        print_fit(rows, table["BM25 whole file"])
    if options.json:
        options.json.write_text(json.dumps(table))


def print_table(table: Mapping[str, Sequence[tuple[float, ...]]]) -> None:
    """All rankers on all cases."""
    print("| | " + " | ".join(MEASURES) + " | p of all@5 against ours |\n|---|" + "---:|" * (len(MEASURES) + 1))
    for name, measures in table.items():
        show(name, measures, None if name == "ours" else table["ours"])


def print_within(inside: Sequence[tuple[float, ...]]) -> None:
    """What ours shows within the budget, on all cases."""
    share, every, one, tokens = (sum(column) / len(inside) for column in zip(*inside, strict=True))
    print(
        f"\nwithin {BUDGET} tokens: {share:.3f} of the fixed files, all of them {every:.3f}, any {one:.3f}; {tokens:.3f} of the shown files' tokens"
    )


def print_fit(rows: Sequence[Row], against: Sequence[tuple[float, ...]]) -> None:
    """What weights reach that were fitted on other repositories, and those that all repositories give."""
    validated = cross_validated(rows)
    show("ours, weights fitted on all other repositories", list(itertools.chain.from_iterable(validated.values())), against)
    for repo, measures in validated.items():
        show(f"— {repo}", measures)
    print({name: round(float(weight), 2) for name, weight in zip(NAMES, fit(rows), strict=True)})


if __name__ == "__main__":
    main()
