"""Reports in JUnit's XML, which nearly every test tool can write. Read piece by piece, in bounded memory, whoever wrote them.

Entities are refused: no test tool declares any, and they are how a small file becomes a large one or reads another.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from homeostat.errors import LogUnavailable
from homeostat.records import Category, Diagnosis, Failure, Severity
from homeostat.understand.finding import is_foreign, repository_path
from homeostat.understand.fingerprint import fingerprint_of
from homeostat.understand.pattern import Pattern
from homeostat.understand.step import MAX_FAILURES, diagnose_output

RULE: Final = "junit-report"
CONFIDENCE: Final = 0.95

_CHUNK: Final = 65536
_SAMPLE: Final = 65536
_MOST_TEXT: Final = 8000  # characters kept of one failure: its message and the frames next to it
_MOST_MESSAGE: Final = 500
_MOST_SPANS: Final = 100
_LONGEST_SPAN: Final = 60  # lines
_MOST_ERRORS: Final = 20  # whose text tells why nothing ran
_TROUBLE: Final = ("failure", "error")
_BOM: Final = b"\xef\xbb\xbf"
_BEGIN: Final = re.compile(rb"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,5000}-->\s*){0,5}<testsuites?[\s>/]")
_PLACE: Final = Pattern(r"(?P<file>(?:[A-Za-z]:)?[^\s:()\[\]\"'<>|,]{1,260}\.[A-Za-z]{1,6})(?::|\", line )(?P<line>\d{1,7})\b")
_TYPE: Final = Pattern(r"[A-Za-z_][\w.$]{0,200}$")
# Of what did not run at all, these say why better than that it did not run.
_TELLING: Final = frozenset({Category.DEPENDENCY, Category.SYNTAX, Category.CONFIGURATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One `failure` or `error` of a test case, with the lines of the file on which they stand."""

    kind: str
    failure: Failure
    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says. `truncated`: the file ended before the report did, or more failed than is kept."""

    diagnosis: Diagnosis
    truncated: bool


def is_report(data: bytes) -> bool:
    """Whether the bytes begin as such a report does."""
    sample = data[:_SAMPLE].removeprefix(_BOM)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = sample.decode("utf-16", "replace").encode()
    return _BEGIN.match(sample) is not None


def read_report(data: bytes, source: str) -> Report:
    """What the report means. Raises LogUnavailable for what is no XML, and for XML that declares entities."""
    reader = _Reader()
    complaint = reader.read(data)
    if complaint and not reader.troubles:
        raise LogUnavailable(f"The report {source} cannot be read: {complaint}.", "Give the file as the test tool wrote it.")
    return Report(diagnosis=_diagnosis(reader.troubles), truncated=bool(complaint) or reader.dropped > 0)


class _Reader:
    """Collects troubles while the parser goes over the file."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.dropped = 0
        self._case: dict[str, str] | None = None
        self._start = 0
        self._kind = ""
        self._given: dict[str, str] = {}
        self._text: list[str] = []
        self._size = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._read_text
        self._parser.EntityDeclHandler = _refuse

    def read(self, data: bytes) -> str:
        """Why it ended too early, empty if it did not."""
        try:
            for start in range(0, len(data), _CHUNK):
                self._parser.Parse(data[start : start + _CHUNK], False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            return f"{expat.ErrorString(error.code)} on line {error.lineno}"
        except _EntitiesError:
            self.troubles.clear()
            return "it declares entities, which no test tool does"
        return ""

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "testcase":
            self._case, self._start = attributes, self._parser.CurrentLineNumber
        elif name in _TROUBLE and self._case is not None and not self._kind:
            self._kind, self._given, self._text, self._size = name, attributes, [], 0

    def _end(self, name: str) -> None:
        if name == "testcase":
            self._case = None
        elif name == self._kind:
            self._keep()
            self._kind = ""

    def _read_text(self, text: str) -> None:
        if self._kind and self._size < _MOST_TEXT:
            self._text.append(text[: _MOST_TEXT - self._size])
            self._size += len(text)

    def _keep(self) -> None:
        if len(self.troubles) >= MAX_FAILURES:
            self.dropped += 1
            return
        text = "".join(self._text)
        failure = _failure(self._case or {}, self._given, text)
        stop = self._parser.CurrentLineNumber
        self.troubles.append(Trouble(kind=self._kind, failure=failure, text=text, start=self._start, stop=stop))


class _EntitiesError(Exception):
    """The report declares entities."""


def _refuse(*_: object) -> None:
    raise _EntitiesError


def _failure(case: dict[str, str], given: dict[str, str], text: str) -> Failure:
    kind = given.get("type", "")
    message = _raised(text) or _first_line(given.get("message", "")) or _first_line(text) or kind or "failed"
    if kind and kind.rpartition(".")[2] not in message:
        message = f"{kind}: {message}"
    file, line = _place(case, text)
    return Failure(
        message=message[:_MOST_MESSAGE],
        file=file,
        line=line,
        test=_name(case),
        tool="junit",
        code=kind if _TYPE.match(kind) else None,
        category=Category.RUNTIME,
    )


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.split("\n") if line.strip()), "")


