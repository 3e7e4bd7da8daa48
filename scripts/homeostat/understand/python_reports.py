"""Failures as Python itself, pytest and unittest report them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path

_EXCEPTION: Final = re.compile(r"((?:[A-Za-z_]\w{0,80}\.){0,8}[A-Z]\w{0,80})(?:: (.*)|:?$)")
_FRAME: Final = re.compile(r'\s*File "([^"]{1,500})", line (\d{1,7})')
_LOCATION: Final = re.compile(r"((?:[A-Za-z]:)?[^\s:<>|]{1,400}):(\d{1,7}): ?(\S.*)?$")
_TITLE: Final = re.compile(r"_+ (?!_ )(\S.{0,400}?) _+$")  # one underscore each side where the terminal is narrower than the title
_RULER: Final = re.compile(r"=+ (\S.{0,200}?) =+$")
_SUMMARY: Final = re.compile(r"(FAILED|ERROR) ([^\s:]{1,300}(?:::.{1,600}?)?)(?: - (.*))?$")
_COLLECTING: Final = "ERROR collecting "
_AT: Final = re.compile(r"ERROR at (?:setup|teardown) of ")
_UNITTEST: Final = re.compile(r"(?:FAIL|ERROR): (\w{1,200}) \(([\w.]{1,300})\)")
_LONG_FRAME_GAP: Final = 60  # lines between the last frame and the exception: source, carets, notes
_IMPORT_ERRORS: Final = frozenset({"ModuleNotFoundError", "ImportError"})
_SYNTAX_ERRORS: Final = frozenset({"SyntaxError", "IndentationError", "TabError"})


@dataclass(slots=True, kw_only=True)
class _Block:
    """One section of a pytest report: the test, the frames, the lines marked E."""

    title: str
    start: int
    stop: int = 0
    marked: list[str] = field(default_factory=list)
    frames: list[tuple[str, int]] = field(default_factory=list)
    gap: bool = False


def find_pytest(lines: Sequence[str]) -> list[Finding]:
    """One finding a failed test or module, named as the short summary names it."""
    blocks = [block for block in _blocks(lines) if block.marked or block.title]
    summary = _summary(lines)
    by_name: dict[str, list[_Block]] = defaultdict(list)
    for block in blocks:
        by_name[_AT.sub("", block.title).removeprefix(_COLLECTING)].append(block)
    found = []
    for index, (test, message) in summary:
        same = by_name.get(_section_name(test)) or by_name.get(test)
        found.append(_from_block(same.pop(0), test) if same else _from_summary(index, test, message))
    return found + [_from_block(block, _bare_title(block)) for left in by_name.values() for block in left if block.marked]


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Sections of the report; lines marked E outside of any (a broken conftest) make a block without a title."""
    block = _Block(title="", start=0)
    for index, line in enumerate(lines):
        title = line[:1] == "_" and _TITLE.match(line)
        if title or (line[:1] == "=" and _RULER.match(line)):
            yield block
            block = _Block(title=title[1] if title else "", start=index)
        elif line.startswith("E  "):
            _mark(block, index, line)
        elif ":" in line and line[:1] not in {" ", ">", ""} and (match := _LOCATION.match(line)):
            block.frames.append((match[1], int(match[2])))
            block.gap = True
        else:
            block.gap = block.gap or not line.strip()
    yield block


def _mark(block: _Block, index: int, line: str) -> None:
    """Take a line marked E. After a gap it belongs to another exception of the chain, and the last one counts."""
    if block.gap:
        block.marked = []
    if not block.title and not block.marked:
        block.start = max(0, index - len(block.frames) * 2 - 1)
    block.marked.append(line[1:].strip())
    block.gap = False
    block.stop = index


def _summary(lines: Sequence[str]) -> list[tuple[int, tuple[str, str]]]:
    found: dict[str, tuple[int, tuple[str, str]]] = {}
    for index, line in enumerate(lines):
        if line.startswith(("FAILED ", "ERROR ")) and (match := _SUMMARY.match(line)) and _is_test(match[2]):
            found.setdefault(match[2], (index, (match[2], match[3] or "")))
    return list(found.values())


