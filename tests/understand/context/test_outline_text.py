"""Languages without a grammar: what lines look as if they defined, where that ends, and what they import."""

from __future__ import annotations

import time

import pytest

from homeostat.understand.context.outline import Import, Outline, outline_of, skeleton
from homeostat.understand.context.outline_definitions import definition
from homeostat.understand.context.outline_imports import imports_of
from homeostat.understand.context.outline_text import read_text

RUBY = """\
require "json"
require_relative "lib/own"

module Shop
  # A basket.
  class Basket < Base
    include Comparable

    # Adds an item.
    def self.add(item, count = 1)
      if item
        1
      else
        2
      end
    rescue Error
      3
    end

    def empty?; true; end

    def size=(value)
      @size = value
    end
  end
end
"""
PHP = """\
<?php
use App\\Models\\Base;

/**
 * A user.
 */
#[Entity]
final class User extends Base
{
    private $name;

    /** Gets it. */
    public function get(string $key, array $more = []): ?string
    {
        return null;
    }

    abstract protected function save();
}

function helper() { return 1; }
"""
CSHARP = """\
using System.Linq;

namespace Shop.Web
{
    [Serializable]
    public class Basket : IBasket
    {
        public async Task<int> Add(int item,
            string name)
        {
            using (var open = Open()) { }
            if (item > 1)
            {
                return Count(item);
            }
            return 1;
        }

        public int Size { get; set; }
    }
}
"""
KOTLIN = """\
package a.b

import a.b.C

/** A pair. */
data class Pair(val a: Int)

class Store : Base() {
    override suspend fun run(a: Int): String {
        return "x"
    }

    companion object {
        fun make() = Store()
    }
}
"""
SHELL = """\
#!/bin/bash
source ./lib.sh

# Builds it.
build() {
  if true; then
    echo hi
  fi
}

function deploy {
  echo
}
"""
LUA = """\
local util = require("a.util")

-- Says it.
local function say(a)
  print(a)
end

function M.go(b)
  return b
end
"""
ELIXIR = """\
defmodule Shop.Basket do
  use GenServer
  alias Shop.Item

  # Starts it.
  def start(a, b) do
    a
  end

  defp size(a), do: a
end
"""
SWIFT = """\
import Foundation

public struct Basket: Codable {
    @discardableResult
    func add(_ item: Int) -> Int {
        return 1
    }
}

extension Basket {
    func clear() {}
}
"""
SQL = """\
CREATE OR REPLACE FUNCTION add_one(a int) RETURNS int AS $$
BEGIN
  RETURN a + 1;
END;
$$ LANGUAGE plpgsql;
"""
BROKEN_PYTHON = '''\
import os
from a.b import c, d


class Basket(Base):
    """A basket: class of items
    function of none."""

    @register(
        "name",
    )
    def add(self,
            item):
        """Adds it."""
        print "x"

    def size(self): return 1
'''
UNKNOWN = """\
func main {
    go
}
class of people
"""
FOUND: dict[str, tuple[str, str, list[str]]] = {
    "a.rb": (
        RUBY,
        """
        module Shop 4 26 | module Shop
        class Shop.Basket 6 25 | class Basket < Base | A basket.
        method Shop.Basket.add 10 18 | def self.add(item, count = 1) | Adds an item.
        method Shop.Basket.empty? 20 20 | def empty?
        method Shop.Basket.size= 22 24 | def size=(value)
        """,
        ["json", "lib/own"],
    ),
    "a.php": (
        PHP,
        """
        class User 7 19 | final class User extends Base | A user.
        method User.get 13 16 | public function get(string $key, array $more = []): ?string | Gets it.
        method User.save 18 18 | abstract protected function save()
        function helper 21 21 | function helper()
        """,
        ["App\\Models\\Base"],
    ),
    "a.cs": (
        CSHARP,
        """
        module Shop.Web 3 21 | namespace Shop.Web
        class Shop.Web.Basket 5 20 | public class Basket : IBasket
        method Shop.Web.Basket.Add 8 17 | public async Task<int> Add(int item, string name)
        """,
        ["System.Linq"],
    ),
    "a.kt": (
        KOTLIN,
        """
        class Pair 6 6 | data class Pair(val a: Int) | A pair.
        class Store 8 16 | class Store : Base()
        method Store.run 9 11 | override suspend fun run(a: Int): String
        method Store.make 14 14 | fun make() = Store()
        """,
        ["a.b.C"],
    ),
    "a.sh": (SHELL, "function build 5 9 | build() | Builds it.\nfunction deploy 11 13 | function deploy", ["./lib.sh"]),
    "a.lua": (LUA, "function say 4 6 | local function say(a) | Says it.\nfunction M.go 8 10 | function M.go(b)", ["a.util"]),
    "a.ex": (
        ELIXIR,
        """
        module Shop.Basket 1 11 | defmodule Shop.Basket do
        function Shop.Basket.start 6 8 | def start(a, b) do | Starts it.
        function Shop.Basket.size 10 10 | defp size(a), do: a
        """,
        ["GenServer", "Shop.Item"],
    ),
    "a.swift": (
        SWIFT,
        """
        type Basket 3 8 | public struct Basket: Codable
        method Basket.add 4 7 | func add(_ item: Int) -> Int
        type Basket 10 12 | extension Basket
        method Basket.clear 11 11 | func clear() {}
        """,
        ["Foundation"],
    ),
    "a.sql": (SQL, "function add_one 1 4 | CREATE OR REPLACE FUNCTION add_one(a int) RETURNS int AS $$", []),
    "a.py": (
        BROKEN_PYTHON,
        """
        class Basket 5 17 | class Basket(Base) | A basket: class of items
        method Basket.add 9 15 | def add(self, item) | Adds it.
        method Basket.size 17 17 | def size(self)
        """,
        ["os", "a.b"],
    ),
    "a.unknown": (UNKNOWN, "function main 1 3 | func main", []),
}


