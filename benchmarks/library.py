"""A library of made-up films, written straight into a database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, text

from cinearr.core.films import (
    AlternativeTitle,
    CollectionRef,
    Credit,
    Film,
    Image,
    Rating,
    Translation,
)
from cinearr.core.media.model import MediaInfo
from cinearr.core.movies import MovieStatus, ReleaseDates, status
from cinearr.features import profiles, root_folders
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.store import describe, moment, titles_of
from cinearr.features.movies.tables import Movie, MovieTitle, Target
from cinearr.kit.db import Database

TODAY = date(2026, 11, 25)
_TEXT = (
    "amber anchor autumn basin beacon bridge candle canyon castle cedar copper coral crown delta desert ember falcon "
    "forest garden glacier harbor hollow island ivory jungle lantern marble meadow mirror mountain night ocean orchard "
    "palace pilot prairie quarry rain raven river saddle shadow silver storm summer temple thunder tower valley winter"
)
WORDS = tuple(_TEXT.split())


def film(number: int) -> Film:
    """A film as a metadata source knows it; the same for the same number."""
    rng = random.Random(number)

    def words(count: int) -> str:
        return " ".join(rng.choice(WORDS) for _ in range(count))

    title = f"The {words(2).title()} {number}"
    cinemas = date(1950, 1, 1) + timedelta(days=rng.randrange((TODAY - date(1950, 1, 1)).days + 200))
    tmdb_id = 5_000_000 + number
    return Film(
        tmdb_id=tmdb_id,
        imdb_id=f"tt{9_000_000 + number}",
        title=title,
        original_title=title,
        original_language_id=1,
        year=cinemas.year,
        overview=words(45).capitalize() + ".",
        runtime=rng.randrange(75, 190),
        in_cinemas=cinemas,
        digital_release=cinemas + timedelta(days=75),
        physical_release=cinemas + timedelta(days=110),
        certification=rng.choice(("G", "PG", "PG-13", "R")),
        genres=tuple(rng.sample(("Action", "Adventure", "Comedy", "Drama", "Horror", "Romance", "Thriller"), 3)),
        keywords=tuple(rng.choice(WORDS) for _ in range(6)),
        studio=words(2).title(),
        website=f"https://example.org/movie/{tmdb_id}",
        youtube_trailer_id=f"{rng.getrandbits(44):011x}",
        popularity=round(rng.random() * 50, 3),
        ratings={"tmdb": Rating(votes=rng.randrange(20_000), value=round(rng.random() * 9, 1))},
        images=tuple(
            Image(cover_type=kind, url=f"https://example.org/t/p/original/{kind[0]}{tmdb_id}.{ending}")
            for kind, ending in (("poster", "jpg"), ("fanart", "jpg"), ("clearlogo", "png"))
        ),
        alternative_titles=tuple(AlternativeTitle(title=f"{title} {word}") for word in words(2).split()),
        translations=tuple(
            Translation(language_id=each, title=f"{title} {each}", overview=words(40)) for each in range(2, 22)
        ),
        credits=tuple(
            Credit(
                credit_id=f"{rng.getrandbits(96):024x}",
                person_tmdb_id=900_000 + rng.randrange(50_000),
                name=words(2).title(),
                kind="cast",
                character=words(2).title(),
                order=order,
                images=(Image(cover_type="headshot", url=f"https://example.org/h{order}.jpg"),),
            )
            for order in range(20)
        ),
        collection=CollectionRef(tmdb_id=7_000_000 + number // 40, title=f"Collection {number // 40}")
        if number % 10 == 0
        else None,
    )


async def seed(database: Database, count: int, *, root: str = "/library") -> None:
    """Films 1 to `count`, each with a file."""
    async with database.begin() as session:
        await profiles.ensure_defaults(session)
        await root_folders.add(session, root)
        profile = next(iter(await profiles.quality_profiles(session)))
        for first in range(1, count + 1, 500):
            await _some(session, range(first, min(first + 500, count + 1)), root, profile)
    async with database.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("vacuum analyze"))


async def _some(session: Any, numbers: range, root: str, profile: int) -> None:
    now = datetime.combine(TODAY, datetime.min.time(), UTC)
    made = [film(number) for number in numbers]
    await session.execute(
        insert(Movie),
        [
            {"id": number, **describe(each, _status(each, now).value), "covers_written": now}
            for number, each in zip(numbers, made, strict=True)
        ],
    )
    folders = {number: f"{root}/{each.title} ({each.year})" for number, each in zip(numbers, made, strict=True)}
    await session.execute(
        insert(Target),
        [
            {
                "id": number,
                "movie_id": number,
                "quality_profile_id": profile,
                "path": folders[number],
                "minimum_availability": 3,
            }
            for number in numbers
        ],
    )
    await session.execute(
        insert(MovieTitle),
        [{"movie_id": number, **row} for number, each in zip(numbers, made, strict=True) for row in titles_of(each)],
    )
    await session.execute(insert(MovieFile), [_file(number, each) for number, each in zip(numbers, made, strict=True)])


def _status(each: Film, now: datetime) -> MovieStatus:
    return status(
        ReleaseDates(
            in_cinemas=moment(each.in_cinemas),
            digital=moment(each.digital_release),
            physical=moment(each.physical_release),
        ),
        now=now,
    )


_MEDIA = msgspec.to_builtins(
    MediaInfo(
        container_format="Matroska",
        video_format="AVC",
        video_codec_id="V_MPEG4/ISO/AVC",
        video_bit_depth=8,
        video_fps=23.976,
        width=1920,
        height=1080,
        scan_type="Progressive",
        runtime_seconds=6900,
        audio_format="AC-3",
        audio_codec_id="A_AC3",
        audio_channels=6,
        audio_stream_count=1,
        audio_languages=("eng",),
        subtitles=("eng", "fre"),
    )
)


def _file(number: int, each: Film) -> dict[str, Any]:
    name = f"{each.title} ({each.year}) Bluray-1080p"
    return {
        "id": number,
        "movie_id": number,
        "target_id": number,
        "relative_path": f"{name}-GRP.mkv",
        "size": 8_000_000_000 + number,
        "quality": {"id": 7 if number % 3 else 4, "version": 1, "real": 0, "is_repack": False},
        "languages": [1],
        "release_group": "GRP",
        "scene_name": f"{name.replace(' ', '.')}.x264-GRP",
        "media_info": _MEDIA,
    }
