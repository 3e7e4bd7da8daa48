"""Compilers, linkers, build tools and test runners of C, C++ and many other languages."""

from __future__ import annotations

import pytest

from homeostat.records import Category
from tests.understand.formats.reading import Sample, check, findings

GCC = """\
In file included from src/a.c:3:
src/a.h: In function 'main':
/home/runner/work/a/a/src/a.h:12:5: error: unused variable 'b' [-Werror=unused-variable]
   12 |   int b;
      |       ^
src/a.h:11:3: note: declared here
src/a.c:20:1: warning: control reaches end [-Wreturn-type]
cc1: all warnings being treated as errors
"""

GTEST = """\
[ RUN      ] Cart.Holds
[       OK ] Cart.Holds (0 ms)
[ RUN      ] Cart.AddsUp
../test/cart_test.cc:21: Failure
Expected equality of these values:
  total
    Which is: 2
  3
[  FAILED  ] Cart.AddsUp (1 ms)
[  FAILED  ] Prices/Round.Up/2, where GetParam() = 3 (0 ms)
[==========] 3 tests ran.
[  FAILED  ] 2 tests, listed below:
[  FAILED  ] Cart.AddsUp
[  FAILED  ] Prices/Round.Up/2, where GetParam() = 3
"""

CATCH = """\
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
cart is a Catch v2.13.1 host application.
-------------------------------------------------------------------------------
a cart
  adds up
-------------------------------------------------------------------------------
test/cart.cpp:12
...............................................................................

test/cart.cpp:15: FAILED:
  CHECK( total == 3 )
with expansion:
  2 == 3

===============================================================================
test cases: 2 | 1 passed | 1 failed
"""

DOCTEST = """\
===============================================================================
test/cart.cpp:12:
TEST CASE:  adds up

test/cart.cpp:15: ERROR: CHECK( total == 3 ) is NOT correct!
  values: CHECK( 2 == 3 )

===============================================================================
"""

CTEST = """\
1/3 Test #1: holds ............................   Passed    0.01 sec
2/3 Test #2: adds_up ..........................***Failed    0.02 sec
total is 2, not 3

3/3 Test #3: waits ............................***Timeout   9.00 sec

33% tests passed, 2 tests failed out of 3

The following tests FAILED:
\t  2 - adds_up (Failed)
\t  3 - waits (Timeout)
Errors while running CTest
"""

ASAN = """\
=================================================================
==30799==ERROR: AddressSanitizer: heap-use-after-free on address 0x61b000080607 at pc 0x5558
READ of size 1 at 0x61b000080607 thread T2
    #0 0x7f12 in memcpy /usr/lib/x86_64/string.h:34:1
    #1 0x5558 in Cart::total() /home/runner/work/a/a/src/cart.cpp:163:25
SUMMARY: AddressSanitizer: heap-use-after-free src/cart.cpp:163:25 in Cart::total()
"""

VALGRIND = """\
==12== Invalid read of size 4
==12==    at 0x4005: total (cart.c:12)
==12==    by 0x4006: main (main.c:3)
==12==
==12== HEAP SUMMARY:
"""

CMAKE = """\
-- Looking for pthread.h - not found
CMake Error at /usr/share/cmake-3.22/Modules/FindPackageHandleStandardArgs.cmake:138 (message):
  Could NOT find Halide (missing: HALIDE_ROOT_DIR)
Call Stack (most recent call first):
  /usr/share/cmake-3.22/Modules/FindPackageHandleStandardArgs.cmake:374 (_FPHSA_FAILURE_MESSAGE)
  cmake/FindHalide.cmake:38 (find_package_handle_standard_args)


-- Configuring incomplete, errors occurred!
"""

GHC = """\
[1 of 2] Compiling Cart
src/Cart.hs:38:10: error:
    • Variable not in scope: total
    • In the expression: total 3
   |
38 | a = total 3
   |     ^^^^^
src/Cart.hs:40:1: warning: [-Wunused-imports]
    The import of Data.List is redundant
"""

