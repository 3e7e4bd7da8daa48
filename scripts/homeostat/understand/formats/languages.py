"""Errors of the compilers of further languages: Haskell, OCaml, Erlang, Elixir, Dart, hardware, embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import MOST_FINDINGS, Shape, bare, failure_of, indent, last_while, shaped
from homeostat.understand.pattern import Pattern

# -- Haskell ---------------------------------------------------------------------------------------------------------------

_GHC: Final = Pattern(
    r"(?:[\w-]{1,60}\s{0,8}> ?)?(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,260}\.(?:l?hsc?|hs-boot|y|x)):(?:(?P<line>\d{1,7}):(?P<column>\d{1,5})|\((?P<line2>\d{1,7}),(?P<column2>\d{1,5})\))(?:-[\d(),]{1,20})?:"
    r"(?: (?P<how>error|warning|Warning|Error|Suggestion|Hint):)?(?: \[(?P<code>GHC-\d{1,6}|-W[\w-]{1,60}(?:, (?:-Werror=[\w-]{1,60}|Werror=[\w-]{1,60}))?)\])?(?: \[-W.{1,120}\])?\s*(?P<message>.*)$"
)
_WERROR: Final = Pattern(r".{0,60}Failing due to -Werror")
_HLINT_NEXT: Final = Pattern(r"\s*Found:?")
_MISSING_MODULE: Final = Pattern(r".{0,40}(?:Could not (?:find|load) module|could not find module)")


def _ghc(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Errors; warnings too where the compiler says that they failed it. hlint's suggestions are findings all of them."""
    strict = any(_WERROR.match(lines[index]) for index in candidates)
    found = (_ghc_at(lines, index, strict=strict) for index in candidates)
    return islice(filter(None, found), MOST_FINDINGS)


def _ghc_at(lines: Sequence[str], index: int, *, strict: bool) -> Finding | None:
    match = _GHC.match(bare(lines[index]))
    if not match:
        return None
    below = _indented_below(lines, index)
    hint = below == index and index + 1 < len(lines) and bool(_HLINT_NEXT.match(lines[index + 1]))
    how = (match["how"] or "").lower()
    if how != "error" and not hint and not (how == "warning" and strict) and (how or below == index or match["message"]):
        return None
    message = match["message"] or " ".join(
        lines[i].strip().lstrip("•").strip() for i in range(index + 1, min(below, index + 2) + 1)
    )
    groups = {
        **match.groupdict(),
        "line": match["line"] or match["line2"],
        "column": match["column"] or match["column2"],
        "message": message,
    }
    category = Category.DEPENDENCY if _MISSING_MODULE.match(message) else Category.SYNTAX
    stop = last_while(lines, index, lambda line: bool(line.strip()), 12) if hint else below
    return Finding(failure=failure_of("hlint" if hint else "ghc", category, groups), start=index, stop=stop)


def _indented_below(lines: Sequence[str], index: int) -> int:
    return last_while(lines, index, lambda line: line.startswith((" ", "\t")) and bool(line.strip()) and not _GHC.match(line), 30)


_CABAL: Final = (
    Shape("cabal", Pattern(r"(?:Error: )?(?:cabal: )?(?P<message>(?:\[Cabal-\d+\] ?|Could not resolve dependencies|Encountered missing(?: or private)? dependencies|The following packages are (?:broken|likely)|There is no package named).{0,400})"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(("[_", "(", " ", "After")), 30)),
    Shape("stack", Pattern(r"(?P<message>While constructing the build plan, (?:the following exceptions were encountered|Stack encountered).{0,200})"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda _: True, 30)),
    Shape("stack", Pattern(r"Error: \[(?P<code>S-\d{1,6})\]\s*(?P<message>.*)"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: indent(line) > 3 or not line.strip(), 30)),
)  # fmt: skip

# -- OCaml -----------------------------------------------------------------------------------------------------------------

_OCAML: Final = Pattern(
    r"File \"(?P<file>[^\"]{1,260})\", lines? (?P<line>\d{1,7})(?:-\d{1,7})?, characters (?P<column>\d{1,5})-\d{1,7}:"
)
_OCAML_ERROR: Final = Pattern(
    r"\s{0,4}(?:[^\w\s]{1,3} )?(?:Error|Syntax error|Fatal error)(?: \((?:warning|alert) (?P<code>[\w -]{1,60})(?: \[[\w-]{1,60}\])?\))?(?:: |:$)(?P<message>.{0,600})"
)


