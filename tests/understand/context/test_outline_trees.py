"""Languages with a grammar: what each kind of definition becomes, and what is left where a wheel is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from homeostat.understand.context import outline_grammars
from homeostat.understand.context.outline import Outline, outline_of, skeleton
from homeostat.understand.context.outline_trees import MAX_TREE, read_tree

JAVASCRIPT = """\
import main, { a as b } from "m";
const lib = require("lib/x");

/**
 * Adds.
 * @param {number} a
 */
export async function add(a, b = {}) {
  return a + b;
}

export default class Store extends Base {
  static kind = 1;

  // Called on a click.
  handle = async (event) => {
    this.go(event);
  };

  constructor() {
    super();
  }

  get size() {
    return 1;
  }
}

export const twice = (a) => a * 2;
// eslint-disable-next-line
const outer = function () {
  function inner() {
    return <div>{1}</div>;
  }
  const local = 1;
};
exports.load = function (path) {};
Store.prototype.save = function () {};
const LIMIT = 3;
const routes = {
  index() {
    return 1;
  },
  show: (id) => id,
};
"""
TYPESCRIPT = """\
import type { A } from "a";

@Component({
  selector: "a",
})
export class Page<T> implements View {
  @Input() name: string;

  /** Runs it. */
  @Once()
  async run(a: number, b?: { c: string }): Promise<{ d: T }> {
    return go(a);
  }

  abstract stop(): void;
}

export interface View {
  draw(): void;
  title: string;
}
export type Shape = { a: string };
export type Kind = "a" | "b";
export enum Color { Red, Green }
namespace util {
  export function trim(text: string): string {
    return text;
  }
}
export function over(a: string): void;
export function over(a: unknown) {}
"""
GO = """\
// Package store keeps things.
package store

import (
	"fmt"
	web "net/http"
)

// Store keeps.
type Store struct {
	items map[string]int
}

type Reader interface {
	// Read reads.
	Read(p []byte) (n int, err error)
	Any(x interface{}) interface{}
}

const Max = 3

var (
	first, second = 1, 2
)

// Get gets an item,
// or nothing.
func (s *Store) Get(ctx context.Context,
	key string, // of the item
) (int, error) {
	const local = 1
	return s.items[key], nil
}

func Map[T any](in []T, f func(T) T) []T { return in }
"""
RUST = """\
use std::collections::{HashMap, hash_map::{self, Entry as E}};
use crate::a::b;
pub mod inner;

/// A point.
#[derive(Debug, Clone)]
pub struct Point<'a> {
    name: &'a str,
}

// Not a doc comment.
impl<'a> fmt::Display for Point<'a> {
    /// Shows it.
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        Self: Sized,
    {
        Ok(())
    }
}

pub trait Shape {
    fn area(&self) -> f64;
}

const N: usize = 3;
struct Pair(u8, u16);
macro_rules! twice {
    ($x:expr) => {};
}

#[cfg(test)]
mod tests {
    #[test]
    fn works() {
        assert!(true);
    }
}
"""
JAVA = """\
package a.b;

import java.util.List;
import static a.B.c;

/** A service. */
@Service("x")
public class Store<T> extends Base implements Closeable {
    private static final int MAX = 1;

    Store() {
        super();
    }

    @Override
    public List<T> get(@NotNull String key, int size) throws IOException {
        return null;
    }

    interface Visitor {
        void visit(int a);
    }

    enum Color {
        RED;

        int code() {
            return 1;
        }
    }

    record Pair(int a, String b) {}
}
"""
C = """\
#ifdef __cplusplus
extern "C" {
#endif
#include <stdio.h>
#include "dir/own.h"
#define MAX 3
#define SQUARE(x) \\
    ((x) * (x))

/* A node. */
struct node {
    int value;
};
typedef struct {
    int b;
} thing_t;
typedef int (*callback_t)(int);
enum color { RED };

char *name_of(struct node *n);

/* Adds
 * two. */
static int
add(int a, int b)
{
    int local(int);
    return a + b;
}
#ifdef __cplusplus
}
#endif
"""
CPP = """\
#include <vector>

namespace ns {

/// A thing.
template <typename T>
class Thing : public Base<T> {
 public:
  explicit Thing(int a) : a_(a) {}
  ~Thing();
  virtual int size() const override;
  T& operator[](int i) { return data_[i]; }

