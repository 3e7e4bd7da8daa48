"""Rules for what a build needs and how it is written: dependencies, source code, style, configuration."""

from __future__ import annotations

import re
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule, Scope

_SITE: Final = r"(?:site-packages|dist-packages|[\\/]lib[\\/]python\d)"
OWN_MODULE: Final = "own-module-missing"
MODULE_MISSING: Final = "module-missing"

DEPENDENCIES: Final[tuple[Rule, ...]] = (
    Rule(
        "resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.95,
        re.compile(
            r"ERROR: (?:No matching distribution found|Could not find a version that satisfies"
            r"|Cannot install .* because|ResolutionImpossible)"
            r"|No solution found when resolving|version solving failed|SolverProblemError"
            r"|ERROR: Package '.*' requires a different Python|requires Python .* but|ResolutionTooDeep"
            r"|pip's dependency resolver does not"
            r"|LibMambaUnsatisfiableError|PackagesNotFoundError|ResolvePackageNotFound"
            r"|The lock ?file .*(?:needs to be updated|out of (?:date|sync))"
            r"|pyproject\.toml changed significantly|ERROR: THESE PACKAGES DO NOT MATCH THE HASHES|Hash mismatch for"
        ),
        (
            "ERROR: No matching distribution found for black==99",
            "  × No solution found when resolving dependencies:",
            "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.",
        ),
        ("ERROR: file or directory not found: tests",),
        tool="pip",
    ),
    Rule(
        "build-of-package",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        re.compile(
            r"error: (?:subprocess-exited-with-error|metadata-generation-failed|legacy-install-failure)"
            r"|ERROR: Failed building wheel for"
            r"|Failed to build `?[\w.-]+(?:==|@)|ERROR: Failed to build installable wheels"
            r"|Getting requirements to build \S+ did not run successfully"
            r"|fatal error: (?:Python\.h|[\w./+-]{1,100}): No such file"
        ),
        (
            "  error: subprocess-exited-with-error",
            "  × Failed to build `pyrsistent==0.18.1`",
            "x.c:1:10: fatal error: Python.h: No such file or directory",
        ),
        ("error: build of docs failed",),
        tool="pip",
    ),
    Rule(
        "node-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.95,
        re.compile(
            r"npm (?:ERR!|error) code (?:ERESOLVE|E404|ETARGET|EUSAGE|EINTEGRITY|EBADENGINE|ENOLOCK)"
            r"|ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_MATCHING|PEER)"
            r"|error Couldn't find (?:any versions|package)|Your lockfile needs to be updated"
            r"|The engine \"\w+\" is incompatible"
            r"|YN00(?:01|28|41|82): .*(?:lockfile|candidates)"
        ),
        ("npm ERR! code ERESOLVE", 'error Couldn\'t find package "x" on the "npm" registry.'),
        ("npm ERR! code ELIFECYCLE",),
        tool="npm",
    ),
    Rule(
        "node-module",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.85,
        re.compile(
            r"Cannot find (?:module|package) '(?![./~@]*/|\.)[^']+'|ERR_MODULE_NOT_FOUND"
            r"|Module not found: (?:Error: )?Can't resolve '(?!\.)[^']+'"
        ),
        ("Error: Cannot find module 'lodash'",),
        ("Error: Cannot find module './app'",),
        scope=Scope.ANY,
        tool="node",
    ),
    Rule(
        "jvm-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        re.compile(
            r"Could not resolve (?:all |dependencies|[\w.-]+:[\w.-]+:)|Could not find (?:artifact )?[\w.-]+:[\w.-]+:"
            r"|DependencyResolutionException"
            r"|Failed to collect dependencies|maven-enforcer-plugin.*(?:failed|Failed)|Rule \d+: \S*(?:enforcer"
            r"|Enforcer|rules)\S* failed"
            r"|(?:Dependency convergence|Require upper bound dependencies) error|Unresolveable build extension"
            r"|UnresolvableModel"
            r"|dependency-lock-maven-plugin|NoClassDefFoundError|ClassNotFoundException|package [\w.]+ does not exist"
            r"|Failed to execute goal \S+ .{0,200}: Dependency \S+ requires "
        ),
        (
            "[ERROR] Failed to execute goal on project x: Could not resolve dependencies for project a:b:jar:1",
            "[ERROR] Failed to execute goal a:b:3:validate (default) on project x: Dependency a:b:jar:1 requires Jenkins 2.3 or higher.",
            "[WARNING] Rule 4: org.apache.maven.enforcer.rules.dependency.RequireUpperBoundDeps failed with message:",
        ),
        ("[ERROR] COMPILATION ERROR :",),
        scope=Scope.ANY,
        tool="maven",
    ),
    Rule(
        "other-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        re.compile(
            r"E: Unable to locate package|E: Package '.*' has no installation candidate"
            r"|E: Version '.*' for '.*' was not found|Unable to find a match:"
            r"|error: no matching package named|error: failed to select a version for|can't find crate for"
            r"|error: the lock file .* needs to be updated"
            r"|no required module provides package|cannot find package \"|missing go\.sum entry|go: .*unknown revision"
            r"|Bundler could not find compatible"
            r"|Could not find gem|Your requirements could not be resolved|manifest (?:for \S+ not found|unknown)"
            r"|error NU1\d{3}:"
            r"|there is no package called|Could not find a package configuration file provided by|unmet dependencies"
            r"|checksum mismatch"
        ),
        (
            "E: Unable to locate package libfoo-dev",
            "main.go:4:2: no required module provides package x.org/y; to add it:",
            "Error response from daemon: manifest for x:1 not found: manifest unknown",
        ),
        ("error: could not compile `x`",),
    ),
    Rule(
        "own-import",
        Category.RUNTIME,
        Severity.HIGH,
        0.75,
        re.compile(
            r"partially initialized module|attempted relative import (?:with no known parent|beyond top-level)"
            rf"|ImportError: cannot import name '[^']+' from '[^']+' \((?!unknown location)(?![^)]*{_SITE})[^)]+\)"
        ),
        (
            "E   ImportError: cannot import name 'x' from 'pkg.mod' (/home/runner/work/pkg/pkg/src/pkg/mod.py)",
            "ImportError: cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import)",
        ),
        (
            "E   ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/x/lib/python3.9/site-packages/werkzeug/urls.py)",
            "ImportError: cannot import name 'soft_unicode' from 'markupsafe' (unknown location)",
        ),
        scope=Scope.ANY,
        tool="python",
    ),
    Rule(
        "import-of-package",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        re.compile(
            r"ImportError: cannot import name|ImportError: \S{1,100} (?:not found|is required|requires)"
            r"|ImportError: (?:Missing|lib\S+\.so)|DLL load failed"
            r"|DistributionNotFound|PackageNotFoundError|VersionConflict|(?:[Pp]lease|[Tt]ry|[Rr]un"
            r"|with)\b.{0,60}\bpip3? install |undefined symbol: |ValueError: .*binary incompatibility"
        ),
        (
            "E   ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/x/lib/python3.9/site-packages/werkzeug/urls.py)",
            "pkg_resources.DistributionNotFound: The 'x' distribution was not found",
            "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        ),
        ("$ pip install wheel",),
        scope=Scope.ANY,
        tool="python",
    ),
    Rule(
        MODULE_MISSING,
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?|^\S*python\S*: No module named ([\w.]+)$"),
        ("E   ModuleNotFoundError: No module named 'yaml'", "/usr/bin/python3: No module named pytest"),
        ("KeyError: 'No module'",),
        scope=Scope.ANY,
        tool="python",
    ),
    Rule(
        "pytest-plugin",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.65,
        re.compile(
            r"^E\s+fixture '\w+' not found|error: unrecognized arguments: .*--(?:cov|timeout|reruns|numprocesses|dist"
            r"|benchmark|asyncio|randomly)"
            r"|^E\s+Failed: async def functions are not natively supported|pytest: error: unrecognized arguments: -n"
        ),
        ("E       fixture 'mocker' not found", "pytest: error: unrecognized arguments: --cov=src"),
        ("pytest: error: unrecognized arguments: --color-all",),
        scope=Scope.ANY,
        tool="pytest",
    ),
    Rule(
        "command-missing",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.8,
        re.compile(
            r": (?:line \d+: )?[\w./+-]{1,100}: command not found$|^(?:bash|zsh|sh): command not found: "
            r"|make: [\w.-]{1,100}: (?:No such file|Command not found)"
            r"|error: Failed to spawn: `|is not recognized as an internal or external command|The term '.*' is not recognized"
        ),
        ("/home/runner/work/_temp/x.sh: line 1: tox: command not found", "error: Failed to spawn: `pytest`"),
        ("the command was not found in the help",),
    ),
)

