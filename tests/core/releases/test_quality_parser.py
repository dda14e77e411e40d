"""Quality, what it was told from, and the revision."""

from __future__ import annotations

import pytest

from cinearr.core.quality import Revision
from cinearr.core.releases.model import Detection
from cinearr.core.releases.quality_parser import parse_quality, parse_revision

NAME, EXTENSION, UNKNOWN = Detection.NAME, Detection.EXTENSION, Detection.UNKNOWN

SOURCES = [
    ("Film.2019.HDCAM.x264-G", "CAM"),
    ("Film 2019 NEWCAM XviD", "CAM"),
    ("Film.2019.TeleSync.x264-G", "TELESYNC"),
    ("Film.2019.HD-TS.720p.x264-G", "TELESYNC"),
    ("Film.2019.HDTC.720p-G", "TELECINE"),
    ("Film.2019.WORKPRINT.XviD-G", "WORKPRINT"),
    ("Film.2019.DVDSCR.XviD-G", "DVDSCR"),
    ("Film.2019.R5.LiNE.XviD-G", "REGIONAL"),
    ("Film.2019.PDTV.XviD-G", "SDTV"),
    ("Film.2019.HR.WS.PDTV.x264-G", "HDTV-720p"),
    ("Film.2019.DVDRip.XviD-G", "DVD"),
    ("Film.2019.NTSC.2xDVD9-G", "DVD-R"),
    ("Film.2019.PAL.DVDR-G", "DVD-R"),
    ("Film.2019.480p.WEB-DL.x264-G", "WEBDL-480p"),
    ("Film.2019.1080p.WEB.H264-G", "WEBDL-1080p"),
    ("Film_2019_1080p_WEB_H264-G", "WEBDL-1080p"),
    ("Film.2019.1080p.AMZN.WEBRip.DDP5.1-G", "WEBRip-1080p"),
    ("Film.2019.WEB-DLRip.AVC-G", "WEBRip-480p"),
    ("Film.2019.720p.BRRip.x264-G", "Bluray-720p"),
    ("Film.2019.BDRip.x264-G", "Bluray-480p"),
    ("Film.2019.BluRay.x264-G", "Bluray-720p"),
    ("Film 2019 [BD1080p]", "Bluray-1080p"),
    ("Film.2019.576p.BluRay.x264-G", "Bluray-576p"),
    ("Film.2019.1080p.BluRay.REMUX.AVC.DTS-HD.MA.5.1-G", "Remux-1080p"),
    ("Film.2019.UHD.BluRay.REMUX.HDR-G", "Remux-2160p"),
    ("Film.2019.1080p.BluRay.AVC.DTS-HD.MA.5.1-G", "BR-DISK"),
    ("Film.2019.2160p.UHD.BluRay.HEVC.TrueHD-G", "BR-DISK"),
    ("Film.2019.COMPLETE.BLURAY-G", "BR-DISK"),
    ("Film.2019.1080p.BD50-G", "BR-DISK"),
    ("Film.2019.BluRay.iso", "BR-DISK"),
    ("Film.2019.Disc.2.1080i.Blu-ray.DTS-HD-G", "BR-DISK"),
    ("Film.2019.UHD66-G", "BR-DISK"),
    ("Film.2019.COMPLETE.1080p.BluRay.x264-G", "Bluray-1080p"),
    ("Film.2019.1080i.HDTV.MPEG2-G", "Raw-HD"),
    ("Film.2019.RawHD-G", "Raw-HD"),
    ("Film.2019.2160p.HDTV.x265-G", "HDTV-2160p"),
    ("Film.2019.HDTV.x264-G", "SDTV"),
]


@pytest.mark.parametrize(("name", "quality"), SOURCES)
def test_the_last_source_word_and_the_resolution_make_the_quality(name: str, quality: str) -> None:
    assert parse_quality(name).quality.quality.name == quality


