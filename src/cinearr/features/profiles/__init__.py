"""Quality profiles and definitions, delay and release profiles, as the values of `core.profiles`."""

from cinearr.features.profiles.store import (
    definition_of,
    delay_profile_columns,
    delay_profile_of,
    delay_profiles,
    ensure_defaults,
    items_from_json,
    items_to_json,
    lock,
    profile_columns,
    profile_of,
    quality_definitions,
    quality_profiles,
    release_profile_of,
    release_profiles,
    reset_definitions,
    scores_to_json,
)
from cinearr.features.profiles.tables import DelayProfileRow, QualityDefinitionRow, QualityProfileRow, ReleaseProfileRow

__all__ = [
    "DelayProfileRow",
    "QualityDefinitionRow",
    "QualityProfileRow",
    "ReleaseProfileRow",
    "definition_of",
    "delay_profile_columns",
    "delay_profile_of",
    "delay_profiles",
    "ensure_defaults",
    "items_from_json",
    "items_to_json",
    "lock",
    "profile_columns",
    "profile_of",
    "quality_definitions",
    "quality_profiles",
    "release_profile_of",
    "release_profiles",
    "reset_definitions",
    "scores_to_json",
]