def _is_test(name: str) -> bool:
    """A node id: a file, or something below one. `ERROR: …` and captured log lines are none."""
    return "::" in name or name.endswith((".py", ".txt", ".rst", ".md"))


def _section_name(test: str) -> str:
    """`tests/a.py::TestX::test_y[a::b]` as the title of its section: `TestX.test_y[a::b]`."""
    path, bracket, parameters = test.partition("[")
    return ".".join(path.split("::")[1:]) + bracket + parameters


def _bare_title(block: _Block) -> str | None:
    return _AT.sub("", block.title).removeprefix(_COLLECTING) or None


def _from_block(block: _Block, test: str | None) -> Finding:
    message = next((text for text in block.marked if _EXCEPTION.match(text)), block.marked[0] if block.marked else block.title)
    code = _exception(message) or ("AssertionError" if message.startswith("assert ") else None)
    own = [frame for frame in block.frames if not is_foreign(frame[0])]
    file, line = own[-1] if own else (None, None)
    failure = Failure(
        message=message,
        file=repository_path(file) if file else _file_of(test),
        line=line,
        test=test,
        tool="pytest",
        code=code,
        category=exception_category(code),
    )
    return Finding(failure=failure, start=block.start, stop=max(block.start, block.stop))


def _from_summary(index: int, test: str, message: str) -> Finding:
    """The summary cuts its messages to the width of the terminal: a cut name of an exception is no name."""
    code = _exception(message)
    whole = code if code and not message.endswith("...") else None
    failure = Failure(
        message=message or "failed", file=_file_of(test), test=test, tool="pytest", code=whole, category=exception_category(code)
    )
    return Finding(failure=failure, start=index, stop=index)


def _file_of(test: str | None) -> str | None:
    path = (test or "").partition("::")[0]
    return repository_path(path) if _is_test(path) else None


def _exception(message: str) -> str | None:
    match = _EXCEPTION.match(message)
    return match[1].rpartition(".")[2] if match else None


def exception_category(name: str | None) -> Category:
    """The category that an exception speaks for by its name alone."""
    if name in _IMPORT_ERRORS:
        return Category.DEPENDENCY
    return Category.SYNTAX if name in _SYNTAX_ERRORS else Category.RUNTIME


def find_tracebacks(lines: Sequence[str]) -> list[Finding]:
    """Plain tracebacks and syntax errors. Of a chain of exceptions the last one; unittest's names where they stand above."""
    found: list[Finding] = []
    frames: list[tuple[int, str, int]] = []
    test = None
    for index, line in enumerate(lines):
        if match := _UNITTEST.match(line):
            test = match[2] if match[2].endswith(f".{match[1]}") else f"{match[2]}.{match[1]}"  # Python 3.11 names the method too
        if (frame := 'File "' in line and _FRAME.match(line)) and not line.startswith("E"):
            frames.append((index, frame[1], int(frame[2])))
        elif frames and index - frames[-1][0] > _LONG_FRAME_GAP:
            frames = []
        elif frames and line[:1].strip() and (match := _EXCEPTION.match(line)):
            found.append(_from_frames(frames, index, line, test))
            frames, test = [], None
    return found


def _from_frames(frames: list[tuple[int, str, int]], index: int, message: str, test: str | None) -> Finding:
    own = [frame for frame in frames if not is_foreign(frame[1])]
    _, path, number = own[-1] if own else frames[-1]
    code = _exception(message)
    failure = Failure(
        message=message,
        file=repository_path(path) if own else None,
        line=number if own else None,
        test=test,
        tool="unittest" if test else "python",
        code=code,
        category=exception_category(code),
    )
    return Finding(failure=failure, start=max(frames[0][0] - 1, index - _LONG_FRAME_GAP), stop=index)
