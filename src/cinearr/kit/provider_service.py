"""Configured providers of one kind: kept, checked and tested in the way of the v3 API, whatever the kind.

Rules run before anything is asked over the network, and no transaction is open while a provider is tested.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.kit import events
from cinearr.kit.db import Database
from cinearr.kit.errors import CinearrError, Failure, Invalid, NotFound
from cinearr.kit.provider_tables import ProviderColumns, ProviderStatusRow
from cinearr.kit.providers import Implementation, Settings, not_offered, settings_from_values, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider, stored (id > 0) or about to be. `options` are the kind's own top-level values by wire name."""

    id: int
    name: str
    implementation: Implementation
    settings: Settings
    options: Mapping[str, Any]
    tags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a client sent. None means absent. `fields` are settings by wire name; `options` everything top-level."""

    id: int = 0
    name: str | None = None
    implementation: str | None = None
    config_contract: str | None = None
    fields: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One row of `testall`."""

    __test__ = False

    id: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What sets one kind apart. `name` is the v3 and SignalR name (`indexer`). `options` holds the top-level defaults.

    `check` gives the rules on options; `enabled` says whether a provider with these options works at all (one that does
    not is neither checked nor tested); `test` asks the real thing; `action` answers `POST action/NAME`.
    """

    name: str
    row: type[ProviderColumns]
    registry: Mapping[str, Implementation]
    options: Mapping[str, Any]
    enabled: Callable[[Mapping[str, Any]], bool]
    test: Callable[[Provider], Awaitable[Sequence[Failure]]]
    check: Callable[[Mapping[str, Any]], Sequence[Failure]] = lambda _: ()
    action: Callable[[Provider, str, Mapping[str, str]], Awaitable[Any]] | None = None
    bulk_options: frozenset[str] = frozenset()


def provider_of(kind: Kind, row: ProviderColumns) -> Provider | None:
    """The provider of a row; None when this version has no such implementation."""
    implementation = kind.registry.get(row.implementation)
    if implementation is None:
        return None
    try:
        settings = settings_from_values(implementation.settings, row.settings)
    except Invalid:
        settings = implementation.settings()
    return Provider(
        id=row.id,
        name=row.name,
        implementation=implementation,
        settings=settings,
        options={**kind.options, **row.options},
        tags=tuple(row.tags),
    )


async def load(session: AsyncSession, kind: Kind) -> list[Provider]:
    """Every provider of a kind by name, whatever the case."""
    rows = await session.scalars(select(kind.row))
    found = [provider for row in rows if (provider := provider_of(kind, row)) is not None]
    return sorted(found, key=lambda provider: (provider.name.lower(), provider.id))


class ProviderService:
    """The v3 verbs on providers of one kind."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self.kind = kind
        self._database = database

    async def all(self) -> list[Provider]:
        """Every provider by name."""
        async with self._database.read() as session:
            return await load(session, self.kind)

    async def get(self, provider_id: int) -> Provider:
        """One provider. Raises NotFound."""
        async with self._database.read() as session:
            row = await session.get(self.kind.row, provider_id)
            found = provider_of(self.kind, row) if row is not None else None
        if found is None:
            raise NotFound(f"There is no {self.kind.name} with ID {provider_id}")
        return found

    async def create(self, draft: Draft, *, force: bool = False) -> Provider:
        """Check, test and keep a new provider. Raises Invalid; with `force` warnings are passed over."""
        if draft.id > 0:
            raise Invalid(Failure(property_name="Id", message=f"Can't insert model with existing ID {draft.id}"))
        provider = self._build(draft, None, complete=True)
        await self._check_name(provider)
        await self._check(provider, force=force, with_test=True)
        async with self._database.begin() as session:
            row = self.kind.row(**_columns(provider))
            session.add(row)
            await session.flush()
            await events.changed(session, self.kind.name, "created", row.id)
            return replace(provider, id=row.id)

    async def update(self, draft: Draft, *, force: bool = False) -> Provider:
        """Replace a provider. Raises NotFound or Invalid. Nothing is written when nothing changed."""
        stored = await self.get(draft.id)
        provider = self._build(draft, stored, complete=False)
        await self._check_name(provider)
        changed = provider != stored
        await self._check(provider, force=force, with_test=changed and not force)
        if changed:
            async with self._database.begin() as session:
                row = await session.get(self.kind.row, draft.id, with_for_update=True)
                if row is None:
                    raise NotFound(f"There is no {self.kind.name} with ID {draft.id}")
                for name, value in _columns(provider).items():
                    setattr(row, name, value)
                await events.changed(session, self.kind.name, "updated", row.id)
        return provider

    async def delete(self, *provider_ids: int) -> None:
        """Forget providers and how they have been doing; unknown ids do no harm."""
        async with self._database.begin() as session:
            await session.execute(delete(self.kind.row).where(self.kind.row.id.in_(provider_ids)))
            await session.execute(
                delete(ProviderStatusRow).where(
                    ProviderStatusRow.kind == self.kind.name, ProviderStatusRow.provider_id.in_(provider_ids)
                )
            )
            await events.changed(session, self.kind.name, "deleted", *provider_ids)

    async def update_many(
        self, ids: Sequence[int], options: Mapping[str, Any], tags: Sequence[int] | None, apply_tags: str
    ) -> list[Provider]:
        """Change some options and tags of many. Raises NotFound for an id that is not there."""
        allowed = {
            name: value for name, value in options.items() if name in self.kind.bulk_options and value is not None
        }
        async with self._database.begin() as session:
            rows = {
                row.id: row
                for row in await session.scalars(
                    select(self.kind.row).where(self.kind.row.id.in_(ids)).with_for_update()
                )
            }
            missing = [provider_id for provider_id in ids if provider_id not in rows]
            if missing:
                raise NotFound(f"There is no {self.kind.name} with ID {missing[0]}")
            if failures := self.kind.check({**self.kind.options, **allowed}):
                raise Invalid(*failures)
            for row in rows.values():
                row.options = {**row.options, **allowed}
                if tags is not None:
                    row.tags = _apply_tags(row.tags, tags, apply_tags)
            await events.changed(session, self.kind.name, "updated", *rows)
            found = [provider_of(self.kind, rows[provider_id]) for provider_id in ids]
        return [provider for provider in found if provider is not None]

    async def test(self, draft: Draft, *, force: bool = False) -> None:
        """Try a provider as it was sent. Raises Invalid."""
        stored = await self._stored(draft.id)
        provider = self._build(draft, stored, complete=False)
        await self._check_name(provider)
        failures = list(provider.settings.check())
        _raise_unless_passed(failures, force=force)
        _raise_unless_passed(await self._test(provider), force=False)

    async def test_all(self) -> list[TestResult]:
        """Try every enabled provider whose settings are good."""
        results = []
        for provider in sorted(await self.all(), key=lambda each: each.id):
            if not self.kind.enabled(provider.options):
                continue
            failures = list(provider.settings.check()) or list(await self._test(provider))
            results.append(TestResult(id=provider.id, failures=tuple(failures)))
        return results

    async def action(self, draft: Draft, name: str, query: Mapping[str, str]) -> Any:
        """What the provider answers to an action of its own. Raises NotFound for one it does not have."""
        if self.kind.action is None:
            raise NotFound(f"There is no action {name!r}")
        provider = self._build(draft, await self._stored(draft.id), complete=False)
        return await self.kind.action(provider, name, query)

    # --- steps ---

    async def _stored(self, provider_id: int) -> Provider | None:
        if provider_id <= 0:
            return None
        async with self._database.read() as session:
            row = await session.get(self.kind.row, provider_id)
            return provider_of(self.kind, row) if row is not None else None

    def _build(self, draft: Draft, stored: Provider | None, *, complete: bool) -> Provider:
        """A provider from what was sent. The v3 rules every kind shares come first, all at once."""
        failures = [
            _empty(name, value)
            for name, value in (
                ("Name", draft.name),
                ("Implementation", draft.implementation),
                ("ConfigContract", draft.config_contract),
            )
            if not value
        ]
        options = {**self.kind.options, **{k: v for k, v in draft.options.items() if k in self.kind.options}}
        if self.kind.check is not None:
            failures += self.kind.check({**options, **_absent(draft, self.kind)})
        if draft.fields is None and complete:
            failures.append(_empty("Fields", None))
        if failures:
            raise Invalid(*failures)
        assert draft.name is not None
        implementation = self.kind.registry.get(draft.implementation or "")
        if implementation is None:
            raise Invalid(
                Failure(
                    property_name="Implementation",
                    message=f"There is no {self.kind.name} implementation named {draft.implementation!r}",
                    attempted=draft.implementation,
                )
            )
        before = stored.settings if stored is not None and stored.implementation is implementation else None
        settings = settings_from_values(implementation.settings, draft.fields or {}, stored=before)
        if failures := not_offered(settings):
            raise Invalid(*failures)
        return Provider(
            id=draft.id,
            name=draft.name,
            implementation=implementation,
            settings=settings,
            options=options,
            tags=tuple(dict.fromkeys(draft.tags or ())),
        )

    async def _check_name(self, provider: Provider) -> None:
        async with self._database.read() as session:
            rows = await session.execute(select(self.kind.row.id, self.kind.row.name))
            taken = any(row_id != provider.id and name.lower() == provider.name.lower() for row_id, name in rows)
        if taken:
            raise Invalid(
                Failure(
                    property_name="Name",
                    message="Should be unique",
                    attempted=provider.name,
                    code="PredicateValidator",
                    placeholders={"propertyName": "Name", "propertyValue": provider.name},
                )
            )

    async def _check(self, provider: Provider, *, force: bool, with_test: bool) -> None:
        if not self.kind.enabled(provider.options):
            return
        _raise_unless_passed(provider.settings.check(), force=force)
        if with_test:
            _raise_unless_passed(await self._test(provider), force=force)

    async def _test(self, provider: Provider) -> Sequence[Failure]:
        try:
            found = await self.kind.test(provider)
        except CinearrError as error:
            found = [Failure(property_name="", message=error.message)]
        return [replace(failure, tested=True) for failure in found]