def _ocaml(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The place on one line, the source, a caret, `Error: message`."""
    for index in candidates:
        match = _OCAML.match(bare(lines[index]).lstrip())
        found = _ocaml_error(lines, index) if match else None
        if match and found:
            at, told = found
            message = told["message"] or (lines[at + 1].strip() if at + 1 < len(lines) else "")
            stop = last_while(lines, at, lambda line: line.startswith("  "), 12)
            yield Finding(
                failure=failure_of("ocaml", Category.SYNTAX, {**match.groupdict(), **told, "message": message}),
                start=index,
                stop=stop,
            )


def _ocaml_error(lines: Sequence[str], index: int) -> tuple[int, dict[str, str | None]] | None:
    for below in range(index + 1, min(len(lines), index + 12)):
        match = _OCAML_ERROR.match(bare(lines[below]))
        if match:
            return below, match.groupdict()
        if _OCAML.match(bare(lines[below]).lstrip()):
            return None
    return None


# -- Erlang, Elixir ----------------------------------------------------------------------------------------------------------

_ERLANG: Final = (
    Shape("erlc", Pattern(r"(?P<file>[^\s:()]{1,260}\.(?:[eh]rl|yrl|xrl)):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?: (?!Warning|warning|in |erlang:)(?P<message>.+)")),
    Shape("erlc", Pattern(r"(?P<file>[^\s:()]{1,260}\.[eh]rl):(?:none: )?(?P<message>no such file or directory|(?:can't|undefined|error).+)")),
    Shape("rebar", Pattern(r"(?:===> |ERROR: )(?P<message>(?:Error|Failed|Unable|Could not|Dependency failure|Package not found|Hook for|Plugin|sh\().{0,400})"), Category.DEPENDENCY),
    Shape("erlang", Pattern(r"(?P<message>(?:\{\"(?:init terminating|Kernel pid terminated)|escript: exception|Kernel pid terminated|System process \S+ terminated|Runtime terminating during boot).{0,500})"), Category.RUNTIME),
)  # fmt: skip

_RAISED: Final = Pattern(r"(?:Compiling .{1,80})?\*\* \((?P<code>[\w.]{1,120})\) (?P<message>.*)$")
_ELIXIR_PLACE: Final = Pattern(
    r"(?P<file>[^\s:()]{1,260}\.(?:exs?|eex|heex|leex|[eh]rl)):(?:(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?:?)? ?(?P<message>.*)$"
)
_ELIXIR_FRAME: Final = Pattern(
    r"\s{4,8}(?:\(\S{1,60}(?: [\d.]{1,20}\S{0,20})?\) )?(?P<file>[^\s:()]{1,260}\.exs?):(?P<line>\d{1,7}): "
)
_ELIXIR_OWN: Final = Pattern(r"\s{4,8}[^\s:()]{1,260}\.exs?:\d{1,7}: ")
_LOGGED: Final = Pattern(r".*(?:\[error\]|terminating|State: |Last message)")
_SYNTAX: Final = frozenset({"CompileError", "SyntaxError", "TokenMissingError", "MismatchedDelimiterError", "EEx.SyntaxError"})


def _elixir(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`** (Exception) message`, unless a logger says that a process ended so: tests let them on purpose."""
    for index in candidates:
        match = _RAISED.match(bare(lines[index]))
        if match and not (index and _LOGGED.match(lines[index - 1])):
            yield _raised(lines, index, match.groupdict())


def _raised(lines: Sequence[str], index: int, groups: dict[str, str | None]) -> Finding:
    stop = last_while(lines, index, lambda line: line.startswith((" ", "\t")) or not line.strip(), 40)
    place = _ELIXIR_PLACE.match(groups["message"] or "")
    frames = [match for i in range(index + 1, stop + 1) if (match := _ELIXIR_FRAME.match(lines[i]))]
    own = next((match for match in frames if _ELIXIR_OWN.match(match[0])), None)
    code = groups["code"] or ""
    category = (
        Category.SYNTAX
        if code in _SYNTAX
        else (Category.DEPENDENCY if code == "Mix" and "ependenc" in (groups["message"] or "") else Category.RUNTIME)
    )
    told = {**groups, **(place.groupdict() if place else (own.groupdict() if own else {}))}
    message = (place["message"] if place else None) or groups["message"]
    return Finding(failure=failure_of("elixir", category, {**told, "message": message}), start=index, stop=stop)


_CREDO: Final = Pattern(r"\s*┃\s{1,3}\[(?P<code>[CDFRW])\] \S{1,2} (?P<message>.+)$")
_CREDO_PLACE: Final = Pattern(r"\s*┃\s{2,12}(?P<file>[^\s:#]{1,260}):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?")


def _credo(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What is wrong on one line, the place on the next."""
    for index in candidates:
        match = _CREDO.match(lines[index])
        place = _CREDO_PLACE.match(lines[index + 1]) if match and index + 1 < len(lines) else None
        if match and place:
            yield Finding(
                failure=failure_of("credo", Category.SYNTAX, {**match.groupdict(), **place.groupdict()}),
                start=index,
                stop=index + 1,
            )


# -- Dart, hardware, embedded ------------------------------------------------------------------------------------------------

_DART: Final = (
    Shape("dart", Pattern(r"\s{0,4}error (?:•|-) (?P<message>.{1,600}?) (?:•|-) (?P<file>[^\s:]{1,260}\.dart):(?P<line>\d{1,7}):(?P<column>\d{1,5}) (?:•|-) (?P<code>\w{1,80})")),
    Shape("dart", Pattern(r"\s{0,4}error (?:•|-) (?P<file>[^\s:]{1,260}\.dart):(?P<line>\d{1,7}):(?P<column>\d{1,5}) (?:•|-) (?P<message>.{1,600}?) (?:•|-) (?P<code>\w{1,80})")),
    Shape("dart", Pattern(r"ERROR\|\w{1,60}\|(?P<code>\w{1,80})\|(?P<file>[^|]{1,260})\|(?P<line>\d{1,7})\|(?P<column>\d{1,5})\|\d{1,7}\|(?P<message>.+)")),
    Shape("dart", Pattern(r"(?P<file>(?:[A-Za-z]:)?[^\s:]{1,260}\.dart):(?P<line>\d{1,7}):(?P<column>\d{1,5}): Error: (?P<message>.+)"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 6)),
    Shape("dart", Pattern(r"Changed (?P<file>\S{1,260}\.dart)$"), message="not formatted"),
    Shape("pub", Pattern(r"(?P<message>(?:Because .{1,400}|So, because .{1,400}), version solving failed\.)"), Category.DEPENDENCY),
)  # fmt: skip
_EMBEDDED: Final = (
    Shape("tasking", Pattern(r"\w{2,12} (?P<code>[EFS]\d{3}): \[\"(?P<file>[^\"]{1,260})\" (?P<line>\d{1,7})/(?P<column>\d{1,5})\] (?P<message>.+)")),
    Shape("cadence", Pattern(r"\w{2,20}: \*[EF],(?P<code>\w{1,20}) \((?P<file>[^\s(),|]{1,260}),(?P<line>\d{1,7})\|(?P<column>\d{1,5})\): (?P<message>.+)")),
    Shape("vivado", Pattern(r"ERROR: \[(?P<code>[\w ]{1,40}[\d-]{1,20})\] (?P<message>.{1,600}) \[(?P<file>[^\]:]{1,260}):(?P<line>\d{1,7})\]")),
)  # fmt: skip

_MODELSIM: Final = Pattern(r"(?:# )?\*\* (?:Error|Fatal|Failure)(?: \(suppressible\))?: (?P<message>.+)")
_MODELSIM_PLACE: Final = Pattern(
    r"(?:# )?(?:\*\* at (?P<file>[^\s()]{1,260})\((?P<line>\d{1,7})\): (?P<message>.+)|.{0,300}\bFile: (?P<file2>\S{1,260}) Line: (?P<line2>\d{1,7}))"
)
_MODELSIM_SAME: Final = Pattern(
    r"(?:\([\w-]{1,30}\) )?(?P<file>[^\s()]{1,260})\((?P<line>\d{1,7})\): (?:\((?P<code>[\w-]{1,30})\) )?(?P<message>.+)"
)


def _modelsim(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`** Error: file(12): message`, or the place some lines below."""
    for index in candidates:
        match = _MODELSIM.match(bare(lines[index]))
        if match:
            yield _modelsim_at(lines, index, match["message"])


def _modelsim_at(lines: Sequence[str], index: int, message: str) -> Finding:
    stop = last_while(lines, index, lambda line: line.startswith(("** while", "** at", "# ** while", "# ** at", "#    ")), 8)
    placed = next((match for i in range(index + 1, stop + 1) if (match := _MODELSIM_PLACE.match(lines[i]))), None)
    same = _MODELSIM_SAME.match(message)
    groups: dict[str, str | None] = {"message": message}
    if same:
        groups |= same.groupdict()
    elif placed:
        groups |= {
            "file": placed["file"] or placed["file2"],
            "line": placed["line"] or placed["line2"],
            "message": placed["message"] or message,
        }
    file, line = groups.get("file"), groups.get("line")
    failure = Failure(
        message=groups["message"] or message,
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        tool="modelsim",
        code=groups.get("code"),
        category=Category.SYNTAX,
    )
    return Finding(failure=failure, start=index, stop=stop)


# -- Elm, PureScript ---------------------------------------------------------------------------------------------------------

_PURE_AT: Final = Pattern(r"\s{0,4}at (?P<file>[^\s:]{1,260}\.purs):(?P<line>\d{1,7}):(?P<column>\d{1,5}) - \d{1,7}:\d{1,5} \(line")
_ELM: Final = Pattern(r"-- (?P<code>[A-Z][A-Z ]{2,60}?) -{3,80} (?P<file>\S{1,260}\.elm)$")
_NUMBERED: Final = Pattern(r"\s{0,6}(?P<line>\d{1,7})\|")


def _is_error(lines: Sequence[str], index: int) -> bool:
    return any(bare(lines[i]).lstrip().startswith("Error") for i in range(max(0, index - 3), index))


def _functional(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """PureScript tells the place and then, blank lines between, the message; Elm a heading, the message, the numbered source."""
    for index in candidates:
        line = bare(lines[index])
        pure, elm = _PURE_AT.match(line) if _is_error(lines, index) else None, _ELM.match(line)
        if not pure and not elm:
            continue
        stop = last_while(
            lines, index, lambda text: not text.startswith(("Error found", "[", "-- ")) and not _PURE_AT.match(text), 24
        )
        told = next((lines[i].strip() for i in range(index + 1, stop + 1) if lines[i].strip()), "")
        placed = next((match for i in range(index + 1, stop + 1) if (match := _NUMBERED.match(lines[i]))), None)
        groups = pure.groupdict() if pure else {**(elm.groupdict() if elm else {}), "line": placed["line"] if placed else None}
        yield Finding(
            failure=failure_of("purescript" if pure else "elm", Category.SYNTAX, {**groups, "message": told}),
            start=index,
            stop=stop,
        )


FORMATS: Final[tuple[Format, ...]] = (
    Format("ghc", (".hs:", ".lhs:", ".hsc:", ".y:", ".x:", "failing due to -werror"), _ghc),
    shaped("cabal", ("could not resolve dependencies", "missing dependencies", "missing or private", "[cabal-", "the following packages are ", "there is no package named", "while constructing the build plan", "error: [s-"), *_CABAL),
    Format("ocaml", (", characters ",), _ocaml),
    shaped("erlang", (".erl:", ".hrl:", ".yrl:", ".xrl:", "===> ", "error: sh(", "init terminating", "pid terminated", "escript: exception", "system process ", "terminating during boot"), *_ERLANG),
    Format("elixir", ("** (",), _elixir),
    Format("credo", ("┃ [",), _credo),
    shaped("dart", (".dart", "version solving failed"), *_DART),
    shaped("embedded", ('["', ": *e,", ": *f,", "error: ["), *_EMBEDDED),
    Format("elm-purescript", (".purs:", ".elm"), _functional),
    Format("modelsim", ("** error", "** fatal", "** failure"), _modelsim),
)  # fmt: skip
