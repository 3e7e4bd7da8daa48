"""The figures of the house: how long functions are, how deep they nest, how large modules grow, how much of it is pure.

    python tests/house.py [--tools] [FOLDER]...        a table for each folder; `make figures`

Standard library only (but for `--tools`), and it reads source without importing it. A function's length is its lines from `def` to its last line;
a function inside another counts on its own as well. Nesting counts if, for, while, with, try and match; `elif` adds nothing.
"Pure" means no direct call or import of the outside world by name: an estimate, since it does not follow calls.
"""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEDIAN_LINES: Final = 9
MOST_LINES: Final = 60
DEEPEST: Final = 3
MOST_MODULE_LINES: Final = 400

BLOCKS: Final = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)

# Modules that reach outside of the process (or are not the same twice): what a pure function has no business with.
WORLD_MODULES: Final = frozenset(
    """
    _thread asyncio concurrent ctypes fcntl fileinput ftplib getpass github glob http httpx imaplib mmap multiprocessing os
    poplib psutil pty random requests rich resource secrets select selectors shutil signal smtplib socket socketserver sqlite3 ssl
    subprocess syslog tempfile termios threading time urllib urllib3 uv venv webbrowser zoneinfo
    """.split()
)
WORLD_BUILTINS: Final = frozenset({"open", "print", "input", "exec", "eval", "compile", "breakpoint", "__import__"})
WORLD_METHODS: Final = frozenset(
    """
    read_text write_text read_bytes write_bytes mkdir unlink rmdir touch iterdir rglob exists is_file is_dir is_symlink lstat
    symlink_to hardlink_to chmod expanduser home cwd import_module
    """.split()
)
WORLD_NAMES: Final = frozenset(
    """
    sys.stdin sys.stdout sys.stderr sys.argv sys.exit sys.path sys.modules datetime.datetime.now datetime.datetime.utcnow
    datetime.datetime.today datetime.date.today uuid.uuid1 uuid.uuid4 platform.node platform.platform builtins.open io.open io.FileIO
    """.split()
)
SHIPPED_FILES: Final = "importlib.resources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function: `where` is file:line, `lines` its length, `depth` its deepest nesting, `pure` as the module says."""

    name: str
    where: str
    lines: int
    depth: int
    pure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A source file; `lines` are physical lines."""

    path: Path
    tree: ast.Module
    lines: int


def read_module(path: Path) -> Module:
    """The parsed file. Raises SyntaxError if it is not Python."""
    text = path.read_text(encoding="utf-8")
    return Module(path=path, tree=ast.parse(text, filename=str(path)), lines=len(text.splitlines()))


def read_modules(root: Path) -> list[Module]:
    """All Python files below a folder, sorted; folders that begin with a dot are left out."""
    paths = sorted(path for path in root.rglob("*.py") if not any(part.startswith(".") for part in path.relative_to(root).parts))
    return [read_module(path) for path in paths]


def functions_of(module: Module) -> list[Function]:
    """Every function of a module, those inside others too."""
    names = origins(module.tree)
    found = [node for node in ast.walk(module.tree) if isinstance(node, FUNCTIONS)]
    return [
        Function(
            name=node.name,
            where=f"{module.path}:{node.lineno}",
            lines=(node.end_lineno or node.lineno) - node.lineno + 1,
            depth=depth_of(node.body),
            pure=not list(worldly_uses(node, names)),
        )
        for node in found
    ]


def depth_of(body: Iterable[ast.stmt]) -> int:
    """How deep the blocks of a body are nested; a function inside counts on its own."""
    return max((_depth(node) for node in body), default=0)


def _depth(node: ast.stmt) -> int:
    if isinstance(node, FUNCTIONS):
        return 0
    if isinstance(node, ast.ClassDef):
        return depth_of(node.body)
    if not isinstance(node, BLOCKS):
        return 0
    inner = max((depth_of(body) for body in _bodies(node)), default=0)
    elifs = _elif(node)
    return max(1 + inner, _depth(elifs) if elifs else 0)


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    yield getattr(node, "body", [])
    yield getattr(node, "finalbody", [])
    if _elif(node) is None:
        yield getattr(node, "orelse", [])
    for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        yield part.body


def _elif(node: ast.stmt) -> ast.If | None:
    """The `if` of an `elif`: the one statement of the else branch, and at the column of the `if` itself."""
    branch = node.orelse if isinstance(node, ast.If) else []
    if len(branch) == 1 and isinstance(branch[0], ast.If) and branch[0].col_offset == node.col_offset:
        return branch[0]
    return None


# -- what a piece of code touches ----------------------------------------------------------------------------------------


def origins(tree: ast.AST) -> dict[str, str]:
    """Local name → dotted name it was imported as, for absolute imports anywhere in the tree.

    A variable that only ever holds a file the package ships goes by the name of the module it came from.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0]: _bound(alias) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names | dict.fromkeys(_shipped_names(tree, names), SHIPPED_FILES)


