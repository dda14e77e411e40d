"""Profiles as values: qualities and their order, sizes, delays, and words of release titles."""

from cinearr.core.profiles.defaults import PROFILES, SCHEMA, definition_weight, quality_weight
from cinearr.core.profiles.definitions import QualityDefinition
from cinearr.core.profiles.delay import DelayProfile
from cinearr.core.profiles.quality import Position, ProfileItem, QualityProfile, with_format, without_format
from cinearr.core.profiles.release import ReleaseProfile

__all__ = [
    "PROFILES",
    "SCHEMA",
    "DelayProfile",
    "Position",
    "ProfileItem",
    "QualityDefinition",
    "QualityProfile",
    "ReleaseProfile",
    "definition_weight",
    "quality_weight",
    "with_format",
    "without_format",
]
