"""Runners and linters of Ruby and PHP, their package managers, the languages themselves, and scenarios in Gherkin."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.formats.gherkin import find_scenarios
from homeostat.understand.formats.php import find_phpunit
from homeostat.understand.formats.ruby import find_rspec
from tests.understand.formats.reading import Sample, check, findings

RSPEC = """\
Pending: (Failures listed here are expected and do not affect your suite's status)

  1) Foo waits
     # not yet
     Failure/Error: expect(1).to eq(2)

       expected: 2
            got: 1
     # ./spec/foo_spec.rb:3:in `block (2 levels) in <top (required)>'

Failures:

  1) Foo adds
     Failure/Error: expect(add(1, 1)).to eq(1)

       expected: 1
            got: 2

       (compared using ==)
     # /home/travis/.rvm/gems/ruby-2.6.3/gems/rspec-support/lib/x.rb:97:in `block'
     # ./spec/foo_spec.rb:12:in `block (2 levels) in <top (required)>'

  2) Foo divides
     Failure/Error: raise "no"

     ZeroDivisionError:
       divided by 0
     # ./lib/foo.rb:7:in `/'
     # ./spec/foo_spec.rb:19:in `block (2 levels) in <top (required)>'

Finished in 0.1 seconds (files took 0.2 seconds to load)
5 examples, 3 failures, 1 pending

Failed examples:

rspec ./spec/foo_spec.rb:10 # Foo adds
rspec ./spec/foo_spec.rb:18 # Foo divides
rspec './spec/bar_spec.rb[1:2:1]' # Bar is shared
"""

RSPEC_LOADING = """\

An error occurred while loading ./spec/users_spec.rb.
Failure/Error: return load_without_cache(resolved, wrap)

SyntaxError:
  /home/travis/build/o/r/spec/users_spec.rb:3520: syntax error, unexpected end-of-input, expecting end
# /home/travis/build/o/r/vendor/bundle/ruby/2.6.0/gems/bootsnap-1.4.4/lib/bootsnap.rb:54:in `load'

Finished in 0.00004 seconds (files took 3.5 seconds to load)
0 examples, 0 failures, 1 error occurred outside of examples
"""

MINITEST = """\
Run options: --seed 123

# Running:

.F.E.S

  1) Failure:
TestFoo#test_adds [/home/travis/build/o/r/test/foo_test.rb:12]:
Expected: 1
  Actual: 2

  2) Error:
TestFoo#test_divides:
ZeroDivisionError: divided by 0
    lib/foo.rb:7:in `/'
    test/foo_test.rb:19:in `test_divides'

  3) Skipped:
TestFoo#test_later [test/foo_test.rb:30]:
Skipped, no message given

6 runs, 5 assertions, 1 failures, 1 errors, 1 skips
"""

TEST_UNIT = """\
===============================================================================
Failure: test_adds(TestFoo)
/home/travis/build/o/r/test/foo_test.rb:12:in `test_adds'
     11:   def test_adds
  => 12:     assert_equal(1, 2)
<1> expected but was
<2>
===============================================================================
Error: test_divides(TestFoo): ZeroDivisionError: divided by 0
lib/foo.rb:7:in `/'
===============================================================================
"""

CUCUMBER = """\
Feature: Login

  Scenario: Empty password      # features/login.feature:12
    Given a user                # features/steps/login.rb:3
    When he signs in            # features/steps/login.rb:7
      expected: true
           got: false (RSpec::Expectations::ExpectationNotMetError)
      ./features/steps/login.rb:9:in `/^he signs in$/'
      features/login.feature:14:in `When he signs in'

  Scenario: Good password       # features/login.feature:20
    Given a user                # features/steps/login.rb:3

Failing Scenarios:
cucumber features/login.feature:12 # Scenario: Empty password

2 scenarios (1 failed, 1 passed)
"""

BEHAVE = """\
  Scenario: Empty password  # features/login.feature:12
    Given a user            # features/steps/login.py:3 0.000s
    When he signs in        # features/steps/login.py:7 0.001s
      Assertion Failed: expected a welcome
      Captured stdout:
      noise

Failing scenarios:
  features/login.feature:12  Empty password

0 features passed, 1 failed, 0 skipped
"""

PHPUNIT = """\
PHPUnit 9.5.0 by Sebastian Bergmann and contributors.

..F.E.S                                                             7 / 7 (100%)

There was 1 error:

1) Tests\\FooTest::testDivides
DivisionByZeroError: Division by zero