def _shipped_names(tree: ast.AST, names: dict[str, str]) -> set[str]:
    values: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
    stored = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    always = {name for name, given in values.items() if stored.count(name) == len(given) and name not in arguments}
    return {name for name in always if all(_reads_shipped_files(value, names) for value in values[name])}


def _bound(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.partition(".")[0]


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """The dotted name of `a.b.c`, its head as imported; empty for anything else and for names that were not imported."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        head = dotted(node.value, names)
        return f"{head}.{node.attr}" if head else ""
    return ""


def worldly_uses(tree: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """What in a tree reaches for the world, by name: "subprocess (line 3)"."""
    for node in ast.walk(tree):
        found = _worldly_import(node) or _worldly_name(node, names) or _worldly_call(node, names)
        if found:
            yield f"{found} (line {getattr(node, 'lineno', 0)})"


def _worldly_import(node: ast.AST) -> str:
    return next((name for name in imported(node) if name.partition(".")[0] in WORLD_MODULES), "")


def _worldly_name(node: ast.AST, names: dict[str, str]) -> str:
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    name = dotted(node, names)
    return name if name in WORLD_NAMES or name.partition(".")[0] in WORLD_MODULES else ""


def _worldly_call(node: ast.AST, names: dict[str, str]) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id if node.func.id in WORLD_BUILTINS else ""
    if isinstance(node.func, ast.Attribute) and node.func.attr in WORLD_METHODS:
        return "" if _reads_shipped_files(node.func.value, names) else node.func.attr
    return ""


def _reads_shipped_files(receiver: ast.AST, names: dict[str, str]) -> bool:
    """Whether `receiver.read_text()` reads what the package ships: that is part of the program, not of the world."""
    return any(dotted(node, names).startswith(SHIPPED_FILES) for node in ast.walk(receiver))


def imported(node: ast.AST) -> tuple[str, ...]:
    """Dotted names an absolute import statement brings in; none for other nodes."""
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return tuple(f"{node.module}.{alias.name}" for alias in node.names)
    return ()


# -- the table -----------------------------------------------------------------------------------------------------------


def render_figures(root: Path) -> str:
    """The figures of one folder, for people."""
    modules = read_modules(root)
    functions = [function for module in modules for function in functions_of(module)]
    if not functions:
        return f"{root}: no functions"
    lengths = sorted(function.lines for function in functions)
    longest = max(functions, key=lambda function: function.lines)
    deepest = max(functions, key=lambda function: function.depth)
    largest = max(modules, key=lambda module: module.lines)
    rows = [
        ("modules, lines", f"{len(modules)}, {sum(module.lines for module in modules)}"),
        ("module lines, median / max", f"{statistics.median(m.lines for m in modules):g} / {largest.lines}  {largest.path}"),
        ("functions", f"{len(functions)}"),
        ("function lines, median", f"{statistics.median(lengths):g}"),
        ("function lines, p90", f"{_percentile(lengths, 90)}"),
        ("function lines, max", f"{longest.lines}  {longest.name} {longest.where}"),
        ("nesting, max", f"{deepest.depth}  {deepest.name} {deepest.where}"),
        ("functions without direct I/O", f"{100 * sum(function.pure for function in functions) / len(functions):.0f} %"),
    ]
    return "\n".join([str(root), *(f"  {title:<30}{figure}" for title, figure in rows)])


def _percentile(ordered: Sequence[int], share: int) -> int:
    """The smallest value that at least `share` % of the values do not exceed (nearest rank)."""
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]


def render_tools(home: Path) -> str:
    """What mypy says of all, and the branch coverage that the last `make cover` measured."""
    types = _said(home, "mypy", "scripts", "tests")
    covered = _said(home, "coverage", "report", "--format=total") if (home / ".coverage").is_file() else ""
    return f"mypy, strict: {types}\nbranch coverage: {f'{covered} %' if covered else 'not measured yet (make cover)'}"


def _said(home: Path, tool: str, *arguments: str) -> str:
    """The last line that a tool of this environment prints."""
    done = subprocess.run((sys.executable, "-m", tool, *arguments), cwd=home, capture_output=True, text=True, check=False)
    return next(reversed((done.stdout or done.stderr).strip().splitlines()), "nothing")


def main(arguments: Sequence[str]) -> int:
    """Print the figures of the folders named, by default of the package and its tests; with `--tools` what these say too."""
    home = Path(__file__).resolve().parent.parent
    folders = [Path(argument) for argument in arguments if argument != "--tools"]
    for root in folders or [home / "scripts", home / "tests"]:
        print(render_figures(root))
    if "--tools" in arguments:
        print(render_tools(home))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