STYLE: Final[tuple[Rule, ...]] = (
    Rule(
        "format-python",
        Category.SYNTAX,
        Severity.LOW,
        0.98,
        re.compile(
            r"^would reformat \S|^unformatted: |^\d+ files? would be reformatted|^Would reformat: \S"
            r"|Imports are incorrectly sorted and/or formatted"
            r"|^error: cannot format \S|^--- \S+\s+\(original\)$"
        ),
        ("would reformat /home/runner/work/a/a/src/a.py", "ERROR: /x/y.py Imports are incorrectly sorted and/or formatted."),
        ("All done! 3 files would be left unchanged.", "it would reformat the disk"),
        tool="black",
    ),
    Rule(
        "format-other",
        Category.SYNTAX,
        Severity.LOW,
        0.95,
        re.compile(
            r"Code style issues (?:found|were found)|Forgot to run Prettier\?|^Diff in \S+(?: at line|:)\d*"
            r"|code should be clang-formatted|-Wclang-format-violations"
            r"|files? (?:is|are) not gofmt|gofmt (?:found|needs|check failed)|Run '?(?:mvn|gradlew?"
            r"|\S*spotlessApply)\S* ?spotless|spotlessCheck|files were modified by this hook"
        ),
        (
            "[warn] Code style issues found in 3 files. Run Prettier with --write to fix.",
            "Diff in /x/src/main.rs at line 5:",
            "- files were modified by this hook",
        ),
        ("Difference in output",),
    ),
    Rule(
        "lint",
        Category.SYNTAX,
        Severity.LOW,
        0.9,
        re.compile(
            r"^[^\s:]{1,260}\.pyi?:\d+:(?:\d+:)? [A-Z]{1,8}\d{2,5}:? |^Found \d+ errors?\.(?: |$)"
            r"|✖ \d+ problems? \([1-9]|\[\*\] fixable with the `--fix` option"
            r"|^[^\s:]{1,260}:\d+:\d+: [CEWF]: (?:\[Correctable\] )?[A-Z]\w+/|\bYour code has been rated at"
            r"|error: warnings found and -Werror|^ *\d{1,6}:\d{1,5} +error +\S"
        ),
        (
            "src/a.py:1:8: F401 [*] `os` imported but unused",
            "✖ 3 problems (2 errors, 1 warning)",
            "  12:5  error  'x' is never used  no-unused-vars",
        ),
        ("✖ 3 problems (0 errors, 3 warnings)", "tests/a.py:12: AssertionError"),
    ),
    Rule(
        "types",
        Category.SYNTAX,
        Severity.MEDIUM,
        0.92,
        re.compile(
            r"^[^\s:]{1,260}\.pyi?:\d+:(?:\d+:)? error: |^Found \d+ errors? in \d+ files?|\berror TS\d+:"
            r"|^\s*\S+\.py:\d+:\d+ - error: |^\d+ errors?, \d+ warnings?, \d+ (?:informations?|notes)"
        ),
        ("src/a.py:3: error: Incompatible return value type  [return-value]", "src/a.ts(3,5): error TS2304: Cannot find name 'x'."),
        ("Success: no issues found in 3 source files",),
    ),
    Rule(
        "compile",
        Category.SYNTAX,
        Severity.HIGH,
        0.9,
        re.compile(
            r"^[^\s:]{1,260}:\d+:(?:\d+:)? (?:fatal )?error: |^error\[E\d{4}\]: |error: (?:could not compile"
            r"|aborting due to)|COMPILATION ERROR|Compilation fail(?:ure|ed)"
            r"|Execution failed for task '\S*:compile|: error (?:C|CS|FS|BC|LNK|MSB)\d+: |^\S+\.java:\d+: error: "
            r"|^\S+\.go:\d+:\d+: (?!.*warning)|\[build failed\]"
            r"|^e: (?:file:|/)\S+|Build FAILED\.|ld returned \d+ exit status|undefined reference to|collect2: error"
            r"|error: linking with"
        ),
        (
            "src/a.c:3:4: error: expected ';' before '}' token",
            "error[E0308]: mismatched types",
            "[ERROR] COMPILATION ERROR : ",
            "./main.go:9:2: undefined: foo",
        ),
        ("src/a.c:3:4: warning: unused variable", "error: build aborted by the user"),
    ),
    Rule(
        "python-syntax",
        Category.SYNTAX,
        Severity.HIGH,
        0.95,
        re.compile(r"^(?:E\s+)?(?:SyntaxError|IndentationError|TabError): "),
        ("E   SyntaxError: invalid syntax", "IndentationError: unexpected indent"),
        ("SyntaxErrorHandler: ok", "[warn] a SyntaxError: was handled"),
        scope=Scope.ANY,
        tool="python",
    ),
    Rule(
        "other-syntax",
        Category.SYNTAX,
        Severity.HIGH,
        0.85,
        re.compile(
            r"^(?:Uncaught )?SyntaxError: (?:Unexpected|Invalid|missing)|Parse error: syntax error"
            r"|syntax error near unexpected token|: syntax error, unexpected"
            r"|Parsing error: |error: expected one of|\(parse error\)"
        ),
        ("/x.sh: line 3: syntax error near unexpected token `fi'", "PHP Parse error: syntax error, unexpected '}'"),
        ("syntax errors are reported by the linter",),
    ),
)

CONFIGURATION: Final[tuple[Rule, ...]] = (
    Rule(
        "workflow",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.9,
        re.compile(
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
    ),
    Rule(
        "usage",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.8,
        re.compile(
            r"error: unrecognized arguments|^ERROR: (?:file or directory not found|usage: )|[Ee]rror: [Uu]n(?:known"
            r"|recognized) (?:option|argument|flag)|no such option: "
            r"|[Mm]issing script: |No rule to make target|Couldn't find a configuration file"
            r"|No configuration (?:file )?(?:was )?found|invalid configuration object"
            r"|unknown (?:environment|session)|Don't know how to build task|Unknown lifecycle phase"
            r"|Task '.*' not found in|\berror: unexpected argument '"
            r"|couldn't find an eslint\.config"
        ),
        (
            "ERROR: file or directory not found: test",
            'npm ERR! Missing script: "lint"',
            "make: *** No rule to make target 'lint'.  Stop.",
        ),
        ("ERROR tests/test_a.py",),
    ),
    Rule(
        "settings-file",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.8,
        re.compile(
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
    ),
)
