"""Quality profiles: order, groups, cutoffs, and what must hold of them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from cinearr.core import profiles, quality
from cinearr.core.profiles import PROFILES, SCHEMA, ProfileItem, QualityProfile
from cinearr.core.profiles.validation import problems
from cinearr.core.quality import QualityModel, Revision

HD = next(profile for profile in PROFILES if profile.name == "HD - 720p/1080p")


def q(name: str) -> quality.Quality:
    return quality.BY_NAME[name]


class TestOrder:
    def test_items_go_from_worst_to_best_with_the_groups_of_the_web(self) -> None:
        labels = [item.label for item in SCHEMA.items]
        assert labels[:2] == ["Unknown", "WORKPRINT"]
        assert labels[-2:] == ["BR-DISK", "Raw-HD"]
        assert [(item.id, item.name) for item in SCHEMA.items if item.is_group] == [
            (1000, "WEB 480p"),
            (1001, "WEB 720p"),
            (1002, "WEB 1080p"),
            (1003, "WEB 2160p"),
        ]

    def test_members_of_a_group_share_an_index_but_not_a_position(self) -> None:
        assert HD.index(q("WEBDL-720p")) == HD.index(q("WEBRip-720p"))
        assert HD.position(q("WEBDL-720p")) < HD.position(q("WEBRip-720p"))

    def test_a_quality_the_profile_does_not_name_stands_at_the_start(self) -> None:
        short = QualityProfile(items=(ProfileItem(q("DVD"), True), ProfileItem(q("Bluray-720p"), True)))
        assert short.index(q("SDTV")) == 0
        assert short.allows(q("SDTV"))

    def test_weights_of_the_api(self) -> None:
        assert profiles.quality_weight(QualityModel(q("BR-DISK"), Revision(0, 2, True))) == 2402
        assert profiles.quality_weight(QualityModel(q("WEBDL-2160p"))) == 2101
        assert profiles.definition_weight(QualityModel(q("Bluray-1080p"), Revision(1, 2))) == 31


class TestCutoff:
    def test_is_the_item_of_the_cutoff_when_upgrades_are_allowed(self) -> None:
        profile = replace(HD, upgrade_allowed=True, cutoff=1001)
        assert profile.cutoff_item is not None
        assert profile.cutoff_item.label == "WEB 720p"

    def test_is_the_worst_allowed_item_when_they_are_not(self) -> None:
        assert HD.cutoff_item is not None
        assert HD.cutoff_item.label == "HDTV-720p"

    def test_of_formats_is_the_minimum_score_without_upgrades(self) -> None:
        profile = replace(HD, min_format_score=5, cutoff_format_score=50)
        assert profile.format_cutoff == 5
        assert replace(profile, upgrade_allowed=True).format_cutoff == 50


class TestFormats:
    def test_a_new_format_comes_first_without_a_score(self) -> None:
        profile = profiles.with_format(profiles.with_format(HD, 3), 4)
        assert dict(profile.format_scores) == {4: 0, 3: 0}

    def test_limits_start_again_with_the_last_format_gone(self) -> None:
        profile = replace(
            profiles.with_format(HD, 3), min_format_score=5, cutoff_format_score=6, min_upgrade_format_score=7
        )
        gone = profiles.without_format(profile, 3)
        assert (gone.min_format_score, gone.cutoff_format_score, gone.min_upgrade_format_score) == (0, 0, 1)
        assert profiles.without_format(HD, 3) == HD


def broken(**changes: object) -> list[tuple[str, str]]:
    base = replace(HD, format_scores=MappingProxyType({1: 10}))
    return [(found.property_name, found.message) for found in problems(replace(base, **changes), [1])]  # type: ignore[arg-type]


GROUP = ProfileItem(id=1000, name="G", members=(ProfileItem(q("DVD")), ProfileItem(q("SDTV"))), allowed=True)


class TestValidation:
    @pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
    def test_the_default_profiles_are_valid(self, profile: QualityProfile) -> None:
        assert problems(profile, []) == []

    @pytest.mark.parametrize(
        ("changes", "property_name", "word"),
        [
            ({"name": "  "}, "Name", "must not be empty"),
            ({"min_upgrade_format_score": 0}, "MinUpgradeFormatScore", "greater than or equal to '1'"),
            ({"items": ()}, "Items", "must not be empty"),
            ({"items": SCHEMA.items}, "Items", "at least one allowed"),
            ({"cutoff": 0}, "Cutoff", "allowed quality"),
            ({"cutoff": 999}, "Cutoff", "allowed quality"),
            ({"items": HD.items[1:]}, "Items", "contain all qualities"),
            ({"items": (*HD.items, ProfileItem(q("DVD")))}, "Items", "once"),
            ({"items": (*HD.items, replace(GROUP, id=0))}, "Items", "must have an ID"),
            ({"items": (*HD.items, GROUP)}, "Items", "unique ID"),
            ({"items": (*HD.items, replace(GROUP, name=""))}, "Items", "must have a name"),
            ({"items": (*HD.items, replace(GROUP, members=GROUP.members[:1]))}, "Items", "multiple qualities"),
            ({"items": (*HD.items, ProfileItem(q("DVD"), name="x"))}, "Items", "should not be named"),
            ({"format_scores": MappingProxyType({})}, "FormatItems", "All Custom Formats"),
            ({"min_format_score": 11}, "", "never be satisfied"),
        ],
    )
    def test_each_rule(self, changes: dict[str, object], property_name: str, word: str) -> None:
        assert any(name == property_name and word in message for name, message in broken(**changes))

    def test_a_minimum_that_the_scores_can_reach_together_is_fine(self) -> None:
        scores = MappingProxyType({1: 6, 2: 5, 3: -100})
        assert problems(replace(HD, format_scores=scores, min_format_score=11), [1, 2, 3]) == []
