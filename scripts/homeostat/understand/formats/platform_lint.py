"""What checkers of workflows, YAML, Dockerfiles, shell scripts, Puppet, Chef, protobuf and prose report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import AT, Shape, bare, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

_SHOWN: Final = Pattern(r"\s{0,8}\d{0,6}\s{0,4}\|")
_YAML: Final = (
    Shape("yamllint", Pattern(rf"{AT}: \[error\] (?P<message>.+?)(?: \((?P<code>[\w-]{{2,60}})\))?$"), Category.CONFIGURATION),
    Shape(
        "actionlint",
        Pattern(rf"{AT}: (?!\[)(?P<message>.{{1,900}}) \[(?P<code>[a-z][a-z-]{{1,30}})\]$"),
        Category.CONFIGURATION,
        extent=lambda lines, index: last_while(lines, index, lambda line: bool(_SHOWN.match(line)), 4),
    ),
    Shape("actionlint", Pattern(rf"(?:Error: )?{AT}: (?P<message>(?:could not parse|unexpected key|\"\w{{1,30}}\" section|expected ).{{0,600}})$"), Category.CONFIGURATION),
    Shape("ansible-lint", Pattern(r"(?P<file>[^\s:]{1,260}\.ya?ml):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?: (?:(?P<code>[a-z][\w-]{1,40}(?:\[[\w-]{1,60}\])?):|\[(?:E\d{3,4}|(?!error|warning|info|note)[a-z][\w-]{1,40})\]) (?P<message>.+)"), Category.CONFIGURATION),
    Shape("cfn-lint", Pattern(r"(?P<file>[^\s:]{1,260}\.(?:ya?ml|json|template)):(?P<line>\d{1,7}):(?P<column>\d{1,5})(?::\d{1,7}:\d{1,5})?: (?P<code>E\d{4}):? (?P<message>.+)"), Category.CONFIGURATION),
)  # fmt: skip

_CF: Final = Pattern(r"(?P<code>E\d{4}) (?P<message>.+)$")
_CF_AT: Final = Pattern(r"(?P<file>[^\s:]{1,260}\.(?:ya?ml|json|template)):(?P<line>\d{1,7}):(?P<column>\d{1,5})$")


def _cfn_lint(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The place on the line below the message."""
    for index in candidates:
        place = _CF_AT.match(lines[index].strip())
        match = _CF.match(bare(lines[index - 1])) if place and index else None
        if match and place:
            groups = {**match.groupdict(), **place.groupdict()}
            yield Finding(failure=failure_of("cfn-lint", Category.CONFIGURATION, groups), start=index - 1, stop=index)


_SHELLCHECK: Final = Pattern(r"In (?P<file>[^\s:]{1,260}) line (?P<line>\d{1,7}):$")
_SHELLCHECK_TOLD: Final = Pattern(
    r"\s{0,200}\^-{0,200}\^? ?(?:--)?\s?(?P<code>SC\d{4})(?: \((?P<how>\w{1,10})\))?: (?P<message>.+)"
)


