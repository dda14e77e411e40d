"""Films, files and root folders in a test's library, on the disk and in the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cinearr.core.films import Film
from cinearr.features import movies, root_folders
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.features.settings import Page
from cinearr.features.settings import save as save_page
from cinearr.workflows.program import Program

WEBDL_1080P = {"id": 3, "version": 1, "real": 0, "is_repack": False}


def a_film(tmdb_id: int = 45745, title: str = "Sintel", year: int = 2010, **more: Any) -> Film:
    """A film that is out."""
    values: dict[str, Any] = {
        "imdb_id": f"tt{tmdb_id:07d}",
        "original_title": title,
        "overview": f"The story of {title}.",
        "runtime": 15,
        "in_cinemas": date(year, 9, 27),
        "digital_release": date(year, 10, 1),
        "physical_release": date(year, 11, 1),
        "genres": ("Animation", "Fantasy"),
    }
    return Film(tmdb_id=tmdb_id, title=title, year=year, **{**values, **more})


async def a_root(program: Program, folder: Path) -> Path:
    """A root folder that exists."""
    folder.mkdir(parents=True, exist_ok=True)
    async with program.database.begin() as session:
        await root_folders.add(session, str(folder))
    return folder


async def a_movie(program: Program, root: Path, film: Film | None = None, **target: Any) -> Movie:
    """A film in the library; nothing is queued and no folder made. `target` holds columns of its target."""
    film = film or a_film()
    columns = {
        "quality_profile_id": 1,
        "path": str(root / f"{film.title} ({film.year})"),
        "minimum_availability": 3,
        "monitored": True,
    }
    own = {"tags": target.pop("tags", []), "added": datetime.now(UTC)}
    new = movies.NewMovie(film=film, status=target.pop("status", 3), target={**columns, **target}, columns=own)
    async with program.database.begin() as session:
        (movie_id,) = await movies.add_all(session, [new])
        return await movies.get(session, movie_id)


async def a_file(
    program: Program, movie: Movie, name: str | None = None, size: int = 1000, **columns: Any
) -> MovieFile:
    """A film's file of so many bytes, on the disk and in the database."""
    name = name or f"{movie.title} ({movie.year}) WEBDL-1080p.mkv"
    async with program.database.begin() as session:
        target = await movies.target_of(session, movie.id)
        path = Path(target.path) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"f" * size)
        values: dict[str, Any] = {
            "quality": WEBDL_1080P,
            "languages": [1],
            "modified": datetime.fromtimestamp(path.stat().st_mtime, UTC),
        }
        row = MovieFile(movie_id=movie.id, target_id=target.id, relative_path=name, size=size, **{**values, **columns})
        session.add(row)
        await session.flush()
        await session.refresh(row)
        return row


async def use(program: Program, page: Page) -> None:
    """Save a settings page."""
    async with program.database.begin() as session:
        await save_page(session, page)