/home/runner/work/r/r/src/Foo.php:7
/home/runner/work/r/r/tests/FooTest.php:19
/home/runner/work/r/r/vendor/phpunit/phpunit/phpunit:98

--

There were 2 failures:

1) Tests\\FooTest::testAdds with data set #0 (1, 2)
Failed asserting that 2 matches expected 1.

/home/runner/work/r/r/tests/FooTest.php:12

2) Tests\\FooTest::testSubtracts
Failed asserting that false is true.

/home/runner/work/r/r/tests/FooTest.php:15

--

There was 1 skipped test:

1) Tests\\FooTest::testLater
not yet

/home/runner/work/r/r/tests/FooTest.php:30

FAILURES!
Tests: 7, Assertions: 6, Errors: 1, Failures: 2, Skipped: 1.
"""

CODECEPTION = """\
There were 2 failures:

---------
1) LoginCest: Empty password
 Test  tests/acceptance/LoginCest.php:emptyPassword
 Step  See "Welcome"
 Fail  Failed asserting that page contains "Welcome".

Scenario Steps:

 2. $I->see("Welcome") at tests/acceptance/LoginCest.php:14

---------
2) LoginCest: Wrong password
 Test  tests/acceptance/LoginCest.php:wrongPassword
 Fail  nothing seen

