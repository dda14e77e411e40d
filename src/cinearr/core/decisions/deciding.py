"""From a release and what its title says to a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.decisions.matching import FilmIndex, Match, match_film
from cinearr.core.decisions.model import (
    BatchFacts,
    Candidate,
    Decision,
    FilmFacts,
    Held,
    MatchType,
    Rejection,
    ReleaseSource,
    Verdict,
)
from cinearr.core.decisions.rules import RULES, Rule
from cinearr.core.decisions.rules.held import held
from cinearr.core.formats import subjects
from cinearr.core.languages import Language
from cinearr.core.patterns import PatternTimeout
from cinearr.core.profiles import DelayProfile
from cinearr.core.profiles.delay import for_tags
from cinearr.core.releases.model import ParsedRelease, Release

_NO_OBJECTION: Final = {rule.name: Verdict(rule.name) for rule in RULES}
_GROUPS: Final = tuple(
    tuple(rule for rule in RULES if rule.group == group) for group in sorted({rule.group for rule in RULES})
)


class Judge:
    """Judges the releases of one batch. What is the same for all releases of a film is worked out once."""

    def __init__(self, facts: BatchFacts, index: FilmIndex) -> None:
        self.facts = facts
        self.index = index
        self._delays: dict[frozenset[int], DelayProfile] = {}
        self._files: dict[int, Held | None] = {}

    def decide(self, release: Release, parsed: ParsedRelease | None) -> Decision | None:
        """The decision; None for a name that says nothing when nobody asked for a film."""
        if parsed is None or not parsed.titles:
            if not self.facts.source.is_search:
                return None
            return _refused(release, parsed, Rejection("UnableToParse", "Unable to parse release"))
        match = match_film(parsed, release, self.index, self.facts.searched)
        if match.film is None:
            return _refused(release, parsed, _unknown(match, self.facts))
        return self.judge(self.candidate(release, parsed, match.film, match.type))

    def candidate(
        self,
        release: Release,
        parsed: ParsedRelease,
        film: FilmFacts,
        match_type: MatchType = MatchType.UNKNOWN,
        *,
        languages: tuple[Language, ...] = (),
    ) -> Candidate:
        """The release as one of this film, with its languages (unless a person says them), custom formats and score."""
        indexer = self.facts.indexers.get(release.indexer_id)
        languages = languages or release_languages(
            release.title,
            parsed.languages,
            release.languages,
            film.original_language,
            indexer.multi_languages if indexer else (),
        )
        formats = self.facts.formats.match(subjects.of_release(parsed, release, languages, film.original_language))
        return Candidate(
            release=release,
            parsed=parsed,
            film=film,
            match_type=match_type,
            languages=languages,
            formats=formats,
            score=film.profile.score(each.id for each in formats),
            delay_profile=self._delay(film),
            current=self._file(film),
            age_minutes=(self.facts.now - release.publish_date).total_seconds() / 60,
        )

    def judge(self, candidate: Candidate) -> Decision:
        """Ask every rule of a group; go on to the next group only without a reason against."""
        verdicts: list[Verdict] = []
        rejections: list[Rejection] = []
        for group in _GROUPS:
            for rule in group:
                rejection = self._ask(rule, candidate)
                if rejection is None:
                    verdicts.append(_NO_OBJECTION[rule.name])
                else:
                    verdicts.append(Verdict(rule.name, rejection))
                    rejections.append(rejection)
            if rejections:
                break
        return Decision(
            release=candidate.release,
            parsed=candidate.parsed,
            candidate=candidate,
            verdicts=tuple(verdicts),
            rejections=tuple(rejections),
        )

    def _ask(self, rule: Rule, candidate: Candidate) -> Rejection | None:
        try:
            return rule.check(candidate, self.facts)
        except PatternTimeout as slow:
            return Rejection("DecisionError", f"{rule.name} could not be decided: the expression {slow} takes too long")

    def _delay(self, film: FilmFacts) -> DelayProfile:
        found = self._delays.get(film.tags)
        if found is None:
            found = self._delays[film.tags] = for_tags(self.facts.delay_profiles, film.tags)
        return found

    def _file(self, film: FilmFacts) -> Held | None:
        if film.movie_id not in self._files:
            file = film.file
            self._files[film.movie_id] = (
                held(film.profile, self.facts, file.quality, file.subject) if file is not None else None
            )
        return self._files[film.movie_id]


def decide_all(
    pairs: Iterable[tuple[Release, ParsedRelease | None]], facts: BatchFacts, index: FilmIndex
) -> list[Decision]:
    """A decision for each release with what its title says, in their order."""
    judge = Judge(facts, index)
    found = (judge.decide(release, parsed) for release, parsed in pairs)
    return [decision for decision in found if decision is not None]


def all_verdicts(against: Mapping[str, str]) -> dict[str, str | None]:
    """What every rule said, by its name, from the messages of those that had something against a release.

    None is no objection. Rules of a later group are missing when an earlier group had an objection: they were not asked.
    """
    found: dict[str, str | None] = {}
    for group in _GROUPS:
        found |= {rule.name: against.get(rule.name) for rule in group}
        if any(found.values()):
            break
    return found


def _refused(release: Release, parsed: ParsedRelease | None, rejection: Rejection) -> Decision:
    return Decision(
        release=release,
        parsed=parsed,
        candidate=None,
        verdicts=(Verdict("Mapping", rejection),),
        rejections=(rejection,),
    )


def _unknown(match: Match, facts: BatchFacts) -> Rejection:
    if match.is_ambiguous:
        films = ", ".join(f"{film.title} ({film.year})" for film in match.candidates)
        return Rejection("AmbiguousMovie", f"Unknown Movie. The release title fits several movies: {films}")
    where = "existing movie in Library" if facts.source is ReleaseSource.RELEASE_PUSH else "correct movie"
    return Rejection("UnknownMovie", f"Unknown Movie. Unable to match to {where} using release title.")
