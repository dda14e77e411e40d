"""Names of files and folders: a table of formats, and what must hold of every name."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinearr.core import languages
from cinearr.core.media.model import HdrFormat, MediaInfo
from cinearr.core.naming.builder import build_file_name, build_folder_name, expand_file, expand_folder
from cinearr.core.naming.characters import byte_length
from cinearr.core.naming.model import ColonReplacement, FileFacts, NamingConfig, NamingFacts
from cinearr.core.quality import Revision

MEDIA = MediaInfo(
    video_format="hevc",
    video_bit_depth=10,
    video_hdr_format=HdrFormat.DOLBY_VISION_HDR10,
    audio_format="truehd",
    audio_codec_id="thd+",
    audio_channels=8,
    audio_channel_positions="7.1",
    audio_languages=("eng", "ger", "eng"),
    subtitles=("eng", "nld", "und", "deu"),
)
FILE = FileFacts(
    quality="WEBDL-2160p",
    revision=Revision(version=2, real=1),
    release_group="NTb",
    edition="director's CUT 10TH anniversary imax",
    scene_name="The.Long.Film.2019.2160p.WEB-DL.x265-NTb",
    relative_path="The Long Film (2019).mkv",
    media_info=MEDIA,
    custom_formats=("AMZN", "Surround Sound"),
)
FILM = NamingFacts(
    title="The Long Film: Béla's Return (Part 2)",
    original_title="Der lange Film",
    translations=((languages.BY_NAME["german"], "Béla kehrt zurück"),),
    collection="A Long Collection (1999)",
    certification="PG-13",
    year=2019,
    imdb_id="tt0000001",
    tmdb_id=42,
    file=FILE,
)


def config(file: str = "", folder: str = "", **fields: object) -> NamingConfig:
    values: dict[str, object] = {"rename_movies": True, "standard_movie_format": file, "movie_folder_format": folder}
    return NamingConfig(**(values | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{Movie Title} ({Release Year})", "The Long Film - Béla's Return (Part 2) (2019)"),
        ("{movie title}", "the long film - béla's return (part 2)"),
        ("{MOVIE.TITLE}", "THE.LONG.FILM-.BÉLA'S.RETURN.(PART.2)"),
        ("{Movie_CleanTitle}", "The_Long_Film_Belas_Return_Part_2"),
        ("{MovieTitleThe}", "Long Film - Béla's Return, The (Part 2)"),
        ("{Movie CleanTitleThe}", "Long Film Belas Return, The Part 2"),
        ("{Movie TitleFirstCharacter}", "L"),
        ("{Movie Title:DE}", "Béla kehrt zurück"),
        ("{Movie Title:XX|DE}", "Béla kehrt zurück"),
        ("{Movie Title:FR}", "The Long Film - Béla's Return (Part 2)"),
        ("{Movie CleanTitle:13}", "The Long F..."),
        ("{Movie OriginalTitle:-8}", "...Film"),
        ("{Movie CollectionThe}", "Long Collection, A (1999)"),
        ("{Movie Certification}", "PG-13"),
        ("[{ImdbId}] {tmdb-{TmdbId}}", "[tt0000001] {tmdb-42}"),
        ("{Quality Full}", "WEBDL-2160p Proper REAL"),
        ("{[Quality Title]}{-Release Group}", "[WEBDL-2160p]-NTb"),
        ("{edition-{Edition Tags}}", "{edition-Director's Cut 10th Anniversary IMAX}"),
        ("{Custom Formats:-AMZN}", "Surround Sound"),
        ("{Custom Format:AMZN}", "AMZN"),
        ("{MediaInfo Simple}", "x265 TrueHD Atmos"),
        ("{MediaInfo Full}", "x265 TrueHD Atmos[EN+DE] [EN+NL+DE]"),
        ("{MediaInfo VideoDynamicRange} {MediaInfo VideoDynamicRangeType}", "HDR DV HDR10"),
        ("{MediaInfo VideoBitDepth}bit {Mediainfo AudioChannels}", "10bit 7.1"),
        ("{MediaInfo AudioLanguages:DE+}", "[DE+-]"),
        ("{MediaInfo SubtitleLanguages:-EN}", "[NL+DE]"),
        ("{MediaInfo 3D}x", "x"),
        ("{Original Title}", "The.Long.Film.2019.2160p.WEB-DL.x265-NTb"),
        ("{Original Filename}", "The Long Film (2019)"),
        ("{Original Filename} {TmdbId}", "42"),
        ("{No Such}{Movie OriginalTitle}", "Der lange Film"),
        ("{Custom Formats:-}", "{Custom Formats:-}"),
        ("{Release Year}/{Movie OriginalTitle}", "2019/Der lange Film"),
        ("{MOVIE ORIGINALTITLE:8}", "DER L..."),
    ],
)
def test_file_formats(pattern: str, name: str) -> None:
    assert expand_file(config(pattern), FILM) == name
    assert build_file_name(config(pattern), FILM) == name


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{Movie Title} ({Release Year})", "The Long Film - Béla's Return (Part 2) (2019)"),
        ("{Movie TitleFirstCharacter}\\{Movie OriginalTitle}", "L/Der lange Film"),
        ("{Movie OriginalTitle} {imdb-{ImdbId}}", "Der lange Film {imdb-tt0000001}"),
        ("{Movie OriginalTitle}{-Release Group} {Quality Full}", "Der lange Film"),
    ],
)
def test_folder_formats(pattern: str, name: str) -> None:
    assert build_folder_name(config(folder=pattern), FILM) == name


@pytest.mark.parametrize(
    ("replacement", "name"),
    [
        (ColonReplacement.DELETE, "A BC"),
        (ColonReplacement.DASH, "A- B-C"),
        (ColonReplacement.SPACE_DASH, "A - B -C"),
        (ColonReplacement.SPACE_DASH_SPACE, "A - B - C"),
        (ColonReplacement.SMART, "A - B-C"),
    ],
)
def test_colons(replacement: ColonReplacement, name: str) -> None:
    facts = NamingFacts(title="A: B:C", file=FileFacts())
    assert expand_file(config("{Movie Title}", colon_replacement_format=replacement), facts) == name


def test_without_renaming_the_release_name_stays() -> None:
    assert build_file_name(NamingConfig(), FILM) == FILE.scene_name
    assert build_file_name(NamingConfig(), replace(FILM, file=replace(FILE, scene_name=None))) == "The Long Film (2019)"


def test_an_unknown_group_keeps_the_word_of_old_libraries() -> None:
    facts = replace(FILM, file=replace(FILE, release_group=None))
    assert expand_file(config("{Release Group}"), facts) == "Radarr"
    assert expand_file(config("a{-Release Group}"), facts) == "a"


def test_device_names_are_made_ordinary() -> None:
    assert build_file_name(config("{Movie.Title}"), NamingFacts(title="Con Air", file=FILE)) == "Con_Air"
    assert build_file_name(config("{Movie Title}"), NamingFacts(title="CON", file=FILE)) == "CON_"
    assert build_folder_name(config(folder="{Movie Title}"), NamingFacts(title="nul")) == "nul_"


def test_a_long_title_is_shortened_and_the_rest_of_the_name_kept() -> None:
    facts = replace(FILM, title="Ünglaublich lang " * 40)
    name = build_file_name(config("{Movie Title} ({Release Year}) {Quality Full}{-Release Group}"), facts, reserve=4)
    assert name.startswith("Ünglaublich lang")
    assert name.endswith("... (2019) WEBDL-2160p Proper REAL-NTb")
    assert 240 < byte_length(name) <= 251


def test_a_format_that_gives_nothing_falls_back_to_the_title() -> None:
    assert expand_file(config("{Quality Real}"), NamingFacts(title="X", file=FileFacts())) == ""
    assert build_file_name(config("{Quality Real}"), NamingFacts(title="X", year=1999, file=FileFacts())) == "X (1999)"
    assert build_file_name(config("{Quality Real}"), NamingFacts(title="...", tmdb_id=7, file=FileFacts())) == "tmdb-7"
    assert build_folder_name(config(folder=".."), NamingFacts(title="")) == "Unknown"


WORDS = st.text(max_size=90) | st.sampled_from(["..", "../..", "con", "CON.", "/etc/passwd", "a" * 300, "\0", "̈́́", "…"])
PIECES = st.sampled_from(
    [
        "{Movie Title}",
        "{Movie.CleanTitle:30}",
        "{Movie TitleThe:-20}",
        "{[Quality Full]}",
        "{Original Title}",
        "{Original Filename}",
        "{-Release Group}",
        "{edition-{Edition Tags}}",
        "{MediaInfo Full}",
        *("/", "\\", "..", ".", " ", "-", "{", "}"),
    ]
)
FORMATS = st.lists(PIECES | st.text(max_size=12), max_size=8).map("".join)


@st.composite
def facts(draw: st.DrawFn) -> NamingFacts:
    file = FileFacts(
        quality=draw(WORDS),
        release_group=draw(st.none() | WORDS),
        edition=draw(WORDS),
        scene_name=draw(st.none() | WORDS),
        relative_path=draw(st.none() | WORDS),
        media_info=draw(st.none() | st.just(MEDIA)),
        custom_formats=tuple(draw(st.lists(WORDS, max_size=3))),
    )
    year = draw(st.sampled_from([0, 1999]))
    return NamingFacts(title=draw(WORDS), original_title=draw(WORDS), year=year, collection=draw(WORDS), file=file)


CONFIGS = st.builds(
    NamingConfig,
    rename_movies=st.booleans(),
    replace_illegal_characters=st.booleans(),
    colon_replacement_format=st.sampled_from(ColonReplacement),
    standard_movie_format=FORMATS,
    movie_folder_format=FORMATS,
)


@settings(max_examples=400, deadline=None)
@given(CONFIGS, facts(), st.integers(0, 40))
def test_every_name_is_one_that_a_file_system_can_hold(
    settings: NamingConfig, known: NamingFacts, reserve: int
) -> None:
    for name in (build_file_name(settings, known, reserve=reserve), build_folder_name(settings, known)):
        parts = name.split("/")
        assert all(parts)
        assert not {".", ".."} & set(parts)
        assert not any(ord(c) < 32 for c in name)
        assert all(byte_length(part) <= 255 for part in parts)
        name.encode()
    assert byte_length(build_file_name(settings, known, reserve=reserve).split("/")[-1]) <= 255 - reserve
    assert build_file_name(settings, known, reserve=reserve) == build_file_name(settings, known, reserve=reserve)


@settings(max_examples=300, deadline=None)
@given(CONFIGS, facts())
def test_renaming_a_renamed_file_changes_nothing(config: NamingConfig, known: NamingFacts) -> None:
    assert known.file is not None
    if "{Original Filename}" in config.standard_movie_format or "{Original Title}" in config.standard_movie_format:
        return  # the present name with something beside it is another name each time, as the person asked
    first = build_file_name(config, known, reserve=4)
    again = replace(known, file=replace(known.file, relative_path=f"{first}.mkv"))
    assert build_file_name(config, again, reserve=4) == first


def test_folder_expansion_may_be_empty() -> None:
    assert expand_folder(config(folder="{Quality Full}"), FILM) == ""


@pytest.mark.parametrize(
    "text",
    [
        "{" * 65536,
        "the (" * 16384,
        "the a" + "(b)" * 20000 + "x",
        "e" + "́" * 65536,
        "a.b" * 20000,
        "{Movie Title:" * 5000,
    ],
)
def test_monstrous_texts_take_no_time(text: str) -> None:
    facts = NamingFacts(
        title=text, original_title=text, file=FileFacts(edition=text, scene_name=text, relative_path=text)
    )
    pattern = "{Movie TitleThe} {Movie CleanTitleThe} {Edition Tags} {Original Title}"
    started = time.perf_counter()
    build_file_name(config(text[:20000]), facts)
    build_file_name(config(pattern), facts)
    assert time.perf_counter() - started < 5
