"""The profiles of a fresh install and the empty one a new profile starts from."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from cinearr.core import quality
from cinearr.core.profiles.quality import GROUP_IDS_FROM, ProfileItem, QualityProfile


def items(allowed: frozenset[int] = frozenset()) -> tuple[ProfileItem, ...]:
    """All qualities in the default order, worst first, those of one weight as a group."""
    ranked = sorted(quality.ALL, key=lambda each: each.weight)
    found: list[ProfileItem] = []
    group_id = GROUP_IDS_FROM
    for _, same in groupby(ranked, key=lambda each: each.weight):
        members = tuple(ProfileItem(each, each.id in allowed) for each in same)
        if len(members) == 1:
            found.append(members[0])
            continue
        found.append(
            ProfileItem(
                id=group_id,
                name=_group_name(members),
                members=members,
                allowed=any(member.allowed for member in members),
            )
        )
        group_id += 1
    return tuple(found)


def _group_name(members: tuple[ProfileItem, ...]) -> str:
    return next((member.quality.group for member in members if member.quality and member.quality.group), "")


def _named(*names: str) -> frozenset[int]:
    return frozenset(quality.BY_NAME[name].id for name in names)


_EARLY: Final = ("WORKPRINT", "CAM", "TELESYNC", "TELECINE", "REGIONAL", "DVDSCR")
_SD: Final = ("SDTV", "DVD", "DVD-R", "WEBDL-480p", "WEBRip-480p", "Bluray-480p", "Bluray-576p")
_HD720: Final = ("HDTV-720p", "WEBDL-720p", "WEBRip-720p", "Bluray-720p")
_HD1080: Final = ("HDTV-1080p", "WEBDL-1080p", "WEBRip-1080p", "Bluray-1080p", "Remux-1080p")
_UHD: Final = ("HDTV-2160p", "WEBDL-2160p", "WEBRip-2160p", "Bluray-2160p", "Remux-2160p")


def _profile(name: str, cutoff: str, *allowed: str) -> QualityProfile:
    return QualityProfile(name=name, items=items(_named(*allowed)), cutoff=quality.BY_NAME[cutoff].id)


PROFILES: Final[tuple[QualityProfile, ...]] = (
    _profile("Any", "Bluray-480p", *_EARLY, *_SD, *_HD720, *_HD1080, *_UHD, "BR-DISK"),
    _profile("SD", "Bluray-480p", *_EARLY, *(name for name in _SD if name != "DVD-R")),
    _profile("HD-720p", "Bluray-720p", *_HD720),
    _profile("HD-1080p", "Bluray-1080p", *_HD1080),
    _profile("Ultra-HD", "Remux-2160p", *_UHD),
    _profile("HD - 720p/1080p", "Bluray-720p", *_HD720, *_HD1080),
)
SCHEMA: Final = QualityProfile(items=items())
_DEFAULT_INDEX: Final = {each.id: number for number, item in enumerate(items()) for each in item.qualities}


def quality_weight(model: quality.QualityModel) -> int:
    """The v3 `qualityWeight` of a release: its place in the default order, then REAL, then version."""
    return _DEFAULT_INDEX[model.quality.id] * 100 + model.revision.real * 10 + model.revision.version


def definition_weight(model: quality.QualityModel) -> int:
    """The v3 `qualityWeight` of a file to import: the weight of its definition, then REAL, then version."""
    return model.quality.weight + model.revision.real * 10 + model.revision.version
