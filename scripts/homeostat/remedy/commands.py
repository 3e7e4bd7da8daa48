"""Shell scripts as the simple commands they consist of, and checking commands turned into fixing ones.

Nothing here is a shell: what needs one to be understood (`$name`, `$(…)`, pipes into a tool, redirections of input) is left
out rather than guessed. Commands are rebuilt from words, each quoted, so that no text of a log reaches a shell as syntax.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from homeostat.remedy.fixers import FIXERS, Fixer

# Scripts and lines beyond these are no hand-written commands.
SCRIPT_LIMIT = 100_000
LINE_LIMIT = 2_000

_TOKEN = re.compile(
    r"(?P<space>[ \t]+|\\\r?\n)|(?P<comment>\#[^\n]*)|(?P<redirect>\d*(?:>>|>&|<<|>|<)&?\d*)|(?P<pipe>\|\|?|&&?)|(?P<end>[;\n(){}])"
    r"|(?P<word>(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[^\s'\"\\;&|()<>])+)",
    re.DOTALL,
)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_GLOB = re.compile(r"[A-Za-z0-9_./*?][A-Za-z0-9_./*?-]*")
_LAUNCHERS = {
    "uv", "uvx", "poetry", "pdm", "pipenv", "hatch", "rye", "pixi", "npx", "npm", "pnpm", "pnpx", "yarn", "bunx", "bun", "pipx",
    "coverage", "env", "time", "conda", "mamba", "micromamba",
}  # fmt: skip
_WRAPPERS = {
    "make", "gmake", "just", "task", "tox", "nox", "npm", "pnpm", "yarn", "bun", "poe", "invoke", "inv", "hatch", "pdm", "bash", "sh",
}  # fmt: skip
_ECHOES = (
    re.compile(r"(?P<env>[A-Za-z0-9_.-]+)(?: run-test)?: commands(?:_pre|_post)?\[\d+\](?: [^\s>|]+)? ?[>|] ?(?P<command>.+)"),
    re.compile(r"nox > (?P<command>.+)"),
    re.compile(r"(?:\+{1,4}|>|\$) (?P<command>.+)"),
)
_SESSION = re.compile(r"nox > Running session (?P<env>[A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command: its value, as it was written, and whether only a shell could tell what it means."""

    value: str
    written: str
    dynamic: bool

    @property
    def quoted(self) -> str:
        """The word for a shell again. Wildcards that stood unquoted stay so, if all other characters are harmless."""
        if self.written == self.value and _GLOB.fullmatch(self.written):
            return self.written
        return shlex.quote(self.value)


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command: assignments before it, its words, and the directory it runs in, relative to that of the script."""

    words: tuple[Word, ...]
    assignments: tuple[Word, ...] = ()
    directory: str = "."

    @property
    def values(self) -> tuple[str, ...]:
        """The words as the program would see them."""
        return tuple(word.value for word in self.words)


@dataclass(frozen=True, slots=True)
class Fix:
    """A fixing command: what to run, in which directory, of which tool; `home` is where a tool runner keeps that tool."""

    run: str
    tool: str
    probe: str
    directory: str = "."
    home: str = ""


def parse_script(script: str) -> tuple[Command, ...]:
    """The simple commands of a script in order; none if its quoting is broken. Those in a pipe or with redirected input are left out."""
    statements = _statements(script[:SCRIPT_LIMIT].replace("\r\n", "\n"))
    return tuple(_placed(statements)) if statements is not None else ()


def find_fixes(script: str) -> tuple[Fix, ...]:
    """The fixing commands for the checking ones of a script."""
    return _distinct(fix for command in parse_script(script) if (fix := _fix(command)))


def find_echoed_fixes(script: str, lines: Iterable[str]) -> tuple[Fix, ...]:
    """The fixing commands for the checks that a wrapper (make, npm, tox, nox …) echoed while it ran.

    The lines are untrusted: a command counts only if its program, by name and not by path, is a known tool, and its words hold no
    shell syntax; of several joined by `&&` or `;` each is judged by itself. Lines without a prefix count only after make, just or task, which echo like that.
    """
    wrappers = {posixpath.basename(value) for command in parse_script(script) for value in command.values[:3]} & _WRAPPERS
    if not wrappers:
        return ()
    bare = bool(wrappers & {"make", "gmake", "just", "task"})
    return _distinct(
        fix for env, line in _echoed(lines, bare=bare) for command in parse_script(line) if (fix := _echoed_fix(command, env))
    )


def find_tool(values: tuple[str, ...]) -> tuple[int, Fixer] | None:
    """The known tool a command runs and where its name stands, looking through launchers (`python -m`, `uv run`, `npx` …)."""
    for position, value in enumerate(values):
        if position and not _is_launched(values, position):
            return None
        if fixer := _fixer(values, position):
            return position, fixer
        if not position and not _is_launcher(value):
            return None
    return None


def launched(values: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command without `python -m` or the like before them (for launchers without options of their own)."""
    name = posixpath.basename(values[0]) if values else ""
    if _is_python(name) and values[1:2] == ("-m",):
        return values[2:]
    if name in _LAUNCHERS and values[1:2] == ("run",) and len(values) > 2 and not values[2].startswith("-"):
        return launched(values[2:])
    return values


