"""What a red output says is missing: modules, pytest fixtures and options, programs. Clues only; the bench decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE_LIMIT = 1_000  # characters; longer lines are data
FRAMES_BEFORE = 80  # lines before an error in which its traceback is looked for
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"

_FRAMES = (
    re.compile(r"(?P<path>[^\s:\"']+\.py):\d+: in "),
    re.compile(r"\s*File \"(?P<path>[^\"]+\.py)\", line \d+"),
    re.compile(r"(?:ImportError while (?:loading conftest|importing test module)) '(?P<path>[^']+\.py)'"),
)
_RAISED = re.compile(r"(?P<path>[^\s:\"']+\.py):\d+: (?:ModuleNotFound|Import)Error$")
_FOREIGN = re.compile(r"site-packages|dist-packages|/lib/python\d|<frozen")
_MODULE = re.compile(r"(?:ModuleNotFoundError|ImportError)\b.*?No module named ['\"]?(?P<name>[A-Za-z_][\w.]*)")
_RUN_MODULE = re.compile(r"(?:^|[\s/])python[\d.]*(?:\.exe)?: No module named (?P<name>[A-Za-z_]\w*)$")
_FIXTURE = re.compile(r"fixture '(?P<name>[\w-]+)' not found")
_OPTIONS = re.compile(r"error: unrecognized arguments: (?P<rest>.+)")
_SETTING = re.compile(r"(?:ERROR:|E ).*Unknown config option: (?P<name>[\w-]+)")
_MARKER = re.compile(r"'(?P<name>\w+)' not found in `markers` configuration option|^E .*Unknown pytest\.mark\.(?P<other>\w+)")
_MENTIONED_MARK = re.compile(r"Unknown pytest\.mark\.(?P<name>asyncio|trio|anyio)\b")
_ASYNC = "async def functions are not natively supported"
_PLUGINS = re.compile(r"Missing required plugins: (?P<rest>.+)")
_COMMANDS = (
    re.compile(r"(?:^|[\s:])(?P<name>[A-Za-z][\w.+-]*): (?:command )?not found$"),
    re.compile(r"^g?make(?:\[\d+\])?: (?P<name>[A-Za-z][\w.+-]*): No such file or directory$"),
    re.compile(r"Failed to spawn: `(?P<name>[A-Za-z][\w.+-]*)`"),
    re.compile(r"^Command not found: (?P<name>[A-Za-z][\w.+-]*)$"),
    re.compile(r"Program (?P<name>[A-Za-z][\w.+-]*) not found"),
)
_EXCEPTION = re.compile(r"(?:E\s+)?[A-Za-z_][\w.]*(?:Error|Exception|Warning|NotFound|NotInstalled)\b")
_HINTS = (
    re.compile(rf"(?P<name>{_NAME}) not found, please install it"),
    re.compile(rf"Missing optional dependency '(?P<name>{_NAME})'"),
    re.compile(rf"pip3? install (?:-[\w-]+ )*['\"`]?(?P<name>{_NAME})"),
    re.compile(rf"[Pp]lease install (?:the )?['\"`]?(?P<name>{_NAME})"),
    re.compile(rf"(?:requires|needs) (?:the )?['\"`]?(?P<name>{_NAME})['\"`]? (?:package|library|module)"),
    re.compile(rf"[Tt]he ['\"`]?(?P<name>{_NAME})['\"`]? (?:package|library|module) (?:is required|must be|is not installed)"),
    re.compile(rf"features you requested: (?P<name>{_NAME})\. Do you need to install"),
)
_STUBS = re.compile(rf"note: Hint: \"python3? -m pip install (?P<name>types-{_NAME})\"")
_NO_NAMES = frozenset({
    "a", "all", "an", "and", "any", "both", "dependencies", "dependency", "extra", "extras", "following", "it", "latest", "missing",
    "newer", "one", "optional", "package", "packages", "pip", "python", "requirements", "required", "some", "that", "the", "them", "this",
    "to", "using", "with",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing: its kind (module, fixture, option, setting, marker, plugin, command, hint) and name.

    `importer` is the file, as the output names it, that asked for a module; empty where the output does not say.
    """

    kind: str
    name: str
    importer: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What is missing, no matter for whom."""
        return self.kind, self.name


def find_missing(output: str) -> tuple[Missing, ...]:
    """All that an output says is missing, each once, in the order of the output; mere hints come last."""
    lines = [line.rstrip() for line in output.split("\n") if len(line) <= LINE_LIMIT]
    found = [*_modules(lines), *(missing for line in lines for missing in _of_line(line)), *_async_plugins(lines), *_hints(lines)]
    return tuple({missing.key: missing for missing in reversed(found)}.values())[::-1]


def _modules(lines: list[str]) -> Iterator[Missing]:
    for number, line in enumerate(lines):
        if match := _MODULE.search(line) or _RUN_MODULE.search(line):
            yield Missing("module", match["name"].rstrip("."), _importer(lines, number))


def _importer(lines: list[str], number: int) -> str:
    """The last frame of the repository's own before a line, or what pytest says right after it of where it was raised."""
    for line in reversed(lines[max(0, number - FRAMES_BEFORE) : number]):
        if line.startswith(("____", "====")):
            break
        if path := _frame(line):
            return path
    after = (_RAISED.match(line) for line in lines[number + 1 : number + 4])
    return next((match["path"] for match in after if match and not _FOREIGN.search(match["path"])), "")


def _frame(line: str) -> str:
    match = next((match for pattern in _FRAMES if (match := pattern.match(line))), None)
    return match["path"] if match and not _FOREIGN.search(line) else ""


def _of_line(line: str) -> Iterator[Missing]:
    if match := _FIXTURE.search(line):
        yield Missing("fixture", match["name"])
    if match := _OPTIONS.search(line):
        yield from (Missing("option", word.split("=", 1)[0]) for word in match["rest"].split() if word.startswith("-"))
    if match := _SETTING.search(line):
        yield Missing("setting", match["name"])
    if match := _MARKER.search(line):
        yield Missing("marker", match["name"] or match["other"])
    if match := _PLUGINS.search(line):
        yield from (Missing("plugin", name[0]) for part in match["rest"].split(",") if (name := re.match(_NAME, part.strip())))
    if match := next((match for pattern in _COMMANDS if (match := pattern.search(line))), None):
        yield Missing("command", match["name"])


def _async_plugins(lines: list[str]) -> Iterator[Missing]:
    """Which plugin would run the coroutines that nobody ran: the one whose marker is not known, else the usual one."""
    if not any(_ASYNC in line for line in lines):
        return
    marks = [match["name"] for line in lines if (match := _MENTIONED_MARK.search(line))]
    yield from (Missing("marker", name) for name in dict.fromkeys(marks or ["asyncio"]))


def _hints(lines: list[str]) -> Iterator[Missing]:
    """What exceptions, and mypy, advise to install."""
    for line in lines:
        if match := _STUBS.search(line):
            yield Missing("hint", match["name"])
        if _EXCEPTION.match(line):
            names = (match["name"].rstrip(".-_") for pattern in _HINTS if (match := pattern.search(line)))
            yield from (Missing("hint", name) for name in names if name.lower() not in _NO_NAMES)
