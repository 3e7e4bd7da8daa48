"""Failures of what builds and ships: docker, terraform, helm, ansible, git, bazel, shells, and checkers of their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats import platform_lint
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.runner_shapes import TestShape, tested
from homeostat.understand.formats.shapes import Extent, Shape, bare, failure_of, last_while, one_each, shaped
from homeostat.understand.pattern import Pattern


def _following(most: int) -> Extent:
    return lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), most)


# -- docker ----------------------------------------------------------------------------------------------------------------

_SOLVE: Final = Pattern(
    r"(?:#\d{1,4} )?(?:ERROR: |error: |failed to build: |ERROR: failed to build: )*(?P<message>failed to solve(?: with frontend \S{1,60})?: .+)"
)
_DOCKER_AT: Final = Pattern(r"(?P<file>[^\s:]{0,200}(?:[Dd]ockerfile|[Cc]ontainerfile)[^\s:]{0,60}):(?P<line>\d{1,7})$")
_STEP_FAILED: Final = Pattern(r"#(?P<step>\d{1,4}) ERROR: (?P<message>.+)")
_DAEMON: Final = (
    Shape("docker", Pattern(r"(?:docker: |ERROR: )?(?P<message>Error response from daemon: .+)"), Category.CONFIGURATION),
    Shape("docker", Pattern(r"(?P<message>The command '.{1,400}' returned a non-zero code: \d{1,4})"), Category.RUNTIME),
    Shape("docker", Pattern(r"(?P<message>(?:invalid argument .{1,200}: invalid reference format|failed to (?:register layer|compute cache key|fetch metadata|create LLB|read dockerfile|export image)|COPY failed|ADD failed|Error parsing reference|unable to prepare context|invalid reference format|manifest unknown|no matching manifest|pull access denied|toomanyrequests|denied: requested access|unauthorized: ).{0,500})"), Category.CONFIGURATION),
    Shape("docker", Pattern(r"(?P<message>dockerfile parse error.{0,300}|Dockerfile parse error line (?P<line>\d{1,7}): .{1,300})"), Category.CONFIGURATION),
    Shape("compose", Pattern(r"(?:ERROR: |service )?(?P<message>(?:The Compose file .{1,200} is invalid|Service '.{1,100}' failed to build|Encountered errors while bringing up|for \S{1,80}  Cannot|.{1,100} depends on undefined service|yaml: (?:line \d|unmarshal)).{0,300})"), Category.CONFIGURATION),
)  # fmt: skip


def _docker(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The step that failed, with the part of the Dockerfile that buildkit shows above its last line."""
    found = []
    for index in candidates:
        line = lines[index]
        match = _SOLVE.match(line) or _SOLVE.match(bare(line))
        if match:
            found.append(_solved(lines, index, match["message"]))
            continue
        text = bare(line)
        shape, other = next(((shape, other) for shape in _DAEMON if (other := shape.pattern.match(text))), (None, None))
        if shape and other:
            found.append(shape.finding(other.groupdict(), lines, index))
    return one_each(found, lambda failure: failure.message)


def _solved(lines: Sequence[str], index: int, message: str) -> Finding:
    above = range(index - 1, max(-1, index - 25), -1)
    placed = next(((i, match) for i in above if (match := _DOCKER_AT.match(lines[i].strip()))), None)
    start = placed[0] if placed else index
    while placed and start > max(0, index - 40) and lines[start - 1].startswith((" >", "------", "#", "1.", "0.")):
        start -= 1
    groups: dict[str, str | None] = {**(placed[1].groupdict() if placed else {}), "message": message}
    return Finding(failure=failure_of("docker", Category.CONFIGURATION, groups), start=start, stop=index)


# -- terraform, helm, kubectl, ansible ------------------------------------------------------------------------------------------

_TERRAFORM: Final = Pattern(r"\s{0,4}(?:[│╷|] )?Error: (?P<message>\S.+)")
_TERRAFORM_AT: Final = Pattern(
    r"\s{0,4}(?:[│|])?\s{1,4}(?:on|with) (?P<file>[^\s,]{1,260}\.tf(?:vars|test)?(?:\.(?:json|hcl))?) line (?P<line>\d{1,7})"
)
_BAR: Final = Pattern(r"\s{0,4}[│|]")


