"""Failures as Ruby's test runners and Ruby itself report them: RSpec, minitest, test-unit, exceptions, rake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import last_text
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS, last_while
from homeostat.understand.pattern import Pattern

_FRAME: Final = Pattern(
    r"\s*(?:# |from )?(?P<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.(?:rb|rake|erb|haml|slim|builder|jbuilder|gemspec|ru)|(?:\./)?bin/\S{1,60}):(?P<line>\d{1,7})(?P<rest>:in |:|\]|$)"
)
_THEIRS: Final = ("/gems/", "vendor/bundle", "/rubies/", "/lib/ruby/", "<internal:", "/ruby/gems", "/.rbenv/", "/.rvm/")
_EXCEPTION: Final = Pattern(r"\s*(?P<code>(?:[A-Z]\w{0,60}::){0,6}[A-Z]\w{1,60}):(?: (?P<said>\S.*))?$")
_LONGEST: Final = 300
_FACTS: Final = ("expected", "got", "Expected", "Actual", "actual")


def _place(lines: Sequence[str], start: int, stop: int) -> tuple[str | None, int | None]:
    """The innermost frame in the repository."""
    for at in range(start, min(stop + 1, len(lines))):
        match = _FRAME.match(lines[at]) if ":" in lines[at] else None
        if match and not any(part in match["file"] for part in _THEIRS) and not is_foreign(match["file"]):
            return repository_path(match["file"]), int(match["line"])
    return None, None


def _is_frame(line: str) -> bool:
    """Whether a line is one of a stack; `file:3: syntax error` is none."""
    match = _FRAME.match(line) if ":" in line else None
    return match is not None and match["rest"] != ":"


def _told(lines: Sequence[str], start: int, stop: int) -> tuple[str, str | None]:
    """What went wrong in one line, and the class of the exception. Expectations stand on two lines, exceptions sometimes too."""
    said = [text for at in range(start, min(stop + 1, len(lines))) if (text := lines[at].strip()) and not _is_frame(lines[at])][:8]
    for at, text in enumerate(said[:3]):
        if (match := _EXCEPTION.match(text)) and (match["said"] or at + 1 < len(said)) and match["code"] not in _NO_EXCEPTION:
            return f"{match['code']}: {match['said'] or said[at + 1]}", match["code"].rpartition("::")[2]
    facts = [text for text in said if text.startswith(_FACTS)]
    if said and said[0] in facts:
        return " ".join(facts[:2]), None
    return (said[0] if said else FAILED), None


_NO_EXCEPTION: Final = frozenset({"Expected", "Actual", "Diff", "Failure", "Error", "Minitest::Assertion", "Shared"})


def _category(code: str | None) -> Category:
    if code in {"LoadError", "Gem::LoadError", "MissingSpecError"}:
        return Category.DEPENDENCY
    return Category.SYNTAX if code == "SyntaxError" else Category.RUNTIME


def _finding(
    tool: str, lines: Sequence[str], title: int, start: int, stop: int, *, test: str | None, file: str | None = None
) -> Finding:
    message, code = _told(lines, start, stop)
    where, line = _place(lines, start, stop)
    failure = Failure(message=message, file=where or file, line=line, test=test, tool=tool, code=code, category=_category(code))
    return Finding(failure=failure, start=title, stop=max(title, min(stop, title + LONGEST - 1)))


# -- RSpec -----------------------------------------------------------------------------------------------------------------

_TITLE: Final = Pattern(r"\s{0,6}(?P<number>\d{1,6})\) (?P<title>\S.{0,600})$")
_LISTED: Final = Pattern(r"rspec (?P<at>'?(?P<file>\.?/?[^\s:\[]{1,300})(?:[:\[](?P<line>[\d:]{1,40})\]?)?'?) # (?P<test>\S.*)$")
_INLINE: Final = Pattern(r"\s{2,60}(?P<test>\S.{0,400}?) \(FAILED - \d{1,6}\)$")
_LOADING: Final = Pattern(r"An error occurred (?:while loading (?P<file>\S{1,300}?)\.?|in an? [`'].{1,80})$")
_ENDS: Final = Pattern(
    r"\s{0,6}\d{1,6}\) \S|(?:Finished in|Failed examples|Pending:|Top \d|An error occurred|No examples found|Run options|\d+ examples?,|Randomized|rspec \./|Coverage|rake aborted|Failures:)"
)
_UP: Final = 5


@dataclass(slots=True)
class _Spec:
    """What stands in the output, by kind."""

    found: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    others: list[Finding] = field(default_factory=list)
    listed: dict[str, tuple[int, str, str, int | None]] = field(default_factory=dict)
    inline: dict[str, int] = field(default_factory=dict)


def find_rspec(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """One finding an example: its block, else the line of the list at the end, else that of the progress."""
    spec = _read_rspec(lines, candidates)
    found = [finding for findings in spec.found.values() for finding in findings]
    for index, file, test, line in spec.listed.values():
        blocks = spec.found.get(test)
        if blocks:
            blocks.pop()
        else:
            failure = Failure(
                message=FAILED, file=repository_path(file), line=line, test=test, tool="rspec", category=Category.RUNTIME
            )
            found.append(Finding(failure=failure, start=index, stop=index))
    if not found:
        found = [_inline(test, index) for test, index in spec.inline.items()]
    return [*found, *spec.others][:MOST_FINDINGS]


def _read_rspec(lines: Sequence[str], candidates: Sequence[int]) -> _Spec:
    spec, pending, done = _Spec(), -1, -1
    for index in candidates:
        line = lines[index]
        if index <= done:
            continue
        if line.startswith("Pending:"):
            pending = index
        elif match := _LOADING.match(line):
            done = _rspec_end(lines, index)
            start = index + 1 + (index < done and "Failure/Error:" in lines[index + 1])
            file = repository_path(match["file"]) if match["file"] else None
            spec.others.append(_finding("rspec", lines, index, start, done, test=None, file=file))
        elif "Failure/Error:" in line:
            pending = _still_pending(lines, pending, index)
            done = done if pending >= 0 else _read_example(lines, index, spec)
        elif match := _LISTED.match(line):
            number = (match["line"] or "").partition(":")[0]
            spec.listed.setdefault(
                match["at"],
                (index, match["file"], match["test"].strip(), int(number) if number and ":" not in (match["line"] or "") else None),
            )
        elif match := _INLINE.match(line):
            spec.inline.setdefault(match["test"], index)
    return spec


def _still_pending(lines: Sequence[str], pending: int, index: int) -> int:
    """The index where line `pending` is one of the section of what is pending, and no other one begins before it; else -1.

    Examples of that section fail too, as they should.
    """
    ended = pending < 0 or any(lines[at].startswith("Failures:") for at in range(pending + 1, index))
    return -1 if ended else index


def _read_example(lines: Sequence[str], index: int, spec: _Spec) -> int:
    near = range(index - 1, max(-1, index - 1 - _UP), -1)
    title = next((at for at in near if _TITLE.match(lines[at])), None)
    match = _TITLE.match(lines[title]) if title is not None else None
    if title is None or match is None:
        return index
    stop = _rspec_end(lines, index)
    test = match["title"].strip().removesuffix(" FIXED")
    expression = last_while(
        lines, index, lambda line: bool(line.strip()) and not _EXCEPTION.match(line) and not _FRAME.match(line), most=30
    )
    first = expression + 1 if expression < stop else index
    finding = _finding("rspec", lines, title, first, stop, test=test)
    known = {(other.failure.message, other.failure.line) for other in spec.found[test][:_UP]}
    if (finding.failure.message, finding.failure.line) not in known:
        spec.found[test].append(finding)
    return stop


def _rspec_end(lines: Sequence[str], index: int) -> int:
    limit = min(len(lines), index + _LONGEST)
    stop = next((at for at in range(index + 1, limit) if _ENDS.match(lines[at])), limit)
    return last_text(lines, index, stop - 1)


def _inline(test: str, index: int) -> Finding:
    failure = Failure(message=FAILED, test=test, tool="rspec", category=Category.RUNTIME)
    return Finding(failure=failure, start=index, stop=index)


# -- minitest, test-unit ---------------------------------------------------------------------------------------------------

_HEADER: Final = Pattern(r"\s{0,4}(?:\d{1,6}\) )?(?:Failure|Error):$")
_NAMED: Final = Pattern(r"\s{0,4}(?P<test>\S.{0,400}?)\s{0,4}(?:\[(?P<file>[^\[\]]{1,300}):(?P<line>\d{1,7})\])?:?$")
_TEST_UNIT: Final = Pattern(
    r"(?:Failure|Error): (?P<test>test\S{0,300}?)\((?P<group>[\w:]{1,200})\)(?: ?\[(?P<file>[^\[\]]{1,300}):(?P<line>\d{1,7})\])?:?(?: (?P<said>.*))?$"
)
_REPORTER: Final = Pattern(r"\s{0,4}(?:FAIL|ERROR)\[\"(?P<test>\S.{0,300}?)\", (?:#<Class:)?\"?(?P<group>[\w:]{1,200})\"?>?, ")
_OLD_NAME: Final = Pattern(r"(?P<test>test\S{0,300})\((?P<group>[\w:]{1,200})\)$")
_TEST_NAME: Final = Pattern(r"[A-Z][\w:]{0,200}#\S|.{0,300}#test_|test\S{0,300}\([\w:]{1,200}\)$")
_SUITE_ENDS: Final = Pattern(
    r"\s{0,4}(?:\d{1,6}\) )?(?:Failure|Error|Skipped):$|(?:Failure|Error|Pending|Omission): test|={10,}|\d+ (?:runs|tests|examples)|Finished|(?:bin/)?rails test |rake |\s{0,4}(?:FAIL|ERROR)\[\""
    r"|Coverage|Slow Tests|\d+/\d+: \[|Command failed|travis_"
)


def find_minitest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """`1) Failure:` with the name below, test-unit's `Failure: test_x(TestY)`, and what plug-ins make of it."""
    found: dict[tuple[str, str], Finding] = {}
    done = -1
    for index in candidates:
        if index <= done or len(found) >= MOST_FINDINGS:
            continue
        finding = _read_test(lines, index)
        if finding:
            done = finding.stop
            found.setdefault((finding.failure.test or "", finding.failure.message), finding)
    return list(found.values())


