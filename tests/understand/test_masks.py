"""What differs between two sightings of one failure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.understand.masks import MAX_MESSAGE, base_name, mask, mask_test


@pytest.mark.parametrize(
    ("message", "masked"),
    [
        ("assert 16 == 16.5", "assert <n> == <n>"),
        ("assert -16 == +3", "assert <n> == <n>"),
        ("<Foo object at 0x7f63675011c0>", "<Foo object at <address>>"),
        ("took 1.23s, 5 tests in 300ms, 1.5e-05", "took <n>, <n> tests in <n>, <n>"),
        ("at 2026-11-21T12:00:00.007Z", "at <time>"),
        ("on 2026-11-21 12:00:00,123", "on <time>"),
        ("on 2026-11-21", "on <time>"),
        ("at 12:00:01.5", "at <time>"),
        ("since Sat Nov 21 12:00:01 UTC 2026", "since <time>"),
        ("http://127.0.0.1:59953/?q=foo failed", "<url> failed"),
        ("127.0.0.1:59953 refused", "<host> refused"),
        ("Could not resolve host: files.example.org", "Could not resolve host: <host>"),
        ("connect to files.example.org (10.1.2.3) port 443", "connect to <host> port <n>"),
        ("connect to files.example.org port 443", "connect to <host> port <n>"),
        ("localhost:5432", "localhost:<n>"),
        ("mac 00:1a:2b:3c:4d:5e", "mac <address>"),
        ("id 123e4567-e89b-12d3-a456-426614174000", "id <uuid>"),
        ("commit 3f2a9bc1d", "commit <n>"),
        ("commit 3129012", "commit <n>"),
        ("commit deadbeef", "commit deadbeef"),
        ("read 2048 bytes (2.0 KB)", "read <n> bytes"),
        ("read 2.0 KB", "read <n>"),
        ("blk_-1608999687919862906 of attempt_1445_0020_m_000001_0", "blk_<n> of attempt_<n>_<n>_m_<n>_<n>"),
        ("node-145 and Unit_B6", "node-<n> and Unit_<n>"),
        ("runner12345", "runner<n>"),
        ("for user jenkins", "for user <user>"),
        (
            "'url_quote' from 'werkzeug.urls' (/x/lib/python3.9/site-packages/werkzeug/urls.py)",
            "'url_quote' from 'werkzeug.urls' (<path>/urls.py)",
        ),
        (r"D:\a\x\x\src\a.py", "<path>/a.py"),
        ("../venv/lib/a.py broke", "<path>/a.py broke"),
        ("src/pkg/a.py broke", "src/pkg/a.py broke"),
        ("src/pkg/a.py:12 broke", "src/pkg/a.py:<n> broke"),
        ("/var/tmp/tmpab12cd_9", "<path>/<tmp>"),
        ("a   b\t c", "a b c"),
        ("", ""),
    ],
)
def test_mask(message: str, masked: str) -> None:
    assert mask(message) == masked


@pytest.mark.parametrize(
    "message",
    [
        "No module named 'base64x'",
        "No module named 'pkg.net'",
        "python3.9",
        "and/or",
        "error[E0308] TS2304 NU1301 F401",
        "int32 utf8 sha256 uint128",
        "CVE-2021-44228",
        "a.py b.rs c.test.js d.in",
        "java.net.SocketException",
        "the user is gone",
    ],
)
def test_what_tells_errors_apart_is_left_alone(message: str) -> None:
    assert mask(message) == message


def test_a_long_message_is_cut() -> None:
    assert len(mask("word " * 1000)) == MAX_MESSAGE
    assert mask("word " * 1000) == mask("word " * 900)


@given(st.text(alphabet="aZ09_-+.:/\\ ()'\"<>#@,=e\u00e9", max_size=80))
def test_no_number_stands_alone_in_a_masked_message(message: str) -> None:
    once = mask(message)
    assert not re.search(r"(?<![\w.:,/\\@~+-])\d+(?![\w.:,/\\@~+-])", once)
    assert "  " not in once


@pytest.mark.parametrize(
    "unit", ["a", "_", "1", "a.", "1.", "/a", "-", "a1", ":", "1:", "ab:", "tmp", "user ", " (1", "a/", "\\a."]
)
def test_hostile_messages_come_back(unit: str) -> None:
    assert len(mask("1" + (unit * 2000)[:1998] + "!")) <= MAX_MESSAGE


def test_the_numbers_of_a_test_are_its_name() -> None:
    assert mask_test("tests/a.py::test_b[2.0-<X at 0x7f00>]") == "tests/a.py::test_b[2.0-<X at <address>>]"
    assert mask_test("test_in /x/tmpab12cd_9\tthere") == "test_in /x/<tmp> there"


@pytest.mark.parametrize(
    ("path", "name"), [("/a/b/c.py", "c.py"), (r"C:\a\c.py", "c.py"), ("c.py", "c.py"), ("a/b/", "b"), ("", "")]
)
def test_base_name(path: str, name: str) -> None:
    assert base_name(path) == name
