"""Every format is tried: on output that it reads and on output that looks alike."""

from __future__ import annotations

import pytest

from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.table import FORMATS
from tests.understand.formats.reading import samples

SAMPLES = samples()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: str(form.name))
def test_every_format_has_samples_of_both_kinds(form: Format) -> None:
    mine = [sample for sample in SAMPLES if sample.format == form.name]
    assert any(sample.wanted for sample in mine), "a sample that it reads"
    assert any(not sample.wanted for sample in mine), "a sample that looks alike"


def test_names_are_unique_and_words_are_small() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
    for form in FORMATS:
        assert form.words, form.name
        assert all(word == word.lower() and word.strip() and len(word) > 1 for word in form.words), form.name
