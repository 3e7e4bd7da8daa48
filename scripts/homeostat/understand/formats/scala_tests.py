"""Failed tests as ScalaTest, specs2, MUnit and others report them through sbt, and as clojure.test does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import FAILED, bare, last_while, one_each
from homeostat.understand.pattern import Pattern

_MARK: Final = Pattern(r"(?:\[(?:info|error|warn)\] ?){1,2}")
_PLACE: Final = Pattern(r".{0,900}\((?P<file>[\w$-]{1,120}\.(?:scala|sc|java|kt)):(?P<line>\d{1,7})\)")

_SCALATEST: Final = Pattern(r"(?P<indent>\s{0,20})[-+] (?P<test>\S.{0,500}?) \*\*\* FAILED \*\*\*(?: \(.{1,60}\))?$")
_SUITE: Final = Pattern(r"(?P<suite>[\w.$ ]{1,200}):$")
_SCOPE: Final = Pattern(r"\s{0,20}(?![-+*!x]\s)\S")
_FAR_ABOVE: Final = 400

_SPECS2: Final = Pattern(r"(?:\[info\] )?\[error\]\s{1,20}[x!] (?P<test>\S.{0,500})$")
_MUNIT: Final = Pattern(r"==> X (?P<test>\S.{0,400}?)  ?[\d.]{1,10}s\s?(?P<message>.{0,600})$")
_INTERFACE: Final = Pattern(r"Test (?P<test>(?:[\w$]{1,80}\.){1,20}[^\s:]{1,300}) failed: (?P<message>.{0,900})$")
_CHECK: Final = Pattern(r"! (?P<test>[\w.$ -]{1,300}): (?P<message>(?:Falsified|Exception raised|Gave up) .{0,300})$")
_PARTEST: Final = Pattern(r"!! {1,4}\d{1,6} - (?P<test>\S{1,260}) {1,60}\[(?P<message>[^\]]{1,200})\]$")
_SBT_HEADER: Final = Pattern(r"(?:Failed|Error)(?: during)? tests:$|Error during tests:$|Failed tests:$")
_SBT_CLASS: Final = Pattern(r"\s{1,8}(?P<test>(?:[\w$]{1,80}\.){0,20}[\w$]{1,120})$")

_CLOJURE: Final = Pattern(
    r"(?P<how>FAIL|ERROR) in (?:\((?P<test>[^\s()]{1,300})\)|(?P<test2>[^\s()]{1,300})) \((?P<file>[^\s():]{1,200}):(?P<line>\d{1,7})\)"
)
_NAMESPACE: Final = Pattern(r"(?:lein test|Testing) (?::only )?(?P<name>[\w.*+!?<>=/-]{1,200})$")
_CLOJURE_END: Final = Pattern(r"(?:FAIL|ERROR) in |Ran \d+ tests|lein test |Testing ")
_MIDJE: Final = Pattern(r"FAIL (?:(?P<test>\S.{0,300}?) )?at \((?P<file>[^\s():]{1,200}):(?P<line>\d{1,7})\)")


def _unmarked(line: str) -> str:
    text = bare(line)
    mark = _MARK.match(text)
    return text[mark.end() :] if mark else text


def _sbt(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Tests first; then the classes that sbt lists and of which no test is known."""
    found = one_each(filter(None, (_sbt_test(lines, index) for index in candidates)), lambda failure: failure.test)
    known = " ".join(finding.failure.test or "" for finding in found)
    classes = [finding for index in candidates for finding in _sbt_classes(lines, index)]
    missing = (finding for finding in classes if not found or (finding.failure.test or "").rpartition(".")[2] not in known)
    return [*found, *one_each(missing, lambda failure: failure.test)]


def _sbt_test(lines: Sequence[str], index: int) -> Finding | None:
    text = _unmarked(lines[index])
    scalatest = _SCALATEST.match(text)
    if scalatest:
        return _told(lines, index, _whole_name(lines, index, scalatest["test"], len(scalatest["indent"])), "scalatest")
    specs2 = _SPECS2.match(bare(lines[index]))
    if specs2:
        return _told(lines, index, specs2["test"], "specs2")
    for tool, pattern in (("munit", _MUNIT), ("junit", _INTERFACE), ("scalacheck", _CHECK), ("partest", _PARTEST)):
        match = pattern.match(text)
        if match:
            return _told(lines, index, match["test"], tool, match["message"])
    return None


