"""How each language writes a definition without its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from homeostat.understand.context.outline_words import is_indented

_REMAINDER: Final = re.compile(r"[ \w*]{0,60};?")
_FURTHEST: Final = 200


@dataclass(frozen=True, slots=True)
class Style:
    """What stands for a body, what comes after the head of a definition that holds others, what ends it, what begins a comment.

    `elided` stands for what a function holds besides other definitions.
    """

    empty: str
    opens: str
    closes: str
    comment: str
    elided: str = "…"


_BRACES: Final = Style(" { … }", " {", "}", "// ")
_HASH_BRACES: Final = Style(" { … }", " {", "}", "# ")
_WORDS: Final = Style(" … end", "", "end", "# ")
_PLAIN: Final = Style(" …", "", "", "# ")
_INDENTED: Final = Style(": ...", ":", "", "# ", "...")
_STYLES: Final = {
    **dict.fromkeys(
        "javascript typescript vue svelte go rust java kotlin scala groovy c cpp objc csharp swift dart php zig proto".split(),
        _BRACES,
    ),
    **dict.fromkeys("shell perl r powershell terraform graphql".split(), _HASH_BRACES),
    **dict.fromkeys("ruby crystal elixir julia".split(), _WORDS),
    "lua": Style(" … end", "", "end", "-- "),
}


def style_of(language: str) -> Style:
    """The style of a language; one that is not known gets no brackets that it may not have."""
    return _INDENTED if is_indented(language) else _STYLES.get(language, _PLAIN)


def rest_after(signature: str, source: str, style: Style) -> str:
    """What comes after a signature in place of the body, told from how the source of the definition (its last characters) ends."""
    source = source[-_FURTHEST:].rstrip()
    if "}" not in style.closes:
        return style.empty if source.endswith(style.closes or "\0") else ""
    remainder = source[source.rfind("}") + 1 :]
    if "}" in source and _REMAINDER.fullmatch(remainder) and not signature.endswith("}"):
        return f"{style.empty}{remainder}"
    semicolon = ";" if source.endswith(";") and not signature.endswith("…") else ""
    return f" …{semicolon}" if signature.endswith(("=", "=>")) else semicolon


def rest_of_body(body: str, behind: str, style: Style) -> str:
    """The same where the body is known, and what the definition has behind it."""
    stand_in = style.empty if body.startswith("{") else " …"
    return f"{stand_in}{behind}" if _REMAINDER.fullmatch(behind) else stand_in
