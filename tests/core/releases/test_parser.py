"""What a whole release title says."""

from __future__ import annotations

import pytest

from cinearr.core.releases.parser import parse_path, parse_title


@pytest.mark.parametrize(
    ("name", "title", "year", "quality", "group"),
    [
        ("The.Third.Man.1949.1080p.BluRay.x264-AMIABLE", "The Third Man", 1949, "Bluray-1080p", "AMIABLE"),
        ("Stalker (1979) [720p WEB-DL DD5 1 H264] [NTb]", "Stalker", 1979, "WEBDL-720p", "NTb"),
        ("City_Lights_1931_DVDRip_XviD-DON", "City Lights", 1931, "DVD", "DON"),
        ("1917.2019.2160p.UHD.BluRay.REMUX.HEVC-FraMeSToR", "1917", 2019, "Remux-2160p", "FraMeSToR"),
        ("[Beans] Perfect Blue (1997) [BD 1080p HEVC].mkv", "Perfect Blue", 1997, "Bluray-1080p", "Beans"),
    ],
)
def test_the_main_forms(name: str, title: str, year: int, quality: str, group: str) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert (parsed.title, parsed.year, parsed.quality.quality.name, parsed.release_group) == (
        title,
        year,
        quality,
        group,
    )


@pytest.mark.parametrize(
    "name", ["", "   ", "d41d8cd98f00b204e9800998ecf8427e", "No Year To Be Seen", "Some.Show.S02E05.720p.HDTV.x264-GRP"]
)
def test_what_is_no_film_is_not_parsed(name: str) -> None:
    assert parse_title(name) is None


def test_a_path_is_read_by_its_folder_when_the_file_says_nothing() -> None:
    parsed = parse_path("/films/Amour.2012.1080p.BluRay.x264-SPARKS/abc.mkv")
    assert parsed is not None
    assert (parsed.title, parsed.release_group) == ("Amour", "SPARKS")


def test_the_simple_title_stands_without_the_words_of_the_film() -> None:
    parsed = parse_title("Real.Steel.2011.REAL.PROPER.1080p.BluRay.x264-GRP")
    assert parsed is not None
    assert parsed.simple_title == "A.Movie.2011.REAL.PROPER.1080p.BluRay.x264-GRP"
    assert parsed.quality.revision.real == 1
