"""What contexts remember: lessons of accepted fixes and reports of usage, in the project's ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat.adapters.tree import ProjectTree
from homeostat.cli_context import main
from homeostat.cli_context_build import Context, ContextBuilder
from homeostat.cli_context_memory import ContextMemory, wanted_of
from homeostat.cli_context_public import AdvancedContextManager
from homeostat.errors import UsageError
from homeostat.records import Failure
from homeostat.settings import Settings
from homeostat.understand.context.ask import Story
from homeostat.understand.context.fusion import WEIGHTS
from homeostat.understand.context.items import Priority
from tests.making import make_repo

STORY = Story(failures=[Failure(message="assert 1 == 2", test="tests/test_basket.py::test_total")])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "tests").mkdir(parents=True)
    (root / "basket.py").write_text("def total(items):\n    return sum(items)\n")
    (root / "money.py").write_text("def rounded(amount):\n    return round(amount, 2)\n")
    (root / "tests" / "test_basket.py").write_text("from basket import total\n\n\ndef test_total():\n    assert total([1]) == 2\n")
    return root


def context_of(project: Path, memory: ContextMemory) -> Context:
    return ContextBuilder(ProjectTree(project), weights=memory.weights).build(STORY)


def test_an_accepted_fix_moves_the_weights_of_the_next_run(project: Path, tmp_path: Path) -> None:
    memory = ContextMemory(Settings(), tmp_path)
    assert memory.weights == WEIGHTS
    assert memory.learn(context_of(project, memory), ["basket.py"]) == "learnt from 1 files of an accepted fix"
    after = ContextMemory(Settings(), tmp_path)
    assert after.weights["imports"] > WEIGHTS["imports"]
    assert after.weights["mentioned"] < WEIGHTS["mentioned"]
    assert any(line.startswith("imports: 1.") for line in after.explained())


def test_with_learning_off_nothing_is_learnt_and_nothing_learnt_counts(project: Path, tmp_path: Path) -> None:
    memory = ContextMemory(Settings(), tmp_path)
    memory.learn(context_of(project, memory), ["basket.py"])
    untrained = ContextMemory(Settings(learning=False), tmp_path)
    assert untrained.weights == WEIGHTS
    assert untrained.learn(context_of(project, untrained), ["basket.py"]).startswith("nothing is learnt")


def test_files_that_were_not_ranked_teach_nothing(project: Path, tmp_path: Path) -> None:
    memory = ContextMemory(Settings(), tmp_path)
    assert memory.learn(context_of(project, memory), ["README.md"]) == "nothing is learnt: none of these files was ranked"
    assert ContextMemory(Settings(), tmp_path).weights == WEIGHTS


def test_reports_of_usage_correct_the_estimates_of_their_model_alone(tmp_path: Path) -> None:
    memory = ContextMemory(Settings(), tmp_path)
    for _ in range(30):
        memory.observed("claude-opus-5", 1000, 1200)
    corrected = memory.calibration("claude-opus-5")
    assert corrected.factor == pytest.approx(1.2)
    assert corrected.seen == 30
    assert memory.calibration("another").seen == 0


def test_the_manager_learns_for_the_project(project: Path) -> None:
    manager = AdvancedContextManager(project, model="claude-opus-5")
    assert manager.learn(["basket.py"]) == "nothing is learnt: no context was built"
    built = manager.build_context(max_items=5, max_tokens=2_000, failures=STORY.failures)
    assert "basket.py" in [item["path"] for item in built["items"]]
    assert manager.learn(["basket.py"]).startswith("learnt")
    manager.observed(500)
    again = AdvancedContextManager(project, model="claude-opus-5")
    assert again.build_context(max_tokens=2_000, failures=STORY.failures)["totals"]["tokens"] <= 2_000
    assert again._memory.calibration("claude-opus-5").seen == 1


def test_patterns_of_the_settings_name_their_priority() -> None:
    found = wanted_of(["*.proto=high", "docs/*.md"])
    assert [(own.pattern, own.priority) for own in found] == [("*.proto", Priority.HIGH), ("docs/*.md", Priority.MEDIUM)]


def test_a_base_that_git_does_not_know_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_repo(tmp_path / "repo", {"a.py": "a = 1\n"})
    assert main(["--project-root", str(root), "--no-cache", "--task", "x", "--base", "typo"]) == UsageError.exit_code
    assert capsys.readouterr().err.startswith("homeostat: git knows no commit 'typo' here.")
