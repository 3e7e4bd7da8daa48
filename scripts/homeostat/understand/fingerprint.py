"""The key by which a failure is known again, on another machine and another day, and two wider ones to find its kin.

The key is the SHA-256 of a text, its preimage, that holds what stays the same: the rule, and for each failure a line of tool,
exception or code, masked message, file name and test. Sorted, since tests run in any order. The file counts without its folders: where
a repository is checked out cannot be told from every tool's output, and message and test tell the rest apart.

Three levels, each the one before with more in it:

- `message`: tool, exception or code, message. The same trouble wherever it shows: a lost service fails a hundred tests at once.
- `frame`: and the file, without its line. The same place in the code.
- `test`: and the test, and the rule that explained it all. The failure itself; `Diagnosis.fingerprint` is this one.

The preimage is kept, so that a later version of this algorithm can find the same failures under the keys of this one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from homeostat.records import FINGERPRINT_VERSION, Category, Failure
from homeostat.understand.masks import base_name, mask, mask_test

MAX_FAILURES: Final = 200
"""Failures that count, after sorting. A run with more of them is told apart by its first ones well enough."""

LEVELS: Final[Mapping[str, int]] = {"message": 3, "frame": 4, "test": 5}
"""How many columns of a preimage count at each level."""

_BETWEEN: Final = "\t"  # masked text holds no tabs
_RULE: Final = "rule="


def fingerprint_of(rule: str, failures: Iterable[Failure], headline: str) -> tuple[str, str]:
    """SHA-256 in hex, and the text that it was made from."""
    entries = sorted({_entry(failure) for failure in _causes(failures)}) or [_entry(Failure(message=headline))]
    preimage = "\n".join((f"homeostat/{FINGERPRINT_VERSION}", _RULE + rule, *entries[:MAX_FAILURES]))
    return _key(preimage), preimage


def levels_of(preimage: str) -> dict[str, str]:
    """The key of each level, of a failure with this preimage."""
    return {level: _key(text) for level, text in preimages_of(preimage).items()}


def preimages_of(preimage: str) -> dict[str, str]:
    """The text that each level's key is made from; that of the last level is the preimage itself."""
    version, rule, *entries = preimage.split("\n")
    wider = {
        level: "\n".join((f"{version}/{level}", *sorted({_columns(entry, count) for entry in entries})))
        for level, count in LEVELS.items()
        if level != "test"
    }
    return {**wider, "test": "\n".join((version, rule, *entries))}


def _causes(failures: Iterable[Failure]) -> list[Failure]:
    """Without the targets that make gave up: which of them it names depends on how many it builds at once."""
    known = list(failures)
    return [failure for failure in known if not _passed_on(failure)] or known


def _passed_on(failure: Failure) -> bool:
    return failure.tool == "make" and failure.category is Category.RUNTIME


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _columns(entry: str, count: int) -> str:
    return _BETWEEN.join(entry.split(_BETWEEN)[:count])


def _entry(failure: Failure) -> str:
    """One line a failure. A message that is only the summary's is cut to the terminal's width, so only its exception counts."""
    known = failure.code or failure.tool != "pytest"
    message = mask(failure.message) if known and not failure.message.endswith("...") else ""
    parts = (failure.tool or "", failure.code or "", message, base_name(failure.file or ""), mask_test(failure.test or ""))
    return _BETWEEN.join(" ".join(part.split()) for part in parts)
