"""Decisions: which releases are taken, and every reason why the others are not."""

from cinearr.core.decisions.deciding import Judge, decide_all
from cinearr.core.decisions.matching import FilmIndex, LibraryIndex, Match, MatchKeys, imdb_number, keys, match_film
from cinearr.core.decisions.model import (
    BatchFacts,
    BlockedRelease,
    Candidate,
    Decision,
    DecisionSettings,
    FileFacts,
    FilmFacts,
    GrabbedKeys,
    GrabEvent,
    IndexerFacts,
    MatchType,
    Propers,
    QueuedRelease,
    Rejection,
    ReleaseSource,
    Verdict,
    offer_key,
)
from cinearr.core.decisions.ordering import ranked, without_doubles
from cinearr.core.decisions.processing import GrabOutcome, PendingReason, Processing, Waiting, choose
from cinearr.core.decisions.rules import RULES, Rule

__all__ = [
    "RULES",
    "BatchFacts",
    "BlockedRelease",
    "Candidate",
    "Decision",
    "DecisionSettings",
    "FileFacts",
    "FilmFacts",
    "FilmIndex",
    "GrabEvent",
    "GrabOutcome",
    "GrabbedKeys",
    "IndexerFacts",
    "Judge",
    "LibraryIndex",
    "Match",
    "MatchKeys",
    "MatchType",
    "PendingReason",
    "Processing",
    "Propers",
    "QueuedRelease",
    "Rejection",
    "ReleaseSource",
    "Rule",
    "Verdict",
    "Waiting",
    "choose",
    "decide_all",
    "imdb_number",
    "keys",
    "match_film",
    "offer_key",
    "ranked",
    "without_doubles",
]
