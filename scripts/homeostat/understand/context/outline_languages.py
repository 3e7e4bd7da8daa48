"""Which language a file is written in, by its name, or by its first line where the name does not tell."""

from __future__ import annotations

import re
from typing import Final

TEXT: Final = "text"
"""The language of what is none, or not known."""

_ENDINGS: Final = """
    python py pyi pyw
    cython pyx pxd
    starlark bzl star
    javascript js jsx mjs cjs
    typescript ts tsx mts cts
    vue vue
    svelte svelte
    go go
    rust rs
    java java
    kotlin kt kts
    scala scala sc
    groovy groovy gradle
    c c h
    cpp cc cpp cxx c++ hh hpp hxx h++ ipp tpp inl cu cuh ino
    objc m mm
    csharp cs csx
    fsharp fs fsi fsx
    vb vb bas
    swift swift
    dart dart
    ruby rb rake gemspec ru
    crystal cr
    php php phtml
    perl pl pm t
    lua lua
    elixir ex exs
    erlang erl hrl
    haskell hs
    ocaml ml mli
    clojure clj cljs cljc
    lisp el lisp lsp scm rkt
    julia jl
    r r
    shell sh bash zsh ksh bats
    powershell ps1 psm1
    sql sql
    zig zig
    nim nim
    fortran f f90 f95 f03 for
    pascal pas pp
    verilog v sv
    vhdl vhd vhdl
    proto proto
    graphql graphql gql
    terraform tf
    css css scss less
    html html htm
    xml xml xsd csproj
    json json
    yaml yaml yml
    toml toml
    ini ini cfg
    markdown md
    rst rst
    cmake cmake
"""
_BY_ENDING: Final = {
    ending: words[0] for words in (line.split() for line in _ENDINGS.split("\n") if line.strip()) for ending in words[1:]
}
_BY_NAME: Final = {
    "rakefile": "ruby",
    "gemfile": "ruby",
    "vagrantfile": "ruby",
    "podfile": "ruby",
    "fastfile": "ruby",
    "jenkinsfile": "groovy",
    "build": "starlark",
    "build.bazel": "starlark",
    "workspace": "starlark",
    "sconstruct": "python",
    "makefile": "make",
    "gnumakefile": "make",
    "dockerfile": "docker",
    "cmakelists.txt": "cmake",
}
_SHEBANG: Final = re.compile(r"#![^\n]{0,200}?(?:/|\s)(python|node|bash|sh|zsh|ruby|perl|php|lua|Rscript)[\d.]{0,6}\b")
_BY_PROGRAM: Final = {"node": "javascript", "bash": "shell", "sh": "shell", "zsh": "shell", "Rscript": "r"}
_CPP_HEADER: Final = re.compile(r"^[ \t]*(?:class|namespace|template|using|constexpr|public:|private:)(?!\w)|\bstd::", re.MULTILINE)
_DATA: Final = frozenset("html xml json yaml toml ini markdown rst css docker make cmake".split())


def language_of(path: str) -> str:
    """The language in small letters ("python", "javascript", "typescript", "go", "cpp", …), "text" if the name does not tell."""
    name = path.rpartition("/")[2].lower()
    known = _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(".")[2]) if "." in name else _BY_NAME.get(name)
    return known or TEXT


def language_in(path: str, text: str) -> str:
    """The same, with a look at the text: scripts without an ending, headers of C that are C++."""
    language = language_of(path)
    if language == "c" and path.lower().endswith(".h") and _CPP_HEADER.search(text):
        return "cpp"
    if language == TEXT and text.startswith("#!"):
        program = _SHEBANG.match(text)
        return _BY_PROGRAM.get(program[1], program[1]) if program else language
    return language


def holds_code(language: str) -> bool:
    """Whether a file of the language defines functions and classes; data and prose only look as if."""
    return language not in _DATA


def grammar_of(path: str, language: str) -> str:
    """The grammar that reads it, which is the language but for TypeScript with tags in it."""
    return "tsx" if path.lower().endswith(".tsx") else language
