"""Which name is kept for a file."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core import quality
from cinearr.core.importing.scene_name import looks_like_scene, scene_name_for_file, without_extension
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import ParsedRelease

SCENE = "film.2022.dvdrip.x264-grp"


@pytest.mark.parametrize(
    ("path", "download", "folder", "others", "kept"),
    [
        ("/d/Film/x.mkv", f"{SCENE}.nzb", None, False, SCENE),
        ("/d/Film/x.mkv", "Any name at all", None, False, "Any name at all"),
        ("/d/Film/x.mkv", SCENE, None, True, None),
        (f"/d/Film/{SCENE}.mkv", "pack", None, True, SCENE),
        ("/d/Film/x.mkv", None, SCENE, False, SCENE),
        ("/d/Film/x.mkv", None, SCENE, True, None),
        ("/d/Film/x.mkv", None, "Film (2022)", False, None),
        ("/d/Film/x.mkv", None, None, False, None),
    ],
)
def test_names(path: str, download: str | None, folder: str | None, others: bool, kept: str | None) -> None:
    name = scene_name_for_file(
        P(path),
        download_title=download,
        folder_title=folder,
        other_video_files=others,
        is_scene=lambda title: title == SCENE,
    )
    assert name == kept


def parsed(title: str = "film", group: str | None = "grp", quality_name: str = "DVD") -> ParsedRelease:
    model = QualityModel(quality.BY_NAME[quality_name])
    return ParsedRelease(release_title=SCENE, titles=(title,), release_group=group, quality=model)


@pytest.mark.parametrize(
    ("title", "read", "scene"),
    [
        (SCENE, parsed(), True),
        ("film 2022 dvdrip-grp", parsed(), False),
        ("film-2022-grp", parsed(), False),
        (SCENE, None, False),
        (SCENE, parsed(group=None), False),
        (SCENE, parsed(quality_name="Unknown"), False),
        (SCENE, parsed(title=""), False),
    ],
)
def test_scene_names(title: str, read: ParsedRelease | None, scene: bool) -> None:
    assert looks_like_scene(title, read) is scene


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("a.b.NZB", "a.b"),
        ("a.par2", "a"),
        ("a.mkv", "a"),
        ("a.x264-grp", "a.x264-grp"),
        ("Mr. Film", "Mr. Film"),
        ("a", "a"),
    ],
)
def test_endings(title: str, stem: str) -> None:
    assert without_extension(title) == stem
