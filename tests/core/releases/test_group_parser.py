"""The group that made a release."""

from __future__ import annotations

import pytest

from cinearr.core.releases.group_parser import parse_release_group

EXAMPLES = [
    ("Film.2019.1080p.BluRay.x264-SPARKS", "SPARKS"),
    ("Film.2019.1080p.BluRay.x264-SPARKS.mkv", "SPARKS"),
    ("Film 2019 1080p BluRay x264-SPARKS English", "SPARKS"),
    ("Film.2019.1080p.WEB-DL.DD5.1.H264-A-B", "A-B"),
    ("Film (2019) WEBDL-720p-RIG", "RIG"),  # our own names, and everybody else's
    ("Film.2019.1080p.WEB-DL", None),
    ("Film.2019.1080p.Blu-ray", None),
    ("Film.2019.1080p.BluRay.DTS-HD", None),
    ("Film.2019.1080p.BluRay.DTS-X-GRP", "GRP"),
    ("Film.2019.1080p.WEB-DL-GRP", "GRP"),
    ("Film (2019) [1080p BluRay] [FLUX]", "FLUX"),
    ("Film (2019) [1080p]", None),
    ("Film (2019) [BluRay] [1080p] [YTS.MX]", "YTS.MX"),
    ("Film (2019) (1080p BluRay x265 Tigole)", "Tigole"),
    ("Film (2019) (1080p BluRay x265 Tigole) [QxR]", "QxR"),
    ("Film (2019) (1080p BluRay x265 SomebodyElse)", None),
    ("[Beans] Film (2019) [1080p]", "Beans"),
    ("[x265 1080p] Film (2019)-GRP", "GRP"),
    ("Film.2019.1080p.BluRay.x264-GRP-Obfuscated", "GRP"),
    ("Film.2019.1080p.BluRay.x264-GRP-RP-xpost", "GRP"),
    ("Film.2019.1080p.BluRay.x264-NZBgeek", "NZBgeek"),
    ("Film.2019.1080p.BluRay.x264-GRP[rarbg]", "GRP"),
    ("Film.2019.1080p.BluRay.x264-GRP [example.org]", "GRP"),
    ("Film.2019.1080p.BluRay.ENG-ITA", None),
    ("Film.2019.1080p.BluRay.x264-42", None),
    ("Film [720p][0123ABCD]", None),
    ("Film-Noir.2019.1080p.BluRay.x264", None),
    ("/films/Film.2019.x264-GRP/Film.2019.x264-OTHER.mkv", "OTHER"),
    ("", None),
]


@pytest.mark.parametrize(("name", "group"), EXAMPLES)
def test_release_group(name: str, group: str | None) -> None:
    assert parse_release_group(name) == group
