"""How far `estimate` is from what real tokenizers count, on source files and logs of repositories that had no part in its weights.

    python benchmarks/tokens.py SCRATCH [--repos REPO...] [--logs FOLDER...] [--recorded FOLDER] [--fit]

Runs where `pip install tiktoken tokenizers ctok` did (ctok: Python 3.12 and later; numpy for --fit). SCRATCH keeps the wheel of litellm,
which bundles the vocabularies of cl100k, o200k and Claude 2: it is fetched if it is not there, and nothing else is. REPO is a git
directory, its HEAD is read; below FOLDER of --logs each folder with *.log is a collection. --recorded is `tests/fixtures` of ctok's own
repository: texts with the counts that the API gave.

Of each repository or collection at most 50 chunks of 0.8 to 6 kB are taken, all kinds of files in turn. A third of the repositories,
by a checksum of the name, is held out: `--fit` never sees it. Chunks with C1 controls are left out: they are UTF-8 that was read as
Latin-1 when the collection was made. There is no public tokenizer of Claude 3 and later. ctok rebuilds its counts from some
two million answers of the API; where there are recorded counts, the first rows say how often it gives them back.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from homeostat.understand.context.tokens import SHAPES, WEIGHTS, estimate, shapes

Count = Callable[[str], int]

CHUNKS, SMALLEST, LARGEST = 50, 800, 6000  # a group; characters
SCRIPTS_WEIGH = 0.1  # of a chunk, each text in another script: enough to know the scripts, too little to bend the rest
KINDS = (
    "source",
    "log",
    "script",
    "prose",
)  # the last two: the Declaration of Human Rights, in other scripts and in other languages
EXTENSIONS = frozenset(
    "c cc cfg cjs cpp cs css ex exs go gradle h hpp html ini java js json jsx kt kts md mjs php po py pyi rb rs rst sh sql swift toml ts "
    "tsx txt xml yaml yml".split()
)
FOLDER = "litellm/litellm_core_utils/tokenizers/"
_BROKEN = re.compile("[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text of a group (a repository, a collection); `kind` is one of KINDS."""

    group: str
    kind: str
    text: str

    @property
    def held_out(self) -> bool:
        """Whether the fit must not see it."""
        return self.kind == "prose" or zlib.crc32(self.group.encode()) % 3 == 0


# -- texts -----------------------------------------------------------------------------------------------------------------


def of_repository(path: Path) -> Iterator[Chunk]:
    """Chunks of the files at HEAD."""
    name = path.parent.name if path.name in {"repo", ".git"} else path.stem
    chance = random.Random(name)
    files: dict[str, list[str]] = defaultdict(list)
    for file in _git(path, "ls-tree", "-r", "--name-only", "-z", "HEAD").decode("utf-8", "replace").split("\0"):
        if file.rpartition(".")[2] in EXTENSIONS:
            files[file.rpartition(".")[2]].append(file)
    contents = (_git(path, "show", f"HEAD:{file}") for file in _in_turn(list(files.values()), chance))
    yield from _chunks(name, "source", contents, chance)


def of_logs(folder: Path) -> Iterator[Chunk]:
    """Chunks of the logs, one a log; a folder is a group."""
    for parent in sorted({path.parent for path in folder.rglob("*.log")}):
        chance = random.Random(parent.name)
        files = sorted(parent.glob("*.log"))
        chance.shuffle(files)
        yield from _chunks(parent.name, "log", (file.read_bytes() for file in files), chance)


def _git(path: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, check=False).stdout


def _in_turn(kinds: list[list[str]], chance: random.Random) -> Iterator[str]:
    for files in kinds:
        chance.shuffle(files)
    kinds.sort(key=len, reverse=True)
    while any(kinds):
        yield from (files.pop() for files in kinds if files)


def _chunks(group: str, kind: str, contents: Iterable[bytes], chance: random.Random) -> Iterator[Chunk]:
    found = 0
    for content in contents:
        text = _part(content.decode("utf-8", "replace"), chance)
        if len(text) < SMALLEST or "\0" in text or _BROKEN.search(text):
            continue
        yield Chunk(group, kind, text)
        found += 1
        if found == CHUNKS:
            return