def _read_test(lines: Sequence[str], index: int) -> Finding | None:
    line = lines[index]
    if _HEADER.match(line):
        named = _NAMED.match(lines[index + 1]) if index + 1 < len(lines) else None
        if named is None or not (named["line"] or _TEST_NAME.match(named["test"])):
            return None
        return _test(lines, index, index + 2, _plain_name(named["test"]), named["file"], named["line"])
    if match := _TEST_UNIT.match(line):
        return _test(lines, index, index + 1, f"{match['group']}#{match['test']}", match["file"], match["line"])
    if match := _REPORTER.match(line):
        return _test(lines, index, index + 2, f"{match['group']}#{match['test']}", None, None)
    return None


def _plain_name(name: str) -> str:
    match = _OLD_NAME.match(name)
    return f"{match['group']}#{match['test']}" if match else name.strip()


def _test(lines: Sequence[str], index: int, first: int, test: str, file: str | None, line: str | None) -> Finding:
    limit = min(len(lines), index + _LONGEST)
    end = next((at for at in range(first, limit) if _SUITE_ENDS.match(lines[at])), limit)
    stop = last_text(lines, index, _until_elsewhere(lines, first, end - 1))
    finding = _finding("minitest", lines, index, first, stop, test=test, file=repository_path(file) if file else None)
    failure = finding.failure
    if file and line:
        failure = Failure(
            message=failure.message,
            file=repository_path(file),
            line=int(line),
            test=test,
            tool="minitest",
            code=failure.code,
            category=failure.category,
        )
    return Finding(failure=failure, start=index, stop=finding.stop)


