"""Failures as pytest reports them: the sections of its report, its short summary, and the lines that show its progress."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.exceptions import FRAME, RULERS, exception_category, exception_name
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS
from homeostat.understand.pattern import Pattern

_LOCATION: Final = Pattern(r"((?:[A-Za-z]:)?[^\s:<>|]{1,400}):(\d{1,7}): ?(\S.*)?$")
_TITLE: Final = Pattern(
    r"[_―]+ (?!_ )(\S.{0,400}?) [_―]+$"
)  # one underscore each side where the terminal is narrower than the title
_RULER: Final = Pattern(r"=+ (\S.{0,200}?) =+$")
_CAPTURED: Final = Pattern(r"-{3,} \S.{0,200} -{3,}$")
_NAME: Final = r"(?:\[\d{1,6}\.\d{1,6}s\] )?(?P<test>[^\s:]{1,300}(?:::[^\[]{1,400}?(?:\[.{0,600}?\](?= - |$))?)?)"
_SUMMARY: Final = Pattern(rf"(?:FAILED|FAIL|ERROR) {_NAME}(?: - (?P<message>.*))?$")
_PROGRESS: Final = Pattern(
    r"(?:\[gw\d{1,4}\] (?:\[ {0,2}\d{1,3}%\] )?(?:FAILED|ERROR) (?P<worker>[^\s:]{1,300}::.{1,600}?)"
    r"|(?P<plain>[^\s:]{1,300}::.{1,600}?) (?:<- \S{1,300} )?(?:FAILED|ERROR))(?:\s{1,200}\[ {0,2}\d{1,3}%\])?$"
)
_MODULE: Final = Pattern(r"(?P<file>[^\s:]{1,300}\.py) [.FEsxXpR]{1,400}(?:\s{1,80}\[ {0,2}\d{1,3}%\])?$")
_USAGE: Final = Pattern(r"ERROR: (?P<message>(?:file (?:or directory )?)?not found: (?P<test>\S{1,600}).*)")
_INTERNAL: Final = "INTERNALERROR> "
_COLLECTING: Final = "ERROR collecting "
_AT: Final = Pattern(r"(?:ERROR|FAILURE) at (?:setup|teardown) of |\[doctest\] ")
_PLAIN_TITLE: Final = Pattern(r"[A-Za-z_][\w.]{0,300}(?:\[.{0,600}\])?$")
_TEST_FILE: Final = Pattern(r"(?:^|[\\/])(?:test_\w{0,200}|\w{0,200}_tests?|tests?)\.py$")
_REPORTING: Final = ("failures", "errors")
_MAYBE: Final = ("", "test session starts")  # plug-ins show failures as they come, and not all output has its headings
_LONGEST_BLOCK: Final = 5000  # lines; a report whose end is cut off would take all that follows
_LONGEST_QUIET: Final = 2000  # lines below a title in which an exception shows, if the title is pytest's
_DEEPEST: Final = 12  # folders of a path that are compared
_SAME_NAMES: Final = 50  # tests of one name among which the right one is looked for
_BACK: Final = 40  # lines before the first line marked E, where no title tells the beginning, and after the last one
_SHOWN_AFTER: Final = 30  # lines shown of what one exception has to say


@dataclass(slots=True, kw_only=True)
class _Block:
    """One section of a report: the test, the frames, the lines marked E."""

    title: str
    start: int
    end: int = 0  # the line before which it was read
    stop: int = 0  # its last line that counts
    first: int = 0  # the first line that the exception has
    marked: list[str] = field(default_factory=list)
    frames: list[tuple[str, int]] = field(default_factory=list)
    gap: bool = False
    captured: bool = False  # what comes below is what the test printed
    text: str = ""

    @property
    def section(self) -> str:
        """The name as the title of a failed test shows it, whatever went wrong with it."""
        return _AT.compiled.sub("", self.title, count=1)

    @property
    def told(self) -> bool:
        """Whether there is an exception or a place, without which lines marked E are none of pytest's."""
        return bool(self.marked) and (bool(self.frames) or any(exception_name(text) for text in self.marked))

    def names(self, path: str) -> bool:
        """Whether one of its frames is in that file."""
        return any(frame.replace("\\", "/").endswith(path) for frame, _ in self.frames)


@dataclass(slots=True)
class _Report:
    """What stands in the output, by kind."""

    blocks: list[_Block] = field(default_factory=list)
    named: dict[str, tuple[int, str]] = field(default_factory=dict)  # test → where it is named, and what the summary says of it
    others: list[Finding] = field(default_factory=list)
    modules: set[str] = field(default_factory=set)  # as the progress names them


def find_pytest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """One finding a failed test or module, named as the short summary names it."""
    report = _read(lines, candidates)
    by_section: dict[str, list[_Block]] = defaultdict(list)
    for section in report.blocks:
        by_section[section.section.removeprefix(_COLLECTING)].append(section)
    found = []
    for test, (index, message) in report.named.items():
        block = _take(by_section.get(_section_name(test)) or by_section.get(test) or [], test)
        found.append(_from_block(block, test) if block else _from_summary(index, test, message))
    left = [block for blocks in by_section.values() for block in blocks]
    return [*found, *_unnamed(left, report), *report.others][:MOST_FINDINGS]