NOT_WHAT_THEY_SEEM = [
    # A disc does not come as one film file.
    ("Film.2019.1080p.BluRay.AVC.DTS-HD.MA.5.1-G.mkv", "Bluray-1080p"),
    ("Film.2019.COMPLETE.BLURAY-G.mkv", "Bluray-720p"),
    # In Germany an untouched picture with a second sound track is a remux.
    ("Film.2019.German.DL.1080p.BluRay.AVC-G", "Remux-1080p"),
    # An encoder's name beside the standard: no disc.
    ("Film.2019.1080p.BluRay.AVC.x264-G", "Bluray-1080p"),
    ("Film.2019.720p.BluRay.XviD-G", "Bluray-480p"),
    # The word is a part of the title.
    ("The.Girl.in.the.Spiders.Web.2018.1080p.BluRay.x264-G", "Bluray-1080p"),
    ("The.Dark.Web.Story-G", "Unknown"),
    # 4K beside a codec, and UHD, stand for 2160p unless a resolution is told.
    ("Film.2019.WEB-DL.4K.HEVC-G", "WEBDL-2160p"),
    ("Film.2019.UHD.BluRay.1080p.x265-G", "Bluray-1080p"),
    ("Film.2019.4K.Restored.1080p.BluRay-G", "Bluray-1080p"),
    ("Film.2019.BDRip.1920x804.HEVC-G", "Bluray-1080p"),
    ("Film.2019.1440p.WEB-DL-G", "WEBDL-1080p"),
    ("Film.2019.960p.WEB-DL-G", "WEBDL-720p"),
]


@pytest.mark.parametrize(("name", "quality"), NOT_WHAT_THEY_SEEM)
def test_other_words_of_the_name_are_heard_too(name: str, quality: str) -> None:
    assert parse_quality(name).quality.quality.name == quality


DETECTED = [
    ("Film.2019.1080p.BluRay-G", "Bluray-1080p", NAME, NAME),
    ("Film.2019.BluRay-G", "Bluray-720p", NAME, UNKNOWN),
    ("Film.2019.1080p.mkv", "WEBDL-1080p", EXTENSION, NAME),
    ("Film.2019.mkv", "WEBDL-720p", EXTENSION, EXTENSION),
    ("Film.2019.avi", "SDTV", EXTENSION, EXTENSION),
    ("Film.2019.1080p-G", "HDTV-1080p", UNKNOWN, NAME),
    ("Film.2019.x264-G", "SDTV", NAME, UNKNOWN),
    ("Film.2019", "Unknown", UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("name", "quality", "source", "resolution"), DETECTED)
def test_it_is_kept_what_source_and_resolution_were_told_from(
    name: str, quality: str, source: Detection, resolution: Detection
) -> None:
    parsed = parse_quality(name)
    assert (parsed.quality.quality.name, parsed.source_detection, parsed.resolution_detection) == (
        quality,
        source,
        resolution,
    )


REVISIONS = [
    ("1080p.BluRay", Revision()),
    ("PROPER.1080p", Revision(version=2)),
    ("REPACK.1080p", Revision(version=2, is_repack=True)),
    ("REPACK2.1080p", Revision(version=3, is_repack=True)),
    ("_RERIP_720p", Revision(version=2, is_repack=True)),
    ("PROPER.REPACK.1080p", Revision(version=2, is_repack=True)),
    ("REAL.PROPER.1080p", Revision(version=2, real=1)),
    ("REAL.REAL.PROPER", Revision(version=2, real=2)),
    ("The.Real.Proper", Revision(version=2)),
    (" - 01v3 (1080p)", Revision(version=3)),
    (" [v2][720p]", Revision(version=2)),
    (" Movie v2 (1080p)", Revision()),
    ("PROPERTY.1080p", Revision()),
]


@pytest.mark.parametrize(("text", "revision"), REVISIONS)
def test_revision(text: str, revision: Revision) -> None:
    assert parse_revision(text) == revision