def _part(text: str, chance: random.Random) -> str:
    """Whole lines, from anywhere in the text."""
    size = chance.randint(SMALLEST, LARGEST)
    start = text.rfind("\n", 0, chance.randint(0, max(0, len(text) - size))) + 1
    end = text.find("\n", start + size) + 1 or len(text)
    return text[start : min(end, start + LARGEST)]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A text and what the API counted, for the vocabularies of which it was asked."""

    name: str
    text: str
    counts: Mapping[str, int]


FRAMES = {"claude-3+": ("v3", 7), "claude-4.7+": ("v4.7", 11)}  # ctok's names, and the tokens that the message itself costs


def recorded(folder: Path, name: str) -> Iterator[Recorded]:
    """The texts of one fixture of ctok."""
    counts = json.loads((folder / f"{name}_counts.json").read_text(encoding="utf-8"))
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        key = next(row[field] for field in ("id", "f", "lang") if field in row)
        given = {vocabulary: counts[family]["counts"][key] - frame for vocabulary, (family, frame) in FRAMES.items()}
        yield Recorded(key, row["text"], given)


def _kind(text: str) -> str:
    return "script" if sum(character > "\u02ff" for character in text) > 0.4 * len(text) else "prose"


# -- tokenizers ------------------------------------------------------------------------------------------------------------


def tokenizers(scratch: Path) -> dict[str, Count]:
    """For each vocabulary of WEIGHTS what counts its tokens; those that are not installed are left out."""
    folder = _bundled(scratch)
    os.environ["TIKTOKEN_CACHE_DIR"] = str(
        folder
    )  # where tiktoken looks before it downloads; the wheel's names are those of its cache
    makers: Mapping[str, Callable[[], Count]] = {
        "cl100k": lambda: _tiktoken("cl100k_base"),
        "o200k": lambda: _tiktoken("o200k_base"),
        "claude-2": lambda: _claude_2(folder / "anthropic_tokenizer.json"),
        "claude-3+": lambda: _rebuilt("3.0"),
        "claude-4.7+": lambda: _rebuilt("4.7"),
    }
    found = {}
    for vocabulary, make in makers.items():
        try:
            found[vocabulary] = make()
        except ImportError as error:
            print(f"{vocabulary}: {error}", file=sys.stderr)
    return found


def _bundled(scratch: Path) -> Path:
    """The folder with the vocabularies of litellm's wheel."""
    if not list(scratch.glob("litellm-*.whl")):
        subprocess.run([sys.executable, "-m", "pip", "-q", "download", "--no-deps", "-d", str(scratch), "litellm"], check=True)
    with zipfile.ZipFile(next(scratch.glob("litellm-*.whl"))) as wheel:
        wheel.extractall(scratch, [name for name in wheel.namelist() if name.startswith(FOLDER)])
    return scratch / FOLDER


def _tiktoken(name: str) -> Count:
    import tiktoken

    encoding = tiktoken.get_encoding(name)
    return lambda text: len(encoding.encode_ordinary(text))


def _claude_2(path: Path) -> Count:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return lambda text: len(tokenizer.encode(text).ids)


def _rebuilt(version: str) -> Count:
    """What ctok says, without the tokens of the message around the text."""
    import ctok

    frame = ctok.token_count("a", version) - 1
    return lambda text: ctok.token_count(text, version) - frame


# -- the fit ---------------------------------------------------------------------------------------------------------------


def fit(texts: Sequence[str], actual: Sequence[int], weights: Sequence[float]) -> tuple[float, ...]:
    """Tokens a shape, none below 0, with the least weighted squares of the relative error: coordinate descent to the minimum."""
    import numpy as np

    rows = np.array([shapes(text) for text in texts], float) / np.array(actual, float)[:, None]
    weighed = rows * np.array(weights)[:, None]
    gram, moment, found = weighed.T @ rows, weighed.sum(axis=0), np.zeros(len(SHAPES))
    for _ in range(3000):
        for i in range(len(found)):
            if gram[i, i]:
                found[i] = max(0.0, found[i] + (moment[i] - gram[i] @ found) / gram[i, i])
    return tuple(round(float(value), 2) for value in found)


def show_fit(chunks: Sequence[Chunk], counts: Mapping[str, Count]) -> None:
    """The table WEIGHTS, from the chunks that are not held out."""
    seen = [chunk for chunk in chunks if not chunk.held_out]
    weights = [SCRIPTS_WEIGH if chunk.kind == "script" else 1.0 for chunk in seen]
    for vocabulary, count in counts.items():
        found = fit([chunk.text for chunk in seen], [count(chunk.text) for chunk in seen], weights)
        print(f'    "{vocabulary}": ({", ".join(f"{value:g}" for value in found)}),')


