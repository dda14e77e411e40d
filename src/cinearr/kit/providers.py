"""What every provider kind shares: settings that describe themselves, their wire form, masks and checks.

A provider's settings are one msgspec struct. Each field carries a `setting(...)` that says how the v3 schema shows it:

    class ExampleSettings(Settings):
        base_url: Annotated[str | None, setting("URL")] = None
        api_key: Annotated[str | None, setting("API Key", privacy="apiKey")] = None

Wire names are camelCase of the field names unless `name` is given (`seedCriteria.seedRatio`). The order of the fields
is the order on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from cinearr.kit.errors import Failure, Invalid

MASK = "********"  # how the v3 API shows a secret; sent back, it means "unchanged"

_UNSET: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select field."""

    value: int
    name: str
    order: int = 0
    hint: str | None = None
    divider_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """How the v3 schema shows one setting; see `reference`-like keys of the same names on the wire."""

    label: str
    type: str = "textbox"
    name: str | None = None
    unit: str | None = None
    help_text: str | None = None
    help_text_warning: str | None = None
    help_link: str | None = None
    advanced: bool = False
    privacy: str = "normal"  # normal | password | apiKey | userName
    hidden: str | None = None
    section: str | None = None
    placeholder: str | None = None
    select_options: tuple[Option, ...] | None = None
    select_action: str | None = None
    is_float: bool = False

    @property
    def is_secret(self) -> bool:
        """Whether the value is masked in answers and logs."""
        return self.privacy in ("password", "apiKey")


