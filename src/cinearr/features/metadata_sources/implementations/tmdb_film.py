"""TMDb's answers in our own shape. Pure: wire values in, documents out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from cinearr.core import languages
from cinearr.features.metadata_sources.contract import (
    AlternativeTitle,
    Collection,
    CollectionRef,
    Credit,
    Film,
    Image,
    Rating,
    Translation,
)
from cinearr.features.metadata_sources.implementations import tmdb_wire as wire

CINEMAS: Final = frozenset({2, 3})
DIGITAL: Final = frozenset({4})
PHYSICAL: Final = frozenset({5})

# A blockbuster names a thousand people; what a screen shows and a library file stores is far less.
MOST_CAST: Final = 60
MOST_CREW: Final = 60
_DEPARTMENTS: Final = ("Directing", "Writing", "Production", "Camera", "Sound", "Editing")


def film(found: wire.Film, *, pictures: str, country: str) -> Film:
    """A film from its own page. `pictures` is the base address of images, `country` the certification's two letters."""
    releases = _by_country(found)
    year = _year(found.release_date)
    return Film(
        tmdb_id=found.id,
        imdb_id=found.imdb_id or None,
        title=found.title or found.original_title or str(found.id),
        original_title=found.original_title or found.title or "",
        original_language_id=_language_id(found.original_language),
        year=year,
        secondary_year=_secondary_year(releases, year, country),
        overview=found.overview or "",
        runtime=found.runtime or 0,
        in_cinemas=_earliest(releases, CINEMAS, country) or (None if releases else day(found.release_date)),
        digital_release=_earliest(releases, DIGITAL, country),
        physical_release=_earliest(releases, PHYSICAL, country),
        certification=_certification(releases.get(country.upper(), ())),
        genres=_names(found.genres),
        keywords=_names(found.keywords.keywords if found.keywords else None),
        studio=next(iter(_names(found.production_companies)), None),
        website=found.homepage or None,
        youtube_trailer_id=_trailer(found.videos),
        popularity=found.popularity or 0.0,
        ratings=_ratings(found),
        images=_images(found, pictures, logo=_logo(found)),
        alternative_titles=_alternative_titles(found),
        translations=_translations(found),
        credits=tuple(_credits(found.credits, pictures)),
        collection=_collection_ref(found.belongs_to_collection, pictures),
        recommendations=tuple(row.id for row in (found.recommendations.results or ()) if row.id != found.id)
        if found.recommendations
        else (),
    )


def film_of_row(row: wire.Row, *, pictures: str) -> Film:
    """The little that a list of films tells."""
    return Film(
        tmdb_id=row.id,
        title=row.title or row.original_title or str(row.id),
        original_title=row.original_title or row.title or "",
        original_language_id=_language_id(row.original_language),
        year=_year(row.release_date),
        overview=row.overview or "",
        in_cinemas=day(row.release_date),
        popularity=row.popularity or 0.0,
        ratings=_ratings(row),
        images=_images(row, pictures, logo=None),
    )


def collection(found: wire.Collection, films: Iterable[Film], *, pictures: str) -> Collection:
    """A collection with its films, oldest first as the service lists them."""
    return Collection(
        tmdb_id=found.id,
        title=found.name or str(found.id),
        overview=found.overview or "",
        images=_images(found, pictures, logo=None),
        films=tuple(films),
    )