HLINT = """\
src/Cart.hs:11:18: Suggestion: Redundant bracket
Found:
  (eval a)
Perhaps:
  eval a

1 hint
"""

ELIXIR = """\
** (CompileError) lib/cart.ex:12: undefined function total/1
    (elixir) lib/enum.ex:1755: Enum.map/2
"""

EXUNIT = """\
  1) test adds up (Shop.CartTest)
     test/cart_test.exs:12
     Assertion with == failed
     code:  assert total() == 3
     left:  2
     right: 3
     stacktrace:
       test/cart_test.exs:14: (test)

Finished in 0.1 seconds
"""

TESTTHAT = """\
── Failure (test-cart.R:12:3): adds up ─────────────────────
total() not equal to 3.
1/1 mismatches
══ Results ═════════════════════════════════════════════════
"""

SAMPLES = [
    Sample(
        "compilers",
        GCC,
        (
            {
                "file": "src/a.h",
                "line": 12,
                "column": 5,
                "message": "unused variable 'b'",
                "code": "-Werror=unused-variable",
                "category": Category.SYNTAX,
            },
        ),
    ),
    Sample(
        "compilers",
        'x.cpp:3:4: fatal error: y.h: No such file or directory\nsrc/k.cu(12): error: identifier "b" is undefined\n',
        ({"file": "x.cpp", "line": 3, "message": "y.h: No such file or directory"}, {"file": "src/k.cu", "line": 12}),
    ),
    Sample(
        "compilers", "src/a.cpp:10:3: error: do not use goto [cppcoreguidelines-avoid-goto,-warnings-as-errors]\n", ({"line": 10},)
    ),
    Sample(
        "compilers",
        "x.f90:7:10:\n\n    7 |  Use b\n      |      1\nFatal Error: Cannot open module file 'b.mod'\n",
        ({"file": "x.f90", "line": 7},),
    ),
    Sample(
        "compilers",
        "conftest.c:12:3: error: unknown type name 'b'\nx.c:3:4: note: declared here\nx.c:9:1: warning: error is shadowed\n",
    ),
    Sample(
        "compilers-without-place",
        "cc1plus: error: unrecognized command line option '-Wfoo'\nclang: error: linker command failed with exit code 1\nnvcc fatal   : Unsupported gpu architecture 'compute_99'\n",
        ({"message": "unrecognized command line option '-Wfoo'"}, {"message": "Unsupported gpu architecture 'compute_99'"}),
    ),
    Sample("compilers-without-place", "collect2: error: ld returned 1 exit status\nmy error: this is a sentence\n"),
    Sample(
        "linker-symbols",
        "/usr/bin/ld: main.o: in function `main':\nmain.c:(.text+0x5): undefined reference to `total'\nmain.c:(.text+0x9): undefined reference to `total'\n"
        "cart.o: multiple definition of `cart'; main.o: first defined here\n",
        (
            {"file": "main.c", "message": "undefined reference to `total'"},
            {"message": "multiple definition of `cart'; main.o: first defined here"},
        ),
    ),
    Sample("linker-symbols", "LaTeX Warning: There were undefined references.\nundefined reference to nothing\n"),
    Sample(
        "linker",
        '/usr/bin/ld: cannot find -lcart\nld.lld: error: undefined symbol: total\n>>> referenced by main.c:3\nUndefined symbols for architecture arm64:\n  "_total", referenced from:\n      _main in main.o\n',
        (
            {"message": "cannot find -lcart", "category": Category.DEPENDENCY},
            {"message": "undefined symbol: total"},
            {"message": "Undefined symbols for architecture arm64"},
        ),
    ),
    Sample("linker", "ld: warning: directory not found for option '-Lx'\nAll undefined symbols are listed\nbuild: ok\n"),
    Sample(
        "cmake",
        CMAKE,
        (
            {
                "file": "cmake/FindHalide.cmake",
                "line": 38,
                "message": "Could NOT find Halide (missing: HALIDE_ROOT_DIR)",
                "category": Category.DEPENDENCY,
            },
        ),
    ),
    Sample(
        "cmake",
        "CMake Error at src/CMakeLists.txt:3 (add_library):\n  Cannot find source file:\n\n    a.c\n\nCMake Warning at b.cmake:4 (message):\n  old\n\n",
        ({"file": "src/CMakeLists.txt", "line": 3, "message": "Cannot find source file: a.c"},),
    ),
    Sample("cmake", "CMake Warning (dev) at CMakeLists.txt:3 (option):\n  see CMake Error messages in the manual\n"),
    Sample(
        "native-checkers",
        "[src/a.c:12]: (error) Memory leak: b\nsrc/a.h:9:  Missing space  [whitespace/operators] [3]\nsrc/a.c:3:4: error: code should be clang-formatted [-Wclang-format-violations]\n",
        (
            {"file": "src/a.c", "line": 12, "tool": "cppcheck"},
            {"file": "src/a.h", "line": 9, "code": "whitespace/operators"},
            {"line": 3},
        ),
    ),
    Sample("native-checkers", "[src/a.c:12]: (style) The scope of b can be reduced\nan (error) in brackets\nthe error: none\n"),
    Sample(
        "native-builds",
        "ninja: error: loading 'build.ninja': No such file or directory\nmeson.build:12:4: ERROR: Dependency \"zlib\" not found\nconfigure: error: no acceptable C compiler found in $PATH\nNo package 'gtk+-3.0' found\n",
        (
            {"tool": "ninja"},
            {"tool": "meson", "file": "meson.build", "line": 12, "message": 'Dependency "zlib" not found'},
            {"tool": "configure", "message": "no acceptable C compiler found in $PATH"},
            {"tool": "pkg-config", "category": Category.DEPENDENCY},
        ),
    ),
    Sample(
        "native-builds",
        "checking for cc... no\nninja: no work to do.\nninja: Entering directory `build'\nconfigure: creating ./config.status\n",
    ),
    Sample(
        "latex",
        "! Undefined control sequence.\nl.12 \\foo\n         bar\n! LaTeX Error: File `b.sty' not found.\n",
        ({"message": "Undefined control sequence.", "line": 12}, {"message": "LaTeX Error: File `b.sty' not found."}),
    ),
    Sample("latex", "! what a day\nWell! LaTeX is fine! \n"),
    Sample(
        "make",
        "cc -c a.c\nsomething went wrong\nmake[2]: *** [Makefile:84: a.o] Error 1\nmake[1]: *** [all] Error 2\nmake: *** [default] Error 2\n",
        ({"message": "a.o: Error 1", "tool": "make", "file": None},),
    ),
    Sample(
        "make",
        "make: *** No rule to make target 'b.c', needed by 'b.o'.  Stop.\nMakefile:12: *** missing separator.  Stop.\n",
        ({"category": Category.CONFIGURATION}, {"file": "Makefile", "line": 12, "message": "missing separator."}),
    ),
    Sample(
        "make",
        "make[1]: *** Waiting for unfinished jobs....\nmake: Nothing to be done\nnote: *** is a star\nMakefile:12: recipe for target 'b' failed\n",
    ),
    Sample(
        "sanitizers",
        ASAN,
        ({"file": "src/cart.cpp", "line": 163, "tool": "AddressSanitizer", "category": Category.RUNTIME},),
    ),
    Sample("sanitizers", "Building with AddressSanitizer: on\n"),
    Sample(
        "ubsan",
        "src/a.cpp:12:5: runtime error: signed integer overflow\n    #0 0x1 in main a.cpp:12\n",
        ({"file": "src/a.cpp", "line": 12},),
    ),
    Sample("ubsan", "handles any: runtime error: of the server\n"),
    Sample("valgrind", VALGRIND, ({"file": "cart.c", "line": 12, "message": "Invalid read of size 4"},)),
    Sample(
        "valgrind", "==12== HEAP SUMMARY:\n==12==     in use at exit: 0 bytes\n==12==    definitely lost: 0 bytes in 0 blocks\n"
    ),
    Sample(
        "dr-memory",
        "Error #1: LEAK 150 direct bytes 0x005a2540-0x005a25d6 + 0 indirect bytes\n# 0 replace_malloc   [/x/common/alloc_replace.c:2576]\n# 1 total            [/home/runner/work/a/a/cart.c:84]\n\n",
        ({"file": "cart.c", "line": 84, "tool": "drmemory"},),
    ),
    Sample("dr-memory", "Error #1: of the list below\n# 1 is the first\n"),
    Sample(
        "crashes",
        "a.out: src/a.c:12: main: Assertion `b == 3' failed.\nAborted (core dumped)\n",
        ({"file": "src/a.c", "line": 12, "message": "Assertion `b == 3' failed"}, {"message": "Aborted (core dumped)"}),
    ),
    Sample(
        "crashes",
        "terminate called after throwing an instance of 'std::runtime_error'\n  what():  no key\nbin/a: error while loading shared libraries: libb.so.1: cannot open shared object file\n",
        ({"tool": "assert"}, {"category": Category.DEPENDENCY}),
    ),
    Sample("crashes", "Aborted transactions: 3\nKilled 3 workers as planned\nThe test 'Segmentation fault is handled' passed\n"),
    Sample(
        "ghc",
        GHC,
        ({"file": "src/Cart.hs", "line": 38, "column": 10, "message": "Variable not in scope: total In the expression: total 3"},),
    ),
    Sample("ghc", HLINT, ({"file": "src/Cart.hs", "line": 11, "tool": "hlint", "message": "Redundant bracket"},)),
    Sample(
        "ghc",
        "src/A.hs:94:10: Warning:\n    No explicit implementation for mappend\n\n<no location info>:\nFailing due to -Werror.\n",
        ({"file": "src/A.hs", "line": 94},),
    ),
    Sample("ghc", "src/A.hs:94:10: Warning:\n    No explicit implementation for mappend\n"),
    Sample(
        "cabal",
        "cabal: Could not resolve dependencies:\n[__0] trying: a-1 (user goal)\n[__1] rejecting: base-4 (conflict)\n",
        ({"category": Category.DEPENDENCY},),
    ),
    Sample("cabal", "We could not resolve dependencies of this kind in the past.\n"),
    Sample(
        "ocaml",
        'File "src/cart.ml", line 12, characters 3-8:\n12 |   totl b\n       ^^^^\nError: Unbound value totl\n',
        ({"file": "src/cart.ml", "line": 12, "column": 3, "message": "Unbound value totl"},),
    ),
    Sample(
        "ocaml",
        'File "a.ml", line 1, characters 3-8:\nFile "b.ml", line 2, characters 3-8:\nError: Unbound\n',
        ({"file": "b.ml", "line": 2},),
    ),
    Sample("ocaml", 'File "src/cart.ml", line 12, characters 3-8:\nWarning 26: unused variable b.\n\nAll done\n'),
    Sample(
        "erlang",
        "src/cart.erl:91: variable 'Total' is unbound\nsrc/cart.erl:92:7: field tags undefined in record cart\n===> Failed to fetch and copy dep: {git,\"x\"}\n",
        ({"file": "src/cart.erl", "line": 91}, {"line": 92, "column": 7}, {"tool": "rebar", "category": Category.DEPENDENCY}),
    ),
    Sample("erlang", "src/cart.erl:91: Warning: variable 'Total' is unused\n===> Compiling cart\nan error in b\n"),
    Sample(
        "elixir",
        ELIXIR,
        (
            {
                "file": "lib/cart.ex",
                "line": 12,
                "message": "undefined function total/1",
                "code": "CompileError",
                "category": Category.SYNTAX,
            },
        ),
    ),
    Sample(
        "elixir",
        "** (RuntimeError) no key\n    check.exs:9: Check.run/1\n    (elixir) lib/enum.ex:1: Enum.map/2\n",
        ({"file": "check.exs", "line": 9},),
    ),
    Sample(
        "elixir",
        "12:00:01.123 [error] GenServer #PID<0.1.0> terminating\n** (RuntimeError) oops\n    (shop) lib/cart.ex:3: Cart.total/1\n",
    ),
    Sample(
        "credo",
        "┃ [R] → Modules should have a @moduledoc tag.\n┃       lib/cart.ex:12:11 #(Cart)\n",
        ({"file": "lib/cart.ex", "line": 12, "code": "R"},),
    ),
    Sample("credo", "┃ [a frame] around\n┃   nothing\n"),
    Sample(
        "dart",
        "  error • Undefined name 'b' • lib/cart.dart:12:3 • undefined_identifier\nlib/b.dart:3:4: Error: Expected ';' after this.\n  a\n  ^\n",
        ({"file": "lib/cart.dart", "line": 12, "code": "undefined_identifier"}, {"file": "lib/b.dart", "line": 3}),
    ),
    Sample("dart", "   info • Unused import • lib/cart.dart:12:3 • unused_import\nFormatted lib/cart.dart in 0.1 seconds\n"),
    Sample(
        "embedded",
        "ctc E208: [\"src/a.h\" 380/1] syntax error\nncvlog: *E,EXPSMC (./a.v,310|7): expecting a semicolon\nERROR: [VRFC 10-2989] 'b' is not declared [/x/a.v:12]\n",
        (
            {"file": "src/a.h", "line": 380, "code": "E208"},
            {"file": "a.v", "line": 310, "column": 7, "code": "EXPSMC"},
            {"file": "/x/a.v", "line": 12},
        ),
    ),
    Sample("embedded", 'ctc W549: ["src/a.c" 8796/7] condition is always true\nncelab: *W,CUVWSP (./a.v,310|7): not connected\n'),
    Sample(
        "elm-purescript",
        "Error found:\nin module Main\nat src/Main.purs:3:4 - 3:9 (line 3, column 4 - line 3, column 9)\n\n  Unknown value total\n\n",
        ({"file": "src/Main.purs", "line": 3, "message": "Unknown value total"},),
    ),
    Sample(
        "elm-purescript",
        "-- TYPE MISMATCH ---------------- src/Main.elm\n\nThe 1st argument is wrong:\n\n12|   total b\n            ^\n",
        ({"file": "src/Main.elm", "line": 12, "code": "TYPE MISMATCH"},),
    ),
    Sample(
        "elm-purescript",
        "Warning found:\nin module Main\nat src/Main.purs:3:4 - 3:9 (line 3, column 4 - line 3, column 9)\n\n  Unused\n",
    ),
    Sample(
        "modelsim",
        '# ** Error: Simulation ran too long.\n#    Time: 0 us  Scope: tb File: /net/tb.sv Line: 312\n** Error: /x/a.vhd(12): (vcom-1136) Unknown identifier "b".\n',
        ({"file": "/net/tb.sv", "line": 312}, {"file": "/x/a.vhd", "line": 12, "code": "vcom-1136"}),
    ),
    Sample("modelsim", "# ** Warning: (vsim-8315) /x/a.sv(26): No condition is true.\n# ** Note: ** Error counts: 0\n"),
    Sample(
        "perl",
        'Can\'t locate Moose.pm in @INC (you may need to install Moose) at lib/Cart.pm line 3.\nUse of b at line 69, column 28.  See page 218 of PBP.  (Severity: 5)\nsyntax error at x.pl line 12, near "}"\n',
        (
            {"file": "lib/Cart.pm", "line": 3, "category": Category.DEPENDENCY},
            {"line": 69, "column": 28, "tool": "perlcritic"},
            {"file": "x.pl", "line": 12},
        ),
    ),
    Sample(
        "perl",
        'Name "main::b" used only once: possible typo at x.pl line 12.\nUse of uninitialized value $b at x.pl line 13.\nreading line 3\n',
    ),
    Sample(
        "lua",
        "lua: src/cart.lua:12: attempt to index a nil value\nstack traceback:\n\t[C]: in ?\n    src/b.lua:3:4: (W113) accessing undefined variable c\n",
        ({"file": "src/cart.lua", "line": 12}, {"file": "src/b.lua", "line": 3, "code": "W113"}),
    ),
    Sample("lua", "Checking src/cart.lua                OK\n\tsrc/cart.lua:12: in function 'total'\n"),
    Sample(
        "r",
        "* checking tests ...\n  Running 'testthat.R' [2s]\n ERROR\nRunning the tests in 'tests/testthat.R' failed.\n* DONE\nError in library(shop) : there is no package called 'shop'\nExecution halted\n",
        ({"tool": "R CMD check"}, {"category": Category.DEPENDENCY}),
    ),
    Sample("r", "* checking tests ... OK\nno error in R\n"),
    Sample(
        "julia",
        "ERROR: LoadError: UndefVarError: total not defined\nStacktrace:\n [1] top-level scope\nin expression starting at /x/run.jl:12\n",
        ({"file": "/x/run.jl", "line": 12, "code": "UndefVarError"},),
    ),
    Sample("julia", "ERROR: something else\nError: this word alone is no R\n"),
    Sample(
        "lisp",
        'Debugger entered--Lisp error: (error "No version of b is available")\n  signal(error ("No version of b is available"))\n  error("No version")\nlisp/a.el:3:4: Error: Unknown\n',
        ({"message": '"No version of b is available"', "code": "error"}, {"file": "lisp/a.el", "line": 3}),
    ),
    Sample("lisp", "Compiling lisp/a.el: done\nlisp/a.el:3:4: Warning: unused\nan error in b\n"),
    # tests
    Sample(
        "googletest",
        GTEST,
        (
            {"test": "Cart.AddsUp", "file": "../test/cart_test.cc", "line": 21, "category": Category.RUNTIME},
            {"test": "Prices/Round.Up/2"},
        ),
    ),
    Sample(
        "googletest",
        "[ RUN      ] Cart.Crashes\nSegmentation fault (core dumped)\n",
        ({"test": "Cart.Crashes", "message": "Segmentation fault (core dumped)"},),
    ),
    Sample("googletest", "[ RUN      ] Cart.Waits\nnobody knows how it ended\n"),
    Sample("googletest", "[ RUN      ] Cart.Holds\n[       OK ] Cart.Holds (0 ms)\n[  PASSED  ] 1 test.\n"),
    Sample("catch2", CATCH, ({"test": "a cart / adds up", "file": "test/cart.cpp", "line": 15, "tool": "catch2"},)),
    Sample("catch2", DOCTEST, ({"test": "adds up", "file": "test/cart.cpp", "line": 15, "tool": "doctest"},)),
    Sample("catch2", "test/cart.cpp:15: FAILED:\n  CHECK( b )\n", ({"test": None, "line": 15},)),
    Sample("catch2", "upload: failed: no route\ntest cases: 2 | 2 passed\n"),
    Sample(
        "native-tests",
        'test/a.cpp(12): error: in "cart/adds_up": check total == 3 has failed [2 != 3]\n'
        "FAIL!  : CartTest::addsUp(three) Compared values are not the same\n   Actual   (total): 2\n   Loc: [cart.cpp(12)]\n"
        "a.c:12:F:Core:adds_up:0: Assertion 'total == 3' failed\ntest/b.c:9:test_holds:FAIL: Expected 3 Was 2\n",
        (
            {"test": "cart/adds_up", "file": "test/a.cpp", "line": 12},
            {"test": "CartTest::addsUp(three)", "file": "cart.cpp", "line": 12},
            {"test": "Core:adds_up", "line": 12},
            {"test": "test_holds", "file": "test/b.c", "line": 9, "message": "Expected 3 Was 2"},
        ),
    ),
    Sample("native-tests", "FAIL: LLVM :: cart/a.ll (12 of 345)\n", ({"test": "LLVM :: cart/a.ll"},)),
    Sample(
        "native-tests",
        "[----] tests/a.c:12: Assertion Failed\n[----]   Expected total to be 3\n[FAIL] cart::adds_up: (0.00s)\n",
        ({"test": "cart::adds_up", "file": "tests/a.c", "line": 12, "message": "Assertion Failed"},),
    ),
    Sample("native-tests", "PASS   : CartTest::addsUp()\ntest/b.c:9:test_holds:PASS\n1) test: all fine\n"),
    Sample(
        "ctest",
        CTEST,
        ({"test": "adds_up", "message": "Failed"}, {"test": "waits", "message": "Timeout"}),
    ),
    Sample(
        "ctest",
        "1/1 Test #1: holds ............................   Passed    0.01 sec\n100% tests passed, 0 tests failed out of 1\n",
    ),
    Sample(
        "test-summaries",
        "t/cart.t (Wstat: 256 Tests: 3 Failed: 1)\n  Failed test:  2\n  3: adds up    FAILED (cart.at:12)\nFAIL: tests/cart.sh (exit status: 1)\n",
        ({"test": "t/cart.t"}, {"test": "adds up", "line": 12}, {"test": "tests/cart.sh"}),
    ),
    Sample("test-summaries", "# FAIL:  0\nPASS: tests/cart.sh\nXFAIL: tests/b.sh\nAll tests successful.\n"),
    Sample(
        "erlang-tests",
        "- - - - - - - - - -\ncart_SUITE:adds_up failed on line 696\nReason: case_clause\n- - - - - - - - - -\n%%% cart_SUITE ==> holds: FAILED\n%%% cart_SUITE ==> {badmatch,2}\n"
        "cart_tests: adds_up_test...*failed*\nin function cart_tests:adds_up_test/0 (test/cart_tests.erl, line 12)\n**error:{assertEqual,2}\n",
        (
            {"test": "cart_SUITE:adds_up", "line": 696, "message": "case_clause"},
            {"test": "cart_SUITE:holds", "message": "{badmatch,2}"},
            {"test": "cart_tests: adds_up_test", "file": "test/cart_tests.erl", "line": 12, "message": "error:{assertEqual,2}"},
        ),
    ),
    Sample("erlang-tests", "%%% cart_SUITE ==> holds: OK\nthe upload has failed\n  All 3 tests passed, 0 failed\n"),
    Sample(
        "exunit",
        EXUNIT,
        (
            {
                "test": "test adds up (Shop.CartTest)",
                "file": "test/cart_test.exs",
                "line": 12,
                "message": "Assertion with == failed",
            },
        ),
    ),
    Sample("exunit", "  1) test the water (first)\n  2) test the air\n"),
    Sample(
        "hspec",
        'Failures:\n\n  test/CartSpec.hs:12:5: \n  1) Cart.total adds up\n       expected: 3\n        but got: 2\n\n  To rerun use: --match "/Cart/total/adds up/"\n',
        ({"test": "Cart total adds up", "file": "test/CartSpec.hs", "line": 12, "message": "expected: 3"},),
    ),
    Sample("hspec", "To rerun use: --match nothing\n"),
    Sample(
        "haskell-tests",
        "Cart\n  total\n    adds up:            FAIL (0.01s)\n      expected: 3\n       but got: 2\n    holds:              OK\n",
        ({"test": "Cart / total / adds up", "message": "expected: 3"},),
    ),
    Sample(
        "haskell-tests",
        "### Failure in: 0:adds up\nCartTest.hs:12\nexpected: 3\n but got: 2\n\n",
        ({"test": "0:adds up", "line": 12},),
    ),
    Sample("haskell-tests", "    holds:              OK\nwords that fail: none\n"),
    Sample(
        "lua-tests",
        "Failure → spec/cart_spec.lua @ 12\ncart adds up\nspec/cart_spec.lua:14: Expected 3\n\n",
        ({"test": "cart adds up", "line": 12},),
    ),
    Sample("lua-tests", "Failure → none\n1) see lib.testing\n"),
    Sample(
        "r-tests",
        TESTTHAT,
        ({"test": "adds up", "file": "test-cart.R", "line": 12, "column": 3, "message": "total() not equal to 3."},),
    ),
    Sample("r-tests", "[ FAIL 0 | WARN 0 | SKIP 0 | PASS 3 ]\nfailure (see above) and error (see below)\n"),
    Sample(
        "julia-tests",
        "cart: Test Failed at /x/test/runtests.jl:12\n  Expression: total() == 3\n   Evaluated: 2 == 3\n\n",
        ({"file": "/x/test/runtests.jl", "line": 12, "test": "cart at /x/test/runtests.jl:12"},),
    ),
    Sample("julia-tests", "Test Failed at school.\n"),
    Sample(
        "other-tests",
        "00:01 +1 -1: test/cart_test.dart: adds up [E]\n  Expected: <3>\n    Actual: <2>\n  test/cart_test.dart 12:5  main\nTest cart-adds-up condition:\n    (ert-test-failed 3)\n   FAILED  3/10  cart-adds-up\n",
        ({"test": "test/cart_test.dart adds up", "message": "Expected: <3>"}, {"test": "cart-adds-up"}),
    ),
    Sample(
        "further-tests",
        "  [-] adds up 12ms (10ms|2ms)\n   Expected 3, but got 2.\n   at total.Tests.ps1:12\n  [+] holds 3ms\n  ( 3/5) [EXECUTE] (X) adds up in vim\n  [FAILED] adds up in nim\n"
        "crystal spec spec/cart_spec.cr:12 # Cart adds up\n==== cart-1.2 adds up FAILED\n",
        (
            {"test": "adds up", "message": "Expected 3, but got 2.", "line": 12},
            {"test": "adds up in vim"},
            {"test": "adds up in nim"},
            {"test": "Cart adds up", "file": "spec/cart_spec.cr", "line": 12},
            {"test": "cart-1.2"},
        ),
    ),
    Sample(
        "further-tests",
        "error: 'cart.test.adds_up' failed: expected 3, found 2\n",
        ({"test": "cart.test.adds_up", "message": "expected 3, found 2"},),
    ),
    Sample("further-tests", "  [+] holds 3ms\n[FAIL] is a mark\nerror: a word\n==== done\n"),
    Sample(
        "ctest",
        " 3/10 cart / adds up           FAIL             0.02s   exit status 1\n 4/10 cart / holds             OK               0.02s\n",
        ({"test": "cart / adds up", "tool": "meson"},),
    ),
    Sample(
        "native-tests",
        "cart_test.cpp:12: error: Failure in TEST(Cart, AddsUp)\n\texpected <3>\n\tbut was  <2>\n\n",
        ({"test": "Cart:AddsUp", "file": "cart_test.cpp", "line": 12, "message": "expected <3>"},),
    ),
    Sample("other-tests", "00:01 +1: test/cart_test.dart: holds\n   passed  3/10  cart-holds\nIn good condition: all\n"),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
def test_samples(sample: Sample) -> None:
    check(sample)


def test_what_a_compiler_says_is_shown_with_includes_above_and_source_below() -> None:
    (finding,) = findings(GCC)
    assert (finding.start, finding.stop) == (0, 5)


def test_many_warnings_are_no_failures() -> None:
    assert findings("../src/x.cpp:12:3: warning: unused variable\n" * 500 + "x.cpp:1:1: error: b\n")[0].failure.line == 1
