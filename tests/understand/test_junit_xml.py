"""Reports in JUnit's XML, as test tools write them and as nobody should."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from homeostat.errors import LogUnavailable
from homeostat.records import Category, Failure, Severity
from homeostat.understand.junit_xml import RULE, is_report, read_report
from homeostat.understand.step import MAX_FAILURES

JAVA = """<?xml version="1.0" encoding="UTF-8"?>
<!-- written by hand -->
<testsuite name="org.shop.CartTest" tests="3" failures="1" errors="1">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="adds" classname="org.shop.CartTest" time="0.01"/>
  <testcase name="removes" classname="org.shop.CartTest" time="0.02">
    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="org.opentest4j.AssertionFailedError">
org.opentest4j.AssertionFailedError: expected: &lt;1&gt; but was: &lt;2&gt;
\tat org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
\tat org.shop.CartTest.removes(CartTest.java:42)
    </failure>
    <system-out><![CDATA[<failure message="not one"/> at Other.java:1]]></system-out>
  </testcase>
  <testcase name="empties" classname="org.shop.CartTest">
    <error type="java.lang.NullPointerException"/>
    <rerunFailure message="again"/>
  </testcase>
  <testcase name="sums" classname="org.shop.CartTest"><skipped/></testcase>
  <testcase name="counts" classname="org.shop.CartTest"><flakyFailure message="once"/></testcase>
</testsuite>
"""
JEST = """<testsuites name="jest tests"><testsuite name="cart">
<testcase classname="cart removes an item" name="cart removes an item" file="src/cart.test.js">
<failure>Error: expect(received).toBe(expected)
    at Object.toBe (/home/runner/work/shop/shop/src/cart.test.js:12:5)
    at run (/home/runner/work/shop/shop/node_modules/jest/build/run.js:7:3)</failure>
</testcase></testsuite></testsuites>"""
TESTS = """
import pytest

class TestCart:
    @pytest.mark.parametrize("x", [1, 2])
    def test_removes(self, x):
        raise ValueError("bad <thing>")

def test_adds():
    assert [1] == [2]

def test_fine():
    pass
