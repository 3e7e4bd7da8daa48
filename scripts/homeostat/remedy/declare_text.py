"""Places where requirements are written, as spans of a text: the one shape that all file kinds are read into.

A reader turns a file into holders (a list of requirements that exists, perhaps empty), each with the spots where its
requirements stand. Changing a requirement is then replacing a span, whatever the file kind, and everything else of the
file (comments, order, indentation, quotes) stays as it is because it is never touched.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

# Longer lines are data, not declarations; the cap also keeps every pattern below linear in practice.
LINE_LIMIT = 1000

_PARTS = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?P<gap>\s*(?=\[))?(?P<extras>\[[^\]]*\])?(?P<space>\s*)"
    r"(?P<open>\(?)(?P<spec>[^;@()]*)(?P<close>\)?)(?P<rest>\s*(?:;.*)?)",
    re.DOTALL,
)
_CLAUSE = re.compile(r"(?P<operator>===|==|~=|!=|<=|>=|<|>|\^|~|=)?(?P<space>\s*)(?P<version>[A-Za-z0-9.*+!_-]+)")
_UPPER, _LOWER = ("<", "<="), (">", ">=")


class Shape(enum.Enum):
    """How the requirements of a holder are laid out, which decides how one is added."""

    ARRAY = "array"
    LINES = "lines"
    TABLE = "table"
    FIXED = "fixed"


class Form(enum.Enum):
    """In which language a requirement is written."""

    PEP508 = "PEP 508"
    POETRY = "Poetry"


@dataclass(frozen=True, slots=True)
class Spot:
    """A requirement at `text[start:end]`: for Poetry that is the constraint alone, the name being the key of the table."""

    name: str
    requirement: str
    start: int
    end: int
    form: Form = Form.PEP508


@dataclass(frozen=True, slots=True)
class Holder:
    """A list of requirements. `start` and `end` are the brackets of an array, else where lines may begin and end."""

    section: str
    shape: Shape
    start: int
    end: int
    spots: tuple[Spot, ...] = ()
    indent: str = ""


def spot_at(text: str, start: int, end: int) -> Spot | None:
    """The PEP 508 requirement written at a span, None if what stands there is none."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    written = text[start:end]
    name = requirement_name(written)
    return Spot(name, written, start, end) if name else None


def requirement_name(written: str) -> str:
    """Canonical name of a PEP 508 requirement, empty if it is none."""
    if len(written) > LINE_LIMIT:
        return ""
    try:
        return canonicalize_name(Requirement(written).name)
    except InvalidRequirement:
        return ""


def capped(spot: Spot, bound: str) -> str | None:
    """What is to stand at the spot so that `bound` (such as `<5.0.0`) holds too; None if it is pinned or contradicts."""
    if spot.form is Form.POETRY:
        return _limited(spot.requirement, bound, spot.form)
    parts = _PARTS.fullmatch(spot.requirement)
    if parts is None:
        return None
    clauses = _limited(parts["spec"], bound, spot.form)
    if clauses is None:
        return None
    spec = parts["spec"]
    before, after = (parts["space"], spec[len(spec.rstrip()) :]) if spec.strip() else ("", parts["space"])
    head = f"{parts['name']}{parts['gap'] or ''}{parts['extras'] or ''}"
    return f"{head}{before}{parts['open']}{clauses}{parts['close']}{after}{parts['rest']}"


def is_pinned(spot: Spot) -> bool:
    """Whether a requirement allows one version only."""
    parts = _PARTS.fullmatch(spot.requirement)
    written = spot.requirement if spot.form is Form.POETRY else parts["spec"] if parts else ""
    return any(_is_exact(clause, spot.form) for clause in _clauses(written))


def _limited(written: str, bound: str, form: Form) -> str | None:
    clauses = _clauses(written)
    limit = Specifier(bound)
    if "|" in written or any(_is_exact(clause, form) or _contradicts(clause, limit) for clause in clauses):
        return None
    if any(_is_tighter(clause, limit) for clause in clauses):
        return written.strip()
    kept = [clause for clause in clauses if clause != "*" and not _is_looser(clause, limit)]
    spaced = any((match := _CLAUSE.fullmatch(clause)) and match["space"] for clause in kept)
    wanted = f"{limit.operator} {limit.version}" if spaced else f"{limit.operator}{limit.version}"
    return (", " if ", " in written else ",").join([*kept, wanted])


def _clauses(written: str) -> list[str]:
    return [clause.strip() for clause in written.split(",") if clause.strip()]


def _is_exact(clause: str, form: Form) -> bool:
    match = _CLAUSE.fullmatch(clause)
    if match is None or "*" in match["version"]:
        return False
    bare = form is Form.POETRY and match["operator"] in (None, "=")
    return bare or match["operator"] in ("==", "===")


def _contradicts(clause: str, limit: Specifier) -> bool:
    match = _CLAUSE.fullmatch(clause)
    if match is None or limit.operator not in _UPPER or match["operator"] not in ("^", "~", "~=", *_LOWER):
        return False
    version = _version(match["version"])
    return version is not None and version >= Version(limit.version)


def _is_looser(clause: str, limit: Specifier) -> bool:
    return _same_way(clause, limit) and not _is_tighter(clause, limit)


def _is_tighter(clause: str, limit: Specifier) -> bool:
    """Whether a bound in the same direction already says as much as the limit."""
    if not _same_way(clause, limit):
        return False
    have, want = Version(Specifier(clause).version), Version(limit.version)
    if have == want:
        return len(Specifier(clause).operator) <= len(limit.operator)
    return have < want if limit.operator in _UPPER else have > want


def _same_way(clause: str, limit: Specifier) -> bool:
    try:
        operator = Specifier(clause).operator
    except InvalidSpecifier:
        return False
    return any(operator in way and limit.operator in way for way in (_UPPER, _LOWER))


def _version(written: str) -> Version | None:
    try:
        return Version(written)
    except InvalidVersion:
        return None
