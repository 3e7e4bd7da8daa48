"""Whatever is done to a log, it is read: no exception, no number of a line that is not there, nothing that is no JSON.

`FUZZ_RUNS=100000 make test PYTEST_FLAGS="tests/understand/test_fuzz.py"` looks longer. Real logs are mutated too where they are at
hand (`FUZZ_LOGS`, a folder).
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from homeostat.errors import LogUnavailable
from homeostat.observe.step import read
from homeostat.understand.classify import RULES
from homeostat.understand.step import understand
from tests.understand.formats.reading import samples

RUNS = int(os.environ.get("FUZZ_RUNS", "1500"))
LOGS = os.environ.get("FUZZ_LOGS", "")
LONGEST = 20_000  # bytes of a log that is mutated
JUNK = (b"\x00", b"\xff\xfe", b"\x1b[", b"\x1b]8;;", b"\r", b"\b", b"##[group]Run ", b"##[endgroup]", b"##[error]", b"\xe2\x9c", b"::error::",
        b"travis_time:start:", b'" exited with 1.', b'The command "', b"error: ", b"E   ", b"____ x ____", b"99999999999999999999",
        b"2026-11-21T12:00:00.0000000Z ", b"\t\t", b"(" * 50, b"a" * 5000, b"\n" * 40)  # fmt: skip
ENVELOPE = b"##[group]Run make\nmake\nshell: bash\n##[endgroup]\n%b\n##[error]Process completed with exit code 2.\n"


def seeds() -> list[bytes]:
    """Output that the formats and the rules read, and real logs."""
    texts = [sample.text.encode() for sample in samples()] + [line.encode() for rule in RULES for line in rule.yes]
    files = sorted(Path(LOGS).rglob("*.log")) if LOGS else []
    chance = random.Random(1)
    for path in files:
        with path.open("rb") as file:
            file.seek(chance.randrange(max(1, path.stat().st_size - LONGEST)))
            texts.append(file.read(LONGEST))
    return texts


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few changes: bits, cuts, doubled and shuffled lines, junk in between."""
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(data) + 1), chance.randint(1, 200)
        kind = chance.randrange(6)
        if kind == 0:
            data = data[:at] + data[at + size :]
        elif kind == 1:
            data = data[:at] + chance.choice(JUNK) + data[at:]
        elif kind == 2 and data:
            data = data[: at - 1] + bytes([chance.randrange(256)]) + data[at:]
        elif kind == 3:
            lines = data.split(b"\n")
            first = chance.randrange(len(lines))
            data = b"\n".join([*lines[:first], *lines[first : first + 5] * chance.randint(2, 20), *lines[first:]])
        elif kind == 4:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines)
        else:
            data = data[:at]
    return data


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_mutated_logs_are_read() -> None:
    chance, texts = random.Random(2026), seeds()
    read_so_far = 0
    for run in range(RUNS):
        data = b"\n".join(chance.choice(texts) for _ in range(chance.randint(1, 4)))
        data = mutated(ENVELOPE % data if run % 2 else data, chance)
        try:
            log = read(data, "fuzz")
            diagnosis = understand(log)
        except LogUnavailable:
            continue
        read_so_far += 1
        assert json.dumps(diagnosis.to_json())
        assert all(1 <= first <= last <= len(log.lines) for first, last in diagnosis.excerpt), data
        assert 0 <= diagnosis.confidence <= 1
        assert len(diagnosis.fingerprint) == 64
    assert read_so_far > RUNS * 0.8
