"""Signals and their fusion, on a small made-up project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.understand.context.adapt import FURTHEST, adapted, lesson_of, told
from homeostat.understand.context.contract import Asked, Change, Corpus, FailingTest, Place
from homeostat.understand.context.explain import SAYS
from homeostat.understand.context.explain import told as explained
from homeostat.understand.context.fusion import WEIGHTS, Ranking, fuse, rank, reciprocal, signals
from homeostat.understand.context.passages import passages_of
from homeostat.understand.context.profile import profile_of
from homeostat.understand.context.signals import SIGNALS
from homeostat.understand.context.view import Bag, View, bm25, stem_of
from homeostat.understand.context.words import term

FILES = {
    "src/shop/basket.py": "class Basket:\n    def total_price(self, items):\n        return sum(item.price for item in items)\n",
    "src/shop/stock.py": "class Stock:\n    def reserve(self, article):\n        return article\n",
    "src/shop/money.py": "def rounded(amount):\n    return round(amount, 2)\n",
    "src/shop/__init__.py": "from shop.basket import Basket\n",
    "tests/test_basket.py": "from shop.basket import Basket\n\ndef test_total_price():\n    assert Basket().total_price([]) == 0\n",
    "tests/test_stock.py": "from shop.stock import Stock\n\ndef test_reserve():\n    assert Stock().reserve(1) == 1\n",
}
TEST = FailingTest(path="tests/test_basket.py", name="test_total_price", code=FILES["tests/test_basket.py"])
ASKED = Asked(tests=(TEST,), imports=(("shop.basket", "Basket"),))


def corpus(history: Sequence[Change] = (), files: Mapping[str, str] = FILES) -> Corpus:
    tests = [path for path in files if path.startswith("tests/")]
    return Corpus(
        profiles={path: profile_of(text.encode()) for path, text in files.items()},
        history=history,
        tests=tests,
        sources=[path for path in files if path not in tests],
    )


def texts(paths: Sequence[str]) -> Mapping[str, str]:
    return {path: FILES[path] for path in paths}


def ranking(asked: Asked = ASKED, history: Sequence[Change] = ()) -> Ranking:
    return rank(asked, corpus(history), texts)


def scores(asked: Asked = ASKED, history: Sequence[Change] = ()) -> Mapping[str, Mapping[str, float]]:
    return signals(View(asked, corpus(history)))


def first(found: Mapping[str, float]) -> str:
    return max(found, key=lambda path: found[path])


@pytest.mark.parametrize("name", ["body", "spelled", "named", "same-name", "imports", "defines", "rare"])
def test_each_signal_of_the_code_finds_what_is_tested(name: str) -> None:
    assert first(scores()[name]) == "src/shop/basket.py"


def test_the_file_under_test_comes_first_and_says_why() -> None:
    best = ranking().files[0]
    assert best.path == "src/shop/basket.py"
    assert list(best.shares.values()) == sorted(best.shares.values(), reverse=True)
    assert best.score == pytest.approx(sum(best.shares.values()))
    assert SAYS[next(iter(best.shares))] in explained(best.shares)


def test_history_ties_files_that_nothing_else_does() -> None:
    history = [Change(subject="rounding of sums", files=("src/shop/money.py", "tests/test_basket.py"))] * 3
    found = scores(history=history)
    assert first(found["together"]) == first(found["tied"]) == first(found["lately"]) == "src/shop/money.py"
    assert ranking(history=history).files[1].path == "src/shop/money.py"


def test_a_commit_that_sweeps_over_everything_ties_nothing() -> None:
    sweep = Change(subject="reformat", files=(*FILES, *(f"src/other{n}.py" for n in range(20))))
    assert scores(history=[sweep])["together"] == {}


def test_subjects_of_commits_speak_for_their_files() -> None:
    history = [Change(subject="Fix the total price of a basket", files=("src/shop/money.py",))]
    assert first(scores(history=history)["subjects"]) == "src/shop/money.py"


def test_what_the_log_names_and_what_was_changed_comes_next_to_what_is_tested() -> None:
    asked = Asked(tests=(TEST,), places=(Place(path="src/shop/stock.py", line=2),), changed=("src/shop/stock.py",))
    assert [found.path for found in ranking(asked).files[:2]] == ["src/shop/basket.py", "src/shop/stock.py"]
    assert [found.path for found in ranking().files[:2]] != ["src/shop/basket.py", "src/shop/stock.py"]


def test_words_that_all_tests_use_count_less() -> None:
    files = FILES | {f"tests/test_more{n}.py": "client = make_client()\n" for n in range(30)}
    asked = Asked(tests=(FailingTest(path="tests/test_basket.py", code="client = make_client(); widget = 1"),))
    query = View(asked, corpus(files=files)).query
    assert query[term("client")] < query[term("widget")]


def test_nothing_asked_ranks_nothing_above_the_rest() -> None:
    found = ranking(Asked())
    assert {ranked.score for ranked in found.files} == {0.0}
    assert [ranked.path for ranked in found.files] == sorted(corpus().sources)


def test_an_empty_project_has_an_empty_ranking() -> None:
    assert rank(ASKED, corpus(files={}), texts).files == ()


def test_every_signal_has_a_weight_and_words() -> None:
    assert {signal.name for signal in SIGNALS} | {"passage"} == set(WEIGHTS) == set(SAYS)


def test_bm25_prefers_the_rare_term_and_the_short_document() -> None:
    bags = {"a": Bag({1: 1, 2: 1}, 10), "b": Bag({1: 1}, 10), "c": Bag({1: 1}, 100), "d": Bag({}, 5)}
    found = bm25({1: 1.0, 2: 1.0}, bags)
    assert found["a"] > found["b"] > found["c"]
    assert "d" not in found


def test_places_in_an_order_lend_less_and_less() -> None:
    assert reciprocal({"a": 3.0, "b": 2.0, "c": 2.0, "d": 0.0}, {"c": 1.0}) == pytest.approx({"a": 1.0, "c": 2 / 3, "b": 0.5})


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 10), max_size=6),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 10)),
)
def test_fusing_keeps_every_file_once_and_sums_the_shares(left: dict[str, float], right: dict[str, float]) -> None:
    found = fuse("abcdef", {"body": left, "rare": right}, WEIGHTS)
    assert sorted(ranked.path for ranked in found) == list("abcdef")
    assert [ranked.score for ranked in found] == sorted((ranked.score for ranked in found), reverse=True)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("test_parser.py", "parser"),
        ("parser_test.go", "parser"),
        ("parser.spec.ts", "parser"),
        ("ParserTest.java", "Parser"),
        ("test.py", "test"),
    ],
)
def test_a_test_is_called_after_what_it_tests(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@given(
    st.lists(st.sampled_from(["def f():", "    x = 1", "", "class A:", "    def g(self):", "@decorated", "\tpass"]), max_size=300)
)
def test_passages_hold_the_whole_file_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = passages_of("a.py", text)
    assert "".join(part for _, part in found) == text
    assert all(text.split("\n")[p.start - 1 : p.stop] == part.removesuffix("\n").split("\n") for p, part in found)


def test_a_file_of_another_language_has_passages_too() -> None:
    text = Path(__file__).read_text("utf-8").replace("def ", "func ")
    assert len(passages_of("a.go", text)) > 10


# -- lessons -----------------------------------------------------------------------------------------------------------------


def test_without_lessons_the_weights_are_what_they_were() -> None:
    assert adapted([]) == WEIGHTS
    assert told(adapted([])) == []


def test_a_signal_that_finds_the_fixed_files_gains_and_the_others_lose() -> None:
    lesson = {name: float(name == "imports") for name in WEIGHTS}
    once, often = adapted([lesson]), adapted([lesson] * 50)
    assert WEIGHTS["imports"] < once["imports"] < often["imports"] <= FURTHEST * WEIGHTS["imports"]
    assert often["body"] < once["body"] < WEIGHTS["body"]
    assert told(often)[0].startswith("imports: ")


@given(st.lists(st.dictionaries(st.sampled_from(list(WEIGHTS)), st.floats(allow_nan=True)), max_size=40))
def test_no_lessons_whatever_move_a_weight_beyond_its_bounds(lessons: list[dict[str, float]]) -> None:
    for name, weight in adapted(lessons).items():
        assert WEIGHTS[name] / FURTHEST <= weight <= WEIGHTS[name] * FURTHEST


def test_a_lesson_says_how_near_to_the_top_each_signal_had_the_fixed_file() -> None:
    lesson = lesson_of(ranking(), {"src/shop/basket.py"}, WEIGHTS)
    assert lesson
    assert lesson["imports"] == pytest.approx(1.0)
    assert lesson["changed"] == 0.0
    assert lesson_of(ranking(), {"elsewhere.py"}, WEIGHTS) is None
