"""Which films of the library a name may be of, and whether what names are judged by has changed: one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from cinearr.core import languages
from cinearr.core.decisions.matching import MatchKeys, imdb_number
from cinearr.core.decisions.model import FilmFacts
from cinearr.core.profiles import QualityProfile
from cinearr.kit.direct_line import DirectLine
from cinearr.views.library import FACTS_VERSION


class NamedFilm(msgspec.Struct, frozen=True):
    """A film with those of its titles that were asked for."""

    id: int
    changed_xid: int
    tmdb_id: int
    title: str
    year: int
    original_language: int
    quality_profile_id: int
    titles: list[str]
    imdb_id: str | None = None
    secondary_year: int | None = None

    def facts(self, profiles: Mapping[int, QualityProfile]) -> FilmFacts:
        """As much of the film as matching and scores need."""
        return FilmFacts(
            movie_id=self.id,
            title=self.title,
            clean_titles=frozenset(self.titles),
            tmdb_id=self.tmdb_id,
            imdb_id=imdb_number(self.imdb_id),
            year=self.year,
            secondary_year=self.secondary_year or 0,
            original_language=languages.by_id(self.original_language),
            profile=profiles.get(self.quality_profile_id) or QualityProfile(),
        )


class Found(msgspec.Struct, frozen=True):
    """The films, and versions that differ when the facts films are shown with, or the custom formats, may."""

    films: list[NamedFilm]
    facts_version: str
    formats_version: str


_LOOK_UP: Final = f"""
select json_build_object(
    'films', coalesce((
        select json_agg(found) from (
            select m.id, m.changed_xid, m.tmdb_id, m.imdb_id, m.title, m.year, m.secondary_year, m.original_language,
                t.quality_profile_id,
                (
                    select coalesce(json_agg(n.clean_title), '[]') from movie_titles n
                    where n.movie_id = m.id and n.clean_title = any(%(titles)s)
                ) as titles
            from movies m join targets t on t.movie_id = m.id and t.is_default
            where m.id in (
                select movie_id from movie_titles where clean_title = any(%(titles)s)
                union all select id from movies where tmdb_id = any(%(tmdb_ids)s)
                union all select id from movies where imdb_id = any(%(imdb_ids)s)
            )
        ) found
    ), '[]'),
    'facts_version', {FACTS_VERSION},
    'formats_version', coalesce((select string_agg(xmin::text, ',' order by id) from custom_formats), '')
)::text
"""  # noqa: S608 (made of constants)

_read: Final = msgspec.json.Decoder(Found).decode


async def look_up(line: DirectLine, keys: MatchKeys) -> Found:
    """The films that have one of the titles or ids."""
    row = await line.ask(
        _LOOK_UP,
        {
            "titles": list(keys.clean_titles),
            "tmdb_ids": list(keys.tmdb_ids),
            "imdb_ids": [f"tt{number:07}" for number in keys.imdb_ids],
        },
    )
    assert row is not None
    return _read(row[0])
