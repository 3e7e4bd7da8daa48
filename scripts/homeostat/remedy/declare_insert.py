"""Adding a requirement to a list that exists, so that it looks as if it had always been there."""

from __future__ import annotations

import re
from dataclasses import replace

from packaging.requirements import Requirement

from homeostat.remedy.declare_text import Form, Holder, Shape, Spot, requirement_name
from homeostat.remedy.declare_toml import poetry_entry

_COMMA = re.compile(r"[ \t]*,")


def inserted(text: str, holder: Holder, requirement: str) -> str | None:
    """The text with the requirement in the holder; None if it is there already or the holder cannot be added to."""
    if holder.shape is Shape.FIXED or requirement_name(requirement) in {spot.name for spot in holder.spots}:
        return None
    if holder.shape is Shape.ARRAY:
        return _into_array(text, holder, _styled(requirement, holder))
    if holder.shape is Shape.TABLE:
        carets = sum(spot.requirement.startswith("^") for spot in holder.spots)
        return _into_lines(text, holder, requirement, poetry_entry(requirement, caret=2 * carets > len(holder.spots)))
    return _into_lines(text, holder, requirement, _styled(requirement, holder))


def _styled(requirement: str, holder: Holder) -> str:
    """With spaces around its operator if most neighbours have them (`name == 1.0`)."""
    parsed = Requirement(requirement)
    spaced = sum(bool(re.search(r"\w [=<>~]=? \d", spot.requirement)) for spot in holder.spots)
    if 2 * spaced <= len(holder.spots) or len(parsed.specifier) != 1:
        return requirement
    return re.sub(r"\s*(==|>=|<=|~=|<|>)\s*", r" \1 ", requirement, count=1)


def _successor(holder: Holder, name: str) -> Spot | None:
    """The neighbour to stand before, if the neighbours are sorted and one comes later in the alphabet."""
    names = [spot.name for spot in holder.spots]
    if names != sorted(names):
        return None
    return next((spot for spot in holder.spots if spot.name > name), None)


def _into_lines(text: str, holder: Holder, requirement: str, line: str) -> str:
    first = holder.spots[0] if holder.spots else None
    if holder.indent and first and text[_line_start(text, first.start) : first.start].strip(" \t-").endswith(("=", ":")):
        return _into_lines(*_broken(text, holder, first), requirement, line)
    successor = _successor(holder, requirement_name(requirement))
    if successor is None:
        last = max((spot.end for spot in holder.spots), default=holder.start if _starts_below(holder) else holder.end)
        return _after_line(text, last, holder.indent + line)
    start = _line_start(text, successor.start)
    if successor is not first:
        start = _above_comments(text, start)
    return text[:start] + holder.indent + line + "\n" + text[start:]


def _starts_below(holder: Holder) -> bool:
    """Whether an empty holder's lines begin below a key or header; those of a requirement file go to its end."""
    return holder.shape is Shape.TABLE or bool(holder.indent)


def _broken(text: str, holder: Holder, first: Spot) -> tuple[str, Holder]:
    """A value that begins on the line of its key, moved to a line of its own."""
    head = text[: first.start].rstrip(" \t")
    moved = f"{head}\n{holder.indent}"
    shift = len(moved) - first.start
    spots = tuple(replace(spot, start=spot.start + shift, end=spot.end + shift) for spot in holder.spots)
    return moved + text[first.start :], replace(holder, start=len(head), end=holder.end + shift, spots=spots)


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _above_comments(text: str, start: int) -> int:
    """A comment just above a requirement speaks of it: the new line goes above both."""
    while start > 0 and text[_line_start(text, start - 1) : start].lstrip().startswith("#"):
        start = _line_start(text, start - 1)
    return start


def _after_line(text: str, position: int, line: str) -> str:
    end = _line_end(text, position)
    if not text[:end] or text[:end].endswith("\n"):
        return text[:end] + line + "\n" + text[end:]
    return text[:end] + "\n" + line + (text[end:] or "\n")


def _into_array(text: str, holder: Holder, requirement: str) -> str:
    # A Poetry constraint is never in an array, so that every spot of one has its quotes around it.
    spots = [spot for spot in holder.spots if spot.form is Form.PEP508]
    if not spots:
        return text[: holder.end - 1] + f'"{requirement}"' + text[holder.end - 1 :]
    mark = text[spots[0].start - 1]
    quoted = f"{mark}{_requoted(requirement, mark)}{mark}"
    successor = _successor(holder, requirement_name(requirement))
    if successor is None:
        return _after_item(text, holder, spots[-1], quoted)
    return _before_item(text, successor, quoted, first=successor is spots[0])


def _requoted(requirement: str, mark: str) -> str:
    return requirement.replace(mark, "'" if mark == '"' else '"')


def _before_item(text: str, item: Spot, quoted: str, *, first: bool) -> str:
    opening = item.start - 1
    start = _line_start(text, opening)
    indent = text[start:opening]
    if indent.strip():
        return text[:opening] + quoted + ", " + text[opening:]
    if not first:
        start = _above_comments(text, start)
    return text[:start] + indent + quoted + ",\n" + text[start:]


def _after_item(text: str, holder: Holder, last: Spot, quoted: str) -> str:
    closing = last.end + 1
    end = _line_end(text, closing)
    if end >= holder.end:
        return text[:closing] + ", " + quoted + text[closing:]
    comma = "," if _COMMA.match(text, closing) else ""
    start = _line_start(text, last.start)
    indent = text[start : len(text[: last.start]) - 1]
    indent = indent if not indent.strip() else " " * (len(indent) - len(indent.lstrip()) + 4)
    return text[:closing] + ("" if comma else ",") + text[closing:end] + "\n" + indent + quoted + comma + text[end:]
