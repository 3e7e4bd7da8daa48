"""The outline of a file that nothing parses: lines that look like definitions, ends told by indentation.

Every line is looked at once, its first 1000 characters, with splits and patterns that take time linear in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from homeostat.understand.context.outline_definitions import definition
from homeostat.understand.context.outline_imports import imports_of
from homeostat.understand.context.outline_languages import TEXT, holds_code
from homeostat.understand.context.outline_styles import rest_after, style_of
from homeostat.understand.context.outline_types import (
    CLASSLIKE,
    MOST_IMPORTS,
    MOST_SYMBOLS,
    Import,
    Outline,
    Symbol,
    dotted,
    outline_from,
)
from homeostat.understand.context.outline_words import after_marks, cut, doc_line, docstring_line, head_of, is_indented, is_mark

MAX_LINE: Final = 1000
_MOST_HEAD_LINES: Final = 20
_MOST_HEAD: Final = 600  # characters of a line, and about those of all lines, that are read for the three hundred of a signature

_IMPORTERS: Final = frozenset(
    "import from use using require require_once include include_once #include #import source library".split()
)
_OWN_IMPORTERS: Final = {
    "ruby": frozenset("require require_relative load autoload".split()),
    "elixir": frozenset("import use require alias".split()),
    "dart": frozenset("import export part".split()),
    "sql": frozenset[str](),
}
_REQUIRING: Final = frozenset("javascript typescript vue svelte lua".split())
_MARKS: Final = ("@", "#[", "[")
_COMMENTS: Final = ("#", "//", "/*", "*", "--", ";", "%")
_CLOSER: Final = re.compile(r"\}|(?:end|END|End|fi|esac|done)\b")
_ONWARD: Final = re.compile(
    r"[)\]{>]|(?:where|else|elif|elsif|elseif|rescue|ensure|except|finally|catch|begin|BEGIN|is|as|AS)\b|(?:public|private|protected|signals)\b.{0,20}:\s*$"
)
_DIRECTIVE: Final = re.compile(r"#\s*(?:if|ifdef|ifndef|else|elif|endif|pragma|define|undef|error|region|endregion)\b")
_DOCSTRING: Final = re.compile(r"[rRuU]?(\"\"\"|'''|\"|')(.*)")


@dataclass(slots=True)
class _Open:
    """A definition whose end has not come: what is known of it, and how far in it stands."""

    indent: int
    number: int
    start: int
    kind: str
    name: str
    parent: str
    doc: str


@dataclass(slots=True)
class _Reading:
    """What has been read: of the definitions those still open, of the lines the last one.

    `comment` … `commented` are the lines of the comment above the next definition, `mark` is the first of its marks, `marking` how far in
    a mark stands that is not closed yet, `commenting` and `listing` say that a comment or a block of imports in Go goes on.
    """

    language: str
    lines: list[str]
    symbols: list[Symbol] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    last: int = 0
    comment: int = 0
    commented: int = 0
    mark: int = 0
    marking: int | None = None
    commenting: bool = False
    listing: bool = False


def read_text(language: str, text: str) -> Outline:
    """The outline of a text with newlines as `\\n`, as near as lines and their indentation tell. Never exact."""
    if not holds_code(language):
        return Outline(language=language)
    reading = _Reading(language, text.split("\n"))
    for number, line in enumerate(reading.lines, 1):
        body = line[:MAX_LINE].strip()
        if body:
            _read(reading, number, line, body)
    _close(reading, 0, reading.last)
    return outline_from(language, reading.symbols, reading.imports, exact=False)


def _read(reading: _Reading, number: int, line: str, body: str) -> None:
    if reading.commenting:
        reading.commenting, reading.commented = "*/" not in body, number
        return
    if body.startswith(_COMMENTS) and _read_comment(reading, number, body):
        return
    indent = _indent(line)
    if reading.open and indent <= reading.open[-1].indent:
        _end(reading, number, indent, body)
    reading.last = number
    if _read_mark(reading, number, indent, body):
        return
    word = body.split(None, 1)[0]
    if len(reading.symbols) + len(reading.open) <= MOST_SYMBOLS:
        _read_definition(reading, number, indent, body)
    _read_import(reading, body, word)
    reading.comment = reading.mark = 0


def _read_mark(reading: _Reading, number: int, indent: int, body: str) -> bool:
    """Whether a line is a decorator or an attribute, or one of the lines that such a one goes on over."""
    if reading.marking is not None:
        closed = body[0] in ")]}"
        if indent > reading.marking or closed:
            reading.marking = None if closed and indent <= reading.marking else reading.marking
            return True
        reading.marking = None
    template = reading.language == "cpp" and body.startswith("template") and body.endswith(">")
    if not template and not (body.startswith(_MARKS) and _begins_mark(reading, indent, body)):
        return False
    reading.mark = reading.mark or number
    return True


def _begins_mark(reading: _Reading, indent: int, body: str) -> bool:
    if is_mark(body, reading.language):
        return True
    if body.endswith(("(", "[", ",", "{")) and after_marks(body, reading.language) >= len(body):
        reading.marking = indent
    return reading.marking is not None


def _read_comment(reading: _Reading, number: int, body: str) -> bool:
    """Whether a line is a comment, which ends nothing; a directive of the preprocessor ends nothing either."""
    reading.commenting = body.startswith("/*") and "*/" not in body
    if body.startswith(("#[", "#include", "#import", "**")):
        return False
    if body.startswith("*") and not reading.comment:
        return False
    if not _DIRECTIVE.match(body) and not body.startswith("#!"):
        reading.comment, reading.commented = reading.comment or number, number
    return True


def _indent(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip())] if line[:1].isspace() else ""
    return len(blank.expandtabs(4)) if "\t" in blank else len(blank)


# -- ends ----------------------------------------------------------------------------------------------------------------


def _end(reading: _Reading, number: int, indent: int, body: str) -> None:
    """A line that stands no further in than a definition ends it: a closing one with itself, another one with the line before."""
    _close(reading, indent + 1, reading.last)
    if not reading.open or reading.open[-1].indent < indent or _ONWARD.match(body):
        return
    _close(reading, indent, number if _CLOSER.match(body) else reading.last)


def _close(reading: _Reading, indent: int, stop: int) -> None:
    """End what stands at least so far in."""
    while reading.open and reading.open[-1].indent >= indent:
        begun = reading.open.pop()
        stop = max(stop, begun.number)
        if reading.language != TEXT or stop > begun.number:  # a word in prose has nothing below it
            reading.symbols.append(_symbol(reading, begun, stop))


def _symbol(reading: _Reading, begun: _Open, stop: int) -> Symbol:
    head = _head(reading.lines, begun.number, stop)
    signature = cut(head_of(head, reading.language).rstrip(": "))
    return Symbol(
        name=begun.name,
        kind=begun.kind,
        start=begun.start,
        stop=stop,
        parent=begun.parent,
        signature=signature,
        doc=begun.doc or _docstring(reading, begun.number + head.count("\n"), stop),
        rest=_rest(reading, signature, begun.number, stop),
    )


def _rest(reading: _Reading, signature: str, number: int, stop: int) -> str:
    style = style_of(reading.language)
    last = reading.lines[stop - 1][-MAX_LINE:]
    return rest_after(signature, last, style) or (style.empty if stop > number and not style.closes else "")


def _head(lines: list[str], number: int, stop: int) -> str:
    """The line of a definition, and those below it until its parentheses are closed."""
    head: list[str] = []
    depth = size = 0
    for line in lines[number - 1 : min(stop, number + _MOST_HEAD_LINES)]:
        head.append(line[:_MOST_HEAD])
        size += len(head[-1])
        depth += line.count("(", 0, _MOST_HEAD) - line.count(")", 0, _MOST_HEAD)
        if depth <= 0 or size > _MOST_HEAD:
            break
    return "\n".join(head)


def _docstring(reading: _Reading, number: int, stop: int) -> str:
    """The documentation that follows a head, whose last line is `number`."""
    if not is_indented(reading.language) or stop <= number:
        return ""
    match = _DOCSTRING.match(reading.lines[number].strip()[:MAX_LINE])
    return docstring_line(match[2].removesuffix(match[1])) if match else ""


# -- beginnings ----------------------------------------------------------------------------------------------------------


def _read_definition(reading: _Reading, number: int, indent: int, body: str) -> None:
    around = reading.open[-1] if reading.open else None
    found = definition(reading.language, body, indent=indent, inside=around.kind if around else "")
    if not found:
        return
    kind, name = found
    scope, _, own = name.rpartition("::") if "::" in name else name.rpartition(".")
    if kind == "function" and around and around.kind in CLASSLIKE:
        kind = "method"
    if kind == "module" or not own:
        scope, own = "", name
    parent = dotted(around.parent, around.name) if around else ""
    if scope not in {"", "self", "this"}:
        parent = dotted(parent, scope.replace("::", "."))
    begun = _Open(indent, number, reading.mark or number, kind, own, parent, _comment_above(reading))
    if body.endswith(";") and reading.language != TEXT:
        reading.symbols.append(_symbol(reading, begun, number))
    else:
        reading.open.append(begun)


def _comment_above(reading: _Reading) -> str:
    if not reading.comment:
        return ""
    return doc_line(
        "\n".join(line[:MAX_LINE] for line in reading.lines[reading.comment - 1 : reading.commented][:_MOST_HEAD_LINES])
    )


# -- imports -------------------------------------------------------------------------------------------------------------


def _read_import(reading: _Reading, body: str, word: str) -> None:
    language = reading.language
    if language == TEXT or len(reading.imports) > MOST_IMPORTS:
        return
    if reading.listing or body == "import (":  # Go
        reading.listing = not body.startswith(")")
        reading.imports += imports_of(language, body) if reading.listing and '"' in body else ()
        return
    asks = word.partition("(")[0] in _OWN_IMPORTERS.get(language, _IMPORTERS)
    uses = word == "using" and ("(" in body or "=" in body)  # a block of C#, not a namespace
    if (asks and not uses) or (language in _REQUIRING and "require" in body and "=" in body):
        reading.imports += imports_of(language, body.partition("=")[2] if not asks else body)