def shown(outline: Outline) -> list[str]:
    return [
        f"{symbol.kind} {symbol.dotted} {symbol.start} {symbol.stop} | {symbol.signature}"
        + (f" | {symbol.doc}" if symbol.doc else "")
        for symbol in outline.symbols
    ]


@pytest.mark.parametrize("path", FOUND)
def test_what_lines_look_as_if_they_defined(path: str) -> None:
    text, expected, imports = FOUND[path]
    outline = outline_of(path, text)
    assert shown(outline) == [line.strip() for line in expected.strip().split("\n")]
    assert [item.module for item in outline.imports] == imports
    assert not outline.exact


@pytest.mark.parametrize("path", FOUND)
def test_skeletons_are_shorter_than_the_sources(path: str) -> None:
    text = FOUND[path][0]
    assert 0 < len(skeleton(text, outline_of(path, text))) < len(text)


SKELETONS = {
    "a.rb": """\
module Shop
  # A basket.
  class Basket < Base
    # Adds an item.
    def self.add(item, count = 1) … end
    def empty? … end
    def size=(value) … end
  end
end
""",
    "a.php": """\
// A user.
#[Entity]
final class User extends Base {
    // Gets it.
    public function get(string $key, array $more = []): ?string { … }
    abstract protected function save();
}
function helper() { … }
""",
    "a.py": '''\
class Basket(Base):
    """A basket: class of items"""
    def add(self, item):
        """Adds it."""
        ...
    def size(self): ...
''',
    "a.sql": "CREATE OR REPLACE FUNCTION add_one(a int) RETURNS int AS $$ …\n",
}


