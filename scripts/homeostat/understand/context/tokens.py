"""How many tokens a text costs, without a tokenizer: its shapes are counted, and each weighs what it costs a vocabulary on average.

A text is made into bytes of a few kinds (letters, digits, marks, blanks, scripts), in which `bytes.count` finds the shapes: some thirty
passes at the speed of memory, whatever the text. `WEIGHTS` are data: `benchmarks/tokens.py --fit` fits them, by non-negative least
squares of the relative error, and measures them on repositories that had no part in them.

A model's own reports of what it was sent (`usage.input_tokens`) correct what is left: `Calibration`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Self

NEWEST: Final = "claude-4.7+"
"""The vocabulary that needs the most tokens for nearly every text: what to assume of a model that is not known."""

_CONTINUATIONS: Final = bytes(range(0x80, 0xC0))  # of UTF-8: without them one byte is one character
_FIRST: Final = b"|"  # stands before the text, so that a run at its beginning begins after something

_RANGES: Final = (
    (0x00, "^"), (0x09, "\t"), (0x0A, "\n"), (0x0B, "^"), (0x20, " "), (0x21, "."), (0x30, "0"), (0x3A, "."), (0x41, "A"), (0x5B, "."),
    (0x5F, "_"), (0x60, "."), (0x61, "a"), (0x7B, "."), (0x7F, "^"), (0xC2, "l"), (0xCC, "g"), (0xE0, "i"), (0xE2, "s"),
    (0xE3, "c"), (0xF0, "4"), (0x100, ""),
)  # fmt: skip
"""From which first byte of a character on it is of which kind. C2: Latin letters and the signs of Latin-1, CC: Greek to Arabic, E0: India to
Georgia, E2: signs and lines, E3: Chinese, Japanese, Korean, F0: pictures."""

_KINDS: Final = "".join(kind * (stop - start) for (start, kind), (stop, _) in pairwise(_RANGES)).encode()


def _telling(kinds: bytes, *, apart: bytes = b" ") -> bytes:
    """A table for `bytes.translate` that leaves some kinds as the first of them, and makes all others `apart`."""
    return bytes(kinds[0] if byte in kinds else apart[0] for byte in range(0x100))


_VIEWS: Final[Mapping[str, bytes]] = {
    "kinds": bytes(range(0x100)),
    "joined": bytes.maketrans(b"A_", b"a."),  # words in either case, all marks alike
    "words": _telling(b"aA"),
    "numbers": _telling(b"0"),
    "marks": _telling(b"._"),
    "blanks": _telling(b" ", apart=b"x"),
}

SHAPES: Final[Mapping[str, tuple[str, bytes]]] = {
    "word": ("words", b" a"),
    "5 letters": ("words", b"aaaaa"),
    "12 letters": ("words", b"aaaaaaaaaaaa"),  # names run together, hashes, base64
    "hump": ("kinds", b"aA"),
    "capital": ("kinds", b"A"),
    "number": ("numbers", b" 0"),
    "3 digits": ("kinds", b"000"),
    "mark": ("kinds", b"."),
    "marks": ("marks", b" ."),
    "mark before a blank": ("joined", b". "),
    "mark before a word": ("joined", b".a"),
    "newline": ("kinds", b"\n"),
    "indent by a tab": ("kinds", b"\n\t"),
    "blanks": ("blanks", b"x  "),
    "control": ("kinds", b"^"),
    "Latin": ("kinds", b"l"),
    "Greek to Arabic": ("kinds", b"g"),
    "India to Georgia": ("kinds", b"i"),
    "sign": ("kinds", b"s"),
    "Chinese, Japanese, Korean": ("kinds", b"c"),
    "picture": ("kinds", b"4"),
}
"""What is counted, and in which view. Counts do not overlap: "5 letters" is the length of a word by five, rounded down."""

WEIGHTS: Final[Mapping[str, tuple[float, ...]]] = {
    "cl100k": (0.81, 0.35, 0.44, 0.15, 0.01, 1.64, 0.72, 0.1, 0.25, 0.83, 0.26, 0.64, 0.56, 0.89, 0.75, 1.17, 0.8, 1.64, 1.66, 0.93, 5.16),
    "o200k": (0.82, 0.35, 0.22, 0.31, 0.01, 1.71, 0.59, 0.11, 0.21, 0.79, 0.33, 0.65, 0.56, 0.95, 1.52, 0.99, 0.42, 0.49, 1.19, 0.77, 5.67),
    "claude-2": (0.82, 0.37, 0.17, 0.65, 0.01, 1.44, 0.66, 0.06, 0.61, 0.49, 0.55, 0.89, 1.01, 0, 1.35, 1.32, 0.85, 1.75, 2.02, 0.82, 4.05),
    "claude-3+": (0.82, 0.38, 0.98, 0.91, 0.03, 1.59, 0.5, 0.06, 0.58, 0.5, 0.65, 0.93, 0.99, 1.05, 0.04, 1.74, 0.63, 1.15, 2.06, 1.09, 5.56),
    NEWEST: (0.96, 0.91, 1.66, 0.72, 0.52, 1.73, 0.39, 0.17, 0.33, 0.86, 0.97, 1.02, 0.84, 0.96, 0, 1.76, 0.63, 1.15, 1.8, 1.07, 5.62),
}  # fmt: skip
"""Tokens a shape, in the order of SHAPES, for each vocabulary; fitted by `benchmarks/tokens.py --fit`."""

_CLAUDE: Final = re.compile(r"claude\b[a-z-]*?-?v?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)")
_OLD_GPT: Final = re.compile(r"gpt-(?:4(?![.o\d])|3\.5|35)|text-embedding-|embedding-ada")
_NEW_GPT: Final = re.compile(r"gpt-|(?:^|[/.])o\d(?!\d)")

MARGIN: Final = 1.17
"""What an estimate is multiplied with until its model has reported enough. Of code that was held out 1 to 2 % cost more than that, of logs
1 to 8 %, of samples in hundreds of programming languages that the API counted 4 to 12 %."""

ENOUGH: Final = 20
"""Reports after which a model's own factor needs no margin."""

