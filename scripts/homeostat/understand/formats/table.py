"""All formats, and how their readings are put together. Order is precedence: the lines of a finding belong to the format before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats import (
    dotnet,
    generic,
    gherkin,
    go,
    jvm_tests,
    jvm_tools,
    mozilla,
    native,
    native_tests,
    php,
    php_tools,
    platform,
    python_setup,
    python_suites,
    python_tests,
    python_tools,
    python_traces,
    ruby,
    ruby_tools,
    rust,
    swift,
    tap,
    web_builds,
    web_runners,
    web_tests,
    web_tools,
)
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import MOST_FINDINGS

FORMATS: Final[tuple[Format, ...]] = (
    *python_tests.FORMATS,
    *python_suites.FORMATS,
    *jvm_tests.FORMATS,
    *web_tests.FORMATS,
    *web_runners.FORMATS,
    *tap.FORMATS,
    *gherkin.FORMATS,
    *ruby.FORMATS,
    *php.FORMATS,
    *native_tests.FORMATS,
    *go.FORMATS,
    *rust.FORMATS,
    *swift.FORMATS,
    *mozilla.FORMATS,
    *python_tools.FORMATS,
    *python_setup.FORMATS,
    *python_traces.FORMATS,
    *ruby_tools.FORMATS,
    *php_tools.FORMATS,
    *jvm_tools.FORMATS,
    *platform.FORMATS,
    *web_tools.FORMATS,
    *web_builds.FORMATS,
    *dotnet.FORMATS,
    *native.FORMATS,
    *generic.FORMATS,
)


def read_failures(lines: Sequence[str], heard: Iterable[tuple[Format, Sequence[int]]]) -> list[Finding]:
    """All failures that the output reports, in its order. `heard`: each format with the lines that hold one of its words.

    What a format reads within the lines that an earlier one has read is the same thing seen less well, and is dropped; so is what
    was read before, word for word, such as a summary.
    """
    found: dict[Failure, Finding] = {}
    owned: set[int] = set()
    for form, candidates in heard:
        fresh = (finding for finding in form.read(lines, candidates) if finding.start not in owned) if candidates else ()
        for finding in list(islice(fresh, MOST_FINDINGS)):
            owned.update(range(finding.start, finding.stop + 1))
            found.setdefault(finding.failure, finding)
    return sorted(found.values(), key=lambda finding: finding.start)
