"""Paths there and here."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from cinearr.features.download_clients.contract import Item, ItemStatus
from cinearr.features.download_clients.paths import Mapping, map_item, normalize, to_local, to_remote

MAPPINGS = (
    Mapping(host="seedbox", remote_path="/data/", local_path="/mnt/seedbox/"),
    Mapping(host="seedbox", remote_path="/data/films/", local_path="/films/"),
    Mapping(host="windows", remote_path="D:\\Downloads\\", local_path="/mnt/windows/"),
    Mapping(host="share", remote_path="\\\\nas\\films\\", local_path="/mnt/nas/"),
)


@pytest.mark.parametrize(
    ("host", "there", "here"),
    [
        ("seedbox", "/data/x/film.mkv", "/mnt/seedbox/x/film.mkv"),
        ("SeedBox", "/data/x", "/mnt/seedbox/x"),
        ("seedbox", "/data", "/mnt/seedbox"),
        ("seedbox", "/data/films/x", "/films/x"),
        ("seedbox", "/database/x", "/database/x"),
        ("seedbox", "/Data/x", "/Data/x"),
        ("other", "/data/x", "/data/x"),
        ("windows", "d:\\downloads\\Film (2001)\\film.mkv", "/mnt/windows/Film (2001)/film.mkv"),
        ("windows", "D:/Downloads/film.mkv", "/mnt/windows/film.mkv"),
        ("windows", "E:\\Downloads\\film.mkv", "E:\\Downloads\\film.mkv"),
        ("share", "\\\\NAS\\films\\a", "/mnt/nas/a"),
        ("seedbox", "/data/back\\slash", "/mnt/seedbox/back\\slash"),
    ],
)
def test_to_local(host: str, there: str, here: str) -> None:
    assert to_local(MAPPINGS, host, there) == here


@pytest.mark.parametrize(
    ("host", "here", "there"),
    [
        ("windows", "/mnt/windows/a/b.mkv", "D:\\Downloads\\a\\b.mkv"),
        ("seedbox", "/mnt/seedbox/a", "/data/a"),
        ("seedbox", "/mnt/seedboxes/a", "/mnt/seedboxes/a"),
    ],
)
def test_to_remote(host: str, here: str, there: str) -> None:
    assert to_remote(MAPPINGS, host, here) == there


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b", "/a/b/"),
        (" /a/b/ ", "/a/b/"),
        ("/", "/"),
        ("c:/a\\b", "c:\\a\\b\\"),
        ("\\\\nas/share", "\\\\nas\\share\\"),
        ("C:", "C:\\"),
    ],
)
def test_normalize(path: str, expected: str) -> None:
    assert normalize(path) == expected


def test_items_are_mapped_and_keep_the_rest() -> None:
    item = Item(download_id="A", title="t", status=ItemStatus.COMPLETED, output_path=PurePosixPath("/data/t"))
    assert map_item(item, MAPPINGS, "seedbox").output_path == PurePosixPath("/mnt/seedbox/t")
    without = Item(download_id="A", title="t", status=ItemStatus.QUEUED)
    assert map_item(without, MAPPINGS, "seedbox") is without