def setting(label: str, kind: str = "textbox", **more: Any) -> msgspec.Meta:
    """Describe one field of a settings struct; `more` are the fields of `SettingField`."""
    return msgspec.Meta(extra={"setting": SettingField(label=label, type=kind, **more)})


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """The root of all settings structs. Subclasses override `check` for rules that need several fields."""

    def check(self) -> Sequence[Failure]:
        """Every rule the values break; none when they are good. `property_name` is the wire name in PascalCase."""
        return ()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A settings field with everything the wire needs to know."""

    attribute: str
    name: str
    order: int
    default: Any
    annotation: Any
    shown: SettingField


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def pascal(name: str) -> str:
    """`baseUrl` → `BaseUrl`, `seedCriteria.seedRatio` → `SeedCriteria.SeedRatio`."""
    return ".".join(part[:1].upper() + part[1:] for part in name.split("."))


@cache
def fields_of(settings: type[Settings]) -> tuple[FieldSpec, ...]:
    """The fields of a settings struct in wire order."""
    hints = get_type_hints(settings, include_extras=True)
    specs = []
    for order, info in enumerate(msgspec.structs.fields(settings)):
        shown = _shown(hints[info.name])
        if info.default is not msgspec.NODEFAULT:
            default = info.default
        elif info.default_factory is not msgspec.NODEFAULT:
            default = info.default_factory()
        else:
            default = None
        specs.append(
            FieldSpec(info.name, shown.name or _camel(info.name), order, default, hints[info.name], shown),
        )
    return tuple(specs)


def _shown(annotation: Any) -> SettingField:
    for meta in get_args(annotation)[1:]:
        extra = getattr(meta, "extra", None)
        if extra and "setting" in extra:
            found = extra["setting"]
            assert isinstance(found, SettingField)
            return found
    raise TypeError(f"{annotation!r} carries no setting(...)")


S = TypeVar("S", bound=Settings)


def settings_from_values(kind: type[S], values: Mapping[str, Any], *, stored: S | None = None) -> S:
    """Build settings from wire values (by wire name).

    Left-out fields take their defaults, unknown ones are dropped, numbers may come as text and lists as comma-separated
    text, and a masked secret takes the value of `stored`. Raises `Invalid` naming each field of the wrong kind.
    """
    built: dict[str, Any] = {}
    failures: list[Failure] = []
    for spec in fields_of(kind):
        value = values.get(spec.name, _UNSET)
        if value is _UNSET:
            continue
        if spec.shown.is_secret and value == MASK:
            built[spec.attribute] = getattr(stored, spec.attribute) if stored is not None else spec.default
            continue
        try:
            built[spec.attribute] = _convert(value, spec)
        except (msgspec.ValidationError, ValueError, TypeError):
            failures.append(
                Failure(
                    property_name=pascal(spec.name),
                    message=f"'{spec.shown.label}' has a value of the wrong kind",
                    attempted=value if not spec.shown.is_secret else None,
                )
            )
    if failures:
        raise Invalid(*failures)
    return kind(**built)


def _convert(value: Any, spec: FieldSpec) -> Any:
    if value is None:
        # null means "not given" for what cannot be null itself
        try:
            return msgspec.convert(None, spec.annotation)
        except msgspec.ValidationError:
            return spec.default
    if isinstance(value, str):
        if value == "" and not _accepts_text(spec.annotation):
            return spec.default
        if isinstance(spec.default, (tuple, list)):
            value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _accepts_text(spec.annotation):
        value = str(value)
    return msgspec.convert(value, spec.annotation, strict=False)


def _accepts_text(annotation: Any) -> bool:
    try:
        msgspec.convert("x", annotation)
    except msgspec.ValidationError:
        return False
    return True


def values_of(settings: Settings, *, masked: bool = True) -> dict[str, Any]:
    """Wire name → value; secrets masked unless asked otherwise (for storing)."""
    values: dict[str, Any] = {}
    for spec in fields_of(type(settings)):
        value = getattr(settings, spec.attribute)
        if masked and spec.shown.is_secret and value:
            value = MASK
        values[spec.name] = list(value) if isinstance(value, tuple) else value
    return values


def required(settings: Settings, attribute: str) -> list[Failure]:
    """The v3 NotEmptyValidator on one field."""
    spec = next(spec for spec in fields_of(type(settings)) if spec.attribute == attribute)
    value = getattr(settings, attribute)
    if value not in (None, "", (), []):
        return []
    shown = spaced(pascal(spec.name))
    return [
        Failure(
            property_name=pascal(spec.name),
            message=f"'{shown}' must not be empty.",
            attempted=value,
            code="NotEmptyValidator",
            placeholders={"propertyName": shown, "propertyValue": value},
        )
    ]


def not_offered(settings: Settings) -> list[Failure]:
    """The v3 EnumValidator on every select field that lists its options: one failure a field with a value beside them."""
    failures = []
    for spec in fields_of(type(settings)):
        offered = {option.value for option in spec.shown.select_options or ()}
        value = getattr(settings, spec.attribute)
        chosen = value if isinstance(value, tuple) else (value,)
        wrong = [each for each in chosen if each is not None and each not in offered]
        if offered and wrong:
            name, shown = pascal(spec.name), spaced(pascal(spec.name))
            failures.append(
                Failure(
                    property_name=name,
                    message=f"'{shown}' has a range of values which does not include '{wrong[0]}'.",
                    attempted=list(value) if isinstance(value, tuple) else value,
                    code="EnumValidator",
                    placeholders={"propertyName": shown, "propertyValue": wrong[0], "propertyPath": name},
                )
            )
    return failures


def spaced(name: str) -> str:
    """`BaseUrl` → `Base Url`, as validation messages of the v3 API write property names."""
    out = []
    for index, letter in enumerate(name):
        if index and letter.isupper() and not name[index - 1].isupper():
            out.append(" ")
        out.append(letter)
    return "".join(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """One line of a registry: what a provider is called and what it is made of.

    `build` is the class or function that makes the provider from its settings; its exact type belongs to the kind.
    `defaults` are top-level values of the schema resource; `presets` are named variations of settings.
    """

    implementation: str
    implementation_name: str
    settings: type[Settings]
    build: Any
    info_link: str
    defaults: Mapping[str, Any] = field(default_factory=dict)
    presets: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    message: Mapping[str, str] | None = None

    @property
    def config_contract(self) -> str:
        """The v3 name of the settings type."""
        return self.settings.__name__
