"""Mozilla's harnesses."""

from __future__ import annotations

import pytest

from tests.understand.formats.reading import Sample, check

SAMPLES = [
    Sample(
        "mozlog",
        "[task 2025-02-13T21:45:24Z] 21:45:24  WARNING -  REFTEST TEST-UNEXPECTED-FAIL | dom/a.html | load failed: timed out",
        ({"test": "dom/a.html", "message": "load failed: timed out", "tool": "mozlog"},),
    ),
    Sample("mozlog", "TEST-UNEXPECTED-TIMEOUT | automation.py", ({"test": "automation.py", "message": "unexpected result"},)),
    Sample(
        "mozlog",
        "14:58:28 INFO - PROCESS-CRASH | application crashed [@ lib.dylib + 0xce8] | dom/b.html ",
        ({"test": "dom/b.html", "message": "application crashed [@ lib.dylib + 0xce8]"},),
    ),
    Sample("mozlog", "[taskcluster:error] Task aborted - max run time exceeded", ({"tool": "taskcluster"},)),
    Sample("mozlog", "INFO - TEST-PASS | dom/a.html | (LOAD ONLY)\nINFO - TEST-KNOWN-FAIL | dom/c.html | bug 1"),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.text[:40]))
def test_samples(sample: Sample) -> None:
    check(sample)