def _raised(text: str) -> str:
    """What pytest says was raised; of a test file that it could not even import, the message says only that."""
    return next((line[1:].strip() for line in text.split("\n") if line.startswith("E  ")), "")


def _name(case: dict[str, str]) -> str | None:
    name, owner = case.get("name", ""), case.get("classname", "")
    named = name.startswith(owner) and not name[len(owner) : len(owner) + 1].isidentifier()
    return (name if not owner or named else f"{owner}.{name}" if name else owner)[:_MOST_MESSAGE] or None


def _place(case: dict[str, str], text: str) -> tuple[str | None, int | None]:
    """Where it failed: in the test's own file if the text shows it, else where the report says the test is, else the first own frame."""
    places = list(_places(text))
    file = repository_path(case["file"]) if case.get("file") else ""
    own = (file.rpartition("/")[2] or case.get("classname", "").rpartition(".")[2]).partition("$")[0]
    for place, line in places:
        if own and place.rpartition("/")[2].startswith(own):
            return file or place, line
    if file:
        return file, int(case["line"]) if case.get("line", "").isdecimal() and len(case["line"]) < 8 else None
    return next(iter(places), (None, None))


def _places(text: str) -> Iterator[tuple[str, int]]:
    for line in text.split("\n"):
        found = _PLACE.search(line[:_MOST_MESSAGE])
        if found and not is_foreign(found["file"]):
            yield repository_path(found["file"]), int(found["line"])


# -- what it means -------------------------------------------------------------------------------------------------------------


def _diagnosis(troubles: Sequence[Trouble]) -> Diagnosis:
    if not troubles:
        headline = "the report shows no failure"
        fingerprint, preimage = fingerprint_of(RULE, (), headline)
        return Diagnosis(
            category=Category.UNKNOWN,
            severity=Severity.LOW,
            fingerprint=fingerprint,
            headline=headline,
            confidence=CONFIDENCE,
            preimage=preimage,
            rule=RULE,
        )
    why = _why_nothing_ran(troubles)
    category = why.category if why else Category.RUNTIME
    failures = tuple({dataclasses.replace(trouble.failure, category=category): None for trouble in troubles})
    headline = why.headline if why else failures[0].message
    fingerprint, preimage = fingerprint_of(RULE, failures, headline)
    return Diagnosis(
        category=category,
        severity=why.severity if why else Severity.MEDIUM,
        fingerprint=fingerprint,
        headline=headline,
        confidence=CONFIDENCE,
        failures=failures,
        excerpt=_excerpt(troubles),
        preimage=preimage,
        rule=RULE,
    )


def _why_nothing_ran(troubles: Sequence[Trouble]) -> Diagnosis | None:
    """If no test failed and all were in error, they could not be started: their text is read as a log is."""
    if any(trouble.kind != "error" for trouble in troubles):
        return None
    texts = (text for trouble in troubles[:_MOST_ERRORS] for text in (trouble.failure.message, trouble.text))
    diagnosis = diagnose_output("\n".join(texts), 1)
    return diagnosis if diagnosis.category in _TELLING else None


def _excerpt(troubles: Sequence[Trouble]) -> tuple[tuple[int, ...], ...]:
    return tuple((trouble.start, min(trouble.stop, trouble.start + _LONGEST_SPAN - 1)) for trouble in troubles[:_MOST_SPANS])
