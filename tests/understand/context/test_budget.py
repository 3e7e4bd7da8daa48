"""Pieces and their choice: evidence first, never above the budget, and no room left where there is something to show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.records import Category
from homeostat.understand.context.budget import FENCE, Item, choose, heading
from homeostat.understand.context.contract import Asked, FailingTest, Place
from homeostat.understand.context.fusion import Ranked, Ranking
from homeostat.understand.context.items import Kind, Piece, Priority, Wanted, chosen, pieces, skeleton_of
from homeostat.understand.context.passages import Passage
from homeostat.understand.context.tokens import estimate

SOURCE = "\n".join(f"def part_{n}(value):\n    return value + {n}\n" for n in range(40))
FILES = {
    "a.py": SOURCE,
    "b.py": SOURCE,
    "test_a.py": "def test_a():\n    assert False\n",
    "pyproject.toml": '[project]\nname = "x"\n',
    "poetry.lock": '[[package]]\nname = "flask"\nversion = "2.0"\n\n[[package]]\nname = "werkzeug"\nversion = "2.0"\n\n[[package]]\nname = "zope"\n',
    ".github/workflows/ci.yml": "on: push\n",
    "README.md": "# x\n",
    "CLAUDE.md": "Be kind.\n",
}


def piece(**changes: object) -> Piece:
    values: dict[str, object] = {
        "path": "a.py",
        "kind": Kind.SOURCE,
        "content": "x = 1",
        "priority": Priority.HIGH,
        "value": 1.0,
        "why": "w",
    }
    return Piece(**(values | changes))  # type: ignore[arg-type]


def lines(count: int, word: str = "value") -> str:
    return "\n".join(f"{word}_{n} = {n}" for n in range(count))


PIECES = st.builds(
    piece,
    path=st.sampled_from(["a.py", "b.py"]),
    content=st.integers(0, 400).map(lines),
    priority=st.sampled_from(Priority),
    value=st.floats(0, 1),
    start=st.integers(0, 50),
    stop=st.integers(50, 100),
)


@given(st.lists(PIECES, max_size=12), st.integers(1, 3000), st.integers(1, 12))
def test_the_budget_is_never_exceeded(found: list[Piece], budget: int, most: int) -> None:
    items, omitted = choose(found, budget, most, estimate)
    assert sum(item.tokens for item in items) <= budget
    assert len(items) <= most
    assert all(item.tokens == estimate(item.piece.content) + estimate(heading(item.piece)) + FENCE for item in items)
    assert all(left.reason for left in omitted)


@given(st.lists(PIECES.filter(lambda piece: not piece.start), min_size=1, max_size=8), st.integers(400, 3000))
def test_no_more_room_is_left_than_the_next_lines_would_take(found: list[Piece], budget: int) -> None:
    items, omitted = choose(found, budget, 100, estimate)
    used = sum(item.tokens for item in items)
    assert used >= 0.75 * budget or not [left for left in omitted if left.path]


@pytest.mark.parametrize("budget", [500, 2_000, 8_000])
def test_most_of_the_budget_is_used_where_there_is_that_much(budget: int) -> None:
    found = [piece(path=f"{n}.py", content=lines(300), value=1 / (n + 1)) for n in range(20)]
    items, _ = choose(found, budget, 100, estimate)
    assert sum(item.tokens for item in items) >= 0.85 * budget


def test_evidence_comes_first_and_does_not_give_way() -> None:
    log = piece(kind=Kind.LOG, path="", content=lines(20, "log"), priority=Priority.CRITICAL, value=0.1)
    others = [piece(path=f"{n}.py", content=lines(200), value=1.0) for n in range(10)]
    items, _ = choose([*others, log], 800, 30, estimate)
    assert items[0].piece == log


def test_evidence_leaves_room_for_what_may_have_to_be_changed() -> None:
    log = piece(kind=Kind.LOG, path="", content=lines(2_000, "log"), priority=Priority.CRITICAL)
    items, _ = choose([log, piece(content=lines(100))], 2_000, 30, estimate)
    assert {item.piece.kind for item in items} == {Kind.LOG, Kind.SOURCE}


def test_what_is_cut_says_so_and_its_lines_are_right() -> None:
    items, omitted = choose([piece(content=lines(500), start=10, stop=509)], 300, 30, estimate)
    shown = items[0].piece
    assert shown.cut
    assert shown.content == "\n".join(lines(500).split("\n")[: shown.stop - 9])
    assert omitted[0].reason.startswith("the rest of it")


def test_lines_that_are_shown_are_not_shown_again() -> None:
    frame = piece(kind=Kind.FRAME, content=lines(10), priority=Priority.CRITICAL, start=1, stop=10)
    items, _ = choose([frame, piece(content=lines(5), start=3, stop=7)], 2_000, 30, estimate)
    assert [item.piece for item in items] == [frame]


def test_a_budget_smaller_than_anything_shows_nothing() -> None:
    assert choose([piece()], 1, 30, estimate)[0] == []


# -- pieces ------------------------------------------------------------------------------------------------------------------


def ranking() -> Ranking:
    files = tuple(Ranked(path=path, score=1.0 / n, shares={"body": 1.0 / n}) for n, path in enumerate(("a.py", "b.py"), 1))
    return Ranking(files=files, passages={Passage("a.py", 4, 6): 2.0, Passage("a.py", 1, 3): 1.0})


def found(asked: Asked, **more: str) -> list[Piece]:
    skeletons = {path: skeleton_of(path, FILES[path]) for path in ("a.py", "b.py")}
    return pieces(asked, ranking(), list(FILES), FILES.__getitem__, skeletons, **more)


def of(kind: Kind, pieces_: Sequence[Piece]) -> list[Piece]:
    return [known for known in pieces_ if known.kind is kind]


def test_a_frame_is_the_definition_around_its_line() -> None:
    frame = of(Kind.FRAME, found(Asked(places=(Place(path="a.py", line=5),))))[0]
    assert (frame.path, frame.start, frame.stop) == ("a.py", 4, 5)
    assert frame.content == "def part_1(value):\n    return value + 1"


def test_lines_beyond_the_file_and_files_that_are_not_there_are_no_frames() -> None:
    assert (
        of(Kind.FRAME, found(Asked(places=(Place(path="a.py", line=9_999), Place(path="gone.py", line=1), Place(path="a.py")))))
        == []
    )


def test_log_test_and_difference_are_evidence() -> None:
    asked = Asked(tests=(FailingTest(path="test_a.py", name="test_a", code="def test_a(): ...", start=1, stop=1),))
    kinds = {known.kind for known in found(asked, excerpt="E  no", diff="+x") if known.priority is Priority.CRITICAL}
    assert kinds == {Kind.LOG, Kind.TEST, Kind.DIFF}


def test_ranked_files_come_by_their_best_passages_and_say_why() -> None:
    best = [known for known in of(Kind.SOURCE, found(Asked())) if known.priority is Priority.HIGH]
    assert [(known.path, known.start) for known in best] == [("a.py", 4), ("a.py", 1)]
    assert best[0].value > best[1].value
    assert best[0].why.startswith("1st of the source files: its text")
    assert [known.path for known in of(Kind.SKELETON, found(Asked()))] == ["a.py", "b.py"]


@pytest.mark.parametrize(("category", "kind"), [(Category.DEPENDENCY, Kind.DEPENDENCY), (Category.CONFIGURATION, Kind.CONFIG)])
def test_the_category_asks_for_its_files(category: Category, kind: Kind) -> None:
    asked = [known for known in found(Asked(category=category)) if known.priority is Priority.HIGH and known.kind is kind]
    assert asked
    assert all(known.value > 0.3 for known in asked[:1])


def test_of_lock_files_only_the_entries_that_the_failure_names_are_shown() -> None:
    assert "poetry.lock" not in {known.path for known in found(Asked(category=Category.DEPENDENCY))}
    asked = Asked(category=Category.DEPENDENCY, text="No matching distribution found for Werkzeug<3")
    locked = [known for known in found(asked) if known.path == "poetry.lock"]
    assert [known.content for known in locked] == ['name = "werkzeug"\nversion = "2.0"\n\n[[package]]']


@pytest.mark.parametrize(
    "line",
    [
        'name = "werkzeug"',
        "werkzeug==2.0 \\",
        '    "node_modules/werkzeug": {',
        "werkzeug@^2.0:",
        '"werkzeug@npm:2":',
        "    werkzeug (2.0)",
    ],
)
def test_entries_of_many_kinds_of_locks_are_known(line: str) -> None:
    asked = Asked(category=Category.DEPENDENCY, text="werkzeug is broken")
    own = {"Gemfile.lock": f"other\n{line}\n"}
    assert [known.content for known in pieces(asked, Ranking(files=(), passages={}), list(own), own.__getitem__, {})] == [
        f"{line}\n"
    ]


def test_instructions_and_readme_are_there() -> None:
    assert [known.path for known in of(Kind.INSTRUCTION, found(Asked()))] == ["CLAUDE.md"]
    assert [known.path for known in of(Kind.DOCS, found(Asked()))] == ["README.md"]


def test_files_that_the_settings_want_are_there_once() -> None:
    wanted = [Wanted(pattern="*.lock", priority=Priority.HIGH, name="locks"), Wanted(pattern="poetry*")]
    own = chosen(wanted, list(FILES), FILES.__getitem__)
    assert [(known.path, known.kind, known.priority) for known in own] == [("poetry.lock", Kind.CUSTOM, Priority.HIGH)]


def test_items_are_in_the_order_of_their_priority() -> None:
    items: list[Item] = choose(found(Asked(category=Category.DEPENDENCY), excerpt="E  no"), 4_000, 60, estimate)[0]
    assert [item.piece.priority for item in items] == sorted(item.piece.priority for item in items)
