"""A JavaScript project, where node is: its own tools, at its own versions, through a wrapper script."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from homeostat.adapters.git import git
from tests.making import make_repo
from tests.parts.need import require
from tests.starting import Cli

PACKAGE = {
    "name": "web",
    "private": True,
    "scripts": {"lint": "eslint . && prettier --check ."},
    "devDependencies": {"eslint": "9.39.1", "prettier": "3.6.2"},
}


def test_eslint_and_prettier_behind_npm_run(cli: Cli, tmp_path: Path) -> None:
    if not shutil.which("npm"):
        require("npm", "it comes with node")
    files = {
        "package.json": json.dumps(PACKAGE, indent=2) + "\n",
        "eslint.config.mjs": 'export default [{ rules: { "prefer-const": "error", "no-var": "error" } }];\n',
        "index.mjs": "var a = 1\nlet b   = 2;\nexport const c = () => { return a+b }\n",
        ".gitignore": "node_modules\n",
    }
    root = make_repo(tmp_path / "web", files)
    code, result = cli.heal(root, "--test-command", "npm run lint")
    assert (code, result["remedy"]) == (0, "tool-autofix"), result
    changed = git(str(root), "diff", "--name-only", f"main..{result['branch']}").split()
    assert changed == ["index.mjs"]  # and no lock file, which the preparation makes
    assert "const a = 1;" in git(str(root), "show", f"{result['branch']}:index.mjs")
