"""What differs between two sightings of one failure."""

from __future__ import annotations

import pytest

from homeostat.understand.masks import MAX_MESSAGE, base_name, mask, mask_test


@pytest.mark.parametrize(
    ("message", "masked"),
    [
        ("assert 16 == 16.5", "assert <n> == <n>"),
        ("<Foo object at 0x7f63675011c0>", "<Foo object at <address>>"),
        ("took 1.23s, 5 tests", "took <n>s, <n> tests"),
        ("at 2026-11-21T12:00:00.007Z", "at <time>"),
        ("on 2026-11-21 12:00:00,123", "on <time>"),
        ("on 2026-11-21", "on <time>"),
        ("at 12:00:01.5", "at <time>"),
        ("http://127.0.0.1:59953/?q=foo failed", "<url> failed"),
        ("127.0.0.1:59953", "<n>"),
        ("id 123e4567-e89b-12d3-a456-426614174000", "id <uuid>"),
        ("commit 3f2a9bc1d", "commit <hash>"),
        ("commit deadbeef", "commit deadbeef"),
        (
            "'url_quote' from 'werkzeug.urls' (/x/lib/python3.9/site-packages/werkzeug/urls.py)",
            "'url_quote' from 'werkzeug.urls' (<path>/urls.py)",
        ),
        (r"D:\a\x\x\src\a.py", "<path>/a.py"),
        ("../venv/lib/a.py broke", "<path>/a.py broke"),
        ("src/pkg/a.py broke", "src/pkg/a.py broke"),
        ("/var/tmp/tmpab12cd_9", "<path>/<tmp>"),
        ("a   b\t c", "a b c"),
        ("No module named 'base64x'", "No module named 'base64x'"),
        ("python3.9", "python3.9"),
        ("and/or", "and/or"),
        ("", ""),
    ],
)
def test_mask(message: str, masked: str) -> None:
    assert mask(message) == masked


def test_a_long_message_is_cut() -> None:
    assert len(mask("word " * 1000)) == MAX_MESSAGE
    assert mask("word " * 1000) == mask("word " * 900)


def test_the_numbers_of_a_test_are_its_name() -> None:
    assert mask_test("tests/a.py::test_b[2.0-<X at 0x7f00>]") == "tests/a.py::test_b[2.0-<X at <address>>]"


@pytest.mark.parametrize(
    ("path", "name"), [("/a/b/c.py", "c.py"), (r"C:\a\c.py", "c.py"), ("c.py", "c.py"), ("a/b/", "b"), ("", "")]
)
def test_base_name(path: str, name: str) -> None:
    assert base_name(path) == name
