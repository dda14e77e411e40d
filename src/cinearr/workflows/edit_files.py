"""Putting right what is known of files: their quality, languages, edition, group, name and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cinearr.core.evidence import quality_to_json
from cinearr.core.importing.scene_name import is_scene_title
from cinearr.core.quality import QualityModel
from cinearr.features import media_files
from cinearr.features.media_files.tables import MovieFile
from cinearr.kit import events
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """What is to change; None leaves things as they are. Languages by id."""

    quality: QualityModel | None = None
    languages: tuple[int, ...] | None = None
    edition: str | None = None
    release_group: str | None = None
    scene_name: str | None = None
    indexer_flags: int | None = None


async def edit(program: Program, changes: Mapping[int, FileEdit]) -> list[int]:
    """Change files, all or none; the ids of those that exist."""
    async with program.database.begin() as session:
        rows = await media_files.some(session, changes.keys())
        for row in rows:
            _apply(row, changes[row.id])
        await session.flush()
        if rows:
            await events.changed(session, "moviefile", "updated", *(row.id for row in rows))
            await events.changed(session, "movie", "updated", *sorted({row.movie_id for row in rows}))
        return [row.id for row in rows]


def _apply(row: MovieFile, change: FileEdit) -> None:
    if change.quality is not None:
        row.quality = quality_to_json(change.quality)
    if change.languages is not None:
        row.languages = list(change.languages)
    if change.edition is not None:
        row.edition = change.edition
    if change.release_group is not None:
        row.release_group = change.release_group or None
    if change.indexer_flags is not None:
        row.indexer_flags = change.indexer_flags
    name = change.scene_name
    if name and is_scene_title(name):
        row.scene_name = name
    if row.evidence and "subject" in row.evidence:
        # A person knows better than what the release said of itself.
        row.evidence = {**row.evidence, "subject": {**row.evidence["subject"], **_corrected(change)}}


def _corrected(change: FileEdit) -> dict[str, Any]:
    values = {
        "quality": change.quality.quality.id if change.quality is not None else None,
        "languages": list(change.languages) if change.languages is not None else None,
        "edition": change.edition,
        "release_group": change.release_group,
        "indexer_flags": change.indexer_flags,
    }
    return {name: value for name, value in values.items() if value is not None}
