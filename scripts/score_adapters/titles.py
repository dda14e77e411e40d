"""Forms of titles, numerals, distances and language codes."""

from __future__ import annotations

from cinearr.core import languages
from cinearr.core.releases import numerals, titles


def _find_iso_language(code: str) -> str | None:
    found = languages.find_iso(code)
    return found.name if found else None


def _sort_title(title: str, tmdb_id: int = 0) -> str:
    return titles.sort_title(title, tmdb_id)


CALLS = {
    "clean_title": titles.clean_title,
    "sort_title": _sort_title,
    "search_query_title": titles.search_query_title,
    "url_slug": titles.url_slug,
    "normalize_imdb_id": titles.normalize_imdb_id,
    "edit_distance": titles.edit_distance,
    "edit_distance_clean": titles.edit_distance_clean,
    "find_iso_language": _find_iso_language,
    "from_roman": lambda value: numerals.from_roman(value),
    "to_roman": lambda value: numerals.to_roman(value),
}
