"""The JVM: surefire, gradle, ant, sbt and what they call."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from tests.understand.formats.reading import Sample, check, findings

SUREFIRE = """\
Running com.shop.CartTest
Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.046 sec <<< FAILURE! - in com.shop.CartTest
addsUp(com.shop.CartTest)  Time elapsed: 0.012 sec  <<< FAILURE!
java.lang.AssertionError: expected:<3> but was:<2>
\tat org.junit.Assert.fail(Assert.java:88)
\tat com.shop.CartTest.addsUp(CartTest.java:21)

empties(com.shop.CartTest)  Time elapsed: 0.002 sec  <<< ERROR!
java.lang.NullPointerException: null
\tat com.shop.Cart.clear(Cart.java:40)
\tat com.shop.CartTest.empties(CartTest.java:33)


Results :

Failed tests:
  CartTest.addsUp:21 expected:<3> but was:<2>
Tests in error:
  CartTest.empties:33 » NullPointer

Tests run: 3, Failures: 1, Errors: 1, Skipped: 0
"""

SUREFIRE_3 = """\
[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in com.shop.PriceTest
[ERROR] com.shop.PriceTest.rounds(int)[2] -- Time elapsed: 0.004 s <<< FAILURE!
org.opentest4j.AssertionFailedError: expected: <true> but was: <false>
\tat org.junit.jupiter.api.AssertTrue.assertTrue(AssertTrue.java:40)
\tat com.shop.PriceTest.rounds(PriceTest.java:12)

[INFO]
[INFO] Results:
[INFO]
[ERROR] Failures:
[ERROR]   PriceTest.rounds:12 expected: <true> but was: <false>
[ERROR]   StockTest$Inner.counts:40->check:51
Expected: a value greater than <0>
     but: <0> was equal to <0>
[INFO]
[ERROR] Tests run: 9, Failures: 2, Errors: 0, Skipped: 0
"""

FLAKY = """\
[ERROR] com.shop.NetTest.answers -- Time elapsed: 1.2 s <<< FAILURE!
java.lang.AssertionError: no answer

[WARNING] Flakes:
[WARNING] com.shop.NetTest.answers
[ERROR]   Run 1: NetTest.answers:9 no answer
[INFO]   Run 2: PASS
[INFO]
[ERROR] Failures:
[ERROR] com.shop.NetTest.asks
[ERROR]   Run 1: NetTest.asks:19 no answer
[ERROR]   Run 2: NetTest.asks:19 no answer
[INFO]
[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Flakes: 1
"""

OLD_SUREFIRE = """\
Failed tests:   uploads on instance uploads(org.web.UploadTest)(org.web.UploadTest)
  names(org.web.NameTest): expected:<a> but was:<b>

Tests run: 90, Failures: 2, Errors: 0, Skipped: 0
"""

GRADLE = """\
> Task :core:test FAILED

com.shop.CartTest > addsUp FAILED
    java.lang.AssertionError: expected:<3> but was:<2>
        at org.junit.Assert.fail(Assert.java:88)
        at com.shop.CartTest.addsUp(CartTest.java:21)

OrderTest > Nested > ships() FAILED
    java.lang.IllegalStateException at OrderTest.java:82

Gradle suite > Gradle test > com.shop.StockTest.counts FAILED
    java.lang.AssertionError at StockTest.java:7

ParserTest > parses(String) > com.shop.ParserTest.parses(String)[3] FAILED
    org.opentest4j.AssertionFailedError at ParserTest.java:5

com.shop.CartTest > holds PASSED

12 tests completed, 4 failed
"""

ANT = """\
    [junit] Testsuite: com.shop.CartTest
    [junit] Tests run: 2, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.1 sec
    [junit] Testcase: holds took 0.004 sec
    [junit] Testcase: addsUp[3] took 0.005 sec
    [junit] \tFAILED
    [junit] expected:<3> but was:<2>
    [junit] junit.framework.AssertionFailedError: expected:<3> but was:<2>
    [junit] \tat com.shop.CartTest.addsUp(CartTest.java:21)
    [junit]
    [junit] Testcase: empties(com.shop.CartTest):\tCaused an ERROR
    [junit] null
    [junit] java.lang.NullPointerException
    [junit]
    [junit] Test com.shop.CartTest FAILED
"""

JUNIT_4 = """\
There was 1 failure:
1) addsUp(com.shop.CartTest)
java.lang.AssertionError: expected:<3> but was:<2>
\tat com.shop.CartTest.addsUp(CartTest.java:21)

FAILURES!!!
Tests run: 2,  Failures: 1
"""

CONSOLE = """\
Failures (1):
  JUnit Jupiter:CartTest:addsUp()
    MethodSource [className = 'com.shop.CartTest', methodName = 'addsUp', methodParameterTypes = '']
    => org.opentest4j.AssertionFailedError: expected: <3> but was: <2>
       com.shop.CartTest.addsUp(CartTest.java:21)
"""

TESTNG = """\
PASSED: holds
FAILED: addsUp("x")
java.lang.AssertionError: expected [3] but found [2]
\tat org.testng.Assert.fail(Assert.java:94)
===============================================
    Default test
"""

SCALATEST = """\
[info] CartSpec:
[info] A cart
[info] - should add up *** FAILED ***
[info]   2 was not equal to 3 (CartSpec.scala:21)
[info] - should hold
[info] *** 1 TEST FAILED ***
[error] Failed tests:
[error] \tcom.shop.CartSpec
[error] \tcom.shop.OrderSpec
[error] (Test / test) sbt.TestsFailedException: Tests unsuccessful
"""

SPECS2 = """\
[info] The cart should
[info]   + hold
[error]   x add up
[error]    2 != 3 (CartSpec.scala:21)
"""

MUNIT = """\
==> X com.shop.CartSuite.adds up  0.05s munit.ComparisonFailException: /x/CartSuite.scala:9
[error] Test com.shop.OldTest.adds failed: java.lang.AssertionError: expected:<3> but was:<2>, took 0.1 sec
"""

CLOJURE_TEST = """\
lein test shop.cart-test

FAIL in (adds-up) (cart_test.clj:12)
a full cart
expected: (= 3 (total cart))
  actual: (not (= 3 2))

Ran 3 tests containing 5 assertions.
"""

SAMPLES = [
    Sample(
        "surefire",
        SUREFIRE,
        (
            {
                "test": "com.shop.CartTest.addsUp",
                "file": "CartTest.java",
                "line": 21,
                "message": "java.lang.AssertionError: expected:<3> but was:<2>",
                "code": "java.lang.AssertionError",
                "category": Category.RUNTIME,
            },
            {"test": "com.shop.CartTest.empties", "line": 33, "code": "java.lang.NullPointerException"},
        ),
    ),
    Sample(
        "surefire",
        SUREFIRE_3,
        (
            {"test": "com.shop.PriceTest.rounds(int)[2]", "line": 12},
            {"test": "StockTest$Inner.counts", "line": 40, "message": "Expected: a value greater than <0>"},
        ),
    ),
    Sample("surefire", FLAKY, ({"test": "com.shop.NetTest.asks"},)),
    Sample(
        "surefire",
        OLD_SUREFIRE,
        (
            {"test": "org.web.UploadTest.uploads"},
            {"test": "org.web.NameTest.names", "message": "expected:<a> but was:<b>"},
        ),
    ),
    Sample(
        "surefire",
        "[ERROR] com.shop.DbTest  Time elapsed: 0 s  <<< ERROR!\njava.lang.NoClassDefFoundError: org/db/Driver\n\n",
        ({"test": "com.shop.DbTest", "category": Category.DEPENDENCY},),
    ),
    Sample(
        "surefire", "Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 sec - in com.shop.CartTest\nFailures: 0\n"
    ),
    Sample(
        "gradle-tests",
        GRADLE,
        (
            {"test": "com.shop.CartTest > addsUp", "file": "CartTest.java", "line": 21, "code": "java.lang.AssertionError"},
            {"test": "OrderTest$Nested > ships()", "file": "OrderTest.java", "line": 82},
            {"test": "com.shop.StockTest.counts", "line": 7},
            {"test": "com.shop.ParserTest.parses(String)[3]"},
        ),
    ),
    Sample(
        "gradle-tests",
        "com.shop.CartTest\n\n  Test adds up FAILED (1.2s)\n\n  java.lang.AssertionError: 2\n      at com.shop.CartTest.addsUp(CartTest.java:21)\n\n  Test holds PASSED\n",
        ({"test": "com.shop.CartTest.adds up"},),
    ),
    Sample(
        "gradle-tests",
        "> Task :core:test FAILED\n:core:compileJava FAILED\nBUILD FAILED in 3s\nupload to a > b FAILED once, retried\n",
    ),
    Sample(
        "ant-junit",
        ANT,
        (
            {"test": "com.shop.CartTest.addsUp[3]", "message": "expected:<3> but was:<2>", "line": 21},
            {"test": "com.shop.CartTest.empties"},
        ),
    ),
    Sample(
        "ant-junit",
        "    [junit] Testsuite: com.shop.CartTest\n    [junit] Testcase: holds took 0.004 sec\n    [junit] Testcase: b took 0 sec\n",
    ),
    Sample("junit4", JUNIT_4, ({"test": "com.shop.CartTest.addsUp", "line": 21},)),
    Sample("junit4", "There were 2 failures in the past.\n1) call(com.shop.Cart) is documented\n"),
    Sample("junit-console", CONSOLE, ({"test": "com.shop.CartTest.addsUp"},)),
    Sample("junit-console", "The MethodSource [a kind of source] is explained below.\n"),
    Sample("testng", TESTNG, ({"test": 'addsUp("x")', "message": "java.lang.AssertionError: expected [3] but found [2]"},)),
    Sample("testng", "FAILED: upload\nwill retry\n"),
    Sample(
        "sbt-tests",
        SCALATEST,
        (
            {
                "test": "CartSpec A cart should add up",
                "file": "CartSpec.scala",
                "line": 21,
                "message": "2 was not equal to 3 (CartSpec.scala:21)",
            },
            {"test": "com.shop.OrderSpec"},
        ),
    ),
    Sample("sbt-tests", "- adds up *** FAILED ***\n  2 was not 3\n", ({"test": "adds up", "message": "2 was not 3"},)),
    Sample("sbt-tests", SPECS2, ({"test": "add up", "line": 21, "tool": "specs2"},)),
    Sample("sbt-tests", MUNIT, ({"test": "com.shop.CartSuite.adds up"}, {"test": "com.shop.OldTest.adds"})),
    Sample(
        "sbt-tests",
        "!!    3 - run/names.scala                [output differs]\n",
        ({"test": "run/names.scala", "message": "output differs"},),
    ),
    Sample("sbt-tests", "[info] - should hold\n[info] + String.concat: OK, passed 100 tests.\n[info] All tests passed.\n"),
    Sample(
        "clojure-tests",
        CLOJURE_TEST,
        ({"test": "shop.cart-test/adds-up", "file": "cart_test.clj", "line": 12, "message": "actual: (not (= 3 2))"},),
    ),
    Sample("clojure-tests", "Testing shop.cart-test\n\nRan 3 tests containing 5 assertions.\n0 failures, 0 errors.\n"),
    # compilers
    Sample(
        "javac",
        "[ERROR] COMPILATION ERROR :\n[ERROR] /home/runner/work/a/a/src/main/java/A.java:[3,4] cannot find symbol\n"
        "  symbol:   class B\n  location: class A\n[INFO] 1 error\n",
        ({"file": "src/main/java/A.java", "line": 3, "column": 4, "message": "cannot find symbol", "tool": "javac"},),
    ),
    Sample(
        "javac",
        "src/A.java:3: error: ';' expected\n        int a\n             ^\n1 error\n    [javac] /builds/g/p/B.java:9: error: [rawtypes] found raw type: List\n",
        ({"file": "src/A.java", "line": 3}, {"file": "B.java", "line": 9, "code": "rawtypes", "message": "found raw type: List"}),
    ),
    Sample("javac", "[ERROR] /x/A.java:[86,74] [NullAway] passing @Nullable parameter\n", ({"code": "NullAway", "line": 86},)),
    Sample("javac", "/u/A.java:13: package org.x does not exist\nimport org.x.Y;\n^\n", ({"file": "/u/A.java", "line": 13},)),
    Sample("javac", "error: warnings found and -Werror specified\n", ({"message": "warnings found and -Werror specified"},)),
    Sample(
        "javac",
        "[WARNING] /x/A.java:[3,4] unchecked call\nA.java:9: warning: [deprecation] old\n\tat a.b.C.d(C.java:12)\n1 error handled\n",
    ),
    Sample(
        "kotlinc",
        "e: file:///builds/g/p/src/A.kt:3:4 Unresolved reference: b\ne: /x/B.kt: (12, 8): Type mismatch\n[ERROR] /x/C.kt: (1, 2) Expecting an element\n",
        (
            {"file": "src/A.kt", "line": 3, "column": 4, "message": "Unresolved reference: b"},
            {"file": "/x/B.kt", "line": 12, "column": 8},
            {"file": "/x/C.kt", "line": 1, "column": 2},
        ),
    ),
    Sample("kotlinc", "w: /x/A.kt: (3, 4): Parameter 'b' is never used\nError handling lives in A.kt: see there\n"),
    Sample(
        "groovyc",
        "startup failed:\n/x/A.groovy: 12: unexpected token: b @ line 12, column 3.\n1 error\n",
        ({"file": "/x/A.groovy", "line": 12},),
    ),
    Sample("groovyc", "Compiling A.groovy: done, no error\n"),
    Sample(
        "scalac",
        "[error] /x/A.scala:3:14: type mismatch;\n[error]  found   : String\n[error]  required: Int\n[error]   val a: Int = b\n[error]              ^\n[error] one error found\n",
        ({"file": "/x/A.scala", "line": 3, "column": 14, "message": "type mismatch;"},),
    ),
    Sample(
        "scalac",
        "[error] -- [E007] Type Mismatch Error: src/A.scala:3:14 ----------\n[error] 3 |  val a: Int = b\n[error]   |               ^\n[error]   |               Found:    String\n[error]   |               Required: Int\n",
        ({"file": "src/A.scala", "line": 3, "column": 14, "code": "E007", "message": "Found:    String"},),
    ),
    Sample(
        "scalac", "[warn] /x/A.scala:3:14: unused import\n[info] compiling A.scala: 3 sources\n[error] 0 errors in A.scala: fine\n"
    ),
    Sample(
        "ecj",
        "----------\n1. ERROR in /x/A.java (at line 12)\n\tfoo.bar();\n\t    ^^^\nThe method bar() is undefined for the type Foo\n----------\n2. WARNING in /x/A.java (at line 13)\n\tint a;\n\t    ^\nunused\n----------\n",
        ({"file": "/x/A.java", "line": 12, "message": "The method bar() is undefined for the type Foo"},),
    ),
    Sample("ecj", "1. WARNING in /x/A.java (at line 12)\n\tint a;\nThere was an error in the past. Error in nothing.\n"),
    Sample(
        "clojure",
        "Syntax error compiling at (shop/core.clj:3:4).\nUnable to resolve symbol: b in this context\n",
        ({"file": "shop/core.clj", "line": 3, "column": 4},),
    ),
    Sample("clojure", "Compiling shop/core.clj: done\n"),
    # linters
    Sample(
        "checkstyle",
        "[ERROR] /x/A.java:17:5: Class B should be declared as final. [FinalClass]\n[ERROR] src/B.java:[3,4] (sizes) LineLength: Line is longer than 100 characters.\n",
        (
            {"file": "/x/A.java", "line": 17, "column": 5, "code": "FinalClass", "message": "Class B should be declared as final."},
            {"file": "src/B.java", "line": 3, "code": "LineLength"},
        ),
    ),
    Sample(
        "checkstyle", "[WARN] /x/A.java:17:5: Class B should be declared as final. [FinalClass]\nThe mark [ERROR] is for errors\n"
    ),
    Sample(
        "pmd",
        "src/A.java:12:\tUnusedImports:\tAvoid unused imports such as 'b'\n[INFO] PMD Failure: com.shop.B:9 Rule:EmptyCatch Priority:3 Avoid empty catch blocks.\n",
        ({"file": "src/A.java", "line": 12, "code": "UnusedImports"}, {"file": "com.shop.B", "line": 9, "code": "EmptyCatch"}),
    ),
    Sample("pmd", "time:\tname:\tvalue\n"),
    Sample(
        "spotbugs",
        "[ERROR] High: Null pointer dereference of b in com.shop.A.c() [com.shop.A, com.shop.A] At A.java:[line 12] NP_ALWAYS_NULL\n",
        ({"file": "A.java", "line": 12, "code": "NP_ALWAYS_NULL", "message": "Null pointer dereference of b in com.shop.A.c()"},),
    ),
    Sample("spotbugs", "[INFO] High: 0 Medium: 0\nrisk [error] high: none\n"),
    Sample(
        "spotbugs-text",
        "H D NP: Null pointer dereference of b in com.shop.A.c()  At A.java:[line 12]\n\n"
        "* What went wrong:\nExecution failed for task ':spotbugsMain'.\n> SpotBugs rule violations were found. See the report at: x.html\n\n* Try:\n",
        ({"file": "A.java", "line": 12, "code": "NP"}, {"tool": "gradle"}),
    ),
    Sample("spotbugs-text", "M V EI: com.shop.A.b() may expose internal representation  At A.java:[line 12]\nBUILD SUCCESSFUL\n"),
    Sample(
        "kotlin-linters",
        "/x/A.kt:12:5: Line exceeds max length [MaxLineLength]\n/x/B.kt:3:1: Unused import (no-unused-imports)\n/x/C.kt:4:1: error: Unexpected blank line (standard:no-blank)\n",
        (
            {"file": "/x/A.kt", "line": 12, "code": "MaxLineLength", "tool": "detekt"},
            {"file": "/x/B.kt", "line": 3, "code": "no-unused-imports", "tool": "ktlint"},
            {"file": "/x/C.kt", "line": 4, "code": "standard:no-blank", "message": "Unexpected blank line"},
        ),
    ),
    Sample("kotlin-linters", "Formatting A.kt: ok\n"),
    Sample(
        "android-lint",
        "/x/res/values.xml:12: Error: Missing translation [MissingTranslation]\n/x/AndroidManifest.xml:3:5-40 Error:\n\tAttribute name clashes\nERROR: /x/res/l.xml:9: AAPT: error: resource not found.\n",
        (
            {"file": "/x/res/values.xml", "line": 12, "code": "MissingTranslation"},
            {"file": "/x/AndroidManifest.xml", "line": 3, "category": Category.CONFIGURATION},
            {"file": "/x/res/l.xml", "line": 9, "message": "resource not found."},
        ),
    ),
    Sample("android-lint", "/x/res/values.xml:12: Warning: Missing translation [MissingTranslation]\nan error: none\n"),
    Sample(
        "scalastyle",
        "error file=/x/A.scala message=Object name does not match line=6 column=7\n[error] /x/B.scala: File length exceeds 5 lines\n",
        ({"file": "/x/A.scala", "line": 6, "column": 7}, {"file": "/x/B.scala", "message": "File length exceeds 5 lines"}),
    ),
    Sample(
        "scalastyle",
        "warning file=/x/A.scala message=Object name does not match line=6 column=7\nProcessed 1 file(s)\nthe error file=none\n",
    ),
    Sample(
        "spotless",
        "> The following files had format violations:\n      src/main/java/A.java\n          @@ -1,3 +1,3 @@\n          -a\n          +b\n      src/main/java/B.java\n          @@ -1 +1 @@\n  Run './gradlew :spotlessApply' to fix these violations.\n",
        ({"file": "src/main/java/A.java", "message": "not formatted"}, {"file": "src/main/java/B.java"}),
    ),
    Sample("spotless", "The following files were read:\n      src/main/java/A.java\n"),
    # builds
    Sample(
        "maven",
        "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-enforcer-plugin:3.0:enforce (enforce) on project a: Some Enforcer rules have failed. -> [Help 1]\n"
        "[ERROR]\n[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.\n",
        ({"message": "Some Enforcer rules have failed.", "category": Category.DEPENDENCY, "tool": "maven"},),
    ),
    Sample(
        "maven",
        "[ERROR] Failed to execute goal on project a: Could not resolve dependencies for project g:a:jar:1: Could not find artifact g:b:jar:2 -> [Help 1]\n"
        "[ERROR] 'dependencies.dependency.version' for g:c:jar is missing. @ line 41, column 17\n",
        ({"category": Category.DEPENDENCY}, {"file": "pom.xml", "line": 41}),
    ),
    Sample(
        "maven",
        "[ERROR] Failed to execute goal org.x:y-plugin:1:run (default) on project a:\n[ERROR] no such file\n[ERROR] -> [Help 1]\n",
        ({"message": "no such file"},),
    ),
    Sample(
        "maven",
        "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.0.0:test (default-test) on project a: There are test failures.\n"
        "[ERROR] Failed to execute goal o.a.m.plugins:maven-compiler-plugin:3.8:compile (default-compile) on project a: Compilation failure\n",
    ),
    Sample(
        "gradle",
        "FAILURE: Build failed with an exception.\n\n* Where:\nBuild file '/home/runner/work/a/a/build.gradle' line: 3\n\n* What went wrong:\nA problem occurred evaluating root project 'a'.\n> Could not find method b() for arguments [c]\n\n* Try:\n> Run with --stacktrace\n",
        (
            {
                "file": "build.gradle",
                "line": 3,
                "message": "A problem occurred evaluating root project 'a'. > Could not find method b() for arguments [c]",
                "category": Category.CONFIGURATION,
            },
        ),
    ),
    Sample(
        "gradle",
        "* What went wrong:\nExecution failed for task ':test'.\n> There were failing tests. See the report at: file:///x/index.html\n\n* Try:\n",
    ),
    Sample(
        "ant",
        "BUILD FAILED\n/x/build.xml:20: The following error occurred while executing this line:\n/x/inner.xml:7: b does not exist\n\nTotal time: 1 second\n",
        ({"file": "/x/inner.xml", "line": 7, "message": "b does not exist"},),
    ),
    Sample("ant", "BUILD FAILED\n\nTotal time: 1 second\n"),
    Sample(
        "sbt",
        "[error] (update) sbt.librarymanagement.ResolveException: Error downloading org.x:y_2.13:1.0\n[error] (Compile / compileIncremental) Compilation failed\n",
        ({"code": "update", "category": Category.DEPENDENCY},),
    ),
    Sample("sbt", "[error] (Test / test) sbt.TestsFailedException: Tests unsuccessful\n[error] Total time: 3 s\n"),
    Sample(
        "jvm-exception",
        'Exception in thread "main" java.lang.IllegalStateException: no key\n\tat com.shop.Main.main(Main.java:3)\nCaused by: java.io.IOException: gone\n\t... 3 more\ndone\n',
        ({"message": "java.lang.IllegalStateException: no key", "code": "java.lang.IllegalStateException"},),
    ),
    Sample(
        "jvm-exception",
        'Exception in thread "pool-3" java.lang.IllegalStateException: expected by the test\n\tat a.B.c(B.java:3)\n',
    ),
    Sample(
        "jvm-builds",
        "[error] Not a valid command: tset (similar: test)\n",
        ({"message": "Not a valid command: tset (similar: test)"},),
    ),
    Sample("jvm-builds", "docs say 'could not find artifact' means that it is not there\n"),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
def test_samples(sample: Sample) -> None:
    check(sample)


def test_a_block_is_shown_whole_and_its_summary_is_the_same_failure() -> None:
    lines = SUREFIRE.split("\n")
    first = findings(SUREFIRE)[0]
    shown = lines[first.start : first.stop + 1]
    assert shown[0].startswith("addsUp(")
    assert shown[-1].endswith("CartTest.addsUp(CartTest.java:21)")


def test_a_long_list_of_entries_stays_within_its_bounds() -> None:
    text = (
        "[ERROR] Failures:\n"
        + "".join(f"[ERROR]   CartTest.test{n}:{n} wrong\n" for n in range(1, 500))
        + "[ERROR] Tests run: 500\n"
    )
    found = findings(text)
    assert len(found) == 499
    assert all(finding.stop - finding.start <= 60 for finding in found)
