"""The rules of the house as functions: each takes the `scripts` folder and answers a list of offences, one line each.

They look at the syntax tree, by name: what is done behind an object that was passed in is not seen, and that is the point of
passing it. `tests/test_architecture.py` holds them against the repository and sees each of them fail on a made-up tree.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from tests import house

PACKAGE: Final = "homeostat"
DOORS: Final = frozenset({"error_parser.py", "context_manager.py", "metrics_collector.py", "feedback_optimizer.py"})
MOST_DOOR_LINES: Final = 30
STEPS: Final = frozenset({"observe", "understand", "decide", "remedy", "validate", "propose", "rollout", "learn"})
ADAPTERS: Final = "adapters"
RESOURCES: Final = "resources"
LOOP: Final = "loop"
LITTER: Final = frozenset({"__pycache__"})
FOR_STEPS: Final = frozenset({"records", "errors", "lines", "world"})
BROAD: Final = frozenset({"Exception", "BaseException"})


def strangers(scripts: Path) -> list[str]:
    """scripts/ holds the four doors and the package: any other name there shadows the standard library for every door."""
    extra = {path.name for path in scripts.iterdir()} - DOORS - {PACKAGE} - LITTER
    return [f"{name}: does not belong in scripts/" for name in sorted(extra)]


def fat_doors(scripts: Path) -> list[str]:
    """A door leads into the package and does nothing itself."""
    doors = [house.read_module(path) for path in sorted(scripts.glob("*.py")) if path.name in DOORS]
    return [
        f"{door.path.name}: {door.lines} lines, a door has at most {MOST_DOOR_LINES}"
        for door in doors
        if door.lines > MOST_DOOR_LINES
    ]


def unknown_folders(scripts: Path) -> list[str]:
    """A folder of the package is a step, the adapters or the resources; anything else would escape the rules below."""
    known = STEPS | {ADAPTERS, RESOURCES} | LITTER
    folders = {path.name for path in (scripts / PACKAGE).iterdir() if path.is_dir()}
    return [f"{name}/: neither a step nor adapters nor resources" for name in sorted(folders - known)]


def worldly(scripts: Path) -> list[str]:
    """Only adapters/, cli*.py and __main__.py touch files, processes, the network, the clock."""
    offences = []
    for module in _modules(scripts):
        if not _may_touch_the_world(_parts(scripts, module)):
            uses = house.worldly_uses(module.tree, house.origins(module.tree))
            offences += [f"{_shown(scripts, module)}: touches the world: {use}" for use in uses]
    return offences


def stray_steps(scripts: Path) -> list[str]:
    """A step imports records, errors, lines, world and its own folder."""
    return [
        f"{_shown(scripts, module)}: imports {target}"
        for module in _modules(scripts)
        for target in _own_targets(scripts, module)
        if _parts(scripts, module)[0] in STEPS and target not in FOR_STEPS | {_parts(scripts, module)[0]}
    ]


def stray_adapters(scripts: Path) -> list[str]:
    """Adapters know no step, no loop, no command line."""
    return [
        f"{_shown(scripts, module)}: imports {target}"
        for module in _modules(scripts)
        for target in _own_targets(scripts, module)
        if _parts(scripts, module)[0] == ADAPTERS and (target in STEPS | {LOOP} or _is_cli(target))
    ]


def stray_wiring(scripts: Path) -> list[str]:
    """Only cli*.py wires steps and adapters; loop.py may import steps; every other module at the top imports neither."""
    return [
        f"{_shown(scripts, module)}: imports {target}"
        for module in _modules(scripts)
        for target in _own_targets(scripts, module)
        if len(_parts(scripts, module)) == 1 and not _may_wire(_parts(scripts, module)[0], target)
    ]


def _may_wire(name: str, target: str) -> bool:
    """Whether a module at the top of the package may import that part of it."""
    if _is_cli(name):
        return True
    if name == "__main__":
        return target not in STEPS | {ADAPTERS, LOOP}
    return not _is_cli(target) and target not in ({ADAPTERS} if name == LOOP else STEPS | {ADAPTERS, LOOP})


def imported_resources(scripts: Path) -> list[str]:
    """Resources are shipped text, a Python file among them runs somewhere else: nothing imports them."""
    return [
        f"{_shown(scripts, module)}: imports {RESOURCES}"
        for module in _modules(scripts)
        if RESOURCES in _own_targets(scripts, module)
    ]


def broad_handlers(scripts: Path) -> list[str]:
    """One `except Exception` in all: the handler in cli.py that turns a bug into a report.

    A handler whose last word is a bare `raise` cleans up and catches nothing: it does not count.
    """
    found = [(module, node) for module in _everything(scripts) for node in _broad(module.tree)]
    rightful = [pair for pair in found if pair[0].path == scripts / PACKAGE / "cli.py"][:1]
    return [
        f"{_shown(scripts, module)}:{node.lineno}: catches everything" for module, node in found if (module, node) not in rightful
    ]


def long_functions(scripts: Path) -> list[str]:
    """No function over 60 lines."""
    found = _functions(scripts)
    return [f"{f.where}: {f.name} has {f.lines} lines, at most {house.MOST_LINES}" for f in found if f.lines > house.MOST_LINES]


def deep_functions(scripts: Path) -> list[str]:
    """No function nested deeper than 3."""
    found = _functions(scripts)
    return [f"{f.where}: {f.name} nests {f.depth} deep, at most {house.DEEPEST}" for f in found if f.depth > house.DEEPEST]


def long_median(scripts: Path) -> list[str]:
    """Half of the functions have 9 lines or fewer."""
    lengths = [function.lines for function in _functions(scripts)]
    median = statistics.median(lengths) if lengths else 0
    return (
        [f"scripts: the median function has {median:g} lines, at most {house.MEDIAN_LINES}"] if median > house.MEDIAN_LINES else []
    )


def large_modules(scripts: Path) -> list[str]:
    """No module over 400 lines."""
    large = [module for module in _everything(scripts) if module.lines > house.MOST_MODULE_LINES]
    return [f"{_shown(scripts, module)}: {module.lines} lines, at most {house.MOST_MODULE_LINES}" for module in large]


def undescribed_modules(scripts: Path) -> list[str]:
    """Every module says what it is for."""
    bare = [module for module in _everything(scripts) if module.lines and not ast.get_docstring(module.tree)]
    return [f"{_shown(scripts, module)}: no docstring" for module in bare]


RULES: Final[tuple[Callable[[Path], list[str]], ...]] = (
    strangers,
    fat_doors,
    unknown_folders,
    worldly,
    stray_steps,
    stray_adapters,
    stray_wiring,
    imported_resources,
    broad_handlers,
    long_functions,
    deep_functions,
    long_median,
    large_modules,
    undescribed_modules,
)


# -- reading the tree ----------------------------------------------------------------------------------------------------


def _modules(scripts: Path) -> list[house.Module]:
    return house.read_modules(scripts / PACKAGE)


def _everything(scripts: Path) -> list[house.Module]:
    return house.read_modules(scripts)


def _functions(scripts: Path) -> list[house.Function]:
    return [function for module in _everything(scripts) for function in house.functions_of(module)]


def _shown(scripts: Path, module: house.Module) -> str:
    return module.path.relative_to(scripts).as_posix()


def _parts(scripts: Path, module: house.Module) -> tuple[str, ...]:
    """homeostat/decide/policy.py → ("decide", "policy"); homeostat/loop.py → ("loop",)."""
    return module.path.relative_to(scripts / PACKAGE).with_suffix("").parts


def _may_touch_the_world(parts: tuple[str, ...]) -> bool:
    return parts[0] in {ADAPTERS, RESOURCES} or (len(parts) == 1 and (_is_cli(parts[0]) or parts[0] == "__main__"))


def _is_cli(name: str) -> bool:
    return name == "cli" or name.startswith("cli_")


def _broad(tree: ast.AST) -> list[ast.ExceptHandler]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_again(node)
    ]


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _catches_all(node: ast.ExceptHandler) -> bool:
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or (isinstance(kind, ast.Name | ast.Attribute) and _last(kind) in BROAD) for kind in caught)


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _own_targets(scripts: Path, module: house.Module) -> list[str]:
    """The parts of the package that a module imports: decide, adapters, cli."""
    return sorted({_part(name) for node in ast.walk(module.tree) for name in _own_imports(scripts, module, node)} - {""})


def _own_imports(scripts: Path, module: house.Module, node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.ImportFrom) and node.level:
        package = module.path.relative_to(scripts).parts[: -node.level]
        base = ".".join([*package, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    return house.imported(node)


def _part(name: str) -> str:
    """homeostat.decide.policy → decide; json → ''."""
    head, _, rest = name.partition(".")
    return rest.partition(".")[0] if head == PACKAGE else ""
