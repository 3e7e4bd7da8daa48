"""What a file imports, read from the text of one import statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from homeostat.understand.context.outline_types import Import

_LONGEST: Final = 4000  # characters of a statement
_QUOTED: Final = re.compile(r"[\"'`<]([^\"'`<>\n]{1,300})[\"'`>]")
_DOTTED: Final = re.compile(r"[\w$./\\:@~-]{1,300}")
_FIRST: Final = frozenset(
    """
    import from use using require require_relative require_once include include_once #include #import source load library open alias
    extern crate mod static pub qualified type unless autoload export part
    """.split()
)
_JS_WORDS: Final = frozenset("import export type from typeof".split())


def imports_of(language: str, statement: str) -> tuple[Import, ...]:
    """The imports that one statement (or line) makes, none where it turns out to be something else."""
    reader = _READERS.get(language, _any)
    return tuple(reader(statement[:_LONGEST]))


def _any(statement: str) -> Iterator[Import]:
    """The first text in quotes, else the first name that is not a word of the statement."""
    quoted = _QUOTED.search(statement)
    names = (word.rstrip(".:").lstrip(":") for word in _DOTTED.findall(statement) if word not in _FIRST)
    module = quoted[1] if quoted else next(names, "")
    if module and any(map(str.isalnum, module)):
        yield Import(module=module)


def _python(statement: str) -> Iterator[Import]:
    words = statement.split(None, 3)
    if len(words) == 4 and words[0] == "from" and words[2] == "import":
        module = words[1].lstrip(".")
        yield Import(module=module, names=_originals(words[3].strip(" ()\\")), level=len(words[1]) - len(module))
    elif statement.startswith("import "):
        yield from (Import(module=name) for name in _originals(statement[len("import ") :]) if name.replace(".", "").isidentifier())


def _originals(listed: str) -> tuple[str, ...]:
    """`a, b as c` → a, b."""
    parts = (part.split() for part in listed.partition("#")[0].partition(";")[0].split(","))
    return tuple(words[0] for words in parts if words and (words[0] == "*" or words[0].replace(".", "").isidentifier()))


def _script(statement: str) -> Iterator[Import]:
    """JavaScript: the name of the module is the last text in quotes of a statement, the only one of a call."""
    texts = _QUOTED.findall(statement)
    if not texts:
        return
    clause = statement[: statement.rfind(texts[-1]) - 1].strip()
    names = _script_names(clause) if clause.startswith(("import ", "import{", "export ", "export{")) else ()
    yield Import(module=texts[-1], names=names)


def _script_names(clause: str) -> tuple[str, ...]:
    outer, brace, inner = clause.partition("{")
    default = tuple("*" if word == "*" else "default" for word in _outer_names(outer))
    parts = (part.split() for part in inner.partition("}")[0].split(",")) if brace else ()
    listed = (words[len(words) > 1 and words[0] in _JS_WORDS] for words in parts if words)
    return (*default, *listed)


def _outer_names(outer: str) -> Iterator[str]:
    for part in outer.split(","):
        words = [word for word in part.split() if word not in _JS_WORDS]
        if words:
            yield words[0]


def _rust(statement: str) -> Iterator[Import]:
    words = statement.partition("//")[0].strip().rstrip(";")
    head, _, path = words[_rust_start(words) :].strip().partition(" ")
    if head == "mod" and path.strip().isidentifier():
        yield Import(module=f"self::{path.strip()}")
    elif head == "extern":
        yield from (Import(module=name) for name in path.split()[1:2])
    elif head == "use":
        yield from _rust_tree(path)


def _rust_start(words: str) -> int:
    """Behind `pub` and `pub(crate)`."""
    match = re.match(r"pub\s*(?:\([^)]{0,100}\))?\s*", words)
    return match.end() if match else 0


def _rust_tree(path: str) -> Iterator[Import]:
    """`a::{b, c::{d, e}}` without recursion: what stands before each open brace is kept in a pile."""
    before = [""]
    for part, mark in re.findall(r"([^{},]*)([{},]|$)", path):
        name = "".join(part.partition(" as ")[0].split())
        if mark == "{":
            before.append(before[-1] + name)
        elif name:
            yield _rust_path(before[-1] + name)
        if mark == "}" and len(before) > 1:
            before.pop()


def _rust_path(path: str) -> Import:
    module, colons, name = path.removeprefix("::").rpartition("::")
    if name == "self":
        return Import(module=module)
    return Import(module=module, names=(name,)) if colons else Import(module=name)


def _java(statement: str) -> Iterator[Import]:
    words = statement.partition("//")[0].strip().rstrip(";").split()
    path = "".join(word for word in words if word not in {"import", "static"})
    module, _, name = path.rpartition(".")
    if "static" in words or name == "*":
        yield Import(module=module, names=(name,))
    elif path:
        yield Import(module=path)


_READERS: Final[dict[str, Callable[[str], Iterator[Import]]]] = {
    "python": _python,
    "cython": _python,
    "javascript": _script,
    "typescript": _script,
    "vue": _script,
    "svelte": _script,
    "rust": _rust,
    "java": _java,
}
