from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from cinearr.core.notices.facts import HealthFailed, Notice
from cinearr.features.notifications.contract import Message
from cinearr.features.notifications.implementations.discord import Discord, DiscordSettings
from cinearr.features.notifications.implementations.discord_embed import Chosen, embed
from cinearr.kit.http import HttpClient
from tests.factories import notices as given
from tests.fakes.http_server import Answer, HttpServer

AT = datetime(2026, 11, 25, 6, 27, 32, 283456, tzinfo=UTC)
LINKS = (
    "[TMDb](https://themoviedb.org/movie/45745) / [Trakt](https://trakt.tv/search/tmdb/45745?id_type=movie) / "
    "[IMDb](https://imdb.com/title/tt1727587/) / [YouTube](https://www.youtube.com/watch?v=HOfdboHvshg) / "
    "[Website](https://durian.blender.org)"
)
RELEASE = "```Sintel.2010.PROPER.1080p.BluRay.x264-OPEN```"
OF_FILM = [("Overview", "A girl looks for her dragon.", False), ("Rating", "7", False)]
OF_FILM += [("Genres", "Animation, Fantasy", False)]
WARNED = HealthFailed(health=msgspec.structs.replace(given.HEALTH, level="warning"))


def shown(notice: Notice, chosen: Chosen | None = None) -> dict[str, Any]:
    return embed(Message(notice=notice, at=AT), "Radarr", chosen or Chosen())


def fields(found: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(field["name"], field["value"], field["inline"]) for field in found["fields"]]


def head(found: dict[str, Any]) -> tuple[str, str, int]:
    return found["description"], found["title"], found["color"]


class TestAnEmbed:
    def test_of_a_grab(self) -> None:
        found = shown(given.GRABBED)
        assert " ".join(found) == "description title color url author thumbnail image timestamp fields"
        assert head(found) == ("Movie Grabbed", "Sintel (2010)", 16761392)
        assert found["url"] == "https://www.themoviedb.org/movie/45745"
        assert found["author"] == {"name": "Radarr"}
        assert found["thumbnail"] == {"url": "https://img.example.org/p.jpg"}
        assert found["image"] == {"url": "https://img.example.org/b.jpg"}
        assert found["timestamp"] == "2026-11-25T06:27:32.283Z"
        assert fields(found) == [
            *OF_FILM,
            ("Quality", "Bluray-1080p", True),
            ("Group", "OPEN", False),
            ("Size", "7.5 GB", True),
            ("Links", LINKS, False),
            ("Release", RELEASE, False),
            ("Indexer", "Tracker", False),
            ("Custom Formats", "Open|Large", False),
            ("Custom Format Score", "31", False),
            ("Tags", "kids, open", False),
        ]

    def test_of_an_import(self) -> None:
        found = shown(given.IMPORTED)
        assert head(found) == ("Movie Imported", "Sintel (2010)", 2605644)
        assert fields(found) == [
            *OF_FILM,
            ("Quality", "Bluray-1080p", True),
            ("Codecs", "h264 / AC3 5.1", True),
            ("Group", "OPEN", False),
            ("Size", "770.3 KB", True),
            ("Languages", "eng/eng/ger", False),
            ("Subtitles", "eng/eng", False),
            ("Links", LINKS, False),
            ("Release", RELEASE, False),
            ("Tags", "kids, open", False),
        ]

    def test_of_a_download_that_waits(self) -> None:
        found = shown(given.WAITING)
        assert head(found) == ("Manual interaction needed", "Sintel (2010)", 16761392)
        assert fields(found)[-2:] == [
            ("Download", "```Strange.Name.1080p.BluRay-OPEN```", False),
            ("Tags", "kids, open", False),
        ]

    def test_of_a_download_nobody_mapped(self) -> None:
        found = shown(msgspec.structs.replace(given.WAITING, film=None))
        assert found["title"] == "Strange.Name.1080p.BluRay-OPEN"
        assert "url" not in found
        assert [name for name, _, _ in fields(found)] == ["Quality", "Group", "Size", "Download"]

    @pytest.mark.parametrize(
        ("notice", "description", "title", "color", "members"),
        [
            (given.UPGRADED, "Movie Upgraded", "Sintel (2010)", 4089856, 9),
            (given.ADDED, "Movie Added", "Sintel", 2605644, 8),
            (given.DELETED, "Movie removed, files were not deleted", "Sintel", 15749200, 8),
            (given.RENAMED, "Sintel.mkv renamed to Sintel (2010) [Bluray-1080p].mkv", "Sintel", 0, 3),
            (given.SICK, "Missing root folder: /films", "RootFolderCheck", 15749200, 5),
            (WARNED, "Missing root folder: /films", "RootFolderCheck", 16753920, 5),
            (
                given.WELL,
                "The following issue is now resolved: Missing root folder: /films",
                "Health Issue Resolved: RootFolderCheck",
                2605644,
                5,
            ),
            (given.UPDATED, "Updated from 1.0 to 1.1", "Application Updated", 2605644, 6),
        ],
    )
    def test_of_other_notices(self, notice: Notice, description: str, title: str, color: int, members: int) -> None:
        found = shown(notice)
        assert head(found) == (description, title, color)
        assert len(found) == members

    def test_of_a_deleted_file(self) -> None:
        assert fields(shown(given.FILE_UPGRADED)) == [
            ("Reason", "Upgrade", False),
            ("File name", "```/films/Sintel (2010)/Sintel.mkv```", False),
        ]

    def test_shows_what_was_chosen_in_its_order(self) -> None:
        found = shown(given.GRABBED, Chosen(grab=("Size", "Quality")))
        assert [name for name, _, _ in fields(found)] == ["Size", "Quality"]
        assert "thumbnail" not in found
        assert "image" not in found

    def test_stays_within_the_limits_of_the_service(self) -> None:
        film = msgspec.structs.replace(given.FILM, title="x" * 400, overview="y" * 5000, genres=("z" * 2000,))
        release = msgspec.structs.replace(given.GRABBED.release, title="`" * 3 + "r" * 3000)
        found = shown(msgspec.structs.replace(given.GRABBED, film=film, release=release))
        assert len(found["title"]) == 256
        assert max(len(value) for _, value, _ in fields(found)) <= 1024
        assert {name: value for name, value, _ in fields(found)}["Release"].count("```") == 2


class TestDiscord:
    async def test_posts_under_its_name(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/hook"] = Answer(status=204)
        settings = DiscordSettings(
            web_hook_url=f"{receiver.url}/hook",
            username="Films",
            avatar="https://img.example.org/a.png",
            author="The box",
            grab_fields=(3, 99, 8),
        )
        await Discord(settings, http).send(Message(notice=given.GRABBED, at=AT))
        body = json.loads(receiver.asked[0].body)
        assert list(body) == ["username", "avatar_url", "embeds"]
        assert body["embeds"][0]["author"]["name"] == "The box"
        assert [field["name"] for field in body["embeds"][0]["fields"]] == ["Quality"]

    async def test_says_a_plain_line_for_a_test(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/hook"] = Answer(status=204)
        connection = Discord(DiscordSettings(web_hook_url=f"{receiver.url}/hook"), http)
        await connection.send(Message(notice=given.TESTED, at=AT))
        assert json.loads(receiver.asked[0].body) == {
            "content": "Test message from Radarr posted at 11/25/2026 06:27:32"
        }
