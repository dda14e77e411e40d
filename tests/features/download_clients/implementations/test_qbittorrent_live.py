"""Against a real qBittorrent, with a real tracker and seeder."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from cinearr.core.torrents import read_torrent
from cinearr.features.download_clients.contract import Download, Item, ItemStatus
from cinearr.features.download_clients.implementations.qbittorrent import QBittorrent, QBittorrentSettings
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.kit.errors import BadAnswer, NotAuthorised, Unreachable
from cinearr.kit.http import HttpClient, Request, Response
from tests.fakes.qbittorrent import PASSWORD, QBittorrentProgram
from tests.fakes.swarm import Seeder, Tracker, content_of, magnet_of, torrent_of

pytestmark = [pytest.mark.e2e, pytest.mark.needs("qbittorrent-nox")]

FILES = {"Sintel.2010.1080p.mkv": content_of(600_000), "Subs/en.srt": b"1\n"}


class CountedHttp:
    """The real client, counting logins."""

    def __init__(self) -> None:
        self._http = HttpClient(user_agent="Cinearr tests")
        self.logins = 0

    async def send(self, request: Request) -> Response:
        self.logins += request.url.endswith("auth/login")
        return await self._http.send(request)

    async def close(self) -> None:
        await self._http.close()


@pytest_asyncio.fixture
async def http() -> AsyncIterator[CountedHttp]:
    found = CountedHttp()
    yield found
    await found.close()


@pytest_asyncio.fixture(scope="module")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[QBittorrentProgram]:
    found = QBittorrentProgram(tmp_path_factory.mktemp("qbittorrent"))
    await found.start()
    yield found
    await found.stop()


@pytest_asyncio.fixture(scope="module")
async def tracker() -> AsyncIterator[Tracker]:
    found = await Tracker.start()
    yield found
    await found.stop()


@pytest.fixture(scope="module")
def seeder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = Seeder(tmp_path_factory.mktemp("seeder"))
    yield found
    found.stop()


def parts(http: CountedHttp) -> Parts:
    """The database is not touched."""
    return Parts(http=http, database=Database("postgresql://nowhere/x"), clock=utc_now, name="qBittorrent", id=1)


MakeClient = Callable[..., QBittorrent]


@pytest.fixture
def client_of(http: CountedHttp) -> MakeClient:
    def make(program: QBittorrentProgram, **more: Any) -> QBittorrent:
        settings = QBittorrentSettings(
            **{"host": "127.0.0.1", "port": program.port, "username": "admin", "password": PASSWORD, **more}
        )
        return QBittorrent(settings, parts(http))

    return make


def offer(seeder: Seeder, tracker: Tracker, name: str) -> tuple[bytes, str]:
    """A torrent that can be loaded, with its download id."""
    torrent = torrent_of(name, FILES, tracker=tracker.url)
    seeder.seed(torrent, FILES)
    info_hash = read_torrent(torrent).info_hash
    tracker.peers.setdefault(bytes.fromhex(info_hash), set()).add(
        bytes([127, 0, 0, 1]) + seeder.port.to_bytes(2, "big")
    )
    return torrent, info_hash


async def until(client: QBittorrent, info_hash: str, wanted: Callable[[Item], bool], *, seconds: float = 15) -> Item:
    item = None
    for _ in range(int(seconds / 0.2)):
        item = next((found for found in await client.items() if found.download_id == info_hash), None)
        if item is not None and wanted(item):
            return item
        await asyncio.sleep(0.2)
    raise AssertionError(f"never became so: {item}")


def completed(item: Item) -> bool:
    return item.status is ItemStatus.COMPLETED


class TestMainLine:
    @pytest.mark.parametrize("by", ["file", "magnet"])
    async def test_add_download_remove(
        self, program: QBittorrentProgram, client_of: MakeClient, seeder: Seeder, tracker: Tracker, by: str
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, f"Sintel.2010.1080p.BluRay.x264-{by}")
        client = client_of(program)
        what: dict[str, Any] = (
            {"content": torrent} if by == "file" else {"magnet": magnet_of(torrent, tracker=tracker.url)}
        )
        download = Download(title="Sintel", file_name="Sintel.torrent", info_hash=info_hash, **what)
        assert await client.add(download) == info_hash
        item = await until(client, info_hash, completed)
        assert item.title == f"Sintel.2010.1080p.BluRay.x264-{by}"
        assert item.category == "radarr"
        assert (item.total_size, item.remaining_size, item.remaining_time) == (600_002, 0, 0)
        assert item.output_path is not None
        file = Path(item.output_path) / "Sintel.2010.1080p.mkv"
        assert file.read_bytes() == FILES["Sintel.2010.1080p.mkv"]
        assert not item.can_be_removed

        assert await client.add(download) == info_hash, "adding again is a success"
        assert len([found for found in await client.items() if found.download_id == info_hash]) == 1

        await client.remove(item, delete_data=by == "magnet")
        await client.remove(item, delete_data=False)
        assert info_hash not in {found.download_id for found in await client.items()}
        await asyncio.sleep(0.5)
        assert file.exists() is (by == "file")

    async def test_post_import_category_is_made_when_missing(
        self, program: QBittorrentProgram, client_of: MakeClient, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Imported.2010")
        client = client_of(program, movie_imported_category="done/films")
        await client.add(Download(title="I", file_name="I.torrent", content=torrent))
        item = await until(client, info_hash, completed)
        await client.mark_imported(item)
        assert info_hash not in {found.download_id for found in await client.items()}
        others = await client_of(program, movie_category="done/films").items()
        assert [found.download_id for found in others] == [info_hash]

    async def test_a_met_seed_goal_makes_it_removable(
        self, program: QBittorrentProgram, client_of: MakeClient, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Goal.2010")
        client = client_of(program)
        await client.add(
            Download(title="G", file_name="G.torrent", content=torrent, seed_ratio=5.0, seed_time=0, is_recent=True)
        )
        item = await until(client, info_hash, lambda item: item.can_be_removed)
        assert item.can_move_files
        assert item.status is ItemStatus.COMPLETED

    async def test_options_reach_it(self, program: QBittorrentProgram, client_of: MakeClient, tracker: Tracker) -> None:
        content = torrent_of("Loose.2010.mkv", content_of(50_000), tracker=tracker.url)
        client = client_of(program, initial_state=2, content_layout=2, sequential_order=True, first_and_last=True)
        info_hash = await client.add(Download(title="L", file_name="L.torrent", content=content))
        assert info_hash is not None
        await until(client, info_hash, lambda item: item.status is ItemStatus.PAUSED)
        rows = json.loads((await client._api._ask("torrents/info", {"hashes": info_hash.lower()})).content)
        [row] = rows
        assert row["content_path"] == str(program.downloads / "Loose.2010" / "Loose.2010.mkv")
        assert row["seq_dl"] is row["f_l_piece_prio"] is True

    async def test_nobody_to_load_from(
        self, program: QBittorrentProgram, client_of: MakeClient, tracker: Tracker
    ) -> None:
        content = torrent_of("Stalled.2010.mkv", content_of(50_000), tracker=tracker.url)
        client = client_of(program, initial_state=1)
        info_hash = await client.add(Download(title="S", file_name="S.torrent", content=content))
        assert info_hash is not None
        item = await until(client, info_hash, lambda item: item.status in (ItemStatus.WARNING, ItemStatus.DOWNLOADING))
        assert item.remaining_size == item.total_size == 50_000
        assert item.output_path is None
        await client.remove(item, delete_data=True)

    async def test_a_broken_torrent_is_refused(self, program: QBittorrentProgram, client_of: MakeClient) -> None:
        with pytest.raises(BadAnswer, match="refused the torrent 'Broken'"):
            await client_of(program).add(
                Download(title="Broken", file_name="b.torrent", content=b"d4:infode", info_hash="AB" * 20)
            )


class TestLogin:
    async def test_one_login_serves_many_polls_and_clients(
        self, program: QBittorrentProgram, client_of: MakeClient, http: CountedHttp
    ) -> None:
        for _ in range(3):
            await client_of(program).items()
        assert http.logins == 1

    async def test_a_lost_session_is_renewed(
        self, program: QBittorrentProgram, client_of: MakeClient, http: CountedHttp
    ) -> None:
        client = client_of(program)
        await client.items()
        client._api._sessions[client._api._key] = "SID=expired"
        await client.items()
        assert http.logins == 2
        assert client._api._sessions[client._api._key] != "SID=expired"

    async def test_a_wrong_password_does_not_pass_on_the_session_of_the_right_one(
        self, program: QBittorrentProgram, client_of: MakeClient
    ) -> None:
        await client_of(program).items()
        [failure] = await client_of(program, password="wrong").test()
        assert failure.message == "Authentication failure"
        assert await client_of(program).test() == []

    async def test_wrong_password_then_ban(self, tmp_path: Path, client_of: MakeClient) -> None:
        program = QBittorrentProgram(tmp_path, tries=2)
        await program.start()
        try:
            wrong = client_of(program, password="wrong")
            [failure] = await wrong.test()
            assert (failure.property_name, failure.message) == ("Username", "Authentication failure")
            assert failure.detail == "Please verify your username and password."
            with pytest.raises(NotAuthorised, match="does not accept the user name or password"):
                await wrong.items()
            with pytest.raises(NotAuthorised, match="has banned this address"):
                await wrong.items()
            [failure] = await client_of(program).test()
            assert failure.property_name == "Username"
            assert "banned" in str(failure.detail)
        finally:
            await program.stop()

    async def test_without_a_user_name(self, program: QBittorrentProgram, client_of: MakeClient) -> None:
        with pytest.raises(NotAuthorised, match="no user name is set"):
            await client_of(program, username="").items()

    async def test_nobody_home(self, http: CountedHttp) -> None:
        settings = QBittorrentSettings(host="127.0.0.1", port=9)
        client = QBittorrent(settings, parts(http))
        with pytest.raises(Unreachable):
            await client.items()
        [failure] = await client.test()
        assert (failure.property_name, failure.message) == ("Host", "Unable to connect to qBittorrent")
        assert "127.0.0.1:9" in str(failure.detail)


class TestButton:
    async def test_all_is_well_and_categories_are_made(
        self, program: QBittorrentProgram, client_of: MakeClient
    ) -> None:
        client = client_of(program, movie_category="new", movie_imported_category="new-done")
        assert await client.test() == []
        assert {"new", "new-done"} <= set(await client._api.categories())
        info = await client.info()
        assert info.is_localhost
        assert not info.removes_completed
        assert [str(root) for root in info.output_roots] == [str(program.downloads)]

    async def test_first_in_a_queue_that_is_off(self, program: QBittorrentProgram, client_of: MakeClient) -> None:
        failures = await client_of(program, recent_movie_priority=1).test()
        assert [(f.property_name, f.message) for f in failures] == [("RecentMoviePriority", "Queueing not enabled")]

    async def test_no_category_is_a_warning(self, program: QBittorrentProgram, client_of: MakeClient) -> None:
        [failure] = await client_of(program, movie_category="").test()
        assert failure.is_warning
        assert failure.property_name == "MovieCategory"


async def test_restarted_with_its_torrents_lost(
    tmp_path: Path, client_of: MakeClient, seeder: Seeder, tracker: Tracker
) -> None:
    program = QBittorrentProgram(tmp_path)
    await program.start()
    try:
        torrent, info_hash = offer(seeder, tracker, "Lost.2010")
        client = client_of(program)
        download = Download(title="Lost", file_name="Lost.torrent", content=torrent, info_hash=info_hash)
        await client.add(download)
        await until(client, info_hash, completed)
        await program.stop(signal.SIGTERM)
        with pytest.raises(Unreachable):
            await client.items()
        program.forget()
        await program.start()
        assert await client.items() == []
        await client.add(download)
        await until(client, info_hash, completed)
    finally:
        await program.stop()
