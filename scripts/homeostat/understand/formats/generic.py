"""Failures as any tool may report them: a place, how bad it is, and a message. The last format, for tools that no other one knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding, is_foreign
from homeostat.understand.formats import generic_blocks
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.generic_words import (
    BARE_NAMES,
    CODE,
    CONFIGURATION,
    ELSEWHERE,
    EXTENSIONS,
    LAST_CODE,
    OTHERWISE,
    PROBES,
    SEVERITY,
    WORDS,
)
from homeostat.understand.formats.shapes import MOST_FINDINGS, bare, context, failure_of, indent
from homeostat.understand.pattern import Pattern

_NAME: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?`]{1,260})"
_SPACED: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/])|/)[^:()\[\]\"'<>|,;=*?`]{1,260}\.\w{1,10})"
_START: Final = r"(?<![^\s\[(\"'`:=>|])"
_LINE: Final = r"(?P<line>\d{1,7})"
_COLUMN: Final = r"(?P<column>\d{1,5})"
_TO: Final = r"(?:[-\u2013]\d{1,7}(?:[:.,]\d{1,5})?)?"

_PLACES: Final = (  # what a line must hold, so that most lines are passed over quickly; and the place
    (
        Pattern(r"[\"']\W{0,4}(?:[A-Za-z!]{3,9}[ !]{1,5})?(?:at |on )?(?:[Ll]ine:?)?\s?\d"),
        Pattern(  # "file", line 3 (col. 4): …   "file",3  …   ["file" 3/4]   "file", ERROR! at line 3:
            rf"[\"'](?P<file>[^\"'\s][^\"']{{0,259}})[\"'](?:,?\s{{0,3}}(?P<between>[A-Za-z]{{3,9}}!?)?\s{{0,4}}(?:at |on )?[Ll]ine:?\s+|,\s?|\s|:){_LINE}\b"
            rf"(?:\s?[/:,.]\s?(?:col(?:umn)?\.?\s?)?{_COLUMN}\b|,?\s?\(?(?:col|char|pos)\w{{0,6}}\.?\s?(?P<column2>\d{{1,5}})\)?)?[\])]?"
        ),
    ),
    (
        Pattern(r"\bline=[\"']?\d"),
        Pattern(
            rf"\bfile=[\"']?(?P<file>[^\s\"',]{{1,260}})[\"']?,?\s?(?P<between>.{{0,600}}?)\bline=[\"']?{_LINE}(?:[\"',\s]{{1,3}}col(?:umn)?=[\"']?{_COLUMN})?"
        ),
    ),
    (
        Pattern(r"\.\w{1,12}(?:: )?[(\[]\d"),
        Pattern(
            rf"{_START}{_NAME}(?:: )?[(\[]{_LINE}(?:[,:.]\s?{_COLUMN})?(?:[-,:]\d{{1,7}}){{0,3}}[)\]](?::\s(?:col|char)\w{{0,6}}:?\s(?P<column2>\d{{1,5}}))?"
        ),
    ),
    (
        Pattern(r"[\w.+)][:>](?:line )?\[?\d|:docstring of"),
        Pattern(  # file:3:4: …
            rf"{_START}{_NAME}(?::docstring of [\w.]{{1,200}})?[:>](?:line )?\[?{_LINE}(?:[:.,]\s?{_COLUMN})?{_TO}\]?(?::?\{{[\d:-]{{1,40}}\}}){{0,4}}(?![\w.]|:\d+s)"
        ),
    ),
    (
        Pattern(r" [^:() ]{0,200}\.\w{1,10}(?::\[?|\()\d"),
        Pattern(rf"{_START}{_SPACED}(?::\[?|\(){_LINE}(?:[:.,]\s?{_COLUMN})?{_TO}[\])]?(?=\s?:|\s-\s)"),
    ),
    (Pattern(r"\w: \d{1,7}:"), Pattern(rf"^\s{{0,3}}{_NAME}: {_LINE}(?:: ?{_COLUMN})?(?=:\s)")),
    (
        Pattern(r"[Ff]ile"),
        Pattern(rf"\b[Ff]ile:? {_NAME},? (?:at )?[Ll]ine:? {_LINE}(?:,? [Cc]ol(?:umn)?:? {_COLUMN})?"),
    ),
    (
        Pattern(r"line:? \d"),
        Pattern(
            rf"{_START}{_NAME}[,:]? (?:(?:at|on) )?line:? {_LINE}(?:(?:, | |:)(?:col(?:umn)?|char(?:acter)?|pos(?:ition)?)\.?:? {_COLUMN})?"
        ),
    ),
    (
        Pattern(r"(?:at|on|in) line:? \d"),
        Pattern(
            rf"^\s{{0,3}}\(?{_NAME}\)?(?: -|:) (?P<between>.{{1,600}}?)[ ,(](?:at|on|in) line:? {_LINE}(?:,? col(?:umn)?:? {_COLUMN})?"
        ),
    ),
)
_MILD: Final = Pattern(r"(?i:(?:^|[:)\]] ?|\[)(?:warning|warn|remark)[:\]\[ #(])")
_LABEL: Final = Pattern(
    r"(?:\s{0,8}(?:[^\w\s\"'`]{1,3}\s+|\d{1,3}%\s+|\[[\w .:%/-]{1,30}\]\s?|\d{1,4}[.)>:]\s?|(?:lint|linting|checking|compiling|error in|error at|in)\s))?"
    r"\s{0,8}(?:[\w./+ -]{1,30}:\s{1,3})?\[?\s{0,2}$",
    2,
)
_SAYS_WRONG: Final = Pattern(
    r"(?i:.*\b(?:error|syntax|cannot|can't|could not|couldn't|undefined|unexpected|expected|invalid|missing|not found|failed|failure|illegal"
    r"|unknown|unresolved|unterminated|denied|abort|bareword|no such|global symbol|must|died|requires?|mismatch)\b)"
)
_TRACE: Final = Pattern(
    r"\s*(?:at|from|in|by|File|#\d+|\d+:|Traceback|Caused by|debconf|called from|Call Stack)\b|\s*(?:\.\.\.|\^|->|\||\[\d+:)|\s{4,}"
)
_LOGGER: Final = Pattern(
    r"(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\s{1,8}(?:[\w.$-]{1,120}:|\[)$"
)  # `ERROR [File.java:3] : message`
_CHECK: Final = Pattern(r"[A-Z]{1,6}\d{2,5}: ")
_ERROR_AT_ALL: Final = Pattern(r"(?i:(?<!no )(?<!0 )\b(?:errors?|err|fatal|fail(?:ed|ure|ures)?)\b(?! *[:=]? *0\b))")


@dataclass(frozen=True, slots=True)
class _Report:
    """A line taken apart. `rank`: 2 an error, 1 nothing said of it, 0 a warning, -1 a remark."""

    rank: int
    groups: Mapping[str, str | None]


def _read(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Errors, and what bears no severity at all. Warnings only where no line of the output speaks of an error.

    Then it was a linter that stopped the step, and the warnings are what it stopped for.
    """
    found = list(islice(_errors(lines, candidates), MOST_FINDINGS))
    if not found and not any(_ERROR_AT_ALL.search(lines[index]) for index in candidates):
        found = list(islice(_reports(lines, candidates, 0), MOST_FINDINGS))
    return iter(found)


