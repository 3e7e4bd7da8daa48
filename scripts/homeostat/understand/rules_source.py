"""Rules for what is written: style, types, syntax, and the settings of tools."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule, Scope

_SETS: Final = (
    "ABC", "AIR", "ANN", "API", "ARG", "ASYNC", "BLE", "BLK", "CCE", "CCR", "CFQ", "CNL", "COM", "CPY", "DAR", "DCO", "DJ", "DOC", "DTZ", "DUO", "ECE", "EM", "ERA", "EXE",
    "FAST", "FBT", "FIX", "FLY", "FURB", "ICN", "INP", "INT", "ISC", "LOG", "MC", "NPY", "NQA", "PAR", "PD", "PERF", "PGH", "PIE", "PLC", "PLE", "PLR", "PLW", "PNT", "PTH",
    "PT", "PYI", "QGS", "RET", "RSE", "RST", "RUF", "SFS", "SIM", "SLF", "SLOT", "SQL", "TAE", "TCH", "TC", "TD", "TID", "TRY", "TYP", "UP", "VNE", "WPS", "YTT", "ZB",
)  # fmt: skip
"""What the codes of checkers for Python begin with that are not one letter: `SIM108`."""

STYLE: Final[tuple[Rule, ...]] = (
    Rule(
        "format-python",
        Category.SYNTAX,
        Severity.LOW,
        0.98,
        Pattern(
            r"^would reformat \S|^unformatted: |^\d+ files? would be reformatted|^Would reformat: \S"
            r"|Imports are incorrectly sorted and/or formatted"
            r"|^error: cannot format \S|^--- \S+\s+\(original\)$"
        ),
        ("would reformat /home/runner/work/a/a/src/a.py", "ERROR: /x/y.py Imports are incorrectly sorted and/or formatted."),
        ("All done! 3 files would be left unchanged.", "it would reformat the disk"),
        tool="black",
        declared=(
            "would reformat",
            "unformatted: ",
            "would be reformatted",
            "imports are incorrectly sorted",
            "error: cannot format ",
            "(original)",
        ),
    ),
    Rule(
        "format-other",
        Category.SYNTAX,
        Severity.LOW,
        0.95,
        Pattern(
            r"Code style issues (?:found|were found)|Forgot to run Prettier\?|^Diff in \S+(?: at line|:)\d*"
            r"|code should be clang-formatted|-Wclang-format-violations|files? (?:is|are) not gofmt|gofmt (?:found|needs|check failed)"
            r"|Run '?(?:mvn|gradlew?|\S*spotlessApply)\S* ?spotless|spotlessCheck|files were modified by this hook"
        ),
        (
            "[warn] Code style issues found in 3 files. Run Prettier with --write to fix.",
            "Diff in /x/src/main.rs at line 5:",
            "- files were modified by this hook",
        ),
        ("Difference in output",),
        declared=(
            "code style issues ",
            "forgot to run prettier",
            "diff in ",
            "clang-format",
            "gofmt",
            "spotless",
            "files were modified by this hook",
        ),
    ),
    Rule(
        "lint",
        Category.SYNTAX,
        Severity.LOW,
        0.9,
        Pattern(
            rf"^[^\s:]{{1,260}}\.pyi?:\d+(?::\d+)?: (?:[A-Z]|{'|'.join(_SETS)})(?=[0-9])\d{{2,5}}:? "
            r"|^Found \d*[0-9] errors?\.(?: |$)"
            r"|✖ \d*[0-9] problems? \([1-9]|\[\*\] fixable with the `--fix` option"
            r"|^[^\s:]{1,260}:\d+:\d+: [CEWF]: (?:\[Correctable\] )?[A-Z]\w+/|\bYour code has been rated at"
            r"|error: warnings found and -Werror|^ *\d{1,6}:\d{0,4}[0-9](?: {0,38}  error  {0,38}| error  {0,38})\S"
            r"|^>> Issue: \[[A-Z]\d{3}:|^[^\s:]{1,260}\.go:\d+:\d+:? {1,60}\w+ {1,20}[A-Z]\d{3,4}: "
        ),
        (
            "src/a.py:1:8: F401 [*] `os` imported but unused",
            "✖ 3 problems (2 errors, 1 warning)",
            "  12:5  error  'x' is never used  no-unused-vars",
            ">> Issue: [B113:request_without_timeout] Requests call without timeout",
        ),
        ("✖ 3 problems (0 errors, 3 warnings)", "tests/a.py:12: AssertionError"),
        declared=(
            *(f": {begin.lower()}{digit}" for begin in (*ascii_lowercase, *_SETS) for digit in range(10)),
            *(f"{digit} error" for digit in range(10)),
            *(f"{digit} problem" for digit in range(10)),
            "[*] fixable with the",
            *(f": {letter}: " for letter in "cewf"),
            "your code has been rated",
            "warnings found and -werror",
            "  error ",
            ">> issue: [",
            ".go:",
        ),
    ),
    Rule(
        "types",
        Category.SYNTAX,
        Severity.MEDIUM,
        0.92,
        Pattern(
            r"^[^\s:]{1,260}\.pyi?:\d+:(?:\d+:)? error: |^Found \d+ errors? in \d+ files?|\berror TS\d+:"
            r"|^\s*\S{1,260}\.py:\d+:\d+ - error: |^\d+ errors?, \d+ warnings?, \d+ (?:informations?|notes)"
        ),
        ("src/a.py:3: error: Incompatible return value type  [return-value]", "src/a.ts(3,5): error TS2304: Cannot find name 'x'."),
        ("Success: no issues found in 3 source files",),
        declared=(" error: ", " error in ", " errors in ", "error ts", " - error: ", " warning, ", " warnings, "),
    ),
    Rule(
        "compile",
        Category.SYNTAX,
        Severity.HIGH,
        0.9,
        Pattern(
            r"^[^\s:]{1,260}:\d+:(?:\d+:)? (?:fatal )?error: |^error\[E\d{4}\]: |error: (?:could not compile|aborting due to)"
            r"|COMPILATION ERROR|Compilation fail(?:ure|ed)|Execution failed for task '\S*:compile"
            r"|: error (?:C|CS|FS|BC|LNK|MSB)\d+: |^\S{1,260}\.java:\d+: error: |^\S{1,260}\.go:\d+:\d+: (?!.*warning)|\[build failed\]"
            r"|^e: (?:file:|/)\S+|Build FAILED\.|ld returned \d+ exit status|undefined reference to|error: undefined symbol: |collect2: error"
            r"|error: linking with"
        ),
        (
            "src/a.c:3:4: error: expected ';' before '}' token",
            "error[E0308]: mismatched types",
            "[ERROR] COMPILATION ERROR : ",
            "./main.go:9:2: undefined: foo",
        ),
        ("src/a.c:3:4: warning: unused variable", "error: build aborted by the user"),
        declared=(
            " error: ",
            "error[e",
            "error: could not compile",
            "error: aborting due to",
            "compilation error",
            "compilation fail",
            "execution failed for task ",
            *(f": error {code}" for code in ("c", "fs", "bc", "lnk", "msb")),
            ".go:",
            "[build failed]",
            "e: file:",
            "e: /",
            "build failed.",
            "ld returned ",
            "undefined reference to",
            "error: undefined symbol: ",
            "collect2: error",
            "error: linking with",
        ),
        early=True,
    ),
    Rule(
        "python-syntax",
        Category.SYNTAX,
        Severity.HIGH,
        0.95,
        Pattern(r"^(?:E\s+)?(?:SyntaxError|IndentationError|TabError): "),
        ("E   SyntaxError: invalid syntax", "IndentationError: unexpected indent"),
        ("SyntaxErrorHandler: ok", "[warn] a SyntaxError: was handled"),
        scope=Scope.ANY,
        tool="python",
        declared=("syntaxerror: ", "indentationerror: ", "taberror: "),
    ),
    Rule(
        "other-syntax",
        Category.SYNTAX,
        Severity.HIGH,
        0.85,
        Pattern(
            r"^(?:Uncaught )?SyntaxError: (?:Unexpected|Invalid|missing)|Parse error: syntax error"
            r"|syntax error near unexpected token|: syntax error, unexpected"
            r"|Parsing error: |error: expected one of|\(parse error\)|\bNo matching export in |\bis not exported by |\bTransform failed with \d|\bfailed to transform "
        ),
        ("/x.sh: line 3: syntax error near unexpected token `fi'", "PHP Parse error: syntax error, unexpected '}'"),
        ("syntax errors are reported by the linter",),
        declared=(
            "syntaxerror: ",
            "syntax error",
            "parsing error: ",
            "error: expected one of",
            "(parse error)",
            "no matching export in",
            "is not exported by",
            "transform failed with",
            "failed to transform ",
        ),
        early=True,
    ),
)

CONFIGURATION: Final[tuple[Rule, ...]] = (
    Rule(
        "workflow",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.9,
        Pattern(
            r"^\S{1,260}\.ya?ml:\d+:\d+: .+ \[[a-z-]+\]$|Invalid workflow file|Unrecognized named-value"
            r"|Unable to resolve action|Can't find 'action\.ya?ml'"
            r"|The workflow is not valid|Input required and not supplied|Unexpected input\(s\).*error"
        ),
        (
            'test.yaml:3:5: unexpected key "branch" for "push" section [syntax-check]',
            "##[error]Unable to resolve action `x/y@v9`, unable to find version `v9`",
        ),
        ("config.yaml: loaded",),
        scope=Scope.ANY,
        tool="actions",
        declared=(
            ".yaml:",
            ".yml:",
            "invalid workflow file",
            "unrecognized named-value",
            "unable to resolve action",
            "can't find 'action.",
            "the workflow is not valid",
            "input required and not supplied",
            "unexpected input(s)",
        ),
    ),
    Rule(
        "usage",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.8,
        Pattern(
            r"error: unrecognized arguments|^ERROR: (?:file or directory not found|usage: )|[Ee]rror: [Uu]n(?:known"
            r"|recognized) (?:option|argument|flag)|no such option: |[Mm]issing script: |No rule to make target"
            r"|Couldn't find a configuration file|No configuration (?:file )?(?:was )?found|invalid configuration object"
            r"|unknown (?:environment|session)|Don't know how to build task|Unknown lifecycle phase"
            r"|Task '.*' not found in|\berror: unexpected argument '|couldn't find an eslint\.config"
        ),
        (
            "ERROR: file or directory not found: test",
            'npm ERR! Missing script: "lint"',
            "make: *** No rule to make target 'lint'.  Stop.",
        ),
        ("ERROR tests/test_a.py",),
        declared=(
            "error: unrecognized ",
            "error: file or directory not found",
            "error: usage: ",
            "error: unknown ",
            "no such option: ",
            "missing script: ",
            "no rule to make target",
            "find a configuration file",
            "no configuration ",
            "invalid configuration object",
            "unknown environment",
            "unknown session",
            "know how to build task",
            "unknown lifecycle phase",
            "' not found in",
            "error: unexpected argument",
            "find an eslint.config",
        ),
        early=True,
    ),
    Rule(
        "settings-file",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.8,
        Pattern(
            r"TOML parse error|TOMLDecodeError|yaml\.(?:scanner|parser)\.\w+Error|error: (?:Failed"
            r"|failed) to parse\b.{0,80}\.(?:toml|ya?ml|json|cfg|ini)\b|Invalid (?:value for|configuration|config)\b"
            r"|dockerfile parse error|[Ee]nvironment variable \S+ (?:is )?(?:not set|must be set|required|missing)"
            r"|: unbound variable$|error: invalid pyproject"
            r"|Version \S+ with arch \S+ not found|version '.*' with architecture '.*' (?:was )?not found"
            r"|Non-parseable POM|Malformed POM|Unsupported class file major"
            r"|error in \S+ setup command|invalid command 'bdist_wheel'|Unable to determine which files to ship"
        ),
        ("error: Failed to parse: `pyproject.toml`", "The version '3.6' with architecture 'x64' was not found for Ubuntu 24.04."),
        ("Invalid input in the test of the parser",),
        declared=(
            "toml parse error",
            "tomldecodeerror",
            "yaml.scanner.",
            "yaml.parser.",
            "error: failed to parse",
            "invalid value for",
            "invalid config",
            "dockerfile parse error",
            "environment variable ",
            ": unbound variable",
            "error: invalid pyproject",
            " with arch",
            "non-parseable pom",
            "malformed pom",
            "unsupported class file major",
            " setup command",
            "invalid command '",
            "determine which files to ship",
        ),
        early=True,
    ),
)
