""".NET, what builds and ships, and the reader of unseen tools."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from homeostat.understand.formats.generic import parse
from tests.understand.formats.reading import Sample, check, failures, findings

XUNIT = """\
[xUnit.net 00:00:01.02]     Shop.Tests.CartTests.AddsUp(count: 3) [FAIL]
  Failed Shop.Tests.CartTests.AddsUp(count: 3) [12 ms]
  Error Message:
   Assert.Equal() Failure
Expected: 3
Actual:   2
  Stack Trace:
     at Shop.Tests.CartTests.AddsUp(Int32 count) in /home/runner/work/shop/shop/tests/CartTests.cs:line 21
  Passed Shop.Tests.CartTests.Holds [1 ms]

Failed!  - Failed:     1, Passed:     1, Skipped:     0, Total:     2
"""

NUNIT = """\
Errors, Failures and Warnings

1) Failed : Shop.Tests.CartTests.AddsUp
  Expected: 3
  But was:  2
   at Shop.Tests.CartTests.AddsUp() in /home/runner/work/shop/shop/tests/CartTests.cs:line 21

Run Settings
"""

BUILDKIT = """\
#9 [3/4] RUN make all
#9 0.312 make: cc: not there
#9 ERROR: process "/bin/sh -c make all" did not complete successfully: exit code: 2
------
 > [3/4] RUN make all:
0.312 make: cc: not there
------
Dockerfile:7
--------------------
   5 |     WORKDIR /app
   7 | >>> RUN make all
--------------------
ERROR: failed to solve: process "/bin/sh -c make all" did not complete successfully: exit code: 2
"""

TERRAFORM = """\
╷
│ Error: Unsupported argument
│
│   on main.tf line 12, in resource "aws_s3_bucket" "b":
│   12:   colour = "red"
│
│ An argument named "colour" is not expected here.
╵
"""

SHELLCHECK = """\
In run.sh line 3:
echo $b
     ^-- SC2086 (info): Double quote to prevent globbing and word splitting.

For more information:
"""

NIX = """\
error: undefined variable 'stdnev'

       at /home/runner/work/a/a/flake.nix:18:23:
           17|   a =
           18|     stdnev;
"""

GFORTRAN = """\
src/a.f90:81.24-26:

call total(b, c)
           1
Error: Interface mismatch in dummy procedure 'f' at (1)
"""

STYLISH = """\
src/a.zzz
  2:10  error    Unknown thing here          no-unknown
  3:11  warning  Strange thing here          no-strange
