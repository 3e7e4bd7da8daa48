"""Rules for what a build needs: packages that are missing, do not fit together, or cannot be built."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule, Scope

_SITE: Final = r"(?:site-packages|dist-packages|[\\/]lib[\\/]python\d)"
OWN_MODULE: Final = "own-module-missing"
MODULE_MISSING: Final = "module-missing"

RESOLUTION: Final[tuple[Rule, ...]] = (
    Rule(
        "resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.95,
        Pattern(
            r"ERROR: (?:No matching distribution found|Could not find a version that satisfies|Cannot install .* because"
            r"|ResolutionImpossible)|No solution found when resolving|version solving failed|SolverProblemError"
            r"|ERROR: Package '.*' requires a different Python|requires Python .* but|ResolutionTooDeep"
            r"|pip's dependency resolver does not|LibMambaUnsatisfiableError|PackagesNotFoundError|ResolvePackageNotFound"
            r"|The lock ?file .*(?:needs to be updated|out of (?:date|sync))|pyproject\.toml changed significantly"
            r"|ERROR: THESE PACKAGES DO NOT MATCH THE HASHES|Hash mismatch for"
        ),
        (
            "ERROR: No matching distribution found for black==99",
            "  × No solution found when resolving dependencies:",
            "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.",
        ),
        ("ERROR: file or directory not found: tests",),
        tool="pip",
        declared=(
            "no matching distribution found",
            "could not find a version that",
            "error: cannot install ",
            "resolutionimpossible",
            "no solution found when resolving",
            "version solving failed",
            "solverproblemerror",
            "requires a different python",
            "requires python ",
            "resolutiontoodeep",
            "pip's dependency resolver",
            "libmambaunsatisfiable",
            "packagesnotfounderror",
            "resolvepackagenotfound",
            "the lockfile ",
            "the lock file ",
            "pyproject.toml changed",
            "do not match the hashes",
            "hash mismatch for",
        ),
        early=True,
    ),
    Rule(
        "build-of-package",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        Pattern(
            r"error: (?:subprocess-exited-with-error|metadata-generation-failed|legacy-install-failure)"
            r"|ERROR: Failed building wheel for|Failed to build `?[\w.-]+(?:==|@)|ERROR: Failed to build installable wheels"
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
        declared=(
            "subprocess-exited-with-error",
            "metadata-generation-failed",
            "legacy-install-failure",
            "failed building wheel",
            "failed to build ",
            "getting requirements to build",
            ": no such file",
        ),
        early=True,
    ),
    Rule(
        "node-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.95,
        Pattern(
            r"npm (?:ERR!|error) code (?:ERESOLVE|E404|ETARGET|EUSAGE|EINTEGRITY|EBADENGINE|ENOLOCK)"
            r"|ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_MATCHING|PEER)|error Couldn't find (?:any versions|package)"
            r"|Your lockfile needs to be updated|The engine \"\w+\" is incompatible"
            r"|YN00(?:01|28|41|82): .*(?:lockfile|candidates)"
        ),
        ("npm ERR! code ERESOLVE", 'error Couldn\'t find package "x" on the "npm" registry.'),
        ("npm ERR! code ELIFECYCLE",),
        tool="npm",
        declared=(
            "npm err! code ",
            "npm error code ",
            "err_pnpm_",
            "error couldn't find ",
            "lockfile needs to be updated",
            '" is incompatible',
            *(f"yn00{code}: " for code in ("01", "28", "41", "82")),
        ),
        early=True,
    ),
    Rule(
        "jvm-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        Pattern(
            r"Could not resolve (?:all |dependencies|[\w.-]+:[\w.-]+:)|Could not find (?:artifact )?[\w.-]+:[\w.-]+:"
            r"|DependencyResolutionException|Failed to collect dependencies|maven-enforcer-plugin.*(?:failed|Failed)"
            r"|\] Rule \d+: \S*(?:enforcer|Enforcer|rules)\S* failed"
            r"|(?:Dependency convergence|Require upper bound dependencies) error|Unresolveable build extension|UnresolvableModel"
            r"|dependency-lock-maven-plugin|Failed to execute goal \S+ .{0,200}: Dependency \S+ requires "
        ),
        (
            "[ERROR] Failed to execute goal on project x: Could not resolve dependencies for project a:b:jar:1",
            "[ERROR] Failed to execute goal a:b:3:validate (default) on project x: Dependency a:b:jar:1 requires Jenkins 2.3 or higher.",
            "[WARNING] Rule 4: org.apache.maven.enforcer.rules.dependency.RequireUpperBoundDeps failed with message:",
        ),
        ("[ERROR] COMPILATION ERROR :",),
        scope=Scope.ANY,
        tool="maven",
        declared=(
            "could not resolve ",
            "could not find ",
            "dependencyresolutionexception",
            "failed to collect dependencies",
            "maven-enforcer-plugin",
            "] rule ",
            "dependency convergence error",
            "upper bound dependencies error",
            "unresolveable build extension",
            "unresolvablemodel",
            "dependency-lock-maven-plugin",
            "failed to execute goal ",
        ),
        early=True,
    ),
    Rule(
        "other-resolution",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        Pattern(
            r"E: Unable to locate package|E: Package '.*' has no installation candidate|E: Version '.*' for '.*' was not found"
            r"|E: Failed to fetch .* 404 |Unable to find a match:|error: no matching package named|error: failed to select a version for"
            r"|can't find crate for|error: the lock file .* needs to be updated"
            r"|no required module provides package|cannot find package \"|missing go\.sum entry|go: .*unknown revision"
            r"|Bundler could not find compatible|Could not find gem|Your requirements could not be resolved"
            r"|manifest (?:for \S+ not found|unknown)|error NU1\d{3}:|there is no package called"
            r"|go: updates to go\.mod needed|[Rr]un 'go mod tidy'|Could not find a package configuration file provided by|unmet dependencies|checksum mismatch"
        ),
        (
            "E: Unable to locate package libfoo-dev",
            "main.go:4:2: no required module provides package x.org/y; to add it:",
            "Error response from daemon: manifest for x:1 not found: manifest unknown",
        ),
        ("error: could not compile `x`",),
        declared=(
            "e: unable to locate package",
            "no installation candidate",
            "e: version '",
            "e: failed to fetch ",
            "unable to find a match:",
            "no matching package named",
            "failed to select a version",
            "can't find crate for",
            "error: the lock file ",
            "no required module provides",
            'cannot find package "',
            "missing go.sum entry",
            "unknown revision",
            "bundler could not find",
            "could not find gem",
            "requirements could not be resolved",
            "manifest for ",
            "manifest unknown",
            "error nu1",
            "there is no package called",
            "updates to go.mod needed",
            "run 'go mod tidy'",
            "could not find a package configuration",
            "unmet dependencies",
            "checksum mismatch",
        ),
        early=True,
    ),
)

IMPORTS: Final[tuple[Rule, ...]] = (
    Rule(
        "node-module",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.85,
        Pattern(
            r"Cannot find (?:module|package) '(?![./~@]*/|\.)[^']+'|ERR_MODULE_NOT_FOUND"
            r"|Module not found: (?:Error: )?Can't resolve '(?!\.)[^']+'"
        ),
        ("Error: Cannot find module 'lodash'",),
        ("Error: Cannot find module './app'",),
        scope=Scope.ANY,
        tool="node",
        declared=("cannot find module '", "cannot find package '", "err_module_not_found", "module not found: "),
    ),
    Rule(
        "class-missing",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.85,
        Pattern(r"NoClassDefFoundError|ClassNotFoundException|\bpackage [\w.]+ does not exist|Could not find or load main class "),
        (
            "java.lang.NoClassDefFoundError: org/slf4j/LoggerFactory",
            "[ERROR] /a/B.java:[3,21] package org.slf4j does not exist",
        ),
        ("the class does not exist",),
        scope=Scope.ANY,
        tool="java",
        declared=("noclassdeffounderror", "classnotfoundexception", " does not exist", "could not find or load main class"),
        early=True,
    ),
    Rule(
        "own-import",
        Category.RUNTIME,
        Severity.HIGH,
        0.75,
        Pattern(
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
        declared=("partially initialized module", "attempted relative import", "importerror: cannot import name"),
    ),
    Rule(
        "import-of-package",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        Pattern(
            r"ImportError: cannot import name|ImportError: \S{1,100} (?:not found|is required|requires)"
            r"|ImportError: (?:Missing|lib\S+\.so)|DLL load failed|DistributionNotFound|PackageNotFoundError|VersionConflict"
            r"|(?<!error: )undefined symbol: |ValueError: .*binary incompatibility"
        ),
        (
            "E   ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/x/lib/python3.9/site-packages/werkzeug/urls.py)",
            "pkg_resources.DistributionNotFound: The 'x' distribution was not found",
            "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        ),
        ("$ pip install wheel", "ld.lld: error: undefined symbol: main"),
        scope=Scope.ANY,
        tool="python",
        declared=(
            "importerror: ",
            "dll load failed",
            "distributionnotfound",
            "packagenotfounderror",
            "versionconflict",
            "undefined symbol: ",
            "binary incompatibility",
        ),
    ),
    Rule(
        "install-hint",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.85,
        Pattern(r"(?:[Pp]lease|[Tt]ry|[Rr]un|with)\b.{0,60}\bpip3? install "),
        ("ImportError: a is not available. Please run pip install a",),
        ("$ pip install wheel",),
        scope=Scope.ANY,
        tool="python",
        declared=("pip install ", "pip3 install "),
        early=True,
    ),
    Rule(
        MODULE_MISSING,
        Category.DEPENDENCY,
        Severity.HIGH,
        0.9,
        Pattern(r"(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?|^\S*python\S*: No module named ([\w.]+)$"),
        ("E   ModuleNotFoundError: No module named 'yaml'", "/usr/bin/python3: No module named pytest"),
        ("KeyError: 'No module'",),
        scope=Scope.ANY,
        tool="python",
        declared=(": no module named ",),
    ),
    Rule(
        "pytest-plugin",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.65,
        Pattern(
            r"^E\s+fixture '\w+' not found|error: unrecognized arguments: .*--(?:cov|timeout|reruns|numprocesses|dist"
            r"|benchmark|asyncio|randomly)"
            r"|^E\s+Failed: async def functions are not natively supported|pytest: error: unrecognized arguments: -n"
        ),
        ("E       fixture 'mocker' not found", "pytest: error: unrecognized arguments: --cov=src"),
        ("pytest: error: unrecognized arguments: --color-all",),
        scope=Scope.ANY,
        tool="pytest",
        declared=("fixture '", "error: unrecognized arguments: ", "async def functions are not"),
    ),
    Rule(
        "command-missing",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.8,
        Pattern(
            r": (?:line \d+: )?[\w./+-]{1,100}: command not found$|^(?:bash|zsh|sh): command not found: "
            r"|make: [\w.-]{1,100}: (?:No such file|Command not found)"
            r"|error: Failed to spawn: `|is not recognized as an internal or external command|The term '.*' is not recognized"
            r"|(?:[Cc]ould not|[Uu]nable to|[Ff]ailed to|[Cc]annot) (?:exec|run|spawn|start|invoke)\w*\b.{0,200}[:,] No such file or directory"
            r"|executable file not found in |\b(?:spawn|spawnSync) [^\s/]{1,100} ENOENT\b|(?<!\w)env: \W?[\w.-]{1,60}\W?: No such file"
        ),
        (
            "/home/runner/work/_temp/x.sh: line 1: tox: command not found",
            "error: Failed to spawn: `pytest`",
            "error: could not exec the linker `cc`: No such file or directory (os error 2)",
            "Error: spawn hugo ENOENT",
        ),
        ("the command was not found in the help",),
        declared=(
            ": command not found",
            ": no such file",
            ", no such file",
            "failed to spawn: ",
            "is not recognized",
            "executable file not found",
            "spawn ",
            "spawnsync ",
        ),
        early=True,
    ),
)

DEPENDENCIES: Final[tuple[Rule, ...]] = (*RESOLUTION, *IMPORTS)
