"""What is looked for in a log: rules, formats and clues, behind one gate."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from homeostat.understand.classify import RULES
from homeostat.understand.clues import CLUES, MARKS, OPENINGS
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.table import FORMATS
from homeostat.understand.region import Region
from homeostat.understand.rule import Rule
from homeostat.understand.scan import Gate


@dataclass(frozen=True, slots=True)
class Heard:
    """The lines that hold one of the words of each rule, format and clue of a catalogue: indices, in order.

    Those of rules and formats are indices in the region, the others in the whole log. `failed` are lines that may say that a
    command failed, `opened` lines that may begin the output of one.
    """

    rules: Sequence[tuple[Rule, Sequence[int]]]
    formats: Sequence[tuple[Format, Sequence[int]]]
    clues: Mapping[str, Sequence[int]]
    failed: Sequence[int]
    opened: Sequence[int]


class Catalogue:
    """Rules in the order of their weight, formats in the order of their precedence."""

    def __init__(self, rules: Sequence[Rule] = RULES, formats: Sequence[Format] = FORMATS, *, portable: bool = False) -> None:
        """`portable`: scan without the installed engine."""
        self.rules = tuple(rules)
        self.formats = tuple(formats)
        self._portable = portable

    def listen(self, region: Region) -> Heard:
        """One pass over the log that the region is part of. Rules and formats hear the region alone, clues and marks all of it."""
        found = iter(self._gate.candidates(region.lines))
        return Heard(
            rules=[(rule, _within(region, next(found))) for rule in self.rules],
            formats=[(form, _within(region, next(found))) for form in self.formats],
            clues={name: next(found) for name in CLUES},
            failed=next(found),
            opened=next(found),
        )

    @cached_property
    def _gate(self) -> Gate:
        words = [*(rule.words for rule in self.rules), *(form.words for form in self.formats), *CLUES.values(), MARKS, OPENINGS]
        return Gate(words, portable=self._portable)


def _within(region: Region, numbers: Sequence[int]) -> Sequence[int]:
    """Those numbers of lines that fall into the region, as its indices."""
    start, stop = bisect_left(numbers, region.offset), bisect_left(numbers, region.offset + len(region))
    return [number - region.offset for number in numbers[start:stop]] if region.offset else numbers[start:stop]


DEFAULT: Final = Catalogue()
