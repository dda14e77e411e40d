"""What every provider must hold to, checked by the same program for all of them: one row of a registry, one set of tests."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

import cinearr.features
from cinearr.kit.providers import MASK, Implementation, fields_of, not_offered, pascal, settings_from_values, values_of

CONTRACTS = {"indexers": "Indexer", "download_clients": "DownloadClient", "notifications": "Notification"}
TYPES = {
    *("textbox", "number", "password", "checkbox", "select", "path", "filePath", "tag", "action", "url"),
    *("captcha", "oAuth", "device", "tagSelect", "keyValueList"),
}


def registries() -> Iterator[tuple[str, Mapping[str, Implementation]]]:
    """Every feature that has a registry, by folder name."""
    for package in pkgutil.iter_modules(cinearr.features.__path__):
        name = f"cinearr.features.{package.name}.registry"
        if importlib.util.find_spec(name) is not None:
            tables = [value for value in vars(importlib.import_module(name)).values() if is_registry(value)]
            assert len(tables) == 1, f"{name} holds one registry"
            yield package.name, tables[0]


def is_registry(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(row, Implementation) for row in value.values()) and bool(value)


ALL = [
    pytest.param(kind, name, implementation, id=f"{kind}-{name}")
    for kind, registry in registries()
    for name, implementation in registry.items()
]


def test_each_kind_has_its_registry() -> None:
    assert {kind for kind, _ in registries()} >= {"download_clients", "indexers", "notifications"}


@pytest.mark.parametrize(("kind", "name", "implementation"), ALL)
class TestImplementation:
    def test_it_is_registered_under_its_own_name(self, kind: str, name: str, implementation: Implementation) -> None:
        assert implementation.implementation == name
        assert implementation.config_contract == f"{name}Settings"
        assert implementation.info_link.startswith("https://")

    def test_its_fields_describe_themselves(self, kind: str, name: str, implementation: Implementation) -> None:
        specs = fields_of(implementation.settings)
        wire_names = [spec.name.lower() for spec in specs]
        assert len(set(wire_names)) == len(wire_names)
        for spec in specs:
            assert spec.shown.label
            assert spec.shown.type in TYPES, spec.name
            assert (spec.shown.type == "password") <= spec.shown.is_secret, f"{spec.name} is a password in the clear"

    def test_its_defaults_survive_the_way_to_the_client_and_back(
        self, kind: str, name: str, implementation: Implementation
    ) -> None:
        fresh = implementation.settings()
        sent = msgspec.json.decode(msgspec.json.encode(values_of(fresh)))
        assert settings_from_values(implementation.settings, sent) == fresh

    def test_its_secrets_are_masked_and_kept(self, kind: str, name: str, implementation: Implementation) -> None:
        secrets = [spec for spec in fields_of(implementation.settings) if spec.shown.is_secret]
        filled: dict[str, Any] = {spec.attribute: "hunter2" for spec in secrets}
        stored = implementation.settings(**filled)
        shown = values_of(stored)
        assert "hunter2" not in repr(shown)
        assert all(shown[spec.name] == MASK for spec in secrets)
        assert settings_from_values(implementation.settings, shown, stored=stored) == stored

    def test_its_choices_refuse_what_they_do_not_offer(
        self, kind: str, name: str, implementation: Implementation
    ) -> None:
        assert not_offered(implementation.settings()) == []
        for spec in fields_of(implementation.settings):
            offered = [option.value for option in spec.shown.select_options or ()]
            if not offered:
                continue
            many = isinstance(spec.default, tuple)
            for value, failed in ((offered[-1], []), (max(offered) + 1, [pascal(spec.name)])):
                settings = settings_from_values(implementation.settings, {spec.name: [value] if many else value})
                assert [failure.property_name for failure in not_offered(settings)] == failed

    def test_presets_name_fields_it_has(self, kind: str, name: str, implementation: Implementation) -> None:
        known = {spec.name for spec in fields_of(implementation.settings)}
        for _, values in implementation.presets:
            assert set(values) <= known

    def test_it_is_what_its_kind_promises(self, kind: str, name: str, implementation: Implementation) -> None:
        contract = getattr(importlib.import_module(f"cinearr.features.{kind}.contract"), CONTRACTS[kind])
        built = implementation.build
        promised = [member for member in vars(contract) if not member.startswith("_")]
        promised += [member for member in contract.__annotations__ if not member.startswith("_")]
        if inspect.isclass(built):
            assert [member for member in promised if not hasattr(built, member)] == []
