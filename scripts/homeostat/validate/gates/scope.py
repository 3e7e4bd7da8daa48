"""The scope gate: a change stays small and away from what it must not touch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from homeostat.records import Gate, Status

# Files that decide what runs, or who reviews: a change to them is never safe by itself.
PROTECTED = re.compile(
    r"(\.github/.*|(.*/)?action\.ya?ml|(.*/)?CODEOWNERS|(.*/)?(CLAUDE|AGENTS)\.md|\.(claude|cursor|gitlab|circleci)/.*|\.gitlab-ci\.yml"
    r"|\.gitmodules|\.gitattributes|(.*/)?\.gitignore|(.*/)?(uv\.lock|poetry\.lock|pdm\.lock|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a patch may be, and the policy for protected files (request-review, blocked, allowed)."""

    max_files: int
    max_bytes: int
    protected_files: str


def scope(patch: str, touched: Sequence[str], declared: Sequence[str], limits: Limits) -> Gate:
    """Fail: too large, an undeclared file, a forbidden one, a link or a submodule. Inconclusive: a protected file for a person to look at."""
    wrong = [
        *_too_large(patch, touched, limits),
        *(f"{path} is not a file of the remedy" for path in sorted({*touched} - {*declared})),
    ]
    if re.search(r"^(new file mode|new mode|index \S+) (120000|160000)$", patch, re.MULTILINE):
        wrong.append("the patch makes a symbolic link or a submodule")
    guarded = [path for path in touched if PROTECTED.fullmatch(path)] if limits.protected_files != "allowed" else []
    reasons = [f"{path} is protected" for path in guarded]
    if wrong or (guarded and limits.protected_files == "blocked"):
        return Gate(name="scope", status=Status.FAIL, reasons=(*wrong, *reasons))
    return Gate(name="scope", status=Status.INCONCLUSIVE if guarded else Status.PASS, reasons=tuple(reasons))


def _too_large(patch: str, touched: Sequence[str], limits: Limits) -> list[str]:
    size = len(patch.encode("utf-8", "surrogateescape"))
    found = []
    if not touched:
        found.append("the patch changes nothing")
    if len(touched) > limits.max_files:
        found.append(f"{len(touched)} files, at most {limits.max_files} are allowed (max-patch-files)")
    if size > limits.max_bytes:
        found.append(f"{size} bytes, at most {limits.max_bytes} are allowed (max-patch-size)")
    return found
