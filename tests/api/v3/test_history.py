"""What has happened, and what a person says of it; what is not to be taken again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import update

from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.history.tables import HistoryRow
from tests.fakes.line import Line
from tests.fakes.program import commands_queued

Json = dict[str, Any]
WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v3/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def two_grabs(line: Line, client: httpx.AsyncClient) -> list[Json]:
    """A grab of a day ago and one of now, oldest first."""
    await line.allow_upgrades()
    line.offer(WEB)
    await line.rss()
    async with line.program.database.begin() as session:
        await session.execute(update(HistoryRow).values(date=HistoryRow.date - timedelta(days=1), download_id="OLD"))
    line.offer(BLURAY)
    await line.rss()
    rows: list[Json] = await get(client, "history/since?date=2000-01-01")
    assert [row["sourceTitle"] for row in rows] == [WEB, BLURAY]
    return rows


async def test_events_by_page_and_filter(line: Line, line_client: httpx.AsyncClient) -> None:
    old, new = await two_grabs(line, line_client)
    page = await get(line_client, "history?pageSize=1&page=2")
    assert (page["totalRecords"], page["page"], page["records"]) == (2, 2, [old])
    assert (await get(line_client, "history?sortKey=date&sortDirection=ascending"))["records"] == [old, new]
    for query, found in (
        ("eventType=1", [new, old]),
        ("eventType=4", []),
        ("quality=7", [new]),
        ("downloadId=OLD", [old]),
        ("movieIds=99", []),
        ("languages=1", [new, old]),
        ("languages=2", []),
    ):
        assert (await get(line_client, f"history?{query}"))["records"] == found, query
    with_film = (await get(line_client, "history?includeMovie=true"))["records"][0]
    assert with_film["movie"]["title"] == "Sintel"
    assert (old["eventType"], old["data"]["size"], old["movieId"]) == ("grabbed", str(200 * 1024**2), line.movie.id)


async def test_events_since_a_moment_and_of_a_film(line: Line, line_client: httpx.AsyncClient) -> None:
    old, new = await two_grabs(line, line_client)
    assert await get(line_client, f"history/since?date={new['date']}") == [new]
    assert await get(line_client, "history/since?date=2000-01-01&eventType=downloadFailed") == []
    assert await get(line_client, f"history/movie?movieId={line.movie.id}") == [new, old]
    assert await get(line_client, f"history/movie?movieId={line.movie.id}&eventType=movieFileDeleted") == []
    assert await get(line_client, "history/movie?movieId=99") == []


async def test_a_grab_that_was_no_good(line: Line, line_client: httpx.AsyncClient) -> None:
    line.offer(WEB)
    await line.rss()
    [grab] = await get(line_client, "history/since?date=2000-01-01")
    answer = await line_client.post(f"/api/v3/history/failed/{grab['id']}")
    assert (answer.status_code, answer.json()) == (200, {})
    newest, _ = await get(line_client, f"history/movie?movieId={line.movie.id}")
    assert (newest["eventType"], newest["data"]["message"]) == ("downloadFailed", "Manually marked as failed")
    [blocked] = (await get(line_client, "blocklist"))["records"]
    assert (blocked["sourceTitle"], blocked["message"]) == (WEB, "Manually marked as failed")
    assert ("MoviesSearch", {"movieIds": [line.movie.id]}) in await commands_queued(line.program)
    assert (await line_client.post("/api/v3/history/failed/99")).status_code == 404
    assert (await line_client.post("/api/v3/history/failed")).status_code == 400


async def test_what_is_blocked_by_page_film_and_protocol(line: Line, line_client: httpx.AsyncClient) -> None:
    async with line.program.database.begin() as session:
        for number, title in enumerate((WEB, BLURAY, "Other"), 1):
            session.add(
                BlocklistRow(
                    movie_id=line.movie.id,
                    source_title=title,
                    quality={"id": 3},
                    languages=[1],
                    protocol=1 if title == "Other" else 2,
                    indexer="Tracker",
                    message=str(number),
                )
            )
    page = await get(line_client, "blocklist?sortKey=sourceTitle&sortDirection=ascending&pageSize=2")
    assert page["totalRecords"] == 3
    assert [row["sourceTitle"] for row in page["records"]] == ["Other", BLURAY]
    [usenet] = (await get(line_client, "blocklist?protocols=usenet"))["records"]
    assert (usenet["sourceTitle"], usenet["protocol"], usenet["movie"]["title"]) == ("Other", "usenet", "Sintel")
    assert (await get(line_client, "blocklist?movieIds=99"))["records"] == []
    of_film = await get(line_client, f"blocklist/movie?movieId={line.movie.id}")
    assert len(of_film) == 3
    assert await get(line_client, "blocklist/movie?movieId=99") == []

    assert (await line_client.delete(f"/api/v3/blocklist/{usenet['id']}")).json() == {}
    first, second = (each["id"] for each in of_film if each["id"] != usenet["id"])
    assert (await line_client.request("DELETE", "/api/v3/blocklist/bulk", json={"ids": [first]})).json() == {}
    assert [row["id"] for row in (await get(line_client, "blocklist"))["records"]] == [second]
