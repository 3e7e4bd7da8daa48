"""From a failure to what is asked: its tests are found whatever their runner calls them, and so are the places that a log names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.records import Category, Failure
from homeostat.understand.context.ask import MOST_TESTS, Paths, Story, asked_of, name_of
from homeostat.understand.context.contract import Asked, Place
from homeostat.understand.context.profile import profile_of
from homeostat.understand.context.roles import Role, role_of

FILES: Mapping[str, str] = {
    "src/shop/basket.py": "class Basket:\n    def total(self):\n        return 1\n",
    "tests/unit/test_basket.py": "from shop.basket import Basket\nfrom . import helpers\n\n\nclass TestBasket:\n    def test_total(self):\n        assert Basket().total() == 0\n\n\ndef test_other():\n    pass\n",
    "tests/test_stock.py": "def test_reserve():\n    pass\n",
    "web/basket.test.ts": "import { total } from '../src/basket'\nimport React from 'react'\n\nit('adds prices', () => {\n  expect(total([])).toBe(0)\n})\n",
    "pkg/basket_test.go": 'package pkg\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) {\n\tt.Fatal("no")\n}\n',
    "src/test/java/com/acme/BasketTest.java": "package com.acme;\n\nclass BasketTest {\n  void addsPrices() {\n  }\n}\n",
    "src/basket.ts": "export const total = (x) => 1\n",
}


def asked(*failures: Failure, excerpt: str = "", files: Mapping[str, str] = FILES) -> Asked:
    tests = {path: profile_of(text.encode()) for path, text in files.items() if role_of(path) is Role.TEST}
    story = Story(failures=failures, category=Category.RUNTIME, told=excerpt)
    return asked_of(story, list(files), tests, lambda path: files[path])


@pytest.mark.parametrize(
    ("test", "file", "path", "name"),
    [
        ("tests/unit/test_basket.py::TestBasket::test_total[1-x]", None, "tests/unit/test_basket.py", "test_total"),
        ("unit/test_basket.py::TestBasket::test_total", None, "tests/unit/test_basket.py", "test_total"),
        ("test_total (tests.unit.test_basket.TestBasket)", None, "tests/unit/test_basket.py", "test_total"),
        ("tests.unit.test_basket.TestBasket.test_total", None, "tests/unit/test_basket.py", "test_total"),
        ("test_reserve", None, "tests/test_stock.py", "test_reserve"),
        ("TestTotal/empty", None, "pkg/basket_test.go", "TestTotal"),
        ("com.acme.BasketTest.addsPrices", None, "src/test/java/com/acme/BasketTest.java", "addsPrices"),
        ("adds prices", "web/basket.test.ts", "web/basket.test.ts", "adds prices"),
    ],
)
def test_a_test_is_found_with_its_code(test: str, file: str | None, path: str, name: str) -> None:
    found = asked(Failure(message="no", test=test, file=file)).tests
    assert [(known.path, known.name) for known in found] == [(path, name)]
    assert found[0].code.strip()


def test_the_code_is_that_of_the_test_alone() -> None:
    found = asked(Failure(message="no", test="tests/unit/test_basket.py::TestBasket::test_total")).tests[0]
    assert (found.start, found.stop) == (6, 7)
    assert found.code == "    def test_total(self):\n        assert Basket().total() == 0"


def test_of_a_very_long_test_the_beginning_is_asked_with_and_its_lines_are_right() -> None:
    text = "def test_long():\n" + "    assert value\n" * 2_000
    found = asked(Failure(message="no", test="tests/test_long.py::test_long"), files={"tests/test_long.py": text}).tests[0]
    assert found.code == "\n".join(text.split("\n")[found.start - 1 : found.stop])
    assert 100 < found.stop < 2_000


def test_a_test_that_nobody_has_is_not_made_up() -> None:
    assert asked(Failure(message="no", test="test_of_something_else")).tests == ()
    assert asked(Failure(message="no", test="")).tests == ()


def test_imports_of_the_tests_are_named_from_the_root() -> None:
    found = asked(
        Failure(message="no", test="tests/unit/test_basket.py::TestBasket::test_total"),
        Failure(message="no", test="adds prices", file="web/basket.test.ts"),
    )
    assert {("shop.basket", "Basket"), ("tests.unit", "helpers"), ("src.basket", "total")} <= set(found.imports)


def test_of_very_many_failures_each_file_gets_a_word_in() -> None:
    many = [Failure(message="no", test=f"tests/unit/test_basket.py::test_{n}") for n in range(500)]
    found = asked(Failure(message="no", test="tests/test_stock.py::test_reserve"), *many).tests
    assert len(found) == MOST_TESTS
    assert {known.path for known in found} == {"tests/unit/test_basket.py", "tests/test_stock.py"}


def test_places_come_from_failures_and_from_the_log() -> None:
    log = (
        '  File "/home/runner/work/shop/shop/src/shop/basket.py", line 3, in total\nsrc/basket.ts(1,4): error\nother/lib.py:7: x\n'
    )
    found = asked(Failure(message="no", file="tests/test_stock.py", line=2), excerpt=log).places
    assert found == (
        Place(path="tests/test_stock.py", line=2),
        Place(path="src/shop/basket.py", line=3),
        Place(path="src/basket.ts", line=1),
    )


def test_a_name_that_two_files_have_names_neither() -> None:
    paths = Paths(["a/util.py", "b/util.py", "b/c/util.py"])
    assert paths.find("util.py") is None
    assert paths.find("/build/b/util.py") == "b/util.py"
    assert paths.find("c\\util.py") == "b/c/util.py"


def test_the_file_of_that_very_path_is_preferred() -> None:
    assert Paths(["setup.py", "tests/data/setup.py"]).find("setup.py") == "setup.py"


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_log_says_is_no_trouble(log: str, test: str, file: str) -> None:
    asked(Failure(message=log, test=test, file=file, line=1), excerpt=log)
    name_of(test)
