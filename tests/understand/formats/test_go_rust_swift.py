"""Go, Rust and Swift with their tools."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from tests.understand.formats.reading import Sample, check, findings

GO = """\
=== RUN   TestTotal
=== RUN   TestTotal/empty
=== RUN   TestTotal/three
--- FAIL: TestTotal (0.00s)
    --- PASS: TestTotal/empty (0.00s)
    --- FAIL: TestTotal/three (0.00s)
        cart_test.go:21: total = 2, want 3
FAIL
FAIL\tshop/cart\t0.012s
"""

GO_V = """\
=== RUN   TestTotal
    cart_test.go:21: total = 2, want 3
--- FAIL: TestTotal (0.00s)
=== RUN   TestHolds
    cart_test.go:30: just a log
--- PASS: TestHolds (0.00s)
"""

TESTIFY = """\
--- FAIL: TestTotal (0.00s)
    cart_test.go:21:
        \tError Trace:\tcart_test.go:23
        \tError:      \tNot equal:
        \t            \texpected: 3
        \t            \tactual  : 2
        \tTest:       \tTestTotal
FAIL
"""

PANIC = """\
panic: runtime error: index out of range [3] with length 2 [recovered]
\tpanic: runtime error: index out of range [3] with length 2

goroutine 7 [running]:
testing.tRunner.func1.2({0x1})
\t/usr/local/go/src/testing/testing.go:1526 +0x24e
shop/cart.Total(...)
\t/home/runner/work/shop/shop/cart/cart.go:12 +0x1d
exit status 2
FAIL\tshop/cart\t0.012s
"""

RACE = """\
==================
WARNING: DATA RACE
Write at 0x00c000 by goroutine 8:
  runtime.mapassign()
      /usr/local/go/src/runtime/map.go:12 +0x1
  shop/cart.Add()
      /home/runner/work/shop/shop/cart/cart.go:30 +0x4
==================
"""

RUSTC = """\
warning: unused variable: `b`
  --> src/main.rs:2:9

error[E0308]: mismatched types
  --> src/main.rs:4:5
   |
4  |     total
   |     ^^^^^ expected `i32`, found `&str`
   |
note: defined here

error: this `if` can be collapsed
  --> src/cart.rs:9:1
   |
   = note: `-D clippy::collapsible-if` implied by `-D warnings`

error: aborting due to 2 previous errors
"""

CARGO = """\
running 3 tests
test cart::holds ... ok
test cart::adds_up ... FAILED
test cart::waits ... FAILED

failures:

---- cart::adds_up stdout ----
thread 'cart::adds_up' panicked at src/cart.rs:21:9:
assertion `left == right` failed
  left: 2
 right: 3
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

---- cart::waits stdout ----
thread 'cart::waits' panicked at 'no answer', src/cart.rs:30:5


failures:
    cart::adds_up
    cart::waits

test result: FAILED. 1 passed; 2 failed; 0 ignored
error: test failed, to rerun pass `--lib`
"""

NEXTEST = """\
        PASS [   0.004s] shop cart::holds
        FAIL [   0.005s] shop cart::adds_up

--- STDERR:              shop cart::adds_up ---
thread 'cart::adds_up' panicked at src/cart.rs:21:9:
total is 2

     Summary [   0.009s] 2 tests run: 1 passed, 1 failed, 0 skipped
        FAIL [   0.005s] shop cart::adds_up
"""

XCTEST = """\
Test Case '-[ShopTests.CartTests testHolds]' passed (0.001 seconds).
/Users/runner/work/shop/shop/Tests/CartTests.swift:21: error: -[ShopTests.CartTests testAddsUp] : XCTAssertEqual failed: ("2") is not equal to ("3")
Test Case '-[ShopTests.CartTests testAddsUp]' failed (0.002 seconds).
Test Suite 'CartTests' failed at 2020-01-01 12:00:00.000.
"""

XCPRETTY = """\
CartTests
    ✓ testHolds (0.001 seconds)
    ✗ testAddsUp, XCTAssertTrue failed

Shop_Tests.CartTests
  testAddsUp, XCTAssertTrue failed
  /Users/runner/work/shop/shop/Tests/CartTests.swift:21
  ```
      XCTAssertTrue(total == 3)
  ```
