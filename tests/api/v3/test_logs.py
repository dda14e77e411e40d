"""Lines and files of the log."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from cinearr.api.security import Access, access_of
from cinearr.features import logs
from cinearr.kit.logging import Line
from cinearr.workflows.program import Program

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "info"]


@pytest.fixture
async def lines(program: Program) -> None:
    async with program.database.begin() as session:
        await logs.write(
            session,
            [
                Line(
                    time=NOON + timedelta(seconds=number),
                    level=level,
                    logger="cinearr.test",
                    message=f"Line {number}",
                    exception="Traceback" if level == "fatal" else None,
                    exception_type="ValueError" if level == "fatal" else None,
                )
                for number, level in enumerate(LEVELS)
            ],
        )


@pytest.fixture
def folder(program: Program) -> Path:
    """Three files, the plain one written last; and what is none of them."""
    folder = program.config.logs
    folder.mkdir(parents=True)
    for age, name in enumerate(("cinearr.txt", "cinearr.txt.1", "cinearr.txt.2")):
        (folder / name).write_text(f"This is {name} ü\n", encoding="utf-8")
        os.utime(folder / name, (NOON.timestamp() - age, NOON.timestamp() - age))
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "below").mkdir()
    (folder / "below" / "file.txt").write_text("secret")
    return folder


class TestLines:
    @pytest.mark.usefixtures("lines")
    @pytest.mark.parametrize(
        ("query", "numbers", "total"),
        [
            ("", [7, 6, 5, 4, 3, 2, 1], 7),
            ("?pageSize=2&page=2", [5, 4], 7),
            ("?sortDirection=ascending&pageSize=3", [1, 2, 3], 7),
            ("?level=error", [6, 5], 2),
            ("?level=Warn", [6, 5, 4], 3),
            ("?level=info&pageSize=1", [7], 5),
            ("?level=loud", [7, 6, 5, 4, 3, 2, 1], 7),
            ("?page=9", [], 7),
        ],
    )
    async def test_pages(self, client: httpx.AsyncClient, query: str, numbers: list[int], total: int) -> None:
        page = (await client.get(f"/api/v3/log{query}")).json()
        assert [row["id"] for row in page["records"]] == numbers
        assert (page["totalRecords"], page["sortKey"]) == (total, "time")

    @pytest.mark.usefixtures("lines")
    async def test_a_line(self, client: httpx.AsyncClient) -> None:
        records = (await client.get("/api/v3/log?pageSize=2")).json()["records"]
        assert records == [
            {"time": "2026-11-25T12:00:06Z", "level": "info", "logger": "cinearr.test", "message": "Line 6", "id": 7},
            {
                "time": "2026-11-25T12:00:05Z",
                "exception": "Traceback",
                "exceptionType": "ValueError",
                "level": "fatal",
                "logger": "cinearr.test",
                "message": "Line 5",
                "id": 6,
            },
        ]


class TestFiles:
    @pytest.mark.usefixtures("folder")
    async def test_the_one_written_last_comes_first(self, client: httpx.AsyncClient) -> None:
        found = (await client.get("/api/v3/log/file")).json()
        assert [each["filename"] for each in found] == ["cinearr.txt", "cinearr.txt.1", "cinearr.txt.2"]
        assert found[0] == {
            "filename": "cinearr.txt",
            "lastWriteTime": "2026-11-25T12:00:00Z",
            "contentsUrl": "/api/v3/log/file/cinearr.txt",
            "downloadUrl": "/logfile/cinearr.txt",
            "id": 3,
        }
        for each in found:
            answer = await client.get(each["contentsUrl"])
            assert answer.text == f"This is {each['filename']} ü\n"
            assert answer.headers["content-type"].startswith("text/plain")

    async def test_before_anything_was_written(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v3/log/file")).json() == []

    @pytest.mark.usefixtures("folder")
    @pytest.mark.parametrize(
        "name", ["nothing.txt", "link.txt", "below", "..%2Fsecret.txt", "%2e%2e%2fsecret.txt", "below%2Ffile.txt"]
    )
    @pytest.mark.parametrize("path", ["/api/v3/log/file", "/api/v3/log/file/update"])
    async def test_nothing_else_can_be_read(self, client: httpx.AsyncClient, path: str, name: str) -> None:
        answer = await client.get(f"{path}/{name}")
        assert answer.status_code == 404
        assert "secret" not in answer.text.replace(name, "")

    @pytest.mark.usefixtures("folder")
    async def test_browsers_with_a_session_have_an_address_of_their_own(self, client: httpx.AsyncClient) -> None:
        assert access_of("/logfile/cinearr.txt") is Access.SESSION
        assert (await client.get("/logfile/cinearr.txt")).text == "This is cinearr.txt ü\n"
        assert (await client.get("/logfile/link.txt")).status_code == 404

    async def test_there_is_no_updater(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v3/log/file/update")).json() == []
