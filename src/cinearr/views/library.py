"""Films as screens show them: all about a film in one row, one query whatever the number of films.

The rows come as JSON text, which is quicker to read than columns and can be read away from the event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from cinearr.core.films import Film, Translation
from cinearr.core.languages import ENGLISH
from cinearr.core.media.model import MediaInfo
from cinearr.core.profiles import QualityProfile
from cinearr.features import profiles, root_folders, settings

BATCH: Final = 500


class ShownTitle(msgspec.Struct, frozen=True):
    """An alternative title."""

    id: int
    title: str


class ShownFile(msgspec.Struct, frozen=True):
    """A file of the film; the path is relative to the film's folder."""

    id: int
    relative_path: str
    size: int
    date_added: datetime
    quality: dict[str, Any]
    languages: list[int]
    scene_name: str | None = None
    release_group: str | None = None
    edition: str = ""
    indexer_flags: int = 0
    media_info: MediaInfo | None = None
    original_file_path: str | None = None


class LibraryFilm(msgspec.Struct, frozen=True):
    """A film with its default target and the files of that, newest first.

    `film` is the source's document without people, recommendations and titles. `translation` is there when another
    language than English was asked for and is known. Numbers are those of the tables.
    """

    id: int
    changed_xid: int
    tmdb_id: int
    title: str
    clean_title: str
    sort_title: str
    original_title: str
    original_language: int
    year: int
    status: int
    runtime: int
    popularity: float
    tags: list[int]
    added: datetime
    film: Film
    quality_profile_id: int
    path: str
    minimum_availability: int
    monitored: bool
    imdb_id: str | None = None
    secondary_year: int | None = None
    in_cinemas: datetime | None = None
    digital_release: datetime | None = None
    physical_release: datetime | None = None
    certification: str | None = None
    studio: str | None = None
    add_options: dict[str, Any] | None = None
    last_search_time: datetime | None = None
    covers_written: datetime | None = None
    alternative_titles: list[ShownTitle] | None = None
    files: list[ShownFile] | None = None
    translation: Translation | None = None


read_film: Final = msgspec.json.Decoder(LibraryFilm).decode


_FILMS: Final = """
select row_to_json(shown)::text from (
    select m.id, m.changed_xid, m.tmdb_id, m.imdb_id, m.title, m.clean_title, m.sort_title, m.original_title,
        m.original_language, m.year, m.secondary_year, m.status, m.runtime, m.in_cinemas, m.digital_release,
        m.physical_release, m.certification, m.studio, m.popularity, m.tags, m.added, m.add_options,
        m.last_search_time, m.covers_written,
        m.document - '{credits,translations,recommendations,alternative_titles}'::text[] as film,
        t.quality_profile_id, t.path, t.minimum_availability, t.monitored,
        (
            select json_agg(json_build_object('id', a.id, 'title', a.title) order by a.id)
            from movie_titles a where a.movie_id = m.id and a.kind = 'alternative'
        ) as alternative_titles,
        (
            select json_agg(f order by f.id desc) from (
                select id, relative_path, size, date_added, quality, languages, scene_name, release_group, edition,
                    indexer_flags, media_info, original_file_path
                from movie_files where target_id = t.id
            ) f
        ) as files,
        %(translation)s as translation
    from movies m join targets t on t.movie_id = m.id and t.is_default
    where %(which)s
    order by m.id
) shown
"""

_TRANSLATION: Final = """(
            select each from jsonb_array_elements(m.document->'translations') each
            where (each->>'language_id')::int = :language limit 1
        )"""


def _query(which: str, language: int) -> str:
    # Documents are in English, so English needs no look into the translations.
    return _FILMS % {"which": which, "translation": "null" if language == ENGLISH.id else _TRANSLATION}


async def batches(
    session: AsyncSession, ids: Sequence[int] | None = None, *, language: int = ENGLISH.id
) -> AsyncIterator[list[str]]:
    """Films by id (all without `ids`) for `read_film`, some at a time; the database keeps the rest meanwhile."""
    which = "true" if ids is None else "m.id = any(:ids)"
    given: dict[str, Any] = {} if ids is None else {"ids": list(ids)}
    if language != ENGLISH.id:
        given["language"] = language
    rows = await session.stream_scalars(text(_query(which, language)), given, execution_options={"yield_per": BATCH})
    async for part in rows.partitions(BATCH):
        yield list(part)


async def films(session: AsyncSession, ids: Sequence[int], *, language: int = ENGLISH.id) -> list[LibraryFilm]:
    """These films in the order of the ids, without those that are not there. For pages and single films."""
    if not ids:
        return []
    given: dict[str, Any] = {"ids": list(ids)}
    if language != ENGLISH.id:
        given["language"] = language
    rows = await session.scalars(text(_query("m.id = any(:ids)", language)), given)
    found = {film.id: film for film in map(read_film, rows)}
    return [found[movie_id] for movie_id in ids if movie_id in found]


@dataclass(frozen=True, kw_only=True)
class LibraryFacts:
    """What all films have in common: how they are judged and shown. The delay is in days."""

    profiles: Mapping[int, QualityProfile]
    roots: tuple[str, ...]
    language: int
    availability_delay: int


async def facts(session: AsyncSession) -> LibraryFacts:
    """What the settings say."""
    pages = await settings.everything(session)
    return LibraryFacts(
        profiles=await profiles.quality_profiles(session),
        roots=tuple(folder.path for folder in await root_folders.all_folders(session)),
        language=settings.read(settings.Ui, pages.get("ui", {})).movie_info_language,
        availability_delay=settings.read(settings.Indexers, pages.get("indexer", {})).availability_delay,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What there is to know about changes at one moment.

    `horizon`: every change of an earlier transaction was visible. `films`: `changed_xid` by id of the films that changed
    since the horizon given, and of those asked for that exist. `facts_version` differs when `facts` or custom formats may.
    `count`: how many films there are, when that was asked.
    """

    horizon: int
    films: Mapping[int, int]
    facts_version: str
    count: int | None


# The version of a small table is the list of its rows' inserting transactions, which says of deletes too.
FACTS_VERSION: Final = """concat_ws(
        '|',
        (select string_agg(xmin::text, ',' order by id) from quality_profiles),
        (select string_agg(xmin::text, ',' order by id) from root_folders),
        (select string_agg(xmin::text, ',' order by section) from settings),
        (select string_agg(xmin::text, ',' order by id) from custom_formats)
    )"""

_LOOK: Final = text(f"""
select
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
    (
        select json_agg(json_build_array(id, changed_xid))::text
        from movies where changed_xid >= :since or id = any(:asked)
    ) as films,
    {FACTS_VERSION} as facts_version,
    case when :counted then (select count(*) from targets where is_default) end as films_count
""")  # noqa: S608 (made of constants)

_pairs: Final = msgspec.json.Decoder(list[tuple[int, int]]).decode


async def look(
    session: AsyncSession | AsyncConnection, *, since: int, asked: Sequence[int] = (), counted: bool = False
) -> Look:
    """What changed since an earlier look's horizon."""
    result = await session.execute(_LOOK, {"since": since, "asked": list(asked), "counted": counted})
    row = result.one()
    return Look(
        horizon=row.horizon,
        films=dict(_pairs(row.films)) if row.films else {},
        facts_version=row.facts_version,
        count=row.films_count,
    )


async def all_ids(session: AsyncSession) -> set[int]:
    """Every film there is."""
    return set(await session.scalars(text("select movie_id from targets where is_default")))
