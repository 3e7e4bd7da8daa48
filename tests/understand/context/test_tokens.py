"""How many tokens a text costs, and what a model's own reports do to that."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homeostat.understand.context.tokens import (
    ENOUGH,
    MARGIN,
    NEWEST,
    SHAPES,
    WEIGHTS,
    Calibration,
    estimate,
    shapes,
    vocabulary_of,
)

CODE = '''\
class RetryPolicy:
    """How often a request is repeated, and how long it waits in between."""

    def __init__(self, max_attempts: int = 3, base_delay: float = 0.5) -> None:
        self.max_attempts = max_attempts
        self.base_delay = base_delay

    def delay(self, attempt: int) -> float:
        # The jitter keeps clients that failed together from coming back together.
        return self.base_delay * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)

    def allows(self, attempt: int, error: Exception) -> bool:
        if attempt >= self.max_attempts:
            return False
        return isinstance(error, (ConnectionError, TimeoutError)) or getattr(error, "status", None) in {429, 502, 503}
'''
GO = """\
func (s *Server) handleUpload(w http.ResponseWriter, r *http.Request) {
\tif r.Method != http.MethodPost {
\t\thttp.Error(w, "method not allowed", http.StatusMethodNotAllowed)
\t\treturn
\t}
\tfile, header, err := r.FormFile("file")
\tif err != nil {
\t\tlog.Printf("upload: %v", err)
\t\treturn
\t}
\tdefer file.Close()
\tname := filepath.Join(s.root, filepath.Base(header.Filename))
\tfmt.Fprintf(w, "stored %s (%d bytes)\\n", name, header.Size)
}
"""
LOG = """\
2026-11-21T09:14:07.2214120Z ============================= test session starts ==============================
2026-11-21T09:14:07.2215313Z platform linux -- Python 3.11.7, pytest-9.2.0, pluggy-1.6.0
2026-11-21T09:14:09.8813404Z tests/test_client.py .....F..                                            [ 12%]
2026-11-21T09:14:11.0031177Z E       AssertionError: assert 'application/json' == 'text/html; charset=utf-8'
2026-11-21T09:14:11.0032054Z tests/test_client.py:142: AssertionError
2026-11-21T09:14:11.0098812Z FAILED tests/test_client.py::test_content_type - AssertionError: assert 'applicat...
2026-11-21T09:14:11.0099530Z ========================= 1 failed, 211 passed in 3.79s =========================
2026-11-21T09:14:11.4437160Z ##[error]Process completed with exit code 1.
"""
JSON = """\
{
  "name": "@example/widgets",
  "version": "2.14.0",
  "scripts": {"build": "tsc -p tsconfig.build.json", "test": "vitest run --coverage", "lint": "eslint src --max-warnings=0"},
  "dependencies": {"react": "^18.3.1", "react-dom": "^18.3.1", "zod": "~3.23.8"},
  "devDependencies": {"typescript": "5.5.4", "vitest": "2.0.5", "@types/node": "20.14.15"}
}
"""
COUNTED = (  # what the tokenizers of benchmarks/tokens.py say
    (CODE, {"cl100k": 178, "o200k": 182, "claude-2": 184, "claude-3+": 209, NEWEST: 267}),
    (GO, {"cl100k": 116, "o200k": 118, "claude-2": 156, "claude-3+": 160, NEWEST: 207}),
    (LOG, {"cl100k": 259, "o200k": 264, "claude-2": 274, "claude-3+": 300, NEWEST: 340}),
    (JSON, {"cl100k": 134, "o200k": 134, "claude-2": 143, "claude-3+": 151, NEWEST: 182}),
)

MARKS = r"!-/:-@\[-`{-~"
PATTERNS = {
    "word": "[A-Za-z]+",
    "5 letters": "[A-Za-z]{5}",
    "12 letters": "[A-Za-z]{12}",
    "hump": "[a-z](?=[A-Z])",
    "capital": "[A-Z]",
    "number": "[0-9]+",
    "3 digits": "[0-9]{3}",
    "mark": f"(?!_)[{MARKS}]",
    "marks": f"[{MARKS}]+",
    "mark before a blank": f"[{MARKS}](?= )",
    "mark before a word": f"[{MARKS}](?=[A-Za-z])",
    "newline": "\n",
    "indent by a tab": "\n(?=\t)",
    "blanks": "  +",
    "control": "[\x00-\x08\x0b-\x1f\x7f]",
    "Latin": "[\u0080-\u02ff]",
    "Greek to Arabic": "[\u0300-\u07ff]",
    "India to Georgia": "[\u0800-\u1fff]",
    "sign": "[\u2000-\u2fff]",
    "Chinese, Japanese, Korean": "[\u3000-\uffff]",
    "picture": "[\U00010000-\U0010ffff]",
}
ANY = st.text(st.characters(exclude_categories=()))
LIKELY = st.lists(
    st.sampled_from(
        (
            "a",
            "B",
            "ab",
            "Word",
            "longidentifiername",
            "7",
            "2026",
            ".",
            "_",
            "()",
            " ",
            "   ",
            "\n",
            "\t",
            "\r",
            "é",
            "я",
            "中",
            "│",
            "🦋",
        )
    )
).map("".join)
TEXTS = st.one_of(ANY, LIKELY)

HOSTILE = (
    "a",
    "aA",
    "a ",
    " ",
    "  x",
    "\n\t",
    "._",
    "0",
    "00 ",
    "\x1b[0m",
    "é",
    "中",
    "\U0001f98b",
    "\ud800",
    "a" * 11 + " ",
    "\\",
    "|",
)


@pytest.mark.parametrize(("text", "counted"), COUNTED)
def test_known_texts(text: str, counted: dict[str, int]) -> None:
    assert {vocabulary: estimate(text, vocabulary) for vocabulary in counted} == pytest.approx(counted, rel=0.12)


def test_vocabularies_have_a_weight_for_each_shape() -> None:
    assert {len(weights) for weights in WEIGHTS.values()} == {len(SHAPES)}
    assert all(weight >= 0 for weights in WEIGHTS.values() for weight in weights)


@example("\x7f\x80\u02ff\u0300\u07ff\u0800\u1fff\u2000\u2fff\u3000\uffff\U00010000")
@example("".join(map(chr, range(128))))
@given(TEXTS)
def test_shapes_are_what_their_names_say(text: str) -> None:
    assert dict(zip(SHAPES, shapes(text), strict=True)) == {
        name: len(re.findall(pattern, text)) for name, pattern in PATTERNS.items()
    }


@given(TEXTS, st.sampled_from(list(WEIGHTS)))
def test_any_text_has_an_estimate(text: str, vocabulary: str) -> None:
    assert bool(text) <= estimate(text, vocabulary) <= 6 * len(text)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(list(WEIGHTS)))
def test_parts_add_up(lines: list[str], vocabulary: str) -> None:
    parts = [line + "\n" for line in lines]
    assert abs(estimate("".join(parts), vocabulary) - sum(estimate(part, vocabulary) for part in parts)) <= 3 * len(parts)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_take_no_longer(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    begin = time.perf_counter()
    estimate(text)
    assert time.perf_counter() - begin < 2  # a twentieth of that on an idle machine; hours if it were quadratic


def test_no_vocabulary_is_made_up() -> None:
    with pytest.raises(KeyError):
        estimate("text", "claude-1")


@pytest.mark.parametrize(
    ("model", "vocabulary"),
    [
        ("claude-2.1", "claude-2"),
        ("claude-instant-1.2", "claude-2"),
        ("anthropic.claude-v2:1", "claude-2"),
        ("claude-3-opus-20240229", "claude-3+"),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3+"),
        ("claude-sonnet-4-20250514", "claude-3+"),
        ("claude-opus-4@20250514", "claude-3+"),
        ("claude-opus-4-6", "claude-3+"),
        ("claude-haiku-4-5-20251001", "claude-3+"),
        ("claude-opus-4-7", NEWEST),
        ("anthropic/claude-opus-4.8", NEWEST),
        ("claude-opus-4-10", NEWEST),
        ("claude-sonnet-5", NEWEST),
        ("Claude-Haiku-5-5", NEWEST),
        ("claude-sonnet-latest", NEWEST),
        ("gpt-4", "cl100k"),
        ("gpt-4-turbo-2024-04-09", "cl100k"),
        ("gpt-3.5-turbo", "cl100k"),
        ("gpt-4o-mini", "o200k"),
        ("gpt-4.1", "o200k"),
        ("openai/gpt-5", "o200k"),
        ("o3-mini", "o200k"),
        ("a-model-of-next-year", NEWEST),
        ("", NEWEST),
    ],
)
def test_vocabulary_of(model: str, vocabulary: str) -> None:
    assert vocabulary_of(model) == vocabulary


@given(st.text(max_size=50))
def test_every_model_has_a_vocabulary(model: str) -> None:
    assert vocabulary_of(model) in WEIGHTS


def calibrated(*reports: tuple[int, int], start: Calibration | None = None) -> Calibration:
    """After some reports of (estimated, actual)."""
    calibration = start or Calibration(model="m")
    for estimated, actual in reports:
        calibration = calibration.observed(estimated, actual)
    return calibration


def test_margin_until_enough_was_seen() -> None:
    assert Calibration(model="m").budgeted(1000) == round(1000 * MARGIN)
    assert calibrated(*[(1000, 1100)] * (ENOUGH - 1)).budgeted(1000) == round(1100 * MARGIN)
    assert calibrated(*[(1000, 1100)] * ENOUGH).budgeted(1000) == pytest.approx(1100, abs=1)


def test_a_budget_is_rounded_up() -> None:
    assert Calibration(model="m", factor=1.001, seen=ENOUGH).budgeted(10) == 11
    assert Calibration(model="m").budgeted(0) == 0


def test_plain_mean_at_first() -> None:
    assert calibrated((100, 100), (100, 120), (100, 140)).factor == pytest.approx(1.2)


def test_the_newest_tenth_later() -> None:
    settled = Calibration(model="m", factor=1.0, seen=100)
    assert calibrated((100, 200), start=settled).factor == pytest.approx(1.1)


@given(st.floats(0.3, 3.0), st.floats(0.25, 4.0), st.integers(0, 1000))
def test_it_converges_to_the_true_ratio(ratio: float, factor: float, seen: int) -> None:
    start = Calibration(model="m", factor=factor, seen=seen)
    noisy = [(10_000, round(10_000 * ratio * noise)) for noise in (0.8, 1.2)] * 60
    assert calibrated(*noisy, start=start).factor == pytest.approx(ratio, rel=0.03)


@given(st.lists(st.tuples(st.integers(), st.integers()), max_size=30))
def test_no_report_drives_it_out_of_bounds(reports: list[tuple[int, int]]) -> None:
    calibration = calibrated(*reports)
    assert 0.25 <= calibration.factor <= 4
    assert calibration.seen == sum(estimated > 0 and actual > 0 for estimated, actual in reports)


@pytest.mark.parametrize(
    ("estimated", "actual", "factor"),
    [(100, 0, 1), (100, -5, 1), (0, 100, 1), (100, 10**400, 1.3), (100, 1, 0.925), (10**400, 1, 0.925)],
)
def test_absurd_reports(estimated: int, actual: int, factor: float) -> None:
    settled = Calibration(model="m", factor=1.0, seen=ENOUGH)
    assert settled.observed(estimated, actual).factor == pytest.approx(factor)


@given(st.text(max_size=20), st.floats(0.25, 4), st.integers(0))
def test_json_round_trip(model: str, factor: float, seen: int) -> None:
    calibration = Calibration(model=model, factor=factor, seen=seen)
    assert Calibration.from_json(json.loads(json.dumps(calibration.to_json()))) == calibration


GOOD = {"model": "m", "factor": 1.5, "seen": 3}


def test_json_of_a_newer_version() -> None:
    assert Calibration.from_json({**GOOD, "factor": 2, "later": []}) == Calibration(model="m", factor=2.0, seen=3)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        *({key: value for key, value in GOOD.items() if key != left_out} for left_out in GOOD),
        *({**GOOD, "model": model} for model in (None, 1)),
        *({**GOOD, "factor": factor} for factor in (None, "1", True, 0, -1, 4.01, 10**400, float("nan"), float("inf"))),
        *({**GOOD, "seen": seen} for seen in (None, "1", True, -1, 1.5)),
    ],
)
def test_nonsense_is_no_calibration(data: Any) -> None:
    with pytest.raises(ValueError, match="a calibration has"):
        Calibration.from_json(data)
