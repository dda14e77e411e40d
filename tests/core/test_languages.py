"""Which language an ISO code stands for."""

from __future__ import annotations

import pytest

from cinearr.core import languages


@pytest.mark.parametrize(
    ("alpha2", "country", "name"),
    [
        ("en", None, "English"),
        ("EN", "US", "English"),
        ("pt", None, "Portuguese"),
        ("pt", "PT", "Portuguese"),
        ("pt", "BR", "Portuguese (Brazil)"),
        ("es", "ES", "Spanish"),
        ("es", "MX", "Spanish (Latino)"),
        ("fr", "CA", "French"),
        ("zh", "TW", "Chinese"),
        ("cn", None, "Chinese"),
        ("nb", None, "Norwegian"),
        ("nn", None, "Norwegian"),
    ],
)
def test_a_code_names_its_language(alpha2: str, country: str | None, name: str) -> None:
    found = languages.by_iso(alpha2, country)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("alpha2", [None, "", "xx", "la", "english"])
def test_a_code_of_no_known_language_is_none(alpha2: str | None) -> None:
    assert languages.by_iso(alpha2) is None
