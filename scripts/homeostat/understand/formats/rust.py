"""Failures of Rust: rustc and clippy, cargo and its tests, nextest, miri, rustfmt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import (
    FAILED,
    LONGEST,
    MOST_FINDINGS,
    Shape,
    bare,
    failure_of,
    last_while,
    one_each,
    shaped,
)
from homeostat.understand.pattern import Pattern

# -- rustc, clippy -----------------------------------------------------------------------------------------------------------

_HEADING: Final = Pattern(r"\s{0,16}error(?:\[(?P<code>[\w:-]{1,60})\])?: (?P<message>\S.*)$")
_ARROW: Final = Pattern(r"\s{0,24}--> (?P<file>[^\s:][^:]{0,259}):(?P<line>\d{1,7}):(?P<column>\d{1,5})\s*$")
_ANY_HEADING: Final = Pattern(r"\s{0,16}(?:error|warning|note|help)(?:\[[\w:-]{1,60}\])?: ")
_CONSEQUENCE: Final = Pattern(
    r"(?:aborting due to|could not compile|build failed|\d+ (?:target|job)s? failed|test failed, to rerun|doctest failed|process didn't exit|failed to run custom build|some crates)"
)
_LINT: Final = Pattern(
    r".{0,80}?`#\[(?:deny|forbid|warn)\((?P<code>[\w:]{1,60})\)\]`|.{0,60}?`-[DF] (?P<code2>[\w:-]{1,60})|.{0,80}?rust-clippy/[\w./-]{1,40}/index\.html#(?P<code3>\w{1,60})"
)
_BELOW: Final = 5  # lines between a heading and its arrow; a message may run over several
_LINKED: Final = Pattern(r"linking with .{1,60} failed|could not find native|unable to find library")
_OLD: Final = Pattern(
    r"(?P<file>[^\s:()]{1,260}\.rs):(?P<line>\d{1,7}):(?P<column>\d{1,5}): \d{1,7}:\d{1,5} error: (?P<message>.+)"
)
_SHORT: Final = Pattern(
    r"(?P<file>[^\s:()]{1,260}\.rs):(?P<line>\d{1,7}):(?P<column>\d{1,5}): error(?:\[(?P<code>\w{1,12})\])?: (?P<message>.+)"
)


def _rustc(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`error[E0308]: message`, its place behind the arrow below, then the source with its labels up to a blank line."""
    return islice(filter(None, (_rustc_at(lines, index) for index in candidates)), MOST_FINDINGS)


def _rustc_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    match = _HEADING.match(line)
    if not match:
        other = _SHORT.match(line) or _OLD.match(line)
        return Finding(failure=failure_of("rustc", Category.SYNTAX, other.groupdict()), start=index, stop=index) if other else None
    if _CONSEQUENCE.match(match["message"]):
        return None
    placed = _arrow(lines, index)
    if placed is None:
        return _linking(lines, index, match["message"])
    stop = last_while(lines, placed[0], lambda text: bool(bare(text).strip()), LONGEST)
    code = match["code"] or _lint(lines, placed[0], stop)
    tool = "clippy" if code and code.startswith("clippy") else "rustc"
    groups = {**placed[1], "message": match["message"], "code": code}
    return Finding(failure=failure_of(tool, Category.SYNTAX, groups), start=index, stop=stop)


def _arrow(lines: Sequence[str], index: int) -> tuple[int, dict[str, str | None]] | None:
    for below in range(index + 1, min(len(lines), index + 1 + _BELOW)):
        line = bare(lines[below])
        match = _ARROW.match(line)
        if match:
            return below, match.groupdict()
        if _ANY_HEADING.match(line) and not line.startswith(" "):
            return None
    return None


def _lint(lines: Sequence[str], start: int, stop: int) -> str | None:
    for index in range(start, stop + 1):
        match = _LINT.match(lines[index])
        if match:
            return match["code"] or match["code2"] or f"clippy::{match['code3']}"
    return None


def _linking(lines: Sequence[str], index: int, message: str) -> Finding | None:
    if not _LINKED.match(message):
        return None
    stop = last_while(lines, index, lambda _: True, 14)
    return Finding(failure=failure_of("rustc", Category.SYNTAX, {"message": message}), start=index, stop=stop)


# -- tests -----------------------------------------------------------------------------------------------------------------

_TEST: Final = Pattern(r"test (?P<test>\S.{0,300}?)(?: - should panic)? \.\.\. (?:FAILED|.{0,300}FAILED)(?: <[\d.]{1,10}s>)?$")
_STDOUT: Final = Pattern(r"---- (?P<test>\S.{0,300}?) (?:stdout|stderr) ----$")
_STDOUT_END: Final = Pattern(r"---- \S|failures:$|test result: |error: |successes:$")
_PANICKED: Final = Pattern(
    r"thread '(?P<thread>.{1,300}?)'(?: \(\d{1,12}\))? panicked at (?:'(?P<quoted>.*)', (?P<file>[^\s:,']{1,260}):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?|(?P<file2>[^\s:]{1,260}):(?P<line2>\d{1,7})(?::(?P<column2>\d{1,5}))?:?|'(?P<open>.*))$"
)
_OPEN_END: Final = Pattern(r".{0,600}', (?P<file>[^\s:,']{1,260}):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?$")
_NEXTEST: Final = Pattern(
    r"\s{2,12}(?:FAIL|TIMEOUT|SIGABRT|SIGSEGV|ABORT|LEAK-FAIL|TRY \d+ FAIL) \[\s{0,8}>?[\d.]{1,12}s\] (?:\(\s{0,6}[\d/ ─]{1,16}\)\s{1,3})?(?P<package>\S{1,200}) (?P<test>\S{1,300})$"
)
_NEXTEST_END: Final = Pattern(r"\s{2,12}(?:FAIL|PASS|SLOW|TIMEOUT|START|TRY|Canceling|Cancelling|Summary|-{4}) |-{8}")