def _until_elsewhere(lines: Sequence[str], first: int, stop: int) -> int:
    """Two blank lines end what a test has to say."""
    return next((at for at in range(first, stop) if not lines[at].strip() and not lines[at + 1].strip()), stop)


# -- Ruby itself -----------------------------------------------------------------------------------------------------------

_RAISED: Final = Pattern(
    r"(?:\S{1,40}: )?(?P<file>[^\s:()]{1,300}):(?P<line>\d{1,7}):in [`'][^`]{1,300}': (?P<message>.*?)(?: \((?P<code>[A-Z][\w:]{1,100})\))?$"
)
_SYNTAX: Final = Pattern(
    r"(?:\S{1,40}: )?(?P<file>[^\s:()]{1,300}\.\w{1,10}):(?P<line>\d{1,7}): (?P<message>(?:syntax error|void value|formal argument|dynamic constant|class definition in|unterminated|invalid break|Invalid (?:next|break|retry)).*)$"
)
_RAKE: Final = Pattern(r"(?:rake|rails|cap|thor) aborted!$")
_TOO_LONG: Final = Pattern(r"Command failed with status \(124\)")  # what timeout(1) says
_CONSEQUENCE: Final = Pattern(
    r"(?:Command failed with status(?! \(124\))|Command \[|SystemExit|Failure|.{0,40}[Tt]ests? failed|There were|ruby -|bundle exec|Errors? running|Build failed|$)"
)
_STACK: Final = Pattern(r"\s+(?:from |\d{1,4}: from )|\s*/?\S{1,300}:\d{1,7}:in |\s*\(See full trace|Tasks: TOP|\s*$|Caused by:")


