"""Failed tests as maven's surefire and failsafe report them, in each test's block and in the lists at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats import jvm_runners, scala_tests
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.jvm_trace import EXCEPTION, finding_with, trace_below
from homeostat.understand.formats.shapes import FAILED, LONGEST, bare, indent, one_each
from homeostat.understand.pattern import Pattern

_BLOCK: Final = Pattern(
    r"(?:\[ERROR\]\s{1,3})?(?P<name>\S.{0,700}?)(?:\s{1,4}|\s--\s)Time elapsed: .{1,40}<<< (?:FAILURE|ERROR)!(?P<suite>\s.*)?$"
)
_BLOCK_END: Final = Pattern(
    r"(?:\[\w{4,7}\] )?(?:Tests run: |Running |Results ?:|BUILD |Failed tests:|Tests in error:|(?:Failures|Errors|Flakes):)|.{0,700}Time elapsed: .{1,40}<<< |\[INFO\]"
)
_HEADER: Final = Pattern(
    r"(?:(?P<old>Failed tests|Tests in error|Flaked tests)|\[(?:ERROR|WARNING|INFO)\] (?P<new>Failures|Errors|Flakes|Flaked tests)): ?\s*(?P<first>\S.*)?$"
)
_LIST_END: Final = Pattern(
    r"(?:\[\w{4,7}\] )?(?:Tests run: |Failed tests:|Tests in error:|Flaked tests:|(?:Failures|Errors|Flakes): ?$|BUILD |-{20}|Reactor Summary|Failed to execute goal)"
)
_BY_METHOD: Final = Pattern(  # method(pkg.Class): message
    r"(?P<method>[^()\s][^()]{0,300}?(?:\([^()]{0,200}\))?(?:\[[^\]]{0,200}\])?)\((?P<owner>(?:[\w$]{1,80}\.){0,20}[\w$]{1,120})\)"
    r"(?:\([\w.$]{1,300}\))?(?::? ?(?P<message>.*))?$"
)
_BY_CLASS: Final = Pattern(  # Class.method:12->helper:3 message
    r"(?P<owner>(?:[\w$]{1,120}\.){0,20}?[A-Z_$][\w$]{0,150})(?:>(?P<parent>[\w$.]{1,150}))?\.(?P<method>[\w$]{1,200}(?:\([^()]{0,200}\))?(?:\{[^}]{0,200}\})?(?:\[[^\]]{0,200}\])?)"
    r"(?::(?P<line>\d{1,7}))?(?:->\S{1,300})?(?:\s+(?:» ?)?(?P<message>.*))?$"
)
_RUN: Final = Pattern(r"\s*(?:\[\w{4,7}\]\s+)?Run \d+: ")
_MARK: Final = Pattern(r"\[(?:ERROR|WARNING|INFO)\] ?")
_MOST_ENTRIES: Final = 2000  # lines of one list
_TOOL: Final = "surefire"


@dataclass(frozen=True, slots=True)
class _Name:
    """The class as far as it is told, and the method with its parameters."""

    owner: str
    method: str

    @property
    def full(self) -> str:
        return f"{self.owner}.{self.method}" if self.method else self.owner

    @property
    def key(self) -> tuple[str, str]:
        """The same for the block's name and for the list's, which leaves out the package and often the parameters."""
        return self.owner.rpartition(".")[2], self.method.partition("[")[0].partition("(")[0].partition("{")[0]


def _read(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    blocks: list[Finding] = []
    entries: list[Finding] = []
    flakes: set[tuple[str, str]] = set()
    for index in candidates:
        line = bare(lines[index])
        block = _block(lines, index, line) if "<<<" in line else None
        if block:
            blocks.append(block)
        header = None if block else _HEADER.match(line)
        if header and (header["old"] or header["new"] or "").startswith("Flake"):
            flakes.update(_key(finding) for finding in _entries(lines, index, header["first"]))
        elif header:
            entries.extend(_entries(lines, index, header["first"]))
    return _put_together(blocks, entries, flakes)


def _put_together(blocks: list[Finding], entries: list[Finding], flakes: set[tuple[str, str]]) -> list[Finding]:
    """Blocks with what the lists tell of them, then what stands in a list only. What passed in a later run did not fail."""
    failed = {_key(entry) for entry in entries}
    flaky = flakes - failed
    shown = {_key(block) for block in blocks}
    blocks = one_each((block for block in blocks if _key(block) not in flaky), lambda failure: failure.test)
    listed = one_each((entry for entry in entries if _key(entry) not in shown), lambda failure: failure.test)
    return [*blocks, *listed]


def _block(lines: Sequence[str], index: int, line: str) -> Finding | None:
    match = _BLOCK.match(line)
    if not match or match["name"].startswith("Tests run:"):
        return None
    name = _block_name(match["name"])
    return finding_with(trace_below(lines, index, name.owner, _BLOCK_END), name.full, _TOOL, index)


def _block_name(text: str) -> _Name:
    """`method(pkg.Class)` or `pkg.Class.method`; a class alone if it could not be set up."""
    match = _BY_METHOD.match(_instance(text))
    if match and "." not in match["method"].partition("(")[0]:
        return _Name(match["owner"], "" if match["method"] == match["owner"] else match["method"])
    head = text.partition("(")[0].partition("[")[0].partition("{")[0]
    owner, dot, _ = head.rpartition(".")
    if not dot or text.rpartition(".")[2][:1].isupper():
        return _Name(text, "")
    return _Name(owner, text[len(owner) + 1 :])


def _instance(text: str) -> str:
    """TestNG's `method on instance method(pkg.Class)(pkg.Class)` as others write it."""
    _, found, named = text.partition(" on instance ")
    return named.partition(")")[0] + ")" if found else text


