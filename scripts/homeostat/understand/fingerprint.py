"""The key by which a failure is known again, on another machine and another day.

It is the SHA-256 of a text that holds what stays the same: the rule, and for each failure its tool, exception or code, masked
message, file name and test. Sorted, since tests run in any order. The file counts without its folders: where a repository is
checked out cannot be told from every tool's output, and message and test tell the rest apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from homeostat.records import FINGERPRINT_VERSION, Failure
from homeostat.understand.masks import base_name, mask, mask_test

MAX_FAILURES: Final = 200
"""Failures that count, after sorting. A run with more of them is told apart by its first ones well enough."""


def fingerprint_of(rule: str, failures: Iterable[Failure], headline: str) -> tuple[str, str]:
    """SHA-256 in hex, and the text that it was made from."""
    entries = sorted({_entry(failure) for failure in failures})[:MAX_FAILURES]
    lines = [f"homeostat/{FINGERPRINT_VERSION}", f"rule={rule}", *(entries or [f"message={mask(headline)}"])]
    preimage = "\n".join(lines)
    return hashlib.sha256(preimage.encode("utf-8", "surrogatepass")).hexdigest(), preimage


def _entry(failure: Failure) -> str:
    """One line a failure. A message that is only the summary's is cut to the terminal's width, so only its exception counts."""
    known = failure.code or failure.tool != "pytest"
    message = mask(failure.message) if known and not failure.message.endswith("...") else ""
    parts = (
        failure.tool or "",
        failure.code or "",
        message,
        base_name(failure.file or ""),
        mask_test(failure.test or ""),
    )
    return " | ".join(parts)