def find_ruby(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Exceptions that nobody rescued. That a task failed because its command did is no news."""
    done, count = -1, 0
    for index in candidates:
        line = lines[index]
        finding = None
        if index <= done or count >= MOST_FINDINGS:
            continue
        if _RAKE.match(line):
            finding = _rake(lines, index)
        elif match := _SYNTAX.match(line):
            groups = match.groupdict()
            finding = _raised(lines, index, groups["file"], groups["line"], groups["message"], "SyntaxError")
        elif ":in " in line and (match := _RAISED.match(line)) and (match["code"] or _followed(lines, index)):
            finding = _raised(lines, index, match["file"], match["line"], match["message"], match["code"])
        if finding:
            done, count = finding.stop, count + 1
            yield finding


def _followed(lines: Sequence[str], index: int) -> bool:
    return index + 1 < len(lines) and lines[index + 1].lstrip().startswith("from ")


def _raised(lines: Sequence[str], index: int, file: str, line: str, message: str, code: str | None) -> Finding:
    stop = last_while(
        lines, index, lambda text: bool(text.strip()) and (_STACK.match(text) is not None or text[0] in " \t^"), most=LONGEST
    )
    where, number = _place(lines, index, stop)
    name = (code or "").rpartition("::")[2] or None
    theirs = any(part in file for part in _THEIRS) or is_foreign(file)
    failure = Failure(
        message=message or name or "exception",
        file=where if theirs else repository_path(file),
        line=number if theirs else int(line),
        tool="ruby",
        code=name,
        category=_category(name),
    )
    return Finding(failure=failure, start=index, stop=stop)


def _rake(lines: Sequence[str], index: int) -> Finding | None:
    first = index + 1
    if first >= len(lines) or _CONSEQUENCE.match(lines[first]):
        return None
    stop = last_while(lines, first, lambda text: _STACK.match(text) is not None, most=LONGEST)
    finding = _finding("rake", lines, index, first, max(first, last_text(lines, first, stop)), test=None)
    if _TOO_LONG.match(lines[first]):
        failure = Failure(message=lines[first], tool="rake", category=Category.TIMEOUT)
        return Finding(failure=failure, start=index, stop=finding.stop)
    return finding


FORMATS: Final[tuple[Format, ...]] = (
    Format("rspec", ("failure/error:", "rspec ./", "rspec '", "rspec spec", "pending:", "an error occurred ", "(failed - "), find_rspec),
    Format("minitest", ("failure:", "error:", "failure: test", "error: test", 'fail["', 'error["'), find_minitest),
    Format("ruby", ("error)", "exception)", "exit)", ":in `", ":in '", " aborted!", "syntax error", "void value", "unterminated", "formal argument"), find_ruby),
)  # fmt: skip
