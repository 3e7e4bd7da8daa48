"""What makes a line worth reading, whatever tool printed it: words, shapes, and where it stands.

A clue is a class of words; the gate says which lines hold one. A shape is what the eye sees of a line: indentation, marks, carets.
`excerpt_weights` says how much each counts, for the line itself and for its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from homeostat.lines import lines_from
from homeostat.understand.pattern import Pattern
from homeostat.understand.scan import Gate

CLUES: Final[dict[str, tuple[str, ...]]] = {
    "error": ("error",),
    "fail": ("fail",),
    "error:": ("error:", "error :", "errors:", "failure:", "failed:", "fatal:", "exception:", "error[", "err!", "rror("),
    "exception": ("exception", "traceback", "panic", "caused by"),
    "fatal": ("fatal", "abort", "crash", "segfault", "segmentation", "core dumped", "killed", "sigsegv", "signal "),
    "test": ("not ok ", "--- fail", "<<< fail", "<<< error", "✗", "✖", "❌", "✘", "●", "[fail]", "unexpected-fail", " fail:", "x - "),
    "cannot": ("cannot", "can't", "could not", "couldn't", "unable", "impossible", "refused", "denied", "forbidden"),
    "missing": ("not found", "no such", "undefined", "missing", "does not exist", "doesn't exist", "unresolved", "no module"),
    "time": ("timed out", "timeout", "time out", "took longer", "deadline"),
    "wrong": (
        "unexpected", "mismatch", "invalid", "unknown", "rejected", "conflict", "exceed", "violat", "illegal", "unrecognized",
        "bad ", "corrupt", "did not", "didn't", "not equal", "not match", "differ", "wrong", "dubious", "unsupported", "broken",
    ),
    "contrast": ("expect", "actual", "but was", "but got", "received", "!==", "assert", "should ", "must "),
}  # fmt: skip
"""Class → words in small letters."""

WEAK: Final[dict[str, tuple[str, ...]]] = {
    "warn": ("warn", "deprecat"),
    "fine": ("passed", " ok", "✓", "✔", "success", "up to date", "already", "0 failures", "no errors", "... ok"),
    "none": ("0 fail", "0 error", "failures: 0", "errors: 0", "errors 0", "no error", "without error", "failed: 0", "failures=0"),
    "wrapper": (
        "exited with", "exit status", "exit code", "returned non-zero", "build failed", "elifecycle", "returned exit", "error 1",
        "error 2", "aborting.", "code 1",
    ),
    "name": ("error_", "_error", "-error", "errors.", "/error", "error.h", "error.o", "exception.", "-fail", "fail-", "_fail", "fail_"),
    "debug": ("debug", "info", "notice", "trace "),
    "load": ("download", "install", "unpack", "fetch", "collecting", "compil", "resolving", "building", "receiving", "adding "),
}  # fmt: skip
"""The same for words that many lines hold: looked for only where lines are scored."""

MARKS: Final[tuple[str, ...]] = (
    '" exited with ', "failed and exited with", "process completed with exit code", "error: job failed", "exited with code ",
    "script returned exit code",
)  # fmt: skip
"""Words of the lines with which CI systems say that a command failed."""

FAILED: Final = Pattern(
    r'.*" exited with [1-9]|The command ".{0,2000} failed and exited with [1-9]|(?:##\[error\]|Error: )?Process completed with exit code [1-9]'
    r"|ERROR: Job failed|.*\b[Ee]xited with code [1-9]|.*script returned exit code [1-9]"
)
"""Such a line, from its beginning."""

OPENINGS: Final[tuple[str, ...]] = ("travis_time:start:", "travis_fold:start:", "##[group]run ", "section_start:")
"""Words of the lines with which CI systems begin the output of a command."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """`firsts`: what the line may begin with, white space aside; `needs`: what it must hold one of; both empty for anything."""

    source: str
    firsts: str = ""
    needs: tuple[str, ...] = ()

    def fits(self, line: str, first: str) -> bool:
        """Whether a line has the shape; the cheap questions come first."""
        if (self.firsts and first not in self.firsts) or (self.needs and not any(need in line for need in self.needs)):
            return False
        return _compiled(self.source).search(line) is not None


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


SHAPES: Final[dict[str, _Shape]] = {
    "capitals": _Shape(
        r"\b(?:FAIL|FAILED|FAILURES?|ERRORS?|FATAL|Failures?|Failed|Errors?|BUG|CRITICAL)\b",
        needs=("FA", "Fail", "Error", "ERROR", "BUG", "CRIT"),
    ),
    "class": _Shape(r"\b[A-Z]\w{1,80}(?:Error|Exception|Failure)\b", needs=("Error", "Exception", "Failure")),
    "place": _Shape(r"\.\w{1,5}[:(]\d|\bline \d", needs=(":", "(", "line ")),
    "frame": _Shape(r"^(?:\s+(?:at|from|in) \S|\s*File \"|\s*#\d+ |\s+\.\.\. \d+ more)", firsts="afiF#."),
    "called": _Shape(r"^\s*\w[\w.$/<>]*\([\w.]*:\d+\)", needs=("(",)),
    "caret": _Shape(r"^(?:\s*[\^~]+[\s^~]*$|\s*\d* ?\|)", firsts="^~|0123456789"),
    "diff": _Shape(r"^\s*[-+](?:\s|[^-+\s])", firsts="-+"),
    "marked": _Shape(r"^[E>] {2}", firsts="E>"),
    "item": _Shape(r"^\s*(?:\d{1,4}\)|not ok \d|--- FAIL|\* FAIL|(?:FAIL|FAILED|ERROR|Failure|Error)\b)", firsts="0123456789n-*FE"),
    "count": _Shape(
        r"\b[1-9]\d{0,5} (?:fail|error|problem)|(?:[Ff]ailures|[Ee]rrors|[Ff]ailed): ?[1-9]", needs=("ail", "rror", "problem")
    ),
    "command": _Shape(r"^\s*(?:\$ |\+{1,4} |> )\S", firsts="$+>"),
    "rule": _Shape(r"^(?:\s*([=\-*_#~])\1{9,}|[=\-*_]{3,} .{1,200} [=\-*_]{3,}$)", firsts="=-*_#~"),
    "make": _Shape(r"^(?:[\w./-]*make(?:\[\d+\])?|ninja|npm|gmake): |^npm ERR!|^error Command failed", firsts="mng./eE"),
    "done": _Shape(r"^(?:Done\. Your build|travis_(?:fold|time):|section_(?:start|end):|##\[(?:end)?group\])", firsts="Dts#"),
}
"""Name → what it looks like. Looked at only where lines are scored."""

_CODE_ENDS: Final = ("{", "}", ";")
SHAPE_NAMES: Final[Sequence[str]] = (*SHAPES, "code", "blank", "indented", "deep", "long")


def weak_clues(texts: Mapping[int, str]) -> dict[str, list[int]]:
    """For each class of WEAK the keys of the texts that hold one of its words."""
    keys = list(texts)
    found = _weak_gate().candidates(lines_from(texts.values()))
    return {name: [keys[at] for at in places] for name, places in zip(WEAK, found, strict=True)}


@cache
def _weak_gate() -> Gate:
    return Gate(list(WEAK.values()))


def shapes_of(line: str) -> list[str]:
    """Names of the shapes that a line has, with those that need no pattern."""
    bare = line.lstrip()
    if not bare:
        return ["blank"]
    found = [name for name, shape in SHAPES.items() if shape.fits(line, bare[0])]
    indent = len(line) - len(bare)
    if bare.endswith(_CODE_ENDS):
        found.append("code")
    if indent:
        found.append("indented" if indent < 8 else "deep")
    if len(line) > 200:
        found.append("long")
    return found