"""

SAMPLES = [
    Sample(
        "go-test",
        GO,
        (
            {
                "test": "TestTotal/three",
                "file": "cart_test.go",
                "line": 21,
                "message": "total = 2, want 3",
                "category": Category.RUNTIME,
            },
        ),
    ),
    Sample("go-test", GO_V, ({"test": "TestTotal", "file": "cart_test.go", "line": 21},)),
    Sample(
        "go-test",
        "--- FAIL: TestTotal (0.00s)\n    cart_test.go:21:\n        total is wrong\nFAIL\n",
        ({"line": 21, "message": "total is wrong"},),
    ),
    Sample("go-test", TESTIFY, ({"test": "TestTotal", "line": 23, "message": "Not equal:"},)),
    Sample(
        "go-test",
        "=== RUN   TestHolds\n    cart_test.go:30: want an error, got one\n--- PASS: TestHolds (0.00s)\nok  \tshop/cart\t0.012s\n",
    ),
    Sample("go-panic", PANIC, ({"file": "cart/cart.go", "line": 12, "code": "panic"},)),
    Sample("go-panic", "panic: this is what the handler prints\nrecovered, going on\nfatal error: none\n"),
    Sample("go-race", RACE, ({"file": "cart/cart.go", "line": 30, "message": "DATA RACE"},)),
    Sample("go-race", "There was no WARNING: DATA RACE in this run\n"),
    Sample(
        "ginkgo",
        "Summarizing 1 Failure:\n\n[Fail] Cart when full [It] adds up \n/home/runner/work/shop/shop/cart/cart_test.go:21\n\nRan 3 of 3 Specs\n",
        ({"test": "Cart when full [It] adds up", "file": "cart/cart_test.go", "line": 21},),
    ),
    Sample("ginkgo", "[Fail] is what the badge says\n"),
    Sample(
        "go",
        "# shop/cart\ncart/cart.go:12:2: undefined: total\ncart/cart.go:15:9: Error return value of `f` is not checked (errcheck)\n\tf()\n\t^\nvet: cart/b.go:3:1: expected 'package'\n",
        (
            {"file": "cart/cart.go", "line": 12, "column": 2, "message": "undefined: total"},
            {"line": 15, "code": "errcheck", "tool": "golangci-lint"},
            {"file": "cart/b.go", "line": 3, "tool": "go vet"},
        ),
    ),
    Sample("go", 'main.go:12:3: imported and not used: "os" (SA4006)\n', ({"code": "SA4006"},)),
    Sample("go", "# shop\nmain.go:3: info: nothing\nmain.go:9: missing return\n", ({"line": 9, "message": "missing return"},)),
    Sample("go", "server up\nserver.go:12: answering with an error\nmain.go:3: starting\n"),
    Sample(
        "go-modules",
        "go: example.com/b@v1.2.3: reading example.com/b/go.mod: 404 Not Found\nno required module provides package example.com/c; to add it:\ndiff cart.go.orig cart.go\n--- cart.go.orig\n+++ cart.go\n",
        (
            {"category": Category.DEPENDENCY},
            {"category": Category.DEPENDENCY},
            {"file": "cart.go", "message": "not formatted"},
        ),
    ),
    Sample("go-modules", "go: downloading example.com/b v1.2.3\ngo: finding module\npackage main\n"),
    Sample(
        "rustc",
        RUSTC,
        (
            {"file": "src/main.rs", "line": 4, "column": 5, "code": "E0308", "message": "mismatched types", "tool": "rustc"},
            {"file": "src/cart.rs", "line": 9, "code": "clippy::collapsible-if", "tool": "clippy"},
        ),
    ),
    Sample(
        "rustc",
        "error: linking with `cc` failed: exit status: 1\n  |\n  = note: cannot find -lb\n\nerror: something with no place\nerror: and another\nwarning: b\n  --> src/b.rs:1:1\n",
        ({"message": "linking with `cc` failed: exit status: 1", "file": None},),
    ),
    Sample("rustc", "src/main.rs:4:5: error[E0308]: mismatched types\n", ({"line": 4, "code": "E0308"},)),
    Sample("rustc", "warning: unused\n  --> src/main.rs:4:5\nerror: could not compile `shop` (bin) due to 2 previous errors\n"),
    Sample(
        "cargo-test",
        CARGO,
        (
            {
                "test": "cart::adds_up",
                "file": "src/cart.rs",
                "line": 21,
                "message": "assertion `left == right` failed; left: 2; right: 3",
                "category": Category.RUNTIME,
            },
            {"test": "cart::waits", "line": 30, "message": "no answer"},
        ),
    ),
    Sample(
        "cargo-test",
        "---- cart::opens stdout ----\nError: Os { code: 2 }\n\n---- cart::asks stdout ----\nthread 'cart::asks' panicked at 'two\nlines', src/cart.rs:40:5\n\nfailures:\n",
        (
            {"test": "cart::opens", "message": "Error: Os { code: 2 }"},
            {"test": "cart::asks", "message": "two", "file": "src/cart.rs", "line": 40},
        ),
    ),
    Sample("cargo-test", NEXTEST, ({"test": "shop cart::adds_up", "line": 21, "message": "total is 2"},)),
    Sample(
        "cargo-test",
        "test cart::panics - should panic ... ok\nthread 'cart::panics' panicked at src/cart.rs:3:1:\non purpose\ntest result: ok. 1 passed; 0 failed\n",
    ),
    Sample(
        "rust-panic",
        "thread 'main' panicked at src/main.rs:12:5:\nno such file\nnote: run with `RUST_BACKTRACE=1`\n",
        ({"file": "src/main.rs", "line": 12, "code": "panic", "message": "no such file"},),
    ),
    Sample("rust-panic", "thread 'worker-3' panicked at src/cart.rs:3:1:\non purpose\n"),
    Sample(
        "cargo",
        "error: failed to select a version for `b`.\n    ... required by package `shop`\n\n\nDiff in /home/runner/work/shop/shop/src/main.rs:5:\n-a\n+b\n",
        ({"category": Category.DEPENDENCY}, {"file": "src/main.rs", "line": 5, "message": "not formatted"}),
    ),
    Sample("cargo", "error: build failed\nwarning: build failed, waiting for other jobs to finish...\nDiff in size: none\n"),
    Sample(
        "xctest",
        XCTEST,
        (
            {
                "test": "ShopTests.CartTests.testAddsUp",
                "file": "Tests/CartTests.swift",
                "line": 21,
                "message": 'XCTAssertEqual failed: ("2") is not equal to ("3")',
                "category": Category.RUNTIME,
            },
        ),
    ),
    Sample("xctest", "    ✗ testAddsUp, XCTAssertTrue failed\n\n  /x/CartTests.swift:21\n", ({"test": "testAddsUp"},)),
    Sample("xctest", XCPRETTY, ({"test": "Shop_Tests.CartTests.testAddsUp", "line": 21, "message": "XCTAssertTrue failed"},)),
    Sample(
        "xctest",
        "✘ Test addsUp() recorded an issue at CartTests.swift:21:5: Expectation failed: total == 3\n✘ Test addsUp() failed after 0.001 seconds with 1 issue.\n",
        ({"test": "addsUp()", "file": "CartTests.swift", "line": 21},),
    ),
    Sample(
        "xctest",
        "Failing tests:\n\tCartTests.testAddsUp()\n\t-[OldTests testHolds]\n\n** TEST FAILED **\n",
        ({"test": "CartTests.testAddsUp()"}, {"test": "OldTests.testHolds"}),
    ),
    Sample("xctest", "Test Case '-[ShopTests.CartTests testHolds]' passed (0.001 seconds).\nExecuted 1 test, with 0 failures\n"),
    Sample(
        "swift",
        "/Users/runner/work/shop/shop/Sources/Cart.swift:12:3: error: cannot find 'total' in scope\n  total\n  ^\n❌  /x/B.swift:3:4: use of unresolved identifier\n"
        "/x/C.swift:9:1: error: Line Length Violation: Line should be 120 characters or less (line_length)\n",
        (
            {"file": "Sources/Cart.swift", "line": 12, "message": "cannot find 'total' in scope"},
            {"file": "/x/B.swift", "line": 3},
            {"file": "/x/C.swift", "line": 9, "code": "line_length", "tool": "swiftlint"},
        ),
    ),
    Sample("swift", "/x/B.swift:3:4: warning: error is never used\nCompiling B.swift: done\n"),
    Sample(
        "xcode",
        'xcodebuild: error: Unable to find a destination matching the provided destination specifier:\n\t\t{ platform:iOS Simulator }\n\n[!] CocoaPods could not find compatible versions for pod "B":\n  In Podfile:\n',
        ({"category": Category.CONFIGURATION}, {"category": Category.DEPENDENCY, "tool": "cocoapods"}),
    ),
    Sample("xcode", "[x]done\nerror: a word\n"),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
def test_samples(sample: Sample) -> None:
    check(sample)


def test_the_whole_of_a_report_is_shown() -> None:
    lines = CARGO.split("\n")
    first = findings(CARGO)[0]
    assert lines[first.start].startswith("---- cart::adds_up")
    assert lines[first.stop].startswith("note: run with")
