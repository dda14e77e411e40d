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
from cinearr.core.releases.model import Detection, ParsedRelease

ENGLISH, GERMAN, FRENCH = (languages.BY_NAME[name] for name in ("english", "german", "french"))
FILE = P("/done/Film.2020/film.mkv")


def says(
    quality_name: str = "Unknown",
    *,
    by: Detection = Detection.NAME,
    spoken: tuple[Language, ...] = (languages.UNKNOWN,),
    group: str | None = None,
    edition: str = "",
) -> ParsedRelease:
    return ParsedRelease(
        release_title="x",
        titles=("Film",),
        quality=QualityModel(quality.BY_NAME[quality_name]),
        source_detection=by,
        resolution_detection=by,
        languages=spoken,
        release_group=group,
        edition=edition,
    )


def test_the_download_names_group_and_edition_first() -> None:
    names = KnownNames(
        file=says(group="file", edition="Uncut"),
        folder=says(group="folder", edition="Extended"),
        download=says(group="GRP"),
    )
    found = identify(FILE, names, None, ENGLISH)
    assert (found.release_group, found.edition) == ("GRP", "Extended")


@pytest.mark.parametrize(
    ("names", "media", "grabbed", "result"),
    [
        (KnownNames(), None, None, "WEBDL-720p"),  # nothing but the ending
        (KnownNames(), MediaInfo(width=1920, height=1080), None, "WEBDL-1080p"),
        (KnownNames(folder=says("Bluray-720p")), MediaInfo(width=1920, height=1080), None, "Bluray-1080p"),
        (KnownNames(file=says("WEBDL-720p", by=Detection.EXTENSION)), None, "Bluray-1080p", "Bluray-1080p"),
        (KnownNames(inside=says("Bluray-1080p")), MediaInfo(width=1280, height=720), None, "Bluray-720p"),
        (
            KnownNames(inside=says("Bluray-1080p", by=Detection.EXTENSION)),
            MediaInfo(width=1280, height=720),
            None,
            "WEBDL-720p",
        ),
    ],
)
def test_quality(names: KnownNames, media: MediaInfo | None, grabbed: str | None, result: str) -> None:
    grab = QualityModel(quality.BY_NAME[grabbed]) if grabbed else None
    assert identify(FILE, names, media, ENGLISH, grab).quality.quality.name == result


@pytest.mark.parametrize(
    ("names", "tracks", "result"),
    [
        (KnownNames(), (), (FRENCH,)),
        (KnownNames(file=says()), (), (FRENCH,)),
        (KnownNames(file=says(spoken=(GERMAN,))), (), (GERMAN,)),
        (KnownNames(file=says(spoken=(GERMAN,)), download=says(spoken=(ENGLISH, GERMAN))), (), (ENGLISH, GERMAN)),
        (KnownNames(file=says(spoken=(GERMAN,))), ("eng", "fre", "eng"), (ENGLISH, FRENCH)),
        (KnownNames(file=says(spoken=(GERMAN,))), ("und", "xyz"), (GERMAN,)),
        (KnownNames(file=says(spoken=(GERMAN, languages.ORIGINAL))), (), (GERMAN, FRENCH)),
    ],
)
def test_languages(names: KnownNames, tracks: tuple[str, ...], result: tuple[Language, ...]) -> None:
    media = MediaInfo(audio_languages=tracks) if tracks else None
    assert file_languages(FRENCH, names, media) == result


def test_track_languages() -> None:
    assert media_languages(MediaInfo(audio_languages=("ger", "deu", "en", "mul"))) == (GERMAN, ENGLISH)


def test_the_best_file_of_a_film_comes_first() -> None:
    ranks = {5: 1, 7: 2}

    def file(name: str, quality_id: int, size: int, version: int = 1) -> ImportCandidate:
        model = QualityModel(quality.by_id(quality_id), Revision(version=version))
        return ImportCandidate(path=P(name), quality=model, size=size)

    found = in_import_order([file("a", 5, 900), file("b", 7, 100), file("c", 7, 300), file("d", 7, 50, 2)], ranks)
    assert [candidate.path.name for candidate in found] == ["d", "c", "b", "a"]
