"""What one line looks as if it defined, by the words that languages begin definitions with. A guess, linear in the line."""

from __future__ import annotations

import re
from typing import Final

_FUNCTION: Final = (
    "def defp defmacro defmacrop func fn fun function sub proc procedure subroutine method defun defn defn- rpc task define".split()
)
_KINDS: Final = {
    **dict.fromkeys(_FUNCTION, "function"),
    **dict.fromkeys("class object actor record contract service".split(), "class"),
    **dict.fromkeys("interface trait protocol mixin defprotocol".split(), "interface"),
    **dict.fromkeys("struct enum union type typealias message entity extension input".split(), "type"),
    **dict.fromkeys("module namespace defmodule mod architecture".split(), "module"),
    **dict.fromkeys("macro macro_rules!".split(), "macro"),
    "impl": "impl",
}
_C_FAMILY: Final = frozenset("c cpp objc".split())
_SCRIPTS: Final = frozenset("javascript typescript vue svelte".split())
_C_WORDS: Final = frozenset("struct enum union class".split())
_SCRIPT_WORDS: Final = frozenset("function class interface enum type namespace module".split())
_OWN_WORDS: Final = {
    **dict.fromkeys(("python", "starlark"), frozenset({"def", "class"})),
    "cython": frozenset("def class cdef cpdef".split()),
    "ruby": frozenset("def class module".split()),
    "go": frozenset("func type".split()),
    "rust": frozenset("fn struct enum union trait impl mod type macro_rules!".split()),
    "java": frozenset("class interface enum record".split()),
    **dict.fromkeys(_C_FAMILY, _C_WORDS),
    **dict.fromkeys(_SCRIPTS, _SCRIPT_WORDS),
}
"""Of languages whose words are known, so that those of others are no more than names there."""

_MODIFIERS: Final = frozenset(
    """
    public private protected internal static final abstract async pub export default override open sealed inline virtual unsafe extern
    data case suspend operator local readonly partial declare mutating fileprivate implicit lazy pure elemental recursive
    create or replace @objc const constexpr friend explicit noexcept companion annotation value infix tailrec external expect actual
    indirect convenience required nonisolated typedef
    """.split()
)
_STARTERS: Final = _MODIFIERS | frozenset(_KINDS) | {"cdef", "cpdef"}
_CASELESS: Final = frozenset("sql vb fortran pascal powershell vhdl".split())
_STATEMENTS: Final = frozenset(
    """
    if else elif elsif for foreach while until unless switch case when match return throw raise yield await new delete do try catch with
    and or not in is print echo assert using lock typeof sizeof defined select then end goto break continue synchronized super this
    """.split()
)
_NEVER_NAMES: Final = frozenset(
    "if for foreach while switch catch return function synchronized sizeof with until elif unless using lock".split()
)
_BOUND: Final = frozenset("const let var local export".split())  # what gives a name to a function without one
_BARE: Final = frozenset("cpp csharp java dart shell".split()) | _SCRIPTS
_TYPED: Final = _BARE | frozenset("c objc groovy scala php text".split())
_LONGEST_OPERATOR: Final = 12  # `operator<=>`

_NAME: Final = re.compile(r"[*&\s]*([A-Za-z_$][\w$.:#\\-]*(?:[?!]|=(?=\())?)")
_GENERIC: Final = re.compile(r"<[^<>]*>")
_GROUP: Final = re.compile(r"\s*\([^()]*\)\s*(?=\w)")
_FUNCTION_VALUE: Final = re.compile(r"\s*(?:async\b\s*)?(?:function\b|\(|[\w$]+\s*=>)")
_ASSIGNED: Final = re.compile(r"[=:]")
_OTHER: Final = re.compile(r"[=\"'`,;#+?]|(?<!:):(?!:)")


def definition(language: str, body: str, *, indent: int, inside: str) -> tuple[str, str] | None:
    """The kind and the name of what a line (without blanks around it) defines, None if nothing. `inside`: the kind of what is around."""
    word = body.split(None, 1)[0]
    first = word.lower() if language in _CASELESS else word.lstrip("(").partition("<")[0]
    if first in _STARTERS or first.startswith("pub("):
        found = _by_word(language, body)
        if found:
            return found
    if language not in _TYPED or first in _STATEMENTS:
        return None
    if language in _SCRIPTS or first in _BOUND:
        found = _bound(body)
        if found:
            return found
    return _typed(language, body, declared=indent == 0 or inside == "interface") if "(" in body else None


