"""Rules for what does not fit together and what was not set, in the words of any tool."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import SPOKEN_OF, Ways, phrase, spoken, words

_SOUGHT: Final = (
    "unable to find",
    "could not find",
    "couldn't find",
    "cannot find",
    "failed to find",
    "unable to resolve",
    "could not resolve",
    "failed to resolve",
)
_OF: Final = ("matching", "node", "python", "java", "go", "ruby", "compatible")
_ABSENT: Final = ("did not match any", "does not match any", "could not be found", "was not found", "cannot be found", "could not be resolved", "is not available",
                  "is not supported by")  # fmt: skip

CONFLICTS: Final[Ways] = (
    phrase(("conflicting peer dependency", "could not resolve dependency", "dependency resolution failed", "unable to resolve dependency", "failed to resolve dependencies",
            "could not resolve dependencies", "unable to resolve dependencies", "dependency conflict", "version conflict", "unresolved dependency", "unresolved dependencies",
            "unsatisfied dependencies", "unsatisfiable", "conflicts between the following", "conflict(s) found for", "npm err! peerinvalid", "peer dep missing",
            "no versions available", "no matching version found", "no compatible version", "no candidate version")),
    phrase(("incompatible", "unmet", "unresolvable", "unsatisfied", "missing", "broken", "conflicting"), ("peer", "required", "package", ""), ("dependency", "dependencies"), after=r"\b"),
    phrase(("has", "have"), ("unmet", "broken", "conflicting", "incorrect", "missing"), ("dependency", "dependencies", "peer dependency", "peer dependencies")),
    (r"\b(?:depends on|requires) \S{1,100} .{0,60}\bbut (?:it is not|it will not|none|\S{1,100} is (?:installed|to be|selected|already)|you have|version|found|no)", "depends on ",
     "requires "),
    phrase(("error while loading shared libraries", "cannot open shared object file", "dll was not found", "library not loaded", "image not found", "dll not found")),
    (rf"\bversions?\b.{{0,100}} (?:{'|'.join(_ABSENT)})\b", *_ABSENT),
    (rf"\b(?:{'|'.join(_SOUGHT)}) (?:(?:a|any|the) )?(?:(?:{'|'.join(_OF)}) )?version",
     *(f"{sought} {what}" for sought in _SOUGHT for what in ("a ", "any ", "the ", "version", *_OF))),
    phrase(("no",), _OF, ("version", "versions"), after=r"\b"),
    phrase(("package", "module", "plugin", "crate", "gem", "library", "formula", "extension", "toolchain"), ("was", "is", ""), ("not found", "not installed", "missing"), after=r"\b"),
    phrase(("checksum", "hash", "sha256", "sha1", "md5", "digest", "integrity", "signature"), ("mismatch", "did not match", "does not match", "verification failed", "check failed",
           "validation failed")),
    phrase(("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull"), after=r"\b"),
    phrase(("no package", "no packages", "unable to find package", "unable to locate package", "cannot find package", "could not find package", "nothing provides", "no such package",
            "no available formula", "package not found", "no match for argument"), after=r"\b"),
)  # fmt: skip
"""What is needed is not there, or does not go with the rest."""

_SET: Final = ("is not set", "not set", "must be set", "is required", "is missing", "was not set", "is undefined", "not defined", "is empty", "is not defined", "must be provided",
               "was not provided", "not provided", "must be specified", "is unset", "needs to be set")  # fmt: skip
_PART: Final = ("argument", "arguments", "option", "options", "input", "inputs", "parameter", "parameters", "property", "properties", "field", "fields", "variable", "variables", "key",
                "keys", "flag", "environment variable", "environment variables", "value", "configuration", "secret")  # fmt: skip

_GIVEN: Final = ("defined", "set", "specified", "configured", "provided", "given")

_FILES: Final = (
    "config",
    "configuration",
    "workflow",
    "yaml",
    "settings",
    "manifest",
    "dockerfile",
    "kubeconfig",
    "package.json",
    "pyproject.toml",
)

UNSET: Final[Ways] = (
    phrase(("exec format error", "cannot execute binary file", "dockerfile parse error", "createcontainerconfigerror", "unknown instruction: ")),
    (rf"\bnot (?:{'|'.join(_GIVEN)})[.!]? ?\((?:use|set|pass|specify|add) ", *(f"not {state}{mark}(" for state in _GIVEN for mark in ("", " ", "!", "! ", ".", ". "))),
    (r"\bno (?!credentials)(?:[\w-]{1,40} ){1,3}(?:provided|specified|configured|supplied)\b", " provided", " specified", " configured", " supplied"),
    (rf"\b(?:environment variables?|env vars?|variables?|secrets?|inputs?|settings?|parameters?|options?|propert(?:y|ies)|fields?)\b[^a-z]{{0,3}}\S{{0,80}} (?:{'|'.join(_SET)})\b", *_SET),
    (rf"\b[A-Z][A-Z0-9]{{1,30}}_[A-Z0-9_]{{2,60}}[\"'`]? (?:{'|'.join(_SET)})\b", *_SET),
    phrase(("environment variable", "environment variables", "env var", "env vars", "variable", "secret", "secrets", "input"),
           ("not found", "not set", "not defined", "missing", "required", "undefined", "validation failed")),
    phrase(("no",), ("virtual environment", "configuration file", "config file", "configuration", "project file", "dockerfile", "makefile", "package.json", "workspace", "entry point",
                     "targets", "input files", "test files", "files matching"), ("found", "detected", "specified", "provided", "given", "were found", "was found"), after=r"\b"),
    phrase(("missing", "missing required", "required", "missing a required", "unknown", "unrecognized", "unsupported", "unexpected", "invalid", "additional", "duplicate", "undefined",
            "no such", "undeclared", "illegal", "conflicting"), _PART, before=r"(?:^|\b(?:error|fatal|failed|\[error\])\b.{0,60}?|: )", after=r"\b(?! (?:types?|of type))(?!(?<=invalid argument)\.?$)"),
    phrase(("workflow", "workflow file", "pipeline", "configuration", "configuration file", "config file", "config", "manifest", "schema", "settings", "syntax", "yaml", "json", "template"),
           ("is", "was", "are", ""), ("not valid", "invalid", "malformed", "incorrect"), after=r"\b"),
    phrase(("invalid", "malformed", "illegal", "bad", "incorrect"),
           ("workflow", "configuration", "config", "yaml", "json", "toml", "manifest", "settings", "pipeline", "docker-compose", "workflow file"), after=r"\b"),
    phrase(("configuration", "config", "environment variable", "schema", "input", "manifest", "settings", "workflow", "yaml"), ("validation",), ("failed", "error", "errors")),
    phrase(("failed to", "could not", "unable to", "cannot", "error"), ("parse", "load", "read", "parsing", "loading", "reading"), ("the", "your", "a", ""), _FILES),
    phrase(("failed to", "could not", "unable to", "cannot"), ("find",), ("the", "your", "a", ""), _FILES),
    phrase(("is not a", "are not", "isn't a", "not a"), ("valid", "known", "recognized", "supported"), after=r" \w"),
)  # fmt: skip
"""What the settings should say, they do not, or wrongly."""

REVISIONS: Final[Ways] = (
    phrase(("needed a single revision", "unable to find current revision", "reference is not a tree", "couldn't find remote ref", "could not find remote ref", "unadvertised object",
            "not our ref", "fatal: bad revision", "unknown revision or path", "no submodule mapping found", "cannot add alternate", "not a valid object name", "not a valid ref",
            "fatal: ambiguous argument", "would be overwritten by", "automatic merge failed", "refusing to merge unrelated", "failed to push some refs", "not a git repository",
            "already exists and is not an empty directory", "reference does not exist", "error: pathspec", "could not apply", "patch does not apply", "no such remote"), before=""),
    (r"^conflict \(\w{1,30}(?:/\w{1,30})?\): ", "conflict ("),
    (r"! \[(?:remote )?rejected\]", "[rejected]", "[remote rejected]"),
)  # fmt: skip
"""What git, or a registry, was asked for in this form it does not have."""

MISFITS: Final[tuple[Rule, ...]] = (
    Rule(
        "does-not-fit",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.66,
        spoken(CONFLICTS, before=SPOKEN_OF),
        (
            "npm ERR! peerinvalid The package grunt does not satisfy its siblings' peerDependencies requirements!",
            "Conflicting peer dependency: a@7.29.7",
            "a requires b 2.0 but you have b 1.0",
            "a: error while loading shared libraries: libfoo.so.1: cannot open shared object file",
        ),
        ("the conflict of the versions was resolved", 'warning " > a@10.0.2" has unmet peer dependency "b@>= 4.12.1".'),
        declared=words(CONFLICTS),
        early=True,
    ),
    Rule(
        "no-such-revision",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.66,
        spoken(REVISIONS),
        (
            "fatal: couldn't find remote ref refs/heads/x",
            "Error: fatal: Needed a single revision",
            "CONFLICT (content): Merge conflict in a.txt",
        ),
        ("the revision of the reference",),
        tool="git",
        declared=words(REVISIONS),
        early=True,
    ),
    Rule(
        "not-set",
        Category.CONFIGURATION,
        Severity.HIGH,
        0.62,
        spoken(UNSET, before=SPOKEN_OF),
        (
            "  - AWS_REGION is required when using Bedrock.",
            "- Your workflow file was invalid: The pipeline is not valid.",
            "Error: Missing required argument",
            "error: unknown option '--fast'",
        ),
        ("the value is required by the law", "no errors", "FATAL: invalid argument"),
        declared=words(UNSET),
        early=True,
    ),
)