# -- the table -------------------------------------------------------------------------------------------------------------

METHODS: Mapping[str, Callable[[str, str], float]] = {"ours": estimate, "len/4": lambda text, _: len(text) / 4}


def errors(guessed: Sequence[float], actual: Sequence[int]) -> tuple[float, float, float]:
    """Mean and 95th percentile of the absolute relative error, and the mean with its sign; per cent."""
    relative = [100 * (guess / count - 1) for guess, count in zip(guessed, actual, strict=True)]
    ordered = sorted(map(abs, relative))
    return sum(ordered) / len(ordered), ordered[int(0.95 * (len(ordered) - 1) + 0.5)], sum(relative) / len(relative)


def row(vocabulary: str, against: str, texts: Sequence[str], actual: Sequence[int]) -> None:
    """A row of the table."""
    cells = []
    for method in METHODS.values():
        mean, high, bias = errors([method(text, vocabulary) for text in texts], actual)
        cells.append(f"{mean:.1f} / {high:.1f} / {bias:+.1f}")
    print(f"| {vocabulary} | {against} | {len(texts)} | {' | '.join(cells)} |")


def show(chunks: Sequence[Chunk], counts: Mapping[str, Count]) -> None:
    """For each vocabulary the chunks that the weights were fitted on, and those that were held out."""
    groups = [("fitted on", [chunk for chunk in chunks if not chunk.held_out and chunk.kind in KINDS[:2]])]
    for kind in KINDS:
        groups += [(f"held out, {kind}", [chunk for chunk in chunks if chunk.held_out and chunk.kind == kind])]
    for vocabulary, count in counts.items():
        for name, these in groups:
            if these:
                row(vocabulary, name, [chunk.text for chunk in these], [count(chunk.text) for chunk in these])


def show_recorded(folder: Path, counts: Mapping[str, Count]) -> None:
    """How often the rebuilt tokenizers give the API's counts back, and the rows of these texts."""
    for fixture in ("rosetta", "rosetta_holdout", "multipl_e"):
        texts = [text for text in recorded(folder, fixture) if len(text.text) >= SMALLEST]
        for vocabulary in FRAMES:
            actual = [text.counts[vocabulary] for text in texts]
            same = (
                [counts[vocabulary](text.text) == count for text, count in zip(texts, actual, strict=True)]
                if vocabulary in counts
                else []
            )
            row(
                vocabulary, f"the API, {fixture} (rebuilt: {sum(same)} of {len(same)} exact)", [text.text for text in texts], actual
            )


def speed(texts: Sequence[str]) -> float:
    """MB of UTF-8 a second, the best of three."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    best = 0.0
    for _ in range(3):
        begin = time.perf_counter()
        for text in texts:
            estimate(text)
        best = max(best, size / (time.perf_counter() - begin))
    return best


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scratch", type=Path, help="a folder for the vocabularies")
    parser.add_argument("--repos", nargs="*", type=Path, default=[], metavar="REPO")
    parser.add_argument("--logs", nargs="*", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--recorded", type=Path, metavar="FOLDER")
    parser.add_argument("--fit", action="store_true", help="print weights instead of the table")
    return parser.parse_args()


def main() -> int:
    """1 if there is nothing to measure."""
    given = _arguments()
    chunks = [chunk for path in given.repos for chunk in of_repository(path)] + [
        chunk for path in given.logs for chunk in of_logs(path)
    ]
    if not chunks:
        print("no text: give --repos or --logs", file=sys.stderr)
        return 1
    if given.recorded:
        chunks += [Chunk(text.name, _kind(text.text), text.text) for text in recorded(given.recorded, "udhr")]
    counts = tokenizers(given.scratch)
    if given.fit:
        show_fit(chunks, counts)
        return 0
    print(f"Mean / p95 / bias of the relative error in per cent; {speed([chunk.text for chunk in chunks]):.0f} MB/s.\n")
    print(f"| vocabulary | texts | n | {' | '.join(METHODS)} |\n|---|---|---:|{'---:|' * len(METHODS)}")
    show(chunks, {vocabulary: count for vocabulary, count in counts.items() if vocabulary in WEIGHTS})
    if given.recorded:
        show_recorded(given.recorded, counts)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
