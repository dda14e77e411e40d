"""How long a file must run to be the film."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core.importing.sample import detect_sample, says_sample


@pytest.mark.parametrize(
    ("name", "minutes", "seconds", "verdict"),
    [
        ("a.mkv", 120, 599, "sample"),
        ("a.mkv", 120, 600, "not_sample"),
        ("a.mkv", 30, 299, "sample"),
        ("a.mkv", 30, 300, "not_sample"),
        ("a.mkv", 10, 90, "not_sample"),
        ("a.mkv", 3, 14, "sample"),
        ("a.mkv", 0, 15, "not_sample"),
        ("a.mkv", 0, 0, "sample"),
        ("a.mkv", 120, None, "indeterminate"),
        ("a.iso", 120, None, "not_sample"),
        ("a.m2ts", 120, 5, "not_sample"),
        ("a.strm", 120, None, "not_sample"),
    ],
)
def test_samples(name: str, minutes: int, seconds: float | None, verdict: str) -> None:
    assert detect_sample(P(name), minutes, seconds).value == verdict


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("film-sample.mkv", True),
        ("Sample/film.mkv", True),
        ("Samples/film.mkv", True),
        ("film_SAMPLE_group.mkv", True),
        ("Sampler (2010).mkv", False),
        ("Resampled.2010.mkv", False),
        ("film.mkv", False),
    ],
)
def test_says_sample_as_a_word_of_its_own(path: str, expected: bool) -> None:
    assert says_sample(P(path)) is expected