def _tests(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Each test's captured output with its panic; the lines that only say FAILED otherwise. Retried and passed tests of nextest too."""
    found = (_test_at(lines, index) for index in candidates)
    return one_each(filter(None, found), lambda failure: failure.test)


def _test_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    stdout = _STDOUT.match(line)
    if stdout:
        stop = last_while(lines, index, lambda text: not _STDOUT_END.match(bare(text)), LONGEST)
        return _panicked(lines, index, stop, stdout["test"])
    nextest = _NEXTEST.match(line)
    if nextest:
        stop = last_while(lines, index, lambda text: not _NEXTEST_END.match(bare(text)), LONGEST)
        return _panicked(lines, index, stop, f"{nextest['package']} {nextest['test']}")
    match = _TEST.match(line)
    return _of_test(index, index, match["test"], FAILED, {}) if match else None


def _panicked(lines: Sequence[str], start: int, stop: int, test: str) -> Finding:
    for index in range(start + 1, stop + 1):
        match = _PANICKED.match(bare(lines[index]))
        if match:
            message, place = _panic(lines, index, match.groupdict(), stop)
            return _of_test(start, stop, test, message, place)
    told = next((lines[i].strip() for i in range(start + 1, stop + 1) if lines[i].strip().startswith(("Error:", "error"))), FAILED)
    return _of_test(start, stop, test, told, {})


def _panic(lines: Sequence[str], index: int, groups: dict[str, str | None], stop: int) -> tuple[str, dict[str, str | None]]:
    """Message and place: before Rust 1.73 on one line, quoted; since then the message stands on the next lines."""
    if groups["file"]:
        return groups["quoted"] or FAILED, groups
    if groups["file2"]:
        below = [bare(lines[i]).strip() for i in range(index + 1, min(stop, index + 4) + 1)]
        return "; ".join(text for text in below if text and not text.startswith("note: "))[:600] or FAILED, {
            "file": groups["file2"],
            "line": groups["line2"],
            "column": groups["column2"],
        }
    ended = next((match for i in range(index + 1, min(stop, index + 12) + 1) if (match := _OPEN_END.match(bare(lines[i])))), None)
    return groups["open"] or FAILED, ended.groupdict() if ended else {}


def _of_test(start: int, stop: int, test: str, message: str, place: dict[str, str | None]) -> Finding:
    file, line, column = place.get("file"), place.get("line"), place.get("column")
    own = bool(file) and not is_foreign(file or "") and not (file or "").startswith(("src/libcore", "src/libstd", "/rustc"))
    failure = Failure(
        message=message,
        file=repository_path(file) if own and file else None,
        line=int(line) if own and line else None,
        column=int(column) if own and column else None,
        test=test,
        tool="cargo test",
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=start, stop=stop)


def _panics(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A main thread's panic: a program or a build script that ended so. Tests' threads bear the tests' names."""
    for index in candidates:
        match = _PANICKED.match(bare(lines[index]))
        if match and match["thread"] in {"main", "rustc"}:
            stop = last_while(lines, index, lambda line: bool(line.strip()), 40)
            message, place = _panic(lines, index, match.groupdict(), stop)
            failure = _of_test(index, stop, "", message, place).failure
            plain = Failure(
                message=message,
                file=failure.file,
                line=failure.line,
                column=failure.column,
                tool="rust",
                code="panic",
                category=Category.RUNTIME,
            )
            yield Finding(failure=plain, start=index, stop=stop)


# -- cargo -----------------------------------------------------------------------------------------------------------------

_CARGO: Final = (
    Shape("cargo", Pattern(r"error: (?P<message>failed to (?:select a version|resolve|get|load source|download|fetch|parse manifest|query|verify the checksum|read|load manifest|update registry).*)"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda _: True, 16)),
    Shape("cargo", Pattern(r"error: (?P<message>(?:no matching package|package `|the lock file|cannot (?:update the lock|find a matching)|checksum|no such (?:command|subcommand)|Unrecognized option|unexpected argument|unable to get packages|the package `|dependency `|toolchain '|component '|rustc \S+ is not supported|feature `|multiple packages|current package believes|virtual manifests|invalid (?:type|character|value)|Found argument|crate `|no (?:bin|example|test) target).*)"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 10)),
    Shape("cargo", Pattern(r"error: (?P<message>failed to run custom build command for `.{1,200}`)"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda _: True, 40)),
    Shape("rustfmt", Pattern(r"Diff in (?P<file>(?:[A-Za-z]:)?(?:\\\\\?\\)?[^\s:]{1,260})(?: at line |:)(?P<line>\d{1,7}):?"), message="not formatted", extent=lambda lines, index: last_while(lines, index, lambda line: line[:1] in {" ", "+", "-"} and bool(line.strip()), 30)),
    Shape("miri", Pattern(r"error: (?P<message>Undefined Behavior: .+|unsupported operation: .+)"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda _: True, 20)),
)  # fmt: skip


FORMATS: Final[tuple[Format, ...]] = (
    Format("cargo-test", ("... failed", "---- ", " fail [", " timeout [", " sigabrt [", " sigsegv [", " abort ["), _tests),
    Format("rustc", ("error: ", "error["), _rustc),
    Format("rust-panic", ("panicked at ",), _panics),
    shaped("cargo", ("error: ", "diff in ", "error["), *_CARGO),
)
