"""Names that are known to be of a film, with or without a year."""

from __future__ import annotations

import pytest

from cinearr.core.releases.film_names import parse_film_name
from cinearr.core.releases.parser import parse_title

WITHOUT_YEAR = [
    ("Some.Film.720p.BluRay.x264-GRP.mkv", "Some Film", "GRP"),
    ("Some Film [HDTV 720p].mkv", "Some Film", None),
    ("[h265 - HEVC] Some Film French 1080p DTS.mkv", "Some Film", None),
    ("Some.Film.Directors.Cut.DVDRip.XviD-GRP", "Some Film", "GRP"),
    ("Some Film", "Some Film", None),
]


@pytest.mark.parametrize(("name", "title", "group"), WITHOUT_YEAR)
def test_a_year_is_not_needed(name: str, title: str, group: str | None) -> None:
    assert parse_title(name) is None
    parsed = parse_film_name(name)
    assert parsed is not None
    assert (parsed.title, parsed.year, parsed.release_group) == (title, 0, group)


@pytest.mark.parametrize(
    ("name", "title", "year"),
    [
        ("2008 Some Film.mp4", "Some Film", 2008),
        ("Some.Film.SE.1986.BDRip", "Some Film", 1986),
        ("Some.Film.1984.(2020).1080p", "Some Film 1984", 2020),
        ("grp-some.film.1983.1080p.mkv", "some film", 1983),
        ("A Very Merry 3D Christmas (2011).mkv", "A Very Merry 3D Christmas", 2011),
    ],
)
def test_title_and_year(name: str, title: str, year: int) -> None:
    parsed = parse_film_name(name)
    assert parsed is not None
    assert (parsed.title, parsed.year) == (title, year)


@pytest.mark.parametrize("name", ["", "Show.S01E02.720p.mkv", "show 1x02.avi", "d41d8cd98f00b204e9800998ecf8427e.mkv"])
def test_episodes_and_digests_are_no_films(name: str) -> None:
    assert parse_film_name(name) is None


def test_more_is_read_than_from_an_offer() -> None:
    parsed = parse_film_name("Some.Film.2011.DC.FI.1080p.BluRay.x264.anoName")
    assert parsed is not None
    assert parsed.edition == "Director's Cut"
    assert [language.name for language in parsed.languages] == ["Finnish"]
    assert parsed.release_group == "anoName"


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("Film.2010.x264-G", "h264"),
        ("Film.2010.AVC.HEVC-G", "h264"),
        ("Film.2010.HEVC.x265-G", "h265"),
        ("Film.2010.XviD-G", "xvid"),
        ("Film.2010.AV1-G", "av1"),
        ("Film.2010.VC-1-G", "vc1"),
        ("Film.2010.MPEG-2-G", "mpeg2"),
        ("Film.2010-G", ""),
    ],
)
def test_video_codec(name: str, codec: str) -> None:
    parsed = parse_film_name(name)
    assert parsed is not None
    assert parsed.video_codec == codec
