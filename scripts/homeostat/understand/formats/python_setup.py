"""Failures as Python's installers, environments and the gates around the tests report them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.blocks import apart, through
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import LONGEST, Shape, last_while, paragraph, shaped
from homeostat.understand.pattern import Pattern

_PIP_SAYS: Final = (
    r"Could not find a version that satisfies the requirement .*|No matching distribution found for .*"
    r"|Cannot install .{1,400} because these package versions have conflicting dependencies.*|ResolutionImpossible.*"
    r"|Could not build wheels for .*|Failed to build installable wheels for .*|Failed to build one or more wheels.*"
    r"|Package .{1,100} requires a different Python.*|Could not open requirements file.*|Invalid requirement.*"
    r"|THESE PACKAGES DO NOT MATCH THE HASHES.*|In --require-hashes mode.*|Could not install packages due to an? \w{1,40}.*"
    r"|\S{1,200} is not a supported wheel on this platform.*|Directory .{1,200} is not installable.*|Double requirement given.*"
    r"|\S{1,200} does not appear to be a Python project.*|File .{1,100} not found.*|HTTP error \d{3} while getting .*"
    r"|Command (?:errored out|\".{1,300}\" failed|'.{1,300}' returned non-zero).*|Error parsing requirements.*|Invalid wheel.*"
)
_CONFLICT: Final = Pattern(r"(?:ERROR: ResolutionImpossible|To fix this you could|ERROR: (?:Cannot|Could))")


def _pip(lines: Sequence[str], index: int) -> int:
    """What belongs to an error of pip: the conflict that it explains, or the line that says the same in other words."""
    line = lines[index]
    if "conflicting dependencies" in line:
        return last_while(lines, index, lambda text: not _CONFLICT.match(text))
    if "MATCH THE HASHES" in line or "satisfies the requirement" in line:
        return last_while(lines, index, lambda text: bool(text.strip()), most=12)
    return index


_INSTALLERS: Final = apart(
    shaped(
        "python-install",
        (
            "error: ", "could not find a version", "no matching distribution", 'command "', "version solving failed", "× ", "✘ ", "✖ ",
            "poetry.lock", "pipfile.lock", "locking failed", "notfounderror:", "resolvepackagenotfound", "unsatisfiableerror",
            "condahttperror", "condaerror", "resolutionimpossible]", "unable to find installation candidates",
            "could not find a matching version of package", "could not find suitable distribution", "interpreternotfound",
            "could not install deps", "no module named", "can't open file",
        ),
        Shape("pip", Pattern(rf"\s{{0,6}}(?:ERROR: )(?P<message>{_PIP_SAYS})$"), Category.DEPENDENCY, extent=_pip),
        Shape(
            "pip",
            Pattern(
                r"\s{0,6}(?P<message>Could not find a version that satisfies the requirement .*|No matching distribution found for .*"
                r'|Command "[^"]{1,600}" failed with error code \d{1,3}.*)$'
            ),
            Category.DEPENDENCY,
            extent=_pip,
        ),
        Shape("uv", Pattern(r"\s{0,4}[×x✗✘] (?P<message>(?:No solution found|Failed to|Distribution|Building) .*)$"), Category.DEPENDENCY, extent=paragraph),
        Shape("uv", Pattern(r"error: (?P<message>(?:The lockfile at `|Failed to (?:build|download|prepare|fetch|parse|resolve|install) |No solution found |Distribution `|No `pyproject).*)$"), Category.DEPENDENCY, extent=paragraph),
        Shape("poetry", Pattern(r"(?P<message>.{0,600}version solving failed\.?)$"), Category.DEPENDENCY),
        Shape("poetry", Pattern(r"\s{0,4}(?:Error: )?(?P<message>(?:pyproject\.toml changed significantly since poetry\.lock|poetry\.lock is not (?:consistent|up to date)|The lock file is not|Unable to find installation candidates|Could not find a matching version of package).*)$"), Category.DEPENDENCY),
        Shape("pipenv", Pattern(r"(?:\S{1,4} )?(?P<message>Your Pipfile\.lock \(\w{1,80}\) is out of date.*|Locking Failed!.*|Installation Failed.*)$"), Category.DEPENDENCY),
        Shape("pdm", Pattern(r"\[(?P<code>ResolutionImpossible)\]: (?P<message>.*)$"), Category.DEPENDENCY),
        Shape("conda", Pattern(r"(?P<code>ResolvePackageNotFound|(?:LibMamba)?UnsatisfiableError|\w{0,40}NotFoundError): ?(?P<message>The following .*|Encountered .*|)$"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda text: not text or text[0] in " -", most=20)),
        Shape("conda", Pattern(r"(?P<code>CondaHTTPError): (?P<message>.*)$"), Category.NETWORK),
        Shape("setuptools", Pattern(r"error: (?P<message>(?:Could not find suitable distribution for |command '.{1,200}' failed|can't find Rust compiler|Microsoft Visual C\+\+|\S{1,100} \S{1,40} is installed but ).*)$"), Category.DEPENDENCY),
        Shape("tox", Pattern(r"(?:ERROR: {1,3})?(?P<message>InterpreterNotFound: \S.*|could not install deps \[.*|unknown environment .*)$"), Category.DEPENDENCY),
        Shape("python", Pattern(r"(?:\S{0,200}[/\\])?python[\w.]{0,10}: (?P<message>(?:can't open file|No module named|Error while finding module specification for) .*)$"), Category.DEPENDENCY),
    )
)  # fmt: skip

_WHEEL: Final = "Failed building wheel for "
_WHEELS: Final = ("Could not build wheels", "Failed to build")


def _read_installers(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A wheel that could not be built matters where pip gives up on it, a few lines below."""
    for finding in _INSTALLERS.read(lines, candidates):
        near = range(max(0, finding.start - _BEFORE), finding.start) if finding.failure.message.startswith(_WHEELS) else ()
        start = next((at for at in near if _WHEEL in lines[at]), finding.start)
        yield dataclasses.replace(finding, start=start)


