"""Runners of scripts in the browser and out of it, and the compilers, linters, bundlers and package managers of the web."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.formats.tap import find_tap
from tests.understand.formats.reading import Sample, check, findings

JEST = """\
PASS src/good.test.js
  ● Console

    console.error src/good.js:3
      Error: printed by a test that passes
          at good (src/good.js:3:11)

FAIL src/a.test.js (5.2 s)
  ● Console

    console.log src/a.js:3
      noise

  ● suite › inner › adds

    expect(received).toBe(expected) // Object.is equality

    Expected: 1
    Received: 2

      4 |   it('adds', () => {
    > 5 |     expect(add(1, 1)).toBe(1);
        |                       ^

      at Object.<anonymous> (src/a.test.js:5:23)
      at new Promise (<anonymous>)

  ● throws on string

    TypeError: Cannot read property 'x' of undefined

      at f (node_modules/lib/index.js:1:1)
      at Object.f (/home/runner/work/r/r/src/a.js:9:3)

FAIL unit src/b.test.ts
  ● Test suite failed to run

    Cannot find module './gone' from 'src/b.ts'

      at Object.<anonymous> (src/b.ts:1:1)

Summary of all failing tests
FAIL src/a.test.js (5.2 s)
  ● throws on string

    TypeError: Cannot read property 'x' of undefined

Test Suites: 2 failed, 1 passed, 3 total
Tests:       2 failed, 3 passed, 5 total
"""

VITEST = """\
 ✓ src/good.test.ts (3)
⎯⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/c.test.ts [ src/c.test.ts ]
Error: Failed to resolve import "./gone" from "src/c.test.ts". Does the file exist?
 \N{HEAVY RIGHT-POINTING ANGLE QUOTATION MARK ORNAMENT} src/c.test.ts:1:15

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 2 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  |unit| src/a.test.ts > suite > adds
 FAIL  |unit| src/a.test.ts > suite > subtracts
AssertionError: expected 1 to be 2 // Object.is equality

- Expected
+ Received

- 2
+ 1

 \N{HEAVY RIGHT-POINTING ANGLE QUOTATION MARK ORNAMENT} src/a.test.ts:5:15
      3| import { it } from 'vitest'

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯

 Test Files  2 failed | 1 passed (3)
"""

MOCHA = """\
  suite
    ✓ passes
    1) adds
    2) times out

  1 passing (10ms)
  2 failing

  1) suite
       inner
         adds:

      AssertionError [ERR_ASSERTION]: expected 1 to equal 2
      + expected - actual

      -1
      +2

      at Context.<anonymous> (test/a.js:5:14)
      at processImmediate (internal/timers.js:456:21)

  2) suite times out:
     Error: timeout of 2000ms exceeded. Ensure the done() callback is being called in this test.


npm ERR! Test failed.  See above for more details.
"""

PLAYWRIGHT = """\
  1) [chromium] › tests/a.spec.ts:3:5 › suite › signs in ─────────────────────────

    Error: expect(received).toBe(expected) // Object.is equality

    Expected: 1
    Received: 2

      4 |   await page.goto('/');
        at /home/runner/work/r/r/tests/a.spec.ts:5:14

    Retry #1 ───────────────────────────────────────────────────────────────────────

  2) [firefox] › tests/b.spec.ts:9:5 › sometimes slow ────────────────────────────

    Error: timed out

  1 failed
    [chromium] › tests/a.spec.ts:3:5 › suite › signs in ───────
  1 flaky
    [firefox] › tests/b.spec.ts:9:5 › sometimes slow ──────────
  4 passed (10.1s)
"""

KARMA = """\
Chrome 60.0.3112 (Linux 0.0.0) suite inner adds FAILED
\tError: Expected 1 to be 2.
\t    at Object.<anonymous> (base/test/a.js:5:10)
Firefox 54.0.0 (Ubuntu 0.0.0) suite inner adds FAILED
\tExpected 1 to be 2.
\t@base/test/a.js:5:10
Chrome 60.0.3112 (Linux 0.0.0): Executed 5 of 10 (1 FAILED) (0.1 secs / 0.05 secs)
Chrome 60.0.3112 (Linux 0.0.0) ERROR
  Uncaught SyntaxError: Unexpected token )
  at http://localhost:9876/base/src/b.js?2b:12:1