 private:
  int a_;
};

using Alias = std::vector<int>;
enum class Color { Red };

}  // namespace ns

int ns::Thing<int>::size() const {
  auto f = [](int x) { return x; };
  return 1;
}

namespace {
void helper() {}
}
"""
FOUND = {
    "a.js": (
        JAVASCRIPT,
        """
        constant lib 2 2 | const lib = require("lib/x")
        function add 8 10 | export async function add(a, b = {}) | Adds.
        class Store 12 27 | export default class Store extends Base
        method Store.handle 16 18 | handle = async (event) => | Called on a click.
        method Store.constructor 20 22 | constructor()
        method Store.size 24 26 | get size()
        function twice 29 29 | export const twice = (a) =>
        function outer 31 36 | const outer = function ()
        function outer.inner 32 34 | function inner()
        function load 37 37 | exports.load = function (path)
        method Store.save 38 38 | Store.prototype.save = function ()
        constant LIMIT 39 39 | const LIMIT = 3
        constant routes 40 45 | const routes =
        method routes.index 41 43 | index()
        function routes.show 44 44 | show: (id) =>
        """,
        [("m", ("default", "a")), ("lib/x", ())],
    ),
    "a.ts": (
        TYPESCRIPT,
        """
        class Page 3 16 | export class Page<T> implements View
        method Page.run 10 13 | async run(a: number, b?: { c: string }): Promise<{ d: T }> | Runs it.
        method Page.stop 15 15 | abstract stop(): void
        interface View 18 21 | export interface View
        method View.draw 19 19 | draw(): void
        type Shape 22 22 | export type Shape =
        type Kind 23 23 | export type Kind = "a" | "b"
        type Color 24 24 | export enum Color
        module util 25 29 | namespace util
        function util.trim 26 28 | export function trim(text: string): string
        function over 30 30 | export function over(a: string): void
        function over 31 31 | export function over(a: unknown)
        """,
        [("a", ("A",))],
    ),
    "a.go": (
        GO,
        """
        type Store 10 12 | type Store struct | Store keeps.
        interface Reader 14 18 | type Reader interface
        method Reader.Read 16 16 | Read(p []byte) (n int, err error) | Read reads.
        method Reader.Any 17 17 | Any(x interface{}) interface{}
        constant Max 20 20 | const Max = 3
        variable first 23 23 | first, second = 1, 2
        method Store.Get 28 33 | func (s *Store) Get(ctx context.Context, key string,) (int, error) | Get gets an item,
        function Map 35 35 | func Map[T any](in []T, f func(T) T) []T
        """,
        [("fmt", ()), ("net/http", ())],
    ),
    "a.rs": (
        RUST,
        """
        type Point 6 9 | pub struct Point<'a> | A point.
        impl Point 12 21 | impl<'a> fmt::Display for Point<'a>
        method Point.fmt 14 20 | fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result where Self: Sized, | Shows it.
        interface Shape 23 25 | pub trait Shape
        method Shape.area 24 24 | fn area(&self) -> f64
        constant N 27 27 | const N: usize = 3
        type Pair 28 28 | struct Pair(u8, u16)
        macro twice 29 31 | macro_rules! twice
        module tests 33 39 | mod tests
        function tests.works 35 38 | fn works()
        """,
        [
            ("std::collections", ("HashMap",)),
            ("std::collections::hash_map", ()),
            ("std::collections::hash_map", ("Entry",)),
            ("crate::a", ("b",)),
            ("self::inner", ()),
        ],
    ),
    "Store.java": (
        JAVA,
        """
        class Store 7 33 | public class Store<T> extends Base implements Closeable | A service.
        method Store.Store 11 13 | Store()
        method Store.get 15 18 | public List<T> get(@NotNull String key, int size) throws IOException
        interface Store.Visitor 20 22 | interface Visitor
        method Store.Visitor.visit 21 21 | void visit(int a)
        type Store.Color 24 30 | enum Color
        method Store.Color.code 27 29 | int code()
        class Store.Pair 32 32 | record Pair(int a, String b)
        """,
        [("java.util.List", ()), ("a.B", ("c",))],
    ),
    "a.c": (
        C,
        """
        constant MAX 6 6 | #define MAX 3
        macro SQUARE 7 8 | #define SQUARE(x)
        type node 11 13 | struct node | A node.
        type thing_t 14 16 | typedef struct
        type callback_t 17 17 | typedef int (*callback_t)(int)
        type color 18 18 | enum color
        function name_of 20 20 | char *name_of(struct node *n)
        function add 24 29 | static int add(int a, int b) | Adds
        """,
        [("stdio.h", ()), ("dir/own.h", ())],
    ),
    "a.cc": (
        CPP,
        """
        module ns 3 21 | namespace ns
        class ns.Thing 6 16 | template <typename T> class Thing : public Base<T> | A thing.
        method ns.Thing.Thing 9 9 | explicit Thing(int a) : a_(a)
        method ns.Thing.~Thing 10 10 | ~Thing()
        method ns.Thing.size 11 11 | virtual int size() const override
        method ns.Thing.operator[] 12 12 | T& operator[](int i)
        type ns.Alias 18 18 | using Alias = std::vector<int>
        type ns.Color 19 19 | enum class Color
        method ns.Thing.size 23 26 | int ns::Thing<int>::size() const
        function helper 29 29 | void helper()
        """,
        [("vector", ())],
    ),
}
MODULES = {
    "a.js": "tree_sitter_javascript",
    "a.ts": "tree_sitter_typescript",
    "a.go": "tree_sitter_go",
    "a.rs": "tree_sitter_rust",
    "Store.java": "tree_sitter_java",
    "a.c": "tree_sitter_c",
    "a.cc": "tree_sitter_cpp",
}


def shown(outline: Outline) -> list[str]:
    return [
        f"{symbol.kind} {symbol.dotted} {symbol.start} {symbol.stop} | {symbol.signature}"
        + (f" | {symbol.doc}" if symbol.doc else "")
        for symbol in outline.symbols
    ]


@pytest.mark.parametrize("path", FOUND)
def test_what_a_file_defines_and_imports(path: str) -> None:
    text, expected, imports = FOUND[path]
    outline = outline_of(path, text)
    assert shown(outline) == [line.strip() for line in expected.strip().split("\n")]
    assert [(item.module, item.names) for item in outline.imports] == imports
    assert outline.exact


@pytest.mark.parametrize("path", FOUND)
def test_a_skeleton_is_shorter_and_says_nothing_that_the_file_does_not_say(path: str) -> None:
    text = FOUND[path][0]
    written = skeleton(text, outline_of(path, text))
    assert 0 < len(written) < 0.8 * len(text)
    words = written.replace("…", " ").split()
    joined = "".join(text.replace("// of the item", "").split())
    assert [word for word in words if word not in joined and word != "//"] == []


@pytest.fixture
def fresh_grammars() -> Iterator[None]:
    outline_grammars.language.cache_clear()
    outline_grammars.query.cache_clear()
    yield
    outline_grammars.language.cache_clear()
    outline_grammars.query.cache_clear()


@pytest.mark.usefixtures("fresh_grammars")
@pytest.mark.parametrize("missing", ["wheel", "library"])
@pytest.mark.parametrize("path", FOUND)
def test_where_a_wheel_is_missing_lines_are_read(path: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, MODULES[path] if missing == "wheel" else "tree_sitter", None)
    outline = outline_of(path, FOUND[path][0])
    exact = outline_of("a.py", "def f(): pass\n")
    assert (outline.exact, exact.exact) == (False, True)
    assert len(outline.symbols) >= 4
    assert len(outline.imports) >= 1


@pytest.mark.usefixtures("fresh_grammars")
def test_a_grammar_that_does_not_fit_the_query_is_no_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(outline_grammars)["_WHEELS"], "go", vars(outline_grammars)["_WHEELS"]["rust"])
    assert read_tree("go", "go", GO) is None
    assert not outline_of("a.go", GO).exact


def test_a_language_without_grammar_has_no_tree() -> None:
    assert read_tree("ruby", "ruby", "def f\nend\n") is None


def test_an_error_leaves_the_rest_but_nothing_exact() -> None:
    outline = outline_of("a.go", GO.replace("const Max = 3", "const Max = = 3"))
    assert not outline.exact
    assert {"Store", "Get", "Map"} <= {symbol.name for symbol in outline.symbols}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "function f() {}\n" * (MAX_TREE // 16 + 1)),
        ("A.java", "class A { void f() { x = " + "a<" * 2000 + "1; } }\n"),
        ("a.c", "=> fn " * 5000),
        ("a.js", "(" * 5000),
        ("a.cpp", "- ? " * 1900),
        ("a.js", "{a:" * 600),
        ("a.go", "/* " * 600),
        ("a.rs", 'r#" ' * 600),
    ],
    ids=["long", "angles", "errors", "heap", "steps", "brackets", "comments", "strings"],
)
def test_what_would_take_the_square_of_its_length_is_not_parsed(path: str, text: str) -> None:
    language = outline_of(path, text).language
    assert read_tree(language, language, text) is None


def test_long_prose_in_a_comment_is_no_garbage() -> None:
    prose = ' * It\'s said: "no" (of `these` {@code things}; #1, 2% or so) is <p> wrong?\n' * 120
    text = f"/**\n{prose} */\nclass A {{}}\n" * 6
    assert len(text) > 40_000
    assert outline_of("A.java", text).exact


def test_a_tree_of_very_many_levels_is_looked_into_as_far_as_can_be_counted() -> None:
    outline = outline_of("a.js", "function f() {}\n" + "`" * 160_000 + "\nfunction g() {}\n")
    assert [symbol.name for symbol in outline.symbols] == ["f", "g"]


def test_decorators_attributes_and_comments_belong_to_what_follows_them_only() -> None:
    rust = "#[a]\nfn f() {} // of f\nfn g() {}\n\n/// Kept.\n#[b]\n#[c(\n  1)]\n// aside\nfn h() {}\n"
    found = [(symbol.name, symbol.start, symbol.doc) for symbol in outline_of("a.rs", rust).symbols]
    assert found == [("f", 1, ""), ("g", 3, ""), ("h", 6, "Kept.")]
    go = "// Lost.\n\nfunc f() {}\n\n/* Kept. */\nfunc g() {}\n"
    assert [(symbol.name, symbol.doc) for symbol in outline_of("a.go", go).symbols] == [("f", ""), ("g", "Kept.")]


def test_tags_in_typescript_need_the_ending_that_says_so() -> None:
    text = "export function Page() { return <div>{1}</div>; }\n"
    assert outline_of("a.tsx", text).exact
    assert outline_of("a.jsx", text).exact
    assert [symbol.name for symbol in outline_of("a.tsx", text).symbols] == ["Page"]


SKELETONS = {
    "a.js": """\
