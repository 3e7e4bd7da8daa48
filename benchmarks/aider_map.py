"""aider's repo map (PyPI aider-chat, its own code) beside ours: a worker under a Python that has it, and what asks the worker.

The worker reads JSON lines {"root", "files", "test", "idents", "budget"} and answers JSON lines: `ranked` are the paths in the order of
their first appearance in `RepoMap.get_ranked_tags`, `shown` those that the text of `get_repo_map` names, `tokens` what that text costs by
our estimate, `seconds` what the call took; paths are relative to the root. The tests' files are the files in the chat, tokens are counted
by our estimate, files are named and identifiers are mentioned as they are given. What aider remembers of the files (its tags) lies in the
root, so that a second call for a root is a warm one.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"


# -- what asks -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What aider made of a repository."""

    ranked: list[str]
    shown: list[str]
    tokens: int
    seconds: float


class AiderMap:
    """A worker that waits for questions. Raises RuntimeError where it cannot begin or answer."""

    def __init__(self, python: str) -> None:
        environment = {**os.environ, "PYTHONHASHSEED": "0", "TQDM_DISABLE": "1"}  # it orders sets; no progress bars
        command = (python, str(Path(__file__).resolve()))
        self._worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.version = str(self._answer()["version"])

    def ask(self, root: Path, files: Sequence[str], tests: Sequence[str], idents: Iterable[str], budget: int) -> Answer:
        """The map of a folder; all paths are relative to it."""
        question = {"root": str(root), "files": [*files], "test": [*tests], "idents": sorted(set(idents)), "budget": budget}
        if self._worker.stdin is None:
            raise RuntimeError("the worker has no input")
        self._worker.stdin.write(json.dumps(question).encode() + b"\n")
        self._worker.stdin.flush()
        return Answer(**self._answer())

    def _answer(self) -> dict[str, Any]:
        line = self._worker.stdout.readline() if self._worker.stdout else b""
        if not line:
            raise RuntimeError(f"aider's worker has ended with exit code {self._worker.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"aider's worker: {answer['error']}")
        return answer


# -- the worker ----------------------------------------------------------------------------------------------------------------


class _Model:
    """As much of a model as RepoMap needs."""

    def token_count(self, text: str) -> int:
        from homeostat.understand.context.tokens import estimate

        return estimate(text)


class _Files:
    """As much of aider's InputOutput as RepoMap needs."""

    def read_text(self, path: str) -> str | None:
        try:
            return Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return None  # as aider's own does

    def tool_output(self, *_: object) -> None:
        """Progress: nobody reads it."""

    def tool_warning(self, text: str) -> None:
        print(text, file=sys.stderr)

    tool_error = tool_warning


def _map(question: Mapping[str, Any]) -> dict[str, Any]:
    from aider.repomap import RepoMap

    root, tests = question["root"], question["test"]
    ranked: list[str] = []

    class Recorded(RepoMap):  # type: ignore[misc]
        """Its ranking is kept besides: `get_repo_map` gives the text alone."""

        def get_ranked_tags(self, *arguments: Any, **named: Any) -> Any:
            tags = super().get_ranked_tags(*arguments, **named)
            ranked[:] = dict.fromkeys(tag[0] for tag in tags)
            return tags

    begin = time.perf_counter()
    repo_map = Recorded(map_tokens=question["budget"], root=root, main_model=_Model(), io=_Files())
    chat, other = ([f"{root}/{path}" for path in paths] for paths in (tests, sorted({*question["files"]} - {*tests})))
    text = repo_map.get_repo_map(chat, other, mentioned_fnames=set(), mentioned_idents=set(question["idents"])) or ""
    seconds = time.perf_counter() - begin
    repo_map.TAGS_CACHE.close()
    known = {*question["files"]}
    shown = [name for name in (line.removesuffix(":") for line in text.split("\n")) if name in known]
    return {"ranked": ranked, "shown": shown, "tokens": _Model().token_count(text), "seconds": seconds}


def _parses() -> bool:
    """Whether aider can read Python at all: without a grammar it says so, file by file, and goes on."""
    from grep_ast.tsl import get_parser

    importlib.import_module("networkx")  # aider imports it when it ranks; here all is there before the first question
    importlib.import_module("scipy.sparse")
    importlib.import_module("aider.repomap")
    tree = get_parser("python").parse(b"def f(): pass\n")
    return bool(tree.root_node.children[0].type == "function_definition")


def work() -> None:
    """Answer until the input ends."""
    sys.path[0] = str(SCRIPTS)  # instead of this folder, whose modules have everyday names
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):  # aider prints what it does
        first = {"version": importlib.metadata.version("aider-chat")} if _parses() else {"error": "there is no grammar of Python"}
        print(json.dumps(first), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(_map(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    work()