"""

KARMA_TREE = """\
SUMMARY:
✔ 3 tests completed
✖ 2 tests failed

FAILED TESTS:
  Marker
    symbols
      ✖ draws an outline
        Firefox 72.0.0 (Linux 0.0.0)
      Error: expect color [0,0,255] but actual color is [0,0,0] (lib/index.js:96)

  Line
    ✖ draws
      Firefox 72.0.0 (Linux 0.0.0)
    expected to be painted
    bind/<@node_modules/expect.js/index.js:499:17
    @test/LineSpec.js:381:33

npm ERR! code ELIFECYCLE
"""

JASMINE = """\
Failures:
1) suite adds
  Message:
    Expected 1 to be 2.
  Stack:
    Error: Expected 1 to be 2.
        at <Jasmine>
        at UserContext.<anonymous> (/home/runner/work/r/r/spec/a.js:5:18)

Pending:
1) suite waits

5 specs, 1 failure, 1 pending spec
"""

AVA = """\
  1 test failed

  math › adds

  test/math.js:5

   4: test('adds', t => {
   5:   t.is(1, 2);
   6: });

  Difference:

  - 1
  + 2
"""

NODE_TEST = """\
✔ good (1.2ms)
✖ adds (2.1ms)

✖ failing tests:

test at test/a.test.js:5:1
✖ adds (2.1ms)
  AssertionError [ERR_ASSERTION]: 1 == 2
      at TestContext.<anonymous> (file:///home/runner/work/r/r/test/a.test.js:6:10)
      at Test.run (node:internal/test_runner/test:632:9)
"""

DENO = """\
adds ... FAILED (5ms)

 ERRORS

adds => ./a_test.ts:3:6
error: AssertionError: Values are not equal.
    at assertEquals (/home/runner/work/r/r/a_test.ts:5:3)

 FAILURES

adds => ./a_test.ts:3:6

FAILED | 1 passed | 1 failed (10ms)
"""

BUN = """\
a.test.ts:
(pass) math > works [0.10ms]
3 | test("adds", () => {
4 |   expect(1).toBe(2);
                ^
error: expect(received).toBe(expected)

Expected: 2
Received: 1

      at <anonymous> (/home/runner/work/r/r/a.test.ts:4:13)
(fail) math > adds [0.50ms]
"""

TAP = """\
TAP version 13
# Subtest: adds
not ok 1 - adds
  ---
  duration_ms: 2.1
  location: '/home/runner/work/r/r/test/a.js:5:3'
  failureType: 'testCodeFailure'
  error: 'Expected values to be strictly equal'
  code: 'ERR_ASSERTION'
  ...
not ok 2 - later # TODO not there yet
not ok 3 should be equal
  ---
    operator: equal
    expected: 1
    actual:   2
    at: Test.<anonymous> (/home/runner/work/r/r/test/b.js:7:5)
  ...
not ok 4 Chrome 60.0 - [12 ms] - Acceptance: signs in
    ---
        actual: >
            null
        message: >
            Promise rejected
    ...
not ok 5 - sums
#   Failed test 'sums'
#   at t/sum.t line 12.
#          got: '1'
ok 6 - fine
1..6
"""

QUNIT = """\
Testing test/a.html F.
>> math - adds
>> Message: Expected 2
>> Actual: 1
>> Expected: 2
>> http://localhost:8000/test/a.js:12:5

Module Failed: ranges
  Test Failed: keeps the end
    Assertion Failed: failed, expected argument to be truthy, was: false
      Expected: true, Actual: false
"""

NIGHTWATCH = """\
TEST FAILURE: 1 assertions failed, 2 passed. (5.2s)

 ✖ login

   \N{EN DASH} signs in (3.2s)
   Failed [equal]: (title) - expected "a" but got: "b"
       at Object.signs in (/home/runner/work/r/r/tests/login.js:12:10)
"""

CROSS = """\
  accounts
    ✓ opens
    ✗ closes
      » AssertionError: expected true to be false
        at Object.f (/home/travis/build/o/r/test/accounts.js:12:3)
        at run (vows.js:9:1)
"""

WEBPACK = """\
ERROR in ./src/a.js 3:5-20
Module not found: Error: Can't resolve './gone' in '/home/runner/work/r/r/src'
 @ ./src/index.js 1:0-20

ERROR in ./src/b.js
Module build failed (from ./node_modules/babel-loader/lib/index.js):
SyntaxError: /home/runner/work/r/r/src/b.js: Unexpected token (7:2)
"""

SAMPLES: list[Sample] = [
    Sample(
        "jest",
        JEST,
        (
            {
                "test": "suite › inner › adds",
                "file": "src/a.test.js",
                "line": 5,
                "column": 23,
                "tool": "jest",
                "message": "expect(received).toBe(expected) // Object.is equality Expected: 1 Received: 2",
            },
            {"test": "throws on string", "file": "src/a.js", "line": 9, "code": "TypeError"},
            {"test": None, "file": "src/b.ts", "line": 1, "category": Category.DEPENDENCY},
        ),
    ),
    Sample(
        "jest",
        VITEST,
        (
            {"test": None, "file": "src/c.test.ts", "line": 1, "category": Category.DEPENDENCY, "tool": "vitest"},
            {"test": "suite › adds", "file": "src/a.test.ts", "line": 5, "code": "AssertionError"},
            {"test": "suite › subtracts", "file": "src/a.test.ts", "line": 5},
        ),
    ),
    Sample(
        "jest",
        "⎯⎯⎯ Unhandled Rejection ⎯⎯⎯\nError: no such thing\n \N{HEAVY RIGHT-POINTING ANGLE QUOTATION MARK ORNAMENT} src/a.ts:3:9\n",
        ({"message": "Error: no such thing", "line": 3},),
    ),
    Sample(
        "jest",
        "PASS src/a.test.js\n  ● Console\n\n    console.error\n      Error: on purpose\n          at f (src/a.js:3:4)\n          at g (src/b.js:3:4)\n"
        "\n● one › two is a list\n\nTests:       1 passed, 1 total\n",
    ),
    Sample(
        "mocha",
        MOCHA,
        (
            {"test": "suite › inner › adds", "file": "test/a.js", "line": 5, "code": "AssertionError", "tool": "mocha"},
            {"test": "suite times out", "file": None},
        ),
    ),
    Sample("mocha", "  5 passing (10ms)\n  0 failing\n\nfailing tests are listed above\n"),
    Sample(
        "playwright",
        PLAYWRIGHT,
        ({"test": "suite › signs in", "file": "tests/a.spec.ts", "line": 5, "tool": "playwright"},),
    ),
    Sample("playwright", "  ✓  1 [chromium] › tests/a.spec.ts:3:5 › suite › signs in (1.2s)\n  4 passed (10.1s)\n"),
    Sample(
        "js-coverage",
        "ERROR: Coverage for lines (70%) does not meet global threshold (80%)\n"
        'Jest: "global" coverage threshold for branches (80%) not met: 70%\n',
        ({"tool": "coverage"}, {"tool": "coverage"}),
    ),
    Sample("js-coverage", "Coverage for lines is fine\n"),
    Sample(
        "karma",
        KARMA,
        (
            {"test": "suite inner adds", "file": "test/a.js", "line": 5, "message": "Error: Expected 1 to be 2."},
            {"test": None, "file": "src/b.js", "line": 12, "category": Category.SYNTAX},
        ),
    ),
    Sample(
        "karma",
        KARMA_TREE,
        (
            {"test": "Marker › symbols › draws an outline", "code": "Error"},
            {"test": "Line › draws", "file": "test/LineSpec.js", "line": 381, "message": "expected to be painted"},
        ),
    ),
    Sample("karma", "Chrome 60.0.3112 (Linux 0.0.0): Executed 5 of 5 SUCCESS (0.1 secs / 0.05 secs)\nFailed to load 2 fonts\n"),
    Sample("jasmine", JASMINE, ({"test": "suite adds", "file": "spec/a.js", "line": 5, "message": "Expected 1 to be 2."},)),
    Sample("jasmine", "1) open the door\n  and wait\nMessage:\n  5 specs, 0 failures\n"),
    Sample("ava", AVA, ({"test": "math › adds", "file": "test/math.js", "line": 5, "tool": "ava", "message": "Difference:"},)),
    Sample("ava", "  3 tests passed\n"),
    Sample(
        "modern-js",
        NODE_TEST,
        ({"test": "adds", "file": "test/a.test.js", "line": 6, "tool": "node", "code": "AssertionError"},),
    ),
    Sample("modern-js", DENO, ({"test": "adds", "file": "a_test.ts", "line": 5, "tool": "deno"},)),
    Sample(
        "modern-js",
        BUN,
        ({"test": "math › adds", "file": "a.test.ts", "line": 4, "tool": "bun", "message": "expect(received).toBe(expected)"},),
    ),
    Sample("modern-js", "(pass) math > works [0.10ms]\nx => y.ts:3:4\nok\n"),
    Sample(
        "qunit",
        QUNIT,
        (
            {"test": "math › adds", "file": "test/a.js", "line": 12, "tool": "qunit"},
            {"test": "ranges › keeps the end", "message": "Assertion Failed: failed, expected argument to be truthy, was: false"},
        ),
    ),
    Sample("qunit", ">> 5 assertions passed (10ms)\nTest failed: none\n"),
    Sample("nightwatch", NIGHTWATCH, ({"test": "login › signs in", "file": "tests/login.js", "line": 12, "tool": "nightwatch"},)),
    Sample("nightwatch", "OK. 3 assertions passed. (5.2s)\n  - signs in\n"),
    Sample("crosses", CROSS, ({"test": "accounts › closes", "file": "test/accounts.js", "line": 12},)),
    Sample(
        "crosses",
        "  accounts\n    ✗ closes\n\tExpected 1 to be 2.\n\t    at UserContext.<anonymous> (src/accounts.spec.js:12:3)\n",
        ({"test": "accounts › closes", "file": "src/accounts.spec.js", "line": 12},),
    ),
    Sample("crosses", "    ✖ skipped for now\n    ✖ 0 problems\n    ✗ no stack follows\n      and no more\n"),
    Sample(
        "tap-results",
        TAP,
        (
            {"test": "adds", "file": "test/a.js", "line": 5, "message": "Expected values to be strictly equal"},
            {"test": "should be equal", "file": "test/b.js", "line": 7, "message": "operator: equal, expected: 1, actual: 2"},
            {"test": "Acceptance: signs in", "message": "Promise rejected"},
            {"test": "sums", "file": "t/sum.t", "line": 12},
        ),
    ),
    Sample(
        "tap-results",
        "1..2\nnot ok 1 - /home/runner/work/r/r/src/a.js\n  ---\n  message: 'x' is not defined.\n  severity: error\n  data:\n    line: 3\n"
        "    column: 5\n    ruleId: no-undef\n  ...\nok 2 - /home/runner/work/r/r/src/b.js\n",
        ({"test": None, "file": "src/a.js", "line": 3, "column": 5, "code": "no-undef", "tool": "eslint"},),
    ),
    Sample(
        "tap-results",
        "00:31:09 not ok 24 parallel/test-x\n00:31:09   ---\n00:31:09   duration_ms: 0.1\n00:31:09   severity: fail\n00:31:09   stack: |-\n"
        "00:31:09     AssertionError [ERR_ASSERTION]: 1 == 2\n00:31:09         at f (/home/iojs/build/test/parallel/test-x.js:7:3)\n"
        "00:31:09   ...\n00:31:09 ok 25 parallel/test-y\n",
        ({"test": "parallel/test-x", "code": "AssertionError", "line": 7},),
    ),
    Sample("tap-results", "ok 1 - fine\nnot ok 2 - later # SKIP no network\n# Subtest: x\n    ok 1 - y\n"),
    Sample(
        "tsc",
        "src/a.ts(3,5): error TS2304: Cannot find name 'x'.\nsrc/b.tsx:3:5 - error TS2304: Cannot find name 'y'.\n\n3 y();\n  ~\n\n"
        "ERROR in src/app/c.ts:7:1 - error TS1005: ';' expected.\nerror TS18003: No inputs were found in config file.\n"
        "  test/d.coffee:8:25: error: unexpected identifier\n  eq 42n\n",
        (
            {"file": "src/a.ts", "line": 3, "column": 5, "code": "TS2304", "tool": "tsc"},
            {"file": "src/b.tsx", "line": 3, "column": 5},
            {"file": "src/app/c.ts", "code": "TS1005"},
            {"file": None, "code": "TS18003", "category": Category.CONFIGURATION},
            {"file": "test/d.coffee", "line": 8, "column": 25, "tool": "coffee"},
        ),
    ),
    Sample("tsc", "Found 0 errors. Watching for file changes.\nerror TS is a prefix\n"),
    Sample(
        "rows",
        "/home/runner/work/r/r/src/a.js\n   1:1  warning  Unexpected console statement  no-console\n"
        "  12:5  error    'x' is never used             no-unused-vars\n  14:1  error    Parsing error: no\n\n"
        "/home/runner/work/r/r/src/b.css\n  3:5  ✖  Unexpected unknown property  property-no-unknown\n\n"
        "  src/c.js:3:5\n  ✖  3:5  Unexpected var  no-var\n\nsrc/d.ts\nERROR: 3:5  quotemark  ' should be \"\n\n"
        "  ✗ src/e.coffee\n     ✗ #12: Line exceeds maximum. Length is 90.\n\n✖ 6 problems\n",
        (
            {
                "file": "src/a.js",
                "line": 12,
                "column": 5,
                "code": "no-unused-vars",
                "message": "'x' is never used",
                "tool": "eslint",
            },
            {"file": "src/a.js", "line": 14, "message": "Parsing error: no", "code": None},
            {"file": "src/b.css", "line": 3, "code": "property-no-unknown", "tool": "stylelint"},
            {"file": "src/c.js", "line": 3, "code": "no-var", "tool": "xo"},
            {"file": "src/d.ts", "line": 3, "code": "quotemark", "tool": "tslint"},
            {"file": "src/e.coffee", "line": 12, "tool": "coffeelint"},
        ),
    ),
    Sample(
        "rows",
        "error: none of ours\n/home/runner/work/r/r/src/a.js\n  1:1  warning  Unexpected console statement  no-console\n\n✖ 1 problem (0 errors, 1 warning)\n",
    ),
    Sample(
        "htmlhint",
        "   /home/runner/work/r/r/a.html\n      L3 |<IMG>\n          ^ Tagname must be lowercase (tagname-lowercase)\n",
        ({"file": "a.html", "line": 3, "code": "tagname-lowercase", "tool": "htmlhint"},),
    ),
    Sample("htmlhint", "      L3 is a floor\n          ^ no tag here\n"),
    Sample(
        "web-lint",
        "ERROR: src/a.ts[3, 5]: ' should be \"\nERROR: src/b.ts:3:5 - missing semicolon\n/r/c.js: line 3, col 5, Error - 'x' is not defined. (no-undef)\n"
        "d.js: line 3, col 5, Missing semicolon. (W033)\n/r/e.js:3:5: 'x' is not defined. [Error/no-undef]\n  /r/f.js:3:5: Extra semicolon. (semi)\n"
        "src/g.js:635 Insert `;` (prettier/prettier)\nREADME.md:12:81 MD013/line-length Line length [Expected: 80; Actual: 90]\n"
        "Missing space after keyword at ./src/h.js :\n     1 |if(x)\n-----^\n",
        (
            {"file": "src/a.ts", "line": 3, "column": 5, "tool": "tslint"},
            {"file": "src/b.ts", "line": 3, "tool": "tslint"},
            {"file": "/r/c.js", "code": "no-undef", "tool": "eslint"},
            {"file": "d.js", "code": "W033", "tool": "jshint"},
            {"file": "/r/e.js", "code": "no-undef"},
            {"file": "/r/f.js", "code": "semi", "tool": "standard"},
            {"file": "src/g.js", "line": 635, "code": "prettier/prettier"},
            {"file": "README.md", "line": 12, "code": "MD013"},
            {"file": "src/h.js", "tool": "jscs"},
        ),
    ),
    Sample("web-lint", "error: none of ours\n/r/c.js: line 3, col 5, Warning - 'x' is not defined. (no-undef)\n"),
    Sample(
        "web-format",
        "Checking formatting...\n[warn] src/a.js\n[error] src/b.js: SyntaxError: Unexpected token (3:5)\n"
        "[warn] Code style issues found in 2 files. Run Prettier to fix.\nsrc/c.ts format ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━\n",
        (
            {"file": "src/a.js", "message": "code style", "tool": "prettier"},
            {"file": "src/b.js", "line": 3, "column": 5},
            {"file": "src/c.ts", "tool": "biome"},
        ),
    ),
    Sample("web-format", "All matched files use Prettier code style!\n[warn] the disk is nearly full\n"),
    Sample(
        "placed",
        "Error ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ src/a.js:3:5\n\nCannot call `f` because number is incompatible.\n\n   3│ f(1)\n\n"
        "src/b.ts:3:5 lint/suspicious/noDoubleEquals  FIXABLE  ━━━━━━━━━━\n\n  × Use === instead of ==.\n\n"
        "/home/runner/work/r/r/c.svelte:3:5\nError: Type 'string' is not assignable to type 'number'. (ts)\n\n"
        "  × eslint(no-debugger): `debugger` statement is not allowed\n   ╭─[d.js:3:5]\n 3 │ debugger;\n   ╰────\n",
        (
            {"file": "src/a.js", "line": 3, "message": "Cannot call `f` because number is incompatible.", "tool": "flow"},
            {"file": "src/b.ts", "code": "lint/suspicious/noDoubleEquals", "message": "Use === instead of ==."},
            {"file": "c.svelte", "line": 3, "code": "ts"},
            {"file": "d.js", "line": 3, "column": 5, "tool": "oxlint"},
        ),
    ),
    Sample("placed", "Error -------- no place\nerror: no place\n"),
    Sample(
        "prettier-list",
        '$ prettier --list-different "src/**/*.js"\nsrc/a.js\nsrc/b.es6\nerror Command failed with exit code 1.\nsrc/c.js\n',
        ({"file": "src/a.js", "tool": "prettier"}, {"file": "src/b.es6"}),
    ),
    Sample("prettier-list", "$ prettier --write src\nsrc/a.js\n"),
    Sample(
        "npm",
        "npm ERR! code E404\nnpm ERR! 404 Not Found - GET some registry - Not found\nnpm ERR! 404\n\nsomething else\n"
        "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when your package.json and lock are in sync.\n",
        (
            {"code": "E404", "category": Category.DEPENDENCY, "tool": "npm"},
            {"code": "EUSAGE", "category": Category.CONFIGURATION},
        ),
    ),
    Sample("npm", "npm ERR! missing script: tset\nnpm ERR! \n", ({"message": "missing script: tset"},)),
    Sample(
        "npm",
        "npm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! x@1.0.0 test: `mocha`\nnpm ERR! Exit status 1\n\n"
        "npm ERR! Test failed.  See above for more details.\nnpm WARN optional SKIPPING OPTIONAL DEPENDENCY: fsevents\n",
    ),
    Sample(
        "js-packages",
        "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\n"
        "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.\n"
        ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date\n',
        ({"tool": "yarn"}, {"tool": "yarn", "code": "YN0028"}, {"tool": "pnpm", "code": "ERR_PNPM_OUTDATED_LOCKFILE"}),
    ),
    Sample(
        "js-packages",
        "error Command failed with exit code 1.\n➤ YN0000: │ Done in 0s 100ms\n ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL  x\n",
    ),
    Sample(
        "bundlers",
        WEBPACK,
        (
            {"file": "src/a.js", "line": 3, "column": 5, "category": Category.DEPENDENCY, "tool": "webpack"},
            {"file": "src/b.js", "tool": "webpack", "category": Category.SYNTAX},
        ),
    ),
    Sample(
        "bundlers",
        '✘ [ERROR] Could not resolve "gone"\n\n    src/a.js:3:7:\n      3 │ import "gone"\n        ╵        ~~~~~~\n\n'
        "[!] (plugin typescript) RollupError: no such export\nsrc/b.js (3:5)\n\n"
        "SyntaxError: /home/runner/work/r/r/src/c.js: Unexpected token (3:5)\n\n"
        "error during build:\nError: bad config in src/d.js:1:2\n",
        (
            {"file": "src/a.js", "line": 3, "column": 7, "category": Category.DEPENDENCY, "tool": "esbuild"},
            {"file": "src/b.js", "line": 3, "tool": "rollup"},
            {"file": "src/c.js", "line": 3, "column": 5, "tool": "babel"},
            {"message": "Error: bad config in src/d.js:1:2", "tool": "vite"},
        ),
    ),
    Sample("bundlers", "ERROR in the making\nwebpack compiled successfully\n"),
    Sample(
        "node",
        "/home/runner/work/r/r/src/a.js:82\n  x = register();\n      ^\n\nReferenceError: register is not defined\n"
        "    at Object.<anonymous> (/home/runner/work/r/r/src/a.js:82:7)\n    at Module._compile (module.js:577:32)\n",
        ({"file": "src/a.js", "line": 82, "column": 7, "code": "ReferenceError", "tool": "node"},),
    ),
    Sample(
        "node",
        "/home/runner/work/r/r/src/a.js:3\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (node:internal/modules/cjs/loader:1029:16)\n",
        ({"file": "src/a.js", "line": 3, "category": Category.SYNTAX},),
    ),
    Sample(
        "node",
        "  5 passing (3ms)\nTypeError: on purpose\n    at f (/home/runner/work/r/r/src/a.js:3:4)\n    at g (/home/runner/work/r/r/src/b.js:3:4)\n",
    ),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.format}-{len(sample.text)}")
def test_samples(sample: Sample) -> None:
    check(sample)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (JEST, "  ● suite › inner › adds", "      at new Promise (<anonymous>)"),
        (MOCHA, "  1) suite", "      at processImmediate (internal/timers.js:456:21)"),
        (
            KARMA_TREE,
            "      ✖ draws an outline",
            "      Error: expect color [0,0,255] but actual color is [0,0,0] (lib/index.js:96)",
        ),
    ],
)
def test_a_test_is_shown_from_its_title_through_its_stack(text: str, first: str, last: str) -> None:
    lines = text.split("\n")
    finding = findings(text)[0]
    assert (lines[finding.start], lines[finding.stop]) == (first, last)


def test_a_long_stack_is_shown_from_its_beginning() -> None:
    (finding,) = findings("FAIL a.test.js\n  ● a › b\n\n    Error: x\n" + "      at f (src/a.js:1:2)\n" * 200)
    assert finding.stop - finding.start == 59


def test_a_result_that_only_holds_failed_ones_is_none() -> None:
    lines = [
        "# Subtest: suite",
        "    # Subtest: adds",
        "    not ok 1 - adds",
        "not ok 1 - suite",
        "# Subtest: alone",
        "not ok 2 - alone",
        "  ---",
        "  failureType: 'subtestsFailed'",
        "  ...",
    ]
    assert [finding.failure.test for finding in find_tap(lines, range(len(lines)))] == ["suite › adds"]