def _shellcheck(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`In x.sh line 3:`, the source, and below a caret each what is wrong; all of it fails the check, style too."""
    for index in candidates:
        place = _SHELLCHECK.match(bare(lines[index]).strip())
        if not place:
            continue
        stop = last_while(lines, index, lambda line: bool(line.strip()) and not _SHELLCHECK.match(line), 20)
        for below in range(index + 1, stop + 1):
            told = _SHELLCHECK_TOLD.match(bare(lines[below]))
            if told:
                yield Finding(
                    failure=failure_of("shellcheck", Category.SYNTAX, {**told.groupdict(), **place.groupdict()}),
                    start=index,
                    stop=stop,
                )


_CHECKERS: Final = (
    Shape("shellcheck", Pattern(rf"{AT}: (?:error|warning|note|style|info): (?P<message>.{{1,900}}) \[(?P<code>SC\d{{4}})\]$")),
    Shape("hadolint", Pattern(r"(?P<file>[^\s:]{0,260}[Dd]ockerfile[^\s:]{0,60}):(?P<line>\d{1,7}) (?P<code>(?:DL|SC)\d{4})(?: (?:error|warning|info|style):)? (?P<message>.+)"), Category.CONFIGURATION),
    Shape("puppet-lint", Pattern(r"(?P<file>\S{1,260}\.pp) - (?:ERROR|WARNING): (?P<message>.{1,600}) on line (?P<line>\d{1,7})(?: col(?:umn)? (?P<column>\d{1,5}))?")),
    Shape("puppet-lint", Pattern(r"(?:ERROR|WARNING): (?P<message>.{1,600}) on line (?P<line>\d{1,7})(?: col(?:umn)? (?P<column>\d{1,5}))?$")),
    Shape("puppet", Pattern(r"Error: (?P<message>.{1,600}?) \(file: (?P<file>[^,)]{1,260}), line: (?P<line>\d{1,7})(?:, column: (?P<column>\d{1,5}))?\)")),
    Shape("foodcritic", Pattern(r"(?P<code>(?:FC|ETSY|CINK)\d{3}): (?P<message>.{1,600}): (?P<file>[^\s:]{1,260}):(?P<line>\d{1,7})$")),
    Shape("buf", Pattern(r"(?P<file>[^\s:]{1,260}\.proto):(?P<line>\d{1,7}):(?P<column>\d{1,5}):(?!\s?warning)(?P<message>.+)")),
    Shape("protolint", Pattern(r"\[(?P<file>[^\s:\]]{1,260}\.proto):(?P<line>\d{1,7}):(?P<column>\d{1,5})\] (?P<message>.+)")),
    Shape("xmllint", Pattern(r"(?P<file>[^\s:]{1,260}):(?P<line>\d{1,7}): (?:element [^:]{1,100}: |parser |namespace |)(?:[\w ]{1,30} )?error : (?P<message>.+)"), Category.CONFIGURATION),
    Shape("jsonlint", Pattern(r"(?:Error: )?(?P<message>Parse error on line (?P<line>\d{1,7}):?.*)"), Category.CONFIGURATION),
    Shape("codespell", Pattern(r"(?P<file>[^\s:]{1,260}):(?P<line>\d{1,7}): (?P<message>\S{1,100} ==> .{1,200})")),
    Shape("dotenv-linter", Pattern(r"(?P<file>\S{0,200}\.env[\w.]{0,40}):(?P<line>\d{1,7}) (?:(?P<code>[A-Z]\w{3,40}): )?(?P<message>.+)"), Category.CONFIGURATION),
    Shape("commitlint", Pattern(r"✖\s{1,4}(?P<message>.{1,300}) \[(?P<code>[a-z]+-[a-z-]{2,40})\]$"), Category.CONFIGURATION),
    Shape("editorconfig", Pattern(r"\t(?P<line>\d{1,7})(?:-\d{1,7})?: (?P<message>(?:Wrong indent|Trailing whitespace|Wrong (?:amount|line ending)|Final newline).{0,200})")),
    Shape("nix", Pattern(r"error: (?P<message>.{1,600}), at (?P<file>/[^\s:]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,5})"), Category.CONFIGURATION),
    Shape("vint", Pattern(r"(?P<file>[^\s:]{1,260}\.vim):(?P<line>\d{1,7}):(?P<column>\d{1,5}): (?!warning|style|error|note)(?P<message>.+)")),
    Shape("statix", Pattern(r"(?P<file>[^\s:>]{1,260}\.nix)>(?P<line>\d{1,7}):(?P<column>\d{1,5}):[EW]:(?P<code>\d{1,4}):(?P<message>.+)")),
)  # fmt: skip

_AWESOME: Final = Pattern(r"\s{1,4}\d{1,5}\. \[L0{0,6}(?P<line>\d{1,7})\] (?P<message>\S.{1,600}|\s\S.{1,600})")


def _awesome_bot(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Numbered links below `> Links`; those below `> White listed:` may fail."""
    broken = dict[int, bool]()
    for index in candidates:
        match = _AWESOME.match(lines[index])
        if match:
            broken[index] = broken.get(index - 1, lines[index - 1].strip() == "> Links" if index else False)
            if broken[index]:
                yield Finding(failure=failure_of("link-check", Category.RUNTIME, match.groupdict()), start=index, stop=index)


_LINKS: Final = (
    Shape("link-check", Pattern(r"\s{0,8}\[[✖✗x]\] (?P<message>\S{1,500}(?: (?:→|->) Status: .{1,60})?)$"), Category.RUNTIME),
    Shape("link-check", Pattern(r"\s{0,4}(?:✗ |[*] )?\[(?P<code>ERROR|[345]\d\d|TIMEOUT)\] (?P<message><?(?:https?|file)://\S{1,500}.{0,200})"), Category.RUNTIME),
    Shape("link-check", Pattern(r"\s{0,4}(?:[*-] {1,3})?(?P<message>(?:(?:At \S{1,260}:\d{1,7}: )?(?:External|Internal|internally linking to|linking to internal|internal script|image) .{1,300}(?:failed|does(?: not|n't) exist).{0,300}))"), Category.RUNTIME),
)  # fmt: skip


FORMATS: Final[tuple[Format, ...]] = (
    shaped("yaml-checks", (".yml:", ".yaml:", ".template:", ".json:"), *_YAML),
    Format("cfn-lint", (".yaml:", ".yml:", ".json:", ".template:"), _cfn_lint),
    Format("shellcheck", (" line ",), _shellcheck),
    shaped(
        "checks",
        ("[sc1", "[sc2", "[sc3", "dockerfile", " on line ", "(file: ", " fc0", ":fc0", "etsy0", "cink0", ".proto:", "error : ", "parse error on line", " ==> ", ".env", "✖ ", "wrong indent", "wrong amount", "wrong line", "trailing whitespace", "final newline", ", at /", ".vim:", ".nix>"),
        *_CHECKERS,
    ),
    Format("awesome-bot", (". [l",), _awesome_bot),
    shaped("links", ("[✖]", "[✗]", "[x]", "[error] ", "[404]", "[403]", "[500]", "[503]", "[timeout]", "[410]", " failed", "not exist", "n't exist"), *_LINKS),
)  # fmt: skip
