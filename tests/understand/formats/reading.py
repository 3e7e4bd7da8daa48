"""What the formats make of a text: the whole way through gate and table, as a log goes."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeostat.records import Failure
from homeostat.understand.catalogue import DEFAULT
from homeostat.understand.finding import Finding
from homeostat.understand.formats.table import read_failures
from homeostat.understand.region import output_region


@dataclass(frozen=True, slots=True)
class Sample:
    """Output of a tool as it really prints it, and the failures that are to be read from it, no more and no fewer.

    `wanted` holds for each failure the fields that matter. `format` is the format that the sample stands for; a sample without
    failures is one that looks alike and must be left alone.
    """

    format: str
    text: str
    wanted: tuple[Mapping[str, Any], ...] = ()


def findings(text: str) -> list[Finding]:
    """What all formats together find."""
    region = output_region(text)
    return read_failures(region, DEFAULT.listen(region).formats)


def failures(text: str) -> list[Failure]:
    """The failures of `findings`."""
    return [finding.failure for finding in findings(text)]


def check(sample: Sample) -> None:
    """Fails with what was read instead."""
    read = failures(sample.text)
    told = [{key: getattr(failure, key) for key in wanted} for failure, wanted in zip(read, sample.wanted, strict=False)]
    assert (len(read), told) == (len(sample.wanted), [dict(wanted) for wanted in sample.wanted]), read


def samples() -> list[Sample]:
    """The samples of all test modules of this folder."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py") if path.stem != "test_table")
    modules = [importlib.import_module(f"tests.understand.formats.{name}") for name in names]
    return [sample for module in modules for sample in getattr(module, "SAMPLES", ())]
