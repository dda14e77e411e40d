"""Names of files for clients."""

from __future__ import annotations

import pytest

from cinearr.features.download_clients.files import clean_name, nzb_file_name, torrent_file_name


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Akira.1988.1080p.BluRay.x264-RIG", "Akira.1988.1080p.BluRay.x264-RIG"),
        ("Mission: Impossible", "Mission - Impossible"),
        ("http://a/b", "http-++a+b"),
        ('<a> "b" c|d', "a b cd"),
        ("who?*", "who!-"),
        ("../../etc/passwd", "+..+etc+passwd"),
        ("a\\b", "a+b"),
        (" .hidden ", "hidden"),
        ("a\r\nb\0c", "abc"),
        ("...", "download"),
        ("", "download"),
    ],
)
def test_clean_name(title: str, expected: str) -> None:
    assert clean_name(title) == expected


def test_long_names_fit_a_file_system() -> None:
    name = torrent_file_name("Ж" * 300)
    assert len(name.encode()) <= 255
    assert name.endswith(".torrent")
    assert nzb_file_name("a").endswith("a.nzb")
