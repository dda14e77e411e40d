"""What an import needs to know: the film with its place in the library, and the download files come from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.decisions.matching import keys, match_film
from cinearr.core.decisions.model import FilmFacts, ReleaseSource
from cinearr.core.evidence import quality_from_json
from cinearr.core.formats import CompiledFormats
from cinearr.core.importing.model import (
    CurrentFile,
    ImportFacts,
    movie_label,
)
from cinearr.core.importing.plan import ImportMode
from cinearr.core.releases.parser import parse_title
from cinearr.core.tracking import BadFile
from cinearr.core.tracking import ImportFacts as OutcomeFacts
from cinearr.features import custom_formats, history, media_files, movies, profiles, root_folders, settings
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import files
from cinearr.views import facts as fact_views
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The download files come from; all None for files a person put somewhere."""

    download_id: str | None = None
    title: str | None = None
    client_name: str | None = None
    client_type: str | None = None
    can_move: bool = True
    mode: ImportMode = ImportMode.AUTO
    grab: HistoryRow | None = None
    imported_at: datetime | None = None
    evidence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The film files are for, with everything an import needs to know of it."""

    movie: Movie
    target: Target
    film: FilmFacts
    root: str
    current: MovieFile | None
    formats: CompiledFormats
    naming: settings.Naming
    media: settings.MediaManagement
    clients: settings.DownloadClients
    quality_titles: Mapping[int, str]


async def place_of(session: AsyncSession, movie_id: int) -> Place:
    """Everything an import for a film needs to know. Raises NotFound."""
    movie = await movies.get(session, movie_id)
    target = await movies.target_of(session, movie_id)
    held = await media_files.of_target(session, target.id)
    found = await profiles.quality_profiles(session)
    roots = [row.path for row in await root_folders.all_folders(session)]
    current = held[0] if held else None
    film = fact_views.film_facts(
        movie,
        target,
        clean_titles=frozenset(),
        profile=found[target.quality_profile_id],
        file=current,
    )
    return Place(
        movie=movie,
        target=target,
        film=film,
        root=root_folders.best_for(target.path, roots),
        current=current,
        formats=await custom_formats.compiled(session),
        naming=await settings.get(session, settings.Naming),
        media=await settings.get(session, settings.MediaManagement),
        clients=await settings.get(session, settings.DownloadClients),
        quality_titles={
            quality_id: each.title for quality_id, each in (await profiles.quality_definitions(session)).items()
        },
    )


async def origin_of(
    session: AsyncSession,
    program: Program,
    row: TrackedDownloadRow,
    item: Item,
    mode: ImportMode = ImportMode.AUTO,
) -> Origin:
    """What is known of a tracked download."""
    past = await history.by_download(session, row.download_id)
    providers = {each.id: each for each in await program.download_clients.all()}
    provider = providers.get(row.download_client_id)
    return Origin(
        download_id=row.download_id,
        title=row.title,
        client_name=provider.name if provider else None,
        client_type=provider.implementation.implementation_name if provider else None,
        can_move=item.can_move_files,
        mode=mode,
        grab=next((each for each in past if each.event_type == EventType.GRABBED), None),
        imported_at=next((each.date for each in past if each.event_type == EventType.IMPORTED), None),
        evidence=row.evidence,
    )


def quality_ranks(film: FilmFacts) -> dict[int, int]:
    """Each quality's place in the film's profile."""
    return {quality_id: position.item for quality_id, position in film.profile.positions.items()}


def current_file(place: Place) -> CurrentFile | None:
    """The film's file as import rules and plans look at it; None when it has none."""
    if place.current is None:
        return None
    row = place.current
    subject = fact_views.file_subject(row, place.film.original_language)
    matched = place.formats.match(subject)
    return CurrentFile(
        path=PurePath(place.target.path) / row.relative_path,
        size=row.size,
        quality=quality_from_json(row.quality),
        formats=tuple(each.name for each in matched),
        format_score=place.film.profile.score(each.id for each in matched),
    )


def facts_for(place: Place, origin: Origin) -> ImportFacts:
    """What the import rules ask for."""
    grab = origin.grab
    return ImportFacts(
        movie_id=place.movie.id,
        movie_label=movie_label(place.movie.title, place.movie.year, place.movie.imdb_id, place.movie.tmdb_id),
        runtime_minutes=place.movie.runtime,
        current_file=current_file(place),
        quality_ranks=quality_ranks(place.film),
        prefer_revisions=place.media.download_propers_and_repacks != "doNotPrefer",
        free_space=files.free_space(Path(place.root)),
        minimum_free_space=place.media.minimum_free_space_when_importing * 1024**2,
        check_free_space=not place.media.skip_free_space_check_when_importing,
        grabbed_movie_ids=frozenset({grab.movie_id}) if grab is not None else None,
        grabbed_title=grab.source_title if grab is not None else "",
        grabbed_at=grab.date if grab is not None else None,
        imported_at=origin.imported_at,
        working_folders=place.clients.download_client_working_folders,
        windows=os.name == "nt",
    )


async def outcome_facts(session: AsyncSession, program: Program, row: TrackedDownloadRow, path: str) -> OutcomeFacts:
    """What decides, beside the files, where a download stands after its import."""
    events_of = await history.by_download(session, row.download_id)
    newest: HistoryRow | None = events_of[0] if events_of else None
    grab = next((each for each in events_of if each.event_type == EventType.GRABBED), None)
    fail_on = None
    if grab is not None:
        indexer_id = int(grab.data.get("indexerId", 0) or 0)
        for indexer in await program.indexers.all():
            if indexer.id == indexer_id:
                fail_on = frozenset(BadFile(each) for each in getattr(indexer.settings, "fail_downloads", ()))
    return OutcomeFacts(
        title=row.title,
        path=path,
        known_release=grab is not None,
        imported_before=newest is not None and newest.event_type == EventType.IMPORTED,
        fail_on=fail_on,
    )


async def movie_of_name(session: AsyncSession, program: Program, name: str) -> int | None:
    """The film a file or folder name is of; None when none or several fit."""
    return (await movies_of_names(session, program, [name])).get(name)


async def movies_of_names(session: AsyncSession, program: Program, names: Iterable[str]) -> dict[str, int]:
    """The films names are of, without those that fit none or several."""
    understood = {name: parsed for name in names if (parsed := parse_title(name)) is not None}
    if not understood:
        return {}
    _, index = await fact_views.load(
        session,
        keys=keys((parsed, None) for parsed in understood.values()),
        source=ReleaseSource.UNKNOWN,
        now=program.clock(),
        indexers=(),
    )
    matched = {name: match_film(parsed, None, index).film for name, parsed in understood.items()}
    return {name: film.movie_id for name, film in matched.items() if film is not None}
