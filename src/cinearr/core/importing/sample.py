"""Is a video the film itself or a taste of it? Told by how long it runs."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath
from typing import Final

from cinearr.core.importing.extensions import extension


class SampleVerdict(Enum):
    """What the runtime says; indeterminate when it could not be read."""

    SAMPLE = "sample"
    NOT_SAMPLE = "not_sample"
    INDETERMINATE = "indeterminate"


# Streams, discs and containers that tell no length; a sample never comes in one.
_NEVER_SAMPLES: Final = frozenset({".flv", ".strm", ".iso", ".img", ".m2ts"})
# Minutes of the film, and the seconds its file must have at least.
_MINIMUM_SECONDS: Final = ((3, 15), (10, 90), (30, 300))
_MINIMUM_SECONDS_ELSE: Final = 600
_WORD: Final = re.compile(r"(?<![^\W_])samples?(?![^\W_])", re.IGNORECASE)


def detect_sample(path: PurePath, movie_runtime_minutes: int, video_seconds: float | None) -> SampleVerdict:
    """Weigh a file's seconds (None: unreadable) against the film's minutes (0: unknown)."""
    if extension(path) in _NEVER_SAMPLES:
        return SampleVerdict.NOT_SAMPLE
    if video_seconds is None:
        return SampleVerdict.INDETERMINATE
    if video_seconds < minimum_seconds(movie_runtime_minutes) or not video_seconds:
        return SampleVerdict.SAMPLE
    return SampleVerdict.NOT_SAMPLE


def says_sample(path: PurePath) -> bool:
    """The file's name or a folder in `path` has the word; a film may have it too, so this alone proves nothing."""
    return _WORD.search(str(path)) is not None


def minimum_seconds(movie_runtime_minutes: int) -> int:
    """How long a file must run to be the film."""
    for minutes, seconds in _MINIMUM_SECONDS:
        if movie_runtime_minutes <= minutes:
            return seconds
    return _MINIMUM_SECONDS_ELSE
