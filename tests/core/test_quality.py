"""Which quality the parts of a release make."""

from __future__ import annotations

import pytest

from cinearr.core.quality import Modifier, Source, find_quality


@pytest.mark.parametrize(
    ("source", "resolution", "modifier", "name"),
    [
        (Source.BLURAY, 1080, Modifier.NONE, "Bluray-1080p"),
        (Source.BLURAY, 2160, Modifier.REMUX, "Remux-2160p"),
        (Source.WEBRIP, 480, Modifier.NONE, "WEBRip-480p"),
        (Source.TV, 1080, Modifier.RAWHD, "Raw-HD"),
        (Source.CAM, 1080, Modifier.NONE, "CAM"),
        (Source.DVD, 576, Modifier.NONE, "DVD"),
        (Source.DVD, 480, Modifier.REMUX, "DVD-R"),
        (Source.CAM, 1080, Modifier.SCREENER, "Unknown"),
        (Source.UNKNOWN, 720, Modifier.NONE, "HDTV-720p"),
        (Source.UNKNOWN, 480, Modifier.NONE, "SDTV"),
        (Source.UNKNOWN, 0, Modifier.NONE, "Unknown"),
        (Source.WEBDL, 576, Modifier.NONE, "Bluray-576p"),
        (Source.WEBDL, 0, Modifier.NONE, "Unknown"),
    ],
)
def test_find(source: Source, resolution: int, modifier: Modifier, name: str) -> None:
    assert find_quality(source, resolution, modifier).name == name
