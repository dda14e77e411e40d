"""One data folder, one server; and a folder that any end of the server leaves usable."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.server import Server, running


async def test_a_second_server_on_the_same_data_folder_says_why_it_does_not_start(folder: Path) -> None:
    first = Server(folder / "home")
    async with running(first):
        second = Server(folder / "home", log=folder / "second.log")
        await second.start(wait=False)
        assert await second.ended() == 2
        [sentence] = second.last_words().splitlines()
        assert sentence.startswith("cinearr: Another Cinearr (process ")
        assert str(first.home) in sentence
        await second.api.close()
        assert await first.api.is_up()


async def test_an_unclean_end_of_everything_keeps_the_data(folder: Path) -> None:
    server = Server(folder / "home")
    async with running(server):
        await server.api.post("tag", {"label": "kept"})
        server.kill_postgres()
        await server.kill()
        await server.start()
        assert [row["label"] for row in await server.api.get("tag")] == ["kept"]
        # And once more with a PostgreSQL that outlived its server.
        await server.api.post("tag", {"label": "too"})
        await server.kill()
        await server.start()
        assert [row["label"] for row in await server.api.get("tag")] == ["kept", "too"]
        assert await server.stop() == 0
        assert not (server.home / "postgres" / "data" / "postmaster.pid").exists()