def _told(lines: Sequence[str], index: int, test: str, tool: str, message: str = "") -> Finding:
    """The message stands below, further in, with its place in brackets."""
    stop = last_while(lines, index, lambda line: _is_further_in(_unmarked(line)), 30)
    below = [_unmarked(lines[i]).strip() for i in range(index + 1, stop + 1)]
    place = next((match for text in (message, *below) if (match := _PLACE.match(text))), None)
    failure = Failure(
        message=message or (below[0] if below else FAILED),
        file=place["file"] if place else None,
        line=int(place["line"]) if place else None,
        test=test,
        tool=tool,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


def _is_further_in(text: str) -> bool:
    return text.startswith("  ") and not text.lstrip().startswith(("- ", "+ ", "x ", "! "))


def _whole_name(lines: Sequence[str], index: int, test: str, depth: int) -> str:
    """The test's name behind those of the scopes that stand further out above it, up to the suite's."""
    parts = [test]
    for above in range(index - 1, max(-1, index - _FAR_ABOVE), -1):
        text = _unmarked(lines[above]).rstrip()
        suite = _SUITE.match(text)
        if suite and not text.startswith(" "):
            return " ".join([suite["suite"], *parts])
        outer = len(text) - len(text.lstrip())
        if _SCOPE.match(text) and (outer < depth or (outer == depth == 0)) and len(parts) < 6:
            parts.insert(0, text.strip())
            depth = max(0, outer) if outer else -1
    return " ".join(parts)


def _sbt_classes(lines: Sequence[str], index: int) -> Iterator[Finding]:
    if "[error]" not in lines[index] or not _SBT_HEADER.match(_unmarked(lines[index])):
        return
    for below in range(index + 1, min(len(lines), index + 500)):
        match = _SBT_CLASS.match(_unmarked(lines[below]))
        if not match or "[error]" not in lines[below]:
            return
        failure = Failure(message=FAILED, test=match["test"], tool="sbt", category=Category.RUNTIME)
        yield Finding(failure=failure, start=below, stop=below)


def _clojure(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`FAIL in (name) (file:line)`, then what was expected; the namespace stands above."""
    namespace = ""
    for index in candidates:
        line = bare(lines[index])
        opened = _NAMESPACE.match(line)
        namespace = opened["name"] if opened else namespace
        match = _CLOJURE.match(line) or _MIDJE.match(line)
        if match:
            yield _clojure_finding(lines, index, dict(match.groupdict()), namespace)


def _clojure_finding(lines: Sequence[str], index: int, groups: dict[str, str | None], namespace: str) -> Finding:
    stop = last_while(lines, index, lambda line: bool(line.strip()) and not _CLOJURE_END.match(line))
    below = [lines[i].strip() for i in range(index + 1, stop + 1)]
    told = next((text for text in below if text.startswith(("actual:", "expected:", "Actual"))), below[0] if below else FAILED)
    actual = next((text for text in below if text.startswith("actual:")), told)
    test = groups.get("test") or groups.get("test2") or ""
    failure = Failure(
        message=actual,
        file=groups.get("file"),
        line=int(groups["line"] or 0) or None,
        test=f"{namespace}/{test}" if namespace and "/" not in test and '"' not in test else test,
        tool="clojure.test",
        category=Category.RUNTIME,
    )
    return Finding(failure=dataclasses.replace(failure), start=index, stop=stop)


FORMATS: Final[tuple[Format, ...]] = (
    Format("sbt-tests", ("*** failed ***", "[error]", "==> x ", "falsified", "exception raised", "gave up", "!! "), _sbt),
    Format("clojure-tests", ("fail in ", "error in (", "lein test ", "testing ", 'fail "', "fail at ("), _clojure),
)