def _take(blocks: list[_Block], test: str) -> _Block | None:
    """The block of a test among those of that title: the one that shows its file, else the first."""
    if not blocks:
        return None
    path = test.partition("::")[0]
    at = next((number for number, block in enumerate(blocks[:_SAME_NAMES]) if block.names(path)), 0)
    return blocks.pop(at)


def _unnamed(blocks: Iterable[_Block], report: _Report) -> Iterator[Finding]:
    """Sections of tests that no summary names. A test that was named, has failed before or at teardown too, is no other one."""
    seen = {_key(test) for test in report.named}
    sections = {_section_name(test) for test in report.named}
    modules = _by_ending(report.modules)
    for block in blocks:
        test = _own_name(block, modules)
        if test is None:
            yield _from_block(block, None)
        elif _key(test) not in seen and not ("ERROR at " in block.title and block.section in sections):
            seen.add(_key(test))
            yield _from_block(block, test)


def _by_ending(modules: Iterable[str]) -> dict[str, str]:
    """Paths by all of their endings that only one of them has: frames are shown from where pytest was started."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in modules:
        parts = path.split("/")[-_DEEPEST:]
        for first in range(len(parts)):
            found["/".join(parts[first:])].add(path)
    return {ending: min(paths) for ending, paths in found.items() if len(paths) == 1}


def _key(test: str) -> str:
    """The same for `tests/a.py::test_x` and `a.py::test_x`: where pytest is started is not always where the names begin."""
    path, _, name = test.partition("::")
    return f"{path.rpartition('/')[2]}::{name}" if name else path


# -- reading ---------------------------------------------------------------------------------------------------------------


def _read(lines: Sequence[str], candidates: Sequence[int]) -> _Report:
    report, done, section = _Report(), -1, ""
    for index in candidates:
        line = lines[index]
        first = line[:1]
        if index <= done or not first:
            continue
        if first == "=" and (ruler := _RULER.match(line)):
            section = ruler[1].lower()
        elif first in "_―" or line.startswith(("E  ", "E\t")):
            done = max(index, _read_block(lines, index, section, report))
        elif line.startswith(_INTERNAL):
            done = _read_internal(lines, index, report)
        else:
            _read_name(line, index, report)
    return report


def _read_block(lines: Sequence[str], index: int, section: str, report: _Report) -> int:
    """Read the block that begins at a title or has a line marked E; gives the last line that was looked at."""
    title = _TITLE.match(lines[index])
    if (title is None and lines[index][:1] != "E") or section not in (*_REPORTING, *_MAYBE):
        return index
    block = _Block(title=title[1], start=index) if title else _Block(title="", start=_beginning(lines, index))
    block.end = block.start + bool(title)
    last = min(len(lines), block.start + _LONGEST_BLOCK)
    while block.end < last and _takes(block, lines, block.end):
        block.end += 1
    if block.told or (title and section in _REPORTING):
        report.blocks.append(block)
    return block.end - 1


def _beginning(lines: Sequence[str], index: int) -> int:
    start = index
    while start > max(0, index - _BACK) and lines[start - 1].strip() and lines[start - 1][:1] not in "=_-":
        start -= 1
    return start


def _takes(block: _Block, lines: Sequence[str], index: int) -> bool:
    """Take a line into the block, unless it is no more part of it."""
    line = lines[index]
    first = line[:1]
    if not first:
        block.gap = True
        return bool(block.title) or not block.marked or _goes_on(lines, index)
    if (first in "_―" and _TITLE.match(line)) or (first == "=" and _RULER.match(line)):
        return False
    block.captured = block.captured or _CAPTURED.match(line) is not None
    if not block.captured:
        _take_line(block, index, line)
    if block.marked:
        return block.captured or bool(block.title) or index - block.stop < _BACK
    return block.captured or index - block.start < _LONGEST_QUIET


def _take_line(block: _Block, index: int, line: str) -> None:
    first = line[:1]
    if first == "E" and line.startswith(("E  ", "E\t")):
        _mark(block, index, line[1:].strip())
    elif 'File "' in line and (frame := FRAME.match(line)):
        block.frames.append((frame["file"], int(frame["line"])))
        block.gap = True
    elif first not in " >" and ":" in line:
        _take_place(block, index, line)
    if not block.text:
        block.text = line.strip()


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether the place follows after a blank line, as it does below the exception."""
    return index + 1 < len(lines) and _LOCATION.match(lines[index + 1]) is not None


def _take_place(block: _Block, index: int, line: str) -> None:
    """Take `path:line: in function`, `path:line: KeyError`, or the last line of a traceback in Python's own style."""
    if match := _LOCATION.match(line):
        block.frames.append((match[1], int(match[2])))
        block.gap = True
        block.stop = index if block.marked else block.stop
    elif block.gap and block.frames and exception_name(line):
        _mark(block, index, line.strip())


