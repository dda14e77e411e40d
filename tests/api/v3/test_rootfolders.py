"""`/api/v3/rootfolder`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.features import settings
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, use


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_come_and_go(client: httpx.AsyncClient, program: Program, tmp_path: Path) -> None:
    films = tmp_path / "films"
    for name in ("Left Over (2001)", "Sintel (2010)", "bin", "@eaDir", "lost+found"):
        (films / name).mkdir(parents=True)
    (films / "a file").touch()
    await a_movie(program, films, a_film())
    await use(program, settings.MediaManagement(recycle_bin=str(films / "bin")))
    answer = await client.post("/api/v3/rootfolder", json={"path": f"{films}/"})
    found = ok(answer, 201)
    assert answer.headers["location"] == "http://films.test:7878/api/v3/rootfolder/1"
    space = found.pop("freeSpace")
    assert space > 0
    assert found == {
        "path": str(films),
        "accessible": True,
        "unmappedFolders": [
            {
                "name": "Left Over (2001)",
                "path": f"{films}/Left Over (2001)",
                "relativePath": "Left Over (2001)",
            }
        ],
        "id": 1,
    }
    (listed,) = ok(await client.get("/api/v3/rootfolder"))
    assert listed["unmappedFolders"] == ok(await client.get("/api/v3/rootfolder/1"))["unmappedFolders"]
    assert ok(await client.delete("/api/v3/rootfolder/1")) == {}
    assert ok(await client.delete("/api/v3/rootfolder/1")) == {}
    assert ok(await client.get("/api/v3/rootfolder")) == []
    assert (films / "Left Over (2001)").is_dir()


async def test_a_folder_that_has_gone_is_told(client: httpx.AsyncClient, tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    ok(await client.post("/api/v3/rootfolder", json={"path": str(tmp_path / "films")}), 201)
    (tmp_path / "films").rmdir()
    (found,) = ok(await client.get("/api/v3/rootfolder"))
    assert found == {"path": str(tmp_path / "films"), "accessible": False, "unmappedFolders": [], "id": 1}


async def test_folders_of_several_levels(client: httpx.AsyncClient, program: Program, tmp_path: Path) -> None:
    for name in ("A/Alpha", "S/Sintel (2010)", "S/Spring"):
        (tmp_path / "films" / name).mkdir(parents=True)
    await a_movie(program, tmp_path / "films/S", a_film())
    await use(program, settings.Naming(movie_folder_format="{Movie TitleFirstCharacter}/{Movie Title}"))
    found = ok(await client.post("/api/v3/rootfolder", json={"path": str(tmp_path / "films")}), 201)
    assert [each["relativePath"] for each in found["unmappedFolders"]] == ["A/Alpha", "S/Spring"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        (None, "PathValidator", "Invalid Path: ''"),
        ("films", "PathValidator", "Invalid Path: 'films'"),
        ("{tmp}/../films", "PathValidator", "Invalid Path: '{tmp}/../films'"),
        ("/nowhere/at/all", "PathExistsValidator", "Path '/nowhere/at/all' does not exist"),
        (f"/{'x' * 300}", "PathExistsValidator", f"Path '/{'x' * 300}' does not exist"),
        ("{tmp}/films", "RootFolderValidator", "Path '{tmp}/films' is already configured as a root folder"),
        ("{tmp}/bin/", "RecycleBinValidator", "Path '{tmp}/bin' is configured as recycle bin folder"),
        ("{tmp}/home", "StartupFolderValidator", "Path '{tmp}/home' lies in Cinearr's own data folder"),
        ("/proc", "SystemFolderValidator", "Path '/proc' is in the system folder /proc"),
    ],
)
async def test_refused(
    client: httpx.AsyncClient, program: Program, tmp_path: Path, path: str | None, code: str, message: str
) -> None:
    for name in ("films", "bin", "home"):
        (tmp_path / name).mkdir(exist_ok=True)
    ok(await client.post("/api/v3/rootfolder", json={"path": str(tmp_path / "films")}), 201)
    await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin")))
    path = path.format(tmp=tmp_path) if path else None
    (row,) = ok(await client.post("/api/v3/rootfolder", json={"path": path} if path else {}), 400)
    expected: dict[str, Any] = {
        "propertyName": "Path",
        "errorMessage": message.format(tmp=tmp_path),
        "severity": "error",
        "errorCode": code,
        "formattedMessageArguments": [],
        "formattedMessagePlaceholderValues": {"path": path, "propertyName": "Path", "propertyValue": path},
    }
    assert row == (expected | {"attemptedValue": path} if path else expected)
