"""How reasons write sizes, qualities and flags; clients and people know these forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cinearr.core.formats import CustomFormat
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import ProfileItem
from cinearr.core.quality import QualityModel, Revision

_UNITS: Final = ("B", "KB", "MB", "GB", "TB", "PB")


def size(number: float) -> str:
    """Bytes with one decimal in the largest unit that leaves a whole one: `1,017.5 MB`."""
    unit = 0
    while abs(number) >= 1024 and unit < len(_UNITS) - 1:
        number /= 1024
        unit += 1
    return f"{number:,.1f} {_UNITS[unit]}"


def revision(each: Revision) -> str:
    """`v2 Real:1`; without REAL only the version."""
    return f"v{each.version} Real:{each.real}" if each.real > 0 else f"v{each.version}"


def quality(each: QualityModel) -> str:
    """`Bluray-720p v1`."""
    return f"{each.quality.name} {revision(each.revision)}"


def formats(each: Iterable[CustomFormat]) -> str:
    """The names with commas between."""
    return ", ".join(one.name for one in each)


def flags(each: IndexerFlag) -> str:
    """`G_Freeleech, G_Internal`, and `0` for none."""
    return ", ".join(flag.name for flag in IndexerFlag if flag in each and flag.name) or "0"


def item(each: ProfileItem | None) -> str:
    """A step of a profile; a group with its qualities behind it."""
    if each is None:
        return "Unknown"
    if not each.is_group:
        return each.label
    return f"{each.label} ({', '.join(quality.name for quality in each.qualities)})"


def minutes(number: float) -> str:
    """Minutes with one decimal unless whole: `300.1`."""
    return f"{number:.1f}".removesuffix(".0")