def _mark(block: _Block, index: int, text: str) -> None:
    """Take a line of an exception. After a gap it belongs to another exception of the chain, and the last one counts."""
    if block.gap or not block.marked:
        block.marked, block.first = [], index
    block.marked.append(text)
    block.gap = False
    block.stop = index
    if 'File "' in text and (frame := FRAME.match(text)):  # a syntax error
        block.frames.append((frame["file"], int(frame["line"])))


def _read_internal(lines: Sequence[str], index: int, report: _Report) -> int:
    stop = index
    while stop + 1 < len(lines) and lines[stop + 1].startswith(_INTERNAL.rstrip()):
        stop += 1
    said = (lines[at].removeprefix(_INTERNAL) for at in range(stop, index - 1, -1))
    message = next((text for text in said if exception_name(text)), "internal error")
    failure = Failure(message=message, tool="pytest", code=exception_name(message), category=Category.RUNTIME)
    report.others.append(Finding(failure=failure, start=max(index, stop - LONGEST + 1), stop=stop))
    return stop


def _read_name(line: str, index: int, report: _Report) -> None:
    """A line of the summary or of the progress. The summary comes last and knows more."""
    if line.startswith(("FAIL", "ERROR")):
        if (match := _SUMMARY.match(line)) and _is_test(match["test"]):
            known = report.named.get(match["test"])
            if known is None or not known[1]:
                report.named[match["test"]] = (index, match["message"] or "")
        elif usage := _USAGE.match(line):
            failure = Failure(message=usage["message"], test=usage["test"], tool="pytest", category=Category.CONFIGURATION)
            report.others.append(Finding(failure=failure, start=index, stop=index))
    elif "::" in line and (progress := _PROGRESS.match(line)):
        report.named.setdefault(progress["worker"] or progress["plain"], (index, ""))
    elif ".py " in line and (module := _MODULE.match(line)):
        report.modules.add(module["file"])


def _is_test(name: str) -> bool:
    """A node id: a file, or something below one. `ERROR: …` and captured log lines are none."""
    return "::" in name or name.endswith((".py", ".txt", ".rst", ".md"))


# -- what was read ---------------------------------------------------------------------------------------------------------


def _section_name(test: str) -> str:
    """`tests/a.py::TestX::test_y[a::b]` as the title of its section: `TestX.test_y[a::b]`."""
    path, bracket, parameters = test.partition("[")
    return ".".join(path.split("::")[1:]) + bracket + parameters


def _own_name(block: _Block, modules: Mapping[str, str]) -> str | None:
    """The name of a test that only its title names, with the file of its first frame."""
    name = block.section
    if name.startswith(_COLLECTING):
        return name.removeprefix(_COLLECTING)
    file = _test_file(block)
    if not file or not _PLAIN_TITLE.match(name):
        return name or None
    base, bracket, parameters = name.partition("[")
    base = base if "[doctest]" in block.title else base.replace(".", "::")
    path = repository_path(file)
    return f"{modules.get(path, path)}::{base}{bracket}{parameters}"


def _test_file(block: _Block) -> str | None:
    """Of the frames the one that looks like a test; of a chain of exceptions the first frames are the innermost."""
    own = [path for path, _ in block.frames if path.endswith(".py") and not is_foreign(path) and not path.endswith("conftest.py")]
    return next((path for path in own if _TEST_FILE.search(path)), own[0] if own else None)


def _from_block(block: _Block, test: str | None) -> Finding:
    fallback = block.marked[0] if block.marked else block.text or block.title
    at = next((number for number, text in enumerate(block.marked) if exception_name(text)), None)
    message = fallback if at is None else block.marked[at]
    if at is not None and message.endswith(":"):
        message = " ".join((message, *filter(None, block.marked[at + 1 : at + 3])))  # it begins on the next line
    code = exception_name(message) or ("AssertionError" if message.startswith("assert ") else None)
    file, line = next(((path, number) for path, number in reversed(block.frames) if not is_foreign(path)), (None, None))
    failure = Failure(
        message=message,
        file=repository_path(file) if file else _file_of(test),
        line=line,
        test=test,
        tool="pytest",
        code=code,
        category=exception_category(code),
    )
    start, stop = _span(block)
    return Finding(failure=failure, start=start, stop=stop)


def _span(block: _Block) -> tuple[int, int]:
    """From the title to the place."""
    if not block.marked:
        return block.start, max(block.start, min(block.end - 1, block.start + LONGEST - 1))
    stop = min(block.stop, block.first + _SHOWN_AFTER)
    return block.start, stop


def _from_summary(index: int, test: str, message: str) -> Finding:
    """The summary cuts its messages to the width of the terminal: a cut name of an exception is no name."""
    code = exception_name(message)
    whole = code if code and not message.endswith("...") else None
    failure = Failure(
        message=message or "failed", file=_file_of(test), test=test, tool="pytest", code=whole, category=exception_category(code)
    )
    return Finding(failure=failure, start=index, stop=index)


def _file_of(test: str | None) -> str | None:
    path = (test or "").partition("::")[0]
    return repository_path(path) if _is_test(path) else None


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "pytest",
        (*RULERS, "_ ", "― ", "e   ", "e       ", "failed", "fail ", "error ", " error", "internalerror> ", "not found: ", ".py "),
        find_pytest,
    ),
)
