"""Which name is kept for a file."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core.importing.scene_name import is_scene_title, scene_name_for_file, without_extension

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
    name = scene_name_for_file(P(path), download_title=download, folder_title=folder, other_video_files=others)
    assert name == kept


@pytest.mark.parametrize(
    ("title", "scene"),
    [
        (SCENE, True),
        ("Film.Two.2013.German.720p.BluRay.x264-PATE", True),
        ("film 2022 dvdrip-grp", False),
        ("Film.2013.German.DTS.DL-PATE", False),  # no quality
        ("Film.2013.720p.BluRay.x264", False),  # no group
        ("2013.German.BluRay.x264-PATE", False),  # no title
        ("86de66b7ef385e2fa56a3e41b98481ea1658bfab", False),
        ("", False),
    ],
)
def test_scene_names(title: str, scene: bool) -> None:
    assert is_scene_title(title) is scene


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