def _by_word(language: str, body: str) -> tuple[str, str] | None:
    """`modifiers keyword name`."""
    known = _OWN_WORDS.get(language, _KINDS)
    words = body.lstrip("(").split(None, 7)
    for at, word in enumerate(words):
        small = word.lower() if language in _CASELESS else word.partition("<")[0]
        if small in known:
            kind = _KINDS.get(small, "function")
            name = _name_of(language, body[body.find(word) + len(small) :] if at < len(words) - 1 else "", kind)
            return (kind, name) if name else None
        if small not in _MODIFIERS and not small.startswith("pub("):
            return None
    return None


def _name_of(language: str, rest: str, kind: str) -> str:
    """The name after a keyword; receivers, parameters of types and the quotes of a module are passed over."""
    rest = _GENERIC.sub("", rest)
    if language in _C_FAMILY:
        return _c_name(rest)
    if language == "rust" and kind == "module" and rest.endswith(";"):
        return ""
    group = _GROUP.match(rest)
    rest = (rest[group.end() :] if group else rest).strip(" '\"").removeprefix("class ")  # enum class
    if kind == "impl" and " for " in rest:
        rest = rest.partition(" for ")[2]
    match = _NAME.match(rest)
    name = match[1].rstrip(":.-#\\") if match else ""
    return "" if name in _STATEMENTS and language not in _OWN_WORDS else name


def _c_name(rest: str) -> str:
    """The last word before the body or the bases; nothing for a type that is only made use of."""
    head, brace, _ = rest.partition("{")
    head = head.partition(":")[0]
    if any(map(head.__contains__, "(*=;,)&[")) or (not brace and rest.endswith(";")):
        return ""
    names = [word for word in head.split() if word not in {"final", "class", "struct"}]
    return names[-1] if names and names[-1].isidentifier() else ""


def _bound(body: str) -> tuple[str, str] | None:
    """`const name = (…) => {`, `a.name = function (…) {`, `name: (…) => …`."""
    mark = _ASSIGNED.search(body)
    if not mark or not ("=>" in body or "function" in body):
        return None
    words = body[: mark.start()].split()
    if not words or len(words) > 3 or (len(words) > 1 and words[0] not in _BOUND):
        return None
    name = words[-1].rpartition(".")[2]
    return ("function", name) if name.isidentifier() and _FUNCTION_VALUE.match(body, mark.end()) else None


def _typed(language: str, body: str, *, declared: bool) -> tuple[str, str] | None:
    """`type name(…) {`, `name(…) {` in a class, `name() {` in a shell: the languages that have no word for it."""
    body = body.removeprefix('extern "C" ')
    head, _, parameters = body.partition("(")
    before = _GENERIC.sub("", head)
    words = before.split()
    if (
        not words
        or _OTHER.search(" ".join(words[:-1]))
        or parameters.startswith("[")
        or not (body[0].isalpha() or body[0] in "_~<")
    ):
        return None
    scope, _, name = words[-1].lstrip("*&").rpartition("::")
    if not _is_name(name) or not _STATEMENTS.isdisjoint(words[:-1]):
        return None
    declared = declared or words[0] in {"abstract", "public", "protected"}
    if not _has_body(language, body, bare=len(words) == 1, declared=declared):
        return None
    return "function", f"{scope}::{name}" if scope else name


def _is_name(text: str) -> bool:
    named = text.removeprefix("~").isidentifier() or (text.startswith("operator") and len(text) < _LONGEST_OPERATOR)
    return named and text not in _NEVER_NAMES


def _has_body(language: str, body: str, *, bare: bool, declared: bool) -> bool:
    """Whether a line ends as the head of a function does. One without a type (`bare`) might be a call."""
    opens = ") {" in body or "){" in body
    if bare:
        return language in _BARE and opens and body.endswith(("{", "}", "},")) and "=>" not in body and "function" not in body
    if body.endswith((")", ",", "(", "{")) or (opens and body.endswith("}")):
        return True
    return declared and body.endswith(";") and (language in _C_FAMILY or language == "java")
