"""Failed tests as prove, automake, DejaGnu, Autotest and bats sum them up; the protocol that some of them speak is in `tap`."""

from __future__ import annotations

from typing import Final

from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.runner_shapes import TestShape, tested
from homeostat.understand.formats.shapes import last_while, until
from homeostat.understand.pattern import Pattern

_SUMMARY: Final = (
    TestShape("prove", Pattern(r"(?P<test>\S{1,260}\.(?:t|sh|pl|py|bats)) {1,60}\(Wstat: (?!0 \(?Tests: \d+ Failed: 0)(?P<message>.{1,200})\)$"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("  "), 8), place=None),
    TestShape("prove", Pattern(r"(?:\[[\d:]{5,8}\] )?(?P<test>\S{1,260}) \.{2,}\s{1,4}(?P<message>(?:Dubious, test returned|Failed \d+/\d+ subtests|No subtests run).{0,200}?)\s*$"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(("Failed ", "No subtests", "\t(", "  ")), 4), place=None),
    TestShape("automake", Pattern(r"FAIL: (?P<test>(?!\d)[\w./+-]{2,260}(?: \d{1,5}(?: - .{1,300})?)?)(?: \(exit status: (?P<message>\d{1,4})\))?$"), extent=until(Pattern(r"(?:PASS|FAIL|SKIP|XFAIL|XPASS|ERROR|Testsuite|#|=|make)|$"), 30), place=None),
    TestShape("dejagnu", Pattern(r"FAIL: (?P<test>[\w./+-]{2,200}\.\w{1,5} .{1,300})$"), extent=lambda _, index: index, place=None),
    TestShape("autotest", Pattern(r"\s{0,4}\d{1,5}: (?P<test>\S.{0,200}?)\s{1,60}FAILED \((?P<file>[^\s:()]{1,200}):(?P<line>\d{1,7})\)"), extent=lambda _, index: index),
    TestShape("bats", Pattern(r"\s?✗ (?P<test>\S.{0,300}?)(?:\t.{0,20}| \[\d+\])?$"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("   "), 30), place=Pattern(r"\s+\((?:from .{1,200} in (?:test )?file |in test file )(?P<file>[^\s,]{1,260}), line (?P<line>\d{1,7})")),
)  # fmt: skip


FORMATS: Final[tuple[Format, ...]] = (
    tested("test-summaries", ("(wstat: ", "dubious, test returned", " subtests", "fail: ", "failed (", "✗ "), *_SUMMARY),
)