def day(text: str | None) -> date | None:
    """The day of `2008-04-10` or `2008-04-10T00:00:00.000Z`; None for anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _year(text: str | None) -> int:
    found = day(text)
    return found.year if found else 0


def _language_id(code: str | None) -> int:
    # A film in a language the v3 API does not know is treated as an English one: its releases rarely name a language,
    # and would all be refused by a profile that wants the original.
    return (languages.by_iso(code) or languages.ENGLISH).id


_Releases = dict[str, tuple[wire.ReleaseDate, ...]]


def _by_country(found: wire.Film) -> _Releases:
    results = (found.release_dates.results or ()) if found.release_dates else ()
    return {row.iso_3166_1.upper(): row.release_dates for row in results if row.release_dates}


def _days(releases: Iterable[wire.ReleaseDate], types: frozenset[int] | None) -> Iterator[date]:
    for release in releases:
        found = day(release.release_date)
        if found is not None and (types is None or release.type in types):
            yield found


def _earliest(releases: _Releases, types: frozenset[int], country: str) -> date | None:
    at_home = min(_days(releases.get(country.upper(), ()), types), default=None)
    return at_home or min((found for rows in releases.values() for found in _days(rows, types)), default=None)


def _secondary_year(releases: _Releases, year: int, country: str) -> int | None:
    """The other year a release may carry: of the first showing anywhere, or in the country; only when one off."""
    if not year:
        return None
    anywhere = min((found for rows in releases.values() for found in _days(rows, None)), default=None)
    at_home = min(_days(releases.get(country.upper(), ()), None), default=None)
    for found in (anywhere, at_home):
        if found is not None and abs(found.year - year) == 1:
            return found.year
    return None


def _certification(releases: Iterable[wire.ReleaseDate]) -> str | None:
    rated = [release for release in releases if release.certification]
    rated.sort(key=lambda release: release.type not in CINEMAS)
    return rated[0].certification if rated else None


def _names(rows: Iterable[wire.Named] | None) -> tuple[str, ...]:
    return tuple(row.name for row in rows or () if row.name)


def _ratings(row: wire.Row) -> dict[str, Rating]:
    return {"tmdb": Rating(votes=row.vote_count or 0, value=row.vote_average or 0.0, kind="user")}


def _trailer(videos: wire.Videos | None) -> str | None:
    found = [
        v for v in (videos.results or () if videos else ()) if v.key and v.site == "YouTube" and v.type == "Trailer"
    ]
    found.sort(key=lambda video: (not video.official, video.iso_639_1 != "en"))
    return found[0].key if found else None


def _picture(cover_type: str, path: str | None, pictures: str) -> Iterator[Image]:
    if path:
        yield Image(cover_type=cover_type, url=f"{pictures}original{path}")


def _images(row: wire.Row | wire.CollectionRef, pictures: str, *, logo: str | None) -> tuple[Image, ...]:
    return (
        *_picture("poster", row.poster_path, pictures),
        *_picture("fanart", row.backdrop_path, pictures),
        *_picture("clearlogo", logo, pictures),
    )


def _logo(found: wire.Film) -> str | None:
    # Drawings are left out: they cannot be resized, and may carry scripts.
    logos = [
        p for p in (found.images.logos or () if found.images else ()) if p.file_path and p.file_path.endswith(".png")
    ]
    logos.sort(key=lambda picture: picture.iso_639_1 != "en")
    return logos[0].file_path if logos else None


def _alternative_titles(found: wire.Film) -> tuple[AlternativeTitle, ...]:
    seen = {(found.title or "").casefold(), ""}
    titles = []
    for row in (found.alternative_titles.titles or ()) if found.alternative_titles else ():
        title = (row.title or "").strip()
        if title.casefold() not in seen:
            seen.add(title.casefold())
            titles.append(AlternativeTitle(title=title))
    return tuple(titles)


def _translations(found: wire.Film) -> tuple[Translation, ...]:
    """One a language; of several countries the language's own comes first."""
    rows = (found.translations.translations or ()) if found.translations else ()
    kept: dict[int, tuple[bool, Translation]] = {}
    for row in rows:
        language = languages.by_iso(row.iso_639_1, row.iso_3166_1)
        if language is None or row.data is None or not (row.data.title or row.data.overview):
            continue
        at_home = _is_home(language, row.iso_639_1 or "", row.iso_3166_1 or "")
        if language.id in kept and (kept[language.id][0] or not at_home):
            continue
        translation = Translation(
            language_id=language.id, title=row.data.title or None, overview=row.data.overview or None
        )
        kept[language.id] = (at_home, translation)
    return tuple(translation for _, translation in kept.values())


def _is_home(language: languages.Language, code: str, country: str) -> bool:
    known = {iso.country for iso in language.iso if iso.country}
    return country.lower() in (known or {"us" if code == "en" else code})


def _credits(found: wire.Credits | None, pictures: str) -> Iterator[Credit]:
    if found is None:
        return
    cast = sorted(found.cast or (), key=lambda person: person.order or 0)
    for person in cast[:MOST_CAST]:
        yield _credit(person, "cast", pictures)
    crew = sorted(found.crew or (), key=lambda person: _rank(person.department))
    for person in crew[:MOST_CREW]:
        yield _credit(person, "crew", pictures)


def _rank(department: str | None) -> int:
    return _DEPARTMENTS.index(department) if department in _DEPARTMENTS else len(_DEPARTMENTS)


def _credit(person: wire.Person, kind: str, pictures: str) -> Credit:
    return Credit(
        credit_id=person.credit_id or "",
        person_tmdb_id=person.id,
        name=person.name or "",
        kind=kind,
        character=(person.character or None) if kind == "cast" else None,
        department=person.department if kind == "crew" else None,
        job=person.job if kind == "crew" else None,
        order=person.order or 0,
        images=tuple(_picture("headshot", person.profile_path, pictures)),
    )


def _collection_ref(found: wire.CollectionRef | None, pictures: str) -> CollectionRef | None:
    if found is None:
        return None
    return CollectionRef(
        tmdb_id=found.id, title=found.name or str(found.id), images=_images(found, pictures, logo=None)
    )
