"""Failed tests of Erlang, Elixir, Haskell, Lua, R, Julia, Dart, Vim and Emacs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.runner_shapes import PLACE, TestShape, tested
from homeostat.understand.formats.shapes import FAILED, bare, indent, last_while, until
from homeostat.understand.pattern import Pattern


def _deeper(lines: Sequence[str], index: int) -> int:
    depth = indent(bare(lines[index]))
    return last_while(lines, index, lambda line: not line.strip() or indent(bare(line)) > depth)


_CT_END: Final = Pattern(r"(?:- ){10}|%%% |-{20}|Testing |=")
_ERLANG: Final = (
    TestShape("common_test", Pattern(r"(?P<test>\w{1,120}:\w{1,200}) failed(?: on line (?P<line>\d{1,7}))?$"), extent=until(_CT_END, 40), told=Pattern(r"Reason: (?P<message>.+)"), place=None),
    TestShape("common_test", Pattern(r"%%% (?P<suite>\w{1,120}) ==> (?P<test>\S{1,200}): FAILED"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("%%% ") and ": OK" not in line, 30), told=Pattern(r"%%% \w+ ==> (?P<message>.+)"), name=lambda groups, _lines, _index: f"{groups['suite']}:{groups['test']}"),
    TestShape("eunit", Pattern(r"\s{0,8}(?P<test>(?:[\w-]{1,120}:(?:\d{1,6}:)?\s?)?[\w-]{1,200})(?: \(.{1,200}\))?\.\.\.\*failed\*"), told=Pattern(r"\*\*(?P<message>\w+:.+)"), place=Pattern(r"in (?:function|call from) .{1,300} \((?P<file>[^\s,()]{1,260}), line (?P<line>\d{1,7})\)")),
    TestShape("eunit", Pattern(r"\s{1,4}\d{1,4}\) (?P<test>[\w-]{1,120}:[\w-]{1,200}/\d)"), told=Pattern(r"\s+Failure/Error: (?P<message>.+)"), place=Pattern(r"\s+%% (?P<file>[^\s:]{1,260}):(?P<line>\d{1,7})")),
)  # fmt: skip
_EXUNIT_END: Final = Pattern(r"\s{1,4}\d{1,5}\) \w+ |Finished in |\.+$")
_ELIXIR: Final = (
    TestShape(
        "exunit",
        Pattern(r"\s{1,6}\d{1,5}\) (?P<test>(?:test|doctest|property|feature) .{1,400} \((?P<suite>[A-Z][\w.]{1,200})\))$"),
        extent=until(_EXUNIT_END),
        told=Pattern(r"\s{5}(?!\S{1,260}\.exs:\d)(?P<message>\S.*)"),
        name=lambda groups, _lines, _index: groups["test"] or "",
    ),
)
_HASKELL: Final = (
    TestShape("tasty", Pattern(r"\s{1,40}(?P<test>\S.{0,300}?):\s{1,80}FAIL(?: \([\d.]{1,10}s\))?$"), extent=_deeper, name=lambda groups, lines, index: _tasty_name(groups["test"] or "", lines, index)),
    TestShape("hunit", Pattern(r"### (?:Failure|Error) in:? (?P<test>\S.{0,300}?)\s*$"), told=Pattern(r"(?:expected|but got|Test|\s*expected).{0,300}"), place=Pattern(r"(?P<file>\S{1,260}\.l?hs):(?P<line>\d{1,7})")),
    TestShape("quickcheck", Pattern(r"(?:=== )?(?P<test>prop_\w{1,200})(?: from (?P<file>[^\s:]{1,260}):(?P<line>\d{1,7}) ===)?:? ?(?:\*\*\* Failed! |\+\+\+ FAIL)(?P<message>.{0,300})")),
)  # fmt: skip
_FAR_ABOVE: Final = 300


def _tasty_name(test: str, lines: Sequence[str], index: int) -> str:
    """The groups above stand further out."""
    parts, depth = [test], indent(bare(lines[index]))
    for above in range(index - 1, max(-1, index - _FAR_ABOVE), -1):
        text = bare(lines[above])
        if text.strip() and indent(text) < depth and ":  " not in text:
            parts.insert(0, text.strip())
            depth = indent(text)
        if depth == 0 or len(parts) > 6:
            break
    return " / ".join(parts)


_RERUN: Final = Pattern(r"\s{1,8}To rerun use: --match \"/(?P<path>.{1,600}?)/?\"")
_HSPEC: Final = Pattern(r"\s{1,6}\d{1,5}\) ")


def _hspec(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """hspec tells below each failure how to run it again, with its whole path."""
    for index in candidates:
        match = _RERUN.match(bare(lines[index]))
        above = range(index - 1, max(-1, index - 60), -1)
        start = next((i for i in above if _HSPEC.match(bare(lines[i]))), None) if match else None
        if match and start is not None:
            place = PLACE.match(bare(lines[start - 1])) if start else None
            failure = Failure(
                message=next((lines[i].strip() for i in range(start + 1, index) if lines[i].strip()), FAILED),
                file=repository_path(place["file"]) if place else None,
                line=int(place["line"]) if place else None,
                test=" ".join(match["path"].split("/")),
                tool="hspec",
                category=Category.RUNTIME,
            )
            yield Finding(failure=failure, start=start - 1 if place else start, stop=index)


_BUSTED: Final = (
    TestShape("busted", Pattern(r"(?:Failure|Error) (?:→|->) (?P<file>[^\s@]{1,260}) @ (?P<line>\d{1,7})$"), told=PLACE, name=lambda _groups, lines, index: lines[index + 1].strip() if index + 1 < len(lines) else "?"),
    TestShape("luaunit", Pattern(r"\d{1,5}\) (?P<test>[A-Za-z_]\w{0,100}\.test\w{0,200})$")),
)  # fmt: skip
_R_END: Final = Pattern(r"(?:──|--|══|==)\s|\s{2}\d{1,4}\. |\[ (?:OK|FAIL)|Error: |Execution halted")
_R: Final = (
    TestShape("testthat", Pattern(r"\s{0,4}(?:[─-]{2} )?(?:\d{1,4}\. )?(?:Failure|Error|FAILURE|ERROR) \('?(?P<file>[^\s:()']{1,200}\.[Rr])'?:(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?\): (?P<test>\S.{0,300}?)\s?[─-]*$"), extent=until(_R_END, 30), place=None),
    TestShape("testthat", Pattern(r"\s{1,4}\d{1,4}\. (?:Failure|Error): (?P<test>\S.{0,300}?) \(@(?P<file>[\w./-]{1,200}?)(?:#(?P<line>\d{1,7})\))?\s*$"), extent=lambda _, index: index, place=None),
    TestShape("testthat", Pattern(r"\s{0,4}[─-]{2} \d{1,4}\. (?:Failure|Error): (?P<test>\S.{0,300}?) \(@(?P<file>[\w./-]{1,200}?)(?:#(?P<line>\d{1,7})\))?\s{0,3}[─-]*$"), extent=until(_R_END, 30), place=None),
    TestShape("tinytest", Pattern(r"-{5} FAILED\[\w{1,10}\]: (?P<file>[^\s<]{1,200})<(?P<line>\d{1,7})--\d{1,7}>"), name=lambda groups, _lines, _index: f"{groups['file']}:{groups['line']}"),
)  # fmt: skip
_JULIA: Final = (
    TestShape("julia", Pattern(r"(?:(?P<test>\S.{0,200}?): )?(?P<message>Test Failed|Error During Test|Unexpected Pass) at (?P<file>[^\s:]{1,260}):(?P<line>\d{1,7})$"), name=lambda groups, _lines, _index: f"{groups['test'] or 'test'} at {groups['file']}:{groups['line']}"),
)  # fmt: skip
_OTHERS: Final = (
    TestShape("dart", Pattern(r"\d\d:\d\d \+\d{1,6}(?: ~\d{1,6})? -\d{1,6}: (?:(?P<suite>(?:loading )?\S{1,260}\.dart): )?(?P<test>\S.{0,300}?) \[E\]"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("  ") or not line.strip(), 40)),
    TestShape("vim", Pattern(r"\s{0,8}Found errors in (?P<test>Test_?\w{1,200})\(\):"), extent=until(Pattern(r"\s{0,8}Found errors in |From \w+\.vim|$"), 40), place=None),
    TestShape("ert", Pattern(r"Test (?P<test>\S{1,200}) condition:"), extent=until(Pattern(r"\s{3}(?:FAILED|passed)|Test \S+ (?:backtrace|condition):"), 40), place=None),
    TestShape("ert", Pattern(r"\s{3}FAILED\s{1,4}(?:\d{1,6}/\d{1,6}\s{1,4})?(?P<test>[^\s(]{1,200})(?: \([\d.]{1,12} sec\).{0,100})?$"), extent=lambda _, index: index, place=None),
)  # fmt: skip


_MORE: Final = (
    TestShape("pester", Pattern(r"\s{0,12}\[-\] (?P<test>\S.{0,300}?)(?: \(?\d[\d.,]{0,10} ?m?s\b.{0,40})?$"), extent=lambda lines, index: last_while(lines, index, lambda line: indent(line) > 1 and not line.lstrip().startswith(("[+]", "[-]", "[!]")), 30)),
    TestShape("vader", Pattern(r"\s{0,4}\(\s{0,3}\d{1,4}/\s{0,3}\d{1,4}\) \[\s{0,8}(?:EXECUTE|EXPECT|DO|THEN|GIVEN|BEFORE|AFTER)\s{0,8}\] \(X\) (?P<test>\S.{0,300})$"), extent=lambda _, index: index, place=None),
    TestShape("nim", Pattern(r"\s{0,8}\[FAILED\] (?P<test>\S.{0,300})$"), extent=lambda _, index: index, place=None),
    TestShape("crystal", Pattern(r"crystal spec (?P<file>\S{1,260}\.cr):(?P<line>\d{1,7}) # (?P<test>.{1,300})$"), extent=lambda _, index: index),
    TestShape("zig", Pattern(r"error: '(?P<test>[\w./-]{1,300})' failed: (?P<message>.{1,300})$"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()) and not line.startswith("error: "), 12)),
    TestShape("alcotest", Pattern(r"(?:[│>|]\s{0,3})?\[FAIL\]\s{2,12}(?P<suite>\S.{0,100}?)\s{2,60}\d{1,5}\s{1,6}(?P<test>\S.{0,200}?)\.$"), extent=lambda _, index: index, place=None),
    TestShape("ounit", Pattern(r"(?:Error|Failure): (?P<test>[^\s:]{1,200}(?::\d{1,5}(?::[^:\n]{1,200})?){1,8})\.$"), extent=until(Pattern(r"-{20}|={20}"), 20)),
    TestShape("tcltest", Pattern(r"==== (?P<test>\S{1,200}) (?:.{1,300} )?FAILED$"), extent=until(Pattern(r"==== \S{1,200} FAILED$|$"), 40)),
)  # fmt: skip


FORMATS: Final[tuple[Format, ...]] = (
    tested("erlang-tests", (" failed", "*failed*", "/0"), *_ERLANG),
    tested("exunit", (") test ", ") doctest ", ") property ", ") feature "), *_ELIXIR),
    Format("hspec", ("to rerun use: --match",), _hspec),
    tested("haskell-tests", (": fail", "  fail", "+++ fail", "### failure in", "### error in", "*** failed!"), *_HASKELL),
    tested("lua-tests", ("failure →", "error →", "failure ->", "error ->", *(f"{digit}) test" for digit in range(10))), *_BUSTED),
    tested("r-tests", ("failure (", "error (", "failure: ", "error: ", "failed["), *_R),
    tested("julia-tests", ("test failed at ", "error during test at ", "unexpected pass at "), *_JULIA),
    tested("other-tests", (" [e]", "found errors in ", " condition:", "   failed "), *_OTHERS),
    tested(
        "further-tests",
        ("[-] ", "(x) ", "[failed] ", "crystal spec ", "' failed: ", "[fail] ", "error: ", "failure: ", "==== "),
        *_MORE,
    ),
)
