"""What the nodes of each grammar mean: the tables that `outline_trees` reads a file by.

The names are those of the grammars that tree-sitter's own organisation publishes, one wheel a language; `tree-sitter` brings none along.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Language, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Of one language. `symbols`: kind of node → kind of symbol, those of `patterns` (queries) before them.

    `wraps`: nodes that add lines and words to the one definition in them. `marks`: attributes that stand before what they are about.
    `imports`: queries. `docs`: how a comment begins that documents what comes next.
    A `declaration` is a function without a body where no function is around it.
    """

    symbols: Mapping[str, str]
    patterns: str = ""
    wraps: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    imports: str
    comments: tuple[str, ...] = ("comment",)
    docs: tuple[str, ...] = ("/*", "//")
    leaves: frozenset[str] = field(default_factory=frozenset)


_FUNCTION_VALUE: Final = "[(arrow_function) (function_expression) (generator_function)]"
_SCRIPT_SYMBOLS: Final = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "class_declaration": "class",
    "method_definition": "method",
}
_SCRIPT_PATTERNS: Final = f"""
    (variable_declarator name: (identifier) value: {_FUNCTION_VALUE}) @function
    (variable_declarator name: (identifier) value: (class)) @class
    (pair value: {_FUNCTION_VALUE}) @function
    (assignment_expression left: (member_expression) right: {_FUNCTION_VALUE}) @function
    (program (lexical_declaration (variable_declarator name: (identifier)) @constant))
    (program (export_statement (lexical_declaration (variable_declarator name: (identifier)) @constant)))
    (program (variable_declaration (variable_declarator name: (identifier)) @variable))
"""
_SCRIPT_IMPORTS: Final = """
    (import_statement) @import
    (export_statement source: (string)) @import
    (call_expression function: (import) arguments: (arguments . (string))) @import
    ((call_expression function: (identifier) @_called arguments: (arguments . (string))) @import (#eq? @_called "require"))
"""
_SCRIPT_WRAPS: Final = ("export_statement", "lexical_declaration", "variable_declaration", "expression_statement")

