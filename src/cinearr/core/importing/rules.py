"""Whether a file may become a film's file. Each rule is one function that says why not; all of them are asked.

The sentences are those that queue cleaners look for, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Final

from cinearr.core.importing.model import CurrentFile, ImportCandidate, ImportFacts, ImportReason, ImportRejection
from cinearr.core.importing.sample import SampleVerdict, detect_sample

Rule = Callable[[ImportCandidate, ImportFacts], ImportRejection | None]

# An unpacker on Windows keeps its folder's name for a while after it is done.
_UNPACKING_SECONDS: Final = 5 * 60
_PART: Final = re.compile(r"(?<![^\W_])(?:cd|dvd|part|pt|dis[ck])[ ._-]*(?:\d+|[a-d])(?![^\W_])", re.IGNORECASE)


def already_imported(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """This download has been imported since it was last grabbed."""
    if candidate.download_id is None or facts.current_file is None or facts.imported_at is None:
        return None
    if facts.grabbed_at is not None and facts.grabbed_at > facts.imported_at:
        return None
    when = f"{facts.imported_at:%Y-%m-%d %H:%M:%S}"
    return ImportRejection(ImportReason.ALREADY_IMPORTED, f"Movie file already imported at {when}")


def free_space(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """The target's disk has room for the file and the reserve. An unknown amount passes."""
    if candidate.in_library or not facts.check_free_space or facts.free_space is None:
        return None
    if facts.free_space < candidate.size + facts.minimum_free_space:
        return ImportRejection(ImportReason.MINIMUM_FREE_SPACE, "Not enough free space")
    return None


def has_audio(candidate: ImportCandidate, _facts: ImportFacts) -> ImportRejection | None:
    """The file has sound, as far as it could be read."""
    if candidate.media_info is None or candidate.media_info.audio_stream_count:
        return None
    return ImportRejection(ImportReason.NO_AUDIO, "No audio tracks detected")


def matches_grab(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """The release was grabbed for this film."""
    if candidate.in_library or facts.grabbed_movie_ids is None or facts.movie_id in facts.grabbed_movie_ids:
        return None
    message = f"Movie {facts.movie_label} was not found in the grabbed release: {facts.grabbed_title}"
    return ImportRejection(ImportReason.NOT_IN_GRAB, message)


def not_multi_part(candidate: ImportCandidate, _facts: ImportFacts) -> ImportRejection | None:
    """The file is the whole film, not one of several discs."""
    if is_multi_part(candidate.path, candidate.siblings):
        return ImportRejection(
            ImportReason.MULTI_PART, "File is suspected multi-part file, Cinearr doesn't support this"
        )
    return None


def not_sample(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """The file runs long enough to be the film."""
    if candidate.in_library:
        return None
    seconds = None if candidate.media_info is None else candidate.media_info.runtime_seconds
    match detect_sample(candidate.path, facts.runtime_minutes, seconds):
        case SampleVerdict.SAMPLE:
            return ImportRejection(ImportReason.SAMPLE, "Sample")
        case SampleVerdict.INDETERMINATE:
            return ImportRejection(ImportReason.SAMPLE_INDETERMINATE, "Unable to determine if file is a sample")
        case SampleVerdict.NOT_SAMPLE:
            return None


def not_unpacking(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """No folder above the file is one that an unpacker still works in."""
    if candidate.in_library:
        return None
    working = tuple(name for name in facts.working_folders.split("|") if name)
    if not working or not any(parent.name.startswith(working) for parent in candidate.path.parents):
        return None
    if facts.windows and (candidate.seconds_since_write or 0) > _UNPACKING_SECONDS:
        return None
    return ImportRejection(ImportReason.UNPACKING, "File is still being unpacked")


def is_upgrade(candidate: ImportCandidate, facts: ImportFacts) -> ImportRejection | None:
    """The file is no worse than the one that is there. The cut-off plays no part: what was grabbed comes in."""
    current = facts.current_file
    if current is None:
        return None
    new_rank, old_rank = (facts.quality_ranks.get(q.quality.id, 0) for q in (candidate.quality, current.quality))
    if new_rank != old_rank:
        return _not_quality_upgrade(candidate, current) if new_rank < old_rank else None
    if facts.prefer_revisions and candidate.quality.revision.key != current.quality.revision.key:
        worse = candidate.quality.revision.key < current.quality.revision.key
        return _not_revision_upgrade(candidate, current) if worse else None
    return _not_format_upgrade(candidate, current) if candidate.format_score < current.format_score else None


RULES: Final[tuple[Rule, ...]] = (
    already_imported,
    free_space,
    has_audio,
    matches_grab,
    not_multi_part,
    not_sample,
    not_unpacking,
    is_upgrade,
)


def evaluate(candidate: ImportCandidate, facts: ImportFacts | None) -> tuple[ImportRejection, ...]:
    """Every reason against importing the file; none means it may come in. `facts` is None for an unknown film."""
    if not candidate.parsed:
        return (ImportRejection(ImportReason.UNABLE_TO_PARSE, "Unable to parse file"),)
    if facts is None:
        return (ImportRejection(ImportReason.INVALID_MOVIE, "Invalid movie"),)
    return tuple(found for rule in RULES if (found := rule(candidate, facts)) is not None)


def is_multi_part(path: PurePath, files_in_folder: Iterable[PurePath]) -> bool:
    """The name speaks of a part (`cd 1`, `disc b`) and another file differs in that alone."""
    if not _PART.search(path.name):
        return False
    whole = _without_part(path)
    return sum(_without_part(other) == whole for other in {*files_in_folder, path}) > 1


def _without_part(path: PurePath) -> tuple[PurePath, str]:
    return path.parent, _PART.sub("", path.name).lower()


def _qualities(candidate: ImportCandidate, current: CurrentFile) -> str:
    return f"Existing quality: {current.quality.quality.name}. New Quality {candidate.quality.quality.name}."


def _not_quality_upgrade(candidate: ImportCandidate, current: CurrentFile) -> ImportRejection:
    text = f"Not an upgrade for existing movie file. {_qualities(candidate, current)}"
    return ImportRejection(ImportReason.NOT_QUALITY_UPGRADE, text)


def _not_revision_upgrade(candidate: ImportCandidate, current: CurrentFile) -> ImportRejection:
    text = f"Not a quality revision upgrade for existing movie file(s). {_qualities(candidate, current)}"
    return ImportRejection(ImportReason.NOT_REVISION_UPGRADE, text)


def _not_format_upgrade(candidate: ImportCandidate, current: CurrentFile) -> ImportRejection:
    new = f"[{', '.join(candidate.formats)}] ({candidate.format_score})"
    existing = f"[{', '.join(current.formats)}] ({current.format_score})"
    text = f"Not a Custom Format upgrade for existing movie file(s). New: {new} do not improve on Existing: {existing}"
    return ImportRejection(ImportReason.NOT_FORMAT_UPGRADE, text)
