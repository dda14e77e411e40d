"""`/api/v3/filesystem` and `/api/v3/diskspace`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.kit.folders import mount_points


async def get(client: httpx.AsyncClient, where: str, **asked: Any) -> Any:
    answer = await client.get(f"/api/v3/{where}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("beta", "Alpha", "lost+found", "films/Sintel", "films/Extras", "films/.hidden"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "note.txt").write_text("four")
    for name in (
        "Sintel/Sintel.mkv",
        "Sintel/Sintel.srt",
        "Sintel/Sintel-trailer.mkv",
        "Extras/x.mkv",
        ".hidden/x.mkv",
    ):
        (tmp_path / "films" / name).touch()
    return tmp_path


class TestListing:
    async def test_folders(self, client: httpx.AsyncClient, folder: Path) -> None:
        found = await get(client, "filesystem", path=f"{folder}/")
        assert (found["parent"], found["files"]) == (f"{folder.parent}/", [])
        assert [each["name"] for each in found["directories"] if each["name"] != "home"] == ["Alpha", "beta", "films"]
        first = found["directories"][0]
        assert list(first) == ["type", "name", "path", "size", "lastModified"]
        assert (first["type"], first["path"], first["size"]) == ("folder", f"{folder}/Alpha/", 0)

    async def test_files_too(self, client: httpx.AsyncClient, folder: Path) -> None:
        (file,) = (await get(client, "filesystem", path=f"{folder}/", includeFiles="true"))["files"]
        assert list(file) == ["type", "name", "path", "extension", "size", "lastModified"]
        assert (file["name"], file["extension"], file["size"]) == ("note.txt", ".txt", 4)

    @pytest.mark.parametrize(
        ("path", "asked", "names"),
        [
            ("{0}/films", {}, ["Alpha", "beta", "films"]),  # still being typed
            ("{0}/fil", {}, ["Alpha", "beta", "films"]),
            ("{0}/films", {"allowFoldersWithoutTrailingSlashes": "true"}, [".hidden", "Extras", "Sintel"]),
            ("{0}/nowhere/", {}, []),
            ("films", {}, []),
        ],
    )
    async def test_of_a_path(
        self, client: httpx.AsyncClient, folder: Path, path: str, asked: dict[str, str], names: list[str]
    ) -> None:
        found = await get(client, "filesystem", path=path.format(folder), **asked)
        assert [each["name"] for each in found["directories"] if each["name"] != "home"] == names

    async def test_begins_at_the_root(self, client: httpx.AsyncClient) -> None:
        found = await get(client, "filesystem")
        assert "parent" not in found
        assert "/tmp/" in [each["path"] for each in found["directories"]]


class TestPaths:
    @pytest.mark.parametrize(
        ("name", "kind"), [("note.txt", "file"), ("films", "folder"), ("nothing", "folder"), ("x" * 5000, "folder")]
    )
    async def test_type(self, client: httpx.AsyncClient, folder: Path, name: str, kind: str) -> None:
        assert await get(client, "filesystem/type", path=str(folder / name)) == {"type": kind}

    async def test_media_files(self, client: httpx.AsyncClient, folder: Path) -> None:
        assert await get(client, "filesystem/mediafiles", path=str(folder / "films")) == [
            {
                "path": f"{folder}/films/Sintel/Sintel.mkv",
                "relativePath": "Sintel/Sintel.mkv",
                "name": "Sintel.mkv",
            }
        ]
        assert await get(client, "filesystem/mediafiles", path=str(folder / "nothing")) == []

    @pytest.mark.parametrize("path", ["filesystem/type", "filesystem/mediafiles"])
    async def test_are_needed(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(f"/api/v3/{path}")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["path"]


class TestDisks:
    async def test_have_room(self, client: httpx.AsyncClient) -> None:
        found = await get(client, "diskspace")
        assert found
        for disk in found:
            assert list(disk) == ["path", "label", "freeSpace", "totalSpace"]
            assert 0 <= disk["freeSpace"] <= disk["totalSpace"]

    def test_are_told_from_what_systems_mount(self) -> None:
        table = """overlay / overlay rw 0 0
proc /proc proc rw 0 0
/dev/sda1 /boot ext4 rw 0 0
/dev/sdb1 /mnt/big\\040disk ext4 rw 0 0
nas:/films /films nfs4 rw 0 0
tmpfs /dev/shm tmpfs rw 0 0
/dev/sda2 /etc/hosts ext4 rw 0 0
mergerfs /pool fuse.mergerfs rw 0 0
broken
"""
        assert mount_points(table) == ["/", "/mnt/big disk", "/films", "/pool"]
