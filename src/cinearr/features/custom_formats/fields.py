"""What a condition of each kind asks for, as the v3 schema shows it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from cinearr.core import indexer_flags, languages, quality
from cinearr.core.formats import Kind
from cinearr.kit.providers import Option, Settings, setting

_EXPRESSION: Final = "Custom Format RegEx is Case Insensitive"
_LANGUAGES: Final = tuple(
    Option(value=each.id, name=each.name, divider_after=each is languages.UNKNOWN)
    for each in sorted(languages.ALL, key=lambda each: (each.id > 0, each.name))
)
_FLAGS: Final = tuple(
    Option(value=flag.value, name=str(flag.name).replace("_", " "), order=flag.value)
    for flag in sorted(indexer_flags.IndexerFlag, key=lambda flag: flag.value)
    if flag not in indexer_flags.DEPRECATED
)
_SOURCES: Final = tuple(Option(value=each.value, name=each.name, order=each.value) for each in quality.Source)
_MODIFIERS: Final = tuple(Option(value=each.value, name=each.name, order=each.value) for each in quality.Modifier)
_RESOLUTIONS: Final = tuple(
    Option(value=lines, name=f"R{lines}p" if lines else "Unknown", order=lines)
    for lines in (0, 360, 480, 540, 576, 720, 1080, 2160)
)


class Expression(Settings, kw_only=True, frozen=True):
    """A regular expression."""

    value: Annotated[str | None, setting("Regular Expression", help_text=_EXPRESSION)] = None


class OneLanguage(Settings, kw_only=True, frozen=True):
    """A language, or any other than it."""

    value: Annotated[int, setting("Language", "select", select_options=_LANGUAGES)] = 0
    except_language: Annotated[
        bool,
        setting(
            "Except Language",
            "checkbox",
            help_text="Matches if any language other than the selected language is present",
        ),
    ] = False


class Flag(Settings, kw_only=True, frozen=True):
    """What an indexer says of a release."""

    value: Annotated[int, setting("Flag", "select", select_options=_FLAGS)] = 0


class OneSource(Settings, kw_only=True, frozen=True):
    """Where the picture came from."""

    value: Annotated[int, setting("Source", "select", select_options=_SOURCES)] = 0


class OneResolution(Settings, kw_only=True, frozen=True):
    """Lines of the picture."""

    value: Annotated[int, setting("Resolution", "select", select_options=_RESOLUTIONS)] = 0


class OneModifier(Settings, kw_only=True, frozen=True):
    """What sets a release apart from others of its source."""

    value: Annotated[int, setting("Quality Modifier", "select", select_options=_MODIFIERS)] = 0


class SizeRange(Settings, kw_only=True, frozen=True):
    """Gigabytes."""

    min: Annotated[
        float,
        setting("Minimum Size", "number", unit="GB", help_text="Release must be greater than this size", is_float=True),
    ] = 0
    max: Annotated[
        float,
        setting(
            "Maximum Size",
            "number",
            unit="GB",
            help_text="Release must be less than or equal to this size",
            is_float=True,
        ),
    ] = 0


class YearRange(Settings, kw_only=True, frozen=True):
    """Years, both included."""

    min: Annotated[int, setting("Minimum Year", "number")] = 0
    max: Annotated[int, setting("Maximum Year", "number")] = 0


FIELDS: Final[Mapping[Kind, type[Settings]]] = MappingProxyType(
    {
        Kind.RELEASE_TITLE: Expression,
        Kind.EDITION: Expression,
        Kind.LANGUAGE: OneLanguage,
        Kind.INDEXER_FLAG: Flag,
        Kind.SOURCE: OneSource,
        Kind.RESOLUTION: OneResolution,
        Kind.QUALITY_MODIFIER: OneModifier,
        Kind.SIZE: SizeRange,
        Kind.RELEASE_GROUP: Expression,
        Kind.YEAR: YearRange,
    }
)

# Expressions to begin with, by name.
PRESETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "x264": r"(x|h)\.?264",
        "x265": r"(((x|h)\.?265)|(HEVC))",
        "Simple Hardcoded Subs": r"subs?",
        "Hardcoded Subs": r"\b(?<hcsub>(\w+SUBS?)\b)|(?<hc>(HC|SUBBED))\b",
        "Surround Sound": r"DTS.?(HD|ES|X(?!\D))|TRUEHD|ATMOS|DD(\+|P).?([5-9])|EAC3.?([5-9])",
        "Preferred Words": r"\b(SPARKS|Framestor)\b",
    }
)
