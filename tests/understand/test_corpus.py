"""Real logs that other people labelled, where they are at hand: a floor below what was measured, so that a step back is noticed.

The folder is `../shared/corpus` beside the repository, or `CORPUS`: `logs.tar.xz`, `manifest.jsonl` and the scorer `score.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "corpus"))
FLOORS = {
    ("logchunks", "any200"): 0.95,
    ("logchunks", "cov200"): 0.83,
    ("cidiff", "any200"): 0.95,
    ("bugswarm", "test_rec"): 0.90,
    ("bugswarm", "test_prec"): 0.90,
    ("analysis_model", "diag_err"): 0.85,
    ("errorformat", "diag_err"): 0.90,
    ("rustc_serde", "diag_err"): 0.95,
    ("bump", "category"): 0.95,
    ("actionlint", "category"): 0.95,
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the scorer says of a few logs of each source."""
    if not (CORPUS / "score.py").is_file():
        pytest.skip(f"no corpus in {CORPUS.name}")
    target = tmp_path_factory.mktemp("corpus") / "scores.json"
    door = f"{sys.executable} -I {ROOT / 'scripts' / 'error_parser.py'} --no-cache --format jsonl"
    scorer = [sys.executable, str(CORPUS / "score.py"), "--command", door, "--limit", "40", "--json", str(target)]
    subprocess.run(scorer, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_file_is_read(scores: dict[str, Any]) -> None:
    trouble = scores["robustness"]
    assert {name: trouble[name] for name in ("crashes", "nonzero_exits", "non_json_lines", "missing")} == dict.fromkeys(
        ("crashes", "nonzero_exits", "non_json_lines", "missing"), 0
    )
    assert not trouble["invalid"]


@pytest.mark.parametrize(("source", "column"), FLOORS, ids=str)
def test_no_step_back(scores: dict[str, Any], source: str, column: str) -> None:
    assert scores["sources"][source][column] >= FLOORS[source, column]


def test_nothing_deterministic_is_run_again(scores: dict[str, Any]) -> None:
    assert scores["retry_pooled"]["false_retry"] <= 0.05