def _entries(lines: Sequence[str], start: int, first: str | None) -> Iterator[Finding]:
    """The tests of a list. Lines that name no test are the message of the one before."""
    limit = min(len(lines), start + _MOST_ENTRIES)
    stop = next((index for index in range(start + 1, limit) if _LIST_END.match(bare(lines[index]))), limit)
    starts = [(start, _entry(first))] if first else []
    starts += [(index, _entry(_unmarked(lines[index]))) for index in range(start + 1, stop) if _may_begin(lines, index)]
    named = [(index, entry) for index, entry in starts if entry]
    for (index, (name, groups)), following in zip(named, [*(i for i, _ in named[1:]), stop], strict=False):
        yield _listed(lines, index, following, name, groups)


def _unmarked(line: str) -> str:
    text = bare(line)
    mark = _MARK.match(text)
    return text[mark.end() :] if mark else text


def _entry(text: str) -> tuple[_Name, dict[str, str | None]] | None:
    """The test that a line of a list names."""
    bare_text = text.strip()
    match = _BY_CLASS.match(bare_text) or _BY_METHOD.match(_instance(bare_text))
    if not match or EXCEPTION.match(bare_text):
        return None
    return _Name(match["owner"], match["method"]), match.groupdict()


def _may_begin(lines: Sequence[str], index: int) -> bool:
    """Entries stand two blanks in, or none if the runs of a test follow; what stands elsewhere belongs to a message."""
    line = lines[index]
    if _RUN.match(line):
        return False
    depth = indent(_unmarked(line))
    return depth == 2 or (depth == 0 and index + 1 < len(lines) and bool(_RUN.match(lines[index + 1])))


def _listed(lines: Sequence[str], index: int, following: int, name: _Name, groups: dict[str, str | None]) -> Finding:
    stop = min(following - 1, index + LONGEST)
    while stop > index and not _unmarked(lines[stop]).strip():
        stop -= 1
    rest = next((_unmarked(lines[i]).strip() for i in range(index + 1, stop + 1) if _unmarked(lines[i]).strip()), "")
    line = groups.get("line")
    failure = Failure(
        message=(groups.get("message") or "").strip() or rest or FAILED,
        line=int(line) if line else None,
        test=name.full,
        tool=_TOOL,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


def _key(finding: Finding) -> tuple[str, str]:
    return _block_name(finding.failure.test or "").key


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        _TOOL,
        (
            "<<< failure!",
            "<<< error!",
            "failed tests:",
            "tests in error:",
            "flaked tests:",
            "] failures:",
            "] errors:",
            "] flakes:",
        ),
        _read,
    ),
    *jvm_runners.FORMATS,
    *scala_tests.FORMATS,
)