_MEMORY: Final = 0.1  # weight of the newest report, once the plain mean would give it less
_FURTHEST: Final = 4  # times: prose in rare scripts is 3 times off; what is further off speaks of something else than the text


def shapes(text: str) -> list[int]:
    """How often each of SHAPES occurs, in their order. Half a surrogate counts as a Chinese character does."""
    raw = text.encode("utf-8", "surrogatepass")
    kinds = _FIRST + (raw.translate(_KINDS) if len(raw) == len(text) else raw.translate(_KINDS, _CONTINUATIONS))
    views = {name: kinds.translate(table) for name, table in _VIEWS.items()}
    return [views[view].count(needle) for view, needle in SHAPES.values()]


def estimate(text: str, vocabulary: str = "claude-3+") -> int:
    """Tokens of a text, without those of the message around it: at least 1, but for an empty text. Raises KeyError for a vocabulary
    that WEIGHTS lacks.

    Code and logs that had no part in the weights: 3.5 to 6.4 % off on average, one in twenty by more than 9 to 16 %. Prose in other
    languages than English: 25 to 40 %, mostly too low. Parts cut at newlines add up to the whole, to within 3 tokens a cut.
    """
    weights = WEIGHTS[vocabulary]
    total = sum(weight * count for weight, count in zip(weights, shapes(text), strict=True))
    return max(1, round(total)) if text else 0


def vocabulary_of(model: str) -> str:
    """The key of WEIGHTS for a model's name, as the API, Bedrock, Vertex and routers spell it; NEWEST for one that says nothing.

    Claude changed its vocabulary with 3 and with Opus 4.7 (PyPI ctok: counts measured by model), OpenAI with GPT-4o (tiktoken's table).
    """
    name = model.lower()
    if claude := _CLAUDE.search(name):
        version = int(claude[1]), int(claude[2] or 0)
        return "claude-2" if version < (3, 0) else "claude-3+" if version < (4, 7) else NEWEST
    if _OLD_GPT.search(name):
        return "cl100k"
    return "o200k" if _NEW_GPT.search(name) else NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a model's reports say of our estimates: `factor` is actual / estimated, `seen` the number of reports it comes from."""

    model: str
    factor: float = 1.0
    seen: int = 0

    def observed(self, estimated: int, actual: int) -> Calibration:
        """With one report more: the plain mean of the ratios at first, later an exponential one with weight 0.1 for the newest.

        A ratio beyond 4 or 1/4 counts as 4 or 1/4, and where one of the numbers is not above 0 there is no ratio: nothing changes.
        """
        if estimated <= 0 or actual <= 0:
            return self
        ratio = min(max(_FURTHEST * actual, estimated), _FURTHEST**2 * estimated) / (_FURTHEST * estimated)
        seen = self.seen + 1
        factor = self.factor + max(_MEMORY, 1 / seen) * (ratio - self.factor)
        return Calibration(model=self.model, factor=_bounded(factor), seen=seen)

    def budgeted(self, estimated: int) -> int:
        """Tokens to set aside for a text: corrected by the factor, with MARGIN until ENOUGH reports were seen; rounded up."""
        return math.ceil(estimated * self.factor * (MARGIN if self.seen < ENOUGH else 1))

    def to_json(self) -> dict[str, Any]:
        """One key a field."""
        return {"model": self.model, "factor": self.factor, "seen": self.seen}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """What `to_json` gave; further keys are ignored. Raises ValueError for anything that no reports could lead to."""
        match data:
            case {"model": str(model), "factor": int() | float() as factor, "seen": int(seen)}:
                if factor == _bounded(factor) and seen >= 0 and bool not in {type(factor), type(seen)}:
                    return cls(model=model, factor=float(factor), seen=seen)
        raise ValueError(f"a calibration has a model, a factor of {1 / _FURTHEST} to {_FURTHEST}, and has seen 0 reports or more")


def _bounded(factor: float) -> float:
    return min(max(factor, 1 / _FURTHEST), float(_FURTHEST))