def _errors(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    return _reports(lines, candidates, 1)


def _reports(lines: Sequence[str], candidates: Sequence[int], least: int) -> Iterator[Finding]:
    for index in candidates:
        line = lines[index]
        report = None if least and _is_mild(line) else parse(line)
        if report and report.rank >= least:
            failure = failure_of("generic", _category(report.groups["file"] or ""), report.groups)
            yield Finding(failure=failure, start=index, stop=context(lines, index))


def _is_mild(line: str) -> bool:
    """A warning and no more, as most lines with a place are in a long log: what costs least is asked first."""
    small = line.lower()
    return (
        ("warn" in small or "remark" in small) and "error" not in small and "fatal" not in small and _MILD.search(line) is not None
    )


def parse(line: str) -> _Report | None:
    """What a line reports, None if it is no report."""
    text = bare(line)
    if text.lstrip().startswith(_FRAMES):
        return None
    for needed, pattern in _PLACES:
        match = pattern.search(text) if needed.search(text) else None
        if match:
            report = _report(text, match.start(), match.end(), match.groupdict())
            if report:
                return report
    return None


def _report(text: str, start: int, stop: int, groups: dict[str, str | None]) -> _Report | None:
    file = (groups["file"] or "").strip()
    head, rest = text[:start], (groups.get("between") or "") + text[stop:]
    if PROBES.match(file) or ELSEWHERE.match(file) or "://" in text[max(0, start - 8) : start + len(file) + 3]:
        return None
    if not _looks_like_file(file, told=_severity(rest)[0] != 1):
        return None
    if _severity(head)[0] == 1 and not _LABEL.match(head):
        return _suffixed(head, rest, groups)
    return _told(head, rest, groups)


def _suffixed(head: str, rest: str, groups: dict[str, str | None]) -> _Report | None:
    """`message at file line 3.`: only what says that something is wrong, since programs print where they are for many reasons."""
    if _TRACE.match(head) or len(rest) > 80 or not (_SAYS_WRONG.match(head) or _CHECK.match(head)):
        return None
    return _Report(1, _with_message(groups, _trimmed(head)))


def _told(head: str, rest: str, groups: dict[str, str | None]) -> _Report | None:
    rank, message, code = _severity(rest)
    before, text, code_before = _severity(head)
    if _TRACE.match(head) or _TRACE.match(text) or (rank == 1 and _LOGGER.match(head)):
        return None
    if before != 1 and rank == 1:
        rank, code = before, code or code_before
        message = _trimmed(text) if _is_longer(text, message) else message
    if rank == 1 and not _may_be_silent(head, rest, groups):
        return None
    if sum(map(str.isalpha, message)) < 3:
        return None
    return _Report(rank, {**_with_message(groups, message), "code": code or _last_code(message)})


def _is_longer(before: str, behind: str) -> bool:
    """Whether the message stands before its place: `error: no such thing in x.c:3`, `error • no such thing • x.dart:3:4 • code`."""
    return len(behind) < 3 or (len(before) > len(behind) and len(before.split()) > 2)


def _may_be_silent(head: str, rest: str, groups: Mapping[str, str | None]) -> bool:
    """Whether a line without a severity counts: the place first, in a source file of the repository, then words."""
    file = groups["file"] or ""
    if indent(head or " x") > 3 or head.strip(" [-*>✖✗×•./") or is_foreign(file) or not _known(file):
        return False
    if file.endswith(_LOGGING) and not groups.get("column"):
        return False
    follows = bool(groups.get("between")) or rest[:1] in {":", " ", "]", ")", ","}
    return follows and not OTHERWISE.match(rest.lstrip(" :)],-"))


def _severity(text: str) -> tuple[int, str, str | None]:
    """Rank, the text behind the severity, and the code that stands there. Rank 1 and the text itself if there is no severity."""
    match = SEVERITY.match(text)
    if not match:
        return 1, text.lstrip(" :-,\t").rstrip(), None
    letter = match["letter"]
    rank = 2 if match["bad"] or match["coded"] or letter in {"E", "F"} else (-1 if match["said"] or letter in {"I", "N"} else 0)
    behind = text[match.end() :]
    code = CODE.match(behind) if not letter else None
    behind = behind[code.end() :] if code else behind
    return rank, behind.lstrip(" :-!])\t").rstrip(), (code["code"] or code["bare"]) if code else None


def _with_message(groups: dict[str, str | None], message: str) -> dict[str, str | None]:
    return {**groups, "column": groups.get("column") or groups.get("column2"), "message": message}


def _trimmed(head: str) -> str:
    """A message without the words that lead over to its place."""
    text = head.strip(" \t([{:,-")
    for word in (" at", " in", " on", " -->", " ->", " @", " file"):
        text = text.removesuffix(word)
    return text.strip(" \t([{:,-")


def _last_code(message: str) -> str | None:
    match = LAST_CODE.match(message)
    return match["code"] if match and any(map(str.isalpha, match["code"])) else None


def _looks_like_file(file: str, *, told: bool) -> bool:
    """Whether a name may be a file's. `told`: a severity stands right behind it, so that hosts and functions are out of question."""
    folder, _, name = file.replace("\\", "/").rpartition("/")
    extension = name.lstrip(".").rpartition(".")[2]
    if _known(file):
        return True
    return any(map(str.isalpha, extension)) and (told or bool(folder)) and (told or "." in name)


def _known(file: str) -> bool:
    name = file.replace("\\", "/").rpartition("/")[2].lower()
    stem, _, extension = name.rpartition(".")
    return (bool(stem) and extension in _KNOWN) or name.startswith(BARE_NAMES)


def _category(file: str) -> Category:
    return Category.CONFIGURATION if file.rpartition(".")[2].lower() in CONFIGURATION else Category.SYNTAX


_FRAMES: Final = ("at ", "from ", "File ", "in ", "#", "by ", "...")  # most of a long log's places are those of traces
_LOGGING: Final = (".go",)  # whose programs log with the name of their file; their own format knows what stands around
_KNOWN: Final = frozenset(EXTENSIONS)

FORMATS: Final[tuple[Format, ...]] = (*generic_blocks.FORMATS, Format("generic", WORDS, _read))