@pytest.mark.parametrize("path", SKELETONS)
def test_the_skeleton_of(path: str) -> None:
    text = FOUND[path][0]
    assert skeleton(text, outline_of(path, text)) == SKELETONS[path]


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("ruby", "def call", ("function", "call")),
        ("ruby", "define_method :x", None),
        ("text", "class A extends B {", ("class", "A")),
        ("rust", "pub(crate) async unsafe fn f<T>(a: T) {", ("function", "f")),
        ("rust", "impl<'a> Show for Point<'a> {", ("impl", "Point")),
        ("rust", "mod inner;", None),
        ("go", "func (s *Store) Get(key string) {", ("function", "Get")),
        ("kotlin", "fun <T> List<T>.second(): T", ("function", "List.second")),
        ("csharp", "public enum Color { Red }", ("type", "Color")),
        ("c", "static int", None),
        ("c", "struct point {", ("type", "point")),
        ("c", "struct point *p;", None),
        ("c", "struct point make(int a) {", ("function", "make")),
        ("c", "int add(int a, int b)", ("function", "add")),
        ("c", "int add(int a, int b);", ("function", "add")),
        ("c", "return add(a, b)", None),
        ("c", "else if (a) {", None),
        ("cpp", "int ns::Thing::size() const {", ("function", "ns::Thing::size")),
        ("cpp", "class API Thing final : public Base {", ("class", "Thing")),
        ("cpp", "std::thread reader([&]() {", None),
        ("cpp", "bool operator==(const T& other) {", ("function", "operator==")),
        ("java", "private Store() {}", ("function", "Store")),
        ("java", "public static List<T> all(Map<K, V> a) throws E {", ("function", "all")),
        ("java", "&& Other.isSet(a)) {", None),
        ("java", "new Store(a) {", None),
        ("javascript", "const add = async (a, b) => {", ("function", "add")),
        ("javascript", "const store = make('id', () => {", None),
        ("javascript", "  render() {", ("function", "render")),
        ("javascript", "axios({", None),
        ("javascript", "exports.show = function (a) {", ("function", "show")),
        ("javascript", "show: function (a) {", ("function", "show")),
        ("javascript", "describe('x', () => {", None),
        ("javascript", "if (a) {", None),
        ("python", "interface as well", None),
        ("vb", "Public Function Add(a)", ("function", "Add")),
        ("lisp", "(defun add (a b)", ("function", "add")),
        ("shell", "build() {", ("function", "build")),
        ("groovy", "stage('x') {", None),
    ],
)
def test_what_one_line_defines(language: str, line: str, found: tuple[str, str] | None) -> None:
    assert definition(language, line.strip(), indent=0, inside="") == found


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("python", "from ..a.b import (c, d as e)  # f", [Import(module="a.b", names=("c", "d"), level=2)]),
        ("python", "from . import a", [Import(module="", names=("a",), level=1)]),
        ("python", "import a.b as c, d", [Import(module="a.b"), Import(module="d")]),
        ("python", "from here to there", []),
        ("javascript", 'import a, * as b from "m";', [Import(module="m", names=("default", "*"))]),
        ("typescript", "import { type A, B as C } from 'm'", [Import(module="m", names=("A", "B"))]),
        ("javascript", 'export { default as a } from "./a";', [Import(module="./a", names=("default",))]),
        ("javascript", 'import "side";', [Import(module="side")]),
        ("javascript", 'import("lazy")', [Import(module="lazy")]),
        ("javascript", "require(name)", []),
        (
            "rust",
            "use a::{self, b::{c as d, *}};",
            [Import(module="a"), Import(module="a::b", names=("c",)), Import(module="a::b", names=("*",))],
        ),
        ("rust", "pub(crate) use a;", [Import(module="a")]),
        ("rust", "extern crate serde;", [Import(module="serde")]),
        ("java", "import a.b.*;", [Import(module="a.b", names=("*",))]),
        ("java", "import ;", []),
        ("c", "#include <sys/types.h>", [Import(module="sys/types.h")]),
        ("haskell", "import qualified Data.Map as M", [Import(module="Data.Map")]),
        ("php", "require_once __DIR__ . '/a.php';", [Import(module="/a.php")]),
        ("perl", "use Foo::Bar qw(x);", [Import(module="Foo::Bar")]),
        ("kotlin", "import", []),
    ],
)
def test_what_one_statement_imports(language: str, line: str, found: list[Import]) -> None:
    assert list(imports_of(language, line)) == found


def test_a_header_of_c_and_a_block_of_imports_in_go_are_read_line_by_line() -> None:
    header = "/* class of\n   people */\nint add(int a,\n        int b);\nstruct point {\n  int x;\n};\n"
    assert shown(read_text("c", header)) == ["function add 3 4 | int add(int a, int b) | class of", "type point 5 7 | struct point"]
    go = 'import (\n\t"fmt"\n\tweb "net/http"\n)\n\nfunc f() {\n\tx("a")\n}\n'
    assert [item.module for item in read_text("go", go).imports] == ["fmt", "net/http"]


def test_marks_and_comments_stay_with_what_they_stand_above() -> None:
    java = "// -----\n@Given({\n  1,\n})\n@Then\npublic void all(int a) {\n}\n\n@Half(\npublic void rest(int a) {\n}\n"
    assert shown(read_text("java", java)) == [
        "function all 2 7 | public void all(int a)",
        "function rest 9 11 | public void rest(int a)",
    ]
    cpp = "// Of one.\ntemplate <typename T>\nint one(T a) {\n}\n"
    assert shown(read_text("cpp", cpp)) == ["function one 2 4 | int one(T a) | Of one."]


@pytest.mark.parametrize("language", ["ruby", "java", "javascript", "text", "rust", "c"])
@pytest.mark.parametrize(
    "line",
    [
        "a" * 999,
        "from" + " " * 990 + "x",
        "def f(" + "/*" * 490,
        "class A" + "<" * 990,
        "@a" * 490,
        "int f(" + "'" * 990,
        "(" * 999,
        "* " * 499,
    ],
)
def test_every_pattern_takes_time_in_proportion_to_the_line(language: str, line: str) -> None:
    text = f"{line}\n" * 200
    began = time.perf_counter()
    read_text(language, text)
    assert time.perf_counter() - began < 5
