"""Failures as bundlers, package managers and Node.js itself report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.blocks import apart
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import SCRIPT, category_of, error_name, failed_test, is_frame, last_text, own_file
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS, Shape, failure_of, indent, last_while, paragraph, shaped
from homeostat.understand.pattern import Pattern

# -- npm, yarn, pnpm -------------------------------------------------------------------------------------------------------

_NPM: Final = Pattern(r"npm (?:ERR!|error) ?(?P<text>.*)$")
_NPM_CODE: Final = Pattern(r"code (?P<code>[A-Z][A-Z0-9_]{2,40})$")
_CONSEQUENCES: Final = frozenset({"ELIFECYCLE", "ELSPROBLEMS"})
_NPM_FILLER: Final = Pattern(
    r"(?:code|errno|syscall|path|dest|node|npm|argv|cwd|command|signal|Linux|Darwin|Windows_NT|System|A complete log|Please include|\s{4,}|This is (?:most )?likely|Additional logging"
    r"|If you need help|Tell the author|There is likely|Make sure you|not ok|Exit status|Lifecycle script|Test failed|\[|weird error|file sh|undefined|in workspace|location|This is probably not)\b|$"
)
_NPM_WORTH: Final = Pattern(
    r"(?:missing script|Missing script|Could not resolve|notarget|404|peerinvalid|ERESOLVE|enoent|network|cb\(\) never called|Invalid|Unexpected|`npm ci`|Cannot read|Maximum call)"
)
_BY_CODE: Final = {
    **dict.fromkeys(("E404", "ERESOLVE", "ETARGET", "EINTEGRITY", "ENOVERSIONS", "EPEERINVALID", "EBADENGINE", "EBADPLATFORM", "ENOTSUP"), Category.DEPENDENCY),
    **dict.fromkeys(("EUSAGE", "EJSONPARSE", "ENOENT", "EINVALIDPACKAGENAME", "ENOWORKSPACES"), Category.CONFIGURATION),
    **dict.fromkeys(("EACCES", "EPERM", "E401", "E403", "ENEEDAUTH", "EOTP"), Category.PERMISSION),
    **dict.fromkeys(("ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "E500", "E502", "E503", "E504", "EPROTO", "ERR_SOCKET_TIMEOUT", "ENETUNREACH"), Category.NETWORK),
    **dict.fromkeys(("ENOSPC", "EMFILE", "ENOMEM"), Category.SYSTEM),
}  # fmt: skip


def find_npm(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What npm says for itself. That a script failed is no news: what the script printed is read by others."""
    done = -1
    for index in candidates:
        if index <= done or not _NPM.match(lines[index]):
            continue
        stop = done = last_while(lines, index, lambda line: _NPM.match(line) is not None or not line, most=400)
        said = [match["text"].strip() for at in range(index, stop + 1) if (match := _NPM.match(lines[at]))]
        code = next((match["code"] for text in said if (match := _NPM_CODE.match(text))), None)
        worth = next((text for text in said if _NPM_WORTH.match(text)), None)
        if code in _CONSEQUENCES or (code is None and worth is None):
            continue
        message = worth or next((text for text in said if not _NPM_FILLER.match(text)), code or "")
        category = _BY_CODE.get(code or "", Category.CONFIGURATION if code is None else Category.DEPENDENCY)
        yield Finding(
            failure=Failure(message=message, code=code, tool="npm", category=category),
            start=index,
            stop=min(stop, index + LONGEST - 1),
        )