def _terraform(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`Error: message` in a frame, the place two lines below it."""
    for index in candidates:
        match = _TERRAFORM.match(lines[index])
        if not match:
            continue
        framed = bool(_BAR.match(lines[index]))
        stop = last_while(lines, index, _is_framed if framed else _is_no_error, 24 if framed else 12)
        place = next((found for i in range(index + 1, min(stop, index + 6) + 1) if (found := _TERRAFORM_AT.match(lines[i]))), None)
        if place or framed:
            groups = {**(place.groupdict() if place else {}), "message": match["message"]}
            yield Finding(failure=failure_of("terraform", Category.CONFIGURATION, groups), start=index, stop=stop)


def _is_framed(line: str) -> bool:
    return bool(_BAR.match(line))


def _is_no_error(line: str) -> bool:
    return not line.startswith("Error: ")


_OPERATIONS: Final = (
    Shape("helm", Pattern(r"Error: (?P<message>(?:INSTALLATION FAILED|UPGRADE FAILED|template: |failed to (?:download|fetch|parse)|YAML parse error on|chart |release |unable to build|rendered manifests|execution error at|values don't meet|validation: |parse error at|found in Chart).+)"), Category.CONFIGURATION),
    Shape("helm", Pattern(r"\[ERROR\] (?P<file>templates/\S{0,200}|Chart\.yaml|values\.yaml|\S{1,200}\.ya?ml): (?P<message>.+)"), Category.CONFIGURATION),
    Shape("kubectl", Pattern(r"(?:error: |Error from server \((?P<code>\w{1,40})\): )(?P<message>(?:error (?:parsing|validating|when)|unable to recognize|the server|no matches for kind|timed out waiting|.{0,100} not found|.{0,200} is (?:invalid|forbidden)|You must be logged in).{0,500})"), Category.CONFIGURATION),
    Shape("ansible", Pattern(r"(?:fatal|failed): \[(?P<code>[^\]]{1,100})\](?:: (?:FAILED|UNREACHABLE)!)?(?: \(item=.{1,200}?\))? ?=> (?P<message>.+)"), Category.RUNTIME),
    Shape("ansible", Pattern(r"ERROR! (?P<message>.+)"), Category.CONFIGURATION, extent=lambda lines, index: last_while(lines, index, lambda _: True, 14)),
    Shape("git", Pattern(r"(?P<message>fatal: (?i:unable to (?:access|checkout|create|write|connect|look up)|could not (?:read|parse|open)|couldn't find remote|repository |remote (?:branch|error)|authentication|reference is not|early eof|index-pack|the remote end|protocol error|destination path|refusing to merge|clone of|no submodule|detected dubious|unsafe repository|cannot |no such|pathspec|not possible|'.{1,200}' (?:does not appear|is not a commit)).{1,500})"), Category.CONFIGURATION),
    Shape("git", Pattern(r"error: (?P<message>(?:pathspec '|failed to push|Your local changes|could not (?:apply|lock)|patch failed|src refspec|remote ref|unable to (?:create|unlink)|cannot lock ref|RPC failed|Server does not allow|object file).{0,400})"), Category.CONFIGURATION),
    Shape("git", Pattern(r"(?P<message>CONFLICT \([\w /-]{1,60}\): .{1,400})"), Category.CONFIGURATION),
    Shape("git", Pattern(r"(?P<file>[^\s:]{1,260}):(?P<line>\d{1,7}): (?P<message>trailing whitespace\.|new blank line at EOF\.|space before tab in indent\.|leftover conflict marker|indent with spaces\.)")),
)  # fmt: skip

# -- bazel -----------------------------------------------------------------------------------------------------------------

_BAZEL: Final = Pattern(
    r"ERROR: (?:(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): )?(?P<message>\S.+)"
)
_BAZEL_NOISE: Final = Pattern(
    r"(?:Build did NOT complete|Couldn't start the build|Build failed\. Not running|No test targets were found|Skipping '|Process completed)"
)
_BAZEL_TESTS: Final = (
    TestShape("bazel", Pattern(r"(?:FAIL|TIMEOUT|FLAKY|FAILED TO BUILD): (?P<test>(?:@[\w.~+-]{0,100})?//\S{1,300}) \(see \S{1,300}\)"), extent=lambda lines, index: last_while(lines, index, lambda line: not line.startswith(("INFO:", "PASS:", "FAIL:", "[", "//")), 60), place=None),
    TestShape("bazel", Pattern(r"(?P<test>(?:@[\w.~+-]{0,100})?//\S{1,300})\s{1,60}(?P<message>(?:FAILED|TIMEOUT|REMOTE FAILURE|FAILED TO BUILD)(?: in .{1,80})?)$"), extent=lambda _, index: index, place=None),
)  # fmt: skip


def _bazel(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`ERROR: /x/BUILD:3:4: message`, with what the failed command printed below."""
    build = any("bazel" in lines[index] or "BUILD" in lines[index] or "//" in lines[index] for index in candidates)
    for index in candidates if build else ():
        match = _BAZEL.match(bare(lines[index]))
        if match and not _BAZEL_NOISE.match(match["message"]) and (match["file"] or _OF_BAZEL.match(match["message"])):
            stop = last_while(
                lines,
                index,
                lambda line: not line.startswith(("ERROR: ", "INFO: ", "Target ", "Use --verbose")) and bool(line.strip()),
                30,
            )
            yield Finding(failure=failure_of("bazel", Category.CONFIGURATION, match.groupdict()), start=index, stop=stop)


_OF_BAZEL: Final = Pattern(
    r"(?:Analysis of target|no such (?:package|target)|error loading|Skipping|An error occurred during the fetch|Error computing|Evaluation of|Failed to load|Unrecognized option|cycle in|in \S+ attribute|Traceback)"
)

# -- shells ----------------------------------------------------------------------------------------------------------------

_SHELL: Final = (
    Shape("shell", Pattern(r"(?!\S{1,260}\.(?:ya?ml|json|xml|toml|[jt]sx?|css|py|rb|php): )(?P<file>(?:\.{0,2}/)?[^\s:]{0,260}?[^\s:/]{1,60}): (?:eval: )?line (?P<line>\d{1,7}): (?!\s{0,6}\d{1,10} (?:Segmentation|Aborted|Killed|Terminated|Bus|Hangup))(?P<message>(?!warning:|echo: write error).+)"), Category.RUNTIME),
    Shape("shell", Pattern(r"(?P<file>(?:\.{0,2}/)?[^\s:]{1,260}): (?P<line>\d{1,7}): (?P<message>(?:[^\s:]{1,200}: )?(?:[Ss]yntax error|not found|Permission denied|Bad substitution|cannot|Illegal|parameter not set|\[: |Can't).{0,300}|[^\s:]{1,200}: (?:not found|Permission denied|parameter not set.*|bad number))"), Category.RUNTIME),
    Shape("shell", Pattern(r"(?:/bin/)?(?P<code>bash|sh|zsh|ksh|dash): (?P<message>(?!line \d|no job control|cannot set terminal|warning: |\d+: )\S.{0,200}(?:not found|No such file or directory|Permission denied|unbound variable|syntax error).{0,100})"), Category.RUNTIME),
    Shape("powershell", Pattern(r"(?:At |In )(?P<file>(?:[A-Za-z]:)?[^:]{1,260}\.psm?1):(?P<line>\d{1,7})(?: char:(?P<column>\d{1,5}))?$"), Category.RUNTIME, message="PowerShell stopped", extent=_following(12)),
)  # fmt: skip
_SHELL_NOISE: Final = Pattern(r".{0,200}(?:/\.(?:nvm|rvm|travis)/|/dev/tty|setlocale|locale)")


def _shell(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        if _SHELL_NOISE.match(line):
            continue
        shape, match = next(((shape, match) for shape in _SHELL if (match := shape.pattern.match(line))), (None, None))
        if shape and match:
            failure = _of_shell(shape, dict(match.groupdict()))
            yield Finding(failure=failure, start=index, stop=shape.extent(lines, index) if shape.extent else index)


def _of_shell(shape: Shape, groups: dict[str, str | None]) -> Failure:
    """A line of the shell itself (`bash: line 3: …`) is in no file."""
    name = (groups.get("file") or "").rpartition("/")[2]
    if name in {"bash", "sh", "zsh", "dash", "ksh", "eval"} or name.endswith("-bash"):
        groups |= {"file": None, "line": None}
    return failure_of(shape.tool, shape.category, groups, message=shape.message)


FORMATS: Final[tuple[Format, ...]] = (
    Format("docker", ("failed to solve", "error response from daemon", "returned a non-zero code", "failed to register", "failed to compute", "failed to fetch metadata", "failed to create llb", "failed to read dockerfile", "failed to export", "copy failed", "add failed", "error parsing reference", "unable to prepare context", "invalid reference format", "manifest unknown", "no matching manifest", "pull access denied", "toomanyrequests", "denied: requested", "unauthorized: ", "dockerfile parse error", "the compose file", "failed to build", "encountered errors while bringing", "depends on undefined", "yaml: "), _docker),
    Format("terraform", ("error: ",), _terraform),
    shaped("operations", ("error: ", "[error] ", "error from server", "fatal: ", "failed: [", "error! ", "conflict (", "trailing whitespace", "new blank line at eof", "space before tab", "leftover conflict"), *_OPERATIONS),
    Format("bazel", ("error: ",), _bazel),
    tested("bazel-tests", ("fail: ", "timeout: ", "failed to build", " failed", " timeout", "remote failure"), *_BAZEL_TESTS),
    *platform_lint.FORMATS,
    Format("shell", (": line ", ": syntax error", ": not found", "permission denied", "command not found", "no such file or directory", "unbound variable", "parameter not set", ".ps1:", ".psm1:", "bad substitution", ": [: ", "can't open"), _shell),
)  # fmt: skip