"""

SAMPLES = [
    Sample(
        "dotnet-tests",
        XUNIT,
        (
            {
                "test": "Shop.Tests.CartTests.AddsUp(count: 3)",
                "file": "tests/CartTests.cs",
                "line": 21,
                "message": "Assert.Equal() Failure Expected: 3 Actual:   2",
                "category": Category.RUNTIME,
            },
        ),
    ),
    Sample(
        "dotnet-tests",
        "    tests/CartTests.cs(21): error TESTERROR:\n      Shop.Tests.CartTests.AddsUp (12ms): Error Message: Assert.Equal() Failure\n      Expected: 3\n\n",
        ({"test": "Shop.Tests.CartTests.AddsUp", "file": "tests/CartTests.cs", "line": 21, "message": "Assert.Equal() Failure"},),
    ),
    Sample("dotnet-tests", NUNIT, ({"test": "Shop.Tests.CartTests.AddsUp", "line": 21, "tool": "nunit"},)),
    Sample(
        "dotnet-tests",
        "  Passed Shop.Tests.CartTests.Holds [1 ms]\n  Failed to upload [the report]\nPassed!  - Failed:     0, Passed:     1\n",
    ),
    Sample(
        "msbuild",
        "src/A.cs(1,2): error CS1002: ; expected [/home/runner/work/a/a/src/A.csproj]\nsrc/A.cs(1,2): error CS1002: ; expected [/home/runner/work/a/a/src/A.csproj]\n"
        "CSC : error CS0006: Metadata file 'b.dll' could not be found [/x/A.csproj]\n  4>x.cpp(12): fatal error C1083: Cannot open include file: 'y.h'\nmain.obj : error LNK2019: unresolved external symbol total\n",
        (
            {"file": "src/A.cs", "line": 1, "column": 2, "code": "CS1002", "message": "; expected"},
            {"code": "CS0006", "category": Category.DEPENDENCY},
            {"file": "x.cpp", "line": 12, "code": "C1083"},
            {"code": "LNK2019", "file": "main.obj"},
        ),
    ),
    Sample(
        "msbuild",
        "src/A.cs(1,2): warning CS0168: The variable 'b' is declared but never used [/x/A.csproj]\n    0 Error(s)\nsome error here\n",
    ),
    Sample(
        "nuget",
        "Unable to find package Shop.Core. No packages exist with this id in source(s): x\n",
        ({"category": Category.DEPENDENCY},),
    ),
    Sample("nuget", "Assets/Cart.cs(12,3): error CS0103: The name 'b' does not exist\n", ({"file": "Assets/Cart.cs", "line": 12},)),
    Sample("nuget", "Restored /x/A.csproj (in 1 sec).\nUnable to hear you\n"),
    Sample("docker", BUILDKIT, ({"file": "Dockerfile", "line": 7, "tool": "docker"},)),
    Sample(
        "docker",
        "docker: Error response from daemon: manifest for shop:3 not found.\n",
        ({"message": "Error response from daemon: manifest for shop:3 not found."},),
    ),
    Sample("docker", "#9 DONE 0.3s\nERROR: nothing failed to solve\n"),
    Sample(
        "terraform",
        TERRAFORM,
        ({"file": "main.tf", "line": 12, "message": "Unsupported argument", "category": Category.CONFIGURATION},),
    ),
    Sample("terraform", "Error: a word\nand another\n│ Warning: Deprecated\n"),
    Sample(
        "operations",
        'Error: INSTALLATION FAILED: chart not found\nfatal: [web1]: FAILED! => {"msg": "no"}\nfatal: couldn\'t find remote ref refs/heads/b\nCONFLICT (content): Merge conflict in a.txt\n',
        ({"tool": "helm"}, {"tool": "ansible", "code": "web1"}, {"tool": "git"}, {"tool": "git"}),
    ),
    Sample(
        "operations",
        "fatal: No names found, cannot describe anything.\nfatal: not a git repository (or any of the parent directories): .git\nfailed: [3] of them\nerror: a word\n",
    ),
    Sample(
        "bazel",
        "ERROR: /home/runner/work/a/a/src/BUILD:3:4: Compiling a.cc failed: (Exit 1): gcc failed: error executing command\nERROR: Build did NOT complete successfully\n",
        ({"file": "src/BUILD", "line": 3, "column": 4, "tool": "bazel"},),
    ),
    Sample("bazel", "INFO: Analyzed //a:b\nERROR: Couldn't start the build. Unable to run tests\nERROR: no kind of build\n"),
    Sample(
        "bazel-tests",
        "FAIL: //cart:total_test (see /x/test.log)\n//cart:total_test                    FAILED in 3 out of 3 in 1.2s\n//cart:holds_test                    PASSED in 0.1s\n",
        ({"test": "//cart:total_test"},),
    ),
    Sample("bazel-tests", "//cart:holds_test                    PASSED in 0.1s\nthe upload to //server FAILED twice\n"),
    Sample(
        "yaml-checks",
        'a.yml:1:2: [error] too many spaces (colons)\n.github/workflows/ci.yaml:3:5: unexpected key "b" for "job" section [syntax-check]\n  |\n3 |     b: c\n  |     ^~\nroles/a/main.yml:8: yaml[comments]: Missing starting space\n',
        (
            {"file": "a.yml", "line": 1, "code": "colons", "message": "too many spaces", "tool": "yamllint"},
            {
                "file": ".github/workflows/ci.yaml",
                "line": 3,
                "code": "syntax-check",
                "category": Category.CONFIGURATION,
                "tool": "actionlint",
            },
            {"file": "roles/a/main.yml", "line": 8, "code": "yaml[comments]"},
        ),
    ),
    Sample("yaml-checks", "a.yml:1:2: [warning] missing document start (document-start)\nan error elsewhere\n"),
    Sample(
        "cfn-lint",
        "E3002 Invalid Property Resources/B\nstack.template:12:3\n",
        ({"file": "stack.template", "line": 12, "code": "E3002"},),
    ),
    Sample("cfn-lint", "W2001 Parameter B not used\nno error: see stack.template:\nstack.template: done\n"),
    Sample("shellcheck", SHELLCHECK, ({"file": "run.sh", "line": 3, "code": "SC2086"},)),
    Sample("shellcheck", "In run.sh line 3:\nnothing is told, no error\n"),
    Sample(
        "checks",
        "run.sh:3:6: note: Double quote to prevent globbing. [SC2086]\nDockerfile:3 DL3008 warning: Pin versions in apt get install\nmanifests/a.pp - ERROR: b not in autoload module layout on line 7\n"
        'FC001: Use strings in preference to symbols: ./foo/default.rb:8\npet/v1/a.proto:42:10:Field name "petID" should be lower_snake_case.\nsrc/a.txt:9: teh ==> the\n.env:2 The FOO key should be with a value\n',
        (
            {"file": "run.sh", "line": 3, "code": "SC2086"},
            {"file": "Dockerfile", "line": 3, "code": "DL3008"},
            {"file": "manifests/a.pp", "line": 7},
            {"file": "foo/default.rb", "line": 8, "code": "FC001"},
            {"file": "pet/v1/a.proto", "line": 42, "column": 10},
            {"file": "src/a.txt", "line": 9, "tool": "codespell"},
            {"file": ".env", "line": 2},
        ),
    ),
    Sample("checks", "a ==> b is an arrow\nStep 3/9 : reading Dockerfile, no error\nsee page 3 on line 4 of the poem\n"),
    Sample(
        "awesome-bot",
        "> White listed:\n  1. [L0153] 302 https://a.org/b\n\nIssues :-(\n> Links \n  1. [L0170] 404 https://a.org/c  \n> Dupes \n  None\n",
        ({"line": 170, "message": "404 https://a.org/c"},),
    ),
    Sample("awesome-bot", "> White listed:\n  1. [L0153] 302 https://a.org/b\n"),
    Sample(
        "links",
        "  [✖] https://a.org/b → Status: 404\n  [✓] https://a.org/c\n[404] https://a.org/d | Not Found\n",
        ({"tool": "link-check"}, {"code": "404"}),
    ),
    Sample("links", "  [✓] https://a.org/c → Status: 200\nlinks that failed: 0\n"),
    Sample(
        "shell",
        "./run.sh: line 12: totl: command not found\nrun.sh: 3: run.sh: totl: not found\nbash: line 97: bc: command not found\n",
        (
            {"file": "run.sh", "line": 12, "message": "totl: command not found"},
            {"file": "run.sh", "line": 3},
            {"file": None, "line": None, "message": "bc: command not found"},
        ),
    ),
    Sample(
        "shell",
        "/home/a/.nvm/nvm.sh: line 3266: echo: write error: Broken pipe\nThe page was not found on line 3\nPermission denied is handled\n",
    ),
    # unseen tools
    Sample(
        "generic-headed",
        NIX,
        ({"file": "flake.nix", "line": 18, "column": 23, "message": "undefined variable 'stdnev'", "tool": "generic"},),
    ),
    Sample(
        "generic-headed",
        "error[total]: unknown total\n  ╭─[src/a.zzz:3:4]\n  │\n",
        ({"file": "src/a.zzz", "line": 3, "code": "total"},),
    ),
    Sample("generic-headed", "error: something went wrong\nit is not told where\nsee src/a.zzz:3:4 for an example\n"),
    Sample(
        "generic-placed",
        GFORTRAN,
        ({"file": "src/a.f90", "line": 81, "message": "Interface mismatch in dummy procedure 'f' at (1)"},),
    ),
    Sample("generic-placed", "src/a.f90:81:\n\nall is well\n\n\n\n\n\n\n\nError: somewhere else\n"),
    Sample(
        "generic-rows",
        STYLISH,
        ({"file": "src/a.zzz", "line": 2, "column": 10, "code": "no-unknown", "message": "Unknown thing here"},),
    ),
    Sample("generic-rows", "Results\n  2:10  error  of no file\n"),
    Sample(
        "generic",
        'src/a.zzz:12:3: error: unknown thing [no-unknown]\nsrc/a.robot:9:1 [E] 0401 Invalid syntax\n"src/a.c", line 11: error: expected a ";"\nx.pas(12,3) Fatal: Syntax error\n',
        (
            {"file": "src/a.zzz", "line": 12, "column": 3, "message": "unknown thing [no-unknown]", "code": "no-unknown"},
            {"file": "src/a.robot", "line": 9},
            {"file": "src/a.c", "line": 11, "message": 'expected a ";"'},
            {"file": "x.pas", "line": 12, "column": 3, "message": "Syntax error"},
        ),
    ),
    Sample(
        "generic",
        "src/a.vim:12:3: Use the full name\nsrc/b.vim:1:1: warning: an error in taste\n",
        ({"file": "src/a.vim", "line": 12},),
    ),
    Sample("generic", "src/a.zzz:12:3: warning: unknown thing\nsrc/b.zzz:1:1: warning: see here\n", ({"line": 12}, {"line": 1})),
    Sample("generic", "src/a.zzz:12:3: warning: unknown thing\nan error stopped it\n"),
    Sample(
        "generic",
        "12:30:01 INFO started\n    at total (/x/y.js:12:3)\n\tfrom x.rb:12:in `total'\nhttps://a.org:8080/x.js:12 failed\nerror: connect ECONNREFUSED 127.0.0.1:5432\n"
        "src/x.py    12   3   75%   1-4, 12 error\nx.js:12: listening on port 8080\ntests/x_test.py::test_y[error.py:12] PASSED\nCMakeTmp/src.c:3:4: error: probe\n",
    ),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
def test_samples(sample: Sample) -> None:
    check(sample)


# (line, file, line number, column, rank: 2 an error, 1 not told, 0 a warning, -1 a remark)
PLACES = [
    ('source/x.c(12): error:  #65: expected a ";"', "source/x.c", 12, None, 2),
    ("x.c:12:3:  [5] (race) chmod:This accepts filename arguments", "x.c", 12, 3, 1),
    ("/x/A.as(12): col: 3 Error: Incorrect number of arguments.", "/x/A.as", 12, 3, 2),
    ('"x.c", line 76 (col. 5): error #20: identifier "b" is undefined', "x.c", 76, 5, 2),
    ('"x.c", line 12.3: 1506-166 (S) Definition of function b requires parentheses.', "x.c", 12, 3, 2),
    ('"x.c", line 12.3: 1506-359 (I) Automatic linkage convention', "x.c", 12, 3, 0),
    ("x.adb:12:03: warning: variable b is never read", "x.adb", 12, 3, 0),
    ("4>x.cpp(12): fatal error C1083: Cannot open include file: 'y.h'", "x.cpp", 12, None, 2),
    ("/x/y.bb:12:error:oelint.var.mandatoryvar:Variable 'SUMMARY' should be set", "/x/y.bb", 12, None, 2),
    ("ERROR: (semicolon) /x/y.ts[12, 3]: Missing semicolon", "/x/y.ts", 12, 3, 2),
    ("x.xml:12: parser error : Opening and ending tag mismatch", "x.xml", 12, None, 2),
    ("x.js: line 2, col 10, Warning - 'b' is defined but never used.", "x.js", 2, 10, 0),
    ("[/x/y.proto:12] - The line is too long", "/x/y.proto", 12, None, 1),
    ("x.md: 12: MD041/first-line-heading First line in file should be a heading", "x.md", 12, None, 1),
    ("%Error: x.v:12:3: syntax error, unexpected end", "x.v", 12, 3, 2),
    ("%Warning-UNUSED: x.v:12:3: Signal is not used: 'b'", "x.v", 12, 3, 0),
    ("Error: Could not parse: Syntax error at '}' (file: /x/y.pp, line: 12, column: 3)", "/x/y.pp", 12, 3, 2),
    ('ERROR:HDLCompiler:69 - "/x/y.vhd" Line 12: <b> is not declared.', "/x/y.vhd", 12, None, 2),
    ("x.hx:12: characters 3-6 : Unknown identifier : b", "x.hx", 12, None, 1),
    ("ERROR in src/x.ts(12,3): TS2304: Cannot find name 'b'.", "src/x.ts", 12, 3, 2),
    ("(x.yml): did not find expected key while parsing a block mapping at line 12 column 3", "x.yml", 12, 3, 1),
    ("x.py:docstring of a.b:12: ERROR: Unexpected indentation.", "x.py", 12, None, 2),
    ("Runtime Error: a.f90, line 7: Reference to undefined POINTER P", "a.f90", 7, None, 2),
    ("Warning: C:/a.f90, line 5: unused", "C:/a.f90", 5, None, 0),
    ("C:\\a b\\c.h(17) : Fatal Error[Pe1696]: cannot open source file", "C:\\a b\\c.h", 17, None, 2),
    ("#12 3.456 src/a.zzz:3:4: error: in a container build", "src/a.zzz", 3, 4, 2),
    ("lib/x.pm: Code before strictures at line 1, column 1.  See page 429 of PBP.", "lib/x.pm", 1, 1, 1),
]


@pytest.mark.parametrize(("text", "file", "line", "column", "rank"), PLACES)
def test_a_line_is_taken_apart(text: str, file: str, line: int, column: int | None, rank: int) -> None:
    report = parse(text)
    assert report is not None
    assert (report.rank, report.groups["file"], int(report.groups["line"] or 0)) == (rank, file, line)
    assert int(report.groups["column"] or 0) == (column or 0)


NO_PLACES = [
    "2020-01-01 12:00:00 INFO x.py:12 - all good",
    "In file included from x.c:12:",
    "x.c: In function 'main':",
    "x.lua:12: in function 'total'",
    "tests/x.py:12: DeprecationWarning: b is deprecated",
    '<testcase file="x.py" line="12" name="error">',
    "tcp://127.0.0.1:5432: error 12",
    "Error: getaddrinfo ENOTFOUND a.org a.org:443",
    "Makefile:12: recipe for target 'all' failed",
    "ERROR [Service.java:95] : no such entity",
    "ERROR    scribe:__init__.py:355 send_messages: err",
    "[ERROR] \tat org.a.B.c(B.java:12)",
    "",
]


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_report(text: str) -> None:
    report = parse(text)
    assert report is None or report.rank <= 0


def test_a_repeated_report_is_one_failure() -> None:
    text = "src/a.zzz:12:3: error: unknown thing\n" * 3
    assert len(set(failures(text))) == 1


def test_very_many_reports_are_read_up_to_a_bound() -> None:
    text = "".join(f"src/a.zzz:{n}:3: error: unknown thing\n" for n in range(1, 3000))
    assert len(findings(text)) == 1000
