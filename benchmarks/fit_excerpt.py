"""Learns the weights of `understand/excerpt_weights.py` from logs in which people marked the cause, and says how well they do.

    uv run --with scikit-learn benchmarks/fit_excerpt.py CORPUS LOGS [--write]

CORPUS holds `manifest.jsonl` (one log a line: file, source, cluster, gold.spans, gold.spans_any), LOGS the files. The model is a
logistic regression over the signs and places that `excerpt` itself computes: what it says of a line is a sum, and each part of the
sum can be read in the table. A log's weight goes half to the lines that are gold and half to those that are not; the logs of a
source with n of them weigh 1 / √n each, so that the largest does not speak for all.

The figures are cross-validated by project: a project's logs are ranked with weights that never saw the project. What is written is
fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from homeostat.observe.step import read
from homeostat.understand.excerpt import Scored, signs_of
from homeostat.understand.excerpt_weights import WINDOWS
from homeostat.understand.step import survey

TABLE = ROOT / "scripts" / "homeostat" / "understand" / "excerpt_weights.py"
FOLDS, SEED = 5, 0
MOST_GOLD, MOST_OTHER = 300, 1500  # lines taken of one log
STRENGTH = 0.003  # of the data against the prior that all weights are nothing
FLOOR = 0.02  # a sign rarer than this is not scaled up to weigh as much as the others
BUDGETS = (50, 200)
BY_HAND = {"usual", "new", "evidence"}  # weights that `excerpt` sets itself


@dataclass
class Sample:
    """One log: its features by line, the numbers of the lines, and the lines that may be gold."""

    source: str
    project: str
    features: Any
    numbers: list[int]
    gold: list[set[int]]

    @property
    def labels(self) -> Any:
        """Which lines belong to the gold that is best covered."""
        best = max(self.gold, key=lambda gold: len(gold.intersection(self.numbers)))
        return np.array([number in best for number in self.numbers])


def load(corpus: Path, logs: Path) -> list[tuple[dict[str, Any], list[Scored], list[set[int]]]]:
    """Rows of the manifest that have gold lines, with the signs of their logs."""
    rows = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines() if line]
    found = []
    for row in rows:
        if not row["gold"].get("spans"):
            continue
        log = read((logs / row["file"]).read_bytes(), row["id"])
        choices = (row["gold"]["spans"], *row["gold"].get("spans_any", []))
        gold = [{n - 1 for a, b in spans for n in range(a, b + 1) if log.lines[n - 1].strip()} for spans in choices]
        whole, outline = survey(log)
        found.append((row, signs_of(whole, outline), gold))
    return found


def features_of(blocks: Iterable[Scored], signs: Sequence[str], places: Sequence[str]) -> Any:
    """Lines × (own signs, signs of each window of neighbours, places)."""
    parts = []
    for block in blocks:
        size = len(block.signs)
        own = np.zeros((size, len(signs)), dtype=np.float32)
        for line, names in enumerate(block.signs):
            for name in names:
                own[line, signs.index(name)] += 1
        place = np.array([[said.get(name, 0.0) for name in places] for said in block.places], dtype=np.float32)
        sums = np.vstack([np.zeros((1, len(signs)), dtype=np.float32), np.cumsum(own, axis=0)])
        at = np.arange(size)
        columns = [own]
        for low, high in WINDOWS:
            start, stop = np.clip(at + low, 0, size), np.clip(at + high + 1, 0, size)
            columns.append((sums[stop] - sums[start]) / (high - low + 1))
        parts.append(np.hstack([*columns, place]))
    return np.vstack(parts)


def fit(samples: Iterable[Sample]) -> Any:
    """Weights, one a feature."""
    taken = list(samples)
    logs = Counter(sample.source for sample in taken)
    chosen = [_chosen(sample, math.sqrt(max(logs.values()) / logs[sample.source])) for sample in taken]
    features = np.vstack([row[0] for row in chosen])
    labels = np.concatenate([row[1] for row in chosen])
    weights = np.concatenate([row[2] for row in chosen])
    scale = np.maximum(np.sqrt(np.average(features**2, axis=0, weights=weights)), FLOOR)
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(features / scale, labels, sample_weight=10 * weights)
    return model.coef_[0] / scale


def _chosen(sample: Sample, weight: float) -> tuple[Any, Any, Any]:
    labels = sample.labels
    chance = np.random.RandomState(SEED)
    gold, other = np.flatnonzero(labels), np.flatnonzero(~labels)
    if len(gold) > MOST_GOLD:
        gold = chance.choice(gold, MOST_GOLD, replace=False)
    if len(other) > MOST_OTHER:
        other = chance.choice(other, MOST_OTHER, replace=False)
    if not len(gold):
        gold, other = gold[:0], other[:0]
    weights = np.concatenate([np.full(len(gold), 1 / max(1, len(gold))), np.full(len(other), 1 / max(1, len(other)))])
    rows = np.concatenate([gold, other])
    return sample.features[rows], labels[rows], weight * weights


def judge(sample: Sample, weights: Any) -> dict[str, float]:
    """Whether the best lines touch the gold, and which share of it they show."""
    values = sample.features @ weights
    order = sorted(range(len(values)), key=lambda i: (-values[i], -sample.numbers[i]))
    said: dict[str, float] = {}
    for budget in BUDGETS:
        shown = {sample.numbers[i] for i in order[:budget]}
        best = max(len(gold & shown) / len(gold) for gold in sample.gold)
        said |= {f"any{budget}": float(best > 0), f"cov{budget}": best}
    return said


def table(rows: Iterable[tuple[Sample, dict[str, float]]]) -> str:
    """Means by log, by project, by source."""
    sources: dict[str, dict[str, list[dict[str, float]]]] = defaultdict(lambda: defaultdict(list))
    for sample, said in rows:
        sources[sample.source][sample.project].append(said)
    names = [f"{kind}{budget}" for budget in BUDGETS for kind in ("any", "cov")]
    lines = ["| source | logs | projects | " + " | ".join(names) + " |", "|---|---:|---:|" + "---:|" * len(names)]
    for source, projects in sorted(sources.items()):
        means = [np.mean([np.mean([said[name] for said in logs]) for logs in projects.values()]) for name in names]
        count = sum(map(len, projects.values()))
        lines.append(f"| {source} | {count} | {len(projects)} | " + " | ".join(f"{value:.3f}" for value in means) + " |")
    return "\n".join(lines)


def render(weights: Any, signs: Sequence[str], places: Sequence[str]) -> str:
    """The table as the text of its module."""
    head = TABLE.read_text(encoding="utf-8").partition("SIGNS: Final")[0]
    grid = weights[: len(signs) * (len(WINDOWS) + 1)].reshape(len(WINDOWS) + 1, len(signs)).T
    rows = [f'    "{name}": ({", ".join(f"{value:.2f}" for value in row)}),' for name, row in zip(signs, grid, strict=True)]
    own = [f'    "{name}": {value:.3f},' for name, value in zip(places, weights[grid.size :], strict=True)]
    return "\n".join(
        (
            head + "SIGNS: Final[dict[str, tuple[float, ...]]] = {",
            *rows,
            "}",
            '"""Sign → for a line that has it, then for each window of neighbours in which all have it."""',
            "",
            "PLACES: Final[dict[str, float]] = {",
            *own,
            "}",
            '"""Place → for each unit of it."""',
            "",
        )
    )


def main() -> None:
    """Print the figures; with --write, renew the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("logs", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    loaded = load(options.corpus, options.logs)
    signs = sorted({name for _, blocks, _ in loaded for block in blocks for names in block.signs for name in names})
    places = sorted({name for _, blocks, _ in loaded for block in blocks for said in block.places for name in said} - BY_HAND)
    samples = [
        Sample(
            source=row["source"],
            project=row["cluster"],
            features=features_of(blocks, signs, places),
            numbers=[block.first + i for block in blocks for i in range(len(block.signs))],
            gold=gold,
        )
        for row, blocks, gold in loaded
    ]
    projects = sorted({(sample.source, sample.project) for sample in samples})
    np.random.RandomState(SEED).shuffle(projects)
    fold = {tuple(project): number % FOLDS for number, project in enumerate(projects)}
    rows = []
    for number in range(FOLDS):
        weights = fit(sample for sample in samples if fold[sample.source, sample.project] != number)
        rows += [(sample, judge(sample, weights)) for sample in samples if fold[sample.source, sample.project] == number]
    print("Projects that the weights never saw:\n\n" + table(rows))
    weights = fit(samples)
    print("\nThe same logs that they were learnt from:\n\n" + table((sample, judge(sample, weights)) for sample in samples))
    if options.write:
        TABLE.write_text(render(weights, signs, places), encoding="utf-8")


if __name__ == "__main__":
    main()
