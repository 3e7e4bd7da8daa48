"""The tools that can repair what they complain of: one row each, and a new tool is a new row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixer:
    """How a checking call of a tool becomes a fixing one.

    `drop` are flags that make it check, `drop_valued` those that take a value, `add` what makes it repair; `becomes` replaces
    the subcommand. A call without one of `only_with` (if any are given) is left alone.
    """

    tool: str
    subcommand: str = ""
    becomes: str = ""
    drop: frozenset[str] = frozenset()
    drop_valued: frozenset[str] = frozenset()
    add: tuple[str, ...] = ()
    only_with: frozenset[str] = frozenset()
    distribution: str = ""

    def fixing(self, arguments: Sequence[tuple[str, str]]) -> list[str] | None:
        """The quoted arguments of the fixing call, from (value, quoted) pairs of the checking one; None if it is no check."""
        if self.only_with and not self.only_with & {value for value, _ in arguments}:
            return None
        rest = arguments[1:] if self.subcommand else arguments
        head = [self.becomes or self.subcommand] if self.subcommand else []
        added = [flag for flag in self.add if flag not in {value for value, _ in rest}]
        return _without_dangling_dashes([*head, *added, *self._kept(rest)])

    def _kept(self, arguments: Iterable[tuple[str, str]]) -> list[str]:
        kept, skip = [], False
        for value, quoted in arguments:
            if skip:
                skip = False
            elif value in self.drop_valued:
                skip = True
            elif value not in self.drop and value.split("=", 1)[0] not in self.drop_valued:
                kept.append(quoted)
        return kept


def _without_dangling_dashes(arguments: list[str]) -> list[str]:
    return arguments[:-1] if arguments[-1:] == ["--"] else arguments


def _flags(*names: str) -> frozenset[str]:
    return frozenset(names)


_REPORT = _flags("--output-format", "--format", "--output-file", "-o")
_RUFF_CHECK = _flags(
    "--diff", "--no-fix", "--fix-only", "--unsafe-fixes", "--exit-zero", "--statistics", "--show-source", "--no-cache-fix"
)
# Only what ruff itself calls safe, even where the configuration allows more.
_RUFF_SAFE = ("--fix", "--no-unsafe-fixes")

FIXERS: tuple[Fixer, ...] = (
    Fixer(tool="ruff", subcommand="check", drop=_RUFF_CHECK, drop_valued=_REPORT, add=_RUFF_SAFE),
    Fixer(tool="ruff", subcommand="format", drop=_flags("--check", "--diff"), drop_valued=_flags("--output-format")),
    Fixer(tool="black", drop=_flags("--check", "--diff", "--color")),
    Fixer(tool="isort", drop=_flags("--check-only", "--check", "-c", "--diff", "--df", "-d", "--show-files")),
    Fixer(tool="usort", subcommand="check", becomes="format"),
    Fixer(tool="ufmt", subcommand="check", becomes="format"),
    Fixer(tool="ufmt", subcommand="diff", becomes="format"),
    Fixer(tool="pyupgrade"),
    Fixer(tool="autopep8", drop=_flags("--diff", "-d", "--exit-code"), add=("--in-place",)),
    Fixer(tool="yapf", drop=_flags("--diff", "-d", "--quiet", "-q"), add=("--in-place",)),
    Fixer(tool="autoflake", drop=_flags("--check", "-c", "--check-diff", "-cd", "--stdout", "-s"), add=("--in-place",)),
    Fixer(tool="docformatter", drop=_flags("--check", "-c", "--diff"), add=("--in-place",)),
    Fixer(tool="pycln", drop=_flags("--check", "-c", "--diff", "-d")),
    Fixer(tool="mdformat", drop=_flags("--check")),
    Fixer(tool="blacken-docs"),
    Fixer(tool="pyproject-fmt", drop=_flags("--check", "--stdout")),
    Fixer(tool="toml-sort", drop=_flags("--check"), add=("--in-place",)),
    Fixer(tool="djlint", drop=_flags("--check", "--lint"), add=("--reformat",), only_with=_flags("--check")),
    Fixer(tool="prettier", drop=_flags("--check", "-c", "--list-different", "-l"), add=("--write",)),
    Fixer(tool="eslint", drop=_flags("--fix-dry-run"), drop_valued=_flags("--format", "-f", "--output-file", "-o"), add=("--fix",)),
    Fixer(tool="stylelint", drop_valued=_flags("--formatter", "-f", "--output-file", "-o"), add=("--fix",)),
    Fixer(tool="standard", add=("--fix",)),
    Fixer(tool="xo", add=("--fix",)),
    Fixer(tool="biome", subcommand="check", add=("--write",)),
    Fixer(tool="biome", subcommand="ci", becomes="check", add=("--write",)),
    Fixer(tool="biome", subcommand="format", add=("--write",)),
    Fixer(tool="dprint", subcommand="check", becomes="fmt"),
    Fixer(tool="taplo", subcommand="fmt", drop=_flags("--check", "--diff")),
    Fixer(tool="taplo", subcommand="format", drop=_flags("--check", "--diff")),
    Fixer(tool="gofmt", drop=_flags("-l", "-d", "-e"), add=("-w",)),
    Fixer(tool="goimports", drop=_flags("-l", "-d"), add=("-w",)),
    Fixer(tool="shfmt", drop=_flags("-d", "--diff", "-l", "--list"), add=("-w",)),
    Fixer(tool="cargo", subcommand="fmt", drop=_flags("--check")),
    Fixer(tool="rustfmt", drop=_flags("--check")),
    Fixer(tool="clang-format", drop=_flags("--dry-run", "-n", "-Werror", "--Werror", "--output-replacements-xml"), add=("-i",)),
    Fixer(tool="terraform", subcommand="fmt", drop=_flags("-check", "-diff")),
    Fixer(tool="deno", subcommand="fmt", drop=_flags("--check")),
    Fixer(tool="stylua", drop=_flags("--check")),
)
