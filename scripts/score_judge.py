"""Does an answer satisfy what a case expects? The fields an expectation may name, and how each is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

ABSENT = object()
PARSING = frozenset({"parse_title", "parse_path", "parse_quality", "parse_release_group", "parse_languages"})
FAMILIES = {"webdl": "web", "webrip": "web"}
CODECS = {"avc": "h264", "x264": "h264", "hevc": "h265", "x265": "h265"}


def read(thing: Any, path: str) -> Any:
    """The value at a dotted path of attributes or keys; ABSENT when a step is missing."""
    for name in path.split("."):
        thing = thing.get(name, ABSENT) if isinstance(thing, Mapping) else getattr(thing, name, ABSENT)
        if thing is ABSENT or callable(thing):
            return ABSENT
        if thing is None:
            return None
    return thing


def plain(value: Any) -> Any:
    """A named object or an enumerated value as its name; anything else as it is."""
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name.lower()
    if value is None or value is ABSENT or isinstance(value, (str, int, float)):
        return value
    name = read(value, "name")
    return value if name is ABSENT else name


def text(value: Any) -> str:
    """A value as text; nothing is empty."""
    value = plain(value)
    return "" if value is None or value is ABSENT else str(value)


def names(value: Any) -> list[str]:
    """A value or a list of values as texts."""
    if value is None or value is ABSENT:
        return []
    return [text(v) for v in value] if isinstance(value, Iterable) and not isinstance(value, str) else [text(value)]


def loose(value: Any) -> str:
    """Letters and digits only, in lower case, with single spaces."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text(value)).casefold()).strip()


def same(got: Any, want: Any) -> bool:
    """Equality that takes objects for mappings, and nothing for a missing key or an empty text."""
    if isinstance(want, dict):
        return got is not None and all(same(read(got, key), value) for key, value in want.items())
    if isinstance(want, list):
        return isinstance(got, (list, tuple)) and len(got) == len(want) and all(map(same, got, want))
    got = plain(got)
    if want is None:
        return got is None or got is ABSENT or got == ""
    if isinstance(want, bool):
        return isinstance(got, int) and bool(got) is want
    if isinstance(want, (int, float)) and isinstance(got, (int, float)):
        return got == want
    return str(got) == str(want)


def titles(result: Any) -> list[str]:
    """The titles of a parsed release, the main one first."""
    return names(read(result, "titles"))


def main_title(result: Any) -> str:
    """The main title; empty when nothing was parsed."""
    return (titles(result) or [""])[0]


def languages(result: Any) -> list[str]:
    """The languages of a parsed release, or of a plain list."""
    return names(result) if isinstance(result, (list, tuple)) else names(read(result, "languages"))


def of_quality(result: Any, name: str) -> str:
    """A field of the quality in a parsed release."""
    for path in (f"quality.quality.{name}", f"quality.{name}", name):
        value = read(result, path)
        if value is not ABSENT and value is not None:
            return text(value).lower().replace("_", "")
    return ""


def codec(value: Any) -> str:
    """One name per video codec."""
    low = re.sub(r"[-_. ]", "", text(value).lower())
    return CODECS.get(low, low)


def group(result: Any) -> str:
    """The group of a parsed release, or a plain text."""
    return text(result) if result is None or isinstance(result, str) else text(read(result, "release_group"))


def number(value: Any) -> int:
    """A number; nothing is 0."""
    return 0 if value in (None, ABSENT, "") else int(value)


PARSED: dict[str, Callable[[Any, Any], bool]] = {
    "parsed": lambda got, want: bool(main_title(got)) is want,
    "movie_title": lambda got, want: main_title(got) == want,
    "movie_title_loose": lambda got, want: loose(main_title(got)) == loose(want),
    "movie_titles": lambda got, want: titles(got) == want,
    "year": lambda got, want: number(read(got, "year")) == (want or 0),
    "tmdb_id": lambda got, want: number(read(got, "tmdb_id")) == (want or 0),
    "imdb_id": lambda got, want: text(read(got, "imdb_id")) == text(want),
    "edition": lambda got, want: text(read(got, "edition")) == text(want),
    "edition_contains": lambda got, want: all(word in text(read(got, "edition")).casefold() for word in want),
    "hardcoded_subs": lambda got, want: text(read(got, "hardcoded_subs")) == text(want),
    "release_group": lambda got, want: group(got) == text(want),
    "languages": lambda got, want: sorted(languages(got)) == sorted(want),
    "languages_contain": lambda got, want: set(want) <= set(languages(got)),
    "languages_first": lambda got, want: languages(got)[:1] == [want],
    "quality": lambda got, want: of_quality(got, "name") == want.lower(),
    "source": lambda got, want: of_quality(got, "source") == want,
    "source_family": lambda got, want: (
        FAMILIES.get(of_quality(got, "source"), of_quality(got, "source")) == FAMILIES.get(want, want)
    ),
    "resolution": lambda got, want: of_quality(got, "resolution") in ("", str(want)) or _carries_none(got),
    "modifier": lambda got, want: of_quality(got, "modifier") == want,
    "revision": lambda got, want: all(same(read(got, f"quality.revision.{key}"), value) for key, value in want.items()),
    "video_codec": lambda got, want: codec(read(got, "video_codec")) == want,
    "source_detection": lambda got, want: text(read(got, "source_detection")).lower() == want,
    "resolution_detection": lambda got, want: text(read(got, "resolution_detection")).lower() == want,
}