def _statements(script: str) -> list[tuple[list[Word], bool]] | None:
    """The words of each statement, and whether it takes input from elsewhere; None if the quoting is broken."""
    found: list[tuple[list[Word], bool]] = [([], False)]
    position, skip = 0, False
    while position < len(script):
        token = _TOKEN.match(script, position)
        if token is None:
            return None
        position = token.end()
        words, fed = found[-1]
        if token["word"]:
            words += [] if skip else [_word(token["word"])]
            skip = False
        elif token["redirect"]:
            skip = not token["redirect"][-1].isdigit()
            found[-1] = (words, fed or "<" in token["redirect"])
        elif token["pipe"] or token["end"]:
            found.append(([], token["pipe"] == "|"))
    return found


def _word(written: str) -> Word:
    unquoted = re.sub(r"'[^']*'|\\.", "", written)
    dynamic = "$" in unquoted or "`" in unquoted or written.startswith(("~", "<"))
    return Word("".join(shlex.split(written)), written, dynamic)


def _placed(statements: list[tuple[list[Word], bool]]) -> Iterator[Command]:
    directory: str | None = "."
    for words, fed in statements:
        assigned = next((i for i, word in enumerate(words) if not _ASSIGNMENT.match(word.written)), len(words))
        command = words[assigned:]
        if not command or any(word.dynamic for word in words):
            directory = None if command and command[0].value in ("cd", "pushd") else directory
        elif command[0].value in ("cd", "pushd"):
            directory = _entered(directory, command)
        elif directory is not None and not fed:
            yield Command(tuple(command), tuple(words[:assigned]), directory)


def _entered(directory: str | None, command: list[Word]) -> str | None:
    if directory is None or len(command) != 2:
        return None
    path = posixpath.normpath(posixpath.join(directory, command[1].value))
    return None if path.startswith(("/", "..")) else path


def _is_python(name: str) -> bool:
    return bool(re.fullmatch(r"python(\d(\.\d+)?)?|py", name))


def _is_launcher(value: str) -> bool:
    name = posixpath.basename(value)
    return name in _LAUNCHERS or _is_python(name)


def _is_launched(values: tuple[str, ...], position: int) -> bool:
    """Whether a launcher could still be reading its own words here: Python reads only `-m` and options."""
    if _is_python(posixpath.basename(values[0])):
        return all(value.startswith("-") for value in values[1:position]) and "-c" not in values[1:position]
    return True


def _fixer(values: tuple[str, ...], position: int) -> Fixer | None:
    name = posixpath.basename(values[position])
    rows = [row for row in FIXERS if row.tool == name]
    exact = [row for row in rows if row.subcommand and values[position + 1 : position + 2] == (row.subcommand,)]
    return next(iter(exact or [row for row in rows if not row.subcommand]), None)


def _fix(command: Command) -> Fix | None:
    found = find_tool(command.values)
    if found is None:
        return None
    position, fixer = found
    head, tail = command.words[: position + 1], command.words[position + 1 :]
    arguments = fixer.fixing([(word.value, word.quoted) for word in tail])
    if arguments is None:
        return None
    before = [f"{word.value.split('=', 1)[0]}={shlex.quote(word.value.split('=', 1)[1])}" for word in command.assignments]
    program = [*before, *(word.quoted for word in head)]
    return Fix(" ".join([*program, *arguments]), fixer.tool, " ".join([*program, "--version"]), command.directory)


def _echoed(lines: Iterable[str], *, bare: bool) -> Iterator[tuple[str, str]]:
    """The commands that lines echo, each with the environment (of tox or nox) that it ran in."""
    session = ""
    for line in (line.strip() for line in lines if len(line) <= LINE_LIMIT):
        if found := _SESSION.match(line):
            session = ".nox/" + re.sub(r"[^A-Za-z0-9_]", "-", found["env"])
        match = next((match for pattern in _ECHOES if (match := pattern.fullmatch(line))), None)
        if match:
            env = match.groupdict().get("env")
            yield f".tox/{env}" if env else session, match["command"]
        elif bare:
            yield "", line


def _echoed_fix(command: Command, home: str) -> Fix | None:
    if command.assignments or not command.words:
        return None
    words = tuple(replace(word, written="") for word in command.words)
    found = find_tool(tuple(word.value for word in words))
    if found is None or not _is_echo_safe(words):
        return None
    named = replace(words[0], value=posixpath.basename(words[0].value))
    fix = _fix(Command((named, *words[1:]), directory=command.directory))
    return replace(fix, home=home) if fix else None


def _is_echo_safe(words: tuple[Word, ...]) -> bool:
    """A log may not name files outside of the worktree, nor a configuration other than the tool would find."""
    values = [part for word in words[1:] for part in word.value.split("=")]
    outside = any(value.startswith("/") or ".." in value.split("/") for value in values)
    return not outside and not any(re.search(r"[\n\r\0;&|<>`$]", value) for value in values)


def _distinct(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    return tuple(dict.fromkeys(fixes))
