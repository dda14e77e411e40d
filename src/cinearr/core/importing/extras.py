"""Files that come along with a film: which ones belong to it, and what they are called beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import Final

from cinearr.core.importing.extensions import SUBTITLE, VIDEO, extension
from cinearr.core.importing.subtitles import SubtitleName, language_suffix, subtitle_of
from cinearr.core.releases.parser import parse_title
from cinearr.core.releases.titles import clean_title

_NOT_WORDS: Final = re.compile(r"[\W_]+")


class ExtraKind(Enum):
    """What an extra file is; the values are the v3 words."""

    SUBTITLE = "subtitle"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FoundExtra:
    """One file that comes along, and its name beside the film's file. `subtitle` is None for other files."""

    source: PurePath
    name: str
    kind: ExtraKind
    subtitle: SubtitleName | None = None


def wanted_extensions(setting: str) -> frozenset[str]:
    """The setting `srt, .sub` as extensions: lower case, with the dot."""
    words = (word.strip().lower() for word in setting.split(","))
    return frozenset(word if word.startswith(".") else f".{word}" for word in words if word)


def find_extras(
    video: PurePath,
    files: Sequence[PurePath],
    new_stem: str,
    wanted: Collection[str],
    *,
    only_video: bool = False,
    film_names: Iterable[str] = (),
    nfo_is_written: bool = False,
) -> tuple[FoundExtra, ...]:
    """The extras of a film among the files of its folder, with the names they get beside `new_stem`.

    `wanted`: extensions with their dot. `only_video`: no other video is there, so any subtitle is this film's.
    `film_names` are further stems an extra may begin with. `nfo_is_written`: this program writes the .nfo itself, so a
    foreign one gets `-orig` behind it.
    """
    stems = (video.stem, *film_names)
    taken = [
        file
        for file in files
        if file != video and _is_wanted(file, wanted) and _belongs(file, stems, only_video=only_video)
    ]
    subtitles = [file for file in taken if extension(file) in SUBTITLE]
    others = [file for file in taken if extension(file) not in SUBTITLE]
    return (
        *name_subtitles(subtitles, new_stem, (video.name, f"{new_stem}{video.suffix}")),
        *_name_others(others, video, new_stem, nfo_is_written=nfo_is_written),
    )


def name_subtitles(files: Sequence[PurePath], new_stem: str, film_files: Sequence[str] = ()) -> tuple[FoundExtra, ...]:
    """Names of subtitles beside a film, `Film.en.forced.srt`. Those that would share a name are numbered from 1."""
    read = [(file, subtitle_of(file.name, film_files)) for file in files if extension(file) in SUBTITLE]
    suffixes = Counter((language_suffix(name), extension(file)) for file, name in read)
    used: Counter[tuple[str, str]] = Counter()
    found = []
    for file, name in read:
        key = (language_suffix(name), extension(file))
        used[key] += 1
        copy = used[key] if suffixes[key] > 1 else 0
        new_name = f"{new_stem}{language_suffix(name, copy)}{extension(file)}"
        found.append(FoundExtra(file, new_name, ExtraKind.SUBTITLE, name))
    return tuple(found)


def renamed_extra(relative_name: str, old_stem: str, new_stem: str) -> str:
    """The name of an extra after its film's file was renamed; one that does not begin like the film keeps its own."""
    if not relative_name.lower().startswith(old_stem.lower()):
        return relative_name
    return new_stem + relative_name[len(old_stem) :]


def _is_wanted(file: PurePath, wanted: Collection[str]) -> bool:
    ending = extension(file)
    return ending in wanted and ending not in VIDEO and not file.name.startswith("._")


def _belongs(file: PurePath, stems: Iterable[str], *, only_video: bool) -> bool:
    """The extra begins with the film's name (however it is punctuated) or names the same film and year.

    Where there is one film, any subtitle is its own.
    """
    if only_video and extension(file) in SUBTITLE:
        return True
    plain = _plain(file.stem)
    film = _film(file.stem)
    return any(
        stem and (plain.startswith(_plain(stem) or "\0") or (film is not None and film == _film(stem)))
        for stem in stems
    )


def _plain(stem: str) -> str:
    return _NOT_WORDS.sub("", stem).casefold()


def _film(stem: str) -> tuple[str, int] | None:
    parsed = parse_title(stem, is_dir=True)
    return (clean_title(parsed.title), parsed.year) if parsed is not None and parsed.year else None


def _name_others(
    files: Sequence[PurePath], video: PurePath, new_stem: str, *, nfo_is_written: bool
) -> tuple[FoundExtra, ...]:
    found: list[FoundExtra] = []
    names: set[str] = set()
    for file in files:
        ending = extension(file)
        if ending == ".nfo":
            name = f"{new_stem}.nfo-orig" if nfo_is_written else f"{new_stem}.nfo"
            if name in names:
                continue  # one is enough: the film has one description
        else:
            name = _free_name(renamed_extra(file.name, video.stem, new_stem), new_stem, ending, names)
        names.add(name)
        found.append(FoundExtra(file, name, ExtraKind.OTHER))
    return tuple(found)


def _free_name(name: str, new_stem: str, ending: str, names: Collection[str]) -> str:
    if not name.startswith(new_stem):
        name = f"{new_stem}{ending}"
    number = 1
    while name in names:
        name = f"{new_stem}.{number}{ending}"
        number += 1
    return name