_YARN_SAYS: Final = (
    r"Couldn't find (?:package|any versions|match).*|An unexpected error occurred: .*|Your lockfile needs to be updated.*"
    r"|\S{1,200}: The (?:engine|platform|CPU architecture) \".{1,200}|Found incompatible module.*|Command \"\S{1,200}\" not found.*"
    r"|\S{0,300}node_modules\S{1,300}: Command failed.*|Integrity check failed.*|Received malformed response.*|No lockfile .*|Incorrect integrity.*"
)
_PACKAGES: Final = apart(
    shaped(
        "js-packages",
        ("error ", "yn0", "err_pnpm", "bower e"),
        Shape("yarn", Pattern(rf"error (?P<message>{_YARN_SAYS})$"), Category.DEPENDENCY, extent=lambda lines, index: paragraph(lines, index) if "Command failed" in lines[index] else index),
        Shape("yarn", Pattern(r"(?:➤ )?(?P<code>YN00(?:01|09|16|18|28|35|41|50|71|81|82|90)): [│|┌└ ]{1,8}(?P<message>\S.*)$"), Category.DEPENDENCY),
        Shape("pnpm", Pattern(r"\s{0,4}\[?(?P<code>ERR_PNPM_(?!RECURSIVE|SPAWN|LIFECYCLE)\w{1,60})\]?\s{1,4}(?P<message>\S.*)$"), Category.DEPENDENCY),
        Shape("bower", Pattern(r"bower (?P<code>E[A-Z]{3,20})\s{1,40}(?P<message>\S.*)$"), Category.DEPENDENCY),
    )
)  # fmt: skip


# -- bundlers --------------------------------------------------------------------------------------------------------------

_PATH: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;*]{1,260})"
_WEBPACK: Final = Pattern(
    r"\s{0,4}(?:ERROR|Error) in (?:\[\w[\w-]{1,30}\] )?(?P<file>\.{0,2}[\w@~/\\][^\s:()]{0,260})(?:[ :(](?P<line>\d{1,7})[:,](?P<column>\d{1,6})(?:-[\d:]{1,16})?\)?)?:?(?: .{0,80})?$"
)
_ESBUILD: Final = Pattern(r"\s{0,4}(?:✘|X) \[ERROR\] (?P<message>\S.{0,900}?)(?: \[plugin [^\]]{1,60}\])?$")
_ESBUILD_AT: Final = Pattern(rf"\s{{2,8}}{_PATH}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}}):$")
_ESBUILD_OLD: Final = Pattern(rf"\s{{0,2}}>? {_PATH}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}}): error: (?P<message>.*)$")
_ROLLUP: Final = Pattern(r"\[!\] (?P<message>\S.*)$")
_ROLLUP_AT: Final = Pattern(r"\s{0,4}(?P<file>[^\s:()]{1,260}\.\w{1,10}) \((?P<line>\d{1,7}):(?P<column>\d{1,6})\)$")
_VITE: Final = Pattern(
    r"(?:error during build:|Build failed with \d+ errors?:?|Build error occurred|\[vite\]: Rollup failed to resolve import .*)$"
)
_CRA: Final = "Failed to compile."
_BABEL: Final = Pattern(
    rf"(?:\{{ |\[!\] |Module build failed[^:]{{0,80}}: |error: )?(?:\w{{0,20}}Error: )?(?:\(\w[\w -]{{0,60}}\) )?(?:\w{{0,20}}Error: )?{_PATH}: (?P<message>.{{1,600}}?) \((?P<line>\d{{1,7}}):(?P<column>\d{{1,6}})\)$"
)
_SCRIPT_FILE: Final = Pattern(rf"[^\s]{{1,260}}\.(?:{SCRIPT}|json|css|s[ac]ss|less)$")
_ANY_PLACE: Final = Pattern(r"\s{0,8}(?P<file>[^\s:()]{1,260}\.\w{1,10})[:( ]{1,2}(?P<line>\d{1,7})[:,](?P<column>\d{1,6})\)?")
_NEAR: Final = 12
_SHOWN: Final = 24


