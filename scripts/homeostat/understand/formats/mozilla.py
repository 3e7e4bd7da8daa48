"""What Mozilla's harnesses and task runner report, each line on its own among millions: `TEST-UNEXPECTED-FAIL | test | message`."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category
from homeostat.understand.formats.contract import Form, Format, line_format
from homeostat.understand.pattern import Pattern

FORMATS: Final[tuple[Format, ...]] = (
    line_format(
        "mozlog",
        ("test-unexpected-", "process-crash |", "[taskcluster:error]"),
        Form(
            "mozlog",
            Pattern(r".{0,200}?\bTEST-UNEXPECTED-[A-Z-]{3,20} \| (?P<test>[^|]{0,399}[^|\s])\s*(?:\| (?P<message>.*))?$"),
            Category.RUNTIME,
            "unexpected result",
        ),
        Form(
            "mozlog",
            Pattern(r".{0,200}?\bPROCESS-CRASH \| (?P<message>[^|]{0,399}[^|\s])\s*(?:\| (?P<test>\S{1,400})\s*)?$"),
            Category.RUNTIME,
            "crashed",
        ),
        Form("taskcluster", Pattern(r"\[taskcluster:error\] (?P<message>.*)"), Category.UNKNOWN),
    ),
)
