"""Which files come along, and under which names."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core.importing.extras import ExtraKind, find_extras, name_subtitles, renamed_extra, wanted_extensions

FOLDER = P("/done/Film.2022")
VIDEO = FOLDER / "Film.2022.mkv"
NEW = "Film - 2022"


def found(*names: str, wanted: str = "srt,sub,nfo,jpg", only_video: bool = False, nfo: bool = False) -> list[str]:
    files = [FOLDER / name for name in names]
    extras = find_extras(
        VIDEO, [VIDEO, *files], NEW, wanted_extensions(wanted), only_video=only_video, nfo_is_written=nfo
    )
    return [extra.name for extra in extras]


@pytest.mark.parametrize(
    ("names", "result"),
    [
        (["Film.2022.srt"], ["Film - 2022.srt"]),
        (["Film 2022_en_sdh_forced.srt"], ["Film - 2022.en.sdh.forced.srt"]),
        (["Film.2022.de.SRT"], ["Film - 2022.de.srt"]),
        (["Film.2022.en.cc.srt", "Film.2022.other.en.cc.srt"], ["Film - 2022.1.en.cc.srt", "Film - 2022.2.en.cc.srt"]),
        (["Film.2022.en.idx", "Film.2022.en.sub"], ["Film - 2022.en.sub"]),
        (["Another.srt"], []),
        (["._Film.2022.srt"], []),
        (["Film.2022.mp4"], []),
        (["Film.2022.nfo", "Film.2022.x.nfo"], ["Film - 2022.nfo"]),
        (["Film.2022-poster.jpg"], ["Film - 2022-poster.jpg"]),
        (["Film 2022.jpg", "Film_2022.jpg"], ["Film - 2022.jpg", "Film - 2022.1.jpg"]),
    ],
)
def test_extras(names: list[str], result: list[str]) -> None:
    assert found(*names) == result


def test_beside_a_single_video_any_subtitle_is_its_own() -> None:
    assert found("2_English.srt", only_video=True) == ["Film - 2022.en.srt"]
    assert found("2_English.srt") == []


def test_a_subtitle_of_the_same_film_by_another_name_is_its_own() -> None:
    video, other = P("/d/Film.2022.1080p.BluRay-A.mkv"), P("/d/Film.2022.720p.WEB-DL-B.de.srt")
    stranger = P("/d/Other.Film.2022.720p.WEB-DL-B.de.srt")
    extras = find_extras(video, [video, other, stranger], NEW, {".srt"})
    assert [(extra.source, extra.name) for extra in extras] == [(other, "Film - 2022.de.srt")]


def test_a_foreign_description_steps_aside() -> None:
    assert found("Film.2022.nfo", nfo=True) == ["Film - 2022.nfo-orig"]


def test_only_subtitles_are_named_as_such() -> None:
    extras = name_subtitles([FOLDER / "Film.2022.en.nfo", FOLDER / "Film.2022.en.vtt"], NEW, ["Film.2022.mkv"])
    assert [(extra.name, extra.kind) for extra in extras] == [("Film - 2022.en.vtt", ExtraKind.SUBTITLE)]


@pytest.mark.parametrize(("setting", "result"), [("srt, .SUB,,", {".srt", ".sub"}), ("", set())])
def test_the_setting(setting: str, result: set[str]) -> None:
    assert wanted_extensions(setting) == result


def test_extras_follow_a_renamed_film() -> None:
    assert renamed_extra("old name.en.forced.srt", "Old Name", "New") == "New.en.forced.srt"
    assert renamed_extra("poster.jpg", "Old Name", "New") == "poster.jpg"