def find_bundles(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """webpack, esbuild, Rollup, Vite, Babel, create-react-app."""
    done, count = -1, 0
    for index in candidates:
        finding = _bundle(lines, index) if index > done and count < MOST_FINDINGS else None
        if finding:
            done, count = finding.stop, count + 1
            yield finding


def _bundle(lines: Sequence[str], index: int) -> Finding | None:
    line = lines[index]
    if " in " in line and (match := _WEBPACK.match(line)) and ("/" in match["file"] or "." in match["file"]):
        return _webpack(lines, index, match.groupdict())
    if "[ERROR]" in line and (match := _ESBUILD.match(line)):
        return _with_place(lines, index, "esbuild", match["message"], _ESBUILD_AT)
    if ": error: " in line and (match := _ESBUILD_OLD.match(line)) and _SCRIPT_FILE.match(match["file"]):
        return Finding(
            failure=failure_of("esbuild", Category.SYNTAX, match.groupdict()),
            start=index,
            stop=last_while(lines, index, _is_deeper, most=_NEAR),
        )
    if line.startswith("[!]") and (match := _ROLLUP.match(line)):
        return _with_place(lines, index, "rollup", match["message"], _ROLLUP_AT)
    if line.endswith(")") and (match := _BABEL.match(line)) and _SCRIPT_FILE.match(match["file"]):
        return Finding(
            failure=failure_of("babel", Category.SYNTAX, match.groupdict()),
            start=index,
            stop=last_while(lines, index, _is_source, most=_SHOWN),
        )
    if line.startswith(_CRA) or _VITE.match(line):
        first = next((at for at in range(index + 1, min(len(lines), index + 4)) if lines[at].strip()), index)
        return _with_place(lines, first, "vite" if _VITE.match(line) else "webpack", lines[first].strip(), _ANY_PLACE, index)
    return None


def _is_deeper(line: str) -> bool:
    return line.startswith("  ")


def _is_source(line: str) -> bool:
    return not line.strip() or _SOURCE.match(line) is not None


_SOURCE: Final = Pattern(r"\s*(?:>\s*)?\d{0,7}\s?[|│]|\s+at |\s*\^")


def _webpack(lines: Sequence[str], index: int, groups: dict[str, str | None]) -> Finding:
    """The module on the first line, what is wrong with it on the next."""
    below = [lines[at].strip() for at in range(index + 1, min(len(lines), index + 4))]
    message = next((text for text in below if text), lines[index])
    stop = last_text(
        lines, index, last_while(lines, index, lambda line: not _WEBPACK.match(line) and not line.startswith("npm "), most=_SHOWN)
    )
    if (match := _BABEL.match(message)) and not groups["line"]:
        groups = {**groups, "line": match["line"], "column": match["column"], "message": match["message"]}
    category = Category.DEPENDENCY if category_of(message) is Category.DEPENDENCY else Category.SYNTAX
    return Finding(failure=failure_of("webpack", category, {"message": message, **groups}), start=index, stop=stop)


def _with_place(lines: Sequence[str], index: int, tool: str, message: str, where: Pattern, start: int | None = None) -> Finding:
    """An error whose place stands on one of the lines below."""
    near = range(index, min(len(lines), index + _NEAR))
    at = next((at for at in near if where.match(lines[at])), None)
    match = where.match(lines[at]) if at is not None else None
    groups: dict[str, str | None] = {**(match.groupdict() if match else {}), "message": message}
    stop = last_while(lines, at or index, lambda line: _is_deeper(line) or not line.strip() or _is_source(line), most=_SHOWN)
    category = Category.DEPENDENCY if category_of(message) is Category.DEPENDENCY else Category.SYNTAX
    return Finding(failure=failure_of(tool, category, groups), start=index if start is None else start, stop=max(stop, index))


# -- Node.js ---------------------------------------------------------------------------------------------------------------

_UNCAUGHT_AT: Final = Pattern(
    r"\s{0,4}(?P<file>(?:file://)?(?:[A-Za-z]:)?[/\\]?[^\s:]{1,300}|node:\S{1,100}|[\w./-]{1,100}\.js):(?P<line>\d{1,7})$"
)
_ERROR: Final = Pattern(
    r"\s{0,8}(?:Uncaught |Unhandled \w{1,20}:? |\{ |\[)?(?:[A-Z]\w{0,60}(?:Error|Exception)|Error)(?: \[\w{1,60}\])?: \S"
)
_REJECTION: Final = Pattern(
    r".{0,200}(?:Unhandled(?:Promise)? ?[Rr]ejection|triggerUncaughtException\(err, true /\* fromPromise|unhandledRejection)"
)
_RUNNER: Final = Pattern(
    r"\s{0,4}(?:\d{1,6} passing|Tests:? .{0,80}\d|# (?:pass|tests) |\d{1,6} specs?, |.{0,80}Executed \d{1,6} of|ok \d|\d{1,6} tests? (?:passed|completed))"
)
_UP: Final = 12
_MOST_STACKS: Final = 50
_MOST_TRIED: Final = 20_000  # errors whose surroundings are looked at, the last ones


def find_node(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Errors that nobody caught. Where no runner of tests has counted, any error with its stack is taken for one."""
    run_by_tool = any(_RUNNER.match(lines[index]) for index in candidates)
    done, count = -1, 0
    for index in [index for index in candidates if _ERROR.match(lines[index])][-_MOST_TRIED:]:
        if index <= done or count >= _MOST_STACKS:
            continue
        top = _uncaught(lines, index)
        if top is None and (run_by_tool or not _has_stack(lines, index)):
            continue
        stop = last_while(lines, index, lambda text: _is_deeper(text) or is_frame(text), most=LONGEST)
        done, count = stop, count + 1
        yield _node_error(lines, index, top, stop)


def _uncaught(lines: Sequence[str], index: int) -> int | None:
    """The first line of what Node prints above an error that nobody caught: the place, the source, a caret."""
    for at in range(index - 1, max(-1, index - _UP), -1):
        line = lines[at]
        if line[-1:].isdecimal() and _UNCAUGHT_AT.match(line):
            caret = any(lines[i].strip().strip("^") == "" and "^" in lines[i] for i in range(at + 1, index))
            return at if caret else None
        if ("nhandled" in line or "triggerUncaught" in line) and _REJECTION.match(line):
            return at
    return index if "nhandled" in lines[index] else None


def _has_stack(lines: Sequence[str], index: int) -> bool:
    near = range(index + 1, min(len(lines), index + _UP))
    return sum(lines[at].lstrip().startswith("at ") and indent(lines[at]) > 0 for at in near) > 1


def _node_error(lines: Sequence[str], index: int, top: int | None, stop: int) -> Finding:
    heading = top if top is not None else index - 1 if index and 0 < indent(lines[index - 1]) == indent(lines[index]) else index
    finding = failed_test("node", lines, heading, index, stop, test=None)
    failure, at = finding.failure, _UNCAUGHT_AT.match(lines[top]) if top is not None else None
    file = own_file(at["file"]) if at else None
    if at and file and (failure.file is None or failure.code == "SyntaxError"):
        message, category = failure.message, category_of(failure.message)
        failure = Failure(
            message=message,
            file=repository_path(file),
            line=int(at["line"]),
            tool="node",
            code=error_name(message),
            category=category,
        )
    return Finding(failure=failure, start=finding.start, stop=finding.stop)


FORMATS: Final[tuple[Format, ...]] = (
    Format("npm", ("npm err!", "npm error"), find_npm),
    _PACKAGES,
    Format("bundlers", ("error in ", "[error] ", ": error: ", "[!] ", "error during build", "failed to compile", "build failed", "build error", "syntaxerror: ", "unexpected token", "unterminated", "rollup failed"), find_bundles),
    Format("node", ("error: ", "error [", "exception: ", " passing", "tests: ", "# pass", " specs, ", " spec, ", "executed ", "ok 1", "tests passed", "tests completed"), find_node),
)  # fmt: skip