_JAVASCRIPT: Final = Grammar(
    symbols=_SCRIPT_SYMBOLS,
    patterns=_SCRIPT_PATTERNS + f"(field_definition value: {_FUNCTION_VALUE}) @method",
    wraps=_SCRIPT_WRAPS,
    marks=("decorator",),
    imports=_SCRIPT_IMPORTS,
)
_TYPESCRIPT: Final = Grammar(
    symbols=_SCRIPT_SYMBOLS
    | {
        "abstract_class_declaration": "class",
        "interface_declaration": "interface",
        "type_alias_declaration": "type",
        "enum_declaration": "type",
        "internal_module": "module",
        "module": "module",
        "function_signature": "declaration",
        "method_signature": "method",
        "abstract_method_signature": "method",
    },
    patterns=_SCRIPT_PATTERNS + f"(public_field_definition value: {_FUNCTION_VALUE}) @method",
    wraps=(*_SCRIPT_WRAPS, "ambient_declaration"),
    marks=("decorator",),
    imports=_SCRIPT_IMPORTS,
)
_GO: Final = Grammar(
    symbols={
        "function_declaration": "function",
        "method_declaration": "method",
        "method_elem": "method",
        "type_spec": "type",
        "type_alias": "type",
        "const_spec": "constant",
        "var_spec": "variable",
    },
    patterns="(type_spec type: (interface_type)) @interface",
    wraps=("type_declaration", "const_declaration", "var_declaration"),
    imports="(import_spec) @import",
)
_RUST: Final = Grammar(
    symbols={
        "function_item": "function",
        "function_signature_item": "declaration",
        "struct_item": "type",
        "enum_item": "type",
        "union_item": "type",
        "type_item": "type",
        "trait_item": "interface",
        "impl_item": "impl",
        "const_item": "constant",
        "static_item": "constant",
        "macro_definition": "macro",
    },
    patterns="(mod_item body: (_)) @module",
    marks=("attribute_item",),
    imports="(use_declaration) @import (extern_crate_declaration) @import (mod_item !body) @import",
    comments=("line_comment", "block_comment"),
    docs=("///", "/**"),
)
_JAVA: Final = Grammar(
    symbols={
        "class_declaration": "class",
        "record_declaration": "class",
        "interface_declaration": "interface",
        "annotation_type_declaration": "interface",
        "enum_declaration": "type",
        "method_declaration": "method",
        "constructor_declaration": "method",
        "compact_constructor_declaration": "method",
    },
    imports="(import_declaration) @import",
    comments=("line_comment", "block_comment"),
    docs=("/**", "///"),
)
_C_SYMBOLS: Final = {
    "function_definition": "function",
    "type_definition": "type",
    "preproc_def": "constant",
    "preproc_function_def": "macro",
}
_C_PATTERNS: Final = """
    (struct_specifier name: (_) body: (_)) @type
    (union_specifier name: (_) body: (_)) @type
    (enum_specifier name: (_) body: (_)) @type
    (declaration declarator: (function_declarator)) @declaration
    (declaration declarator: (pointer_declarator declarator: (function_declarator))) @declaration
    (declaration declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator)))) @declaration
"""
_C: Final = Grammar(
    symbols=_C_SYMBOLS, patterns=_C_PATTERNS, imports="(preproc_include) @import", leaves=frozenset({"type_definition"})
)
_CPP: Final = Grammar(
    symbols=_C_SYMBOLS | {"namespace_definition": "module", "alias_declaration": "type", "concept_definition": "type"},
    patterns=_C_PATTERNS
    + """
    (class_specifier name: (_) body: (_)) @class
    (declaration declarator: (reference_declarator (function_declarator))) @declaration
    (field_declaration declarator: (function_declarator)) @declaration
    (field_declaration declarator: (pointer_declarator declarator: (function_declarator))) @declaration
    (field_declaration declarator: (reference_declarator (function_declarator))) @declaration
    """,
    wraps=("template_declaration",),
    imports="(preproc_include) @import",
    leaves=frozenset({"type_definition"}),
)

GRAMMARS: Final[Mapping[str, Grammar]] = {
    "javascript": _JAVASCRIPT,
    "typescript": _TYPESCRIPT,
    "tsx": _TYPESCRIPT,
    "go": _GO,
    "rust": _RUST,
    "java": _JAVA,
    "c": _C,
    "cpp": _CPP,
}
"""By the names that `grammar_of` gives."""


@functools.cache
def language(name: str) -> Language:
    """The compiled grammar. Raises ImportError where its wheel is missing, ValueError where it does not fit the library."""
    from tree_sitter import Language

    return Language(_WHEELS[name]())


@functools.cache
def query(name: str) -> Query:
    """All that is looked for in a file, one capture a kind of symbol and besides wrap, mark, comment, import, error. Raises as `language`."""
    from tree_sitter import Query

    grammar = GRAMMARS[name]
    rows = [
        "(ERROR) @error",
        *(f"({node}) @{kind}" for node, kind in grammar.symbols.items()),
        *(f"({node}) @wrap" for node in grammar.wraps),
        *(f"({node}) @mark" for node in grammar.marks),
        *(f"({node}) @comment" for node in grammar.comments),
    ]
    return Query(language(name), "\n".join([grammar.patterns, grammar.imports, *rows]))


# -- the wheels, each imported when its language is met -------------------------------------------------------------------


def _javascript() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def _typescript() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


def _go() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def _rust() -> object:
    import tree_sitter_rust

    return tree_sitter_rust.language()


def _java() -> object:
    import tree_sitter_java

    return tree_sitter_java.language()


def _c() -> object:
    import tree_sitter_c

    return tree_sitter_c.language()


def _cpp() -> object:
    import tree_sitter_cpp

    return tree_sitter_cpp.language()


_WHEELS: Final[Mapping[str, Callable[[], object]]] = {
    "javascript": _javascript,
    "typescript": _typescript,
    "tsx": _tsx,
    "go": _go,
    "rust": _rust,
    "java": _java,
    "c": _c,
    "cpp": _cpp,
}
