"""The outline of a file in a language that tree-sitter has a grammar for: one query finds all that counts, one sweep puts it together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from homeostat.understand.context.outline_grammars import GRAMMARS, Grammar, language, query
from homeostat.understand.context.outline_imports import imports_of
from homeostat.understand.context.outline_styles import rest_after, rest_of_body, style_of
from homeostat.understand.context.outline_types import CLASSLIKE, VALUES, Import, Outline, Symbol, dotted, outline_from
from homeostat.understand.context.outline_words import MAX_HEAD, cut, doc_line, head_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_TREE: Final = 500_000
"""Characters of a text that is parsed into a tree: source takes a third of a second for them, garbage a hundred times that."""

_CHUNK: Final = 65536
_FEWEST_CALLS: Final = 500
_BYTES_A_CALL: Final = 20  # source takes forty and more, garbage less the longer it is
_SAMPLE: Final = 4096  # bytes; of four such stretches one is tried
_MOST_ERRORS: Final = 60  # in a stretch; source that is cut anywhere has five, garbage hundreds
_MOST_BAD: Final = 4  # stretches of a large file; a text in quotes may take a whole one
_MOST_OPEN: Final = 500  # brackets, comments, strings
_STEP: Final = {**dict.fromkeys(b"([{", 1), **dict.fromkeys(b")]}", -1)}
_NO_BRACKETS: Final = bytes(set(range(256)) - _STEP.keys())
_MOST_PIECES: Final = 3000
_DEEPEST: Final = 10_000  # levels of a tree that are looked into; a query counts them in sixteen bits, and beyond these runs wild
_STATEMENT: Final = re.compile(rb"[;{}]")
_NAME_FIELDS: Final = ("name", "declarator", "property", "left", "key", "type")
_FURTHEST: Final = 1000  # bytes between a comment and what it is about
_MAX_NAME: Final = 200
_MOST_HEAD: Final = 3000  # bytes read for the three hundred characters of a signature
_LATER: Final = ("variable", "constant", "declaration", "type")  # kinds that another kind of the same node goes before
_ASIDE: Final = frozenset({"wrap", "import", "error"})
_ROOTS: Final = frozenset({"this", "exports", "module.exports", "self", "window"})

_NO_NEWLINE: Final = re.compile(rb"[^\n]")
_LINKAGE: Final = re.compile(
    rb"^#[ \t]{0,9}if[^\n]{0,80}__cplusplus[^\n]{0,80}\n\s{0,80}(?:extern[ \t]{1,9}\"C\"[ \t]{0,9}\{|\})[^\n]{0,80}\n\s{0,80}#[ \t]{0,9}endif",
    re.MULTILINE,
)
"""How headers of C open and close a brace for C++ alone, which no grammar can follow."""


@dataclass(slots=True)
class _Lead:
    """What stands right before the next definition: where it ends, its attributes' first line, and its comments."""

    end: int = 0
    row: int | None = None
    comments: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Sweep:
    """A file on its way from the first node that counts to the last; `around` holds what encloses the present one, by its last byte."""

    language: str
    grammar: Grammar
    data: bytes
    outer: dict[int, Node]
    around: list[tuple[int, Symbol, bool]] = field(default_factory=list)
    lead: _Lead = field(default_factory=_Lead)


def read_tree(named: str, grammar: str, text: str) -> Outline | None:
    """The outline of a text with newlines as `\\n` in the language so named; None without its wheel or where it is no such source."""
    if grammar not in GRAMMARS or len(text) > MAX_TREE:
        return None
    data = text.encode("utf-8", "replace")
    if grammar in {"c", "cpp"}:
        data = _LINKAGE.sub(lambda match: _NO_NEWLINE.sub(b" ", match[0]), data)
    try:
        root = _parsed(grammar, data)
        found = _captures(grammar, root)
    except (ImportError, ValueError):
        return None
    sweep = _Sweep(named, GRAMMARS[grammar], data, _outer_nodes(found.get("wrap", ()), GRAMMARS[grammar]))
    symbols = list(_symbols(sweep, found))
    return outline_from(named, symbols, _imports(named, data, found.get("import", ())), exact=not root.has_error)


