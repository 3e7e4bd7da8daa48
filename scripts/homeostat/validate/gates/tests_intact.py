"""The tests gate: no test is weakened. Going green by dropping an assertion is no cure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping

from homeostat.records import Gate, Status

TEST = re.compile(
    r"(^|/)(tests?|testing|spec|__tests__)/|(^|/)(test_[^/]*|conftest|tests?)\.py$|_tests?\.(py|go)$|\.(test|spec)\.[jt]sx?$"
)
SKIPS = ("skip", "xfail", "skipif", "skipIf", "skipUnless", "expectedFailure", "importorskip", "deselect")
Versions = tuple[str | None, str | None]


def is_test(path: str) -> bool:
    """Whether a path is a test by the usual names."""
    return TEST.search(path) is not None


def intact_tests(changed: Mapping[str, Versions]) -> Gate:
    """`changed` maps path → text before and after (None: not there). Fail: a test gone, fewer assertions, more skips."""
    reasons, unread = [], []
    for path, (before, after) in sorted(changed.items()):
        if not is_test(path) or before is None:
            continue
        if after is None:
            reasons.append(f"{path} is removed")
        elif not path.endswith(".py"):
            unread.append(f"{path} is a test that this gate cannot read")
        else:
            reasons += [f"{path}: {what}" for what in weakened(before, after)]
    if reasons:
        return Gate(name="tests-intact", status=Status.FAIL, reasons=tuple(reasons))
    return Gate(name="tests-intact", status=Status.INCONCLUSIVE if unread else Status.PASS, reasons=tuple(unread))


def weakened(before: str, after: str) -> list[str]:
    """What a Python test file lost."""
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError, RecursionError):
        return ["cannot be parsed, before or after"]
    if ast.dump(old) == ast.dump(new):
        return []
    was, now = _measure(old), _measure(new)
    found = [f"{name} is gone" for name in sorted((was["tests"] - now["tests"]).elements())]
    found += [f"{lost} assertions fewer" for lost in [was["asserts"].total() - now["asserts"].total()] if lost > 0]
    found += [f"{more} skips more" for more in [now["skips"].total() - was["skips"].total()] if more > 0]
    return found


def _measure(tree: ast.Module) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {"tests": Counter(), "asserts": Counter(), "skips": Counter()}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
            found["tests"][node.name] += 1
        elif isinstance(node, ast.Assert):
            found["asserts"]["assert"] += 1
        elif isinstance(node, ast.Attribute | ast.Name):
            _note(found, node.attr if isinstance(node, ast.Attribute) else node.id)
    return found


def _note(found: dict[str, Counter[str]], name: str) -> None:
    if name in SKIPS:
        found["skips"][name] += 1
    elif name.startswith("assert") or name in ("raises", "warns", "fail"):
        found["asserts"][name] += 1