def _carries_none(result: Any) -> bool:
    return of_quality(result, "name") in ("dvd", "cam", "telesync", "telecine", "workprint")


def of_parsed(expect: dict[str, Any], result: Any) -> list[str]:
    """The fields of a parsed release that are not as expected."""
    if isinstance(result, Exception):
        return ["raised"]
    if result is None:
        return [key for key, want in expect.items() if key != "parsed" and want not in (None, "", [], 0)] + [
            key for key, want in expect.items() if key == "parsed" and want
        ]
    return [key for key, want in expect.items() if not PARSED[key](result, want)]


def items(result: Any) -> list[Any]:
    """The items of an answer that is a list, or holds one."""
    for key in ("items", "releases", "tiers"):
        inner = read(result, key)
        if isinstance(inner, (list, tuple)):
            return list(inner)
    return list(result) if isinstance(result, (list, tuple)) else []


def same_item(item: Any, want: dict[str, Any]) -> bool:
    """One release of a feed."""
    for key, value in want.items():
        got = read(item, key.removesuffix("_contain"))
        if key == "indexer_flags_contain":
            if not set(value) <= set(names(got)):
                return False
        elif key == "languages":
            if sorted(names(got)) != sorted(value):
                return False
        elif not same(got, value):
            return False
    return True


def url_of_tier(result: Any, tier: int) -> str:
    """The first address of a tier of requests."""
    tiers = items(result)
    if tier >= len(tiers):
        return ""
    first = tiers[tier]
    return str((list(first) or [""])[0] if isinstance(first, (list, tuple)) else first)


def _pages(result: Any, want: list[str]) -> bool:
    tiers = items(result)
    pages = list(tiers[0]) if tiers and isinstance(tiers[0], (list, tuple)) else []
    return len(pages) >= len(want) and all(part in str(page) for part, page in zip(want, pages, strict=False))


def _by_guid(result: Any, want: dict[str, Any]) -> bool:
    found = {text(read(item, "guid")): item for item in items(result)}
    return all(guid in found and same_item(found[guid], value) for guid, value in want.items())


OTHER: dict[str, Callable[[Any, Any], bool]] = {
    "value": same,
    "contains": lambda got, want: all(part in str(got) for part in want),
    "not_contains": lambda got, want: not any(part in str(got) for part in want),
    "error": lambda got, want: isinstance(got, Exception) is want,
    "error_contains": lambda got, want: want.lower() in str(got).lower(),
    "valid": lambda got, want: want is False if isinstance(got, Exception) else same(read(got, "valid"), want),
    "count": lambda got, want: len(items(got)) == want,
    "tiers": lambda got, want: len(items(got)) == want,
    "first": lambda got, want: bool(items(got)) and same(items(got)[0], want),
    "last": lambda got, want: bool(items(got)) and same(items(got)[-1], want),
    "items": lambda got, want: all(
        int(at) < len(items(got)) and same_item(items(got)[int(at)], value) for at, value in want.items()
    ),
    "by_guid": _by_guid,
    "any_indexer_flags_contain": lambda got, want: any(
        set(want) <= set(names(read(item, "indexer_flags"))) for item in items(got)
    ),
    "first_url_contains": lambda got, want: all(part in url_of_tier(got, 0) for part in want),
    "second_tier_url_contains": lambda got, want: all(part in url_of_tier(got, 1) for part in want),
    "first_url_excludes": lambda got, want: (
        bool(url_of_tier(got, 0)) and not any(part in url_of_tier(got, 0) for part in want)
    ),
    "second_tier_url_excludes": lambda got, want: (
        bool(url_of_tier(got, 1)) and not any(part in url_of_tier(got, 1) for part in want)
    ),
    "page_urls_contain": _pages,
}
ERRORS = {"error", "error_contains", "valid"}


def of_other(expect: dict[str, Any], result: Any) -> list[str]:
    """The fields of any other answer that are not as expected."""
    if isinstance(result, Exception) and not ERRORS & expect.keys():
        return ["raised"]
    return [key for key, want in expect.items() if not _holds(key, want, result)]


def _holds(key: str, want: Any, result: Any) -> bool:
    if key in OTHER:
        return OTHER[key](result, want)
    if key.endswith("_contain"):
        return set(want) <= set(names(read(result, key.removesuffix("_contain"))))
    if key.endswith("_exclude"):
        return not set(want) & set(names(read(result, key.removesuffix("_exclude"))))
    return same(read(result, key), want)


def failures(call: str, expect: dict[str, Any], result: Any) -> list[str]:
    """The names of the expectations of a case that do not hold; empty when all do."""
    return of_parsed(expect, result) if call in PARSING else of_other(expect, result)
