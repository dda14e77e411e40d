"""Where a title ends, which year is its year, and the edition beside it."""

from __future__ import annotations

import pytest

from cinearr.core.releases.parser import parse_title
from cinearr.core.releases.title_parser import tidy_title

TITLES = [
    # name, title, year, edition
    ("Blade.Runner.1982.The.Final.Cut.1080p.BluRay-G", "Blade Runner", 1982, "Final Cut"),
    ("Blade.Runner.Final.Cut.1982.1080p.BluRay-G", "Blade Runner", 1982, "Final Cut"),
    ("Alien (1979) Directors Cut 1080p", "Alien", 1979, "Directors Cut"),
    ("Alien.1979.Director's.Cut.1080p", "Alien", 1979, "Director's Cut"),
    ("Jaws.1975.50th.Anniversary.Edition.1080p", "Jaws", 1975, "50th Anniversary Edition"),
    ("Dune.2021.IMAX.2160p", "Dune", 2021, "IMAX"),
    ("Dune.2021.Extended.Theatrical.Version.IMAX.2160p", "Dune", 2021, "Extended Theatrical Version IMAX"),
    ("The.Christmas.Edition.1941.720p", "The Christmas Edition", 1941, ""),
    ("Unrated.2009.720p", "Unrated", 2009, ""),
    ("1917.2019.1080p", "1917", 2019, ""),
    ("2012.2009.1080p", "2012", 2009, ""),
    ("Klasse.von.1999.1990.720p", "Klasse von 1999", 1990, ""),
    ("2001.A.Space.Odyssey.1968.1080p", "2001 A Space Odyssey", 1968, ""),
    ("Title [1956] DVDRip", "Title", 1956, ""),
    ("Title [Some Director 1956] DVDRip", "Title", 1956, ""),
    ("Title (Some Director - 1956) DVDRip", "Title", 1956, ""),
    ("(500).Days.of.Rain.(2009).1080p", "(500) Days of Rain", 2009, ""),
    ("Wonder!.2009.1080p", "Wonder!", 2009, ""),
    ("8½.1963.1080p", "8", 1963, ""),
    ("Title.1080p.MULTi.2013.BluRay", "Title", 2013, ""),
    # German names may lack the year.
    ("Das.Leben.German.DL.1080p.BluRay-G", "Das Leben", 0, ""),
    ("Das.Leben.EXTENDED.German.1080p.BluRay-G", "Das Leben", 0, "EXTENDED"),
    ("Das.Leben.German.2010.1080p.BluRay-G", "Das Leben", 2010, ""),
    ("The.Good.German.2006.1080p.BluRay-G", "The Good German", 2006, ""),
    # Groups of animation give no year but a checksum.
    ("[Beans] Some Film - 01v2 (1080p) [0123ABCD].mkv", "Some Film - 01", 0, ""),
    ("[Beans]_Some_Film_(BD_720p)_[0123ABCD].mkv", "Some Film", 0, ""),
    # Sites put their address in front or behind.
    ("www.example.com - Title.2010.720p", "Title", 2010, ""),
    ("[ www.example.org ] - Title.2010.720p", "Title", 2010, ""),
    ("example.net - Title.2010.720p", "Title", 2010, ""),
    ("(example.com) Title 2010 720p", "Title", 2010, ""),
    ("www example com - Title 2010 720p", "Title", 2010, ""),
]


@pytest.mark.parametrize(("name", "title", "year", "edition"), TITLES)
def test_title_year_and_edition(name: str, title: str, year: int, edition: str) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert (parsed.title, parsed.year, parsed.edition) == (title, year, edition)


