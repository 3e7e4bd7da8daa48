"""What the reader of unseen tools knows by heart: extensions of source files, words for how bad a thing is, what is no report."""

from __future__ import annotations

from typing import Final

from homeostat.understand.formats.contract import numbered
from homeostat.understand.pattern import Pattern

EXTENSIONS: Final = tuple(
    (
        "c cc cpp cxx c++ h hh hpp hxx m mm cu cuh inl ipp f for f90 f95 f03 f08 f77 java kt kts scala sc groovy gradle clj cljs cljc "
        "py pyi pyx pxd rb rake gemspec erb haml slim jbuilder js jsx mjs cjs ts tsx mts cts vue svelte astro css scss sass less styl "
        "htm html xhtml xml xsd xsl xslt php phtml twig go rs swift cs vb fs fsx fsi xaml csproj vbproj fsproj vcxproj props targets "
        "hs lhs cabal ml mli mll mly re erl hrl ex exs eex heex leex pl pm t pod lua r rmd rnw jl d di nim nims dart zig v sv svh vh "
        "vhd vhdl tex bib sty cls sh bash zsh bats ps1 psm1 sql yml yaml json json5 jsonc toml ini cfg conf properties env tf tfvars "
        "hcl nix proto thrift graphql gql prisma md mdx markdown rst adoc txt cmake mk s asm pas pp dpr cob cbl cpy ada adb ads elm "
        "purs coffee el lisp cl scm rkt bzl bazel star sol vy wgsl glsl hlsl vert frag feature robot j2 jinja tpl ejs hbs mustache pug "
        "rego cue jsonnet libsonnet epp po bas gd wxs mo ipynb pyw inc bat cmd ftl jsp po4a y l i ll td mlir idl asn desktop service in tmpl rnc vim cr hx ino lean agda idr bb bbclass dsc inf qml capnp avdl fbs njk liquid cfm aspx cshtml razor spec tcl awk m4 ac am vala pkb pks plsql mzn smt2 ps1xml"
    ).split()
)
"""Small letters. A line that states no severity counts only if its file has one of them."""

BARE_NAMES: Final = (
    "makefile",
    "dockerfile",
    "containerfile",
    "gemfile",
    "rakefile",
    "jenkinsfile",
    "vagrantfile",
    "podfile",
    ".env",
)

CONFIGURATION: Final = frozenset("yml yaml json json5 jsonc toml ini cfg conf properties env xml tf tfvars hcl service".split())

_BEFORE_PARENTHESIS: Final = tuple(
    "c cc cpp cxx h hpp cs vb fs ts tsx f f90 f95 f03 d pas dpr rc idl asm sol mq4 mq5 xaml csproj vbproj php js pp inc nim py sv v vhd".split()
)
WORDS: Final = (
    "error",
    "fatal",
    "fail",
    "warning",
    " line ",
    *(f".{extension}:" for extension in EXTENSIONS if extension != "py"),
    *numbered(".py:"),  # names of tests hold `.py::`, a fifth of some logs
    *(f".{extension}(" for extension in _BEFORE_PARENTHESIS),
    *(f"{name}:" for name in BARE_NAMES),
)
"""A line that may be a report of an unseen tool holds one of them."""

_BAD: Final = r"(?:[A-Za-z]{1,20} ){0,2}?errors?(?: (?:in|at|on)(?= ))?|typeerror|syntaxerror|parseerror|parsererror|\*[EF]|fatal|failure|failed|fail|severe|critical|panic|blocker|major|err|high|serious"
_MILD: Final = (
    r"(?:\w{0,20} )?warning|\*W|\w{1,40}warning|warn|wrn|hint|remark|remarks|style|suggestion|suggest|advice|deprecated|deprecation|questionable"
    r"|extension|obsolescent|non-standard|deleted feature used|message(?= #?\d)|minor|medium|low|performance|portability|convention|refactor"
    r"|warning_\w+|recommendation"
)
_SAID: Final = r"note|notice|info|information|informational|debug|verbose|trace|help|todo|fixme|ignored|skipped|tip|\*N"
_DELIMITED: Final = r"(?=\s*[:\[(!#|\])>]|\s+-|\s{2,}|\s+[A-Za-z]{1,12}-?\d{2,6}\b|\s*$|,)"

SEVERITY: Final = Pattern(
    r"[\s\[(<{*!:|,%'\"✖✗×✘•~-]{0,8}"
    rf"(?:(?P<bad>(?i:{_BAD})){_DELIMITED}|(?P<coded>\d{{4}}-\d{{3}}\w?:? \([SEU]\))|(?P<mild>(?i:warning\b|\d{{4}}-\d{{3}}\w?:? \([wi]\)|(?:{_MILD}){_DELIMITED}))|(?P<said>(?i:{_SAID})){_DELIMITED}"
    r"|(?P<letter>[EFWINH])(?=\]|:\s|-?\d{2,6}\s*[\]:]|\)))"
)
"""How bad, at the beginning of a text."""

CODE: Final = Pattern(
    r"[\s!]{0,3}(?:[\[(#]\s?(?P<code>#?[\w./:-]{1,60})[\])]?:?(?=[\s\])]|$)|(?P<bare>[A-Z]{1,10}[-:]?\d{1,6}|#?\d{2,6}(?:-[A-Z])?)(?=[\s:]))"
)
"""The number or name of a check, behind the severity."""

LAST_CODE: Final = Pattern(r".*\S\s{1,20}[\[(](?P<code>[\w@-][\w@./:=,-]{1,78})[\])]\.?$")
"""The name of a check in brackets at the end."""

OTHERWISE: Final = Pattern(
    r"(?i:in (?:function|member|static|constructor|destructor|method|instantiation|lambda|file|expansion|substitution|module|block|global)"
    r"|at (?:top|global|line)\b|from\b|required (?:from|by)|instantiated|note\b|see\b|passed|passing|ok\b|pass\b|done|success|skipp|covered"
    r"|\d+ passed|0 errors|no errors|running|started|starting|finished|listening|compiling|loading|reading|writing|using|hit breakpoint|installing|recipe for target|creating|copying|updating|generating|including|connecting|connected|waiting)"
    r"|in [`'<\"(\w]|at [\w$.<]+\(|\W*$|\d+(?:\.\d+)?%|\d\d[:.]\d\d|\d[\d:., -]*$|.{0,600}[:\s](?:PASS|PASSED|OK|IGNORE)$"
)
"""What stands behind a place and is no report: frames, contexts, progress."""

PROBES: Final = Pattern(
    r"(?:.*[\\/])?(?:_?conf(?:ig)?test\w{0,20}\.\w{1,4}|\w{0,40}(?:TestFile|sanitycheck\w{0,10}|CMakeTmp)\b)|.*(?:CMakeTmp|CMakeScratch|meson-private)[\\/]"
)
"""Files that configure scripts compile to see whether they can be."""

ELSEWHERE: Final = Pattern(
    r"(?:.*[\\/])?\.(?:nvm|rvm|rbenv|pyenv|cargo|rustup|travis|gem|gradle|m2|npm|cache|local|sdkman|gvm|phpenv|composer|nodenv|asdf|ghcup|stack|cabal"
    r"|opam|julia|pub-cache|nuget|dotnet|vscode)[\\/]"
)
"""Files below the home folder that belong to tools, not to the repository."""
