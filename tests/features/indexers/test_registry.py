from __future__ import annotations

import pytest

from cinearr.features.indexers.registry import IMPLEMENTATIONS
from cinearr.kit.providers import fields_of, settings_from_values, values_of


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_every_indexer_is_complete(name: str) -> None:
    implementation = IMPLEMENTATIONS[name]
    assert implementation.implementation == name
    assert implementation.config_contract == f"{name}Settings"
    made = implementation.build(implementation.settings())
    assert made.rate_limit >= 2
    assert len({field.name for field in fields_of(implementation.settings)}) == len(fields_of(implementation.settings))


@pytest.mark.parametrize(
    ("name", "preset", "values"),
    [(name, preset, values) for name in IMPLEMENTATIONS for preset, values in IMPLEMENTATIONS[name].presets],
)
def test_every_preset_names_real_fields_and_passes_its_own_rules(
    name: str, preset: str, values: dict[str, object]
) -> None:
    settings = settings_from_values(IMPLEMENTATIONS[name].settings, {**values, "apiKey": "key"})
    assert set(values) <= set(values_of(settings))
    assert list(settings.check()) == [], preset


def test_torznab_fields_stand_in_the_order_of_the_v3_schema() -> None:
    assert [field.name for field in fields_of(IMPLEMENTATIONS["Torznab"].settings)] == [
        "baseUrl",
        "apiPath",
        "apiKey",
        "categories",
        "additionalParameters",
        "multiLanguages",
        "failDownloads",
        "removeYear",
        "minimumSeeders",
        "seedCriteria.seedRatio",
        "seedCriteria.seedTime",
        "rejectBlocklistedTorrentHashesWhileGrabbing",
        "requiredFlags",
    ]


def test_secrets_are_masked() -> None:
    settings = settings_from_values(IMPLEMENTATIONS["HDBits"].settings, {"username": "me", "apiKey": "key"})
    assert values_of(settings)["apiKey"] == "********"
    assert values_of(settings)["username"] == "me"
