"""Patterns of the user's own, made rules that come before the built-in ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from homeostat.errors import SettingsError
from homeostat.records import CUSTOM_PREFIX, Category, CustomPattern
from homeostat.understand.catalogue import DEFAULT, Catalogue
from homeostat.understand.classify import RULES
from homeostat.understand.pattern import Pattern, required_words
from homeostat.understand.rule import Rule, Scope
from homeostat.understand.safety import LONGEST_LINE, complaint

SHORTEST_WORD: Final = 3
"""Letters. Lines are found by words that a match must hold; with shorter ones nearly every line would be looked at."""

_HINT: Final = "Correct the pattern; docs/understand.md says what is refused and why."


class ShortSighted(Pattern):
    """A pattern that sees as much of a line as its bound was reckoned for."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first match within the beginning of the line."""
        return super().search(text[:LONGEST_LINE])


def catalogue_of(patterns: Sequence[CustomPattern]) -> Catalogue:
    """The built-in catalogue with the user's patterns before it. Raises SettingsError as `rules_of`."""
    return Catalogue(rules=(*rules_of(patterns), *RULES)) if patterns else DEFAULT


def rules_of(patterns: Iterable[CustomPattern]) -> tuple[Rule, ...]:
    """The rules, in the order given. Raises SettingsError for the first pattern that is wrong or unsafe, one line that says where."""
    return tuple(map(_rule, patterns))


def category_of(custom: CustomPattern) -> Category:
    """The category as records carry it: one of ours, `unknown` for a word of the user's."""
    return Category(custom.category) if custom.category in set(Category) else Category.UNKNOWN


def _rule(custom: CustomPattern) -> Rule:
    trouble = complaint(custom.pattern) or _without_word(custom.pattern)
    if trouble:
        raise SettingsError(f"{custom.where or 'patterns'}: the pattern {custom.name!r} {trouble}", _HINT)
    return Rule(
        name=CUSTOM_PREFIX + custom.name,
        category=category_of(custom),
        severity=custom.severity,
        confidence=custom.confidence,
        pattern=ShortSighted(custom.pattern),
        yes=(),
        no=(),
        scope=Scope.ANY,
        transient=custom.retry,
    )


def _without_word(source: str) -> str:
    words = required_words(source)
    if words and min(map(len, words)) >= SHORTEST_WORD:
        return ""
    return f"holds no word of {SHORTEST_WORD} letters that every match has: add one, so that its lines are found quickly"