_BEFORE: Final = 6

_ARGUMENTS: Final = shaped(
    "python-arguments",
    (": error: ", "error: no such ", "error: missing ", "error: invalid value", "error: got unexpected"),
    Shape(
        "argparse",
        Pattern(
            r"(?P<code>[\w.-]{1,60}): error: (?P<message>(?:unrecognized arguments|the following arguments are required|argument .{1,200}:"
            r"|one of the arguments|ambiguous option|invalid choice|too few arguments|no such option|unrecognized option).*)$"
        ),
        Category.CONFIGURATION,
    ),
    Shape("click", Pattern(r"Error: (?P<message>(?:No such (?:option|command)|Missing (?:argument|option|parameter|command)|Invalid value|Got unexpected extra).*)$"), Category.CONFIGURATION),
)  # fmt: skip

_GATES: Final = shaped(
    "python-gates",
    ("coverage of ", "coverage failure", "result: failed (minimum", "long_description"),
    Shape("coverage", Pattern(r"(?:FAIL|ERROR: )\s?(?P<message>Required test coverage of .*)$"), Category.RUNTIME),
    Shape("coverage", Pattern(r"(?:ERROR: )?(?P<message>Coverage failure: total of .*)$"), Category.RUNTIME),
    Shape("interrogate", Pattern(r"RESULT: FAILED (?P<message>\(minimum: .*)$"), Category.SYNTAX),
    Shape("twine", Pattern(r"ERROR:?\s+(?P<message>`long_description` has syntax errors.*)$"), Category.SYNTAX),
)

_OUTPUT_END: Final = "[end of output]"
_PROCESS: Final = Pattern(r"\s*[×x] (?P<message>.{1,300} did not run successfully\.)")
_CHATTER: Final = Pattern(r"\s*(?:$|note: |\[end of output\]|[│╰×|])")
_LOOK: Final = 400  # lines of output that a failed command of pip may show


def _read_processes(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """pip shows the output of what it ran; the last line of it says most."""
    done = -1
    for index in candidates:
        if index <= done or not (match := _PROCESS.match(lines[index])):
            continue
        stop = done = through(_OUTPUT_END, _LOOK)(lines, index)
        said = (lines[at].strip() for at in range(stop - 1, index, -1) if not _CHATTER.match(lines[at]))
        message = next(said, match["message"])
        failure = Failure(message=message, code="subprocess-exited-with-error", tool="pip", category=Category.DEPENDENCY)
        yield Finding(failure=failure, start=max(index, stop - LONGEST + 1), stop=stop)


# -- pre-commit ------------------------------------------------------------------------------------------------------------

_HOOK: Final = Pattern(r"(?P<name>\S.{0,200}?)\.{3,200}(?:\(.{1,60}\))?Failed$")
_NEXT_HOOK: Final = Pattern(r"\S.{0,200}?\.{3,200}(?:\(.{1,60}\))?(?:Passed|Failed|Skipped)$")
_CHANGED: Final = Pattern(
    r"(?:reformatted|Fixing|Rewriting|Fixed|Formatted|Sorting|Reordered imports in) (?P<file>\S{1,300}\.\w{1,12}|[\w./-]{1,300})$"
)


def _read_hooks(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A hook that failed, or each file that it changed: what else it prints is for the readers of the tool that it ran."""
    for index in candidates:
        hook = _HOOK.match(lines[index - 1]) if index and lines[index].startswith("- hook id: ") else None
        if hook is None:
            continue
        stop = last_while(lines, index - 1, lambda line: not _NEXT_HOOK.match(line))
        code = lines[index].removeprefix("- hook id: ").strip()
        changed = {match["file"]: at for at in range(index, stop + 1) if (match := _CHANGED.match(lines[at]))}
        for file, at in changed.items():
            failure = Failure(
                message=f"changed by {code}", file=repository_path(file), code=code, tool="pre-commit", category=Category.SYNTAX
            )
            yield Finding(failure=failure, start=at, stop=at)
        if not changed:
            failure = Failure(message=f"{hook['name']} failed", code=code, tool="pre-commit", category=Category.SYNTAX)
            yield Finding(failure=failure, start=index - 1, stop=stop)


FORMATS: Final[tuple[Format, ...]] = (
    Format("pip-process", ("did not run successfully",), _read_processes),
    dataclasses.replace(_INSTALLERS, read=_read_installers),
    _ARGUMENTS,
    _GATES,
    Format("pre-commit", ("- hook id: ",), _read_hooks),
)
