"""Signals put together: each lends a file a share of its weight, the smaller the further down the file stands in the signal's order.

Weighted reciprocal rank fusion (after Cormack, Clarke and Büttcher 2009). `WEIGHTS` were fitted by `benchmarks/localisation.py --fit` on
mined commits; those of `mentioned` and `changed` are set by hand, as commits have no log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from homeostat.understand.context.contract import Asked, Corpus
from homeostat.understand.context.passages import Passage, best_of, judge
from homeostat.understand.context.signals import SIGNALS, Scores
from homeostat.understand.context.view import View

Texts: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]
PASSAGE: Final = "passage"
_LOOKED_INTO: Final = 30  # files; of a hundred fixes three lie further down
_TIES: Final = "body"  # most signals know few degrees: a module is imported or not
_DAMPING: Final = 2.0
"""Places after which a share is half: found by the same fit. The usual 60 lets ten weak signals outvote a strong one."""

WEIGHTS: Final[Mapping[str, float]] = {
    "mentioned": 3.0,
    "changed": 2.0,
    "subjects": 1.44,
    "together": 1.33,
    PASSAGE: 1.29,
    "spelled": 1.05,
    "tied": 0.99,
    "lately": 0.96,
    "body": 0.95,
    "same-name": 0.89,
    "named": 0.75,
    "rare": 0.46,
    "imports": 0.41,
    "defines": 0.26,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A file with its score and the shares that the signals lent it, largest first."""

    path: str
    score: float
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All source files of a corpus, best first (equals in the order of their paths), and what each passage of the first ones scored."""

    files: tuple[Ranked, ...]
    passages: Mapping[Passage, float]


def rank(asked: Asked, corpus: Corpus, texts: Texts, weights: Mapping[str, float] = WEIGHTS) -> Ranking:
    """Order the files by all signals, then look into those that come first: `texts` gives the text of the paths that it is asked for."""
    view = View(asked, corpus)
    scores = signals(view)
    first = [found.path for found in fuse(view.sources, scores, weights)[:_LOOKED_INTO]]
    passages = judge(view, texts(first))
    return Ranking(files=tuple(fuse(view.sources, {**scores, PASSAGE: best_of(passages, first)}, weights)), passages=passages)


def signals(view: View) -> dict[str, Scores]:
    """What each signal gives, by its name."""
    return {signal.name: signal.score(view) for signal in SIGNALS}


def fuse(paths: Sequence[str], scores: Mapping[str, Scores], weights: Mapping[str, float]) -> list[Ranked]:
    """Put the orders of several signals into one."""
    shares: dict[str, dict[str, float]] = {path: {} for path in paths}
    for name, found in scores.items():
        for path, share in reciprocal(found, scores.get(_TIES, {})).items():
            shares[path][name] = weights.get(name, 0.0) * share
    ranked = [Ranked(path=path, score=sum(own.values()), shares=_largest_first(own)) for path, own in shares.items()]
    return sorted(ranked, key=lambda found: (-found.score, found.path))


def reciprocal(scores: Scores, ties: Scores) -> dict[str, float]:
    """1 for the first, half that `_DAMPING` places further down; equals in the order of `ties`."""
    ordered = sorted(
        (path for path, score in scores.items() if score > 0), key=lambda path: (-scores[path], -ties.get(path, 0.0), path)
    )
    return {path: 1 / (1 + place / _DAMPING) for place, path in enumerate(ordered)}


def _largest_first(shares: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(shares.items(), key=lambda share: -share[1]))
