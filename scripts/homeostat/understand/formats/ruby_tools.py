"""Failures as Ruby's linters, template linters and Bundler report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats.blocks import apart
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import LONGEST, Shape, failure_of, last_while, paragraph, shaped
from homeostat.understand.pattern import Pattern

_NAME: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260})"
_RUBY: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{0,240}(?:\.(?:rb|rake|gemspec|ru|thor|jbuilder|erb|rhtml|rabl|arb)|(?:Gem|Rake|Cap|Guard|Berks|Vagrant|Pod|Fast|Dangers?|App|Match|Brew)file))"
_TEMPLATE: Final = r"(?P<file>[^\s:()\[\]\"'<>|,;=*?]{1,260}\.(?:erb|haml|slim|s[ac]ss|css|html))"
_PLACE: Final = r":(?P<line>\d{1,7}):(?P<column>\d{1,6})"
_COP: Final = r"(?P<code>[A-Z]\w{1,40}(?:/[A-Z]\w{1,80}){1,3})"
_MARKS: Final = r"(?:\[(?:Correctable|Corrected|Todo)\] )?"
_SOURCE: Final = Pattern(r"\s+\S|\s*[\^~]+(?: \.{3})?\s*$|.{0,200}\.{3}$")
_CARET: Final = Pattern(r"\s*\^+")


def _source(lines: Sequence[str], index: int) -> int:
    """The line of source and the carets below it; a blank line may stand before."""
    for at in range(index + 1, min(len(lines), index + 6)):
        if _CARET.match(lines[at]):
            return at
        if _ROW.match(lines[at]):
            break
    return index


_ROW: Final = Pattern(rf"\s{{0,4}}{_NAME}{_PLACE}: ")

_LINTERS: Final = shaped(
    "ruby-lint",
    (": c: ", ": w: ", ": e: ", ": f: ", ": r: ", ".rb:", ".erb:", ".haml:", ".slim:", ".scss:", ".sass:", ".rake:", "file:", ".gemspec:", " on line ", ".rb\t", " fc0", " fc1", ":fc0", ":fc1", ".css:"),
    Shape("rubocop", Pattern(rf"(?:# ?)?{_NAME}{_PLACE}: (?P<severity>[CWEFR]): {_MARKS}(?:{_COP}: )?(?P<message>.*)$"), extent=_source),
    Shape("standard", Pattern(rf"\s{{0,4}}{_RUBY}{_PLACE}: {_COP}: (?P<message>.*)$")),
    Shape("rubocop", Pattern(rf"{_RUBY}{_PLACE}: (?:convention|refactor|warning|error|fatal): {_MARKS}(?:{_COP}: )?(?P<message>.*)$")),
    Shape("erblint", Pattern(rf"(?P<file>[^\s:]{{1,260}}\.(?:erb|rhtml)){_PLACE}: (?P<message>.*)$")),
    Shape("haml-lint", Pattern(rf"{_TEMPLATE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,6}}))? \[[WE]\] (?:(?P<code>[\w/]{{1,60}}): )?(?P<message>.*)$")),
    Shape("rails_best_practices", Pattern(rf"{_RUBY}:(?P<line>\d{{1,7}}) - (?P<message>.*)$")),
    Shape("fasterer", Pattern(rf"{_RUBY}:(?P<line>\d{{1,7}}) (?P<message>.{{1,300}} is slower than .*)$")),
    Shape("foodcritic", Pattern(rf"(?P<code>FC\d{{3}}): (?P<message>.{{1,400}}): {_NAME}:(?P<line>\d{{1,7}})$")),
    Shape("puppet-lint", Pattern(r"(?P<file>\S{1,260}\.(?:pp|epp|erb)) - (?:ERROR|WARNING): (?P<message>.{1,500}) on line (?P<line>\d{1,7})(?: col (?P<column>\d{1,6}))?$")),
    Shape("brakeman", Pattern(rf"{_RUBY}\t(?P<line>\d{{1,7}})\t[^\t]{{1,80}}\t(?P<code>[^\t]{{1,80}})\t(?P<message>[^\t]{{1,600}})\t(?:High|Medium|Weak)")),
    Shape("reek", Pattern(rf"\s{{0,4}}{_RUBY}:(?P<line>\d{{1,7}}): (?P<code>[A-Z][a-z]+(?:[A-Z][a-z]+){{1,5}}): (?P<message>.*)$")),
    Shape("reek", Pattern(rf"\s{{0,4}}{_RUBY}:(?P<line>\d{{1,7}}): (?P<message>\S.{{0,300}}) \((?P<code>[A-Z][a-z]+(?:[A-Z][a-z]+){{1,5}})\)$")),
)  # fmt: skip


# -- a file, and its findings below ----------------------------------------------------------------------------------------

_SIMPLE_FILE: Final = Pattern(r"== (?P<file>\S.{0,260}?) ==$")
_SIMPLE: Final = Pattern(
    rf"[CWEFR]:\s{{0,6}}(?P<line>\d{{1,7}}):\s{{0,6}}(?P<column>\d{{1,6}}): {_MARKS}(?:{_COP}: )?(?P<message>\S.*)$"
)
_REEK_FILE: Final = Pattern(r"(?P<file>\S{1,260}) -- \d{1,6} warnings?:$")
_REEK: Final = Pattern(r"\s{2,8}\[(?P<line>\d{1,7})(?:, [\d, ]{1,200})?\]:(?P<code>[A-Z]\w{2,60}): (?P<message>\S.*)$")


def find_grouped(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """RuboCop's simple output, and reek's."""
    for index in candidates:
        head, row, tool = _SIMPLE_FILE.match(lines[index]), _SIMPLE, "rubocop"
        if head is None:
            head, row, tool = _REEK_FILE.match(lines[index]), _REEK, "reek"
        at = index + 1
        while head and at < len(lines) and (match := row.match(lines[at])):
            failure = failure_of(tool, Category.SYNTAX, match.groupdict() | head.groupdict())
            yield Finding(failure=failure, start=index if at == index + 1 else at, stop=at)
            at += 1


_IN_FILE: Final = Pattern(r"In file: (?P<file>\S{1,260}):(?P<line>\d{1,7})$")
_FACT: Final = Pattern(r"(?P<key>Message|Check|File|Line): (?P<value>\S.*)$")
_FACTS: Final = 12


def find_below(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """erb-lint, whose message stands above the file, and brakeman, which lists facts."""
    for index in candidates:
        line = lines[index]
        if index and (match := _IN_FILE.match(line)):
            groups = {**match.groupdict(), "message": lines[index - 1]}
            yield Finding(failure=failure_of("erblint", Category.SYNTAX, groups), start=index - 1, stop=index)
        elif line.startswith("Confidence: "):
            stop = last_while(lines, index, lambda text: bool(text.strip()), most=_FACTS)
            facts = {match["key"]: match["value"] for at in range(index, stop + 1) if (match := _FACT.match(lines[at]))}
            if "Message" in facts and "File" in facts:
                groups = {"message": facts["Message"], "file": facts["File"], "line": facts.get("Line"), "code": facts.get("Check")}
                groups["line"] = groups["line"] if (groups["line"] or "").isdecimal() else None
                yield Finding(failure=failure_of("brakeman", Category.SYNTAX, groups), start=index, stop=stop)


# -- Bundler and RubyGems --------------------------------------------------------------------------------------------------

_BUNDLER_SAYS: Final = (
    r"Could not find gem .*|Bundler could not find compatible versions for gem .*|Could not find compatible versions.*|An error occurred while installing .*"
    r"|Could not find \S{1,100} in (?:any of the sources|locally installed gems|rubygems|cached gems).*|Your Ruby version is .*|Your bundle is locked to .*|You must use Bundler .*"
    r"|The (?:gemspec|lockfile|dependencies in your gemfile|bundle currently has|git source) .*|Could not (?:locate Gemfile|reach host|fetch specs).*|Some gems seem to be missing.*"
    r"|You are trying to install in deployment mode after changing.*|There was an error (?:while loading|parsing) .*|Unable to find a spec satisfying .*"
    r"|Your Gemfile\.lock (?:is corrupt|contains).*|Revision \S{1,80} does not exist in the repository .*|Because .{1,300}(?:version solving has failed|depends on .{1,300})"
)
_BUNDLER: Final = apart(
    shaped(
        "bundler",
        (
            "could not find ", "an error occurred while installing", "your ruby version is", "you must use bundler", "the gemspec", "could not locate gemfile",
            "could not reach host", "could not fetch specs", "some gems seem to be missing", "in deployment mode after changing", "failed to build gem native extension",
            "there was an error ", "unable to find a spec", "your gemfile.lock", "does not exist in the repository", "version solving has failed", "your bundle is locked",
            "vulnerabilities found", "the dependencies in your gemfile", "the lockfile ",
        ),
        Shape("bundler", Pattern(rf"(?:ERROR: |\[!\] |fatal: |Error: )?(?P<message>{_BUNDLER_SAYS})$"), Category.DEPENDENCY, extent=paragraph),
        Shape("gem", Pattern(r"\s{0,4}(?:Gem::Ext::BuildError: )?ERROR: (?P<message>Failed to build gem native extension\.?)"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda line: not line.startswith(("Gem files will remain", "An error occurred")), most=LONGEST)),
        Shape("gem", Pattern(r"ERROR:\s{1,4}(?P<message>(?:Could not find a valid gem|Error installing|While executing gem) .*)$"), Category.DEPENDENCY, extent=paragraph),
    )
)  # fmt: skip

_ADVISORY: Final = Pattern(r"(?P<key>Name|Version|Advisory|CVE|GHSA|Title): (?P<value>\S.*)$")


def find_advisories(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """bundler-audit: a gem with a known hole."""
    for index in (i for i in candidates if lines[i].startswith("Name: ")):
        stop = last_while(lines, index, lambda text: bool(text.strip()), most=_FACTS)
        facts = {match["key"]: match["value"] for at in range(index, stop + 1) if (match := _ADVISORY.match(lines[at]))}
        code = facts.get("CVE") or facts.get("GHSA") or facts.get("Advisory")
        if code and "Version" in facts:
            message = f"{facts['Name']} {facts['Version']}: {facts.get('Title', code)}"
            failure = Failure(message=message, code=code, tool="bundler-audit", category=Category.DEPENDENCY)
            yield Finding(failure=failure, start=index, stop=stop)


_GROUPED_WORDS: Final = (
    *(f"{ending} ==" for ending in ("rb", "file", "spec", "rake", "ru", "builder", "thor", "podspec", "erb", "haml", "slim")),
    *(f"bin/{name} ==" for name in ("bundle", "console", "rails", "rake", "rspec", "setup", "spring", "update", "webpack", "yarn")),
    "-- 1 warning:",
    " warnings:",
)  # of files: any line between `==` would be a fifth of the logs of some other tools


FORMATS: Final[tuple[Format, ...]] = (
    _LINTERS,
    Format("ruby-grouped", _GROUPED_WORDS, find_grouped),
    Format("ruby-facts", ("in file: ", "confidence: "), find_below),
    _BUNDLER,
    Format("bundler-audit", ("name: ",), find_advisories),
)
