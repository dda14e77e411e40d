"""Languages of a release name."""

from __future__ import annotations

import pytest

from cinearr.core.releases.language_parser import parse_languages

EXAMPLES = [
    ("A.Movie.2019.1080p.BluRay", ["Unknown"]),
    ("A.Movie.2019.FRENCH.1080p", ["French"]),
    ("A.Movie.2019.VOSTFR.1080p", ["Unknown"]),
    ("A.Movie.2019.SUBFRENCH.1080p", ["Unknown"]),
    ("A.Movie.2019.VFF.1080p", ["French"]),
    ("A.Movie.2019.German.DL.1080p", ["German", "Original"]),
    ("A.Movie.2019.German.ML.1080p", ["English", "German", "Original"]),
    ("A.Movie.2019.German.1080p.WEB-DL", ["German"]),
    ("A.Movie.2019.MULTi.1080p", ["Unknown"]),
    ("A.Movie.2019.ENG-ITA-FRA.1080p", ["English", "French", "Italian"]),
    ("A.Movie.2019.[EN+ES].1080p", ["English", "Spanish"]),
    ("A.Movie.2019.DTS-ES.1080p", ["Unknown"]),
    ("A.Movie.2019.En.1080p", ["Unknown"]),
    ("A.Movie.2019.Latino.1080p", ["Spanish (Latino)"]),
    ("A.Movie.2019.Eng-Spa(Latino).1080p", ["English", "Spanish (Latino)"]),
    ("A.Movie.2019.Castellano.1080p", ["Spanish"]),
    ("A.Movie.2019.Dublado.1080p", ["Portuguese (Brazil)"]),
    ("A.Movie.2019.PL-DUB.1080p", ["Polish"]),
    ("A.Movie.2019.SUB-PL.1080p", ["Unknown"]),
    ("A.Movie.2019.3xUkr.1080p", ["Ukrainian"]),
    ("A.Movie.2019.BG.AUDIO.1080p", ["Bulgarian"]),
    ("A.Movie.2019.KORSUB.1080p", ["Unknown"]),
    ("A Movie 2019 [GB] 1080p", ["Chinese"]),
    ("A_Movie_2019_iTALiAN_1080p", ["Unknown"]),
    ("A.Movie.2019.Dub.+.Original", ["Original"]),
]


@pytest.mark.parametrize(("name", "expected"), EXAMPLES)
def test_languages(name: str, expected: list[str]) -> None:
    assert sorted(language.name for language in parse_languages(name)) == expected
