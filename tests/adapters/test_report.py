"""Reporters on real streams: what a person reads, and that nobody's log gives orders to the terminal or the runner."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.adapters.report import (
    ActionsReporter,
    PlainReporter,
    RichReporter,
    SilentReporter,
    harmless,
    reporter_for,
    shown,
)
from homeostat.world import Reporter


def told(make: Callable[[io.StringIO], Reporter]) -> str:
    """A short story, as a reporter tells it."""
    stream = io.StringIO()
    reporter = make(stream)
    with reporter.step("Observe"):
        reporter.say("one\ntwo")
        with reporter.step("100% deep"):
            reporter.say("three")
    reporter.say("")
    return stream.getvalue()


def test_plain_lines_have_seconds_and_depth() -> None:
    lines = told(PlainReporter).splitlines()
    assert all(re.match(r"\[ {0,6}\d+\.\d s\] ", line) for line in lines)
    assert [line.partition("] ")[2] for line in lines] == ["Observe", "  one", "  two", "  100% deep", "    three", ""]


def test_actions_has_groups_that_do_not_nest() -> None:
    assert told(ActionsReporter).splitlines() == ["::group::Observe", "one", "two", "100% deep", "three", "::endgroup::", ""]


def test_a_group_is_closed_when_the_step_fails() -> None:
    stream = io.StringIO()
    with pytest.raises(ZeroDivisionError), ActionsReporter(stream).step("50% sure"):
        raise ZeroDivisionError
    assert stream.getvalue() == "::group::50%25 sure\n::endgroup::\n"


def test_rich_ticks_what_is_done_and_crosses_what_failed() -> None:
    story = told(RichReporter)
    assert re.search(r"^✓ Observe \(\d+\.\d s\)$", story, re.MULTILINE)
    assert re.search(r"^✓ 100% deep", story, re.MULTILINE)
    stream = io.StringIO()
    with pytest.raises(ZeroDivisionError), RichReporter(stream).step("Prove"):
        raise ZeroDivisionError
    assert "✗ Prove" in stream.getvalue()


def test_rich_takes_no_markup_from_text() -> None:
    stream = io.StringIO()
    reporter = RichReporter(stream)
    with reporter.step("[red]x[/red]"):
        reporter.say("[link=http://e.invalid]y[/link] :smile: [/nope]")
    assert "[red]x[/red]" in stream.getvalue()
    assert "[link=http://e.invalid]y[/link] :smile: [/nope]" in stream.getvalue()


def test_silence_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(lambda _: SilentReporter()) == ""
    assert capsys.readouterr() == ("", "")


COMMANDS = [
    "::set-output name=x::y",
    "  ::add-path::/x",
    "\t::stop-commands::x",
    "##[error]x",
    "hello ##[group]x",
    "a\n::error::x",
    "a\r::error::x",
    "a\x85::error::x",
    "a\u2028::error::x",
    "a\x0b::error::x",
    "\x1b[0m::error::x",
    "\x1b]0;t\x07::error::x",
    "\u200b::error::x",
    "\ufeff::error::x",
    "\xa0::error::x",
    "##\x1b[0m[error]x",
    "##\u200b[error]x",
    ":\x00:error::x",
    "#####[error]x",
    "::::error::x",
]


def is_a_command(line: str) -> bool:
    """What the runner's ActionCommand.TryParse looks at: `::` after leading white space, `##[` anywhere."""
    return line.lstrip().startswith("::") or "##[" in line


@pytest.mark.parametrize("text", COMMANDS)
def test_a_log_gives_the_runner_no_commands(text: str) -> None:
    stream = io.StringIO()
    reporter = ActionsReporter(stream)
    reporter.say(text)
    with reporter.step(text):
        pass
    own = [line for line in re.split(r"[\r\n\x85\u2028\x0b]", stream.getvalue()) if is_a_command(line)]
    assert own[0].startswith("::group::")
    assert own[1:] == ["::endgroup::"]
    assert not is_a_command(own[0].removeprefix("::group::"))


@given(st.text(alphabet=st.sampled_from(":#[]\n\r\t\x1b\x00 \u200b\u2028\xa0ab0m"), max_size=60))
def test_no_text_at_all_is_a_command(text: str) -> None:
    assert not any(is_a_command(harmless(line)) for line in shown(text))


@given(st.text(max_size=200))
def test_what_is_shown_moves_no_cursor(text: str) -> None:
    assert all(line.isprintable() for line in shown(text))


def test_a_line_is_never_endless() -> None:
    assert max(map(len, shown("x" * 10_000_000))) <= 2000


@pytest.mark.parametrize("make", [PlainReporter, ActionsReporter, RichReporter])
def test_a_stream_that_lacks_the_letters_ends_nothing(make: Callable[[io.TextIOWrapper], Reporter]) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    reporter = make(stream)
    with reporter.step("naïve 検査"):
        reporter.say("✗ déjà vu \ud800")
    stream.flush()
    assert b"d?j? vu" in raw.getvalue()


def test_the_surroundings_choose_the_reporter() -> None:
    assert isinstance(reporter_for({"GITHUB_ACTIONS": "true", "TERM": "xterm"}, io.StringIO()), ActionsReporter)
    assert isinstance(reporter_for({"TERM": "xterm"}, io.StringIO()), PlainReporter)
    assert isinstance(reporter_for({"CI": "true"}, io.StringIO()), PlainReporter)


def read_to_the_end(leader: int) -> bytes:
    """All that was written to a terminal whose other side is closed: Linux then says EIO, macOS nothing."""
    found = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(leader, 100_000):
            found += chunk
    return found


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"TERM": "xterm"}, RichReporter),
        ({"TERM": "dumb"}, PlainReporter),
        ({}, PlainReporter),
        ({"TERM": "xterm", "GITHUB_ACTIONS": "true"}, ActionsReporter),
    ],
)
def test_a_terminal_gets_what_it_can_show(environ: dict[str, str], kind: type) -> None:
    leader, follower = pty.openpty()
    try:
        with os.fdopen(follower, "w", encoding="utf-8") as terminal:
            reporter = reporter_for(environ, terminal)
            assert isinstance(reporter, kind)
            with reporter.step("Observe"):
                reporter.say("seen")
        assert b"seen" in read_to_the_end(leader)
    finally:
        os.close(leader)
