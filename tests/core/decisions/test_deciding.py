"""What becomes of a release as a whole, and how its verdicts are told again from what is kept."""

from __future__ import annotations

import pytest

from cinearr.core.decisions import RULES, Judge, LibraryIndex, all_verdicts
from cinearr.core.decisions.model import BatchFacts, Decision
from cinearr.core.releases.parser import parse_title

from . import factories as make


def decide(title: str, **known: object) -> Decision:
    film = make.film()
    facts = BatchFacts(now=make.NOW, **known)  # type: ignore[arg-type]
    decision = Judge(facts, LibraryIndex([film])).decide(make.release(title), parse_title(title))
    assert decision is not None
    return decision


class TestVerdictsKept:
    @pytest.mark.parametrize(
        "title", [make.TITLE, "The.Film.2001.1080p.BluRay.x264.Sample-GRP", "The.Film.2001.CAM-GRP"]
    )
    def test_the_objections_alone_tell_what_every_rule_said(self, title: str) -> None:
        decision = decide(title)
        against = {each.rule: each.rejection.message for each in decision.verdicts if each.rejection is not None}
        said = {each.rule: each.rejection.message if each.rejection else None for each in decision.verdicts}
        assert all_verdicts(against) == said

    def test_without_objections_every_rule_was_asked(self) -> None:
        assert list(all_verdicts({})) == [rule.name for rule in RULES]

    def test_after_an_objection_the_next_group_was_not_asked(self) -> None:
        assert "FreeSpace" not in all_verdicts({"Language": "German is wanted, but found English"})
