"""Whether a release is an upgrade, as a table: profile, mode, current, new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cinearr.core import quality
from cinearr.core.decisions import Propers, upgrade
from cinearr.core.decisions.model import Held
from cinearr.core.decisions.upgrade import NoUpgrade
from cinearr.core.profiles import PROFILES, QualityProfile
from cinearr.core.quality import QualityModel, Revision

HD = replace(
    next(profile for profile in PROFILES if profile.name == "HD - 720p/1080p"),
    upgrade_allowed=True,
    cutoff=quality.BY_NAME["Bluray-1080p"].id,
    cutoff_format_score=100,
    min_upgrade_format_score=10,
)
NO_UPGRADES = replace(HD, upgrade_allowed=False)
LIKE, PREFER, NOT = Propers.PREFER_AND_UPGRADE, Propers.DO_NOT_UPGRADE, Propers.DO_NOT_PREFER


def q(name: str, version: int = 1, real: int = 0) -> QualityModel:
    return QualityModel(quality.BY_NAME[name], Revision(real, version))


CASES = [
    # profile, mode, current and its score, new and its score, why not
    (HD, LIKE, q("WEBDL-720p"), 0, q("Bluray-1080p"), 0, None),
    (HD, LIKE, q("WEBDL-720p"), 90, q("Bluray-1080p"), -50, None),
    (HD, LIKE, q("Bluray-1080p"), 0, q("WEBDL-720p"), 90, NoUpgrade.BETTER_QUALITY),
    (HD, LIKE, q("Bluray-1080p"), 0, q("Bluray-1080p", 2), 0, None),
    (HD, LIKE, q("Bluray-1080p"), 0, q("Bluray-1080p", 1, 1), 0, None),
    (HD, PREFER, q("Bluray-1080p"), 0, q("Bluray-1080p", 2), 0, None),
    (HD, NOT, q("Bluray-1080p"), 0, q("Bluray-1080p", 2), 0, NoUpgrade.CUSTOM_FORMAT_SCORE),
    (HD, LIKE, q("Bluray-1080p", 2), 0, q("Bluray-1080p"), 50, NoUpgrade.BETTER_REVISION),
    (HD, NOT, q("Bluray-1080p", 2), 0, q("Bluray-1080p"), 50, None),
    # Members of a group are equals, and a revision counts between them.
    (HD, LIKE, q("WEBDL-1080p"), 0, q("WEBRip-1080p"), 0, NoUpgrade.CUSTOM_FORMAT_SCORE),
    (HD, LIKE, q("WEBDL-1080p"), 0, q("WEBRip-1080p", 2), 0, None),
    # Beyond the cutoff only scores count.
    (HD, LIKE, q("Bluray-1080p"), 0, q("Remux-1080p"), 0, NoUpgrade.QUALITY_CUTOFF),
    (HD, LIKE, q("Bluray-1080p"), 0, q("Bluray-1080p"), 20, None),
    (HD, LIKE, q("Bluray-1080p"), 20, q("Bluray-1080p"), 20, NoUpgrade.CUSTOM_FORMAT_SCORE),
    (HD, LIKE, q("Bluray-1080p"), 100, q("Bluray-1080p"), 200, NoUpgrade.CUSTOM_FORMAT_CUTOFF),
    (HD, LIKE, q("Bluray-1080p"), 20, q("Bluray-1080p"), 29, NoUpgrade.MIN_CUSTOM_FORMAT_SCORE),
    (HD, LIKE, q("Bluray-1080p"), 20, q("Bluray-1080p"), 30, None),
    # Without upgrades the cutoff is the worst allowed quality, and a revision still counts.
    (NO_UPGRADES, LIKE, q("HDTV-720p"), 0, q("Bluray-720p"), 0, NoUpgrade.UPGRADES_NOT_ALLOWED),
    (NO_UPGRADES, LIKE, q("SDTV"), 0, q("Bluray-720p"), 0, None),
    (NO_UPGRADES, LIKE, q("HDTV-720p"), 0, q("HDTV-720p", 2), 0, None),
    (NO_UPGRADES, LIKE, q("HDTV-720p"), 0, q("HDTV-720p"), 50, NoUpgrade.UPGRADES_NOT_ALLOWED),
]


@pytest.mark.parametrize(("profile", "propers", "current", "current_score", "new", "new_score", "expected"), CASES)
def test_why_no_upgrade(
    profile: QualityProfile,
    propers: Propers,
    current: QualityModel,
    current_score: int,
    new: QualityModel,
    new_score: int,
    expected: NoUpgrade | None,
) -> None:
    held = Held(quality=current, score=current_score)
    assert upgrade.why_no_upgrade(profile, propers, held, new, new_score) is expected


CUTOFF = [
    # current, its score, new, whether something is still to be reached
    (q("WEBDL-720p"), 100, None, True),
    (q("Bluray-1080p"), 99, None, True),
    (q("Bluray-1080p"), 100, None, False),
    (q("Remux-1080p"), 100, q("Bluray-1080p", 2), False),
    (q("Bluray-1080p"), 100, q("Bluray-1080p", 2), True),
]


@pytest.mark.parametrize(("current", "score", "new", "expected"), CUTOFF)
def test_cutoff_not_met(current: QualityModel, score: int, new: QualityModel | None, expected: bool) -> None:
    assert upgrade.cutoff_not_met(HD, Held(quality=current, score=score), new) is expected


ALLOWED = [
    (HD, q("DVD"), 0, q("Bluray-1080p"), 0, True),
    (NO_UPGRADES, q("DVD"), 0, q("Bluray-1080p"), 0, False),
    (NO_UPGRADES, q("DVD"), 50, q("DVD"), 100, False),
    (NO_UPGRADES, q("DVD"), 50, q("DVD"), 50, True),
    (NO_UPGRADES, q("DVD"), 50, q("DVD", 2), 50, True),
    (NO_UPGRADES, q("DVD"), 50, q("SDTV"), 50, True),
]


@pytest.mark.parametrize(("profile", "current", "current_score", "new", "new_score", "expected"), ALLOWED)
def test_allowed_by_profile(
    profile: QualityProfile,
    current: QualityModel,
    current_score: int,
    new: QualityModel,
    new_score: int,
    expected: bool,
) -> None:
    held = Held(quality=current, score=current_score)
    assert upgrade.allowed_by_profile(profile, held, new, new_score) is expected