def _parsed(grammar: str, data: bytes) -> Node:
    """The root of the tree. Raises ImportError, and ValueError for what would take steps without getting on."""
    from tree_sitter import Parser

    if _is_hopeless(grammar, data):
        raise ValueError("not the language that its name says")
    most = _FEWEST_CALLS + len(data) // _BYTES_A_CALL
    calls = iter(range(most))
    tree = Parser(language(grammar)).parse(
        lambda at, _: data[at : at + _CHUNK], progress_callback=lambda _at, _error: next(calls, None) is None
    )
    if tree.root_node.has_error and _is_heap(tree.root_node):
        raise ValueError("too much of it in one error")
    return tree.root_node


def _is_heap(root: Node) -> bool:
    """Whether an error holds so many pieces side by side that a query, which looks at all that follow a piece, would not end."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error and node.child_count > _MOST_PIECES:
            return True
        waiting += [child for child in node.children if child.has_error]
    return False


def _is_hopeless(grammar: str, data: bytes) -> bool:
    """Whether parsing would cost the square of the length, as recovery from errors does, or more of the stack than there is."""
    from tree_sitter import Parser

    angles = (part.count(b"<") - part.count(b">") for part in _STATEMENT.split(data))
    if max(_depth(data), _unclosed(data), *angles) > _MOST_OPEN:
        return True
    starts = range(0, len(data), 4 * _SAMPLE) if len(data) > 2 * _SAMPLE else ()
    roots = (Parser(language(grammar)).parse(_stretch(data, at)).root_node for at in starts)
    bad = sum(len(_captures(grammar, root).get("error", ())) > _MOST_ERRORS for root in roots if root.has_error)
    return bad > min(len(starts) // 2, _MOST_BAD)


def _stretch(data: bytes, at: int) -> bytes:
    """Some kilobytes from a place on, without the ends of comments that are cut there: prose is all errors."""
    inside = data.rfind(b"/*", 0, at) > data.rfind(b"*/", 0, at)
    begin = max(at, data.find(b"*/", at) + 2) if inside else at
    stretch = data[begin : begin + _SAMPLE]
    last = stretch.rfind(b"/*")
    return stretch[:last] if last > stretch.rfind(b"*/") else stretch


def _unclosed(data: bytes) -> int:
    """How many comments and raw strings of Rust are not closed; the end of each is looked for up to the end of the file."""
    raw = data.count(b'r#"') + data.count(b"r##") - data.count(b'"#')
    return max(raw, data.count(b"/*", data.rfind(b"*/") + 1))


def _depth(data: bytes) -> int:
    """How many brackets are open at most, those in strings and comments counted too."""
    return max(accumulate(map(_STEP.__getitem__, data.translate(None, _NO_BRACKETS))), default=0)


def _captures(grammar: str, root: Node) -> dict[str, list[Node]]:
    from tree_sitter import QueryCursor

    cursor = QueryCursor(query(grammar))
    cursor.set_max_start_depth(_DEEPEST)
    return cursor.captures(root)


def _outer_nodes(wraps: Iterable[Node], grammar: Grammar) -> dict[int, Node]:
    """Node → the node around it that belongs to the same definition."""
    aside = {*grammar.marks, *grammar.comments}
    outer: dict[int, Node] = {}
    for wrap in wraps:
        inner = [child for child in wrap.named_children if child.type not in aside]
        if inner and sum(child.type == inner[-1].type for child in inner) == 1:
            outer[inner[-1].id] = wrap
    return outer


def _imports(named: str, data: bytes, nodes: Iterable[Node]) -> Iterator[Import]:
    for node in sorted(nodes, key=lambda node: node.start_byte):
        yield from imports_of(named, _text(data, node.start_byte, min(node.end_byte, node.start_byte + MAX_HEAD)))


# -- the sweep -----------------------------------------------------------------------------------------------------------


def _symbols(sweep: _Sweep, found: dict[str, list[Node]]) -> Iterator[Symbol]:
    for node, kind in _in_order(found):
        if kind in {"comment", "mark"}:
            _note(sweep, node, kind)
        else:
            yield from _define(sweep, node, kind)


def _in_order(found: dict[str, list[Node]]) -> list[tuple[Node, str]]:
    """Every node once, from the first to the last, outer ones first, each with the kind that says most of it."""
    kinds = sorted(found.keys() - _ASIDE, key=lambda kind: _LATER.index(kind) if kind in _LATER else len(_LATER))
    seen = {node.id: (node, kind) for kind in kinds for node in found[kind] if not kind.startswith("_")}
    return sorted(seen.values(), key=lambda pair: (pair[0].start_byte, -pair[0].end_byte))


def _note(sweep: _Sweep, node: Node, kind: str) -> None:
    """Keep a comment or an attribute for what comes after it; one at the end of a line belongs to that line."""
    if not _follows(sweep, node.start_byte):
        sweep.lead = _Lead()
    lead = sweep.lead
    if kind == "mark":
        lead.row = node.start_point.row if lead.row is None else lead.row
    elif sweep.data[node.start_byte - node.start_point.column : node.start_byte].strip():
        return
    elif sweep.data.startswith(b"//", node.start_byte) and lead.comments:
        lead.comments.append(node)
    else:
        lead.comments = [node]
    lead.end = node.end_byte


def _follows(sweep: _Sweep, start: int) -> bool:
    """Whether nothing stands between the lead and a place, not even an empty line."""
    end = sweep.lead.end
    if not end or start - end > _FURTHEST:
        return False
    gap = sweep.data[end:start]
    return not gap.strip() and gap.count(b"\n") <= 1


def _define(sweep: _Sweep, node: Node, kind: str) -> Iterator[Symbol]:
    """The symbol of a node, none where it defines nothing for others: local values, declarations in a body."""
    while sweep.around and sweep.around[-1][0] <= node.start_byte:
        sweep.around.pop()
    around, leaf = sweep.around[-1][1:] if sweep.around else (None, False)
    kind = _kind(kind, around)
    scope, name = _name(sweep.data, node)
    if not kind or not name or leaf:
        return
    symbol = _symbol(sweep, node, kind, name, _parent(sweep, node, around, scope))
    sweep.lead = _Lead()
    sweep.around.append((node.end_byte, symbol, node.type in sweep.grammar.leaves))
    yield symbol


def _kind(kind: str, around: Symbol | None) -> str:
    """The kind of a symbol by what is around it; empty for what does not count there."""
    inside = around.kind if around else "module"
    if kind in VALUES:
        return kind if inside == "module" else ""
    if kind == "declaration":
        kind = "" if inside in {"function", "method"} else "function"
    return "method" if kind == "function" and inside in CLASSLIKE else kind


def _symbol(sweep: _Sweep, node: Node, kind: str, name: str, parent: str) -> Symbol:
    whole = _outermost(sweep, node)
    lead = sweep.lead if _follows(sweep, whole.start_byte) else _Lead()
    ending = whole.end_point
    signature = cut(_signature(sweep, node, whole))
    first, last = whole.start_point.row, ending.row - (ending.column == 0 and ending.row > whole.start_point.row)
    return Symbol(
        name=name,
        kind="method" if kind == "function" and parent and _is_scoped(sweep, parent) else kind,
        start=min(first, first if lead.row is None else lead.row) + 1,
        stop=last + 1,
        parent=parent,
        signature=signature,
        doc=_doc(sweep, lead),
        rest=_rest(sweep, node, whole, signature),
    )


def _is_scoped(sweep: _Sweep, parent: str) -> bool:
    """Whether a parent is named by the definition itself, as in `void A::f() {}`."""
    return parent != (sweep.around[-1][1].dotted if sweep.around else "")


def _outermost(sweep: _Sweep, node: Node) -> Node:
    while node.id in sweep.outer:
        node = sweep.outer[node.id]
    return node


def _doc(sweep: _Sweep, lead: _Lead) -> str:
    text = "\n".join(
        _text(sweep.data, node.start_byte, min(node.end_byte, node.start_byte + MAX_HEAD)) for node in lead.comments[:20]
    )
    return doc_line(text) if text.startswith(sweep.grammar.docs) else ""


# -- names and heads -----------------------------------------------------------------------------------------------------


def _name(data: bytes, node: Node) -> tuple[str, str]:
    """What a name is said to belong to, and the name: the way down through declarators, pointers and paths."""
    scopes: list[str] = []
    whole = node
    while inner := _named(node):
        owner = node.child_by_field_name("scope") or node.child_by_field_name("object")
        if owner:
            scopes.append(_scope(_text(data, owner.start_byte, min(owner.end_byte, owner.start_byte + _MAX_NAME))))
        node = inner
    name = "" if node is whole else _text(data, node.start_byte, min(node.end_byte, node.start_byte + _MAX_NAME))
    return ".".join(filter(None, scopes)), " ".join(name.split()).strip("'\"`")


def _named(node: Node) -> Node | None:
    for name in _NAME_FIELDS:
        child = node.child_by_field_name(name)
        if child:
            return child
    last = node.named_child_count - 1
    return node.named_child(last) if node.type.endswith("_declarator") and last >= 0 else None


def _scope(text: str) -> str:
    """`ns::A<T>` → ns.A, `A.prototype` → A; nothing for what is no name of its own."""
    plain = text.partition("<")[0].removesuffix(".prototype").replace("::", ".").strip()
    return "" if plain in _ROOTS or not plain.replace(".", "").replace("$", "").isidentifier() else plain


def _parent(sweep: _Sweep, node: Node, around: Symbol | None, scope: str) -> str:
    receiver = node.child_by_field_name("receiver")
    if receiver:
        text = _text(sweep.data, receiver.start_byte, min(receiver.end_byte, receiver.start_byte + _MAX_NAME))
        words = text.strip("() \t\n,").partition("[")[0].split()  # `(l *List[T])`
        scope = words[-1].lstrip("*") if words else ""
    parent = around.dotted if around else ""
    return dotted(parent, scope) if scope else parent


def _signature(sweep: _Sweep, node: Node, whole: Node) -> str:
    """From the beginning of the outermost node to the body, where the grammar knows one, else to the brace or semicolon."""
    body = _body(sweep.data, node)
    stop = body.start_byte if body else whole.end_byte
    text = _text(sweep.data, whole.start_byte, min(stop, whole.start_byte + _MOST_HEAD))
    return head_of(text, sweep.language, whole=body is not None)


def _rest(sweep: _Sweep, node: Node, whole: Node, signature: str) -> str:
    body, style = _body(sweep.data, node), style_of(sweep.language)
    ended = sweep.data.startswith(b";", whole.end_byte)  # a semicolon that the grammar counts to what is around
    if body:
        behind = _text(sweep.data, body.end_byte, min(whole.end_byte + ended, body.end_byte + _MAX_NAME)).strip()
        return rest_of_body(_text(sweep.data, body.start_byte, body.start_byte + 1), behind and _spaced(behind), style)
    last = _text(sweep.data, max(whole.start_byte, whole.end_byte - _MAX_NAME), whole.end_byte + ended)
    return rest_after(signature, last, style)


def _spaced(behind: str) -> str:
    return behind if behind.startswith(";") else f" {behind}"


def _body(data: bytes, node: Node) -> Node | None:
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    if value and node.type == "preproc_function_def":
        return value
    node = value or node
    body = node.child_by_field_name("body")
    return body if body and (data.startswith(b"{", body.start_byte) or node.type == "arrow_function") else None


def _text(data: bytes, start: int, stop: int) -> str:
    return data[start:stop].decode("utf-8", "replace")