FAILURES!
"""

PEST = """\
   FAIL  Tests\\Unit\\FooTest
  \N{VECTOR OR CROSS PRODUCT} it adds                                                            0.01s
  ────────────────────────────────────────────────────────────────────────────
   FAILED  Tests\\Unit\\FooTest > it adds
  Failed asserting that 2 is identical to 1.

  at tests/Unit/FooTest.php:12
      8▕ it('adds', function () {

  Tests:    1 failed, 2 passed (3 assertions)
"""

PHPSPEC = """\
----  failed examples

        Acme/Foo
  12  ✘ it adds (5ms)
      expected [integer:1], but got [integer:2].

----  broken examples

        Acme/Bar
  19  ! it divides (1ms)
      error: Division by zero in src/Acme/Bar.php line 7

2 specs
"""

PHPSTAN = """\
 ------ ---------------------------------------------------------------
  Line   src/Foo.php
 ------ ---------------------------------------------------------------
  12     Call to an undefined method
         Foo::bar().
         🪪  method.notFound
  :30    Ignored error pattern was not matched.
 ------ ---------------------------------------------------------------
"""

PHPCS = """\
FILE: /home/runner/work/r/r/src/Foo.php
----------------------------------------------------------------------
FOUND 2 ERRORS AND 1 WARNING AFFECTING 3 LINES
----------------------------------------------------------------------
  3 | WARNING | [ ] Line exceeds 120 characters
 12 | ERROR   | [x] Expected 1 space after
    |         |     comma (Generic.Functions.Spacing)
 30 | ERROR   | [ ] Missing doc comment
----------------------------------------------------------------------
"""

SAMPLES: list[Sample] = [
    Sample(
        "rspec",
        RSPEC,
        (
            {"test": "Foo adds", "file": "spec/foo_spec.rb", "line": 12, "message": "expected: 1 got: 2", "tool": "rspec"},
            {"test": "Foo divides", "file": "lib/foo.rb", "line": 7, "code": "ZeroDivisionError"},
            {"test": "Bar is shared", "file": "spec/bar_spec.rb", "line": None},
        ),
    ),
    Sample(
        "rspec",
        RSPEC_LOADING,
        ({"test": None, "file": "spec/users_spec.rb", "code": "SyntaxError", "category": Category.SYNTAX},),
    ),
    Sample("rspec", "Failures:\n\n  none\n\nrspec ./spec --format documentation\n5 examples, 0 failures\n"),
    Sample(
        "minitest",
        MINITEST,
        (
            {"test": "TestFoo#test_adds", "file": "test/foo_test.rb", "line": 12, "message": "Expected: 1 Actual: 2"},
            {"test": "TestFoo#test_divides", "file": "lib/foo.rb", "line": 7, "code": "ZeroDivisionError"},
        ),
    ),
    Sample(
        "minitest",
        TEST_UNIT,
        (
            {"test": "TestFoo#test_adds", "file": "test/foo_test.rb", "line": 12},
            {"test": "TestFoo#test_divides", "file": "lib/foo.rb", "line": 7},
        ),
    ),
    Sample(
        "minitest",
        "Failure:\nTestFoo#test_: kramdown should work.  [/home/travis/build/o/r/test/foo.rb:9]\nMinitest::Assertion: Expected true.\n\n"
        'bin/rails test test/foo.rb:8\n\n FAIL["test_x", "BarTest", 0.12]\n test_x#BarTest (0.12s)\n        Expected: 1\n          Actual: 2\n',
        (
            {"test": "TestFoo#test_: kramdown should work.", "file": "test/foo.rb", "line": 9},
            {"test": "BarTest#test_x", "message": "Expected: 1 Actual: 2"},
        ),
    ),
    Sample("minitest", "Failure:\nnothing was found\nError:\n\n  3) Skipped:\nTestFoo#test_later [test/foo_test.rb:30]:\n"),
    Sample(
        "ruby",
        "lib/foo.rb:7:in `bar': undefined method `x' for nil:NilClass (NoMethodError)\n\tfrom bin/foo:3:in `<main>'\n"
        "lib/bar.rb:12: syntax error, unexpected end, expecting end-of-input\n"
        "rake aborted!\nNameError: uninitialized constant Foo\n/home/travis/build/o/r/Rakefile:3:in `<top (required)>'\n\n"
        "rake aborted!\nCommand failed with status (124): [node x.js]\n",
        (
            {"file": "lib/foo.rb", "line": 7, "code": "NoMethodError", "tool": "ruby"},
            {"file": "lib/bar.rb", "line": 12, "category": Category.SYNTAX},
            {"code": "NameError", "tool": "rake"},
            {"category": Category.TIMEOUT, "tool": "rake"},
        ),
    ),
    Sample("ruby", "rake aborted!\nCommand failed with status (1): [ruby -Itest]\nTasks: TOP => default\n"),
    Sample(
        "ruby-lint",
        "lib/a.rb:1:2: C: [Correctable] Layout/Indent: Use 2 spaces.\n  x = 1\n  ^^^\n\nlib/b.rb:3:4: W: Useless assignment.\n"
        "  app/c.rb:45:5: Style/TrailingComma: Put a comma.\na/d.html.erb:9:0: Indent `%>` on column 4.\n"
        "e.haml:3 [W] LineLength: Line is too long.\napp/f.rb:57 Array#select.first is slower than Array#detect.\n"
        "FC001: Use strings: ./g/recipes/default.rb:8\nmanifests/h.pp - WARNING: double quoted string on line 7\n"
        "app/i.rb\t27\tDangerous Eval\tEvaluation\tUser input in eval\tHigh\n",
        (
            {"file": "lib/a.rb", "line": 1, "column": 2, "code": "Layout/Indent", "tool": "rubocop"},
            {"file": "lib/b.rb", "line": 3, "message": "Useless assignment."},
            {"file": "app/c.rb", "code": "Style/TrailingComma", "tool": "standard"},
            {"file": "a/d.html.erb", "line": 9, "tool": "erblint"},
            {"file": "e.haml", "line": 3, "code": "LineLength", "tool": "haml-lint"},
            {"file": "app/f.rb", "line": 57, "tool": "fasterer"},
            {"file": "g/recipes/default.rb", "code": "FC001"},
            {"file": "manifests/h.pp", "line": 7, "tool": "puppet-lint"},
            {"file": "app/i.rb", "line": 27, "tool": "brakeman", "message": "User input in eval"},
        ),
    ),
    Sample("ruby-lint", "error: none of ours\nInspecting 55 files\n55 files inspected, no offenses detected\n"),
    Sample(
        "ruby-grouped",
        "== lib/a.rb ==\nC:  1:  2: [Correctable] Layout/Indent: Use 2 spaces.\nW:  3:  4: Lint/Useless: x\n\n"
        "lib/b.rb -- 1 warning:\n  [3, 5]:DuplicateMethodCall: Foo#bar calls 'x' 2 times\n",
        (
            {"file": "lib/a.rb", "line": 1, "code": "Layout/Indent", "tool": "rubocop"},
            {"file": "lib/a.rb", "line": 3, "code": "Lint/Useless"},
            {"file": "lib/b.rb", "line": 3, "code": "DuplicateMethodCall", "tool": "reek"},
        ),
    ),
    Sample("ruby-grouped", "== a title ==\nC: 1 is a drive\n"),
    Sample(
        "ruby-facts",
        "Remove the space.\nIn file: app/views/a.html.erb:3\n\nConfidence: High\nCategory: SQL Injection\nCheck: SQL\n"
        "Message: Possible SQL injection\nCode: x\nFile: app/models/b.rb\nLine: 12\n",
        (
            {"file": "app/views/a.html.erb", "line": 3, "message": "Remove the space."},
            {"file": "app/models/b.rb", "line": 12, "code": "SQL", "tool": "brakeman"},
        ),
    ),
    Sample("ruby-facts", "In file: no place\nConfidence: High\nthat it works\n"),
    Sample(
        "bundler",
        'Bundler could not find compatible versions for gem "rack":\n  In Gemfile:\n    rack (~> 1)\n\n'
        "Could not find nokogiri-1.6 in any of the sources\n\n"
        "An error occurred while installing json (1.8.1), and Bundler cannot continue.\n",
        ({"tool": "bundler", "category": Category.DEPENDENCY}, {"tool": "bundler"}, {"tool": "bundler"}),
    ),
    Sample("bundler", "Bundle complete! 12 Gemfile dependencies, 40 gems now installed.\nCould not find the way home\n"),
    Sample(
        "bundler-audit",
        "Name: rack\nVersion: 1.6.0\nAdvisory: CVE-2019-16782\nCriticality: Medium\nTitle: Possible information leak\n\nVulnerabilities found!\n",
        ({"code": "CVE-2019-16782", "message": "rack 1.6.0: Possible information leak", "category": Category.DEPENDENCY},),
    ),
    Sample("bundler-audit", "Name: rack\nVersion: 1.6.0\nSummary: a web server interface\n"),
    Sample(
        "gherkin",
        CUCUMBER,
        (
            {
                "test": "Empty password",
                "file": "features/login.feature",
                "line": 12,
                "message": "expected: true",
                "tool": "cucumber",
            },
        ),
    ),
    Sample(
        "gherkin",
        "Failures:\n\n1) Scenario: Empty password # features/login.feature:12\n   ✔ Given a user # features/steps.js:3\n"
        "   ✖ When he signs in # features/steps.js:7\n       AssertionError: no welcome\n\n1 scenario (1 failed)\n",
        ({"test": "Empty password", "line": 12},),
    ),
    Sample("gherkin", "  Scenario: Good password       # features/login.feature:20\n    Given a user\n\n1 scenario (1 passed)\n"),
    Sample(
        "phpunit",
        PHPUNIT,
        (
            {"test": "Tests\\FooTest::testDivides", "file": "src/Foo.php", "line": 7, "code": "DivisionByZeroError"},
            {
                "test": "Tests\\FooTest::testAdds with data set #0 (1, 2)",
                "file": "tests/FooTest.php",
                "line": 12,
                "tool": "phpunit",
            },
            {"test": "Tests\\FooTest::testSubtracts", "line": 15, "message": "Failed asserting that false is true."},
        ),
    ),
    Sample("phpunit", CODECEPTION, ({"test": "LoginCest: Empty password"}, {"test": "LoginCest: Wrong password"})),
    Sample(
        "phpunit",
        "There was 1 risky test:\n\n1) Tests\\FooTest::testNothing\nThis test did not perform any assertions\n\nOK, but incomplete\n",
    ),
    Sample(
        "php-specs",
        PEST,
        ({"test": "Tests\\Unit\\FooTest > it adds", "file": "tests/Unit/FooTest.php", "line": 12, "tool": "pest"},),
    ),
    Sample(
        "php-specs",
        PHPSPEC,
        (
            {"test": "Acme/Foo: it adds", "message": "expected [integer:1], but got [integer:2].", "tool": "phpspec"},
            {"test": "Acme/Bar: it divides"},
        ),
    ),
    Sample("php-specs", "  • one of many > a list\n   FAILED to be funny\n"),
    Sample(
        "php",
        "PHP Parse error:  syntax error, unexpected '}' in /home/runner/work/r/r/src/a.php on line 12\n"
        "Parse error: syntax error, unexpected '}' in /home/runner/work/r/r/src/a.php on line 12\nErrors parsing src/a.php\n"
        "PHP Fatal error:  Uncaught RuntimeException: no in /home/runner/work/r/r/src/b.php:7\nStack trace:\n#0 {main}\n"
        "  thrown in /home/runner/work/r/r/src/b.php on line 7\nParse error: src/c.php:3\n    2| <?php\n  > 3| }\nUnexpected '}'\n",
        (
            {"file": "src/a.php", "line": 12, "category": Category.SYNTAX, "tool": "php"},
            {"file": "src/b.php", "line": 7, "code": "RuntimeException", "category": Category.RUNTIME},
            {"file": "src/c.php", "line": 3, "message": "Unexpected '}'"},
        ),
    ),
    Sample("php", "PHP Warning:  Undefined variable $x in src/a.php on line 3\nNo fatal error: all is well\n"),
    Sample(
        "phpstan-table",
        PHPSTAN,
        (
            {"file": "src/Foo.php", "line": 12, "code": "method.notFound", "message": "Call to an undefined method Foo::bar()."},
            {"file": "src/Foo.php", "line": 30, "tool": "phpstan"},
        ),
    ),
    Sample("phpstan-table", "  Line   of thought\n ------ -----\n  and no table\n"),
    Sample(
        "phpcs",
        PHPCS,
        (
            {"file": "src/Foo.php", "line": 12, "code": "Generic.Functions.Spacing", "tool": "phpcs"},
            {"file": "src/Foo.php", "line": 30, "message": "Missing doc comment"},
        ),
    ),
    Sample("phpcs", "FILE: nothing\n----------\nFOUND 0 ERRORS\n"),
    Sample(
        "php-lint",
        "/home/runner/work/r/r/src/a.php:12:5: error - Expected 1 space (Generic.X.Y)\n"
        "ERROR: UndefinedMethod - src/b.php:12:5 - Method Foo::bar does not exist (see docs)\n\n"
        "src/c.php:9 PhanUndeclaredClass Reference to undeclared class Foo\nsrc/d.php:12\tUnusedLocalVariable\tAvoid unused variables.\n"
        "src/e.php:7:Call to an undefined method Foo::baz().\n",
        (
            {"file": "src/a.php", "line": 12, "code": "Generic.X.Y", "tool": "phpcs"},
            {"file": "src/b.php", "code": "UndefinedMethod", "tool": "psalm"},
            {"file": "src/c.php", "code": "PhanUndeclaredClass"},
            {"file": "src/d.php", "code": "UnusedLocalVariable", "tool": "phpmd"},
            {"file": "src/e.php", "line": 7, "tool": "phpstan"},
        ),
    ),
    Sample("php-lint", "INFO: UnusedVariable - a note without a place\nsrc/e.php: nothing to say\n"),
    Sample(
        "php-cs-fixer",
        "   1) src/a.php (braces, indentation_type)\n      ---------- begin diff ----------\n      --- Original\n      +++ New\n"
        "      ----------- end diff -----------\n\nChecked all files in 0.1 seconds\n",
        ({"file": "src/a.php", "code": "braces, indentation_type", "tool": "php-cs-fixer"},),
    ),
    Sample("php-cs-fixer", "   1) src/a.php is the first\n"),
    Sample(
        "composer",
        "Your requirements could not be resolved to an installable set of packages.\n\n  Problem 1\n"
        "    - Root composer.json requires php ^8.0 but your php version (7.4.1) does not satisfy that requirement.\n",
        ({"tool": "composer", "category": Category.DEPENDENCY},),
    ),
    Sample("composer", "Nothing to install, update or remove\nGenerating autoload files\n"),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.format}-{len(sample.text)}")
def test_samples(sample: Sample) -> None:
    check(sample)


def test_an_example_is_shown_from_its_title_through_its_stack() -> None:
    lines = RSPEC.split("\n")
    finding = findings(RSPEC)[0]
    assert lines[finding.start] == "  1) Foo adds"
    assert lines[finding.stop].endswith("./spec/foo_spec.rb:12:in `block (2 levels) in <top (required)>'")


def test_without_blocks_the_progress_names_what_failed() -> None:
    lines = ["  adds (FAILED - 1)", "  divides"]
    assert [finding.failure.test for finding in find_rspec(lines, [0])] == ["adds"]


def test_a_list_of_java_is_none_of_php() -> None:
    assert find_phpunit(["There was 1 failure:", "1) testAdds(com.acme.FooTest)", "java.lang.AssertionError"], [0]) == []


def test_behave_lists_what_failed() -> None:
    lines = BEHAVE.split("\n")
    (finding,) = find_scenarios(lines, [at for at, line in enumerate(lines) if ".feature:" in line])
    assert (finding.failure.test, finding.failure.line, finding.failure.message) == ("Empty password", 12, "expected a welcome")
    assert (finding.start, lines[finding.stop].strip()) == (0, "noise")
