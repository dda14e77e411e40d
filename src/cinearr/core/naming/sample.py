"""The film that the settings page shows names of. Its facts are those that clients have seen for years."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cinearr.core.media.model import MediaInfo
from cinearr.core.naming.builder import expand_file, expand_folder
from cinearr.core.naming.model import FileFacts, NamingConfig, NamingFacts
from cinearr.core.quality import Revision

_SCENE_NAME: Final = "The.Movie.Title.2010.1080p.BluRay.DTS.x264-EVOLVE"
SAMPLE: Final = NamingFacts(
    title="The Movie: Title",
    original_title="The Original Movie Title",
    collection="The Movie Collection",
    certification="R",
    year=2010,
    imdb_id="tt0066921",
    tmdb_id=345691,
    file=FileFacts(
        quality="Bluray-1080p",
        revision=Revision(version=2),
        release_group="EVOLVE",
        edition="Ultimate extended edition",
        scene_name=_SCENE_NAME,
        relative_path=f"{_SCENE_NAME}.mkv",
        media_info=MediaInfo(
            video_format="AVC",
            video_bit_depth=10,
            video_multi_view_count=2,
            audio_format="DTS",
            audio_channels=6,
            audio_channel_positions="5.1",
            audio_languages=("ger",),
            subtitles=("eng", "ger"),
        ),
        custom_formats=("Surround Sound", "x264"),
    ),
)


def sample_names(config: NamingConfig, *, quality_title: str = "Bluray-1080p") -> tuple[str, str]:
    """What the settings make of the sample: file name and folder name. Either may be empty.

    `quality_title` is the title of the definition of Bluray-1080p, which people may change.
    """
    assert SAMPLE.file is not None
    facts = replace(SAMPLE, file=replace(SAMPLE.file, quality=quality_title))
    return expand_file(config, facts), expand_folder(config, facts)