SEVERAL = [
    ("Sydney.A.K.A.Hard.Eight.1996.1080p", ("Sydney AKA Hard Eight", "Sydney", "Hard Eight")),
    ("One aka Another (1996)", ("One aka Another", "One", "Another")),
    ("One (aka Another) (1996)", ("One (aka Another)", "One", "Another")),
    ("Один / One (1996)", ("Один / One", "Один", "One")),
    ("Один / One (Имя / Name) [1996, DVDRip]", ("Один / One (Имя / Name)", "Один", "One")),
    ("AKA.2002.DVDRip", ("AKA",)),
    ("Aka Rox (2008)", ("Aka Rox",)),
]


@pytest.mark.parametrize(("name", "titles"), SEVERAL)
def test_a_name_may_hold_several_titles(name: str, titles: tuple[str, ...]) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert parsed.titles == titles


def test_a_year_in_the_title_gives_a_further_reading() -> None:
    parsed = parse_title("Blade Runner 2049 (2017) 1080p")
    assert parsed is not None
    assert (parsed.year, parsed.titles, parsed.further_titles) == (2017, ("Blade Runner",), ("Blade Runner 2049",))
    assert parsed.titles_to_match == ("Blade Runner", "Blade Runner 2049")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("R.I.P.D", "R.I.P.D."),
        ("To.Live.and.Die.in.L.A", "To Live and Die in L.A."),
        ("A.I.Artificial.Intelligence", "A.I. Artificial Intelligence"),
        ("A.Trip.to.the.Moon", "A Trip to the Moon"),
        ("Plan.9.from.Outer.Space", "Plan 9 from Outer Space"),
        ("Dr.No", "Dr. No"),
        ("M", "M"),
        ("Some_Title", "Some Title"),
        ("...", ""),
    ],
)
def test_dots_become_spaces_but_initials_keep_theirs(text: str, title: str) -> None:
    assert tidy_title(text) == title


def test_a_folder_may_begin_with_its_year() -> None:
    parsed = parse_title("(1995) Some Title", is_dir=True)
    assert parsed is not None
    assert (parsed.title, parsed.year) == ("Some Title", 1995)
    assert parse_title("(1995) Some Title") is None


@pytest.mark.parametrize(
    ("name", "tmdb_id", "imdb_id"),
    [
        ("Title (1995) {tmdb-603}", 603, None),
        ("Title (1995) [tmdbid-603]", 603, None),
        ("Title (1995) [tt0133093]", 0, "tt0133093"),
        ("Title (1995) tt12345", 0, None),
    ],
)
def test_ids_in_a_name(name: str, tmdb_id: int, imdb_id: str | None) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert (parsed.tmdb_id, parsed.imdb_id) == (tmdb_id, imdb_id)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Title.1995.KORSUB.1080p", "KORSUB"),
        ("Title.1995.NLsubs.1080p", "NLsubs"),
        ("Title.1995.HC.1080p", "Generic Hardcoded Subs"),
        ("Title.1995.SUBBED.1080p", "Generic Hardcoded Subs"),
        ("Title.1995.Softsubs.1080p", None),
        ("Title.1995.Multi.Subs.1080p", None),
        ("Title.1995.1080p", None),
    ],
)
def test_burnt_in_subtitles(name: str, word: str | None) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert parsed.hardcoded_subs == word


def test_a_name_that_was_turned_round_is_read_all_the_same() -> None:
    parsed = parse_title("SKRAPS-462x.yaRulB.p0801.3991.eltiT")
    assert parsed is not None
    assert (parsed.title, parsed.year, parsed.quality.quality.name) == ("Title", 1993, "Bluray-1080p")


@pytest.mark.parametrize(
    ("name", "checksum"),
    [
        ("[Beans] Film (2016) v2 [0123ABCD].mkv", "0123ABCD"),
        ("[Beans] Film - 01 (1080p) [0123abcd].mkv", "0123abcd"),
        ("Film (2016) [0123ABCD].mkv", None),
        ("[Beans] Film (2016).mkv", None),
    ],
)
def test_groups_of_animation_give_a_checksum(name: str, checksum: str | None) -> None:
    parsed = parse_title(name)
    assert parsed is not None
    assert parsed.release_hash == checksum
