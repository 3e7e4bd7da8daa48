"""Searches over versions and dates, on made-up worlds whose answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from homeostat.remedy.search import by_suspicion, candidate_dates, format_date, last_good, parse_date, smallest_cure

RED = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.integers(1, 30), st.data())
def test_the_smallest_cure_is_found_where_all_its_members_are_needed(size: int, data: st.DataObject) -> None:
    suspects = [f"p{n}" for n in range(size)]
    needed = data.draw(st.sets(st.sampled_from(suspects), min_size=1, max_size=4))
    asked: list[int] = []

    def cures(held: Sequence[str]) -> bool:
        asked.append(1)
        return needed <= {*held}

    assert {*smallest_cure(suspects, cures)} == needed
    assert len(asked) <= (len(needed) + 1) * (size.bit_length() + 3)


def test_one_of_two_answers_is_taken_not_both() -> None:
    assert smallest_cure(["a", "b", "c"], lambda held: "a" in held or "c" in held) == ["a"]


@given(st.integers(2, 200), st.data())
def test_the_last_good_version_is_found_among_those_that_can_be_installed(size: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, size - 2))
    absent = data.draw(st.sets(st.integers(1, size - 2))) if size > 2 else set()
    present = [n for n in range(size) if n not in absent]
    good = max(n for n in present if n <= at)
    bad = min(n for n in present if n > at)
    assert last_good([str(n) for n in range(size)], lambda v: None if int(v) in absent else int(v) <= at) == (str(good), str(bad))


def test_candidate_days_lie_between_the_floor_and_the_red_day() -> None:
    hint, floor = RED - timedelta(days=700), RED - timedelta(days=800)
    days = list(candidate_dates(RED, [hint], floor))
    assert days[0] == hint + timedelta(days=3)
    assert all(floor <= day < RED for day in days)
    assert len({day.date() for day in days}) == len(days)


def test_a_hint_on_the_red_day_is_no_candidate() -> None:
    assert next(candidate_dates(RED, [RED], None)) == RED - timedelta(days=14)


def test_dates() -> None:
    assert parse_date("2026-01-01T00:00:00Z") == RED
    assert parse_date("2026-01-01") == RED
    assert parse_date("yesterday") is None
    assert format_date(RED) == "2026-01-01T00:00:00Z"


def test_the_likeliest_culprit_comes_first() -> None:
    output = "File site-packages/werkzeug/urls.py\nclick says no"
    order = by_suspicion(["attrs", "click", "werkzeug", "flask"], output, ["flask"], lambda name: name == "attrs")
    assert order == ["werkzeug", "click", "flask", "attrs"]
