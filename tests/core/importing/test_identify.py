"""What a file is taken for."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core import languages, quality
from cinearr.core.importing.identify import KnownNames, file_languages, identify, in_import_order, media_languages
from cinearr.core.importing.model import ImportCandidate
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.quality import QualityModel, Revision

ENGLISH, GERMAN, FRENCH = (languages.BY_NAME[name] for name in ("english", "german", "french"))
PLAIN = KnownNames(file="film.mkv")


def test_the_download_names_group_and_edition_first() -> None:
    names = KnownNames(
        file="Film.2020.Uncut.720p.BluRay.x264-FILE.mkv",
        folder="Film.2020.Extended.720p.BluRay.x264-FOLDER",
        download="Film.2020.720p.BluRay.x264-GRP",
    )
    found = identify(names, None, ENGLISH)
    assert (found.release_group, found.edition, found.parsed) == ("GRP", "Extended", True)
    assert not identify(PLAIN, None, ENGLISH).parsed


@pytest.mark.parametrize(
    ("names", "media", "grabbed", "result"),
    [
        (PLAIN, None, None, "WEBDL-720p"),  # nothing but the ending
        (PLAIN, MediaInfo(width=1920, height=1080), None, "WEBDL-1080p"),
        (PLAIN, None, "Bluray-1080p", "Bluray-1080p"),
        (
            KnownNames(file="film.mkv", folder="Film.2020.720p.BluRay"),
            MediaInfo(width=1920, height=1080),
            None,
            "Bluray-1080p",
        ),
        (KnownNames(file="f.mkv", download="Film.2020.2160p.REMUX.BluRay-G"), None, None, "Remux-2160p"),
        (PLAIN, MediaInfo(width=1280, height=720, title="Film.2020.BluRay-G"), None, "Bluray-720p"),
        (PLAIN, MediaInfo(width=1280, height=720, title="A Film"), None, "WEBDL-720p"),
    ],
)
def test_quality(names: KnownNames, media: MediaInfo | None, grabbed: str | None, result: str) -> None:
    grab = QualityModel(quality.BY_NAME[grabbed]) if grabbed else None
    assert identify(names, media, ENGLISH, grab).quality.quality.name == result


def test_a_proper_is_one_whichever_name_says_so() -> None:
    names = KnownNames(file="film.mkv", download="Film.2020.PROPER.1080p.BluRay.x264-G")
    assert identify(names, None, ENGLISH).quality.revision.version == 2


@pytest.mark.parametrize(
    ("said", "tracks", "result"),
    [
        ([], (), (FRENCH,)),
        ([(languages.UNKNOWN,)], (), (FRENCH,)),
        ([(GERMAN,)], (), (GERMAN,)),
        ([(GERMAN,), (ENGLISH, GERMAN)], (), (ENGLISH, GERMAN)),
        ([(GERMAN,)], ("eng", "fre", "eng"), (ENGLISH, FRENCH)),
        ([(GERMAN,)], ("und", "xyz"), (GERMAN,)),
        ([(GERMAN, languages.ORIGINAL)], (), (GERMAN, FRENCH)),
    ],
)
def test_languages(said: list[tuple[Language, ...]], tracks: tuple[str, ...], result: tuple[Language, ...]) -> None:
    media = MediaInfo(audio_languages=tracks) if tracks else None
    assert file_languages(FRENCH, said, media) == result


def test_track_languages() -> None:
    assert media_languages(MediaInfo(audio_languages=("ger", "deu", "en", "mul"))) == (GERMAN, ENGLISH)


def test_the_best_file_of_a_film_comes_first() -> None:
    ranks = {5: 1, 7: 2}

    def file(name: str, quality_id: int, size: int, version: int = 1) -> ImportCandidate:
        model = QualityModel(quality.by_id(quality_id), Revision(version=version))
        return ImportCandidate(path=P(name), quality=model, size=size)

    found = in_import_order([file("a", 5, 900), file("b", 7, 100), file("c", 7, 300), file("d", 7, 50, 2)], ranks)
    assert [candidate.path.name for candidate in found] == ["d", "c", "b", "a"]


class TestFileInTheFilmsOwnFolder:
    """No year is needed to see that a name is of a film."""

    @pytest.mark.parametrize(
        ("file", "group", "edition"),
        [
            ("heat.1080p.bluray.x264-amiable.mkv", "amiable", ""),
            ("Blade Runner Final Cut 1080p BluRay x264-GRP.mkv", "GRP", "Final Cut"),
            ("Blade.Runner.1982.Final.Cut.1080p.BluRay.x264-GRP.mkv", "GRP", "Final Cut"),
            ("The Matrix.mkv", None, ""),
        ],
    )
    def test_it_is_read_all_the_same(self, file: str, group: str | None, edition: str) -> None:
        found = identify(KnownNames(file=file, of_film=True), None, ENGLISH)
        assert (found.parsed, found.release_group, found.edition) == (True, group, edition)

    def test_a_digest_says_nothing(self) -> None:
        assert not identify(KnownNames(file="0c5d6c6882c4a1899488aee3610bc119.mkv", of_film=True), None, ENGLISH).parsed

    def test_elsewhere_a_year_is_needed(self) -> None:
        assert not identify(KnownNames(file="heat.1080p.bluray.x264-amiable.mkv"), None, ENGLISH).parsed