"""


def suite(*cases: str) -> bytes:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>".encode()


def failures(data: bytes) -> tuple[Failure, ...]:
    return read_report(data, "r.xml").diagnosis.failures


@pytest.mark.parametrize(
    "data",
    [
        JAVA.encode(),
        JEST.encode(),
        b"\xef\xbb\xbf" + JAVA.encode(),
        JEST.encode("utf-16"),
        b"  \n<testsuite>",
        b"<testsuites/>",
        b"<?xml version='1.0'?><!-- a - b --><testsuite ",
    ],
)
def test_a_report_is_known_by_its_beginning(data: bytes) -> None:
    assert is_report(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"<testsuitesque>", b"<html><testsuite>", b"error <testsuite>", b"<?xml version='1.0'?>" + b"<!---->" * 9, b"<testsuite"],
)
def test_other_text_is_none(data: bytes) -> None:
    assert not is_report(data)


def test_a_comment_that_never_ends_is_no_trouble() -> None:
    assert not is_report(b"<!--" + b"-" * 200_000)
    assert not is_report(b"<!--" + b"->" * 100_000)


def test_what_java_writes() -> None:
    report = read_report(JAVA.encode(), "r.xml")
    removes, empties = report.diagnosis.failures
    assert (removes.file, removes.line, removes.test) == ("CartTest.java", 42, "org.shop.CartTest.removes")
    assert removes.message == "org.opentest4j.AssertionFailedError: expected: <1> but was: <2>"
    assert removes.code == "org.opentest4j.AssertionFailedError"
    assert (empties.message, empties.file) == ("java.lang.NullPointerException", None)
    assert (report.diagnosis.category, report.diagnosis.rule, report.diagnosis.transient) == (Category.RUNTIME, RULE, False)
    assert report.diagnosis.headline == removes.message
    assert not report.truncated


def test_the_excerpt_is_the_test_case() -> None:
    lines = JAVA.split("\n")
    for first, last in read_report(JAVA.encode(), "r.xml").diagnosis.excerpt:
        assert "<testcase" in lines[first - 1]
        assert "</failure>" in lines[last - 1] or "<error" in lines[last - 1]


def test_what_jest_writes() -> None:
    (failure,) = failures(JEST.encode())
    assert (failure.file, failure.line, failure.test) == ("src/cart.test.js", 12, "cart removes an item")
    assert failure.message == "Error: expect(received).toBe(expected)"
    assert failures(JEST.encode("utf-16")) == (failure,)


def written(folder: Path, name: str, text: str) -> bytes:
    (folder / name).write_text(text)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=r.xml", name)
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return (folder / "r.xml").read_bytes()


def test_what_pytest_really_writes(tmp_path: Path) -> None:
    data = written(tmp_path, "test_cart.py", TESTS)
    assert is_report(data)
    found = {(f.test, f.message, f.file, f.line) for f in failures(data)}
    assert found == {
        ("test_cart.TestCart.test_removes[1]", "ValueError: bad <thing>", "test_cart.py", 7),
        ("test_cart.TestCart.test_removes[2]", "ValueError: bad <thing>", "test_cart.py", 7),
        ("test_cart.test_adds", "assert [1] == [2]", "test_cart.py", 10),
    }


def test_a_test_file_that_could_not_be_imported(tmp_path: Path) -> None:
    diagnosis = read_report(written(tmp_path, "test_cart.py", "import not_there_at_all\n"), "r.xml").diagnosis
    assert (diagnosis.category, diagnosis.severity) == (Category.DEPENDENCY, Severity.HIGH)
    assert diagnosis.failures[0].message == "ModuleNotFoundError: No module named 'not_there_at_all'"
    assert (diagnosis.failures[0].file, diagnosis.failures[0].category) == ("test_cart.py", Category.DEPENDENCY)


def test_a_green_report_shows_no_failure(tmp_path: Path) -> None:
    diagnosis = read_report(written(tmp_path, "test_cart.py", "def test_fine(): pass\n"), "r.xml").diagnosis
    assert (diagnosis.category, diagnosis.severity, diagnosis.failures) == (Category.UNKNOWN, Severity.LOW, ())
    assert diagnosis.headline == "the report shows no failure"


@pytest.mark.parametrize(
    ("case", "file", "line"),
    [
        ('<testcase name="t" classname="a.B" file="a/b.py" line="3"><failure/></testcase>', "a/b.py", 3),
        ('<testcase name="t" file="./a/b.py"><failure/></testcase>', "a/b.py", None),
        ('<testcase name="t" file="a.py" line="x"><failure/></testcase>', "a.py", None),
        ('<testcase name="t" file="a.py" line="99999999999"><failure/></testcase>', "a.py", None),
        ('<testcase name="t" file="a/b.py"><failure>other.py:1: x\na/b.py:9: y</failure></testcase>', "a/b.py", 9),
        ('<testcase name="t"><failure>/usr/lib/x.py:1: x\nsrc/own.rb:4:in y</failure></testcase>', "src/own.rb", 4),
        ('<testcase name="t"><failure>File "src/own.py", line 5, in t</failure></testcase>', "src/own.py", 5),
        ('<testcase name="t"><failure>nothing here</failure></testcase>', None, None),
        ('<testcase name="t" classname="a.Outer$Inner"><failure>at x(Outer.java:8)</failure></testcase>', "Outer.java", 8),
    ],
)
def test_where_it_failed(case: str, file: str | None, line: int | None) -> None:
    (failure,) = failures(suite(case))
    assert (failure.file, failure.line) == (file, line)


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ('name="t" classname="a.B"', "a.B.t"),
        ('name="a.B.t" classname="a.B"', "a.B.t"),
        ('name="t"', "t"),
        ('classname="a.B"', "a.B"),
        ("", None),
    ],
)
def test_the_name_of_a_test(attributes: str, name: str | None) -> None:
    # a test case without any attribute is still one
    (failure,) = failures(suite(f"<testcase {attributes}><failure/></testcase>"))
    assert failure.test == name


BOMB = b"""<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha">%s]><testsuites><testsuite><testcase name="t"><failure>&j;</failure></testcase>
</testsuite></testsuites>""" % b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 50) for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "declares entities"),
        (b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuites>&x;</testsuites>', "declares entities"),
        (b'<!DOCTYPE t [<!ENTITY % x SYSTEM "http://127.0.0.1:1/">%x;]><testsuites/>', "declares entities"),
        (b"<testsuites><testsuite>", "no element found on line 1"),
        (b"<testsuites>&nbsp;</testsuites>", "undefined entity"),
        (b"<testsuites>\n</testsuite>", "mismatched tag on line 2"),
        (b"<testsuites>\xff\xff</testsuites>", "not well-formed"),
    ],
)
def test_what_is_refused_is_refused_in_one_line(data: bytes, words: str) -> None:
    with pytest.raises(LogUnavailable, match=words) as caught:
        read_report(data, "r.xml")
    assert "\n" not in str(caught.value)


def test_a_report_that_breaks_off_says_what_it_had_to_say() -> None:
    report = read_report(JAVA.encode()[: JAVA.index("<system-out>")], "r.xml")
    assert len(report.diagnosis.failures) == 1
    assert report.truncated


def test_equal_failures_are_one_and_very_many_are_cut() -> None:
    same = '<testcase name="t"><failure message="m"/></testcase>'
    assert len(failures(suite(same, same))) == 1
    many = suite(*(f'<testcase name="t{n}"><failure message="m"/></testcase>' for n in range(MAX_FAILURES + 1)))
    report = read_report(many, "r.xml")
    assert len(report.diagnosis.failures) == MAX_FAILURES
    assert report.truncated


def test_memory_stays_small_whatever_a_failure_prints() -> None:
    data = suite(
        f'<testcase name="t"><failure message="m">{"x" * 20_000_000}</failure></testcase>', "<a>" * 50_000, "</a>" * 50_000
    )
    tracemalloc.start()
    (failure,) = failures(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failure.message == "m"
    assert peak < 8_000_000
