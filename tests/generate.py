"""Write what is generated: the JSON schema of the settings, and the README's inputs table and workflow. `make generate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from homeostat import settings

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ("<!-- inputs:begin (make generate) -->\n", "<!-- inputs:end -->\n")
WORKFLOW = ("<!-- workflow:begin (as examples/workflows/homeostat.yaml) -->\n", "<!-- workflow:end -->\n")


def render_schema() -> str:
    """The text of resources/settings.schema.json."""
    return json.dumps(settings.schema(), indent=2, ensure_ascii=False) + "\n"


def with_block(readme: str, markers: tuple[str, str], block: str) -> str:
    """The README with what is between the markers made anew. Raises ValueError if a marker is missing."""
    head, begin, rest = readme.partition(markers[0])
    _, end, tail = rest.partition(markers[1])
    if not (begin and end):
        raise ValueError(f"README.md lacks {markers[0].strip()} or {markers[1].strip()}")
    return f"{head}{begin}{block}{end}{tail}"


def with_inputs(readme: str) -> str:
    """The README with its table of inputs made anew."""
    return with_block(readme, INPUTS, f"{settings.render_inputs()}\n")


def with_workflow(readme: str) -> str:
    """The README with the workflow to paste made anew."""
    text = (ROOT / "examples" / "workflows" / "homeostat.yaml").read_text(encoding="utf-8")
    return with_block(readme, WORKFLOW, f"```yaml\n{text}```\n")


def main() -> None:
    """Write both files."""
    readme = ROOT / "README.md"
    readme.write_text(with_workflow(with_inputs(readme.read_text(encoding="utf-8"))), encoding="utf-8")
    (ROOT / "scripts" / "homeostat" / "resources" / "settings.schema.json").write_text(render_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