def _absent(draft: Draft, kind: Kind) -> dict[str, Any]:
    """A priority that was left out is no priority: the rules see 0, as the original's do."""
    return {"priority": 0} if "priority" in kind.options and "priority" not in draft.options else {}


def _raise_unless_passed(failures: Sequence[Failure], *, force: bool) -> None:
    counted = [failure for failure in failures if not (force and failure.is_warning)]
    if counted:
        raise Invalid(*counted)


def _empty(name: str, value: Any) -> Failure:
    shown = "".join(f" {letter}" if letter.isupper() and index else letter for index, letter in enumerate(name))
    return Failure(
        property_name=name,
        message=f"'{shown}' must not be empty.",
        attempted=value,
        code="NotEmptyValidator",
        placeholders={"propertyName": shown, "propertyValue": value},
    )


def _columns(provider: Provider) -> dict[str, Any]:
    return {
        "name": provider.name,
        "implementation": provider.implementation.implementation,
        "settings": values_of(provider.settings, masked=False),
        "options": dict(provider.options),
        "tags": list(provider.tags),
    }


def _apply_tags(present: Sequence[int], given: Sequence[int], how: str) -> list[int]:
    if how == "replace":
        return list(dict.fromkeys(given))
    if how == "remove":
        return [tag for tag in present if tag not in given]
    return list(dict.fromkeys([*present, *given]))
