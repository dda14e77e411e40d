"""What the name of a subtitle file says: `Film (2020).commentary.en.forced.srt`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from cinearr.core import languages
from cinearr.core.languages import Language

TAGS: Final = frozenset({"forced", "foreign", "default", "sdh", "cc"})
_SEPARATORS: Final = re.compile(r"[._ -]+")
_NUMBERED: Final = re.compile(r"^(?P<title>.*?)\s*-\s*(?P<copy>\d{1,3})$")
_COPY: Final = re.compile(r"^\d{1,2}$")
_COMPOUND: Final = re.compile(r"^(?P<code>[a-z]{2,3})-(?P<rest>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SubtitleName:
    """Language (Unknown when none is named), tags in their order, the title of the track, the number of its copy."""

    language: Language = languages.UNKNOWN
    tags: tuple[str, ...] = ()
    title: str | None = None
    copy: int = 0


def parse_subtitle(file_name: str) -> SubtitleName:
    """Read a subtitle's name alone. Without a language nothing else is believed either."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    pieces = stem.split(".")
    found = _read(pieces, first=1)
    if found is None:
        found = _read_end(_SEPARATORS.split(stem))
    return found or SubtitleName()


def subtitle_of(file_name: str, movie_files: Iterable[str | None]) -> SubtitleName:
    """Read a subtitle's name beside the names its film has or had; words of the film are no words of the track."""
    stem = PurePath(file_name).stem
    film_stems = sorted((PurePath(name).stem for name in movie_files if name), key=len, reverse=True)
    for film in film_stems:
        if film and stem.lower().startswith(film.lower()):
            rest = stem[len(film) :].lstrip("._- ")
            found = _read(rest.split("."), first=0) or _read_end(_SEPARATORS.split(rest), first=0)
            return _without_words_of(film, found or SubtitleName())
    found = parse_subtitle(file_name)
    return _without_words_of(" ".join(film_stems), found)


def language_suffix(name: SubtitleName, copy: int = 0) -> str:
    """What stands between a film's name and the extension: `.2.en.forced`; "" for an unknown language."""
    alpha2 = next((iso.alpha2 for iso in name.language.iso if iso.alpha2), None)
    parts = [str(copy)] if copy else []
    if alpha2:
        parts += [alpha2, *name.tags]
    return "".join(f".{part}" for part in parts)


def _read(pieces: Sequence[str], *, first: int) -> SubtitleName | None:
    """Find the language among the last pieces: after it tags and at most one title, before it tags and a title.

    Pieces before `first` are the film's name and never a language.
    """
    pieces = _hearing_impaired(pieces)
    after: list[str] = []
    for place in range(len(pieces) - 1, first - 1, -1):
        language, title = _language_and_title(pieces[place])
        if language is not None:
            before = pieces[first:place]
            return _assembled(language, [title] if title else [], before, after)
        if not _is_tag(pieces[place]) and any(not _is_tag(piece) for piece in after):
            return None
        after.insert(0, pieces[place])
    return None


def _assembled(language: Language, titles: list[str], before: Sequence[str], after: Sequence[str]) -> SubtitleName:
    tags = [piece.lower() for piece in after if _is_tag(piece)]
    titles += [piece for piece in after if not _is_tag(piece)]
    left = list(before)
    copy = 0
    while left and (_is_tag(left[-1]) or _COPY.match(left[-1])):
        piece = left.pop()
        if _is_tag(piece):
            tags.insert(0, piece.lower())
        else:
            copy = int(piece)
    if left and not titles and not copy:
        titles.append(left[-1])
    title = titles[0] if titles else None
    numbered = _NUMBERED.match(title or "")
    if numbered:
        title, copy = numbered["title"] or None, int(numbered["copy"])
    return SubtitleName(language, tuple(dict.fromkeys(tags)), title, copy)


def _read_end(pieces: Sequence[str], *, first: int = 1) -> SubtitleName | None:
    """Names without dots (`Film_2020_en_forced`): tags at the end, the language before them."""
    left = _hearing_impaired([piece for piece in pieces if piece])
    tags: list[str] = []
    while len(left) > first and _is_tag(left[-1]):
        tags.insert(0, left.pop().lower())
    language = _language(left[-1]) if len(left) > first else None
    return SubtitleName(language, tuple(tags)) if language else None


def _without_words_of(film: str, name: SubtitleName) -> SubtitleName:
    words = {word.lower() for word in re.split(r"[\W_]+", film)}
    title = name.title
    if title is not None and title.lower() in film.lower():
        title = None
    return SubtitleName(name.language, tuple(tag for tag in name.tags if tag not in words), title, name.copy)


def _hearing_impaired(pieces: Sequence[str]) -> list[str]:
    """`hi` is Hindi; behind another language it means what `sdh` does."""
    found = list(pieces)
    for place in range(1, len(found)):
        if found[place].lower() == "hi" and _language(found[place - 1]) is not None:
            found[place] = "sdh"
    return found


def _is_tag(piece: str) -> bool:
    return piece.lower() in TAGS


def _language_and_title(piece: str) -> tuple[Language | None, str | None]:
    """A language, or a language and a title in one piece: `ru-commentary`, but `pt-BR` is one language."""
    language = _language(piece)
    if language is not None:
        return language, None
    compound = _COMPOUND.match(piece)
    if compound is None:
        return None, None
    language = _language(compound["code"])
    country = languages.by_iso(compound["code"], compound["rest"])
    if language is not None and country is not None and country is not language:
        return country, None
    return language, compound["rest"] if language and len(compound["rest"]) > 2 else None


def _language(text: str) -> Language | None:
    return _BY_WORD.get(text.lower())


def _words() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for language in languages.ALL:
        if language.id <= 0:
            continue
        found.setdefault(language.name.lower(), language)
        for iso in language.iso:
            for code in (iso.alpha2, iso.alpha3, *iso.bibliographic):
                if code:
                    found.setdefault(code, language)
    return found


_BY_WORD: Final = MappingProxyType(_words())
