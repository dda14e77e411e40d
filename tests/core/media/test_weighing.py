"""Whom to believe about a file's quality."""

from __future__ import annotations

import pytest

from cinearr.core import quality
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.weighing import Confidence, QualityClaim, of_grab, of_media, of_name, weigh
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.releases.model import Detection, ParsedRelease

NAME, EXTENSION, UNKNOWN = Detection.NAME, Detection.EXTENSION, Detection.UNKNOWN
FULL_HD = MediaInfo(width=1920, height=800)
UHD = MediaInfo(width=3840, height=1600)


def named(quality_name: str, source: Detection = NAME, resolution: Detection = NAME, version: int = 1) -> QualityClaim:
    model = QualityModel(quality.BY_NAME[quality_name], Revision(version=version))
    parsed = ParsedRelease(
        release_title="x", titles=("x",), quality=model, source_detection=source, resolution_detection=resolution
    )
    return of_name(parsed)


@pytest.mark.parametrize(
    ("witnesses", "result"),
    [
        ([named("Bluray-1080p")], "Bluray-1080p"),
        ([named("WEBDL-720p", EXTENSION, EXTENSION), named("Bluray-1080p")], "Bluray-1080p"),  # the folder knows
        ([named("Bluray-720p"), named("WEBDL-1080p")], "Bluray-720p"),  # equally sure: the first
        ([named("WEBDL-480p", NAME, UNKNOWN), of_media(FULL_HD)], "WEBDL-1080p"),
        ([named("Bluray-1080p"), of_media(UHD)], "Bluray-2160p"),  # the picture is what it is
        ([named("Remux-1080p"), of_media(UHD)], "Remux-2160p"),
        ([named("SDTV"), of_media(FULL_HD)], "HDTV-1080p"),
        ([named("CAM"), of_media(FULL_HD)], "CAM"),
        ([named("DVD"), of_media(MediaInfo(width=720, height=576))], "DVD"),
        ([named("BR-DISK"), of_media(UHD)], "BR-DISK"),
        ([named("Raw-HD"), of_media(MediaInfo(width=1280, height=720))], "Raw-HD"),
        ([named("Unknown", UNKNOWN, UNKNOWN), of_media(FULL_HD)], "HDTV-1080p"),
        (
            [named("WEBDL-720p", EXTENSION, EXTENSION), of_grab(QualityModel(quality.BY_NAME["Bluray-1080p"]))],
            "Bluray-1080p",
        ),
        ([named("Bluray-1080p"), of_media(MediaInfo())], "Bluray-1080p"),
        ([None], "Unknown"),
        ([], "Unknown"),
    ],
)
def test_qualities(witnesses: list[QualityClaim | None], result: str) -> None:
    assert weigh(witnesses).quality.name == result


def test_the_highest_revision_told_by_name_counts() -> None:
    assert weigh([named("SDTV"), named("SDTV", version=2)]).revision.version == 2
    assert weigh([named("SDTV", version=3), of_grab(QualityModel(quality.BY_NAME["SDTV"]))]).revision.version == 3


def test_a_title_inside_the_file_may_name_the_source() -> None:
    inside = of_media(MediaInfo(width=1920, height=800, title="A.Film.2020.BluRay.x264-GRP"))
    assert weigh([named("WEBDL-720p", EXTENSION, EXTENSION), inside]).quality.name == "Bluray-1080p"


@pytest.mark.parametrize(
    ("detection", "confidence"),
    [(NAME, Confidence.TAG), (EXTENSION, Confidence.FALLBACK), (UNKNOWN, Confidence.FALLBACK)],
)
def test_confidence(detection: Detection, confidence: Confidence) -> None:
    assert named("Bluray-1080p", source=detection).source_confidence is confidence