// Adds.
export async function add(a, b = {}) { … }
export default class Store extends Base {
  // Called on a click.
  handle = async (event) => { … };
  constructor() { … }
  get size() { … }
}
export const twice = (a) => …;
const outer = function () {
  function inner() { … }
  …
}
exports.load = function (path) { … };
Store.prototype.save = function () { … };
const routes = {
  index() { … }
  show: (id) => …
}
""",
    "a.ts": """\
export class Page<T> implements View {
  // Runs it.
  @Once()
  async run(a: number, b?: { c: string }): Promise<{ d: T }> { … }
  abstract stop(): void;
}
export interface View {
  draw(): void;
}
export type Shape = { … };
export type Kind = "a" | "b";
export enum Color { … }
namespace util {
  export function trim(text: string): string { … }
}
export function over(a: string): void;
export function over(a: unknown) { … }
""",
    "a.c": """\
#define SQUARE(x) …
// A node.
struct node { … };
typedef struct { … } thing_t;
typedef int (*callback_t)(int);
enum color { … };
char *name_of(struct node *n);
// Adds
static int add(int a, int b) { … }
""",
    "a.rs": """\
// A point.
#[derive(Debug, Clone)]
pub struct Point<'a> { … }
impl<'a> fmt::Display for Point<'a> {
    // Shows it.
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result where Self: Sized, { … }
}
pub trait Shape {
    fn area(&self) -> f64;
}
struct Pair(u8, u16);
macro_rules! twice { … }
#[cfg(test)]
mod tests {
    #[test]
    fn works() { … }
}
""",
}


@pytest.mark.parametrize("path", SKELETONS)
def test_the_skeleton_of(path: str) -> None:
    text = FOUND[path][0]
    assert skeleton(text, outline_of(path, text)) == SKELETONS[path]
