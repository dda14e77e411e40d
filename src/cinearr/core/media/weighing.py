"""A file's quality from several witnesses: its name, its folder, the release it came from, and what is inside it.

Each part (source, resolution, modifier, revision) goes to the witness that is surest of it. A name that says 1080p is
believed less than the picture's own size, and more than what an ending lets one expect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from cinearr.core.media.model import MediaInfo
from cinearr.core.media.video import resolution_from_dimensions
from cinearr.core.quality import ALL, UNKNOWN, Modifier, Quality, QualityModel, Revision, Source, find_quality
from cinearr.core.releases.model import Detection, ParsedRelease
from cinearr.core.releases.quality_parser import ParsedQuality, parse_quality


class Confidence(IntEnum):
    """How sure a witness is of a part."""

    FALLBACK = 0  # from the ending, or not said at all
    DEFAULT = 1  # what is so unless something else is said
    TAG = 2  # a word of the name
    MEDIA_INFO = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityClaim:
    """What one witness says of a file's quality. A part it knows nothing of is unknown (or 0, or None)."""

    source: Source = Source.UNKNOWN
    source_confidence: Confidence = Confidence.DEFAULT
    resolution: int = 0
    resolution_confidence: Confidence = Confidence.DEFAULT
    modifier: Modifier = Modifier.NONE
    modifier_confidence: Confidence = Confidence.DEFAULT
    revision: Revision | None = None
    revision_confidence: Confidence = Confidence.DEFAULT


def of_name(parsed: ParsedRelease | ParsedQuality) -> QualityClaim:
    """What a name says: a release's, a file's or a folder's."""
    quality = parsed.quality.quality
    source_confidence = _confidence(parsed.source_detection)
    revised = parsed.quality.revision != Revision()
    return QualityClaim(
        source=quality.source,
        source_confidence=source_confidence,
        resolution=quality.resolution,
        resolution_confidence=_confidence(parsed.resolution_detection),
        modifier=quality.modifier,
        modifier_confidence=source_confidence,
        revision=parsed.quality.revision,
        revision_confidence=Confidence.TAG if revised else _confidence(parsed.revision_detection),
    )


def of_media(info: MediaInfo | None) -> QualityClaim | None:
    """What is inside: the resolution for certain, and the source where the title written in the file names one."""
    if info is None or not (info.width and info.height):
        return None
    titled = parse_quality(info.title) if info.title else ParsedQuality(QualityModel(UNKNOWN))
    # A mere x264 is taken for SDTV in a release's name; in a title it says nothing.
    named = titled.source_detection is Detection.NAME and titled.quality.quality.name != "SDTV"
    return QualityClaim(
        source=titled.quality.quality.source if named else Source.UNKNOWN,
        source_confidence=Confidence.TAG if named else Confidence.DEFAULT,
        resolution=resolution_from_dimensions(info.width, info.height),
        resolution_confidence=Confidence.MEDIA_INFO,
    )


def of_grab(quality: QualityModel) -> QualityClaim:
    """What was grabbed: taken where nobody else knows more."""
    return QualityClaim(
        source=quality.quality.source,
        source_confidence=Confidence.TAG,
        resolution=quality.quality.resolution,
        resolution_confidence=Confidence.TAG,
        modifier=quality.quality.modifier,
        modifier_confidence=Confidence.TAG,
        revision=quality.revision,
        revision_confidence=Confidence.TAG,
    )


def weigh(witnesses: Iterable[QualityClaim | None]) -> QualityModel:
    """The quality all of them make together. Of two who are equally sure the earlier is believed."""
    heard = [witness for witness in witnesses if witness is not None]
    sources = [w for w in heard if w.source is not Source.UNKNOWN]
    resolutions = [w for w in heard if w.resolution]
    source = max(sources, key=lambda w: w.source_confidence).source if sources else Source.UNKNOWN
    resolution = max(resolutions, key=lambda w: w.resolution_confidence).resolution if resolutions else 0
    modifier = max((w.modifier for w in heard), key=lambda m: m.value, default=Modifier.NONE)
    revisions = [(w.revision_confidence, w.revision.key, w.revision) for w in heard if w.revision is not None]
    revision = max(revisions, key=lambda r: r[:2])[2] if revisions else Revision()
    return QualityModel(_quality(source, resolution, modifier), revision)


def _quality(source: Source, resolution: int, modifier: Modifier) -> Quality:
    """The quality of the parts; a whole disc or a raw recording stays one, whatever its picture's size."""
    found = find_quality(source, resolution, modifier)
    if found is not UNKNOWN or modifier is Modifier.NONE:
        return found
    return next((q for q in ALL if (q.source, q.modifier) == (source, modifier)), UNKNOWN)


def _confidence(detection: Detection) -> Confidence:
    match detection:
        case Detection.NAME:
            return Confidence.TAG
        case Detection.MEDIA_INFO:
            return Confidence.MEDIA_INFO
        case _:
            return Confidence.FALLBACK
