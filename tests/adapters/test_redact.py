"""Secrets are taken out, other text is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.adapters.redact import redact, redact_bytes

TOKENS = [
    "ghp_" + "a1" * 18,
    "ghs_" + "Z9" * 30,
    "github_pat_" + "a_1" * 12,
    "sk-ant-api03-" + "x" * 40,
    "AKIA" + "A1" * 8,
    "glpat-" + "x" * 20,
    "xoxb-" + "1" * 12 + "-abc",
    "npm_" + "a" * 36,
    "eyJ" + "a" * 12 + ".eyJ" + "b" * 12 + "." + "c" * 12,
    "-----BEGIN RSA PRIVATE KEY-----\nMIIabc+/=\n",
]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_known_by_its_shape(token: str) -> None:
    assert redact(f"before {token}") == "before ***" + "\n" * token.count("\n")


@pytest.mark.parametrize(
    "text", ["ghp_short", "AKIA is a name", "sk-anton", "https://example.invalid:8080/a@b", "user@host:path", "npm_config_x=1"]
)
def test_what_is_no_token_stays(text: str) -> None:
    assert redact(text) == text


def test_known_values_go_the_longer_first_and_the_short_ones_stay() -> None:
    assert redact("hunter22 hunter2 abc", ["hunter2", "hunter22", "abc"]) == "*** *** abc"


def test_a_password_in_an_address() -> None:
    assert redact_bytes(b"fetch https://me:pw@index.invalid/x") == b"fetch https://me:***@index.invalid/x"


@given(st.text())
def test_ordinary_text_survives(text: str) -> None:
    assert redact(text.replace("://", "")) == text.replace("://", "")


def test_an_archive_is_not_broken() -> None:
    assert redact_bytes(b"PK\x03\x04 " + TOKENS[0].encode()) == b"PK\x03\x04 " + TOKENS[0].encode()
