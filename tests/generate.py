"""Write what is generated from `homeostat.settings`: the JSON schema and the inputs table of the README. `make generate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from homeostat import settings

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- inputs:begin (make generate) -->\n"
END = "<!-- inputs:end -->\n"


def render_schema() -> str:
    """The text of resources/settings.schema.json."""
    return json.dumps(settings.schema(), indent=2, ensure_ascii=False) + "\n"


def with_inputs(readme: str) -> str:
    """The README with the table between the markers made anew. Raises ValueError if a marker is missing."""
    head, begin, rest = readme.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError("README.md lacks the markers of the inputs table")
    return f"{head}{BEGIN}{settings.render_inputs()}\n{END}{tail}"


def main() -> None:
    """Write both files."""
    readme = ROOT / "README.md"
    readme.write_text(with_inputs(readme.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "scripts" / "homeostat" / "resources" / "settings.schema.json").write_text(render_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
